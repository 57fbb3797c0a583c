#!/usr/bin/env python3
"""Are the verdicts of `goldprop run` to be relied on? Makes mutants of right programs, one small edit each or two, and asks it
about each of them.

Of each mutant of which a case fails: is the first wrong place told the first one indeed, is it explained by a confirmed name or
formula, and does what is confirmed predict the mutant's answers to 20 further random problems?

Exit status: 0 every first place is right and everything told as found predicts, 1 otherwise, 2 a program is not right to begin with,
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
FURTHER = [f"zz-further-{k:02}" for k in range(20)]  # problems that neither the golden cases nor the fresh problems of `goldprop run` are like

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

# Programs whose mistake is no change of one formula, though one might pass for it: numbers that are rounded, conditions on the
# data, an index that counts something else. Of each the subject, a text, and what takes its place.
BFLOAT16 = 'struct.unpack(">f", struct.pack(">f", {})[:2] + bytes(2))[0]'
TRAPS = {
    "activations rounded to four decimals": ("scalar", "[ACTIVATIONS[kind](v, alpha_of(layer)) for v in z[-1]]", "[round(ACTIVATIONS[kind](v, alpha_of(layer)), 4) for v in z[-1]]"),
    "net inputs rounded to three decimals": ("scalar", "z.append([sum(w * v for w, v in zip(row, a[-1])) + one", "z.append([round(sum(w * v for w, v in zip(row, a[-1])) + one, 3)"),
    "deltas in binary32": ("loops", "delta[l][j] = sum * slope(l, a[l][j]);", "delta[l][j] = (float)(sum * slope(l, a[l][j]));"),
    "weights in bfloat16": ("scalar", "[[w + change for w, change in zip(*rows)]", f"[[{BFLOAT16.format('w + change')} for w, change in zip(*rows)]"),
    "activations in bfloat16": ("scalar", "[ACTIVATIONS[kind](v, alpha_of(layer)) for v in z[-1]]", f"[{BFLOAT16.format('ACTIVATIONS[kind](v, alpha_of(layer))')} for v in z[-1]]"),
    "no slope where the output is large": ("loops", "delta[l][j] = sum * slope(l, a[l][j]);", "delta[l][j] = a[l][j] > 0.6 ? sum : sum * slope(l, a[l][j]);"),
    "no gradient of negative inputs": ("loops", "dW[l][j][i] += share * delta[l][j] * a[l - 1][i];", "if (a[l - 1][i] > 0.0) dW[l][j][i] += share * delta[l][j] * a[l - 1][i];"),
    "small errors count as none": ("scalar", "da = [c * LOSS_SLOPES[kind](*one) for one in zip(z[-1], a[-1], t)]", "da = [d if abs(d) > 0.1 else 0.0 for d in (c * LOSS_SLOPES[kind](*one) for one in zip(z[-1], a[-1], t))]"),
    "a net input by the number of the layer": ("loops", "value(l, z[l][j])", "value(l, z[l][l])"),
    "a sum as long as the number of the unit says": ("loops", "k < units[l + 1]", "k < units[j + 1]"),
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


def further_problem(draw):
    """A random problem: of one to four layers, of any sizes, rising or falling, and of short last batches or none."""
    def decimal(least, most, signs=True):
        return f"{draw.choice('+-') if signs else '+'}{draw.uniform(least, most):.3f}".lstrip("+")

    def decimals(count, *bounds):
        return [decimal(*bounds) for _ in range(count)]

    sizes = [draw.randint(1, 5) for _ in range(1 + draw.choice([1, 2, 2, 3, 3, 4]))]
    samples = draw.randint(1, 3)
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        last = len(layers) == len(sizes) - 2
        layer = {"units": units, "activation": draw.choice(["sigmoid", "tanh"] + ["identity"] * last), "bias": draw.choice(["per_unit", "per_unit", "none"]),
                 "W": [decimals(inputs, 0.05, 1.4) for _ in range(units)]}
        layers.append(layer | ({"b": decimals(units, 0.05, 0.9)} if layer["bias"] == "per_unit" else {}))
    return {"inputs": sizes[0], "layers": layers,
            "samples": [{"input": decimals(sizes[0], 0.1, 1.5), "target": decimals(sizes[-1], 0.1, 0.9, False)} for _ in range(samples)],
            "loss": {"deviation": "squared", "factor": decimal(0.3, 0.9, False)},
            "error": {"deviation": "squared", "reduction": draw.choice(["mean", "sum"]), "factor": decimal(0.3, 0.9, False)},
            "training": {"rate": decimal(0.2, 0.7, False), "batch": draw.randint(1, samples), "reduction": draw.choice(["mean", "sum"]), "epochs": draw.randint(1, 2)}}


def further_cases(goldprop, folder, draw):
    """Golden data with certified further problems, behind all others; None where this program does not certify."""
    golden = folder / "golden"
    shutil.copytree(SOURCE / "golden", golden)
    for case_id in FURTHER:
        problem = further_problem(draw)
        epochs, steps = problem["training"]["epochs"], -(-len(problem["samples"]) // problem["training"]["batch"])
        case = {"format": "goldprop-case-1", "id": case_id, "title": "A further problem", "description": "Random numbers.",
                "problem": problem, "record": {"all": [*range(epochs * steps + 1)], "errors": [*range(epochs + 1)]}}
        made = subprocess.run([goldprop, "certify", "--digits", "20", "--output", golden / "cases" / f"{case_id}.json", "-"], input=json.dumps(case), text=True)
        if made.returncode != 0:
            return None
    return golden


def singles(draw, text, subject, only=""):
    """All single edits of a program with some words in their description, in a random order: the kind of each, in words, and the
    program."""
    edits = list(edits_of(text, subject))
    for edit in draw.sample(edits, len(edits)):
        mutant = applied(text, [edit])
        words = f"{edit.kind}: {' | '.join(changed_lines(text, mutant))}"
        if only in words:
            yield "formula" if edit.formula else "other", words, mutant


def pairs(draw, text, subject):
    """Random pairs of them, without end."""
    edits = list(edits_of(text, subject))
    while True:
        pair = draw.sample(edits, 2)
        mutant = applied(text, pair)
        if mutant is not None:
            yield "double", f"{', '.join(edit.kind for edit in pair)}: {' | '.join(changed_lines(text, mutant))}", mutant


def trapped(name, text):
    for words, (subject, old, new) in TRAPS.items():
        if subject == name:
            assert old in text, words
            yield "trap", words, text.replace(old, new, 1).replace("import json, math, sys", "import json, math, struct, sys")


class Runner:
    def __init__(self, goldprop, folder, subject, golden):
        self.goldprop, self.subject, self.golden = goldprop, subject, golden
        self.file = str(folder / f"mutant{subject.file.suffix}")
        self.words = [word.format(self.file) for word in subject.command]
        self.made = None

    def make(self, text):
        """Whether the program can be built."""
        pathlib.Path(self.file).write_text(text)
        build = self.subject.build
        return not build or subprocess.run([word.format(self.file) for word in build], capture_output=True).returncode == 0

    def report(self, further=()):
        """What `goldprop run` says; None where it takes too long, or says that it cannot do its work."""
        cases = [word for case in [*CASES, *further] for word in ("--case", case)]
        try:
            result = subprocess.run([self.goldprop, "run", "--timeout", "10", "--format", "json", *cases, "--", *self.words],
                                    capture_output=True, text=True, timeout=600, env=os.environ | {"GOLDPROP_GOLDEN": str(self.golden)})
        except subprocess.TimeoutExpired:
            return None
        return json.loads(result.stdout) if result.returncode in (0, 1) else None

    def answers(self, request):
        """Whether there is an answer in time: a program that goes on for ever does so in each case."""
        try:
            subprocess.run(self.words, input=request, capture_output=True, text=True, timeout=10)
        except subprocess.TimeoutExpired:
            return False
        return True

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


def numbers_of(found):
    """Which numbers it is about: of those that are about the same, the first one is told, and the others as not told apart from it."""
    return found.get("departure") or (found["quantity"], found["should_be"])


def confirmed(report):
    return [found for found in report["found"] if found["verdict"] == "confirmed"]


def text_of(found):
    if "departure" in found:
        return found["departure"]
    return f"{found['quantity']} ({found['layers']}) is {found['is']}, should be {found['should_be']}"


def kept_by(runner, further):
    """What is still confirmed with further problems; None where that takes too long. A factor that is found out in one of them,
    and would be the program's own way there, hides its mistake: such an answer says nothing."""
    report = runner.report(further)
    taken = {case["case"] for case in report["cases"] if not case.get("conventions")} if report else ()
    plain = [case for case in further if case in taken]
    if report and len(plain) < len(further):
        report = runner.report(plain)
    return {key_of(found) for found in confirmed(report)} if report else None


