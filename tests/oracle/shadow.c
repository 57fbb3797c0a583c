#include "oracle/shadow.h"

#include "oracle/golden_answer.h"
#include "oracle/tolerance.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

static const gp_place hidden_delta = {.quantity = GP_DELTA, .layer = 1};
static const gp_place input_gradient = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .input = 1};

/* The shadow of a correct answer is the answer, and lies within the tolerance of the exact numbers. A delta that is doubled
   is off its shadow; the gradient that is made of it is what follows, and its shadow doubles, too. */
Test(shadow, of_a_mistake)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    cr_assert_eq(gp_last_step_in_a_row(&it.the_case), 1);

    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++) {
        cr_assert(it.shadow.seen[k] && gp_shadow_agrees(&it.shadow, k, it.answer.values[k], 1), "%zu", k);
        cr_assert(gp_within_tolerance(&it.the_case.expectations[k], it.shadow.predicted[k], GP_UNIT_ROUNDOFF), "%zu", k);
        cr_assert(it.shadow.tolerance[k] > 0 && it.shadow.tolerance[k] < 1e-4L, "%zu: %Lg", k, it.shadow.tolerance[k]);
    }

    const size_t delta = (size_t)(gp_case_expectation(&it.the_case, &hidden_delta) - it.the_case.expectations);
    const size_t gradient = (size_t)(gp_case_expectation(&it.the_case, &input_gradient) - it.the_case.expectations);
    const double right = it.answer.values[delta];
    const long double before = it.shadow.predicted[gradient];
    it.answer.values[delta] = 2 * right;
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert(!gp_shadow_agrees(&it.shadow, delta, it.answer.values[delta], 1));
    cr_assert_float_eq((double)(it.shadow.predicted[gradient] / before), 2, 1e-6);
    cr_assert_float_eq((double)it.shadow.predicted[delta], right, 1e-6);

    answered_close(&it);
}

/* What an answer does not have is computed on the way: the gradient from the delta that is missing. */
Test(shadow, of_a_gap)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    const gp_place gone = {.quantity = GP_WEIGHT, .layer = 2};
    const size_t k = (size_t)(gp_case_expectation(&it.the_case, &gone) - it.the_case.expectations);
    it.answer.values[k] = 77;
    it.answer.present[k] = false;
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    for (size_t other = 0; other < it.shadow.count; other++)
        cr_assert(other == k || gp_shadow_agrees(&it.shadow, other, it.answer.values[other], 1), "%zu", other);
    answered_close(&it);
}

/* NaN follows from NaN, and is not what follows from numbers. */
Test(shadow, of_nan)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    const size_t delta = (size_t)(gp_case_expectation(&it.the_case, &hidden_delta) - it.the_case.expectations);
    const size_t gradient = (size_t)(gp_case_expectation(&it.the_case, &input_gradient) - it.the_case.expectations);
    it.answer.values[delta] = it.answer.values[gradient] = NAN;
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert(!gp_shadow_agrees(&it.shadow, delta, it.answer.values[delta], 1));
    cr_assert(gp_shadow_agrees(&it.shadow, gradient, it.answer.values[gradient], 1));
    answered_close(&it);
}

/* Of a long run only the first steps in a row are gone through: behind the gap nothing is seen. */
Test(shadow, of_a_long_run)
{
    answered it;
    answered_open("neurons-50-epochs", GP_TEXTBOOK, &it);
    cr_assert_eq(gp_last_step_in_a_row(&it.the_case), 2);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++)
        cr_assert_eq(it.shadow.seen[k], it.the_case.expectations[k].place.step <= 2, "%zu", k);
    for (size_t k = 0; k < it.shadow.count; k++)
        cr_assert_not(gp_shadow_leaves_out(&it.the_case, &it.shadow, k), "%zu", k);
    it.shadow.seen[0] = it.shadow.seen[it.shadow.count - 1] = false; /* a weight of step 0, and the error of the last epoch */
    cr_assert(gp_shadow_leaves_out(&it.the_case, &it.shadow, 0));
    cr_assert_not(gp_shadow_leaves_out(&it.the_case, &it.shadow, it.shadow.count - 1));
    it.the_case.record.all.count = 0;
    cr_assert_eq(gp_last_step_in_a_row(&it.the_case), SIZE_MAX);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++)
        cr_assert_not(it.shadow.seen[k]);
    answered_close(&it);
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

/* A run is given up where a number is hopelessly off, and not before the number that is asked for: at the delta, or at the
   gradient that is computed after it, and what stands behind is not computed. Losses are let pass: they may have a factor. */
Test(shadow, given_up)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    const size_t count = it.shadow.count;
    const gp_place loss = {.quantity = GP_SAMPLE_LOSS}, changed = {.quantity = GP_WEIGHT_CHANGE, .layer = 2};
    const size_t delta = (size_t)(gp_case_expectation(&it.the_case, &hidden_delta) - it.the_case.expectations);
    const size_t gradient = (size_t)(gp_case_expectation(&it.the_case, &input_gradient) - it.the_case.expectations);
    const size_t change = (size_t)(gp_case_expectation(&it.the_case, &changed) - it.the_case.expectations);

    answer_set(&it.the_case, &loss, 3, &it.answer);
    cr_assert_eq(gp_shadow_try(&it.the_case, &it.answer, GP_TEXTBOOK, 1000, count, &it.shadow), GP_OK);
    cr_assert(!it.shadow.given_up && it.shadow.seen[change] && it.shadow.seen[count - 1]);

    it.answer.values[delta] *= 2;
    cr_assert_eq(gp_shadow_try(&it.the_case, &it.answer, GP_TEXTBOOK, 1000, count, &it.shadow), GP_OK);
    cr_assert(it.shadow.given_up && it.shadow.seen[delta] && !it.shadow.seen[gradient]);
    cr_assert_eq(gp_shadow_try(&it.the_case, &it.answer, GP_TEXTBOOK, 1000, gradient, &it.shadow), GP_OK);
    cr_assert(it.shadow.given_up && it.shadow.seen[gradient] && !it.shadow.seen[change]);

    cr_assert_eq(gp_shadow_try(&it.the_case, &it.answer, GP_TEXTBOOK, 0x1p60L, count, &it.shadow), GP_OK);
    cr_assert_not(it.shadow.given_up);
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert(!it.shadow.given_up && it.shadow.seen[change]);
    answered_close(&it);
}
