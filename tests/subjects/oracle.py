"""What goldprop says of a trace, and what is known of the trace without it: the rule of golden/README.md, applied once more."""

import functools
import json
import math
import re
from decimal import Decimal, getcontext

import mistaken
from given import MOVED, is_given
from program import FAILED, PASSED, SOURCE, ProgramTest

getcontext().prec = 100  # digits, of which a difference loses none that matter
K, SCALE = 4, Decimal(2)**-100
ROUNDOFF = {"binary64": Decimal(2)**-53, "binary32": Decimal(2)**-24}

CASES = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((SOURCE / "golden/cases").glob("*.json"))}


def place_text(place):
    """A place as reports write it: step 0, sample 2, layer 1, delta[0]."""
    where = [f"{key} {place[key]}" for key in ("epoch", "step", "sample", "layer") if key in place]
    return ", ".join([*where, place["quantity"] + "".join(f"[{place[key]}]" for key in ("unit", "input") if key in place)])


def numbers_of(trace):
    """The numbers of a trace, by the texts of their places."""
    numbers = {}

    def note(holder, quantities, **place):
        for quantity in quantities:
            if quantity in holder:
                note_array(holder[quantity], place_text({"quantity": quantity} | place))

    def note_array(value, place):
        if isinstance(value, list):
            for index, item in enumerate(value):
                note_array(item, f"{place}[{index}]")
        elif value is not None:  # which the program does not have
            numbers[place] = float(value)

    for step in trace["steps"]:
        for layer in step.get("parameters", []):
            note(layer, ["W", "b"], step=step["step"], layer=layer["layer"])
        for sample in step.get("samples", []):
            place = {"step": step["step"], "sample": sample["sample"]}
            note(sample, ["loss"], **place)
            for i, value in enumerate(sample.get("dx", [])):
                numbers[place_text({"quantity": "dx", "input": i} | place)] = float(value)
            for layer in sample.get("layers", []):
                note(layer, ["z", "a", "output_loss", "da", "slope", "delta"], **place, layer=layer["layer"])
        for layer in step.get("gradients", []):
            note(layer, ["dW", "db"], step=step["step"], layer=layer["layer"])
        for layer in step.get("clipped", []):
            note(layer, ["dW_clipped", "db_clipped"], step=step["step"], layer=layer["layer"])
        for layer in step.get("changes", []):
            note(layer, MOVED, step=step["step"], layer=layer["layer"])
    for epoch in trace["errors"]:
        note(epoch, ["error"], epoch=epoch["epoch"])
    return numbers


# The cases that have numbers behind their first step.
GO_ON = [case_id for case_id, case in CASES.items() if any(number.get("step", number.get("epoch")) > 0 for number in case["expectations"])]


@functools.lru_cache(maxsize=None)
def places(case_id):
    """The places of the numbers that a case expects, in the order of a run."""
    return [place_text(expectation) for expectation in CASES[case_id]["expectations"]]


@functools.lru_cache(maxsize=None)
def bounds(case_id, precision):
    """Of each number that a case expects, in the order of a run: its place, the exact number, and how far off it may be."""
    def bound(place, expectation):
        exact, amplification = Decimal(expectation["exact"]), Decimal(expectation.get("amplification", "1"))
        return place, exact, K * amplification * ROUNDOFF[precision] * max(abs(exact), SCALE)
    return list(map(bound, places(case_id), CASES[case_id]["expectations"]))


@functools.lru_cache(maxsize=None)
def given(case_id):
    """The places whose numbers the problem gives."""
    case = CASES[case_id]
    return {place for place, number in zip(places(case_id), case["expectations"]) if is_given(case["problem"], number)}


# The quantities that have the other sign in a convention.
TURNED = {("delta", "-dE/dz"): ["da", "delta", "dx"], ("gradients", "-dE/dW"): ["dW", "db"]}


def compared(case_id, trace, conventions=()):
    """Of each expected number that a trace has, in the order of a run: its place, and whether it is right, with the signs of conventions."""
    numbers = numbers_of(trace)
    turned = [quantity for convention in conventions for quantity in TURNED.get((convention["name"], convention["value"]), [])]
    for place in numbers if turned else ():
        if re.sub(r".*, |\[.*", "", place) in turned:
            numbers[place] = -numbers[place]
    return [(place, math.isfinite(numbers[place]) and abs(Decimal(numbers[place]) - exact) <= bound)
            for place, exact, bound in bounds(case_id, trace["precision"]) if place in numbers]


def wrong_places(case_id, trace):
    return [place for place, right in compared(case_id, trace) if not right]


def first_wrong(case_id, wrong, in_every_layer):
    """The first of the wrong numbers in the order in which the run computes. That is the order of the case's expectations, but for
    hidden deltas that wait for the updated weights of the layer above, and so for its gradients; a mistake that is made in the
    gradients or changes of every layer shows in all of them, which are listed from the first layer to the last."""
    wrong = set(wrong)
    expectations = [expectation for place, expectation in zip(places(case_id), CASES[case_id]["expectations"]) if place in wrong]
    if "hidden-delta-from-updated-weights" in CASES[case_id]["problem"].get("departures", []):
        expectations.sort(key=order_by_layers)
        first = expectations[0]
        if first["quantity"] in ["dW", *MOVED[::2]] and in_every_layer:
            together = [other for other in expectations
                        if (other["quantity"], other.get("step")) == (first["quantity"], first["step"])]
            expectations = sorted(together, key=lambda other: other["layer"])
    return place_text(expectations[0])


