#include "reference/update.h"

#include "support/check.h"
#include "support/worked_example.h"

/* W - 0.25 dW: 0.5 - 1.5 = -1, -1.5 + 0.375 = -1.125, 2.25 + 2.0625 = 4.3125, 0.75 - 0.515625 = 0.234375,
   -3 + 4.59375 = 1.59375, 1.25 - 1.1484375 = 0.1015625. */
Test(update, weights)
{
    gp_real W[] = {0.5, -1.5, 2.25, 0.75, -3, 1.25, 77};
    const gp_real dW[] = {6, -1.5, -8.25, 2.0625, -18.375, 4.59375, 99};
    gp_layer layer = {.inputs = 2, .shape = {.units = 3}, .W = W};
    gp_update_weights(&layer, 0.25, dW);
    check_values(W, -1, -1.125, 4.3125, 0.234375, 1.59375, 0.1015625, 77);
}

/* b - 0.25 db: 0.125 + 0.75 = 0.875, -0.25 - 1.03125 = -1.28125, 5 - 2.296875 = 2.703125. */
Test(update, biases)
{
    const gp_real db[] = {-3, 4.125, 9.1875, 99};
    gp_real b[] = {0.125, -0.25, 5, 77};
    gp_layer layer = {.inputs = 2, .shape = {.units = 3, .bias_trained = true}, .b = b};

    layer.shape.bias = GP_BIAS_NONE;
    gp_update_biases(&layer, 0.25, db);
    check_values(b, 0.125, -0.25, 5, 77);
    layer.shape.bias = GP_BIAS_SHARED;
    gp_update_biases(&layer, 0.25, db);
    check_values(b, 0.875, -0.25, 5, 77);
    b[0] = 0.125;
    layer.shape.bias = GP_BIAS_PER_UNIT;
    gp_update_biases(&layer, 0.25, db);
    check_values(b, 0.875, -1.28125, 2.703125, 77);
}

Test(update, frozen_biases)
{
    const gp_real db[] = {-3, 4.125, 9.1875};
    gp_real b[] = {0.125, -0.25, 5};
    gp_layer layer = {.inputs = 2, .shape = {.units = 3, .bias = GP_BIAS_PER_UNIT, .bias_trained = false}, .b = b};
    gp_update_biases(&layer, 0.25, db);
    check_values(b, 0.125, -0.25, 5);
    layer.shape.bias = GP_BIAS_SHARED;
    gp_update_biases(&layer, 0.25, db);
    check_values(b, 0.125, -0.25, 5);
}

/* Layer 1 as above; layer 2 with dW = (-1.25, -3.25, 8.75, -4.75, -13.25, 34.5) and db = 3.75, times -0.25:
   4 + 0.3125 = 4.3125, -0.5 + 0.8125 = 0.3125, 0.25 - 2.1875 = -1.9375, -2 + 1.1875 = -0.8125, 1.5 + 3.3125 = 4.8125,
   3 - 8.625 = -5.625; 0.75 - 0.9375 = -0.1875. */
Test(update, network)
{
    worked_example example;
    worked_example_create(&example);
    const gp_workspace gradients = {
        .layers = (gp_layer_work[]){
            {.dW = (gp_real[]){6, -1.5, -8.25, 2.0625, -18.375, 4.59375}, .db = (gp_real[]){-3, 4.125, 9.1875}},
            {.dW = (gp_real[]){-1.25, -3.25, 8.75, -4.75, -13.25, 34.5}, .db = (gp_real[]){3.75}}}};
    gp_update(&example.network, 0.25, &gradients);
    check_values(example.network.layers[0].W, -1, -1.125, 4.3125, 0.234375, 1.59375, 0.1015625);
    check_values(example.network.layers[0].b, 0.875, -1.28125, 2.703125);
    check_values(example.network.layers[1].W, 4.3125, 0.3125, -1.9375, -0.8125, 4.8125, -5.625);
    check_values(example.network.layers[1].b, -0.1875);
    worked_example_free(&example);
}
