#include "elementary/exact.h"

#include "elementary/exact_table.h"

/* A number in [0, 2^64), in units of 2^-320: the sum of word[i] 2^(64 (i - 5)). word[5] is the whole part. Every operation cuts
   its result off, less than a unit below; results have to fit, which each caller says. */
typedef struct gp_fixed fixed;
enum { words = 6, whole = 5 };

static const fixed one = {{0, 0, 0, 0, 0, 1}};

static fixed plus(fixed a, fixed b)
{
    uint64_t carry = 0;
    for (int i = 0; i < words; i++) {
        const uint64_t sum = a.word[i] + carry;
        carry = sum < carry;
        a.word[i] = sum + b.word[i];
        carry += a.word[i] < sum;
    }
    return a;
}

/* a - b, where it is not negative. */
static fixed minus(fixed a, fixed b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < words; i++) {
        const uint64_t difference = a.word[i] - b.word[i], less = a.word[i] < b.word[i];
        a.word[i] = difference - borrow;
        borrow = less | (difference < borrow);
    }
    return a;
}

static bool is_less(fixed a, fixed b)
{
    for (int i = words - 1; i > 0; i--)
        if (a.word[i] != b.word[i])
            return a.word[i] < b.word[i];
    return a.word[0] < b.word[0];
}

static bool is_zero(fixed a)
{
    uint64_t some = 0;
    for (int i = 0; i < words; i++)
        some |= a.word[i];
    return some == 0;
}

static fixed times(fixed a, fixed b)
{
    uint64_t product[2 * words] = {0};
    for (int i = 0; i < words; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < words; j++) { /* a b + what is there + carry <= (2^64 - 1)^2 + 2 (2^64 - 1) < 2^128 */
            gp_wide sum = gp_wide_product(a.word[i], b.word[j]);
            sum = gp_wide_add(sum, (gp_wide){0, product[i + j]});
            sum = gp_wide_add(sum, (gp_wide){0, carry});
            product[i + j] = sum.low;
            carry = sum.high;
        }
        product[i + words] = carry;
    }
    memcpy(a.word, product + whole, sizeof a.word);
    return a;
}

/* a 2^count, for any count below 64 whose result fits. */
static fixed shifted(fixed a, int count)
{
    fixed result = {{0}};
    for (int i = 0; i < words; i++) {
        const int place = 64 * i + count; /* where the first bit of a.word[i] goes */
        if (place <= -64)
            continue;
        const int to = (place + 64) / 64 - 1, by = place - 64 * to;
        if (to >= 0)
            result.word[to] |= a.word[i] << by;
        if (to + 1 < words && by > 0)
            result.word[to + 1] |= a.word[i] >> (64 - by);
    }
    return result;
}

/* a / n, for 0 < n < 2^32: by hand, half a word at a time. */
static fixed over(fixed a, uint64_t n)
{
    uint64_t rest = 0;
    for (int i = words - 1; i >= 0; i--) {
        const uint64_t upper = rest << 32 | a.word[i] >> 32;
        const uint64_t lower = upper % n << 32 | (a.word[i] & 0xffffffff);
        a.word[i] = upper / n << 32 | lower / n;
        rest = lower % n;
    }
    return a;
}

/* a / b, for 1 <= b <= 5/2, by Newton's method for 1/b: each y (2 - b y) has the square of the error that y has, seen from 1/b.
   That of 5/8 is at most 9/16, and (9/16)^512 < 2^-420. */
static fixed quotient(fixed a, fixed b)
{
    const fixed two = {{0, 0, 0, 0, 0, 2}};
    fixed y = {{0, 0, 0, 0, (uint64_t)5 << 61, 0}};
    for (int i = 0; i < 9; i++)
        y = times(y, minus(two, times(b, y)));
    return times(a, y);
}

/* |x| 2^scale, where it fits. */
static fixed fixed_of(gp_number x, int scale)
{
    const fixed significand = {{0, 0, 0, x.significand.low, x.significand.high, 0}}; /* 2^-128 of it: in [1/2, 1) */
    return shifted(significand, x.exponent + scale + 1);
}

/* The whole number n with 2^n <= a < 2^(n + 1), for a > 0. */
static int exponent_of(fixed a)
{
    int top = words - 1;
    while (a.word[top] == 0) /* which ends, as a is not 0 */
        top--;
    return 64 * (top - whole) + 63 - gp_leading_zeros(a.word[top]);
}

/* What a function gives: ±size 2^exponent, size > 0. */
typedef struct value {
    fixed size;
    int exponent;
    bool negative;
} value;

/* The number of a format that is nearest to a value. Cutting it off after 128 bits does not move it across a point midway. */
static uint64_t nearest(value y, gp_format format)
{
    const int first = exponent_of(y.size);
    const fixed significand = shifted(y.size, -1 - first);
    const gp_number number = {{significand.word[4], significand.word[3]}, y.exponent + first, y.negative};
    return gp_round(number, 0, format).bits;
}

/* 1 ± a/(n + 1) + a^2/((n + 1) (n + 2)) ± ..., for a < 1: e^±a where n is 0, (e^±a - 1) / ±a where it is 1. Less than 70 terms.
   Odd and even terms are added up apart, so that nothing is negative. */
