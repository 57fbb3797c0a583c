/** @file
 *  The forward pass: from an input to the activations of every layer. */
#ifndef GP_REFERENCE_FORWARD_H
#define GP_REFERENCE_FORWARD_H

#include "reference/network.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Net inputs of a layer: z_j = sum_i W_ji a_i + b_j, summed in the order of i, the bias last.
 *  @param layer  the layer
 *  @param below  activations of the layer below (the input for layer 1), `layer->inputs` values
 *  @param[out] z net inputs, one a unit; must not overlap @p below
 *  @derivation{eq_net_input}
 *  @verifiedby{test_forward_net_input} @verifiedby{test_forward_net_input_of_nine_units}
 *  @verifiedby{test_forward_sum_order} Source: all four documents. */
void gp_net_input(const gp_layer *layer, const gp_real *below, gp_real *z);

/** Forward pass of one sample: fills z and a of every layer, from the first to the last.
 *  @param network           the network
 *  @param x                 the input, `network->inputs` values
 *  @param[in,out] workspace the network's workspace; z and a are set
 *  @derivation{eq_net_input}
 *  @verifiedby{test_forward_pass} Source: all four documents. */
void gp_forward(const gp_network *network, const gp_real *x, gp_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif
