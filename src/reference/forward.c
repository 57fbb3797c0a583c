#include "reference/forward.h"

#include "reference/activation.h"

// [weighted_sum]
/* sum_i W_ji a_i for one unit; row is row j of W. */
static gp_real weighted_sum(size_t inputs, const gp_real *row, const gp_real *below)
{
    gp_real sum = 0;
    for (size_t i = 0; i < inputs; i++)
        sum += row[i] * below[i];
    return sum;
}
// [weighted_sum]

/* The same for four units side by side. An addition waits for the one before it in its sum, but four sums do not wait for
   each other; each keeps its own order, so the results are those of weighted_sum(), bit for bit. */
static void four_weighted_sums(size_t inputs, const gp_real *rows, const gp_real *below, gp_real *z)
{
    const gp_real *row0 = rows, *row1 = row0 + inputs, *row2 = row1 + inputs, *row3 = row2 + inputs;
    gp_real sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
    for (size_t i = 0; i < inputs; i++) {
        sum0 += row0[i] * below[i];
        sum1 += row1[i] * below[i];
        sum2 += row2[i] * below[i];
        sum3 += row3[i] * below[i];
    }
    z[0] = sum0;
    z[1] = sum1;
    z[2] = sum2;
    z[3] = sum3;
}

// [eq_net_input]
static void add_biases(const gp_layer *layer, gp_real *z)
{
    switch (layer->shape.bias) {
    case GP_BIAS_NONE:
        break;
    case GP_BIAS_PER_UNIT:
        for (size_t j = 0; j < layer->shape.units; j++)
            z[j] += layer->b[j];
        break;
    case GP_BIAS_SHARED:
        for (size_t j = 0; j < layer->shape.units; j++)
            z[j] += layer->b[0];
        break;
    }
}

void gp_net_input(const gp_layer *layer, const gp_real *below, gp_real *restrict z)
{
    const size_t units = layer->shape.units, inputs = layer->inputs;
    size_t j = 0;
    for (; j + 4 <= units; j += 4)
        four_weighted_sums(inputs, layer->W + j * inputs, below, z + j);
    for (; j < units; j++)
        z[j] = weighted_sum(inputs, layer->W + j * inputs, below);
    add_biases(layer, z);
}
// [eq_net_input]

// [gp_forward]
void gp_forward(const gp_network *network, const gp_real *x, gp_workspace *workspace)
{
    const gp_real *below = x;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_layer_work *work = &workspace->layers[l];
        gp_net_input(layer, below, work->z);
        gp_activate(&layer->shape, work->z, work->a);
        below = work->a;
    }
}
// [gp_forward]
