"""What the README shows is what the program writes."""

import re

from program import SOURCE, ProgramTest


class Readme(ProgramTest):
    def test_sample(self):
        """Each line of the sample stands in the output of goldprop verify, in the same order; `...` leaves lines out."""
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        [sample] = re.findall(r"^```text\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
        result = self.goldprop("verify", golden=SOURCE / "golden")
        self.assert_done(result)
        written = result.stdout.splitlines()
        shown = [line for line in sample.splitlines() if line.strip() != "..."]
        self.assertGreater(len(shown), 5)
        for line in shown:
            self.assertIn(line, written)
            written = written[written.index(line) + 1:]
