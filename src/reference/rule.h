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
    GP_NESTEROV_WITH_RATE  /**< v = momentum v - rate gradient, change = momentum v - rate gradient, with the new v */
} gp_update_rule;

/** How many update rules there are. */
enum { gp_update_rule_count = GP_NESTEROV_WITH_RATE + 1 };

/** What an update rule keeps of each parameter from step to step. */
typedef enum gp_moment {
    GP_VELOCITY /**< v: the gradients of all steps so far, the older the less */
} gp_moment;

/** How many moments there are, and how many one rule has at most. */
enum { gp_moment_count = GP_VELOCITY + 1, gp_most_moments = 1 };

/** The training rule. */
typedef struct gp_rule {
    gp_loss loss;           /**< what is descended */
    gp_error error;         /**< what is reported for each epoch */
    gp_update_rule update;  /**< how a gradient becomes a change */
    gp_real rate;           /**< the learning rate */
    gp_real momentum;       /**< how much of the velocity goes on; 0 where gp_update_rules[].has_momentum says there is none */
    size_t batch;           /**< samples per update, at least 1: 1 is online, all of them is full batch */
    gp_reduction reduction; /**< of the gradients over the samples of an update */
    size_t epochs;          /**< how many times through the samples */
} gp_rule;

#endif
