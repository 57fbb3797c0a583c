#include "certify/generic_step.h"

size_t gp_generic_weight_count(const gp_problem_layer *shape)
{
    return shape->shape.units * shape->inputs;
}

static size_t bias_count(const gp_problem_layer *shape)
{
    return gp_bias_count(&shape->shape);
}

bool gp_generic_bias_of(const gp_problem_layer *shape, size_t unit, size_t *bias)
{
    *bias = 0;
    switch (shape->shape.bias) {
    case GP_BIAS_NONE:
        return false;
    case GP_BIAS_PER_UNIT:
        *bias = unit;
        return true;
    case GP_BIAS_SHARED:
        return true;
    }
    return false;
}

const gp_value *gp_generic_input(const gp_generic_run *run, size_t sample)
{
    return run->x + sample * run->problem->inputs;
}

const gp_value *gp_generic_target(const gp_generic_run *run, size_t sample)
{
    return run->t + sample * run->problem->outputs;
}

static const gp_generic_layer *last_layer(const gp_generic_run *run)
{
    return &run->layers[run->problem->depth - 1];
}

static const gp_value *outputs(const gp_generic_run *run)
{
    return last_layer(run)->a;
}

/* sum += x y */
static void add_product(gp_arithmetic *arithmetic, gp_value *sum, const gp_value *x, const gp_value *y, gp_value *term)
{
    arithmetic->multiply(arithmetic, term, x, y);
    arithmetic->add(arithmetic, sum, sum, term);
}

/* sum += g^2 of some gradients, or w^2 of some parameters */
static void add_squares(gp_generic_run *run, gp_value *sum, const gp_value *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        add_product(run->calculus->arithmetic, sum, &values[k], &values[k], run->term);
}

static void set_zero(const gp_generic_run *run, gp_value *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        run->calculus->arithmetic->whole(run->calculus->arithmetic, &values[k], 0);
}

void gp_generic_clear_gradients(gp_generic_run *run)
{
    for (size_t l = 0; l < run->problem->depth; l++) {
        set_zero(run, run->layers[l].dW, gp_generic_weight_count(&run->problem->layers[l]));
        set_zero(run, run->layers[l].db, bias_count(&run->problem->layers[l]));
    }
}

/* Whether the units of a layer depend on each other. */
static bool is_of_layer(gp_activation f)
{
    return gp_activation_definitions[f].of_layer;
}

/* z_j = sum_i W_ji a_i + b_j, a_j = f(z_j) */
static void forward_layer(gp_generic_run *run, size_t l, const gp_value *below)
{
    gp_calculus *calculus = run->calculus;
    gp_arithmetic *arithmetic = calculus->arithmetic;
    const gp_problem_layer *shape = &run->problem->layers[l];
    const gp_generic_layer *layer = &run->layers[l];
    for (size_t j = 0; j < shape->shape.units; j++) {
        gp_value *z = &layer->z[j];
        size_t bias;
        set_zero(run, z, 1);
        for (size_t i = 0; i < shape->inputs; i++)
            add_product(arithmetic, z, &layer->W[j * shape->inputs + i], &below[i], run->term);
        if (gp_generic_bias_of(shape, j, &bias))
            arithmetic->add(arithmetic, z, z, &layer->b[bias]);
        if (!is_of_layer(shape->shape.activation))
            calculus->activate(calculus, shape->shape.activation, layer->alpha, &layer->slope[j], &layer->a[j], z);
    }
    if (is_of_layer(shape->shape.activation))
        calculus->activate_layer(calculus, shape->shape.activation, shape->shape.units, layer->a, layer->z);
}

/* E = c sum_k of the outputs' losses */
static void sample_loss(gp_generic_run *run, size_t sample)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    set_zero(run, run->loss, 1);
    for (size_t k = 0; k < run->problem->outputs; k++) {
        run->calculus->loss_value(arithmetic, run->problem->loss, run->term, run->problem->outputs, k, last_layer(run)->z,
                                  outputs(run), gp_generic_target(run, sample));
        arithmetic->add(arithmetic, run->loss, run->loss, run->term);
    }
    arithmetic->multiply(arithmetic, run->loss, run->loss_factor, run->loss);
}

