#include "oracle/diagnose.h"

#include "oracle/golden_answer.h"
#include "oracle/kill_matrix.h"
#include "oracle/tolerance.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* In how many golden cases a departure has shown. */
static size_t shown[gp_departure_count];

/* In each golden case each departure that shows there explains what it gives, and so does no departure that the case tells from
   it: the rivals that are named are those that no golden number of the case can exclude. */
static void check_case(const gp_case *the_case)
{
    gp_kill_row row;
    gp_shadow shadow;
    cr_assert_eq(gp_kill_row_compute(the_case, &row), GP_OK);
    cr_assert(gp_shadow_create(the_case, &shadow));
    for (int d = 0; d < gp_departure_count; d++) {
        if (!row.caught[d] || (d == GP_SINGLE_PRECISION && GP_REAL_DIGITS == FLT_DECIMAL_DIG))
            continue;
        gp_answer answer;
        gp_departures *found;
        size_t count, first;
        const gp_departures departures = gp_departures_toggled(the_case->problem.departures, gp_departure_set((gp_departure)d));
        answer_create(the_case, departures, &answer);
        cr_assert_eq(gp_first_unexplained(the_case, &answer, departures, &shadow, &first), GP_OK);
        cr_assert_eq(first, shadow.count);
        cr_assert_eq(gp_diagnose(the_case, &answer, 1, &shadow, &found, &count), GP_OK);
        bool named = false;
        for (size_t k = 0; k < count; k++) {
            named = named || gp_same_departures(found[k], gp_departure_set((gp_departure)d));
            cr_assert_not(!gp_is_textbook(gp_departures_of_both(row.apart[d], found[k])), "%s: %s passes for another one",
                          the_case->id, gp_departure_catalogue[d].id);
        }
        cr_assert(named, "%s: %s is not named", the_case->id, gp_departure_catalogue[d].id);
        shown[d]++;
        free(found);
        gp_answer_close(&answer);
    }
    gp_shadow_free(&shadow);
}

Test(diagnose, each_departure)
{
    golden_case_each(check_case);
    for (int d = 0; d < gp_departure_count; d++)
        cr_assert(shown[d] > 0 || (d == GP_SINGLE_PRECISION && GP_REAL_DIGITS == FLT_DECIMAL_DIG), "%s shows in no case",
                  gp_departure_catalogue[d].id);
}

/* A correct answer needs no explanation. */
Test(diagnose, nothing_wrong)
{
    answered it;
    gp_departures *found;
    size_t count;
    answered_open("deep-regression", GP_TEXTBOOK, &it);
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 1, &it.shadow, &found, &count), GP_OK);
    cr_assert(count == 0 && !found);
    answered_close(&it);
}

/* Numbers of binary64 that were written with eight digits are off as those of binary32 are: they do not pass for them. */
Test(diagnose, too_few_digits)
{
    answered it;
    gp_departures *found;
    size_t count;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY64;
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        char text[32];
        snprintf(text, sizeof text, "%.7e", it.answer.values[k]);
        it.answer.values[k] = strtod(text, NULL);
    }
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 1, &it.shadow, &found, &count), GP_OK);
    cr_assert(count == 0 && !found);
    answered_close(&it);
}

/* Whether a departure is among those that alone explain an answer. */
static bool is_named(answered *it, gp_departure departure)
{
    gp_departures *found;
    size_t count;
    bool named = false;
    cr_assert_eq(gp_diagnose(&it->the_case, &it->answer, 1, &it->shadow, &found, &count), GP_OK);
    for (size_t k = 0; k < count; k++)
        named = named || gp_same_departures(found[k], gp_departure_set(departure));
    free(found);
    return named;
}

/* Leaves nothing but activations: what makes them wrong is not there. */
static void keep_activations(answered *it)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++)
        it->answer.present[k] = it->the_case.expectations[k].place.quantity == GP_ACTIVATED;
}

