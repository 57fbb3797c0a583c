#include "certify/recursion.h"

#include "certify/decimal.h"
#include <stdlib.h>

static size_t bias_count(const gp_problem_layer *layer)
{
    return gp_bias_count(&layer->shape);
}

static size_t weight_count(const gp_problem_layer *layer)
{
    return layer->shape.units * layer->inputs;
}

static bool carries_back_moved_weights(const gp_problem *problem)
{
    return gp_departs(problem->departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
}

/* Gives out the next values of the run's memory; only counts them while there is none. */
static gp_value *take_memory(gp_recursion *recursion, size_t count)
{
    gp_value *values = recursion->memory ? recursion->memory + recursion->value_count : NULL;
    recursion->value_count += count;
    return values;
}

static void lay_out(gp_recursion *recursion)
{
    const gp_problem *problem = recursion->problem;
    recursion->value_count = 0;
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_problem_layer *shape = &problem->layers[l];
        gp_recursion_layer *layer = &recursion->layers[l];
        layer->W = take_memory(recursion, weight_count(shape));
        layer->b = take_memory(recursion, bias_count(shape));
        layer->z = take_memory(recursion, shape->shape.units);
        layer->a = take_memory(recursion, shape->shape.units);
        layer->delta = take_memory(recursion, shape->shape.units);
        layer->dW = take_memory(recursion, weight_count(shape));
        layer->db = take_memory(recursion, bias_count(shape));
        layer->moved = carries_back_moved_weights(problem) ? take_memory(recursion, weight_count(shape)) : layer->W;
    }
    recursion->x = take_memory(recursion, problem->samples * problem->inputs);
    recursion->t = take_memory(recursion, problem->samples * problem->outputs);
    gp_value **const single[] = {&recursion->loss_factor, &recursion->error_factor, &recursion->rate,  &recursion->one,
                                 &recursion->loss,        &recursion->sum,          &recursion->error, &recursion->term};
    for (size_t k = 0; k < sizeof single / sizeof *single; k++)
        *single[k] = take_memory(recursion, 1);
}

static bool read_inputs(gp_recursion *recursion, const char *const *texts, size_t count, gp_value *values, gp_message *message)
{
    fmpq_t number;
    fmpq_init(number);
    bool read = true;
    for (size_t k = 0; read && k < count; k++) {
        read = gp_rational_read(number, texts[k]) ||
               gp_message_set(message, "expected an exponent of at most %d, found \"%s\"", gp_most_exponent, texts[k]);
        recursion->arithmetic->input(recursion->arithmetic, &values[k], number);
    }
    fmpq_clear(number);
    return read;
}

static bool read_problem(gp_recursion *recursion, gp_message *message)
{
    const gp_problem *problem = recursion->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_problem_layer *layer = &problem->layers[l];
        if (!read_inputs(recursion, layer->W, weight_count(layer), recursion->layers[l].W, message) ||
            !read_inputs(recursion, layer->b, bias_count(layer), recursion->layers[l].b, message))
            return false;
    }
    recursion->arithmetic->whole(recursion->arithmetic, recursion->one, 1);
    return read_inputs(recursion, problem->x, problem->samples * problem->inputs, recursion->x, message) &&
           read_inputs(recursion, problem->t, problem->samples * problem->outputs, recursion->t, message) &&
           read_inputs(recursion, &problem->loss_factor, 1, recursion->loss_factor, message) &&
           read_inputs(recursion, &problem->error_factor, 1, recursion->error_factor, message) &&
           read_inputs(recursion, &problem->rate, 1, recursion->rate, message);
}

bool gp_recursion_create(const gp_problem *problem, gp_arithmetic *arithmetic, gp_recursion *recursion, gp_message *message)
{
    *recursion = (gp_recursion){.problem = problem, .arithmetic = arithmetic};
    recursion->layers = calloc(problem->depth, sizeof *recursion->layers);
    if (recursion->layers) {
        lay_out(recursion);
        recursion->memory = calloc(recursion->value_count, sizeof *recursion->memory);
    }
    if (!recursion->memory) {
        gp_recursion_free(recursion);
        return gp_message_set(message, "expected memory for the numbers of a step, found none left");
    }
    lay_out(recursion);
    for (size_t k = 0; k < recursion->value_count; k++)
        arithmetic->init(&recursion->memory[k]);
    if (read_problem(recursion, message))
        return true;
    gp_recursion_free(recursion);
    return false;
}

void gp_recursion_free(gp_recursion *recursion)
{
    for (size_t k = 0; recursion->memory && k < recursion->value_count; k++)
        recursion->arithmetic->clear(&recursion->memory[k]);
    free(recursion->memory);
    free(recursion->layers);
    *recursion = (gp_recursion){0};
}

