"""Runs a Python program again and again in one process, where its imports take longer than its work: again.py SOCKET PROGRAM [ARGUMENT...]

Who connects to SOCKET sends what the program reads, and gets its exit status and what it wrote. ask() does so."""

import contextlib
import io
import json
import pathlib
import runpy
import socket
import subprocess
import sys
import tempfile
import time
import traceback


def ask(path, text):
    """What the program that waits at the socket makes of a text: its exit status, standard output and standard error."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        return json.load(connection.makefile("r", encoding="utf-8"))


def is_listening(path):
    with contextlib.suppress(FileNotFoundError, ConnectionRefusedError), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        return True
    return False


@contextlib.contextmanager
def waiting(command):
    """A process in which a command's program, its first word that ends in .py, waits. Gives the socket's path; it ends with the block."""
    at = next(i for i, word in enumerate(command) if str(word).endswith(".py"))
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/socket"
        process = subprocess.Popen([*command[:at], __file__, path, *command[at:]])
        try:
            while not is_listening(path):
                if process.poll() is not None:
                    sys.exit(f"expected a program that waits, found one that ended with status {process.returncode}: {command[at]}")
                time.sleep(0.01)
            yield path
        finally:
            process.kill()
            process.wait()


def run(program, text):
    written, errors, status = io.StringIO(), io.StringIO(), 0
    sys.stdin = io.StringIO(text)
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(errors):
        try:
            runpy.run_path(program, run_name="__main__")
        except SystemExit as end:
            status = end.code or 0
        except Exception:
            traceback.print_exc()
            status = 1
    return status, written.getvalue(), errors.getvalue()


def main():
    path, program = sys.argv[1:3]
    del sys.argv[:2]
    sys.path.insert(0, str(pathlib.Path(program).parent))
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.bind(path)
        waiting.listen()
        while True:
            connection, _ = waiting.accept()
            with connection:
                text = connection.makefile("r", encoding="utf-8").read()
                if text:
                    connection.sendall(json.dumps(run(program, text)).encode())


if __name__ == "__main__":
    main()
