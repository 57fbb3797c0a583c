#include "oracle/naive.h"

#include "golden/number.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* Computes these, and no others. */
_Static_assert(gp_reduction_count == 2 && gp_bias_kind_count == 3 && gp_loss_count == 5 && gp_update_rule_count == 9 &&
                   gp_clipping_count == 3,
               "every reduction, kind of biases, loss, update rule and kind of clipping is known here");

#define REAL long double
#define LIBM(function) function##l
#define NAME(name) naive_##name
#include "support/activations.h"

enum { most = 6 };

typedef struct table {
    const gp_problem *problem;
    long double W[most][most][most], b[most][most]; /* one bias a unit; a shared one stands in each */
    long double z[most][most][most], a[most][most][most], delta[most][most][most], loss[most];
    long double da[most][most][most]; /* by sample, layer and unit; layer 0 is the input */
    long double dW[most][most][most], db[most][most], dW_clipped[most][most][most], db_clipped[most][most];
    long double W_moments[most][most][most][gp_most_moments], b_moments[most][most][gp_most_moments],
        W_change[most][most][most], b_change[most][most];
} table;

static const gp_problem_layer *layer_at(const table *run, size_t l)
{
    return &run->problem->layers[l - 1];
}

static long double alpha(const gp_problem_layer *layer)
{
    return layer->alpha ? gp_number_long(layer->alpha) : 0;
}

static long double input(const table *run, size_t s, size_t l, size_t i)
{
    return l == 1 ? gp_number_long(run->problem->x[s * run->problem->inputs + i]) : run->a[s][l - 1][i];
}

static long double target(const table *run, size_t s, size_t k)
{
    return gp_number_long(run->problem->t[s * run->problem->outputs + k]);
}

static long double miss(const table *run, size_t s, size_t k)
{
    return run->a[s][run->problem->depth][k] - gp_number_long(run->problem->t[s * run->problem->outputs + k]);
}

static void start(table *run)
{
    for (size_t l = 1; l <= run->problem->depth; l++) {
        const gp_problem_layer *layer = layer_at(run, l);
        for (size_t j = 0; j < layer->shape.units; j++) {
            for (size_t i = 0; i < layer->inputs; i++)
                run->W[l][j][i] = gp_number_long(layer->W[j * layer->inputs + i]);
            if (layer->shape.bias != GP_BIAS_NONE)
                run->b[l][j] = gp_number_long(layer->b[layer->shape.bias == GP_BIAS_SHARED ? 0 : j]);
        }
    }
}

static void forward(table *run, size_t s)
{
    for (size_t l = 1; l <= run->problem->depth; l++) {
        const gp_layer_shape *shape = &layer_at(run, l)->shape;
        for (size_t j = 0; j < shape->units; j++) {
            long double z = run->b[l][j];
            for (size_t i = 0; i < layer_at(run, l)->inputs; i++)
                z += run->W[l][j][i] * input(run, s, l, i);
            run->z[s][l][j] = z;
        }
        naive_activate(shape->activation, alpha(layer_at(run, l)), shape->units, run->z[s][l], run->a[s][l]);
    }
    run->loss[s] = 0;
    const size_t last = run->problem->depth;
    for (size_t k = 0; k < run->problem->outputs; k++)
        run->loss[s] += gp_number_long(run->problem->loss_factor) * naive_loss_term(run->problem->loss, run->problem->outputs,
                                                                                    run->z[s][last], k, run->a[s][last][k],
                                                                                    target(run, s, k));
}

static long double slope(const table *run, size_t s, size_t l, size_t j)
{
    return naive_slope(layer_at(run, l)->shape.activation, alpha(layer_at(run, l)), run->z[s][l][j]);
}

static void backward(table *run, size_t s)
{
    for (size_t k = 0; k < run->problem->outputs; k++)
        run->da[s][run->problem->depth][k] =
            gp_number_long(run->problem->loss_factor) * naive_loss_slope(run->problem->loss, run->z[s][run->problem->depth][k],
                                                                         run->a[s][run->problem->depth][k], target(run, s, k));
    for (size_t l = run->problem->depth; l >= 1; l--) {
        const gp_layer_shape *shape = &layer_at(run, l)->shape;
        naive_layer_back(shape->activation, alpha(layer_at(run, l)), shape->units, run->z[s][l], run->a[s][l], run->da[s][l],
                         run->delta[s][l]);
        for (size_t i = 0; i < layer_at(run, l)->inputs; i++) {
            run->da[s][l - 1][i] = 0;
            for (size_t j = 0; j < layer_at(run, l)->shape.units; j++)
                run->da[s][l - 1][i] += run->W[l][j][i] * run->delta[s][l][j];
        }
    }
}