static void set_zero(gp_recursion *recursion, gp_value *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        recursion->arithmetic->whole(recursion->arithmetic, &values[k], 0);
}

/* sum += x y */
static void add_product(gp_recursion *recursion, gp_value *sum, const gp_value *x, const gp_value *y)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    arithmetic->multiply(arithmetic, recursion->term, x, y);
    arithmetic->add(arithmetic, sum, sum, recursion->term);
}

/* moved = parameter - rate gradient */
static void descend(gp_recursion *recursion, gp_value *moved, const gp_value *parameter, const gp_value *gradient)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    arithmetic->multiply(arithmetic, recursion->term, recursion->rate, gradient);
    arithmetic->subtract(arithmetic, moved, parameter, recursion->term);
}

static const gp_value *bias_of(const gp_problem_layer *shape, const gp_value *biases, size_t unit)
{
    return shape->shape.bias == GP_BIAS_NONE ? NULL : &biases[shape->shape.bias == GP_BIAS_SHARED ? 0 : unit];
}

static void forward_layer(gp_recursion *recursion, const gp_problem_layer *shape, const gp_value *below,
                          const gp_recursion_layer *layer)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    for (size_t j = 0; j < shape->shape.units; j++) {
        gp_value *z = &layer->z[j];
        set_zero(recursion, z, 1);
        for (size_t i = 0; i < shape->inputs; i++)
            add_product(recursion, z, &layer->W[j * shape->inputs + i], &below[i]);
        const gp_value *bias = bias_of(shape, layer->b, j);
        if (bias)
            arithmetic->add(arithmetic, z, z, bias);
        if (shape->shape.activation == GP_SIGMOID)
            arithmetic->sigmoid(arithmetic, &layer->a[j], z);
        else
            arithmetic->copy(&layer->a[j], z);
    }
}

static const gp_value *sample_input(const gp_recursion *recursion, size_t sample)
{
    return recursion->x + sample * recursion->problem->inputs;
}

static const gp_value *sample_target(const gp_recursion *recursion, size_t sample)
{
    return recursion->t + sample * recursion->problem->outputs;
}

static void forward(gp_recursion *recursion, size_t sample)
{
    const gp_value *below = sample_input(recursion, sample);
    for (size_t l = 0; l < recursion->problem->depth; l++) {
        forward_layer(recursion, &recursion->problem->layers[l], below, &recursion->layers[l]);
        below = recursion->layers[l].a;
    }
}

static const gp_value *outputs(const gp_recursion *recursion)
{
    return recursion->layers[recursion->problem->depth - 1].a;
}

/* loss = c sum_k (a_k - t_k)^2 */
static void sample_loss(gp_recursion *recursion, size_t sample)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    set_zero(recursion, recursion->loss, 1);
    for (size_t k = 0; k < recursion->problem->outputs; k++) {
        arithmetic->subtract(arithmetic, recursion->sum, &outputs(recursion)[k], &sample_target(recursion, sample)[k]);
        add_product(recursion, recursion->loss, recursion->sum, recursion->sum);
    }
    arithmetic->multiply(arithmetic, recursion->loss, recursion->loss_factor, recursion->loss);
}

/* error += sum_k of |a_k - t_k| or its square */
static void add_deviations(gp_recursion *recursion, size_t sample)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    gp_value *term = recursion->term, *sum = recursion->sum;
    set_zero(recursion, sum, 1);
    for (size_t k = 0; k < recursion->problem->outputs; k++) {
        arithmetic->subtract(arithmetic, term, &outputs(recursion)[k], &sample_target(recursion, sample)[k]);
        if (recursion->problem->deviation == GP_SQUARED)
            arithmetic->multiply(arithmetic, term, term, term);
        else
            arithmetic->absolute(arithmetic, term, term);
        arithmetic->add(arithmetic, sum, sum, term);
    }
    arithmetic->add(arithmetic, recursion->error, recursion->error, sum);
}

static void finish_error(gp_recursion *recursion)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    const gp_problem *problem = recursion->problem;
    if (problem->over == GP_MEAN)
        arithmetic->divide(arithmetic, recursion->error, recursion->error, problem->samples * problem->outputs);
    arithmetic->multiply(arithmetic, recursion->error, recursion->error_factor, recursion->error);
}

/* delta *= f'(z): a (1 - a) for the sigmoid, 1 for the identity. */
static void multiply_slope(gp_recursion *recursion, const gp_problem_layer *shape, const gp_value *a, gp_value *delta)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    if (shape->shape.activation != GP_SIGMOID)
        return;
    arithmetic->subtract(arithmetic, recursion->term, recursion->one, a);
    arithmetic->multiply(arithmetic, recursion->term, a, recursion->term);
    arithmetic->multiply(arithmetic, delta, delta, recursion->term);
}

