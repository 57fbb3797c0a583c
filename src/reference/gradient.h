/** @file
 *  Gradients of the loss along weights and biases, summed over the samples of an update. */
#ifndef GP_REFERENCE_GRADIENT_H
#define GP_REFERENCE_GRADIENT_H

#include "reference/loss.h"
#include "reference/network.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Adds one sample's gradient along the weights of a layer: dW_ji += delta_j a_i.
 *  @param layer      the layer
 *  @param below      activations of the layer below (the input for layer 1), `layer->inputs` values
 *  @param delta      error signals of the layer, one a unit
 *  @param[in,out] dW the gradient so far, in the layout of W; must not overlap the other arrays
 *  @derivation{eq_weight_gradient}
 *  @verifiedby{test_gradient_weights} Source: all four documents. */
void gp_add_weight_gradient(const gp_layer *layer, const gp_real *below, const gp_real *delta, gp_real *dW);

/** Adds one sample's gradient along the biases of a layer: db_j += delta_j; a shared bias gets the sum over j, in order.
 *  @param layer      the layer
 *  @param delta      error signals of the layer, one a unit
 *  @param[in,out] db the gradient so far, in the layout of b; must not overlap @p delta
 *  @derivation{eq_bias_gradient}
 *  @verifiedby{test_gradient_biases} Source: documents 1 and 4. */
void gp_add_bias_gradient(const gp_layer *layer, const gp_real *delta, gp_real *db);

/** Sets dW and db of every layer to zero.
 *  @verifiedby{test_gradient_clear} */
void gp_clear_gradients(gp_workspace *workspace);

/** Adds one sample's gradients of every layer.
 *  @param network           the network
 *  @param x                 the sample's input
 *  @param[in,out] workspace as gp_forward() and gp_backward() left it for this sample; dW and db grow
 *  @derivation{eq_weight_gradient}
 *  @verifiedby{test_gradient_taylor} */
void gp_add_gradients(const gp_network *network, const gp_real *x, gp_workspace *workspace);

/** Makes the gradient of an update from the sums over its samples: leaves them, or divides them by the number of samples.
 *  @param reduction         GP_SUM or GP_MEAN
 *  @param samples           how many samples were added
 *  @param[in,out] workspace dW and db
 *  @derivation{eq_reduction}
 *  @verifiedby{test_gradient_reduction} Source: document 3 sums. */
void gp_reduce_gradients(gp_reduction reduction, size_t samples, gp_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif
