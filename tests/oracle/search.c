#define _POSIX_C_SOURCE 200809L /* for open_memstream() */
#include "oracle/search.h"

#include "oracle/golden_answer.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Mistakes, each written out once more with indices: a right answer gets the numbers of a wrong formula, made of the answer's
   other numbers. */

static double at(const answered *it, gp_quantity quantity, size_t step, size_t sample, size_t layer, size_t unit, size_t input)
{
    if (layer == 0 && quantity == GP_ACTIVATED)
        return (double)gp_number_long(it->the_case.problem.x[sample * it->the_case.problem.inputs + unit]);
    const gp_place place = {quantity, step, sample, layer, unit, input};
    return answer_at(&it->the_case, &it->answer, &place);
}

static const gp_problem *problem_of(const answered *it)
{
    return &it->the_case.problem;
}

static const gp_layer_shape *shape(const answered *it, size_t layer)
{
    return &problem_of(it)->layers[layer - 1].shape;
}

static double rate(const answered *it)
{
    return (double)gp_number_long(problem_of(it)->rates[0]);
}

/* The samples of a step, from the first one to before the end. */
static size_t samples(const answered *it, size_t step, size_t *end)
{
    size_t count;
    const size_t first = gp_problem_step_samples(problem_of(it), step, &count);
    *end = first + count;
    return first;
}

/* The sum over the samples of a step of delta_j times a number of the layer below. */
static double outer(const answered *it, const gp_place *p, gp_quantity below, size_t layer, size_t unit)
{
    size_t end;
    double sum = 0;
    for (size_t s = samples(it, p->step, &end); s < end; s++)
        sum += at(it, GP_DELTA, p->step, s, p->layer, p->unit, 0) * at(it, below, p->step, s, layer, unit, 0);
    return sum;
}

static double gradient_of_net_input(const answered *it, const gp_place *p)
{
    return outer(it, p, p->layer == 1 ? GP_ACTIVATED : GP_NET_INPUT, p->layer - 1, p->input);
}

static double gradient_of_own_activation(const answered *it, const gp_place *p)
{
    return outer(it, p, GP_ACTIVATED, p->layer, p->unit);
}

static double gradient_of_turned_inputs(const answered *it, const gp_place *p)
{
    return outer(it, p, GP_ACTIVATED, p->layer - 1, problem_of(it)->layers[p->layer - 1].inputs - 1 - p->input);
}

static double gradient_of_first_sample(const answered *it, const gp_place *p)
{
    size_t end;
    double sum = 0;
    const size_t first = samples(it, p->step, &end);
    for (size_t s = first; s < end; s++)
        sum += at(it, GP_DELTA, p->step, s, p->layer, p->unit, 0) *
               at(it, GP_ACTIVATED, p->step, first, p->layer - 1, p->input, 0);
    return sum;
}

static double sum_for_mean(const answered *it, const gp_place *p)
{
    return outer(it, p, GP_ACTIVATED, p->layer - 1, p->input);
}

static double mean_of_whole_batch(const answered *it, const gp_place *p)
{
    return sum_for_mean(it, p) / (double)problem_of(it)->batch;
}

static double mean_of_batch(const answered *it, const gp_place *p)
{
    size_t end;
    const size_t first = samples(it, p->step, &end);
    return sum_for_mean(it, p) / (double)(end - first);
}

/* The answer's numbers before are changed already: each holds all that came before it. */
static double mean_added_to_mean(const answered *it, const gp_place *p)
{
    const double before = p->step == 0 ? 0 : at(it, GP_WEIGHT_GRADIENT, p->step - 1, 0, p->layer, p->unit, p->input);
    return before + mean_of_batch(it, p);
}

static double back(const answered *it, const gp_place *p, bool raw, bool transposed, bool updated)
{
    const size_t layer = p->layer + 1, step = p->step + updated;
    if (p->layer == problem_of(it)->depth)
        return at(it, GP_ACTIVATION_GRADIENT, p->step, p->sample, p->layer, p->unit, 0);
    double sum = 0;
    for (size_t k = 0; k < shape(it, layer)->units; k++)
        sum +=
            at(it, GP_WEIGHT, step, 0, layer, transposed ? p->unit : k, transposed ? k : p->unit) *
            (at(it, GP_DELTA, p->step, p->sample, layer, k, 0) / (raw ? at(it, GP_SLOPE, p->step, p->sample, layer, k, 0) : 1));
    return sum;
}

static double raw_error_down(const answered *it, const gp_place *p)
{
    return back(it, p, true, false, false);
}

static double back_transposed(const answered *it, const gp_place *p)
{
    return back(it, p, false, true, false);
}

static double back_by_updated(const answered *it, const gp_place *p)
{
    return back(it, p, false, false, true);
}

static double without_slope(const answered *it, const gp_place *p)
{
    return at(it, GP_ACTIVATION_GRADIENT, p->step, p->sample, p->layer, p->unit, 0);
}

static double hidden_without_slope(const answered *it, const gp_place *p)
{
    const double da = without_slope(it, p);
    return p->layer < problem_of(it)->depth ? da : da * at(it, GP_SLOPE, p->step, p->sample, p->layer, p->unit, 0);
}

static double always_the_sigmoids_slope(const answered *it, const gp_place *p)
{
    const double a = at(it, GP_ACTIVATED, p->step, p->sample, p->layer, p->unit, 0);
    return a * (1 - a);
}

static double slope_at_the_net_input(const answered *it, const gp_place *p)
{
    const double z = at(it, GP_NET_INPUT, p->step, p->sample, p->layer, p->unit, 0);
    return shape(it, p->layer)->activation == GP_SIGMOID ? z * (1 - z) : 1;
}

static double last_delta(const answered *it, const gp_place *p)
{
    size_t end;
    const size_t first = samples(it, p->step, &end);
    return at(it, GP_DELTA, p->step, end - 1, p->layer, p->unit, 0) / (double)(end - first);
}

static double bias_for_its_gradient(const answered *it, const gp_place *p)
{
    return -rate(it) * at(it, GP_BIAS, p->step, 0, p->layer, p->unit, 0);
}

static double frozen_bias_moves(const answered *it, const gp_place *p)
{
    return -rate(it) * at(it, GP_BIAS_GRADIENT, p->step, 0, p->layer, p->unit, 0);
}

static double rate_twice(const answered *it, const gp_place *p)
{
    return -rate(it) * rate(it) * at(it, GP_WEIGHT_GRADIENT, p->step, 0, p->layer, p->unit, p->input);
}

static double upwards(const answered *it, const gp_place *p)
{
    if (p->step == 0)
        return at(it, GP_WEIGHT, 0, 0, p->layer, p->unit, p->input);
    return at(it, GP_WEIGHT, p->step - 1, 0, p->layer, p->unit, p->input) -
           at(it, GP_WEIGHT_CHANGE, p->step - 1, 0, p->layer, p->unit, p->input);
}

static double bias_twice(const answered *it, const gp_place *p)
{
    double z = 2 * at(it, GP_BIAS, p->step, 0, p->layer, p->unit, 0);
    for (size_t i = 0; i < problem_of(it)->layers[p->layer - 1].inputs; i++)
        z += at(it, GP_WEIGHT, p->step, 0, p->layer, p->unit, i) * at(it, GP_ACTIVATED, p->step, p->sample, p->layer - 1, i, 0);
    return z;
}

static double tanh_for_sigmoid(const answered *it, const gp_place *p)
{
    const double z = at(it, GP_NET_INPUT, p->step, p->sample, p->layer, p->unit, 0);
    return shape(it, p->layer)->activation == GP_SIGMOID ? tanh(z) : z;
}

static double loss_of_absolutes(const answered *it, const gp_place *p)
{
    double sum = 0;
    for (size_t j = 0; j < problem_of(it)->outputs; j++)
        sum += fabs(at(it, GP_ACTIVATED, p->step, p->sample, problem_of(it)->depth, j, 0) -
                    (double)gp_number_long(problem_of(it)->t[p->sample * problem_of(it)->outputs + j]));
    return (double)gp_number_long(problem_of(it)->loss_factor) * sum;
}

static double sum_from_one(const answered *it, const gp_place *p)
{
    size_t end;
    double sum = 1;
    for (size_t s = samples(it, p->step, &end); s < end; s++)
        sum += at(it, GP_DELTA, p->step, s, p->layer, p->unit, 0);
    return sum;
}

static double loss_of_factors_added(const answered *it, const gp_place *p)
{
    double sum = 0;
    for (size_t j = 0; j < problem_of(it)->outputs; j++) {
        const double off = at(it, GP_ACTIVATED, p->step, p->sample, problem_of(it)->depth, j, 0) -
                           (double)gp_number_long(problem_of(it)->t[p->sample * problem_of(it)->outputs + j]);
        sum += (double)gp_number_long(problem_of(it)->loss_factor) + off * off;
    }
    return sum;
}

/* (a - t) (a + t) for a square */
static double loss_of_products(const answered *it, const gp_place *p)
{
    double sum = 0;
    for (size_t j = 0; j < problem_of(it)->outputs; j++) {
        const double a = at(it, GP_ACTIVATED, p->step, p->sample, problem_of(it)->depth, j, 0),
                     t = (double)gp_number_long(problem_of(it)->t[p->sample * problem_of(it)->outputs + j]);
        sum += (a - t) * (a + t);
    }
    return (double)gp_number_long(problem_of(it)->loss_factor) * sum;
}

static double error_of_sums(const answered *it, const gp_place *p)
{
    const gp_problem *problem = problem_of(it);
    const size_t steps = (problem->samples + problem->batch - 1) / problem->batch;
    double sum = 0;
    for (size_t s = 0; s < problem->samples; s++)
        for (size_t j = 0; j < problem->outputs; j++) {
            const size_t step = p->step * steps + (p->step < problem->epochs ? s / problem->batch : 0);
            const double off = at(it, GP_ACTIVATED, step, s, problem->depth, j, 0) +
                               (double)gp_number_long(problem->t[s * problem->outputs + j]);
            sum += off * off;
        }
    return (double)gp_number_long(problem->error_factor) * sum / (double)(problem->samples * problem->outputs);
}

