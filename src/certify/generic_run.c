#include "certify/generic_run.h"

#include "certify/decimal.h"
#include "certify/generic_step.h"
#include <stdlib.h>

static size_t bias_count(const gp_problem_layer *layer)
{
    return gp_bias_count(&layer->shape);
}

static bool carries_back_moved_weights(const gp_problem *problem)
{
    return gp_departs(problem->departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
}

static bool clips(const gp_problem *problem)
{
    return problem->clipping != GP_CLIP_NONE;
}

/* Gives out the next values of the run's memory; only counts them while there is none. */
static gp_value *take_memory(gp_generic_run *run, size_t count)
{
    gp_value *values = run->memory ? run->memory + run->value_count : NULL;
    run->value_count += count;
    return values;
}

static size_t rate_count(const gp_problem *problem)
{
    return problem->rate_of_each_epoch ? problem->epochs : 1;
}

static void lay_out(gp_generic_run *run)
{
    const gp_problem *problem = run->problem;
    run->value_count = 0;
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_problem_layer *shape = &problem->layers[l];
        gp_generic_layer *layer = &run->layers[l];
        layer->W = take_memory(run, gp_generic_weight_count(shape));
        layer->b = take_memory(run, bias_count(shape));
        layer->alpha = take_memory(run, 1);
        layer->z = take_memory(run, shape->shape.units);
        layer->a = take_memory(run, shape->shape.units);
        layer->da = take_memory(run, shape->shape.units);
        layer->slope = take_memory(run, shape->shape.units);
        layer->delta = take_memory(run, shape->shape.units);
        layer->dW = take_memory(run, gp_generic_weight_count(shape));
        layer->db = take_memory(run, bias_count(shape));
        layer->dW_clipped = clips(problem) ? take_memory(run, gp_generic_weight_count(shape)) : layer->dW;
        layer->db_clipped = clips(problem) ? take_memory(run, bias_count(shape)) : layer->db;
        for (size_t m = 0; m < gp_update_definitions[problem->update].moments; m++) {
            layer->W_moments[m] = take_memory(run, gp_generic_weight_count(shape));
            layer->b_moments[m] = take_memory(run, bias_count(shape));
        }
        layer->W_change = take_memory(run, gp_generic_weight_count(shape));
        layer->b_change = take_memory(run, bias_count(shape));
        layer->back = carries_back_moved_weights(problem) ? take_memory(run, gp_generic_weight_count(shape)) : layer->W;
    }
    run->x = take_memory(run, problem->samples * problem->inputs);
    run->t = take_memory(run, problem->samples * problem->outputs);
    run->rates = take_memory(run, rate_count(problem));
    gp_value **const single[] = {&run->loss_factor, &run->error_factor, &run->beta1_power, &run->beta2_power, &run->loss,
                                 &run->sum,         &run->error,        &run->term,        &run->asked,       &run->descended,
                                 &run->clip_limit,  &run->clip_factor,  &run->penalties};
    for (size_t k = 0; k < sizeof single / sizeof *single; k++)
        *single[k] = take_memory(run, 1);
    for (size_t k = 0; k < gp_rule_number_count; k++)
        run->rule_numbers[k] = take_memory(run, 1);
}

static bool read_inputs(gp_generic_run *run, const char *const *texts, size_t count, gp_value *values, gp_message *message)
{
    fmpq_t number;
    fmpq_init(number);
    bool read = true;
    for (size_t k = 0; read && k < count; k++) {
        read = gp_rational_read(number, texts[k]) ||
               gp_message_set(message, "expected an exponent of at most %d, found \"%s\"", gp_most_exponent, texts[k]);
        run->calculus->arithmetic->input(run->calculus->arithmetic, &values[k], number);
    }
    fmpq_clear(number);
    return read;
}

static bool read_rule_numbers(gp_generic_run *run, gp_message *message)
{
    const char *const *texts = run->problem->rule_numbers;
    for (size_t k = 0; k < gp_rule_number_count; k++)
        if (texts[k] && !read_inputs(run, &texts[k], 1, run->rule_numbers[k], message))
            return false;
    return true;
}

