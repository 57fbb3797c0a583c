"""Right programs whose quantities only look unusual: they pass, and the page says why such "bugs" are none."""

import json
import re
import sys

from oracle import OracleTest
from program import FAILED, SOURCE

SUBJECT = f"""
import json, math, sys
sys.path[:0] = {sys.path!r}
import mistaken


class SlopeOfNetInput(mistaken.Run):
    "The sigmoid's slope from z, without the activation."
    def slope(self, l, z, a):
        return 1.0 if self.linear(l) else math.exp(-z) / (1 + math.exp(-z)) ** 2


class TargetMinusOutput(mistaken.Run):
    "t - a in the output deltas, and a plus in the update."
    def output_error(self, at):
        return [-error for error in super().output_error(at)]

    def change(self, *words):
        return mistaken.each(lambda change: -change, super().change(*words))


class Thresholds(mistaken.Run):
    "z = W a - theta, and theta moves with the other sign."
    def __init__(self, *words):
        super().__init__(*words)
        self.b = [b and [-bias for bias in b] for b in self.b]

    def net_input(self, l, below):
        thresholds, self.b[l] = self.b[l], [-theta for theta in self.b[l]]
        z = super().net_input(l, below)
        self.b[l] = thresholds
        return z

    def gradient(self, l, at):
        dW, db = super().gradient(l, at)
        return [dW, [-part for part in db]]


class MovedInTheLoop(mistaken.Run):
    "The weights of a layer move in the loop over the layers, as soon as the deltas below them are there."
    def backward(self, passes, reduced):
        gradients = [None] * len(self.layers)
        for l in range(self.last, 0, -1):
            for at in passes:
                self.go_back(l, at)
            gradients[l] = reduced(l, [self.gradient(l, at) for at in passes])
            if l < self.last:
                self.update_weights(l + 1, gradients)
                self.update_biases(l + 1, gradients)
        for at in passes:
            at.dx = self.hidden_error(0, at)
        self.update_weights(1, gradients)
        self.update_biases(1, gradients)
        return gradients


class ChangesAsDifferences(mistaken.Run):
    "The changes are what the weights are after the step, less what they were before."
    def taken(self, change, before, after):
        return change and mistaken.each(lambda old, new: new - old, before, after)

    def update_weights(self, l, gradients):
        before = self.W[l]
        super().update_weights(l, gradients)
        self.W_change[l] = self.taken(self.W_change[l], before, self.W[l])

    def update_biases(self, l, gradients):
        before = self.b[l]
        super().update_biases(l, gradients)
        self.b_change[l] = self.taken(self.b_change[l], before, self.b[l])


class MovedTooSoon(mistaken.Run):
    "The mistake that looks like it: they move before."
    def __init__(self, *words):
        super().__init__(*words)
        self.departs.add("hidden-delta-from-updated-weights")


class PlusAlone(mistaken.Run):
    "The mistake that looks like a change of sign: a plus in the update, and a - t."
    def change(self, *words):
        return mistaken.each(lambda change: -change, super().change(*words))


mistaken.Run = globals()[sys.argv[1]]
json.dump(mistaken.answer(json.load(sys.stdin)), sys.stdout)
"""
CASES = ["deep-regression", "minibatch-mean", "narrow-biases", "summed-batches", "three-outputs"]


class Acquitted(OracleTest):
    def judge(self, way, status):
        self.write("subject.py", SUBJECT)
        chosen = [word for case in CASES for word in ("-c", case)]
        result = self.goldprop("run", *chosen, "-f", "json", "--", sys.executable, "subject.py", way)
        self.assert_done(result, status)
        return json.loads(result.stdout)["cases"]

    def acquit(self, way, conventions):
        for case in self.judge(way, 0):
            told = {convention["name"]: convention["value"] for convention in case["conventions"]}
            self.assertEqual(("passed", conventions), (case["result"], told), case["case"])
            self.assertGreater(case["right"], 100)

    def convict(self, way, departure):
        for case in self.judge(way, FAILED):
            self.assertEqual([[departure]], [[part["departure"] for part in parts] for parts in case["explanations"]], case["case"])

    def test_slope_from_z(self):
        self.acquit("SlopeOfNetInput", {})

    def test_target_minus_output(self):
        self.acquit("TargetMinusOutput", {"delta": "-dE/dz", "gradients": "-dE/dW"})

    def test_thresholds(self):
        self.acquit("Thresholds", {"b": "threshold"})

    def test_moved_in_the_loop(self):
        self.acquit("MovedInTheLoop", {})

    def test_changes_as_differences(self):
        self.acquit("ChangesAsDifferences", {})

    def test_what_looks_like_it(self):
        self.convict("PlusAlone", "gradient-ascent")
        self.convict("MovedTooSoon", "hidden-delta-from-updated-weights")

    def test_page(self):
        """Each acquittal of the page names the mistake that looks like it."""
        page = (SOURCE / "docs" / "oracle.md").read_text(encoding="utf-8")
        section = re.search(r"(?ms)^## What is no mistake \{#acquittals\}$(.*?)^## ", page)[1]
        rows = re.findall(r"(?m)^\| (?!---|what)(.*?) \| (.*?) \| (.*?) \|$", section)
        self.assertGreaterEqual(len(rows), 5)
        ids = {path["id"].replace("-", "_") for path in json.loads(self.goldprop("mistakes", "-f", "json", "hello").stdout)["mistakes"]}
        for accused, why, mistake in rows:
            with self.subTest(accused):
                self.assertLessEqual(set(re.findall(r"@ref mistake_(\w+)", mistake)), ids)
                self.assertTrue(re.search(r"@ref mistake_\w+", mistake) and why)
