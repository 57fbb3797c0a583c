"""A trace against a case: what is told of it, in each format, and how the program ends."""

import json
import math
import re
from fractions import Fraction

import reports
from program import FAILED, HERE, PASSED, SOURCE, ProgramTest, words_of

MISTAKE = ("this is what comes out when the hidden deltas use output weights that this step has already updated "
           "(hidden-delta-from-updated-weights; equation eq_hidden_delta, page mistake_hidden_delta_from_updated_weights)")


# What samsel's run has, where an answer has something of each.
WHOLE = "(2 layers, 2 steps, 2 epochs)"


class CheckTest(ProgramTest):
    def trace(self, case):
        """The trace of a case as data."""
        result = self.goldprop("trace", "--recorded", case)
        self.assert_done(result)
        return json.loads(result.stdout)

    def check(self, case, trace, *words):
        text = trace if isinstance(trace, str) else json.dumps(trace)
        return self.goldprop("check", *words, case, "-", stdin=text)

    def assert_report(self, result, status, *lines):
        """These lines of text, where a line may be cut short by an ellipsis."""
        self.assert_done(result, status)
        found = result.stdout.splitlines()
        self.assertEqual(len(lines), len(found), result.stdout)
        for expected, line in zip(lines, found):
            if expected.endswith("..."):
                self.assertEqual(expected[:-3], line[:len(expected) - 3])
            else:
                self.assertEqual(expected, line)

    def layers(self, trace):
        """The layers of all samples of all steps."""
        return [layer for step in trace["steps"] for sample in step["samples"] for layer in sample["layers"]]

    def head(self, mark, case, words):
        return f"{mark} {case:32} {words}"


