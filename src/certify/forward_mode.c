#include "certify/forward_mode.h"

#include "certify/ball.h"
#include <stdlib.h>

/* The sample at hand, and how its quantities change with what is moved. Layer 0 of a is the input. */
typedef struct tangent {
    const gp_recursion *recursion;
    const gp_place *place; /* what is moved */
    slong precision;
    arb_ptr a;  /* activations of the layer at hand */
    arb_ptr da; /* their change */
    arb_ptr z;  /* net inputs of the next layer */
    arb_ptr dz; /* their change */
} tangent;

static size_t widest_layer(const gp_problem *problem)
{
    size_t widest = problem->inputs;
    for (size_t l = 0; l < problem->depth; l++)
        if (problem->layers[l].shape.units > widest)
            widest = problem->layers[l].shape.units;
    return widest;
}

static void enter_sample(tangent *at, size_t sample)
{
    const gp_problem *problem = at->recursion->problem;
    for (size_t i = 0; i < problem->inputs; i++) {
        arb_set(&at->a[i], at->recursion->x[sample * problem->inputs + i].ball.enclosure);
        arb_zero(&at->da[i]);
    }
}

/* The change of z_j that comes from the moved quantity itself. */
static void add_direct_change(tangent *at, size_t layer, size_t unit)
{
    const gp_place *place = at->place;
    if (place->layer != layer)
        return;
    const bool shared = at->recursion->problem->layers[layer - 1].shape.bias == GP_BIAS_SHARED;
    if (place->quantity == GP_WEIGHT_GRADIENT && place->unit == unit)
        arb_add(&at->dz[unit], &at->dz[unit], &at->a[place->input], at->precision);
    else if ((place->quantity == GP_DELTA && place->unit == unit) ||
             (place->quantity == GP_BIAS_GRADIENT && (shared || place->unit == unit)))
        arb_add_ui(&at->dz[unit], &at->dz[unit], 1, at->precision);
}

/* z_j = sum_i W_ji a_i + b_j;  dz_j = sum_i W_ji da_i + what is moved here */
static void net_inputs(tangent *at, size_t layer)
{
    const gp_problem_layer *shape = &at->recursion->problem->layers[layer - 1];
    const gp_recursion_layer *values = &at->recursion->layers[layer - 1];
    for (size_t j = 0; j < shape->shape.units; j++) {
        const size_t row = j * shape->inputs;
        arb_zero(&at->z[j]);
        arb_zero(&at->dz[j]);
        for (size_t i = 0; i < shape->inputs; i++) {
            arb_addmul(&at->z[j], values->W[row + i].ball.enclosure, &at->a[i], at->precision);
            arb_addmul(&at->dz[j], values->moved[row + i].ball.enclosure, &at->da[i], at->precision);
        }
        if (shape->shape.bias != GP_BIAS_NONE)
            arb_add(&at->z[j], &at->z[j], values->b[shape->shape.bias == GP_BIAS_SHARED ? 0 : j].ball.enclosure, at->precision);
        add_direct_change(at, layer, j);
    }
}

/* a = f(z);  da = f'(z) dz, where f'(z) = e^-z / (1 + e^-z)^2 for the sigmoid */
static void activations(tangent *at, const gp_layer_shape *shape)
{
    arb_t power, sum;
    arb_init(power);
    arb_init(sum);
    for (size_t j = 0; j < shape->units; j++) {
        arb_set(&at->a[j], &at->z[j]);
        arb_set(&at->da[j], &at->dz[j]);
        if (shape->activation != GP_SIGMOID)
            continue;
        arb_neg(power, &at->z[j]);
        arb_exp(power, power, at->precision);
        arb_add_ui(sum, power, 1, at->precision);
        arb_inv(&at->a[j], sum, at->precision);
        arb_mul(sum, sum, sum, at->precision);
        arb_div(power, power, sum, at->precision);
        arb_mul(&at->da[j], power, &at->dz[j], at->precision);
    }
    arb_clear(power);
    arb_clear(sum);
}

/* change += dE = 2 c sum_k (a_k - t_k) da_k */
static void add_loss_change(tangent *at, size_t sample, arb_t change)
{
    const gp_problem *problem = at->recursion->problem;
    arb_t term;
    arb_init(term);
    for (size_t k = 0; k < problem->outputs; k++) {
        arb_sub(term, &at->a[k], at->recursion->t[sample * problem->outputs + k].ball.enclosure, at->precision);
        arb_mul(term, term, &at->da[k], at->precision);
        arb_mul(term, term, at->recursion->loss_factor->ball.enclosure, at->precision);
        arb_mul_2exp_si(term, term, 1);
        arb_add(change, change, term, at->precision);
    }
    arb_clear(term);
}

static void add_sample(tangent *at, size_t sample, arb_t change)
{
    const gp_problem *problem = at->recursion->problem;
    enter_sample(at, sample);
    for (size_t layer = 1; layer <= problem->depth; layer++) {
        net_inputs(at, layer);
        activations(at, &problem->layers[layer - 1].shape);
    }
    add_loss_change(at, sample, change);
}

static void derivative(tangent *at, arb_t change)
{
    const gp_problem *problem = at->recursion->problem;
    arb_zero(change);
    if (at->place->quantity == GP_DELTA) {
        add_sample(at, at->place->sample, change);
        return;
    }
    size_t count;
    const size_t first = gp_problem_step_samples(problem, at->place->step, &count);
    for (size_t sample = first; sample < first + count; sample++)
        add_sample(at, sample, change);
    if (problem->reduction == GP_MEAN)
        arb_div_ui(change, change, count, at->precision);
}

static gp_agreement compare(const gp_ball *number, const arb_t change, slong bits)
{
    if (!arb_overlaps(number->enclosure, change))
        return GP_DISAGREE;
    /* A derivative that is exactly 0 has no leading digit: its ball has to be small. */
    const bool zero = number->rational && fmpq_is_zero(number->exact);
    const bool narrow = zero ? mag_cmp_2exp_si(arb_radref(change), -bits) <= 0 : arb_rel_accuracy_bits(change) >= bits;
    return narrow ? GP_AGREE : GP_TOO_WIDE;
}

gp_agreement gp_forward_mode_compare(const gp_recursion *recursion, const gp_place *place, const gp_ball *number, slong bits)
{
    const size_t widest = widest_layer(recursion->problem);
    tangent at = {.recursion = recursion,
                  .place = place,
                  .precision = ((const gp_ball_arithmetic *)recursion->arithmetic)->precision,
                  .a = _arb_vec_init((slong)widest),
                  .da = _arb_vec_init((slong)widest),
                  .z = _arb_vec_init((slong)widest),
                  .dz = _arb_vec_init((slong)widest)};
    arb_t change;
    arb_init(change);
    derivative(&at, change);
    const gp_agreement agreement = compare(number, change, bits);
    arb_clear(change);
    for (arb_ptr *values = (arb_ptr[]){at.a, at.da, at.z, at.dz, NULL}; *values; values++)
        _arb_vec_clear(*values, (slong)widest);
    return agreement;
}