/* Half of what decays, times a square. */
static double cost(const answered *it, gp_rule_number decay, double parameter)
{
    const char *number = problem_of(it)->rule_numbers[decay];
    return number ? (double)gp_number_long(number) / 2 * parameter * parameter : 0;
}

/* The penalty is subtracted: the mean over the samples of what the parameters cost. */
static double error_less_penalty(const answered *it, const gp_place *p)
{
    const gp_problem *problem = problem_of(it);
    const size_t steps = gp_problem_steps_per_epoch(problem);
    double penalty = 0;
    for (size_t s = 0; s < problem->samples; s++) {
        const size_t step = p->step * steps + (p->step < problem->epochs ? s / problem->batch : 0);
        for (size_t l = 1; l <= problem->depth; l++) {
            const gp_problem_layer *layer = &problem->layers[l - 1];
            for (size_t j = 0; j < layer->shape.units; j++)
                for (size_t i = 0; i < layer->inputs; i++)
                    penalty += cost(it, GP_NUMBER_WEIGHT_DECAY, at(it, GP_WEIGHT, step, 0, l, j, i));
            for (size_t j = 0; j < gp_bias_count(&layer->shape); j++)
                penalty += cost(it, GP_NUMBER_BIAS_DECAY, at(it, GP_BIAS, step, 0, l, j, 0));
        }
    }
    return (double)gp_number_long(gp_case_expectation(&it->the_case, p)->exact) - 2 * penalty / (double)problem->samples;
}

static double mean_to_three_decimals(const answered *it, const gp_place *p)
{
    size_t end;
    const size_t first = samples(it, p->step, &end);
    return nearbyint(1000 * (sum_for_mean(it, p) / (double)(end - first))) / 1000;
}

static double mean_in_float(const answered *it, const gp_place *p)
{
    size_t end;
    const size_t first = samples(it, p->step, &end);
    return (double)(float)(sum_for_mean(it, p) / (double)(end - first));
}

static double batch_of_one_twice_with_other_sign(const answered *it, const gp_place *p)
{
    size_t end;
    const size_t first = samples(it, p->step, &end);
    return (end - first == 1 ? -2 : 1) * sum_for_mean(it, p) / (double)(end - first);
}

static double first_step_twice(const answered *it, const gp_place *p)
{
    return (p->step == 0 ? 2 : 1) * at(it, GP_ACTIVATION_GRADIENT, p->step, p->sample, p->layer, p->unit, 0) *
           at(it, GP_SLOPE, p->step, p->sample, p->layer, p->unit, 0);
}

/* A loop over units that begins with 1: what is not computed stays 0. */
static double none_of_first_unit(const answered *it, const gp_place *p)
{
    return p->unit == 0 ? 0 : outer(it, p, GP_ACTIVATED, p->layer - 1, p->input);
}

/* A loop over inputs that begins with 1, where what is added up begins anew. */
static double first_input_goes_on(const answered *it, const gp_place *p)
{
    double sum = 0;
    for (gp_place at = {GP_WEIGHT_GRADIENT, p->input == 0 ? 0 : p->step, 0, p->layer, p->unit, p->input}; at.step <= p->step;
         at.step++)
        sum += outer(it, &at, GP_ACTIVATED, p->layer - 1, p->input);
    return sum;
}

/* l for i where means are set back: all others go on. */
static double cleared_at_layer_number(const answered *it, const gp_place *p)
{
    return p->input == p->layer ? mean_of_batch(it, p) : mean_added_to_mean(it, p);
}

/* i for j, where layers have other sizes: past the end of the shorter one there is 0. */
static double delta_of_input(const answered *it, const gp_place *p)
{
    gp_place other = *p;
    other.unit = p->input;
    return p->input < shape(it, p->layer)->units ? outer(it, &other, GP_ACTIVATED, p->layer - 1, p->input) : 0;
}

/* The number of the layer for that of a unit. */
static double delta_of_layer_number(const answered *it, const gp_place *p)
{
    gp_place other = *p;
    other.unit = p->layer;
    return p->layer < shape(it, p->layer)->units ? outer(it, &other, GP_ACTIVATED, p->layer - 1, p->input) : 0;
}

/* j for l: b[j][j], of arrays with room. */
static double bias_of_layer_by_unit(const answered *it, const gp_place *p)
{
    const size_t l = p->unit;
    const bool is_there =
        l >= 1 && l <= problem_of(it)->depth && p->unit < shape(it, l)->units && shape(it, l)->bias != GP_BIAS_NONE;
    double z = is_there ? at(it, GP_BIAS, p->step, 0, l, p->unit, 0) : 0;
    for (size_t i = 0; i < problem_of(it)->layers[p->layer - 1].inputs; i++)
        z += at(it, GP_WEIGHT, p->step, 0, p->layer, p->unit, i) * at(it, GP_ACTIVATED, p->step, p->sample, p->layer - 1, i, 0);
    return z;
}

