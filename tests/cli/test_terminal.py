"""What somebody sees who waits at a terminal, and what nobody else gets."""

import json
import os
import pty
import re
import resource
import subprocess
import threading
import time

from program import HERE, PROGRAM, ProgramTest, environment, seen_at

STEPS_PER_EPOCH = 3


class Terminal(ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = json.loads((HERE / "mixed.json").read_text(encoding="utf-8"))

    def write_problem(self, epochs):
        self.data["problem"]["training"]["epochs"] = epochs
        return self.write("problem.json", json.dumps(self.data))

    def trace_last(self, epochs, **how):
        """A run of so many epochs, of which only the last is written. Gives what came on the terminal that standard error is,
        and how long the run took."""
        ours, theirs = pty.openpty()
        how = {key: theirs if value == "terminal" else value for key, value in how.items()}
        seen = []
        began = time.monotonic()
        run = subprocess.Popen([PROGRAM, "trace", self.write_problem(epochs), "--epochs", str(epochs)], cwd=self.folder,
                               env=environment(), stdin=subprocess.DEVNULL, stderr=theirs, **how)
        os.close(theirs)
        reader = threading.Thread(target=lambda: seen.append(seen_at(ours)))
        reader.start()
        self.assertEqual(0, run.wait(timeout=100))
        seconds = time.monotonic() - began
        reader.join()
        os.close(ours)
        return seen[0], seconds

    def long_run(self):
        """How many epochs take some two and a half seconds of this machine's processor, and at least as long on the clock."""
        def processor():
            return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

        epochs, seconds = 1000, 0.0
        while seconds < 0.4:
            epochs, before = epochs * 4, processor()
            self.trace_last(epochs, stdout=subprocess.DEVNULL)
            seconds = processor() - before
        return int(epochs * 2.5 / seconds)

    def test_progress(self):
        """A run of more than a second shows how far it has come, and takes it away again at its end."""
        epochs = self.long_run()
        text, seconds = self.trace_last(epochs, stdout=subprocess.DEVNULL)
        self.assertGreater(seconds, 1.2)
        *shown, rest = re.split(r"\r(?=step |\x1b)", text)[1:]
        self.assertEqual("\x1b[K", rest)
        total = epochs * STEPS_PER_EPOCH
        steps = []
        for line in shown:
            match = re.fullmatch(rf"step (\d+) of {total} \((\d+) %\)", line)
            self.assertIsNotNone(match, line)
            steps.append(int(match[1]))
            self.assertEqual(f"{100 * steps[-1] / total:.0f}", match[2])
        self.assertGreaterEqual(len(steps), 1)
        self.assertEqual(sorted(set(steps)), steps)
        self.assertLessEqual(len(steps), 10 * seconds)  # ten times a second at most

    def test_nothing_of_a_short_run(self):
        self.assertEqual("", self.trace_last(10, stdout=subprocess.DEVNULL)[0])

    def test_nothing_without_a_terminal(self):
        epochs = self.long_run()
        began = time.monotonic()
        result = self.goldprop("trace", self.write_problem(epochs), "--epochs", str(epochs))
        self.assertGreater(time.monotonic() - began, 1.2)
        self.assert_done(result)

    def test_nothing_amid_a_trace_on_the_same_terminal(self):
        """There the trace itself shows how far it has come."""
        epochs = self.long_run()
        text, seconds = self.trace_last(epochs, stdout="terminal")
        self.assertGreater(seconds, 1.2)
        self.assertEqual(self.goldprop("trace", "problem.json", "--epochs", str(epochs)).stdout, text.replace("\r\n", "\n"))
