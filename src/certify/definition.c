#include "certify/definition.h"

/* a = z */
static void identity(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z)
{
    arithmetic->copy(a, z);
}

/* Programs have no factor 1. */
static void identity_back(gp_arithmetic *arithmetic, gp_value *slope, gp_value *delta, const gp_value *a, const gp_value *da)
{
    (void)a;
    arithmetic->whole(arithmetic, slope, 1);
    arithmetic->copy(delta, da);
}

/* a = 1 / (1 + e^-z) */
static void sigmoid(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z)
{
    arithmetic->negate(arithmetic, a, z);
    arithmetic->exp(arithmetic, a, a);
    arithmetic->add(arithmetic, a, &arithmetic->one, a);
    arithmetic->divide(arithmetic, a, &arithmetic->one, a);
}

/* slope = a (1 - a) */
static void sigmoid_back(gp_arithmetic *arithmetic, gp_value *slope, gp_value *delta, const gp_value *a, const gp_value *da)
{
    arithmetic->subtract(arithmetic, slope, &arithmetic->one, a);
    arithmetic->multiply(arithmetic, slope, a, slope);
    arithmetic->multiply(arithmetic, delta, da, slope);
}

const gp_activation_definition gp_activation_definitions[] = {
    [GP_IDENTITY] = {identity, identity_back},
    [GP_SIGMOID] = {sigmoid, sigmoid_back},
};
_Static_assert(sizeof gp_activation_definitions / sizeof *gp_activation_definitions == gp_activation_count,
               "each activation is defined");

/* (a - t)^2 */
static void squared(gp_arithmetic *arithmetic, gp_value *deviation, const gp_value *a, const gp_value *t)
{
    arithmetic->subtract(arithmetic, deviation, a, t);
    arithmetic->multiply(arithmetic, deviation, deviation, deviation);
}

/* |a - t| */
static void absolute(gp_arithmetic *arithmetic, gp_value *deviation, const gp_value *a, const gp_value *t)
{
    arithmetic->subtract(arithmetic, deviation, a, t);
    arithmetic->absolute(arithmetic, deviation, deviation);
}

const gp_deviation_definition gp_deviation_definitions[] = {
    [GP_SQUARED] = {squared},
    [GP_ABSOLUTE] = {absolute},
};
_Static_assert(sizeof gp_deviation_definitions / sizeof *gp_deviation_definitions == gp_deviation_count,
               "each deviation is defined");

/* da = 2 c (a - t) */
static void squared_gradient(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor, const gp_value *a,
                             const gp_value *t)
{
    arithmetic->add(arithmetic, da, factor, factor);
    arithmetic->subtract(arithmetic, term, a, t);
    arithmetic->multiply(arithmetic, da, da, term);
}

const gp_loss_definition gp_loss_definitions[] = {
    [GP_SQUARED_LOSS] = {squared, squared_gradient},
};
_Static_assert(sizeof gp_loss_definitions / sizeof *gp_loss_definitions == gp_loss_count, "each loss is defined");

/* change = -rate gradient */
static void descend(gp_arithmetic *arithmetic, gp_value *change, const gp_value *rate, const gp_value *gradient)
{
    arithmetic->multiply(arithmetic, change, rate, gradient);
    arithmetic->negate(arithmetic, change, change);
}

const gp_update_definition gp_update_definitions[] = {
    [GP_GRADIENT_DESCENT] = {descend},
};
_Static_assert(sizeof gp_update_definitions / sizeof *gp_update_definitions == gp_update_rule_count,
               "each update rule is defined");
