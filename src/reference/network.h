/** @file
 *  A network of fully connected layers, and the workspace that a pass through it fills.
 *
 *  Layers count from 1 to L; layer 0 is the input. In C the array of layers starts at 0, so layer l stands at `layers[l - 1]`.
 */
#ifndef GP_REFERENCE_NETWORK_H
#define GP_REFERENCE_NETWORK_H

#include "reference/layer.h"
#include "reference/real.h"
#include "reference/status.h"
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One layer: its shape and its parameters. */
typedef struct gp_layer {
    size_t inputs;        /**< units of the layer below */
    gp_layer_shape shape; /**< units, activation, biases */
    gp_real *W;           /**< weights, units x inputs, row-major: `W[j * inputs + i]` leads from input i to unit j */
    gp_real *b;           /**< biases, gp_bias_count() values */
} gp_layer;

/** A network: L layers, each fed by the one below. */
typedef struct gp_network {
    size_t inputs;    /**< values of one input */
    size_t depth;     /**< L */
    gp_layer *layers; /**< layer l at index l - 1 */
    gp_real *memory;  /**< all parameters, one block */
} gp_network;

/** What a pass through one layer fills, and what belongs to its parameters. */
typedef struct gp_layer_work {
    gp_real *z;          /**< net inputs, one a unit */
    gp_real *a;          /**< activations, one a unit */
    gp_real *da;         /**< dE/da, one a unit */
    gp_real *delta;      /**< error signals dE/dz, one a unit */
    gp_real *dW;         /**< gradient dE/dW, in the layout of W */
    gp_real *db;         /**< gradient dE/db, in the layout of b */
    gp_real *dW_clipped; /**< what is left of dW, in its layout, where gradients are clipped */
    gp_real *db_clipped; /**< what is left of db, in its layout, where gradients are clipped; 0 where biases are frozen */
    gp_real *W_moments;  /**< what the update rule keeps of each weight: one moment behind the other, in the layout of W */
    gp_real *b_moments;  /**< what the update rule keeps of each bias: one moment behind the other, in the layout of b */
    gp_real *slope;      /**< f'(z), one a unit; for an observer only */
    gp_real *W_change;   /**< what the update adds to W, in its layout; for an observer only */
    gp_real *b_change;   /**< what the update adds to b, in its layout; for an observer only */
} gp_layer_work;

/** What a pass through a network fills: the quantities of one sample, and the gradients summed over the samples of an update.
 *  What is for an observer only is not computed where no observer looks at it. */
typedef struct gp_workspace {
    gp_layer_work *layers; /**< layer l at index l - 1 */
    gp_real *gradients;    /**< dW and db of all layers, side by side */
    size_t gradient_count; /**< how many values these are */
    gp_real *output_loss;  /**< the shares of the outputs in the loss, one an output; for an observer only */
    gp_real *dx;           /**< dE/dx, one an input; for an observer only */
    size_t moments;        /**< how many values the update rule keeps for each parameter */
    size_t updates;        /**< how many updates have moved the moments, from which the last one knows its number */
    gp_real *memory;       /**< all values, one block */
} gp_workspace;

/** How many biases a layer has: 0, 1 (shared) or one a unit.
 *  @verifiedby{test_network_counts} */
size_t gp_bias_count(const gp_layer_shape *shape);

/** How many of them the update moves: all, or 0 where they are frozen.
 *  @verifiedby{test_network_counts} */
size_t gp_trained_bias_count(const gp_layer_shape *shape);

/** How many weights a layer has: units x inputs.
 *  @verifiedby{test_network_counts} */
size_t gp_weight_count(const gp_layer *layer);

/** How many of them the update moves: all, or 0 where they are frozen.
 *  @verifiedby{test_network_counts} */
size_t gp_trained_weight_count(const gp_layer *layer);

/** The last layer of a network.
 *  @verifiedby{test_train_step} */
const gp_layer *gp_output_layer(const gp_network *network);

/** Makes a network with all parameters zero.
 *  @param inputs       values of one input, at least 1
 *  @param depth        number of layers, at least 1
 *  @param shapes       the layers from the first to the last, @p depth of them; copied
 *  @param[out] network the network, for gp_network_free(); all zero after a failure
 *  @return GP_OK, GP_BAD_SHAPE (a size is 0, or a number names no activation or no kind of biases), GP_TOO_LARGE,
 *          GP_NO_MEMORY
 *  @verifiedby{test_network_layout} @verifiedby{test_network_no_size_may_be_zero} @verifiedby{test_network_nothing_unknown}
 *  @verifiedby{test_network_too_large} @verifiedby{test_network_largest} @verifiedby{test_network_every_allocation_fails} */
gp_status gp_network_create(size_t inputs, size_t depth, const gp_layer_shape *shapes, gp_network *network);

/** Frees what gp_network_create() made. All zero afterwards; an all-zero network is accepted.
 *  @verifiedby{test_network_freed} */
void gp_network_free(gp_network *network);

/** Makes the workspace for a network.
 *  @param network        the network; read only
 *  @param moments        how many values the update rule keeps for each parameter: gp_update_rules[].moments
 *  @param[out] workspace all values zero, for gp_workspace_free(); all zero after a failure
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_network_workspace} @verifiedby{test_network_workspace_too_large}
 *  @verifiedby{test_network_largest_workspace} @verifiedby{test_network_every_allocation_fails} */
gp_status gp_workspace_create(const gp_network *network, size_t moments, gp_workspace *workspace);

/** Frees what gp_workspace_create() made. All zero afterwards; an all-zero workspace is accepted.
 *  @verifiedby{test_network_freed} */
void gp_workspace_free(gp_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif
