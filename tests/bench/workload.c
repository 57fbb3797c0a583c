#include "workload.h"

#include "reference/random.h"
#include "reference/update.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double xor_x[] = {0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1}, xor_t[] = {0, 1, 1, 0};
static const double single_x[] = {2, 5, 1, 4}, single_t[] = {0.05, 0.1};

/* A network whose samples are drawn. */
#define DRAWN(name, inputs, depth, units, samples, rate, batch, reduction, classifies)                                         \
    {                                                                                                                          \
        name, inputs, depth, UNITS units, GP_BIAS_PER_UNIT, samples, NULL, NULL, rate, batch, reduction, 1, classifies         \
    }
#define UNITS(...)                                                                                                             \
    {                                                                                                                          \
        __VA_ARGS__                                                                                                            \
    }

const workload workloads[workload_count] = {
    {"3-4-1, full batch of 4, 4,000 epochs", 3, 2, {4, 1}, GP_BIAS_NONE, 4, xor_x, xor_t, 1, 4, GP_SUM, 4000, false},
    {"4-3-2, shared biases, online, 8,000 steps",
     4,
     2,
     {3, 2},
     GP_BIAS_SHARED,
     1,
     single_x,
     single_t,
     0.1,
     1,
     GP_SUM,
     8000,
     false},
    DRAWN("784-128-10, online, 500 samples", 784, 2, (128, 10), 500, 0.1, 1, GP_SUM, false),
    DRAWN("784-128-10, minibatch 3, 500 samples", 784, 2, (128, 10), 500, 0.1, 3, GP_MEAN, false),
    DRAWN("784-128-10, minibatch 5, 500 samples", 784, 2, (128, 10), 500, 0.1, 5, GP_MEAN, false),
    DRAWN("784-128-10, minibatch 64, 640 samples", 784, 2, (128, 10), 640, 0.1, 64, GP_MEAN, false),
    DRAWN("784-128-10, ReLU, softmax, Adam, minibatch 64", 784, 2, (128, 10), 640, 0.001, 64, GP_MEAN, true),
    DRAWN("1024-1024-1024-10, minibatch 64, 64 samples", 1024, 3, (1024, 1024, 10), 64, 0.1, 64, GP_MEAN, false),
};

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

workload workload_tiny(workload full)
{
    workload tiny = full;
    tiny.inputs = at_most(full.inputs, 21);
    for (size_t l = 0; l < full.depth; l++)
        tiny.units[l] = at_most(full.units[l], 14 - 2 * l);
    tiny.samples = at_most(full.samples, 11);
    tiny.batch = at_most(full.batch, 7); /* of 11 samples: batches of 7 and 4; of 5, 5 and 1; of 3, 3, 3 and 2 */
    tiny.epochs = at_most(full.epochs, 20);
    return tiny;
}

