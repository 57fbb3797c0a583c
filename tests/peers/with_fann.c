/* A peer in FANN (2.2), compiled for its float and for its double flavour. With the argument "stepwise" its sigmoid is made of
 * straight lines.
 *
 * Its gradients are those of 1/2 sum (a - t)^2, averaged over a batch: the learning rate is multiplied by what the problem has
 * instead. The double flavour, too, keeps the learning rate and the mean square in a float; the mean square, which is the loss,
 * is shown by the float flavour alone. Each unit has a bias that learns: one that is not to move, or not there, is put back
 * after the update. Net inputs, hidden activations and gradients are not shown. */
#include "golden/case.h"
#include "golden/setup.h"
#ifdef PEER_DOUBLE
#include <doublefann.h>
static const char precision[] = "binary64";
#else
#include <floatfann.h>
static const char precision[] = "binary32";
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A parameter of the problem's network for each connection of FANN's, in FANN's order: unit by unit, first its weights, then
 * its bias. */
typedef struct parameter {
    gp_real *value; /* NULL for a bias that the problem has not */
    bool moves;
} parameter;

typedef struct peer {
    const gp_problem *problem;
    gp_setup *setup;
    struct fann *ann;
    struct fann_train_data *samples;
    struct fann_connection *connections;
    parameter *parameters;
    size_t parameter_count;
} peer;

static const char *refusal(const gp_problem *problem)
{
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_activation activation = problem->layers[l].shape.activation;
        if (activation != GP_IDENTITY && activation != GP_SIGMOID && activation != GP_TANH)
            return "of the activations there are identity, sigmoid and tanh only";
        if (problem->layers[l].shape.weights_frozen)
            return "a frozen layer is not handed on";
        if (problem->layers[l].shape.bias == GP_BIAS_SHARED && problem->layers[l].shape.units > 1)
            return "each unit has a bias of its own";
    }
    if (problem->rate_of_each_epoch)
        return "a rate for each epoch is not handed on";
    if (problem->loss != GP_SQUARED_LOSS)
        return "its loss is the mean square";
    if (problem->clipping != GP_CLIP_NONE)
        return "there is no clipping in its incremental training";
    if (problem->rule_numbers[GP_NUMBER_WEIGHT_DECAY] || problem->rule_numbers[GP_NUMBER_BIAS_DECAY])
        return "there is no decay in its incremental training";
    if (problem->update == GP_ADAM || problem->update == GP_ADAMW)
        return "there is no Adam among its trainings";
    if (problem->update != GP_GRADIENT_DESCENT)
        return "its incremental training is the one with a momentum, and tells no velocity";
    return gp_is_textbook(problem->departures) ? NULL : "the order of a step cannot be changed";
}

/* The rest of a problem: of these, and of no others. */
_Static_assert(gp_reduction_count == 2 && gp_bias_kind_count == 3 && gp_loss_count == 5 && gp_update_rule_count == 9 &&
                   gp_clipping_count == 3,
               "every reduction, kind of biases, loss, update rule and kind of clipping is known here");

/* FANN's activation, and its steepness: its sigmoid is 1 / (1 + exp(-2 * steepness * z)). */
static void set_activation(struct fann *ann, int layer, gp_activation activation, enum fann_activationfunc_enum sigmoid)
{
    switch (activation) {
    case GP_IDENTITY:
        fann_set_activation_function_layer(ann, FANN_LINEAR, layer);
        fann_set_activation_steepness_layer(ann, 1, layer);
        break;
    case GP_SIGMOID:
        fann_set_activation_function_layer(ann, sigmoid, layer);
        fann_set_activation_steepness_layer(ann, (fann_type)0.5, layer);
        break;
    case GP_TANH:
        fann_set_activation_function_layer(ann, FANN_SIGMOID_SYMMETRIC, layer);
        fann_set_activation_steepness_layer(ann, 1, layer);
        break;
    case GP_RELU:
    case GP_LEAKY_RELU:
    case GP_ELU:
    case GP_SOFTPLUS:
    case GP_SILU:
    case GP_GELU:
    case GP_GELU_TANH:
    case GP_SOFTMAX: /* refused */
        break;
    }
}

