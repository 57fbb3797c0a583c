/** @file
 *  The training rule: what is descended, how parameters move, and what is reported. */
#ifndef GP_REFERENCE_RULE_H
#define GP_REFERENCE_RULE_H

#include "reference/loss.h"

/** How a gradient becomes the change of a parameter. @ref gp_update_rules has a row for each. */
typedef enum gp_update_rule {
    GP_GRADIENT_DESCENT,   /**< change = -rate gradient */
    GP_MOMENTUM,           /**< v = momentum v + gradient, change = -rate v: the rate is not in the velocity */
    GP_MOMENTUM_WITH_RATE, /**< v = momentum v - rate gradient, change = v: the rate is in the velocity */
    GP_NESTEROV,           /**< v = momentum v + gradient, change = -rate (gradient + momentum v) */
    GP_NESTEROV_WITH_RATE, /**< v = momentum v - rate gradient, change = momentum v - rate gradient, with the new v */
    GP_ADAM,               /**< change = -rate m^ / (sqrt(v^) + epsilon), of means m^ of gradients and v^ of their squares */
    GP_ADAMW,              /**< as Adam; what decays is taken from the parameters, and not added to the gradients */
    GP_RMSPROP,            /**< v = beta2 v + (1 - beta2) gradient^2, change = -rate gradient / (sqrt(v) + epsilon) */
    GP_ADAGRAD             /**< v = v + gradient^2, change = -rate gradient / (sqrt(v) + epsilon) */
} gp_update_rule;

/** How many update rules there are. */
enum { gp_update_rule_count = GP_ADAGRAD + 1 };

/** What an update rule keeps of each parameter from step to step. */
typedef enum gp_moment {
    GP_VELOCITY,        /**< v: the gradients of all steps so far, the older the less */
    GP_FIRST_MOMENT,    /**< m: a running mean of the gradients, which begins with 0 */
    GP_SECOND_MOMENT,   /**< v of Adam and RMSprop: a running mean of the squares of the gradients, which begins with 0; of
                           AdaGrad their sum */
    GP_FIRST_CORRECTED, /**< m^: m without what its beginning with 0 has taken from it */
    GP_SECOND_CORRECTED /**< v^: v of Adam likewise */
} gp_moment;

/** How many moments there are, and how many one rule has at most. */
enum { gp_moment_count = GP_SECOND_CORRECTED + 1, gp_most_moments = 4 };

/** A number beside the rate. The first ones, up to gp_own_number_count, belong to some update rules; those of decay are welcome
 *  in each. */
typedef enum gp_rule_number {
    GP_NUMBER_MOMENTUM,     /**< momentum */
    GP_NUMBER_BETA1,        /**< beta1 */
    GP_NUMBER_BETA2,        /**< beta2 */
    GP_NUMBER_EPSILON,      /**< epsilon */
    GP_NUMBER_WEIGHT_DECAY, /**< weight_decay */
    GP_NUMBER_BIAS_DECAY    /**< bias_decay */
} gp_rule_number;

/** How many such numbers there are, and how many of them, the first ones, only some update rules have. */
enum { gp_rule_number_count = GP_NUMBER_BIAS_DECAY + 1, gp_own_number_count = GP_NUMBER_EPSILON + 1 };

/** What keeps the gradients of an update from being too large. */
typedef enum gp_clipping {
    GP_CLIP_NONE,     /**< nothing: they are descended as they are */
    GP_CLIP_BY_VALUE, /**< each of them is held from -limit to limit */
    GP_CLIP_BY_NORM   /**< all of them are scaled by one factor, so that their norm is at most the limit */
} gp_clipping;

/** How many kinds of clipping there are. */
enum { gp_clipping_count = GP_CLIP_BY_NORM + 1 };

/** The training rule. */
typedef struct gp_rule {
    gp_loss loss;           /**< what is descended */
    gp_error error;         /**< what is reported for each epoch */
    gp_update_rule update;  /**< how a gradient becomes a change */
    gp_real rate;           /**< the learning rate of the step at hand */
    const gp_real *rates;   /**< the learning rate of each epoch, @c epochs of them; NULL: @c rate in all of them. Not owned */
    gp_real momentum;       /**< how much of the velocity goes on; this and the next three are 0 where the rule has none */
    gp_real beta1;          /**< how much of the first moment goes on */
    gp_real beta2;          /**< how much of the second moment goes on */
    gp_real epsilon;        /**< what is added to the root of the second moment */
    gp_real weight_decay;   /**< how strongly weights decay; 0: not at all */
    gp_real bias_decay;     /**< how strongly biases decay; 0: not at all */
    gp_clipping clipping;   /**< what keeps gradients from being too large */
    gp_real clip_limit;     /**< how large they may be, above 0; 0 where nothing is clipped */
    size_t batch;           /**< samples per update, at least 1: 1 is online, all of them is full batch */
    gp_reduction reduction; /**< of the gradients over the samples of an update */
    size_t epochs;          /**< how many times through the samples */
} gp_rule;

#endif