def judge(runner, oracle, requests, say):
    """What becomes of a mutant: 'refused', 'alike', 'unreadable', 'unasked' of the further problems, 'explained' or
    'unexplained'; and the faults found."""
    faults = []
    report = runner.report() if runner.answers(requests[CASES[1]]) else None
    if report is None:
        return "unreadable", faults
    failed = [case for case in report["cases"] if case["result"] == "failed" and case.get("findings")]
    if not failed:
        return ("alike" if not report["failed"] and not report["errors"] and report["passed"] else "unreadable"), faults
    for case in failed:
        if case["conventions"] or case.get("numbers_of") or case.get("by_digits"):
            continue  # taken otherwise than by the golden data alone
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
        kept = kept_by(runner, FURTHER)
        if kept is None:
            return "unasked", faults
        for found in told:
            if key_of(found) not in kept:
                rival = next(first for first in told if numbers_of(first) == numbers_of(found))
                faults.append(f"{'does not predict' if rival is found else 'was not told apart'}: {text_of(found)}")
    return ("explained" if told else "unexplained"), faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("goldprop", help="the program")
    parser.add_argument("--subject", choices=SUBJECTS, action="append", help="of this program only")
    parser.add_argument("--sample", type=int, metavar="N", help="so many single edits of each program that give other numbers, and a third as many double ones")
    parser.add_argument("--doubles", type=int, metavar="N", help="so many double edits of each program; 100 where all single ones are made")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn; 1 where nothing is said")
    parser.add_argument("--traps", action="store_true", help="only the mistakes that are no change of one formula")
    parser.add_argument("--only", metavar="WORDS", help="only the single edits in whose description these words stand, as --verbose prints it")
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

    def judge_all(mutants, most):
        """Judges mutants until so many of them have given other numbers."""
        while most > 0:
            kind, where, mutant = next(mutants, (None, None, None))
            if not kind:
                return
            if not runner.make(mutant):
                totals[kind, "refused"] += 1
                continue
            lines = []
            verdict, wrong = judge(runner, oracle, requests, lines.append)
            totals[kind, verdict] += 1
            if verdict in ("explained", "unexplained"):
                most -= 1
                say("\n".join([f"{verdict}: {name}, {kind}: {where}", *lines]))
            for fault in wrong:
                faults.append(fault)
                print(f"FAULT: {name}, {kind}: {where}\n    {fault}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        golden = further_cases(options.goldprop, pathlib.Path(folder), random.Random(options.seed))
        if not golden:
            print("expected a goldprop that certifies, found one without", file=sys.stderr)
            return 77
        for name in options.subject or SUBJECTS:
            subject = SUBJECTS[name]
            text, runner, draw = subject.file.read_text(), Runner(options.goldprop, pathlib.Path(folder), subject, golden), random.Random(options.seed)
            right = runner.report(FURTHER) if runner.make(text) else None
            if not right or right["failed"] + right["errors"] > 0 or right["passed"] <= len(FURTHER):
                print(f"{name} is not right to begin with", file=sys.stderr)
                return 2
            count = options.sample or len(text)
            doubles = 0 if options.only else options.doubles if options.doubles is not None else options.sample // 3 if options.sample else 100
            plain = [(singles(draw, text, subject, options.only or ""), count), (pairs(draw, text, subject), doubles)]
            for mutants, most in [(trapped(name, text), count)] if options.traps else plain:
                judge_all(mutants, most)
    parts = []
    for kind, words in (("formula", "single edits of a formula"), ("other", "other single edits"), ("double", "double edits"), ("trap", "traps")):
        if not any(key[0] == kind for key in totals):
            continue
        explained, differ = totals[kind, "explained"], totals[kind, "explained"] + totals[kind, "unexplained"]
        silent = sum(totals[kind, verdict] for verdict in ("refused", "alike", "unreadable"))
        share = f" ({100 * explained // differ} %)" if differ else ""
        parts.append(f"{words}: {explained} of {differ} explained{share}, {silent} give no other numbers to read")
    unasked = sum(count for (_, verdict), count in totals.items() if verdict == "unasked")
    heads = collections.Counter(fault.split(":")[0] for fault in faults)
    false, rivals = heads["does not predict"], heads["was not told apart"]
    print(f"{'; '.join(parts)}; told, but does not predict: {false}; told as a rival only, and does not: {rivals}; wrong first places: {len(faults) - false - rivals}; took too long for the further problems: {unasked}")
    return 1 if len(faults) > rivals else 0


if __name__ == "__main__":
    sys.exit(main())
