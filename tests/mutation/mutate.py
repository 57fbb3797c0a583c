#!/usr/bin/env python3
"""Do the tests that @verifiedby names verify?

Breaks every function of a room whose docstring names tests, in many small ways, one at a time, and runs the tests that it names:
they have to fail. What a file keeps to itself (static functions) counts with the public functions and tables that reach it. A change that no test
can see, because the changed function is right as well, stands in `equivalent_ROOM.txt` with the reason.

Exit status: 0 every change was seen, or as many as --least says; 1 some were not, or a line about equivalent ones is out of date; 2 the room or its tests do not build.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TOKEN = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""
                   r"|[A-Za-z_]\w*|\d[\w.]*|\+\+|--|->|<<=|>>=|<<|>>|[-+*/%&|^<>=!]=|&&|\|\||\s+|.", re.S)
SPACE = re.compile(r"\s|/\*|//")
FUNCTION = re.compile(r"^(?!typedef|struct|enum|#)[A-Za-z_][\w *]*?\**\b(\w+)\(([^;{}]*)\)\s*\{(.*?)^\}", re.S | re.M)
TABLE = re.compile(r"^(?:static )?const \w+ (\w+)\[\w*\] = \{(.*?)^\};", re.S | re.M)
DOCSTRING = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\s*(?!typedef)[\w *]*?\b(gp_\w+)(?:\([^;{}]*\)|\[\w+\]);", re.S)

OPERATORS = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "|",
             "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "^=": "|=", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
             "==": "!=", "!=": "==", "&&": "||", "||": "&&", "++": "--"}
# What the tests of a room are built with: files of tests/support, and libraries.
SUPPORT = {"reference": ["check", "memory", "random_problem", "self_test", "worked_example"],
           "golden": ["check", "memory", "json_file", "open_case", "golden_cases", "found_values", "spoil", "worked_example"],
           "oracle": ["check", "memory", "json_file", "open_case", "golden_cases", "found_values", "random_problem"]}
LIBRARIES = {"reference": ["criterion"], "golden": ["criterion", "jansson"], "oracle": ["criterion", "jansson"]}
PROGRAMS = {"cases"}  # files of tests that are no part of the tests of their room
TYPES = {"const", "double", "float", "size_t", "void", "char", "int", "sizeof", "return", "restrict"}
KEYWORDS = {"if", "for", "while", "switch", "else", "return", "case", "default", "do", "goto"}


def tokens_of(text):
    """(token, start, end) of all that is neither space nor comment."""
    return [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text) if not SPACE.match(m.group())]


def closing(tokens, k):
    """Index of the bracket that closes the one at k."""
    depth = 0
    for n in range(k, len(tokens)):
        depth += (tokens[n][0] in "([{") - (tokens[n][0] in ")]}")
        if depth == 0:
            return n
    raise ValueError("a bracket is not closed")


def is_type(word):
    return word in TYPES or word.endswith("_t") or re.fullmatch(r"gp_(real|layer\w*|network|workspace|status|\w+_row)", word)


def changes(body, returns_nothing):
    """(start, end, text) of each small change of a function's body."""
    yield 0, len(body), "" if returns_nothing else "return 0;"
    tokens = tokens_of(body)
    words = [token for token, _, _ in tokens]
    headers = [range(k, closing(tokens, k + 1)) for k, word in enumerate(words) if word in ("for", "while", "if", "switch")]
    statement_starts = True
    for k, (word, start, end) in enumerate(tokens):
        before, after = words[k - 1] if k else "", words[k + 1] if k + 1 < len(words) else ""
        in_header = any(k in header for header in headers)
        operand_before = (re.match(r"\w", before) and not is_type(before)) or before in (")", "]")
        if statement_starts and not in_header and re.match(r"[\w*(]", word) and word not in KEYWORDS:
            declares = is_type(word) or word == "enum" or (re.match(r"\w", word) and re.match(r"\w|\*", after) and not operand_before)
            no_effect = word == "break" and words[k + 2] == "}" or word == "(" and after == "void"
            if not declares and not no_effect:
                yield start, tokens[words.index(";", k)][2], ";"
        statement_starts = word in (";", "{", "}", ":", "else") or (word == ")" and any(k == header.stop for header in headers))
        if word in OPERATORS and (operand_before or word == "++") and not (word == "++" and in_header):
            yield start, end, OPERATORS[word]
        if word == "+=":
            yield start, end, "="
        if word in ("<", "<=") and in_header:
            yield start, end, "+ 1 " + word
        if re.match(r"\d", word):
            number = re.fullmatch(r"(0x[0-9a-f]+|\d+)(\.0)?", word)
            if number:
                value = int(number[1], 0)
                yield start, end, f"{value + 1}{number[2] or ''}"
                if value > 1:
                    yield start, end, f"{value - 1}{number[2] or ''}"
        if word == "[" and after != "0" and operand_before:
            yield end, tokens[closing(tokens, k)][1], "0"
        if word == "if":
            condition = tokens[k + 1][2], tokens[closing(tokens, k + 1)][1]
            yield *condition, "0"
            yield *condition, "1"
        if word == "return" and after not in (";", "0", "false", "NULL", "GP_OK"):
            yield tokens[k + 1][1], tokens[words.index(";", k)][1], "0"


class Room:
    """The sources of a room, and who verifies what."""

    def __init__(self, folder):
        self.sources = {path: path.read_text() for path in sorted(folder.glob("*.c"))}
        self.tests = {name: re.findall(r"@verifiedby\{(\w+)\}", text)
                      for path in sorted(folder.glob("*.h")) for text, name in DOCSTRING.findall(path.read_text())}
        self.functions = [(path, m) for path, text in self.sources.items() for m in FUNCTION.finditer(text)]
        # What each function or table of a file mentions.
        self.mentions = [(path, m[1], m[3]) for path, m in self.functions]
        self.mentions += [(path, m[1], m[2]) for path, text in self.sources.items() for m in TABLE.finditer(text)]
        undefined = set(self.tests) - {name for _, name, _ in self.mentions}
        if undefined:
            sys.exit(f"{folder}: declared, but no definition found: {', '.join(sorted(undefined))}")

    def tests_of(self, path, name, seen=()):
        """The tests that a function names. Of a static one or a table, those of what mentions it as well."""
        own = set(self.tests.get(name, ()))
        if own and any(m[1] == name for _, m in self.functions):
            return own
        users = {user for where, user, text in self.mentions if where == path and re.search(rf"\b{name}\b", text)}
        return own.union(*(self.tests_of(path, user, (*seen, name)) for user in users - {name, *seen}))

    def mutants(self, files=None, functions=None):
        """(function, tests, file, changed text, the line before, the line after) of each change, of some files or functions only."""
        for path, m in self.functions:
            if (files and path.name not in files) or (functions and m[1] not in functions):
                continue
            tests = self.tests_of(path, m[1])
            text, offset = self.sources[path], m.start(3)
            if not tests:
                continue
            for start, end, new in changes(m[3], re.match(r"(static )?void \w", m[0])):
                changed = text[:offset + start] + new + text[offset + end:]
                if (start, end) == (0, len(m[3])):
                    yield m[1], tests, path, changed, "the whole function", new or "nothing"
                    continue
                first = text.rfind("\n", 0, offset + start) + 1
                old_end, new_end = text.find("\n", offset + end), changed.find("\n", offset + start + len(new))
                yield m[1], tests, path, changed, " ".join(text[first:old_end].split()), " ".join(changed[first:new_end].split())


