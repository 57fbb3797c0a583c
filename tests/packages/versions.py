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


# What version 1.2.0 of the format says of the keys that the file has: its schema knows more of them, and no others.
def is_text(value):
    return isinstance(value, str) and value != ""


def is_list(value, is_item):
    return isinstance(value, list) and len(value) > 0 and all(map(is_item, value)) and len({str(item) for item in value}) == len(value)


def is_entity(author):
    return isinstance(author, dict) and set(author) == {"name"} and is_text(author["name"])


CFF_KEYS = {
    "abstract": is_text,
    "authors": lambda value: is_list(value, is_entity),
    "cff-version": lambda value: value == "1.2.0",
    "keywords": lambda value: is_list(value, is_text),
    "license": lambda value: value == "MIT",  # by its name in SPDX's list
    "message": is_text,
    "title": is_text,
    "type": lambda value: value in ("software", "dataset"),
    "version": lambda value: is_text(value) or isinstance(value, (int, float)),
}
CFF_REQUIRED = {"authors", "cff-version", "message", "title"}


def cff_faults(file):
    """The keys that are missing, unknown, or have values that the format does not allow."""
    return sorted(CFF_REQUIRED - set(file)) + [key for key, value in file.items() if not CFF_KEYS.get(key, lambda _: False)(value)]


expect("docs/CITATION.cff: keys that are not as the format has them", cff_faults(citation), [])
WRONG = {"authors": [[], [{}], [{"name": ""}], ["Me"], [{"name": "Me", "nmae": "Me"}], [{"name": "Me"}, {"name": "Me"}]], "keywords": [[], "a", [1]],
         "cff-version": [1.2, "1.1.0"], "message": ["", None], "title": [3], "type": ["program"], "license": ["MIT License"], "version": [None],
         "abstract": [[]], "licence": ["MIT"]}
for key, values in WRONG.items():
    for value in values:
        expect(f"{key}: {value!r} instead, which has to be found", cff_faults(citation | {key: value}), [key])
for key in CFF_REQUIRED:
    expect(f"without {key}, which has to be found", cff_faults({name: value for name, value in citation.items() if name != key}), [key])
print("\n".join(faults + [f"version {version}: {len(faults)} faults"]))
sys.exit(len(faults) > 0)
