#include "oracle/shadow.h"

#include "oracle/golden_answer.h"
#include "oracle/tolerance.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

static const gp_place hidden_delta = {.quantity = GP_DELTA, .layer = 1};
static const gp_place input_gradient = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .input = 1};

/* The shadow of a correct answer is the answer, and lies within the tolerance of the exact numbers. A delta that is doubled is
   off its shadow; the gradient that is made of it is what follows, and its shadow doubles, too. */
Test(shadow, of_a_mistake)
{
    gp_case the_case;
    gp_answer answer;
    gp_shadow shadow;
    golden_case_open("samsel-textbook", &the_case);
    answer_create(&the_case, GP_TEXTBOOK, &answer);
    cr_assert(gp_shadow_create(&the_case, &shadow));
    cr_assert_eq(gp_last_step_in_a_row(&the_case), 1);

    cr_assert_eq(gp_shadow_run(&the_case, &answer, GP_TEXTBOOK, &shadow), GP_OK);
    for (size_t k = 0; k < shadow.count; k++) {
        cr_assert(shadow.seen[k] && gp_shadow_agrees(&shadow, k, answer.values[k], 1), "%zu", k);
        cr_assert(gp_within_tolerance(&the_case.expectations[k], shadow.predicted[k], GP_UNIT_ROUNDOFF), "%zu", k);
        cr_assert(shadow.tolerance[k] > 0 && shadow.tolerance[k] < 1e-4L, "%zu: %Lg", k, shadow.tolerance[k]);
    }

    const size_t delta = (size_t)(gp_case_expectation(&the_case, &hidden_delta) - the_case.expectations);
    const size_t gradient = (size_t)(gp_case_expectation(&the_case, &input_gradient) - the_case.expectations);
    const double right = answer.values[delta];
    const long double before = shadow.predicted[gradient];
    answer.values[delta] = 2 * right;
    cr_assert_eq(gp_shadow_predict(&the_case, &answer, GP_TEXTBOOK, &shadow), GP_OK);
    cr_assert(!gp_shadow_agrees(&shadow, delta, answer.values[delta], 1));
    cr_assert_float_eq((double)(shadow.predicted[gradient] / before), 2, 1e-6);
    cr_assert_float_eq((double)shadow.predicted[delta], right, 1e-6);

    gp_shadow_free(&shadow);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}

/* What an answer does not have is computed on the way: the gradient from the delta that is missing. */
Test(shadow, of_a_gap)
{
    gp_case the_case;
    gp_answer answer;
    gp_shadow shadow;
    golden_case_open("samsel-textbook", &the_case);
    answer_create(&the_case, GP_TEXTBOOK, &answer);
    cr_assert(gp_shadow_create(&the_case, &shadow));
    const gp_place gone = {.quantity = GP_WEIGHT, .layer = 2};
    const size_t k = (size_t)(gp_case_expectation(&the_case, &gone) - the_case.expectations);
    answer.values[k] = 77;
    answer.present[k] = false;
    cr_assert_eq(gp_shadow_run(&the_case, &answer, GP_TEXTBOOK, &shadow), GP_OK);
    for (size_t other = 0; other < shadow.count; other++)
        cr_assert(other == k || gp_shadow_agrees(&shadow, other, answer.values[other], 1), "%zu", other);
    gp_shadow_free(&shadow);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}

/* NaN follows from NaN, and is not what follows from numbers. */
Test(shadow, of_nan)
{
    gp_case the_case;
    gp_answer answer;
    gp_shadow shadow;
    golden_case_open("samsel-textbook", &the_case);
    answer_create(&the_case, GP_TEXTBOOK, &answer);
    cr_assert(gp_shadow_create(&the_case, &shadow));
    const size_t delta = (size_t)(gp_case_expectation(&the_case, &hidden_delta) - the_case.expectations);
    const size_t gradient = (size_t)(gp_case_expectation(&the_case, &input_gradient) - the_case.expectations);
    answer.values[delta] = answer.values[gradient] = NAN;
    cr_assert_eq(gp_shadow_run(&the_case, &answer, GP_TEXTBOOK, &shadow), GP_OK);
    cr_assert(!gp_shadow_agrees(&shadow, delta, answer.values[delta], 1));
    cr_assert(gp_shadow_agrees(&shadow, gradient, answer.values[gradient], 1));
    gp_shadow_free(&shadow);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}

/* Of a long run only the first steps in a row are gone through: behind the gap nothing is seen. */
Test(shadow, of_a_long_run)
{
    gp_case the_case;
    gp_answer answer;
    gp_shadow shadow;
    golden_case_open("neurons-50-epochs", &the_case);
    answer_create(&the_case, GP_TEXTBOOK, &answer);
    cr_assert(gp_shadow_create(&the_case, &shadow));
    cr_assert_eq(gp_last_step_in_a_row(&the_case), 2);
    cr_assert_eq(gp_shadow_run(&the_case, &answer, GP_TEXTBOOK, &shadow), GP_OK);
    for (size_t k = 0; k < shadow.count; k++)
        cr_assert_eq(shadow.seen[k], the_case.expectations[k].place.step <= 2, "%zu", k);
    for (size_t k = 0; k < shadow.count; k++)
        cr_assert_not(gp_shadow_leaves_out(&the_case, &shadow, k), "%zu", k);
    shadow.seen[0] = shadow.seen[shadow.count - 1] = false; /* a weight of step 0, and the error of the last epoch */
    cr_assert(gp_shadow_leaves_out(&the_case, &shadow, 0));
    cr_assert_not(gp_shadow_leaves_out(&the_case, &shadow, shadow.count - 1));
    the_case.record.all.count = 0;
    cr_assert_eq(gp_last_step_in_a_row(&the_case), SIZE_MAX);
    cr_assert_eq(gp_shadow_run(&the_case, &answer, GP_TEXTBOOK, &shadow), GP_OK);
    for (size_t k = 0; k < shadow.count; k++)
        cr_assert_not(shadow.seen[k]);
    gp_shadow_free(&shadow);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}

/* A number that is too large for binary32 is infinity there, with its sign; one that is not, is not. */
Test(shadow, of_an_overflow)
{
    bool seen[1] = {true};
    long double predicted[1] = {1e39L}, tolerance[1] = {1e30L};
    const gp_shadow shadow = {
        .count = 1, .seen = seen, .predicted = predicted, .tolerance = tolerance, .largest = gp_largest(GP_PRECISION_BINARY32)};
    cr_assert(gp_shadow_agrees(&shadow, 0, INFINITY, 1));
    cr_assert_not(gp_shadow_agrees(&shadow, 0, -INFINITY, 1));
    predicted[0] = -1e39L;
    cr_assert(gp_shadow_agrees(&shadow, 0, -INFINITY, 1));
    predicted[0] = 1e38L;
    cr_assert_not(gp_shadow_agrees(&shadow, 0, INFINITY, 1));
}
