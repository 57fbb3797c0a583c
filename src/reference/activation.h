/** @file
 *  Activations, and the step back through them. One activation is one row of ::gp_activations: to add one, give it a value in
 *  ::gp_activation and a row in activation.c. */
#ifndef GP_REFERENCE_ACTIVATION_H
#define GP_REFERENCE_ACTIVATION_H

#include "reference/real.h"
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The activation of a layer. */
typedef enum gp_activation {
    GP_IDENTITY, /**< f(z) = z */
    GP_SIGMOID   /**< f(z) = 1 / (1 + exp(-z)) */
} gp_activation;

/** How many activations there are. */
enum { gp_activation_count = GP_SIGMOID + 1 };

/** An activation of a whole layer: its name and its three functions. Arrays have one value a unit; the result may be the same
 *  array as any of the others. */
typedef struct gp_activation_row {
    const char *name; /**< the word for it in files */
    /** a = f(z) */
    void (*value)(size_t units, const gp_real *z, gp_real *a);
    /** slope_j = f'(z_j), from z or a, whichever is shorter; NULL where the activation of a unit depends on other units, too */
    void (*slopes)(size_t units, const gp_real *z, const gp_real *a, gp_real *slope);
    /** delta = dE/dz, from da = dE/da: the vector da times the matrix of all da_k/dz_j. */
    void (*back)(size_t units, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta);
} gp_activation_row;

/** The activations, gp_activation_count of them, in the order of ::gp_activation. Tables like this one are declared without a
 *  size: a size would fill up rows that are not there with zeros, and no assertion could tell.
 *  @verifiedby{test_activation_rows} */
extern const gp_activation_row gp_activations[];

/** Activations of a layer from its net inputs: a_j = f(z_j).
 *  @param activation the function f
 *  @param units      how many units the layer has
 *  @param z          net inputs, @p units values
 *  @param[out] a     activations, @p units values; may be the same array as @p z
 *  @derivation{eq_activation}
 *  @verifiedby{test_activation_values} Source: all four documents. */
void gp_activate(gp_activation activation, size_t units, const gp_real *z, gp_real *a);

/** Slopes of a layer's activations: f'(z_j), written by means of a = f(z) where that is shorter; the sigmoid's is a (1 - a).
 *  @param activation the function f
 *  @param units      how many units the layer has
 *  @param z          net inputs, @p units values
 *  @param a          activations, @p units values
 *  @param[out] slope f'(z), @p units values; may be the same array as @p z or @p a
 *  @pre the activation has slopes: each unit's activation depends on its own net input only
 *  @derivation{eq_slope}
 *  @verifiedby{test_activation_slopes} Source: all four documents. */
void gp_slopes(gp_activation activation, size_t units, const gp_real *z, const gp_real *a, gp_real *slope);

/** Error signals of a layer: delta_j = dE/da_j f'(z_j).
 *  @param activation the function f
 *  @param units      how many units the layer has
 *  @param z          net inputs, @p units values
 *  @param a          activations, @p units values
 *  @param da         dE/da, @p units values
 *  @param[out] delta dE/dz, @p units values; may be the same array as any of the others
 *  @derivation{eq_output_delta}
 *  @verifiedby{test_activation_back} Source: all four documents; the second writes -delta. */
void gp_activation_back(gp_activation activation, size_t units, const gp_real *z, const gp_real *a, const gp_real *da,
                        gp_real *delta);

#ifdef __cplusplus
}
#endif

#endif
