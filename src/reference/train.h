/** @file
 *  Training: steps of forward, backward, gradients and update, over epochs.
 *
 *  Step k starts from the parameters after k updates. An epoch goes once through the samples, in their order, a batch at a
 * time; one batch is one step. After the last step comes one more forward pass over all samples, so that a run of N steps has
 *  parameters, net inputs, activations and losses for the steps 0 to N, and all that comes of the way back for the steps 0 to
 *  N - 1. */
#ifndef GP_REFERENCE_TRAIN_H
#define GP_REFERENCE_TRAIN_H

#include "reference/network.h"
#include "reference/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The samples that a network is trained on. Not owned. */
typedef struct gp_samples {
    size_t count;     /**< how many, at least 1 */
    const gp_real *x; /**< inputs, count x network inputs, row-major */
    const gp_real *t; /**< targets, count x network outputs, row-major */
} gp_samples;

/** What a run shows while it goes on. A function may be NULL: then this is not shown. An observer may change its functions
 * while the run goes on, since the run looks them up before each call. Each function returns false to stop the run. What it is
 * given is valid during the call only, and only to be read. */
typedef struct gp_observer {
    void *context; /**< handed to each function */
    /** The parameters at the start of a step, and after the last step. */
    bool (*state)(void *context, size_t step, const gp_network *network);
    /** One sample has gone forward and back: its z, a, output_loss, da, slope, delta and dx. In the pass after the last step,
     *  which goes forward only, there are z, a and output_loss. */
    bool (*sample)(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace);
    /** The gradients of a step are complete, and what comes of them: dW, db, where they are clipped dW_clipped and db_clipped,
     *  W_change and b_change. The parameters have not moved yet. */
    bool (*gradients)(void *context, size_t step, const gp_workspace *workspace);
    /** The reported error of an epoch: of the outputs as they were before each update; the last call is for the pass after the
     *  last step. */
    bool (*epoch)(void *context, size_t epoch, gp_real error);
} gp_observer;

/** All that a run needs. Nothing is owned. */
typedef struct gp_training {
    gp_network *network;         /**< trained in place */
    gp_workspace *workspace;     /**< the network's workspace */
    const gp_samples *samples;   /**< what it is trained on */
    const gp_rule *rule;         /**< how */
    const gp_observer *observer; /**< what the run is shown to, or NULL */
} gp_training;

/** The samples of one step. */
typedef struct gp_batch {
    size_t step;  /**< the number of the step */
    size_t first; /**< its first sample */
    size_t count; /**< how many samples */
} gp_batch;

/** One step: what is done with one batch after its parameters have been shown. gp_step() is the plain one.
 *  @param training           the run
 *  @param batch              the samples of this step
 *  @param[in,out] deviations grows by gp_error_sum() of each sample
 *  @return                   false where the observer asked to stop */
typedef bool gp_step_function(const gp_training *training, const gp_batch *batch, gp_real *deviations);

/** The input of a sample.
 *  @verifiedby{test_train_step} */
const gp_real *gp_sample_input(const gp_training *training, size_t sample);

/** The targets of a sample.
 *  @verifiedby{test_train_step} */
const gp_real *gp_sample_target(const gp_training *training, size_t sample);

/** The share of a sample in the reported error, from its outputs as the last forward pass left them: see gp_error_sum().
 *  @verifiedby{test_train_step} */
gp_real gp_sample_deviations(const gp_training *training, size_t sample);

/** Shows the parameters to the observer, if there is one that looks at them.
 *  @verifiedby{test_train_looking_at_some_events} */
bool gp_observe_state(const gp_training *training, size_t step);

/** Shows a sample that has gone forward and back to the observer, if there is one that looks at it. Computes for it what the
 *  training itself does not need: the loss and the shares of the outputs in it, the slopes, and dE/dx.
 *  @verifiedby{test_train_looking_at_some_events} @verifiedby{test_train_observed_values}
 *  @verifiedby{test_train_observed_slopes} */
bool gp_observe_sample(const gp_training *training, size_t step, size_t sample);

/** Shows a sample that has gone forward to the observer, if there is one that looks at it. Computes for it the loss and the
 * shares of the outputs in it; all else it finds as it is in the workspace.
 *  @verifiedby{test_train_looking_at_some_events} @verifiedby{test_train_observed_values} */
bool gp_observe_forward(const gp_training *training, size_t step, size_t sample);

/** The penalties of some samples in the reported error, from the parameters as they are: for each sample one gp_penalty().
 *  Computed for an observer only.
 *  @param training of the run
 *  @param samples  how many
 *  @return         their sum; 0 where no penalty is reported, or where there is no observer
 *  @derivation{eq_penalty}
 *  @verifiedby{test_train_penalties} */
gp_real gp_sample_penalties(const gp_training *training, size_t samples);

/** Shows the reported error of an epoch to the observer, if there is one that looks at it.
 *  @param training   of the run
 *  @param epoch      counted from 0; the pass after the last step has the number of epochs
 *  @param deviations the sum of gp_sample_deviations() over all samples
 *  @param penalties  the sum of gp_sample_penalties() over all batches
 *  @return whether the run goes on
 *  @verifiedby{test_train_looking_at_some_events} @verifiedby{test_train_penalties} */
bool gp_observe_epoch(const gp_training *training, size_t epoch, gp_real deviations, gp_real penalties);

/** Whether there is an observer that looks at gradients and changes.
 *  @verifiedby{test_train_looking_at_some_events} */
bool gp_observes_gradients(const gp_training *training);

/** Shows gradients and changes to the observer, if there is one that looks at them; it finds them as they are in the workspace.
 *  @verifiedby{test_train_looking_at_some_events} */
bool gp_observe_gradients(const gp_training *training, size_t step);

/** The plain step: for each sample forward, backward and gradients; then one update. A gp_step_function.
 *  @derivation{eq_update}
 *  @verifiedby{test_train_step} @verifiedby{test_train_step_of_mean} @verifiedby{test_train_step_of_one_sample}
 *  @verifiedby{test_train_stopping} @verifiedby{test_train_observed_values} @verifiedby{test_train_looking_at_some_events} */
bool gp_step(const gp_training *training, const gp_batch *batch, gp_real *deviations);

/** The learning rate of an epoch: gp_train() puts it into the rule of the epoch's steps.
 *  @param rule  the update rule, with a rate for each epoch or one for all
 *  @param epoch which one, from 0
 *  @derivation{eq_rate}
 *  @verifiedby{test_train_rate_of_epoch} */
gp_real gp_rate_of_epoch(const gp_rule *rule, size_t epoch);

/** Trains a network.
 *  @param training the run
 *  @param step     what is done with a batch: gp_step()
 *  @return GP_OK, or GP_STOPPED where the observer asked to stop
 *  @derivation{eq_error}
 *  @verifiedby{test_train_epochs} @verifiedby{test_train_penalties} @verifiedby{test_train_rate_of_epoch}
 *  @verifiedby{test_train_accuracy}
 *  @verifiedby{test_train_stopping}
 *  @verifiedby{test_train_looking_at_some_events} */
gp_status gp_train(const gp_training *training, gp_step_function *step);

#ifdef __cplusplus
}
#endif

#endif
