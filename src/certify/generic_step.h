/** @file
 *  What a generic run does in a step: forward, back, update. */
#ifndef GP_CERTIFY_GENERIC_STEP_H
#define GP_CERTIFY_GENERIC_STEP_H

#include "certify/generic_run.h"

/** How many weights a layer has: units x inputs.
 *  @verifiedby{test_generic_run_indices} */
size_t gp_generic_weight_count(const gp_problem_layer *shape);

/** Which of a layer's biases a unit adds: its own, or the one that all share.
 *  @return false where the layer has none
 *  @verifiedby{test_generic_run_indices} */
bool gp_generic_bias_of(const gp_problem_layer *shape, size_t unit, size_t *bias);

/** The input of a sample.
 *  @verifiedby{test_generic_run_batches_summed} */
const gp_value *gp_generic_input(const gp_generic_run *run, size_t sample);

/** The targets of a sample.
 *  @verifiedby{test_generic_run_batches_summed} */
const gp_value *gp_generic_target(const gp_generic_run *run, size_t sample);

/** Sets the gradients of a step to 0.
 *  @verifiedby{test_generic_run_batches_summed} */
void gp_generic_clear_gradients(gp_generic_run *run);

/** The penalty of the parameters as they are, for so many samples of the epoch; none where the reported error has no penalty.
 *  @verifiedby{test_generic_run_penalty} */
void gp_generic_add_penalties(gp_generic_run *run, size_t samples);

/** A sample goes forward: z and a of all layers, its loss, and its share in the reported error.
 *  @verifiedby{test_generic_run_rational} */
void gp_generic_forward(gp_generic_run *run, size_t sample);

/** A sample goes back: da, slope and delta of all layers, and its share in the gradients.
 *  @pre it has just gone forward
 *  @verifiedby{test_generic_run_rational} */
void gp_generic_backward(gp_generic_run *run, size_t sample);

/** Divides the gradients by the number of samples, where the problem wants their mean.
 *  @verifiedby{test_generic_run_batches_averaged} */
void gp_generic_reduce_gradients(gp_generic_run *run, size_t samples);

/** Clips the gradients, where the problem wants it.
 *  @verifiedby{test_generic_run_clipped_by_value} @verifiedby{test_generic_run_clipped_by_norm} */
void gp_generic_clip_gradients(gp_generic_run *run);

/** The parameters move.
 *  @verifiedby{test_generic_run_rational} @verifiedby{test_generic_run_output_bias_by_hidden_gradient} */
void gp_generic_update(gp_generic_run *run);

/** The reported error of an epoch, from its deviations and penalties.
 *  @verifiedby{test_generic_run_absolute_deviations} @verifiedby{test_generic_run_penalty} */
void gp_generic_reduce_error(gp_generic_run *run);

/** The loss of one output of the sample that has just gone forward.
 *  @verifiedby{test_generic_run_rational} */
const gp_value *gp_generic_output_loss(const gp_generic_run *run, size_t sample, size_t output);

/** dE/dx along one input of the sample that has just gone back: what da would be of a layer 0.
 *  @verifiedby{test_generic_run_indices} */
const gp_value *gp_generic_input_gradient(const gp_generic_run *run, size_t input);

#endif
