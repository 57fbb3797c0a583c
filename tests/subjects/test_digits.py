"""A right program that prints its numbers with few digits passes, and is told so; a wrong one is judged by what they allow."""

import mistaken
from oracle import CASES, OracleTest, departure_of, explanations_of, numbers_of
from test_conventions import changed

QUANTITIES = ["W", "b", "z", "a", "output_loss", "loss", "da", "slope", "delta", "dx", "dW", "db", "dW_clipped", "db_clipped", "W_velocity", "b_velocity", "W_m", "b_m", "W_v", "b_v", "W_m_hat", "b_m_hat", "W_v_hat", "b_v_hat",
              "W_change", "b_change", "error"]
SHORT = [case_id for case_id, case in CASES.items() if case["problem"]["training"]["epochs"] <= mistaken.LONGEST]


def printed(form):
    def change(trace):
        return changed(trace, QUANTITIES, lambda array: mistaken.each(lambda number: float(form % float(number)), array))
    return change


class Digits(OracleTest):
    def text(self, case_id, trace):
        self.check(case_id, trace)  # writes the file
        return self.goldprop("check", case_id, "trace.json").stdout

    def pass_all_cases(self, form):
        told = 0
        for case_id in CASES:
            with self.subTest(case=case_id):
                trace = printed(form)(mistaken.answer(CASES[case_id]))
                verdict = self.check(case_id, trace)
                self.assertEqual(("passed", []), (verdict["result"], verdict["conventions"]))
                told += verdict.get("by_digits", 0) > 0
        return told

    def test_fifteen(self):
        self.assertGreater(self.pass_all_cases("%.15g"), len(CASES) / 2)

    def test_sixteen(self):
        self.pass_all_cases("%.16g")

    def test_six(self):
        self.assertGreater(self.pass_all_cases("%g"), len(CASES) / 2)

    def test_decimals(self):
        self.assertGreater(self.pass_all_cases("%.9f"), len(CASES) / 2)

    def test_one_quantity(self):
        """Full numbers, but for the reported errors."""
        for case_id in SHORT:
            trace = mistaken.answer(CASES[case_id])
            trace["errors"] = printed("%.6f")(trace["errors"])
            with self.subTest(case=case_id):
                self.assertEqual("passed", self.check(case_id, trace)["result"])

    def test_it_is_told(self):
        trace = printed("%.15g")(mistaken.answer(CASES["samsel-textbook"]))
        self.assertIn("; every number has at most 15 significant digits, by which it is judged: print 17\n",
                      self.text("samsel-textbook", trace))
        self.assertNotIn("digits", self.text("samsel-textbook", mistaken.answer(CASES["samsel-textbook"])))

    def test_what_was_written_is_shown(self):
        """...and no digits that were not."""
        for form, off in (("%g", 4e-6), ("%.15g", 1e-13)):
            trace = printed(form)(mistaken.answer(CASES["samsel-textbook"]))
            number = trace["steps"][0]["samples"][0]["layers"][0]["z"]
            number[0] = float(form % (number[0] * (1 + off)))
            text = self.text("samsel-textbook", trace)
            self.assertIn(f"got {number[0]:.15g} (", text)
            self.assertIn(f'"got": "{number[0]:.15g}"', self.goldprop("check", "-f", "json", "samsel-textbook", "trace.json").stdout)

    def test_mistakes(self):
        """Six digits are enough to name what shows."""
        for case_id in ("minibatch-mean", "online-samples"):
            for mistake in ("rate-twice", "hidden-slope-missing", "mean-for-sum", "sum-for-mean", "gradient-ascent",
                            "biases-frozen", "hidden-weights-frozen", "last-sample-only"):
                for form in ("%.15g", "%g"):
                    with self.subTest(case=case_id, mistake=mistake, form=form):
                        trace = mistaken.answer(CASES[case_id], [mistake])
                        if numbers_of(trace) == numbers_of(mistaken.answer(CASES[case_id])):
                            continue
                        verdict = self.check(case_id, printed(form)(trace))
                        self.assertEqual("failed", verdict["result"])
                        self.assertIn({departure_of(mistake)}, explanations_of(verdict))
