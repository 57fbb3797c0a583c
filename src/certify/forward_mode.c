#include "certify/forward_mode.h"

#include "certify/chance.h"
#include "certify/generic_step.h"
#include <stdlib.h>

static size_t widest_layer(const gp_problem *problem)
{
    size_t widest = problem->inputs;
    for (size_t l = 0; l < problem->depth; l++)
        if (problem->layers[l].shape.units > widest)
            widest = problem->layers[l].shape.units;
    return widest;
}

/* Gives out the next dual numbers; only counts them while there are none. */
static gp_value *take_values(gp_forward_mode *forward, size_t count)
{
    gp_value *values = forward->values ? forward->values + forward->value_count : NULL;
    forward->value_count += count;
    return values;
}

static void lay_out(gp_forward_mode *forward)
{
    const gp_problem *problem = forward->run->problem;
    forward->value_count = 0;
    for (size_t l = 0; l < problem->depth; l++) {
        forward->layers[l].W = take_values(forward, gp_generic_weight_count(&problem->layers[l]));
        forward->layers[l].b = take_values(forward, gp_bias_count(&problem->layers[l].shape));
    }
    forward->z = take_values(forward, widest_layer(problem));
    forward->a = take_values(forward, widest_layer(problem));
    forward->constant = take_values(forward, 1);
    forward->term = take_values(forward, 1);
    forward->loss = take_values(forward, 1);
}

bool gp_forward_mode_create(const gp_generic_run *run, gp_forward_mode *forward, gp_message *message)
{
    *forward = (gp_forward_mode){.run = run, .proof = (gp_proof_calculus *)run->calculus};
    forward->layers = calloc(run->problem->depth, sizeof *forward->layers);
    if (forward->layers) {
        lay_out(forward);
        forward->values = calloc(forward->value_count, sizeof *forward->values);
    }
    if (!forward->values) {
        free(forward->layers);
        *forward = (gp_forward_mode){0};
        return gp_message_set(message, "expected memory for the numbers of a step, found none left");
    }
    lay_out(forward);
    for (size_t k = 0; k < forward->value_count; k++)
        forward->proof->duals.operations.init(&forward->values[k]);
    gp_ball_init(&forward->speed);
    gp_ball_init(&forward->expected);
    gp_ball_init(&forward->found);
    return true;
}

void gp_forward_mode_free(gp_forward_mode *forward)
{
    if (!forward->values)
        return;
    for (size_t k = 0; k < forward->value_count; k++)
        forward->proof->duals.operations.clear(&forward->values[k]);
    gp_ball_clear(&forward->speed);
    gp_ball_clear(&forward->expected);
    gp_ball_clear(&forward->found);
    free(forward->values);
    free(forward->layers);
    *forward = (gp_forward_mode){0};
}

static slong precision_of(const gp_forward_mode *forward)
{
    return forward->proof->duals.precision;
}

/* A random speed: an odd number of 24 bits, which is never 0, times a power of two such that gradient times speed is about 1.
 * Where the gradient may be 0, such a number below 1. */
static void choose_speed(gp_forward_mode *forward, const gp_ball *gradient)
{
    fmpz_t places;
    fmpz_init(places);
    if (!arb_contains_zero(gradient->enclosure))
        arf_abs_bound_lt_2exp_fmpz(places, arb_midref(gradient->enclosure));
    fmpz_add_ui(places, places, 23);
    fmpz_neg(places, places);
    gp_ball_whole(&forward->speed, ((slong)(gp_chance(&forward->chance) >> 40) - (1 << 23)) | 1);
    arb_mul_2exp_fmpz(forward->speed.enclosure, forward->speed.enclosure, places);
    forward->speed.rational = false;
    fmpz_clear(places);
}

