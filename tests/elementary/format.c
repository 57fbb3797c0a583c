#include "elementary/format.h"

#include "arguments.h"

#include <criterion/criterion.h>
#include <math.h>

static const uint64_t first = (uint64_t)1 << 63;

/* The significand 1 + above 2^-52 + below 2^-127, times 2^exponent, rounded to binary64. */
static gp_rounded rounded(uint64_t above, uint64_t below_high, uint64_t below_low, int exponent, uint64_t error)
{
    return gp_round((gp_number){{first + (above << 11) + below_high, below_low}, exponent, false}, error, gp_binary64);
}

static void check_rounded(gp_rounded found, double expected, bool doubtful)
{
    cr_assert_eq(binary64_of(found.bits), expected, "expected %a, found %a", expected, binary64_of(found.bits));
    cr_assert_eq(found.doubtful, doubtful, "%a: expected %s", expected, doubtful ? "a doubt" : "no doubt");
}

/* Just below and just above the point midway between 1 + 2^-52 and 1 + 2^-51; one more carries into the exponent. */
Test(number, round_to_nearest)
{
    check_rounded(rounded(1, 0, 0, 0, 0), 1 + 0x1p-52, false);
    check_rounded(rounded(1, 0x3ff, UINT64_MAX, 0, 0), 1 + 0x1p-52, true);
    check_rounded(rounded(1, 0x3ff, UINT64_MAX >> 1, 0, 0), 1 + 0x1p-52, false);
    check_rounded(rounded(1, 0x400, 1 << 12, 0, 0), 1 + 0x1p-51, false);
    check_rounded(rounded(1, 0x7ff, UINT64_MAX, 0, 0), 1 + 0x1p-51, false);
    check_rounded(rounded(0xfffffffffffff, 0x7ff, UINT64_MAX, 0, 0), 2, false);
    check_rounded(rounded(0xfffffffffffff, 0x400, 1 << 12, 1023, 0), HUGE_VAL, false);
    check_rounded(rounded(0xfffffffffffff, 0x3ff, 0, 1023, 0), 0x1.fffffffffffffp1023, false);
    check_rounded(rounded(0, 0, 0, 1024, 0), HUGE_VAL, false);
}

/* A number is in doubt where midway is within the error, and nowhere else. */
Test(number, round_in_doubt)
{
    const uint64_t error = (uint64_t)1 << 60;
    check_rounded(rounded(1, 0x400, error + (1 << 13), 0, error), 1 + 0x1p-51, false);
    check_rounded(rounded(1, 0x400, error - 1, 0, error), 1 + 0x1p-51, true);
    check_rounded(rounded(1, 0x3ff, -error + 1, 0, error), 1 + 0x1p-52, true);
    check_rounded(rounded(1, 0x3ff, -error - (1 << 13), 0, error), 1 + 0x1p-52, false);
    check_rounded(rounded(1, 0, 0, 0, error), 1 + 0x1p-52, false);
}

/* Subnormal results have fewer bits; the smallest begins at half of itself. */
Test(number, round_to_subnormal)
{
    check_rounded(rounded(0, 0, 0, -1022, 0), 0x1p-1022, false);
    check_rounded(rounded(1, 0, 0, -1023, 0), 0x1p-1023 + 0x1p-1074, true); /* midway: which one it gives does not matter */
    check_rounded(rounded(3, 0, 0, -1023, 0), 0x1p-1023 + 0x1p-1073, true);
    check_rounded(rounded(2, 0, 0, -1023, 0), 0x1p-1023 + 0x1p-1074, false);
    check_rounded(rounded(0xfffffffffffff, 0x7ff, 0, -1023, 0), 0x1p-1022, false);
    check_rounded(rounded(0, 0, 0, -1074, 0), 0x1p-1074, false);
    check_rounded(rounded(0x8000000000000, 0, 0, -1075, 0), 0x1p-1074, false);
    check_rounded(rounded(0, 0, 0, -1075, 0), 0x1p-1074, true);
    check_rounded(rounded(0, 0, 0, -1076, 0), 0, false);
    check_rounded(rounded(0, 0, 0, -2000, 0), 0, false);
}

