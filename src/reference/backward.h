/** @file
 *  The backward pass: the error signals delta = dE/dz, from the last layer to the first. */
#ifndef GP_REFERENCE_BACKWARD_H
#define GP_REFERENCE_BACKWARD_H

#include "reference/loss.h"
#include "reference/network.h"

/** Error signals of the output layer: delta_k = dE/da_k f'(z_k).
 *  @param layer      the last layer
 *  @param loss       the loss E
 *  @param a          its activations, one a unit
 *  @param t          targets, one a unit
 *  @param[out] delta error signals, one a unit; may be the same array as @p a
 *  @derivation{eq_output_delta}
 *  @verifiedby{test_backward_output_delta} Source: all four documents; the second writes -delta. */
void gp_output_delta(const gp_layer *layer, const gp_loss *loss, const gp_real *a, const gp_real *t, gp_real *delta);

/** Error signals of a hidden layer: delta_i = f'(z_i) sum_j W_ji delta_j, summed in the order of j.
 *  @param layer       the hidden layer
 *  @param a           its activations, one a unit
 *  @param above       the layer above, with the weights that the forward pass used
 *  @param above_delta error signals of the layer above, one a unit
 *  @param[out] delta  error signals, one a unit of @p layer; must not overlap the other arrays
 *  @derivation{eq_hidden_delta}
 *  @verifiedby{test_backward_hidden_delta} Source: all four documents; the second uses weights that are already updated. */
void gp_hidden_delta(const gp_layer *layer, const gp_real *a, const gp_layer *above, const gp_real *above_delta,
                     gp_real *restrict delta);

/** Backward pass of one sample: fills delta of every layer, from the last to the first.
 *  @param network           the network
 *  @param loss              the loss E
 *  @param t                 targets, one an output
 *  @param[in,out] workspace as gp_forward() left it for this sample; delta is set
 *  @derivation{eq_hidden_delta}
 *  @verifiedby{test_backward_pass} @verifiedby{test_backward_pass_of_three_layers} */
void gp_backward(const gp_network *network, const gp_loss *loss, const gp_real *t, gp_workspace *workspace);

#endif