/* What the sample before has left of it in the place of the output: nothing at first. */
static double gradient_left_over(const answered *it, const gp_place *p)
{
    const gp_problem *problem = problem_of(it);
    size_t end, end_before = 0;
    const size_t first = samples(it, p->step, &end);
    double left = 0;
    if (p->layer < problem->depth)
        return at(it, GP_ACTIVATION_GRADIENT, p->step, p->sample, p->layer, p->unit, 0);
    if (p->sample > first)
        left = at(it, GP_ACTIVATION_GRADIENT, p->step, p->sample - 1, p->layer, p->unit, 0);
    else if (p->step > 0) {
        samples(it, p->step - 1, &end_before);
        left = at(it, GP_ACTIVATION_GRADIENT, p->step - 1, end_before - 1, p->layer, p->unit, 0);
    }
    return 2 * (double)gp_number_long(problem->loss_factor) *
           (left - (double)gp_number_long(problem->t[p->sample * problem->outputs + p->unit]));
}

static double decay_not_asked_for(const answered *it, const gp_place *p)
{
    return -rate(it) * (at(it, GP_WEIGHT_GRADIENT, p->step, 0, p->layer, p->unit, p->input) +
                        at(it, GP_WEIGHT, p->step, 0, p->layer, p->unit, p->input));
}

/* i for j where a gradient is written. */
static double gradient_on_diagonal(const answered *it, const gp_place *p)
{
    double sum = 0;
    for (size_t j = 0; p->unit == p->input && j < shape(it, p->layer)->units; j++) {
        const gp_place from = {GP_WEIGHT_GRADIENT, p->step, 0, p->layer, j, p->input};
        sum += outer(it, &from, GP_ACTIVATED, p->layer - 1, p->input);
    }
    return sum;
}

/* l for j where a bias is moved. */
static double biases_of_layer_number(const answered *it, const gp_place *p)
{
    if (p->step == 0)
        return at(it, GP_BIAS, 0, 0, p->layer, p->unit, 0);
    double sum = at(it, GP_BIAS, p->step - 1, 0, p->layer, p->unit, 0);
    for (size_t j = 0; p->unit == p->layer && j < shape(it, p->layer)->units; j++)
        sum += at(it, GP_BIAS_CHANGE, p->step - 1, 0, p->layer, j, 0);
    return sum;
}

static double weights_of_diagonal(const answered *it, const gp_place *p)
{
    const size_t units = shape(it, p->layer)->units;
    double z = at(it, GP_BIAS, p->step, 0, p->layer, p->unit, 0);
    for (size_t i = 0; i < problem_of(it)->layers[p->layer - 1].inputs && i < units; i++)
        z += at(it, GP_WEIGHT, p->step, 0, p->layer, i, i) * at(it, GP_ACTIVATED, p->step, p->sample, p->layer - 1, i, 0);
    return z;
}

/* The loss of the layer below, as far as it goes. */
static double loss_of_layer_below(const answered *it, const gp_place *p)
{
    const gp_problem *problem = problem_of(it);
    double sum = 0;
    for (size_t j = 0; j < problem->layers[problem->depth - 1].inputs && j < problem->outputs; j++) {
        const double off = at(it, GP_ACTIVATED, p->step, p->sample, problem->depth - 1, j, 0) -
                           (double)gp_number_long(problem->t[p->sample * problem->outputs + j]);
        sum += off * off;
    }
    return (double)gp_number_long(problem->loss_factor) * sum;
}

