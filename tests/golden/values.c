#include "golden/values.h"

#include "support/worked_example.h"

#include <criterion/criterion.h>

/* Each number of the worked example, 2 inputs, then 3 units with a bias each and 2 that share one: those of a quantity lie
   where the structures of the reference say, one behind the other. */
Test(values, places)
{
    worked_example example;
    worked_example_create(&example);
    const gp_network *network = &example.network;
    const gp_workspace *workspace = &example.workspace;
    const gp_layer *layers = network->layers;
    const gp_layer_work *work = workspace->layers;
    const struct {
        gp_quantity quantity;
        size_t layer, count;
        const gp_real *first;
    } arrays[] = {
        {GP_WEIGHT, 1, 6, layers[0].W},
        {GP_WEIGHT, 2, 6, layers[1].W},
        {GP_BIAS, 1, 3, layers[0].b},
        {GP_BIAS, 2, 1, layers[1].b},
        {GP_NET_INPUT, 1, 3, work[0].z},
        {GP_ACTIVATED, 2, 2, work[1].a},
        {GP_OUTPUT_LOSS, 2, 2, workspace->output_loss},
        {GP_ACTIVATION_GRADIENT, 1, 3, work[0].da},
        {GP_SLOPE, 2, 2, work[1].slope},
        {GP_DELTA, 1, 3, work[0].delta},
        {GP_INPUT_GRADIENT, 0, 2, workspace->dx},
        {GP_WEIGHT_GRADIENT, 2, 6, work[1].dW},
        {GP_BIAS_GRADIENT, 1, 3, work[0].db},
        {GP_WEIGHT_CHANGE, 1, 6, work[0].W_change},
        {GP_BIAS_CHANGE, 2, 1, work[1].b_change},
    };
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        const gp_quantity quantity = arrays[k].quantity;
        cr_assert_eq(gp_values_count(network, quantity, arrays[k].layer), arrays[k].count, "%s", gp_quantities[quantity].name);
        const size_t inputs = !gp_has_input(quantity) ? 1 : arrays[k].layer == 2 ? 3 : 2;
        for (size_t m = 0; m < arrays[k].count; m++) {
            const gp_place place = {.quantity = quantity,
                                    .layer = arrays[k].layer,
                                    .unit = m / inputs,
                                    .input = m % inputs,
                                    .step = 9,
                                    .sample = 9};
            cr_assert_eq(gp_value_at(network, workspace, &place), arrays[k].first + m, "%s, number %zu",
                         gp_quantities[quantity].name, m);
        }
    }
    const gp_place weight = {.quantity = GP_WEIGHT, .layer = 2}, bias = {.quantity = GP_BIAS, .layer = 2};
    cr_assert_eq(gp_value_at(network, NULL, &weight), layers[1].W);
    cr_assert_eq(gp_value_at(network, NULL, &bias), layers[1].b);
    cr_assert_null(gp_value_at(network, workspace, &(gp_place){.quantity = GP_SAMPLE_LOSS}));
    cr_assert_null(gp_value_at(network, workspace, &(gp_place){.quantity = GP_EPOCH_ERROR}));
    cr_assert_eq(gp_values_count(network, GP_SAMPLE_LOSS, 0), 1);
    network->layers[1].shape.activation = GP_SOFTMAX; /* whose units have no slopes */
    cr_assert_eq(gp_values_count(network, GP_SLOPE, 2), 0);
    worked_example_free(&example);
}
