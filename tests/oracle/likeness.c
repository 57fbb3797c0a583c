#include "oracle/likeness.h"

#include <criterion/criterion.h>

static const gp_term *vector(gp_terms *terms, gp_quantity quantity, gp_level level, gp_axis axis)
{
    return gp_term_operand(terms, gp_relative_of(quantity, level, axis, GP_AXIS_NONE));
}

static const gp_term *sum(gp_terms *terms, const gp_term *of)
{
    return gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, of);
}

static const gp_term *two(gp_terms *terms, gp_term_kind kind, const gp_term *one, const gp_term *other)
{
    return gp_term_of_two(terms, kind, one, other);
}

/* Behind the sum, on the way, as a share, within a product; and what is no mean, or that of something else. */
Test(likeness, of_means)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *delta = vector(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *z = vector(terms, GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *samples = gp_term_scalar(terms, GP_SCALAR_BATCH), *others = gp_term_scalar(terms, GP_SCALAR_SAMPLES),
                  *two_times = gp_term_number(terms, 2), *share = two(terms, GP_TERM_OVER, gp_term_number(terms, 1), samples);
    const gp_term *of_delta = sum(terms, delta), *twice = two(terms, GP_TERM_TIMES, two_times, of_delta);
    cr_assert(gp_term_is_mean_of(two(terms, GP_TERM_OVER, of_delta, samples), of_delta));
    cr_assert(gp_term_is_mean_of(sum(terms, two(terms, GP_TERM_OVER, delta, samples)), of_delta));
    cr_assert(gp_term_is_mean_of(two(terms, GP_TERM_TIMES, share, of_delta), of_delta));
    cr_assert(gp_term_is_mean_of(two(terms, GP_TERM_TIMES, two_times, two(terms, GP_TERM_OVER, of_delta, samples)), twice));
    cr_assert(!gp_term_is_mean_of(of_delta, of_delta));
    cr_assert(!gp_term_is_mean_of(two(terms, GP_TERM_OVER, of_delta, others), of_delta));
    cr_assert(!gp_term_is_mean_of(two(terms, GP_TERM_OVER, sum(terms, z), samples), of_delta));
    cr_assert(!gp_term_is_mean_of(two(terms, GP_TERM_OVER, of_delta, samples), twice));
    gp_terms_free(terms);
}

static const gp_term *one(gp_terms *terms, gp_term_kind kind, const gp_term *of)
{
    return gp_term_make(terms, (gp_term){.kind = kind, .of = {of}});
}

/* A mean is found in what is summed up, carried over or divided further; in one factor; and in both of two ways. */
Test(likeness, of_means_on_the_way)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *delta = vector(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *z = vector(terms, GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *samples = gp_term_scalar(terms, GP_SCALAR_BATCH), *mean = two(terms, GP_TERM_OVER, delta, samples);
    const gp_term_kind of_one[] = {GP_TERM_RUNNING, GP_TERM_STALE}, of_two[] = {GP_TERM_WHERE, GP_TERM_EITHER};
    for (size_t k = 0; k < 2; k++) {
        cr_expect(gp_term_is_mean_of(one(terms, of_one[k], mean), one(terms, of_one[k], delta)));
        cr_expect(!gp_term_is_mean_of(one(terms, of_one[k], delta), one(terms, of_one[k], delta)));
        cr_expect(gp_term_is_mean_of(two(terms, of_two[k], mean, mean), two(terms, of_two[k], delta, delta)));
        cr_expect(!gp_term_is_mean_of(two(terms, of_two[k], mean, delta), two(terms, of_two[k], delta, delta)));
        cr_expect(!gp_term_is_mean_of(two(terms, of_two[k], delta, mean), two(terms, of_two[k], delta, delta)));
    }
    cr_expect(gp_term_is_mean_of(two(terms, GP_TERM_TIMES, mean, z), two(terms, GP_TERM_TIMES, delta, z)));
    cr_expect(gp_term_is_mean_of(two(terms, GP_TERM_TIMES, z, mean), two(terms, GP_TERM_TIMES, z, delta)));
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_TIMES, mean, mean), two(terms, GP_TERM_TIMES, delta, delta)));
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_TIMES, z, z), two(terms, GP_TERM_TIMES, z, delta)));
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_TIMES, z, z), two(terms, GP_TERM_TIMES, delta, z)));
    cr_expect(gp_term_is_mean_of(two(terms, GP_TERM_OVER, mean, z), two(terms, GP_TERM_OVER, delta, z)));
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_OVER, mean, delta), two(terms, GP_TERM_OVER, delta, z)));
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_OVER, z, z), two(terms, GP_TERM_OVER, delta, z)));
    gp_terms_free(terms);
}

