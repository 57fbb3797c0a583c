#include "elementary/elementary.h"

#include "elementary/exact.h"
#include "elementary/exp_table.h"

/* How far fast_exp() may be from e^x, in units of 2^-71 of its significand, which lies in [1, 2). */
enum { fast_exp_error = 14 };

/* e^x = 2^k 2^(j/256) 2^f with whole k and j, 0 <= f < 1/256: x / log 2 = k + j/256 + f. For 2^-54 <= |x| < 2^10. */
GP_INLINE gp_number fast_exp(gp_number x)
{
    /* |x| / log 2 in units of 2^-116 */
    gp_wide y = gp_wide_product(x.significand.high, log2_e.high);
    y = gp_wide_add(y, (gp_wide){0, gp_product_high(x.significand.high, log2_e.low)});
    y = gp_wide_right(gp_wide_right(y, 1), 9 - x.exponent);
    y = gp_wide_negative_if(x.negative, y); /* x / log 2 + 2048 */
    y.high += (uint64_t)2048 << 52;
    const int k = (int)(y.high >> 52) - 2048;
    const uint64_t f = y.high << 20 | y.low >> 44; /* in units of 2^-72 */
    const gp_wide power = power_of_2[y.high >> 44 & 255];

    /* (2^f - 1) / f = sum of (log 2)^n/n! f^(n - 1), in units of 2^-64 */
    const uint64_t square = gp_product_high(f, f);
    const uint64_t terms_5 = exp_term[4] + gp_product_high(f, exp_term[5]);
    const uint64_t terms_3 = exp_term[2] + gp_product_high(f, exp_term[3]) + gp_product_high(square, terms_5);
    const uint64_t terms_1 = exp_term[0] + gp_product_high(f, exp_term[1]) + gp_product_high(square, terms_3);
    const uint64_t growth = gp_product_high(power.high, gp_product_high(f, terms_1)); /* power (2^f - 1), in units of 2^-71 */

    return (gp_number){gp_wide_add(power, (gp_wide){growth >> 8, growth << 56}), k, false};
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

double gp_exp(double x)
{
    return x != x ? x : gp_binary64_of(exp_in(gp_binary64, x));
}

float gp_expf(float x)
{
    return x != x ? x : gp_binary32_of(exp_in(gp_binary32, x));
}
