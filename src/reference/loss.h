/** @file
 *  The loss that is trained on, and the error that is reported. They are apart because documents keep them apart: one trains on
 *  the squared error and prints the mean absolute one. */
#ifndef GP_REFERENCE_LOSS_H
#define GP_REFERENCE_LOSS_H

#include "reference/layer.h"
#include "reference/real.h"
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How several numbers are made into one: losses of samples, gradients of samples, deviations of outputs. */
typedef enum gp_reduction {
    GP_SUM, /**< added up */
    GP_MEAN /**< added up, then divided by their number */
} gp_reduction;

/** How many reductions there are. */
enum { gp_reduction_count = GP_MEAN + 1 };

/** What a loss, and a reported error, is made of. */
typedef enum gp_loss_kind {
    GP_SQUARED_LOSS,              /**< the squares (a_k - t_k)^2 */
    GP_ABSOLUTE_LOSS,             /**< the sizes |a_k - t_k| */
    GP_LINEAR_LOSS,               /**< the products t_k a_k: the targets are the gradient that comes from above */
    GP_BINARY_CROSS_ENTROPY_LOSS, /**< -(t_k log a_k + (1 - t_k) log(1 - a_k)), of sigmoid outputs */
    GP_CROSS_ENTROPY_LOSS         /**< -t_k log a_k, of softmax outputs */
} gp_loss_kind;

/** How many kinds of loss there are. */
enum { gp_loss_count = GP_CROSS_ENTROPY_LOSS + 1 };

/** The loss of one sample: a factor times the sum of its kind over the outputs. The factor is data: 1, 1/2 and 1/n are all in
 * use. */
typedef struct gp_loss {
    gp_loss_kind kind; /**< what the sum is made of */
    gp_real factor;    /**< c in E = c * sum_k of the terms */
} gp_loss;

/** A loss over all outputs of a sample: its name and its functions. Arrays have one value an output.
 *
 *  A loss may belong together with an activation of the last layer, as the binary cross-entropy does with the sigmoid and the
 *  cross-entropy with the softmax. It then looks at z where a has been rounded to 0 or 1, and has dE/dz in one formula: the
 *  product of dE/da and the slope would be infinite times 0 there. */
typedef struct gp_loss_row {
    const char *name;          /**< the word for it in files */
    bool is_paired;            /**< whether it belongs together with an activation */
    gp_activation paired_with; /**< which one */
    /** E */
    gp_real (*value)(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t);
    /** E_k, whose sum is E but for rounding */
    void (*parts)(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t, gp_real *parts);
    /** da_k = dE/da_k; may be the same array as a */
    void (*gradient)(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t, gp_real *da);
    /** delta_k = dE/dz_k, of the loss and its activation together; NULL where it is not paired. May be the same array as a */
    void (*delta)(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *delta);
} gp_loss_row;

/** The kinds of loss, in the order of ::gp_loss_kind.
 *  @verifiedby{test_loss_rows} */
extern const gp_loss_row gp_losses[];

/** The error that is reported for an epoch: a factor times the terms of a kind of loss, which need not be the loss that is
 *  descended, added up or averaged. Of a cross-entropy most take the mean over the samples and the sum over the outputs. Where
 *  parameters decay, a penalty of them may be added to it: see penalty.h. */
typedef struct gp_error {
    gp_loss_kind kind;         /**< what it is made of */
    gp_reduction over_samples; /**< whether the terms are added up over the samples, or averaged */
    gp_reduction over_outputs; /**< and over the outputs of a sample */
    gp_real factor;            /**< multiplies the sum or mean */
    gp_real weight_penalty;    /**< how much the weights cost: the weight decay, or 0 where no penalty is reported */
    gp_real bias_penalty;      /**< how much the biases cost: the bias decay, or 0 */
} gp_error;

/** Loss of one sample: E = c sum_k (a_k - t_k)^2, or of other terms, summed in the order of k.
 *  @param loss    its kind and its factor c
 *  @param outputs number of outputs
 *  @param z       net inputs of the outputs, @p outputs values; a loss that is not paired does not look at them
 *  @param a       output activations, @p outputs values
 *  @param t       targets, @p outputs values
 *  @return        E
 *  @derivation{eq_loss}
 *  @verifiedby{test_loss_value} @verifiedby{test_loss_other_values} @verifiedby{test_loss_far_out}
 *  @verifiedby{test_loss_cross_entropy} @verifiedby{test_loss_cross_entropy_far_out} */
gp_real gp_loss_value(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t);

/** Shares of the outputs in the loss of one sample: E_k = c (a_k - t_k)^2, or another term.
 *  @param loss       its kind and its factor c
 *  @param outputs    number of outputs
 *  @param z          net inputs of the outputs, @p outputs values; a loss that is not paired does not look at them
 *  @param a          output activations, @p outputs values
 *  @param t          targets, @p outputs values
 *  @param[out] parts E_k, @p outputs values
 *  @derivation{eq_loss}
 *  @verifiedby{test_loss_parts} */
void gp_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t, gp_real *parts);

/** Gradient of the loss along the outputs: da_k = dE/da_k = 2 c (a_k - t_k) of the squared one. That of the absolute one is 0
 * where a_k = t_k.
 *  @param loss    its kind and its factor c
 *  @param outputs number of outputs
 *  @param z       net inputs of the outputs, @p outputs values; a loss that is not paired does not look at them
 *  @param a       output activations, @p outputs values
 *  @param t       targets, @p outputs values
 *  @param[out] da dE/da, @p outputs values; may be the same array as @p a
 *  @derivation{eq_loss_slope}
 *  @verifiedby{test_loss_gradient} Source: all four documents; the second and the third write -dE/da. */
void gp_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t, gp_real *da);

/** Terms of one sample, summed in the order of the outputs: the share of one sample in the reported error. It is the loss of
 *  its kind with the factor 1.
 *  @param error   the kind of loss that the terms are of
 *  @param outputs number of outputs
 *  @param z       net inputs of the outputs, @p outputs values; a loss that is not paired does not look at them
 *  @param a       output activations, @p outputs values
 *  @param t       targets, @p outputs values
 *  @return        the sum, without factor and mean
 *  @derivation{eq_error}
 *  @verifiedby{test_loss_error_sum} @verifiedby{test_loss_error_sum_of_cross_entropy} */
gp_real gp_error_sum(const gp_error *error, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t);

/** The reported error from the terms and the penalties of all samples.
 *  @param error     the factor and the reductions
 *  @param sum       the sum of gp_error_sum() over the samples, in their order
 *  @param penalties the sum of gp_penalty() over the samples; 0 where no penalty is reported
 *  @param samples   number of samples
 *  @param outputs   number of outputs
 *  @return          factor * (sum / n) + penalties / samples, with n the product of those numbers over which the error is a
 *                   mean
 *  @derivation{eq_error}
 *  @verifiedby{test_loss_error_value} @verifiedby{test_loss_error_value_with_penalties} */
gp_real gp_error_value(const gp_error *error, gp_real sum, gp_real penalties, size_t samples, size_t outputs);

#ifdef __cplusplus
}
#endif

#endif