/* The gradient of a batch along one weight, or along one unit's bias (without an input). */
static long double gradient(const table *run, size_t first, size_t count, size_t l, size_t j, const size_t *i)
{
    long double sum = 0;
    for (size_t s = first; s < first + count; s++)
        sum += run->delta[s][l][j] * (i ? input(run, s, l, *i) : 1);
    return run->problem->reduction == GP_MEAN ? sum / (long double)count : sum;
}

static void find_gradients(table *run, size_t first, size_t count)
{
    for (size_t l = 1; l <= run->problem->depth; l++) {
        const gp_layer_shape *shape = &layer_at(run, l)->shape;
        long double shared = 0;
        for (size_t j = 0; j < shape->units; j++) {
            for (size_t i = 0; i < layer_at(run, l)->inputs; i++)
                run->dW[l][j][i] = gradient(run, first, count, l, j, &i);
            run->db[l][j] = gradient(run, first, count, l, j, NULL);
            shared += run->db[l][j];
        }
        for (size_t j = 0; shape->bias == GP_BIAS_SHARED && j < shape->units; j++)
            run->db[l][j] = shared;
    }
}

static long double number_of(const gp_problem *problem, gp_rule_number which)
{
    return gp_number_long(problem->rule_numbers[which]);
}

/* The learning rate of the update t, of the epoch in which it is. */
static long double rate_of(const gp_problem *problem, size_t t)
{
    const size_t updates = (problem->samples + problem->batch - 1) / problem->batch;
    return gp_number_long(problem->rates[problem->rate_of_each_epoch ? (t - 1) / updates : 0]);
}

/* m and v, and both corrected in the update t; what is added to the parameter. */
static long double adam(const gp_problem *problem, size_t t, long double rate, long double gradient, long double *kept)
{
    const long double beta1 = number_of(problem, GP_NUMBER_BETA1), beta2 = number_of(problem, GP_NUMBER_BETA2);
    kept[0] = beta1 * kept[0] + (1 - beta1) * gradient;
    kept[1] = beta2 * kept[1] + (1 - beta2) * gradient * gradient;
    kept[2] = kept[0] / (1 - powl(beta1, (long double)t));
    kept[3] = kept[1] / (1 - powl(beta2, (long double)t));
    return -rate * kept[2] / (sqrtl(kept[3]) + number_of(problem, GP_NUMBER_EPSILON));
}

/* What is added to a parameter; its moments move. */
static long double change_of(const gp_problem *problem, size_t t, long double gradient, long double *velocity)
{
    const long double rate = rate_of(problem, t);
    switch (problem->update) {
    case GP_GRADIENT_DESCENT:
        return -rate * gradient;
    case GP_MOMENTUM:
        *velocity = number_of(problem, GP_NUMBER_MOMENTUM) * *velocity + gradient;
        return -rate * *velocity;
    case GP_MOMENTUM_WITH_RATE:
        *velocity = number_of(problem, GP_NUMBER_MOMENTUM) * *velocity - rate * gradient;
        return *velocity;
    case GP_NESTEROV:
        *velocity = number_of(problem, GP_NUMBER_MOMENTUM) * *velocity + gradient;
        return -rate * (gradient + number_of(problem, GP_NUMBER_MOMENTUM) * *velocity);
    case GP_NESTEROV_WITH_RATE:
        *velocity = number_of(problem, GP_NUMBER_MOMENTUM) * *velocity - rate * gradient;
        return number_of(problem, GP_NUMBER_MOMENTUM) * *velocity - rate * gradient;
    case GP_ADAM:
    case GP_ADAMW:
        return adam(problem, t, rate, gradient, velocity);
    case GP_RMSPROP: {
        const long double beta2 = number_of(problem, GP_NUMBER_BETA2);
        *velocity = beta2 * *velocity + (1 - beta2) * gradient * gradient;
        return -rate * gradient / (sqrtl(*velocity) + number_of(problem, GP_NUMBER_EPSILON));
    }
    case GP_ADAGRAD:
        *velocity += gradient * gradient;
        return -rate * gradient / (sqrtl(*velocity) + number_of(problem, GP_NUMBER_EPSILON));
    }
    return NAN;
}

