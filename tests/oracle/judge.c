#include "oracle/judge.h"

#include "oracle/conventions.h"
#include "oracle/given.h"
#include "oracle/golden_answer.h"
#include "oracle/tolerance.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const gp_place *place_of(const answered *it, size_t finding)
{
    return &it->the_case.expectations[it->report.findings[finding].index].place;
}

static size_t index_at(const answered *it, gp_place place)
{
    const gp_expectation *expectation = gp_case_expectation(&it->the_case, &place);
    cr_assert(expectation);
    return (size_t)(expectation - it->the_case.expectations);
}

/* Leaves nothing of an answer but one number. */
static void keep_only(answered *it, gp_place place)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++)
        it->answer.present[k] = k == index_at(it, place);
}

/* Writes every number of an answer with so many significant digits. */
static void write_digits(answered *it, int digits)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        char text[40];
        snprintf(text, sizeof text, "%.*e", digits - 1, it->answer.values[k]);
        it->answer.values[k] = strtod(text, NULL);
    }
}

/* How many numbers of the case the problem gives. */
static size_t count_given(const gp_case *the_case)
{
    size_t given = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++)
        given += gp_is_given(the_case, k);
    return given;
}

Test(judge, passes_a_correct_answer)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    answered_judge(&it);
    cr_assert(it.report.passed);
    cr_assert_eq(it.report.standings[GP_RIGHT] + it.report.standings[GP_GIVEN], it.report.expected);
    cr_assert_eq(it.report.repeated, it.report.standings[GP_GIVEN]);
    cr_assert_eq(it.report.finding_count + it.report.explanation_count, 0);
    answered_close(&it);
}

/* One mistake is one finding, at the first number that it makes wrong, and its name is the only explanation. */
Test(judge, names_a_mistake)
{
    answered it;
    answered_open("samsel-textbook", gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS), &it);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.finding_count, 1);
    const gp_place first = {.quantity = GP_ACTIVATION_GRADIENT, .sample = 0, .layer = 1, .unit = 0};
    cr_assert_eq(gp_place_compare(place_of(&it, 0), &first), 0);
    cr_assert_eq(it.report.findings[0].count,
                 4); /* da of both hidden units, and dx of both inputs; what follows is not counted */
    cr_assert_gt(it.report.standings[GP_FOLLOWING], 0);
    cr_assert(it.report.findings[0].right_digits > 0.5 && it.report.findings[0].right_digits < 3);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert_eq(it.report.together, 1);
    cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS)));
    answered_close(&it);
}

/* A case whose own program departs, answered as the textbook has it: the departure is left out. */
Test(judge, names_what_is_left_out)
{
    answered it;
    answered_open("samsel", GP_TEXTBOOK, &it);
    answered_judge(&it);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS)));
    answered_close(&it);
}

/* Two mistakes are two findings, each at its first number, and never a third mistake. */
Test(judge, names_two_mistakes)
{
    const gp_departures two =
        gp_departures_of_either(gp_departure_set(GP_RATE_TWICE), gp_departure_set(GP_HIDDEN_SLOPE_MISSING));
    answered it;
    answered_open("online-samples", two, &it);
    answered_judge(&it);
    cr_assert_eq(it.report.together, 2);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert(gp_same_departures(it.report.explanations[0], two));
    cr_assert_eq(it.report.finding_count, 2);
    cr_assert_eq(place_of(&it, 0)->quantity, GP_DELTA);
    cr_assert_eq(place_of(&it, 1)->quantity, GP_WEIGHT_CHANGE);
    cr_assert_eq(place_of(&it, 1)->step, 0);
    answered_close(&it);
}

/* The parameters of a frozen layer are right whenever they are reported: they are no finding, whatever the other mistake makes
   of the rest. */
Test(judge, two_mistakes_and_right_numbers)
{
    answered it;
    answered_open("square",
                  gp_departures_of_either(gp_departure_set(GP_HIDDEN_WEIGHTS_FROZEN), gp_departure_set(GP_STATE_LATE)), &it);
    answered_judge(&it);
    cr_assert_eq(it.report.together, 2);
    cr_assert_geq(it.report.finding_count, 1);
    for (size_t k = 0; k < it.report.finding_count; k++) {
        const gp_standing standing = it.report.standing[it.report.findings[k].index];
        cr_assert(standing == GP_WRONG || standing == GP_FOLLOWING || standing == GP_LATER);
    }
    answered_close(&it);
}

