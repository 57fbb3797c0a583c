#include "oracle/diagnose.h"

#include "oracle/golden_answer.h"
#include "oracle/kill_matrix.h"

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
