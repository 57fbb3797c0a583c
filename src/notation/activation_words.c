#include "notation/activation_words.h"

/* How one activation is written. In both formulas @ stands for z, in that of the slope ~ for a; $ stands for alpha. Text is
   written as a calculator takes it. Where a unit depends on its whole layer, there is no slope, and behind the value the terms
   of all units k are added up, # standing for their z. */
typedef struct activation_row {
    gp_words value;      /* f(z) */
    gp_words slope;      /* f'(z) */
    gp_words of_each;    /* the term of a unit, or NULL */
    bool slope_is_one;   /* for all z: a product leaves it out */
    bool slope_is_whole; /* in brackets where it is a factor of a product */
} activation_row;

#define TANH_OF_CUBIC "tanh(sqrt(2 / pi) * (@ + 0.044715 * @^3))"
#define TANH_OF_CUBIC_IN_TEX "\\tanh\\Bigl(\\sqrt{\\tfrac{2}{\\pi}}\\, (@ + 0.044715 \\cdot @^3)\\Bigr)"

/* In the order of gp_activation. */
static const activation_row activations[] = {
    {.value = {{"@", "@"}}, .slope = {{"1", "1"}}, .slope_is_one = true},
    {.value = {{"1 / (1 + exp(-@))", "\\sigma(@)"}}, .slope = {{"~ * (1 - ~)", "~ \\cdot (1 - ~)"}}},
    {.value = {{"tanh(@)", "\\tanh(@)"}}, .slope = {{"1 - ~^2", "1 - ~^2"}}, .slope_is_whole = true},
    {.value = {{"max(0, @)", "\\max(0, @)"}},
     .slope = {{"1 if @ > 0 else 0", "1 \\text{ if } @ > 0 \\text{ else } 0"}},
     .slope_is_whole = true},
    {.value = {{"@ if @ > 0 else $ * @", "@ \\text{ if } @ > 0 \\text{ else } $ \\cdot @"}},
     .slope = {{"1 if @ > 0 else $", "1 \\text{ if } @ > 0 \\text{ else } $"}},
     .slope_is_whole = true},
    {.value = {{"@ if @ > 0 else $ * (exp(@) - 1)", "@ \\text{ if } @ > 0 \\text{ else } $ \\cdot (e^{@} - 1)"}},
     .slope = {{"1 if @ > 0 else $ * exp(@)", "1 \\text{ if } @ > 0 \\text{ else } $ \\cdot e^{@}"}},
     .slope_is_whole = true},
    {.value = {{"log(1 + exp(@))", "\\log(1 + e^{@})"}},
     .slope = {{"1 / (1 + exp(-@))", "\\sigma(@)"}},
     .slope_is_whole = true},
    {.value = {{"@ / (1 + exp(-@))", "@ \\cdot \\sigma(@)"}},
     .slope = {{"1 / (1 + exp(-@)) * (1 + @ / (1 + exp(@)))", "\\sigma(@) \\cdot (1 + @ \\cdot (1 - \\sigma(@)))"}},
     .slope_is_whole = true},
    {.value = {{"@ * (1 + erf(@ / sqrt(2))) / 2",
                "\\tfrac12 \\cdot @ \\cdot \\bigl(1 + \\operatorname{erf}(@ / \\sqrt2)\\bigr)"}},
     .slope = {{"(1 + erf(@ / sqrt(2))) / 2 + @ * exp(-@^2 / 2) / sqrt(2 * pi)",
                "\\tfrac12 \\bigl(1 + \\operatorname{erf}(@ / \\sqrt2)\\bigr) + @ \\cdot e^{-@^2 / 2} / \\sqrt{2 \\pi}"}},
     .slope_is_whole = true},
    {.value = {{"@ / 2 * (1 + " TANH_OF_CUBIC ")", "\\tfrac12 \\cdot @ \\cdot \\Bigl(1 + " TANH_OF_CUBIC_IN_TEX "\\Bigr)"}},
     .slope = {{"(1 + " TANH_OF_CUBIC ") / 2 + @ / 2 * (1 - " TANH_OF_CUBIC "^2) * sqrt(2 / pi) * (1 + 3 * 0.044715 * @^2)",
                "\\tfrac12 \\Bigl(1 + " TANH_OF_CUBIC_IN_TEX
                "\\Bigr) + \\tfrac12 \\cdot @ \\cdot \\Bigl(1 - " TANH_OF_CUBIC_IN_TEX
                "^2\\Bigr) \\cdot \\sqrt{\\tfrac{2}{\\pi}}\\, (1 + 3 \\cdot 0.044715 \\cdot @^2)"}},
     .slope_is_whole = true},
    {.value = {{"exp(@) / ", "e^{@} \\Big/ "}}, .of_each = {{"exp(#)", "e^{#}"}}},
};
_Static_assert(sizeof activations / sizeof *activations == gp_activation_count, "a row for each activation");

/* Writes a formula of a unit; with letters, of the unit j. */
static void put_of_unit(const gp_formula *formula, const gp_words *words, gp_place unit)
{
    gp_place z = unit, a = unit;
    z.quantity = GP_NET_INPUT;
    a.quantity = GP_ACTIVATED;
    const gp_blank blanks[] = {{.character = '@', .letter = "z_j", .place = &z},
                               {.character = '~', .letter = "a_j", .place = &a},
                               {.character = '$', .given = formula->problem->layers[unit.layer - 1].alpha}};
    gp_put_filled(formula, words, blanks, sizeof blanks / sizeof *blanks);
}

/* The terms of all units of a layer, added up. */
static void put_of_each_unit(const gp_formula *formula, const gp_words *words, gp_place unit)
{
    const size_t units = formula->operands ? formula->problem->layers[unit.layer - 1].shape.units : 1;
    gp_place z = unit;
    z.quantity = GP_NET_INPUT;
    const gp_blank blank = {.character = '#', .letter = "z_k", .place = &z};
    if (!formula->operands)
        gp_put(formula, "sum_k ", "\\sum_k ");
    gp_put(formula, formula->operands ? "(" : "", formula->operands ? "\\bigl(" : "");
    for (z.unit = 0; z.unit < units; z.unit++)
        if (gp_begin_term(formula, z.unit, units))
            gp_put_filled(formula, words, &blank, 1);
    gp_put(formula, formula->operands ? ")" : "", formula->operands ? "\\bigr)" : "");
}

void gp_put_activation(const gp_formula *formula, gp_activation activation, gp_place unit)
{
    const activation_row *row = &activations[activation];
    put_of_unit(formula, &row->value, unit);
    if (row->of_each.in[GP_TEXT])
        put_of_each_unit(formula, &row->of_each, unit);
}

bool gp_is_of_layer(gp_activation activation)
{
    return activations[activation].of_each.in[GP_TEXT];
}

void gp_put_slope(const gp_formula *formula, gp_activation activation, gp_place unit)
{
    put_of_unit(formula, &activations[activation].slope, unit);
}

void gp_put_slope_factor(const gp_formula *formula, gp_activation activation, gp_place unit)
{
    const activation_row *row = &activations[activation];
    if (row->slope_is_one)
        return;
    gp_put(formula, " * ", " \\cdot ");
    gp_put(formula, row->slope_is_whole ? "(" : "", row->slope_is_whole ? "\\bigl(" : "");
    gp_put_slope(formula, activation, unit);
    gp_put(formula, row->slope_is_whole ? ")" : "", row->slope_is_whole ? "\\bigr)" : "");
}
