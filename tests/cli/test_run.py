"""Somebody else's program against the cases: what becomes of each case, of the run, and what a list of known failures changes."""

import json
import os
import pty
import re
import sys
import time

import reports
from given import is_given
from program import ENDING_SIGNALS, FAILED, HERE, PASSED, PROGRAM, SOURCE, ProgramTest, seen_at, words_of

CASES = sorted((path.stem for path in (SOURCE / "golden" / "cases").glob("*.json")), key=lambda case: (case != "hello", case))
RIGHT = [str(PROGRAM), "trace", "--recorded", "-"]
UNSUPPORTED = ["echo", '{"unsupported": "I know nothing"}']

# Right, but for the cases whose ids stand behind the name of a way to be wrong: way=case.
WAYWARD = r"""
import json, subprocess, sys
request = json.load(sys.stdin)
case = request["id"]
ways = [word.partition("=")[0] for word in sys.argv[2:] if word.endswith("=" + case)]
if "contrary" in ways and not request["problem"].pop("departures", None):
    request["problem"]["departures"] = ["hidden-delta-from-updated-weights"]
trace = json.loads(subprocess.run([sys.argv[1], "trace", "--recorded", "-"], input=json.dumps(request), capture_output=True,
                                  text=True).stdout)
for way in ways:
    if way == "last": trace["errors"][-1]["error"] += 1
    if way == "first": trace["steps"][0]["samples"][0]["layers"][0]["z"][0] += 1
    if way == "empty": trace = {"format": trace["format"]}
    if way == "unsupported": trace = {"unsupported": "no " + case}
    if way == "status":
        print("# <tag> & \x1b[31m\xff \ufffe", file=sys.stderr)
        sys.exit(44)
print(json.dumps(trace))
"""


WHOLE = "(2 layers, 2 steps, 2 epochs)"  # what each case of samsel has


class RunTest(ProgramTest):
    def run_subject(self, command, *options, **how):
        return self.goldprop("run", *options, "--", *command, **how)

    def wayward(self, *ways):
        return [sys.executable, self.write("wayward.py", WAYWARD), str(PROGRAM), *ways]

    def shell_subject(self, script):
        return ["sh", "-c", script]

    def report(self, command, *options, status=FAILED):
        """The cases of the JSON report by their ids; the counts are those of the cases."""
        result = self.run_subject(command, "--format", "json", *options)
        self.assert_done(result, status)
        report = json.loads(result.stdout)
        self.assertEqual(command, report["subject"])
        for count, word in [("passed", "passed"), ("failed", "failed"), ("unsupported", "unsupported"), ("errors", "error"),
                            ("known_failures", "known failure")]:
            self.assertEqual(report[count], sum(case["result"] == word for case in report["cases"]), count)
        return {case["case"]: case for case in report["cases"]}

    def assert_error(self, command, why, *options, stderr=None):
        """Each of two cases is an error: the run goes on behind the first one."""
        cases = self.report(command, "--case", "hello", "--case", "samsel", *options)
        self.assertEqual(["hello", "samsel"], list(cases))
        for case in cases.values():
            self.assertEqual("error", case["result"])
            self.assertRegex(case["why"], r"\A(?:" + why + r")\Z")
            self.assertEqual(stderr, case.get("stderr"))


