/** @file
 *  Derivatives by a method that is not backpropagation: all that the loss depends on moves at once, each number at a speed of
 *  its own, and the effect is followed forward through the network, in dual numbers and up to the loss. The loss then changes
 *  by the sum of g_i v_i over all gradients g_i and speeds v_i: so many gradients are checked in one pass.
 *
 *  Speeds are random, and inversely proportional to the gradients: no term of the sum hides behind a larger one.
 *
 *  Where hidden deltas are carried back through weights that the step has already updated, what is differentiated is the
 *  network's linearisation at the step's values with the updated weights in it: values go forward through W, their changes
 *  through the updated W. */
#ifndef GP_CERTIFY_FORWARD_MODE_H
#define GP_CERTIFY_FORWARD_MODE_H

#include "certify/generic_run.h"

/** What a comparison says. */
typedef enum gp_agreement {
    GP_AGREE,    /**< the balls overlap, and are as narrow as is wanted */
    GP_TOO_WIDE, /**< they overlap, but are wider */
    GP_DISAGREE  /**< they do not overlap: one of the two methods is wrong */
} gp_agreement;

/** The parameters of a layer, in dual numbers. */
typedef struct gp_moving_layer {
    gp_value *W; /**< weights */
    gp_value *b; /**< biases */
} gp_moving_layer;

/** Forward mode beside a run. */
typedef struct gp_forward_mode {
    const gp_generic_run *run; /**< not owned */
    gp_proof_calculus *proof;  /**< its calculus */
    gp_moving_layer *layers;   /**< layer l at index l - 1 */
    gp_value *z;               /**< net inputs of the layer at hand */
    gp_value *a;               /**< its activations, and before them those of the layer below */
    gp_value *constant;        /**< the target, factor or parameter at hand */
    gp_value *term;            /**< for what is computed on the way */
    gp_value *loss;            /**< of the sample at hand */
    gp_value *values;          /**< all these dual numbers; owned */
    size_t value_count;        /**< how many */
    gp_ball speed;             /**< of the number at hand */
    gp_ball expected;          /**< sum of g_i v_i */
    gp_ball found;             /**< the change of the loss */
    uint64_t chance;           /**< of the speeds */
} gp_forward_mode;

/** Makes forward mode for a run.
 *  @param run          over a gp_proof_calculus; not owned
 *  @param[out] forward for gp_forward_mode_free(); all zero after a failure
 *  @param[out] message says that memory is short
 *  @return false where it is */
bool gp_forward_mode_create(const gp_generic_run *run, gp_forward_mode *forward, gp_message *message);

/** Frees what gp_forward_mode_create() made; an all-zero one is accepted. */
void gp_forward_mode_free(gp_forward_mode *forward);

/** Compares the gradients of a sample: inputs, net inputs and activations move; dx, delta and da say what the loss of the
 *  sample does then.
 *  @param forward when the sample has just gone back
 *  @param sample  the sample
 *  @param bits    the largest term of the sum is about 1: so many bits behind the point have to be sure
 *  @verifiedby{test_forward_mode_random_networks} @verifiedby{test_forward_mode_notices_every_gradient} */
gp_agreement gp_forward_mode_compare_sample(gp_forward_mode *forward, size_t sample, slong bits);

/** Compares the gradients of a step: weights and biases move; dW and db say what the sum, or the mean, of the losses of its
 *  samples does then.
 *  @param forward when the gradients of the step are complete, before the update
 *  @param step    the step
 *  @param bits    as for a sample
 *  @verifiedby{test_forward_mode_random_networks} @verifiedby{test_forward_mode_notices_every_gradient} */
gp_agreement gp_forward_mode_compare_step(gp_forward_mode *forward, size_t step, slong bits);

#endif
