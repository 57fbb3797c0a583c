"""What a program may do in its own way is found out, or declared, and neither is a mistake nor hides one."""

import mistaken
from oracle import CASES, GO_ON, OracleTest, departure_of, explanations_of

MISTAKES = [mistake for mistake in mistaken.DEPARTURES if mistake != "single-precision"]
SHOWING = ["minibatch-mean", "online-samples"]  # cases that show most mistakes
# Mistakes that touch what conventions are about: signs, matrices, losses and errors, the numbers of steps.
TOUCHING = ["gradient-ascent", "hidden-delta-by-transpose", "targets-reversed", "targets-of-next-sample", "batch-for-online",
            "state-late"]


def changed(item, keys, change):
    """A copy of a trace with what stands under some keys changed."""
    if isinstance(item, dict):
        return {key: change(value) if key in keys else changed(value, keys, change) for key, value in item.items()}
    return [changed(part, keys, change) for part in item] if isinstance(item, list) else item


def times(factor):
    return lambda array: mistaken.each(lambda number: mistaken.written(factor * float(number)), array)


def counted_from(shift):
    return lambda number: number + shift


def transposed(matrix):
    return [list(column) for column in zip(*matrix)]


# What is found out only if nothing else is wrong, since a mistake could be mended by it.
CAUTIOUS = {"deltas_halved", "gradients_doubled"}

# What a trace declares, and how its numbers come to be so.
CONVENTIONS = {
    "delta_negated": ({"delta": "-dE/dz"}, ["da", "delta", "dx"], times(-1)),
    "gradients_negated": ({"gradients": "-dE/dW"}, ["dW", "db", "dW_clipped", "db_clipped"], times(-1)),
    "targets_minus_outputs": ({"delta": "-dE/dz", "gradients": "-dE/dW"}, ["da", "delta", "dx", "dW", "db", "dW_clipped", "db_clipped"], times(-1)),
    "transposed": ({"W": "[input][unit]"}, ["W", "dW", "dW_clipped", "W_velocity", "W_m", "W_v", "W_m_hat", "W_v_hat", "W_change"], transposed),
    "layers_from_0": ({"layers_from": 0}, ["layer"], counted_from(-1)),
    "steps_from_1": ({"steps_from": 1}, ["step"], counted_from(1)),
    "samples_from_1": ({"samples_from": 1}, ["sample"], counted_from(1)),
    "epochs_from_1": ({"epochs_from": 1}, ["epoch"], counted_from(1)),
    "loss_halved": ({"loss_factor": "1/2"}, ["loss"], times(0.5)),
    "loss_doubled": ({"loss_factor": "2"}, ["loss"], times(2)),
    "error_halved": ({"error_factor": "1/2"}, ["error"], times(0.5)),
    "error_doubled": ({"error_factor": "2"}, ["error"], times(2)),
    "deltas_halved": ({"delta_factor": "1/2"}, ["da", "delta", "dx"], times(0.5)),
    "gradients_doubled": ({"gradient_factor": "2"}, ["dW", "db"], times(2)),
    "thresholds": ({"b": "threshold"}, ["b", "db", "db_clipped", "b_velocity", "b_m", "b_m_hat", "b_change"], times(-1)),
}


class ConventionTest(OracleTest):
    def judge(self, name, case_id, mistakes, declare):
        """A trace in the case's own way, and the verdict on the same trace in another way."""
        declaration, keys, change = CONVENTIONS[name]
        plain = mistaken.answer(CASES[case_id], mistakes)
        trace = changed(plain, keys, change)
        verdict = self.check(case_id, trace | ({"conventions": declaration} if declare else {}))
        if declare or trace != plain:
            self.assert_told(declaration, declare, verdict)
        return plain, verdict

    def assert_told(self, declaration, declared, verdict):
        """The report names what is done in another way, and nothing else."""
        told = {entry["name"]: entry["value"] for entry in verdict["conventions"]}
        self.assertEqual({name: "0.5" if value == "1/2" else value for name, value in declaration.items()}, told)
        self.assertEqual({declared}, {entry["declared"] for entry in verdict["conventions"]})

    def pass_every_case(self, name, declare):
        for case_id in CASES:
            with self.subTest(case=case_id):
                plain, verdict = self.judge(name, case_id, [], declare)
                self.assert_counts(case_id, plain, verdict)

    def name_mistakes(self, name, declare, cases, mistakes):
        for case_id in cases:
            for mistake in mistakes:
                with self.subTest(case=case_id, mistake=mistake):
                    plain, verdict = self.judge(name, case_id, [mistake], declare)
                    self.assert_named(case_id, plain, mistake, verdict)


