"""Text from elsewhere, from a file, a program or the command line, reaches nobody's terminal as it was: it cannot steer the
terminal, break a line of a report, or turn the direction of writing."""

import copy
import json
import os
import pathlib
import xml.etree.ElementTree as ElementTree

from program import FAILED, HERE, PASSED, PROGRAM, UNUSABLE, ProgramTest

HAND = json.loads((HERE / "hand.json").read_text(encoding="utf-8"))
DOCUMENT = {"id": "hand", "title": "By hand", "origin": "written", "good_for": "tests", "remarks": ["It is short."]}

# Titles of windows in seven and in eight bits, a colour, delete, the other ends of lines, marks and overrides of direction,
# isolates, what has no width, the mark of the order of bytes, an annotation, a tag.
NASTY = ("\x1b]0;own\x07 \x9d0;own\x9c \x9b31m \x7f \r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029 \u200e\u200f\u061c \u202a\u202b\u202d\u202e\u202c "
         "\u2066\u2067\u2068\u2069 \u200b\u200c\u200d\u2060\xad \ufeff \ufff9 \U000e0041 e\u0301 \u00e9 \u2713 \u65e5 end")
NAME = "n\x1b]0;own\x07\x9b31m\u202e\u2028\ufeff"
FORMATS = ["text", "json", "tap", "junit"]


