#!/usr/bin/env python3
"""Are the verdicts of `goldprop run` to be relied on? Makes mutants of right programs, one small edit each or two, and asks it
about each of them.

Of each mutant of which a case fails: is the first wrong place told the first one indeed, is it explained by a confirmed name or
formula, and does what is confirmed predict the mutant's answers to 20 further random problems?

Exit status: 0 every first place is right and everything confirmed predicts, 1 otherwise, 2 a program is not right to begin with,
77 what runs or builds one of them is missing.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SOURCE = HERE.parents[1]
sys.path[:0] = [str(SOURCE / "tests/subjects"), str(SOURCE / "tests/cli")]

CASES = ["chain-1-1-1", "minibatch-mean", "samsel-general", "square", "three-outputs", "tanh", "deep-regression", "online-samples",
         "summed-batches", "regression"]
FURTHER, USUAL = 20, 2  # fresh problems: `goldprop run --questions` says 2 where nothing is said

Subject = collections.namedtuple("Subject", "file build command parts classes")
# Parts are the lines from one that begins with a text to one that begins with another. Of a class, each name may be taken for another.
SUBJECTS = {
    "scalar": Subject(
        SOURCE / "docs/examples/subject.py", None, [sys.executable, "-S", "-E", "{}"],
        [("def sigmoid", "def normal"), ('    "identity": lambda z, alpha', '    "relu"'), ('    "identity": lambda z, a, alpha', '    "relu"'),
         ('    "squared": lambda z, a, t', '    "binary'), ("def forward", "request ="), ("c = number", "json.dump")],
        ["a z delta slope da", "rate c share", "W b dW db", "w v d s t u", "i j l k", "sum max", "X T"]),
    "loops": Subject(
        HERE / "loops.c", ["cc", "-O1", "-w", "{}", "-o", "{}.out", "-ljansson", "-lm"], ["{}.out"], [("/* begin", "/* end")],
        ["a z delta", "rate loss_factor share", "W dW", "b db", "i j k l", "exp tanh", "sum out net"]),
    "matrices": Subject(
        HERE / "matrices.js", None, ["node", "{}"], [("// begin", "// end")],
        ["a z", "rate c share factor", "delta error", "W dW", "b db", "w g v d s", "l j", "exp tanh", "zip times", "X T"]),
}

TOKEN = re.compile(r"""/\*.*?\*/|//[^\n]*|\#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[A-Za-z_]\w*|\d[\w.]*"""
                   r"|\*\*|=>|->|\+\+|--|[-+*/]=|[<>=!]==?|&&|\|\||\n|[ \t]+|.", re.S)
OPERATORS = "+-*/"
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "===": "!==", "&&": "||", "||": "&&"}
LOOP = re.compile(r"\s*(for\b|while\b)|.*(\brange\(|\bzip\(.*\[::|\[::)")
REPORT = re.compile(r'.*("step"|"layer"|"error"|"sample"|steps\.|errors\.|output_loss)')
STATEMENT = re.compile(r"[ \t]+(?!return\b|for\b|if\b|else\b|def\b|def |const\b|let\b|double\b|[})\"])[\w.\[\] ,+()]+?(?:[-+*/]?= |\.\w+\().*[\w)\]};]$")

Edit = collections.namedtuple("Edit", "start end text kind formula")  # formula: whether it changes a formula of the step


def part_of(text, parts):
    """Where the parts of a text lie that are edited."""
    for first, behind in parts:
        start = re.search(rf"(?m)^{re.escape(first)}", text).start()
        yield start, start + re.search(rf"(?m)^{re.escape(behind)}", text[start:]).start()


def is_bound(line, column, before):
    """Whether a name is given to a value at a place of a line, and stands for none."""
    return (before in ("int", "double", "const", "let", ".") or re.match(r"(def|function|static) ", line)
            or re.match(r"[\w, ]*\)? =>", line[column:])
            or re.match(r".*\b(for|lambda) [\w, ()]*$", line[:column])
            or (re.fullmatch(r"\s*[\w, ]*", line[:column]) and re.match(r"[\w, ]* = ", line[column:])))


