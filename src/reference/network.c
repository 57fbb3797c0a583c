#include "reference/network.h"

#include <stdint.h>
#include <stdlib.h>

/* More values than this do not fit in the address range. */
static const size_t most_values = SIZE_MAX / 2 / sizeof(gp_real);

size_t gp_bias_count(const gp_layer_shape *shape)
{
    switch (shape->bias) {
    case GP_BIAS_PER_UNIT:
        return shape->units;
    case GP_BIAS_SHARED:
        return 1;
    default:
        return 0;
    }
}

size_t gp_weight_count(const gp_layer *layer)
{
    return layer->shape.units * layer->inputs;
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
        if (shapes[l].units == 0)
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

gp_status gp_workspace_create(const gp_network *network, gp_workspace *workspace)
{
    *workspace = (gp_workspace){0};
    size_t values = 0;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        if (!add_product(layer->shape.units, 3, &values) || !add_product(gp_weight_count(layer), 1, &values) ||
            !add_product(gp_bias_count(&layer->shape), 1, &values))
            return GP_TOO_LARGE;
    }

    workspace->layers = calloc(network->depth, sizeof *workspace->layers);
    workspace->memory = calloc(values, sizeof *workspace->memory);
    if (!workspace->layers || !workspace->memory) {
        gp_workspace_free(workspace);
        return GP_NO_MEMORY;
    }

    /* The gradients of all layers lie side by side behind the rest, so that they can be cleared at once. */
    gp_real *next = workspace->memory;
    for (size_t l = 0; l < network->depth; l++) {
        const size_t units = network->layers[l].shape.units;
        gp_layer_work *work = &workspace->layers[l];
        work->z = next;
        work->a = work->z + units;
        work->delta = work->a + units;
        next = work->delta + units;
    }
    workspace->gradients = next;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_layer_work *work = &workspace->layers[l];
        work->dW = next;
        work->db = work->dW + gp_weight_count(layer);
        next = work->db + gp_bias_count(&layer->shape);
    }
    workspace->gradient_count = (size_t)(next - workspace->gradients);
    return GP_OK;
}

void gp_workspace_free(gp_workspace *workspace)
{
    free(workspace->layers);
    free(workspace->memory);
    *workspace = (gp_workspace){0};
}
