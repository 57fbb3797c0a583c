"""A subject without mistakes passes every case, and the report says how much of each case it has answered."""

import json
import pathlib
import sys

import mistaken
from oracle import CASES, ROUNDOFF, OracleTest
from program import FAILED

SUBJECT = pathlib.Path(mistaken.__file__)


class Correct(OracleTest):
    def run_subject(self, *words):
        """The verdicts of goldprop run, by cases."""
        result = self.goldprop("run", "--format", "json", "--", sys.executable, str(SUBJECT), *words)
        return result, {verdict["case"]: verdict for verdict in json.loads(result.stdout)["cases"]}

    def pass_all_cases(self, precision):
        result, verdicts = self.run_subject("--precision", precision)
        self.assert_done(result)
        self.assertEqual(CASES.keys(), verdicts.keys())
        for case_id, case in CASES.items():
            with self.subTest(case=case_id):
                verdict = verdicts[case_id]
                self.assert_counts(case_id, mistaken.answer(case, [], precision), verdict)
                self.assertEqual(("passed", precision, []), (verdict["result"], verdict["precision"], verdict["conventions"]))
                self.assertEqual(case["problem"]["training"]["epochs"] > mistaken.LONGEST, verdict["missing"] > 0)

    def test_binary64(self):
        self.pass_all_cases("binary64")

    def test_binary32(self):
        self.pass_all_cases("binary32")

    def test_run_judges_as_check_does(self):
        result, verdicts = self.run_subject("rate-twice")
        self.assert_done(result, FAILED)
        for case_id, case in CASES.items():
            with self.subTest(case=case_id):
                self.assertEqual(self.check(case_id, mistaken.answer(case, ["rate-twice"])), verdicts[case_id])
