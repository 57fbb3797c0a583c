"""`goldprop verify` runs the cases side by side; nobody must be able to tell from what it says."""

import re

from program import SOURCE, ProgramTest


class Threads(ProgramTest):
    def test_each_case_as_when_it_is_alone(self):
        whole = self.goldprop("verify").stdout
        for file in (SOURCE / "golden" / "cases").glob("*.json"):
            with self.subTest(file.stem):
                alone = self.goldprop("verify", file.stem).stdout
                shown = re.search(rf"(?ms)^  {file.stem}: .*?^    . \d+ exact numbers, .*?$", alone)
                self.assertIn(shown.group(), whole)

    def test_no_thread_to_be_had(self):
        """A thread asks for as much memory as the stack may grow to: here more than there is."""
        limits = "ulimit -s 4000000 && ulimit -v 1000000 && "
        if self.shell(limits + '"$G" --version').returncode != 0:
            self.skipTest("the program does not start within a gigabyte of memory, or the stack may not grow so far")
        result = self.shell(limits + '"$G" verify')
        self.assert_done(result)
        self.assertEqual(self.goldprop("verify").stdout, result.stdout)
