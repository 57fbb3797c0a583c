/** @file
 *  Activations, and the step back through them. One activation is one row of ::gp_activations: to add one, give it a value in
 *  ::gp_activation (layer.h) and a row in activation.c. @ref other_activations derives them. */
#ifndef GP_REFERENCE_ACTIVATION_H
#define GP_REFERENCE_ACTIVATION_H

#include "reference/layer.h"
#include "reference/real.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An activation of a whole layer: its name and its three functions. Arrays have one value a unit. */
typedef struct gp_activation_row {
    const char *name; /**< the word for it in files */
    bool has_alpha;   /**< whether it has the parameter alpha of the layer's shape */
    /** a = f(z); may be the same array */
    void (*value)(const gp_layer_shape *shape, const gp_real *z, gp_real *a);
    /** slope_j = f'(z_j), from z or a, whichever is shorter; may be the same array as either. NULL where the activation of a
     * unit depends on other units, too */
    void (*slopes)(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope);
    /** delta = dE/dz, from da = dE/da: the vector da times the matrix of all da_k/dz_j. Must not overlap the others. */
    void (*back)(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta);
} gp_activation_row;

/** The activations, gp_activation_count of them, in the order of ::gp_activation. Tables like this one are declared without a
 *  size: a size would fill up rows that are not there with zeros, and no assertion could tell.
 *  @verifiedby{test_activation_rows} */
extern const gp_activation_row gp_activations[];

/** Activations of a layer from its net inputs: a_j = f(z_j).
 *  @param shape      the layer: its activation f and the number of its units
 *  @param z          net inputs, one a unit
 *  @param[out] a     activations, one a unit; may be the same array as @p z
 *  @derivation{eq_activation}
 *  @verifiedby{test_activation_values} @verifiedby{test_activation_other_values} @verifiedby{test_activation_far_out}
 *  @verifiedby{test_activation_softmax_far_out} Source: all four documents. */
void gp_activate(const gp_layer_shape *shape, const gp_real *z, gp_real *a);

/** Slopes of a layer's activations: f'(z_j), written by means of a = f(z) where that is shorter; the sigmoid's is a (1 - a).
 *  At the kink of ReLU, z = 0, it is 0; of leaky ReLU, and of ELU, alpha.
 *  @param shape      the layer: its activation f and the number of its units
 *  @param z          net inputs, one a unit
 *  @param a          activations, one a unit
 *  @param[out] slope f'(z), one a unit; may be the same array as @p z or @p a
 *  @pre the activation has slopes: each unit's activation depends on its own net input only
 *  @derivation{eq_slope}
 *  @verifiedby{test_activation_slopes} @verifiedby{test_activation_kinks} Source: all four documents. */
void gp_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope);

/** Error signals of a layer: delta_j = dE/da_j f'(z_j); of softmax, whose units depend on each other, a_j (dE/da_j - sum_k
 * dE/da_k a_k).
 *  @param shape      the layer: its activation f and the number of its units
 *  @param z          net inputs, one a unit
 *  @param a          activations, one a unit
 *  @param da         dE/da, one a unit
 *  @param[out] delta dE/dz, one a unit; must not overlap the others
 *  @derivation{eq_output_delta}
 *  @verifiedby{test_activation_back} @verifiedby{test_activation_softmax_back} Source: all four documents; the second writes
 * -delta. */
void gp_activation_back(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta);

#ifdef __cplusplus
}
#endif

#endif
