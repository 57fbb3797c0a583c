"""A twin refuses what it does not know: refusals.py [--again] [--message] [--file] CASES COMMAND...

A twin is a program that computes golden cases a second time. It is asked for the smallest case in the folder CASES that it can
compute, of more than one layer if it can, with one thing in it at a time that nobody has heard of: a word or a key. It has to answer that this is unsupported, and to
name it; or, with --message, to write no answer, end with another status than 0 and name it on standard error. With --file it
gets the case as a file; with --again the command is a Python program, all of whose answers come from one process. Exit status 77: a package that the twin needs is missing, or no such program is there."""

import contextlib
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import again

UNKNOWN = "unheard-of"


def with_unknown(case):
    """What is unknown, and the case with it."""
    def changed(*path, value=UNKNOWN):
        other = copy.deepcopy(case)
        part = other
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value
        return "/".join(map(str, path)), other

    yield changed("format")
    for layer in {0, len(case["problem"]["layers"]) - 1}:
        yield changed("problem", "layers", layer, "activation")
        yield changed("problem", "layers", layer, "bias")
        yield changed("problem", "layers", layer, UNKNOWN, value="0.5")
    yield changed("problem", "loss", "deviation")
    yield changed("problem", "error", "deviation")
    yield changed("problem", "error", "reduction")
    yield changed("problem", "training", "reduction")
    yield changed("problem", "training", "rule")
    yield changed("problem", "departures", value=[UNKNOWN])
    for part in ("loss", "error", "training"):
        yield changed("problem", part, UNKNOWN, value="0.5")
    yield changed("problem", "samples", 0, UNKNOWN, value="0.5")
    yield changed("problem", UNKNOWN, value="0.5")


def is_missing(command):
    try:
        return subprocess.run(command, input="", capture_output=True, encoding="utf-8", check=False).returncode in (77, 127)
    except FileNotFoundError:
        return True


class Twin:
    def __init__(self, command, message, file, socket):
        self.command, self.message, self.file, self.socket = command, message, file, socket

    def ask(self, case):
        text = json.dumps(case)
        if self.socket:
            return subprocess.CompletedProcess(self.command, *again.ask(self.socket, text))
        if not self.file:
            return subprocess.run(self.command, input=text, capture_output=True, encoding="utf-8", check=False)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "case.json"
            path.write_text(text, encoding="utf-8")
            return subprocess.run([*self.command, path], capture_output=True, encoding="utf-8", check=False)

    def computes(self, case):
        found = self.ask(case)
        return found.returncode == 0 and (self.message or "unsupported" not in json.loads(found.stdout))

    def fault(self, case):
        """What is wrong with the answer to a case that has to be refused; None where it is refused."""
        found = self.ask(case)
        if self.message:
            refused = found.returncode != 0 and UNKNOWN in found.stderr
        else:
            refused = found.returncode == 0 and UNKNOWN in json.loads(found.stdout).get("unsupported", "")
        return None if refused else f"exit status {found.returncode}, {(found.stdout or found.stderr)[-160:].strip()}"


def asked_for(path, keep):
    """A case as a twin is asked for it: without its expectations, unless it is to be held against them."""
    case = json.loads(path.read_text(encoding="utf-8"))
    return case if keep else {key: case[key] for key in ("format", "id", "title", "problem", "record")}


def show_refusals(twin, cases):
    """Asks for all that is not known, prints what is not refused, and returns whether all of it is."""
    paths = sorted(pathlib.Path(cases).glob("*.json"), key=lambda path: path.stat().st_size)
    known = sorted((asked_for(path, twin.file) for path in paths), key=lambda case: len(case["problem"]["layers"]) == 1)
    case = next(filter(twin.computes, known), None)
    if case is None:
        sys.exit("expected a case that the twin can compute, found none")
    asked = list(with_unknown(case))
    faults = [(what, fault) for what, fault in ((what, twin.fault(other)) for what, other in asked) if fault]
    for what, fault in faults:
        print(f"{case['id']}, {UNKNOWN} at {what}: expected a refusal that names it, found {fault}")
    print(f"{case['id']}: {len(asked)} things that are not known, {len(asked) - len(faults)} refused")
    return not faults


def main():
    words = sys.argv[1:]
    options = [words.pop(0) for _ in range(3) if words[0].startswith("--")]
    cases, *command = words
    if is_missing(command):
        sys.exit(77)
    with again.waiting(command) if "--again" in options else contextlib.nullcontext() as socket:
        twin = Twin(command, "--message" in options, "--file" in options, socket)
        sys.exit(0 if show_refusals(twin, cases) else 1)


main()
