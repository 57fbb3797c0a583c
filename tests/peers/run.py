"""Runs a peer through all cases and writes a report in JSON: run.py [--again] GOLDPROP KNOWN REPORT ADAPTER...

KNOWN lists the cases that are known to fail, if there are any. With --again the adapter is a Python program, all of whose answers come
from one process, as its imports take longer than its answers. Exit status 77: the peer's package is missing. An adapter says this by
the same status, before it reads anything, and a shell says 127 of a program that is not there."""

import contextlib
import pathlib
import subprocess
import sys

TWINS = pathlib.Path(__file__).parent.parent / "twins"
sys.path.insert(0, str(TWINS))
import again  # noqa: E402


def is_missing(adapter):
    try:
        return subprocess.run(adapter, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode in (77, 127)
    except FileNotFoundError:
        return True


def main():
    words = sys.argv[1:]
    in_one_process = words[0] == "--again"
    goldprop, known, report, *adapter = words[in_one_process:]
    if is_missing(adapter):
        print("This peer's package is not installed:", *adapter)
        sys.exit(77)
    known_failures = ["--known-failures", known] if pathlib.Path(known).exists() else []
    with again.waiting(adapter) if in_one_process else contextlib.nullcontext() as socket:
        asked = [sys.executable, TWINS / "ask.py", socket, *adapter] if in_one_process else adapter
        with open(report, "w", encoding="utf-8") as file:
            done = subprocess.run([goldprop, "run", "--timeout", "600", "--format", "json", *known_failures, "--", *asked], stdout=file, check=False)
    print(f"exit status {done.returncode}; the report is in {report}")
    sys.exit(done.returncode)


main()
