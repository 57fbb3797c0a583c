#include "oracle/judge.h"

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
    cr_assert_eq(it.report.standings[GP_RIGHT], it.report.expected);
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
    cr_assert_eq(it.report.explanations[0], gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS));
    answered_close(&it);
}

/* A case whose own program departs, answered as the textbook has it: the departure is left out. */
Test(judge, names_what_is_left_out)
{
    answered it;
    answered_open("samsel", GP_TEXTBOOK, &it);
    answered_judge(&it);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert_eq(it.report.explanations[0], gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS));
    answered_close(&it);
}

/* Two mistakes are two findings, each at its first number, and never a third mistake. */
Test(judge, names_two_mistakes)
{
    const gp_departures two = gp_departure_set(GP_RATE_TWICE) | gp_departure_set(GP_HIDDEN_SLOPE_MISSING);
    answered it;
    answered_open("online-samples", two, &it);
    answered_judge(&it);
    cr_assert_eq(it.report.together, 2);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert_eq(it.report.explanations[0], two);
    cr_assert_eq(it.report.finding_count, 2);
    cr_assert_eq(place_of(&it, 0)->quantity, GP_DELTA);
    cr_assert_eq(place_of(&it, 1)->quantity, GP_WEIGHT_CHANGE);
    cr_assert_eq(place_of(&it, 1)->step, 0);
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
    cr_assert_eq(it.report.standings[GP_MISSING], it.report.expected);
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
