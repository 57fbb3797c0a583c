#include "elementary/elementary.h"

#include "elementary/exact.h"
#include "elementary/log_table.h"
#include "elementary/series.h"

/* How far fast_log() may be from log y, in units of 2^-71 of its significand, which lies in [1, 2). */
enum { fast_log_error = 27 };

/* log y = e log 2 - log c + log (1 + r) with y = 2^e m, 1 <= m < 2, r = c m - 1: c is a number of ten bits near 1/m, so that r
   is exact. Next to 1, from either side, e log 2 - log c is 0, and what is left is the series. y must not be 1. */
GP_INLINE gp_number fast_log(gp_number y)
{
    const unsigned cell = y.significand.high >> 55 & 255;
    /* r in units of 2^-127, c being one of 2^-10 */
    const uint64_t c = reciprocal[cell];
    const gp_wide m = gp_wide_right(y.significand, 10);
    gp_wide r = gp_wide_product(m.low, c);
    r.high += m.high * c - ((uint64_t)1 << 63);
    const bool below = r.high >> 63;
    r = gp_wide_negative_if(below, r);

    /* e log 2 - log c in units of 2^-117 */
    const uint64_t e = gp_negative_if(y.exponent < 0, (uint64_t)y.exponent);
    gp_wide base = gp_wide_product(log_2.low, e);
    base.high += log_2.high * e;
    base = gp_wide_add(gp_wide_negative_if(y.exponent < 0, base), minus_log[cell]);
    if ((base.high | base.low) == 0) {
        const int scale = gp_series_scale(r);
        return gp_normal(gp_series(r, below, scale, log_term, true), -scale, below);
    }
    const gp_wide part = gp_wide_right(gp_series(r, below, 8, log_term, true), 18);
    const gp_wide sum = gp_wide_add(base, gp_wide_negative_if(below, part));
    const bool negative = sum.high >> 63;
    return gp_normal(gp_wide_negative_if(negative, sum), 10, negative);
}

/* The bits of log x in a format. */
GP_INLINE uint64_t log_in(gp_format format, double x)
{
    if (x == 0)
        return gp_with_sign(true, gp_infinity(format), format);
    if (x == 1)
        return 0;
    const gp_number number = gp_number_of(x);
    if (number.negative)
        return gp_not_a_number(format);
    if (number.exponent > 1023)
        return gp_infinity(format);
    const gp_rounded result = gp_round(fast_log(number), (uint64_t)fast_log_error << 56, format);
    return result.doubtful ? gp_exact_log(x, format) : result.bits;
}

double gp_log(double x)
{
    return x != x ? x : gp_binary64_of(log_in(gp_binary64, x));
}

float gp_logf(float x)
{
    return x != x ? x : gp_binary32_of(log_in(gp_binary32, x));
}

/* 1 + x, for x > -1 and |x| >= 2^-54; its bits beyond the 128th are cut off. */
GP_INLINE gp_number one_plus(gp_number x)
{
    const gp_wide half = {(uint64_t)1 << 62, 0};
    if (x.exponent < 0) {
        const gp_wide part = gp_wide_right(x.significand, 1 - x.exponent);
        return gp_normal(gp_wide_add(half, gp_wide_negative_if(x.negative, part)), 1, false);
    }
    const gp_wide sum = gp_wide_add(gp_wide_right(x.significand, 1), gp_wide_right_far(half, x.exponent));
    return gp_normal(sum, x.exponent + 1, false);
}

/* log (1 + x), for the same x. */
GP_INLINE gp_number fast_log1p(gp_number x)
{
    return fast_log(one_plus(x));
}

/* The bits of log (1 + x) in a format, for x != 0. */
GP_INLINE uint64_t log1p_in(gp_format format, double x)
{
    if (x == -1)
        return gp_with_sign(true, gp_infinity(format), format);
    if (x < -1)
        return gp_not_a_number(format);
    const gp_number number = gp_number_of(x);
    if (number.exponent < -54)
        return gp_round(number, 0, format).bits;
    if (number.exponent > 1023)
        return gp_infinity(format);
    const gp_rounded result = gp_round(fast_log1p(number), (uint64_t)fast_log_error << 56, format);
    return result.doubtful ? gp_exact_log1p(x, format) : result.bits;
}

double gp_log1p(double x)
{
    return x != x || x == 0 ? x : gp_binary64_of(log1p_in(gp_binary64, x));
}

float gp_log1pf(float x)
{
    return x != x || x == 0 ? x : gp_binary32_of(log1p_in(gp_binary32, x));
}