BY_LAYERS = ["da", "slope", "delta", "dx", "dW", *MOVED[::2]]


def order_by_layers(expectation):
    """Sorts what is computed layer by layer from the last layer to the first, behind the forward pass of its step, each layer up
    to the changes of its weights. Changes are listed together, from the first layer to the last, where one is wrong."""
    quantity, step = expectation["quantity"], expectation.get("step", math.inf)
    if quantity in BY_LAYERS:
        return step, 1, -expectation.get("layer", 0), BY_LAYERS.index(quantity)
    return step, 2 if quantity in ["db", *MOVED[1::2]] else 0, 0, 0


# Mistakes in gradients or changes of the weights that are made in one layer only; what is wrong in another one only follows.
IN_ONE_LAYER = ["last-layer-frozen", "gradient-of-net-input"]


# With the identity above a ReLU, its slope at 0 is 1 by this mistake, as it is for who takes it from the right; and nothing else differs.
AS_A_CHOICE = ("relu-at-zero", "slope-of-layer-above")


# Mistakes by which short numbers stand in the place of long ones: those of a problem, or what comes out at z = 0 by chance.
REPEATS = ["bias-for-its-gradient", "gradients-clipped", "bias-subtracted"]
FEWEST_DIGITS = 6


def digits_of(number):
    """How many significant digits a number is written with."""
    return len(f"{Decimal(repr(float(number))).normalize():e}".partition("e")[0].replace(".", "").lstrip("-"))


def departure_of(mistake):
    """The departure that a mistake of the subject is: without the variant."""
    return mistake.partition(":")[0]


def explanations_of(verdict):
    return [{part["departure"] for part in parts} for parts in verdict["explanations"]]


class OracleTest(ProgramTest):
    def check(self, case_id, trace):
        """What goldprop check says of a trace."""
        self.write("trace.json", json.dumps(trace))
        result = self.goldprop("check", case_id, "trace.json", "--format", "json")
        verdict, = json.loads(result.stdout)["cases"] if result.stdout else self.fail(result.stderr)
        self.assert_done(result, PASSED if verdict["result"] == "passed" else FAILED)
        return verdict

    def assert_counts(self, case_id, trace, verdict, conventions=()):
        """The report counts the numbers of a trace, which is in the case's own conventions but for the signs of those named, as the rule does."""
        numbers = compared(case_id, trace, conventions)
        gives, wrong = given(case_id), sum(not right for _, right in numbers)
        right = sum(right for place, right in numbers if place not in gives)
        missing = len(set(places(case_id)) - {place for place, _ in numbers} - gives)
        counts = {"expected": len(CASES[case_id]["expectations"]), "compared": right + wrong, "right": right, "missing": missing}
        self.assertEqual(counts, {key: verdict[key] for key in counts})
        self.assertEqual("passed" if right and not wrong else "failed", verdict["result"])

    def cannot_tell(self, case_id, trace, mistake):
        """Whether it is right to name nothing: a quantity that is computed has fewer than six digits, so that one mistake could pass for
        another, or the run bursts, or the slope 1 - a^2 of a tanh that should be a sigmoid has lost all digits of a binary32."""
        numbers = {}
        gives = given(case_id)
        for place, number in numbers_of(trace).items():
            if place not in gives:
                numbers.setdefault(re.sub(r".*, |\[.*", "", place), []).append(number)
        finite = all(math.isfinite(number) for quantity in numbers.values() for number in quantity)
        right = {expectation["quantity"]: expectation for expectation in CASES[case_id]["expectations"]}
        short = any(max(map(digits_of, quantity)) < FEWEST_DIGITS for name, quantity in numbers.items() if name in right)
        lost = trace["precision"] == "binary32" and any(1 - abs(a) < 2.0 ** -16 for a in numbers.get("a", []))
        return short and mistake in REPEATS or not finite or lost and mistake == "tanh-for-sigmoid"

    def assert_named(self, case_id, trace, mistake, verdict):
        """The report names the mistake of a trace, and the first number that it makes wrong. Returns its rivals; None where the
        case does not show it."""
        if (case_id, mistake) == AS_A_CHOICE:
            self.assertEqual((["slope_at_kink"], "passed"), ([entry["name"] for entry in verdict["conventions"]], verdict["result"]))
            return None
        self.assert_counts(case_id, trace, verdict)
        wrong = wrong_places(case_id, trace)
        if not wrong:
            return None
        departure, named = departure_of(mistake), explanations_of(verdict)
        if not named and self.cannot_tell(case_id, trace, mistake):
            return None
        self.assertIn({departure}, named, f"{mistake} is not named; found at {verdict['findings'][0]['place']}")
        self.assertTrue(all(len(explanation) == 1 for explanation in named))
        self.assertEqual(first_wrong(case_id, wrong, mistake not in IN_ONE_LAYER), verdict["findings"][0]["place"])
        asked = CASES[case_id]["problem"].get("departures", [])
        for explanation in verdict["explanations"]:
            self.assertEqual(explanation[0]["departure"] in asked, explanation[0]["left_out"])
        return [explanation for explanation in named if explanation != {departure}]
