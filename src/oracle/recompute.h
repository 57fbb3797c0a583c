/** @file
 *  One step of a worked example on its own: a single number from operands that are given. */
#ifndef GP_ORACLE_RECOMPUTE_H
#define GP_ORACLE_RECOMPUTE_H

#include "golden/problem.h"
#include "reference/real.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A number that is taken as given. */
typedef struct gp_operand {
    gp_place place; /**< which quantity */
    gp_real value;  /**< its value */
} gp_operand;

/** Computes the number at a place of the first step from the problem's inputs, targets and initial parameters and from
 * operands, by the one function of the reference that its equation is: z from a of the layer below, a from z, output_loss and
 * da of the last layer from a, da of another layer from W and delta of the layer above, slope from a, dW and W_velocity and
 * W_change and W at step 1 from delta and a of the layer below, db and b_velocity and b_change and b at step 1 from delta.
 * delta takes da and slopes as they are given; those that are not are computed first, as documents write delta in one formula.
 * Nothing else is computed on the way, so that an operand that is missing shows. Departures of the problem take part: which
 * delta moves a bias, and which weights a hidden delta needs as operands.
 *  @param problem     of a single sample in a batch
 *  @param operands    what is given: W, b, z, a, da, slope or delta, of any layer
 *  @param count       how many
 *  @param place       the number that is wanted: of a layer, not a loss, dx or an error, and of W and b those of step 1
 *  @param[out] value  the number; NaN where an operand is missing
 *  @return GP_OK, GP_DEPARTURES_CLASH, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_recompute_by_hand} @verifiedby{test_recompute_missing_operands}
 *  @verifiedby{test_recompute_updated_weights} @verifiedby{test_recompute_departed_biases}
 *  @verifiedby{test_recompute_delta_of_what_is_given} @verifiedby{test_recompute_operand_of_no_layer}
 *  @verifiedby{test_recompute_each_function} @verifiedby{test_recompute_other_rules}
 *  @verifiedby{test_recompute_updated_weights_of_a_large_layer} @verifiedby{test_recompute_rate_of_the_epoch}
 *  @verifiedby{test_recompute_departed_rule} @verifiedby{test_recompute_departures_that_clash}
 *  @verifiedby{test_recompute_no_memory} */
gp_status gp_recompute(const gp_problem *problem, const gp_operand *operands, size_t count, const gp_place *place,
                       gp_real *value);

#ifdef __cplusplus
}
#endif

#endif