static struct fann *make_fann(const gp_network *network, enum fann_activationfunc_enum sigmoid)
{
    unsigned *units = calloc(network->depth + 1, sizeof *units);
    if (!units)
        return NULL;
    units[0] = (unsigned)network->inputs;
    for (size_t l = 0; l < network->depth; l++)
        units[l + 1] = (unsigned)network->layers[l].shape.units;
    struct fann *ann = fann_create_standard_array((unsigned)network->depth + 1, units);
    free(units);
    for (size_t l = 0; ann && l < network->depth; l++)
        set_activation(ann, (int)l + 1, network->layers[l].shape.activation, sigmoid);
    return ann;
}

/* Parameters in FANN's order. */
static bool line_up(peer *it)
{
    it->parameter_count = fann_get_total_connections(it->ann);
    it->connections = calloc(it->parameter_count, sizeof *it->connections);
    it->parameters = calloc(it->parameter_count, sizeof *it->parameters);
    if (!it->connections || !it->parameters)
        return false;
    fann_get_connection_array(it->ann, it->connections);
    parameter *next = it->parameters;
    for (size_t l = 0; l < it->setup->network.depth; l++) {
        const gp_layer *layer = &it->setup->network.layers[l];
        for (size_t j = 0; j < layer->shape.units; j++) {
            for (size_t i = 0; i < layer->inputs; i++)
                *next++ = (parameter){&layer->W[j * layer->inputs + i], true};
            *next++ = (parameter){layer->shape.bias == GP_BIAS_NONE ? NULL : layer->b + j, layer->shape.bias_trained};
        }
    }
    return true;
}

/* The problem's samples are those of the reference, in FANN's number type. */
static bool copy_samples(peer *it)
{
    const gp_samples *samples = &it->setup->samples;
    it->samples = fann_create_train((unsigned)samples->count, (unsigned)it->problem->inputs, (unsigned)it->problem->outputs);
    for (size_t s = 0; it->samples && s < samples->count; s++) {
        for (size_t i = 0; i < it->problem->inputs; i++)
            it->samples->input[s][i] = (fann_type)samples->x[s * it->problem->inputs + i];
        for (size_t k = 0; k < it->problem->outputs; k++)
            it->samples->output[s][k] = (fann_type)samples->t[s * it->problem->outputs + k];
    }
    return it->samples != NULL;
}

static void give_parameters(const peer *it)
{
    for (size_t k = 0; k < it->parameter_count; k++)
        it->connections[k].weight = it->parameters[k].value ? (fann_type)*it->parameters[k].value : 0;
    fann_set_weight_array(it->ann, it->connections, (unsigned)it->parameter_count);
}

static void take_parameters(const peer *it)
{
    fann_get_connection_array(it->ann, it->connections);
    for (size_t k = 0; k < it->parameter_count; k++)
        if (it->parameters[k].value && it->parameters[k].moves)
            *it->parameters[k].value = it->connections[k].weight;
}

static void update(const peer *it, size_t first, size_t count)
{
    const gp_rule *rule = &it->setup->rule;
    const double added = rule->reduction == GP_SUM ? (double)count : 1;
    fann_set_learning_rate(it->ann, (float)(2 * rule->loss.factor * rule->rate * added));
    if (rule->batch == 1) {
        fann_train(it->ann, it->samples->input[first], it->samples->output[first]);
    } else {
        struct fann_train_data *batch = fann_subset_train_data(it->samples, (unsigned)first, (unsigned)count);
        fann_train_epoch(it->ann, batch);
        fann_destroy_train(batch);
    }
    take_parameters(it);
    give_parameters(it);
}

/* What JSON has no digits for is in quotes. */
static void write_number(bool first, double value)
{
    printf(value - value == 0 ? "%s%.17g" : "%s\"%f\"", first ? "" : ",", value);
}

static void write_numbers(const char *before, size_t count, const gp_real *values)
{
    printf("%s[", before);
    for (size_t k = 0; k < count; k++)
        write_number(k == 0, values[k]);
    printf("]");
}