def edits_of(text, subject):
    """All single edits."""
    others = {name: [other for other in line.split() if other != name] for line in subject.classes for name in line.split()}
    for begin, behind in part_of(text, subject.parts):
        tokens = [m for m in TOKEN.finditer(text, begin, behind) if m[0].strip()[:2] not in ("", "/*", "//")]
        for k, m in enumerate(tokens):
            word, start, end = m[0], *m.span()
            line = text[text.rfind("\n", 0, start) + 1:text.find("\n", start)]
            formula = not LOOP.match(line) and not REPORT.match(line) and not re.match(r"\s*if\b", line)
            before, after = tokens[k - 1][0] if k else "", tokens[k + 1][0] if k + 1 < len(tokens) else ""
            binary = re.match(r"[\w)\]]", before[-1:]) and before not in ("return", "lambda", "in", "else", "if")
            if word in OPERATORS and binary:
                for operator in OPERATORS.replace(word, ""):
                    yield Edit(start, end, operator, "operator", formula)
            if word == "-" and not binary:
                yield Edit(start, end, "", "sign", formula)
            if word in ("+=", "-="):
                for operator in {"+=", "-=", "="} - {word}:
                    yield Edit(start, end, operator, "operator", formula)
            if word in COMPARISONS:
                yield Edit(start, end, COMPARISONS[word], "comparison", False)
            if word == "**":
                yield Edit(start, end, "*", "operator", formula)
            if re.match(r"\d", word):
                value = float(word)
                for other in {value + 1, value - 1, 2 * value} - {value}:
                    if other >= 0:
                        yield Edit(start, end, f"{other:.1f}" if "." in word else str(int(other)), "constant", formula)
            if word in others and not is_bound(line, start - text.rfind("\n", 0, start) - 1, before):
                for other in others[word]:
                    kind = "index" if word in ("i", "j", "k", "l") else "operand"
                    yield Edit(start, end, other, kind, formula)
            if word == "if" and after == "(":
                close = text.find("\n", start)
                yield Edit(start, text.rfind(")", start, close) + 1, "if (0)", "condition", False)
        for m in re.finditer(r"(?m)^.*$", text[begin:behind]):
            if STATEMENT.fullmatch(m[0]):
                indent = re.match(r"\s*", m[0])[0]
                nothing = ";" if subject.build or subject.file.suffix == ".js" else "pass"
                yield Edit(begin + m.start(), begin + m.end(), indent + nothing, "statement", False)
        for m in re.finditer(r" \* [A-Za-z_]\w*(\[[^\[\]]*\])*(?![\w(\[.])|(?<![\w.\])])[A-Za-z_]\w*(\[[^\[\]]*\])* \* ", text[begin:behind]):
            yield Edit(begin + m.start(), begin + m.end(), "", "factor", True)


def applied(text, edits):
    """A text with some edits; None where they overlap."""
    edits = sorted(edits, reverse=True)
    if any(one.start < other.end for one, other in zip(edits, edits[1:])):
        return None
    for edit in edits:
        text = text[:edit.start] + edit.text + text[edit.end:]
    return text


def changed_lines(old, new):
    return [f"{b.strip()}" for a, b in zip(old.splitlines(), new.splitlines()) if a != b]


class Runner:
    def __init__(self, goldprop, folder, subject):
        self.goldprop, self.subject = goldprop, subject
        self.file = str(folder / f"mutant{subject.file.suffix}")
        self.words = [word.format(self.file) for word in subject.command]
        self.made = None

    def make(self, text):
        """Whether the program can be built."""
        pathlib.Path(self.file).write_text(text)
        build = self.subject.build
        return not build or subprocess.run([word.format(self.file) for word in build], capture_output=True).returncode == 0

    def report(self, *options):
        """What `goldprop run` says; None where it takes too long."""
        cases = [word for case in CASES for word in ("--case", case)]
        try:
            result = subprocess.run([self.goldprop, "run", "--timeout", "10", "--format", "json", *cases, *options, "--", *self.words],
                                    capture_output=True, text=True, timeout=240)
        except subprocess.TimeoutExpired:
            return None
        return json.loads(result.stdout)

    def answer(self, request):
        result = subprocess.run(self.words, input=request, capture_output=True, text=True, timeout=20)
        return json.loads(result.stdout)


def first_wrong(oracle, case, answer):
    """The place of the first number that is not right, by the golden data alone."""
    for place, right in oracle.compared(case, {"precision": "binary64", "errors": []} | answer):
        if not right:
            return place
    return None


def key_of(found):
    return found.get("departure") or (found["quantity"], found["is"], found["should_be"])


def confirmed(report):
    return [found for found in report["found"] if found["verdict"] == "confirmed"]


def text_of(found):
    if "departure" in found:
        return found["departure"]
    return f"{found['quantity']} ({found['layers']}) is {found['is']}, should be {found['should_be']}"