static const struct mistake {
    const char *case_id;
    gp_quantity quantity;
    double (*formula)(const answered *it, const gp_place *place);
    const char *words; /* what is found first */
} mistakes[] = {
    {"deep-regression", GP_WEIGHT_GRADIENT, gradient_of_net_input,
     "dW of layers 2, 3 and 4 is Σ delta_j z_i, and should be Σ delta_j a_i"},
    {"deep-regression", GP_WEIGHT_GRADIENT, gradient_of_own_activation,
     "dW of layers 1, 2, 3 and 4 is Σ delta_j a_j, and should be Σ delta_j a_i"},
    {"deep-regression", GP_WEIGHT_GRADIENT, gradient_of_turned_inputs,
     "dW of layers 1, 2, 3 and 4 is Σ delta_j (a_i with i from the last one down), and should be Σ delta_j a_i"},
    {"deep-regression", GP_WEIGHT_GRADIENT, gradient_of_first_sample,
     "dW of layers 1, 2, 3 and 4 is Σ delta_j (a_i of the first sample), and should be Σ delta_j a_i"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, sum_for_mean,
     "dW of layers 1 and 2 is Σ delta_j a_i, and should be (Σ delta_j a_i) / (samples of the step)"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, mean_of_whole_batch,
     "dW of layers 1 and 2 is (Σ delta_j a_i) / (batch size), and should be (Σ delta_j a_i) / (samples of the step)"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, mean_added_to_mean,
     "dW of layers 1 and 2 is the sum over this step and all before it of (Σ delta_j a_i) / (samples of the step), and should "
     "be "
     "(Σ delta_j a_i) / (samples of the step)"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, mean_to_three_decimals,
     "dW of layers 1 and 2 is (Σ delta_j a_i) / (samples of the step), rounded to 3 decimals, and should be (Σ delta_j a_i) / "
     "(samples of the step)"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, mean_in_float,
     "dW of layers 1 and 2 is float((Σ delta_j a_i) / (samples of the step)), and should be (Σ delta_j a_i) / (samples of the "
     "step)"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, batch_of_one_twice_with_other_sign,
     "dW of layers 1 and 2 is -2 ((Σ delta_j a_i) / (samples of the step)) (only in batches of one), and should be (Σ delta_j "
     "a_i) / (samples of the step)"},
    {"deep-regression", GP_DELTA, first_step_twice,
     "delta of layers 1, 2, 3 and 4 is 2 (dE/da_j f'(z_j)) (only in the first step), and should be dE/da_j f'(z_j)"},
    {"deep-regression", GP_WEIGHT_GRADIENT, none_of_first_unit,
     "dW of layers 1, 2, 3 and 4 is 0 (only of the first unit), and should be Σ delta_j a_i"},
    {"deep-regression", GP_WEIGHT_GRADIENT, first_input_goes_on,
     "dW of layers 1, 2, 3 and 4 is (the sum over this step and all before it of Σ delta_j a_i) (only of the first input), and "
     "should be Σ delta_j a_i"},
    {"deep-regression", GP_WEIGHT_GRADIENT, delta_of_input,
     "dW of layers 1, 2, 3 and 4 is Σ (delta_i of this layer, 0 past the end) a_i, and should be Σ delta_j a_i"},
    {"deep-regression", GP_WEIGHT_GRADIENT, delta_of_layer_number,
     "dW of layers 1, 2, 3 and 4 is Σ (delta_l with l the number of the layer, 0 past the end) a_i, and should be Σ delta_j "
     "a_i"},
    {"minibatch-mean", GP_NET_INPUT, weights_of_diagonal,
     "z of layers 1 and 2 is (Σ_i (W_ii, 0 past the end) a_i) + b_j, and should be (Σ_i W_ji a_i) + b_j"},
    {"deep-regression", GP_ACTIVATION_GRADIENT, raw_error_down,
     "da of layers 1, 2 and 3 is Σ_k W_kj (delta_k / f'(z_k)), and should be Σ_k W_kj delta_k"},
    {"square", GP_ACTIVATION_GRADIENT, back_transposed, "da of layer 1 is Σ_k W_jk delta_k, and should be Σ_k W_kj delta_k"},
    {"online-samples", GP_ACTIVATION_GRADIENT, back_by_updated,
     "da of layer 1 is Σ_k (W_kj after the update) delta_k, and should be Σ_k W_kj delta_k"},
    {"deep-regression", GP_DELTA, without_slope, "delta of layers 1, 2, 3 and 4 is dE/da_j, and should be dE/da_j f'(z_j)"},
    {"samsel-general", GP_DELTA, hidden_without_slope, "delta of layer 1 is dE/da_j, and should be dE/da_j f'(z_j)"},
    {"deep-regression", GP_SLOPE, always_the_sigmoids_slope, "slope of layer 4 is a_j (1 - a_j), and should be 1"},
    {"deep-regression", GP_SLOPE, slope_at_the_net_input,
     "slope of layers 1, 2 and 3 is z_j (1 - z_j), and should be a_j (1 - a_j)"},
    {"minibatch-mean", GP_BIAS_GRADIENT, last_delta,
     "db of layers 1 and 2 is (Σ (last term only) delta_j) / (samples of the step), and should be (Σ delta_j) / (samples of "
     "the "
     "step)"},
    {"minibatch-mean", GP_BIAS_CHANGE, bias_for_its_gradient,
     "b_change of layers 1 and 2 is -rate b_j, and should be -rate db_j"},
    {"deep-regression", GP_BIAS_CHANGE, frozen_bias_moves, "b_change of layer 3 is -rate db_j, and should be 0"},
    {"minibatch-mean", GP_WEIGHT_CHANGE, rate_twice,
     "W_change of layers 1 and 2 is -(rate)^2 dW_ji, and should be -rate dW_ji"},
    {"minibatch-mean", GP_WEIGHT, upwards,
     "W of layers 1 and 2 is W_ji - (change of W_ji), and should be W_ji + (change of W_ji)"},
    {"minibatch-mean", GP_NET_INPUT, bias_twice,
     "z of layers 1 and 2 is (Σ_i W_ji a_i) + 2 b_j, and should be (Σ_i W_ji a_i) + b_j"},
    {"minibatch-mean", GP_ACTIVATED, tanh_for_sigmoid, "a of layers 1 and 2 is tanh(z_j), and should be sigmoid(z_j)"},
    {"minibatch-mean", GP_SAMPLE_LOSS, loss_of_absolutes,
     "loss is (loss factor) Σ_j |a_j - t_j|, and should be (loss factor) Σ_j (a_j - t_j)^2"},
    {"three-outputs", GP_NET_INPUT, bias_of_layer_by_unit,
     "z of layers 1, 2 and 3 is (Σ_i W_ji a_i) + (b_j of layer j, 0 past the end), and should be (Σ_i W_ji a_i) + b_j"},
    {"three-outputs", GP_ACTIVATION_GRADIENT, gradient_left_over,
     "da of layer 3 is 2 (loss factor) ((dE/da_j left over from the sample before, 0 at first) - t_j), and should be 2 (loss "
     "factor) (a_j - t_j)"},
    {"minibatch-mean", GP_WEIGHT_CHANGE, decay_not_asked_for,
     "W_change of layers 1 and 2 is -rate (dW_ji + W_ji), and should be -rate dW_ji"},
    {"deep-regression", GP_WEIGHT_GRADIENT, gradient_on_diagonal,
     "dW of layers 1, 2, 3 and 4 is Σ_j Σ delta_j a_i where i = j, and 0 elsewhere, and should be Σ delta_j a_i"},
    {"three-outputs", GP_BIAS, biases_of_layer_number,
     "b of layers 1, 2 and 3 is b_j + Σ_j (change of b_j) of the unit with the number of the layer, and b_j elsewhere, and "
     "should be b_j + (change of b_j)"},
    {"tanh", GP_BIAS_GRADIENT, sum_from_one, "db of layers 1 and 2 is (Σ delta_j) + 1, and should be Σ delta_j"},
    {"minibatch-mean", GP_SAMPLE_LOSS, loss_of_factors_added,
     "loss is Σ_j ((loss factor) + (a_j - t_j)^2), and should be (loss factor) Σ_j (a_j - t_j)^2"},
    {"minibatch-mean", GP_WEIGHT_GRADIENT, cleared_at_layer_number,
     "dW of layers 1 and 2 is (the sum over this step and all before it of (Σ delta_j a_i) / (samples of the step)) (only of "
     "all inputs but that with the number of the layer), and should be (Σ delta_j a_i) / (samples of the step)"},
    {"minibatch-mean", GP_SAMPLE_LOSS, loss_of_products,
     "loss is (loss factor) Σ_j (a_j + t_j) (a_j - t_j), and should be (loss factor) Σ_j (a_j - t_j)^2"},
    {"three-outputs", GP_SAMPLE_LOSS, loss_of_layer_below,
     "loss is (loss factor) Σ_j ((a_j of the layer below, nothing past the end) - t_j)^2, and should be (loss factor) Σ_j (a_j "
     "- t_j)^2"},
    {"minibatch-mean", GP_EPOCH_ERROR, error_of_sums,
     "error is (error factor) ((Σ Σ_j (a_j + t_j)^2) / ((number of samples) (number of outputs))), and should be (error "
     "factor) ((Σ Σ_j (a_j - t_j)^2) / "
     "((number of samples) (number of outputs)))"},
    {"penalty-of-batches", GP_EPOCH_ERROR, error_less_penalty,
     "error is (error factor) ((Σ Σ_j -t_j log(a_j)) / (number of samples)) - penalty, and should be (error factor) ((Σ Σ_j "
     "-t_j "
     "log(a_j)) / (number of samples)) + penalty"},
    {"penalty-in-the-error", GP_EPOCH_ERROR, error_less_penalty,
     "error is (error factor) ((Σ Σ_j (a_j - t_j)^2) / (number of samples)) - penalty, and should be (error factor) ((Σ Σ_j "
     "(a_j "
     "- t_j)^2) / (number of samples)) + penalty"},
};

