#include "elementary/wide.h"

#include "arguments.h"

#include <criterion/criterion.h>

static void check_wide(gp_wide found, uint64_t high, uint64_t low)
{
    cr_assert(found.high == high && found.low == low, "expected %016lx %016lx, found %016lx %016lx", (unsigned long)high,
              (unsigned long)low, (unsigned long)found.high, (unsigned long)found.low);
}

static const uint64_t all_ones = UINT64_MAX;

/* The largest product, and products whose halves of 32 bits carry; (2^32 + 1)^2 = 2^64 + 2^33 + 1. */
Test(wide, product)
{
    check_wide(gp_wide_product(all_ones, all_ones), all_ones - 1, 1);
    check_wide(gp_wide_product(0x100000001, 0x100000001), 1, 0x200000001);
    check_wide(gp_wide_product(all_ones, 0x100000000), 0xffffffff, 0xffffffff00000000);
    check_wide(gp_wide_product(0, all_ones), 0, 0);
    cr_assert_eq(gp_product_high(all_ones, 2), 1);
    cr_assert_eq(gp_product_high(0x8000000000000000, 0x8000000000000000), 0x4000000000000000);
    cr_assert_eq(gp_signed_product_high(0x8000000000000000, 0x8000000000000000),
                 0xc000000000000000);                            /* -2^63 2^63 is -2^62 2^64 */
    cr_assert_eq(gp_signed_product_high(all_ones, 1), all_ones); /* -1 cut off downwards */
    cr_assert_eq(gp_signed_product_high(all_ones >> 1, all_ones), (all_ones >> 1) - 1);
    cr_assert_eq(gp_signed_product_high(all_ones, 0), 0);
    /* (2^128 - 1)^2 = 2^256 - 2^129 + 1, one unit less for what is cut off; 2^64 times 2^64; halves crossed */
    check_wide(gp_wide_product_high((gp_wide){all_ones, all_ones}, (gp_wide){all_ones, all_ones}), all_ones, all_ones - 2);
    check_wide(gp_wide_product_high((gp_wide){1, 0}, (gp_wide){1, 0}), 0, 1);
    check_wide(gp_wide_product_high((gp_wide){2, (uint64_t)1 << 63}, (gp_wide){0, (uint64_t)1 << 63}), 0, 1);
    check_wide(gp_wide_product_high((gp_wide){0, (uint64_t)1 << 63}, (gp_wide){2, (uint64_t)1 << 63}), 0, 1);
    /* a b, counted together from the halves of b: (a b1 2^32) + a b0 */
    uint64_t state = 14;
    for (int i = 0; i < 10000; i++) {
        const uint64_t a = next_random(&state), b = next_random(&state);
        const gp_wide upper = gp_wide_product(a, b >> 32), lower = gp_wide_product(a, b & 0xffffffff);
        const gp_wide sum = gp_wide_add(gp_wide_left(upper, 32), lower);
        check_wide(gp_wide_product(a, b), sum.high, sum.low);
    }
}

Test(wide, sums)
{
    check_wide(gp_wide_add((gp_wide){1, all_ones}, (gp_wide){2, 1}), 4, 0);
    check_wide(gp_wide_add((gp_wide){all_ones, all_ones}, (gp_wide){0, 1}), 0, 0);
    check_wide(gp_wide_subtract((gp_wide){4, 0}, (gp_wide){2, 1}), 1, all_ones);
    check_wide(gp_wide_subtract((gp_wide){0, 0}, (gp_wide){0, 1}), all_ones, all_ones);
    cr_assert_eq(gp_negative_if(true, 1), all_ones);
    cr_assert_eq(gp_negative_if(true, 0), 0);
    cr_assert_eq(gp_negative_if(false, 7), 7);
    check_wide(gp_wide_negative_if(true, (gp_wide){1, 2}), all_ones - 1, all_ones - 1);
    check_wide(gp_wide_negative_if(true, (gp_wide){0, 0}), 0, 0);
    check_wide(gp_wide_negative_if(false, (gp_wide){1, 2}), 1, 2);
}

Test(wide, shifts)
{
    const gp_wide a = {0x123456789abcdef0, 0x0fedcba987654321};
    check_wide(gp_wide_right(a, 0), a.high, a.low);
    check_wide(gp_wide_right(a, 4), 0x0123456789abcdef, 0x00fedcba98765432);
    check_wide(gp_wide_right((gp_wide){all_ones, 0}, 63), 1, all_ones - 1);
    check_wide(gp_wide_right_far(a, 4), 0x0123456789abcdef, 0x00fedcba98765432);
    check_wide(gp_wide_right_far(a, 64), 0, a.high);
    check_wide(gp_wide_right_far(a, 127), 0, 0);
    check_wide(gp_wide_right_far((gp_wide){all_ones, 0}, 127), 0, 1);
    check_wide(gp_wide_right_far((gp_wide){all_ones, 0}, 1000), 0, 0);
    check_wide(gp_wide_left(a, 0), a.high, a.low);
    check_wide(gp_wide_left(a, 4), 0x23456789abcdef00, 0xfedcba9876543210);
    check_wide(gp_wide_left((gp_wide){0, all_ones}, 63), all_ones >> 1, (uint64_t)1 << 63);
    for (int zeros = 0; zeros < 64; zeros++)
        cr_assert_eq(gp_leading_zeros(all_ones >> zeros), zeros);
}
