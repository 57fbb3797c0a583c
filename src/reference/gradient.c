#include "reference/gradient.h"

#include <string.h>

// [eq_weight_gradient]
void gp_add_weight_gradient(const gp_layer *layer, const gp_real *below, const gp_real *delta, gp_real *restrict dW)
{
    const size_t inputs = layer->inputs;
    for (size_t j = 0; j < layer->shape.units; j++) {
        const gp_real delta_j = delta[j];
        gp_real *row = dW + j * inputs;
        for (size_t i = 0; i < inputs; i++)
            row[i] += delta_j * below[i];
    }
}
// [eq_weight_gradient]

// [eq_bias_gradient]
void gp_add_bias_gradient(const gp_layer *layer, const gp_real *delta, gp_real *restrict db)
{
    switch (layer->shape.bias) {
    case GP_BIAS_NONE:
        break;
    case GP_BIAS_PER_UNIT:
        for (size_t j = 0; j < layer->shape.units; j++)
            db[j] += delta[j];
        break;
    case GP_BIAS_SHARED:
        for (size_t j = 0; j < layer->shape.units; j++)
            db[0] += delta[j];
        break;
    }
}
// [eq_bias_gradient]

void gp_clear_gradients(gp_workspace *workspace)
{
    memset(workspace->gradients, 0, workspace->gradient_count * sizeof(gp_real));
}

// [gp_add_gradients]
void gp_add_gradients(const gp_network *network, const gp_real *x, gp_workspace *workspace)
{
    const gp_real *below = x;
    for (size_t l = 0; l < network->depth; l++) {
        gp_layer_work *work = &workspace->layers[l];
        gp_add_weight_gradient(&network->layers[l], below, work->delta, work->dW);
        gp_add_bias_gradient(&network->layers[l], work->delta, work->db);
        below = work->a;
    }
}
// [gp_add_gradients]

// [eq_reduction]
void gp_reduce_gradients(gp_reduction reduction, size_t samples, gp_workspace *workspace)
{
    _Static_assert(gp_reduction_count == 2, "what is no sum is a mean");
    if (reduction == GP_SUM)
        return;
    for (size_t k = 0; k < workspace->gradient_count; k++)
        workspace->gradients[k] /= (gp_real)samples;
}
// [eq_reduction]
