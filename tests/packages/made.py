"""Makes the packages twice, and holds what is in them against the golden data: made.py SOURCE OUTPUT GOLDPROP."""
import hashlib
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

source, output, goldprop = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
faults = []


def make(folder):
    command = [sys.executable, str(source / "src/packages/make.py"), str(source), str(folder), goldprop]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def contents(path):
    """Name and bytes of each file of a package, without the name of its folder."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return {name.partition("/")[2]: wheel.read(name) for name in wheel.namelist() if name.startswith("goldprop_data/")}
    with tarfile.open(path) as tar:
        return {member.name.partition("/")[2]: tar.extractfile(member).read() for member in tar}


figures = make(output)
made = sorted(path for path in output.iterdir() if path.name != "SHA256SUMS")
with tempfile.TemporaryDirectory() as again:
    make(pathlib.Path(again))
    for path in output.iterdir():
        if path.read_bytes() != (pathlib.Path(again) / path.name).read_bytes():
            faults.append(f"{path.name}: expected the same bytes when it is made again")

golden = {str(path.relative_to(source / "golden")): path.read_bytes() for path in (source / "golden").rglob("*") if path.is_file()}
for path in made:
    files = contents(path)
    faults += [f"{path.name}: expected {name} as it is in golden" for name, content in golden.items() if files.get(name) != content]
    faults += [f"{path.name}: expected {name} in it" for name in ("LICENSE", "release.json") if name not in files]
sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)
if (output / "SHA256SUMS").read_text(encoding="utf-8") != sums:
    faults.append("SHA256SUMS: expected the sums of the packages")
if len(made) != 3:
    faults.append(f"expected three packages, found {len(made)}")
if not re.fullmatch(r"\d+\.\d+\.\d+\n", golden.get("VERSION", b"").decode()):
    faults.append("golden/VERSION: expected a version of three numbers")
print("\n".join(faults + [figures, f"{len(faults)} faults"]))
sys.exit(len(faults) > 0)