/* Gives an answer the numbers of a mistake, in the order of a run. */
static void make(const struct mistake *mistake, answered *it)
{
    answered_open(mistake->case_id, GP_TEXTBOOK, it);
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        const gp_place *place = &it->the_case.expectations[k].place;
        if (mistake->formula && place->quantity == mistake->quantity && it->answer.present[k])
            answer_set(&it->the_case, place, mistake->formula(it, place), &it->answer);
    }
}

/* The quantity of the first number that is wrong. */
static gp_quantity first_wrong(const gp_answer_scene *scene)
{
    for (size_t k = 0; k < scene->shadow->count; k++) {
        const gp_quantity quantity = scene->the_case->expectations[k].place.quantity;
        if (gp_answer_scene_counts(scene, quantity, k) && gp_answer_scene_is_wrong(scene, k))
            return quantity;
    }
    return GP_EPOCH_ERROR;
}

/* Searches in the first quantity that is wrong. */
static gp_status search_first(answered *it, gp_search *search)
{
    gp_answer_scene scene;
    *search = (gp_search){0};
    gp_status status = gp_shadow_run(&it->the_case, &it->answer, GP_TEXTBOOK, &it->shadow);
    if (status != GP_OK)
        return status;
    status = gp_answer_scene_open(&it->the_case, &it->answer, &it->shadow, &scene);
    if (status != GP_OK)
        return status;
    status = gp_search_formulas(&scene, first_wrong(&scene), search);
    gp_answer_scene_close(&scene);
    return status;
}

/* What the first change of the first group says; for free(). */
static char *first_words(const gp_search *search)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    cr_assert_not_null(stream);
    if (search->group_count > 0 && search->groups[0].found_count > 0)
        gp_write_change(stream, search, &search->groups[0], &search->groups[0].found[0]);
    fclose(stream);
    return text;
}

