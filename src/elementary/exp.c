#include "elementary/elementary.h"

#include "elementary/exact.h"
#include "elementary/exp_table.h"
#include "elementary/series.h"

/* How far each fast path may be from its value, in units of 2^-71 of its significand, which lies in [1, 2). */
enum { fast_exp_error = 1, fast_expm1_error = 30, fast_tanh_error = 30 };

/* e^x = 2^(steps/256) (1 + growth). */
typedef struct reduced {
    int steps;
    gp_scaled growth; /* exact to the last bit where steps is 0 */
} reduced;

/* |x| = n log 2/256 + r with 0 <= r < 2^-8, and e^r - 1 is the growth for x > 0. For 2^-54 <= |x| < 2^10. */
GP_INLINE reduced reduce(gp_number x)
{
    /* |x| and r in units of 2^-117 */
    const gp_wide size = gp_wide_right(gp_wide_right(x.significand, 1), 9 - x.exponent);
    const uint64_t n = gp_product_high(size.high, steps_in_1) >> 44;
    gp_wide multiple = gp_wide_product(log_2_over_256.low, n);
    multiple.high += log_2_over_256.high * n;
    const gp_wide r = gp_wide_left(gp_wide_subtract(size, multiple), 10);
    return (reduced){x.negative ? -(int)n : (int)n, gp_series(r, x.negative, exp_term, false)};
}

/* A power 2^exponent of a number in (1/2, 2], in units of 2^-126. */
typedef struct power {
    gp_wide size;
    int exponent;
} power;

/* 2^(steps/256) (1 + growth) */
GP_INLINE power power_of(reduced x)
{
    const unsigned steps = (unsigned)(x.steps + 2048 * 256);
    const gp_wide table = power_of_2[steps & 255];
    /* The growth in units of 2^-135, and its product with the whole in units of 2^-134 */
    const gp_wide part = gp_wide_product_high(table, gp_wide_right(x.growth.size, x.growth.scale - 8));
    const gp_wide change = gp_wide_negative_if(x.growth.negative, gp_wide_right(part, 8));
    return (power){gp_wide_add(gp_wide_right(table, 1), change), (int)(steps >> 8) - 2048};
}

GP_INLINE gp_number fast_exp(gp_number x)
{
    const power y = power_of(reduce(x));
    return gp_normal(y.size, y.exponent + 1, false);
}

/* Where steps is 0, the growth is all of e^x - 1. */
GP_INLINE gp_number fast_expm1(gp_number x)
{
    const reduced r = reduce(x);
    if (r.steps == 0)
        return gp_normal(r.growth.size, -r.growth.scale, x.negative);
    const power y = power_of(r);
    const gp_wide unity = {(uint64_t)1 << 62, 0};
    if (y.exponent < 0)
        return gp_normal(gp_wide_subtract(unity, gp_wide_right_far(y.size, -y.exponent)), 1, true);
    return gp_normal(gp_wide_subtract(y.size, gp_wide_right_far(unity, y.exponent)), y.exponent + 1, false);
}

/* tanh |x| = d / (2 - d) with d = 1 - e^(-2 |x|). For 2^-27 <= |x| < 2^5. */
GP_INLINE gp_number fast_tanh(gp_number x)
{
    const gp_number d = fast_expm1((gp_number){x.significand, x.exponent + 1, true});
    const gp_wide two = {(uint64_t)1 << 63, 0}; /* in units of 2^-126 */
    const gp_number divisor = gp_normal(gp_wide_subtract(two, gp_wide_right(d.significand, 1 - d.exponent)), 1, x.negative);
    return gp_quotient((gp_number){d.significand, d.exponent, false}, divisor);
}

/* The bits of e^x in a format. */
GP_INLINE uint64_t exp_in(gp_format format, double x)
{
    if (x == 0) /* it has no first bit */
        return gp_one(format);
    const gp_number number = gp_number_of(x);
    if (number.exponent < -54)
        return gp_one(format);
    if (number.exponent > 9)
        return number.negative ? 0 : gp_infinity(format);
    const gp_rounded result = gp_round(fast_exp(number), (uint64_t)fast_exp_error << 56, format);
    return result.doubtful ? gp_exact_exp(x, format) : result.bits;
}

/* The bits of e^x - 1, for x != 0. */
GP_INLINE uint64_t expm1_in(gp_format format, double x)
{
    const gp_number number = gp_number_of(x);
    if (number.exponent < -54)
        return gp_round(number, 0, format).bits;
    if (number.negative && number.exponent > 5)
        return gp_with_sign(true, gp_one(format), format);
    if (number.exponent > 9)
        return gp_infinity(format);
    const gp_rounded result = gp_round(fast_expm1(number), (uint64_t)fast_expm1_error << 56, format);
    return result.doubtful ? gp_exact_expm1(x, format) : result.bits;
}

/* The bits of tanh x, for x != 0. */
GP_INLINE uint64_t tanh_in(gp_format format, double x)
{
    const gp_number number = gp_number_of(x);
    if (number.exponent < -27)
        return gp_round(number, 0, format).bits;
    if (number.exponent > 4)
        return gp_with_sign(number.negative, gp_one(format), format);
    const gp_rounded result = gp_round(fast_tanh(number), (uint64_t)fast_tanh_error << 56, format);
    return result.doubtful ? gp_exact_tanh(x, format) : result.bits;
}

double gp_exp(double x)
{
    return x != x ? x : gp_binary64_of(exp_in(gp_binary64, x));
}

float gp_expf(float x)
{
    return x != x ? x : gp_binary32_of(exp_in(gp_binary32, x));
}

double gp_expm1(double x)
{
    return x != x || x == 0 ? x : gp_binary64_of(expm1_in(gp_binary64, x));
}

float gp_expm1f(float x)
{
    return x != x || x == 0 ? x : gp_binary32_of(expm1_in(gp_binary32, x));
}

double gp_tanh(double x)
{
    return x != x || x == 0 ? x : gp_binary64_of(tanh_in(gp_binary64, x));
}

float gp_tanhf(float x)
{
    return x != x || x == 0 ? x : gp_binary32_of(tanh_in(gp_binary32, x));
}
