"""What the program says: about itself, about the cases, and about the example of a program that it checks."""
import decimal
import functools
import json
import math
import re
import subprocess
import sys

from words import shorten, tex

SHOWN_DIGITS = 6  # of an operand in a formula of `goldprop show`
MOST_DIGITS = 10  # of a printed operand that fits into a formula
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?:e-?\d+| \\cdot 10\^\{-?\d+\})?")


def value_of(number):
    """A decimal as text, as TeX, or as a document prints it."""
    return decimal.Decimal(re.sub(r"(?: \\cdot| \*) 10\^\{?(-?\d+)\}?", r"e\1", number).replace("−", "-"))


def gives(formula, printed):
    """Whether a formula of `goldprop show` gives the digits that are printed."""
    value = value_of(printed)
    found = eval(formula.replace("^", "**"), {"__builtins__": {}, "exp": math.exp, "tanh": math.tanh, "abs": abs})  # written by our own program
    return abs(decimal.Decimal(found) - value) <= decimal.Decimal(5).scaleb(value.as_tuple().exponent - 1)


def with_printed_operands(case, entry, numbers):
    """A formula with the digits that the document prints in the place of ours, as long as it still gives the printed number."""
    printed = {}
    for other in case.printed[:case.printed.index(entry)]:
        exact = case.exacts.get(other["place"])
        if exact and not other["place"].is_given and len(value_of(other["printed"]).as_tuple().digits) <= MOST_DIGITS:
            printed[abs(decimal.Decimal(shorten(exact, SHOWN_DIGITS)))] = other["printed"].lstrip("-−")

    def text(found):
        digits = printed.get(value_of(found.group(0)))
        return re.sub(r" \* 10\^", "e", digits) if digits else found.group(0)
    replaced = {"text": DECIMAL.sub(text, numbers["text"])}
    if replaced["text"] == numbers["text"] or not gives(replaced["text"], entry["printed"]):
        return numbers
    return replaced | {"tex": DECIMAL.sub(lambda found: tex(text(found)), numbers["tex"])}


class Program:
    """The program goldprop. Answers are asked for once."""

    def __init__(self, path, source, output):
        self.path, self.source, self.output = path, source, output

    def _run(self, *command, status=0, text=None):
        done = subprocess.run([str(word) for word in command], input=text, capture_output=True, encoding="utf-8", check=False)
        if done.returncode != status:
            raise RuntimeError(f"{' '.join(map(str, command))}: expected exit status {status}, found {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    @functools.lru_cache(maxsize=None)
    def says(self, *words, status=0):
        return self._run(self.path, *words, status=status)

    @functools.lru_cache(maxsize=None)
    def tells(self, *words):
        """The same as JSON."""
        return json.loads(self.says(*words, "--format", "json"))

    def help(self):
        """(words, anchor, help) of the program and of each of its commands."""
        about = self.says("--help")
        commands = re.findall(r"^  ([a-z]+) ", about.partition("Commands:\n")[2].partition("\n\n")[0], re.MULTILINE)
        if not commands:
            raise RuntimeError("expected a list of commands from goldprop --help, found none")
        yield "goldprop", "command_help", about
        for command in commands:
            yield f"goldprop {command}", f"command_{command}", self.says(command, "--help")

    def number(self, case, place):
        """What `goldprop show` has of a number: its formula with the numbers put in."""
        found = self._numbers(case, case.shown_at(place)).get(case.anchor(place))
        if not found:
            raise LookupError(f"{case.path.name}: expected a formula of {place}, found none")
        return found

    def formula(self, case, entry):
        """The same of a number that a document prints: the formula has what the document puts in."""
        for printed in self.number(case, entry["place"])["printed"]:
            if printed["name"] == entry["name"]:
                return with_printed_operands(case, entry, printed["numbers"]) if entry["reading"] == "chain" else printed["numbers"]
        raise LookupError(f"{case.path.name}: expected a formula of {entry['name']}, found none")

    def verdicts(self, case):
        """What `goldprop verify` finds of the numbers that a document prints, in their order."""
        found, = self.tells("verify", case.id)["cases"]
        return found["printed"]

    def _printed(self, cases, is_wanted):
        return [(case, entry, found) for case in cases for entry, found in zip(case.printed, self.verdicts(case)) if is_wanted(found)]

    def moved_by_mistakes(self, cases):
        """(case, printed number, what is found of it) of those that the document's own mistake has moved."""
        return self._printed(cases, lambda found: "textbook" in found)

    def noisy(self, cases):
        """The same of those that are right but for rounding noise."""
        return self._printed(cases, lambda found: found["reading"] == "noise")

    @functools.lru_cache(maxsize=None)
    def _numbers(self, case, step):
        """The numbers of a step by their anchors."""
        return {number["anchor"]: number for number in self.tells("show", "--step", str(step), case.id)["numbers"]}

    def errors(self, case, epochs):
        """(epoch, reported error) of a run of the reference in binary64. A trace is asked for few epochs at a time."""
        for k in range(0, len(epochs), 64):
            asked = ",".join(map(str, epochs[k:k + 64]))
            for line in self._run(self.path, "trace", "--csv", "--epochs", asked, case.id).splitlines():
                if line.startswith("error,"):
                    yield int(line.split(",")[1]), line.rpartition(",")[2]

    def request(self, case_id):
        """What a program is given of a case: caught by a program that is."""
        self._run(self.path, "run", "--case", case_id, "--", "sh", "-c",
                  f"cat >'{self.output}/request.json'; echo '{{\"unsupported\": \"it only listens\"}}'", status=1)
        return json.loads((self.output / "request.json").read_text(encoding="utf-8"))

    # The example of a program, as it is and with one line changed.

    @property
    def example(self):
        return self.source / "docs/examples/subject.py"

    @functools.cached_property
    def mistaken_example(self):
        path = self.output / "wrong.py"
        path.write_text(self._run("sed", "-f", self.source / "docs/examples/mistake.sed", self.example), encoding="utf-8")
        return path

    def change_of_example(self):
        return self._run("diff", self.example, self.mistaken_example, status=1)

    def report_on_example(self):
        return self.says("run", "--", sys.executable, str(self.example))

    def report_on_mistaken_example(self):
        cases = [word for case in ("hello", "samsel-general", "minibatch-mean") for word in ("--case", case)]
        return self.says("run", *cases, "--", sys.executable, str(self.mistaken_example), status=1)
