#include "reference/penalty.h"

#include "reference/squares.h"

bool gp_reports_penalty(const gp_error *error)
{
    return error->weight_penalty != 0 || error->bias_penalty != 0;
}

// [eq_penalty]
gp_real gp_penalty(const gp_network *network, const gp_error *error)
{
    gp_real weights = 0, biases = 0;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        weights = gp_add_squares(weights, gp_weight_count(layer), layer->W);
        biases = gp_add_squares(biases, gp_bias_count(&layer->shape), layer->b);
    }
    return error->weight_penalty / 2 * weights + error->bias_penalty / 2 * biases;
}
// [eq_penalty]
