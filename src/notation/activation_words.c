#include "notation/activation_words.h"

/* How one activation is written. */
typedef struct activation_row {
    gp_words value;    /* f(z), with @ for z */
    gp_words slope;    /* f'(z) as a factor of a product, with @ for a = f(z) */
    bool slope_is_one; /* for all z: a product leaves it out */
} activation_row;

/* In the order of gp_activation. */
static const activation_row activations[] = {
    {.value = {{"@", "@"}}, .slope = {{"1", "1"}}, .slope_is_one = true},
    {.value = {{"1 / (1 + exp(-@))", "\\sigma(@)"}}, .slope = {{"@ * (1 - @)", "@ \\cdot (1 - @)"}}},
};
_Static_assert(sizeof activations / sizeof *activations == gp_activation_count, "a row for each activation");

void gp_put_activation(const gp_formula *formula, gp_activation activation, gp_place unit)
{
    unit.quantity = GP_NET_INPUT;
    gp_put_filled(formula, &activations[activation].value, "z_j", &unit);
}

void gp_put_slope(const gp_formula *formula, gp_activation activation, gp_place unit)
{
    unit.quantity = GP_ACTIVATED;
    gp_put_filled(formula, &activations[activation].slope, "a_j", &unit);
}

void gp_put_slope_factor(const gp_formula *formula, gp_activation activation, gp_place unit)
{
    if (activations[activation].slope_is_one)
        return;
    gp_put(formula, " * ", " \\cdot ");
    gp_put_slope(formula, activation, unit);
}
