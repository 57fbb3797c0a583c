"""`goldprop verify` must see whatever does not hold, wherever the golden data lies.

hand.json is a case whose numbers are sums and products of a few binary digits: each `exact` was worked out by hand, and
binary64 computes it without rounding."""

import copy
import json
import math
import re
import shutil

from program import FAILED, HERE, PASSED, SOURCE, ProgramTest, words_of

HAND = json.loads((HERE / "hand.json").read_text(encoding="utf-8"))
REAL_DOCUMENTS = json.loads((SOURCE / "golden" / "documents.json").read_text(encoding="utf-8"))
DOCUMENTS = [REAL_DOCUMENTS[0] | {"id": "hand", "title": "By hand", "remarks": ["It is short."]}]
PLACE = ("quantity", "step", "epoch", "sample", "layer", "unit", "input")
CASES = sorted((SOURCE / "golden" / "cases").glob("*.json"))


def other_digits(text):
    """The text with each of its digits changed in turn. A document's rounding of the last digit is a change, too."""
    for k, c in enumerate(text):
        if c.isdigit():
            yield text[:k] + str((int(c) + 5) % 10) + text[k + 1:]


class GoldenTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.golden = self.folder / "golden"
        self.put(HAND)

    def put(self, case, name="hand", documents=DOCUMENTS):
        """A golden folder with one more case in it."""
        (self.golden / "cases").mkdir(parents=True, exist_ok=True)
        (self.golden / "cases" / f"{name}.json").write_text(json.dumps(case), encoding="utf-8")
        (self.golden / "documents.json").write_text(json.dumps(documents), encoding="utf-8")

    def run_on_golden(self, *words, **how):
        return self.goldprop(*words, golden=self.golden, **how)


