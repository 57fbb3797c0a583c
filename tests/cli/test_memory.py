"""Whichever allocation fails, goldprop's own or one of its libraries', what comes out is right and whole, or it is said that it is not.

A library that is loaded before the program lets one allocation fail. Tests try some of all allocations, and the last ones, which are
those of the report; where only the report is another one, these alone; with GOLDPROP_EVERY_ALLOCATION in the environment, all of them."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from program import FAILED, PASSED, PROGRAM, SOURCE, UNUSABLE, ProgramTest, environment

EVERY = "GOLDPROP_EVERY_ALLOCATION" in os.environ
SPREAD, LAST = 25, 70


class Memory(ProgramTest):
    def setUp(self):
        super().setUp()
        cases = self.folder / "golden" / "cases"
        cases.mkdir(parents=True)
        for name in ["documents.json", "cases/hello.json"]:
            (self.folder / "golden" / name).write_bytes((SOURCE / "golden" / name).read_bytes())
        trace = self.goldprop("trace", "hello").stdout
        self.write("right.json", trace)
        self.write("wrong.json", trace.replace('"delta": [-0.5]', '"delta": [-0.25]'))
        self.assertNotEqual(trace, (self.folder / "wrong.json").read_text())

    def run_failing(self, words, allocation):
        """How a run ends in which this allocation fails (none, for 0), and how many it asked for."""
        counted = self.folder / f"count-{allocation}"
        env = environment(GOLDPROP_GOLDEN=str(self.folder / "golden"), LD_PRELOAD=os.environ["GOLDPROP_FAILING_LIBRARY"],
                          GOLDPROP_FAILING_ALLOCATION=str(allocation), GOLDPROP_ALLOCATIONS=str(counted),
                          ASAN_OPTIONS="verify_asan_link_order=0")
        result = subprocess.run([PROGRAM, *words], cwd=self.folder, env=env, capture_output=True, encoding="utf-8", timeout=100)
        count = int(counted.read_text()) if counted.exists() else 0
        counted.unlink(missing_ok=True)
        return result, count

    def assert_right_or_refused(self, words, allocation, right, at_once):
        result, _ = self.run_failing(words, allocation)
        for run in [result, right]:  # the clock, and the bits with which a number was tried again, are as they may
            run.stdout = re.sub(r'time="\d\.\d+"|balls of \d+ bits', "…", run.stdout)
        found = (result.returncode, result.stdout, result.stderr)
        if found == (right.returncode, right.stdout, right.stderr):
            return False
        what = f"allocation {allocation}: {found}"
        self.assertEqual(UNUSABLE, result.returncode, what)
        self.assertRegex(result.stderr, r"\Agoldprop: [^\n]+\n\Z", what)
        self.assertTrue(right.stdout.startswith(result.stdout), what)
        if at_once:
            self.assertEqual("", result.stdout, what)
        return True

    def check(self, *words, status=PASSED, at_once=False, report_alone=False):
        """`at_once`: nothing is written before all of it is there. `report_alone`: another test tries what comes before the report."""
        right, count = self.run_failing(words, 0)
        self.assertEqual((status, ""), (right.returncode, right.stderr))
        self.assertGreater(count, 100)
        step = 1 if EVERY else max(1, count // SPREAD)
        spread = range(0) if report_alone and not EVERY else range(1, count + 1, step)
        tried = sorted({*spread, *range(max(1, count - LAST), count + 1)})
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            refused = list(pool.map(lambda k: self.assert_right_or_refused(words, k, right, at_once), tried))
        self.assertGreater(sum(refused), 0)  # few, where a case is read in a second way when the first one fails

    def test_list(self):
        self.check("list")

    def test_table(self):
        self.check("table")

    def test_verify(self):
        self.check("verify")

    def test_show(self):
        self.check("show", "hello")

    def test_trace(self):
        self.check("trace", "hello")

    def test_trace_csv(self):
        self.check("trace", "--csv", "hello")

    def test_trace_file(self):
        self.check("trace", "--output", "mine.json", "hello")
        self.assertEqual((self.folder / "right.json").read_text(), (self.folder / "mine.json").read_text())
        self.assert_files("golden", "mine.json", "right.json", "wrong.json")

    def test_run_known(self):
        """Lack of memory is no failure of the program that is checked: it is never taken for one that a list knows."""
        self.write("no.json", "no JSON")
        self.goldprop("run", "--write-known-failures", "known", "--case", "hello", "--", "cat", "no.json")
        self.check("run", "--known-failures", "known", "--case", "hello", "--", "cat", "no.json", at_once=True)

    def test_certify(self):
        if self.goldprop("certify", "--help").returncode != PASSED:
            self.skipTest("goldprop was built without Arb")
        self.check("certify", "golden/cases/hello.json", at_once=True)

    def test_certify_check(self):
        if self.goldprop("certify", "--help").returncode != PASSED:
            self.skipTest("goldprop was built without Arb")
        self.check("certify", "--check", "hello", at_once=True)


def add_formats():
    """A test for each format of check and of run, with numbers that are right and with some that are not. Of a run the cases are told
    one by one, in some formats before it is found out what is wrong with them."""
    def test_of(words, status, at_once=True):
        return lambda self: self.check(*words, status=status, at_once=at_once, report_alone="text" not in words)

    for report in ["text", "json", "tap", "junit"]:
        for answer, status in [("right", PASSED), ("wrong", FAILED)]:
            check = ("check", "--format", report, "hello", f"{answer}.json")
            run = ("run", "--format", report, "--", "cat", f"{answer}.json")
            setattr(Memory, f"test_check_{report}_{answer}", test_of(check, status))
            setattr(Memory, f"test_run_{report}_{answer}", test_of(run, status, status == PASSED or report in ["json", "junit"]))


add_formats()
