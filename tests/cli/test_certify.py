"""`goldprop certify` writes proven digits, keeps what people wrote, and sees every digit that differs.

Where the program was built without Arb there is no such command, and these tests are skipped."""

import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import time
from unittest import mock

from program import ENDING_SIGNALS, FAILED, PASSED, PROGRAM, UNUSABLE, ProgramTest, environment, words_of

# One sigmoid unit: a = 1 / (1 + e^-1), whose digits are published. The odd spaces are to be kept.
HEAD = """{
  "format":   "goldprop-case-1",
  "id": "unit", "document": "expectations", "title": "One \\"unit\\", expectations: none", "description": "e",
  "problem": {"inputs": 1, "layers": [{"units": 1, "activation": "sigmoid", "bias": "none", "W": [["1"]]}],
    "samples": [{"input": ["1"], "target": ["0"]}], "loss": {"deviation": "squared", "factor": "1/2"},
    "error": {"deviation": "squared", "reduction": "sum", "factor": "1"},
    "training": {"rate": "1", "batch": 1, "reduction": "sum", "epochs": 1}},
  "record": {"all": [0], "outputs": [1], "errors": [1]}"""
PLACES = [
    "step 0, layer 1, W[0][0]", "step 0, sample 0, layer 1, z[0]", "step 0, sample 0, layer 1, a[0]",
    "step 0, sample 0, layer 1, output_loss[0]", "step 0, sample 0, loss", "step 0, sample 0, layer 1, da[0]",
    "step 0, sample 0, layer 1, slope[0]", "step 0, sample 0, layer 1, delta[0]", "step 0, sample 0, dx[0]",
    "step 0, layer 1, dW[0][0]", "step 0, layer 1, W_change[0][0]", "step 1, sample 0, layer 1, a[0]", "epoch 1, error"]
A = "0.73105857863000487925115924182183627436514464016505651927636590791904045307"
SUMMARY = r"\Aunit: 13 numbers proven with balls of \d+ bits; 4 gradients by two methods\n\Z"


class CertifyTest(ProgramTest):
    def setUp(self):
        super().setUp()
        if self.goldprop("certify", "--help").returncode != PASSED:
            self.skipTest("goldprop was built without Arb")
        self.file = self.folder / "golden" / "cases" / "unit.json"
        self.file.parent.mkdir(parents=True)
        self.file.write_text(HEAD + "\n}\n")

    def certify(self, *words, **how):
        return self.goldprop("certify", *words, golden=self.folder / "golden", **how)