/* The same of a parameter that decays, where the problem says so. */
static long double change_with_decay(const gp_problem *problem, size_t t, gp_rule_number which, long double parameter,
                                     long double gradient, long double *velocity)
{
    const long double decay = problem->rule_numbers[which] ? number_of(problem, which) : 0;
    if (problem->update == GP_ADAMW)
        return change_of(problem, t, gradient, velocity) - rate_of(problem, t) * decay * parameter;
    return change_of(problem, t, gradient + decay * parameter, velocity);
}

static bool moves_biases(const table *run, size_t l)
{
    return layer_at(run, l)->shape.bias != GP_BIAS_NONE && layer_at(run, l)->shape.bias_trained;
}

/* A shared bias stands at each unit, and counts once. */
static long double sum_of_squares(const table *run)
{
    long double sum = 0;
    for (size_t l = 1; l <= run->problem->depth; l++)
        for (size_t j = 0; j < layer_at(run, l)->shape.units; j++) {
            for (size_t i = 0; i < layer_at(run, l)->inputs; i++)
                sum += powl(run->dW[l][j][i], 2);
            if (moves_biases(run, l) && j < gp_bias_count(&layer_at(run, l)->shape))
                sum += powl(run->db[l][j], 2);
        }
    return sum;
}

static long double clipped(const gp_problem *problem, long double norm, long double gradient)
{
    const long double limit = problem->clip_limit ? gp_number_long(problem->clip_limit) : 0;
    switch (problem->clipping) {
    case GP_CLIP_NONE:
        return gradient;
    case GP_CLIP_BY_VALUE:
        return fmaxl(-limit, fminl(gradient, limit));
    case GP_CLIP_BY_NORM:
        return gradient * limit / fmaxl(norm, limit);
    }
    return NAN;
}

static void clip(table *run)
{
    const long double norm = sqrtl(sum_of_squares(run));
    for (size_t l = 1; l <= run->problem->depth; l++)
        for (size_t j = 0; j < layer_at(run, l)->shape.units; j++) {
            for (size_t i = 0; i < layer_at(run, l)->inputs; i++)
                run->dW_clipped[l][j][i] = clipped(run->problem, norm, run->dW[l][j][i]);
            run->db_clipped[l][j] = moves_biases(run, l) ? clipped(run->problem, norm, run->db[l][j]) : 0;
        }
}

static void find_changes(table *run, size_t t)
{
    for (size_t l = 1; l <= run->problem->depth; l++)
        for (size_t j = 0; j < layer_at(run, l)->shape.units; j++) {
            const bool frozen = layer_at(run, l)->shape.weights_frozen;
            for (size_t i = 0; !frozen && i < layer_at(run, l)->inputs; i++)
                run->W_change[l][j][i] = change_with_decay(run->problem, t, GP_NUMBER_WEIGHT_DECAY, run->W[l][j][i],
                                                           run->dW_clipped[l][j][i], run->W_moments[l][j][i]);
            run->b_change[l][j] = moves_biases(run, l) ? change_with_decay(run->problem, t, GP_NUMBER_BIAS_DECAY, run->b[l][j],
                                                                           run->db_clipped[l][j], run->b_moments[l][j])
                                                       : 0;
        }
}

static void move(table *run)
{
    for (size_t l = 1; l <= run->problem->depth; l++)
        for (size_t j = 0; j < layer_at(run, l)->shape.units; j++) {
            for (size_t i = 0; i < layer_at(run, l)->inputs; i++)
                run->W[l][j][i] += run->W_change[l][j][i];
            run->b[l][j] += run->b_change[l][j];
        }
}

