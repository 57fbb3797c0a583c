/** @file
 *  Products and sums of 128 bits, on machines that have them and on those that
 * do not. Private to the room. */
#ifndef GP_ELEMENTARY_WIDE_H
#define GP_ELEMENTARY_WIDE_H

#include <stdbool.h>
#include <stdint.h>

/** For functions that are a part of whoever calls them: called apart, they would hand their numbers over in memory. GP_ONE_COPY
 * leaves each of them in one place, to count which of its branches the tests take. */
#if defined __GNUC__ && !defined GP_ONE_COPY
#define GP_INLINE static inline __attribute__((always_inline))
#else
#define GP_INLINE static inline
#endif

#ifdef __GNUC__
#define GP_COLD __attribute__((cold)) /* seldom called */
#else
#define GP_COLD
#endif

/** An unsigned whole number of 128 bits: high 2^64 + low. Sums and differences
 * are those modulo 2^128. */
typedef struct gp_wide {
    uint64_t high; /**< the upper half */
    uint64_t low;  /**< the lower half */
} gp_wide;

/** a + b.
 *  @verifiedby{test_wide_sums} */
GP_INLINE gp_wide gp_wide_add(gp_wide a, gp_wide b)
{
    const uint64_t low = a.low + b.low;
    return (gp_wide){a.high + b.high + (low < a.low), low};
}

/** a - b.
 *  @verifiedby{test_wide_sums} */
GP_INLINE gp_wide gp_wide_subtract(gp_wide a, gp_wide b)
{
    return (gp_wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

/** -a modulo 2^64 where negative, else a: without a branch, since signs are hard to foresee.
 *  @verifiedby{test_wide_sums} */
GP_INLINE uint64_t gp_negative_if(bool negative, uint64_t a)
{
    const uint64_t sign = -(uint64_t)negative;
    return (a ^ sign) - sign;
}

/** -a modulo 2^128 where negative, else a.
 *  @verifiedby{test_wide_sums} */
GP_INLINE gp_wide gp_wide_negative_if(bool negative, gp_wide a)
{
    const uint64_t sign = -(uint64_t)negative;
    return gp_wide_subtract((gp_wide){a.high ^ sign, a.low ^ sign}, (gp_wide){sign, sign});
}

/** a 2^-count, cut off.
 *  @pre 0 <= count < 64
 *  @verifiedby{test_wide_shifts} */
GP_INLINE gp_wide gp_wide_right(gp_wide a, int count)
{
    return (gp_wide){a.high >> count, a.high << 1 << (63 - count) | a.low >> count};
}

/** a 2^-count, cut off, however great the count.
 *  @verifiedby{test_wide_shifts} */
GP_INLINE gp_wide gp_wide_right_far(gp_wide a, int count)
{
    if (count < 64)
        return gp_wide_right(a, count);
    return (gp_wide){0, count < 128 ? a.high >> (count - 64) : 0};
}

/** a 2^count; what does not fit is lost.
 *  @pre 0 <= count < 64
 *  @verifiedby{test_wide_shifts} */
GP_INLINE gp_wide gp_wide_left(gp_wide a, int count)
{
    return (gp_wide){a.high << count | a.low >> 1 >> (63 - count), a.low << count};
}

/** The whole product a b. GP_NO_INT128 takes the way of machines without such a
 * product, to test it.
 *  @verifiedby{test_wide_product} */
GP_INLINE gp_wide gp_wide_product(uint64_t a, uint64_t b)
{
#if defined __SIZEOF_INT128__ && !defined GP_NO_INT128
    __extension__ typedef unsigned __int128 uint128;
    const uint128 product = (uint128)a * b;
    return (gp_wide){(uint64_t)(product >> 64), (uint64_t)product};
#else
    const uint64_t half = 0xffffffff, a1 = a >> 32, a0 = a & half, b1 = b >> 32, b0 = b & half;
    const uint64_t middle = a1 * b0 + (a0 * b0 >> 32); /* at most (2^32 - 1)^2 + 2^32 - 2 < 2^64, and so is the next */
    const uint64_t other = a0 * b1 + (middle & half);
    return (gp_wide){a1 * b1 + (middle >> 32) + (other >> 32), a * b};
#endif
}

/** The upper half of a product, cut off: for fractions of 2^64, their product
 * and less than 2^-64 below it.
 *  @verifiedby{test_wide_product} */
GP_INLINE uint64_t gp_product_high(uint64_t a, uint64_t b)
{
    return gp_wide_product(a, b).high;
}

/** The upper half of a product whose first factor stands for a - 2^64, if its
 * first bit is 1: cut off, and of the same kind.
 *  @verifiedby{test_wide_product} */
GP_INLINE uint64_t gp_signed_product_high(uint64_t a, uint64_t b)
{
    return gp_product_high(a, b) - (-(a >> 63) & b);
}

/** The upper 128 bits of a product of 256, less than three units below it.
 *  @verifiedby{test_wide_product} */
GP_INLINE gp_wide gp_wide_product_high(gp_wide a, gp_wide b)
{
    const gp_wide crossed =
        gp_wide_add((gp_wide){0, gp_product_high(a.high, b.low)}, (gp_wide){0, gp_product_high(a.low, b.high)});
    return gp_wide_add(gp_wide_product(a.high, b.high), crossed);
}

/** How many leading bits of a are 0.
 *  @pre a is not 0
 *  @verifiedby{test_wide_shifts} */
GP_INLINE int gp_leading_zeros(uint64_t a)
{
#ifdef __GNUC__
    return __builtin_clzll(a);
#else
    int count = 0;
    for (int step = 32; step > 0; step /= 2)
        if (a >> (64 - step) == 0) {
            a <<= step;
            count += step;
        }
    return count;
#endif
}

#endif
