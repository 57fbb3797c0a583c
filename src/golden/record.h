/** @file
 *  Which numbers of a run somebody wants. */
#ifndef GP_GOLDEN_RECORD_H
#define GP_GOLDEN_RECORD_H

#include <stddef.h>

/** A list of steps or epochs. */
typedef struct gp_numbers {
    size_t *items; /**< rising */
    size_t count;  /**< how many */
} gp_numbers;

/** Which numbers of a run the case expects. */
typedef struct gp_record {
    gp_numbers all;     /**< steps of which every quantity is expected */
    gp_numbers outputs; /**< steps of which the activations of the last layer are expected */
    gp_numbers errors;  /**< epochs of which the reported error is expected */
} gp_record;

#endif
