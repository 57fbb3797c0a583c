"""The example of a subject passes every case that it supports, and its mistake gets its name."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples"
GOLDEN = pathlib.Path(os.environ["GOLDPROP_GOLDEN"])


def run(subject, *options):
    """The exit status of goldprop run and what it reports of each case."""
    command = [os.environ["GOLDPROP"], "run", "--format", "json", *options, "--", sys.executable, str(subject)]
    result = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    return result.returncode, {case["case"]: case for case in json.loads(result.stdout)["cases"]}


class Examples(unittest.TestCase):
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

    def test_example_subject_with_a_mistake(self):
        """The page shows what becomes of it: the line that is changed is there once, and each case names the mistake."""
        right = (EXAMPLES / "subject.py").read_text(encoding="utf-8")
        wrong = subprocess.run(["sed", "-f", str(EXAMPLES / "mistake.sed")], input=right, stdout=subprocess.PIPE,
                               encoding="utf-8", check=True).stdout
        changed = [line for line, other in zip(right.splitlines(), wrong.splitlines()) if line != other]
        self.assertEqual(1, len(changed))
        with tempfile.TemporaryDirectory() as folder:
            subject = pathlib.Path(folder) / "wrong.py"
            subject.write_text(wrong, encoding="utf-8")
            status, cases = run(subject, "--case", "hello", "--case", "samsel-*", "--case", "minibatch-mean")
        self.assertEqual((1, 4), (status, len(cases)))
        for name, case in cases.items():
            with self.subTest(name):
                self.assertEqual("failed", case["result"])
                self.assertEqual([[{"departure": "loss-slope-halved", "left_out": False}]], case["explanations"])


if __name__ == "__main__":
    unittest.main()
