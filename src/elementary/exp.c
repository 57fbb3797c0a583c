#include "elementary/elementary.h"

#include "elementary/exact.h"
#include "elementary/exp_table.h"
#include "elementary/series.h"

/* How far each fast path may be from its value, in units of 2^-71 of its significand, which lies in [1, 2). */
enum { fast_exp_error = 14, fast_expm1_error = 30, fast_tanh_error = 30 };

/* e^x = 2^exponent 2^(step/256) 2^f. */
typedef struct power {
    int exponent;
    unsigned step; /* less than 256 */
    gp_wide f;     /* in units of 2^-136: less than 1/256 */
} power;

/* x / log 2 = exponent + step/256 + f. For 2^-54 <= |x| < 2^10. */
GP_INLINE power power_of_2_for(gp_number x)
{
    /* |x| / log 2 in units of 2^-116 */
    gp_wide y = gp_wide_product(x.significand.high, log2_e.high);
    y = gp_wide_add(y, (gp_wide){0, gp_product_high(x.significand.high, log2_e.low)});
    y = gp_wide_right(gp_wide_right(y, 1), 9 - x.exponent);
    y = gp_wide_negative_if(x.negative, y); /* x / log 2 + 2048 */
    y.high += (uint64_t)2048 << 52;
    return (power){(int)(y.high >> 52) - 2048, y.high >> 44 & 255, gp_wide_left(y, 20)};
}

GP_INLINE gp_number fast_exp(gp_number x)
{
    const power y = power_of_2_for(x);
    const gp_wide whole_step = power_of_2[y.step];
    /* (2^f - 1) / f = sum of (log 2)^n/n! f^(n - 1), in units of 2^-64 */
    const uint64_t f = y.f.high, square = gp_product_high(f, f);
    const uint64_t terms_5 = power_term[4] + gp_product_high(f, power_term[5]);
    const uint64_t terms_3 = power_term[2] + gp_product_high(f, power_term[3]) + gp_product_high(square, terms_5);
    const uint64_t terms_1 = power_term[0] + gp_product_high(f, power_term[1]) + gp_product_high(square, terms_3);
    /* 2^(step/256) (2^f - 1), in units of 2^-71 */
    const uint64_t growth = gp_product_high(whole_step.high, gp_product_high(f, terms_1));
    return (gp_number){gp_wide_add(whole_step, (gp_wide){growth >> 8, growth << 56}), y.exponent, false};
}

/* Near 0 by its series. Elsewhere 2^f = e^r, and e^r - 1 is the series, for what e^x has more than 1 or less. */
GP_INLINE gp_number fast_expm1(gp_number x)
{
    if (x.exponent < -9) {
        const gp_wide r = gp_wide_right(x.significand, -x.exponent);
        const int scale = gp_series_scale(r);
        return gp_normal(gp_series(r, x.negative, scale, exp_term, false), -scale, x.negative);
    }
    const power y = power_of_2_for(x);
    const gp_wide whole_step = power_of_2[y.step];
    const gp_wide r = gp_wide_right(gp_wide_product_high(y.f, log_of_2), 9);
    const gp_wide growth = gp_wide_product_high(whole_step, gp_series(r, false, 8, exp_term, false)); /* in units of 2^-134 */
    /* e^x 2^-exponent, and 1, in units of 2^-126 */
    const gp_wide size = gp_wide_add(gp_wide_right(whole_step, 1), gp_wide_right(growth, 8)), unity = {(uint64_t)1 << 62, 0};
    if (x.negative)
        return gp_normal(gp_wide_subtract(unity, gp_wide_right_far(size, -y.exponent)), 1, true);
    return gp_normal(gp_wide_subtract(size, gp_wide_right_far(unity, y.exponent)), y.exponent + 1, false);
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
