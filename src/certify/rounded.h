/** @file
 *  The arithmetic of a machine with a short word: every input and every result is rounded to so many bits. It shows how far
 *  rounding moves a number. */
#ifndef GP_CERTIFY_ROUNDED_H
#define GP_CERTIFY_ROUNDED_H

#include "certify/arithmetic.h"
#include <stdint.h>

/** Which way a result is rounded. */
typedef enum gp_direction {
    GP_TO_NEAREST, /**< a tie to the even one: with 24 bits as binary32 does it */
    GP_AT_RANDOM   /**< up or down by chance, where it is not exact */
} gp_direction;

/** Rounded arithmetic. */
typedef struct gp_rounded_arithmetic {
    gp_arithmetic operations; /**< the interface */
    uint64_t low_bits;        /**< the bits of a binary64 that are rounded away */
    uint64_t chance;          /**< state of the generator */
    gp_direction direction;   /**< of results, and of inputs */
    double shift;             /**< inputs are first moved by up to this, relatively */
} gp_rounded_arithmetic;

/** Rounded arithmetic.
 *  @param precision bits of a result: at most 50, so that binary64 can stand in for the exact result, or 53, binary64 itself,
 *                   whose results are those to the nearest whatever the direction
 *  @param direction of all roundings
 *  @param shift     by how many units of roundoff, 2^-precision, inputs are moved at most, by chance
 *  @param seed      of chance; the same seed gives the same results
 *  @verifiedby{test_rounded_is_binary32} @verifiedby{test_rounded_is_binary64} */
gp_rounded_arithmetic gp_rounded_arithmetic_make(unsigned precision, gp_direction direction, double shift, uint64_t seed);

#endif
