#include "oracle/judge.h"

#include "oracle/given.h"
#include "oracle/golden_answer.h"

#include <criterion/criterion.h>
#include <math.h>

static const gp_place *place_of(const answered *it, size_t finding)
{
    return &it->the_case.expectations[it->report.findings[finding].index].place;
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
