#include "reference/backward.h"

#include "reference/forward.h"
#include "support/check.h"
#include "support/worked_example.h"

#include <math.h>

static const gp_loss loss = {.factor = 0.75};

/* W = (4, -0.5, 0.25; -2, 1.5, 3) and delta = (0.75, 3). The sums run down the columns of W:
     4 * 0.75 + -2 * 3 = -3    -0.5 * 0.75 + 1.5 * 3 = 4.125    0.25 * 0.75 + 3 * 3 = 9.1875
   What activation the layer has does not matter. */
Test(backward, activation_gradient)
{
    gp_layer layer = {
        .inputs = 3, .shape = {.units = 2, .activation = GP_SIGMOID}, .W = (gp_real[]){4, -0.5, 0.25, -2, 1.5, 3}};
    const gp_real delta[] = {0.75, 3};
    gp_real da[] = {99, 99, 99, 77};
    gp_activation_gradient(&layer, delta, da);
    check_values(da, -3, 4.125, 9.1875, 77);
    layer.shape.activation = GP_IDENTITY;
    gp_activation_gradient(&layer, delta, da);
    check_values(da, -3, 4.125, 9.1875, 77);
}

/* Down a column of W from the first unit to the last: 1 + s + s with s = 3/8 epsilon is 1, because each s alone is rounded
   away; s
   + s + 1 is 1 + epsilon. */
Test(backward, sum_order)
{
    const gp_real s = real_epsilon * 3 / 8;
    const gp_layer layer = {.inputs = 2, .shape = {.units = 3}, .W = (gp_real[]){1, s, s, s, s, 1}};
    gp_real da[2];
    gp_activation_gradient(&layer, (const gp_real[]){1, 1, 1}, da);
    check_values(da, 1, 1 + real_epsilon);
}

/* A sum starts from 0, and 0 + -0 is 0: a lone product of 0 and -3 gives 0, not -0. */
Test(backward, sign_of_zero)
{
    const gp_layer layer = {.inputs = 1, .shape = {.units = 1}, .W = (gp_real[]){0}};
    const gp_real zero = 0;
    gp_real da = 99;
    gp_activation_gradient(&layer, (const gp_real[]){-3}, &da);
    check_same_bits(&da, &zero, 1);
}

/* The worked example with sample 0: a2 - t = (-0.65625 + 1.15625, 32.3125 - 30.3125) = (0.5, 2), so da2 = 1.5 (0.5, 2) =
   (0.75, 3), and da1 as above. All slopes are 1. */
Test(backward, pass)
{
    worked_example example;
    worked_example_create(&example);
    gp_forward(&example.network, example.samples.x, &example.workspace);
    gp_backward(&example.network, &example.rule.loss, example.samples.t, &example.workspace);
    check_values(example.workspace.layers[1].da, 0.75, 3);
    check_values(example.workspace.layers[0].da, -3, 4.125, 9.1875);
    check_values(example.workspace.layers[1].delta, 0.75, 3);
    check_values(example.workspace.layers[0].delta, -3, 4.125, 9.1875);
    /* What the forward pass left stays: the gradients need it. */
    check_values(example.workspace.layers[0].a, -1.625, -4.375, 11.625);
    check_values(example.workspace.layers[1].a, -0.65625, 32.3125);
    worked_example_free(&example);
}

/* Layers of 3 sigmoid, 2 sigmoid and 4 identity units: one of them lies between the first and the last.
     delta3 = 2 c (a3 - t) = 1.5 (0.5, -2, 1.25, -0.25) = (0.75, -3, 1.875, -0.375)
   Down the columns of W3, times the slopes of a2, 1/4 and 3/16:
     4 * 0.75 + 2 * -3 - 1.5 * 1.875 + 16 * -0.375 = -11.8125        -11.8125 / 4 = -2.953125
     -0.5 * 0.75 + 8 * -3 + 0.25 * 1.875 - 4 * -0.375 = -22.40625    -22.40625 * 3 / 16 = -4.201171875
   Down the columns of W2, times the slopes of a1, 3/16, 7/64 and 1/4:
     4 * -2.953125 - 2 * -4.201171875 = -3.41015625                  -3.41015625 * 3 / 16 = -0.639404296875
     -0.5 * -2.953125 + 1.5 * -4.201171875 = -4.8251953125           -4.8251953125 * 7 / 64 = -0.5277557373046875
     0.25 * -2.953125 + 3 * -4.201171875 = -13.341796875             -13.341796875 / 4 = -3.33544921875 */