/* The first weights alone, late, and those of the first layer frozen: that these are right where they should have moved is no
   finding, and what is wrong shows where the others are. */
Test(judge, two_mistakes_and_one_place)
{
    answered it;
    answered_open("square",
                  gp_departures_of_either(gp_departure_set(GP_HIDDEN_WEIGHTS_FROZEN), gp_departure_set(GP_STATE_LATE)), &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        it.answer.present[k] = place->quantity == GP_WEIGHT && place->step == 0;
    }
    answered_judge(&it);
    cr_assert_eq(it.report.together, 2);
    cr_assert_eq(it.report.finding_count, 1);
    const gp_place place = {.quantity = GP_WEIGHT, .layer = 2};
    cr_assert_eq(gp_place_compare(place_of(&it, 0), &place), 0);
    answered_close(&it);
}

/* Digits are counted against the number that is expected: here by the answer's own numbers. */
Test(judge, counts_digits_of_what_is_expected)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    const gp_place first = {.quantity = GP_NET_INPUT, .layer = 1}, second = {.quantity = GP_ACTIVATED, .layer = 1};
    answer_set(&it.the_case, &first, 0, &it.answer);
    answer_set(&it.the_case, &second, 0.501, &it.answer); /* where 0 gives 0.5 */
    answered_judge(&it);
    cr_assert_eq(it.report.finding_count, 2);
    cr_assert(!it.report.findings[0].own && it.report.findings[1].own);
    cr_assert_eq(it.report.findings[1].expected, 0.5L);
    cr_assert_float_eq(it.report.findings[1].right_digits, -log10(0.002), 1e-6);
    answered_close(&it);
}

/* A number that no known mistake gives: one finding, and no explanation. */
Test(judge, does_not_guess)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    const gp_place odd = {.quantity = GP_NET_INPUT, .layer = 1, .unit = 1};
    answer_set(&it.the_case, &odd, 0.7, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.explanation_count, 0);
    cr_assert_eq(it.report.together, 0);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_eq(gp_place_compare(place_of(&it, 0), &odd), 0);
    cr_assert_eq(it.report.standings[GP_WRONG], 1);
    answered_close(&it);
}

/* Parameters are given as long as they are what the problem begins with; so is what can only be 0 or 1. */
Test(judge, what_is_given)
{
    gp_case the_case;
    golden_case_open("deep-regression", &the_case);
    const struct {
        gp_place place;
        bool given;
    } rows[] = {{{.quantity = GP_WEIGHT, .layer = 1}, true},
                {{.quantity = GP_WEIGHT, .layer = 1, .step = 1}, false},
                {{.quantity = GP_BIAS, .layer = 2}, true},
                {{.quantity = GP_BIAS, .layer = 2, .step = 1}, false},
                {{.quantity = GP_BIAS, .layer = 3, .step = 2}, true}, /* which is not trained */
                {{.quantity = GP_BIAS_CHANGE, .layer = 3}, true},
                {{.quantity = GP_BIAS_CHANGE, .layer = 2}, false},
                {{.quantity = GP_SLOPE, .layer = 4}, true}, /* an identity */
                {{.quantity = GP_SLOPE, .layer = 3}, false},
                {{.quantity = GP_NET_INPUT, .layer = 1}, false},
                {{.quantity = GP_EPOCH_ERROR}, false}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_expectation *expectation = gp_case_expectation(&the_case, &rows[k].place);
        cr_assert(expectation);
        cr_assert_eq(gp_is_given(&the_case, (size_t)(expectation - the_case.expectations)), rows[k].given, "row %zu", k);
    }
    gp_case_close(&the_case);
}