class Verify(GoldenTest):
    def verify(self, case, *words):
        self.put(case)
        return self.run_on_golden("verify", *words)

    def assert_fails(self, case, line, totals):
        """One line says what does not hold: file, number, what was expected and what was found."""
        result = self.verify(case)
        self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
        wrong = [text for text in result.stdout.splitlines() if "✗" in text]
        self.assertEqual(1, len(wrong), result.stdout)
        self.assertRegex(wrong[0], rf"\A    ✗ {line}\Z")
        self.assertRegex(result.stdout, totals)
        self.assertIn(wrong[0], self.run_on_golden("verify", "--quiet").stdout.splitlines())

    def assert_printed_fails(self, case, name, why):
        count = len(case["printed"])
        printed = next(entry for entry in case["printed"] if entry["name"] == name)
        line = rf"{name} +{words_of(printed['printed'])} +{printed['reading']} +{self.golden}/cases/hand\.json: {why}"
        totals = rf"{count} printed numbers: {count - 1} reproduced as declared .*, 1 not\n13 exact numbers: 13 "
        self.assert_fails(case, line + r"(?: \[\w+\])?", totals)

    def with_printed(self, name, **changes):
        case = copy.deepcopy(HAND)
        printed = next(entry for entry in case["printed"] if entry["name"] == name)
        printed |= changes
        for key in [key for key, value in changes.items() if value is None]:
            del printed[key]
        return case

    def test_holds(self):
        result = self.verify(HAND)
        self.assert_done(result)
        self.assertRegex(result.stdout, r"\Ahand: By hand\n  hand: One step ")
        self.assertTrue(result.stdout.endswith(
            "6 printed numbers: 6 reproduced as declared (3 chain, 2 step, 1 erratum, 0 rounding noise), 0 not\n"
            "13 exact numbers: 13 within tolerance, 0 not\n"))
        self.assertEqual(7, result.stdout.count("✓"))
        self.assertNotIn("✗", result.stdout)

    def test_holds_quietly(self):
        result = self.verify(HAND, "--quiet")
        self.assert_done(result)
        self.assertEqual("6 printed numbers: 6 reproduced as declared (3 chain, 2 step, 1 erratum, 0 rounding noise), 0 not\n"
                         "13 exact numbers: 13 within tolerance, 0 not\n", result.stdout)
        self.assertEqual(result.stdout, self.verify(HAND, "-q").stdout)

    def test_tells_what_the_document_gets_wrong(self):
        self.assertIn("\n    - It is short.\n    - w5_new 0.681 (slip): two digits swapped\n", self.verify(HAND).stdout)

    def test_printed_chain(self):
        """Of a number that no step rests on: a step might fail as well."""
        case = copy.deepcopy(HAND)
        case["printed"] = [entry for entry in case["printed"] if entry["name"] not in ("net", "δ")]
        for text in other_digits("0.188"):
            with self.subTest(text):
                case["printed"][0]["printed"] = text
                self.assert_printed_fails(case, "h1", rf"expected {text} from the full run, found 0\.1875")

    def test_printed_step(self):
        for text in other_digits("1.270"):
            with self.subTest(text):
                self.assert_printed_fails(self.with_printed("δ", printed=text), "δ",
                                          rf"expected {text} from the printed operands, found 1\.27\d*")

    def test_printed_erratum(self):
        """An erratum that turns out to be right is wrong."""
        self.assert_printed_fails(self.with_printed("w5_new", printed="0.619"), "w5_new",
                                  "expected a number that the full run does not give, found that it does")

    def test_chain_for_step(self):
        for name, text, exact in [("net", "-0.515", "-0.515625"), ("δ", "1.270", "1.265625")]:
            self.assert_printed_fails(self.with_printed(name, reading="chain", operands=None), name,
                                      rf"expected {text} from the full run, found {exact}")

    def test_chain_for_erratum(self):
        self.assert_printed_fails(self.with_printed("w5_new", reading="chain", erratum=None), "w5_new",
                                  r"expected 0\.681 from the full run, found 0\.61865234375")

    def test_step_for_chain(self):
        self.assert_printed_fails(self.with_printed("y", reading="step", operands=["net"]), "y",
                                  "expected a number that the full run does not give, found that it does: its reading is chain")

    def test_step_for_erratum(self):
        case = self.with_printed("w5_new", reading="step", erratum=None, operands=["δ", "h1", "h2"])
        self.assert_printed_fails(case, "w5_new",
                                  r"expected 0\.681 from the printed operands, found 0\.6193\d+")

    def test_erratum_for_chain(self):
        erratum = {"kind": "typo", "reason": "none", "right": "0.406"}
        self.assert_printed_fails(self.with_printed("h2", reading="erratum", erratum=erratum), "h2",
                                  "expected a number that the full run does not give, found that it does")

    def test_erratum_for_step(self):
        erratum = {"kind": "typo", "reason": "none", "right": "1.270"}
        self.assert_printed_fails(self.with_printed("δ", reading="erratum", erratum=erratum), "δ",
                                  "expected a number that its step does not give, found that it does")

    def test_right_number_of_an_erratum(self):
        for text in other_digits("0.619"):
            with self.subTest(text):
                erratum = HAND["printed"][5]["erratum"] | {"right": text}
                self.assert_printed_fails(self.with_printed("w5_new", erratum=erratum), "w5_new",
                                          rf"expected the right number to be reproduced, found 0\.61865234375 for {text}")

    def test_kind_of_an_erratum(self):
        erratum = HAND["printed"][5]["erratum"] | {"kind": "truncated"}
        self.assert_printed_fails(self.with_printed("w5_new", erratum=erratum), "w5_new",
                                  "expected the digits of the right number cut off, found others")

    def with_noise(self, **changes):
        case = copy.deepcopy(HAND)
        case["printed"].insert(0, {"printed": "0.18750000000000003", "name": "z1", "where": "by hand", "quantity": "z", "step": 0,
                                   "sample": 0, "layer": 1, "unit": 0, "reading": "noise", "right": "0.18750000000000000"})
        case["printed"][0] |= changes
        return case

    def test_noise_stands_apart(self):
        """One line after all others for all of it, counted by itself, and no part of what the document gets wrong."""
        case = self.with_noise()
        result = self.verify(case)
        self.assert_done(result)
        self.assertIn("    ✓ w5_new                                   0.681                  erratum  slip; right is 0.619\n"
                      "    ✓ 1 printed number with rounding noise at the end, right to at least 15.8 digits: z1\n"
                      "    ✓ 13 exact numbers, each within its tolerance\n", result.stdout)
        self.assertIn("7 printed numbers: 7 reproduced as declared (3 chain, 2 step, 1 erratum, 1 rounding noise), 0 not\n",
                      result.stdout)
        self.assertEqual(1, result.stdout.count("z1"))
        self.assertNotIn("z1", self.run_on_golden("verify", "--quiet").stdout)
        case["printed"].append(case["printed"][0] | {"name": "h1 again", "quantity": "a"})
        self.assertIn("    ✓ 2 printed numbers with rounding noise at the end, right to at least 15.8 digits: z1, h1 again\n",
                      self.verify(case).stdout)

    def test_noise_is_a_claim(self):
        for changes, why in [
                ({"printed": "0.187500000000001"}, "expected rounding noise of binary64, found a larger difference"),
                ({"printed": "0.18750000000000000"}, "expected digits that the full run does not give, found that it does: .*"),
                ({"printed": "0.18750000000000001"}, "expected digits of a binary64, found that the nearest one .*"),
                ({"right": "0.1876"}, r"expected the right number to be reproduced, found 0\.1875 for 0\.1876"),
        ]:
            with self.subTest(changes):
                self.assert_printed_fails(self.with_noise(**changes), "z1", why)

    def test_noise_called_an_erratum(self):
        case = self.with_noise(reading="erratum", erratum={"kind": "slip", "reason": "none", "right": "0.1875"})
        del case["printed"][0]["right"]
        self.assert_printed_fails(case, "z1", "expected a real mistake, found nothing but rounding noise of binary64: .*")

    def test_changed_problem_has_no_errata(self):
        """What a document gets wrong is not told of a problem that is no longer the document's."""
        case = copy.deepcopy(HAND)
        case["problem"]["training"]["rate"] = "0.25"
        result = self.verify(case)
        self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
        self.assertIn("    - It is short.\n", result.stdout)
        self.assertNotIn("two digits swapped", result.stdout)

    def test_one_of_each(self):
        """What is counted is counted in good English."""
        case = copy.deepcopy(HAND)
        case["printed"], case["expectations"] = case["printed"][:1], case["expectations"][2:3]
        text = self.verify(case).stdout
        self.assertIn("    ✓ 1 exact number, each within its tolerance\n", text)
        self.assertTrue(text.endswith(
            "\n1 printed number: 1 reproduced as declared (1 chain, 0 step, 0 errata, 0 rounding noise), 0 not\n"
            "1 exact number: 1 within tolerance, 0 not\n"), text)

    def test_no_exact_number_for_a_printed_one(self):
        case = copy.deepcopy(HAND)
        case["expectations"] = [entry for entry in case["expectations"] if entry["quantity"] != "W"]
        result = self.verify(case)
        self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
        self.assertRegex(result.stdout, r"✗ w5_new +0\.681 .*/hand\.json: expected an exact number .*, found none \[")

    def test_what_to_do_without_exact_numbers_is_said_once(self):
        """...and with words that write nothing but a new file."""
        case = copy.deepcopy(HAND)
        del case["expectations"]
        self.write("own.json", json.dumps(case))
        for words in [[], ["--quiet"]]:
            result = self.goldprop("verify", "own.json", *words)
            self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
            self.assertEqual(len(HAND["printed"]), result.stdout.count("own.json: expected an exact number at this place"))
            self.assertEqual(1, result.stdout.count("goldprop certify"))
            self.assertIn(f"    ✗ own.json: expected exact numbers for {len(HAND['printed'])} printed ones, found none: "
                          "goldprop certify own.json --output NEW adds all, or those that a \"record\" asks for\n", result.stdout)

    def test_every_digit_of_every_exact_number(self):
        places = {"z": "step 0, sample 0, layer {layer}, z[{unit}]", "a": "step 0, sample 0, layer {layer}, a[{unit}]",
                  "delta": "step 0, sample 0, layer {layer}, delta[{unit}]", "loss": "step 0, sample 0, loss",
                  "dW": "step 0, layer {layer}, dW[{unit}][{input}]", "W": "step 1, layer {layer}, W[{unit}][{input}]",
                  "error": "epoch 0, error"}
        printed = {(entry["quantity"], entry["layer"], entry["unit"]) for entry in HAND["printed"]}
        for k, expectation in enumerate(HAND["expectations"]):
            for exact in other_digits(expectation["exact"]):
                with self.subTest((expectation, exact)):
                    case = copy.deepcopy(HAND)
                    case["expectations"][k]["exact"] = exact
                    result = self.verify(case)
                    self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
                    self.assertIn(f"    ✗ {self.golden}/cases/hand.json: 1 of 13 exact numbers not within tolerance; "
                                  f"the first is {places[expectation['quantity']].format(**expectation)}: expected {exact}, "
                                  f"found {float(expectation['exact'])}", result.stdout)
                    self.assertIn("\n13 exact numbers: 12 within tolerance, 1 not\n", result.stdout)
                    also_printed = tuple(expectation.get(key) for key in ("quantity", "layer", "unit")) in printed
                    self.assertEqual(1 + also_printed, result.stdout.count("✗"))

    def test_problem_changed(self):
        for text, other in [('"rate": "0.5"', '"rate": "0.25"'), ('"-1.5"', '"1.5"'), ('"identity"', '"sigmoid"'),
                            ('"factor": "1/2"', '"factor": "1"')]:
            with self.subTest(text):
                self.assertEqual(FAILED, self.verify(json.loads(json.dumps(HAND).replace(text, other))).returncode)

    def test_nothing_to_check(self):
        """A check that checked nothing has not passed."""
        for words in [["hand"], [], ["--quiet"]]:
            with self.subTest(words):
                result = self.verify({key: HAND[key] for key in ("format", "id", "document", "title", "problem")}, *words)
                self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
                self.assertRegex(result.stdout, r"(?m)^    ✗ .*/cases/hand\.json: expected numbers to check, found neither "
                                                r"printed nor exact ones: ")
                self.assertIn("0 printed numbers: ", result.stdout)

    def test_nothing_to_check_among_others(self):
        self.put({key: HAND[key] for key in ("format", "document", "title", "problem")} | {"id": "empty"}, name="empty")
        self.assertEqual(FAILED, self.run_on_golden("verify").returncode)

    def test_nothing_to_check_in_a_file(self):
        result = self.goldprop("verify", str(HERE / "mixed.json"))
        self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
        self.assertIn("mixed.json: expected numbers to check, found neither printed nor exact ones: "
                      f"goldprop certify {HERE / 'mixed.json'} --output NEW adds exact ones\n", result.stdout)

    def test_own_file(self):
        """A file of the user's own is checked as a case is, under whatever documents there are."""
        result = self.goldprop("verify", str(HERE / "hand.json"))
        self.assert_done(result)
        self.assertIn("13 exact numbers: 13 within tolerance, 0 not\n", result.stdout)
        self.assertEqual(result.stdout, self.goldprop("verify", "-", stdin=json.dumps(HAND)).stdout)

    def test_one_case_among_several(self):
        self.put(HAND | {"id": "other"}, name="other")
        self.assertIn("\n26 exact numbers", self.run_on_golden("verify").stdout)
        self.assertIn("\n13 exact numbers", self.run_on_golden("verify", "other").stdout)
        self.assertIn("\n26 exact numbers", self.run_on_golden("verify", "hand", "other").stdout)

    def test_the_wrong_one_among_several(self):
        self.put(self.with_printed("h1", printed="0.189") | {"id": "wrong"}, name="another")
        self.assertEqual(PASSED, self.run_on_golden("verify", "hand").returncode)
        self.assertEqual(FAILED, self.run_on_golden("verify", "another", "hand").returncode)
        self.assertEqual(FAILED, self.run_on_golden("verify", "hand", "another").returncode)
        self.assertEqual(FAILED, self.run_on_golden("verify").returncode)


class Documents(GoldenTest):
    """The golden data that the program comes with."""

    def copy_golden(self):
        shutil.rmtree(self.golden)
        shutil.copytree(SOURCE / "golden", self.golden)

    def test_everything_holds(self):
        result = self.goldprop("verify")
        self.assert_done(result)
        printed, exact = re.findall(r"(?m)^(\d+) (?:printed|exact) numbers: ", result.stdout)
        data = [json.loads(file.read_text(encoding="utf-8")) for file in CASES]
        self.assertEqual(sum(len(case.get("printed", [])) for case in data), int(printed))
        self.assertEqual(sum(len(case.get("expectations", [])) for case in data), int(exact))
        self.assertGreaterEqual(int(printed), 64)
        self.assertNotIn("✗", result.stdout)
        readings = [entry["reading"] for case in data for entry in case.get("printed", [])]
        self.assertEqual(10, readings.count("noise"))
        self.assertIn(f"({readings.count('chain')} chain, {readings.count('step')} step, {readings.count('erratum')} errata, "
                      "10 rounding noise), 0 not\n", result.stdout)

    def test_own_mistakes(self):
        """What a document's own mistake has moved is marked, and what stands beside it is the number of the textbook's case."""
        for name in ["samsel", "randomwalk"]:
            exact, right = ({tuple(entry.get(key) for key in PLACE): float(entry["exact"]) for entry in json.loads(
                (SOURCE / "golden" / "cases" / f"{case}.json").read_text(encoding="utf-8"))["expectations"]}
                for case in (name, name + "-textbook"))
            text = self.goldprop("verify", name).stdout
            for printed in json.loads((SOURCE / "golden" / "cases" / f"{name}.json").read_text(encoding="utf-8"))["printed"]:
                with self.subTest((name, printed["name"])):
                    where = tuple(printed.get(key) for key in PLACE)
                    mark = re.search(rf"(?:✓ |: |, |; ){words_of(printed['name'])}(?: {{2,}}[^\n]*?)?, with the document's own "
                                     r"mistake: textbook gives ([-+.\de]+)", text)
                    moved = abs(exact[where] - right[where]) > 1e-12 * abs(exact[where])
                    self.assertEqual(moved, bool(mark))
                    if moved:
                        self.assertAlmostEqual(right[where] * (-1 if printed.get("negated") else 1), float(mark[1]), delta=1e-9)
        self.assertNotIn("own mistake: textbook", self.goldprop("verify", "garrett-3-4-1", "samsel-textbook").stdout)

    def test_every_printed_number_counts(self):
        """With its last digit changed, each number that a document prints turns the check red, and no other does."""
        self.copy_golden()
        changed = 0
        for file in CASES:
            case = json.loads(file.read_text(encoding="utf-8"))
            operands = {name for entry in case.get("printed", []) for name in entry.get("operands", [])}
            for k, printed in enumerate(case.get("printed", [])):
                # The digits of an erratum are wrong already; other numbers rest on operands.
                if printed["reading"] == "erratum" or printed["name"] in operands:
                    continue
                # The last digits of rounding noise depend on the machine; the tenth does not.
                text = list(other_digits(printed["printed"].partition(" ")[0]))[10 if printed["reading"] == "noise" else -1]
                wrong = copy.deepcopy(case)
                wrong["printed"][k]["printed"] = text + printed["printed"][len(text):]
                self.put(wrong, name=file.stem, documents=REAL_DOCUMENTS)
                with self.subTest((file.stem, printed["name"])):
                    result = self.run_on_golden("verify", "--quiet", file.stem)
                    self.assertEqual(FAILED, result.returncode)
                    self.assertRegex(result.stdout, rf"✗ {words_of(printed['name'])} ")
                    self.assertEqual(1, result.stdout.count("✗"))
                    changed += 1
        self.assertGreater(changed, 40)

    def test_list(self):
        result = self.goldprop("list")
        self.assert_done(result)
        lines = result.stdout.splitlines()
        self.assertEqual(["case", "layers", "updates", "printed", "expected", "difficulty", "b32", "b64", "title"], lines[0].split())
        self.assertEqual(sorted(file.stem for file in CASES), sorted(line.split()[0] for line in lines[1:]))
        for line in lines[1:]:
            name, layers, updates, printed, expected, *difficulty, title = line.split(maxsplit=8)
            case = json.loads((SOURCE / "golden" / "cases" / f"{name}.json").read_text(encoding="utf-8"))
            problem = case["problem"]
            sizes = [problem["inputs"]] + [layer["units"] for layer in problem["layers"]]
            steps = problem["training"]["epochs"] * -(-len(problem["samples"]) // problem["training"]["batch"])
            self.assertEqual(("-".join(map(str, sizes)), steps, len(case.get("printed", [])), len(case.get("expectations", [])),
                              case["title"]), (layers, int(updates), int(printed), int(expected), title))
            amplification = max(float(number.get("amplification", "1")) for number in case["expectations"])
            b32, b64 = (max(0, -math.log10(4 * amplification * u)) for u in (2 ** -24, 2 ** -53))
            level = "lower" if b32 >= 3 else "average" if b64 >= 8 else "higher"
            self.assertEqual([level, str(int(b32)), str(int(b64))], difficulty)

    def test_every_case_is_found_by_its_id(self):
        for file in CASES:
            self.assertEqual(file.stem, json.loads(file.read_text(encoding="utf-8"))["id"])
            self.assert_done(self.goldprop("show", file.stem))


class Folder(GoldenTest):
    """GOLDPROP_GOLDEN"""

    READERS = [("verify",), ("list",), ("table",)]

    def assert_no_cases(self, folder, why):
        for words in self.READERS:
            with self.subTest(words):
                self.assert_refused(self.goldprop(*words, golden=folder),
                                    rf"{words_of(str(folder))}/cases: expected the cases of the golden data, found: {why}; set "
                                    r'GOLDPROP_GOLDEN to the folder "golden"')

    def test_missing(self):
        self.assert_no_cases("/nonsense", "No such file or directory")

    def test_file(self):
        self.assert_no_cases(self.folder / self.write("file", ""), "Not a directory")

    def test_empty(self):
        (self.folder / "empty" / "cases").mkdir(parents=True)
        self.assert_no_cases(self.folder / "empty", "none")

    def test_too_long(self):
        self.assert_refused(self.goldprop("list", golden="x/" * 2044 + "x"), "(x/)+.*")  # the message is as long as may be
        self.assert_refused(self.goldprop("list", golden="x" * 5000), "GOLDPROP_GOLDEN: expected a shorter path")

    def test_unknown_case(self):
        self.assert_refused(self.run_on_golden("show", "samsel"), rf'"samsel": .* found no {self.golden}/cases/samsel\.json')
        self.assert_refused(self.goldprop("show", "samsel", golden="/nonsense"), r".* found no /nonsense/cases/samsel\.json")

    def test_unset_where_it_is_empty(self):
        self.assertEqual(self.goldprop("list").stdout, self.goldprop("list", golden="").stdout)

    def test_relative(self):
        self.assertIn("\nhand ", self.goldprop("list", golden="golden").stdout)

    def test_name_with_odd_characters(self):
        odd = self.folder / "a [b]* ?'\"{x,y}~$HOME\\"
        self.golden.rename(odd)
        self.assertIn("\nhand ", self.goldprop("list", golden=odd).stdout)
        self.assert_done(self.goldprop("verify", golden=odd))

    def test_other_files_are_no_cases(self):
        for name in [".hidden.json", "hand.json~", "hand.json.orig", "README.md", ".json", "json"]:
            (self.golden / "cases" / name).write_text("no case")
        result = self.run_on_golden("list")
        self.assert_done(result)
        self.assertEqual(2, len(result.stdout.splitlines()))

    def test_one_bad_case_among_good_ones(self):
        """Nothing is said of the good ones before it is known that all can be read."""
        (self.golden / "cases" / "other.json").write_text("{")
        for words in [*self.READERS, ("verify", "hand", "other"), ("table", "hand", "other")]:
            with self.subTest(words):
                self.assert_refused(self.run_on_golden(*words), r".*/cases/other\.json:1: expected JSON, found .*")
        self.assert_done(self.run_on_golden("verify", "hand"))

    def test_bad_documents(self):
        file = self.golden / "documents.json"
        for text, why in [("{", ":1: expected JSON, found .*"), ("{}", ":1: expected .*, found .*"),
                          ('[{"id": "x"}]', r':1: \[0\]: expected the key ".*", found none'),
                          (None, ": .*: No such file or directory")]:
            with self.subTest(text):
                file.unlink() if text is None else file.write_text(text)
                self.assert_refused(self.run_on_golden("verify"), rf"{file}{why}")
