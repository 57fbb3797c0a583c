"""The classic mistakes: what `goldprop mistakes` tells of each, and where it is seen."""
import collections
import json

from golden import Place

FEW = 3  # cases that tell two mistakes apart, and no more: they are hard to tell apart


class Mistakes:
    """The catalogue and the kill matrix, for some cases in their order."""

    def __init__(self, program, cases, seen):
        told = program.tells("mistakes", *(case.id for case in cases))
        self.cases, self.all, self.pairs, self.fewest = cases, told["mistakes"], told["pairs"], [case for case in cases if case.id in told["fewest_cases"]]
        self.seen = json.loads(seen.read_text(encoding="utf-8"))
        ids = {mistake["id"] for mistake in self.all}
        if self.seen.keys() != ids:
            raise LookupError(f"{seen}: expected where each mistake is seen, found a difference: {', '.join(sorted(self.seen.keys() ^ ids))}")
        for mistake in self.all:
            mistake["caught"] = {change["case"]: change for change in mistake["caught"]}

    def of_equation(self, equation):
        return [mistake for mistake in self.all if mistake["equation"] == equation]

    def shown_in(self, mistake, sources):
        """(case, the number that changes there first) of the first case that the mistake is made in; if there is one, of the first
        in which that number is what the chapter of its equation is about. (None, None) if there is none."""
        caught = mistake["caught"]
        shown = [(case, caught[case.id]) for case in self.cases if case.id in caught and not caught[case.id]["left_out"]]

        def is_in_its_chapter(case, change):
            equation = sources.equation_of(case, Place(change))
            return change["quantity"] != "dx" and equation and sources.chapter_of(equation) == sources.chapter_of(mistake["equation"])
        return next((found for found in shown if is_in_its_chapter(*found)), next(iter(shown), (None, None)))

    def silent_cases(self, mistake):
        """Those in which it changes no golden number."""
        return [case for case in self.cases if case.id not in mistake["caught"]]

    def caught_counts(self):
        """How many mistakes each case catches."""
        return [sum(case.id in mistake["caught"] for mistake in self.all) for case in self.cases]

    def apart_counts(self):
        """How many pairs of mistakes each case tells apart."""
        counts = collections.Counter(case for pair in self.pairs for case in pair["told_apart_by"])
        return [counts[case.id] for case in self.cases]

    def hard_pairs(self):
        return [pair for pair in self.pairs if len(pair["told_apart_by"]) <= FEW]