class Certify(CertifyTest):
    def certified(self):
        self.assert_done(self.certify("--write", "unit"))
        return json.loads(self.file.read_text())

    def put(self, case):
        self.file.write_text(json.dumps(case))

    def assert_differs(self, line):
        result = self.certify("unit", "--check")
        self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
        self.assertEqual(2, len(result.stdout.splitlines()), result.stdout)
        self.assertRegex(result.stdout, rf"\A{words_of(str(self.file))}: {line}\n")

    def test_in_place(self):
        result = self.certify("--write", "unit")
        self.assert_done(result)
        self.assertRegex(result.stdout, SUMMARY)
        text = self.file.read_text()
        self.assertTrue(text.startswith(HEAD + ',\n  "expectations": [\n    {"quantity": "W", "step": 0, "layer": 1, "unit": 0, '
                                        '"input": 0, "exact": "1", "amplification": "1'), text)
        lines = text[len(HEAD):].splitlines()
        self.assertEqual(2 + len(PLACES) + 2, len(lines))
        self.assertRegex(lines[4], r'^    \{"quantity": "a", "step": 0, "sample": 0, "layer": 1, "unit": 0, '
                                   r'"exact": "0\.7310585786300048792511592418218362743651", "amplification": "[\d.]+"\},$')
        self.assertRegex(lines[-3], r'^    \{"quantity": "error", "epoch": 1, "exact": "[\d.]+", "amplification": "[\d.]+"\}$')

    def test_nothing_is_written_unasked(self):
        """Neither one case nor, least of all, the whole golden data."""
        before = self.file.read_bytes()
        why = "certify: expected a FILE, or --check or --write for the golden data, found none of them"
        for words in [[], ["unit"], ["--short"], ["--short", "unit"], ["unit", "own.json"], ["own.json", "other.json"]]:
            with self.subTest(words):
                self.assert_refused(self.certify(*words), words_of(f"{why}; goldprop certify --help tells more"))
        self.assert_refused(self.certify("--check", "--write"), words_of(
            "certify: expected --check or --write, found both; leave out one of them"))
        self.assert_refused(self.certify("--short", str(self.file)), words_of(
            "certify: expected --check or --write beside --short, found a FILE alone"))
        for file in [str(self.file), "-"]:
            with self.subTest(file):
                self.assert_refused(self.certify("--write", "unit", file), words_of(
                    f'certify: expected ids of cases beside --write, found "{file}": '
                    "goldprop certify FILE --output NEW writes a file"))
        self.assertEqual(before, self.file.read_bytes())

    def test_again(self):
        """What is certified already comes out the same, and a changed problem comes out anew."""
        self.certified()
        text = self.file.read_text()
        self.certified()
        self.assertEqual(text, self.file.read_text())
        self.file.write_text(text.replace('[["1"]]', '[["2"]]'))
        self.assertEqual("2", self.certified()["expectations"][0]["exact"])
        self.assertTrue(self.file.read_text().startswith(HEAD.replace('[["1"]]', '[["2"]]') + ',\n  "expectations": ['))

    def test_check(self):
        self.certified()
        before = self.file.read_bytes()
        for words in [["--check", "unit"], ["-c", "unit"], ["--check"], ["--check", str(self.file)]]:
            result = self.certify(*words)
            self.assert_done(result)
            self.assertRegex(result.stdout, SUMMARY)
        self.assertEqual(before, self.file.read_bytes())

    def test_every_digit_counts(self):
        case = self.certified()
        for k, expectation in enumerate(case["expectations"]):
            exact = expectation["exact"]
            for at in {next(i for i, c in enumerate(exact) if c.isdigit()), len(exact) // 2, len(exact) - 1}:
                if exact[at].isdigit():
                    expectation["exact"] = exact[:at] + str((int(exact[at]) + 1) % 10) + exact[at + 1:]
                    self.put(case)
                    with self.subTest((PLACES[k], at)):
                        self.assert_differs(f"{words_of(PLACES[k])}, exact: expected {words_of(exact)}, "
                                            f"found {words_of(expectation['exact'])}")
            expectation["exact"] = exact

    def test_fewer_digits(self):
        case = self.certified()
        exact = case["expectations"][2]["exact"]
        case["expectations"][2]["exact"] = exact[:-1]
        self.put(case)
        self.assert_differs(f"{words_of(PLACES[2])}, exact: expected {words_of(exact)}, found {words_of(exact[:-1])}")

    def test_lacking_number(self):
        for k, place in enumerate(PLACES):
            case = self.certified()
            del case["expectations"][k]
            self.put(case)
            self.assert_differs(f"{words_of(place)}, exact: expected .*, found none")

    def test_number_that_nobody_asked_for(self):
        case = self.certified()
        case["record"] = {"outputs": [1], "errors": [1]}
        self.put(case)
        self.assert_differs("expected only numbers that the record asks for, found 11 others")

    def test_amplification(self):
        case = self.certified()
        k = PLACES.index("step 0, layer 1, dW[0][0]")
        amplification = case["expectations"][k]["amplification"]
        for text in [str(3 * float(amplification)), str(float(amplification) / 3)]:
            case["expectations"][k]["amplification"] = text
            self.put(case)
            self.assert_differs(f"{words_of(PLACES[k])}, amplification: expected {amplification}, found {text}")
        del case["expectations"][k]["amplification"]
        self.put(case)
        self.assert_differs(f"{words_of(PLACES[k])}, amplification: expected {amplification}, found none")

    def test_problem_changed(self):
        case = self.certified()
        case["problem"]["samples"][0]["input"] = ["2"]
        self.put(case)
        result = self.certify("--check")
        self.assertEqual(FAILED, result.returncode)
        self.assertGreater(len(result.stdout.splitlines()), 5)

    def test_several(self):
        for name in ["other", "third"]:
            (self.file.parent / f"{name}.json").write_text(HEAD.replace('"unit", "doc', f'"{name}", "doc') + "}")
        self.assert_done(self.certify("-w"))
        self.assertEqual(["other:", "third:", "unit:"], sorted(line.split()[0] for line in self.certify("--check").stdout.splitlines()))
        for file in self.file.parent.iterdir():  # the wrong one may be the first or the last
            right = file.read_text()
            file.write_text(right.replace(A[:30], A[:29] + "9", 1))
            result = self.certify("--check")
            self.assertEqual((FAILED, ""), (result.returncode, result.stderr))
            self.assertEqual(1, result.stdout.count("expected"))
            file.write_text(right)

    def test_short(self):
        long_run = HEAD.replace('"epochs": 1}', '"epochs": 1001}')
        (self.file.parent / "long.json").write_text(long_run + "}")
        result = self.certify("--write", "--short")
        self.assert_done(result)
        self.assertRegex(result.stdout, r"\Aunit: .*\n1 of 2 cases left out: runs of more than 1000 steps\n\Z")
        self.assertEqual(long_run + "}", (self.file.parent / "long.json").read_text())

    def test_file(self):
        """A user's file is read only; what comes out is the same with expectations."""
        name = self.write("own.json", HEAD + "}")
        result = self.certify(name)
        self.assert_done(result)
        self.assertTrue(result.stdout.startswith(HEAD + ',\n  "expectations": ['))
        self.assertEqual(HEAD + "}", (self.folder / name).read_text())
        self.assertEqual(result.stdout, self.certify("-", stdin=HEAD + "}").stdout)
        self.assert_done(self.certify(name, "--output", "out.json"))
        self.assertEqual(result.stdout, (self.folder / "out.json").read_text())
        self.assert_done(self.certify("--check", "out.json"))
        self.assert_done(self.goldprop("verify", "out.json"))

    def test_digits(self):
        for digits in [1, 2, 41, 60, 70]:
            result = self.certify("--digits", str(digits), str(self.file))
            self.assert_done(result)
            exact = json.loads(result.stdout)["expectations"][2]["exact"]
            self.assertEqual(f"{float(A):.{digits}f}" if digits < 3 else exact, exact)
            self.assertEqual(len("0.") + digits, len(exact))
            self.assertEqual(A[:digits], exact[:digits])  # the last one is rounded
            self.assertLessEqual(abs(int(A[2:digits + 2]) - int(exact[2:])), 1)

    def test_file_without_record(self):
        head = HEAD.partition(',\n  "record"')[0]
        result = self.certify("-", stdin=head + "}")
        self.assert_done(result)
        self.assertEqual(11 + 5 + 2, len(json.loads(result.stdout)["expectations"]))
        for steps in [2000, 10**17]:
            self.assert_refused(self.certify("-", stdin=head.replace('"epochs": 1}', f'"epochs": {steps}}}') + "}"),
                                words_of(f'standard input: expected a key "record" that says which numbers of {steps} steps are '
                                         f'wanted, found none; write such as "record": {{"all": [0, {steps}]}}, which is all of '
                                         'the first step and what is left at the end, beside "problem"'))
        record = ', "record": {"all": [0, 2000]}}'
        self.assert_done(self.certify("-", stdin=head.replace('"epochs": 1}', '"epochs": 2000}') + record))

    def test_escaped_keys(self):
        """However a key is written, it is the key that it is."""
        self.certified()
        whole = self.file.read_text()
        for part, other in [('"expectations": [', '"\\u0065xpectation\\u0073": ['), ('"id": "unit"', '"\\u0069d": "unit"'),
                            ('"description": "e"', '"descriptio\\u006e": "\\"expectations\\": ["')]:
            with self.subTest(other):
                self.write("unit.json", whole.replace(part, other))
                result = self.goldprop("certify", "unit.json")
                self.assert_done(result)
                self.assertEqual(whole if "expectation" in part else whole.replace(part, other), result.stdout)

    def test_expectations_before_another_key(self):
        case = self.certified()
        text = json.dumps({"expectations": case.pop("expectations")} | case)
        self.file.write_text(text)
        self.assert_refused(self.certify("--write", "unit"), rf'{self.file}: expected "expectations" to be the last key, found "record"')
        self.assertEqual(text, self.file.read_text())

    def test_out_of_reach(self):
        """Two equal units taken from one another are 0, which no ball proves: nothing is written, least of all fewer digits."""
        case = json.loads(HEAD + "}")
        case["problem"]["layers"] = [
            {"units": 2, "activation": "sigmoid", "bias": "none", "W": [["1"], ["1"]]},
            {"units": 1, "activation": "identity", "bias": "none", "W": [["1", "-1"]]}]
        self.put(case)
        self.assert_refused(self.certify("--write", "unit"), rf"{self.file}: step 0, .*: expected its digits to be proven .*, found too few.*")
        self.assertEqual(case, json.loads(self.file.read_text()))

    def test_unwritable(self):
        self.assert_refused(self.certify(str(self.file), "-o", "/nonsense/out.json"),
                            "/nonsense/out.json: expected to write it whole, found: No such file or directory")

    def test_words(self):
        for words, why in [
                (["--digits", "0", "a.json"], '--digits: expected a whole number from 1 to 10000, found "0"'),
                (["--digits", "4x", "a.json"], '--digits: expected a whole number from 1 to 10000, found "4x"'),
                (["--digits", "10001", "a.json"], '--digits: expected a whole number from 1 to 10000, found "10001"'),
                (["--digits", "50"], "certify: expected one FILE, and neither --check nor --write, beside --digits and --output"),
                (["--digits", "50", "unit"], "certify: expected one FILE, .*"),
                (["--output", "a.json", "unit"], "certify: expected one FILE, .*"),
                (["--write", "--output", "a.json", "unit"], "certify: expected one FILE, .*"),
                (["--check", "-d", "50", str(self.file)], "certify: expected one FILE, .*"),
                (["--write", "nonsense"], '"nonsense": expected the id of a case .*'),
                (["missing.json"], "missing.json: .*No such file or directory")]:
            with self.subTest(words):
                self.assert_refused(self.certify(*words), why)
        self.assertNotIn("expectations\":", self.file.read_text())


class Processes(CertifyTest):
    """Several cases are certified by a process each."""

    def setUp(self):
        super().setUp()
        self.texts = {}
        for name in ["one", "two"]:  # a minute or more each
            text = HEAD.replace('"unit", "doc', f'"{name}", "doc').replace('"epochs": 1}', '"epochs": 1000000}')
            text = text.replace('"errors": [1]', '"errors": [1000000]') + "}"
            self.texts[name] = text
            (self.file.parent / f"{name}.json").write_text(text)
        self.file.unlink()

    def workers(self, run):
        children = pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children")
        if not children.exists():
            self.skipTest("this system does not tell which processes a process has")
        return [int(pid) for pid in children.read_text().split()]

    def start(self, **how):
        """A run of two workers, or of one where there is one processor."""
        run = subprocess.Popen([PROGRAM, "certify", "--write"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=environment(GOLDPROP_GOLDEN=str(self.folder / "golden")), encoding="utf-8", **how)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        deadline = time.monotonic() + 20
        while len(self.workers(run)) < min(2, os.cpu_count()) and time.monotonic() < deadline:
            time.sleep(0.01)
        workers = self.workers(run)
        self.assertGreaterEqual(len(workers), 1)
        return run, workers

    def assert_gone(self, workers, seconds):
        """...and nothing has been written."""
        deadline = time.monotonic() + seconds
        while any(self.is_running(pid) for pid in workers) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual([], [pid for pid in workers if self.is_running(pid)])
        self.assertEqual(self.texts, {path.stem: path.read_text() for path in self.file.parent.iterdir()})

    @staticmethod
    def is_running(pid):
        try:
            return " Z " not in pathlib.Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False

    def test_stopped(self):
        """Whoever asks it to end has ended all of it: none of its processes is there any more when it has ended."""
        for number in ENDING_SIGNALS:
            with self.subTest(number):
                run, workers = self.start()
                run.send_signal(number)
                self.assertEqual((-number, "", ""), (run.wait(timeout=20), run.stdout.read(), run.stderr.read()))
                self.assert_gone(workers, 0)

    def test_killed(self):
        """...and of what nobody could ask to end, the processes see that nobody waits for them."""
        run, workers = self.start()
        run.kill()
        run.wait()
        self.assert_gone(workers, 20)

    def test_killed_worker(self):
        """What a process has not done is said, and the others go on."""
        run, workers = self.start()
        os.kill(workers[0], signal.SIGKILL)
        line = run.stderr.readline()
        self.assert_one_line(line, r".*/cases/(?:one|two)\.json: expected its process to end by itself, found Killed")
        others = [pid for pid in self.workers(run) if self.is_running(pid)]
        self.assertTrue(others)
        for pid in others:
            os.kill(pid, signal.SIGTERM)
        self.assert_one_line(run.stderr.readline(), ".*: expected its process to end by itself, found Terminated")
        self.assertEqual(UNUSABLE, run.wait(timeout=20))

    def test_no_more_processes(self):
        """A limit on processes, which means nothing to root."""
        how = self.as_somebody()
        self.file.write_text(HEAD + "}")
        for name in ["one", "two"]:
            (self.file.parent / f"{name}.json").write_text(HEAD.replace('"unit", "doc', f'"{name}", "doc') + "}")
        for path in [self.file.parent.parent, self.file.parent]:
            os.chmod(path, 0o755)
        with mock.patch.dict(os.environ, ASAN_OPTIONS="detect_leaks=0"):  # the search for leaks is a process, too
            result = self.certify("--check", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (0, 0)), **how)
        self.assert_refused(result, r".*/cases/one\.json: expected a process of its own, found Resource temporarily unavailable")

    def test_ended_children_are_ignored(self):
        """As the program may have been started: it learns how its processes end nevertheless."""
        for path in self.file.parent.iterdir():
            path.write_text(HEAD.replace('"unit", "doc', f'"{path.stem}", "doc') + "}")
        result = self.certify("--write", preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.assert_done(result)
        self.assertEqual(2, result.stdout.count(" numbers proven "))

    def test_broken_pipe(self):
        """Whoever reads only the head gets it, and no complaints."""
        for path in self.file.parent.iterdir():
            path.write_text(HEAD.replace('"unit", "doc', f'"{path.stem}", "doc') + "}")
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as pipe:
            result = self.certify("--write", stdout=pipe)
        self.assertEqual((-signal.SIGPIPE, ""), (result.returncode, result.stderr))