/* Numbers that the problem gives are not compared, and a wrong one of them is wrong. */
Test(judge, does_not_compare_what_is_given)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        it.answer.present[k] = gp_is_given(&it.the_case, k);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.standings[GP_RIGHT], 0);
    cr_assert_eq(it.report.standings[GP_GIVEN], 6);
    cr_assert_eq(it.report.repeated, 6);
    const gp_place first = {.quantity = GP_WEIGHT, .layer = 1};
    answer_set(&it.the_case, &first, 7, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.standings[GP_WRONG], 1);
    cr_assert_eq(it.report.repeated, 5);
    cr_assert(it.report.finding_count == 1 && it.report.findings[0].index == 0 && it.report.findings[0].count == 1);
    it.answer.present[index_at(&it, (gp_place){.quantity = GP_WEIGHT, .layer = 2})] = false;
    answered_judge(&it);
    cr_assert_eq(it.report.standings[GP_GIVEN], 5);
    cr_assert_eq(it.report.repeated, 4);
    answered_close(&it);
}

/* An answer without numbers does not pass, nor does one whose numbers are not numbers. */
Test(judge, is_not_fooled)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        it.answer.values[k] = NAN;
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.standings[GP_RIGHT], 0);
    cr_assert_eq(it.report.explanation_count, 0);
    cr_assert_geq(it.report.finding_count, 1);

    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        it.answer.present[k] = false;
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.standings[GP_MISSING] + it.report.standings[GP_GIVEN], it.report.expected);
    cr_assert_eq(it.report.finding_count, 0);
    answered_close(&it);
}

/* Late in a long run, behind a gap: the first wrong number is found, and nothing is guessed. */
Test(judge, late_numbers)
{
    answered it;
    answered_open("neurons-50-epochs", GP_TEXTBOOK, &it);
    const gp_place late = {.quantity = GP_EPOCH_ERROR, .step = 40};
    answer_set(&it.the_case, &late, 0.5, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.standings[GP_LATER], 1);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_eq(gp_place_compare(place_of(&it, 0), &late), 0);
    cr_assert_eq(it.report.explanation_count, 0);
    answered_close(&it);
}

/* A single number that is right, and is not given, is enough to pass; the numbers that are missing and given count as given. */
Test(judge, one_right_number)
{
    const gp_place place = {.quantity = GP_NET_INPUT, .layer = 2};
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    keep_only(&it, place);
    answered_judge(&it);
    cr_assert(it.report.passed);
    cr_assert_eq(it.report.standings[GP_RIGHT], 1);
    cr_assert_eq(it.report.standings[GP_GIVEN], count_given(&it.the_case));
    cr_assert_eq(it.report.repeated, 0);
    cr_assert_eq(it.report.standings[GP_MISSING], it.report.expected - 1 - count_given(&it.the_case));
    answer_set(&it.the_case, &place, 7, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.standings[GP_WRONG], 1);
    answered_close(&it);
}

/* A mistake of which an answer shows a single number, the very first or the very last of the case. */
Test(judge, one_wrong_number)
{
    static const struct {
        gp_departure mistake;
        gp_place place;
    } rows[] = {{GP_STATE_LATE, {.quantity = GP_WEIGHT, .layer = 1}}, {GP_ERROR_ROOT, {.quantity = GP_EPOCH_ERROR, .step = 1}}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        answered it;
        answered_open("chain-1-1-1", gp_departure_set(rows[r].mistake), &it);
        const size_t k = index_at(&it, rows[r].place);
        cr_assert_eq(k, r == 0 ? 0 : it.the_case.expectation_count - 1);
        keep_only(&it, rows[r].place);
        answered_judge(&it);
        cr_assert_eq(it.report.standings[GP_WRONG], 1);
        cr_assert_eq(it.report.finding_count, 1);
        cr_assert_eq(it.report.findings[0].index, k);
        bool named = false;
        for (size_t e = 0; e < it.report.explanation_count; e++)
            named = named || gp_same_departures(it.report.explanations[e], gp_departure_set(rows[r].mistake));
        cr_assert(named, "%s", gp_departure_catalogue[rows[r].mistake].id);
        answered_close(&it);
    }
}

/* Without an explanation, the wrong numbers of one quantity of one layer are one finding, at the first of them, over units and
   steps; those of another layer, or of another quantity of the same layer, are one of their own. */