class Subjects(RunTest):
    def test_numbers_without_a_digit(self):
        """Where rounding errors have grown too large for an arithmetic, numbers pass and say nothing: this is told."""
        case = json.loads((SOURCE / "golden/cases/growing-errors.json").read_text(encoding="utf-8"))
        lost = sum(4 * float(number.get("amplification", "1")) * 2.0 ** -24 >= 1 for number in case["expectations"])
        self.assertGreater(lost, 20)
        trace = '"$G" trace --recorded growing-errors'
        result = self.shell(f'"$G" run --case growing-errors -- sh -c \'{trace} | sed s/binary64/binary32/\'')
        self.assert_done(result)
        self.assertIn(f" in binary32 (2 layers, 5 steps, 2 epochs); rounding errors leave no digit of {lost} of them in binary32\n", result.stdout)
        result = self.shell(f'"$G" run --case growing-errors -- sh -c \'{trace}\'')
        self.assert_done(result)
        self.assertNotIn("no digit", result.stdout)

    def test_right(self):
        """All cases pass, hello first; what is counted is what they expect."""
        result = self.run_subject(RIGHT)
        self.assert_done(result)
        *lines, total = result.stdout.splitlines()
        expected = []
        for case in CASES:
            data = json.loads((SOURCE / "golden" / "cases" / f"{case}.json").read_text(encoding="utf-8"))
            expected.append((case, sum(not is_given(data["problem"], number) for number in data["expectations"])))
        self.assertEqual("hello", CASES[0])
        self.assertEqual([f"✓ {case:32} {count} numbers" for case, count in expected],
                         [line.partition(" (")[0] for line in lines])
        self.assertEqual(f"{len(CASES)} cases: {len(CASES)} passed, 0 failed; {sum(count for _, count in expected)} numbers "
                         "compared", total)

    def test_request(self):
        """The program is started once for each case, in the folder and with the environment of the run, and is given the
        problem but no expectations."""
        script = 'echo once >>starts; cat >"request-$(ls | grep -c request)"; echo \'{"unsupported": "no"}\''
        self.assert_done(self.run_subject(self.shell_subject(script)), FAILED)
        self.assertEqual(len(CASES), (self.folder / "starts").read_text().count("once"))
        for number, case in enumerate(CASES):
            request = json.loads((self.folder / f"request-{number}").read_text(encoding="utf-8"))
            golden = json.loads((SOURCE / "golden" / "cases" / f"{case}.json").read_text(encoding="utf-8"))
            self.assertEqual({key: golden[key] for key in ("format", "id", "title", "problem", "record")}, request)

    def test_time(self):
        """With a program that starts at once, all cases take no time to speak of."""
        for command in (RIGHT, UNSUPPORTED):
            seconds = []
            while min(seconds, default=10) >= 10 and len(seconds) < 3:
                began = time.monotonic()
                self.run_subject(command)
                seconds.append(time.monotonic() - began)
            self.assertLess(min(seconds), 10)  # 1.4 s on a quiet machine; more with sanitizers

    def test_unsupported(self):
        """...is not passed: a run in which nothing passes fails."""
        result = self.run_subject(UNSUPPORTED)
        self.assert_done(result, FAILED)
        *lines, total = result.stdout.splitlines()
        self.assertEqual([f"– {case:32} unsupported: I know nothing" for case in CASES], lines)
        self.assertEqual(f"{len(CASES)} cases: 0 passed, 0 failed, {len(CASES)} unsupported; 0 numbers compared: a run in which "
                         "nothing passes is no success", total)

    def test_some_unsupported(self):
        result = self.run_subject(self.wayward("unsupported=samsel"), "--case", "samsel*")
        self.assert_done(result)
        self.assertEqual([f"– {'samsel':32} unsupported: no samsel", f"✓ {'samsel-general':32} 81 numbers {WHOLE}",
                          f"✓ {'samsel-textbook':32} 47 numbers {WHOLE}", "3 cases: 2 passed, 0 failed, 1 unsupported; 128 "
                          "numbers compared"], result.stdout.splitlines())

    def test_wrong_numbers(self):
        cases = self.report(self.wayward("first=samsel", "last=samsel-general"), "--case", "samsel*")
        self.assertEqual(["failed", "failed", "passed"], [case["result"] for case in cases.values()])
        self.assertEqual("step 0, sample 0, layer 1, z[0]", cases["samsel"]["findings"][0]["place"])
        self.assertEqual("epoch 1, error", cases["samsel-general"]["findings"][0]["place"])

    def test_no_numbers(self):
        cases = self.report(self.wayward("empty=hello"), "--case", "hello")
        self.assertEqual(("failed", "expected at least one of the 16 numbers that this case asks for, found none"),
                         (cases["hello"]["result"], cases["hello"]["why"]))

    def test_one_mistake_in_all_cases(self):
        """What one case cannot tell apart, another does: at the end it is said what explains all of them."""
        golden = self.folder / "golden"
        (golden / "cases").mkdir(parents=True)
        rivals = json.loads((HERE / "rivals.json").read_text(encoding="utf-8"))
        for case, rate in [("one", "0.5"), ("two", "0.25")]:
            rivals["id"] = case
            rivals["problem"]["training"]["rate"] = rate
            rivals["expectations"][1]["exact"] = str(0.75 - 1.5 * float(rate))
            (golden / "cases" / f"{case}.json").write_text(json.dumps(rivals), encoding="utf-8")
        script = ("import json, sys; from fractions import Fraction; "
                  "rate = Fraction(json.load(sys.stdin)['problem']['training']['rate']); "
                  "weights = [0.75, float(Fraction(3, 4) - Fraction(3, 2) * rate * Fraction(sys.argv[1]))]; "
                  "print(json.dumps({'format': 'goldprop-trace-1', 'steps': [{'step': step, 'parameters': [{'layer': 1, 'W': "
                  "[[weight]]}]} for step, weight in enumerate(weights)]}))")
        result = self.run_subject([sys.executable, "-c", script, "1/2"], "--no-confirm", golden=golden)
        self.assert_done(result, FAILED)
        one, two = result.stdout.split("✗ ")[1:]
        self.assertIn("(rate-twice)\n", one)
        self.assertNotIn("(rate-twice)", two.partition("what explains")[0])
        self.assertEqual([
            "what explains each of the 2 failed cases: that the slope of the loss lacks its factor 2 (loss-slope-halved)",
            "or that the gradients of a batch are averaged where they are to be added up (mean-for-sum)",
            "or that the gradient of a batch is that of its last sample alone (last-sample-only)",
            "agrees here, not confirmed: loss-slope-halved, mean-for-sum, last-sample-only",
            "refuted: one fits the mistake that the learning rate is multiplied in twice (rate-twice), but two does not",
            "2 cases: 0 passed, 2 failed; 2 numbers compared"], two.splitlines()[-6:])
        # It answers to anything else with the same weight: none of this is a mistake that it makes.
        asked = self.run_subject([sys.executable, "-c", script, "1/2"], golden=golden)
        self.assertNotIn("what explains", asked.stdout)
        self.assertIn("refuted: one fits the mistake that the slope of the loss lacks its factor 2 (loss-slope-halved), but a problem "
                      "that your program had not seen does not\n", asked.stdout)
        result = self.run_subject([sys.executable, "-c", script, "0.3"], golden=golden)
        self.assertNotIn("what explains", result.stdout)

    def own_activation(self):
        """The example of the pages with one index wrong: dW by the layer's own activation."""
        text = (SOURCE / "docs" / "examples" / "subject.py").read_text(encoding="utf-8")
        script = self.folder / "own.py"
        script.write_text(text.replace('a[l][i] * back[l]["delta"][j]', 'a[l + 1][j] * back[l]["delta"][j]'), encoding="utf-8")
        self.assertNotEqual(text, script.read_text(encoding="utf-8"))
        return [sys.executable, str(script)]

    FOUND = ("found: your dW is what Σ delta_j a_j gives, and should be Σ delta_j a_i\n",
             r"    all 48 wrong numbers of dW in 2 cases, and (\d+) in 3 problems that your program had not seen, agree\n")

    def test_formula_found(self):
        """What no name says is told as a formula, that has predicted what the program had not seen."""
        cases = ["--case", "samsel-general", "--case", "square"]
        result = self.run_subject(self.own_activation(), *cases)
        self.assert_done(result, FAILED)
        first, second = self.FOUND
        found = re.search(re.escape(first) + second + "2 cases: 0 passed, 2 failed; 282 numbers compared\n$", result.stdout)
        self.assertTrue(found, result.stdout)
        fresh = int(found[1])
        self.assertGreaterEqual(fresh, 2)
        (found,) = json.loads(self.run_subject(self.own_activation(), "-f", "json", *cases).stdout)["found"]
        self.assertEqual({"verdict": "confirmed", "quantity": "dW", "layers": "all", "is": "Σ delta_j a_j",
                          "should_be": "Σ delta_j a_i", "cases": 2, "numbers": 48, "fresh_problems": 3, "fresh_numbers": fresh}, found)
        (found,) = json.loads(self.run_subject(self.own_activation(), "-f", "json", "-q", "5", *cases).stdout)["found"]
        self.assertEqual(("confirmed", 5), (found["verdict"], found["fresh_problems"]))
        tap = self.run_subject(self.own_activation(), "-f", "tap", *cases).stdout
        self.assertRegex(tap, "\n# " + re.escape(first) + "# " + second + "$")
        junit = self.run_subject(self.own_activation(), "-f", "junit", *cases).stdout
        self.assertRegex(junit, "    <system-out>" + re.escape(first) + second + "</system-out>\n")

    def test_formula_of_what_is_not_answered(self):
        """A program that answers weights only has a wrong formula, too."""
        text = (SOURCE / "docs/examples/subject.py").read_text(encoding="utf-8")
        changed = text.replace("delta = [d * s for d, s in", "delta = [d + s for d, s in").replace(
            "json.dump({", 'steps = [{"step": step["step"], "parameters": step["parameters"]} for step in steps]\njson.dump({').replace(
            '"errors": errors', '"errors": []')
        self.write("weights.py", changed)
        result = self.run_subject([sys.executable, "weights.py"], "-c", "samsel-general", "-c", "square")
        self.assertRegex(result.stdout, r"\nfound: your numbers are what comes out when delta is dE/da_j \+ f'\(z_j\), and it should be "
                         r"dE/da_j f'\(z_j\)\n    all \d+ wrong numbers in 2 cases, and \d+ in 3 problems that your program had not seen, agree\n"
                         "2 cases: 0 passed, 2 failed; ")

    def test_one_mistake_in_one_line(self):
        """What is wrong with weights and biases alike, and with sums and means, is told once."""
        text = (SOURCE / "docs/examples/subject.py").read_text(encoding="utf-8")
        self.write("da.py", text.replace('back[l]["delta"]', 'back[l]["da"]'))
        result = self.run_subject([sys.executable, "da.py"], "-c", "square", "-c", "tanh", "-c", "minibatch-mean")
        self.assertRegex(result.stdout, r"\nfound: your dW is what Σ dE/da_j a_i gives, and should be Σ delta_j a_i; your db is what Σ dE/da_j gives, "
                         r"and should be Σ delta_j; where means are asked for, each over \(samples of the step\)\n"
                         r"    all \d+ wrong numbers of dW and db in 3 cases, and \d+ in \d problems that your program had not seen, agree\n"
                         "3 cases: 0 passed, 3 failed; ")

    def test_two_mistakes(self):
        """Two mistakes in two formulas are two lines, though the second one is not in the case that fails first."""
        text = (SOURCE / "docs/examples/subject.py").read_text(encoding="utf-8")
        self.write("two.py", text.replace('a[l][i] * back[l]["delta"][j]', 'a[l + 1][j] * back[l]["delta"][j]').replace(
            "db = [share * sum(units)", "db = [share * 3 * sum(units)"))
        result = self.run_subject([sys.executable, "two.py"], "-c", "square", "-c", "tanh")
        self.assertRegex(result.stdout, r"\nfound: your dW is what Σ delta_j a_j gives, and should be Σ delta_j a_i\n.*\n"
                         r"found: your db is what 3 Σ delta_j gives, and should be Σ delta_j\n.*\n2 cases: 0 passed, 2 failed; ")

    def test_formula_not_confirmed(self):
        """Without fresh problems nothing is told as found."""
        result = self.run_subject(self.own_activation(), "--no-confirm", "--case", "samsel-general")
        self.assertIn("agrees here, not confirmed: your dW is what Σ delta_j a_j gives, and should be Σ delta_j a_i\n"
                      "    all 12 wrong numbers of dW in 1 case, agree\n", result.stdout)
        self.assertNotIn("found: ", result.stdout)
        (first, *_) = json.loads(self.run_subject(self.own_activation(), "-n", "-f", "json", "-c", "samsel-general").stdout)["found"]
        self.assertEqual(("not confirmed", 0), (first["verdict"], first["fresh_problems"]))

    def test_name_found(self):
        """A name is confirmed as a formula is."""
        result = self.run_subject([sys.executable, str(SOURCE / "tests" / "subjects" / "mistaken.py"), "hidden-slope-missing"], "-c", "samsel-*", "-c", "hello")
        self.assertIn("found: your numbers are what comes out when the hidden deltas lack the factor f'(z) (hidden-slope-missing)\n"
                      "    all 5 wrong numbers in 2 cases, and ", result.stdout)

    def test_contrary_mistakes(self):
        """To leave out what one case asks for, and to do it where another does not, are not one mistake."""
        result = self.run_subject(self.wayward("contrary=samsel", "contrary=samsel-textbook"), "-c", "samsel*")
        self.assert_done(result, FAILED)
        self.assertEqual(2, result.stdout.count("(hidden-delta-from-updated-weights;"))
        self.assertNotIn("what explains", result.stdout)
        result = self.run_subject(self.wayward("contrary=samsel-general", "contrary=samsel-textbook"), "-n", "-c", "samsel*")
        self.assertIn("what explains each of the 2 failed cases: that the hidden deltas use output weights", result.stdout)

    def test_exit_status(self):
        self.assert_error(self.shell_subject("echo first >&2; echo last >&2; exit 3"), "it exited with status 3",
                          stderr="first\nlast")
        text = self.run_subject(self.shell_subject("echo first >&2; echo last >&2; exit 3"), "--case", "hello").stdout
        self.assertEqual(f"✗ {'hello':32} error: it exited with status 3\n    | first\n    | last\n"
                         "1 case: 0 passed, 0 failed, 1 error; 0 numbers compared\n", text)

    def test_answer_and_exit_status(self):
        """A right answer does not make up for it."""
        self.assert_error(self.shell_subject(f'"{PROGRAM}" trace --recorded -; exit 1'), "it exited with status 1")

    def test_signal(self):
        self.assert_error(self.shell_subject("kill -SEGV $$"), r"it was killed by signal 11 \(Segmentation fault\)")

    def test_timeout(self):
        began = time.monotonic()
        self.assert_error(self.shell_subject("echo waiting >&2; sleep 50"),
                          "it gave no answer within 0.1 s: a larger --timeout may help", "--timeout", "0.1", stderr="waiting")
        self.assertLess(time.monotonic() - began, 20)

    def test_too_much_output(self):
        cases = self.report(["yes"], "--case", "hello")
        self.assertEqual(("error", "it wrote more than 134217728 bytes"), (cases["hello"]["result"], cases["hello"]["why"]))

    def test_no_trace(self):
        for script, why in [
                ("true", "its answer:1: expected JSON, found an empty file"),
                ("exec >&-", "its answer:1: expected JSON, found an empty file"),
                ("exec <&-; echo", "its answer:1: expected JSON, found an empty file"),
                ("echo '{'", "its answer:2: expected JSON, found an error: .*"),
                (r"printf '\377'", "its answer:1: expected JSON, found an error: .*"),
                (r"printf '{}\0'", "its answer:1: expected JSON, found an error: .*"),
                ("echo '{\"a\": NaN}'", "its answer:1: a: expected a key that is .*"),
                ("echo '[1]'", "its answer:1: expected an object, .*"),
                ("echo '{\"format\": \"x\"}'", 'its answer:1: format: expected .*goldprop-trace-1.*')]:
            with self.subTest(script):
                self.assert_error(self.shell_subject(script), why)

    def test_nothing_read(self):
        """Whoever needs no input gets no trouble."""
        self.write("trace.json", self.goldprop("trace", "samsel").stdout)
        self.assert_done(self.run_subject(["cat", "trace.json"], "--case", "samsel"))

    def test_not_started(self):
        self.write("script", "#!/bin/sh\n")
        self.write("nobody", "#!/no/such/shell\n")
        (self.folder / "nobody").chmod(0o755)
        for command, why in [("./missing", "No such file or directory"), ("no-such-program-anywhere", "No such file or directory"),
                             ("./script", "Permission denied"), ("./nobody", "No such file or directory"),
                             ("", "No such file or directory")]:
            for form in ("text", "json", "tap", "junit"):
                with self.subTest((command, form)):
                    self.assert_refused(self.run_subject([command, "x"], "--format", form), words_of(
                        f"{command}: expected a program that can be started, found: {why}"))