/* x moves beside what reaches it from below, and changes the loss by its gradient times its speed. */
static void move(gp_forward_mode *forward, gp_value *x, const gp_ball *gradient)
{
    choose_speed(forward, gradient);
    gp_ball_add(&x->dual.derivative, &x->dual.derivative, &forward->speed, precision_of(forward));
    gp_ball_multiply(&forward->speed, &forward->speed, gradient, precision_of(forward));
    gp_ball_add(&forward->expected, &forward->expected, &forward->speed, precision_of(forward));
}

/* Takes the parameters of the step; those with gradients move. */
static void take_parameters(gp_forward_mode *forward, gp_value *to, const gp_value *parameters, const gp_value *gradients,
                            size_t count)
{
    for (size_t k = 0; k < count; k++) {
        gp_dual_set(&to[k], &parameters[k].ball, 0);
        if (gradients)
            move(forward, &to[k], &gradients[k].ball);
    }
}

static void start(gp_forward_mode *forward, bool parameters_move, uint64_t chance)
{
    const gp_problem *problem = forward->run->problem;
    forward->chance = chance;
    gp_ball_whole(&forward->expected, 0);
    gp_ball_whole(&forward->found, 0);
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_generic_layer *layer = &forward->run->layers[l];
        take_parameters(forward, forward->layers[l].W, layer->W, parameters_move ? layer->dW : NULL,
                        gp_generic_weight_count(&problem->layers[l]));
        take_parameters(forward, forward->layers[l].b, layer->b, parameters_move ? layer->db : NULL,
                        gp_bias_count(&problem->layers[l].shape));
    }
}

static void enter(gp_forward_mode *forward, size_t sample, bool sample_moves)
{
    for (size_t i = 0; i < forward->run->problem->inputs; i++) {
        gp_dual_set(&forward->a[i], &gp_generic_input(forward->run, sample)[i].ball, 0);
        if (sample_moves)
            move(forward, &forward->a[i], &gp_generic_input_gradient(forward->run, i)->ball);
    }
}

/* z += W a. Where changes go through another weight than values, z' gets (other W - W) a' on top. */
static void add_product(gp_forward_mode *forward, size_t l, size_t weight, gp_value *z, const gp_value *a)
{
    gp_arithmetic *arithmetic = &forward->proof->duals.operations;
    const gp_generic_layer *layer = &forward->run->layers[l];
    arithmetic->multiply(arithmetic, forward->term, &forward->layers[l].W[weight], a);
    arithmetic->add(arithmetic, z, z, forward->term);
    if (layer->back == layer->W)
        return;
    gp_ball *change = &forward->term->dual.derivative;
    gp_ball_subtract(change, &layer->back[weight].ball, &layer->W[weight].ball, precision_of(forward));
    gp_ball_multiply(change, change, &a->dual.derivative, precision_of(forward));
    gp_ball_add(&z->dual.derivative, &z->dual.derivative, change, precision_of(forward));
}

/* z_j = sum_i W_ji a_i + b_j */
static void net_inputs(gp_forward_mode *forward, size_t l)
{
    gp_arithmetic *arithmetic = &forward->proof->duals.operations;
    const gp_problem_layer *shape = &forward->run->problem->layers[l];
    for (size_t j = 0; j < shape->shape.units; j++) {
        size_t bias;
        arithmetic->whole(arithmetic, &forward->z[j], 0);
        for (size_t i = 0; i < shape->inputs; i++)
            add_product(forward, l, j * shape->inputs + i, &forward->z[j], &forward->a[i]);
        if (gp_generic_bias_of(shape, j, &bias))
            arithmetic->add(arithmetic, &forward->z[j], &forward->z[j], &forward->layers[l].b[bias]);
    }
}

/* a_j of a layer whose units depend on each other */
static void activation_among(gp_forward_mode *forward, const gp_layer_shape *shape, size_t j)
{
    gp_arithmetic *arithmetic = &forward->proof->duals.operations;
    const gp_layer_activation_definition *definition = gp_activation_definitions[shape->activation].of_layer;
    gp_value *sum = &arithmetic->term[0];
    arithmetic->whole(arithmetic, sum, 0);
    for (size_t k = 0; k < shape->units; k++) {
        if (k == j)
            continue;
        definition->term(arithmetic, forward->term, &forward->z[j], &forward->z[k]);
        arithmetic->add(arithmetic, sum, sum, forward->term);
    }
    definition->value(arithmetic, &forward->a[j], sum);
}