Test(judge, a_finding_for_each_kind)
{
    static const struct {
        gp_place place;
        double value;
    } wrong[] = {{{.quantity = GP_NET_INPUT, .layer = 1}, 0.7},
                 {{.quantity = GP_NET_INPUT, .layer = 1, .unit = 1}, -0.9},
                 {{.quantity = GP_ACTIVATED, .layer = 1, .unit = 1}, 0.3},
                 {{.quantity = GP_NET_INPUT, .layer = 2}, 5},
                 {{.quantity = GP_SLOPE, .layer = 1, .unit = 1}, 0.11},
                 {{.quantity = GP_NET_INPUT, .step = 1, .layer = 1}, 3},
                 {{.quantity = GP_NET_INPUT, .step = 1, .layer = 2}, 2},
                 {{.quantity = GP_EPOCH_ERROR, .step = 1}, 0.9}}; /* which is the last of all numbers */
    static const struct {
        size_t first, count; /* of the wrong numbers */
    } findings[] = {{0, 3}, {2, 1}, {3, 2}, {4, 1}, {7, 1}};
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        answer_set(&it.the_case, &wrong[k].place, wrong[k].value, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.explanation_count, 0);
    cr_assert_eq(it.report.standings[GP_WRONG], sizeof wrong / sizeof *wrong);
    cr_assert_eq(it.report.finding_count, sizeof findings / sizeof *findings);
    for (size_t f = 0; f < it.report.finding_count; f++) {
        cr_assert_eq(gp_place_compare(place_of(&it, f), &wrong[findings[f].first].place), 0, "finding %zu", f);
        cr_assert_eq(it.report.findings[f].count, findings[f].count, "finding %zu", f);
    }
    cr_assert_eq(it.report.findings[4].index, it.the_case.expectation_count - 1);
    cr_assert_eq(it.report.findings[0].expected, gp_number_long(it.the_case.expectations[it.report.findings[0].index].exact));
    answered_close(&it);
}

