#!/usr/bin/env python3
"""Packs the golden data for those who use it without this program: make.py SOURCE OUTPUT GOLDPROP.

Writes to the folder OUTPUT, for the version V that golden/VERSION names:
    goldprop-data-V.tar.gz                  the files as they are
    goldprop-data-V.tgz                     the same as a package for npm
    goldprop_data-V-py3-none-any.whl        the same as a package for Python
    SHA256SUMS                              of these
The same sources give the same bytes. The program GOLDPROP counts the known mistakes.
"""
import base64
import csv
import gzip
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import zipfile

YEAR = (1980, 1, 1, 0, 0, 0)  # of every file: zip knows none before


def counts(golden, goldprop):
    """What a release holds."""
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(golden.glob("cases/*.json"))]
    listed = subprocess.run([goldprop, "mistakes", "--format", "json"], capture_output=True, check=True, text=True).stdout
    return {"documents": len(json.loads((golden / "documents.json").read_text(encoding="utf-8"))), "cases": len(cases),
            "printed": sum(len(case.get("printed", [])) for case in cases), "exact": sum(len(case["expectations"]) for case in cases),
            "mistakes": len(json.loads(listed)["mistakes"])}


def files_of(source, goldprop):
    """Name and bytes of each file of the data, sorted; the licence and release.json among them."""
    golden = source / "golden"
    files = {str(path.relative_to(golden)): path.read_bytes() for path in golden.rglob("*") if path.is_file()}
    version = files["VERSION"].decode().strip()
    files["LICENSE"] = (source / "LICENSE").read_bytes()
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    release = {"format": "goldprop-release-1", "version": version, **counts(golden, goldprop), "sha256": sums}
    files["release.json"] = (json.dumps(release, indent=1) + "\n").encode()
    return version, dict(sorted(files.items()))


def write_tar(path, folder, files):
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))


def write_wheel(path, version, files, loader):
    info = f"goldprop_data-{version}.dist-info"
    metadata = (f"Metadata-Version: 2.1\nName: goldprop-data\nVersion: {version}\nSummary: Worked numbers of backpropagation, certified\n"
                "License: MIT\nRequires-Python: >=3.9\nDescription-Content-Type: text/markdown\n\n")
    content = {f"goldprop_data/{name}": data for name, data in files.items()}
    content["goldprop_data/__init__.py"] = loader
    content[f"{info}/METADATA"] = metadata.encode() + files["README.md"]
    content[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: goldprop\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    for name, data in content.items():
        rows.writerow([name, "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode(), len(data)])
    rows.writerow([f"{info}/RECORD", "", ""])
    content[f"{info}/RECORD"] = record.getvalue().encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in content.items():
            wheel.writestr(zipfile.ZipInfo(name, YEAR), data, zipfile.ZIP_DEFLATED)


def main():
    source, output, goldprop = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    packages = source / "src/packages"
    version, files = files_of(source, goldprop)
    output.mkdir(parents=True, exist_ok=True)
    for old in output.iterdir():
        old.unlink()

    write_tar(output / f"goldprop-data-{version}.tar.gz", f"goldprop-data-{version}", files)
    manifest = (packages / "npm/package.json.in").read_text(encoding="utf-8").replace("@VERSION@", version)
    loader = {path.name: path.read_bytes() for path in packages.glob("npm/index.*")}
    write_tar(output / f"goldprop-data-{version}.tgz", "package", {"package.json": manifest.encode(), **loader, **files})
    write_wheel(output / f"goldprop_data-{version}-py3-none-any.whl", version, files, (packages / "python/__init__.py").read_bytes())

    made = sorted(output.iterdir())
    (output / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made), encoding="utf-8")
    release = json.loads(files["release.json"])
    print(f"goldprop-data {version}: {release['cases']} cases, {release['exact']} exact and {release['printed']} printed numbers, "
          f"{release['mistakes']} mistakes, in {len(made)} packages")


if __name__ == "__main__":
    main()
