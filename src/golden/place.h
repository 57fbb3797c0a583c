/** @file
 *  Quantities of a run, and where one number of them stands. */
#ifndef GP_GOLDEN_PLACE_H
#define GP_GOLDEN_PLACE_H

#include "reference/rule.h"
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a number is. @ref gp_quantities has a row for each. The order is that of a run, as far as it goes (gp_place_compare()).
 */
typedef enum gp_quantity {
    GP_WEIGHT,                  /**< W, a weight at the start of a step */
    GP_BIAS,                    /**< b, a bias at the start of a step */
    GP_NET_INPUT,               /**< z */
    GP_ACTIVATED,               /**< a, the activation of a unit */
    GP_OUTPUT_LOSS,             /**< output_loss, the share of one output in the loss of a sample; its layer is the last one */
    GP_SAMPLE_LOSS,             /**< loss, of one sample */
    GP_ACTIVATION_GRADIENT,     /**< da, dE/da of a unit */
    GP_SLOPE,                   /**< slope, f'(z) of a unit */
    GP_DELTA,                   /**< delta, dE/dz */
    GP_INPUT_GRADIENT,          /**< dx, dE/dx of an input of the sample */
    GP_WEIGHT_GRADIENT,         /**< dW, dE/dW of a step */
    GP_BIAS_GRADIENT,           /**< db, dE/db of a step */
    GP_WEIGHT_CLIPPED,          /**< dW_clipped, what clipping leaves of dW, where the rule clips */
    GP_BIAS_CLIPPED,            /**< db_clipped, of db; 0 where the bias is not trained */
    GP_WEIGHT_VELOCITY,         /**< W_velocity, of a weight after the gradient of a step, where the update rule keeps one */
    GP_BIAS_VELOCITY,           /**< b_velocity, of a bias; 0 where the bias is not trained */
    GP_WEIGHT_FIRST_MOMENT,     /**< W_m, Adam's m of a weight after the gradient of a step */
    GP_BIAS_FIRST_MOMENT,       /**< b_m, of a bias; this and the other moments are 0 where the bias is not trained */
    GP_WEIGHT_SECOND_MOMENT,    /**< W_v, v of a weight by Adam, RMSprop or AdaGrad, which is no velocity */
    GP_BIAS_SECOND_MOMENT,      /**< b_v, of a bias */
    GP_WEIGHT_FIRST_CORRECTED,  /**< W_m_hat, Adam's m of a weight, corrected for its beginning with 0 */
    GP_BIAS_FIRST_CORRECTED,    /**< b_m_hat, of a bias */
    GP_WEIGHT_SECOND_CORRECTED, /**< W_v_hat, Adam's v of a weight, corrected likewise */
    GP_BIAS_SECOND_CORRECTED,   /**< b_v_hat, of a bias */
    GP_WEIGHT_CHANGE,           /**< W_change, what the update of a step adds to a weight */
    GP_BIAS_CHANGE,             /**< b_change, what the update of a step adds to a bias; 0 where the bias is not trained */
    GP_EPOCH_ERROR              /**< error, reported for an epoch */
} gp_quantity;

/** How many quantities there are. */
enum { gp_quantity_count = GP_EPOCH_ERROR + 1 };

/** The stage of a run in which a quantity is computed. A step has the stages from the parameters to the changes; those from the
 *  forward pass to the input gradients come once for each of its samples. In the pass after the last step there is no stage
 * from the backward pass to the changes. */
typedef enum gp_stage {
    GP_AT_PARAMETERS,      /**< before the step computes anything */
    GP_AT_FORWARD,         /**< layer by layer, from the first to the last */
    GP_AT_OUTPUT_LOSSES,   /**< output by output */
    GP_AT_LOSS,            /**< of the whole sample */
    GP_AT_BACKWARD,        /**< layer by layer, from the last to the first */
    GP_AT_INPUT_GRADIENTS, /**< behind the first layer */
    GP_AT_GRADIENTS,       /**< summed over the samples of the step */
    GP_AT_CLIPPING,        /**< of all gradients of the step at once */
    GP_AT_CHANGES,         /**< by the update: moments, and changes */
    GP_AT_ERRORS           /**< not in a step: at the end of each epoch */
} gp_stage;

/** What a quantity has one number for. */
typedef enum gp_extent {
    GP_ONE,         /**< one number */
    GP_EACH_UNIT,   /**< every unit of every layer */
    GP_EACH_OUTPUT, /**< every unit of the last layer */
    GP_EACH_WEIGHT, /**< every weight: a unit, and a unit of the layer below */
    GP_EACH_BIAS,   /**< every bias: a unit, but one for all units of a layer where they share it */
    GP_EACH_INPUT   /**< every input of a sample */
} gp_extent;

