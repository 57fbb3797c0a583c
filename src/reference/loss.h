/** @file
 *  The loss that is trained on, and the error that is reported. They are apart because documents keep them apart: one trains on
 *  the squared error and prints the mean absolute one. */
#ifndef GP_REFERENCE_LOSS_H
#define GP_REFERENCE_LOSS_H

#include "reference/real.h"
#include <stddef.h>

/** How many become one. */
typedef enum gp_reduction {
    GP_SUM, /**< added up */
    GP_MEAN /**< added up, then divided by their number */
} gp_reduction;

/** The loss of one sample: E = factor * sum_k (a_k - t_k)^2. The factor is data: 1, 1/2 and 1/n are all in use. */
typedef struct gp_loss {
    gp_real factor; /**< c in E = c * sum_k (a_k - t_k)^2 */
} gp_loss;

/** What a reported error is made of. */
typedef enum gp_deviation {
    GP_SQUARED, /**< (a_k - t_k)^2 */
    GP_ABSOLUTE /**< |a_k - t_k| */
} gp_deviation;

/** The error that is reported for an epoch: factor * the sum or the mean, over all samples and outputs, of a deviation. */
typedef struct gp_error {
    gp_deviation deviation; /**< of one output of one sample */
    gp_reduction reduction; /**< over all outputs of all samples */
    gp_real factor;         /**< multiplies the sum or mean */
} gp_error;

/** Loss of one sample: E = c sum_k (a_k - t_k)^2, summed in the order of k.
 *  @param loss    the factor c
 *  @param outputs number of outputs
 *  @param a       output activations, @p outputs values
 *  @param t       targets, @p outputs values
 *  @return        E
 *  @derivation{eq_loss}
 *  @verifiedby{test_loss_value} */
gp_real gp_loss_value(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t);

/** Slope of the loss along one output: dE/da_k = 2 c (a_k - t_k).
 *  @param loss the factor c
 *  @param a    the output activation a_k
 *  @param t    its target t_k
 *  @return     dE/da_k
 *  @derivation{eq_loss_slope}
 *  @verifiedby{test_loss_slope} */
gp_real gp_loss_slope(const gp_loss *loss, gp_real a, gp_real t);

/** Deviations of one sample, summed in the order of the outputs: the share of one sample in the reported error.
 *  @param error   which deviation
 *  @param outputs number of outputs
 *  @param a       output activations, @p outputs values
 *  @param t       targets, @p outputs values
 *  @return        the sum, without factor and mean
 *  @derivation{eq_error}
 *  @verifiedby{test_loss_error_sum} */
gp_real gp_error_sum(const gp_error *error, size_t outputs, const gp_real *a, const gp_real *t);

/** The reported error from the deviations of all samples.
 *  @param error the factor and the reduction
 *  @param sum   the sum of gp_error_sum() over the samples, in their order
 *  @param terms number of outputs times number of samples
 *  @return      factor * sum, or factor * (sum / terms)
 *  @derivation{eq_error}
 *  @verifiedby{test_loss_error_value} */
gp_real gp_error_value(const gp_error *error, gp_real sum, size_t terms);

#endif