def run(words, seconds=60, **options):
    """Exit status and output; a program that takes too long is ended with all that it started. Seconds of the processor, so that
    nothing is too long for being run on a busy machine; what waits instead of working is given twenty times as long."""
    limited = ["sh", "-c", f'ulimit -t {seconds}; exec "$@"', "sh", *words]
    process = subprocess.Popen(limited, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                               start_new_session=True, **options)
    try:
        output, _ = process.communicate(timeout=20 * seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return 124, "took too long"
    return process.returncode, output


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=pathlib.Path, default=HERE.parents[1], help="top of the sources")
    parser.add_argument("--room", default="reference")
    parser.add_argument("--with", dest="rooms", nargs="*", default=[], help="rooms that this one uses")
    parser.add_argument("--compiler", default="cc")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--function", action="append", help="only this function")
    parser.add_argument("--file", action="append", help="only the functions of this file of the room, such as number.c")
    parser.add_argument("--sample", type=int, help="only so many changes, the same ones each time")
    parser.add_argument("--least", type=float, default=100, help="per cent of the changes that have to be seen, without the equivalent ones")
    options = parser.parse_args()

    source, tests = options.source, options.source / "tests"
    room = Room(source / "src" / options.room)
    equivalent = {line.split(" # ")[0].strip() for line in (HERE / f"equivalent_{options.room}.txt").read_text().splitlines() if line and line[0] != "#"}
    failure = re.search(r'"(Tested: .*)"', (tests / "criterion_failure.cmake").read_text())[1]
    flags = ["-std=c17", "-O1", "-g0", "-w", "-fPIC", "-ffp-contract=off", "-fsanitize=address", f"-I{source / 'src'}", f"-I{tests}"]
    link = ["-fsanitize=address", *(f"-Wl,--wrap={name}" for name in ("malloc", "calloc", "realloc", "free")),
            *subprocess.check_output(["pkg-config", "--cflags", "--libs", *LIBRARIES[options.room]], text=True).split(), "-lm"]
    environment = {**os.environ, "LC_ALL": "C", "ASAN_OPTIONS": "allocator_may_return_null=1:detect_leaks=0",
                   "GOLDPROP_GOLDEN": str(source / "golden")}
    mutants = list(room.mutants(options.file, options.function))
    made = len(mutants)
    if options.sample and options.sample < made:
        mutants = random.Random(1).sample(mutants, options.sample)

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def compile(path, output):
            return run([options.compiler, *flags, f"-iquote{path.parent}", "-c", str(path), "-o", str(output)])

        def build(output, objects, *more):
            return run([options.compiler, *map(str, objects), "-o", str(output), f"-Wl,-soname,{output.name}", *more, *link])

        def names_of(listing):
            suite, names = "", {}
            for line in listing.splitlines():
                if found := re.match(r"(\w+): \d+ tests?$", line):
                    suite = found[1]
                elif found := re.match(r"[|`]-- (\w+)", line):
                    names[f"test_{suite}_{found[1]}"] = f"{suite}/{found[1]}"
            return names

        def run_tests(libraries, *words, seconds=60):
            return run([str(folder / "tests"), *words], seconds, env={**environment, "LD_LIBRARY_PATH": f"{libraries}:{folder}"})

        def fails(libraries, name, seconds=60):
            status, output = run_tests(libraries, "--filter", filters[name], seconds=seconds)
            return status != 0 or re.search(failure, output)

        # What is tested is a library, so that a changed file is a small one that comes before it: one file to compile, and nothing of
        # the rest to link.
        objects = {}
        others = [path for other in options.rooms for path in sorted((source / "src" / other).glob("*.c"))]
        tested = [path for path in sorted((tests / options.room).glob("*.c")) if path.stem not in PROGRAMS]
        tested += [tests / "support" / f"{s}.c" for s in SUPPORT[options.room]]
        for path in [*room.sources, *others, *tested]:
            objects[path] = folder / (str(path.relative_to(source)).replace("/", "-") + ".o")
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for path, (status, output) in zip(objects, pool.map(compile, objects.keys(), objects.values())):
                if status:
                    sys.exit(f"{path} does not compile:\n{output}")
        sound = folder / "sound"  # where the changed file's library changes nothing
        sound.mkdir()
        for status, output in (build(sound / "libchanged.so", [], "-shared"),
                               build(folder / "librest.so", [o for path, o in objects.items() if path not in tested], "-shared"),
                               build(folder / "tests", [objects[path] for path in tested], "-rdynamic", "-Wl,--no-as-needed",
                                     str(sound / "libchanged.so"), str(folder / "librest.so"))):
            if status:
                sys.exit(f"the tests do not link:\n{output}")
        filters = names_of(run_tests(sound, "--list")[1])
        named = sorted(set().union(*(mutant[1] for mutant in mutants)))
        limits = {}
        for name in named:
            if name not in filters:
                sys.exit(f"@verifiedby names {name}, and there is no such test")
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            if fails(sound, name):
                sys.exit(f"{name} fails before anything is changed")
            limits[name] = 2 + int(5 * (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before))  # longer is an endless loop

        # (function, test): how many changes; the next one is likely to be seen by the same, and where it is not, little time is lost by
        # having tried the quick ones first.
        seen_by = collections.Counter()

        def judge(numbered):
            """'seen', 'survives', or 'refused' by the compiler."""
            number, (function, names, path, text, _, _) = numbered
            libraries = folder / str(number)
            libraries.mkdir()
            changed, of_changed = libraries / "changed.c", libraries / "changed.o"
            changed.write_text(text)
            try:
                if run([options.compiler, *flags, f"-iquote{path.parent}", "-c", str(changed), "-o", str(of_changed)])[0]:
                    return "refused"
                if build(libraries / "libchanged.so", [of_changed], "-shared")[0]:
                    sys.exit(f"the changed {path} does not link")
                for name in sorted(names, key=lambda name: (-(1 + seen_by[function, name]) / limits[name], name)):
                    if fails(libraries, name, limits[name]):
                        seen_by[function, name] += 1
                        return "seen"
                return "survives"
            finally:
                shutil.rmtree(libraries)

        survivors, verdicts = set(), []
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for (function, names, _, _, before, after), verdict in zip(mutants, pool.map(judge, enumerate(mutants))):
                verdicts.append(verdict)
                line = f"{function}: {before} -> {after}"
                if verdict == "survives" and line not in survivors | equivalent:
                    print(f"not seen by {', '.join(sorted(names))}: {line}", flush=True)
                if verdict == "survives":
                    survivors.add(line)

    functions = {mutant[0] for mutant in mutants}
    # Of a function with a namesake in another file it cannot be told which one a line means.
    told = {name for name in functions if sum(m[1] == name for _, m in room.functions) == 1}
    stale = {line for line in equivalent - survivors if line.partition(":")[0] in told} if len(mutants) == made else set()
    for line in sorted(stale):
        print(f"equivalent_{options.room}.txt has a line that is no survivor: {line}")
    seen, unseen = verdicts.count("seen"), len(survivors - equivalent)
    share = 100 * seen / max(1, seen + unseen)
    drawn = f", {len(mutants)} drawn of {made}" if len(mutants) < made else ""
    print(f"{seen} of {seen + unseen} changes of {len(functions)} functions were seen ({int(10 * share) / 10:g} %){drawn}; {len(survivors & equivalent)} are "
          f"equivalent, {verdicts.count('refused')} do not compile")
    return 1 if share < options.least or stale or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
