#include "reference/backward.h"

// [eq_output_delta]
void gp_output_delta(const gp_layer *layer, const gp_loss *loss, const gp_real *a, const gp_real *t, gp_real *delta)
{
    for (size_t k = 0; k < layer->shape.units; k++)
        delta[k] = gp_loss_slope(loss, a[k], t[k]) * gp_slope(layer->shape.activation, a[k]);
}
// [eq_output_delta]

// [eq_hidden_delta]
void gp_hidden_delta(const gp_layer *layer, const gp_real *a, const gp_layer *above, const gp_real *above_delta,
                     gp_real *restrict delta)
{
    const size_t units = layer->shape.units;
    /* Row by row of W, as it lies in memory: row j adds W_ji delta_j to the sum of every unit i. Row 0 starts the sums, from 0:
       where its product is -0, the sum is 0. */
    for (size_t i = 0; i < units; i++)
        delta[i] = 0 + above->W[i] * above_delta[0];
    for (size_t j = 1; j < above->shape.units; j++) {
        const gp_real *row = above->W + j * units, delta_j = above_delta[j];
        for (size_t i = 0; i < units; i++)
            delta[i] += row[i] * delta_j;
    }
    for (size_t i = 0; i < units; i++)
        delta[i] *= gp_slope(layer->shape.activation, a[i]);
}
// [eq_hidden_delta]

// [gp_backward]
void gp_backward(const gp_network *network, const gp_loss *loss, const gp_real *t, gp_workspace *workspace)
{
    const size_t last = network->depth - 1;
    gp_layer_work *work = workspace->layers;
    gp_output_delta(&network->layers[last], loss, work[last].a, t, work[last].delta);
    for (size_t l = last; l-- > 0;)
        gp_hidden_delta(&network->layers[l], work[l].a, &network->layers[l + 1], work[l + 1].delta, work[l].delta);
}
// [gp_backward]
