"""Answers as programs write them: other shapes of lists and matrices than the format's own, which say the same."""

import copy
import json

import mistaken
from oracle import CASES, OracleTest
from program import FAILED
from test_conventions import changed, transposed
from test_digits import QUANTITIES

SHORT = [case_id for case_id, case in CASES.items() if case["problem"]["training"]["epochs"] <= mistaken.LONGEST]
VECTORS = ["b", "z", "a", "output_loss", "da", "slope", "delta", "dx", "db", "db_clipped", "b_velocity", "b_m", "b_v", "b_m_hat", "b_v_hat", "b_change"]
MATRICES = ["W", "dW", "dW_clipped", "W_velocity", "W_m", "W_v", "W_m_hat", "W_v_hat", "W_change"]


def biases_in_matrices(case_id, trace, first, turn=lambda matrix: matrix):
    """Each bias in its unit's row; of layers that have one for each unit."""
    layers = CASES[case_id]["problem"]["layers"]
    for step in trace["steps"]:
        for key in ("parameters", "gradients", "clipped", "changes"):
            for entry in step.get(key) or []:
                biased = layers[entry["layer"] - 1]["bias"] == "per_unit"
                for matrix, vector in (("W", "b"), ("dW", "db"), ("dW_clipped", "db_clipped"), ("W_velocity", "b_velocity"),
                                       *((f"W_{name}", f"b_{name}") for name in ("m", "v", "m_hat", "v_hat")), ("W_change", "b_change")):
                    if matrix not in entry:
                        continue
                    if biased:
                        biases = entry.pop(vector)
                        entry[matrix] = [[b, *row] if first else [*row, b] for row, b in zip(entry[matrix], biases)]
                    entry[matrix] = turn(entry[matrix])
    return trace