/* a_j = f(z_j) */
static void activations(gp_forward_mode *forward, size_t l, bool sample_moves)
{
    const gp_layer_shape *shape = &forward->run->problem->layers[l].shape;
    const gp_generic_layer *layer = &forward->run->layers[l];
    const gp_activation_definition *definition = &gp_activation_definitions[shape->activation];
    gp_dual_set(forward->constant, &layer->alpha->ball, 0);
    for (size_t j = 0; sample_moves && j < shape->units; j++)
        move(forward, &forward->z[j], &layer->delta[j].ball);
    for (size_t j = 0; j < shape->units; j++) {
        gp_value *a = &forward->a[j];
        if (definition->of_layer)
            activation_among(forward, shape, j);
        else
            definition->value(&forward->proof->duals.operations, a, &forward->z[j], forward->constant);
        if (sample_moves)
            move(forward, a, &layer->da[j].ball);
    }
}

/* E = c sum_k of the outputs' losses */
static void sample_loss(gp_forward_mode *forward, size_t sample)
{
    gp_arithmetic *arithmetic = &forward->proof->duals.operations;
    const gp_generic_run *run = forward->run;
    arithmetic->whole(arithmetic, forward->loss, 0);
    for (size_t k = 0; k < run->problem->outputs; k++) {
        gp_dual_set(forward->constant, &gp_generic_target(run, sample)[k].ball, 0);
        gp_loss_definitions[run->problem->loss].value(arithmetic, forward->term, &forward->a[k], forward->constant);
        arithmetic->add(arithmetic, forward->loss, forward->loss, forward->term);
    }
    gp_dual_set(forward->constant, &run->loss_factor->ball, 0);
    arithmetic->multiply(arithmetic, forward->loss, forward->constant, forward->loss);
}

/* found += E' of a sample */
static void go_forward(gp_forward_mode *forward, size_t sample, bool sample_moves)
{
    enter(forward, sample, sample_moves);
    for (size_t l = 0; l < forward->run->problem->depth; l++) {
        net_inputs(forward, l);
        activations(forward, l, sample_moves);
    }
    sample_loss(forward, sample);
    gp_ball_add(&forward->found, &forward->found, &forward->loss->dual.derivative, precision_of(forward));
}

static bool is_narrow(const gp_ball *ball, slong bits)
{
    return mag_cmp_2exp_si(arb_radref(ball->enclosure), -bits) <= 0;
}

static gp_agreement agreement(const gp_forward_mode *forward, slong bits)
{
    if (!arb_overlaps(forward->expected.enclosure, forward->found.enclosure))
        return GP_DISAGREE;
    return is_narrow(&forward->expected, bits) && is_narrow(&forward->found, bits) ? GP_AGREE : GP_TOO_WIDE;
}

gp_agreement gp_forward_mode_compare_sample(gp_forward_mode *forward, size_t sample, slong bits)
{
    start(forward, false, sample);
    go_forward(forward, sample, true);
    return agreement(forward, bits);
}

gp_agreement gp_forward_mode_compare_step(gp_forward_mode *forward, size_t step, slong bits)
{
    const gp_problem *problem = forward->run->problem;
    size_t count;
    const size_t first = gp_problem_step_samples(problem, step, &count);
    start(forward, true, step);
    for (size_t sample = first; sample < first + count; sample++)
        go_forward(forward, sample, false);
    if (problem->reduction == GP_MEAN) {
        gp_ball_whole(&forward->speed, (slong)count);
        gp_ball_divide(&forward->found, &forward->found, &forward->speed, precision_of(forward));
    }
    return agreement(forward, bits);
}
