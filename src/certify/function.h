/** @file
 *  The functions of one number that activations and losses are made of: one row each, with the value in balls, the derivative
 * in balls, and the value as a C library has it. To add one, give it a value in ::gp_elementary and a row in function.c. */
#ifndef GP_CERTIFY_FUNCTION_H
#define GP_CERTIFY_FUNCTION_H

#include "certify/arithmetic.h"

/** A function of one number. */
typedef struct gp_elementary_row {
    /** value = f(x), of Arb. */
    void (*enclose)(arb_t value, const arb_t x, slong precision);
    slong at;    /**< where the value is known exactly ... */
    slong value; /**< ... and what it is there */
    /** slope = f'(x), from x and f(x), exact where it is known to be rational; another ball than either. */
    void (*slope)(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision);
    /** f(x), of the C library. */
    double (*rounded)(double x);
} gp_elementary_row;

/** The functions, in the order of ::gp_elementary.
 *  @verifiedby{test_ball_functions} @verifiedby{test_dual_derivatives_of_functions} @verifiedby{test_rounded_functions} */
extern const gp_elementary_row gp_elementary_functions[];

#endif
