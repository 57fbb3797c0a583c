/** @file
 *  The penalty: what large parameters cost, where it is a term of the reported error. Its slope is what decays of them: see
 *  update.h. */
#ifndef GP_REFERENCE_PENALTY_H
#define GP_REFERENCE_PENALTY_H

#include "reference/loss.h"
#include "reference/network.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Whether a reported error has a penalty.
 *  @verifiedby{test_penalty_reported} */
bool gp_reports_penalty(const gp_error *error);

/** The penalty of the parameters as they are: P = lambda_W / 2 sum W_ji^2 + lambda_b / 2 sum b_j^2, over all layers, in their
 *  order. Frozen ones count like others, and a bias that units share counts once.
 *  @param network whose parameters
 *  @param error   lambda_W and lambda_b
 *  @return        P; 0 where both of them are 0
 *  @derivation{eq_penalty}
 *  @verifiedby{test_penalty_of_network} @verifiedby{test_penalty_counts_frozen} */
gp_real gp_penalty(const gp_network *network, const gp_error *error);

#ifdef __cplusplus
}
#endif

#endif