/* In binary32 1 + 2^-24 is midway. */
Test(number, round_to_binary32)
{
    const gp_number midway = {{first + ((uint64_t)1 << 39), 0}, 0, true};
    gp_rounded found = gp_round(midway, 0, gp_binary32);
    cr_assert(found.doubtful);
    const gp_number above = {{first + ((uint64_t)1 << 39), first}, 0, true};
    found = gp_round(above, 0, gp_binary32);
    cr_assert_eq(gp_binary32_of(found.bits), -1 - 0x1p-23f);
    cr_assert_not(found.doubtful);
    const gp_number large = {{first, 0}, 128, false}, small = {{first, 0}, -149, false};
    cr_assert_eq(gp_round(large, 0, gp_binary32).bits, gp_infinity(gp_binary32));
    cr_assert_eq(gp_binary32_of(gp_round(small, 0, gp_binary32).bits), 0x1p-149f);
    cr_assert_eq(gp_binary32_of(gp_infinity(gp_binary32)), HUGE_VALF);
    cr_assert_eq(gp_binary64_of(gp_infinity(gp_binary64)), HUGE_VAL);
    cr_assert_eq(gp_binary32_of(gp_one(gp_binary32)), 1);
    cr_assert_eq(gp_binary64_of(gp_one(gp_binary64)), 1);
}

/* Numbers that are written down by their bits. */
Test(number, bits)
{
    cr_assert(isnan(gp_binary64_of(gp_not_a_number(gp_binary64))));
    cr_assert(isnan(gp_binary32_of(gp_not_a_number(gp_binary32))));
    cr_assert_eq(gp_not_a_number(gp_binary64), 0x7ff8000000000000);
    cr_assert_eq(gp_not_a_number(gp_binary32), 0x7fc00000);
    cr_assert_eq(gp_binary64_of(gp_with_sign(true, gp_infinity(gp_binary64), gp_binary64)), -HUGE_VAL);
    cr_assert_eq(gp_binary32_of(gp_with_sign(true, gp_one(gp_binary32), gp_binary32)), -1);
    cr_assert_eq(gp_binary32_of(gp_with_sign(false, gp_one(gp_binary32), gp_binary32)), 1);
}

/* The first bit moves to where it belongs, and the exponent with it: 3 2^-127 2^64 is 1.5 2^-62. */
Test(number, normal)
{
    const gp_number some = gp_normal((gp_wide){3, 1}, 5, true);
    cr_assert_eq(some.significand.high, (uint64_t)3 << 62);
    cr_assert_eq(some.significand.low, (uint64_t)1 << 62);
    cr_assert_eq(some.exponent, 5 - 62);
    cr_assert(some.negative);
    const gp_number already = gp_normal((gp_wide){first, 7}, -1, false);
    cr_assert(already.significand.high == first && already.significand.low == 7 && already.exponent == -1 && !already.negative);
}

/* Quotients that are known: equal numbers, 3/2, and the largest significand by the smallest; times their divisor they are back.
 */
Test(number, quotient)
{
    const gp_number one = {{first, 0}, 0, false}, three = {{(uint64_t)3 << 62, 0}, 1, true}, two = {{first, 0}, 1, false};
    const gp_number most = {{UINT64_MAX, UINT64_MAX}, 0, false};
    check_rounded(gp_round(gp_quotient(one, one), 1 << 20, gp_binary64), 1, false);
    check_rounded(gp_round(gp_quotient(three, two), 1 << 20, gp_binary64), -1.5, false);
    check_rounded(gp_round(gp_quotient(two, three), 1 << 20, gp_binary64), -0x1.5555555555555p-1, false);
    check_rounded(gp_round(gp_quotient(most, one), 1 << 20, gp_binary64), 2, false);
    check_rounded(gp_round(gp_quotient(one, most), 1 << 20, gp_binary64), .5, false);
    check_rounded(gp_round(gp_quotient(most, most), 1 << 20, gp_binary64), 1, false);
    uint64_t state = 14;
    for (int i = 0; i < 10000; i++) {
        const gp_number a = {{next_random(&state) | first, next_random(&state)}, 0, false};
        const gp_number b = {{next_random(&state) | first, next_random(&state)}, 0, false};
        const gp_number quotient = gp_quotient(a, b);
        const gp_number back =
            gp_normal(gp_wide_product_high(quotient.significand, b.significand), quotient.exponent + 1, false);
        const gp_wide off = gp_wide_subtract(gp_wide_add(back.significand, (gp_wide){0, 1 << 20}), a.significand);
        cr_assert(off.high == 0 && off.low < 1 << 21, "off by %lx %lx", (unsigned long)off.high, (unsigned long)off.low);
        cr_assert_eq(back.exponent, 0);
    }
}

/* A number of the format comes back from its parts, subnormal or not. */
Test(number, there_and_back)
{
    static const double numbers[] = {1,         -1,        0x1.23456789abcdep-7, 0x1.fffffffffffffp1023,
                                     0x1p-1022, 0x1p-1074, -0x1.8p-1073,         0x0.fffffffffffffp-1022};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        check_rounded(gp_round(gp_number_of(numbers[i]), 0, gp_binary64), numbers[i], false);
    cr_assert_eq(gp_number_of(HUGE_VAL).exponent, 1024);
}