/* An approximation of the sigmoid shows at the first step of which there are activations: in any of them, be the others right
   or not there. What is right then, and off by a little later on, is none. */
Test(diagnose, looks_approximated)
{
    const gp_place first = {.quantity = GP_ACTIVATED, .layer = 1}, second = {.quantity = GP_ACTIVATED, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", gp_departure_set(GP_RATE_TWICE), &it);
    keep_activations(&it);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED));

    const double right = answer_at(&it.the_case, &it.answer, &first);
    answer_remove(&it.the_case, &first, &it.answer);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED));

    answer_set(&it.the_case, &first, right, &it.answer);
    answer_set(&it.the_case, &second, answer_at(&it.the_case, &it.answer, &second) + 0.01, &it.answer);
    cr_assert(is_named(&it, GP_SIGMOID_APPROXIMATED));
    answer_set(&it.the_case, &second, answer_at(&it.the_case, &it.answer, &second) + 0.05, &it.answer);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED)); /* farther off than any approximation in use */
    answered_close(&it);
}

/* Single precision shows in every number that is there. */
Test(diagnose, looks_single)
{
    const gp_place odd = {.quantity = GP_DELTA, .layer = 1}, gone = {.quantity = GP_DELTA, .layer = 1, .unit = 1};
    if (GP_REAL_DIGITS == FLT_DECIMAL_DIG)
        return;
    answered it;
    answered_open("samsel-textbook", gp_departure_set(GP_SINGLE_PRECISION), &it);
    cr_assert(is_named(&it, GP_SINGLE_PRECISION));
    const double single = answer_at(&it.the_case, &it.answer, &odd);
    answer_set(&it.the_case, &odd, single * (1 + 3e-9),
               &it.answer); /* within a unit of roundoff of binary32, but no such number */
    cr_assert_not(is_named(&it, GP_SINGLE_PRECISION));
    answer_set(&it.the_case, &odd, single, &it.answer);
    const size_t ends[] = {0, it.the_case.expectation_count - 1}; /* the first number and the last one count as well */
    for (size_t e = 0; e < 2; e++) {
        const double end = it.answer.values[ends[e]];
        it.answer.values[ends[e]] = end * (1 + 3e-9);
        cr_assert_not(is_named(&it, GP_SINGLE_PRECISION));
        it.answer.values[ends[e]] = end;
    }
    answer_remove(&it.the_case, &gone, &it.answer);
    cr_assert(is_named(&it, GP_SINGLE_PRECISION));
    it.answer.precision = GP_PRECISION_BINARY32; /* which says what it does */
    cr_assert_not(is_named(&it, GP_SINGLE_PRECISION));
    answered_close(&it);
}

/* What cancels to almost nothing is left over of numbers of the size of 1: it is not hopeless, and hides no mistake. An output
   that hits its target leaves a - t = 0, or as much as rounding makes of it. */
Test(diagnose, what_cancels)
{
    const gp_place output = {.quantity = GP_ACTIVATED, .layer = 2}, error = {.quantity = GP_ACTIVATION_GRADIENT, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    it.shadow.setup.values[1] = (gp_real)answer_at(&it.the_case, &it.answer, &output); /* the target, behind the one input */
    for (size_t k = 0; k < it.shadow.count; k++)
        it.answer.present[k] = false;
    answer_set(&it.the_case, &error, 0.25 * (double)GP_UNIT_ROUNDOFF, &it.answer);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, gp_departure_set(GP_RATE_TWICE), &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++) {
        it.answer.values[k] = it.answer.present[k] ? it.answer.values[k] : (double)it.shadow.predicted[k];
        it.answer.present[k] = true;
    }
    cr_assert(is_named(&it, GP_RATE_TWICE));
    answer_set(&it.the_case, &error, 1e-3, &it.answer);
    cr_assert_not(is_named(&it, GP_RATE_TWICE));
    answered_close(&it);
}
