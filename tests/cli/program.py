"""Runs goldprop as its user does, in a folder of its own, and judges how it ended."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["GOLDPROP"])
SOURCE = pathlib.Path(os.environ["GOLDPROP_SOURCE"])
BUILD = pathlib.Path(os.environ["GOLDPROP_BUILD"])
HERE = pathlib.Path(__file__).parent

PASSED, FAILED, UNUSABLE = 0, 1, 2
COMMANDS = ["verify", "check", "run", "list", "show", "trace", "new", "table", "mistakes", "explain"]

# A person, another program, a limit: whatever ends a program from outside. SIGXFSZ is an output that cannot be written.
ENDING_SIGNALS = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGABRT, signal.SIGPIPE, signal.SIGALRM,
                  signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU]


def environment(**changes):
    """The environment of the tests, without what would change the program's mind."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GOLDPROP", "POSIXLY"))}
    return kept | {"LC_ALL": "C"} | changes


def seen_at(terminal):
    """What has come, and still comes, on a terminal until nobody else has it open: it comes in pieces."""
    seen = []
    try:
        while piece := os.read(terminal, 4096):
            seen.append(piece)
    except OSError:  # the last one has closed it
        pass
    return b"".join(seen).decode()


# Before a limit on the size of files: it must not cut the counts of coverage off, so they are not written at all.
NO_COUNTS = "export GCOV_PREFIX=/dev/null; "


def without_counts(result):
    """Where coverage is measured, its library complains of counts that it cannot write: the program does not."""
    if isinstance(result.stderr, str):
        result.stderr = re.sub(r"^(?:libgcov )?profiling(?: error)?:.*\n", "", result.stderr, flags=re.MULTILINE)
    return result


class ProgramTest(unittest.TestCase):
    """One run, one judgement. Standard input is empty unless a test says otherwise."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="goldprop-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def goldprop(self, *words, program=PROGRAM, stdin="", golden=None, **how):
        """Runs the program in the test's folder. `golden` is what GOLDPROP_GOLDEN says."""
        env = environment(**({"GOLDPROP_GOLDEN": str(golden)} if golden is not None else {}))
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | how
        return without_counts(subprocess.run([program, *words], cwd=self.folder, env=env, input=stdin, encoding="utf-8",
                                             timeout=100, **how))

    def shell(self, script, *words, **how):
        """Runs a line of shell in the test's folder, in which $G is the program and $1 the first of the words."""
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | how
        return without_counts(subprocess.run(["/bin/sh", "-c", script, "sh", *words], cwd=self.folder,
                                             env=environment(G=str(PROGRAM)), encoding="utf-8", timeout=100, **how))

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def as_somebody(self):
        """How to run as a user to whom permissions apply."""
        os.chmod(self.folder, 0o755)
        if os.geteuid() != 0:
            return {}
        somebody = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            subprocess.run([PROGRAM, "list"], check=True, capture_output=True, **somebody)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("nobody but root can run the program where it lies")
        return somebody

    def assert_done(self, result, status=PASSED):
        """The program did what it was asked to, and complained about nothing."""
        self.assertEqual(("", status), (result.stderr, result.returncode))

    def assert_one_line(self, text, pattern):
        """Exactly one line on standard error. The pattern is a regular expression for all of it behind `goldprop: `."""
        self.assertRegex(text, r"\Agoldprop: [^\n]+\n\Z")
        self.assertRegex(text, r"\Agoldprop: (?:" + pattern + r")\n\Z")

    def assert_refused(self, result, pattern):
        """The program did nothing, and said in one line why."""
        self.assert_one_line(result.stderr, pattern)
        self.assertIn(result.stdout, ("", None))
        self.assertEqual(UNUSABLE, result.returncode)

    def assert_files(self, *names):
        """These files and no others are in the test's folder."""
        self.assertEqual(sorted(names), sorted(path.name for path in self.folder.iterdir()))


def words_of(text):
    """A text as a regular expression for exactly this text."""
    return re.escape(text)
