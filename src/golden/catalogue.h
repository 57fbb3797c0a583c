/** @file
 *  The catalogue of departures: named differences from textbook backpropagation. Here are their names and what is to be said of
 *  them; what each changes in a run stands in oracle/departure.c, and again, on its own, in the certifier for those that the
 *  documents make. */
#ifndef GP_GOLDEN_CATALOGUE_H
#define GP_GOLDEN_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One departure. The first ones, up to gp_documented_count, are made by the documents: a case may ask for them. */
typedef enum gp_departure {
    GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS, /**< hidden deltas use weights of the layer above that this step has already moved */
    GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT,    /**< the shared output bias moves by the bias gradient of the layer below */
    GP_HIDDEN_BIASES_FROZEN,              /**< the biases of hidden layers have a gradient but never move */
    GP_BIASES_FROZEN,                     /**< the same of all layers */
    GP_HIDDEN_WEIGHTS_FROZEN,             /**< only the last layer's weights move */
    GP_OUTPUT_SLOPE_MISSING,              /**< output deltas without f'(z) */
    GP_HIDDEN_SLOPE_MISSING,              /**< hidden deltas without f'(z) */
    GP_SLOPE_OF_NET_INPUT,                /**< z (1 - z) for a (1 - a) */
    GP_SLOPE_OF_SECOND_SIGMOID,           /**< the sigmoid once more before s (1 - s) */
    GP_GRADIENT_ASCENT,                   /**< parameters move along the gradient */
    GP_LOSS_SLOPE_HALVED,                 /**< c (a - t) for 2c (a - t) */
    GP_LOSS_SLOPE_DOUBLED,                /**< 4c (a - t) for 2c (a - t) */
    GP_MEAN_FOR_SUM,                      /**< gradients of a batch averaged, not added up */
    GP_SUM_FOR_MEAN,                      /**< gradients of a batch added up, not averaged */
    GP_NET_INPUT_BY_TRANSPOSE,            /**< net inputs read W as if it lay column by column */
    GP_HIDDEN_DELTA_BY_TRANSPOSE,         /**< hidden deltas read W as if it lay column by column */
    GP_GRADIENTS_NOT_RESET,               /**< gradients go on growing from step to step */
    GP_BIAS_GRADIENT_TIMES_ACTIVATION,    /**< db_j = delta_j a_j */
    GP_BIAS_BY_MEAN_OF_UNITS,             /**< db by the mean of the layer's deltas */
    GP_LAST_SAMPLE_ONLY,                  /**< the gradient of a batch is that of its last sample */
    GP_ONLINE_FOR_BATCH,                  /**< parameters move after each sample of a batch */
    GP_BATCH_FOR_ONLINE,                  /**< one update an epoch, from all samples */
    GP_BATCH_MOVED_IN_PLACE,              /**< forward for a whole batch, then back with weights that move at each sample */
    GP_RATE_TWICE,                        /**< the learning rate is multiplied in twice */
    GP_RATE_MISSING,                      /**< the learning rate is not multiplied in */
    GP_STATE_LATE,                        /**< parameters are reported after their update */
    GP_STATE_EARLY,                       /**< parameters are reported as they were a step before */
    GP_LAST_INPUT_DROPPED,                /**< net inputs leave out the last unit of the layer below */
    GP_LAST_DELTA_DROPPED,                /**< hidden deltas leave out the last unit of the layer above */
    GP_INPUTS_REVERSED,                   /**< the values of an input in reverse order */
    GP_TARGETS_REVERSED,                  /**< the values of a target in reverse order */
    GP_TARGETS_OF_NEXT_SAMPLE,            /**< each sample has the target of the one after it */
    GP_SINGLE_PRECISION,                  /**< binary32 under the name of binary64 */
    GP_SIGMOID_APPROXIMATED,              /**< a table or pieces of lines for the sigmoid */
    GP_OUTPUT_ACTIVATION_MISSING,         /**< the last layer's activations are its net inputs */
    GP_TANH_FOR_SIGMOID,                  /**< tanh where the sigmoid is asked for */
    GP_GRADIENT_OF_NET_INPUT,             /**< dW_ji = delta_j z_i for delta_j a_i */
    GP_BIAS_SUBTRACTED,                   /**< b as a threshold: z = W a - b */
    GP_SLOPE_CLIPPED,                     /**< the sigmoid's slope from an activation that is kept from 0.01 to 0.99 */
    GP_RAW_ERROR_HANDED_DOWN,             /**< dE/da below is W^T dE/da, not W^T delta */
    GP_SIGMOID_SLOPE_EVERYWHERE,          /**< a (1 - a) as the slope of every unit, of identity units as well */
    GP_SLOPE_OF_LAYER_ABOVE,              /**< hidden slopes by the activation function of the layer above */
    GP_HIDDEN_ERROR_OVERWRITTEN,          /**< of the sum over the units above the last term stays */
    GP_HIDDEN_ERRORS_NOT_RESET,           /**< hidden errors go on growing from sample to sample */
    GP_GRADIENT_SUMS_NOT_RESET,           /**< sums of a batch go on growing, and each update divides them by its samples */
    GP_BIAS_MEAN_FOR_SUM,                 /**< db averaged over a batch, dW added up */
    GP_BIAS_SUM_FOR_MEAN,                 /**< db added up over a batch, dW averaged */
    GP_BIAS_BY_SUM_OF_UNITS,              /**< the bias of each unit by the sum of the layer's deltas */
    GP_SHARED_BIAS_BY_LAST_UNIT,          /**< of the sum over the units of a layer the last term stays */
    GP_BIAS_FOR_ITS_GRADIENT,             /**< db is b */
    GP_BIAS_LEFT_OUT,                     /**< z = W a */
    GP_BIAS_DOUBLED,                      /**< z = W a + 2 b */
    GP_WEIGHT_FOR_ACTIVATION,             /**< dW_ji = delta_j W_ji */
    GP_MOMENTUM_ADDED,                    /**< momentum of 0.9 that was not asked for */
    GP_DECAY_ADDED,                       /**< weight decay of 0.01 that was not asked for */
    GP_FIRST_LAYER_FROZEN,                /**< neither W nor b of the first layer move */
    GP_LAST_LAYER_FROZEN,                 /**< neither W nor b of the last layer move */
    GP_LAST_BATCH_DROPPED,                /**< a last batch that is not full is left out */
    GP_BATCH_BY_NOMINAL_SIZE,             /**< a last batch that is not full is divided by the size of a full one */
    GP_SAMPLES_REVERSED,                  /**< the samples in reverse order */
    GP_LOSS_LATE,                         /**< losses are computed after the update of their step */
    GP_ERROR_LATE,                        /**< the error of an epoch is computed after its last update */
    GP_ERROR_ROOT,                        /**< the square root of the error */
    GP_GRADIENTS_CLIPPED,                 /**< each gradient is kept from -1 to 1 */
    GP_SOFTMAX_DIAGONAL_ONLY,             /**< a (1 - a) unit by unit for the whole matrix of softmax's slopes */
    GP_CANCELLED_SLOPE_ADDED,             /**< (a - t) a (1 - a) for the a - t of a cross-entropy */
    GP_OUTPUT_ACTIVATED_TWICE,            /**< outputs for the net inputs of a cross-entropy */
    GP_MEAN_TAKEN_TWICE,                  /**< gradients divided by the samples of a batch twice */
    GP_VELOCITY_AVERAGED,                 /**< v = momentum v + (1 - momentum) gradient */
    GP_VELOCITY_NOT_KEPT,                 /**< v begins with 0 in each step */
    GP_ADAM_NOT_CORRECTED,                /**< m and v for m^ and v^ */
    GP_ADAM_CORRECTION_INVERTED,          /**< m (1 - beta1^t) and v (1 - beta2^t) for m^ and v^ */
    GP_ADAM_UPDATES_BY_ARRAY,             /**< t counts the arrays of parameters that have been updated */
    GP_ADAM_EPSILON_IN_ROOT,              /**< sqrt(v^ + epsilon) for sqrt(v^) + epsilon */
    GP_DECAY_SUBTRACTED,                  /**< g - decay w for g + decay w */
    GP_DECAY_DOUBLED,                     /**< 2 decay w for decay w */
    GP_DECAY_LEFT_OUT,                    /**< no decay at all */
    GP_DECAY_OF_BIASES,                   /**< biases decay as weights do */
    GP_DECAY_WITHOUT_RATE,                /**< decay w is not multiplied by the rate */
    GP_DECAY_COUPLED,                     /**< decay w in the gradient from which AdamW makes its moments */
    GP_DECAY_DECOUPLED,                   /**< decay w beside Adam's step, not in its gradient */
    GP_SQUARES_NOT_KEPT,                  /**< v of RMSprop or AdaGrad begins with 0 in each step */
    GP_SQUARES_NOT_AVERAGED,              /**< v = beta2 v + g^2 of RMSprop */
    GP_SQUARES_NEVER_FORGOTTEN,           /**< v = v + g^2 of RMSprop */
    GP_SQUARES_EPSILON_IN_ROOT,           /**< sqrt(v + epsilon) for sqrt(v) + epsilon of RMSprop or AdaGrad */
    GP_SQUARES_WITHOUT_ROOT,              /**< v + epsilon for sqrt(v) + epsilon of RMSprop or AdaGrad */
    GP_FIRST_RATE_KEPT,                   /**< the rate of the first epoch in all of them */
    GP_RATE_OF_NEXT_EPOCH,                /**< in each epoch the rate of the one after it */
    GP_RATE_OF_EACH_STEP,                 /**< in each step the next rate of the list; its last one stays */
    GP_CLIP_LEFT_OUT,                     /**< gradients that are to be clipped stay as they are */
    GP_CLIP_VALUE_FOR_NORM,               /**< each gradient is held from -limit to limit, for all scaled by their norm */
    GP_CLIP_NORM_FOR_VALUE,               /**< all are scaled by their norm, for each held from -limit to limit */
    GP_CLIP_NORM_OF_LAYER,                /**< the norm is that of the gradients of one layer */
    GP_CLIP_NORM_OF_ARRAY,                /**< the norm is that of the weights or of the biases of one layer */
    GP_CLIP_ALWAYS_SCALED,                /**< limit / norm also where the norm is below the limit */
    GP_CLIP_NORM_ENLARGED,                /**< limit / (norm + 1e-6) */
    GP_FROZEN_LAYER_MOVES,                /**< a frozen layer is updated as the others are */
    GP_FROZEN_LAYER_BLOCKS,               /**< da of the layer below a frozen one is 0 */
    GP_PENALTY_LEFT_OUT,                  /**< no penalty in the reported error */
    GP_PENALTY_DOUBLED,                   /**< decay w^2 for decay / 2 w^2 */
    GP_PENALTY_OF_BIASES                  /**< biases cost as weights do */
} gp_departure;