class Cases(RunTest):
    def chosen(self, *options):
        return list(self.report(UNSUPPORTED, *options))

    def test_patterns(self):
        for options, chosen in [
                ([], CASES),
                (["--case", "*"], CASES),
                (["--case", "samsel"], ["samsel"]),
                (["-c", "samsel*", "-c", "hello"], ["hello", "samsel", "samsel-general", "samsel-textbook"]),
                (["-c", "samsel-?e*", "-c", "samsel-[a-g]*"], ["samsel-general", "samsel-textbook"])]:
            with self.subTest(options):
                self.assertEqual(chosen, self.chosen(*options))

    def test_pattern_that_matches_nothing(self):
        for pattern in ["samse", "Hello", "", "hello.json"]:
            with self.subTest(pattern):
                self.assert_refused(self.run_subject(UNSUPPORTED, "-c", "hello", "-c", pattern), words_of(
                    "--case: expected a pattern that matches the id of a case (goldprop list shows them; "
                    f'--file takes a file), found "{pattern}"'))

    def own_case(self, name):
        """A file of one's own, with the numbers that a case has."""
        data = json.loads((SOURCE / "golden" / "cases" / "samsel-textbook.json").read_text(encoding="utf-8"))
        return self.write(f"{name}.json", json.dumps({**data, "id": name}))

    def test_files(self):
        """One's own cases take the place of the golden ones, of which none need be there."""
        slow, fast = self.own_case("slow"), self.own_case("fast")
        for command, status, result in [(RIGHT, PASSED, "passed"), (self.wayward("last=slow", "last=fast"), FAILED, "failed")]:
            cases = self.report(command, "--file", slow, "-i", fast, "--no-confirm", status=status)
            self.assertEqual({"slow": result, "fast": result}, {name: case["result"] for name, case in cases.items()})
        self.assertEqual(["fast"], list(self.report(RIGHT, "-i", slow, "-i", fast, "-c", "f*", status=PASSED)))
        self.assert_refused(self.run_subject(RIGHT, "-i", "none.json"), ".*none.json.*")
        data = json.loads((self.folder / slow).read_text(encoding="utf-8"))
        bare = self.write("bare.json", json.dumps({key: data[key] for key in ("format", "id", "title", "problem", "record")}))
        self.assert_refused(self.run_subject(RIGHT, "-i", bare), words_of(
            "expected cases with expectations, found none: goldprop certify makes them"))

    def test_cases_without_expectations(self):
        golden = self.folder / "golden"
        (golden / "cases").mkdir(parents=True)
        data = json.loads((SOURCE / "golden" / "cases" / "hello.json").read_text(encoding="utf-8"))
        data = {key: value for key, value in data.items() if key not in ("expectations", "document", "names", "printed")}
        (golden / "cases" / "hello.json").write_text(json.dumps(data), encoding="utf-8")
        self.assert_refused(self.run_subject(RIGHT, golden=golden), words_of(
            "expected cases with expectations, found none: goldprop certify makes them"))


