"""Runs a Python program again and again in one process, where its imports take longer than its work: again.py PROGRAM.

Each line of standard input is what the program reads. For each there is a line on standard output: its exit status and what it wrote."""

import contextlib
import io
import json
import pathlib
import runpy
import sys
import traceback

program = sys.argv.pop(1)
sys.path.insert(0, str(pathlib.Path(program).parent))
for line in sys.stdin:
    written, errors, status = io.StringIO(), io.StringIO(), 0
    stdin, sys.stdin = sys.stdin, io.StringIO(line)
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(errors):
        try:
            runpy.run_path(program, run_name="__main__")
        except SystemExit as end:
            status = end.code or 0
        except Exception:
            traceback.print_exc()
            status = 1
    sys.stdin = stdin
    print(json.dumps([status, written.getvalue(), errors.getvalue()]), flush=True)
