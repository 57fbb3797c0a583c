#include "oracle/shadow.h"

#include "oracle/golden_answer.h"
#include "oracle/tolerance.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static const gp_place hidden_delta = {.quantity = GP_DELTA, .layer = 1};
static const gp_place input_gradient = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .input = 1};

static size_t index_at(const answered *it, gp_place place)
{
    const gp_expectation *expectation = gp_case_expectation(&it->the_case, &place);
    cr_assert(expectation);
    return (size_t)(expectation - it->the_case.expectations);
}

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

/* A case may expect some numbers of a layer and not the others, in the middle of a run or at its end: of such a layer nothing
   is seen, and all the rest is. */
static void check_part(const gp_place *gone, bool all_behind)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    const size_t k = index_at(&it, *gone), behind = it.the_case.expectation_count - k - 1;
    for (size_t n = 0; n < it.the_case.expectation_count; n++)
        it.answer.present[n] = false;
    if (!all_behind)
        memmove(&it.the_case.expectations[k], &it.the_case.expectations[k + 1], behind * sizeof *it.the_case.expectations);
    it.the_case.expectation_count -= all_behind ? behind + 1 : 1;
    gp_shadow_free(&it.shadow);
    cr_assert(gp_shadow_create(&it.the_case, &it.shadow));
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    for (size_t n = 0; n < it.shadow.count; n++) {
        const gp_place *place = &it.the_case.expectations[n].place;
        const bool part = place->quantity == gone->quantity && place->step == gone->step && place->layer == gone->layer;
        cr_assert_eq(it.shadow.seen[n], !part, "%zu", n);
    }
    answered_close(&it);
}

Test(shadow, of_a_part)
{
    const gp_place unit = {.quantity = GP_NET_INPUT, .layer = 1, .unit = 1};
    const gp_place weight = {.quantity = GP_WEIGHT, .layer = 1, .unit = 1, .input = 1};
    check_part(&unit, false);
    check_part(&unit, true);
    check_part(&weight, false);
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
    for (size_t k = 0; k < it.shadow.count; k++) {
        cr_assert_eq(it.shadow.seen[k], it.the_case.expectations[k].place.step <= 2, "%zu", k);
        cr_assert(it.shadow.seen[k] == (it.shadow.tolerance[k] > 0), "%zu", k);
    }
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
    predicted[0] = gp_largest(GP_PRECISION_BINARY32);
    cr_assert_not(gp_shadow_agrees(&shadow, 0, INFINITY, 1));
    predicted[0] = -gp_largest(GP_PRECISION_BINARY32);
    cr_assert_not(gp_shadow_agrees(&shadow, 0, -INFINITY, 1));
    predicted[0] = INFINITY;
    cr_assert(gp_shadow_agrees(&shadow, 0, INFINITY, 1));
    cr_assert_not(gp_shadow_agrees(&shadow, 0, -INFINITY, 1));
    predicted[0] = 0;
    cr_assert(gp_shadow_agrees(&shadow, 0, 0.9e30, 1));
    cr_assert_not(gp_shadow_agrees(&shadow, 0, 1.5e30, 1));
    cr_assert(gp_shadow_agrees(&shadow, 0, -1.5e30, 2));
    tolerance[0] = 0x1p-3L; /* the bound itself passes */
    cr_assert(gp_shadow_agrees(&shadow, 0, 0.125, 1));
}

