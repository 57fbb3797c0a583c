"""The worked solution says what the trace says: every number on it, and the document's figures beside them."""

import json
import math
import re
from decimal import Decimal

import traces
from backpropagation import number
from program import HERE, SOURCE, ProgramTest, words_of

SECTIONS = {
    "Net input of layer": "z", "Activation of layer": "a", "Loss of the outputs of layer": "output_loss", "Loss of the sample": "loss",
    "Gradient along the activation of layer": "da", "Slope of layer": "slope", "Error signal of layer": "delta",
    "Gradient along the input of the sample": "dx",
    "Weight gradient of layer": "dW", "Bias gradient of layer": "db", "Velocity of layer": "W_velocity", "First moment of layer": "W_m",
    "Clipped gradient of layer": "dW_clipped", "Second moment of layer": "W_v", "First moment, corrected of layer": "W_m_hat", "Second moment, corrected of layer": "W_v_hat", "Change of layer": "W_change", "Update of layer": "W",
    "Reported error of epoch": "error",
}
NUMBER = re.compile(r"(?<![\w.])\d[\d.]*(?:e[-+]\d+)?")


class Line:
    """`    z[0] (name) = formula = result   [document: figure, reading]`, and the section that it stands in."""

    def __init__(self, text, quantity, step, sample, layer):
        shown, *figures = text.split("   [")
        head, *formulas, self.result = shown.strip().split(" = ")
        self.text, self.formulas = text, formulas
        self.figures = [figure.rstrip("]") for figure in figures]
        match = re.match(r"(\w+)(?:\[(\d+)\])?(?:\[(\d+)\])?(?: \((.*)\))?\Z", head)
        name, unit, source, self.name = match.groups()
        quantity = name if quantity.startswith(("W", "dW_clipped")) else quantity  # an update, and what is clipped, is of W or of b
        assert {"E": "loss"}.get(name, name) == quantity, text
        indices = ["" if index is None else int(index) for index in (unit, source)]
        self.place = (quantity, step, "" if sample is None else sample, "" if layer is None else layer,
                      *(indices[::-1] if quantity == "dx" else indices))


def lines_of(text):
    """The lines with results."""
    step = sample = layer = quantity = None
    for line in text.splitlines():
        if heading := re.match(r"Step (\d+), sample (\d+), ", line):
            step, sample = map(int, heading.groups())
        elif heading := re.match(r"Step (\d+), gradients and update", line):
            step, sample = int(heading[1]), None
        elif heading := re.match(r"  (\w+(?: \w+)+?)(?: (\d+))?(?: \(.*\))?: ", line):
            quantity, layer = SECTIONS[heading[1]], heading[2] and int(heading[2])
        elif line.startswith("    "):
            if quantity == "error":
                yield Line(line, quantity, layer, "", "")
            elif quantity == "loss":
                yield Line(line, quantity, step, sample, "")
            else:
                yield Line(line, quantity, step + (quantity == "W"), sample, layer)


def where_of(entry):
    """The place of a printed or exact number of a case."""
    return (entry["quantity"], entry.get("step", entry.get("epoch")),
            *(entry.get(key, "") for key in ("sample", "layer", "unit", "input")))


def worth(formula):
    """What a formula gives with the numbers that are put in."""
    formula = formula.removesuffix(", which stays").replace("^", "**")
    functions = {name: getattr(math, name) for name in ("exp", "log", "tanh", "erf", "sqrt", "pi")}
    return eval(formula, {"__builtins__": {}, "max": max, "abs": abs, "sign": lambda x: (x > 0) - (x < 0), **functions})  # the text of our own program


def leeway(formula):
    """How far the result may be off as the numbers in a formula are rounded to six digits: each is moved by half a unit of its last one."""
    sum_of_all = 0.0
    for found in NUMBER.finditer(formula):
        value = float(found[0])
        if value not in (0, 1, 2, 3):  # which stand in formulas
            half = 0.5 * 10.0 ** (math.floor(math.log10(value)) - 5)
            moved = [worth(f"{formula[:found.start()]}{value + by!r}{formula[found.end():]}") for by in (half, -half)]
            sum_of_all += max(abs(other - worth(formula)) for other in moved)
    return sum_of_all


