/** @file
 *  A run of a problem, written down again from the definitions, over any calculus: nothing here comes from the reference but
 *  the types that a problem is made of.
 *
 *  z_j = sum_i W_ji a_i + b_j,  a = f(z),  E = c sum_k of the outputs' losses,  da = dE/da,  delta = dE/dz = da f'(z),
 *  da_i of the layer below = sum_j W_ji delta_j,  dW_ji = sum over samples of delta_j a_i,  db_j = sum over samples of delta_j
 *  (of a shared bias also over j), both divided by the number of samples for the mean;  P = weight_decay / 2 sum W^2 +
 *  bias_decay / 2 sum b^2, whose mean over the samples is added to a reported error that has it;  g = min(max(g, -limit),
 * limit) or g = g limit / max(norm, limit), where gradients are clipped;  W += W_change,  b += b_change. */
#ifndef GP_CERTIFY_GENERIC_RUN_H
#define GP_CERTIFY_GENERIC_RUN_H

#include "certify/calculus.h"
#include "golden/problem.h"

/** The quantities of one layer. */
typedef struct gp_generic_layer {
    gp_value *W;                          /**< weights, units x inputs, row-major */
    gp_value *b;                          /**< biases */
    gp_value *alpha;                      /**< the parameter of the activation; 0 where it has none */
    gp_value *z;                          /**< net inputs of the sample at hand */
    gp_value *a;                          /**< its activations */
    gp_value *da;                         /**< dE/da */
    gp_value *slope;                      /**< f'(z) */
    gp_value *delta;                      /**< dE/dz */
    gp_value *dW;                         /**< gradient along W */
    gp_value *db;                         /**< gradient along b */
    gp_value *dW_clipped;                 /**< what clipping leaves of dW; dW itself where nothing is clipped */
    gp_value *db_clipped;                 /**< what it leaves of db; of biases that do not move 0 */
    gp_value *W_moments[gp_most_moments]; /**< what the update rule keeps of W, of each moment an array */
    gp_value *b_moments[gp_most_moments]; /**< what it keeps of b */
    gp_value *W_change;                   /**< what the update adds to W */
    gp_value *b_change;                   /**< what the update adds to b */
    gp_value *back;                       /**< the weights by which deltas are carried back: W, or as a departure has them */
} gp_generic_layer;

/** A run. */
typedef struct gp_generic_run {
    const gp_problem *problem;                    /**< not owned */
    gp_calculus *calculus;                        /**< not owned */
    gp_generic_layer *layers;                     /**< layer l at index l - 1 */
    gp_value *x;                                  /**< inputs of all samples */
    gp_value *t;                                  /**< targets of all samples */
    gp_value *loss_factor;                        /**< c */
    gp_value *error_factor;                       /**< of the reported error */
    gp_value *rates;                              /**< learning rate of each epoch, or the one of all of them */
    const gp_value *rate;                         /**< the one of the step at hand */
    gp_value *rule_numbers[gp_rule_number_count]; /**< what the update rule has beside the rate */
    gp_value *clip_limit;                         /**< how large gradients may be; 0 where nothing is clipped */
    gp_value *clip_factor;                        /**< by which the gradients of the step at hand are scaled */
    gp_value *beta1_power;                        /**< beta1 to the power of the updates so far */
    gp_value *beta2_power;                        /**< beta2 to that power */
    gp_value *loss;                               /**< of the sample at hand */
    gp_value *sum;                                /**< deviations of the sample at hand */
    gp_value *penalties;                          /**< of the samples of the epoch so far */
    gp_value *error;                              /**< deviations of the epoch so far; at its end the reported error */
    gp_value *descended;                          /**< the gradient of the parameter at hand, and what decays of it */
    gp_value *term;                               /**< for what is computed on the way */
    gp_value *asked;                              /**< for a number that is computed only when it is asked for */
    gp_value *memory;                             /**< all of these; owned */
    size_t value_count;                           /**< how many */
} gp_generic_run;

/** The numbers that are wanted from a run. */
typedef struct gp_wanted {
    const gp_place *places; /**< in the order of gp_place_compare() */
    size_t count;           /**< how many */
    gp_value *values;       /**< the numbers there, as many; made and freed by who wants them */
} gp_wanted;

/** Sees a run go on. */
typedef struct gp_generic_observer {
    /** A sample of a step has gone forward and back: its numbers are there.
     *  @return false to end the run */
    bool (*sample)(void *context, const gp_generic_run *run, size_t step, size_t sample);
    /** The gradients of a step are complete, and its parameters have not moved yet.
     *  @return false to end the run */
    bool (*gradients)(void *context, const gp_generic_run *run, size_t step);
    void *context; /**< handed to both */
} gp_generic_observer;

/** Makes a run: the numbers of the problem, read exactly, then taken into the calculus.
 *  @param problem      not owned
 *  @param calculus     not owned
 *  @param[out] run     for gp_generic_run_free(); all zero after a failure
 *  @param[out] message says what is wrong: memory is short, or a number has an exponent beyond gp_most_exponent
 *  @return false after a failure */
bool gp_generic_run_create(const gp_problem *problem, gp_calculus *calculus, gp_generic_run *run, gp_message *message);

/** Frees what gp_generic_run_create() made; an all-zero run is accepted. */
void gp_generic_run_free(gp_generic_run *run);

/** Goes through the run until all wanted numbers are there.
 *  @param run      as gp_generic_run_create() made it
 *  @param wanted   gets the numbers; each place gp_problem_has()
 *  @param observer or NULL
 *  @return false where the observer ended the run
 *  @verifiedby{test_generic_run_rational} */
bool gp_generic_run_through(gp_generic_run *run, const gp_wanted *wanted, const gp_generic_observer *observer);

#endif
