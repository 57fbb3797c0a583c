"""Two mistakes together are never taken for one that would not give the same trace.

Pairs that replace the same part of a run need not be explained: what the two give together is for each program to say.

usage: test_pairs.py [ANSWERS [SEED]]
By hand, counts how the pairs of the first 38 mistakes, 703 of them, are explained in 12 short cases and in both precisions: in all
16,872 answers, or in so many that are drawn. It fails where a single name is wrong, or a pair is explained by another."""

import itertools
import math
import random
import re
import sys
import unittest

import mistaken
from oracle import CASES, K, ROUNDOFF, SOURCE, OracleTest, bounds, departure_of, explanations_of, numbers_of, wrong_places

MISTAKES = [mistake for mistake in mistaken.DEPARTURES if ":" not in mistake]
# The parts that each departure replaces, as its row in the oracle has them.
PARTS = {name.lower().replace("_", "-"): set(re.findall(r"GP_PART_\w+", row)) for name, row in re.findall(
    r"\[GP_(\w+)\] =((?:(?!\n    \[|\n\};).)*)", (SOURCE / "src" / "oracle" / "departure.c").read_text(encoding="utf-8"), re.DOTALL)}
SAMPLE = 200
COUNTED = ["hello", "neurons-one-step", "chain-1-1-1", "samsel-general", "square", "three-outputs", "tanh", "minibatch-mean", "regression",
           "deep-regression", "online-samples", "summed-batches"]
SHORT = [case_id for case_id, case in CASES.items() if case["problem"]["training"]["epochs"] <= mistaken.LONGEST]


def same(case_id, trace, other, pair):
    """Whether a trace differs from another one by rounding only: each number of it by no more than it may differ from an exact one,
    to which its amplification belongs."""
    precision = "binary32" if "single-precision" in pair else trace["precision"]
    numbers, others = numbers_of(trace), numbers_of(other)
    for expectation, (place, _, bound) in zip(CASES[case_id]["expectations"], bounds(case_id, precision)):
        if place not in numbers:
            continue  # a program that updates after each sample has no change of the whole step
        if place not in others:
            return False
        one, two = numbers.get(place, 0.0), others.get(place, 0.0)
        allowed = max(float(bound), K * float(expectation.get("amplification", "1")) * float(ROUNDOFF[precision]) * abs(two))
        if not (one == two or math.isnan(one) and math.isnan(two) or abs(one - two) <= allowed):
            return False
    return True


class PairTest(OracleTest):
    def judge(self, case_id, pair, precision):
        """How a pair is explained: "passed", "named", "one" where one alone gives the same, "unexplained", or "same part"."""
        trace = mistaken.answer(CASES[case_id], pair, precision)
        verdict = self.check(case_id, trace)
        if self.is_right_but_for_a_factor(case_id, trace, verdict):
            return "passed"
        # Two mistakes can turn most deltas around, which are then taken for those of a program that computes with targets minus outputs.
        self.assert_counts(case_id, trace, verdict, verdict["conventions"])
        explanations = explanations_of(verdict)
        if not wrong_places(case_id, trace):
            return "passed"
        if not explanations:
            return "same part" if PARTS[departure_of(pair[0])] & PARTS[departure_of(pair[1])] else "unexplained"
        if len(explanations[0]) == 2:
            self.assertIn(set(pair), explanations)
            return "named"
        for departure, in explanations:
            alone = [mistaken.answer(CASES[case_id], [mistake], precision) for mistake in mistaken.DEPARTURES
                     if departure_of(mistake) == departure]
            self.assertTrue(any(same(case_id, trace, one, pair) for one in alone), f"this is taken for {departure}")
            if departure not in pair:
                print(f"{case_id}, {precision}: {' and '.join(pair)} together are {departure}")
        return "one"

    def is_right_but_for_a_factor(self, case_id, trace, verdict):
        """Whether two mistakes undo each other, but for a factor of deltas or gradients: halved deltas, summed where they are to
        be averaged over two samples, are those of the mean loss of a right program."""
        factors = {"delta_factor", "gradient_factor"} & {convention["name"] for convention in verdict["conventions"]}
        if verdict["result"] == "failed" or not factors:
            return False
        for place in wrong_places(case_id, trace):
            self.assertRegex(place, r"\b(da|delta|dx|dW|db)\[")
        return True

    def judge_all(self, tasks):
        """Judges cases, pairs and precisions. Returns how they are explained."""
        outcomes = []
        for case_id, pair, precision in tasks:
            with self.subTest(case=case_id, pair=pair, precision=precision):
                outcomes.append((pair, self.judge(case_id, pair, precision)))
        words = [word for _, word in outcomes]
        print(", ".join(f"{words.count(word)} {word}" for word in ("passed", "named", "one", "same part", "unexplained")))
        for pair in sorted({pair for pair, word in outcomes if word == "unexplained"}):
            print("  unexplained:", " and ".join(pair))
        return words