/** How many departures there are, and how many of them, the first ones, a case may ask for. */
enum { gp_departure_count = GP_PENALTY_OF_BIASES + 1, gp_documented_count = GP_HIDDEN_BIASES_FROZEN + 1 };

/** A set of departures, one bit each. */
typedef struct gp_departures {
    uint64_t words[(gp_departure_count + 63) / 64]; /**< departure d is bit d % 64 of word d / 64 */
} gp_departures;

/** The empty set: textbook backpropagation. */
#define GP_TEXTBOOK ((gp_departures){{0}})

/** The set of one departure.
 *  @verifiedby{test_departure_sets} */
gp_departures gp_departure_set(gp_departure departure);

/** Whether a departure is in a set.
 *  @verifiedby{test_departure_sets} */
bool gp_departs(gp_departures departures, gp_departure departure);

/** Whether a set is empty.
 *  @verifiedby{test_departure_sets} */
bool gp_is_textbook(gp_departures departures);

/** Whether two sets are the same.
 *  @verifiedby{test_departure_sets} */
bool gp_same_departures(gp_departures one, gp_departures other);

/** The departures that are in one of two sets, or in both.
 *  @verifiedby{test_departure_sets} */
gp_departures gp_departures_of_either(gp_departures one, gp_departures other);

/** The departures that are in both of two sets.
 *  @verifiedby{test_departure_sets} */
gp_departures gp_departures_of_both(gp_departures one, gp_departures other);

/** A set with some departures added where they are missing, and left out where they are there.
 *  @verifiedby{test_departure_sets} */
gp_departures gp_departures_toggled(gp_departures departures, gp_departures some);

/** A departure as the catalogue describes it. */
typedef struct gp_departure_info {
    const char *id;       /**< its name in files and messages */
    const char *summary;  /**< what happens instead; follows the word "when" */
    const char *code;     /**< what it looks like in a program */
    const char *equation; /**< the id of the equation that it breaks */
} gp_departure_info;

/** The catalogue, in the order of ::gp_departure. */
extern const gp_departure_info gp_departure_catalogue[];

#ifdef __cplusplus
}
#endif

#endif