class Show(ProgramTest):
    def read(self, data, *words):
        """The lines of a worked solution, and the trace's numbers by (quantity, step, sample, layer, unit, input); the step of
        an error is its epoch."""
        text = json.dumps(data)
        shown = self.goldprop("show", "-", *words, stdin=text)
        self.assert_done(shown)
        trace = traces.from_csv(self.goldprop("trace", "--csv", "-", stdin=text).stdout)
        numbers = {(quantity, epoch if quantity == "error" else step, *rest): float(value)
                   for (quantity, epoch, step, *rest), value in trace.items()}
        return list(lines_of(shown.stdout)), numbers

    def assert_agrees(self, data, step):
        """Each number of a step is shown once with the trace's digits; each formula is made of numbers of the trace or the
        problem, and gives the result that stands behind it."""
        lines, numbers = self.read(data, "--step", str(step))
        problem = data["problem"]
        given = [text for s in problem["samples"] for text in s["input"] + s["target"]]
        given = {f"{abs(number(text)):.6g}" for text in given} | {"0", "1", "2", "3", "0.044715"}
        given |= {layer["alpha"] for layer in problem["layers"] if "alpha" in layer}
        given |= {f"{abs(value):.6g}" for where, value in numbers.items() if where[1] in (step, step + 1)}
        given |= {f"{abs(value):.6g}" for where, value in numbers.items() if where[1] == step - 1 and where[0][2:] in ("velocity", "m", "v")}
        given |= set(NUMBER.findall(" ".join([problem["loss"]["factor"], str(problem["training"].get("rate", "0")), *(problem["training"].get(key, "0") for key in ("momentum", "beta1", "beta2", "epsilon", "weight_decay", "bias_decay"))])))
        given.add(str(step + 1))  # which update it is
        given.add(str(len(problem["samples"])))  # or fewer, of a batch
        given.add(str(problem["training"]["batch"]))
        for line in lines:
            value = numbers[line.place]
            self.assertEqual(f"{value:.10g}", line.result, line.text)
            for formula in line.formulas:
                self.assertLessEqual(set(NUMBER.findall(formula)), given, line.text)
                scale = max([abs(value)] + [number(text) for text in NUMBER.findall(formula)])
                self.assertLessEqual(abs(worth(formula) - value), leeway(formula) + 1e-9 * scale, line.text)
        last = step == max(where[1] for where in numbers if where[0] == "W")
        expected = {where for where in numbers if where[1] == step and where[0] not in ("W", "b", "error")}
        expected |= {where for where in numbers if where[1] == step + 1 and where[0] in ("W", "b")}
        if problem["layers"][-1]["units"] == 1 and not any(entry["quantity"] == "output_loss" for entry in data.get("names", [])):
            expected = {where for where in expected if where[0] != "output_loss"}  # which is the loss
        epoch = step // math.ceil(len(problem["samples"]) / problem["training"]["batch"])
        self.assertEqual(expected | {("error", epoch, "", "", "", "")}, {line.place for line in lines})
        self.assertEqual(len(lines), len({line.place for line in lines}))
        self.assertEqual(last, not any(line.place[0] == "delta" for line in lines))

    def test_activations(self):
        """The first step of the smallest case with each activation, and with each loss; the second one of each update rule."""
        cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((SOURCE / "golden" / "cases").glob("*.json"),
                                                                                 key=lambda path: path.stat().st_size)]
        smallest = {layer["activation"]: case for case in cases[::-1] for layer in case["problem"]["layers"]}
        smallest |= {case["problem"]["loss"]["deviation"]: case for case in cases[::-1]}
        self.assertGreater(len(smallest), 13)
        for activation, case in smallest.items():
            with self.subTest(activation):
                self.assert_agrees(case, 0)
        rules = {case["problem"]["training"].get("rule", "gradient-descent"): case for case in cases[::-1]}
        self.assertGreater(len(rules), 2)
        for rule, case in rules.items():
            with self.subTest(rule):
                self.assert_agrees(case, 1 if rule != "gradient-descent" else 0)

    def test_mixed(self):
        data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8"))
        for step in range(10):
            with self.subTest(step):
                self.assert_agrees(data, step)

    def test_summed(self):
        data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8"))
        data["problem"]["training"] |= {"reduction": "sum", "batch": 4, "rate": "-1/16"}
        data["problem"]["loss"]["factor"] = "-0.2"
        for step in range(7):
            with self.subTest(step):
                self.assert_agrees(data, step)

    def test_negative_numbers_stand_in_brackets(self):
        data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8"))
        data["problem"]["training"]["rate"], data["problem"]["loss"]["factor"] = "-1/16", "-1/3"
        text = self.goldprop("show", "-", stdin=json.dumps(data)).stdout
        self.assertIn(" = -(-1/16) * ", text)
        self.assertIn(" = 2 * (-1/3) * (", text)
        self.assertNotRegex(text, r"[-+*/] -")

    def test_diverging(self):
        """What is no number is shown as such, without a sign."""
        data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8").replace("sigmoid", "identity"))
        data["problem"]["training"]["rate"] = "1e200"
        text = self.goldprop("show", "-", "--step", "3", stdin=json.dumps(data)).stdout
        self.assertIn(" = nan\n", text)
        self.assertNotIn("-nan", text)

    def test_short_cases(self):
        """Every case of one step, departures and all."""
        cases = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((SOURCE / "golden" / "cases").glob("*.json"))]
        cases = [data for data in cases if data["problem"]["training"]["epochs"] == 1]
        self.assertGreaterEqual(len(cases), 6)
        for data in cases:
            for step in [0, 1]:
                with self.subTest((data["id"], step)):
                    self.assert_agrees(data, step)

    def test_first_step_where_none_is_named(self):
        self.assertEqual(self.goldprop("show", "randomwalk", "--step", "0").stdout, self.goldprop("show", "randomwalk").stdout)

    def test_names(self):
        """The document's names of the quantities stand beside ours."""
        data = json.loads((SOURCE / "golden" / "cases" / "samsel.json").read_text(encoding="utf-8"))
        lines, _ = self.read(data)
        shown = {(line.place[0], *line.place[3:]): line.name for line in lines}
        self.assertEqual(23, len(data["names"]))
        for entry in data["names"]:
            if entry["quantity"] == "W" and entry.get("step") != 1:
                continue  # the old weight is in the formula of the new one
            where = entry["quantity"], entry["layer"], entry["unit"], entry.get("input", "")
            self.assertEqual(("-" if entry.get("negated") else "") + entry["name"], shown[where])

    def test_figures(self):
        """Each figure that a document prints of a step stands beside our number, with its reading."""
        for name, figures in [("samsel", 18), ("randomwalk", 33), ("neurons-one-step", 2)]:
            with self.subTest(name):
                data = json.loads((SOURCE / "golden" / "cases" / f"{name}.json").read_text(encoding="utf-8"))
                self.assertEqual(figures, len(data["printed"]))
                shown = {}
                for step in ["0", "1"]:
                    for line in self.read(data, "--step", step)[0]:
                        shown.setdefault(line.place, set()).update(line.figures)
                for printed in data["printed"]:
                    where, label = where_of(printed), "document: "
                    if where[0] in "Wb" and where[1] == 0:  # stands beside the number that replaces it
                        where, label = (where[0], 1, *where[2:]), "document's old value: "
                    sign = " for the other sign" if printed.get("negated") else ""
                    figure = f"{label}{printed['printed']}{sign}, {printed['reading']}"
                    if erratum := printed.get("erratum"):
                        figure += f": {erratum['kind']}, right is {erratum['right']}"
                    if right := printed.get("right"):
                        figure += f": right is {right}"
                    self.assertIn(figure, {text.partition(", with the document's own mistake")[0] for text in shown[where]})

    def test_own_mistakes(self):
        """A number that is moved by the document's own mistake stands beside that of the case without the mistake, and no
        other is marked."""
        for name, marked in [("samsel", 6), ("randomwalk", 8)]:
            data, textbook = (json.loads((SOURCE / "golden" / "cases" / f"{case}.json").read_text(encoding="utf-8"))
                              for case in (name, name + "-textbook"))
            exact = {where_of(entry): float(entry["exact"]) for entry in data["expectations"]}
            right = {where_of(entry): float(entry["exact"]) for entry in textbook["expectations"]}
            figures = {line.place: figure for step in ["0", "1"] for line in self.read(data, "--step", step)[0]
                       for figure in line.figures if figure.startswith("document: ")}
            for printed in data["printed"]:
                where = where_of(printed)
                if printed["quantity"] in "Wb" and printed["step"] == 0:
                    continue
                with self.subTest((name, printed["name"])):
                    moved = not math.isclose(exact[where], right[where], rel_tol=1e-12)
                    mark = re.search(r", with the document's own mistake: textbook gives (\S+)$", figures[where])
                    self.assertEqual(moved, bool(mark), figures[where])
                    if moved:
                        marked -= 1
                        sign = -1 if printed.get("negated") else 1
                        self.assertTrue(math.isclose(sign * right[where], float(mark[1]), rel_tol=1e-9), figures[where])
            self.assertEqual(0, marked)

    def test_changed_problem(self):
        """Where a file's problem is no longer the document's, no number is said to be reproduced that is not."""
        text = (SOURCE / "golden" / "cases" / "samsel.json").read_text(encoding="utf-8")
        data = json.loads(text)
        note = "The file also has numbers that do not follow from its problem: "
        self.assertNotIn(note, self.goldprop("show", "-", stdin=text).stdout)
        data["problem"]["layers"][0]["W"][0][0] = "0.2"
        shown = self.goldprop("show", "-", stdin=json.dumps(data))
        self.assert_done(shown)
        self.assertIn(note, shown.stdout)
        figures = {line.place: line.figures for line in lines_of(shown.stdout)}
        self.assertEqual(["document: 0.755, does not follow from this problem"], figures["z", 0, 0, 1, 0, ""])
        self.assertEqual(["document: 0.68, chain"], figures["z", 0, 0, 1, 1, ""])  # of the other unit
        self.assertEqual(["document: -0.0406 for the other sign, does not follow from this problem"],
                         figures["delta", 0, 0, 2, 0, ""])
        self.assertEqual(["document: 0.5928, does not follow from this problem",
                          "document's old value: 0.1, erratum: typo, right is 0.6"], figures["W", 1, "", 1, 1, 1])
        self.assertNotIn("textbook gives", shown.stdout)

    def test_changed_later_in_the_run(self):
        """Only what is shown is judged: the numbers of a run that has been cut short still hold as far as they go."""
        data = json.loads((SOURCE / "golden" / "cases" / "garrett-3-1.json").read_text(encoding="utf-8"))
        data["printed"] = [entry | {"printed": "0.5"} for entry in data["printed"]]  # all of the last step
        note = "numbers that do not follow from its problem"
        self.assertNotIn(note, self.goldprop("show", "-", stdin=json.dumps(data)).stdout)
        last = str(data["printed"][0]["step"])
        self.assertIn(note, self.goldprop("show", "-", "--step", last, stdin=json.dumps(data)).stdout)

    def test_printed_without_an_exact_number(self):
        data = json.loads((HERE / "hand.json").read_text(encoding="utf-8"))
        data["expectations"] = [entry for entry in data["expectations"] if entry["quantity"] != "z"]
        text = self.goldprop("show", "-", stdin=json.dumps(data)).stdout
        self.assertIn("   [document: -0.515, not checked: the file has no exact number here]\n", text)
        self.assertNotIn("do not follow", text)

    def test_departures_are_told(self):
        text = self.goldprop("show", "samsel").stdout
        self.assertIn("Departs from textbook backpropagation (hidden-delta-from-updated-weights): ", text)
        self.assertNotIn("Departs", self.goldprop("show", "samsel-textbook").stdout)

    def test_long_sums_are_cut(self):
        """Of a sum of more than eight terms the rest is counted, and the result is that of all of them."""
        weights, inputs = [f"0.{k}" for k in range(11, 23)], [f"0.0{k}" for k in range(31, 43)]
        data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8"))
        layer = {"units": 1, "activation": "identity", "bias": "none", "W": [weights]}
        data["problem"] |= {"inputs": 12, "layers": [layer], "samples": [{"input": inputs, "target": ["0.5"]}]}
        data["problem"]["training"]["batch"] = 1
        lines, numbers = self.read(data)
        self.assertRegex(lines[0].text, r"0\.18 \* 0\.038 \+ \.\.\. \(12 terms\) = 0\.\d+$")
        self.assertEqual(f"{sum(number(w) * number(x) for w, x in zip(weights, inputs)):.10g}", lines[0].result)