/* delta_k = 2 c (a_k - t_k) f'(z_k) */
static void output_delta(gp_recursion *recursion, size_t sample)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    const size_t last = recursion->problem->depth - 1;
    const gp_recursion_layer *layer = &recursion->layers[last];
    for (size_t k = 0; k < recursion->problem->outputs; k++) {
        arithmetic->add(arithmetic, &layer->delta[k], recursion->loss_factor, recursion->loss_factor);
        arithmetic->subtract(arithmetic, recursion->term, &layer->a[k], &sample_target(recursion, sample)[k]);
        arithmetic->multiply(arithmetic, &layer->delta[k], &layer->delta[k], recursion->term);
        multiply_slope(recursion, &recursion->problem->layers[last], &layer->a[k], &layer->delta[k]);
    }
}

/* delta_i = f'(z_i) sum_j W_ji delta_j, with the weights above as they are, or as a departure has them. */
static void hidden_delta(gp_recursion *recursion, size_t l)
{
    const gp_problem_layer *shape = &recursion->problem->layers[l];
    const gp_recursion_layer *layer = &recursion->layers[l], *above = &layer[1];
    for (size_t i = 0; i < shape->shape.units; i++) {
        set_zero(recursion, &layer->delta[i], 1);
        for (size_t j = 0; j < shape[1].shape.units; j++)
            add_product(recursion, &layer->delta[i], &above->moved[j * shape[1].inputs + i], &above->delta[j]);
        multiply_slope(recursion, shape, &layer->a[i], &layer->delta[i]);
    }
}

/* dW_ji += delta_j a_i, and db_j += delta_j */
static void add_gradients(gp_recursion *recursion, size_t l, size_t sample)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    const gp_problem_layer *shape = &recursion->problem->layers[l];
    const gp_recursion_layer *layer = &recursion->layers[l];
    const gp_value *below = l > 0 ? layer[-1].a : sample_input(recursion, sample);
    for (size_t j = 0; j < shape->shape.units; j++) {
        for (size_t i = 0; i < shape->inputs; i++)
            add_product(recursion, &layer->dW[j * shape->inputs + i], &layer->delta[j], &below[i]);
        if (shape->shape.bias == GP_BIAS_NONE)
            continue;
        gp_value *db = &layer->db[shape->shape.bias == GP_BIAS_SHARED ? 0 : j];
        arithmetic->add(arithmetic, db, db, &layer->delta[j]);
    }
}

static void update_weights(gp_recursion *recursion, size_t l, gp_value *moved)
{
    const gp_recursion_layer *layer = &recursion->layers[l];
    for (size_t k = 0; k < weight_count(&recursion->problem->layers[l]); k++)
        descend(recursion, &moved[k], &layer->W[k], &layer->dW[k]);
}

static void backward(gp_recursion *recursion, size_t sample)
{
    const size_t last = recursion->problem->depth - 1;
    for (size_t l = last + 1; l-- > 0;) {
        if (l == last)
            output_delta(recursion, sample);
        else
            hidden_delta(recursion, l);
        add_gradients(recursion, l, sample);
        /* With one sample in a step its gradients are complete here. */
        if (carries_back_moved_weights(recursion->problem))
            update_weights(recursion, l, recursion->layers[l].moved);
    }
}

/* Makes means of sums. */
static void divide_gradients(gp_recursion *recursion, size_t samples)
{
    gp_arithmetic *arithmetic = recursion->arithmetic;
    for (size_t l = 0; l < recursion->problem->depth; l++) {
        const gp_problem_layer *shape = &recursion->problem->layers[l];
        const gp_recursion_layer *layer = &recursion->layers[l];
        for (size_t k = 0; k < weight_count(shape); k++)
            arithmetic->divide(arithmetic, &layer->dW[k], &layer->dW[k], samples);
        for (size_t k = 0; k < bias_count(shape); k++)
            arithmetic->divide(arithmetic, &layer->db[k], &layer->db[k], samples);
    }
}

static bool biases_move(const gp_problem *problem, size_t l)
{
    const bool hidden = l + 1 < problem->depth;
    return problem->layers[l].shape.bias_trained && !(hidden && gp_departs(problem->departures, GP_HIDDEN_BIASES_FROZEN));
}

static void update(gp_recursion *recursion)
{
    const gp_problem *problem = recursion->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_recursion_layer *layer = &recursion->layers[l];
        const bool by_layer_below =
            gp_departs(problem->departures, GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT) && l + 1 == problem->depth;
        const gp_value *db = by_layer_below ? layer[-1].db : layer->db;
        update_weights(recursion, l, layer->W);
        for (size_t k = 0; biases_move(problem, l) && k < bias_count(&problem->layers[l]); k++)
            descend(recursion, &layer->b[k], &layer->b[k], &db[k]);
    }
}

