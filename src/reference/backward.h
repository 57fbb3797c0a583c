/** @file
 *  The backward pass: from the loss to the error signals delta = dE/dz of every layer, from the last to the first. */
#ifndef GP_REFERENCE_BACKWARD_H
#define GP_REFERENCE_BACKWARD_H

#include "reference/loss.h"
#include "reference/network.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Gradient along what goes into a layer: da_i = dE/da_i = sum_j W_ji delta_j, summed in the order of j. That is along the
 *  activations of the layer below, or along the input where the layer is the first one.
 *  @param layer   the layer, with the weights that the forward pass used
 *  @param delta   its error signals, one a unit
 *  @param[out] da `layer->inputs` values; must not overlap the other arrays
 *  @derivation{eq_activation_gradient}
 *  @verifiedby{test_backward_activation_gradient} Source: all four documents; the second uses weights that are already updated.
 */
void gp_activation_gradient(const gp_layer *layer, const gp_real *delta, gp_real *da);

/** What the loss gives back to the last layer: da = dE/da, and delta = dE/dz. Where the loss is paired with the activation,
 * delta comes from both at once: a - t of the sigmoid with the binary cross-entropy, and of the softmax with the cross-entropy.
 *  @param layer        the last layer
 *  @param loss         the loss E
 *  @param t            targets, one an output
 *  @param[in,out] work its z and a; da and delta are set
 *  @derivation{eq_output_delta}
 *  @verifiedby{test_backward_paired_loss} @verifiedby{test_backward_paired_loss_of_a_layer} */
void gp_output_delta(const gp_layer *layer, const gp_loss *loss, const gp_real *t, const gp_layer_work *work);

/** Backward pass of one sample: fills da and delta of every layer, from the last to the first.
 *  @param network           the network
 *  @param loss              the loss E
 *  @param t                 targets, one an output
 *  @param[in,out] workspace as gp_forward() left it for this sample; da and delta are set
 *  @derivation{eq_hidden_delta}
 *  @verifiedby{test_backward_pass} @verifiedby{test_backward_pass_of_three_layers} */
void gp_backward(const gp_network *network, const gp_loss *loss, const gp_real *t, gp_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif
