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

/** Frees what the numbers of ball arithmetic hold. */
void gp_ball_arithmetic_clear(gp_ball_arithmetic *balls);

/** @name The operations on single balls
 *  What the interface does, for those who deal with balls alone. Those that round have the precision as their last argument; a
 * result may be the same ball as an operand.
 *  @{ */
void gp_ball_init(gp_ball *x);                                                                   /**< x = 0, a new ball */
void gp_ball_clear(gp_ball *x);                                                                  /**< frees what x holds */
void gp_ball_copy(gp_ball *to, const gp_ball *from);                                             /**< to = from */
void gp_ball_whole(gp_ball *x, slong number);                                                    /**< x = number */
void gp_ball_rational(gp_ball *x, const fmpq_t number, slong precision);                         /**< x = number */
void gp_ball_negate(gp_ball *negative, const gp_ball *x);                                        /**< -x */
void gp_ball_absolute(gp_ball *size, const gp_ball *x);                                          /**< |x| */
void gp_ball_add(gp_ball *sum, const gp_ball *x, const gp_ball *y, slong precision);             /**< x + y */
void gp_ball_subtract(gp_ball *difference, const gp_ball *x, const gp_ball *y, slong precision); /**< x - y */
void gp_ball_multiply(gp_ball *product, const gp_ball *x, const gp_ball *y, slong precision);    /**< x y */
void gp_ball_divide(gp_ball *quotient, const gp_ball *x, const gp_ball *y, slong precision);     /**< x / y */
void gp_ball_apply(gp_elementary f, gp_ball *value, const gp_ball *x, slong precision);          /**< f(x) */
void gp_ball_pi(gp_ball *x, slong precision);                                                    /**< x = pi */
/** chosen = above where x > 0, else below; where it is not known whether x > 0, a ball that holds both. */
void gp_ball_choose(gp_ball *chosen, const gp_ball *x, const gp_ball *above, const gp_ball *below, slong precision);
/** @} */

/** Whether a number is known to be 0.
 *  @verifiedby{test_ball_zero} */
bool gp_ball_is_zero(const gp_ball *x);

#endif