static const gp_value *value_at(const gp_recursion *recursion, const gp_place *place)
{
    if (place->quantity == GP_SAMPLE_LOSS)
        return recursion->loss;
    if (place->quantity == GP_EPOCH_ERROR)
        return recursion->error;
    const gp_recursion_layer *layer = &recursion->layers[place->layer - 1];
    const gp_value *const arrays[gp_quantity_count] = {
        [GP_WEIGHT] = layer->W,        [GP_BIAS] = layer->b,      [GP_NET_INPUT] = layer->z,
        [GP_ACTIVATED] = layer->a,     [GP_DELTA] = layer->delta, [GP_WEIGHT_GRADIENT] = layer->dW,
        [GP_BIAS_GRADIENT] = layer->db};
    const size_t row = gp_has_input(place->quantity) ? recursion->problem->layers[place->layer - 1].inputs : 1;
    return &arrays[place->quantity][place->unit * row + place->input];
}

/* Where in the list of wanted numbers the run is. */
typedef struct cursor {
    const gp_wanted *wanted;
    size_t next;
    size_t next_error;
} cursor;

static cursor cursor_at_start(const gp_wanted *wanted)
{
    cursor at = {.wanted = wanted};
    while (at.next_error < wanted->count && wanted->places[at.next_error].quantity != GP_EPOCH_ERROR)
        at.next_error++;
    return at;
}

static bool all_taken(const cursor *at)
{
    const gp_wanted *wanted = at->wanted;
    return at->next_error == wanted->count &&
           (at->next == wanted->count || wanted->places[at->next].quantity == GP_EPOCH_ERROR);
}

/* Takes the wanted numbers of one kind: of quantities that have a sample, those of this sample. */
static void take(const gp_recursion *recursion, cursor *at, size_t step, const gp_quantity first, const gp_quantity last,
                 size_t sample)
{
    const gp_wanted *wanted = at->wanted;
    for (; at->next < wanted->count; at->next++) {
        const gp_place *place = &wanted->places[at->next];
        if (place->step != step || place->quantity < first || place->quantity > last || place->sample != sample)
            break;
        recursion->arithmetic->copy(&wanted->values[at->next], value_at(recursion, place));
    }
}

static void take_error(const gp_recursion *recursion, cursor *at, size_t epoch)
{
    const gp_wanted *wanted = at->wanted;
    if (at->next_error < wanted->count && wanted->places[at->next_error].step == epoch)
        recursion->arithmetic->copy(&wanted->values[at->next_error++], recursion->error);
}

static void clear_gradients(gp_recursion *recursion)
{
    for (size_t l = 0; l < recursion->problem->depth; l++) {
        set_zero(recursion, recursion->layers[l].dW, weight_count(&recursion->problem->layers[l]));
        set_zero(recursion, recursion->layers[l].db, bias_count(&recursion->problem->layers[l]));
    }
}

static void pass(gp_recursion *recursion, cursor *at, size_t step, bool is_last)
{
    size_t count;
    const size_t first = gp_problem_step_samples(recursion->problem, step, &count);
    take(recursion, at, step, GP_WEIGHT, GP_BIAS, 0);
    clear_gradients(recursion);
    for (size_t sample = first; sample < first + count; sample++) {
        forward(recursion, sample);
        sample_loss(recursion, sample);
        add_deviations(recursion, sample);
        if (!is_last)
            backward(recursion, sample);
        take(recursion, at, step, GP_NET_INPUT, GP_INPUT_GRADIENT, sample);
    }
    if (recursion->problem->reduction == GP_MEAN)
        divide_gradients(recursion, count);
    take(recursion, at, step, GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT, 0);
}

bool gp_recursion_run(gp_recursion *recursion, const gp_wanted *wanted, const gp_onlooker *onlooker)
{
    const size_t steps = gp_problem_steps(recursion->problem), per_epoch = gp_problem_steps_per_epoch(recursion->problem);
    cursor at = cursor_at_start(wanted);
    for (size_t step = 0; !all_taken(&at); step++) {
        if (step % per_epoch == 0)
            set_zero(recursion, recursion->error, 1);
        pass(recursion, &at, step, step == steps);
        if (step == steps || (step + 1) % per_epoch == 0) {
            finish_error(recursion);
            take_error(recursion, &at, step / per_epoch);
        }
        if (onlooker && step < steps && !onlooker->step(onlooker->context, recursion, step))
            return false;
        update(recursion);
    }
    return true;
}
