#include "reference/network.h"

#include <stdint.h>
#include <stdlib.h>

/* More values than this do not fit in the address range. */
static const size_t most_values = SIZE_MAX / 2 / sizeof(gp_real);

/* Arrays of a workspace with one value a unit: z, a, da, delta, slope. */
enum { units_arrays = 5 };

size_t gp_bias_count(const gp_layer_shape *shape)
{
    switch (shape->bias) {
    case GP_BIAS_NONE:
        return 0;
    case GP_BIAS_PER_UNIT:
        return shape->units;
    case GP_BIAS_SHARED:
        return 1;
    }
    return 0; /* a number that names no kind: gp_network_create() refuses it */
}

size_t gp_trained_bias_count(const gp_layer_shape *shape)
{
    return shape->bias_trained ? gp_bias_count(shape) : 0;
}

size_t gp_weight_count(const gp_layer *layer)
{
    return layer->shape.units * layer->inputs;
}

size_t gp_trained_weight_count(const gp_layer *layer)
{
    return layer->shape.weights_frozen ? 0 : gp_weight_count(layer);
}

const gp_layer *gp_output_layer(const gp_network *network)
{
    return &network->layers[network->depth - 1];
}

/* Adds rows x columns to *total; false where the sum passes most_values. */
static bool add_product(size_t rows, size_t columns, size_t *total)
{
    if (rows > most_values / columns || rows * columns > most_values - *total)
        return false;
    *total += rows * columns;
    return true;
}

gp_status gp_network_create(size_t inputs, size_t depth, const gp_layer_shape *shapes, gp_network *network)
{
    *network = (gp_network){0};
    if (inputs == 0 || depth == 0)
        return GP_BAD_SHAPE;

    size_t values = 0;
    size_t below = inputs;
    for (size_t l = 0; l < depth; l++) {
        if (shapes[l].units == 0 || (size_t)shapes[l].activation >= gp_activation_count ||
            (size_t)shapes[l].bias >= gp_bias_kind_count)
            return GP_BAD_SHAPE;
        if (!add_product(shapes[l].units, below, &values) || !add_product(gp_bias_count(&shapes[l]), 1, &values))
            return GP_TOO_LARGE;
        below = shapes[l].units;
    }

    network->layers = calloc(depth, sizeof *network->layers);
    network->memory = calloc(values, sizeof *network->memory);
    if (!network->layers || !network->memory) {
        gp_network_free(network);
        return GP_NO_MEMORY;
    }

    network->inputs = inputs;
    network->depth = depth;
    gp_real *next = network->memory;
    below = inputs;
    for (size_t l = 0; l < depth; l++) {
        gp_layer *layer = &network->layers[l];
        *layer = (gp_layer){.inputs = below, .shape = shapes[l], .W = next};
        layer->b = layer->W + gp_weight_count(layer);
        next = layer->b + gp_bias_count(&layer->shape);
        below = layer->shape.units;
    }
    return GP_OK;
}

void gp_network_free(gp_network *network)
{
    free(network->layers);
    free(network->memory);
    *network = (gp_network){0};
}

/* Counts the values of a workspace. The parameters of a layer are in memory already, so that their number is no question. */
static bool count_values(const gp_network *network, size_t moments, size_t *values)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        const size_t parameters = gp_weight_count(layer) + gp_bias_count(&layer->shape);
        if (!add_product(layer->shape.units, units_arrays, values) || !add_product(parameters, 3 + moments, values))
            return false;
    }
    return add_product(gp_output_layer(network)->shape.units, 1, values) && add_product(network->inputs, 1, values);
}

/* The next values of the block. */
static gp_real *take(gp_real **next, size_t count)
{
    gp_real *taken = *next;
    *next += count;
    return taken;
}

/* The gradients of all layers lie side by side, so that they can be cleared at once. What is for an observer lies behind all
   else. */
static void lay_out(const gp_network *network, size_t moments, gp_workspace *workspace)
{
    gp_real *next = workspace->memory;
    for (size_t l = 0; l < network->depth; l++) {
        const size_t units = network->layers[l].shape.units;
        gp_layer_work *work = &workspace->layers[l];
        work->z = take(&next, units);
        work->a = take(&next, units);
        work->da = take(&next, units);
        work->delta = take(&next, units);
    }
    workspace->gradients = next;
    for (size_t l = 0; l < network->depth; l++) {
        workspace->layers[l].dW = take(&next, gp_weight_count(&network->layers[l]));
        workspace->layers[l].db = take(&next, gp_bias_count(&network->layers[l].shape));
    }
    workspace->gradient_count = (size_t)(next - workspace->gradients);
    for (size_t l = 0; l < network->depth; l++) {
        workspace->layers[l].dW_clipped = take(&next, gp_weight_count(&network->layers[l]));
        workspace->layers[l].db_clipped = take(&next, gp_bias_count(&network->layers[l].shape));
    }
    for (size_t l = 0; l < network->depth; l++) {
        workspace->layers[l].W_moments = take(&next, moments * gp_weight_count(&network->layers[l]));
        workspace->layers[l].b_moments = take(&next, moments * gp_bias_count(&network->layers[l].shape));
    }
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_layer_work *work = &workspace->layers[l];
        work->slope = take(&next, layer->shape.units);
        work->W_change = take(&next, gp_weight_count(layer));
        work->b_change = take(&next, gp_bias_count(&layer->shape));
    }
    workspace->output_loss = take(&next, gp_output_layer(network)->shape.units);
    workspace->dx = take(&next, network->inputs);
}

gp_status gp_workspace_create(const gp_network *network, size_t moments, gp_workspace *workspace)
{
    *workspace = (gp_workspace){0};
    size_t values = 0;
    if (!count_values(network, moments, &values))
        return GP_TOO_LARGE;

    workspace->layers = calloc(network->depth, sizeof *workspace->layers);
    workspace->memory = calloc(values, sizeof *workspace->memory);
    if (!workspace->layers || !workspace->memory) {
        gp_workspace_free(workspace);
        return GP_NO_MEMORY;
    }
    workspace->moments = moments;
    lay_out(network, moments, workspace);
    return GP_OK;
}

void gp_workspace_free(gp_workspace *workspace)
{
    free(workspace->layers);
    free(workspace->memory);
    *workspace = (gp_workspace){0};
}