class Numbers(CheckTest):
    def test_every_case(self):
        """The program's own trace passes."""
        for path in sorted((SOURCE / "golden" / "cases").glob("*.json")):
            case = json.loads(path.read_text(encoding="utf-8"))
            if case["problem"]["training"]["epochs"] > 1000:
                continue
            with self.subTest(path.stem):
                result = self.check(path.stem, self.trace(path.stem))
                self.assert_done(result, PASSED)
                spans = [(len({number[key] for number in case["expectations"] if key in number}), key)
                         for key in ("layer", "step", "epoch")]
                words = ", ".join(f"{count} {key}{'s' * (count > 1)}" for count, key in spans if count > 0)
                self.assertRegex(result.stdout, re.escape(self.head("✓", path.stem, "")) + rf"\d+ numbers \({words}\)\n\Z")

    def test_files(self):
        """Case and trace may be files; the case's own trace is whole."""
        self.write("trace.json", self.goldprop("trace", "samsel").stdout)
        self.write("case.json", (SOURCE / "golden" / "cases" / "samsel.json").read_text(encoding="utf-8"))
        self.assert_report(self.goldprop("check", "case.json", "trace.json"), PASSED, self.head("✓", "samsel", f"47 numbers {WHOLE}"))
        self.assert_report(self.goldprop("check", "-", "trace.json", stdin=(self.folder / "case.json").read_text()), PASSED,
                           self.head("✓", "samsel", f"47 numbers {WHOLE}"))

    def test_missing(self):
        trace = self.trace("samsel")
        for layer in self.layers(trace):
            del layer["z"]
            layer.pop("delta", None)
        self.assert_report(self.check("samsel", trace), PASSED, self.head("✓", "samsel", f"38 numbers {WHOLE}, 9 missing: z, delta"))
        del trace["steps"][0]["samples"][0]["layers"][0]
        self.assert_report(self.check("samsel", trace), PASSED,
                           self.head("✓", "samsel", f"32 numbers {WHOLE}, 15 missing: z, delta, some of a, da, slope"))
        trace = self.trace("samsel")
        del trace["steps"][1]
        self.assert_report(self.check("samsel", trace), PASSED,
                           self.head("✓", "samsel", "33 numbers (2 layers, 1 of 2 steps (0), 2 epochs), 14 missing: W, some of "
                                                     "z, a, output_loss, loss"))

    def test_nothing_to_compare(self):
        result = self.check("samsel", {"format": "goldprop-trace-1"})
        self.assert_report(result, FAILED, self.head(
            "✗", "samsel", "expected at least one of the 47 numbers that this case asks for, found none"))

    def test_long_texts_of_numbers(self):
        """A whole trace of a long run fits in the memory that its values may take, whatever the writing of its numbers."""
        trace = self.goldprop("trace", "garrett-3-1").stdout
        number = r'(?<=[\[ ])(-?\d+\.\d+)(e-?\d+)?(?=[,\]}])'
        longer = re.sub(number, lambda match: f'"{match[1]:0<40}{match[2] or ""}"', trace)
        self.assertGreater(len(longer), 1.4 * len(trace))
        self.assert_report(self.check("garrett-3-1", longer), PASSED, self.head("✓", "garrett-3-1", "367 numbers (1 layer, 8 steps, 8 epochs)"))

    def test_conventions(self):
        trace = self.trace("samsel")
        for layer in self.layers(trace):
            layer["layer"] -= 1
            for quantity in ("da", "delta"):
                if quantity in layer:
                    layer[quantity] = [-value for value in layer[quantity]]
        for step in trace["steps"]:
            step["step"] += 1
            for sample in step["samples"]:
                sample["dx"] = [-value for value in sample.get("dx", [])] or None
            for layer in step["parameters"] + step.get("gradients", []) + step.get("clipped", []) + step.get("changes", []):
                layer["layer"] -= 1
        trace["conventions"] = {"steps_from": 1, "loss_factor": "1"}
        self.assert_report(self.check("samsel", trace), PASSED, self.head(
            "✓", "samsel", f"47 numbers {WHOLE}; its delta is -dE/dz (found out); it counts layers from 0 (found out); it counts steps "
                           "from 1 (declared)"))
        report = json.loads(self.check("samsel", trace, "--format", "json").stdout)
        self.assertEqual([{"name": "delta", "value": "-dE/dz", "declared": False},
                          {"name": "layers_from", "value": 0, "declared": False},
                          {"name": "steps_from", "value": 1, "declared": True}], report["cases"][0]["conventions"])

    def test_factors(self):
        trace = self.trace("samsel")
        for step in trace["steps"]:
            step["samples"][0]["loss"] *= 2
        self.assert_report(self.check("samsel", trace), PASSED, self.head(
            "✓", "samsel", f"47 numbers {WHOLE}; its loss is 2 times that of the case (found out)"))
        report = json.loads(self.check("samsel", trace, "--format", "json").stdout)
        self.assertEqual([{"name": "loss_factor", "value": "2", "declared": False}], report["cases"][0]["conventions"])

    def test_precision(self):
        trace = self.trace("samsel") | {"precision": "binary16"}
        self.assert_report(self.check("samsel", trace), PASSED, self.head("✓", "samsel", f"47 numbers in binary16 {WHOLE}"))


