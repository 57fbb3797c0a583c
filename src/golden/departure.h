/** @file
 *  The catalogue of departures: named differences from textbook backpropagation. Here are their names; what each changes in a
 * step stands in oracle/departure.c, and again, on its own, in the certifier. */
#ifndef GP_GOLDEN_DEPARTURE_H
#define GP_GOLDEN_DEPARTURE_H

#include <stddef.h>

/** A set of departures: the sum of some of these. */
typedef enum gp_departures {
    GP_TEXTBOOK = 0, /**< none */
    GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS =
        1,                                 /**< hidden deltas use weights of the layer above that this step has already moved */
    GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT = 2, /**< the shared output bias moves by the bias gradient of the layer below */
    GP_HIDDEN_BIASES_FROZEN = 4            /**< the biases of hidden layers have a gradient but never move */
} gp_departures;

/** What is to be said of a departure. */
typedef struct gp_departure_info {
    gp_departures departure; /**< which one */
    const char *id;          /**< its name in files and messages */
    const char *summary;     /**< what happens instead */
    const char *code;        /**< what it looks like in a program */
    const char *equation;    /**< the id of the equation that it breaks */
} gp_departure_info;

/** How many departures there are. */
enum { gp_departure_count = 3 };

/** The catalogue. */
extern const gp_departure_info gp_departure_catalogue[gp_departure_count];

#endif
