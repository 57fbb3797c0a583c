"""The version of the program stands in CMakeLists.txt, and wherever else it has to: versions.py SOURCE VERSION."""
import pathlib
import re
import sys

import yaml

source, version = pathlib.Path(sys.argv[1]), sys.argv[2]
faults = []


def expect(what, found, expected):
    if found != expected:
        faults.append(f"{what}: expected {expected!r}, found {found!r}")


citation = yaml.safe_load((source / "docs/CITATION.cff").read_text(encoding="utf-8"))
changes = re.search(r"^## (\S+), .*\{#", (source / "docs/CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
expect("docs/CITATION.cff: version", str(citation["version"]), version)
expect("docs/CHANGELOG.md: the first version", changes and changes[1], version)
# What version 1.2.0 of the format asks for.
expect("docs/CITATION.cff: cff-version", citation["cff-version"], "1.2.0")
expect("docs/CITATION.cff: missing keys", [key for key in ("authors", "message", "title") if not citation.get(key)], [])
expect("docs/CITATION.cff: type", citation["type"], "software")
expect("docs/CITATION.cff: authors without a name", [author for author in citation["authors"] if not author.get("name")], [])
print("\n".join(faults + [f"version {version}: {len(faults)} faults"]))
sys.exit(len(faults) > 0)
