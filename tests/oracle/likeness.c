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