static double *new_doubles(size_t count)
{
    double *values = calloc(count + 1, sizeof *values); /* one more, so that none is not NULL */
    if (!values) {
        fputs("bench: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return values;
}

static size_t output_count(const workload *load)
{
    return load->units[load->depth - 1];
}

/* Weights in -1 to 1 over the root of the fan-in of a wide layer, so that its units do not saturate. They are drawn in the
   order that numpy fills a matrix of inputs x units. */
static void draw_weights(gp_random *random, gp_layer *layer)
{
    double scale = layer->inputs < 10 ? 1 : 1 / sqrt((double)layer->inputs);
    for (size_t i = 0; i < layer->inputs; i++)
        for (size_t j = 0; j < layer->shape.units; j++)
            layer->W[j * layer->inputs + i] = scale * (2 * gp_random_double(random) - 1);
}

static void draw_samples(gp_random *random, const workload *load, double *x, double *t)
{
    const size_t outputs = output_count(load);
    for (size_t k = 0; k < load->samples * load->inputs; k++)
        x[k] = gp_random_double(random);
    for (size_t s = 0; s < load->samples; s++)
        t[s * outputs + (size_t)(gp_random_double(random) * (double)outputs)] = 1;
}

static void prepare_samples(gp_random *random, const workload *load, prepared *ready)
{
    const size_t x_count = load->samples * load->inputs, t_count = load->samples * output_count(load);
    ready->x = new_doubles(x_count);
    ready->t = new_doubles(t_count);
    if (load->x) {
        memcpy(ready->x, load->x, x_count * sizeof(double));
        memcpy(ready->t, load->t, t_count * sizeof(double));
    } else {
        draw_samples(random, load, ready->x, ready->t);
    }
    ready->samples = (gp_samples){load->samples, ready->x, ready->t};
}

static gp_activation activation_of(const workload *load, size_t l)
{
    return !load->classifies ? GP_SIGMOID : l + 1 < load->depth ? GP_RELU : GP_SOFTMAX;
}

static gp_rule rule_of(const workload *load)
{
    gp_rule rule = {.loss = {.kind = GP_SQUARED_LOSS, .factor = 0.5},
                    .error = {.kind = GP_ABSOLUTE_LOSS, .over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 1},
                    .rate = load->rate,
                    .batch = load->batch,
                    .reduction = load->reduction,
                    .epochs = load->epochs};
    if (load->classifies) {
        rule.loss = (gp_loss){.kind = GP_CROSS_ENTROPY_LOSS, .factor = 1};
        rule.update = GP_ADAM;
        rule.beta1 = 0.9;
        rule.beta2 = 0.999;
        rule.epsilon = 1e-8;
    }
    return rule;
}

static void prepare_reference(gp_random *random, const workload *load, prepared *ready)
{
    gp_layer_shape shapes[workload_most_layers];
    ready->rule = rule_of(load);
    for (size_t l = 0; l < load->depth; l++)
        shapes[l] = (gp_layer_shape){
            .units = load->units[l], .activation = activation_of(load, l), .bias = load->bias, .bias_trained = true};
    if (gp_network_create(load->inputs, load->depth, shapes, &ready->network) != GP_OK ||
        gp_workspace_create(&ready->network, gp_update_rules[ready->rule.update].moments, &ready->workspace) != GP_OK) {
        fputs("bench: no network\n", stderr);
        exit(EXIT_FAILURE);
    }
    ready->parameters = 0;
    for (size_t l = 0; l < load->depth; l++) {
        draw_weights(random, &ready->network.layers[l]);
        ready->parameters += gp_weight_count(&ready->network.layers[l]) + gp_bias_count(&shapes[l]);
    }
    ready->initial = new_doubles(ready->parameters);
    memcpy(ready->initial, ready->network.memory, ready->parameters * sizeof(double));
}

static textbook_units kind_of(gp_activation activation)
{
    return activation == GP_SOFTMAX ? TEXTBOOK_SOFTMAX : activation == GP_RELU ? TEXTBOOK_RELU : TEXTBOOK_SIGMOID;
}

static void prepare_textbook(const workload *load, prepared *ready)
{
    size_t units = 0;
    for (size_t l = 0; l < load->depth; l++)
        units += load->units[l];
    ready->textbook_parameters = new_doubles(ready->parameters);
    ready->textbook_errors = new_doubles(load->epochs + 1);
    ready->textbook_moments = new_doubles(2 * ready->parameters);
    ready->textbook_work = new_doubles(ready->parameters + 2 * units);

    double *parameter = ready->textbook_parameters, *work = ready->textbook_work, *moments = ready->textbook_moments;
    for (size_t l = 0; l < load->depth; l++) {
        const gp_layer *layer = &ready->network.layers[l];
        const size_t weights = gp_weight_count(layer), biases = gp_bias_count(&layer->shape);
        ready->textbook_layers[l] = (textbook_layer){.kind = kind_of(layer->shape.activation),
                                                     .inputs = layer->inputs,
                                                     .units = load->units[l],
                                                     .bias_step = load->bias == GP_BIAS_PER_UNIT,
                                                     .W = parameter,
                                                     .b = biases ? parameter + weights : NULL,
                                                     .dW = work,
                                                     .db = work + weights,
                                                     .moments = moments,
                                                     .a = work + weights + biases,
                                                     .delta = work + weights + biases + load->units[l]};
        parameter += weights + biases;
        moments += 2 * (weights + biases);
        work += weights + biases + 2 * load->units[l];
    }
    ready->textbook = (textbook_run){.depth = load->depth,
                                     .layer = ready->textbook_layers,
                                     .samples = load->samples,
                                     .x = ready->x,
                                     .t = ready->t,
                                     .batch = load->batch,
                                     .mean = load->reduction == GP_MEAN,
                                     .rate = load->rate,
                                     .adam = {ready->rule.beta1, ready->rule.beta2, ready->rule.epsilon},
                                     .epochs = load->epochs};
    ready->blas_work = new_doubles(2 * load->batch * units);
}

void workload_prepare(const workload *load, prepared *ready)
{
    gp_random random;
    gp_random_seed(&random, 1);
    prepare_reference(&random, load, ready);
    prepare_samples(&random, load, ready);
    prepare_textbook(load, ready);
}

void workload_rewind(prepared *ready)
{
    memcpy(ready->network.memory, ready->initial, ready->parameters * sizeof(double));
    memcpy(ready->textbook_parameters, ready->initial, ready->parameters * sizeof(double));
    memset(ready->textbook_moments, 0, 2 * ready->parameters * sizeof(double));
    for (size_t l = 0; l < ready->network.depth; l++) {
        const gp_layer_work *work = &ready->workspace.layers[l];
        const size_t moments = gp_update_rules[ready->rule.update].moments;
        memset(work->W_moments, 0, moments * gp_weight_count(&ready->network.layers[l]) * sizeof(double));
        memset(work->b_moments, 0, moments * gp_bias_count(&ready->network.layers[l].shape) * sizeof(double));
    }
    ready->workspace.updates = 0;
}

void workload_free(prepared *ready)
{
    gp_workspace_free(&ready->workspace);
    gp_network_free(&ready->network);
    free(ready->initial);
    free(ready->x);
    free(ready->t);
    free(ready->textbook_parameters);
    free(ready->textbook_errors);
    free(ready->textbook_moments);
    free(ready->textbook_work);
    free(ready->blas_work);
}

static bool write_doubles(const double *values, size_t count, FILE *file)
{
    return fwrite(values, sizeof *values, count, file) == count;
}

static bool write_number(double value, FILE *file)
{
    return write_doubles(&value, 1, file);
}

static bool write_shape(const workload *load, const prepared *ready, FILE *file)
{
    bool written = write_number((double)load->inputs, file) && write_number((double)load->depth, file);
    for (size_t l = 0; l < load->depth; l++)
        written = written && write_number((double)load->units[l], file) &&
                  write_number((double)gp_bias_count(&ready->network.layers[l].shape), file);
    return written;
}

bool workload_write(const workload *load, const prepared *ready, FILE *file)
{
    return write_shape(load, ready, file) && write_number((double)load->samples, file) && write_number(load->rate, file) &&
           write_number((double)load->batch, file) && write_number(load->reduction == GP_MEAN, file) &&
           write_number((double)load->epochs, file) && write_number(load->classifies, file) &&
           write_number(ready->rule.beta1, file) && write_number(ready->rule.beta2, file) &&
           write_number(ready->rule.epsilon, file) && write_doubles(ready->initial, ready->parameters, file) &&
           write_doubles(ready->x, load->samples * load->inputs, file) &&
           write_doubles(ready->t, load->samples * output_count(load), file);
}