class ChangedTest(ProgramTest):
    """--set: what follows from another weight, bias or rate."""

    def shown(self, *words):
        result = self.goldprop("show", *words)
        self.assert_done(result)
        return result.stdout

    def test_rate_of_an_epoch(self):
        """Each step has the rate of its epoch, and that of one epoch can be changed."""
        text = self.shown("rate-by-epoch", "--step", "4", "--set", "rate[2]=0.5")
        self.assertIn("Changed: rate[2] is 0.5, and was 0.25", text)
        for step, rate in [(0, "0.4"), (1, "0.4"), (2, "0.15"), (3, "0.15"), (4, "0.5"), (5, "0.5")]:
            text = self.shown("rate-by-epoch", "--step", str(step), "--set", "rate[2]=0.5")
            self.assertIn(f"Step {step}, gradients and update (rate {rate}, momentum 0.6)", text)
            self.assertIn(f"W_change[0][0] = -{rate} * ", text)
        for word in ["rate", "rate[3]", "rate[]", "rate[1"]:
            why = f'expected rate[0] or that of another epoch, a weight or bias in the words of this case, or its place, such as "layer 1, W[0][0]", found "{word}"'
            self.assert_refused(self.goldprop("show", "rate-by-epoch", "--set", f"{word}=0.5"), f"--set: {words_of(why)}")

    def test_follows(self):
        """A name of the document, or the place in words: what follows is what a file with that weight gives."""
        case = json.loads((SOURCE / "golden/cases/samsel.json").read_text(encoding="utf-8"))
        case["problem"]["layers"][0]["W"][0][1] = "0.85"
        case["problem"]["training"]["rate"] = "0.5"
        self.write("changed.json", json.dumps({"format": case["format"], "problem": case["problem"]}))
        wanted = {line.place: line.result for line in lines_of(self.shown("changed.json"))}
        self.assertNotEqual(wanted, {line.place: line.result for line in lines_of(self.shown("samsel"))})
        for weight in ("w4=0.85", "layer 1, W[0][1]=0.85"):
            text = self.shown("samsel", "--set", weight, "--set", "rate=0.5")
            self.assertEqual(wanted, {line.place: line.result for line in lines_of(text)})
            self.assertNotIn("[document", text)
            self.assertIn(f"Changed: {weight.partition('=')[0]} is 0.85, and was 0.8; rate is 0.5, and was 1.", text)

    def test_complaints(self):
        for word, why in [("w4", 'expected a name, "=" and a number, such as w4=0.85, found "w4"'),
                          ("w4=x", 'expected a number behind "=", found "w4=x"'),
                          ("w9=1", 'expected rate, a weight or bias in the words of this case (w1, w2, w3, w4, w5, w6), or its place, '
                                   'such as "layer 1, W[0][0]", found "w9"'),
                          ("layer 3, W[0][0]=1", "expected a place of this network, found layer 3, W[0][0]"),
                          ("layer 1, b[0]=1", "expected a place of this network, found layer 1, b[0]")]:
            self.assert_refused(self.goldprop("show", "samsel", "--set", word), f"--set: {words_of(why)}")


