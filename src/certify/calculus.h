/** @file
 *  A calculus: an arithmetic, and how derivatives are found in it. A run is written once, and goes through the calculus that
 *  proves as well as through the one that rounds as programs do. */
#ifndef GP_CERTIFY_CALCULUS_H
#define GP_CERTIFY_CALCULUS_H

#include "certify/ball.h"
#include "certify/definition.h"
#include "certify/dual.h"
#include "certify/rounded.h"

/** A calculus. */
typedef struct gp_calculus {
    gp_arithmetic *arithmetic; /**< of the run */
    /** For numbers on which no other number of the run depends. Where rounding goes by chance it has a chance of its own, so
     * that it makes no difference to a run which of them are asked for. */
    gp_arithmetic *aside;
    /** a = f(z); a calculus that finds the slope with it puts it there, too. */
    void (*activate)(struct gp_calculus *calculus, gp_activation f, const gp_value *alpha, gp_value *slope, gp_value *a,
                     const gp_value *z);
    /** slope = f'(z), delta = da slope; the unit has gone through @c activate. */
    void (*back)(struct gp_calculus *calculus, gp_activation f, const gp_value *alpha, gp_value *slope, gp_value *delta,
                 const gp_value *z, const gp_value *a, const gp_value *da);
    /** a of a layer whose units depend on each other. */
    void (*activate_layer)(struct gp_calculus *calculus, gp_activation f, size_t units, gp_value *a, const gp_value *z);
    /** delta of such a layer, from da; it has gone through @c activate_layer. */
    void (*layer_back)(struct gp_calculus *calculus, gp_activation f, size_t units, gp_value *delta, const gp_value *z,
                       const gp_value *a, const gp_value *da);
    /** share = the term of the output @p k in the loss, in the arithmetic of the run or the one aside; the factor is not in it.
     */
    void (*loss_value)(gp_arithmetic *arithmetic, gp_loss_kind loss, gp_value *share, size_t outputs, size_t k,
                       const gp_value *z, const gp_value *a, const gp_value *t);
    /** da = dE/da of an output a with the target t; @p term for what is computed on the way. */
    void (*loss_gradient)(struct gp_calculus *calculus, gp_loss_kind loss, gp_value *da, gp_value *term, const gp_value *factor,
                          const gp_value *z, const gp_value *a, const gp_value *t);
    /** Puts delta = dE/dz of the output @p k in the place of da slope, where programs have it in one formula of their own. */
    void (*output_delta)(struct gp_calculus *calculus, gp_loss_kind loss, gp_value *delta, const gp_value *factor,
                         size_t outputs, size_t k, const gp_value *a, const gp_value *t);
} gp_calculus;

/** The calculus that proves: balls, and derivatives by dual numbers from the definitions of the functions. */
typedef struct gp_proof_calculus {
    gp_calculus calculus;     /**< the interface */
    gp_ball_arithmetic balls; /**< its arithmetic */
    gp_dual_arithmetic duals; /**< of the same precision */
    gp_value x, t, y;         /**< dual numbers for a function's arguments (t: one that does not move) and its value */
} gp_proof_calculus;

/** Makes the calculus that proves.
 *  @param[out] proof for gp_proof_calculus_clear(); has to stay where it is
 *  @param precision  bits of a midpoint
 *  @verifiedby{test_calculus_proof} @verifiedby{test_calculus_programs_slopes}
 *  @verifiedby{test_calculus_programs_softmax} */
void gp_proof_calculus_init(gp_proof_calculus *proof, slong precision);

/** Frees what gp_proof_calculus_init() made. */
void gp_proof_calculus_clear(gp_proof_calculus *proof);

/** The calculus that measures: rounded numbers, and derivatives with the operations that programs need for them. */
typedef struct gp_program_calculus {
    gp_calculus calculus;          /**< the interface */
    gp_rounded_arithmetic rounded; /**< its arithmetic */
    gp_rounded_arithmetic aside;   /**< the same, with a chance of its own */
} gp_program_calculus;

/** Makes the calculus that measures.
 *  @param[out] program has to stay where it is
 *  @param rounded      how it rounds
 *  @verifiedby{test_calculus_program} */
void gp_program_calculus_init(gp_program_calculus *program, gp_rounded_arithmetic rounded);

#endif