/* In binary16 a net input of -1300000 is minus infinity, and one of -0.78 is not. */
Test(shadow, of_an_answers_overflow)
{
    const gp_place hidden = {.quantity = GP_ACTIVATED, .layer = 1}, next = {.quantity = GP_NET_INPUT, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY16;
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert_not(gp_shadow_agrees(&it.shadow, index_at(&it, next), -INFINITY, 1));
    answer_set(&it.the_case, &hidden, 1e6, &it.answer);
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert(gp_shadow_agrees(&it.shadow, index_at(&it, next), -INFINITY, 1));
    answered_close(&it);
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

/* Opens a case for an answer in binary16, whose noise is far above the rounding of the runs themselves; nobody has measured the
   amplification of its last number, so that there are many runs. */
static void open_noisy(const char *id, answered *it)
{
    answered_open(id, GP_TEXTBOOK, it);
    it->answer.precision = GP_PRECISION_BINARY16;
    it->the_case.expectations[it->the_case.expectation_count - 1].amplification = NULL;
}

/* How far a number moves in the noisy runs: what its tolerance has beside k * amplification * u * |x|, and what its writing may
   be off. */
static long double movement(const answered *it, size_t k)
{
    const long double plain =
        it->shadow.amplification[k] * gp_unit_roundoff(it->answer.precision) * fabsl(it->shadow.predicted[k]);
    return (it->shadow.tolerance[k] - it->answer.coarse[k]) / GP_TOLERANCE_K - plain;
}

/* By how many units of roundoff of a size a number has moved: more than the least, and no more than the most. */
static void check_movement(const answered *it, gp_place place, long double size, long double least, long double most)
{
    const size_t k = index_at(it, place);
    const long double units = movement(it, k) / (gp_unit_roundoff(it->answer.precision) * fabsl(size));
    cr_assert(units > least && units <= most * 1.01L, "%s of step %zu, layer %zu: %Lg units, not %Lg to %Lg",
              gp_quantities[place.quantity].name, place.step, place.layer, units, least, most);
}

/* Each number that another one is computed from is off by half a unit to one unit. In 24 runs one operand moves what is
   proportional to it by nearly a unit, two move their product by more than one and by two at most. With an output of 0, the
   loss c (a - t)^2 moves by two units for the target and one for the factor. */
Test(shadow, size_of_the_noise)
{
    answered it;
    open_noisy("chain-1-1-1", &it);
    const gp_place output = {.quantity = GP_ACTIVATED, .layer = 2};
    answer_set(&it.the_case, &output, 0, &it.answer);
    const double slope = answer_at(&it.the_case, &it.answer, &(gp_place){.quantity = GP_SLOPE, .layer = 1});
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    const size_t weight = index_at(&it, (gp_place){.quantity = GP_WEIGHT, .layer = 1}); /* which nothing computes */
    cr_assert_lt(fabsl(movement(&it, weight)), 1e-12L);
    check_movement(&it, (gp_place){.quantity = GP_NET_INPUT, .layer = 1}, 0.6L * 0.7L, 1.3L, 2);
    check_movement(&it, (gp_place){.quantity = GP_ACTIVATED, .layer = 1}, slope * 0.42L, 0.9L, 1);
    check_movement(&it, (gp_place){.quantity = GP_ACTIVATION_GRADIENT, .layer = 2}, 1.5L * 0.9L, 1.3L, 2);
    check_movement(&it, (gp_place){.quantity = GP_OUTPUT_LOSS, .layer = 2}, 0.75L * 0.81L, 2.2L, 3);
    check_movement(&it, (gp_place){.quantity = GP_SAMPLE_LOSS}, 0.75L * 0.81L, 2.2L, 3);
    check_movement(&it, (gp_place){.quantity = GP_EPOCH_ERROR}, 0.75L * 0.81L, 2.2L, 3);
    check_movement(&it, (gp_place){.quantity = GP_WEIGHT_CHANGE, .layer = 1},
                   0.4L * it.shadow.predicted[index_at(&it, (gp_place){.quantity = GP_WEIGHT_GRADIENT, .layer = 1})], 1.3L, 2);
    answer_set(&it.the_case, &output, 0.9, &it.answer); /* as large as the target: a - t moves most where the two move apart */
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    check_movement(&it, (gp_place){.quantity = GP_ACTIVATION_GRADIENT, .layer = 2}, 1.5L * 0.9L, 1.3L, 2);
    answered_close(&it);

    open_noisy("leaky-relu", &it); /* whose slope below 0 is a number of the problem, too: of each layer */
    for (size_t l = 1; l <= it.the_case.problem.depth; l++) {
        const gp_place below = {.quantity = GP_NET_INPUT, .layer = l}, leaked = {.quantity = GP_ACTIVATED, .layer = l};
        answer_set(&it.the_case, &below, -0.5, &it.answer);
        cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
        check_movement(&it, leaked, it.shadow.predicted[index_at(&it, leaked)], 1.3L, 2);
    }
    answered_close(&it);

    open_noisy("momentum", &it); /* v = momentum v + dW, where dW is 0 */
    const gp_place gradient = {.quantity = GP_WEIGHT_GRADIENT, .step = 1, .layer = 1};
    const gp_place velocity = {.quantity = GP_WEIGHT_VELOCITY, .step = 1, .layer = 1};
    answer_set(&it.the_case, &gradient, 0, &it.answer);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    check_movement(&it, velocity, it.shadow.predicted[index_at(&it, velocity)], 1.3L, 2);
    answered_close(&it);

    open_noisy("decay-of-biases", &it); /* v = db + decay b at first, where db is 0 */
    const gp_place bias_gradient = {.quantity = GP_BIAS_GRADIENT, .layer = 1};
    const gp_place bias_velocity = {.quantity = GP_BIAS_VELOCITY, .layer = 1};
    answer_set(&it.the_case, &bias_gradient, 0, &it.answer);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    check_movement(&it, bias_velocity, it.shadow.predicted[index_at(&it, bias_velocity)], 1.3L, 2);
    answered_close(&it);
}

/* The rate of each epoch is disturbed as a number of the problem is, and so is the limit of clipping. */
Test(shadow, noise_of_rates_and_limits)
{
    answered it;
    open_noisy("rate-by-epoch", &it);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    for (size_t step = 0; step < 6; step++) { /* two batches an epoch */
        const gp_place change = {.quantity = GP_WEIGHT_CHANGE, .step = step, .layer = 1};
        check_movement(&it, change, fabsl(it.shadow.predicted[index_at(&it, change)]), 1.3L, 2);
    }
    answered_close(&it);

    open_noisy("clip-by-value", &it);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    size_t clipped = 0;
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place place = it.the_case.expectations[k].place;
        if (place.quantity != GP_WEIGHT_CLIPPED || fabsl(gp_number_long(it.the_case.expectations[k].exact)) != 0.4L)
            continue;
        check_movement(&it, place, 0.4L, 0.9L, 1);
        clipped++;
    }
    cr_assert_gt(clipped, 0);
    answered_close(&it);
}

/* The last number of a case has a tolerance as all others have, and is forgotten as they are where the next run is given up
 * before it. */
Test(shadow, the_last_number)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    const gp_place early = {.quantity = GP_NET_INPUT, .layer = 1};
    const size_t last = it.the_case.expectation_count - 1;
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert(it.shadow.seen[last] && it.shadow.tolerance[last] > gp_unit_roundoff(it.answer.precision));
    answer_set(&it.the_case, &early, 77, &it.answer);
    cr_assert_eq(gp_shadow_try(&it.the_case, &it.answer, GP_TEXTBOOK, 1000, index_at(&it, early), &it.shadow), GP_OK);
    cr_assert(it.shadow.given_up && !it.shadow.seen[last]);
    answered_close(&it);
}