/* What is no mean, whatever it is made of, and what is the mean of something else. */
Test(likeness, of_no_means)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *delta = vector(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *z = vector(terms, GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *samples = gp_term_scalar(terms, GP_SCALAR_BATCH), *number = gp_term_number(terms, 1),
                  *mean = two(terms, GP_TERM_OVER, delta, samples), *share = two(terms, GP_TERM_OVER, number, samples);
    const gp_term to_one_decimal = {.kind = GP_TERM_ROUNDED, .number = 1, .of = {z}};
    const gp_term *const no_share[] = {two(terms, GP_TERM_OVER, z, samples), two(terms, GP_TERM_OVER, number, z),
                                       two(terms, GP_TERM_OVER, gp_term_number(terms, 2), samples),
                                       two(terms, GP_TERM_OVER, &to_one_decimal, samples), number};
    for (size_t k = 0; k < sizeof no_share / sizeof *no_share; k++)
        cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_TIMES, no_share[k], delta), delta), "%zu", k);
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_TIMES, share, z), delta));
    cr_expect(!gp_term_is_mean_of(two(terms, GP_TERM_OVER, delta, z), delta));
    const gp_term_kind others[] = {GP_TERM_PLUS, GP_TERM_MINUS, GP_TERM_FUNCTION, GP_TERM_ROUNDED};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        cr_expect(!gp_term_is_mean_of(two(terms, others[k], mean, mean), two(terms, others[k], delta, delta)), "%zu", k);
    cr_expect(!gp_term_is_mean_of(number, number));
    cr_expect(!gp_term_is_mean_of(samples, samples));
    const gp_term usual = {.kind = GP_TERM_SUM, .of = {mean, mean}};
    gp_term unlike[6];
    for (size_t k = 0; k < 6; k++)
        unlike[k] = (gp_term){.kind = GP_TERM_SUM, .of = {delta, delta}};
    unlike[0].number = 3;
    unlike[1].scalar = GP_SCALAR_UNITS;
    unlike[2].axis = GP_AXIS_UNIT;
    unlike[3].cut = GP_CUT_LAST;
    unlike[4].function = GP_FUNCTION_TANH;
    unlike[5].where = GP_IN_BATCHES;
    for (size_t k = 0; k < 6; k++)
        cr_expect(!gp_term_is_mean_of(&usual, &unlike[k]), "%zu", k);
    gp_terms_free(terms);
}

/* A target, a matrix across, and what has no inputs are of weights only. */
Test(likeness, of_no_biases)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *b = vector(terms, GP_BIAS, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *delta = vector(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT);
    gp_relative weight = gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT);
    cr_expect(gp_term_is_bias_of(b, gp_term_operand(terms, weight)));
    weight.across = true;
    cr_expect(!gp_term_is_bias_of(b, gp_term_operand(terms, weight)));
    weight.across = false;
    weight.target = true;
    cr_expect(!gp_term_is_bias_of(b, gp_term_operand(terms, weight)));
    cr_expect(!gp_term_is_bias_of(delta,
                                  gp_term_operand(terms, gp_relative_of(GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT))));
    gp_terms_free(terms);
}

Test(likeness, of_biases)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *delta = vector(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *z = vector(terms, GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *below = vector(terms, GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT),
                  *rate = gp_term_scalar(terms, GP_SCALAR_RATE);
    const gp_term *of_weights = sum(terms, two(terms, GP_TERM_TIMES, delta, below));
    cr_assert(gp_term_is_bias_of(sum(terms, delta), of_weights));
    cr_assert(!gp_term_is_bias_of(sum(terms, z), of_weights));
    cr_assert(!gp_term_is_bias_of(delta, of_weights));
    cr_assert(!gp_term_is_bias_of(sum(terms, delta), sum(terms, two(terms, GP_TERM_TIMES, delta, delta))));
    const gp_term *W = gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT)),
                  *dW = gp_term_operand(terms, gp_relative_of(GP_WEIGHT_GRADIENT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT));
    const gp_term *b = vector(terms, GP_BIAS, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *db = vector(terms, GP_BIAS_GRADIENT, GP_LEVEL_OWN, GP_AXIS_UNIT);
    const gp_term *moved = two(terms, GP_TERM_MINUS, W, two(terms, GP_TERM_TIMES, rate, dW));
    cr_assert(gp_term_is_bias_of(two(terms, GP_TERM_MINUS, b, two(terms, GP_TERM_TIMES, rate, db)), moved));
    cr_assert(!gp_term_is_bias_of(two(terms, GP_TERM_PLUS, b, two(terms, GP_TERM_TIMES, rate, db)), moved));
    cr_assert(!gp_term_is_bias_of(two(terms, GP_TERM_MINUS, b, two(terms, GP_TERM_TIMES, rate, delta)), moved));
    gp_terms_free(terms);
}