class KnownFailures(RunTest):
    CASES = ["--case", "samsel*"]  # samsel, samsel-general, samsel-textbook

    def results(self, *ways, known, status):
        self.write("known.txt", known)
        cases = self.report(self.wayward(*ways), *self.CASES, "--known-failures", "known.txt", status=status)
        return [case["result"] for case in cases.values()], [case.get("why", "") for case in cases.values()]

    def test_known(self):
        """...and nothing else fails: the run has succeeded."""
        for known in ["samsel\n", "  samsel  # since May\n\n# samsel-general\n", "samsel:", "samsel:\r\n",
                      "samsel: step 0, sample 0, layer 1, z[0]"]:
            with self.subTest(known):
                results, _ = self.results("first=samsel", known=known, status=PASSED)
                self.assertEqual(["known failure", "passed", "passed"], results)

    def test_known_error(self):
        for known in ["samsel", "samsel: error"]:
            results, _ = self.results("status=samsel", known=known, status=PASSED)
            self.assertEqual(["known failure", "passed", "passed"], results)
        results, _ = self.results("empty=samsel", known="samsel: no numbers", status=PASSED)
        self.assertEqual(["known failure", "passed", "passed"], results)

    def test_another_one_fails(self):
        results, _ = self.results("first=samsel", "last=samsel-general", known="samsel", status=FAILED)
        self.assertEqual(["known failure", "failed", "passed"], results)

    def test_fails_in_another_way(self):
        results, whys = self.results("last=samsel", known="# one line\nsamsel: step 0, sample 0, layer 1, z[0]", status=FAILED)
        self.assertEqual(["failed", "passed", "passed"], results)
        self.assertEqual(f'1 of 47 numbers wrong {WHOLE}; known.txt:2: expected it to fail by "step 0, sample 0, layer 1, z[0]", found '
                         '"epoch 1, error"', whys[0])
        results, whys = self.results("status=samsel", known="samsel: epoch 1, error", status=FAILED)
        self.assertEqual(["error", "passed", "passed"], results)
        self.assertEqual('it exited with status 44; known.txt:1: expected it to fail by "epoch 1, error", found "error"', whys[0])

    def test_passes(self):
        results, whys = self.results(known="samsel", status=FAILED)
        self.assertEqual(["error", "passed", "passed"], results)
        self.assertEqual(f"known.txt:1: expected it to fail, found it passed (47 numbers {WHOLE}): take it out of the list", whys[0])

    def test_is_unsupported(self):
        results, whys = self.results("unsupported=samsel", known="samsel: error", status=FAILED)
        self.assertEqual(["error", "passed", "passed"], results)
        self.assertEqual("known.txt:1: expected it to fail, found it unsupported (no samsel): take it out of the list", whys[0])

    def test_nothing_passes(self):
        """Something ran as expected."""
        self.write("known.txt", "hello")
        result = self.run_subject(["false"], "-c", "hello", "-k", "known.txt")
        self.assert_done(result)
        self.assertEqual(f"~ {'hello':32} known failure: it exited with status 1\n"
                         "1 case: 0 passed, 0 failed, 1 known failure; 0 numbers compared\n", result.stdout)

    def test_cases_that_are_not_run(self):
        """...say nothing of their entries."""
        self.write("known.txt", "hello: error")
        self.assert_done(self.run_subject(RIGHT, *self.CASES, "-k", "known.txt"))

    def test_written(self):
        """What a run writes, the next one reads: it then succeeds, whatever was wrong."""
        command = self.wayward("first=samsel", "status=samsel-general")
        self.assert_done(self.run_subject(command, *self.CASES, "--write-known-failures", "known.txt"), FAILED)
        self.assertEqual(["samsel: step 0, sample 0, layer 1, z[0]", "samsel-general: error"],
                         (self.folder / "known.txt").read_text(encoding="utf-8").splitlines()[1:])
        result = self.run_subject(command, *self.CASES, "-k", "known.txt", "-w", "known.txt")
        self.assert_done(result)
        self.assertEqual("3 cases: 1 passed, 0 failed, 2 known failures; 94 numbers compared", result.stdout.splitlines()[-1])
        self.assertEqual(3, (self.folder / "known.txt").read_text(encoding="utf-8").count("\n"))
        result = self.run_subject(RIGHT, *self.CASES, "-k", "known.txt", "-w", "known.txt")  # both mistakes are repaired
        self.assert_done(result, FAILED)
        self.assertEqual(1, (self.folder / "known.txt").read_text(encoding="utf-8").count("\n"))
        self.assert_done(self.run_subject(RIGHT, *self.CASES, "-k", "known.txt"))

    def test_written_whole_or_not_at_all(self):
        self.write("known.txt", "hello\n")
        self.assert_refused(self.run_subject(["./missing"], "-w", "known.txt"), "./missing: .*")
        self.assertEqual("hello\n", (self.folder / "known.txt").read_text())
        self.assert_files("known.txt")
        self.assert_refused(self.run_subject(RIGHT, "-w", "/no/such/folder/known.txt"), "/no/such/folder/known.txt: expected to "
                            "write it whole, found: No such file or directory")

    def test_stopped_runs_leave_nothing(self):
        """Neither half a list, nor half a certificate, nor the program."""
        for number in ENDING_SIGNALS:
            with self.subTest(number):
                self.write("known.txt", "hello\n")
                result = self.run_subject(["sh", "-c", f"kill -{int(number)} $PPID; sleep 30"], "-w", "known.txt", "-C", "page.html")
                self.assertEqual((-number, ""), (result.returncode, result.stdout))
                self.assertEqual("hello\n", (self.folder / "known.txt").read_text())
                self.assert_files("known.txt")

    def test_standard_streams(self):
        result = self.run_subject(["false"], "-c", "hello", "-k", "-", "-w", "-", stdin="hello: error")
        self.assert_done(result)
        self.assertTrue(result.stdout.endswith("\nhello: error\n"), result.stdout)

    def test_lists_that_are_wrong(self):
        for known, complaint in [
                ("\nsamse", 'known.txt:2: expected the id of a case (goldprop list shows them), found "samse": take it out'),
                (": error", 'known.txt:1: expected the id of a case (goldprop list shows them), found "": take it out'),
                ("samsel error", 'known.txt:1: expected the id of a case (goldprop list shows them), found "samsel error": take '
                                 "it out"),
                ("samsel\nhello\nsamsel: error", 'known.txt:3: expected each case once, found "samsel" in line 1, too: take one '
                                                 "of them out")]:
            with self.subTest(known):
                self.write("known.txt", known)
                self.assert_refused(self.run_subject(RIGHT, "-c", "hello", "-k", "known.txt"), words_of(complaint))
        for name, why in [("missing.txt", "No such file or directory"), (".", "Is a directory")]:
            self.assert_refused(self.run_subject(RIGHT, "-k", name), words_of(f"{name}: expected to read it, found: {why}"))


