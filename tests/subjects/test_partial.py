"""Traces that hold little, nothing or nonsense are judged by what they hold."""

import mistaken
from oracle import CASES, GO_ON, OracleTest, departure_of, explanations_of, numbers_of, wrong_places
from test_conventions import changed

EMPTY = {"format": "goldprop-trace-1", "precision": "binary64", "steps": [], "errors": []}
QUANTITIES = ["W", "b", "z", "a", "output_loss", "loss", "da", "slope", "delta", "dx", "dW", "db", "dW_clipped", "db_clipped", "W_velocity", "b_velocity", "W_m", "b_m", "W_v", "b_v", "W_m_hat", "b_m_hat", "W_v_hat", "b_v_hat",
              "W_change", "b_change", "error"]


def everything(value):
    """Puts a value in the place of each number of a trace."""
    return lambda trace: changed(trace, QUANTITIES, lambda array: mistaken.each(lambda _: value, array))


def only_weights_of_step_1(trace):
    steps = [{"step": step["step"], "parameters": [{"layer": layer["layer"], "W": layer["W"]} for layer in step["parameters"]]}
             for step in trace["steps"] if step["step"] == 1]
    return EMPTY | {"steps": steps}


def only_activations(trace):
    def sample(item):
        return {"sample": item["sample"], "layers": [{"layer": layer["layer"], "a": layer["a"]} for layer in item["layers"]]}
    return EMPTY | {"steps": [{"step": step["step"], "samples": [sample(item) for item in step["samples"]]}
                              for step in trace["steps"]]}


def only_errors(trace):
    return EMPTY | {"errors": trace["errors"]}


class Partial(OracleTest):
    def judge(self, case_id, part, mistakes=()):
        trace = part(mistaken.answer(CASES[case_id], mistakes))
        return trace, self.check(case_id, trace)

    def pass_as_far_as_it_goes(self, part):
        """The right numbers of a part pass, and all others are missing."""
        for case_id in CASES if part is only_activations else GO_ON:
            with self.subTest(case=case_id):
                trace, verdict = self.judge(case_id, part)
                self.assertTrue(numbers_of(trace))
                self.assert_counts(case_id, trace, verdict)
                self.assertEqual("passed", verdict["result"])

    def fail_where_it_shows(self, part):
        """A mistake that the part shows fails, and is among the explanations."""
        shown = 0
        for case_id in ("minibatch-mean", "online-samples", "samsel"):
            for mistake in mistaken.DEPARTURES:
                if departure_of(mistake) == "sigmoid-approximated" and part is not only_activations:
                    continue  # what it leads to can be told only from the approximation's own activations
                with self.subTest(case=case_id, mistake=mistake):
                    trace, verdict = self.judge(case_id, part, [mistake])
                    self.assert_counts(case_id, trace, verdict)
                    if wrong_places(case_id, trace):
                        shown += 1
                        self.assertIn({departure_of(mistake)}, explanations_of(verdict))
        self.assertGreater(shown, 0)

    def fail_without_explanation(self, part, compared):
        for case_id, case in CASES.items():
            with self.subTest(case=case_id):
                _, verdict = self.judge(case_id, part)
                self.assertEqual(("failed", 0, []), (verdict["result"], verdict["right"], verdict["explanations"]))
                self.assertEqual(compared, verdict["compared"] > 0)
                self.assertEqual(len(case["expectations"]), verdict["compared"] + verdict["missing"] + verdict["given"])

    def test_nan_everywhere(self):
        self.fail_without_explanation(everything("nan"), True)

    def test_infinity_everywhere(self):
        self.fail_without_explanation(everything("inf"), True)

    def test_zero_everywhere(self):
        for case_id in CASES:
            with self.subTest(case=case_id):
                trace, verdict = self.judge(case_id, everything(0))
                self.assert_counts(case_id, trace, verdict)
                self.assertEqual(("failed", []), (verdict["result"], verdict["explanations"]))

    def test_null_everywhere(self):
        self.fail_without_explanation(everything(None), False)

    def test_empty(self):
        self.fail_without_explanation(lambda trace: EMPTY, False)


def add_tests(part):
    def test_right(self):
        self.pass_as_far_as_it_goes(part)

    def test_mistaken(self):
        self.fail_where_it_shows(part)

    setattr(Partial, "test_right_" + part.__name__, test_right)
    setattr(Partial, "test_mistaken_" + part.__name__, test_mistaken)


for each_part in (only_weights_of_step_1, only_activations, only_errors):
    add_tests(each_part)
