/** @file
 *  Dual numbers over balls: each number carries its derivative along with it, by the rules of differentiation for the few
 *  operations of an arithmetic. Whatever is computed in them is differentiated on the way, and nobody writes a slope by hand.
 */
#ifndef GP_CERTIFY_DUAL_H
#define GP_CERTIFY_DUAL_H

#include "certify/arithmetic.h"

/** Dual arithmetic of a precision. A number of a formula or of the problem is a constant: its derivative is 0. */
typedef struct gp_dual_arithmetic {
    gp_arithmetic operations; /**< the interface */
    slong precision;          /**< bits of a midpoint */
    gp_ball scratch[3];       /**< for what is computed on the way */
} gp_dual_arithmetic;

/** Makes dual arithmetic with midpoints of so many bits.
 *  @param[out] dual for gp_dual_arithmetic_clear()
 *  @param precision bits of a midpoint
 *  @verifiedby{test_dual_rational_derivatives} @verifiedby{test_dual_derivative_of_exp} */
void gp_dual_arithmetic_init(gp_dual_arithmetic *dual, slong precision);

/** Frees what gp_dual_arithmetic_init() made. */
void gp_dual_arithmetic_clear(gp_dual_arithmetic *dual);

/** A number that changes at a known speed: the variable itself at the speed 1, a constant at 0, or anything in between.
 *  @param[out] x     the dual number
 *  @param value      its value
 *  @param derivative its derivative
 *  @verifiedby{test_dual_rational_derivatives} */
void gp_dual_set(gp_value *x, const gp_ball *value, slong derivative);

#endif
