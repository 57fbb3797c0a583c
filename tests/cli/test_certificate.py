"""The certificate of `goldprop run`: what a program gets right, as its author publishes it."""

import html.parser
import json
import math
import re
import subprocess
from decimal import Decimal, getcontext

from given import is_given
from program import FAILED, PASSED, PROGRAM, SOURCE, ProgramTest

getcontext().prec = 60
CASES = ["samsel-general", "minibatch-mean"]
RIGHT = [str(PROGRAM), "trace", "--recorded", "-"]


class Page(html.parser.HTMLParser):
    """The cells of the table by rows, and the words of the page; every tag that is opened is closed."""
    VOID = {"meta", "br"}

    def __init__(self, text):
        super().__init__()
        self.rows, self.open, self.words = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise ValueError(f"</{tag}> closes what it did not open")

    def handle_data(self, data):
        if "style" not in self.open:
            self.words += data
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data


def walk(trace):
    """(quantity, place, number) of a trace's sample quantities and parameters."""
    def flat(name, value, *place):
        if isinstance(value, list):
            for k, item in enumerate(value):
                yield from flat(name, item, *place, k)
        else:
            yield (name, *place), float(value)
    for step in trace["steps"]:
        for sample in step.get("samples", []):
            for layer in sample.get("layers", []):
                for name in ("z", "a", "delta"):
                    if name in layer:
                        yield from flat(name, layer[name], step["step"], sample["sample"], layer["layer"])
        for layer in step.get("gradients", []):
            yield from flat("dW", layer["dW"], step["step"], layer["layer"])


def fewest_digits(case_id):
    """Of some quantities the right digits of the worst number, by decimals of 60 digits."""
    case = json.loads((SOURCE / f"golden/cases/{case_id}.json").read_text(encoding="utf-8"))
    trace = json.loads(subprocess.run([PROGRAM, "trace", "--recorded", case_id], capture_output=True, text=True, check=True).stdout)
    found, fewest = dict(walk(trace)), {}
    for number in case["expectations"]:
        keys = {"z": ("sample", "layer", "unit"), "a": ("sample", "layer", "unit"), "delta": ("sample", "layer", "unit"),
                "dW": ("layer", "unit", "input")}.get(number["quantity"])
        if not keys or is_given(case["problem"], number):
            continue
        exact = Decimal(number["exact"])
        off = abs(Decimal(found[(number["quantity"], number["step"], *(number[key] for key in keys))]) - exact)
        digits = 40 if off == 0 else min(40, -math.log10(off / abs(exact)))
        fewest[number["quantity"]] = min(digits, fewest.get(number["quantity"], 40))
    return fewest


class CertificateTest(ProgramTest):
    def certify(self, command, *options, cases=CASES, status=PASSED):
        cases = [word for case in cases for word in ("--case", case)]
        self.assert_done(self.goldprop("run", *cases, "--certificate", "page.html", *options, "--", *command), status)
        return Page((self.folder / "page.html").read_text(encoding="utf-8"))

    def test_right(self):
        """The digits are those of an independent count, cut off after the first decimal."""
        page = self.certify(RIGHT)
        self.assertEqual([], page.open)
        head, rows = page.rows[0], {row[0]: row for row in page.rows[1:]}
        self.assertEqual(sorted(CASES), sorted(rows))
        for case_id, row in rows.items():
            self.assertEqual("passed", row[1])
            self.assertEqual(len(head), len(row))
            for quantity, digits in fewest_digits(case_id).items():
                told = row[head.index(quantity)]
                self.assertEqual("all" if digits >= 40 else f"{math.floor(10 * digits) / 10:.1f}", told, (case_id, quantity))
        self.assertIn("Of 2 cases, 2 passed, 0 failed.", page.words)

    def test_what_was_compared(self):
        """A number that was not answered has no digits, and none that the problem gives counts."""
        text = '{"format": "goldprop-trace-1", "steps": [{"step": 0, "samples": [{"sample": 0, "layers": [{"layer": 1, "z": [0.755, 0.68]}]}]}]}'
        page = self.certify(["echo", text], cases=["samsel-textbook"])
        self.assertEqual(["case", "result", "difficulty", "within reach", "z", "what was compared"], page.rows[0])
        row = page.rows[1]
        self.assertEqual(["samsel-textbook", "passed"], row[:2])
        worst = min(-math.log10(abs(Decimal(z) - Decimal(str(z))) / Decimal(str(z))) for z in (0.755, 0.68))  # nearest doubles
        self.assertEqual(f"{math.floor(10 * worst) / 10:.1f}", row[4])
        self.assertRegex(page.words, r"Numbers compared: 2 of the \d+ that a program has to compute")

    def test_difficulty(self):
        """Within reach are the digits of the hardest number, in the arithmetic of the program."""
        for precision, u in ("binary64", 2.0 ** -53), ("binary32", 2.0 ** -24):
            text = json.dumps({"format": "goldprop-trace-1", "precision": precision, "steps": []})
            page = self.certify(["echo", text], cases=["hello", "randomwalk-rate-0-01"], status=FAILED)
            for case_id, level in ("hello", "lower"), ("randomwalk-rate-0-01", "higher"):
                case = json.loads((SOURCE / f"golden/cases/{case_id}.json").read_text(encoding="utf-8"))
                largest = max(float(number.get("amplification", "1")) for number in case["expectations"])
                within_reach = f"{math.floor(10 * max(0, -math.log10(4 * largest * u))) / 10:.1f}"
                row = next(row for row in page.rows if row[0] == case_id)
                self.assertEqual([level, within_reach], row[2:4], (case_id, precision))

    def test_versions_and_day(self):
        version = (SOURCE / "golden/VERSION").read_text(encoding="utf-8").strip()
        program = re.search(r"project\(goldprop VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
        done = self.shell('SOURCE_DATE_EPOCH=86400 "$G" run --case hello --certificate page.html -- "$G" trace --recorded -')
        self.assert_done(done)
        words = " ".join(Page((self.folder / "page.html").read_text(encoding="utf-8")).words.split())
        self.assertIn(f"by goldprop {program} with its golden data {version}, on 1970-01-02.", words)

    def test_what_a_program_says_is_text(self):
        page = self.certify(["sh", "-c", "echo '{\"unsupported\": \"<b>&amp; \\\"no\\\"</b>\"}' # <script>"], status=FAILED)
        self.assertIn('<b>&amp; "no"</b>', page.rows[1][-1])
        self.assertIn("# <script>", page.words)
        self.assertNotIn("script", page.open)

    def test_whole_or_not_there(self):
        """A run that ends early leaves none, and what stood there stays."""
        self.write("page.html", "what was there")
        result = self.goldprop("run", "--case", "hello", "-C", "page.html", "-w", "known.txt", "--", "./no-such-program")
        self.assert_refused(result, r"\./no-such-program: expected a program that can be started, found: No such file or directory")
        self.assert_files("page.html")
        self.assertEqual("what was there", (self.folder / "page.html").read_text(encoding="utf-8"))
        result = self.goldprop("run", "--case", "hello", "-w", "known.txt", "-C", "nowhere/page.html", "--", *RIGHT)
        self.assert_refused(result, r"nowhere/page\.html: .*expected .*")
        self.assert_files("page.html")
