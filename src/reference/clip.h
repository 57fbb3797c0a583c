/** @file
 *  Clipping: gradients that are too large are made smaller before the update descends them. dW and db stay as they are; what is
 *  left of them stands in arrays of its own. */
#ifndef GP_REFERENCE_CLIP_H
#define GP_REFERENCE_CLIP_H

#include "reference/network.h"
#include "reference/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The word for each kind of clipping in files, in the order of ::gp_clipping.
 *  @verifiedby{test_clip_words} */
extern const char *const gp_clipping_names[];

/** Holds each of some gradients from -limit to limit.
 *  @param limit        above 0
 *  @param count        how many gradients
 *  @param gradient     these
 *  @param[out] clipped as many; must not overlap @p gradient. What is no number stays none
 *  @derivation{eq_clip_by_value}
 *  @verifiedby{test_clip_by_value} */
void gp_clip_by_value(gp_real limit, size_t count, const gp_real *gradient, gp_real *clipped);

/** The norm of all gradients of a network: the root of the sum of their squares, over the weights and the trained biases of
 *  every layer, from the first to the last. Beyond the range of squares it is infinite.
 *  @param network   the network
 *  @param workspace its dW and db
 *  @derivation{eq_gradient_norm}
 *  @verifiedby{test_clip_norm} @verifiedby{test_clip_norm_order} */
gp_real gp_gradient_norm(const gp_network *network, const gp_workspace *workspace);

/** The factor by which all gradients are scaled, so that their norm is at most the limit: limit / norm, or 1 where the norm is
 *  not above it.
 *  @param limit above 0
 *  @param norm  gp_gradient_norm(); where it is no number, the factor is none
 *  @derivation{eq_clip_by_norm}
 *  @verifiedby{test_clip_factor} */
gp_real gp_clip_factor(gp_real limit, gp_real norm);

/** Clips the gradients of a network as the rule has it; of frozen biases nothing is left. Does nothing where nothing is
 * clipped.
 *  @param network           the network
 *  @param rule              the rule: its kind of clipping, and its limit
 *  @param[in,out] workspace dW and db; sets dW_clipped and db_clipped
 *  @derivation{eq_clip_by_value}
 *  @derivation{eq_clip_by_norm}
 *  @verifiedby{test_clip_gradients} @verifiedby{test_clip_frozen_biases} */
void gp_clip_gradients(const gp_network *network, const gp_rule *rule, gp_workspace *workspace);

/** What an update descends of the weights of a layer: dW, or what clipping has left of it.
 *  @param rule the rule
 *  @param work of the layer, clipped where the rule clips
 *  @return     an array in the layout of W
 *  @verifiedby{test_clip_descent} */
const gp_real *gp_weight_descent(const gp_rule *rule, const gp_layer_work *work);

/** What an update descends of the biases of a layer: db, or what clipping has left of it.
 *  @verifiedby{test_clip_descent} */
const gp_real *gp_bias_descent(const gp_rule *rule, const gp_layer_work *work);

#ifdef __cplusplus
}
#endif

#endif