class Mistakes(CheckTest):
    def test_named(self):
        trace = self.trace("samsel")
        trace["case"] = "samsel-textbook"
        self.assert_report(
            self.check("samsel-textbook", trace), FAILED,
            self.head("✗", "samsel-textbook", f"4 of 47 numbers wrong, 23 more follow from them {WHOLE}"),
            "    step 0, sample 0, layer 1, da[0]: expected 0.0122, got 0.01108 (1.0 right digits) "
            "[golden_samsel_textbook_s0_n0_l1_da0]",
            "    " + MISTAKE, "    agrees here, not confirmed: hidden-delta-from-updated-weights")

    def test_left_out(self):
        trace = self.trace("samsel-textbook")
        trace["case"] = "samsel"
        self.assert_report(
            self.check("samsel", trace), FAILED,
            self.head("✗", "samsel", f"4 of 47 numbers wrong, 23 more follow from them {WHOLE}"),
            "    step 0, sample 0, layer 1, da[0]: expected 0.01108, got 0.0122 (1.0 right digits) "
            "[golden_samsel_s0_n0_l1_da0]",
            "    this is what comes out when the program does not depart as the case asks "
            "(hidden-delta-from-updated-weights; equation eq_hidden_delta, page mistake_hidden_delta_from_updated_weights)")

        (case,) = json.loads(self.check("samsel", trace, "-f", "json").stdout)["cases"]
        self.assertEqual([[{"departure": "hidden-delta-from-updated-weights", "left_out": True}]], case["explanations"])

    def test_json(self):
        """Every value of the report of a failure, against the case's own file."""
        trace = self.trace("samsel")
        trace["case"] = "samsel-textbook"
        result = self.check("samsel-textbook", trace, "--format", "json")
        self.assert_done(result, FAILED)
        report = json.loads(result.stdout)
        version = self.goldprop("--version").stdout.split()[1]
        (case,) = report.pop("cases")
        (found,) = report.pop("found")
        self.assertEqual({"verdict": "not confirmed", "departure": "hidden-delta-from-updated-weights", "cases": 1, "numbers": 4,
                          "fresh_problems": 0, "fresh_numbers": 0}, found)
        self.assertEqual({"format": "goldprop-report-1", "goldprop": version, "passed": 0, "failed": 1, "unsupported": 0,
                          "errors": 0, "known_failures": 0}, report)
        (finding,) = case.pop("findings")
        covered = case.pop("covered")
        self.assertEqual(("1-2", "0-1", "0-1"), (covered["layers"], covered["steps"], covered["epochs"]))
        self.assertEqual((47, 3), (sum(covered["quantities"].values()), covered["quantities"]["slope"]))
        self.assertEqual({"case": "samsel-textbook", "result": "failed", "precision": "binary64", "expected": 53,
                          "compared": 47, "given": 6, "right": 20, "wrong": 4, "following": 23, "later": 0, "missing": 0,
                          "conventions": [],
                          "explanations": [[{"departure": "hidden-delta-from-updated-weights", "left_out": False}]]}, case)
        golden = json.loads((SOURCE / "golden" / "cases" / "samsel-textbook.json").read_text(encoding="utf-8"))
        place = {"quantity": "da", "step": 0, "sample": 0, "layer": 1, "unit": 0}
        (exact,) = [number["exact"] for number in golden["expectations"] if place.items() <= number.items()]
        got = trace["steps"][0]["samples"][0]["layers"][0]["da"][0]
        digits = -math.log10(abs(Fraction(got) - Fraction(exact)) / abs(Fraction(exact)))
        self.assertAlmostEqual(digits, finding.pop("right_digits"), delta=0.01)
        self.assertEqual(got, float(finding.pop("got")))
        self.assertEqual(place | {"place": "step 0, sample 0, layer 1, da[0]", "expected": exact, "count": 4,
                                  "anchor": "golden_samsel_textbook_s0_n0_l1_da0"}, finding)

    def test_places_in_json(self):
        """A weight has an input; an error has an epoch and nothing else."""
        trace = self.trace("samsel")
        trace["steps"][0]["parameters"][1]["W"][0][1] += 1
        trace["errors"][1]["error"] *= 3
        report = json.loads(self.check("samsel", trace, "--format", "json").stdout)
        weight, error = report["cases"][0]["findings"]
        self.assertEqual({"quantity": "W", "step": 0, "layer": 2, "unit": 0, "input": 1, "place": "step 0, layer 2, W[0][1]"},
                         {key: weight[key] for key in weight if key in
                          ("quantity", "step", "epoch", "sample", "layer", "unit", "input", "place")})
        self.assertEqual({"quantity": "error", "epoch": 1, "place": "epoch 1, error"},
                         {key: error[key] for key in error if key in
                          ("quantity", "step", "epoch", "sample", "layer", "unit", "input", "place")})

    def test_own_numbers(self):
        """What only follows from an earlier mistake is expected as it follows."""
        trace = self.trace("samsel")
        layers = trace["steps"][0]["samples"][0]["layers"]
        layers[0]["a"][0], layers[1]["z"][0] = 0.5, 9
        first, second = json.loads(self.check("samsel", trace, "-f", "json").stdout)["cases"][0]["findings"]
        self.assertEqual("step 0, sample 0, layer 2, z[0]", second["place"])
        own = 0.3 * 0.5 + 0.9 * layers[0]["a"][1]  # by the weights of the case
        self.assertAlmostEqual(own, float(second["expected"]), places=15)
        text = self.check("samsel", trace).stdout
        self.assertIn(f"\n    {first['place']}: expected 0.68, got 0.5 (", text)
        self.assertIn(f"\n    {second['place']}: expected {own:.3g} by your own numbers, got 9 (0.0 right digits) [", text)
        self.assertTrue(text.endswith("\n    no single known mistake explains this, and no two of them do\n"), text)

    def test_digits(self):
        """As many as tell the numbers apart, and two more."""
        trace = self.trace("samsel")
        trace["steps"][0]["samples"][0]["layers"][1]["z"][0] *= 1 + 1e-12
        text = self.check("samsel", trace).stdout
        exact, got = text.split("expected ")[1].split(" (")[0].split(", got ")
        apart = len(exact.replace("0.", "")) - 2
        self.assertGreater(apart, 10)
        self.assertNotEqual(f"{float(exact):.{apart}g}", f"{float(got):.{apart}g}")
        self.assertEqual(f"{float(exact):.{apart - 1}g}", f"{float(got):.{apart - 1}g}")

    def test_not_finite(self):
        for text, word in [("nan", "nan"), ("-nan", "nan"), ("inf", "inf"), ("-inf", "-inf")]:
            with self.subTest(text):
                trace = self.trace("samsel")
                trace["steps"][0]["samples"][0]["layers"][1]["a"][0] = text
                result = self.check("samsel", trace)
                self.assert_done(result, FAILED)
                self.assertIn(f": expected 0.69, got {word} (0.0 right digits) [golden_samsel_s0_n0_l2_a0]\n", result.stdout)
                report = json.loads(self.check("samsel", trace, "-f", "json").stdout)
                self.assertEqual(word, report["cases"][0]["findings"][0]["got"])

    def test_many_findings(self):
        """Ten are shown; others of the same quantity and layer are counted."""
        trace = self.trace("deep-regression")
        for layer in self.layers(trace):
            layer["z"] = [value * 1.5 + 1 for value in layer["z"]]
            layer["a"] = [value * 1.25 - 1 for value in layer["a"]]
            if "delta" in layer:
                layer["delta"] = [value * 1.125 + 2 for value in layer["delta"]]
        result = self.check("deep-regression", trace)
        self.assert_done(result, FAILED)
        report = json.loads(self.check("deep-regression", trace, "-f", "json").stdout)
        findings = report["cases"][0]["findings"]
        self.assertGreater(len(findings), 10)
        shown = result.stdout.splitlines()[1:]
        for line, finding in zip(shown, findings[:10]):
            self.assertTrue(line.startswith(f"    {finding['place']}: expected "), line)
            if finding["count"] > 1:
                self.assertTrue(line.endswith(f"; {finding['count'] - 1} more of {finding['quantity']} in layer "
                                              f"{finding['layer']}"), line)
        self.assertEqual([f"    and {len(findings) - 10} more",
                          "    no single known mistake explains this, and no two of them do"], shown[10:12])
        # Numbers that are wrong at random meet some formula; without the program nobody can say whether it is one.
        self.assertTrue(shown[12:])
        self.assertEqual([], [line for line in shown[12:] if not line.startswith(("    agrees here, not confirmed: ", "        "))])

    def test_problem_without_id(self):
        """A file of one's own has no page that an anchor could lead to."""
        data = json.loads((SOURCE / "golden" / "cases" / "samsel.json").read_text(encoding="utf-8"))
        for key in ("id", "document", "names", "printed"):
            del data[key]
        self.write("mine.json", json.dumps(data))
        trace = self.trace("samsel")
        del trace["case"]
        self.assert_report(self.check("mine.json", trace), PASSED, self.head("✓", "mine.json", f"47 numbers {WHOLE}"))
        trace["errors"][0]["error"] = 7
        self.assertNotIn("[golden", self.check("mine.json", trace).stdout)
        report = json.loads(self.check("mine.json", trace, "-f", "json").stdout)
        self.assertEqual("mine.json", report["cases"][0]["case"])
        self.assertNotIn("anchor", report["cases"][0]["findings"][0])


class Rivals(CheckTest):
    """rivals.json has one weight, which moves from 3/4 to 0: half of that step comes out by any of four mistakes."""

    HALVED = "the slope of the loss lacks its factor 2 (loss-slope-halved)"
    AVERAGED = "the gradients of a batch are averaged where they are to be added up (mean-for-sum)"
    LAST = "the gradient of a batch is that of its last sample alone (last-sample-only)"
    TWICE = "the learning rate is multiplied in twice (rate-twice)"

    def check_weight(self, weight, *lines):
        steps = [{"step": step, "parameters": [{"layer": 1, "W": [[value]]}]} for step, value in enumerate([0.75, weight])]
        result = self.check(str(HERE / "rivals.json"), {"format": "goldprop-trace-1", "steps": steps})
        self.assert_done(result, FAILED)
        first, second, *rest = result.stdout.splitlines()
        self.assertTrue(first.endswith(" 1 of 1 number wrong (1 layer, 1 step)"), first)
        self.assertTrue(second.startswith("    step 1, layer 1, W[0][0]: expected 0, got "), second)
        self.assertEqual(["    " + line for line in lines], rest)

    def test_single_mistakes(self):
        self.check_weight(0.375, f"this is what comes out when {self.HALVED[:-1]}; equation eq_loss_slope, page "
                                "mistake_loss_slope_halved)",
                          f"the numbers cannot exclude: {self.AVERAGED}", f"  or: {self.LAST}", f"  or: {self.TWICE}",
                          "agrees here, not confirmed: loss-slope-halved, mean-for-sum, last-sample-only, rate-twice")

    def test_pairs(self):
        """A quarter of the step comes out by any two of the four. Both show in the same number, which is told once."""
        self.check_weight(0.5625, f"two mistakes meet: {self.HALVED}, and {self.AVERAGED}",
                          f"the numbers cannot exclude: {self.HALVED}, and {self.LAST}", f"  or: {self.HALVED}, and {self.TWICE}",
                          f"  or: {self.AVERAGED}, and {self.LAST}", "  and 2 more")

    def test_none(self):
        self.check_weight(0.1, "no single known mistake explains this, and no two of them do")