def cut_short(trace):
    """Without the last step and the last epoch, counted from 1: no number is behind the last one of the run."""
    steps, errors = trace["steps"][:-1], trace["errors"][:-1]
    return changed(trace | {"steps": steps, "errors": errors}, ["step", "epoch"], counted_from(1))


class CutShort(ConventionTest):
    """Counting from 1 where the keys do not tell."""

    def test_correct(self):
        for case_id in GO_ON:
            with self.subTest(case=case_id):
                trace = cut_short(mistaken.answer(CASES[case_id]))
                verdict = self.check(case_id, trace)
                self.assertEqual("passed", verdict["result"])
                self.assertEqual({"steps_from", "epochs_from"} if trace["errors"] else {"steps_from"},
                                 {entry["name"] for entry in verdict["conventions"]})

    def test_one_of_them(self):
        """Only the steps, or only the errors; from 1, or from 0 without the first one."""
        for case_id in ("minibatch-mean", "online-samples", "neurons-50-epochs"):
            for key, other in (("steps", "errors"), ("errors", "steps")):
                trace = mistaken.answer(CASES[case_id]) | {other: []}
                with self.subTest(case=case_id, only=key):
                    verdict = self.check(case_id, cut_short(trace))
                    self.assertEqual(("passed", 1), (verdict["result"], len(verdict["conventions"])))
                    verdict = self.check(case_id, trace | {key: trace[key][1:-1]})
                    self.assertEqual(("passed", []), (verdict["result"], verdict["conventions"]))

    def test_mistaken(self):
        for case_id in SHOWING:
            for mistake in ("rate-twice", "hidden-slope-missing", "gradient-ascent", "state-late", "biases-frozen",
                            "targets-reversed", "inputs-reversed"):
                with self.subTest(case=case_id, mistake=mistake):
                    verdict = self.check(case_id, cut_short(mistaken.answer(CASES[case_id], [mistake])))
                    self.assertIn({mistake}, explanations_of(verdict))


class Undecided(ConventionTest):
    """Deltas and gradients with a factor, and nothing that shows how the weights move."""

    def only(self, case_id, keys, factor):
        trace = changed(mistaken.answer(CASES[case_id]), ["da", "delta", "dx", "dW", "db"], times(factor))
        trace["steps"] = trace["steps"][:1]
        for step in trace["steps"]:
            step.pop("parameters")
            step.pop("changes", None)
            step.pop("clipped", None)
            for layer in [layer for sample in step["samples"] for layer in sample["layers"]]:
                for key in set(layer) - {"layer", *keys}:
                    del layer[key]
            for sample in step["samples"]:
                sample.pop("loss", None)
                sample.pop("dx", None)
            if "dW" not in keys:
                step.pop("gradients", None)
        return trace | {"errors": []}

    def test_undecided(self):
        for keys, name in ((["delta"], "delta_factor"), (["delta", "dW"], "delta_factor"), (["dW"], "gradient_factor")):
            with self.subTest(keys):
                trace = self.only("minibatch-mean", keys, 2)
                self.assertEqual("failed", self.check("minibatch-mean", trace)["result"])
                self.assertIn("\n    nothing here shows how the weights move, so that it cannot be told whether this is a mistake: "
                              f'if the program reports them so, declare "{name}": "2"\n',
                              self.goldprop("check", "minibatch-mean", "trace.json").stdout)
                declared = trace | {"conventions": {"delta_factor": "2", "gradient_factor": "2"}}
                self.assertEqual("passed", self.check("minibatch-mean", declared)["result"])

    def test_decided(self):
        """With the weights, it can be told."""
        self.check("minibatch-mean", mistaken.answer(CASES["minibatch-mean"], ["loss-slope-doubled"]))
        self.assertNotIn("it cannot be told", self.goldprop("check", "minibatch-mean", "trace.json").stdout)