/** What is known of a quantity. */
typedef struct gp_quantity_row {
    const char *name; /**< in files, pages and messages */
    gp_stage stage;   /**< when it is computed */
    gp_extent extent; /**< which numbers of it there are */
    bool is_moment;   /**< whether it is there only where the update rule keeps it */
    gp_moment moment; /**< which one it is */
} gp_quantity_row;

/** The quantities, in the order of ::gp_quantity.
 *  @verifiedby{test_place_quantities} */
extern const gp_quantity_row gp_quantities[];

/** Where one number stands. What a quantity does not have stays 0. */
typedef struct gp_place {
    gp_quantity quantity; /**< what it is */
    size_t step;          /**< number of updates before it; for an error, the epoch */
    size_t sample;        /**< of what gp_has_sample() */
    size_t layer;         /**< 1 to L, of what gp_has_unit() */
    size_t unit;          /**< the unit in its layer; 0 for a shared bias */
    size_t input;         /**< of what gp_has_input(): the unit of the layer below, or the input of the sample */
} gp_place;

/** Whether there is a number for each sample of a step.
 *  @verifiedby{test_place_quantities} */
bool gp_has_sample(gp_quantity quantity);

/** Whether a quantity has a layer and a unit.
 *  @verifiedby{test_place_quantities} */
bool gp_has_unit(gp_quantity quantity);

/** Whether a quantity has an input: that of a weight, or of the sample.
 *  @verifiedby{test_place_quantities} */
bool gp_has_input(gp_quantity quantity);

/** Whether the pass after the last step has a quantity, too: it goes forward only, and nothing moves behind it.
 *  @verifiedby{test_place_quantities} */
bool gp_in_final_pass(gp_quantity quantity);

/** Whether a quantity is a weight or a bias itself.
 *  @verifiedby{test_place_quantities} */
bool gp_is_parameter(gp_quantity quantity);

/** Whether a quantity is one of biases.
 *  @verifiedby{test_place_biases} */
bool gp_is_of_bias(gp_quantity quantity);

/** What of a bias is the same as a quantity of a weight: b of W, db of dW and so on.
 *  @param quantity one of weights
 *  @verifiedby{test_place_biases} */
gp_quantity gp_bias_quantity(gp_quantity quantity);

/** The quantity that a moment of weights is.
 *  @verifiedby{test_place_moments} */
gp_quantity gp_moment_quantity(gp_moment moment);

/** Where an update rule keeps a moment among its own: 0 for the first one. It is the same for every rule that keeps as many and
 *  has it.
 *  @param moment which; one that the rule has
 *  @param kept   how many moments the rule keeps: gp_update_rules[].moments
 *  @verifiedby{test_place_moments} */
size_t gp_moment_index(gp_moment moment, size_t kept);

/** Whether a run with an update rule has a quantity: a moment only where the rule keeps it, and clipped gradients only where
 *  gradients are clipped.
 *  @verifiedby{test_place_moments} @verifiedby{test_place_clipped} */
bool gp_rule_has(gp_update_rule rule, gp_clipping clipping, gp_quantity quantity);

/** Compares two places in the order in which a run computes them; errors come last, in the order of their epochs.
 *
 *  In a step: W and b; then for each sample z and a layer by layer, output_loss, loss, da, slope and delta from the last layer
 * to the first, dx; then dW and db layer by layer; then dW_clipped and db_clipped likewise; then the moments that the update
 * rule keeps, such as W_velocity and b_velocity, and W_change and b_change layer by layer.
 *  @return negative, 0 or positive, as strcmp does
 *  @verifiedby{test_place_order} */
int gp_place_compare(const gp_place *one, const gp_place *other);

/** Writes a place for a person: `step 0, sample 2, layer 1, delta[0]`, `step 1, layer 2, W[0][1]`,
 *  `step 0, sample 2, dx[1]`, `epoch 7, error`.
 *  @param place     the place
 *  @param[out] text at least 160 characters of room
 *  @return          @p text
 *  @verifiedby{test_place_text} */
const char *gp_place_text(const gp_place *place, char text[160]);

/** The most characters that an anchor takes, with its end. */
enum { gp_anchor_room = 320 };

/** Writes the name under which the pages show a number: `golden_samsel_s0_n2_l1_delta0`, `golden_samsel_s1_l2_W0_1`,
 * `golden_samsel_s0_n2_dx1`, `golden_samsel_e7_error`. Every `-` of the case's id becomes `_`.
 *  @param case_id   the id of the case; one that is too long is cut
 *  @param place     the place
 *  @param[out] text the anchor
 *  @return          @p text
 *  @verifiedby{test_anchor_forms} */
const char *gp_place_anchor(const char *case_id, const gp_place *place, char text[gp_anchor_room]);

#ifdef __cplusplus
}
#endif

#endif
