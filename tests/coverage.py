#!/usr/bin/env python3
"""Measures what the tests reach in each room of src: coverage.py [--tests EXECUTABLE | --labels REGEX] SOURCE BINARY ROOM...

Builds SOURCE for coverage in BINARY, runs the tests, or those of one EXECUTABLE, or those with such LABELS, prints what is missing and the share of lines and
branches of each room that was built, and writes BINARY/html/index.html, and BINARY/untaken.txt: by file and function what no test
takes. Exit status 1 where a test fails, and where of a ROOM
that is named anything is not reached but what stands in tests/untaken.txt, with the reason.
"""
import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys

# What takes minutes, and reaches nothing that the others do not reach.
LEFT_OUT = "peers|subjects|examples|install|bits|twins|fuzz|mutation|once"
# Where allocations fail, those of gcov fail, too, when it writes its counts.
UNFIT = r"^cli\.memory\."


def run(*command):
    return subprocess.run([str(word) for word in command]).returncode == 0


def need(*command):
    if not run(*command):
        sys.exit(f"coverage: expected success, found a failure: {' '.join(map(str, command))}")


def lcov(*arguments):
    """The geninfo of Debian's lcov 1.16 complains about itself at each call, so its complaints are shown after a failure only."""
    command = ["lcov", "--quiet", "--rc", "lcov_branch_coverage=1", *map(str, arguments)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"coverage: expected success, found a failure: {' '.join(command)}\n{done.stderr}")


def measure(source, binary, tests, labels):
    """Runs the tests in a build of their own, with gcc, whose counts lcov reads. Returns whether all of them passed."""
    need("cmake", "-S", source, "-B", binary, "-D", "CMAKE_C_COMPILER=gcc", "-D", "GOLDPROP_COVERAGE=ON")
    lcov("--zerocounters", "--directory", binary)
    if tests:
        need("cmake", "--build", binary, "-j", "2", "--target", tests)
        os.environ["GOLDPROP_GOLDEN"] = str(source / "golden")
        passed = run(binary / "bin" / tests)
    else:
        need("cmake", "--build", binary, "-j", "2")
        passed = run("ctest", "--test-dir", binary, "-L", labels, "-LE", LEFT_OUT, "-E", UNFIT, "-j", "2", "--output-on-failure")
    # The baseline holds the files that no test reached at all.
    lcov("--capture", "--initial", "--directory", binary / "src", "--output-file", binary / "baseline.info")
    lcov("--capture", "--directory", binary / "src", "--output-file", binary / "tests.info")
    lcov("--add-tracefile", binary / "baseline.info", "--add-tracefile", binary / "tests.info", "--output-file", binary / "all.info")
    lcov("--extract", binary / "all.info", f"{source}/src/*", "--output-file", binary / "coverage.info")
    need("genhtml", "--quiet", "--branch-coverage", "--prefix", source, "--output-directory", binary / "html",
         binary / "coverage.info")
    return passed


def read(info):
    """What is reached and what is not, by room: [(what, "src/room/file.c:7: line never reached" or None)]. A record of lcov's is
    SF:file, then DA:line,count and BRDA:line,block,branch,count with - for a branch that nothing came near."""
    rooms, file = collections.defaultdict(list), None
    for record in info.read_text(encoding="utf-8").splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            file = re.search(r"/(src/([^/]+)/.*)$", rest)
        elif kind in ("DA", "BRDA") and file:
            line, *_, count = rest.split(",")
            what = "line never reached" if kind == "DA" else "branch never taken"
            rooms[file[2]].append((kind, f"{file[1]}:{line}: {what}" if count in ("0", "-") else None))
    return rooms


def untaken(info):
    """What no test takes of each function: {"src/room/file.c, function": "line 7, branch 9"}. lcov has the functions of a file
    (FN:line,name) before its lines."""
    functions, missing, file = [], {}, None
    for record in info.read_text(encoding="utf-8").splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            functions, file = [], rest[rest.index("/src/") + 1:]
        elif kind == "FN":
            functions.append((int(rest.split(",")[0]), rest.split(",")[-1]))
        elif kind in ("DA", "BRDA"):
            line, *_, count = rest.split(",")
            if count in ("0", "-"):
                function = max(f for f in functions if f[0] <= int(line))[1]
                places = missing.setdefault(f"{file}, {function}", {})
                places[int(line)] = "line" if kind == "DA" else places.get(int(line), "branch")
    return {where: ", ".join(f"{what} {line}" for line, what in sorted(places.items())) for where, places in sorted(missing.items())}


def known(file):
    """What no test can take, a line for each function: "src/room/file.c, function # reason, reason". What a reason means is said once:
    "# reason: meaning"."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line]
    meanings = {found[1] for line in lines if (found := re.match(r"# (\w+): ", line))}
    listed = dict(line.split(" # ") for line in lines if line[0] != "#")
    reasons = {reason for said in listed.values() for reason in said.split(", ")}
    if reasons != meanings:
        sys.exit(f"coverage: expected {file} to say what each of its reasons means, and to use each, found otherwise: "
                 f"{', '.join(sorted(reasons ^ meanings))}")
    return set(listed)


def share(found, kind):
    counts = [missing is None for of, missing in found if of == kind]
    percent = 1000 * sum(counts) // max(len(counts), 1) / 10  # cut off: 100 only where all are reached
    return f"{percent:g} % ({sum(counts)} of {len(counts)})"


def main():
    parser = argparse.ArgumentParser(usage="coverage.py [--tests EXECUTABLE | --labels REGEX] SOURCE BINARY ROOM...")
    parser.add_argument("--tests")
    parser.add_argument("--labels", default=".*")
    parser.add_argument("source", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("binary", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("complete", nargs="*")
    asked = parser.parse_args()
    source, binary, complete = asked.source, asked.binary, asked.complete
    passed = measure(source, binary, asked.tests, asked.labels)
    rooms = read(binary / "coverage.info")
    for found in rooms.values():
        for missing in dict.fromkeys(missing for _, missing in found if missing):
            print(missing)
    found_untaken = untaken(binary / "coverage.info")
    (binary / "untaken.txt").write_text("".join(f"{where}: {places}\n" for where, places in found_untaken.items()), encoding="utf-8")
    for room, found in sorted(rooms.items()):
        print(f"src/{room}: lines {share(found, 'DA')}, branches {share(found, 'BRDA')}")
    if not passed:
        sys.exit("coverage: expected all tests to pass, found failures above: the figures are not those of the tests as they should be")
    kept = known(pathlib.Path(__file__).parent / "untaken.txt")
    for room in complete:
        here, there = ({where for where in some if where.startswith(f"src/{room}/")} for some in (found_untaken, kept))
        if room not in rooms or here - there:
            sys.exit(f"coverage: expected the tests to reach all lines and branches of src/{room} but what tests/untaken.txt lists, found "
                     f"others: {'; '.join(sorted(here - there)) or 'there is nothing of it'}")
        if there - here:
            sys.exit(f"coverage: expected tests/untaken.txt to list what no test takes, found that all is taken of: {'; '.join(sorted(there - here))}")


if __name__ == "__main__":
    main()
