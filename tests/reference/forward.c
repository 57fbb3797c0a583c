#include "reference/forward.h"

#include "support/check.h"
#include "support/random_problem.h"
#include "support/worked_example.h"

/* Layer 1 of the worked example with sample 0, x = (-2, 0.5):
     no bias   0.5 * -2 + -1.5 * 0.5 =  -1   - 0.75  = -1.75
               2.25 * -2 + 0.75 * 0.5 = -4.5 + 0.375 = -4.125
               -3 * -2 + 1.25 * 0.5   =  6   + 0.625 =  6.625
     per unit  -1.75 + 0.125 = -1.625   -4.125 - 0.25 = -4.375   6.625 + 5 = 11.625
     shared    with 0.125 each: -1.625   -4.0   6.75 */
Test(forward, net_input)
{
    worked_example example;
    worked_example_create(&example);
    gp_layer *layer = &example.network.layers[0];
    gp_real z[] = {99, 99, 99, 77};

    layer->shape.bias = GP_BIAS_NONE;
    gp_net_input(layer, example.samples.x, z);
    check_values(z, -1.75, -4.125, 6.625, 77);
    layer->shape.bias = GP_BIAS_PER_UNIT;
    gp_net_input(layer, example.samples.x, z);
    check_values(z, -1.625, -4.375, 11.625, 77);
    layer->shape.bias = GP_BIAS_SHARED;
    gp_net_input(layer, example.samples.x, z);
    check_values(z, -1.625, -4.0, 6.75, 77);
    worked_example_free(&example);
}

/* Nine units of two inputs, x = (-2, 0.5), so that units that are worked on side by side and units that are left over are seen:
     0.5 * -2 + 3 * 0.5   =  0.5      -1.5 * -2 + 5 * 0.5   =  5.5       2 * -2 + -7 * 0.5     = -7.5
     -0.25 * -2 + 9 * 0.5 =  5        4 * -2 + 0.75 * 0.5   = -7.625     -6 * -2 + 1.5 * 0.5   = 12.75
     8 * -2 + -2.5 * 0.5  = -17.25    0.125 * -2 + 11 * 0.5 =  5.25      -3 * -2 + -13 * 0.5   = -0.5 */
Test(forward, net_input_of_nine_units)
{
    const gp_real x[] = {-2, 0.5};
    const gp_layer layer = {
        .inputs = 2,
        .shape = {.units = 9, .bias = GP_BIAS_NONE},
        .W = (gp_real[]){0.5, 3, -1.5, 5, 2, -7, -0.25, 9, 4, 0.75, -6, 1.5, 8, -2.5, 0.125, 11, -3, -13},
    };
    gp_real z[] = {99, 99, 99, 99, 99, 99, 99, 99, 99, 77};
    gp_net_input(&layer, x, z);
    check_values(z, 0.5, 5.5, -7.5, 5, -7.625, 12.75, -17.25, 5.25, -0.5, 77);
}

/* A bias enters the sum whether it is trained or not. */
Test(forward, frozen_bias)
{
    worked_example example;
    worked_example_create(&example);
    example.network.layers[0].shape.bias_trained = false;
    gp_real z[3];
    gp_net_input(&example.network.layers[0], example.samples.x, z);
    check_values(z, -1.625, -4.375, 11.625);
    worked_example_free(&example);
}

/* A number that names no kind of bias adds none, as gp_bias_count() says. */
Test(forward, unknown_bias)
{
    worked_example example;
    worked_example_create(&example);
    example.network.layers[0].shape.bias = (gp_bias)99;
    cr_assert_eq(gp_bias_count(&example.network.layers[0].shape), 0);
    gp_real z[3];
    gp_net_input(&example.network.layers[0], example.samples.x, z);
    check_values(z, -1.75, -4.125, 6.625);
    worked_example_free(&example);
}

/* z1 as above; z2 = W2 z1 + b2:
     4 * -1.625 + -0.5 * -4.375 + 0.25 * 11.625 + 0.75 = -6.5  + 2.1875 +  2.90625 + 0.75 = -0.65625
    -2 * -1.625 +  1.5 * -4.375 +  3   * 11.625 + 0.75 =  3.25 - 6.5625 + 34.875   + 0.75 = 32.3125 */
Test(forward, pass)
{
    worked_example example;
    worked_example_create(&example);
    gp_forward(&example.network, example.samples.x, &example.workspace);
    check_values(example.workspace.layers[0].z, -1.625, -4.375, 11.625);
    check_values(example.workspace.layers[0].a, -1.625, -4.375, 11.625);
    check_values(example.workspace.layers[1].z, -0.65625, 32.3125);
    check_values(example.workspace.layers[1].a, -0.65625, 32.3125);
    worked_example_free(&example);
}

/* Each layer has its own activation, and feeds a, not z, to the next. Layer 1 becomes a sigmoid layer without biases whose
   first two weights are 0, so that z1 = (0, -4.125, 6.625) and a1 = (1/2, f(-4.125), f(6.625)); of W2 = (4, 0, 0; -2, 0, 0) and
   b2 = 0.75 come the net inputs 4 / 2 + 0.75 = 2.75 and -2 / 2 + 0.75 = -0.25. */
Test(forward, pass_of_activations)
{
    worked_example example;
    worked_example_create(&example);
    gp_layer *first = &example.network.layers[0], *second = &example.network.layers[1];
    first->shape.activation = GP_SIGMOID;
    first->shape.bias = GP_BIAS_NONE;
    first->W[0] = first->W[1] = 0;
    second->W[1] = second->W[2] = second->W[4] = second->W[5] = 0;
    gp_forward(&example.network, example.samples.x, &example.workspace);
    check_values(example.workspace.layers[0].z, 0, -4.125, 6.625);
    check_equal(example.workspace.layers[0].a[0], (gp_real)0.5);
    check_values(example.workspace.layers[1].z, 2.75, -0.25);
    check_values(example.workspace.layers[1].a, 2.75, -0.25);
    worked_example_free(&example);
}

/* The contract on the order: from the first input to the last, then the bias, for each unit alone; however many units are
   worked on side by side. */
Test(forward, sum_order)
{
    gp_random random;
    gp_random_seed(&random, 20240229);
    for (size_t units = 1; units <= 9; units++)
        for (size_t inputs = 1; inputs <= 17; inputs++) {
            gp_real W[9 * 17], b[9], below[17], z[9], plain[9];
            random_fill(&random, W, units * inputs);
            random_fill(&random, b, units);
            random_fill(&random, below, inputs);
            for (size_t j = 0; j < units; j++) {
                plain[j] = 0;
                for (size_t i = 0; i < inputs; i++)
                    plain[j] += W[j * inputs + i] * below[i];
                plain[j] += b[j];
            }
            const gp_layer layer = {.inputs = inputs, .shape = {.units = units, .bias = GP_BIAS_PER_UNIT}, .W = W, .b = b};
            gp_net_input(&layer, below, z);
            check_same_bits(z, plain, units);
        }
}