def judge(runner, oracle, requests, say):
    """What becomes of a mutant: 'refused', 'alike' or 'unreadable', or 'explained' or 'unexplained'; and the faults found."""
    report, faults = runner.report(), []
    if report is None:
        return "unreadable", faults
    failed = [case for case in report["cases"] if case["result"] == "failed" and case.get("findings")]
    if not failed:
        return ("alike" if not report["failed"] and not report["errors"] and report["passed"] else "unreadable"), faults
    for case in failed:
        if case["conventions"] or case.get("numbers_of"):
            continue
        try:
            place = first_wrong(oracle, case["case"], runner.answer(requests[case["case"]]))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # written in another form
        if place != case["findings"][0]["place"]:
            faults.append(f"{case['case']}: the first wrong place is {place}, told is {case['findings'][0]['place']}")
    told = confirmed(report)
    for found in told:
        say(f"    {text_of(found)}")
    if told:
        asked = max(found["fresh_problems"] for found in told) // USUAL  # cases like which it was asked
        again = runner.report("--questions", str(USUAL - (-FURTHER // max(asked, 1))))
        kept = {key_of(found) for found in confirmed(again)} if again else set()
        faults += [f"does not predict: {text_of(found)}" for found in told if key_of(found) not in kept]
    return ("explained" if told else "unexplained"), faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("goldprop", help="the program")
    parser.add_argument("--subject", choices=SUBJECTS, action="append", help="of this program only")
    parser.add_argument("--sample", type=int, metavar="N", help="so many single edits of each program, and a third as many double ones")
    parser.add_argument("--doubles", type=int, metavar="N", help="so many double edits of each program; 100 where all single ones are made")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn; 1 where nothing is said")
    parser.add_argument("--verbose", action="store_true", help="tells of each mutant that differs")
    options = parser.parse_args()
    options.goldprop = str(pathlib.Path(options.goldprop).resolve())
    os.environ |= {"GOLDPROP": options.goldprop, "GOLDPROP_SOURCE": str(SOURCE), "GOLDPROP_BUILD": str(SOURCE / "build"), "LC_ALL": "C"}
    import oracle

    for name in options.subject or SUBJECTS:
        for words in (SUBJECTS[name].build, SUBJECTS[name].command):
            if words and "{" not in words[0] and not shutil.which(words[0]):
                print(f"{name}: expected {words[0]}, found none", file=sys.stderr)
                return 77
    requests = {}
    for case in CASES:
        whole = oracle.CASES[case]
        requests[case] = json.dumps({key: whole[key] for key in ("format", "id", "title", "problem", "record")})
    say = (lambda text: print(text, flush=True)) if options.verbose else (lambda text: None)
    totals, faults = collections.Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.subject or SUBJECTS:
            subject = SUBJECTS[name]
            text, runner, draw = subject.file.read_text(), Runner(options.goldprop, pathlib.Path(folder), subject), random.Random(options.seed)
            if not runner.make(text) or runner.report()["failed"] + runner.report()["errors"] > 0:
                print(f"{name} is not right to begin with", file=sys.stderr)
                return 2
            singles = list(edits_of(text, subject))
            chosen = [[edit] for edit in (draw.sample(singles, min(options.sample, len(singles))) if options.sample else singles)]
            doubles = options.doubles if options.doubles is not None else options.sample // 3 if options.sample else 100
            while doubles > 0:
                pair = draw.sample(singles, 2)
                if applied(text, pair) is not None:
                    chosen.append(pair)
                    doubles -= 1
            for edits in chosen:
                kind = "double" if len(edits) > 1 else "formula" if edits[0].formula else "other"
                mutant = applied(text, edits)
                if not runner.make(mutant):
                    totals[kind, "refused"] += 1
                    continue
                lines = []
                verdict, wrong = judge(runner, oracle, requests, lines.append)
                totals[kind, verdict] += 1
                where = f"{name}, {kind} ({', '.join(edit.kind for edit in edits)}): {' | '.join(changed_lines(text, mutant))}"
                if verdict in ("explained", "unexplained"):
                    say("\n".join([f"{verdict}: {where}", *lines]))
                for fault in wrong:
                    faults.append(fault)
                    print(f"FAULT: {where}\n    {fault}", flush=True)
    parts = []
    for kind, words in (("formula", "single edits of a formula"), ("other", "other single edits"), ("double", "double edits")):
        explained, differ = totals[kind, "explained"], totals[kind, "explained"] + totals[kind, "unexplained"]
        silent = sum(totals[kind, verdict] for verdict in ("refused", "alike", "unreadable"))
        share = f" ({100 * explained // differ} %)" if differ else ""
        parts.append(f"{words}: {explained} of {differ} explained{share}, {silent} give no other numbers to read")
    places = sum(fault.startswith("does not predict") for fault in faults)
    print(f"{'; '.join(parts)}; confirmed that does not predict: {places}; wrong first places: {len(faults) - places}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
