/** @file
 *  Numbers on their way to binary64 and binary32, and the one place where they are rounded. Private to the room. */
#ifndef GP_ELEMENTARY_FORMAT_H
#define GP_ELEMENTARY_FORMAT_H

#include "elementary/wide.h"
#include <float.h>
#include <string.h>

/* The x87 would round to 64 bits first: other bits, in silence. */
#if FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD > 1
#error "expected doubles that are rounded as doubles (FLT_EVAL_METHOD 0); on 32-bit x86 compile with -msse2 -mfpmath=sse"
#endif

/** A number other than 0: significand 2^(exponent - 127), the significand's first bit being 1, and its sign. */
typedef struct gp_number {
    gp_wide significand; /**< 2^127 or more */
    int exponent;        /**< 2^exponent <= |number| < 2^(exponent + 1) */
    bool negative;       /**< its sign */
} gp_number;

/** A format of IEEE 754. */
typedef struct gp_format {
    int precision; /**< bits of a significand */
    int highest;   /**< exponent of the largest finite number; that of the smallest normal one is 1 - highest */
} gp_format;

static const gp_format gp_binary64 = {53, 1023}, gp_binary32 = {24, 127};

/** The bits of infinity.
 *  @verifiedby{test_number_round_to_binary32} */
GP_INLINE uint64_t gp_infinity(gp_format format)
{
    return (uint64_t)(2 * format.highest + 1) << (format.precision - 1);
}

/** The bits of 1.
 *  @verifiedby{test_number_round_to_binary32} */
GP_INLINE uint64_t gp_one(gp_format format)
{
    return (uint64_t)format.highest << (format.precision - 1);
}

/** The bits of a number that is none (a quiet NaN).
 *  @verifiedby{test_number_bits} */
GP_INLINE uint64_t gp_not_a_number(gp_format format)
{
    return gp_infinity(format) | (uint64_t)1 << (format.precision - 2);
}

/** The bits of a number, 0 or more, given a sign.
 *  @verifiedby{test_number_bits} */
GP_INLINE uint64_t gp_with_sign(bool negative, uint64_t bits, gp_format format)
{
    const uint64_t sign = (uint64_t)1 << (format.precision == 53 ? 63 : 31);
    return negative ? bits | sign : bits;
}

/** A result in the bits of its format, in the low end of the word, and whether it is sure. */
typedef struct gp_rounded {
    uint64_t bits; /**< the number nearest to what was rounded */
    bool doubtful; /**< the error allowed reaches across a point midway between two numbers of the format */
} gp_rounded;

/** Rounds to the nearest number of a format: subnormals, 0 and infinity included.
 *  @param number what to round
 *  @param error  how far the true number may be from it, in units of the significand's last bit; less than 2^63
 *  @param format to what
 *  @return       the nearest number; if not doubtful, it is the one nearest to the true number
 *  @verifiedby{test_number_round_to_nearest}
 *  @verifiedby{test_number_round_in_doubt}
 *  @verifiedby{test_number_round_to_subnormal}
 *  @verifiedby{test_number_round_to_binary32} */
GP_INLINE gp_rounded gp_round(gp_number number, uint64_t error, gp_format format)
{
    const int lowest = 1 - format.highest, fraction_bits = format.precision - 1;
    gp_wide significand = number.significand;
    int exponent = number.exponent;
    if (exponent < lowest) { /* subnormal: the bits that fall off at the end are less than one unit of the last */
        const int shift = lowest - exponent < 63 ? lowest - exponent : 63; /* by 63, it is less than a quarter of the last */
        significand = gp_wide_right(significand, shift);
        error = (error >> shift) + 2;
        exponent = lowest;
    }
    const uint64_t kept = significand.high >> (64 - format.precision);
    /* The next 64 bits: 2^63 is midway. What is cut off of them and of the error is less than one unit each. */
    const uint64_t rest = significand.high << format.precision | significand.low >> (64 - format.precision);
    const uint64_t reach = (error >> (64 - format.precision)) + 1;
    /* One is added to the exponent's field by the first bit of a normal significand. */
    uint64_t bits = ((uint64_t)(exponent - lowest) << fraction_bits) + kept + (rest >> 63);
    if (exponent > format.highest)
        bits = gp_infinity(format);
    return (gp_rounded){gp_with_sign(number.negative, bits, format), rest - (((uint64_t)1 << 63) - reach) <= 2 * reach};
}

/** ±a 2^(exponent - 127), with the first bit of its significand where it belongs.
 *  @pre a >= 2^64
 *  @verifiedby{test_number_normal} */
GP_INLINE gp_number gp_normal(gp_wide a, int exponent, bool negative)
{
    const int zeros = gp_leading_zeros(a.high);
    return (gp_number){gp_wide_left(a, zeros), exponent - zeros, negative};
}

/** a / b, with a relative error of less than 2^-110; page @ref elementary_quotient says why.
 *  @verifiedby{test_number_quotient} */
GP_INLINE gp_number gp_quotient(gp_number a, gp_number b)
{
    /* 2^128 / b in units of 2^-63, never more than it is: 31 bits by division, twice as many by a step of Newton's method */
    const uint64_t start = UINT64_MAX / ((b.significand.high >> 32) + 1) << 31;
    const uint64_t missing = ((uint64_t)1 << 63) - gp_product_high(b.significand.high, start);
    const uint64_t inverse = start + gp_product_high(start, missing << 1) - 4;
    /* The quotient in units of 2^-63, and what that leaves of a, which is less than 2^71 */
    const uint64_t upper = gp_product_high(a.significand.high, inverse);
    const gp_wide product =
        gp_wide_add(gp_wide_product(upper, b.significand.high), (gp_wide){0, gp_product_high(upper, b.significand.low)});
    const gp_wide rest = gp_wide_right(gp_wide_subtract(a.significand, gp_wide_left(product, 1)), 7);
    const uint64_t lower = gp_product_high(rest.low, inverse);
    return gp_normal(gp_wide_add((gp_wide){upper, 0}, (gp_wide){lower >> 57, lower << 7}), a.exponent - b.exponent,
                     a.negative != b.negative);
}

/** An argument as a number; a binary32 is a binary64, too. The exponent of an infinity is 1024; NaN and 0 must not come here.
 */
GP_INLINE gp_number gp_number_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const uint64_t first = (uint64_t)1 << 63, fraction = bits << 12;
    const int field = (int)(bits >> 52 & 0x7ff);
    if (field == 0) {
        const int zeros = gp_leading_zeros(fraction);
        return (gp_number){{fraction << zeros, 0}, -1023 - zeros, bits >> 63};
    }
    return (gp_number){{first | fraction >> 1, 0}, field - 1023, bits >> 63};
}

/** The number with these bits.
 *  @verifiedby{test_number_round_to_binary32} */
GP_INLINE double gp_binary64_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/** The number with these bits, the lower half of the word.
 *  @verifiedby{test_number_round_to_binary32} */
GP_INLINE float gp_binary32_of(uint64_t bits)
{
    const uint32_t low = (uint32_t)bits;
    float x;
    memcpy(&x, &low, sizeof x);
    return x;
}

#endif