RIGHT = "slope-at-kink-from-right"


class Kinks(OracleTest):
    """Who takes the slope of ReLU, leaky ReLU or ELU at z = 0 from the right makes another run, and no mistake."""
    STANDING = {"relu-at-zero", "kinks-at-input-zero"}

    def told(self, verdict):
        return [(entry["name"], entry["value"], entry["declared"]) for entry in verdict["conventions"]]

    def test_no_mistake(self):
        for precision in ("binary64", "binary32"):
            for case_id, case in CASES.items():
                with self.subTest(case=case_id, precision=precision):
                    trace, plain = mistaken.answer(case, [RIGHT], precision), mistaken.answer(case, [], precision)
                    self.assertEqual(case_id in self.STANDING, trace != plain)
                    if case_id in self.STANDING:
                        verdict = self.check(case_id, trace)
                        self.assertEqual(("passed", [("slope_at_kink", "right", False)]), (verdict["result"], self.told(verdict)))
                        self.assertEqual(verdict["compared"], verdict["right"])

    def test_in_words(self):
        for case_id in self.STANDING:
            self.check(case_id, mistaken.answer(CASES[case_id], [RIGHT]))
            self.assertIn("; its slope at the kink, z = 0, is that from the right: 1 (found out)\n", self.goldprop("check", case_id, "trace.json").stdout)

    def test_declared(self):
        for case_id in self.STANDING:
            traces = {"left": mistaken.answer(CASES[case_id]), "right": mistaken.answer(CASES[case_id], [RIGHT])}
            for side, trace in traces.items():
                for declared in traces:
                    with self.subTest(case=case_id, side=side, declared=declared):
                        verdict = self.check(case_id, trace | {"conventions": {"slope_at_kink": declared}})
                        self.assertEqual("passed" if declared == side else "failed", verdict["result"])

    def test_told_apart(self):
        """No mistake of the catalogue looks like this choice in the case that stands on two kinks, below other layers than the identity."""
        case_id = "kinks-at-input-zero"
        right, plain = (mistaken.answer(CASES[case_id], departs) for departs in ([RIGHT], []))
        for mistake in MISTAKES:
            with self.subTest(mistake):
                trace = mistaken.answer(CASES[case_id], [mistake])
                self.assertNotEqual(right, trace)
                if trace != plain:
                    self.assertEqual([], self.told(self.check(case_id, trace)))

    def test_beside_a_mistake(self):
        """It hides no mistake, and keeps none from being named that leaves the slopes those of the layer's own activation."""
        case_id = "kinks-at-input-zero"
        right = mistaken.answer(CASES[case_id], [RIGHT])
        for mistake in set(MISTAKES) - {"slope-of-layer-above", "slope-of-second-sigmoid"}:
            with self.subTest(mistake):
                trace = mistaken.answer(CASES[case_id], [RIGHT, mistake])
                if trace != right:
                    verdict = self.check(case_id, trace)
                    self.assertEqual("failed", verdict["result"])
                    self.assertIn({departure_of(mistake)}, explanations_of(verdict))


class Conventions(ConventionTest):
    """Every convention with the mistakes that touch it most."""


class AllMistakes(ConventionTest):
    """Every convention with every mistake."""


def add_tests(name, declare):
    def test_correct(self):
        self.pass_every_case(name, declare)

    def test_mistaken(self):
        self.name_mistakes(name, declare, SHOWING[:1], TOUCHING)

    def test_all(self):
        self.name_mistakes(name, declare, SHOWING, MISTAKES)

    ending = name + ("_declared" if declare else "_found_out")
    setattr(Conventions, "test_correct_" + ending, test_correct)
    if declare or name not in CAUTIOUS:
        setattr(Conventions, "test_mistaken_" + ending, test_mistaken)
        setattr(AllMistakes, "test_all_" + ending, test_all)


for each_convention in CONVENTIONS:
    add_tests(each_convention, True)
    add_tests(each_convention, False)
