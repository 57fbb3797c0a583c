"""Where the printed figures of the famous examples come from that their own text does not lead to: computed from the exact numbers of the
golden data.

usage: published.py GOLDEN_FOLDER"""

import json
import pathlib
import sys
import unittest
from decimal import Decimal as D

GOLDEN = pathlib.Path(sys.argv.pop(1))


class Case:
    """A case: its exact numbers, and the characters that its document prints."""

    def __init__(self, name):
        data = json.loads((GOLDEN / "cases" / f"{name}.json").read_text(encoding="utf-8"))
        self.problem, self.expectations = data["problem"], data["expectations"]
        self.printed = {entry["name"]: entry for entry in data.get("printed", [])}

    def exact(self, quantity, **place):
        (found,) = [D(e["exact"]) for e in self.expectations if e["quantity"] == quantity and all(e.get(key) == place[key] for key in place)]
        return found

    def text(self, name):
        return self.printed[name]["printed"]

    def number(self, name):
        return D(self.text(name))

    def right(self, name):
        return self.printed[name]["erratum"]["right"]


def rounded(value, like):
    """The number with as many decimals as the characters have."""
    return f"{value:.{-D(like).as_tuple().exponent}f}"


def sigmoid(z):
    return 1 / (1 + (-z).exp())


class Mazur(unittest.TestCase):
    def setUp(self):
        self.one, self.departed, self.textbook = (Case(name) for name in ("mazur", "mazur-10000", "mazur-10000-textbook"))
        self.assertEqual(["hidden-delta-from-updated-weights"], self.departed.problem["departures"])
        self.assertNotIn("departures", self.one.problem)
        self.assertNotIn("departures", self.textbook.problem)

    def test_famous_error(self):
        """Hidden deltas from updated output weights give all nine digits of it, and the text's own path gives others."""
        name = "E_total after the first round"
        famous = self.one.text(name)
        self.assertEqual("0.291027924", famous)
        self.assertEqual(famous, rounded(self.departed.exact("error", epoch=1), famous))
        self.assertEqual("0.291027774", rounded(self.one.exact("error", epoch=1), famous))
        self.assertEqual(self.one.right(name), rounded(self.textbook.exact("error", epoch=1), famous))

    def test_error_of_the_printed_weights(self):
        """A forward pass through the weights that the text prints gives the right error: it did not use them."""
        w = [None] + [self.one.number(f"w{k}+") for k in range(1, 9)]
        x, t = ([D(v) for v in self.one.problem["samples"][0][key]] for key in ("input", "target"))
        b1, b2 = (D(layer["b"][0]) for layer in self.one.problem["layers"])
        h = [sigmoid(w[k] * x[0] + w[k + 1] * x[1] + b1) for k in (1, 3)]
        o = [sigmoid(w[k] * h[0] + w[k + 1] * h[1] + b2) for k in (5, 7)]
        error = sum((a - target) ** 2 for a, target in zip(o, t)) / 2
        self.assertEqual("0.29102777", rounded(error, "0.00000001"))

    def test_error_after_ten_thousand_rounds(self):
        """It is the textbook's before the last update. That of the departure is what older copies of the page print."""
        name = "E_total after 10000 rounds"
        text = self.departed.text(name)
        self.assertEqual(text, rounded(self.textbook.exact("error", epoch=9999), text))
        self.assertNotEqual(text, rounded(self.textbook.exact("error", epoch=10000), text))
        self.assertNotEqual(text, rounded(self.departed.exact("error", epoch=9999), text))
        self.assertEqual("0.000035085", rounded(self.departed.exact("error", epoch=10000), "0.000035085"))

    def test_outputs_after_ten_thousand_rounds(self):
        """The departure gives both, and the textbook neither, before or after the last update."""
        for unit in (0, 1):
            text = self.departed.text(f"out_o{unit + 1} after 10000 rounds")
            self.assertEqual(text, rounded(self.departed.exact("a", step=10000, layer=2, unit=unit), text))
            for step in (9999, 10000):
                self.assertNotEqual(text, rounded(self.textbook.exact("a", step=step, layer=2, unit=unit), text))

    def test_parts_of_the_sum(self):
        """The two parts of dE/da of the first hidden unit. The second is printed as -0.019049119: a difference of rounded numbers."""
        first, second = (self.one.exact("delta", step=0, layer=2, unit=k) * D(self.one.problem["layers"][1]["W"][k][0]) for k in (0, 1))
        self.assertEqual("0.055399425", rounded(first, "0.055399425"))
        self.assertEqual("-0.019049118", rounded(second, "-0.019049118"))
        self.assertEqual(D("-0.019049119"), self.one.number("∂E_total/∂out_h1") - D("0.055399425"))


class HanKamber(unittest.TestCase):
    def test_exponent_of_unit_5(self):
        """The text writes e^0.1. With that the output would be another."""
        case = Case("han-kamber")
        net = case.number("I5")
        self.assertEqual(case.text("O5"), rounded(sigmoid(net), "0.525"))
        self.assertEqual("0.475", rounded(sigmoid(-net), "0.525"))

    def test_error_of_unit_6(self):
        """The exact one rounds to other digits than those that follow from the printed output."""
        case = Case("han-kamber")
        self.assertEqual("0.1312", rounded(-case.exact("delta", step=0, layer=2), "0.1311"))
        output = case.number("O6")
        self.assertEqual(case.text("Err6"), rounded(output * (1 - output) * (1 - output), "0.1311"))


class Hmkcode(unittest.TestCase):
    def test_full_numbers(self):
        """From the printed numbers, rounded to two places, the last prediction would be another."""
        case = Case("hmkcode")
        found = sum(case.number(f"w{5 + k}, new") * case.number(f"h{1 + k} after the update") for k in (0, 1))
        self.assertEqual("0.25", rounded(found, "0.26"))
        self.assertEqual("0.26", case.text("prediction after the update"))


class Nielsen(unittest.TestCase):
    def test_one_gradient(self):
        for name in ("nielsen", "nielsen-saturated"):
            case = Case(name)
            self.assertEqual(case.exact("dW", step=0), case.exact("db", step=0))

    def test_slow_at_first(self):
        """From the saturated start the output is above 0.9 after 150 epochs, when from the other one it is below 0.2."""
        self.assertGreater(Case("nielsen-saturated").exact("a", step=150), D("0.9"))
        self.assertLess(Case("nielsen").exact("a", step=150), D("0.2"))


class Circuits(unittest.TestCase):
    def test_within_the_sigmoid(self):
        """The wires of CS231n's circuit that no quantity of a run stands for."""
        power = (-Case("cs231n-circuit").exact("z", step=0)).exp()
        for text, value in (("0.37", power), ("1.37", 1 + power), ("-0.53", -1 / (1 + power) ** 2), ("-0.20", -power / (1 + power) ** 2)):
            self.assertEqual(text, rounded(value, text))

    def test_nice_slope(self):
        """That of micrograd's neuron is 1/2 to 15 decimals, and not to the last."""
        slope = Case("micrograd-neuron").exact("slope", step=0)
        self.assertEqual("0.500000000000000", rounded(slope, "0.000000000000000"))
        self.assertNotEqual(D("0.5"), slope)


if __name__ == "__main__":
    unittest.main()
