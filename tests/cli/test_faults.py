"""Whichever call to the system fails, what comes out is right and whole, or it is said that it is not; and nothing stays behind.

faulty.c lets the k-th call of a kind fail: a read, a write, a fork, ... Tests walk k = 1, 2, ... until the program makes no such call."""

import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from program import FAILED, PASSED, PROGRAM, SOURCE, UNUSABLE, ProgramTest, environment

FAULTY = os.environ.get("GOLDPROP_FAULTY", "")
NOT_HERE = 77
# What the dynamic linker says where it is the one whose call fails: the program has not begun.
NOT_BEGUN = r"\A[^\n]*(?:error while loading shared libraries|error while mapping)[^\n]*\n\Z"


class End:
    """How a run ended: what it printed, the files that are there, how many calls of the kind it made, and what it left running.
    `by_lines`: its lines come in any order."""

    def __init__(self, folder, report, result, by_lines):
        self.calls, self.status, self.left = map(int, report.read_text().split())
        report.unlink()
        # The clock, and the bits with which a number was tried again, are as they may.
        self.stdout = re.sub(r'time="\d+\.\d+"|balls of \d+ bits', "…", result.stdout)
        if by_lines:
            self.stdout = "".join(sorted(self.stdout.splitlines(True)))
        self.stderr = result.stderr
        self.files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def seen(self):
        return self.status, self.stdout, self.stderr, self.files


class Faults(ProgramTest):
    by_lines = False

    def setUp(self):
        super().setUp()
        if not FAULTY:
            self.skipTest("no headers of a Linux that asks before a call")
        self.begin = self.folder / "begin"
        (self.begin / "golden" / "cases").mkdir(parents=True)
        for name in ["documents.json", "VERSION", "cases/hello.json"]:
            (self.begin / "golden" / name).write_bytes((SOURCE / "golden" / name).read_bytes())
        trace = self.goldprop("trace", "--recorded", "hello").stdout
        (self.begin / "right.json").write_text(trace)
        (self.begin / "wrong.json").write_text(trace.replace('"delta": [-0.5]', '"delta": [-0.25]'))
        for name in ["page.html", "list.txt", "mine.json"]:
            (self.begin / name).write_text("old\n")
        self.kinds = subprocess.run([FAULTY], check=True, capture_output=True, encoding="utf-8").stdout.split()
        self.assertGreater(len(self.kinds), 10)

    def end_of(self, words, kind, k):
        """How a run ends in which the k-th call of a kind fails (none, for 0)."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        report = self.folder / f"report-{folder.name}"
        try:
            shutil.copytree(self.begin, folder, dirs_exist_ok=True)
            env = environment(GOLDPROP_GOLDEN="golden", SOURCE_DATE_EPOCH="0", PATH="/usr/bin:/bin")
            result = subprocess.run([FAULTY, kind, str(k), report, PROGRAM, *words], cwd=folder, env=env, capture_output=True,
                                    encoding="utf-8", timeout=100)
            if result.returncode == NOT_HERE:
                self.skipTest("this kernel does not ask before a call")
            self.assertEqual(0, result.returncode, result.stderr)
            return End(folder, report, result, self.by_lines)
        finally:
            shutil.rmtree(folder)

    def assert_right_or_refused(self, end, right, begun, what):
        """@return whether the program refused to go on"""
        self.assertEqual(0, end.left, f"{what}: something that it has started is still there")
        if end.seen() == right.seen():
            return False
        what = f"{what}: {end.seen()[:3]}"
        self.assertEqual(right.files.keys(), end.files.keys(), what)
        for name, content in end.files.items():
            self.assertIn(content, (begun[name], right.files[name]), f"{what}: {name}")
        if end.status == 127 and re.search(NOT_BEGUN, end.stderr):
            self.assertEqual("", end.stdout, what)
            return False
        self.assertEqual(UNUSABLE, end.status, what)
        self.assertRegex(end.stderr, r"\A(?:goldprop: [^\n]+\n)*\Z", what)
        self.assertLessEqual(len(end.stdout), len(os.path.commonprefix([right.stdout, end.stdout])) +
                             len(os.path.commonprefix([right.stdout[::-1], end.stdout[::-1]])), what)  # a piece is missing, at most
        self.assertTrue(end.stderr, what)
        return True

    def walk(self, pool, words, kind, right, begun):
        """Lets call after call fail; gives how many were tried, and how many of them made the program refuse to go on."""
        tried = refused = 0
        for first in itertools.count(1, 16):
            for k, end in enumerate(pool.map(lambda k: self.end_of(words, kind, k), range(first, first + 16)), first):
                refused += self.assert_right_or_refused(end, right, begun, f"{kind} {k}")
                if end.calls < k:
                    return tried, refused
                tried += 1

    def check(self, *words, status=PASSED):
        begun = {str(path.relative_to(self.begin)): path.read_bytes() for path in self.begin.rglob("*") if path.is_file()}
        right = self.end_of(words, "read", 0)
        self.assertEqual((status, ""), (right.status, right.stderr))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            counts = {kind: self.walk(pool, words, kind, right, begun) for kind in self.kinds}
        print(", ".join(f"{kind} {tried} ({refused} refused)" for kind, (tried, refused) in counts.items() if tried > 0))
        for kind in ["write", "open"]:
            self.assertGreater(counts[kind][1], 0, kind)
        return counts

    def test_list(self):
        self.check("list")

    def test_verify(self):
        self.check("verify")

    def test_show(self):
        self.check("show", "hello")

    def test_check(self):
        self.check("check", "hello", "right.json")

    def test_check_wrong(self):
        self.check("check", "hello", "wrong.json", status=FAILED)

    def test_trace(self):
        counts = self.check("trace", "--output", "mine.json", "hello")
        self.assertEqual((1, 1), counts["rename"])

    def test_new(self):
        self.check("new", "--layers", "2,3,1", "--numpy-seed", "1", "--draw", "2*random-1", "--shape", "inputs,units", "--sample", "1,2:3", "--output", "mine.json")

    def run_words(self, answer):
        return "run", "--write-known-failures", "list.txt", "--certificate", "page.html", "--questions", "1", "--", "cat", answer

    def assert_subject(self, counts):
        for kind in ["fork", "pipe", "poll", "wait", "execute"]:
            tried, refused = counts[kind]
            self.assertGreater(tried, 0, kind)
            self.assertEqual(tried, refused, kind)

    def test_run(self):
        self.assert_subject(self.check(*self.run_words("right.json")))

    def test_long_run_wrong(self):
        self.assert_subject(self.check(*self.run_words("wrong.json"), status=FAILED))

    def test_certify_write(self):
        if self.goldprop("certify", "--help").returncode != PASSED:
            self.skipTest("goldprop was built without Arb")
        case = self.begin / "golden" / "cases" / "hello.json"
        case.write_text(case.read_text().replace('"exact": "-0.5"', '"exact": "-0.25"'))
        shutil.copy(case, case.with_name("world.json"))
        world = case.with_name("world.json")
        world.write_text(world.read_text().replace('"id": "hello"', '"id": "world"'))
        self.by_lines = True
        counts = self.check("certify", "--write", "hello", "world")
        self.assertEqual((2, 2), counts["rename"])
        self.assertGreater(counts["fork"][1], 1)