static long double at(const table *run, const gp_place *place)
{
    const size_t l = place->layer, j = place->unit, i = place->input, s = place->sample;
    switch (place->quantity) {
    case GP_WEIGHT:
        return run->W[l][j][i];
    case GP_BIAS:
        return run->b[l][j];
    case GP_NET_INPUT:
        return run->z[s][l][j];
    case GP_ACTIVATED:
        return run->a[s][l][j];
    case GP_OUTPUT_LOSS:
        return gp_number_long(run->problem->loss_factor) * miss(run, s, j) * miss(run, s, j);
    case GP_SAMPLE_LOSS:
        return run->loss[s];
    case GP_ACTIVATION_GRADIENT:
        return run->da[s][l][j];
    case GP_SLOPE:
        return slope(run, s, l, j);
    case GP_DELTA:
        return run->delta[s][l][j];
    case GP_INPUT_GRADIENT:
        return run->da[s][0][i];
    case GP_WEIGHT_GRADIENT:
        return run->dW[l][j][i];
    case GP_BIAS_GRADIENT:
        return run->db[l][j];
    case GP_WEIGHT_CLIPPED:
        return run->dW_clipped[l][j][i];
    case GP_BIAS_CLIPPED:
        return run->db_clipped[l][j];
    case GP_WEIGHT_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
        return run->W_moments[l][j][i][0];
    case GP_BIAS_VELOCITY:
    case GP_BIAS_FIRST_MOMENT:
        return run->b_moments[l][j][0];
    case GP_WEIGHT_SECOND_MOMENT:
        return run->W_moments[l][j][i][1];
    case GP_BIAS_SECOND_MOMENT:
        return run->b_moments[l][j][1];
    case GP_WEIGHT_FIRST_CORRECTED:
        return run->W_moments[l][j][i][2];
    case GP_BIAS_FIRST_CORRECTED:
        return run->b_moments[l][j][2];
    case GP_WEIGHT_SECOND_CORRECTED:
        return run->W_moments[l][j][i][3];
    case GP_BIAS_SECOND_CORRECTED:
        return run->b_moments[l][j][3];
    case GP_WEIGHT_CHANGE:
        return run->W_change[l][j][i];
    case GP_BIAS_CHANGE:
        return run->b_change[l][j];
    case GP_EPOCH_ERROR:
        break;
    }
    return NAN;
}

/* Takes down the numbers of a step, or the error of an epoch. */
static void take(const table *run, bool errors, size_t step, long double error, const gp_place *places, size_t count,
                 long double *values)
{
    for (size_t k = 0; k < count; k++)
        if ((places[k].quantity == GP_EPOCH_ERROR) == errors && places[k].step == step)
            values[k] = errors ? error : at(run, &places[k]);
}

static long double share_in_error(const table *run, size_t s)
{
    const size_t last = run->problem->depth;
    long double sum = 0;
    for (size_t k = 0; k < run->problem->outputs; k++)
        sum += naive_loss_term(run->problem->error, run->problem->outputs, run->z[s][last], k, run->a[s][last][k],
                               target(run, s, k));
    return sum;
}

/* What the parameters cost as they are now: half of what decays, times the squares. */
static long double penalty(const table *run)
{
    const gp_problem *problem = run->problem;
    const char *const *numbers = problem->rule_numbers;
    long double weights = 0, biases = 0;
    if (!problem->error_penalty)
        return 0;
    for (size_t l = 1; l <= problem->depth; l++) {
        const gp_problem_layer *layer = &problem->layers[l - 1];
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                weights += run->W[l][j][i] * run->W[l][j][i];
        for (size_t k = 0; k < gp_bias_count(&layer->shape); k++)
            biases += run->b[l][k] * run->b[l][k];
    }
    weights *= numbers[GP_NUMBER_WEIGHT_DECAY] ? gp_number_long(numbers[GP_NUMBER_WEIGHT_DECAY]) : 0;
    biases *= numbers[GP_NUMBER_BIAS_DECAY] ? gp_number_long(numbers[GP_NUMBER_BIAS_DECAY]) : 0;
    return (weights + biases) / 2;
}

static long double epoch_error(const gp_problem *problem, long double sum, long double penalties)
{
    if (problem->error_over_samples == GP_MEAN)
        sum /= (long double)problem->samples;
    if (problem->error_over_outputs == GP_MEAN)
        sum /= (long double)problem->outputs;
    return sum * gp_number_long(problem->error_factor) + penalties / (long double)problem->samples;
}

void naive_run(const gp_problem *problem, const gp_place *places, size_t count, long double *values)
{
    static table run;
    memset(&run, 0, sizeof run);
    run.problem = problem;
    start(&run);
    size_t step = 0;
    for (size_t epoch = 0; epoch <= problem->epochs; epoch++) {
        const bool last = epoch == problem->epochs;
        const size_t batch = last ? problem->samples : problem->batch;
        long double sum = 0, penalties = 0;
        for (size_t first = 0; first < problem->samples; first += batch) {
            const size_t here = first + batch > problem->samples ? problem->samples - first : batch;
            for (size_t s = first; s < first + here; s++) {
                forward(&run, s);
                backward(&run, s);
                sum += share_in_error(&run, s);
                penalties += penalty(&run);
            }
            find_gradients(&run, first, here);
            clip(&run);
            if (!last)
                find_changes(&run, step + 1);
            take(&run, false, step, 0, places, count, values);
            if (!last) {
                move(&run);
                step++;
            }
        }
        take(&run, true, epoch, epoch_error(problem, sum, penalties), places, count, values);
    }
}