class Forms(OracleTest):
    def pass_all(self, change, told=None, cases=SHORT):
        for case_id in cases:
            plain = mistaken.answer(CASES[case_id])
            trace = change(case_id, copy.deepcopy(plain))
            with self.subTest(case=case_id):
                verdict = self.check(case_id, trace)
                self.assert_counts(case_id, plain, verdict)
                self.assertEqual("passed", verdict["result"])
                if told:
                    self.assertIn(told, [entry["value"] for entry in verdict["conventions"]])

    def fail_all(self, change, cases=SHORT):
        """The same with one mistake is found where it is found without."""
        for case_id in cases:
            plain = mistaken.answer(CASES[case_id], ["rate-twice"])
            with self.subTest(case=case_id):
                expected = self.check(case_id, plain)
                verdict = self.check(case_id, change(case_id, copy.deepcopy(plain)))
                self.assertEqual(expected["findings"], verdict["findings"])
                self.assertEqual(expected["explanations"], verdict["explanations"])

    def both(self, change, told=None, cases=SHORT):
        self.pass_all(change, told, cases)
        self.fail_all(change, cases)

    def test_columns(self):
        self.both(lambda _, trace: changed(trace, VECTORS, lambda items: [[item] for item in items]))

    def test_rows(self):
        self.both(lambda _, trace: changed(trace, VECTORS, lambda items: [items] if len(items) > 1 else items))

    def test_scalars(self):
        """A mere number for a list of one, and for a matrix of one."""
        def bare(item):
            while isinstance(item, list) and len(item) == 1:
                item = item[0]
            return item
        self.both(lambda _, trace: changed(trace, VECTORS + MATRICES, lambda items: bare(items) if bare(items) is not items and
                                           not isinstance(bare(items), list) else items))

    def test_flat_matrices(self):
        self.both(lambda _, trace: changed(trace, MATRICES, lambda rows: sum(rows, [])))

    def test_flat_and_declared(self):
        self.both(lambda _, trace: changed(trace, MATRICES, lambda rows: sum(transposed(rows), [])) |
                  {"conventions": {"W": "[input][unit]"}})

    def test_input_as_layer_0(self):
        def with_input(case_id, trace):
            for step in trace["steps"]:
                for sample in step["samples"]:
                    inputs = CASES[case_id]["problem"]["samples"][sample["sample"]]["input"]
                    if len(sample["layers"]) == len(CASES[case_id]["problem"]["layers"]):
                        sample["layers"].insert(0, {"layer": 0, "a": inputs})
            return trace
        self.both(with_input)

    def test_biases_behind_weights(self):
        biased = [case_id for case_id in SHORT if any(layer["bias"] == "per_unit" for layer in CASES[case_id]["problem"]["layers"])]
        self.both(lambda case_id, trace: biases_in_matrices(case_id, trace, False), "[unit][input+1]", biased)
        self.both(lambda case_id, trace: biases_in_matrices(case_id, trace, True), "[unit][1+input]", biased)

    def test_biases_below_weights(self):
        biased = [case_id for case_id in SHORT if any(layer["bias"] == "per_unit" for layer in CASES[case_id]["problem"]["layers"])]
        self.both(lambda case_id, trace: biases_in_matrices(case_id, trace, False, transposed), "[input+1][unit]", biased)
        self.both(lambda case_id, trace: biases_in_matrices(case_id, trace, True, transposed), "[1+input][unit]", biased)

    def test_bare_words(self):
        """NaN and Infinity, as Python's json and JavaScript's programs write them."""
        trace = mistaken.answer(CASES["samsel-textbook"])
        trace["steps"][0]["samples"][0]["layers"][0]["a"][0] = "NaN and -Infinity"
        text = json.dumps(trace).replace('"NaN and -Infinity"', "NaN")
        self.write("trace.json", text)
        found = self.goldprop("check", "samsel-textbook", "trace.json")
        self.assertIn("layer 1, a[0]: expected 0.68, got nan", found.stdout)
        self.write("trace.json", text.replace("NaN", "-Infinity"))
        self.assertIn("layer 1, a[0]: expected 0.68, got -inf", self.goldprop("check", "samsel-textbook", "trace.json").stdout)

    def test_logs(self):
        self.write("trace.json", "training...\n" + json.dumps(mistaken.answer(CASES["hello"])))
        self.assert_refused(self.goldprop("check", "hello", "trace.json"),
                            "trace.json:1: expected JSON, found an error: .*; logs before the trace belong on standard error")

    def table(self, case_id):
        return self.goldprop("trace", "--csv", case_id).stdout

    def test_table(self):
        """What goldprop trace --csv writes, also with the blanks that some programs put between."""
        for case_id in SHORT:
            text = self.table(case_id)
            for form in (text, text.replace(",", " ,  ").replace("quantity ,  epoch ,  step ,  sample ,  layer ,  unit ,  input ,  value",
                                                                 "quantity,epoch,step,sample,layer,unit,input,value")):
                with self.subTest(case=case_id):
                    result = self.goldprop("check", case_id, "-", stdin=form)
                    self.assert_done(result)
                    self.assertNotIn("missing", result.stdout)

    def test_wrong_table(self):
        text = self.table("samsel-textbook")
        lines = text.splitlines()
        index = next(i for i, line in enumerate(lines) if line.startswith("z,0,0,0,1,0,,"))
        lines[index] = "z,0,0,0,1,0,,0.5"
        result = self.goldprop("check", "samsel-textbook", "-", stdin="\n".join(lines))
        self.assert_done(result, FAILED)
        self.assertIn("step 0, sample 0, layer 1, z[0]: expected 0.755, got 0.5 (", result.stdout)
        for line, complaint in [("z,0,0,0,1,7,,0.5", 'expected a place of the run, found "step 0, sample 0, layer 1, z.7."'),
                                ("y,0,0,0,1,0,,0.5", 'expected a quantity, found "y"'), ("z,0,0,0,1,0", "expected quantity,epoch,.*"),
                                ("z,0,0,0,1,0,,x", 'expected a number, found "x"'), ("z,0,-1,0,1,0,,1", 'expected a whole number, .*'),
                                ("z,0,0,0,1,1,,0.68", 'expected each number once, found "step 0, sample 0, layer 1, z.1."')]:
            lines[index] = line
            with self.subTest(line):
                result = self.goldprop("check", "samsel-textbook", "-", stdin="\n".join(lines))
                where = index + 1 + (line == "z,0,0,0,1,1,,0.68")
                self.assert_refused(result, f"standard input:{where}: {complaint}")
