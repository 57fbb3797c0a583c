"""--format json: each command tells other programs what it tells a person, and says which format it is."""

import json
import re

from program import FAILED, HERE, PASSED, SOURCE, ProgramTest

FORMATS = {"verify": ["samsel", "broken.json"], "list": [], "show": ["samsel"], "table": ["samsel", "hello"], "mistakes": ["samsel", "hello"]}


def golden(case_id):
    return json.loads((SOURCE / "golden" / "cases" / f"{case_id}.json").read_text(encoding="utf-8"))


class Json(ProgramTest):
    def setUp(self):
        super().setUp()
        data = golden("samsel")
        data["problem"]["layers"][0]["W"][0][0] = "0.3"
        self.write("broken.json", json.dumps(data))  # its numbers do not belong to its problem

    def told(self, *words, status=PASSED):
        result = self.goldprop(*words, "--format", "json")
        self.assert_done(result, FAILED if "broken.json" in words else status)
        return json.loads(result.stdout)

    def test_formats(self):
        """Each object says what it is; text is what comes without the option; another word is refused."""
        version = self.goldprop("--version").stdout.split()[1]
        for command, words in FORMATS.items():
            with self.subTest(command):
                told = self.told(command, *words)
                self.assertEqual((f"goldprop-{command}-1", version), (told["format"], told["goldprop"]))
                self.assertEqual(self.goldprop(command, *words).stdout, self.goldprop(command, *words, "-f", "text").stdout)
                self.assert_refused(self.goldprop(command, *words, "-f", "xml"), '--format: expected text or json, found "xml"')

    def test_keys_of_formats(self):
        """The manual page names every key of each object, and no other."""
        page = (SOURCE / "docs" / "goldprop.1").read_text(encoding="utf-8")
        places = {"quantity", "step", "epoch", "sample", "layer", "unit", "input", "place", "anchor", "format", "goldprop"}
        described = dict(re.findall(r"(?ms)^\.It Li (goldprop\\-\w+\\-1)$\n(.*?)(?=^\.It |^\.El)", page))
        self.assertEqual({f"goldprop\\-{command}\\-1" for command in FORMATS}, set(described))

        def keys_of(value):
            if isinstance(value, list):
                return set().union(*map(keys_of, value))
            return set().union(value, *map(keys_of, value.values())) if isinstance(value, dict) else set()

        for command, words in FORMATS.items():
            with self.subTest(command):
                named = set(re.findall(r"(?m)^\.Li (\w+)", described[f"goldprop\\-{command}\\-1"]))
                self.assertEqual(keys_of(self.told(command, *words)) - places, named - places)

    def test_verified(self):
        """What holds of a case, and what does not of one that has been changed."""
        good, broken = self.told("verify", "samsel", "broken.json")["cases"]
        data = golden("samsel")
        for case in (good, broken):
            self.assertEqual([(entry["name"], entry["printed"], entry["reading"]) for entry in data["printed"]],
                             [(entry["name"], entry["printed"], entry["reading"]) for entry in case["printed"]])
            self.assertEqual(len(data["expectations"]), case["exact"])
        self.assertTrue(all(entry["holds"] for entry in good["printed"]))
        self.assertEqual(0, good["outside"])
        z = good["printed"][4]
        self.assertEqual(("input to final neuron", 0.80133), (z["name"], round(float(z["from_operands"]), 9)))
        self.assertFalse(broken["printed"][0]["holds"])
        self.assertIn("0.755", broken["printed"][0]["why"])
        self.assertEqual(("W", "0.1", "0.29999999999999999"),
                         tuple(broken["first_outside"][key] for key in ("quantity", "expected", "got")))

    def test_verified_all(self):
        told = self.told("verify")
        self.assertTrue(told["holds"])
        totals = self.goldprop("verify", "--quiet").stdout
        self.assertIn(f"{sum(len(case['printed']) for case in told['cases'])} printed numbers: ", totals)
        self.assertIn(f"{sum(case['exact'] for case in told['cases'])} exact numbers: ", totals)

    def test_list(self):
        told = {case["case"]: case for case in self.told("list")["cases"]}
        self.assertEqual(self.goldprop("list").stdout.split("\n")[1:-1],
                         [f'{case["case"]:30} {"-".join(map(str, case["layers"])):8} {case["updates"]:7} {case["printed"]:8} '
                          f'{case["expected"]:9}  {case["difficulty"]:10} {case["binary32_digits"]:3} {case["binary64_digits"]:3}  {case["title"]}' for case in told.values()])
        self.assertEqual("samsel", told["samsel"]["document"])
        self.assertNotIn("document", told["hello"])
        self.assertEqual({"lower", "average", "higher"}, {case["difficulty"] for case in told.values()})
        self.assertEqual(("lower", 5, 14), tuple(told["hello"][key] for key in ("difficulty", "binary32_digits", "binary64_digits")))
        self.assertEqual(("higher", 0, 6), tuple(told["randomwalk-rate-0-01"][key] for key in ("difficulty", "binary32_digits", "binary64_digits")))

    def test_table(self):
        line = self.goldprop("table", "samsel").stdout.splitlines()[2].split()
        told, = self.told("table", "samsel")["cases"]
        self.assertEqual(line[:4], [told["case"], *(str(told[key]) for key in ("numbers", "short", "proven_digits"))])
        for k, key in enumerate(("amplification", "right_digits", "tolerance_used")):
            for shown, value in zip(line[4 + 2 * k:], (told[key]["median"], told[key]["worst"])):
                self.assertAlmostEqual(float(shown), float(value), delta=6e-3 * float(value))

    def test_shown_numbers(self):
        """Every line of the worked solution, with the same short formula and the same number; and the loss of the only output, which text leaves out."""
        data = golden("neurons-one-step")
        told = self.told("show", "neurons-one-step")
        lines = [line for line in self.goldprop("show", "neurons-one-step").stdout.splitlines() if line.startswith("    ")]
        self.assertEqual(1, sum(number["quantity"] == "output_loss" for number in told["numbers"]))
        numbers = [number for number in told["numbers"] if number["quantity"] != "output_loss"]
        self.assertEqual(len(lines), len(numbers))
        self.assertEqual(data["title"], told["title"])
        exact = {entry["quantity"] + str([entry.get(key) for key in ("step", "epoch", "sample", "layer", "unit", "input")]): entry["exact"]
                 for entry in data["expectations"]}
        for line, number in zip(lines, numbers):
            with self.subTest(number["place"]):
                self.assertIn(f" = {float(number['value']):.10g}", line)
                key = number["quantity"] + str([number.get(key) for key in ("step", "epoch", "sample", "layer", "unit", "input")])
                self.assertAlmostEqual(float(exact[key]), float(number["value"]), delta=1e-14)
                self.assertEqual(f"golden_neurons_one_step_{'e' if 'epoch' in number else 's'}", number["anchor"][:25])
                if number["quantity"] != "error":  # of which the text has no formula
                    self.assertIn(f" = {number['short']['text']} = ", line)
                written_out = number["quantity"] in ("W", "b", "W_change", "delta")
                self.assertEqual(written_out, number["numbers"] != number["short"])
        titles = [number["title"] for number in numbers if number["quantity"] != "error"]
        headings = re.findall(r"(?m)^  (\w[\w ]*?) of (?:layer \d+|the sample): ", self.goldprop("show", "neurons-one-step").stdout)
        self.assertEqual(headings, [title for k, title in enumerate(titles) if k == 0 or titles[k - 1] != title or numbers[k - 1].get("layer") != numbers[k].get("layer")])

    def test_shown_difficulty(self):
        """As the list tells it; none of a changed case, or of a problem without exact numbers."""
        for case in self.told("list")["cases"]:
            if case["case"] in ("hello", "garrett-3-1", "randomwalk-rate-0-01"):
                keys = ("difficulty", "binary32_digits", "binary64_digits")
                told, text = self.told("show", case["case"]), self.goldprop("show", case["case"]).stdout
                self.assertEqual([case[key] for key in keys], [told[key] for key in keys])
                self.assertIn(f"\nDifficulty: {case['difficulty']}. Of the hardest number of the case an honest program gets "
                              f"{case['binary32_digits']} digit{'' if case['binary32_digits'] == 1 else 's'} right in binary32, and "
                              f"{case['binary64_digits']} in binary64.\n", text)
        self.assertNotIn("difficulty", self.told("show", "hello", "--set", "rate=0.3"))
        self.assertNotIn("Difficulty", self.goldprop("show", "hello", "--set", "rate=0.3").stdout)
        del (problem := golden("hello"))["expectations"]
        self.write("own.json", json.dumps(problem))
        self.assertNotIn("difficulty", self.told("show", "./own.json"))
        self.assertNotIn("Difficulty", self.goldprop("show", "./own.json").stdout)

    def test_shown_error_with_penalty(self):
        """Its formula has the parameters of every step of the epoch, and the numbers that are put in give the error."""
        one = {"input": ["0.5"], "target": ["0.25"]}, {"input": ["-0.75"], "target": ["0.5"]}, {"input": ["1.25"], "target": ["-1"]}
        problem = {"inputs": 1, "layers": [{"units": 1, "activation": "identity", "W": [["1.5"]], "b": ["-0.75"]}], "samples": one, "loss": {"deviation": "squared", "factor": "1/2"},
                   "error": {"deviation": "squared", "reduction": "mean", "factor": "1", "penalty": "l2"},
                   "training": {"rate": "0.3", "weight_decay": "0.2", "bias_decay": "0.1", "batch": 2, "reduction": "mean", "epochs": 2}}
        for step, count in [(0, 2), (1, 2), (2, 2), (3, 2), (4, 1)]:
            with self.subTest(step):
                done = self.goldprop("show", "-", "--step", str(step), "--format", "json", stdin=json.dumps({"format": "goldprop-case-1", "problem": problem}))
                error, = [number for number in json.loads(done.stdout)["numbers"] if number["quantity"] == "error"]
                self.assertEqual(count, error["numbers"]["text"].count("0.2 / 2"))
                self.assertAlmostEqual(float(error["value"]), eval(error["numbers"]["text"].replace("^", "**"), {}), places=5)

    def test_shown_tex(self):
        told = {number["place"]: number for number in self.told("show", "neurons-one-step")["numbers"]}
        z = told["step 0, sample 0, layer 1, z[0]"]
        self.assertEqual(r"z_j = \sum_i W_{ji}\, a_i + b_j", z["law"]["tex"])
        self.assertEqual(z["numbers"]["text"].replace("*", r"\cdot"), z["numbers"]["tex"])
        self.assertRegex(told["step 0, sample 0, layer 1, a[0]"]["numbers"]["tex"], r"^\\sigma\(0\.\d+\)$")

    def test_shown_operands_of_the_document(self):
        """Where a printed number comes from printed ones, its formula has those, with the sign that the document uses."""
        told = {number["place"]: number for number in self.told("show", "samsel")["numbers"]}
        delta, = told["step 0, sample 0, layer 1, delta[0]"]["printed"]
        self.assertEqual(("δ1", "-2.406 * 10^-3", True, "step"), tuple(delta[key] for key in ("name", "printed", "negated", "reading")))
        self.assertEqual("-((0.272392 * 0.0406) * 0.68 * (1 - 0.68))", delta["numbers"]["text"])
        self.assertIn("0.680267", told["step 0, sample 0, layer 1, delta[0]"]["numbers"]["text"])

    def test_shown_error_of_an_epoch(self):
        """Its terms stand in the steps of the epoch, those of other steps than the one that is shown, too."""
        problem = golden("online-samples")["problem"]
        count = len(problem["samples"]) * len(problem["samples"][0]["target"])
        for step in ("0", "1", "3", "8"):
            error = self.told("show", "online-samples", "--step", step)["numbers"][-1]
            self.assertEqual("error", error["quantity"])
            formula = error["numbers"]["text"].replace("^", "**")
            self.assertEqual(count, formula.count("**2") + formula.count("|") // 2)
            value = eval(re.sub(r"\|([^|]*)\|", r"abs(\1)", formula.replace("/3 ", "/3 ")), {"__builtins__": {}, "abs": abs})
            self.assertAlmostEqual(float(error["value"]), value, delta=1e-5)

    def test_mistakes(self):
        told = self.told("mistakes", "samsel", "hello")
        lines = self.goldprop("mistakes", "samsel", "hello").stdout.splitlines()
        self.assertEqual(["samsel", "hello"], told["cases"])
        for line, mistake in zip(lines[1:], told["mistakes"]):
            self.assertEqual(f"{mistake['id']:38} {len(mistake['caught']):3} of  2  {mistake['summary']}", line)
        self.assertIn(", ".join(told["fewest_cases"]), lines[-1])
        count = len(told["mistakes"])
        self.assertEqual(count * (count - 1) // 2, len({(pair["one"], pair["other"]) for pair in told["pairs"]}))

    def test_caught_mistakes(self):
        """The first number that a mistake changes: what the case expects, and what comes out. A document's own mistake is left
        out."""
        told = {mistake["id"]: mistake for mistake in self.told("mistakes", "samsel", "hello")["mistakes"]}
        rate = {change["case"]: change for change in told["loss-slope-halved"]["caught"]}
        self.assertEqual({"samsel", "hello"}, rate.keys())
        hello = rate["hello"]
        self.assertEqual(("da", 0, 0, 1, 0, "golden_hello_s0_n0_l1_da0", False),
                         tuple(hello[key] for key in ("quantity", "step", "sample", "layer", "unit", "anchor", "left_out")))
        self.assertAlmostEqual(float(hello["expected"]) / 2, float(hello["got"]))
        own = {change["case"]: change for change in told["hidden-delta-from-updated-weights"]["caught"]}
        self.assertEqual({"samsel": True, "hello": False}, {case: change["left_out"] for case, change in own.items()})
        self.assertEqual("dx", own["hello"]["quantity"])  # which is carried back through the weights of a step as dE/da is

    def test_mistakes_of_many_cases(self):
        """More than a word has bits; one of the same is enough."""
        told = json.loads(self.goldprop("mistakes", "--format", "json", *["hello"] * 65, "chain-1-1-1").stdout)
        self.assertEqual(66, len(told["cases"]))
        self.assertEqual({"hello", "chain-1-1-1"}, set(told["fewest_cases"]) | {"hello"})
        self.assertEqual(1, told["fewest_cases"].count("hello"))

    def test_files_of_ones_own(self):
        """A problem without a title and an id is told by the name of its file."""
        path = HERE / "mixed.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        del data["title"]
        name = self.write("own \udcff.json".encode("utf-8", "surrogateescape").decode("latin-1"), json.dumps(data))
        told = self.told("show", "./" + name)
        self.assertTrue(told["case"].startswith("./own "))
        self.assertNotIn("title", told)
        self.assertEqual([], self.told("mistakes", "./" + name)["fewest_cases"])