static bool read_problem(gp_generic_run *run, gp_message *message)
{
    const gp_problem *problem = run->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_problem_layer *layer = &problem->layers[l];
        if (!read_inputs(run, layer->W, gp_generic_weight_count(layer), run->layers[l].W, message) ||
            !read_inputs(run, layer->b, bias_count(layer), run->layers[l].b, message) ||
            !read_inputs(run, &layer->alpha, layer->alpha ? 1 : 0, run->layers[l].alpha, message))
            return false;
    }
    return read_inputs(run, problem->x, problem->samples * problem->inputs, run->x, message) &&
           read_inputs(run, problem->t, problem->samples * problem->outputs, run->t, message) &&
           read_inputs(run, &problem->loss_factor, 1, run->loss_factor, message) &&
           read_inputs(run, &problem->error_factor, 1, run->error_factor, message) &&
           read_inputs(run, problem->rates, rate_count(problem), run->rates, message) &&
           read_inputs(run, &problem->clip_limit, clips(problem) ? 1 : 0, run->clip_limit, message) &&
           read_rule_numbers(run, message);
}

bool gp_generic_run_create(const gp_problem *problem, gp_calculus *calculus, gp_generic_run *run, gp_message *message)
{
    *run = (gp_generic_run){.problem = problem, .calculus = calculus};
    run->layers = calloc(problem->depth, sizeof *run->layers);
    if (run->layers) {
        lay_out(run);
        run->memory = calloc(run->value_count, sizeof *run->memory);
    }
    if (!run->memory) {
        gp_generic_run_free(run);
        return gp_message_set(message, "expected memory for the numbers of a step, found none left");
    }
    lay_out(run);
    for (size_t k = 0; k < run->value_count; k++)
        calculus->arithmetic->init(&run->memory[k]);
    calculus->arithmetic->copy(run->beta1_power, &calculus->arithmetic->one);
    calculus->arithmetic->copy(run->beta2_power, &calculus->arithmetic->one);
    if (read_problem(run, message))
        return true;
    gp_generic_run_free(run);
    return false;
}

void gp_generic_run_free(gp_generic_run *run)
{
    for (size_t k = 0; run->memory && k < run->value_count; k++)
        run->calculus->arithmetic->clear(&run->memory[k]);
    free(run->memory);
    free(run->layers);
    *run = (gp_generic_run){0};
}

static size_t moment_index(const gp_generic_run *run, gp_quantity quantity)
{
    return gp_moment_index(gp_quantities[quantity].moment, gp_update_definitions[run->problem->update].moments);
}

