#!/usr/bin/env python3
"""The same bits from another compiler, other flags, another machine: other_build.py SOURCES EMULATOR COMPILER FLAG...

Compiles the elementary functions and bits.c, runs that (under an emulator, if it is not called `none`), and compares what it prints with
bits.txt, which MPFR made. Exit status 77 where compiler or emulator is missing.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sources, emulator, compiler, *flags = sys.argv[1:]
here = pathlib.Path(__file__).parent
for program in (compiler, emulator):
    if program != "none" and not shutil.which(program):
        print(f"skipped: {program} is not installed")
        sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    program = f"{folder}/bits"
    files = [here / "bits.c", here / "arguments.c", *sorted((pathlib.Path(sources) / "elementary").glob("*.c"))]
    subprocess.run([compiler, "-std=c17", *flags, f"-I{sources}", "-o", program, *files], check=True)
    found = subprocess.run([program] if emulator == "none" else [emulator, program], capture_output=True, text=True, check=True).stdout

expected = (here / "bits.txt").read_text(encoding="utf-8")
for mine, right in zip(found.splitlines(), expected.splitlines()):
    if mine != right:
        print(f"expected {right}, found {mine}")
print(f"{compiler} {' '.join(flags)}: {len(found.splitlines())} hashes, {'the same' if found == expected else 'not the same'}")
sys.exit(0 if found == expected else 1)