/* error += sum_k of the terms of the outputs */
static void add_to_error(gp_generic_run *run, size_t sample)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    set_zero(run, run->sum, 1);
    for (size_t k = 0; k < run->problem->outputs; k++) {
        run->calculus->loss_value(arithmetic, run->problem->error, run->term, run->problem->outputs, k, last_layer(run)->z,
                                  outputs(run), gp_generic_target(run, sample));
        arithmetic->add(arithmetic, run->sum, run->sum, run->term);
    }
    arithmetic->add(arithmetic, run->error, run->error, run->sum);
}

/* penalty += decay / 2 * squares */
static void add_half_of(gp_generic_run *run, gp_value *penalty, gp_rule_number decay, const gp_value *squares)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    gp_value *half = &arithmetic->term[0];
    arithmetic->whole(arithmetic, half, 2);
    arithmetic->divide(arithmetic, half, run->rule_numbers[decay], half);
    add_product(arithmetic, penalty, half, squares, run->term);
}

/* penalties += samples * (weight_decay / 2 * sum of W^2 + bias_decay / 2 * sum of b^2) */
void gp_generic_add_penalties(gp_generic_run *run, size_t samples)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    gp_value *penalty = &arithmetic->term[1], *squares = &arithmetic->term[2];
    if (!run->problem->error_penalty)
        return;
    set_zero(run, penalty, 1);
    set_zero(run, squares, 1);
    for (size_t l = 0; l < run->problem->depth; l++)
        add_squares(run, squares, run->layers[l].W, gp_generic_weight_count(&run->problem->layers[l]));
    add_half_of(run, penalty, GP_NUMBER_WEIGHT_DECAY, squares);
    set_zero(run, squares, 1);
    for (size_t l = 0; l < run->problem->depth; l++)
        add_squares(run, squares, run->layers[l].b, bias_count(&run->problem->layers[l]));
    add_half_of(run, penalty, GP_NUMBER_BIAS_DECAY, squares);
    arithmetic->whole(arithmetic, squares, (unsigned)samples);
    add_product(arithmetic, run->penalties, squares, penalty, run->term);
}

void gp_generic_forward(gp_generic_run *run, size_t sample)
{
    const gp_value *below = gp_generic_input(run, sample);
    for (size_t l = 0; l < run->problem->depth; l++) {
        forward_layer(run, l, below);
        below = run->layers[l].a;
    }
    sample_loss(run, sample);
    add_to_error(run, sample);
}

/* da_i = sum_j W_ji delta_j, over the units j that the unit i leads to */
static void carry_back(const gp_generic_run *run, gp_arithmetic *arithmetic, size_t l, size_t i, gp_value *da, gp_value *term)
{
    const gp_problem_layer *shape = &run->problem->layers[l];
    arithmetic->whole(arithmetic, da, 0);
    for (size_t j = 0; j < shape->shape.units; j++)
        add_product(arithmetic, da, &run->layers[l].back[j * shape->inputs + i], &run->layers[l].delta[j], term);
}

/* What programs have in the place of da slope for an output. */
static void pair_with_loss(const gp_generic_run *run, size_t output, size_t sample)
{
    const gp_generic_layer *last = last_layer(run);
    run->calculus->output_delta(run->calculus, run->problem->loss, &last->delta[output], run->loss_factor,
                                run->problem->outputs, output, last->a, gp_generic_target(run, sample));
}

/* delta_j = da_j f'(z_j) */
static void unit_back(const gp_generic_run *run, size_t l, size_t j)
{
    const gp_generic_layer *layer = &run->layers[l];
    run->calculus->back(run->calculus, run->problem->layers[l].shape.activation, layer->alpha, &layer->slope[j],
                        &layer->delta[j], &layer->z[j], &layer->a[j], &layer->da[j]);
}

/* delta of a layer whose units depend on each other */
static void layer_back(const gp_generic_run *run, size_t l)
{
    const gp_layer_shape *shape = &run->problem->layers[l].shape;
    const gp_generic_layer *layer = &run->layers[l];
    run->calculus->layer_back(run->calculus, shape->activation, shape->units, layer->delta, layer->z, layer->a, layer->da);
}