class EpochsTest(ProgramTest):
    """--epochs."""

    def lines(self, *words):
        result = self.goldprop("show", *words)
        self.assert_done(result)
        return [line for line in result.stdout.splitlines() if line.startswith("Epoch ")]

    def test_epochs(self):
        """Under the document's names, the outputs of the only sample before the update of an epoch, and its error: the exact ones, rounded."""
        data = json.loads((SOURCE / "golden/cases/neurons-50-epochs.json").read_text(encoding="utf-8"))
        exact = {where_of(entry): entry["exact"] for entry in data["expectations"]}
        lines = self.lines("neurons-50-epochs", "--epochs", "0,3-5,49-50")
        self.assertEqual([0, 3, 4, 5, 49, 50], [int(line.split()[1].rstrip(":")) for line in lines])
        for line in lines:
            epoch, y_pred, y_rounded, error, error_rounded = re.fullmatch(
                r"Epoch (\d+): y_pred = (\S+) \((\S+)\), error = (\S+) \((\S+)\)", line).groups()
            self.assertEqual(f"{float(exact['a', int(epoch), 0, 2, 0, '']):.10g}", y_pred)
            self.assertEqual(f"{float(exact['error', int(epoch), '', '', '', '']):.10g}", error)
            self.assertEqual(f"{Decimal(exact['a', int(epoch), 0, 2, 0, '']):.4f}", y_rounded)
            self.assertEqual(f"{Decimal(exact['error', int(epoch), '', '', '', '']):.6f}", error_rounded)

    def test_rounding_of_epochs(self):
        """The brackets are explained, where there are some."""
        for case, is_explained in [("neurons-50-epochs", True), ("neurons-one-step", True), ("mazur", False), ("hello", False)]:
            text = self.goldprop("show", case, "--epochs", "0").stdout
            self.assertEqual(is_explained, "\nIn brackets: as the document's program rounds it.\n" in text, case)
            self.assertEqual(is_explained, bool(re.search(r"error = 0\.11270532\d* \(0\.1127", text)), case)

    def test_figures_of_epochs(self):
        """What the document prints stands beside each number."""
        first, second = self.lines("mazur", "--epochs", "0,1")
        self.assertRegex(first, r"out_o1 = 0\.7513650696   \[document: 0\.75136507, chain\], out_o2 = .*, E_total = 0\.2983711088   "
                                r"\[document: 0\.298371109, chain\]$")
        self.assertRegex(second, r", E_total = 0\.2910277737   \[document: 0\.291027924, erratum: not from this program, right is 0\.291027774\]$")

    def test_epochs_of_many_samples(self):
        """They have one error and many outputs, which are left out."""
        line, = self.lines("garrett-3-4-1", "-e", "10000")
        self.assertRegex(line, r"^Epoch 10000: Error = 0\.00858\d+   \[document: 0\.008584525653247157, noise: ")

    def test_changed_epochs(self):
        line, = self.lines("mazur", "-e", "1", "--set", "rate=0", "--digits", "4")
        self.assertEqual("Epoch 1: out_o1 = 0.7514, out_o2 = 0.7729, E_total = 0.2984", line)

    def test_no_such_epochs(self):
        for words, why in [(["-e", "2"], "expected epochs from 0 to 1, found 2"), (["-e", "0-2"], "expected epochs from 0 to 1, found 2"), (["-e", "x"], 'expected a list such as 0,10-20, found "x"'),
                           (["-e", "0", "-s", "0"], "expected no --step, --layer or --format json beside it, found one"),
                           (["-e", "0", "-l", "1"], "expected no --step, --layer or --format json beside it, found one"),
                           (["-e", "0", "-f", "json"], "expected no --step, --layer or --format json beside it, found one")]:
            self.assert_refused(self.goldprop("show", "samsel", *words), f"--epochs: {words_of(why)}")


