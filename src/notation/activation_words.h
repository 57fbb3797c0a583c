/** @file
 *  How activations and their slopes are written. */
#ifndef GP_NOTATION_ACTIVATION_WORDS_H
#define GP_NOTATION_ACTIVATION_WORDS_H

#include "notation/script.h"

/** Writes f(z) of a unit; with letters, of the unit j. */
void gp_put_activation(const gp_formula *formula, gp_activation activation, gp_place unit);

/** Whether a unit depends on its whole layer, and so has no slope. */
bool gp_is_of_layer(gp_activation activation);

/** Writes f'(z) of a unit; with letters, of the unit j. */
void gp_put_slope(const gp_formula *formula, gp_activation activation, gp_place unit);

/** Writes f'(z) of a unit behind the other factors of a product, in brackets where it needs them; nothing where it is 1 for all
 * z. */
void gp_put_slope_factor(const gp_formula *formula, gp_activation activation, gp_place unit);

#endif