static void backward_layer(gp_generic_run *run, size_t l, size_t sample)
{
    gp_calculus *calculus = run->calculus;
    const gp_layer_shape *shape = &run->problem->layers[l].shape;
    const gp_generic_layer *layer = &run->layers[l];
    const bool last = l + 1 == run->problem->depth, whole = is_of_layer(shape->activation);
    for (size_t j = 0; j < shape->units; j++) {
        if (last)
            calculus->loss_gradient(calculus, run->problem->loss, &layer->da[j], run->term, run->loss_factor, &layer->z[j],
                                    &layer->a[j], &gp_generic_target(run, sample)[j]);
        else
            carry_back(run, calculus->arithmetic, l + 1, j, &layer->da[j], run->term);
        if (!whole)
            unit_back(run, l, j);
        if (!whole && last)
            pair_with_loss(run, j, sample);
    }
    if (whole)
        layer_back(run, l);
    for (size_t j = 0; whole && last && j < shape->units; j++)
        pair_with_loss(run, j, sample);
}

/* dW_ji += delta_j a_i, and db_j += delta_j */
static void add_gradients(gp_generic_run *run, size_t l, size_t sample)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    const gp_problem_layer *shape = &run->problem->layers[l];
    const gp_generic_layer *layer = &run->layers[l];
    const gp_value *below = l > 0 ? layer[-1].a : gp_generic_input(run, sample);
    for (size_t j = 0; j < shape->shape.units; j++) {
        size_t bias;
        for (size_t i = 0; i < shape->inputs; i++)
            add_product(arithmetic, &layer->dW[j * shape->inputs + i], &layer->delta[j], &below[i], run->term);
        if (gp_generic_bias_of(shape, j, &bias))
            arithmetic->add(arithmetic, &layer->db[bias], &layer->db[bias], &layer->delta[j]);
    }
}

/* g + decay w of a parameter w that decays and of its gradient g. */
static const gp_value *with_decay(gp_generic_run *run, gp_rule_number decay, const gp_value *parameter,
                                  const gp_value *gradient)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    arithmetic->multiply(arithmetic, run->descended, run->rule_numbers[decay], parameter);
    arithmetic->add(arithmetic, run->descended, run->descended, gradient);
    return run->descended;
}

/* change = change - rate decay w */
static void take_decay(gp_generic_run *run, gp_rule_number decay, const gp_value *parameter, gp_value *change)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    arithmetic->multiply(arithmetic, run->term, run->rule_numbers[decay], parameter);
    arithmetic->multiply(arithmetic, run->term, run->rate, run->term);
    arithmetic->subtract(arithmetic, change, change, run->term);
}

/* The change of a parameter by its rule; the k-th of some whose moments lie in so many arrays. Without decay there are no
   operations of it: each would take its chance. */
static void find_change(gp_generic_run *run, gp_value *change, gp_value *const *moments, size_t k, gp_rule_number decay,
                        const gp_value *parameter, const gp_value *gradient)
{
    const gp_update_definition *definition = &gp_update_definitions[run->problem->update];
    const bool decays = run->problem->rule_numbers[decay] != NULL;
    gp_update_numbers numbers = {.rate = run->rate, .beta1_power = run->beta1_power, .beta2_power = run->beta2_power};
    for (size_t n = 0; n < gp_rule_number_count; n++)
        numbers.number[n] = run->rule_numbers[n];
    gp_value *own[gp_most_moments] = {NULL};
    for (size_t m = 0; m < definition->moments; m++)
        own[m] = &moments[m][k];
    if (decays && !definition->is_decoupled)
        gradient = with_decay(run, decay, parameter, gradient);
    definition->change(run->calculus->arithmetic, change, own, &numbers, gradient);
    if (decays && definition->is_decoupled)
        take_decay(run, decay, parameter, change);
}

