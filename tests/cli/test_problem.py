"""Problems that cannot be used: every command that reads one says so in one line with file, line and path, and does nothing."""

import json
import math
import os
import re
import subprocess

from program import HERE, PROGRAM, ProgramTest, words_of

MIXED = (HERE / "mixed.json").read_text(encoding="utf-8")


class BadProblem(ProgramTest):
    def assert_unusable(self, text, complaint, name="problem.json"):
        """Each command refuses a file of this text, and no output appears."""
        self.write(name, text)
        for words in [("verify",), ("table",), ("show",), ("trace",), ("trace", "--csv"), ("trace", "-o", "trace.json")]:
            with self.subTest(words):
                self.assert_refused(self.goldprop(*words, name), complaint)
                self.assert_files(name)

    def assert_line(self, old, new, path, expected, found):
        """With one piece of the problem written otherwise, the complaint names the line of the piece and the path to it, what
        was expected and what was found. Its exact words are a matter of tests/golden."""
        self.assertEqual(1, MIXED.count(old), "a piece of the problem that stands there once")
        line = MIXED[:MIXED.index(old)].count("\n") + 1
        where = f"problem.json:{line}: " + (f"{path}: " if path else "")
        self.assert_unusable(MIXED.replace(old, new),
                             rf"{words_of(where)}expected .*{words_of(expected)}.*, found .*{words_of(found)}.*")

    def test_good_one(self):
        self.write("problem.json", MIXED)
        self.assert_done(self.goldprop("show", "problem.json"))
        self.assert_done(self.goldprop("trace", "problem.json"))

    # JSON

    def test_empty(self):
        self.assert_unusable("", r"problem\.json:1: expected JSON, found .*")

    def test_malformed(self):
        self.assert_line('"loss": {', '"loss" {', "", "JSON", "near '{'")

    def test_cut_off(self):
        self.assert_unusable(MIXED[:len(MIXED) // 2], r"problem\.json:\d+: expected JSON, found .*")

    def test_two_values(self):
        self.assert_unusable(MIXED + "{}", r"problem\.json:\d+: expected JSON, found .*")

    def test_not_utf_8(self):
        path = self.folder / "problem.json"
        path.write_bytes(MIXED.replace("A mix", "A \udcff mix").encode(errors="surrogateescape"))
        self.assert_refused(self.goldprop("trace", "problem.json"), r"problem\.json:3: expected JSON, found .*byte 0xff.*")

    def test_nul_inside(self):
        self.assert_unusable(MIXED.replace("0.05", "0.05\0"), r"problem\.json:\d+: expected JSON, found .*")

    def test_binary(self):
        (self.folder / "problem.json").write_bytes(bytes(range(256)))
        self.assert_refused(self.goldprop("trace", "problem.json"), r"problem\.json:1: expected JSON, found .*")

    def test_deep_nesting(self):
        self.assert_unusable("[" * 100_000, r"problem\.json:1: expected JSON, found .*")

    def test_key_twice(self):
        self.assert_line('"epochs": 3', '"epochs": 3, "epochs": 4', "", "JSON", "duplicate object key near '\"epochs\"'")

    def test_array_at_the_root(self):
        self.assert_unusable("[]", r"problem\.json:1: expected an object, found an (empty )?array.*")

    def test_other_format(self):
        self.assert_line('"goldprop-case-1"', '"goldprop-case-2"', "format", "goldprop-case-1", "goldprop-case-2")

    # Keys

    def test_unknown_key(self):
        self.assert_line('"rate"', '"rat"', "problem.training.rat", "rate, momentum, beta1, beta2, epsilon, weight_decay, bias_decay, clip, batch, reduction or epochs", '"rat"')

    def test_unknown_key_of_a_layer(self):
        self.assert_line('"bias_trained"', '"trained"', "problem.layers[2].trained",
                         "units, activation, alpha, bias, bias_trained, frozen, W or b", '"trained"')

    def test_missing_key(self):
        self.assert_line('{"deviation": "squared", "factor": "1/3"}', '{"deviation": "squared"}', "problem.loss", '"factor"',
                         "none")

    def test_no_problem(self):
        self.assert_unusable('{"format": "goldprop-case-1"}', r'problem\.json:1: expected the key "problem", found none')

    # Shapes

    def test_row_too_short(self):
        self.assert_line('["-0.65", "0.9", "1.3"]', '["-0.65", "0.9"]', "problem.layers[1].W[1]", "array of 3", "array of 2")

    def test_rows_too_few(self):
        self.assert_line('[["0.3", "-0.7"], ["1.1", "0.2"], ["-0.4", "0.6"]]', '[["0.3", "-0.7"]]', "problem.layers[0].W",
                         "array of 3", "array of 1")

    def test_no_layers(self):
        start, end = MIXED.index('"layers": [') + len('"layers": ['), MIXED.index('    ],\n    "samples"')
        self.assert_unusable(MIXED[:start] + MIXED[end:], r"problem\.json:6: problem\.layers: expected .*layer.*, found .*")

    def test_biases_too_many_for_a_shared_one(self):
        self.assert_line('["0.35"]', '["0.35", "0.36"]', "problem.layers[1].b", "all units", "array of 2")

    def test_target_too_long(self):
        self.assert_line('["0.1", "0.95"]', '["0.1", "0.95", "0.5"]', "problem.samples[3].target",
                         "each unit of the last layer", "array of 3")

    def test_text_for_an_object(self):
        self.assert_line('{"deviation": "squared", "factor": "1/3"}', '"squared"', "problem.loss", "an object", '"squared"')

    def test_unknown_activation(self):
        self.assert_line('"identity"', '"idenity"', "problem.layers[1].activation", "sigmoid", '"idenity"')

    # Numbers

    def assert_no_number(self, *texts):
        for text in texts:
            with self.subTest(text):
                self.assert_line('"0.35"]}', f"{text}]}}", "problem.layers[1].b[0]", "number in quotes", text)

    def test_text_for_a_number(self):
        self.assert_no_number('""', '"x"', '"0.35x"', '"0,35"', '" 0.35"', '"0.35 "', '"--1"', '"1e"', '"0x1p3"', '"."', '"1/"',
                              '"1/2/3"', '"1/-2"')

    def test_nan(self):
        self.assert_no_number('"nan"', '"NaN"', '"-nan"', '"nan(1)"')

    def test_infinity(self):
        self.assert_no_number('"inf"', '"-inf"', '"Infinity"', '"1e999"', '"-1e999"', '"1/0"', '"1e300/1e-300"')

    def test_number_without_quotes(self):
        self.assert_no_number("0.375", "7", "null", "true")

    def test_bare_nan(self):
        self.assert_line('"0.35"]}', "NaN]}", "", "JSON", "NaN")

    def assert_no_size(self, key, right, wrong):
        self.assert_line(f'"{key}": {right}', f'"{key}": {wrong}', {"inputs": "problem.", "units": "problem.layers[0]."}.get(
            key, "problem.training.") + key, "a whole number", str(wrong))

    def test_quotes_around_a_whole_number(self):
        self.assert_no_size("batch", 2, '"2"')

    def test_batch_larger_than_the_samples(self):
        self.assert_no_size("batch", 2, 6)

    def test_size_of_nothing(self):
        self.assert_no_size("inputs", 2, 0)
        self.assert_no_size("batch", 2, 0)
        self.assert_no_size("units", 3, 0)

    def test_negative_size(self):
        self.assert_no_size("inputs", 2, -2)
        self.assert_no_size("epochs", 3, -3)

    def test_size_as_a_real(self):
        self.assert_no_size("epochs", 3, 2.5)

    def test_size_that_overflows_an_integer(self):
        self.assert_line('"inputs": 2', '"inputs": 99999999999999999999', "", "JSON", "too big integer")

    def test_size_that_overflows_the_memory(self):
        self.assert_no_size("inputs", 2, 9223372036854775807)
        self.assert_no_size("units", 3, 9223372036854775807)

    def test_sizes_whose_product_overflows(self):
        rows = ", ".join(['["0.5"]'] * 9)
        text = MIXED.replace('"inputs": 2', '"inputs": 288230376151711743').replace('"units": 3', '"units": 9')
        text = text.replace('[["0.3", "-0.7"], ["1.1", "0.2"], ["-0.4", "0.6"]]', f"[{rows}]")
        self.assert_unusable(text, r"problem\.json:7: problem\.layers\[0\]\.W: expected .*memory.*, found .*9 x \d{18} .*")

    def test_size_that_does_not_match(self):
        self.assert_unusable(MIXED.replace('"units": 3', '"units": 288230376151711743'),
                             r"problem\.json:7: problem\.layers\[0\]\.W: expected .*288230376151711743 .*, found .*of 3.*")

    def test_epochs_that_overflow(self):
        self.assert_no_size("epochs", 3, 9223372036854775807)

    # The complaint itself

    def test_control_characters_in_a_value(self):
        self.assert_unusable(MIXED.replace('"identity"', r'"a\nb\u001b[2Jc"'),
                             r'problem\.json:8: problem\.layers\[1\]\.activation: .* found "a\?b\?\[2Jc"')

    def test_newline_in_the_name(self):
        self.assert_unusable("[]", r"two\?lines\.json:1: expected an object, .*", name="two\nlines.json")

    def test_percent_signs(self):
        self.assert_unusable(MIXED.replace('"identity"', '"%s%n"'), r'%n\.json:8: .* found "%s%n"', name="%n.json")

    def test_very_long_value(self):
        self.assert_unusable(MIXED.replace('"identity"', '"' + "x" * 100_000 + '"'), r'problem\.json:8: .* found "x{60}[.]*"')


class Runs(ProgramTest):
    """Problems that are unusual, not wrong."""

    def test_epochs_without_end(self):
        """What is asked for of a very long run comes at once: what lies behind it is not computed."""
        endless = MIXED.replace('"epochs": 3', '"epochs": 922337203685477580')
        for words in [("trace", "--epochs", "0-2"), ("trace", "--epochs", "1", "--csv"), ("show",), ("show", "--step", "7")]:
            with self.subTest(words):
                result = self.goldprop(*words, "-", stdin=endless)
                self.assert_done(result)
                self.assertEqual(self.goldprop(*words, "-", stdin=MIXED).stdout, result.stdout)

    def test_no_epochs(self):
        self.write("problem.json", MIXED.replace('"epochs": 3', '"epochs": 0'))
        trace = self.goldprop("trace", "problem.json")
        self.assert_done(trace)
        trace = json.loads(trace.stdout)
        self.assertEqual([0], [step["step"] for step in trace["steps"]])
        self.assertEqual(5, len(trace["steps"][0]["samples"]))
        self.assertEqual([0], [error["epoch"] for error in trace["errors"]])
        self.assert_done(self.goldprop("show", "problem.json"))

    def test_diverging(self):
        """Infinities of a run are written, and what is written is still JSON."""
        self.write("problem.json", MIXED.replace('"sigmoid"', '"identity"').replace('"rate": "0.6"', '"rate": "1e200"'))
        result = self.goldprop("trace", "problem.json")
        self.assert_done(result)
        text = json.dumps(json.loads(result.stdout, parse_constant=self.fail))
        self.assertRegex(text, r'"-?inf"')
        self.assertRegex(text, r'"-?nan"')


class Files(ProgramTest):
    """Files that cannot be read."""

    def assert_unreadable(self, name, why):
        for command in ["verify", "table", "show", "trace"]:
            with self.subTest(command):
                self.assert_refused(self.goldprop(command, name),
                                    rf"{words_of(name)}: expected a JSON file, found that it cannot be read: {why}")

    def test_missing(self):
        self.assert_unreadable("missing.json", "No such file or directory")

    def test_folder(self):
        (self.folder / "folder.json").mkdir()
        self.assert_unreadable("folder.json", "Is a directory")
        self.assert_unreadable("./", "Is a directory")

    def test_file_as_folder(self):
        self.write("problem.json", MIXED)
        self.assert_unreadable("problem.json/x", "Not a directory")

    def test_unreadable(self):
        self.write("problem.json", MIXED)
        os.chmod(self.folder / "problem.json", 0)
        how = {}
        if os.geteuid() == 0:  # to whom nothing is unreadable
            how = {"user": 65534, "group": 65534, "extra_groups": []}
            os.chmod(self.folder, 0o755)
            try:
                subprocess.run([PROGRAM, "--version"], check=True, capture_output=True, **how)
            except (OSError, subprocess.CalledProcessError):
                self.skipTest("nobody but root can run the program where it lies")
        self.assert_refused(self.goldprop("trace", "problem.json", **how),
                            r"problem\.json: expected a JSON file, found that it cannot be read: Permission denied")

    def test_unknown_case(self):
        for command in ["verify", "table", "show", "trace"]:
            for word in ["samsl", "", "samsel.", "SAMSEL", "*"]:
                with self.subTest((command, word)):
                    near = r"; did you mean samsel\?" if word in ("samsl", "samsel.") else ""
                    self.assert_refused(self.goldprop(command, word), rf'"{words_of(word)}": expected the id of a case '
                                        r"\(goldprop list shows them\) or the name of a file \(it ends in \.json or has a "
                                        rf"slash\), found no .+/share/goldprop/cases/{words_of(word)}\.json{near}")

    def test_one_of_several(self):
        self.assert_refused(self.goldprop("verify", "samsel", "samsl"), r'"samsl": expected .*')

    def test_standard_input(self):
        self.write("problem.json", MIXED)
        for words in [("show",), ("trace",), ("trace", "--csv")]:
            with self.subTest(words):
                expected = self.goldprop(*words, "problem.json").stdout.replace("problem.json", "standard input")
                result = self.goldprop(*words, "-", stdin=MIXED)
                self.assert_done(result)
                self.assertEqual(expected, result.stdout)

    def test_standard_input_in_pieces(self):
        result = self.shell('(head -c 700 "$1"; sleep 0.2; tail -c +701 "$1") | "$G" trace -', HERE / "mixed.json")
        self.assert_done(result)
        self.assertEqual(self.goldprop("trace", "-", stdin=MIXED).stdout, result.stdout)

    def test_bad_standard_input(self):
        self.assert_refused(self.goldprop("trace", "-", stdin="{"), r"standard input:1: expected JSON, found .*")
        self.assert_refused(self.goldprop("trace", "-"), r"standard input:\d+: expected JSON, found .*")

    def test_closed_standard_input(self):
        self.assert_refused(self.shell('"$G" trace - <&-'),
                            "standard input: expected a JSON file, found that it cannot be read: Bad file descriptor")


SHORT = """{"format": "goldprop-case-1", "problem": {"note": "for people", "inputs": 2,
  "layers": [{"units": 3, "activation": "relu", "W": [["0.3", "-0.7"], ["1.1", "0.2"], ["-0.4", "0.6"]], "b": ["0.1", "0.2", "-0.3"]},
             {"units": 2, "activation": "softmax", "W": [["0.5", "-0.2", "0.8"], ["-0.6", "0.9", "0.4"]]}],
  "samples": [{"input": ["0.7", "-0.4"], "target": ["1", "0"]}],
  "loss": {"deviation": "cross-entropy"},
  "training": {"rate": "0.5", "epochs": 2}}}"""


XOR = """{"format": "goldprop-case-1", "problem": {"inputs": 2,
  "layers": [{"units": 2, "activation": "tanh", "W": [["0.4", "-0.3"], ["0.2", "0.7"]], "b": ["0.1", "-0.2"]},
             {"units": 1, "activation": "sigmoid", "W": [["0.6", "-0.5"]], "b": ["0.05"]}],
  "samples": [{"input": ["0", "0"], "target": ["0"]}, {"input": ["0", "1"], "target": ["1"]},
              {"input": ["1", "0"], "target": ["1"]}, {"input": ["1", "1"], "target": ["0"]}],
  "loss": {"deviation": "binary-cross-entropy"},
  "error": {"deviation": "binary-cross-entropy", "reduction": "mean"},
  "training": {"rate": "0.5", "batch": 4, "reduction": "mean", "epochs": 10000}}}"""


def mean_cross_entropies(epochs):
    """Of XOR at these epochs, as a short program has them."""
    W, b, V, c, found = [[0.4, -0.3], [0.2, 0.7]], [0.1, -0.2], [0.6, -0.5], 0.05, {}
    samples = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
    for epoch in range(max(epochs) + 1):
        passes = []
        for x, t in samples:
            h = [math.tanh(w[0] * x[0] + w[1] * x[1] + bias) for w, bias in zip(W, b)]
            passes.append((x, h, 1 / (1 + math.exp(-(V[0] * h[0] + V[1] * h[1] + c))), t))
        found[epoch] = -sum(math.log(a if t else 1 - a) for _, _, a, t in passes) / 4
        delta = [(a - t) / 4 for _, _, a, t in passes]
        back = [[d * V[j] * (1 - h[j] ** 2) for d, (_, h, _, _) in zip(delta, passes)] for j in range(2)]
        c -= 0.5 * sum(delta)
        for j in range(2):
            V[j] -= 0.5 * sum(d * h[j] for d, (_, h, _, _) in zip(delta, passes))
            b[j] -= 0.5 * sum(back[j])
            W[j] = [W[j][i] - 0.5 * sum(d * x[i] for d, (x, _, _, _) in zip(back[j], passes)) for i in range(2)]
    return [found[epoch] for epoch in epochs]


class StrangersProblem(ProgramTest):
    """A problem as somebody writes it who knows the pages alone."""

    def test_mean_cross_entropy_of_ten_thousand_steps(self):
        self.write("xor.json", XOR)
        result = self.goldprop("show", "--epochs", "0,1000,10000", "xor.json")
        self.assert_done(result)
        told = [float(error) for error in re.findall(r"error = (\S+)", result.stdout)]
        self.assertEqual(3, len(told))
        for found, expected in zip(told, mean_cross_entropies([0, 1000, 10000])):
            self.assertAlmostEqual(expected, found, delta=1e-9 * expected)

    def test_what_to_write(self):
        for old, new, end in [
                ('"error": {"deviation": "binary-cross-entropy"', '"error": {"deviation": "cross-entropy"',
                 r'found "sigmoid"; beside that it is "binary-cross-entropy"'),
                ('"loss": {"deviation": "binary-cross-entropy"}', '"loss": "cross-entropy"', r'found "cross-entropy"; write \{"deviation": \.\.\.\}'),
                ('"mean"},', '"batchmean"},', r'found "batchmean"; write "mean-over-samples"'),
                ('"mean"},', '"mean over samples"},', r'found "mean over samples"; write "mean-over-samples"'),
                ('"target": ["0"]', '"target": "0"', r'found "0"; write it in brackets, \[\.\.\.\]'),
                ('"rate": "0.5"', '"rate": "0.5", "momentum": "0.9"', r'the rule "gradient-descent" \(rules that have it: "momentum", .*\), found "0\.9"')]:
            with self.subTest(new):
                self.assertIn(old, XOR)
                self.assert_refused(self.goldprop("trace", "-", stdin=XOR.replace(old, new, 1)), r"standard input:\d+: problem\..*" + end)


class ShortProblem(ProgramTest):
    """A problem that says no more than has to be said, in every command that takes one."""

    def test_every_command(self):
        self.write("short.json", SHORT)
        for words in [("show",), ("trace",), ("trace", "--csv"), ("trace", "--hash")]:
            with self.subTest(words):
                result = self.goldprop(*words, "short.json")
                self.assert_done(result)
                self.assertNotIn("error of epoch", result.stdout)

    def test_no_errors(self):
        trace = json.loads(self.goldprop("trace", "-", stdin=SHORT).stdout)
        self.assertEqual([], trace["errors"])
        self.assertEqual(3, len(trace["steps"]))
        self.assertNotIn("\nerror,", self.goldprop("trace", "--csv", "-", stdin=SHORT).stdout)

    def test_errors_in_the_record(self):
        recorded = SHORT.replace('"epochs": 2}}', '"epochs": 2}}, "record": {"errors": [0]}')
        self.assert_refused(self.goldprop("trace", "-", stdin=recorded),
                            r'standard input:6: record\.errors: expected no such key beside a problem without "error", found .*')

    def test_same_numbers_as_the_whole_one(self):
        """What is left out means what golden/README.md says."""
        whole = json.loads(SHORT)
        problem = whole["problem"]
        problem["layers"][0]["bias"], problem["layers"][1]["bias"] = "per_unit", "none"
        problem["loss"]["factor"] = "1"
        problem["training"] |= {"batch": 1, "reduction": "sum"}
        del problem["note"]
        for words in [("trace", "-"), ("show", "-")]:
            self.assertEqual(self.goldprop(*words, stdin=json.dumps(whole)).stdout, self.goldprop(*words, stdin=SHORT).stdout)

    def test_habits(self):
        for old, new, hint in [('"rate"', '"lr"', '"lr"; write "rate"'), ('"relu"', '"ReLU"', '"ReLU"; write "relu"'),
                               ('"-0.4"]', '"\u22120.4"]', '; its minus sign is a typographic one, write "-"'),
                               ('"cross-entropy"', '"categorical_crossentropy"', '; write "cross-entropy"')]:
            with self.subTest(new):
                result = self.goldprop("trace", "-", stdin=SHORT.replace(old, new, 1))
                self.assert_refused(result, rf".*{words_of(hint)}")

    def test_transposed_weights(self):
        transposed = SHORT.replace('[["0.5", "-0.2", "0.8"], ["-0.6", "0.9", "0.4"]]', '[["0.5", "-0.6"], ["-0.2", "0.9"], ["0.8", "0.4"]]')
        self.assert_refused(self.goldprop("trace", "-", stdin=transposed),
                            r"standard input:3: problem\.layers\[1\]\.W: expected W\[unit\]\[input\], .* found its transpose, .*")
