"""What a program does in its own way it does in all cases: one set of conventions for a whole run."""

import json
import sys

import mistaken
from oracle import CASES, OracleTest
from program import FAILED, PASSED

CHOSEN = ["hello", "samsel-general", "deep-regression", "minibatch-mean", "online-samples"]

SUBJECT = f"""
import json, sys
sys.path[:0] = {sys.path!r}
import mistaken

def changed(item, keys, factor):
    if isinstance(item, dict):
        return {{key: mistaken.each(lambda number: factor * number, value) if key in keys else changed(value, keys, factor)
                for key, value in item.items()}}
    return [changed(part, keys, factor) for part in item] if isinstance(item, list) else item

request = json.load(sys.stdin)
problem, case = request["problem"], request["id"]
samples, outputs, batch = len(problem["samples"]), len(problem["samples"][0]["target"]), problem["training"]["batch"]
trace = mistaken.answer(request)
for change in sys.argv[1:]:
    keys, factor = change.split("=", 1)
    trace = changed(trace, keys.split(","), eval(factor))
print(json.dumps(trace))
"""


class OneWay(OracleTest):
    def run_changed(self, *changes, status):
        self.write("subject.py", SUBJECT)
        cases = [word for case in CHOSEN for word in ("-c", case)]
        result = self.goldprop("run", *cases, "-f", "json", "--", sys.executable, "subject.py", *changes)
        self.assert_done(result, status)
        return {case["case"]: case for case in json.loads(result.stdout)["cases"]}

    def told(self, cases, name):
        return {case: convention["value"] for case, verdict in cases.items() for convention in verdict.get("conventions", [])
                if convention["name"] == name}

    def test_one_factor(self):
        """...that is another number in each case, and one in words."""
        for change, name, words in [("error=1/samples", "error_factor", "1/samples"), ("loss=1/outputs", "loss_factor", "1/outputs"),
                                    ("error=2*samples*outputs", "error_factor", "2*samples*outputs"),
                                    ("da,delta,dx=1/samples", "delta_factor", "1/samples"), ("loss=0.5", "loss_factor", "0.5"),
                                    ("da,delta,dx=1/outputs", "delta_factor", "1/outputs")]:
            with self.subTest(change):
                told = self.told(self.run_changed(change, status=PASSED), name)
                self.assertEqual(words, list(told.values())[-1])

    def test_two_factors(self):
        """Each case passes alone."""
        for change in ["error=2 if case == 'online-samples' else 0.5", "loss=1/samples if samples < 4 else 1",
                       "error=outputs/samples if samples == 5 else 2*outputs",
                       "da,delta,dx=0.5 if case == 'deep-regression' else 2"]:
            with self.subTest(change):
                cases = self.run_changed(change, status=FAILED)
                failed = [case for case, verdict in cases.items() if verdict["result"] == "failed"]
                self.assertIn("expected the same conventions in all cases, found that ", cases[failed[-1]]["why"])

    def test_two_signs(self):
        for keys in ("da,delta,dx", "dW,db", "b,db,b_change"):
            with self.subTest(keys):
                cases = self.run_changed(f"{keys}=-1 if case == 'minibatch-mean' else 1", status=FAILED)
                self.assertEqual(["minibatch-mean"], [case for case in cases if cases[case]["result"] == "failed"])
                self.assertIn("expected the same conventions in all cases", cases["minibatch-mean"]["why"])
                self.assertEqual(set(CHOSEN), set(self.run_changed(f"{keys}=-1", status=PASSED)))