static fixed exp_series(fixed a, uint64_t n, bool negative)
{
    fixed even = one, odd = {{0}}, term = one;
    for (;;) {
        term = over(times(term, a), ++n);
        odd = plus(odd, term);
        term = over(times(term, a), ++n);
        even = plus(even, term);
        if (is_zero(term))
            return negative ? minus(even, odd) : plus(even, odd);
    }
}

/* e^±a, for a < 2^10; its size is in (1/2, 2). */
static value exp_of(fixed a, bool negative)
{
    const uint64_t k = times(a, gp_log2_e).word[whole]; /* how many log 2 go into a; one less if that is all but whole */
    const fixed multiple = times(gp_log_2, (fixed){{0, 0, 0, 0, 0, k}});
    return (value){exp_series(minus(a, multiple), 0, negative), negative ? -(int)k : (int)k, false};
}

static value exp_value(gp_number x)
{
    return exp_of(fixed_of(x, 0), x.negative);
}

static value expm1_value(gp_number x)
{
    if (x.exponent < -1) { /* x times the series of (e^x - 1) / x: as good for the smallest x */
        const fixed factor = exp_series(fixed_of(x, 0), 1, x.negative);
        return (value){times(fixed_of(x, -x.exponent), factor), x.exponent, x.negative};
    }
    const value power = exp_value(x);
    if (x.negative)
        return (value){minus(one, shifted(power.size, power.exponent)), 0, true};
    return (value){minus(power.size, shifted(one, -power.exponent)), power.exponent, false};
}

/* 1 + s^2/3 + s^4/5 + ... = artanh(s) / s, for s <= 1/5. Less than 70 terms. */
static fixed artanh_series(fixed s)
{
    const fixed square = times(s, s);
    fixed sum = one, power = one;
    for (uint64_t n = 3; !is_zero(power); n += 2) {
        power = times(power, square);
        sum = plus(sum, over(power, n));
    }
    return sum;
}

/* log (a 2^exponent), for a > 0. */
static value log_of(fixed a, int exponent)
{
    int shift = exponent_of(a);
    fixed m = shifted(a, -shift); /* in [1, 2) */
    const fixed three_halves = {{0, 0, 0, 0, (uint64_t)1 << 63, 1}};
    if (!is_less(m, three_halves))
        m = shifted(a, -++shift); /* in [3/4, 1) */
    exponent += shift;
    /* log m = 2 artanh((m - 1) / (m + 1)) */
    const bool below_1 = is_less(m, one);
    const fixed s = quotient(below_1 ? minus(one, m) : minus(m, one), plus(m, one));
    const fixed log_m = shifted(times(s, artanh_series(s)), 1); /* its absolute value, at most log 3/2 */
    if (exponent == 0)
        return (value){log_m, 0, below_1};
    const bool negative = exponent < 0;
    const fixed multiple = times(gp_log_2, (fixed){{0, 0, 0, 0, 0, (uint64_t)(negative ? -exponent : exponent)}});
    return (value){below_1 == negative ? plus(multiple, log_m) : minus(multiple, log_m), 0, negative};
}

static value log_value(gp_number x)
{
    return log_of(fixed_of(x, -x.exponent), x.exponent);
}

static value log1p_value(gp_number x)
{
    if (x.negative)
        return log_of(minus(one, fixed_of(x, 0)), 0);
    return log_of(plus(fixed_of(x, -x.exponent), shifted(one, -x.exponent)), x.exponent);
}

static value tanh_value(gp_number x)
{
    /* tanh |x| = d / (2 - d) with d = 1 - e^(-2 |x|) < 1 */
    const value d = expm1_value((gp_number){x.significand, x.exponent + 1, true});
    const fixed divisor = minus(shifted(one, 1), shifted(d.size, d.exponent));
    return (value){quotient(shifted(d.size, -1), divisor), d.exponent + 1, x.negative};
}

static value erf_value(gp_number x)
{
    /* 2/sqrt(pi) |x| e^(-x^2) (1 + 2x^2/3 + (2x^2)^2/(3 5) + ...). The sum is less than e^(x^2) < 2^52. */
    const fixed size = fixed_of(x, 0), square = times(size, size), twice = shifted(square, 1);
    fixed sum = one, term = one;
    for (uint64_t n = 3; !is_zero(term); n += 2) {
        term = over(times(term, twice), n);
        sum = plus(sum, term);
    }
    const value power = exp_of(square, true);
    const fixed factor = times(gp_two_over_root_pi, times(shifted(power.size, power.exponent), sum));
    return (value){times(fixed_of(x, -x.exponent), factor), x.exponent, x.negative};
}

uint64_t gp_exact_exp(double x, gp_format format)
{
    return nearest(exp_value(gp_number_of(x)), format);
}

uint64_t gp_exact_expm1(double x, gp_format format)
{
    return nearest(expm1_value(gp_number_of(x)), format);
}

uint64_t gp_exact_log(double x, gp_format format)
{
    return nearest(log_value(gp_number_of(x)), format);
}

uint64_t gp_exact_log1p(double x, gp_format format)
{
    return nearest(log1p_value(gp_number_of(x)), format);
}

uint64_t gp_exact_tanh(double x, gp_format format)
{
    return nearest(tanh_value(gp_number_of(x)), format);
}

uint64_t gp_exact_erf(double x, gp_format format)
{
    return nearest(erf_value(gp_number_of(x)), format);
}
