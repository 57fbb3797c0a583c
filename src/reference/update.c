#include "reference/update.h"

// [eq_update]
void gp_update_weights(gp_layer *layer, gp_real rate, const gp_real *restrict dW)
{
    const size_t count = gp_weight_count(layer);
    for (size_t k = 0; k < count; k++)
        layer->W[k] -= rate * dW[k];
}

void gp_update_biases(gp_layer *layer, gp_real rate, const gp_real *restrict db)
{
    if (!layer->shape.bias_trained)
        return;
    const size_t count = gp_bias_count(&layer->shape);
    for (size_t k = 0; k < count; k++)
        layer->b[k] -= rate * db[k];
}
// [eq_update]

void gp_update(gp_network *network, gp_real rate, const gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        gp_update_weights(&network->layers[l], rate, workspace->layers[l].dW);
        gp_update_biases(&network->layers[l], rate, workspace->layers[l].db);
    }
}