class Printable(ProgramTest):
    def setUp(self):
        super().setUp()
        self.case = copy.deepcopy(HAND)
        self.case |= {key: key + NASTY for key in ("id", "document", "title", "description")}
        self.case["names"] = [{"name": "h1" + NASTY, "quantity": "a", "layer": 1, "unit": 0}]
        for printed in self.case["printed"]:
            printed |= {key: printed[key] + NASTY for key in ("name", "where")}
            if "operands" in printed:
                printed["operands"] = [name + NASTY for name in printed["operands"]]
            if "erratum" in printed:
                printed["erratum"]["reason"] += NASTY
        self.golden = self.folder / "golden"
        (self.golden / "cases").mkdir(parents=True)
        document = {key: [key + NASTY] if key == "remarks" else key + NASTY for key in DOCUMENT} | {"id": self.case["document"]}
        (self.golden / "documents.json").write_text(json.dumps([document]), encoding="utf-8")
        self.own = NAME + ".json"
        self.put(self.case)

    def put(self, case):
        """The case as a golden one and as a user's own, in a file of an odd name."""
        for path in [self.golden / "cases" / self.own, self.folder / self.own]:
            path.write_text(json.dumps(case), encoding="utf-8")

    def assert_printable(self, text):
        raw = sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and not c.isprintable()})
        self.assertEqual([], raw, text)

    def look(self, *words, status=PASSED, **how):
        """Runs a command and looks at all that it says."""
        result = self.goldprop(*words, golden=self.golden, **how)
        self.assertEqual(status, result.returncode, result.stderr)
        self.assert_printable(result.stdout)
        self.assert_printable(result.stderr)
        return result.stdout or result.stderr

    def test_what_a_case_says_of_itself(self):
        for words in [["list"], ["list", "--format", "json"], ["table"], ["table", "--format", "json"], ["table", self.own],
                      ["verify"], ["verify", self.own], ["show", self.own], ["show", "--format", "json", self.own],
                      ["trace", self.own], ["trace", "--csv", self.own], ["mistakes"], ["mistakes", "--format", "json"],
                      ["mistakes", self.own]]:
            with self.subTest(words):
                self.assertNotEqual("", self.look(*words))
        self.assertIn("title?]0;own? ", self.look("list"))
        self.assertIn("e\u0301 \u00e9 \u2713 \u65e5 end", self.look("list"))  # what can be seen stays

    def test_several_lines(self):
        """A description may have them, a title may not."""
        self.put(self.case | {"title": "One\nline", "description": "One\nand another"})
        self.assertIn("One?line\nOne\nand another\n", self.look("show", self.own))

    def test_nameless(self):
        """Where a case has no id, its file's name stands for it."""
        self.put({key: self.case[key] for key in ("format", "problem", "record", "expectations") if key in self.case})
        for words in [["verify", self.own], ["table", self.own], ["show", self.own], ["show", "--format", "json", self.own],
                      ["table", "--format", "json", self.own]]:
            with self.subTest(words):
                self.assertIn("n?]0;own???31m?????????.json", self.look(*words))

    def test_what_does_not_hold(self):
        case = copy.deepcopy(self.case)
        case["expectations"][0]["exact"] = "7"
        case["printed"][0]["printed"] = "7"
        self.put(case)
        for words in [["verify"], ["verify", "--quiet"], ["verify", self.own]]:
            with self.subTest(words):
                self.assertIn("n?]0;own???31m?????????.json", self.look(*words, status=FAILED))
        for lacking in [["expectations"], ["expectations", "printed"]]:
            self.put({key: value for key, value in self.case.items() if key not in lacking})
            self.assertIn("goldprop certify n?", self.look("verify", self.own, status=FAILED))
            self.look("check", self.own, "-", status=UNUSABLE)

    def test_complaints(self):
        """Of a wrong value, a wrong key, a word of the command line, a file that is not there, a folder."""
        for change in [{"record": NASTY}, {NASTY: "key"}, {"id": ""}]:
            self.put(self.case | change)
            for command in ["verify", "show", "trace", "list"]:
                with self.subTest((change, command)):
                    self.look(command, *([] if command == "list" else [self.own]), status=UNUSABLE)
        nasty = NASTY.replace("\n", "")
        for words in [[nasty], ["show", nasty], ["show", nasty + ".json"], ["trace", "--epochs", nasty, "hand"],
                      ["trace", "hand", "-o", nasty + "/x"], ["list", nasty], ["show", "--" + nasty], ["check", nasty, "-"],
                      ["run", "--case", nasty, "--", "true"], ["run", "--format", nasty, "--", "true"], ["run", "--", nasty]]:
            with self.subTest(words):
                self.look(*words, status=UNUSABLE)
        result = self.goldprop("list", golden=nasty)
        self.assertEqual(UNUSABLE, result.returncode)
        self.assert_printable(result.stderr)

    def test_certify(self):
        if self.goldprop("certify", "--help").returncode != PASSED:
            self.skipTest("goldprop was built without Arb")
        expectations = self.case.pop("expectations")
        expectations[0]["exact"] = "7"
        self.put(self.case | {"record": {"all": [0]}, "expectations": expectations})
        self.assertIn("n?]0;own???31m?????????.json", self.look("certify", "--check", self.own, status=FAILED))
        self.look("certify", "--write")
        self.assertNotIn('"7"', (self.golden / "cases" / self.own).read_text(encoding="utf-8"))

    def assert_report(self, form, text):
        if form == "json":
            json.loads(text)
        elif form == "junit":
            ElementTree.fromstring(text)
        elif form == "tap":
            self.assertEqual(text.split("\n"), [*text.splitlines(), ""])  # Python ends lines where YAML does, and elsewhere

    def trace(self):
        return self.goldprop("trace", self.own).stdout

    def wrong_trace(self):
        trace = json.loads(self.trace())
        trace["steps"][0]["samples"][0]["layers"][0]["z"][0] += 1
        return json.dumps(trace)

    def test_check(self):
        for answer, status in [(self.trace(), PASSED), (self.wrong_trace(), FAILED),
                               (json.dumps(json.loads(self.trace()) | {"case": self.case["id"]}), PASSED),
                               (json.dumps({"unsupported": NASTY}), FAILED), (json.dumps({NASTY: 1}), UNUSABLE),
                               (json.dumps({"format": NASTY}), UNUSABLE), ("{" + NASTY, UNUSABLE)]:
            for form in FORMATS:
                with self.subTest((answer[:40], form)):
                    text = self.look("check", "-f", form, self.own, "-", stdin=answer, status=status)
                    if status != UNUSABLE:
                        self.assert_report(form, text)
                        self.assertIn("id?]0;own? ", text)

    def test_run(self):
        """...of programs that speak like that, and are called so."""
        program = self.folder / ("p" + NAME)
        self.write("answer.json", "")
        program.write_text("#!/bin/sh\ncat answer.json\ncat complaint.txt >&2\nexit $1\n")
        os.chmod(program, 0o755)
        self.write("complaint.txt", NASTY.replace("\n", "") + "\nsecond\n")
        for answer, status in [("", 1), (json.dumps({"unsupported": NASTY}), 0), (json.dumps({NASTY: 1}), 0), ("{" + NASTY, 0),
                               (self.wrong_trace(), 0)]:
            self.write("answer.json", answer)
            for form in FORMATS:
                with self.subTest((answer[:40], status, form)):
                    text = self.look("run", "-f", form, "-w", "known.txt", "--", program, str(status), NASTY, status=FAILED)
                    self.assert_report(form, text)
                    self.assertIn("id?]0;own? ", text)
                    self.assert_printable(pathlib.Path(self.folder / "known.txt").read_text(encoding="utf-8"))
        self.write("known.txt", f"nothing{NASTY}: error")
        self.look("run", "-k", "known.txt", "--", program, "0", status=UNUSABLE)
