/** @file
 *  Which formulas are the same one in another place: that of a mean, and that of a sum; that of the biases, and that of the
 *  weights. A mistake that a program makes in both is one mistake. */
#ifndef GP_ORACLE_LIKENESS_H
#define GP_ORACLE_LIKENESS_H

#include "oracle/formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Whether one formula is another one over the samples of the step: behind its sum, or on the way.
 *  @param mean `(Σ delta_j a_i) / (samples of the step)`
 *  @param sum  `Σ delta_j a_i`
 *  @verifiedby{test_likeness_of_means} */
bool gp_term_is_mean_of(const gp_term *mean, const gp_term *sum);

/** Whether one formula is for biases what another one is for weights: a bias is a weight behind an activation of 1.
 *  @param bias   `Σ delta_j`, or `b_j - rate db_j`
 *  @param weight `Σ delta_j a_i`, or `W_ji - rate dW_ji`
 *  @verifiedby{test_likeness_of_biases} */
bool gp_term_is_bias_of(const gp_term *bias, const gp_term *weight);

#ifdef __cplusplus
}
#endif

#endif