/* moved = W + W_change; of frozen weights W_change stays 0 */
static void move_weights(gp_generic_run *run, size_t l, gp_value *moved)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    const gp_generic_layer *layer = &run->layers[l];
    for (size_t k = 0; k < gp_generic_weight_count(&run->problem->layers[l]); k++) {
        if (!run->problem->layers[l].shape.weights_frozen)
            find_change(run, &layer->W_change[k], layer->W_moments, k, GP_NUMBER_WEIGHT_DECAY, &layer->W[k],
                        &layer->dW_clipped[k]);
        arithmetic->add(arithmetic, &moved[k], &layer->W[k], &layer->W_change[k]);
    }
}

void gp_generic_backward(gp_generic_run *run, size_t sample)
{
    for (size_t l = run->problem->depth; l-- > 0;) {
        backward_layer(run, l, sample);
        add_gradients(run, l, sample);
        /* With one sample in a step its gradients are complete here. */
        if (run->layers[l].back != run->layers[l].W)
            move_weights(run, l, run->layers[l].back);
    }
}

static void divide_all(gp_generic_run *run, gp_value *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        run->calculus->arithmetic->divide(run->calculus->arithmetic, &values[k], &values[k], run->term);
}

void gp_generic_reduce_gradients(gp_generic_run *run, size_t samples)
{
    switch (run->problem->reduction) {
    case GP_SUM:
        return;
    case GP_MEAN:
        run->calculus->arithmetic->whole(run->calculus->arithmetic, run->term, (unsigned)samples);
        for (size_t l = 0; l < run->problem->depth; l++) {
            divide_all(run, run->layers[l].dW, gp_generic_weight_count(&run->problem->layers[l]));
            divide_all(run, run->layers[l].db, bias_count(&run->problem->layers[l]));
        }
    }
}

static bool biases_move(const gp_problem *problem, size_t l)
{
    const bool hidden = l + 1 < problem->depth;
    return problem->layers[l].shape.bias_trained && !(hidden && gp_departs(problem->departures, GP_HIDDEN_BIASES_FROZEN));
}

/* clipped = min(max(g, -limit), limit) */
static void clip_value(gp_generic_run *run, gp_value *clipped, const gp_value *g)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    const gp_value *limit = run->clip_limit;
    gp_value *lowest = &arithmetic->term[0];
    arithmetic->negate(arithmetic, lowest, limit);
    arithmetic->subtract(arithmetic, run->term, lowest, g);
    arithmetic->choose(arithmetic, clipped, run->term, lowest, g);
    arithmetic->subtract(arithmetic, run->term, g, limit);
    arithmetic->choose(arithmetic, clipped, run->term, limit, clipped);
}

/* Of biases that do not move nothing is clipped: they have no share in the norm. */
static size_t moved_bias_count(const gp_problem *problem, size_t l)
{
    return biases_move(problem, l) ? bias_count(&problem->layers[l]) : 0;
}

/* factor = limit / norm where norm^2 > limit^2, else 1. The root is taken of the larger one, which is not 0. */
static void find_clip_factor(gp_generic_run *run)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    gp_value *factor = run->clip_factor, *square = &arithmetic->term[0], *above = &arithmetic->term[1];
    set_zero(run, factor, 1);
    for (size_t l = 0; l < run->problem->depth; l++) {
        add_squares(run, factor, run->layers[l].dW, gp_generic_weight_count(&run->problem->layers[l]));
        add_squares(run, factor, run->layers[l].db, moved_bias_count(run->problem, l));
    }
    arithmetic->multiply(arithmetic, square, run->clip_limit, run->clip_limit);
    arithmetic->subtract(arithmetic, above, factor, square);
    arithmetic->choose(arithmetic, factor, above, factor, square);
    arithmetic->apply(arithmetic, GP_SQUARE_ROOT, factor, factor);
    arithmetic->divide(arithmetic, factor, run->clip_limit, factor);
    arithmetic->choose(arithmetic, factor, above, factor, &arithmetic->one);
}

static void clip_some(gp_generic_run *run, gp_value *clipped, const gp_value *gradients, size_t count)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    for (size_t k = 0; k < count; k++)
        switch (run->problem->clipping) {
        case GP_CLIP_NONE:
            break;
        case GP_CLIP_BY_VALUE:
            clip_value(run, &clipped[k], &gradients[k]);
            break;
        case GP_CLIP_BY_NORM:
            arithmetic->multiply(arithmetic, &clipped[k], run->clip_factor, &gradients[k]);
            break;
        }
}