static const gp_value *value_at(const gp_generic_run *run, const gp_place *place)
{
    const gp_generic_layer *layer = place->layer > 0 ? &run->layers[place->layer - 1] : NULL;
    const size_t weight = layer ? place->unit * run->problem->layers[place->layer - 1].inputs + place->input : 0;
    switch (place->quantity) {
    case GP_WEIGHT:
        return &layer->W[weight];
    case GP_BIAS:
        return &layer->b[place->unit];
    case GP_NET_INPUT:
        return &layer->z[place->unit];
    case GP_ACTIVATED:
        return &layer->a[place->unit];
    case GP_OUTPUT_LOSS:
        return gp_generic_output_loss(run, place->sample, place->unit);
    case GP_SAMPLE_LOSS:
        return run->loss;
    case GP_ACTIVATION_GRADIENT:
        return &layer->da[place->unit];
    case GP_SLOPE:
        return &layer->slope[place->unit];
    case GP_DELTA:
        return &layer->delta[place->unit];
    case GP_INPUT_GRADIENT:
        return gp_generic_input_gradient(run, place->input);
    case GP_WEIGHT_GRADIENT:
        return &layer->dW[weight];
    case GP_BIAS_GRADIENT:
        return &layer->db[place->unit];
    case GP_WEIGHT_CLIPPED:
        return &layer->dW_clipped[weight];
    case GP_BIAS_CLIPPED:
        return &layer->db_clipped[place->unit];
    case GP_WEIGHT_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
    case GP_WEIGHT_SECOND_MOMENT:
    case GP_WEIGHT_FIRST_CORRECTED:
    case GP_WEIGHT_SECOND_CORRECTED:
        return &layer->W_moments[moment_index(run, place->quantity)][weight];
    case GP_BIAS_VELOCITY:
    case GP_BIAS_FIRST_MOMENT:
    case GP_BIAS_SECOND_MOMENT:
    case GP_BIAS_FIRST_CORRECTED:
    case GP_BIAS_SECOND_CORRECTED:
        return &layer->b_moments[moment_index(run, place->quantity)][place->unit];
    case GP_WEIGHT_CHANGE:
        return &layer->W_change[weight];
    case GP_BIAS_CHANGE:
        return &layer->b_change[place->unit];
    case GP_EPOCH_ERROR:
        return run->error;
    }
    return NULL;
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

/* Takes the wanted numbers of some quantities: of those that have a sample, the numbers of this sample. */
static void take(const gp_generic_run *run, cursor *at, size_t step, gp_quantity first, gp_quantity last, size_t sample)
{
    const gp_wanted *wanted = at->wanted;
    for (; at->next < wanted->count; at->next++) {
        const gp_place *place = &wanted->places[at->next];
        if (place->step != step || place->quantity < first || place->quantity > last || place->sample != sample)
            break;
        run->calculus->arithmetic->copy(&wanted->values[at->next], value_at(run, place));
    }
}

static void take_error(const gp_generic_run *run, cursor *at, size_t epoch)
{
    const gp_wanted *wanted = at->wanted;
    if (at->next_error < wanted->count && wanted->places[at->next_error].step == epoch)
        run->calculus->arithmetic->copy(&wanted->values[at->next_error++], run->error);
}

/* The samples of a step go forward, and back where it is not the last; false where the observer ended the run. */
static bool pass(gp_generic_run *run, cursor *at, const gp_generic_observer *observer, size_t step, bool is_last)
{
    size_t count;
    const size_t first = gp_problem_step_samples(run->problem, step, &count);
    take(run, at, step, GP_WEIGHT, GP_BIAS, 0);
    gp_generic_clear_gradients(run);
    gp_generic_add_penalties(run, count);
    for (size_t sample = first; sample < first + count; sample++) {
        gp_generic_forward(run, sample);
        if (!is_last) {
            gp_generic_backward(run, sample);
            if (observer && !observer->sample(observer->context, run, step, sample))
                return false;
        }
        take(run, at, step, GP_NET_INPUT, GP_INPUT_GRADIENT, sample);
    }
    gp_generic_reduce_gradients(run, count);
    take(run, at, step, GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT, 0);
    gp_generic_clip_gradients(run);
    take(run, at, step, GP_WEIGHT_CLIPPED, GP_BIAS_CLIPPED, 0);
    return is_last || !observer || observer->gradients(observer->context, run, step);
}

/* The pass after the last step goes on with the last rate, of which nobody takes anything. */
static const gp_value *rate_of_epoch(const gp_generic_run *run, size_t epoch)
{
    const size_t last = rate_count(run->problem) - 1;
    return &run->rates[epoch < last ? epoch : last];
}

bool gp_generic_run_through(gp_generic_run *run, const gp_wanted *wanted, const gp_generic_observer *observer)
{
    const size_t steps = gp_problem_steps(run->problem), per_epoch = gp_problem_steps_per_epoch(run->problem);
    cursor at = cursor_at_start(wanted);
    for (size_t step = 0; !all_taken(&at); step++) {
        if (step % per_epoch == 0) {
            run->calculus->arithmetic->whole(run->calculus->arithmetic, run->error, 0);
            run->calculus->arithmetic->whole(run->calculus->arithmetic, run->penalties, 0);
            run->rate = rate_of_epoch(run, step / per_epoch);
        }
        if (!pass(run, &at, observer, step, step == steps))
            return false;
        if (step == steps || (step + 1) % per_epoch == 0) {
            gp_generic_reduce_error(run);
            take_error(run, &at, step / per_epoch);
        }
        gp_generic_update(run);
        take(run, &at, step, GP_WEIGHT_VELOCITY, GP_BIAS_CHANGE, 0);
    }
    return true;
}
