/** @file
 *  Ball arithmetic: every result encloses the true one (Arb: F. Johansson, "Arb: efficient arbitrary-precision
 *  midpoint-radius interval arithmetic", 2017). Numbers that come from the problem by +, -, x and division alone are carried
 *  along exactly as well. */
#ifndef GP_CERTIFY_BALL_H
#define GP_CERTIFY_BALL_H

#include "certify/arithmetic.h"

/** Ball arithmetic of a precision. */
typedef struct gp_ball_arithmetic {
    gp_arithmetic operations; /**< the interface */
    slong precision;          /**< bits of a midpoint */
} gp_ball_arithmetic;

/** Ball arithmetic with midpoints of so many bits.
 *  @verifiedby{test_ball_rational_operations} */
gp_ball_arithmetic gp_ball_arithmetic_make(slong precision);

#endif