class PartsTest(ProgramTest):
    """--layer and --digits."""

    def test_layer(self):
        whole = self.goldprop("show", "samsel").stdout
        for layer in (1, 2):
            part = self.goldprop("show", "samsel", "--layer", str(layer))
            self.assert_done(part)
            kept = [line.text for line in lines_of(whole) if line.place[3] == layer]
            self.assertTrue(kept)
            self.assertEqual(kept, [line.text for line in lines_of(part.stdout)])
        self.assert_refused(self.goldprop("show", "samsel", "--layer", "3"), "--layer: expected a layer from 1 to 2, found 3")
        self.assert_refused(self.goldprop("show", "samsel", "-l", "x"), '--layer: expected a whole number, found "x"')

    def test_digits(self):
        for digits in (3, 17):
            result = self.goldprop("show", "chain-1-1-1", "--digits", str(digits))
            self.assert_done(result)
            lines = list(lines_of(result.stdout))
            ten = list(lines_of(self.goldprop("show", "chain-1-1-1").stdout))
            self.assertEqual([line.place for line in ten], [line.place for line in lines])
            for line, known in zip(lines, ten):
                self.assertEqual(f"{float(line.result):.{min(digits, 10)}g}", f"{float(known.result):.{min(digits, 10)}g}")
                for found in NUMBER.findall(" ".join([line.result, *line.formulas])):
                    self.assertLessEqual(len(found.partition("e")[0].replace(".", "").lstrip("0")), digits, line.text)
        longest = max(len(line.result.partition("e")[0]) for line in lines)
        self.assertGreater(longest, 17)
        self.assert_refused(self.goldprop("show", "hello", "--digits", "18"), "--digits: expected a number from 1 to 17, found 18")


class NearTest(ProgramTest):
    """A word that is nearly the id of a case."""

    def test_did_you_mean(self):
        for word, near in [("samsl", "samsel"), ("smasel", "samsel"), ("garrett", "garrett-3-1 or garrett-3-4-1"), ("chain", "chain-1-1-1")]:
            self.assert_refused(self.goldprop("show", word), f'"{word}": expected .*, found no .*; did you mean {near}\\?')
        result = self.goldprop("show", "something-else")
        self.assertNotIn("did you mean", result.stderr)
