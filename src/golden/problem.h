/** @file
 *  The problem of a case: network, samples and training rule, as an implementation is given them. Numbers stay text. */
#ifndef GP_GOLDEN_PROBLEM_H
#define GP_GOLDEN_PROBLEM_H

#include "golden/catalogue.h"
#include "golden/node.h"
#include "golden/place.h"
#include "reference/network.h"
#include "reference/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One layer of a problem. */
typedef struct gp_problem_layer {
    size_t inputs;        /**< units of the layer below */
    gp_layer_shape shape; /**< units, activation, biases */
    const char **W;       /**< initial weights, units x inputs, row-major */
    const char **b;       /**< initial biases, gp_bias_count() of them */
    const char *alpha;    /**< the parameter of the activation, or NULL */
} gp_problem_layer;

/** A problem. The texts belong to the JSON file that it was read from. */
typedef struct gp_problem {
    size_t inputs;                                  /**< values of one input */
    size_t outputs;                                 /**< units of the last layer */
    size_t depth;                                   /**< number of layers */
    gp_problem_layer *layers;                       /**< layer l at index l - 1 */
    size_t samples;                                 /**< how many samples */
    const char **x;                                 /**< inputs, samples x inputs */
    const char **t;                                 /**< targets, samples x outputs */
    gp_loss_kind loss;                              /**< what is descended */
    const char *loss_factor;                        /**< of it; of a mean over the outputs, already divided by their number */
    char *divided_factor;                           /**< what it points to then; owned */
    bool reports_error;                             /**< whether an error is reported for each epoch */
    gp_loss_kind error;                             /**< what the reported error is made of */
    gp_reduction error_over_samples;                /**< of the reported error, over the samples */
    gp_reduction error_over_outputs;                /**< of the reported error, over the outputs of a sample */
    const char *error_factor;                       /**< of the reported error */
    bool error_penalty;                             /**< whether the penalty of what decays is added to it */
    gp_update_rule update;                          /**< how a gradient becomes a change */
    const char **rates;                             /**< the learning rate of each epoch, or the one of all of them */
    bool rate_of_each_epoch;                        /**< whether there are so many */
    const char *rule_numbers[gp_rule_number_count]; /**< what the rule has beside the rate; NULL where it has no such number */
    gp_clipping clipping;                           /**< what keeps gradients from being too large */
    const char *clip_limit;                         /**< how large they may be; NULL where nothing is clipped */
    size_t batch;                                   /**< samples per update */
    gp_reduction reduction;                         /**< of gradients over the samples of an update */
    size_t epochs;                                  /**< times through the samples */
    gp_departures departures;                       /**< how the document's program differs from textbook backpropagation */
} gp_problem;

/** Reads a problem.
 *  @param node         its JSON object; the file has to outlive the problem
 *  @param[out] problem for gp_problem_free(); all zero after a failure
 *  @return false after a complaint, which is in the node's file
 *  @verifiedby{test_problem_complaints} */
bool gp_problem_read(const gp_node *node, gp_problem *problem);

/** Frees a problem. All zero afterwards; an all-zero problem is accepted. */
void gp_problem_free(gp_problem *problem);

/** How many values a whole trace of a run has at most: numbers, and the arrays and objects that hold them. What holds a single
 *  number counts as eight, since a step or a sample has as many beside its layers.
 *  @verifiedby{test_problem_trace_values} */
double gp_problem_trace_values(const gp_problem *problem);

/** How many steps (updates) a run of the problem has.
 *  @verifiedby{test_setup_steps} */
size_t gp_problem_steps(const gp_problem *problem);

/** How many steps (updates) an epoch of the problem has.
 *  @verifiedby{test_setup_steps} */
size_t gp_problem_steps_per_epoch(const gp_problem *problem);

/** The steps in which an epoch goes through the samples: one for each batch. The pass behind the last update counts as an epoch
 *  of one step, which goes through all of them.
 *  @param problem    the problem
 *  @param epoch      which one, from 0 to the number of epochs
 *  @param[out] count how many steps
 *  @return           the first of them
 *  @verifiedby{test_setup_steps_of_epoch} */
size_t gp_problem_epoch_steps(const gp_problem *problem, size_t epoch, size_t *count);

/** The samples that a step goes through: those of its batch, or all of them in the pass after the last step.
 *  @param problem    the problem
 *  @param step       the step
 *  @param[out] count how many samples
 *  @return           the first of them
 *  @verifiedby{test_run_batches} */
size_t gp_problem_step_samples(const gp_problem *problem, size_t step, size_t *count);

/** The learning rate of a step; of the pass after the last step, that of the last one.
 *  @verifiedby{test_setup_rates} */
const char *gp_problem_rate(const gp_problem *problem, size_t step);

/** The number that a parameter begins with.
 *  @param problem the problem
 *  @param place   of a weight or a bias, at any step
 *  @verifiedby{test_problem_parameters} */
const char *gp_problem_parameter(const gp_problem *problem, const gp_place *place);

/** Whether a run of the problem computes the number at a place.
 *  @verifiedby{test_setup_steps} */
bool gp_problem_has(const gp_problem *problem, const gp_place *place);

#ifdef __cplusplus
}
#endif

#endif