class Formats(RunTest):
    WAYS = ["first=garrett-3-1", "status=hello", "unsupported=samsel", "last=samsel-general"]
    CASES = ["-c", "hello", "-c", "samsel*", "-c", "garrett-3-1", "-k", "known.txt"]

    def setUp(self):
        super().setUp()
        self.write("known.txt", "samsel-general: epoch 1, error")

    def output(self, form):
        result = self.run_subject(self.wayward(*self.WAYS), *self.CASES, "--format", form)
        self.assert_done(result, FAILED)
        return result.stdout

    def test_text(self):
        lines = self.output("text").splitlines()
        self.assertEqual(["✗ hello", "✗ garrett-3-1", "– samsel", "~ samsel-general", "✓ samsel-textbook"],
                         [line.split("  ")[0] for line in lines if not line.startswith(" ")][:-1])
        self.assertIn(f"✗ {'hello':32} error: it exited with status 44", lines)
        self.assertIn(f"– {'samsel':32} unsupported: no samsel", lines)
        self.assertIn(f"~ {'samsel-general':32} known failure: 1 of 81 numbers wrong {WHOLE}", lines)
        self.assertEqual("5 cases: 1 passed, 1 failed, 1 error, 1 known failure, 1 unsupported; 495 numbers compared", lines[-1])

    def test_tap(self):
        results = reports.from_tap(self.output("tap"))
        self.assertEqual([(False, "hello", None, None), (False, "garrett-3-1", None, None),
                          (True, "samsel", "SKIP", "no samsel"),
                          (False, "samsel-general", "TODO", "known failure: epoch 1, error"),
                          (True, "samsel-textbook", None, None)],
                         [(result["ok"], result["description"], result["directive"], result["reason"]) for result in results])
        diagnostics = [result.get("diagnostics") for result in results]
        self.assertEqual("it exited with status 44", diagnostics[0]["message"])
        self.assert_complaint(diagnostics[0]["details"])
        self.assertRegex(diagnostics[1]["details"][0], r"\Astep 0, sample 0, layer 1, z\[0\]: expected ")
        self.assertEqual(f"1 of 81 numbers wrong {WHOLE}", diagnostics[3]["message"])

    def test_junit(self):
        results = reports.from_junit(self.output("junit"))
        self.assertEqual([("hello", "error", "it exited with status 44"), ("garrett-3-1", "failure", None),
                          ("samsel", "skipped", "no samsel"),
                          ("samsel-general", "skipped", f"known failure: 1 of 81 numbers wrong {WHOLE}"),
                          ("samsel-textbook", "passed", "")],
                         [(result["case"], result["result"], None if result["result"] == "failure" else result["message"])
                          for result in results])
        self.assert_complaint(results[0]["details"])
        self.assertRegex(results[1]["details"][0], r"\Astep 0, sample 0, layer 1, z\[0\]: expected ")

    def assert_complaint(self, details):
        """What the program wrote on standard error, without what no report can have."""
        (line,) = details
        self.assertRegex(line, r"\A\| # <tag> & \?\[31m")
        self.assertTrue(line.isprintable(), line)

    def test_words_that_are_not_utf8(self):
        result = self.run_subject(["echo", b"\xff\xc3".decode("utf-8", "surrogateescape")], "-f", "json", "-c", "hello")
        self.assertEqual(["echo", "??"], json.loads(result.stdout)["subject"])

    def test_full_disk_ends_the_run(self):
        for form in ("text", "tap"):
            with self.subTest(form), open("/dev/full", "w") as full:
                command = self.shell_subject("echo once >>starts; exit 1")
                self.assert_refused(self.run_subject(command, "--format", form, stdout=full),
                                    "standard output: expected to write it whole, found: No space left on device")
                self.assertEqual("once\n", (self.folder / "starts").read_text())
                (self.folder / "starts").unlink()

    def test_each_case_at_once(self):
        """Whoever watches sees each case as soon as it has been run."""
        script = 'grep -c "^[^0-9]" seen >>counts; exit 1'
        with open(self.folder / "seen", "w") as seen:
            self.run_subject(self.shell_subject(script), "-c", "hello", "-c", "samsel*", stdout=seen)
        self.assertEqual(["0", "1", "2", "3"], (self.folder / "counts").read_text().split())

    def test_progress(self):
        """At a terminal a long run shows how far it has come, and takes it away again."""
        ours, theirs = pty.openpty()
        result = self.run_subject(self.shell_subject("sleep 0.7; exit 1"), "-c", "samsel*", stderr=theirs)
        os.close(theirs)
        shown = seen_at(ours)
        os.close(ours)
        self.assertEqual(FAILED, result.returncode)
        self.assertEqual("\rcase 2 of 3 (67 %)\r\x1b[K", shown)


