"""Asks a Python program that waits (again.py): ask.py SOCKET PROGRAM..., with its input, output and exit status as the program's own.

The program's words are not looked at: they say in a report who has answered."""

import sys

import again

status, written, errors = again.ask(sys.argv[1], sys.stdin.read())
sys.stdout.write(written)
sys.stderr.write(errors)
sys.exit(status)
