/** @file
 *  What the fast paths of the logarithm and the exponential function share: a power series near 0, to the last bits even of the
 *  smallest argument. Private to the room. */
#ifndef GP_ELEMENTARY_SERIES_H
#define GP_ELEMENTARY_SERIES_H

#include "elementary/format.h"

/** How far a series may be moved up, so that its first bit is not 0: for sums that are all of a value.
 *  @param r as gp_series() takes it
 *  @return  a scale for it
 *  @verifiedby{test_series_first_term} */
GP_INLINE int gp_series_scale(gp_wide r)
{
    return gp_leading_zeros(r.high | 1) - 1;
}

/** A series near 0: r + t_0 r^2 + t_1 r^3 + ... + t_7 r^9, or with alternating signs, r - t_0 r^2 + t_1 r^3 - ...
 *
 *  r itself is taken with all its bits, and the rest is less than r/256: so 64 bits of that are 72 bits of the sum.
 *  @param r           size of the argument, in units of 2^-127; less than 2^-8
 *  @param negative    its sign
 *  @param scale       8, or more up to that of gp_series_scale()
 *  @param term        t_n 2^(-8 n) in units of 2^-64; t_n < 1, and none is greater than the one before
 *  @param alternating whether every other sign is minus
 *  @return            size of the sum, in units of 2^-(127 + scale), less than 2^128; page @ref elementary_series says how near
 * it is
 *  @verifiedby{test_series_powers}
 *  @verifiedby{test_series_first_term} */
GP_INLINE gp_wide gp_series(gp_wide r, bool negative, int scale, const uint64_t term[8], bool alternating)
{
    const gp_wide first = gp_wide_left(r, scale);
    const uint64_t f = r.high << 9 | r.low >> 55; /* r in units of 2^-72 */
    const uint64_t square = gp_product_high(f, f);
    const uint64_t even_4 = term[4] + gp_product_high(square, term[6]), odd_5 = term[5] + gp_product_high(square, term[7]);
    const uint64_t even_2 = term[2] + gp_product_high(square, even_4), odd_3 = term[3] + gp_product_high(square, odd_5);
    const uint64_t even = term[0] + gp_product_high(square, even_2);
    const uint64_t odd = gp_product_high(f, term[1] + gp_product_high(square, odd_3));
    /* The signs of the second power and of all odd ones after it are the same, seen from the first. */
    const bool minus = negative != alternating;
    const uint64_t rest = gp_product_high(gp_product_high(first.high, f), even + gp_negative_if(minus, odd));
    return gp_wide_add(first, gp_wide_negative_if(minus, (gp_wide){rest >> 8, rest << 56}));
}

#endif