/* What the writing of a number may be off is added to its own tolerance, and moves what is computed from it. A number that is
   not there has no writing. */
Test(shadow, noise_of_the_writing)
{
    answered it;
    open_noisy("chain-1-1-1", &it);
    const size_t z = index_at(&it, (gp_place){.quantity = GP_NET_INPUT, .layer = 1});
    const size_t a = index_at(&it, (gp_place){.quantity = GP_ACTIVATED, .layer = 1});
    const double slope = answer_at(&it.the_case, &it.answer, &(gp_place){.quantity = GP_SLOPE, .layer = 1});
    const long double coarse = 0.01L, u = gp_unit_roundoff(it.answer.precision);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    const long double before = it.shadow.tolerance[z];
    it.answer.coarse[z] = (double)coarse;
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert_float_eq((double)(it.shadow.tolerance[z] - before), (double)coarse, 1e-12);
    cr_assert(movement(&it, a) > 0.9L * slope * coarse && movement(&it, a) < 1.01L * slope * (coarse + 0.42L * u));
    it.answer.present[z] = false;
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert_float_eq((double)it.shadow.tolerance[z], (double)before, 1e-12);
    cr_assert(movement(&it, a) < 3.03L * slope * 0.42L * u); /* of weight and input, and its own */
    answered_close(&it);
}

/* Of the units of a layer each moves what is computed from it alone, whatever stands before the layer, or is missing there. */
Test(shadow, noise_of_one_unit)
{
    answered it;
    open_noisy("samsel-textbook", &it);
    const gp_place first = {.quantity = GP_ACTIVATED, .layer = 1}, second = {.quantity = GP_ACTIVATED, .layer = 1, .unit = 1};
    const gp_place written = {.quantity = GP_NET_INPUT, .layer = 1, .unit = 1},
                   slope = {.quantity = GP_SLOPE, .layer = 1, .unit = 1};
    const long double coarse = 0.01L, moved = coarse * answer_at(&it.the_case, &it.answer, &slope);
    for (size_t k = 0; k < index_at(&it, written); k++)
        it.answer.present[k] = false;
    it.answer.coarse[index_at(&it, written)] = (double)coarse;
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert(movement(&it, index_at(&it, second)) > 0.9L * moved && movement(&it, index_at(&it, second)) < 1.2L * moved);
    cr_assert_lt(movement(&it, index_at(&it, first)), 0.3L * moved);
    answered_close(&it);
}

/* There are more runs where numbers are written with few digits, a number is there whose amplification nobody has measured, or
   one is not what the case expects: these move every number as far as the few do, or farther, and some farther. */
