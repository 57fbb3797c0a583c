#include "reference/network.h"

#include "support/check.h"
#include "support/memory.h"
#include "support/worked_example.h"

/* As many values as PTRDIFF_MAX bytes hold: the most that an array can have. */
static const size_t most = PTRDIFF_MAX / sizeof(gp_real);

static const gp_layer_shape three_layers[] = {
    {.units = 3, .activation = GP_SIGMOID, .bias = GP_BIAS_PER_UNIT, .bias_trained = true},
    {.units = 5, .activation = GP_IDENTITY, .bias = GP_BIAS_NONE},
    {.units = 4, .activation = GP_SIGMOID, .bias = GP_BIAS_SHARED},
};

static void check_empty(const gp_network *network)
{
    cr_assert(network->inputs == 0 && network->depth == 0 && !network->layers && !network->memory);
}

static void check_empty_workspace(const gp_workspace *workspace)
{
    cr_assert(!workspace->layers && !workspace->memory);
}

/* 2 inputs, then 3, 5 and 4 units: W and b of a layer after each other, the layers after each other.
   W1 6 values from 0, b1 3 from 6; W2 15 from 9, no b2; W3 20 from 24, b3 1 from 44: 45 values. */
Test(network, layout)
{
    gp_network network;
    cr_assert_eq(gp_network_create(2, 3, three_layers, &network), GP_OK);
    cr_assert_eq(memory_latest_count(), 45);
    cr_assert_eq(network.inputs, 2);
    cr_assert_eq(network.depth, 3);

    const size_t inputs[] = {2, 3, 5};
    const ptrdiff_t weights[] = {0, 9, 24}, biases[] = {6, 24, 44};
    for (size_t l = 0; l < 3; l++) {
        const gp_layer *layer = &network.layers[l];
        cr_assert_eq(layer->inputs, inputs[l]);
        cr_assert_eq(layer->W - network.memory, weights[l]);
        cr_assert_eq(layer->b - network.memory, biases[l]);
        cr_assert_eq(layer->shape.units, three_layers[l].units);
        cr_assert_eq(layer->shape.activation, three_layers[l].activation);
        cr_assert_eq(layer->shape.bias, three_layers[l].bias);
        cr_assert_eq(layer->shape.bias_trained, three_layers[l].bias_trained);
    }
    for (size_t k = 0; k < 45; k++)
        check_equal(network.memory[k], (gp_real)0);
    cr_assert_eq(gp_output_layer(&network), &network.layers[2]);
    gp_network_free(&network);
}

Test(network, counts)
{
    const gp_layer layer = {.inputs = 3, .shape = {.units = 5}};
    cr_assert_eq(gp_weight_count(&layer), 15);
    cr_assert_eq(gp_trained_weight_count(&layer), 15);
    cr_assert_eq(gp_trained_weight_count(&(gp_layer){.inputs = 3, .shape = {.units = 5, .weights_frozen = true}}), 0);
    cr_assert_eq(gp_trained_bias_count(&(gp_layer_shape){.units = 5, .bias = GP_BIAS_PER_UNIT, .bias_trained = true}), 5);
    cr_assert_eq(gp_trained_bias_count(&(gp_layer_shape){.units = 5, .bias = GP_BIAS_PER_UNIT}), 0);
    cr_assert_eq(gp_bias_count(&(gp_layer_shape){.units = 5, .bias = GP_BIAS_NONE}), 0);
    cr_assert_eq(gp_bias_count(&(gp_layer_shape){.units = 5, .bias = GP_BIAS_PER_UNIT}), 5);
    cr_assert_eq(gp_bias_count(&(gp_layer_shape){.units = 5, .bias = GP_BIAS_SHARED}), 1);
    cr_assert_eq(gp_bias_count(&(gp_layer_shape){.units = 5, .bias = (gp_bias)gp_bias_kind_count}), 0);
}

/* The same network, with two moments of each parameter. First z, a, da and delta of each layer: 4 x 3 values from 0, 4 x 5 from
   12, 4 x 4 from 32; from 48 the gradients, 6 + 3, 15, 20 + 1; from 93 what clipping leaves of them, as many; from 138 the
   moments, twice as many; from 228 slope, W_change and b_change of each layer, 3 + 6 + 3, 5 + 15, 4 + 20 + 1; from 285 the
   losses of 4 outputs, and from 289 dx of 2 inputs: 291 values. */
