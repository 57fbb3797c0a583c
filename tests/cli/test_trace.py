"""The trace of a problem that a user wrote, number by number."""

import json
import math
import struct

import backpropagation
import traces
from program import HERE, SOURCE, ProgramTest, words_of

# The program and backpropagation.py do the same few hundred roundings of 2^-53 each, in different orders and with different
# formulas for the slope of the sigmoid: they may differ in the last few digits of the sixteen that they have. A wrong formula
# shows in the first few.
TOLERANCE = 1e-12


class Trace(ProgramTest):
    def read_mixed(self, **training):
        data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8"))
        data["problem"]["training"] |= training
        return data

    def run_both(self, data, *words):
        """The texts of all numbers of a trace by their places; both formats say the same, digit by digit."""
        text, training = json.dumps(data), data["problem"]["training"]
        results = [self.goldprop("trace", "-", *words, *format, stdin=text) for format in ([], ["--csv"])]
        for result in results:
            self.assert_done(result)
        per_epoch = math.ceil(len(data["problem"]["samples"]) / training["batch"])
        numbers = traces.from_json(results[0].stdout, per_epoch)
        self.assertEqual(numbers, traces.from_csv(results[1].stdout))
        return numbers

    def assert_right(self, data, count):
        """The trace has the numbers of an independent calculation, so many, and no others."""
        found, expected = self.run_both(data), backpropagation.trace(data)
        self.assertEqual(count, len(expected), "the numbers that the independent calculation must give")
        self.assertEqual(set(expected), set(found))
        for where, value in expected.items():
            self.assertTrue(math.isclose(float(found[where]), value, rel_tol=TOLERANCE), (where, value, found[where]))

    # A run of S steps and E epochs on 5 samples has, with 16 weights, 3 + 1 + 2 biases, 3 + 2 + 2 units and 2 inputs,
    #   (S + 1) * 22 parameters, S * 22 gradients and S * 22 changes; of each sample z, a, da, slope and delta, 2 + 1 losses and dx, that
    #   is 5 E * (5 * 7 + 5); 5 * (2 * 7 + 3) of the last pass; E + 1 errors.

    def test_mixed(self):
        """Three layers, identity and sigmoid, trained, shared and frozen biases, batches of 2, 2 and 1, means, a third."""
        self.assert_right(self.read_mixed(), 10 * 22 + 9 * 44 + 15 * 40 + 85 + 4)

    def test_online(self):
        self.assert_right(self.read_mixed(batch=1), 16 * 22 + 15 * 44 + 15 * 40 + 85 + 4)

    def test_full_batch_summed(self):
        self.assert_right(self.read_mixed(batch=5, reduction="sum", rate="0.07"), 4 * 22 + 3 * 44 + 15 * 40 + 85 + 4)

    def test_other_features(self):
        """No biases, a frozen shared one, a trained one for each unit; squares summed."""
        data = self.read_mixed(batch=3, reduction="sum", epochs=4, rate="1/8")
        one, two, three = data["problem"]["layers"]
        del one["b"]
        one["bias"] = "none"
        two["bias_trained"], two["activation"] = False, "sigmoid"
        three["bias_trained"], three["activation"] = True, "identity"
        data["problem"]["error"] = {"deviation": "squared", "reduction": "sum", "factor": "1/2"}
        data["problem"]["loss"]["factor"] = "0.25"
        self.assert_right(data, 9 * 19 + 8 * 38 + 20 * 40 + 85 + 5)

    def test_single_layer(self):
        data = self.read_mixed(epochs=2)
        problem = data["problem"]
        problem["layers"] = [{"units": 2, "activation": "sigmoid", "bias": "shared", "W": [["0.3", "-0.7"], ["1.1", "0.2"]],
                              "b": ["0.05"]}]
        self.assert_right(data, 7 * 5 + 6 * 10 + 10 * 15 + 5 * 7 + 3)

    def test_bits(self):
        """Each number is written so that it reads back with the same bits: with 15 digits where they do, and with 17, which
        always do. One product and one sum leave no choice of order: their bits are known."""
        for text in self.run_both(self.read_mixed()).values():
            value = float(text)
            short = f"{value:.15g}"
            self.assertEqual(short if float(short) == value else f"{value:.17g}", text)
        data = self.read_mixed(epochs=0)
        layer = {"units": 1, "activation": "identity", "bias": "per_unit", "W": [["0.1"]], "b": ["1/3"]}
        data["problem"] |= {"inputs": 1, "layers": [layer], "samples": [{"input": ["0.7"], "target": ["0.3"]}]}
        data["problem"]["training"]["batch"] = 1
        numbers = self.run_both(data)
        self.assertEqual(0.1, float(numbers["W", 0, 0, "", 1, 0, 0]))
        self.assertEqual(1 / 3, float(numbers["b", 0, 0, "", 1, 0, ""]))
        self.assertEqual(0.1 * 0.7 + 1 / 3, float(numbers["z", 0, 0, 0, 1, 0, ""]))

    def test_some_epochs(self):
        """--epochs leaves out the other epochs and changes nothing in these."""
        every = self.run_both(self.read_mixed())
        for words, epochs in [("0", [0]), ("1", [1]), ("3", [3]), ("0,2-3", [0, 2, 3]), ("2,0", [0, 2]), ("1-1,1", [1])]:
            with self.subTest(words):
                some = self.run_both(self.read_mixed(), "--epochs", words)
                self.assertEqual({where: text for where, text in every.items() if where[1] in epochs}, some)

    def test_recorded(self):
        """--recorded leaves out what the record does not ask for, and changes nothing in the rest."""
        every = self.run_both(self.read_mixed())
        for record in [{"all": [0, 4], "outputs": [1, 4, 9], "errors": [0, 3]}, {"all": [9]}, {"outputs": [2]}, {"errors": [1]}]:
            with self.subTest(record):
                def asked(quantity, epoch, step, _sample, layer, *_):
                    if quantity == "error":
                        return epoch in record.get("errors", [])
                    return step in record.get("all", []) or (
                        step in record.get("outputs", []) and (quantity, layer) == ("a", 3))

                expected = {where: text for where, text in every.items() if asked(*where)}
                self.assertEqual(expected, self.run_both(self.read_mixed() | {"record": record}, "--recorded"))
                self.assertGreater(len(expected), 0)

    def test_recorded_refused(self):
        text = json.dumps(self.read_mixed())
        self.assert_refused(self.goldprop("trace", "--recorded", "-", stdin=text), words_of(
            'standard input: expected a record to go by, found none; leave out --recorded, or add a "record"'))
        for record in ["-r", "--recorded"]:
            self.assert_refused(self.goldprop("trace", record, "--epochs=0", "samsel"), words_of(
                "trace: expected --epochs or --recorded, found both; leave out one of them"))

    def test_recorded_answers(self):
        """As a program that is asked: what a case expects, of a hundred thousand steps, in a few thousand characters."""
        case = json.loads((SOURCE / "golden" / "cases" / "randomwalk-rate-0-01.json").read_text(encoding="utf-8"))
        request = {key: case[key] for key in ["format", "id", "title", "problem", "record"]}
        result = self.goldprop("trace", "--recorded", "-", stdin=json.dumps(request))
        self.assert_done(result)
        self.assertLess(len(result.stdout), 10000)
        numbers = traces.from_json(result.stdout, 1)
        self.assertEqual(len(case["expectations"]), len(numbers))
        self.assertEqual(case["id"], json.loads(result.stdout)["case"])

    def test_order(self):
        """The lines of the CSV come in the order in which a run computes."""
        stages = ["W", "b", "z", "a", "da", "slope", "delta", "output_loss", "loss", "dx", "dW", "db", "W_change", "b_change", "error"]
        order = list(traces.from_csv(self.goldprop("trace", "--csv", "-", stdin=json.dumps(self.read_mixed())).stdout))
        steps = [where[2] for where in order if where[2] != ""]
        self.assertEqual(sorted(steps), steps)
        for step in set(steps):
            seen = [where[0] for where in order if where[2] == step]
            firsts = sorted(set(seen), key=seen.index)
            self.assertEqual([quantity for quantity in stages if quantity in seen], firsts)

    def hash_of(self, data):
        """FNV-1a of the numbers in the order of the lines of CSV."""
        found = 0xCBF29CE484222325
        for text in traces.from_csv(self.goldprop("trace", "--csv", "-", stdin=json.dumps(data)).stdout).values():
            for byte in struct.pack("<d", float(text)):
                found = (found ^ byte) * 0x100000001B3 % 2**64
        return f"{found:016x}"

    def test_hash(self):
        """One hash of all numbers; of several runs also the hash of their hashes."""
        data = self.read_mixed()
        for option in ("-H", "--hash"):
            result = self.goldprop("trace", option, "-", stdin=json.dumps(data))
            self.assert_done(result)
            self.assertEqual(f"{self.hash_of(data)}  standard input\n", result.stdout)
        bits = json.loads((SOURCE / "golden" / "bits.json").read_text(encoding="utf-8"))
        of_case = {entry["case"]: entry["binary64"] for entry in bits["cases"]}
        result = self.goldprop("trace", "--hash", "samsel", "hello")
        self.assert_done(result)
        together = 0xCBF29CE484222325
        for byte in bytes.fromhex(of_case["samsel"])[::-1] + bytes.fromhex(of_case["hello"])[::-1]:
            together = (together ^ byte) * 0x100000001B3 % 2**64
        self.assertEqual(f"{of_case['samsel']}  samsel\n{of_case['hello']}  hello\n{together:016x}  all\n", result.stdout)

    def test_hash_of_all(self):
        """Without a case, of all of them: what golden/bits.json says."""
        bits = json.loads((SOURCE / "golden" / "bits.json").read_text(encoding="utf-8"))
        result = self.goldprop("trace", "--hash")
        self.assert_done(result)
        lines = [f"{entry['binary64']}  {entry['case']}\n" for entry in bits["cases"]]
        self.assertEqual("".join(lines) + f"{bits['all']['binary64']}  all\n", result.stdout)

    def test_hash_refused(self):
        for words in [["--csv"], ["--recorded"], ["--epochs=0"], ["--output=x"]]:
            for around in [["--hash", *words], [*words, "--hash"]]:
                self.assert_refused(self.goldprop("trace", *around, "samsel"), words_of(
                    "trace: expected --hash alone, found another option beside it; a hash is that of a whole run"))
        self.assert_files()

    def test_same_every_time(self):
        text = json.dumps(self.read_mixed())
        self.assertEqual(self.goldprop("trace", "-", stdin=text).stdout, self.goldprop("trace", "-", stdin=text).stdout)

    def test_every_case(self):
        """The first epochs of every case are a trace: JSON and CSV agree."""
        for case in (SOURCE / "golden" / "cases").glob("*.json"):
            with self.subTest(case.stem):
                data = json.loads(case.read_text(encoding="utf-8"))
                self.assertGreater(len(self.run_both(data, "--epochs", "0-1")), 0)
