#include "reference/gradient.h"

#include "reference/backward.h"
#include "reference/forward.h"
#include "support/check.h"
#include "support/worked_example.h"

/* delta_j a_i with delta = (0.75, 3, -0.5) and a = (-1.625, 4.5), added to what is there, (2, -4, 0.5, 0.25, -8, 16):
     0.75 * -1.625 = -1.21875, 0.75 * 4.5 = 3.375; 3 * -1.625 = -4.875, 3 * 4.5 = 13.5; -0.5 * -1.625 = 0.8125, -0.5 * 4.5 =
   -2.25 */
Test(gradient, weights)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 3}};
    const gp_real below[] = {-1.625, 4.5}, delta[] = {0.75, 3, -0.5};
    gp_real dW[] = {2, -4, 0.5, 0.25, -8, 16, 77};
    gp_add_weight_gradient(&layer, below, delta, dW);
    check_values(dW, 0.78125, -0.625, -4.375, 13.75, -7.1875, 13.75, 77);
}

/* (2, -4, 0.5) + (0.75, 3, -0.25); shared 2 + (0.75 + 3 - 0.25) = 5.5. */
Test(gradient, biases)
{
    gp_layer layer = {.inputs = 2, .shape = {.units = 3}};
    const gp_real delta[] = {0.75, 3, -0.25};
    gp_real db[] = {2, -4, 0.5, 77};

    layer.shape.bias = GP_BIAS_NONE;
    gp_add_bias_gradient(&layer, delta, db);
    check_values(db, 2, -4, 0.5, 77);
    layer.shape.bias = GP_BIAS_SHARED;
    gp_add_bias_gradient(&layer, delta, db);
    check_values(db, 5.5, -4, 0.5, 77);
    db[0] = 2;
    layer.shape.bias = GP_BIAS_PER_UNIT;
    gp_add_bias_gradient(&layer, delta, db);
    check_values(db, 2.75, -1, 0.25, 77);
}

/* A shared bias adds one unit after the other to what is there: 1 + s + s with s = 3/8 epsilon is 1, because each s alone is
   rounded away; s + s + 1 is 1 + epsilon. */
Test(gradient, sum_order)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 2, .bias = GP_BIAS_SHARED}};
    const gp_real s = real_epsilon * 3 / 8;
    gp_real db[] = {1};
    gp_add_bias_gradient(&layer, (const gp_real[]){s, s}, db);
    check_values(db, 1);
    db[0] = s;
    gp_add_bias_gradient(&layer, (const gp_real[]){s, 1}, db);
    check_values(db, 1 + real_epsilon);
}

/* A number that names no kind of bias has no gradient. */
Test(gradient, unknown_bias)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 3, .bias = (gp_bias)99}};
    const gp_real delta[] = {0.75, 3, -0.25};
    gp_real db[] = {2, -4, 0.5};
    gp_add_bias_gradient(&layer, delta, db);
    check_values(db, 2, -4, 0.5);
}

/* Gradients become zero, those of frozen biases too; everything else stays. */
Test(gradient, clear)
{
    worked_example example;
    worked_example_create(&example);
    example.network.layers[1].shape.bias_trained = false;
    const size_t signals = 4 * 3 + 4 * 2, gradients = 6 + 3 + 6 + 1; /* z, a, da and delta; then dW and db */
    for (size_t k = 0; k < signals + gradients; k++)
        example.workspace.memory[k] = 77;
    gp_clear_gradients(&example.workspace);
    for (size_t k = 0; k < signals; k++)
        check_equal(example.workspace.memory[k], (gp_real)77);
    for (size_t k = signals; k < signals + gradients; k++)
        check_equal(example.workspace.memory[k], (gp_real)0);
    worked_example_free(&example);
}

/* The worked example. Sample 0: x = (-2, 0.5), a1 = (-1.625, -4.375, 11.625), delta2 = (0.75, 3), delta1 = (-3, 4.125, 9.1875).
     dW1 = -3 x = (6, -1.5)   4.125 x = (-8.25, 2.0625)   9.1875 x = (-18.375, 4.59375)   db1 = delta1
     dW2 = 0.75 a1 = (-1.21875, -3.28125, 8.71875)   3 a1 = (-4.875, -13.125, 34.875)     db2 = 0.75 + 3 = 3.75
   Sample 1 on top: x = (4, -0.5), z1 = (2.875, 8.375, -7.625), z2 = (6.15625, -15.3125), a2 - t = (-0.25, 1.5),
   delta2 = 1.5 (a2 - t) = (-0.375, 2.25), delta1 = (-1.5 - 4.5, 0.1875 + 3.375, -0.09375 + 6.75) = (-6, 3.5625, 6.65625).
     dW1 += -6 x = (-24, 3)   3.5625 x = (14.25, -1.78125)   6.65625 x = (26.625, -3.328125)   db1 += delta1
     dW2 += -0.375 a1 = (-1.078125, -3.140625, 2.859375)   2.25 a1 = (6.46875, 18.84375, -17.15625)   db2 += 1.875 */
Test(gradient, of_worked_example)
{
    worked_example example;
    worked_example_create(&example);
    const gp_layer_work *work = example.workspace.layers;
    for (size_t s = 0; s < 2; s++) {
        gp_forward(&example.network, example.samples.x + 2 * s, &example.workspace);
        gp_backward(&example.network, &example.rule.loss, example.samples.t + 2 * s, &example.workspace);
        gp_add_gradients(&example.network, example.samples.x + 2 * s, &example.workspace);
        if (s == 0) {
            check_values(work[0].dW, 6, -1.5, -8.25, 2.0625, -18.375, 4.59375);
            check_values(work[0].db, -3, 4.125, 9.1875);
            check_values(work[1].dW, -1.21875, -3.28125, 8.71875, -4.875, -13.125, 34.875);
            check_values(work[1].db, 3.75);
        }
    }
    check_values(work[0].dW, -18, 1.5, 6, 0.28125, 8.25, 1.265625);
    check_values(work[0].db, -9, 7.6875, 15.84375);
    check_values(work[1].dW, -2.296875, -6.421875, 11.578125, 1.59375, 5.71875, 17.71875);
    check_values(work[1].db, 5.625);
    worked_example_free(&example);
}

/* The mean divides by the number of samples: 107 / 107 is 1, where 107 times the rounded 1 / 107 is not, in binary32 and
   binary64. The sum leaves everything as it is. */
Test(gradient, reduction)
{
    worked_example example;
    worked_example_create(&example);
    const gp_layer_work *work = example.workspace.layers;
    gp_real *behind = example.workspace.gradients + example.workspace.gradient_count;
    *behind = 77;
    for (size_t k = 0; k < 4 * 3 + 4 * 2 + 6 + 3 + 6 + 1; k++)
        example.workspace.memory[k] = 107 * ((gp_real)k + 1);
    gp_reduce_gradients(GP_SUM, 107, &example.workspace);
    check_values(work[0].dW, 2247, 2354, 2461, 2568, 2675, 2782, 2889, 2996, 3103);
    gp_reduce_gradients(GP_MEAN, 107, &example.workspace);
    check_values(work[0].z, 107, 214, 321, 428, 535, 642, 749, 856, 963, 1070, 1177, 1284); /* z, a, da and delta */
    check_values(work[1].z, 1391, 1498, 1605, 1712, 1819, 1926, 2033, 2140);
    check_values(work[0].dW, 21, 22, 23, 24, 25, 26, 27, 28, 29); /* dW and db */
    check_values(work[1].dW, 30, 31, 32, 33, 34, 35, 36);
    check_equal(*behind, (gp_real)77);
    worked_example_free(&example);
}