class Pairs(PairTest):
    def test_sample(self):
        pairs = list(itertools.combinations(MISTAKES, 2))
        choice = random.Random(1)
        tasks = [(choice.choice(list(CASES)), choice.choice(pairs), choice.choice(list(ROUNDOFF))) for _ in range(SAMPLE)]
        words = self.judge_all(tasks)
        self.assertGreater(words.count("named"), 10 * words.count("unexplained"))

    def test_batch_for_single_samples(self):
        """What is done wrongly with the samples of a batch changes nothing by itself where each batch has one."""
        pairs = [("mean-for-sum", "batch-for-online"), ("last-sample-only", "batch-for-online"), ("online-for-batch", "batch-for-online"),
                 ("batch-for-online", "batch-moved-in-place")]
        words = self.judge_all(itertools.product(["online-samples"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_second_sigmoid_approximated(self):
        """A second sigmoid is approximated as the first one is, and so is its slope."""
        pair = "slope-of-second-sigmoid", "sigmoid-approximated"
        words = self.judge_all(itertools.product(["samsel-general", "minibatch-mean", "three-outputs"], [pair], ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_slopes(self):
        """The value of which a slope is taken, its bounds, and whose slope it is."""
        pairs = [("slope-of-net-input", "slope-clipped"), ("slope-of-net-input", "tanh-for-sigmoid"),
                 ("slope-of-second-sigmoid", "tanh-for-sigmoid"), ("slope-clipped", "tanh-for-sigmoid")]
        words = self.judge_all(itertools.product(["samsel-general", "minibatch-mean", "square", "regression"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_transposes_cut_short(self):
        """How a matrix is read, and how many terms its sums have."""
        pairs = [("net-input-by-transpose", "last-input-dropped"), ("hidden-delta-by-transpose", "last-delta-dropped")]
        words = self.judge_all(itertools.product(["samsel-general", "three-outputs"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_net_input_and_bias(self):
        """What of the weighted sum is wrong, and what of the bias."""
        pairs = itertools.product(["net-input-by-transpose", "last-input-dropped"], ["bias-subtracted", "bias-left-out", "bias-doubled"])
        words = self.judge_all(itertools.product(["three-outputs"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_shares_of_a_bias(self):
        """The share of a unit in the gradient of a bias, and what is made of the shares."""
        pairs = [("bias-gradient-times-activation", other) for other in
                 ("bias-by-mean-of-units", "bias-by-sum-of-units", "shared-bias-by-last-unit")]
        words = self.judge_all(itertools.product(["summed-batches"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_weights_first(self):
        """When the weights of a layer move, and behind which samples, or by how much."""
        pairs = [("hidden-delta-from-updated-weights", other) for other in ("online-for-batch", "batch-moved-in-place", "rate-twice")]
        words = self.judge_all(itertools.product(["minibatch-mean", "summed-batches", "momentum-with-rate"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})

    def test_last_sample_left(self):
        """Which samples of a batch count, and what the step before has left."""
        pairs = [("gradients-not-reset", "last-sample-only"), ("last-sample-only", "gradient-sums-not-reset")]
        words = self.judge_all(itertools.product(["minibatch-mean", "summed-batches"], pairs, ROUNDOFF))
        self.assertEqual(set(words), {"named"})


class AllPairs(PairTest):
    """One test for each first one of a pair. Long runs, of which the subject answers a few steps, show nothing that the others
    do not."""


def add_test(first):
    def test(self):
        seconds = MISTAKES[MISTAKES.index(first) + 1:]
        self.judge_all(itertools.product(SHORT, [(first, second) for second in seconds], ROUNDOFF))
    setattr(AllPairs, "test_" + first.replace("-", "_"), test)


for each_mistake in MISTAKES[:-1]:
    add_test(each_mistake)


class CountOfPairs(PairTest):
    """By hand only."""
    answers, seed = None, 1

    def count(self):
        tasks = list(itertools.product(COUNTED, itertools.combinations(MISTAKES[:38], 2), ROUNDOFF))
        self.judge_all(random.Random(self.seed).sample(tasks, min(self.answers or len(tasks), len(tasks))))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    CountOfPairs.answers, CountOfPairs.seed = (numbers + [None, 1][len(numbers):])[:2]
    sys.exit(not unittest.TextTestRunner().run(CountOfPairs("count")).wasSuccessful())
