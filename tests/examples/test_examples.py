"""The example of a subject passes every case that it supports, and its mistake gets its name."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = SOURCE / "docs" / "examples"
README = SOURCE / "README.md"
GOLDEN = pathlib.Path(os.environ["GOLDPROP_GOLDEN"])


def written(subject, *options):
    """The exit status of goldprop run, and what it writes."""
    command = [os.environ["GOLDPROP"], "run", *options, "--", sys.executable, str(subject)]
    result = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    return result.returncode, result.stdout


def run(subject, *options):
    """The exit status of goldprop run, and what it reports of each case."""
    status, report = written(subject, "--format", "json", *options)
    return status, {case["case"]: case for case in json.loads(report)["cases"]}


class Examples(unittest.TestCase):
    def make_mistake(self):
        """The example with one line changed."""
        right = (EXAMPLES / "subject.py").read_text(encoding="utf-8")
        wrong = subprocess.run(["sed", "-f", str(EXAMPLES / "mistake.sed")], input=right, stdout=subprocess.PIPE,
                               encoding="utf-8", check=True).stdout
        self.assertEqual(1, sum(line != other for line, other in zip(right.splitlines(), wrong.splitlines())))
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        subject = pathlib.Path(folder.name) / "wrong.py"
        subject.write_text(wrong, encoding="utf-8")
        return subject

    def test_example_subject_is_right(self):
        """Unsupported are the cases that ask for a mistake, and no others; of a short run no number is missing."""
        status, cases = run(EXAMPLES / "subject.py")
        self.assertEqual(0, status)
        self.assertEqual({path.stem for path in GOLDEN.glob("cases/*.json")}, set(cases))
        for name, case in cases.items():
            problem = json.loads((GOLDEN / "cases" / f"{name}.json").read_text(encoding="utf-8"))["problem"]
            with self.subTest(name):
                self.assertEqual("unsupported" if "departures" in problem else "passed", case["result"])
                if case["result"] == "passed" and problem["training"]["epochs"] <= 1000:
                    self.assertEqual(0, case["missing"])

    def test_example_minimal(self):
        """Some forty lines pass what they say that they support, and check the update, too."""
        self.assertIn((EXAMPLES / "minimal.py").read_text(encoding="utf-8").count("\n"), range(40, 46))
        status, cases = run(EXAMPLES / "minimal.py")
        self.assertEqual(0, status)
        for name, case in cases.items():
            problem = json.loads((GOLDEN / "cases" / f"{name}.json").read_text(encoding="utf-8"))["problem"]
            supported = ("departures" not in problem and problem["loss"]["deviation"] == "squared" and problem["training"]["batch"] == 1 and
                         problem["training"].get("rule", "gradient-descent") == "gradient-descent" and "reduction" not in problem["loss"] and
                         all(layer["bias"] != "shared" and "bias_trained" not in layer and layer["activation"] in ("identity", "sigmoid")
                             for layer in problem["layers"]))
            with self.subTest(name):
                self.assertEqual("passed" if supported else "unsupported", case["result"])

    def test_example_classifier(self):
        """The softmax classifier passes all cases of a softmax with the cross-entropy, and says that it supports no others."""
        status, cases = run(EXAMPLES / "classifier.py", "--no-confirm")
        self.assertEqual(0, status)
        passed = {name for name, case in cases.items() if case["result"] == "passed"}
        self.assertLessEqual({"softmax", "softmax-minibatch", "softmax-saturated", "softmax-soft-targets"}, passed)
        for name, case in cases.items():
            problem = json.loads((GOLDEN / "cases" / f"{name}.json").read_text(encoding="utf-8"))["problem"]
            with self.subTest(name):
                self.assertIn(case["result"], ("passed", "unsupported"))
                self.assertTrue(case["result"] == "unsupported" or problem["loss"]["deviation"] == "cross-entropy")

    def test_example_classifier_with_a_mistake(self):
        """A slope that is multiplied in once more, and its name, which two problems confirm that it had not seen."""
        wrong = (EXAMPLES / "classifier.py").read_text(encoding="utf-8").replace("c * (p - t) for", "c * (p - t) * p * (1 - p) for")
        with tempfile.TemporaryDirectory() as folder:
            subject = pathlib.Path(folder) / "wrong.py"
            subject.write_text(wrong, encoding="utf-8")
            status, report = written(subject, "--case", "softmax", "--case", "softmax-minibatch")
        self.assertEqual(1, status)
        self.assertRegex(report, r"found: .*\(cancelled-slope-added\)\n.* problems that your program had not seen, agree")

    def test_example_minimal_with_a_mistake(self):
        """One sign, and its name."""
        wrong = (EXAMPLES / "minimal.py").read_text(encoding="utf-8").replace("w - rate * d * v", "w + rate * d * v")
        wrong = wrong.replace("v - rate * d for", "v + rate * d for")
        with tempfile.TemporaryDirectory() as folder:
            subject = pathlib.Path(folder) / "wrong.py"
            subject.write_text(wrong, encoding="utf-8")
            status, cases = run(subject, "--case", "square", "--case", "neurons-one-step")
        self.assertEqual(1, status)
        for name, case in cases.items():
            with self.subTest(name):
                self.assertEqual([[{"departure": "gradient-ascent", "left_out": False}]], case["explanations"])

    def test_example_subject_with_a_mistake(self):
        """Each case names the mistake."""
        status, cases = run(self.make_mistake(), "--case", "hello", "--case", "samsel-*", "--case", "minibatch-mean")
        self.assertEqual((1, 4), (status, len(cases)))
        for name, case in cases.items():
            with self.subTest(name):
                self.assertEqual("failed", case["result"])
                self.assertEqual([[{"departure": "loss-slope-halved", "left_out": False}]], case["explanations"])

    def test_example_of_the_readme(self):
        """What the README shows of the mistake is what the program writes."""
        [sample] = re.findall(r"^```console\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        self.assertGreater(sample.count("\n"), 2)
        status, report = written(self.make_mistake(), "--case", "samsel-general")
        self.assertEqual(1, status)
        self.assertIn(sample, report)


if __name__ == "__main__":
    unittest.main()
