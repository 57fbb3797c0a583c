/** @file
 *  Activations and their slopes. To add one: a value here, a case in each function of activation.c. */
#ifndef GP_REFERENCE_ACTIVATION_H
#define GP_REFERENCE_ACTIVATION_H

#include "reference/real.h"
#include <stddef.h>

/** The activation of a layer. */
typedef enum gp_activation {
    GP_IDENTITY, /**< f(z) = z */
    GP_SIGMOID   /**< f(z) = 1 / (1 + exp(-z)) */
} gp_activation;

/** Activations of a layer from its net inputs: a_j = f(z_j).
 *  @param activation the function f
 *  @param units      how many units the layer has
 *  @param z          net inputs, @p units values
 *  @param[out] a     activations, @p units values; may be the same array as @p z
 *  @derivation{eq_activation}
 *  @verifiedby{test_activation_values} Source: all four documents. */
void gp_activate(gp_activation activation, size_t units, const gp_real *z, gp_real *a);

/** Slope of an activation: f'(z), written by means of a = f(z) where that is shorter; the sigmoid's is a (1 - a).
 *  @param activation the function f
 *  @param a          the activation f(z) of the unit
 *  @return           f'(z)
 *  @derivation{eq_slope}
 *  @verifiedby{test_activation_slopes} Source: all four documents. */
gp_real gp_slope(gp_activation activation, gp_real a);

#endif