class Formats(CheckTest):
    def test_pass(self):
        trace = self.trace("samsel")
        self.assertEqual([{"ok": True, "description": "samsel", "directive": None, "reason": None,
                           "covered": f"47 numbers {WHOLE}"}],
                         reports.from_tap(self.check("samsel", trace, "-f", "tap").stdout))
        self.assertEqual([{"case": "samsel", "result": "passed", "message": "", "details": []}],
                         reports.from_junit(self.check("samsel", trace, "-f", "junit").stdout))

    def test_failure(self):
        trace = self.trace("samsel")
        trace["case"] = "samsel-textbook"
        (tap,) = reports.from_tap(self.check("samsel-textbook", trace, "-f", "tap").stdout)
        (junit,) = reports.from_junit(self.check("samsel-textbook", trace, "-f", "junit").stdout)
        self.assertEqual((False, "samsel-textbook", None), (tap["ok"], tap["description"], tap["directive"]))
        self.assertEqual(("samsel-textbook", "failure"), (junit["case"], junit["result"]))
        for message, details in [tap["diagnostics"].values(), (junit["message"], junit["details"])]:
            self.assertEqual(f"4 of 47 numbers wrong, 23 more follow from them {WHOLE}", message)
            self.assertTrue(details[0].startswith("step 0, sample 0, layer 1, da[0]: expected 0.0122, got 0.01108 ("))
            self.assertEqual([MISTAKE], details[1:])

    def test_unsupported(self):
        reason = 'no <shared> "biases" & # \\ \t\u0085\ufffe'
        shown = 'no <shared> "biases" & # \\ ?'
        trace = {"unsupported": reason}
        self.assert_done(self.check("samsel", trace, "--format", "text"), FAILED)
        text = self.check("samsel", trace).stdout
        self.assertTrue(text.startswith(self.head("–", "samsel", f"unsupported: {shown}")), text)
        self.assertEqual(1, text.count("\n"))
        (case,) = json.loads(self.check("samsel", trace, "-f", "json").stdout)["cases"]
        self.assertEqual({"case", "result", "why"}, set(case))
        self.assertEqual(("samsel", "unsupported"), (case["case"], case["result"]))
        (tap,) = reports.from_tap(self.check("samsel", trace, "-f", "tap").stdout)
        self.assertEqual((True, "SKIP"), (tap["ok"], tap["directive"]))
        (junit,) = reports.from_junit(self.check("samsel", trace, "-f", "junit").stdout)
        self.assertEqual("skipped", junit["result"])
        for found in (case["why"], tap["reason"], junit["message"]):
            self.assertTrue(found.startswith(shown), found)
            self.assertTrue(found.isprintable(), found)

    def test_long_reason(self):
        """What is cut amid a character is shown all the same."""
        for blanks in range(3):
            trace = {"unsupported": "." * blanks + "猫" * 1000}
            (case,) = json.loads(self.check("samsel", trace, "-f", "json").stdout)["cases"]
            self.assertGreater(len(case["why"]), 300)
            reports.from_tap(self.check("samsel", trace, "-f", "tap").stdout)
            reports.from_junit(self.check("samsel", trace, "-f", "junit").stdout)

    def test_odd_file_names(self):
        data = json.loads((SOURCE / "golden" / "cases" / "samsel.json").read_text(encoding="utf-8"))
        trace = self.trace("samsel")
        for key in ("id", "document", "names", "printed"):
            del data[key]
        del trace["case"]
        for name, shown in [("a\n<b>&\"#.json", 'a?<b>&"#.json'), (b"\xff\t\x01.json".decode("utf-8", "surrogateescape"),
                                                                 "???.json")]:
            (self.folder / name).write_text(json.dumps(data), encoding="utf-8")
            with self.subTest(shown):
                (case,) = json.loads(self.check(name, trace, "-f", "json").stdout)["cases"]
                (tap,) = reports.from_tap(self.check(name, trace, "-f", "tap").stdout)
                (junit,) = reports.from_junit(self.check(name, trace, "-f", "junit").stdout)
                self.assertEqual([shown] * 3, [case["case"], tap["description"], junit["case"]])
                self.assert_report(self.check(name, trace), PASSED, self.head("✓", shown, f"47 numbers {WHOLE}"))


class Refused(CheckTest):
    def test_words(self):
        for words, pattern in [
                ([], "check: expected a CASE and a TRACE, found none; goldprop check --help tells more"),
                (["samsel"], "check: expected a CASE and a TRACE, found none; goldprop check --help tells more"),
                (["samsel", "-", "x"], 'check: expected nothing after "-", found "x"; goldprop check --help tells more'),
                (["-", "-"], "check: expected standard input to be the case or the trace, found - for both"),
                (["--format", "xml", "samsel", "-"], '--format: expected text, json, tap or junit, found "xml"'),
                (["--format", "", "samsel", "-"], '--format: expected text, json, tap or junit, found ""'),
                (["samsel", "-", "-f"], 'check: expected a value after "-f", found none; goldprop check --help tells more'),
                (["--quiet", "samsel", "-"], 'check: expected an option of this command, found "--quiet"; goldprop check --help '
                                             "tells more")]:
            with self.subTest(words):
                self.assert_refused(self.goldprop("check", *words), words_of(pattern))

    def test_no_such_case(self):
        self.assert_refused(self.goldprop("check", "nothing", "-"), '"nothing": expected the id of a case .*')
        self.assert_refused(self.goldprop("check", "nothing.json", "-"), "nothing.json: expected .*No such file or directory")

    def test_case_without_expectations(self):
        data = json.loads((SOURCE / "golden" / "cases" / "samsel.json").read_text(encoding="utf-8"))
        self.write("problem.json", json.dumps({key: data[key] for key in ("format", "problem")}))
        self.assert_refused(self.check("problem.json", self.trace("samsel")), words_of(
            "problem.json: expected a case with expectations, found none: goldprop certify problem.json --output NEW adds them"))

    def test_trace_that_cannot_be_read(self):
        for trace, pattern in [
                ("", "standard input:1: expected JSON, found an empty file"),
                ("{", "standard input:1: expected JSON, found an error: .*"),
                (b"{\"\xff".decode("utf-8", "surrogateescape"), "standard input:1: expected JSON, found an error: .*"),
                ("[]", "standard input:1: expected an object, found an array.*"),
                ("{}", "standard input:1: .*format.*"),
                ({"format": "goldprop-trace-1", "case": "hello"}, 'standard input:1: case: expected the case that was asked '
                                                                   'for, "samsel", found "hello"'),
                ({"format": "goldprop-trace-1", "steps": [{"step": 7}]}, "standard input:1: .*expected a step of the run.*")]:
            with self.subTest(trace):
                text = trace if isinstance(trace, str) else json.dumps(trace)
                result = self.goldprop("check", "samsel", "-", stdin=text, errors="surrogateescape")
                self.assert_refused(result, pattern)
        self.assert_refused(self.goldprop("check", "samsel", "nothing.json"), "nothing.json: expected .*No such file or directory")

    def test_traces_that_are_hard_to_walk_through(self):
        """A complaint names its line in a text that the JSON library reads in another way than it looks."""
        for text, complaint in [
                ('{"format":"goldprop-trace-1","steps":[\n{"step":0\0},{"step":7}]}',
                 "2: expected JSON, found an error: a byte that is zero"),
                ('{"steps":1\0,"x":2}', "1: expected JSON, found an error: a byte that is zero"),
                ('{"format":"goldprop-trace-1","\\u0073teps":[{"step":0},\n{"step":9}],"case":"hello"}',
                 r"2: steps\[1\]\.step: expected a step of the run, from 0 to 1, found 9"),
                ('{"format":"goldprop-trace-1","\\u0078": 1,\n"\\"\\u007d":[{"step":0},{"step":9}]}',
                 r"1: x: expected a key that is .*, found \"x\"")]:
            with self.subTest(text):
                self.assert_refused(self.check("hello", text), f"standard input:{complaint}")

    def test_stdout_full_disk(self):
        self.write("trace.json", json.dumps(self.trace("samsel")))
        for form in ["text", "json", "tap", "junit"]:
            with self.subTest(form), open("/dev/full", "w") as full:
                self.assert_refused(self.goldprop("check", "--format", form, "samsel", "trace.json", stdout=full),
                                    "standard output: expected to write it whole, found: No space left on device")