void gp_generic_clip_gradients(gp_generic_run *run)
{
    if (run->problem->clipping == GP_CLIP_BY_NORM)
        find_clip_factor(run);
    for (size_t l = 0; l < run->problem->depth; l++) {
        const gp_generic_layer *layer = &run->layers[l];
        clip_some(run, layer->dW_clipped, layer->dW, gp_generic_weight_count(&run->problem->layers[l]));
        clip_some(run, layer->db_clipped, layer->db, moved_bias_count(run->problem, l));
    }
}

/* b += b_change; where biases do not move, b_change stays 0 */
static void move_biases(gp_generic_run *run, size_t l)
{
    const gp_problem *problem = run->problem;
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    const gp_generic_layer *layer = &run->layers[l];
    const bool by_layer_below = gp_departs(problem->departures, GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT) && l + 1 == problem->depth;
    const gp_value *db = by_layer_below ? layer[-1].db : layer->db_clipped;
    for (size_t k = 0; biases_move(problem, l) && k < bias_count(&problem->layers[l]); k++) {
        find_change(run, &layer->b_change[k], layer->b_moments, k, GP_NUMBER_BIAS_DECAY, &layer->b[k], &db[k]);
        arithmetic->add(arithmetic, &layer->b[k], &layer->b[k], &layer->b_change[k]);
    }
}

/* The powers of betas, of the rules that have any: each operation takes its chance, and no other rule is to have another one.
 */
static void raise_powers(gp_generic_run *run)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    if (!run->problem->rule_numbers[GP_NUMBER_BETA1])
        return;
    arithmetic->multiply(arithmetic, run->beta1_power, run->rule_numbers[GP_NUMBER_BETA1], run->beta1_power);
    arithmetic->multiply(arithmetic, run->beta2_power, run->rule_numbers[GP_NUMBER_BETA2], run->beta2_power);
}

void gp_generic_update(gp_generic_run *run)
{
    raise_powers(run);
    for (size_t l = 0; l < run->problem->depth; l++) {
        move_weights(run, l, run->layers[l].W);
        move_biases(run, l);
    }
}

/* Of how many terms a mean is; 1 of a sum. */
static size_t averaged(gp_reduction reduction, size_t count)
{
    switch (reduction) {
    case GP_SUM:
        break;
    case GP_MEAN:
        return count;
    }
    return 1;
}

void gp_generic_reduce_error(gp_generic_run *run)
{
    gp_arithmetic *arithmetic = run->calculus->arithmetic;
    const gp_problem *problem = run->problem;
    const size_t terms =
        averaged(problem->error_over_samples, problem->samples) * averaged(problem->error_over_outputs, problem->outputs);
    if (problem->error_over_samples == GP_MEAN || problem->error_over_outputs == GP_MEAN) {
        arithmetic->whole(arithmetic, run->term, (unsigned)terms);
        divide_all(run, run->error, 1);
    }
    arithmetic->multiply(arithmetic, run->error, run->error_factor, run->error);
    if (problem->error_penalty) {
        arithmetic->whole(arithmetic, run->term, (unsigned)problem->samples);
        divide_all(run, run->penalties, 1);
        arithmetic->add(arithmetic, run->error, run->error, run->penalties);
    }
}

const gp_value *gp_generic_output_loss(const gp_generic_run *run, size_t sample, size_t output)
{
    gp_arithmetic *aside = run->calculus->aside;
    run->calculus->loss_value(aside, run->problem->loss, run->asked, run->problem->outputs, output, last_layer(run)->z,
                              outputs(run), gp_generic_target(run, sample));
    aside->multiply(aside, run->asked, run->loss_factor, run->asked);
    return run->asked;
}

const gp_value *gp_generic_input_gradient(const gp_generic_run *run, size_t input)
{
    carry_back(run, run->calculus->aside, 0, input, run->asked, run->term);
    return run->asked;
}
