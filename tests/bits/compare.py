"""Holds what docs/contract.md promises of bits: on one machine and with one C library, every compiler gives the same ones at every
level, for the machine at hand or for all, as long as products are not contracted.

usage: compare.py SOURCE GOLDPROP LIBRARY COMPILER [FLAG...]
COMPILER compiles what computes once more, with the flags; the rest comes from LIBRARY. Exits with 77 where COMPILER is missing."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

source, goldprop, library, compiler, flags = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]
if not shutil.which(compiler):
    print(f"{compiler} is missing")
    sys.exit(77)

cases = sorted((source / "golden" / "cases").glob("*.json"))
rooms = [file for room in ("reference", "elementary") for file in (source / "src" / room).glob("*.c")]
runs = [source / "src" / "oracle" / f"{name}.c" for name in ("run", "departed_run", "departure")]
jansson = subprocess.run(["pkg-config", "--cflags", "--libs", "jansson"], capture_output=True, text=True, check=True).stdout.split()
with tempfile.TemporaryDirectory() as folder:
    program = pathlib.Path(folder) / "trace"
    subprocess.run([compiler, "-std=c17", *flags, f"-I{source / 'src'}", source / "tests" / "bits" / "trace.c", *rooms, *runs, library,
                    *jansson, "-lm", "-o", program], check=True)
    other = subprocess.run([program, *cases], capture_output=True, text=True, check=True).stdout

ours = "".join(subprocess.run([goldprop, "trace", "--recorded", case], capture_output=True, text=True, check=True).stdout
               for case in cases)
lines = ours.splitlines()
different = sum(one != two for one, two in zip(lines, other.splitlines()))
print(f"{compiler} {' '.join(flags)}: {len(cases)} cases, {len(lines)} lines, {different} of them differ")
sys.exit(0 if len(lines) > 500 and ours == other else 1)
