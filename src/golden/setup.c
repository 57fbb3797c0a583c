#include "golden/setup.h"

#include "golden/number.h"
#include "reference/update.h"
#include <stdlib.h>
#include <string.h>

static void read_reals(const char *const *texts, size_t count, gp_real *values)
{
    for (size_t k = 0; k < count; k++)
        values[k] = gp_number_real(texts[k]);
}

static gp_layer_shape shape_of(const gp_problem_layer *layer)
{
    gp_layer_shape shape = layer->shape;
    shape.alpha = layer->alpha ? gp_number_real(layer->alpha) : 0;
    return shape;
}

static gp_status create_network(const gp_problem *problem, gp_network *network)
{
    gp_layer_shape *shapes = calloc(problem->depth, sizeof *shapes);
    if (!shapes)
        return GP_NO_MEMORY;
    for (size_t l = 0; l < problem->depth; l++)
        shapes[l] = shape_of(&problem->layers[l]);
    gp_status status = gp_network_create(problem->inputs, problem->depth, shapes, network);
    free(shapes);
    for (size_t l = 0; status == GP_OK && l < problem->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        read_reals(problem->layers[l].W, gp_weight_count(layer), layer->W);
        read_reals(problem->layers[l].b, gp_bias_count(&layer->shape), layer->b);
    }
    return status;
}

/* How many rates lie behind inputs and targets: one for each epoch, or none where one is for all. */
static size_t count_rates(const gp_problem *problem)
{
    return problem->rate_of_each_epoch ? problem->epochs : 0;
}

static gp_status create_values(const gp_problem *problem, gp_setup *setup)
{
    const size_t inputs = problem->samples * problem->inputs, targets = problem->samples * problem->outputs;
    const size_t rates = count_rates(problem);
    setup->values = calloc(inputs + targets + rates, sizeof *setup->values);
    if (!setup->values)
        return GP_NO_MEMORY;
    setup->rates = rates > 0 ? setup->values + inputs + targets : NULL;
    read_reals(problem->rates, rates, setup->values + inputs + targets);
    read_reals(problem->x, inputs, setup->values);
    read_reals(problem->t, targets, setup->values + inputs);
    setup->samples = (gp_samples){.count = problem->samples, .x = setup->values, .t = setup->values + inputs};
    return GP_OK;
}

gp_status gp_setup_create(const gp_problem *problem, gp_setup *setup)
{
    *setup = (gp_setup){0};
    gp_status status = create_network(problem, &setup->network);
    if (status == GP_OK)
        status = gp_workspace_create(&setup->network, gp_update_rules[problem->update].moments, &setup->workspace);
    if (status == GP_OK)
        status = create_values(problem, setup);
    if (status != GP_OK) {
        gp_setup_free(setup);
        return status;
    }
    setup->rule = (gp_rule){
        .loss = {.kind = problem->loss, .factor = gp_number_real(problem->loss_factor)},
        .error = {.kind = problem->error,
                  .over_samples = problem->error_over_samples,
                  .over_outputs = problem->error_over_outputs,
                  .factor = gp_number_real(problem->error_factor)},
        .update = problem->update,
        .rate = gp_number_real(problem->rates[0]),
        .rates = setup->rates,
        .clipping = problem->clipping,
        .clip_limit = problem->clip_limit ? gp_number_real(problem->clip_limit) : 0,
        .batch = problem->batch,
        .reduction = problem->reduction,
        .epochs = problem->epochs,
    };
    for (int which = 0; which < gp_rule_number_count; which++)
        if (problem->rule_numbers[which])
            *gp_rule_number_at(&setup->rule, (gp_rule_number)which) = gp_number_real(problem->rule_numbers[which]);
    if (problem->error_penalty) {
        setup->rule.error.weight_penalty = setup->rule.weight_decay;
        setup->rule.error.bias_penalty = setup->rule.bias_decay;
    }
    return GP_OK;
}

gp_status gp_network_copy(const gp_network *network, gp_network *copy)
{
    gp_layer_shape *shapes = calloc(network->depth, sizeof *shapes);
    *copy = (gp_network){0};
    for (size_t l = 0; shapes && l < network->depth; l++)
        shapes[l] = network->layers[l].shape;
    const gp_status status = shapes ? gp_network_create(network->inputs, network->depth, shapes, copy) : GP_NO_MEMORY;
    free(shapes);
    for (size_t l = 0; status == GP_OK && l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        memcpy(copy->layers[l].W, layer->W, gp_weight_count(layer) * sizeof *layer->W);
        memcpy(copy->layers[l].b, layer->b, gp_bias_count(&layer->shape) * sizeof *layer->b);
    }
    return status;
}

gp_status gp_setup_copy(const gp_setup *setup, gp_setup *copy)
{
    const size_t count = setup->samples.count, inputs = count * setup->network.inputs;
    const size_t of_samples = inputs + count * gp_output_layer(&setup->network)->shape.units;
    const size_t values = of_samples + (setup->rates ? setup->rule.epochs : 0);
    *copy = (gp_setup){.rule = setup->rule, .values = calloc(values, sizeof *copy->values)};
    const gp_status status = copy->values ? gp_network_copy(&setup->network, &copy->network) : GP_NO_MEMORY;
    if (status != GP_OK) {
        gp_setup_free(copy);
        return status;
    }
    memcpy(copy->values, setup->values, values * sizeof *copy->values);
    copy->samples = (gp_samples){.count = count, .x = copy->values, .t = copy->values + inputs};
    copy->rates = setup->rates ? copy->values + of_samples : NULL;
    copy->rule.rates = copy->rates;
    return GP_OK;
}

void gp_setup_free(gp_setup *setup)
{
    gp_network_free(&setup->network);
    gp_workspace_free(&setup->workspace);
    free(setup->values);
    *setup = (gp_setup){0};
}

gp_training gp_setup_training(gp_setup *setup, const gp_observer *observer)
{
    return (gp_training){.network = &setup->network,
                         .workspace = &setup->workspace,
                         .samples = &setup->samples,
                         .rule = &setup->rule,
                         .observer = observer};
}
