#include "reference/backward.h"

#include "reference/forward.h"
#include "support/check.h"
#include "support/worked_example.h"

static const gp_loss loss = {.factor = 0.75};

/* a - t = (0.75 - 0.25, 0.125 - 2.125) = (0.5, -2); times 2 * 0.75: (0.75, -3), which is all with the identity. The sigmoid's
   slopes are 0.75 * 0.25 = 0.1875 and 0.125 * 0.875 = 0.109375: 0.75 * 0.1875 = 0.140625 and -3 * 0.109375 = -0.328125. */
Test(backward, output_delta)
{
    gp_layer layer = {.inputs = 3, .shape = {.units = 2, .activation = GP_IDENTITY}};
    gp_real a[] = {0.75, 0.125}, delta[] = {99, 99, 77};
    const gp_real t[] = {0.25, 2.125};

    gp_output_delta(&layer, &loss, a, t, delta);
    check_values(delta, 0.75, -3, 77);
    layer.shape.activation = GP_SIGMOID;
    gp_output_delta(&layer, &loss, a, t, delta);
    check_values(delta, 0.140625, -0.328125, 77);

    gp_output_delta(&layer, &loss, a, t, a);
    check_values(a, 0.140625, -0.328125);
}

/* Above are W = (4, -0.5, 0.25; -2, 1.5, 3) and delta = (0.75, 3). The sums run down the columns of W:
     4 * 0.75 + -2 * 3 = -3    -0.5 * 0.75 + 1.5 * 3 = 4.125    0.25 * 0.75 + 3 * 3 = 9.1875
   With the sigmoid and a = (0.75, 0.125, 0.5), slopes 0.1875, 0.109375, 0.25:
     -3 * 0.1875 = -0.5625     4.125 * 0.109375 = 0.451171875   9.1875 * 0.25 = 2.296875 */
Test(backward, hidden_delta)
{
    gp_layer layer = {.inputs = 2, .shape = {.units = 3, .activation = GP_IDENTITY}};
    gp_real W[] = {4, -0.5, 0.25, -2, 1.5, 3};
    const gp_layer above = {.inputs = 3, .shape = {.units = 2, .activation = GP_SIGMOID}, .W = W};
    const gp_real a[] = {0.75, 0.125, 0.5}, above_delta[] = {0.75, 3};
    gp_real delta[] = {99, 99, 99, 77};

    gp_hidden_delta(&layer, a, &above, above_delta, delta);
    check_values(delta, -3, 4.125, 9.1875, 77);
    layer.shape.activation = GP_SIGMOID;
    gp_hidden_delta(&layer, a, &above, above_delta, delta);
    check_values(delta, -0.5625, 0.451171875, 2.296875, 77);
}

/* Down a column of W from the first unit above to the last: 1 + s + s with s = 3/8 epsilon is 1, because each s alone is
   rounded away; s + s + 1 is 1 + epsilon. */
Test(backward, sum_order)
{
    const gp_real s = epsilon * 3 / 8;
    const gp_layer layer = {.inputs = 5, .shape = {.units = 2, .activation = GP_IDENTITY}};
    const gp_layer above = {.inputs = 2, .shape = {.units = 3}, .W = (gp_real[]){1, s, s, s, s, 1}};
    gp_real delta[2];
    gp_hidden_delta(&layer, (const gp_real[]){2, 3}, &above, (const gp_real[]){1, 1, 1}, delta);
    check_values(delta, 1, 1 + epsilon);
}

/* A sum starts from 0, and 0 + -0 is 0: a lone product of 0 and -3 gives 0, not -0. */
Test(backward, sign_of_zero)
{
    const gp_layer layer = {.inputs = 5, .shape = {.units = 1, .activation = GP_IDENTITY}};
    const gp_layer above = {.inputs = 1, .shape = {.units = 1}, .W = (gp_real[]){0}};
    const gp_real zero = 0;
    gp_real delta = 99;
    gp_hidden_delta(&layer, (const gp_real[]){2}, &above, (const gp_real[]){-3}, &delta);
    check_same_bits(&delta, &zero, 1);
}

/* The worked example with sample 0: a2 - t = (-0.65625 + 1.15625, 32.3125 - 30.3125) = (0.5, 2), so delta2 = 1.5 (0.5, 2) =
   (0.75, 3), and delta1 as above. */
Test(backward, pass)
{
    worked_example example;
    worked_example_create(&example);
    gp_forward(&example.network, example.samples.x, &example.workspace);
    gp_backward(&example.network, &example.rule.loss, example.samples.t, &example.workspace);
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
        {.a = (gp_real[]){0.75, 0.125, 0.5}, .delta = (gp_real[]){99, 99, 99, 77}},
        {.a = (gp_real[]){0.5, 0.25}, .delta = (gp_real[]){99, 99, 77}},
        {.a = (gp_real[]){0.75, 0.125, 0.5, 0.25}, .delta = (gp_real[]){99, 99, 99, 99, 77}},
    };
    const gp_network network = {.inputs = 5, .depth = 3, .layers = layers};
    gp_workspace workspace = {.layers = work};
    gp_backward(&network, &loss, (const gp_real[]){0.25, 2.125, -0.75, 0.5}, &workspace);
    check_values(work[2].delta, 0.75, -3, 1.875, -0.375, 77);
    check_values(work[1].delta, -2.953125, -4.201171875, 77);
    check_values(work[0].delta, -0.639404296875, -0.5277557373046875, -3.33544921875, 77);
}