static void write_parameters(const gp_network *network)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        printf("%s{\"layer\":%zu,\"W\":[", l ? "," : "", l + 1);
        for (size_t j = 0; j < layer->shape.units; j++)
            write_numbers(j ? "," : "", layer->inputs, layer->W + j * layer->inputs);
        write_numbers("],\"b\":", gp_bias_count(&layer->shape), layer->b);
        printf("}");
    }
}

static void write_sample(const peer *it, size_t sample)
{
    fann_reset_MSE(it->ann);
    const fann_type *a = fann_test(it->ann, it->samples->input[sample], it->samples->output[sample]);
    printf("{\"sample\":%zu,\"layers\":[{\"layer\":%zu,\"a\":[", sample, it->problem->depth);
    for (size_t k = 0; k < it->problem->outputs; k++)
        write_number(k == 0, a[k]);
    printf("]}]");
#ifndef PEER_DOUBLE
    printf(",\"loss\":");
    write_number(true, fann_get_MSE(it->ann));
#endif
    printf("}");
}

static bool has(const gp_numbers *numbers, size_t number)
{
    for (size_t k = 0; k < numbers->count; k++)
        if (numbers->items[k] == number)
            return true;
    return false;
}

static void write_trace(const peer *it, const gp_record *record)
{
    const double outputs = (double)it->problem->outputs;
    printf("{\"format\":\"goldprop-trace-1\",\"precision\":\"%s\",\"conventions\":{\"loss_factor\":\"%.17g\"},\"steps\":[",
           precision, 1 / (it->setup->rule.loss.factor * outputs));
    const size_t steps = gp_problem_steps(it->problem);
    const char *comma = "";
    for (size_t step = 0; step <= steps; step++) {
        size_t count, first = gp_problem_step_samples(it->problem, step, &count);
        if (has(&record->all, step) || has(&record->outputs, step)) {
            printf("%s{\"step\":%zu,\"parameters\":[", comma, step);
            write_parameters(&it->setup->network);
            printf("],\"samples\":[");
            for (size_t s = first; s < first + count; s++) {
                printf(s == first ? "" : ",");
                write_sample(it, s);
            }
            printf("]}");
            comma = ",";
        }
        if (step < steps)
            update(it, first, count);
    }
    printf("]}\n");
}

static bool prepare(peer *it, bool stepwise)
{
    it->ann = make_fann(&it->setup->network, stepwise ? FANN_SIGMOID_STEPWISE : FANN_SIGMOID);
    if (!it->ann || !line_up(it) || !copy_samples(it))
        return false;
    fann_set_train_error_function(it->ann, FANN_ERRORFUNC_LINEAR);
    fann_set_training_algorithm(it->ann, it->problem->batch == 1 ? FANN_TRAIN_INCREMENTAL : FANN_TRAIN_BATCH);
    fann_set_learning_momentum(it->ann, 0);
    give_parameters(it);
    return true;
}

static void release(peer *it)
{
    free(it->connections);
    free(it->parameters);
    if (it->samples)
        fann_destroy_train(it->samples);
    if (it->ann)
        fann_destroy(it->ann);
}

int main(int argc, char **argv)
{
    gp_case the_case;
    gp_message message;
    gp_setup setup;
    if (!gp_case_open("-", &the_case, &message)) {
        fprintf(stderr, "%s\n", message.text);
        return EXIT_FAILURE;
    }
    const char *reason = refusal(&the_case.problem);
    bool done = true;
    if (reason) {
        printf("{\"unsupported\":\"%s\"}\n", reason);
    } else if (gp_setup_create(&the_case.problem, &setup) == GP_OK) {
        peer it = {.problem = &the_case.problem, .setup = &setup};
        done = prepare(&it, argc > 1 && strcmp(argv[1], "stepwise") == 0);
        if (done)
            write_trace(&it, &the_case.record);
        release(&it);
        gp_setup_free(&setup);
    } else {
        done = false;
    }
    gp_case_close(&the_case);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
