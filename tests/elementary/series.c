#include "elementary/series.h"

#include <criterion/criterion.h>

/* r = ±2^-9 in units of 2^-127. */
static const gp_wide size_of_r = {(uint64_t)1 << 54, 0};

/* Half a power of r. */
static gp_wide half_power(int n)
{
    const int place = 127 - 9 * n - 1;
    return place >= 64 ? (gp_wide){(uint64_t)1 << (place - 64), 0} : (gp_wide){0, (uint64_t)1 << place};
}

/* Whether an even power takes from the size of r: it is positive, which takes from a negative r; where signs alternate, it is
   negative, which takes from a positive one. Odd powers have the sign of r always. */
static bool takes(int n, bool negative, bool alternating)
{
    return n % 2 == 0 && negative != alternating;
}

/* r, the square and one power more, with both signs of r. The ninth power is too small to see. */
Test(series, powers)
{
    for (int n = 3; n <= 8; n++)
        for (int sign = 0; sign < 2; sign++)
            for (int alternating = 0; alternating < 2; alternating++) {
                uint64_t term[8] = {(uint64_t)1 << 63};
                term[n - 2] = (uint64_t)1 << (63 - 8 * (n - 2));
                const gp_wide sum = gp_wide_right(gp_series(size_of_r, sign, 8, term, alternating), 8);
                const gp_wide first_two =
                    gp_wide_add(size_of_r, gp_wide_negative_if(takes(2, sign, alternating), half_power(2)));
                const gp_wide expected =
                    gp_wide_add(first_two, gp_wide_negative_if(takes(n, sign, alternating), half_power(n)));
                /* What is cut off is in units of 2^-79. */
                const uint64_t some = (uint64_t)1 << 50;
                const gp_wide off = gp_wide_subtract(gp_wide_add(sum, (gp_wide){0, some}), expected);
                cr_assert(off.high == 0 && off.low < 2 * some, "power %d, sign %d, alternating %d: off by %lx %lx", n, sign,
                          alternating, (unsigned long)off.high, (unsigned long)(off.low - some));
            }
}

/* The first term keeps every bit, even that of the smallest; 0 stays 0. What follows has as many bits as the scale lets it. */
Test(series, first_term)
{
    static const uint64_t none[8] = {0}, half[8] = {(uint64_t)1 << 63};
    const gp_wide r = {3, 0x8000000000000001};
    const int scale = gp_series_scale(r);
    cr_assert_eq(scale, 61);
    const gp_wide back = gp_wide_right(gp_series(r, true, scale, none, false), scale);
    cr_assert(back.high == r.high && back.low == r.low);
    const gp_wide nothing = gp_series((gp_wide){0, 0}, false, gp_series_scale((gp_wide){0, 0}), none, true);
    cr_assert_eq(nothing.high | nothing.low, 0);
    cr_assert_lt(gp_series_scale((gp_wide){0, 1}), 64);
    cr_assert_eq(gp_series_scale(size_of_r), 8);
    /* 2^-50 + 2^-101: the square is 51 places behind the first bit, and 2^(127 + 49) times that is at 2^75 */
    const gp_wide small = {(uint64_t)1 << 13, 0}, sum = gp_series(small, false, gp_series_scale(small), half, false);
    cr_assert_eq(gp_series_scale(small), 49);
    cr_assert(sum.high == ((uint64_t)1 << 62) + ((uint64_t)1 << 11) && sum.low == 0, "found %lx %lx", (unsigned long)sum.high,
              (unsigned long)sum.low);
}