Test(shadow, how_many_runs)
{
    answered few, digits, unmeasured, wrong;
    answered_open("minibatch-mean", GP_TEXTBOOK, &few);
    answered_open("minibatch-mean", GP_TEXTBOOK, &digits);
    answered_open("minibatch-mean", GP_TEXTBOOK, &unmeasured);
    answered_open("minibatch-mean", GP_TEXTBOOK, &wrong);
    few.answer.precision = digits.answer.precision = unmeasured.answer.precision = GP_PRECISION_BINARY16;
    wrong.answer.precision = GP_PRECISION_BINARY16;
    digits.answer.digits[GP_EPOCH_ERROR] = 3; /* of four */
    unmeasured.the_case.expectations[0].amplification = NULL;
    wrong.answer.values[wrong.shadow.count - 1] += 1; /* the last error, of which nothing is computed */
    cr_assert_eq(gp_shadow_run(&few.the_case, &few.answer, GP_TEXTBOOK, &few.shadow), GP_OK);
    cr_assert_eq(gp_shadow_run(&digits.the_case, &digits.answer, GP_TEXTBOOK, &digits.shadow), GP_OK);
    cr_assert_eq(gp_shadow_run(&unmeasured.the_case, &unmeasured.answer, GP_TEXTBOOK, &unmeasured.shadow), GP_OK);
    cr_assert_eq(gp_shadow_run(&wrong.the_case, &wrong.answer, GP_TEXTBOOK, &wrong.shadow), GP_OK);
    size_t farther = 0;
    for (size_t k = 0; k < few.shadow.count; k++) {
        cr_assert_geq(digits.shadow.tolerance[k], few.shadow.tolerance[k]);
        cr_assert_eq(unmeasured.shadow.tolerance[k], digits.shadow.tolerance[k]);
        cr_assert_eq(wrong.shadow.tolerance[k], digits.shadow.tolerance[k]);
        farther += digits.shadow.tolerance[k] > few.shadow.tolerance[k];
    }
    cr_assert_gt(farther, few.shadow.count / 2);
    answered_close(&few);
    answered_close(&digits);
    answered_close(&unmeasured);
    answered_close(&wrong);
}

/* Where a mistake adds up the deltas of a softmax, which are 0 together, nothing is left but rounding errors: another order of
   the sum, or one that loses less on its way, gives others. */
Test(shadow, noise_of_what_cancels)
{
    const gp_departures mean_of_units = gp_departure_set(GP_BIAS_BY_MEAN_OF_UNITS);
    answered it;
    answered_open("softmax", mean_of_units, &it);
    /* Their sum stays as it is in each of the first runs. */
    const double deltas[3] = {0.047987125907358145, 0.20680846701774597, -0.25479559292510423};
    for (size_t j = 0; j < 3; j++)
        answer_set(&it.the_case, &(gp_place){.quantity = GP_DELTA, .step = 4, .sample = 1, .layer = 2, .unit = j}, deltas[j],
                   &it.answer);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, mean_of_units, &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        if (place->quantity != GP_BIAS_GRADIENT || place->layer != 2)
            continue;
        cr_assert_lt(fabsl(it.shadow.predicted[k]), 1e-15L, "%zu", k);
        cr_assert(gp_shadow_agrees(&it.shadow, k, (double)it.shadow.predicted[k] + 0x1p-56, 1), "%zu", k);
        cr_assert(gp_shadow_agrees(&it.shadow, k, (double)it.shadow.predicted[k] - 0x1p-56, 1), "%zu", k);
        cr_assert_not(gp_shadow_agrees(&it.shadow, k, 0x1p-49, 1), "%zu", k);
    }
    answered_close(&it);
}

/* The tolerances of a single run: k * amplification * u * |x|, by the larger of the unit that is declared and that of a
   departure to binary32; and of a small x no less than that of the smallest size. */
static void check_tolerances(const answered *it, long double unit_roundoff, long double behind_losses)
{
    for (size_t k = 0; k < it->shadow.count; k++) {
        const gp_quantity quantity = it->the_case.expectations[k].place.quantity;
        const bool loss = quantity == GP_OUTPUT_LOSS || quantity == GP_SAMPLE_LOSS;
        const long double own = fmaxl(fabsl(it->shadow.predicted[k]), GP_TOLERANCE_SCALE);
        const long double size = loss ? fmaxl(own, behind_losses) : own;
        const long double expected = GP_TOLERANCE_K * gp_amplification(&it->the_case.expectations[k]) * unit_roundoff * size;
        cr_assert(fabsl(it->shadow.tolerance[k] - expected) <= 1e-12L * expected, "%zu: %Lg, not %Lg", k,
                  it->shadow.tolerance[k], expected);
    }
}

