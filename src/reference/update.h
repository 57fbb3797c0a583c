/** @file
 *  The update: one step of gradient descent. */
#ifndef GP_REFERENCE_UPDATE_H
#define GP_REFERENCE_UPDATE_H

#include "reference/network.h"

/** Moves the weights of a layer against their gradient: W_ji -= rate dW_ji.
 *  @param[in,out] layer the layer
 *  @param rate          the learning rate
 *  @param dW            the gradient, in the layout of W; must not overlap it
 *  @derivation{eq_update}
 *  @verifiedby{test_update_weights} Source: all four documents. */
void gp_update_weights(gp_layer *layer, gp_real rate, const gp_real *restrict dW);

/** Moves the biases of a layer against their gradient: b_j -= rate db_j. Frozen biases stay.
 *  @param[in,out] layer the layer
 *  @param rate          the learning rate
 *  @param db            the gradient, in the layout of b; must not overlap it
 *  @derivation{eq_update}
 *  @verifiedby{test_update_biases} @verifiedby{test_update_frozen_biases} Source: documents 1 and 4. */
void gp_update_biases(gp_layer *layer, gp_real rate, const gp_real *restrict db);

/** Moves every parameter of a network against its gradient.
 *  @param[in,out] network the network
 *  @param rate            the learning rate
 *  @param workspace       the gradients
 *  @derivation{eq_update}
 *  @verifiedby{test_update_network} */
void gp_update(gp_network *network, gp_real rate, const gp_workspace *workspace);

#endif
