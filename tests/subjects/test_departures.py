"""Each mistake of the catalogue, made by a subject that shares nothing with the oracle, is named by it."""

import re

import mistaken
from oracle import CASES, OracleTest, departure_of
from program import SOURCE


class DeparturesTest(OracleTest):
    def name_in_all_cases(self, mistake, precision):
        """Names the mistake wherever a case shows it. A mistake that no case shows, or shows alone, is a hole in the suite."""
        rivals = {}
        for case_id, case in CASES.items():
            with self.subTest(case=case_id):
                trace = mistaken.answer(case, [mistake], precision)
                rivals[case_id] = self.assert_named(case_id, trace, mistake, self.check(case_id, trace))
        shown = {case_id: others for case_id, others in rivals.items() if others is not None}
        print(f"{mistake}, {precision}: shown by {len(shown)} of {len(CASES)} cases")
        for case_id, others in shown.items():
            if others:
                print(f"  {case_id}: explained by", *(" and ".join(sorted(other)) for other in others), "as well")
        self.assertIn([], shown.values(), f"no case names {mistake} alone")


class Departures(DeparturesTest):
    """In binary64."""

    def test_catalogue(self):
        catalogue = (SOURCE / "src/golden/catalogue.c").read_text(encoding="utf-8")
        ids = re.findall(r'^ +"([a-z]+(?:-[a-z]+)+)",$', catalogue, re.MULTILINE)
        self.assertEqual(sorted(ids), sorted({departure_of(mistake) for mistake in mistaken.DEPARTURES}))


class AllInBinary32(DeparturesTest):
    """The same in binary32, which binary32.diagnose.each_departure tests each time with subjects in C."""


def add_test(entries, mistake, precision):
    def test(self):
        self.name_in_all_cases(mistake, precision)
    setattr(entries, "test_" + re.sub("[-:]", "_", mistake) + "_" + precision, test)


for each_mistake in mistaken.DEPARTURES:
    add_test(Departures, each_mistake, "binary64")
    if each_mistake != "single-precision":
        add_test(AllInBinary32, each_mistake, "binary32")