Test(network, workspace)
{
    gp_network network;
    gp_workspace workspace;
    cr_assert_eq(gp_network_create(2, 3, three_layers, &network), GP_OK);
    cr_assert_eq(gp_workspace_create(&network, 2, &workspace), GP_OK);
    cr_assert_eq(memory_latest_count(), 291);

    const ptrdiff_t z[] = {0, 12, 32}, a[] = {3, 17, 36}, da[] = {6, 22, 40}, delta[] = {9, 27, 44};
    const ptrdiff_t dW[] = {48, 57, 72}, db[] = {54, 72, 92}, dW_clipped[] = {93, 102, 117}, db_clipped[] = {99, 117, 137};
    const ptrdiff_t W_moments[] = {138, 156, 186}, b_moments[] = {150, 186, 226};
    const ptrdiff_t slope[] = {228, 240, 260}, W_change[] = {231, 245, 264}, b_change[] = {237, 260, 284};
    for (size_t l = 0; l < 3; l++) {
        const gp_layer_work *work = &workspace.layers[l];
        cr_assert_eq(work->z - workspace.memory, z[l]);
        cr_assert_eq(work->a - workspace.memory, a[l]);
        cr_assert_eq(work->da - workspace.memory, da[l]);
        cr_assert_eq(work->delta - workspace.memory, delta[l]);
        cr_assert_eq(work->dW - workspace.memory, dW[l]);
        cr_assert_eq(work->db - workspace.memory, db[l]);
        cr_assert_eq(work->dW_clipped - workspace.memory, dW_clipped[l]);
        cr_assert_eq(work->db_clipped - workspace.memory, db_clipped[l]);
        cr_assert_eq(work->W_moments - workspace.memory, W_moments[l]);
        cr_assert_eq(work->b_moments - workspace.memory, b_moments[l]);
        cr_assert_eq(work->slope - workspace.memory, slope[l]);
        cr_assert_eq(work->W_change - workspace.memory, W_change[l]);
        cr_assert_eq(work->b_change - workspace.memory, b_change[l]);
    }
    cr_assert_eq(workspace.gradients - workspace.memory, 48);
    cr_assert_eq(workspace.gradient_count, 45);
    cr_assert_eq(workspace.output_loss - workspace.memory, 285);
    cr_assert_eq(workspace.dx - workspace.memory, 289);
    for (size_t k = 0; k < 291; k++)
        check_equal(workspace.memory[k], (gp_real)0);
    gp_workspace_free(&workspace);
    gp_network_free(&network);
}

/* A number that names no activation or no kind of biases is refused; asked directly, it has no biases. */
Test(network, nothing_unknown)
{
    gp_network network;
    const gp_layer_shape activation[] = {{.units = 3}, {.units = 3, .activation = (gp_activation)gp_activation_count}};
    const gp_layer_shape bias[] = {{.units = 3}, {.units = 3, .bias = (gp_bias)gp_bias_kind_count}};
    cr_assert_eq(gp_network_create(2, 2, activation, &network), GP_BAD_SHAPE);
    check_empty(&network);
    cr_assert_eq(gp_network_create(2, 2, bias, &network), GP_BAD_SHAPE);
    check_empty(&network);
    cr_assert_eq(memory_blocks(), 0);
}

Test(network, no_size_may_be_zero)
{
    gp_network network;
    const gp_layer_shape empty_last[] = {{.units = 3}, {.units = 0}};
    cr_assert_eq(gp_network_create(0, 3, three_layers, &network), GP_BAD_SHAPE);
    check_empty(&network);
    cr_assert_eq(gp_network_create(2, 0, three_layers, &network), GP_BAD_SHAPE);
    check_empty(&network);
    cr_assert_eq(gp_network_create(2, 2, empty_last, &network), GP_BAD_SHAPE);
    check_empty(&network);
    cr_assert_eq(memory_blocks(), 0);
}

static void check_network_too_large(size_t inputs, size_t depth, const gp_layer_shape *shapes)
{
    gp_network network;
    cr_assert_eq(gp_network_create(inputs, depth, shapes, &network), GP_TOO_LARGE, "%zu inputs, %zu units", inputs,
                 shapes[0].units);
    check_empty(&network);
    cr_assert_eq(memory_blocks(), 0);
}

Test(network, too_large)
{
    /* Where size_t has 64 bits these products wrap around to 8 and 0. */
    check_network_too_large(8, 1, (const gp_layer_shape[]){{.units = SIZE_MAX / 8 + 2}});
    check_network_too_large(SIZE_MAX / 2 + 1, 1, (const gp_layer_shape[]){{.units = 2}});
    check_network_too_large(most + 1, 1, (const gp_layer_shape[]){{.units = 1}});
    /* Each layer fits alone. */
    check_network_too_large(1, 2, (const gp_layer_shape[]){{.units = most / 2 + 1}, {.units = 1}});
    /* The weights fit; the biases are too many. */
    check_network_too_large(most, 1, (const gp_layer_shape[]){{.units = 1, .bias = GP_BIAS_SHARED}});
    check_network_too_large(1, 1, (const gp_layer_shape[]){{.units = most / 2 + 1, .bias = GP_BIAS_PER_UNIT}});
}

/* The most that fits is asked of the allocator; the test's allocator says no. */
Test(network, largest)
{
    gp_network network;
    memory_fail_at(1);
    cr_assert_eq(gp_network_create(most, 1, (const gp_layer_shape[]){{.units = 1}}, &network), GP_NO_MEMORY);
    cr_assert_eq(memory_latest_count(), most);
    check_empty(&network);
}

