/** @file
 *  Finding out by its numbers what a program does in its own way without being wrong. */
#ifndef GP_ORACLE_CONVENTIONS_H
#define GP_ORACLE_CONVENTIONS_H

#include "oracle/shadow.h"

/** Finds out whether the matrices of an answer are transposed, where their shapes do not tell: they are, if its first weights
 *  (or gradients, where it has no weights) are nearer to those of the case then. If so, transposes them all.
 *  @param the_case       the case
 *  @param[in,out] answer to it
 *  @verifiedby{test_conventions_square_matrices} */
void gp_settle_transposition(const gp_case *the_case, gp_answer *answer);

/** Brings delta, dW and db into the signs of the case.
 *  @param the_case       the case
 *  @param[in,out] answer whose conventions say the signs
 *  @verifiedby{test_conventions_signs} */
void gp_settle_signs(const gp_case *the_case, gp_answer *answer);

/** Finds out by which factors the losses and the reported errors of an answer differ from those of the case, where it does not
 *  declare them, and divides by them. A factor is found where all losses, or all errors, have it: 1/2, 2, and what a mean over
 *  outputs or samples (or its absence) makes.
 *  @param the_case       the case
 *  @param shadow         of this answer: what its losses and errors should be by its own outputs
 *  @param[in,out] answer to the case
 *  @verifiedby{test_conventions_factors} */
void gp_settle_factors(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer);

#endif
