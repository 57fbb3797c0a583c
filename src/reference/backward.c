#include "reference/backward.h"

#include "reference/activation.h"

// [eq_activation_gradient]
void gp_activation_gradient(const gp_layer *layer, const gp_real *delta, gp_real *restrict da)
{
    const size_t inputs = layer->inputs;
    /* Row by row of W, as it lies in memory: row j adds W_ji delta_j to the sum of every i. Row 0 starts the sums, from 0:
       where its product is -0, the sum is 0. */
    for (size_t i = 0; i < inputs; i++)
        da[i] = 0 + layer->W[i] * delta[0];
    for (size_t j = 1; j < layer->shape.units; j++) {
        const gp_real *row = layer->W + j * inputs, delta_j = delta[j];
        for (size_t i = 0; i < inputs; i++)
            da[i] += row[i] * delta_j;
    }
}
// [eq_activation_gradient]

// [gp_output_delta]
void gp_output_delta(const gp_layer *layer, const gp_loss *loss, const gp_real *t, const gp_layer_work *work)
{
    const gp_layer_shape *shape = &layer->shape;
    gp_loss_gradient(loss, shape->units, work->z, work->a, t, work->da);
    if (gp_losses[loss->kind].is_paired)
        gp_losses[loss->kind].delta(loss, shape->units, work->a, t, work->delta);
    else
        gp_activation_back(shape, work->z, work->a, work->da, work->delta);
}
// [gp_output_delta]

// [gp_backward]
void gp_backward(const gp_network *network, const gp_loss *loss, const gp_real *t, gp_workspace *workspace)
{
    for (size_t l = network->depth; l-- > 0;) {
        const gp_layer *layer = &network->layers[l];
        gp_layer_work *work = &workspace->layers[l];
        if (l + 1 == network->depth) {
            gp_output_delta(layer, loss, t, work);
        } else {
            gp_activation_gradient(&layer[1], work[1].delta, work->da);
            gp_activation_back(&layer->shape, work->z, work->a, work->da, work->delta);
        }
    }
}
// [gp_backward]
