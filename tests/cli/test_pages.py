"""What the pages say of the program and of its data, as far as it can be held against them."""

import json
import re

from program import SOURCE, ProgramTest

DOCS = SOURCE / "docs"


class Pages(ProgramTest):
    def test_seen_or_not(self):
        """Where a mistake has been seen stands an address or a document of ours; where there is none, it says so."""
        seen = json.loads((DOCS / "seen.json").read_text(encoding="utf-8"))
        self.assertGreater(len(seen), 30)
        unseen = "Not seen in public yet. "
        for departure, text in seen.items():
            with self.subTest(departure):
                cited = re.search(r"\]\(https://[^ )]+\)|@ref (?:ref_\w+|implementations)\b", text)
                self.assertNotEqual(bool(cited), text.startswith(unseen), text)

    def test_constant_of_the_tolerance(self):
        """It is told wherever the rule is: in the library, on its page, and under the table that measures by it."""
        header = (SOURCE / "src" / "oracle" / "tolerance.h").read_text(encoding="utf-8")
        k = re.search(r"(?m)^#define GP_TOLERANCE_K (\d+)$", header)[1]
        self.assertIn(f"with one constant \\f$k = {k}\\f$ ", (DOCS / "tolerance.md").read_text(encoding="utf-8"))
        table = self.goldprop("table", "hello")
        self.assert_done(table)
        self.assertRegex(table.stdout, r"\n\nA number passes when it is off by at most k \* amplification \* u \* "
                                       rf"max\(\|exact\|, 2\^-100\), where k = {k} and u = 2\^-53\.\n\Z")

    def test_right_digits_of_a_case_that_needs_no_rounding(self):
        [line] = re.findall(r"(?m)^hello +(.*)$", self.goldprop("table", "hello").stdout)
        self.assertEqual(["18", "18", "-", "8", "21", "all", "all", "0.000", "0.000"], line.split())