/* z of the output follows from the hidden activation, which is wrong: one number is wrong, and one follows. */
Test(judge, what_follows)
{
    const gp_place hidden = {.quantity = GP_ACTIVATED, .layer = 1}, next = {.quantity = GP_NET_INPUT, .layer = 2};
    const gp_place weight = {.quantity = GP_WEIGHT, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    answer_set(&it.the_case, &hidden, 0.8125, &it.answer);
    answer_set(&it.the_case, &next, 0.8125 * answer_at(&it.the_case, &it.answer, &weight), &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.standings[GP_WRONG], 1);
    cr_assert_eq(it.report.standings[GP_FOLLOWING], 1);
    cr_assert_eq(it.report.standing[index_at(&it, next)], GP_FOLLOWING);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_eq(gp_place_compare(place_of(&it, 0), &hidden), 0);
    cr_assert_eq(it.report.findings[0].count, 1);

    /* It follows as far as rounding errors may move it, and no farther. */
    const size_t k = index_at(&it, next);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    it.answer.values[k] = (double)(it.shadow.predicted[k] + 0.9L * it.shadow.tolerance[k]);
    answered_judge(&it);
    cr_assert_eq(it.report.standing[k], GP_FOLLOWING);
    it.answer.customs[GP_KINK_SIDE] = (gp_custom){.value = -1, .declared = true}; /* there is no kink in this run */
    answered_judge(&it);
    cr_assert_eq(it.report.standing[k], GP_FOLLOWING);
    it.answer.values[k] = (double)(it.shadow.predicted[k] + 1.5L * it.shadow.tolerance[k]);
    answered_judge(&it);
    cr_assert_eq(it.report.standing[k], GP_WRONG);
    answered_close(&it);
}

/* A finding says what all numbers of its kind are, times what they should be: here dx -1.37 times. */
Test(judge, ratio_of_a_finding)
{
    answered it;
    answered_open("online-samples", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        if (it.the_case.expectations[k].place.quantity == GP_INPUT_GRADIENT)
            it.answer.values[k] *= -1.37;
    answered_judge(&it);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_float_eq(it.report.findings[0].ratio.factor.number, -1.37, 1e-6);
    cr_assert_eq(it.report.findings[0].ratio.count, it.report.standings[GP_WRONG]);
    answered_close(&it);
}

/* What is off by a little more than the case allows, and no more than numbers that are right lead to, is no mistake that could
   be pointed out; nor is a number behind the steps that are gone through. Where nothing else is wrong, the first of them is
   found, and all are counted. */
Test(judge, what_cannot_be_told)
{
    const gp_place early = {.quantity = GP_NET_INPUT, .layer = 1}, late = {.quantity = GP_EPOCH_ERROR, .step = 40};
    answered it;
    answered_open("neurons-50-epochs", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY16;
    const gp_expectation *expectation = gp_case_expectation(&it.the_case, &early);
    const long double exact = gp_number_long(expectation->exact);
    const long double off = gp_tolerance(expectation, gp_unit_roundoff(it.answer.precision)) * 1.001L;
    answer_set(&it.the_case, &early, (double)(exact + off), &it.answer);
    answer_set(&it.the_case, &late, 0.5, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.standing[index_at(&it, early)], GP_FOLLOWING);
    cr_assert_eq(it.report.standing[index_at(&it, late)], GP_LATER);
    cr_assert_eq(it.report.standings[GP_WRONG] + it.report.explanation_count, 0);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_eq(gp_place_compare(place_of(&it, 0), &early), 0);
    cr_assert_eq(it.report.findings[0].count, 2);
    answered_close(&it);
}

/* With eight digits all numbers are right, and those that the tolerance alone would not let pass are counted. With a mistake it
   is named, too; with five digits it is not looked for. */
Test(judge, few_digits)
{
    answered it;
    size_t off = 0;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY64;
    write_digits(&it, 8);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        off +=
            !gp_is_given(&it.the_case, k) && !gp_within_tolerance(&it.the_case.expectations[k], it.answer.values[k], 0x1p-53L);
    cr_assert_gt(off, 0);
    answered_judge(&it);
    cr_assert(it.report.passed && !it.report.too_few_digits);
    cr_assert_eq(it.report.by_digits, off);
    write_digits(&it, 5);
    answered_judge(&it);
    cr_assert(it.report.passed && !it.report.too_few_digits);
    answered_close(&it);

    for (int digits = 5; digits <= 6; digits++) {
        answered_open("minibatch-mean", gp_departure_set(GP_HIDDEN_SLOPE_MISSING), &it);
        write_digits(&it, digits);
        answered_judge(&it);
        cr_assert_not(it.report.passed);
        cr_assert_eq(it.report.too_few_digits, digits < 6, "%d digits", digits);
        cr_assert_eq(it.report.explanation_count > 0, digits >= 6, "%d digits", digits);
        answered_close(&it);
    }
}

/* Without the slope of the output each change of a bias is the rate times a target, which has four digits at most: what is
   wrong beside them is not short, and tells the mistake. */
Test(judge, few_digits_of_one_quantity)
{
    answered it;
    answered_open("linear-loss-online", gp_departure_set(GP_OUTPUT_SLOPE_MISSING), &it);
    answered_judge(&it);
    cr_assert_not(it.report.passed || it.report.too_few_digits);
    cr_assert_eq(it.report.explanation_count, 1);
    answered_close(&it);
}

/* Digits are cut off of a velocity before it is divided by its factor: so it is in the one way in which the biases are taken
   for what they are, though in the other one, which an odd first bias calls for, there is no such factor. Only that bias is
   wrong. */
Test(judge, few_digits_of_what_is_divided)
{
    answered it;
    answered_open("momentum", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_quantity quantity = it.the_case.expectations[k].place.quantity;
        if (quantity == GP_WEIGHT_VELOCITY || quantity == GP_BIAS_VELOCITY)
            it.answer.values[k] *= -0.15;
    }
    write_digits(&it, 8);
    const gp_place bias = {.quantity = GP_BIAS, .layer = 1};
    answer_set(&it.the_case, &bias, answer_at(&it.the_case, &it.answer, &bias) + 0.3, &it.answer);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        if (place->quantity == GP_BIAS && place->step == 0 && gp_place_compare(place, &bias) != 0)
            it.answer.present[k] = false;
    }
    answered_judge(&it);
    cr_assert_eq(it.report.standings[GP_WRONG], 1);
    cr_assert_float_eq(it.answer.customs[GP_VELOCITY_FACTOR].value, -0.15, 1e-12);
    cr_assert_gt(it.report.by_digits, 0);
    answered_close(&it);
}

/* Each combination of signs is found out: of deltas, of gradients, and of biases, whose gradients have both. */
Test(judge, every_combination_of_signs)
{
    static const gp_convention signs[] = {GP_DELTA_SIGN, GP_GRADIENT_SIGN, GP_BIAS_SIGN};
    for (unsigned combination = 0; combination < 8; combination++) {
        answered it;
        answered_open("minibatch-mean", GP_TEXTBOOK, &it);
        for (size_t s = 0; s < 3; s++)
            for (size_t k = 0; k < it.the_case.expectation_count; k++)
                if ((combination >> s & 1) && gp_concerns(signs[s], it.the_case.expectations[k].place.quantity))
                    it.answer.values[k] *= -1;
        answered_judge(&it);
        cr_assert(it.report.passed, "combination %u", combination);
        for (size_t s = 0; s < 3; s++)
            cr_assert_eq(it.answer.customs[signs[s]].value, combination >> s & 1 ? -1 : 1, "combination %u", combination);
        answered_close(&it);
    }
}

/* A sign that is declared holds, whatever the numbers say. */
Test(judge, declared_signs)
{
    static const gp_convention signs[] = {GP_DELTA_SIGN, GP_GRADIENT_SIGN, GP_BIAS_SIGN};
    for (size_t s = 0; s < sizeof signs / sizeof *signs; s++)
        for (int negated = 0; negated <= 1; negated++)
            for (int sign = -1; sign <= 1; sign += 2) {
                answered it;
                answered_open("minibatch-mean", GP_TEXTBOOK, &it);
                for (size_t k = 0; k < it.the_case.expectation_count; k++)
                    if (negated && gp_concerns(signs[s], it.the_case.expectations[k].place.quantity))
                        it.answer.values[k] *= -1;
                it.answer.customs[signs[s]] = (gp_custom){.value = sign, .declared = true};
                answered_judge(&it);
                cr_assert_eq(it.report.passed, negated == (sign < 0), "%s %d", gp_convention_names[signs[s]], sign);
                cr_assert_eq(it.answer.customs[signs[s]].value, sign);
                answered_close(&it);
            }
}

/* Hidden deltas alone, without their slope and with the other sign: none is right in either sign, and the one in which a
   mistake explains them is taken. */
Test(judge, explained_in_another_sign)
{
    const gp_departures departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING);
    answered it;
    answered_open("samsel-textbook", departures, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        it.answer.present[k] = place->quantity == GP_DELTA && place->layer == 1;
        it.answer.values[k] *= -1;
    }
    answered_judge(&it);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert(gp_same_departures(it.report.explanations[0], departures));
    cr_assert_eq(it.answer.customs[GP_DELTA_SIGN].value, -1);
    cr_assert_eq(it.report.finding_count, 1);
    const size_t first = it.report.findings[0].index;
    cr_assert_gt(it.answer.values[first] / (double)gp_number_long(it.the_case.expectations[first].exact),
                 4); /* 1/f'(z) times */
    answered_close(&it);
}

static void check_two_mistakes(gp_departure one, gp_departure other, gp_quantity first, gp_quantity second)
{
    const gp_departures two = gp_departures_of_either(gp_departure_set(one), gp_departure_set(other));
    answered it;
    answered_open("online-samples", two, &it);
    answered_judge(&it);
    cr_assert_eq(it.report.together, 2);
    cr_assert(gp_same_departures(it.report.explanations[0], two));
    cr_assert_eq(it.report.finding_count, 2);
    cr_assert_eq(place_of(&it, 0)->quantity, first);
    cr_assert_eq(place_of(&it, 1)->quantity, second);
    cr_assert(it.report.findings[0].count == 1 && it.report.findings[1].count == 1);
    answered_close(&it);
}

/* The places of two mistakes stand in the order of a run, whichever of the two the catalogue has first. */
Test(judge, two_mistakes_in_order)
{
    check_two_mistakes(GP_RATE_TWICE, GP_BIAS_SUBTRACTED, GP_NET_INPUT, GP_WEIGHT_CHANGE);
    check_two_mistakes(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS, GP_BIAS_SUBTRACTED, GP_NET_INPUT, GP_ACTIVATION_GRADIENT);
    check_two_mistakes(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS, GP_RATE_TWICE, GP_ACTIVATION_GRADIENT, GP_WEIGHT_CHANGE);
}
