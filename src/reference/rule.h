/** @file
 *  The training rule: what is descended, how parameters move, and what is reported. */
#ifndef GP_REFERENCE_RULE_H
#define GP_REFERENCE_RULE_H

#include "reference/loss.h"

/** How a gradient becomes the change of a parameter. @ref gp_update_rules has a row for each. */
typedef enum gp_update_rule {
    GP_GRADIENT_DESCENT /**< change = -rate * gradient */
} gp_update_rule;

/** How many update rules there are. */
enum { gp_update_rule_count = GP_GRADIENT_DESCENT + 1 };

/** The training rule. */
typedef struct gp_rule {
    gp_loss loss;           /**< what is descended */
    gp_error error;         /**< what is reported for each epoch */
    gp_update_rule update;  /**< how a gradient becomes a change */
    gp_real rate;           /**< the learning rate */
    size_t batch;           /**< samples per update, at least 1: 1 is online, all of them is full batch */
    gp_reduction reduction; /**< of the gradients over the samples of an update */
    size_t epochs;          /**< how many times through the samples */
} gp_rule;

#endif
