"""Problem files that are begun by goldprop new, and weights that are drawn as numpy and Python draw them."""

import json
import math
import random
import subprocess

from program import SOURCE, ProgramTest, words_of

XOR = ["--sample", "0,0,1:0", "--sample", "0,1,1:1", "--sample", "1,0,1:1", "--sample", "1,1,1:0"]


class New(ProgramTest):
    def problem(self, *words):
        result = self.goldprop("new", *words)
        self.assert_done(result)
        return json.loads(result.stdout)["problem"]

    def drawn(self, *words, inputs=7, units=5):
        """The weights of a layer in the order in which they were drawn."""
        problem = self.problem("--layers", f"{inputs},{units}", "--shape", "units,inputs", *words)
        return [float(weight) for row in problem["layers"][0]["W"] for weight in row]

    # Documents

    def test_documents(self):
        """The weights of two documents' programs, which seed numpy with 1, to the last digit."""
        for case, sizes in [("garrett-3-1", "3,1"), ("garrett-3-4-1", "3,4,1")]:
            golden = json.loads((SOURCE / "golden" / "cases" / f"{case}.json").read_text(encoding="utf-8"))["problem"]
            begun = self.problem("--layers", sizes, "--numpy-seed", "1", "--draw", "2*random-1", "--shape", "inputs,units",
                                 "--bias", "none")
            self.assertEqual([layer["W"] for layer in golden["layers"]], [layer["W"] for layer in begun["layers"]])

    # Against Python's own functions

    def test_python_random(self):
        for seed in [0, 1, 42, 2 ** 32 - 1, 2 ** 32, 2 ** 64 - 1]:
            random.seed(seed)
            self.assertEqual([random.random() for _ in range(35)], self.drawn("--python-seed", str(seed), "--draw", "random"))
            random.seed(seed)
            self.assertEqual([random.uniform(-0.3, 0.8) for _ in range(35)],
                             self.drawn("--python-seed", str(seed), "--draw", "uniform(-0.3,0.8)"))

    def assert_near(self, wanted, found):
        """The last binary digits may differ: the C library's logarithm, which these functions take, is not always rounded
        correctly, and ours is."""
        self.assertEqual(len(wanted), len(found))
        for one, other in zip(wanted, found):
            self.assertLessEqual(abs(one - other), 2 ** -50 * abs(one))

    def test_python_gauss(self):
        for seed in range(20):
            random.seed(seed)
            self.assert_near([random.gauss(0, 0.5) for _ in range(35)], self.drawn("--python-seed", str(seed), "--draw", "gauss(0,0.5)"))

    # Against numpy's

    def of_numpy(self, expression, seeds):
        """A list of numbers for each seed, in the order in which they were drawn, from a Python that has numpy."""
        program = f"import json, numpy\nprint(json.dumps([numpy.random.seed(s) or ({expression}).ravel().tolist() for s in {seeds}]))"
        result = subprocess.run(["sh", SOURCE / "tests" / "python_with.sh", "numpy", "-c", program], capture_output=True, encoding="utf-8")
        if result.returncode == 77:
            self.skipTest("numpy is not installed")
        self.assertEqual((0, ""), (result.returncode, result.stderr))
        return zip(seeds, json.loads(result.stdout))

    def test_numpy_random(self):
        for draw, expression in [("random", "numpy.random.random((7, 5))"), ("2*random-1", "2 * numpy.random.random((7, 5)) - 1"),
                                 ("rand", "numpy.random.rand(7, 5)"), ("uniform(-0.3,0.8)", "numpy.random.uniform(-0.3, 0.8, (7, 5))"),
                                 ("(random-0.5)*0.2", "(numpy.random.random((7, 5)) - 0.5) * 0.2"),
                                 ("uniform(-1/sqrt(inputs),1/sqrt(inputs))", "numpy.random.uniform(-1 / numpy.sqrt(7), 1 / numpy.sqrt(7), (7, 5))"),
                                 ("uniform(-sqrt(6/(inputs+units)),sqrt(6/(inputs+units)))",
                                  "numpy.random.uniform(-numpy.sqrt(6 / (7 + 5)), numpy.sqrt(6 / (7 + 5)), (7, 5))"),
                                 ("random*sqrt(2)/sqrt(inputs)", "numpy.random.random((7, 5)) * numpy.sqrt(2) / numpy.sqrt(7)"),
                                 ("random/inputs**0.5", "numpy.random.random((7, 5)) / 7 ** 0.5"),
                                 ("(1-2*random)/-3+0.1", "(1 - 2 * numpy.random.random((7, 5))) / -3 + 0.1")]:
            for seed, wanted in self.of_numpy(expression, [0, 1, 42, 2 ** 32 - 1]):
                problem = self.problem("--layers", "7,5", "--shape", "inputs,units", "--numpy-seed", str(seed), "--draw", draw)
                W = problem["layers"][0]["W"]
                self.assertEqual(wanted, [float(W[unit][k]) for k in range(7) for unit in range(5)], draw)

    def test_numpy_normal(self):
        for draw, expression in [("randn", "numpy.random.randn(35)"), ("normal(0.5,0.1)", "numpy.random.normal(0.5, 0.1, 35)"),
                                 ("randn*sqrt(2/inputs)", "numpy.random.randn(35) * numpy.sqrt(2 / 7)"),
                                 ("randn*sqrt(2)/sqrt(inputs)", "numpy.random.randn(35) * numpy.sqrt(2) / numpy.sqrt(7)"),
                                 ("normal(0,1/inputs)", "numpy.random.normal(0, 1 / 7, 35)"),
                                 ("normal(scale=0.1)", "numpy.random.normal(scale=0.1, size=35)")]:
            for seed, wanted in self.of_numpy(expression, list(range(20))):
                self.assert_near(wanted, self.drawn("--numpy-seed", str(seed), "--draw", draw))

    def test_numpy_data_before_weights(self):
        """As cs231n's programs do: one seed, the data, then W. An odd count of normal numbers leaves the second one of a pair."""
        for seed, wanted in self.of_numpy("(numpy.random.randn(300), 0.01 * numpy.random.randn(35))[1]", [0, 1]):
            self.assert_near(wanted, self.drawn("--numpy-seed", str(seed), "--skip", "randn:300", "--draw", "0.01*randn"))
        for seed, wanted in self.of_numpy("(numpy.random.randn(3), numpy.random.rand(4), numpy.random.randn(35))[2]", [0, 1]):
            self.assert_near(wanted, self.drawn("--numpy-seed", str(seed), "--skip", "randn:3", "--skip", "rand:4", "--draw", "randn"))

    def test_python_data_before_weights(self):
        random.seed(7)
        data = [random.uniform(0, 1) for _ in range(11)] + [random.gauss(0, 1)]
        wanted = [random.random() for _ in range(35)]
        self.assertEqual(12, len(data))
        words = ["--python-seed", "7", "--skip", "uniform(0,1):11", "--skip", "gauss(0,1):1", "--draw", "random"]
        self.assertEqual(wanted, self.drawn(*words))
        self.assertIn("random.seed(7), uniform(0,1):11 thrown away, gauss(0,1):1 thrown away: random, ",
                      self.problem("--layers", "2,1", "--shape", "units,inputs", *words)["note"])

    # Order and scalings

    def biased(self, bias, shape="units,inputs"):
        """The places in the stream of all numbers of a network 2-3-1."""
        random.seed(7)
        places = {random.random(): k for k in range(20)}
        problem = self.problem("--layers", "2,3,1", "--python-seed", "7", "--draw", "random", "--shape", shape, "--bias", bias)
        return [([[places[float(weight)] for weight in row] for row in layer["W"]], [places.get(float(b)) for b in layer.get("b", [])])
                for layer in problem["layers"]]

    def test_order(self):
        self.assertEqual([([[0, 1], [2, 3], [4, 5]], []), ([[6, 7, 8]], [])], self.biased("none"))
        self.assertEqual([([[0, 3], [1, 4], [2, 5]], []), ([[6, 7, 8]], [])], self.biased("none", "inputs,units"))
        self.assertEqual([([[0, 1], [2, 3], [4, 5]], [None] * 3), ([[6, 7, 8]], [None])], self.biased("zeros"))
        self.assertEqual([([[0, 1], [2, 3], [4, 5]], [6, 7, 8]), ([[9, 10, 11]], [12])], self.biased("after-each"))
        self.assertEqual([([[0, 1], [2, 3], [4, 5]], [9, 10, 11]), ([[6, 7, 8]], [12])], self.biased("after-all"))
        self.assertEqual([([[0, 1], [3, 4], [6, 7]], [2, 5, 8]), ([[9, 10, 11]], [12])], self.biased("in-unit"))

    def test_scalings_by_layer(self):
        """He's and Glorot's roots are those of each layer."""
        random.seed(3)
        z = [random.random() for _ in range(9)]
        for draw, scale in [("random*sqrt(2/inputs)", lambda inputs, units: math.sqrt(2 / inputs)),
                            ("random*sqrt(2/(inputs+units))", lambda inputs, units: math.sqrt(2 / (inputs + units))),
                            ("random/sqrt(units)", lambda inputs, units: 1 / math.sqrt(units))]:
            layers = self.problem("--layers", "2,3,1", "--python-seed", "3", "--draw", draw, "--shape", "units,inputs")["layers"]
            found = [float(weight) for layer in layers for row in layer["W"] for weight in row]
            wanted = [u * scale(2, 3) for u in z[:6]] + [u * scale(3, 1) for u in z[6:]]
            for one, other in zip(wanted, found):
                self.assertAlmostEqual(one, other, places=15)
            self.assertEqual(9, len(found))

    # The file

    def test_complete_file(self):
        """With samples and a rate nothing is left to be put in."""
        words = ["new", "--layers", "3,4,1", "--activation", "tanh,sigmoid", "--loss", "binary-cross-entropy", "--numpy-seed", "1",
                 "--draw", "2*random-1", "--shape", "inputs,units", *XOR, "--rate", "0.5", "--epochs", "3"]
        self.assert_done(self.goldprop(*words, "--output", "xor.json"))
        self.assert_files("xor.json")
        for command in ["trace", "show"]:
            self.assert_done(self.goldprop(command, "xor.json"))
        problem = json.loads((self.folder / "xor.json").read_text(encoding="utf-8"))["problem"]
        self.assertEqual((4, 3, "0.5"), (len(problem["samples"]), problem["training"]["epochs"], problem["training"]["rate"]))
        self.assertIn("numpy.random.seed(1)", problem["note"])

    def test_rate_of_each_epoch(self):
        words = ["new", "--layers", "2,1", "--bias", "none", "--sample", "1,2:3", "--rate", "0.5,1/4", "--epochs", "2"]
        result = self.goldprop(*words)
        self.assert_done(result)
        self.assertEqual(["0.5", "1/4"], json.loads(result.stdout)["problem"]["training"]["rate"])
        self.assert_done(self.goldprop("trace", "-", stdin=result.stdout.replace('"?"', '"0.5"')))

    def test_template(self):
        """What is not said has a question mark, and the reader says what belongs there."""
        result = self.goldprop("new", "--layers", "2,2", "--activation", "leaky-relu")
        self.assert_done(result)
        self.assert_refused(self.goldprop("trace", "-", stdin=result.stdout), r'standard input:6: .*alpha: expected a finite decimal number .*, found "\?"')
        self.assertEqual(["?"] * 4, [weight for row in json.loads(result.stdout)["problem"]["layers"][0]["W"] for weight in row])
        filled = result.stdout.replace('"?"', '"0.5"')
        self.assert_done(self.goldprop("trace", "-", stdin=filled))

    def test_longest_numbers(self):
        """As many characters as a file may have in a number, which all digits of a binary64 take."""
        for length in [64, 1100]:
            number = "0." + "3" * (length - 2)
            problem = self.problem("--layers", "1,1", "--sample", f"{number}:{number}", "--rate", number)
            self.assertEqual((number, [number], [number]), (problem["training"]["rate"], problem["samples"][0]["input"], problem["samples"][0]["target"]))
        self.assert_refused(self.goldprop("new", "--layers", "1,1", "--rate", "0." + "3" * 1099), "--rate: expected a number, .*")

    # Words

    def test_refusals(self):
        seeded = ["--layers", "2,1", "--numpy-seed", "1", "--draw", "random", "--shape", "units,inputs"]
        for words, complaint in [
            ([], "new: expected --layers with sizes such as 2,4,1, found none; goldprop new --help tells more"),
            (["--layers", "2"], '--layers: expected .* such as 2,4,1, found "2"'),
            (["--layers", "2,0"], '--layers: expected .*, found "2,0"'),
            (["--layers", "2,x"], '--layers: expected .*, found "2,x"'),
            (["--layers", "2,4097"], '--layers: expected .* at most 4096, .*, found "2,4097"'),
            (["--layers", "2,1", "--activation", "ReLU"], '--activation: expected identity, sigmoid, .* or softmax, found "ReLU"; write "relu"'),
            (["--layers", "2,2,1", "--activation", "relu,foo"], '--activation: expected identity, sigmoid, .* or softmax, found "foo"'),
            (["--layers", "2,2,1", "--activation", "tahn,relu"], '--activation: expected .*, found "tahn"; is it "tanh"\\?'),
            (["--layers", "2,1", "--activation", "tanh,"], '--activation: expected .*, found ""'),
            (["--layers", "2,1", "--activation", "tanh,tanh"], "--activation: expected one word, or one for each of 1 layer, found 2"),
            (["--layers", "2,1", "--loss", "mse"], '--loss: expected squared, .* or cross-entropy, found "mse"; write "squared", with "reduction": "mean" beside it'),
            (["--layers", "2,1", "--loss", "binary_cross_entropy"], '--loss: expected .*, found "binary_cross_entropy"; write "binary-cross-entropy"'),
            (["--layers", "2,1", "--numpy-seed", "1", "--python-seed", "2"], "new: expected --numpy-seed or --python-seed, found both; leave out one of them"),
            (["--layers", "2,1", "--loss", "cross-entropy"], "--loss: expected the activation softmax in the last layer beside cross-entropy, found sigmoid"),
            (["--layers", "2,1", "--bias", "yes"], '--bias: expected .*, found "yes"'),
            (["--layers", "2,1", "--numpy-seed", "4294967296"], '--numpy-seed: expected a whole number from 0 to 4294967295, found "4294967296"'),
            (["--layers", "2,1", "--python-seed", "-1"], '--python-seed: expected a whole number from 0 to 18446744073709551615, found "-1"'),
            (["--layers", "2,1", "--numpy-seed", "1"], "new: expected --draw beside a seed, .*, found none"),
            (["--layers", "2,1", "--numpy-seed", "1", "--draw", "random"], "new: expected --shape .* beside a seed, found none: programs differ in it"),
            (["--layers", "2,1", "--draw", "random"], "new: expected --numpy-seed or --python-seed beside what is drawn, found none"),
            (["--layers", "2,1", "--bias", "after-all"], "new: expected --numpy-seed or --python-seed beside what is drawn, found none"),
            (["--layers", "2,1", "--shape", "2,1"], '--shape: expected inputs,units or units,inputs, found "2,1"'),
            ([*seeded, "--draw", "exp(random)"], '--draw: expected one draw .*, found "exp\\(random\\)" in "exp\\(random\\)"'),
            ([*seeded, "--draw", "sqrt(2/fan_in)*randn"], '--draw: expected one draw .*, found "fan_in\\)\\*randn" in ".*"; write "inputs"'),
            ([*seeded, "--draw", "0.01*randn(4,2)"], '--draw: expected one draw .*, found "\\(4,2\\)" in ".*"; write the draw without its sizes, which the layers give'),
            ([*seeded, "--draw", "xavier"], '--draw: expected one draw .*, found "xavier" in "xavier"; write "randn\\*sqrt\\(1/inputs\\)", or .*'),
            ([*seeded, "--draw", "random*sqrt(units-2)"], '--draw: expected finite numbers, found others in layer 1 by "random\\*sqrt\\(units-2\\)"'),
            ([*seeded, "--skip", "randn"], '--skip: expected a draw, a colon and how many there are, .*, found "randn"'),
            ([*seeded, "--skip", "data:200"], '--skip: expected a draw, .*, found "data:200"'),
            ([*seeded, *["--skip", "randn:1"] * 9], "--skip: expected at most 8 of these, found more"),
            (["--layers", "2,1", "--skip", "randn:1"], "new: expected --numpy-seed or --python-seed beside what is drawn, found none"),
            ([*seeded, "--draw", "2*"], '--draw: expected one draw .*, found the end in "2\\*"'),
            ([*seeded, "--shape", "inputs,units", "--bias", "in-unit"], "--bias: expected in-unit beside --shape units,inputs, found inputs,units"),
            (["--layers", "2,1", "--sample", "1,2"], '--sample: expected 2 inputs and, behind a colon, 1 target, found "1,2"'),
            (["--layers", "2,1", "--sample", "1,x:3"], '--sample: expected 2 inputs .*, found "1,x:3"'),
            (["--layers", "2,1", "--sample", "1,2:3:4"], '--sample: expected 2 inputs .*, found "1,2:3:4"'),
            (["--layers", "2,1", "--rate", "fast"], '--rate: expected a number, or several with commas between them, found "fast"'),
            (["--layers", "2,1", "--rate", "0.5,"], '--rate: expected a number, or several with commas between them, found "0.5,"'),
            (["--layers", "2,1", "--rate", "0.5:1"], '--rate: expected a number, or several with commas between them, found "0.5:1"'),
            (["--layers", "2,1", "--rate", "0.5,1", "--epochs", "3"], "--rate: expected one number, or one for each of 3 epochs, found 2"),
            (["--layers", "2,1", "--epochs", "1.5"], '--epochs: expected a whole number, found "1\\.5"'),
            (["--layers", "2,1", "word"], 'new: expected nothing after ".*", found "word"; goldprop new --help tells more'),
        ]:
            with self.subTest(words):
                self.assert_refused(self.goldprop("new", *words), complaint)