/* Each mistake is found as the first change of the first group: it hits every number, among which some are wrong. */
Test(search, finds_mistakes)
{
    for (size_t m = 0; m < sizeof mistakes / sizeof *mistakes; m++) {
        answered it;
        gp_search search;
        make(&mistakes[m], &it);
        cr_assert_eq(search_first(&it, &search), GP_OK);
        char *words = first_words(&search);
        const gp_changed_layers *group = search.group_count > 0 ? search.groups : NULL;
        cr_assert_str_eq(words, mistakes[m].words);
        cr_assert_eq(search.quantity, mistakes[m].quantity);
        cr_assert_eq(search.group_count, 1);
        cr_assert(group->wrong > 0 && group->wrong <= group->numbers && group->found_count <= 4);
        free(words);
        gp_search_free(&search);
        answered_close(&it);
    }
}

/* Without dE/da and slopes in the answer the same mistakes show in delta, whose formula is then written out. */
Test(search, of_what_the_answer_does_not_have)
{
    static const struct {
        const char *case_id;
        bool raw, transposed, updated;
        const char *words;
    } written_out[] = {
        {"minibatch-mean", true, false, false,
         "delta of layer 1 is (Σ_k W_kj dE/da_k) (a_j (1 - a_j)), and should be (Σ_k W_kj delta_k) (a_j (1 - "
         "a_j))"},
        {"square", false, true, false,
         "delta of layer 1 is (Σ_k W_jk delta_k) (a_j (1 - a_j)), and should be (Σ_k W_kj delta_k) (a_j (1 - a_j))"},
        {"online-samples", false, false, true,
         "delta of layer 1 is (Σ_k (W_kj after the update) delta_k) (a_j (1 - a_j)), and should be (Σ_k W_kj delta_k) (a_j (1 "
         "- "
         "a_j))"},
    };
    for (size_t m = 0; m < sizeof written_out / sizeof *written_out; m++) {
        answered it;
        gp_search search;
        answered_open(written_out[m].case_id, GP_TEXTBOOK, &it);
        for (size_t k = 0; k < it.the_case.expectation_count; k++) {
            const gp_place *p = &it.the_case.expectations[k].place;
            if (p->quantity == GP_DELTA && p->layer == 1) {
                const double da = back(&it, p, written_out[m].raw, written_out[m].transposed, written_out[m].updated);
                answer_set(&it.the_case, p, da * at(&it, GP_SLOPE, p->step, p->sample, 1, p->unit, 0), &it.answer);
            }
        }
        for (size_t k = 0; k < it.the_case.expectation_count; k++) {
            const gp_quantity quantity = it.the_case.expectations[k].place.quantity;
            if (quantity == GP_ACTIVATION_GRADIENT || quantity == GP_SLOPE || quantity == GP_INPUT_GRADIENT)
                it.answer.present[k] = false;
        }
        cr_assert_eq(search_first(&it, &search), GP_OK);
        char *words = first_words(&search);
        cr_assert_str_eq(words, written_out[m].words);
        free(words);
        gp_search_free(&search);
        answered_close(&it);
    }
}

/* A departure of the catalogue is a formula, too. */
Test(search, finds_a_departure)
{
    answered it;
    gp_search search;
    answered_open("online-samples", gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS), &it);
    cr_assert_eq(search_first(&it, &search), GP_OK);
    char *words = first_words(&search);
    cr_assert_str_eq(words, "da of layer 1 is Σ_k (W_kj after the update) delta_k, and should be Σ_k W_kj delta_k");
    free(words);
    gp_search_free(&search);
    answered_close(&it);
}

/* One wrong number more than a change gives, and it is none; a number that nothing gives is explained by nothing; and each
   layer is a group of its own then. Of layer 2, the layer below is as well layer 1. */
Test(search, every_wrong_number_is_hit)
{
    answered it;
    gp_search search;
    make(&mistakes[0], &it);
    const gp_place place = {.quantity = GP_WEIGHT_GRADIENT, .layer = 3, .unit = 1, .input = 2};
    answer_set(&it.the_case, &place, 1.1 * answer_at(&it.the_case, &it.answer, &place), &it.answer);
    cr_assert_eq(search_first(&it, &search), GP_OK);
    cr_assert_eq(search.group_count, 3);
    for (size_t g = 0; g < search.group_count; g++) {
        const gp_changed_layers *group = &search.groups[g];
        cr_assert_eq(group->layer_count, 1);
        cr_assert_eq(group->found_count,
                     group->layers[0] == 3   ? 0
                     : group->layers[0] == 2 ? 2
                                             : 1,
                     "layer %zu: %zu", group->layers[0], group->found_count);
    }
    gp_search_free(&search);
    answered_close(&it);
}

