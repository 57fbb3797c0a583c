"""Answers in which nothing was computed fail, and it is said what they are; what passes says how much it covers."""

import json

import reports
from program import FAILED, PASSED, SOURCE, ProgramTest

CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((SOURCE / "golden/cases").glob("*.json"))}
SHORT = [case for case, data in CASES.items() if data["problem"]["training"]["epochs"] <= 50]


def each(array, change):
    return [each(item, change) for item in array] if isinstance(array, list) else change(array)


def number(text):
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)


class NothingTest(ProgramTest):
    def trace(self, case):
        trace = json.loads(self.goldprop("trace", "--recorded", case).stdout)
        del trace["case"]
        return trace

    def judge(self, case, trace, status=FAILED):
        """The text of the report, and the case of the report in JSON."""
        text = json.dumps(trace)
        result = self.goldprop("check", case, "-", stdin=text)
        self.assert_done(result, status)
        report = json.loads(self.goldprop("check", case, "-", "-f", "json", stdin=text).stdout)
        return result.stdout, report["cases"][0]


class Nothing(NothingTest):
    def echo(self, case):
        """The parameters that the problem gives."""
        layers = CASES[case]["problem"]["layers"]
        return [{"layer": l, "W": each(layer["W"], number), "b": each(layer.get("b", []), number)}
                for l, layer in enumerate(layers, 1)]

    def test_echo_of_the_problem(self):
        for case in CASES:
            with self.subTest(case):
                trace = {"format": "goldprop-trace-1", "steps": [{"step": 0, "parameters": self.echo(case)}]}
                text, report = self.judge(case, trace)
                self.assertIn(": they are not compared, and nothing else is there\n", text)
                self.assertIn("which the problem gives", text)
                self.assertEqual((0, 0), (report["compared"], report["right"]))

    def test_biases_that_are_not_trained(self):
        """...stay as the problem gives them, at each step."""
        layers = CASES["deep-regression"]["problem"]["layers"]
        self.assertFalse(layers[2].get("bias_trained", True))
        steps = [{"step": step, "parameters": [{"layer": 3, "b": [number(text) for text in layers[2]["b"]]}],
                  "changes": [{"layer": 3, "b_change": [0] * len(layers[2]["b"])}]} for step in range(3)]
        text, _ = self.judge("deep-regression", {"format": "goldprop-trace-1", "steps": steps})
        self.assertIn("which the problem gives", text)

    def test_the_request_itself(self):
        request = {key: CASES["hello"][key] for key in ("format", "id", "title", "problem", "record")}
        result = self.goldprop("run", "-c", "hello", "--", "cat")
        self.assert_done(result, FAILED)
        self.assertIn("expected a trace, found the request itself", result.stdout)
        result = self.goldprop("check", "hello", "-", stdin=json.dumps(request))
        self.assert_refused(result, ".*expected a trace, found the request itself.*")

    def test_zeros(self):
        for case in SHORT:
            with self.subTest(case):
                trace = self.trace(case)
                keys = ("W", "b", "z", "a", "output_loss", "loss", "da", "slope", "delta", "dx", "dW", "db", "dW_clipped", "db_clipped", "W_velocity", "b_velocity", "W_m", "b_m", "W_v", "b_v", "W_m_hat", "b_m_hat", "W_v_hat", "b_v_hat",
                        "W_change", "b_change", "error")

                def zeros(item):
                    if isinstance(item, dict):
                        return {key: each(value, lambda _: 0) if key in keys else zeros(value) for key, value in item.items()}
                    return [zeros(part) for part in item] if isinstance(item, list) else item

                text, _ = self.judge(case, zeros(trace))
                self.assertIn("\n    each number of this answer is 0: nothing was computed\n", text)
                self.assertNotIn("this is exactly", text)
        trace["steps"] = [{"step": 0, "samples": [{"sample": 0, "layers": [{"layer": 1, "a": ["nan"] *
                           CASES[case]["problem"]["layers"][0]["units"]}]}]}]
        trace["errors"] = []
        self.assertIn("\n    each number of this answer is nan\n", self.judge(case, trace)[0])

    def test_right_trace_of_another_case(self):
        """Whether its shapes fit or not."""
        for case, other in [("neurons-one-step", "neurons-50-epochs"), ("samsel-general", "samsel"), ("hello", "samsel"),
                            ("samsel", "hello"), ("deep-regression", "minibatch-mean")]:
            with self.subTest((case, other)):
                trace = self.trace(other)
                text = json.dumps(trace)
                found = self.goldprop("check", case, "-", stdin=text)
                self.assertIn(f"these are the numbers of the case {other}", found.stdout + found.stderr)
                self.write("other.json", text)
                found = self.goldprop("run", "-c", case, "--", "cat", "other.json")
                self.assert_done(found, FAILED)
                self.assertIn(f"these are the numbers of the case {other}", found.stdout)
                self.assertNotIn("this is exactly", found.stdout)

    def test_wrong_trace_is_of_no_case(self):
        trace = self.trace("samsel")
        trace["steps"][0]["samples"][0]["layers"][0]["a"][0] += 1
        self.assertNotIn("of the case", self.judge("samsel", trace)[0])


class Covered(NothingTest):
    def only(self, case, **keep):
        """Steps, layers and quantities of a trace."""
        trace = self.trace(case)
        for step in trace["steps"]:
            for sample in step.get("samples", []):
                sample["layers"] = [{key: layer[key] for key in ["layer", *keep["quantities"]] if key in layer}
                                    for layer in sample["layers"] if layer["layer"] in keep["layers"]]
                for key in set(sample) - {"sample", "layers"}:
                    del sample[key]
            for key in set(step) - {"step", "samples"}:
                del step[key]
        trace["steps"] = [step for step in trace["steps"] if step["step"] in keep["steps"]]
        return trace | {"errors": []}

    def test_all(self):
        text, report = self.judge("neurons-50-epochs", self.trace("neurons-50-epochs"), PASSED)
        self.assertIn(" numbers (2 layers, 51 steps, 51 epochs)\n", text)
        self.assertEqual({"layers": "1-2", "steps": "0-50", "epochs": "0-50"},
                         {key: report["covered"][key] for key in ("layers", "steps", "epochs")})

    def test_part(self):
        trace = self.only("neurons-50-epochs", quantities=["z", "a"], layers=[2], steps=[0, 1, 2, 5])
        text, report = self.judge("neurons-50-epochs", trace, PASSED)
        self.assertIn("7 numbers (1 of 2 layers (2), 4 of 51 steps (0-2, 5), no epoch of 51), ", text)
        self.assertEqual({"quantities": {"z": 3, "a": 4}, "layers": "2", "steps": "0-2, 5", "epochs": ""}, report["covered"])

    def test_every_format_says_it(self):
        trace = json.dumps(self.only("samsel", quantities=["z"], layers=[1], steps=[0]))
        tap = self.goldprop("check", "samsel", "-", "-f", "tap", stdin=trace).stdout
        junit = self.goldprop("check", "samsel", "-", "-f", "junit", stdin=trace).stdout
        for text in (tap, junit):
            self.assertIn("2 numbers (1 of 2 layers (1), 1 of 2 steps (0), no epoch of 2), ", text)
        reports.from_tap(tap)
        self.assertEqual(["passed"], [case["result"] for case in reports.from_junit(junit)])