static void check_workspace_too_large(size_t depth, gp_layer *layers, size_t moments)
{
    const gp_network network = {.inputs = layers[0].inputs, .depth = depth, .layers = layers};
    gp_workspace workspace;
    cr_assert_eq(gp_workspace_create(&network, moments, &workspace), GP_TOO_LARGE, "%zu inputs, %zu units", layers[0].inputs,
                 layers[0].shape.units);
    check_empty_workspace(&workspace);
    cr_assert_eq(memory_blocks(), 0);
}

/* A workspace holds more than its network, so a network may fit where its workspace does not. Of one unit with n inputs it
   holds 4 n + 6 values, and three more with a bias; of two units 7 n + 12, with a layer of one unit above 4 n + 14; two moments
   are 2 n more. */
Test(network, workspace_too_large)
{
    check_workspace_too_large(1, (gp_layer[]){{.inputs = 1, .shape = {.units = most / 5 + 1}}}, 0);
    check_workspace_too_large(1, (gp_layer[]){{.inputs = most, .shape = {.units = 1}}}, 0);
    check_workspace_too_large(1, (gp_layer[]){{.inputs = (most - 6) / 4 + 1, .shape = {.units = 1}}}, 0);
    check_workspace_too_large(1, (gp_layer[]){{.inputs = (most - 9) / 4 + 1, .shape = {.units = 1, .bias = GP_BIAS_SHARED}}},
                              0);
    check_workspace_too_large(1, (gp_layer[]){{.inputs = (most - 12) / 7 + 1, .shape = {.units = 2}}}, 0);
    check_workspace_too_large(1, (gp_layer[]){{.inputs = (most - 6) / 6 + 1, .shape = {.units = 1}}}, 2);
    check_workspace_too_large(1, (gp_layer[]){{.inputs = 1, .shape = {.units = 1}}}, most);
    check_workspace_too_large(
        2, (gp_layer[]){{.inputs = (most - 14) / 4 + 1, .shape = {.units = 1}}, {.inputs = 1, .shape = {.units = 1}}}, 0);
}

/* The most that fits: 4 n + 6 values. */
Test(network, largest_workspace)
{
    gp_layer layer = {.inputs = (most - 6) / 4, .shape = {.units = 1}};
    const gp_network network = {.inputs = layer.inputs, .depth = 1, .layers = &layer};
    gp_workspace workspace;
    memory_fail_at(1);
    cr_assert_eq(gp_workspace_create(&network, 0, &workspace), GP_NO_MEMORY);
    cr_assert_eq(memory_latest_count(), 4 * layer.inputs + 6);
    check_empty_workspace(&workspace);
}

/* 4 n + 23 values of three layers with one moment take all the room; there is none for the loss of the output. */
Test(network, workspace_without_room_for_the_outputs)
{
    cr_assert_eq((most - 23) % 4, 0);
    gp_layer layers[] = {{.inputs = (most - 23) / 4, .shape = {.units = 1}},
                         {.inputs = 1, .shape = {.units = 1}},
                         {.inputs = 1, .shape = {.units = 1}}};
    const gp_network network = {.inputs = layers[0].inputs, .depth = 3, .layers = layers};
    gp_workspace workspace;
    cr_assert_eq(gp_workspace_create(&network, 1, &workspace), GP_TOO_LARGE);
    check_empty_workspace(&workspace);
}

/* Each allocation fails in turn, until one attempt meets no failure. */
Test(network, every_allocation_fails)
{
    gp_network network;
    gp_status status;
    size_t failures = 0;
    while (memory_fail_at(failures), (status = gp_network_create(2, 3, three_layers, &network)) == GP_NO_MEMORY) {
        check_empty(&network);
        cr_assert_eq(memory_blocks(), 0);
        failures++;
    }
    cr_assert_eq(status, GP_OK);
    cr_assert_neq(failures, 0);

    const size_t blocks = memory_blocks();
    gp_workspace workspace;
    failures = 0;
    while (memory_fail_at(failures), (status = gp_workspace_create(&network, 0, &workspace)) == GP_NO_MEMORY) {
        check_empty_workspace(&workspace);
        cr_assert_eq(memory_blocks(), blocks);
        failures++;
    }
    memory_fail_never();
    cr_assert_eq(status, GP_OK);
    cr_assert_neq(failures, 0);
    gp_workspace_free(&workspace);
    gp_network_free(&network);
}

Test(network, freed)
{
    gp_network network;
    gp_workspace workspace;
    cr_assert_eq(gp_network_create(2, 3, three_layers, &network), GP_OK);
    cr_assert_eq(gp_workspace_create(&network, 0, &workspace), GP_OK);
    cr_assert_neq(memory_blocks(), 0);
    for (int k = 0; k < 2; k++) { /* the second time it is all zero */
        gp_workspace_free(&workspace);
        gp_network_free(&network);
        check_empty(&network);
        check_empty_workspace(&workspace);
        cr_assert_eq(memory_blocks(), 0);
    }
}