Test(backward, pass_of_three_layers)
{
    gp_layer layers[] = {
        {.inputs = 5, .shape = {.units = 3, .activation = GP_SIGMOID}},
        {.inputs = 3, .shape = {.units = 2, .activation = GP_SIGMOID}, .W = (gp_real[]){4, -0.5, 0.25, -2, 1.5, 3}},
        {.inputs = 2, .shape = {.units = 4, .activation = GP_IDENTITY}, .W = (gp_real[]){4, -0.5, 2, 8, -1.5, 0.25, 16, -4}},
    };
    gp_layer_work work[] = {
        {.a = (gp_real[]){0.75, 0.125, 0.5}, .da = (gp_real[]){99, 99, 99, 77}, .delta = (gp_real[]){99, 99, 99, 77}},
        {.a = (gp_real[]){0.5, 0.25}, .da = (gp_real[]){99, 99, 77}, .delta = (gp_real[]){99, 99, 77}},
        {.a = (gp_real[]){0.75, 0.125, 0.5, 0.25},
         .da = (gp_real[]){99, 99, 99, 99, 77},
         .delta = (gp_real[]){99, 99, 99, 99, 77}},
    };
    const gp_network network = {.inputs = 5, .depth = 3, .layers = layers};
    gp_workspace workspace = {.layers = work};
    gp_backward(&network, &loss, (const gp_real[]){0.25, 2.125, -0.75, 0.5}, &workspace);
    check_values(work[2].da, 0.75, -3, 1.875, -0.375, 77);
    check_values(work[1].da, -11.8125, -22.40625, 77);
    check_values(work[0].da, -3.41015625, -4.8251953125, -13.341796875, 77);
    check_values(work[2].delta, 0.75, -3, 1.875, -0.375, 77);
    check_values(work[1].delta, -2.953125, -4.201171875, 77);
    check_values(work[0].delta, -0.639404296875, -0.5277557373046875, -3.33544921875, 77);
}

/* The binary cross-entropy and the sigmoid together give c (a - t): 0.5 * (0.75 - 1) = -0.125 and 0.5 * (0.125 - 0.5) =
   -0.1875, though z, of which da and slope would come, is that of other outputs. */
Test(backward, paired_loss)
{
    const gp_layer layer = {.shape = {.units = 2, .activation = GP_SIGMOID}};
    const gp_loss paired = {.kind = GP_BINARY_CROSS_ENTROPY_LOSS, .factor = 0.5};
    gp_real z[] = {0, 0}, out[] = {0.75, 0.125}, da[] = {99, 99}, delta[] = {99, 99};
    const gp_layer_work work = {.z = z, .a = out, .da = da, .delta = delta};
    gp_output_delta(&layer, &paired, (const gp_real[]){1, 0.5}, &work);
    check_values(delta, -0.125, -0.1875);
    check_values(da, -1, 0); /* 0.5 * (0 - 1 * 2) and 0.5 * (0.5 * 2 - 0.5 * 2) */
}

/* The cross-entropy and the softmax together, where the output of the class has been rounded to 0: a - t, though da is
 * infinite.
 */
Test(backward, paired_loss_of_a_layer)
{
    const gp_layer layer = {.shape = {.units = 3, .activation = GP_SOFTMAX}};
    const gp_loss paired = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 0.5};
    gp_real z[] = {3, -9000, 3}, out[] = {0.5, 0, 0.5}, da[] = {99, 99, 99}, delta[] = {99, 99, 99};
    const gp_layer_work work = {.z = z, .a = out, .da = da, .delta = delta};
    gp_output_delta(&layer, &paired, (const gp_real[]){0, 1, 0}, &work);
    check_values(delta, 0.25, -0.5, 0.25);
    check_values(da, 0, -(gp_real)INFINITY, 0);
}