/* A right number that a change would make wrong refutes it, too: only in one sample, or for one unit, is the mistake made. */
Test(search, right_numbers_count)
{
    answered it;
    gp_search search;
    make(&mistakes[0], &it);
    answered right;
    answered_open(mistakes[0].case_id, GP_TEXTBOOK, &right);
    const gp_place place = {.quantity = GP_WEIGHT_GRADIENT, .layer = 3, .unit = 1, .input = 2};
    answer_set(&it.the_case, &place, answer_at(&right.the_case, &right.answer, &place), &it.answer);
    cr_assert_eq(search_first(&it, &search), GP_OK);
    for (size_t g = 0; g < search.group_count; g++)
        for (size_t l = 0; l < search.groups[g].layer_count; l++)
            cr_assert(search.groups[g].layers[l] != 3 || search.groups[g].found_count == 0);
    gp_search_free(&search);
    answered_close(&right);
    answered_close(&it);
}

Test(search, nothing_wrong)
{
    answered it;
    gp_search search;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    cr_assert_eq(search_first(&it, &search), GP_OK);
    cr_assert_eq(search.group_count, 0);
    gp_search_free(&search);
    answered_close(&it);
}

/* The first allocations and then every 7th: each says so, and leaves nothing behind. */
Test(search, without_memory)
{
    answered it;
    gp_search search;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    const gp_place place = {.quantity = GP_WEIGHT_CHANGE, .layer = 1};
    answer_set(&it.the_case, &place, 3 * answer_at(&it.the_case, &it.answer, &place), &it.answer);
    const size_t blocks = memory_blocks();
    gp_status status = GP_NO_MEMORY;
    size_t failed = 0;
    for (size_t allocation = 0; status != GP_OK; allocation += allocation < 20 ? 1 : 7) {
        memory_fail_at(allocation);
        status = search_first(&it, &search);
        const bool short_of_it = memory_failed();
        memory_fail_never();
        cr_assert_eq(status, short_of_it ? GP_NO_MEMORY : GP_OK, "allocation %zu", allocation);
        failed += short_of_it;
        gp_search_free(&search);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", allocation);
    }
    cr_assert_gt(failed, 20);
    answered_close(&it);
}

static const struct mistake *mistake_in(gp_quantity quantity, double (*formula)(const answered *it, const gp_place *place))
{
    size_t m = 0;
    while (mistakes[m].quantity != quantity || mistakes[m].formula != formula)
        m++;
    return &mistakes[m];
}

/* Holds the first change that is found for one mistake against the answer of another mistake. */
static gp_trial hold_against(const struct mistake *mistake, gp_layer_kind kind, const struct mistake *other,
                             const char *case_id)
{
    answered it, there;
    gp_search search;
    gp_trial trial;
    gp_answer_scene scene;
    struct mistake elsewhere = *other;
    elsewhere.case_id = case_id;
    make(mistake, &it);
    make(&elsewhere, &there);
    cr_assert_eq(search_first(&it, &search), GP_OK);
    cr_assert_eq(gp_shadow_run(&there.the_case, &there.answer, GP_TEXTBOOK, &there.shadow), GP_OK);
    cr_assert_eq(gp_answer_scene_open(&there.the_case, &there.answer, &there.shadow, &scene), GP_OK);
    const gp_changed_layers *group = &search.groups[0];
    cr_assert_eq(gp_try_change(&scene, search.quantity, group->right, group->found[0].term, kind, &trial), GP_OK);
    gp_answer_scene_close(&scene);
    gp_search_free(&search);
    answered_close(&it);
    answered_close(&there);
    return trial;
}

/* A change of one network is found again in another one, of other depth and size; the answer of another mistake refutes it, and
   so does that of a right program, where it would make a difference; elsewhere this says nothing. */
Test(search, change_in_another_answer)
{
    const struct mistake *below = mistake_in(GP_WEIGHT_GRADIENT, gradient_of_net_input),
                         *own = mistake_in(GP_WEIGHT_GRADIENT, gradient_of_own_activation);
    const struct mistake right = {NULL, GP_EPOCH_ERROR, NULL, NULL};
    gp_trial trial = hold_against(below, GP_ALL_BUT_FIRST, below, "samsel-general");
    cr_assert(!trial.refuted && trial.wrong == 6, "%zu", trial.wrong);
    trial = hold_against(below, GP_ALL_LAYERS, below, "samsel-general");
    cr_assert(!trial.refuted && trial.wrong == 6, "%zu: of layer 1 it says nothing, and nothing is wrong there", trial.wrong);
    cr_assert(hold_against(below, GP_ALL_BUT_FIRST, own, "samsel-general").refuted);
    cr_assert(hold_against(below, GP_ALL_BUT_FIRST, &right, "samsel-general").refuted);
    trial = hold_against(below, GP_FIRST_LAYER, &right, "samsel-general");
    cr_assert(!trial.refuted && trial.wrong == 0);
    trial = hold_against(below, GP_ALL_BUT_FIRST, &right, "hello");
    cr_assert(!trial.refuted && trial.wrong == 0);
    cr_assert(gp_is_of_kind(GP_HIDDEN_LAYERS, 2, 3) && !gp_is_of_kind(GP_HIDDEN_LAYERS, 3, 3));
    cr_assert(gp_is_of_kind(GP_LAST_LAYER, 3, 3) && !gp_is_of_kind(GP_LAST_LAYER, 2, 3));
}