static void check_predicted(const char *id, gp_precision precision, gp_departures departures, long double unit_roundoff,
                            long double behind_losses)
{
    answered it;
    answered_open(id, GP_TEXTBOOK, &it);
    it.answer.precision = precision;
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, departures, &it.shadow), GP_OK);
    check_tolerances(&it, fmaxl(unit_roundoff, GP_UNIT_ROUNDOFF), behind_losses);
    answered_close(&it);
}

/* The logarithm behind a cross-entropy is of the size of its targets: of all targets of a sample, times the factor. */
Test(shadow, tolerance_of_one_run)
{
    const gp_departures single = gp_departure_set(GP_SINGLE_PRECISION);
    check_predicted("deep-mixed", GP_PRECISION_BINARY64, GP_TEXTBOOK, 0x1p-53L, 0);
    check_predicted("relu-at-zero", GP_PRECISION_BINARY64, GP_TEXTBOOK, 0x1p-53L, 0);
    check_predicted("deep-mixed", GP_PRECISION_BINARY32, GP_TEXTBOOK, 0x1p-24L, 0);
    check_predicted("deep-mixed", GP_PRECISION_BINARY64, single, 0x1p-24L, 0);
    check_predicted("deep-mixed", GP_PRECISION_BINARY16, single, 0x1p-11L, 0);
    check_predicted("softmax", GP_PRECISION_BINARY64, GP_TEXTBOOK, 0x1p-53L, 1);
    check_predicted("softmax-soft-targets", GP_PRECISION_BINARY64, GP_TEXTBOOK, 0x1p-53L, 0.5L);
    check_predicted("binary-cross-entropy", GP_PRECISION_BINARY64, GP_TEXTBOOK, 0x1p-53L, 0);

    answered it;
    answered_open("softmax-soft-targets", GP_TEXTBOOK, &it);
    const gp_problem *problem = &it.the_case.problem;
    gp_real *second = it.shadow.setup.values + problem->samples * problem->inputs + problem->outputs;
    second[0] = 3, second[1] = -1, second[2] = (gp_real)0.5; /* the largest sum of sizes is neither the first nor the last */
    second[problem->outputs] = (gp_real)0.25;
    cr_assert_gt(problem->samples, 2);
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    check_tolerances(&it, GP_UNIT_ROUNDOFF, 0.5L * 4.5L);
    answered_close(&it);
}

/* With a sigmoid that is approximated its activations may be off as far as approximations are, and nothing else. */
Test(shadow, tolerance_of_an_approximation)
{
    answered it;
    answered_open("deep-regression", GP_TEXTBOOK, &it); /* sigmoids, and identities behind them */
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, gp_departure_set(GP_SIGMOID_APPROXIMATED), &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        const bool approximated = place->quantity == GP_ACTIVATED && place->layer < 4;
        cr_assert_eq(it.shadow.tolerance[k] > 0.01L, approximated, "%zu: %Lg", k, it.shadow.tolerance[k]);
        cr_assert(!approximated || it.shadow.tolerance[k] == 0.05L);
    }
    answered_close(&it);
}

/* Whether a run is given up where one number is so many tolerances off, each of them a unit of roundoff of 1 or more: what
   should be 0 is left over of numbers of that size. */
static bool gives_up_at(double tolerances)
{
    const gp_place output = {.quantity = GP_ACTIVATED, .layer = 2}, error = {.quantity = GP_ACTIVATION_GRADIENT, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    const double a = answer_at(&it.the_case, &it.answer, &output);
    it.shadow.setup.values[1] = (gp_real)a; /* the target, behind the one input */
    for (size_t k = 0; k < it.shadow.count; k++)
        it.answer.present[k] = false;
    answer_set(&it.the_case, &output, a, &it.answer);
    answer_set(&it.the_case, &error, tolerances * GP_TOLERANCE_K * (double)GP_UNIT_ROUNDOFF, &it.answer);
    cr_assert_eq(gp_shadow_try(&it.the_case, &it.answer, GP_TEXTBOOK, 1000, it.shadow.count, &it.shadow), GP_OK);
    const bool given_up = it.shadow.given_up;
    answered_close(&it);
    return given_up;
}

Test(shadow, given_up_for_what_cancels)
{
    cr_assert_not(gives_up_at(0));
    cr_assert_not(gives_up_at(999));
    cr_assert(gives_up_at(1001));
    cr_assert(gives_up_at(-1001));
}
