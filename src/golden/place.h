/** @file
 *  Quantities of a run, and where one number of them stands. */
#ifndef GP_GOLDEN_PLACE_H
#define GP_GOLDEN_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/** What a number is. The names in files, pages and messages are W, b, z, a, loss, delta, dW, db and error. */
typedef enum gp_quantity {
    GP_WEIGHT,          /**< W, a weight at the start of a step */
    GP_BIAS,            /**< b, a bias at the start of a step */
    GP_NET_INPUT,       /**< z */
    GP_ACTIVATED,       /**< a, the activation of a unit */
    GP_SAMPLE_LOSS,     /**< loss, of one sample */
    GP_DELTA,           /**< delta, dE/dz */
    GP_WEIGHT_GRADIENT, /**< dW, dE/dW of a step */
    GP_BIAS_GRADIENT,   /**< db, dE/db of a step */
    GP_EPOCH_ERROR      /**< error, reported for an epoch */
} gp_quantity;

/** How many quantities there are. */
enum { gp_quantity_count = GP_EPOCH_ERROR + 1 };

/** The names of the quantities, in the order of ::gp_quantity. */
extern const char *const gp_quantity_names[gp_quantity_count];

/** Where one number stands. What a quantity does not have stays 0. */
typedef struct gp_place {
    gp_quantity quantity; /**< what it is */
    size_t step;          /**< number of updates before it; for an error, the epoch */
    size_t sample;        /**< of z, a, loss, delta */
    size_t layer;         /**< 1 to L; not of loss and error */
    size_t unit;          /**< the unit in its layer; 0 for a shared bias */
    size_t input;         /**< of W and dW: the unit of the layer below */
} gp_place;

/** Whether a quantity has a sample: z, a, loss, delta.
 *  @verifiedby{test_place_order} */
bool gp_has_sample(gp_quantity quantity);

/** Whether a quantity has a layer and a unit: all but loss and error.
 *  @verifiedby{test_anchor_forms} */
bool gp_has_unit(gp_quantity quantity);

/** Whether a quantity has an input: W and dW.
 *  @verifiedby{test_anchor_forms} */
bool gp_has_input(gp_quantity quantity);

/** Compares two places in the order in which a run computes them; errors come last, in the order of their epochs.
 *  @return negative, 0 or positive, as strcmp does
 *  @verifiedby{test_place_order} */
int gp_place_compare(const gp_place *one, const gp_place *other);

/** Writes a place for a person: `step 0, sample 2, layer 1, delta[0]`, `step 1, layer 2, W[0][1]`, `epoch 7, error`.
 *  @param place     the place
 *  @param[out] text at least 160 characters of room
 *  @return          @p text
 *  @verifiedby{test_place_text} */
const char *gp_place_text(const gp_place *place, char text[160]);

/** The most characters that an anchor takes, with its end. */
enum { gp_anchor_room = 320 };

/** Writes the name under which the pages show a number: `golden_samsel_s0_n2_l1_delta0`, `golden_samsel_s1_l2_W0_1`,
 * `golden_samsel_e7_error`. Every `-` of the case's id becomes `_`.
 *  @param case_id   the id of the case; one that is too long is cut
 *  @param place     the place
 *  @param[out] text the anchor
 *  @return          @p text
 *  @verifiedby{test_anchor_forms} */
const char *gp_place_anchor(const char *case_id, const gp_place *place, char text[gp_anchor_room]);

#endif