class Refused(RunTest):
    def test_words(self):
        more = "; goldprop run --help tells more"
        for words, complaint in [
                ([], "run: expected a COMMAND, found none" + more),
                (["--"], "run: expected a COMMAND, found none" + more),
                (["--case"], 'run: expected a value after "--case", found none' + more),
                (["--quiet", "--", "true"], 'run: expected an option of this command, found "--quiet"' + more),
                (["-f", "yaml", "--", "true"], '--format: expected text, json, tap or junit, found "yaml"')]:
            with self.subTest(words):
                self.assert_refused(self.goldprop("run", *words), words_of(complaint))

    def test_seconds(self):
        for text in ["", "0", "-1", "x", "1x", "1 s", "nan", "inf", "1e10"]:
            with self.subTest(text):
                self.assert_refused(self.run_subject(RIGHT, f"--timeout={text}"), words_of(
                    f'--timeout: expected a number of seconds above 0, found "{text}"'))

    def test_number_of_questions(self):
        for text in ["", "0", "-1", "+1", " 1", "x", "1x", "1.5", "1001", "99999999999999999999"]:
            with self.subTest(text):
                self.assert_refused(self.run_subject(RIGHT, f"--questions={text}"), words_of(
                    f'--questions: expected a number from 1 to 1000, found "{text}"'))

    def test_options_of_the_command(self):
        """What stands behind the two dashes is the program's own."""
        self.write("subject.sh", 'test "$*" = "--case x -- -h" && echo \'{"unsupported": "as expected"}\'')
        result = self.run_subject(["sh", "subject.sh", "--case", "x", "--", "-h"], "-c", "hello")
        self.assertIn("unsupported: as expected\n", result.stdout)

    def test_no_golden_data(self):
        self.assert_refused(self.run_subject(RIGHT, golden=self.folder), ".*expected the cases of the golden data, found: .*")
