#include "reference/update.h"

#include "support/check.h"
#include "support/random_problem.h"
#include "support/worked_example.h"
#include <math.h>
#include <string.h>

static const gp_rule quarter = {.update = GP_GRADIENT_DESCENT, .rate = 0.25};

Test(update, rows)
{
    static const char *const names[] = {
        "gradient-descent", "momentum", "momentum-with-rate", "nesterov", "nesterov-with-rate", "adam", "adamw",
        "rmsprop",          "adagrad"};
    cr_assert_eq(sizeof names / sizeof *names, gp_update_rule_count);
    for (size_t k = 0; k < gp_update_rule_count; k++)
        cr_assert_str_eq(gp_update_rules[k].name, names[k]);
    for (size_t k = 0; k < gp_update_rule_count; k++)
        cr_assert_eq(gp_update_rules[k].is_decoupled, k == GP_ADAMW);
    cr_assert_eq(gp_update_rules[GP_GRADIENT_DESCENT].moments, 0);
    for (size_t k = GP_MOMENTUM; k <= GP_NESTEROV_WITH_RATE; k++) {
        cr_assert_eq(gp_update_rules[k].moments, 1);
        cr_assert_eq(gp_update_rules[k].moment[0].which, GP_VELOCITY);
    }
}

/* Which rule has which numbers, what these are called, and that each of them has a place of its own. */
Test(update, numbers)
{
    static const char *const names[gp_rule_number_count] = {"momentum", "beta1",        "beta2",
                                                            "epsilon",  "weight_decay", "bias_decay"};
    gp_rule rule = {.rate = 9};
    for (int which = 0; which < gp_rule_number_count; which++) {
        cr_assert_str_eq(gp_rule_number_name((gp_rule_number)which), names[which]);
        *gp_rule_number_at(&rule, (gp_rule_number)which) = (gp_real)(which + 1);
        for (size_t k = 0; which < gp_own_number_count && k < gp_update_rule_count; k++) {
            const bool has = which == GP_NUMBER_MOMENTUM ? k >= GP_MOMENTUM && k <= GP_NESTEROV_WITH_RATE
                             : which == GP_NUMBER_BETA1  ? k == GP_ADAM || k == GP_ADAMW
                             : which == GP_NUMBER_BETA2  ? k == GP_ADAM || k == GP_ADAMW || k == GP_RMSPROP
                                                         : k >= GP_ADAM;
            cr_assert_eq(gp_update_rules[k].has[which], has, "%s, %s", gp_update_rules[k].name, names[which]);
        }
    }
    check_values(&rule.momentum, 1);
    check_values(&rule.beta1, 2);
    check_values(&rule.beta2, 3);
    check_values(&rule.epsilon, 4);
    check_values(&rule.weight_decay, 5);
    check_values(&rule.bias_decay, 6);
}

/* -0.25 dW: -1.5, 0.375, 2.0625, -0.515625, 4.59375, -1.1484375. */
Test(update, weight_change)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 3}};
    const gp_real dW[] = {6, -1.5, -8.25, 2.0625, -18.375, 4.59375, 99};
    gp_real change[] = {99, 99, 99, 99, 99, 99, 77};
    gp_weight_change(&layer, &quarter, dW, NULL, change);
    check_values(change, -1.5, 0.375, 2.0625, -0.515625, 4.59375, -1.1484375, 77);
}

/* v = 0.75 v + dW: 3 + 6 = 9, -1.5 - 1.5 = -3, 0.75 - 8.25 = -7.5, 0 + 2.0625, -6 - 18.375 = -24.375, 1.5 + 4.59375 = 6.09375;
   -0.25 v. With the rate in the velocity, v = 0.75 v - 0.25 dW: 3 - 1.5 = 1.5, -1.5 + 0.375 = -1.125, 0.75 + 2.0625 = 2.8125,
   -0.515625, -6 + 4.59375 = -1.40625, 1.5 - 1.1484375 = 0.3515625. */
Test(update, weight_moments)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 3}};
    const gp_real dW[] = {6, -1.5, -8.25, 2.0625, -18.375, 4.59375, 99};
    gp_rule rule = {.update = GP_MOMENTUM, .rate = 0.25, .momentum = 0.75};
    gp_real v[] = {4, -2, 1, 0, -8, 2, 77}, change[] = {99, 99, 99, 99, 99, 99, 77};
    gp_move_weight_moment(&layer, &rule, 1, 0, dW, v);
    check_values(v, 9, -3, -7.5, 2.0625, -24.375, 6.09375, 77);
    gp_weight_change(&layer, &rule, dW, v, change);
    check_values(change, -2.25, 0.75, 1.875, -0.515625, 6.09375, -1.5234375, 77);

    gp_real with_rate[] = {4, -2, 1, 0, -8, 2, 77};
    rule.update = GP_MOMENTUM_WITH_RATE;
    gp_move_weight_moment(&layer, &rule, 1, 0, dW, with_rate);
    check_values(with_rate, 1.5, -1.125, 2.8125, -0.515625, -1.40625, 0.3515625, 77);
    gp_weight_change(&layer, &rule, dW, with_rate, change);
    check_values(change, 1.5, -1.125, 2.8125, -0.515625, -1.40625, 0.3515625, 77);
}

/* A velocity that is a mean, v = 0.75 v + 0.25 dW: 4, 3 - 8 = -5, -3.75 + 12 = 8.25. With a rate of 1 it moves a weight by -4,
   5 and -8.25, and so does the sum, 16, 12 - 32 = -20, -15 + 48 = 33, with a rate of 1 - 0.75. */
Test(update, velocity_that_is_a_mean)
{
    const gp_layer layer = {.inputs = 1, .shape = {.units = 1}};
    const gp_rule rule = {.update = GP_MOMENTUM, .rate = 0.25, .momentum = 0.75};
    const gp_real dW[] = {16, -32, 48}, expected[] = {-4, 5, -8.25};
    gp_real v = 0, change;
    for (size_t k = 0; k < 3; k++) {
        gp_move_weight_moment(&layer, &rule, k + 1, 0, &dW[k], &v);
        gp_weight_change(&layer, &rule, &dW[k], &v, &change);
        check_values(&change, expected[k]);
    }
}

/* The velocities are those above; -0.25 (dW + 0.75 v): 6 + 6.75 = 12.75, -1.5 - 2.25 = -3.75, -8.25 - 5.625 = -13.875, 2.0625 +
   1.546875 = 3.609375, -18.375 - 18.28125 = -36.65625, 4.59375 + 4.5703125 = 9.1640625. With the rate in them 0.75 v - 0.25 dW:
   1.125 - 1.5 = -0.375, -0.84375 + 0.375 = -0.46875, 2.109375 + 2.0625 = 4.171875, -0.38671875 - 0.515625 = -0.90234375,
   -1.0546875 + 4.59375 = 3.5390625, 0.263671875 - 1.1484375 = -0.884765625. */
Test(update, nesterov)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 3}};
    const gp_real dW[] = {6, -1.5, -8.25, 2.0625, -18.375, 4.59375, 99};
    gp_rule rule = {.update = GP_NESTEROV, .rate = 0.25, .momentum = 0.75};
    gp_real v[] = {4, -2, 1, 0, -8, 2, 77}, change[] = {99, 99, 99, 99, 99, 99, 77};
    gp_move_weight_moment(&layer, &rule, 1, 0, dW, v);
    check_values(v, 9, -3, -7.5, 2.0625, -24.375, 6.09375, 77);
    gp_weight_change(&layer, &rule, dW, v, change);
    check_values(change, -3.1875, 0.9375, 3.46875, -0.90234375, 9.1640625, -2.291015625, 77);

    gp_real with_rate[] = {4, -2, 1, 0, -8, 2, 77};
    rule.update = GP_NESTEROV_WITH_RATE;
    gp_move_weight_moment(&layer, &rule, 1, 0, dW, with_rate);
    check_values(with_rate, 1.5, -1.125, 2.8125, -0.515625, -1.40625, 0.3515625, 77);
    gp_weight_change(&layer, &rule, dW, with_rate, change);
    check_values(change, -0.375, -0.46875, 4.171875, -0.90234375, 3.5390625, -0.884765625, 77);
}

/* In the second update, with beta1 = 3/4, beta2 = 1/2 and epsilon = 16, where 1 - beta1^2 = 7/16 and 1 - beta2^2 = 3/4.
   m = 3/4 m + 1/4 dW: 9/4 + 19/4 = 7, -9/4 - 5/4 = -3.5, 6/4 + 1/4 = 1.75, 0; over 7/16: 16, -8, 4, 0.
   v = 1/2 v + 1/2 dW^2: 23/2 + 361/2 = 192, 359/2 + 25/2 = 192, 3455/2 + 1/2 = 1728, 0; over 3/4: 256, 256, 2304, 0.
   -0.25 m^ / (sqrt(v^) + 16): -4 / (16 + 16) = -0.125, 2 / 32 = 0.0625, -1 / (48 + 16) = -0.015625, 0. */
Test(update, adam)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 2}};
    const gp_rule rule = {.update = GP_ADAM, .rate = 0.25, .beta1 = 0.75, .beta2 = 0.5, .epsilon = 16};
    const gp_real dW[] = {19, -5, 1, 0, 99};
    gp_real moments[] = {3, -3, 2, 0, 23, 359, 3455, 0, 88, 88, 88, 88, 88, 88, 88, 88, 77}, change[] = {99, 99, 99, 99, 77};
    for (size_t m = 0; m < 4; m++)
        gp_move_weight_moment(&layer, &rule, 2, m, dW, moments);
    check_values(moments, 7, -3.5, 1.75, 0, 192, 192, 1728, 0, 16, -8, 4, 0, 256, 256, 2304, 0, 77);
    gp_weight_change(&layer, &rule, dW, moments, change);
    check_values(change, -0.125, 0.0625, -0.015625, 0, 77);
}

/* v = 3/4 v + 1/4 dW^2: 15 + 1 = 16, 0 + 9 = 9, 27 + 9 = 36, 0; with epsilon = 4 the change is -0.25 dW / (sqrt(v) + 4):
   -0.25 2 / 8 = -0.0625, 0.25 6 / 7, -0.25 6 / 10 = -0.15, 0. The bias: v = 0 + 144/4 = 36; 0.25 12 / 10. */
Test(update, rmsprop)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 2, .bias = GP_BIAS_SHARED, .bias_trained = true}};
    const gp_rule rule = {.update = GP_RMSPROP, .rate = 0.25, .beta1 = 99, .beta2 = 0.75, .epsilon = 4};
    const gp_real dW[] = {2, -6, 6, 0, 99}, db[] = {-12, 99};
    gp_real v[] = {20, 0, 36, 0, 77}, of_bias[] = {0, 77}, change[] = {99, 99, 99, 99, 77};
    gp_move_weight_moment(&layer, &rule, 2, 0, dW, v);
    check_values(v, 16, 9, 36, 0, 77);
    gp_weight_change(&layer, &rule, dW, v, change);
    check_values(change, -0.0625, (gp_real)1.5 / 7, (gp_real)-1.5 / 10, 0, 77);
    gp_move_bias_moment(&layer, &rule, 2, 0, db, of_bias);
    check_values(of_bias, 36, 77);
    gp_bias_change(&layer, &rule, db, of_bias, change);
    check_values(change, (gp_real)3 / 10, (gp_real)1.5 / 7, (gp_real)-1.5 / 10, 0, 77);
}

/* v = v + dW^2: 12 + 4 = 16, 0 + 36 = 36, 108 + 36 = 144, 0; with epsilon = 4 the change is -0.25 dW / (sqrt(v) + 4): -0.25 2 /
   8 = -0.0625, 0.25 6 / 10, -0.25 6 / 16 = -0.09375, 0. The bias: v = 25 + 144 = 169; 0.25 12 / 17. */
Test(update, adagrad)
{
    const gp_layer layer = {.inputs = 2, .shape = {.units = 2, .bias = GP_BIAS_SHARED, .bias_trained = true}};
    const gp_rule rule = {.update = GP_ADAGRAD, .rate = 0.25, .beta1 = 99, .beta2 = 99, .epsilon = 4};
    const gp_real dW[] = {2, -6, 6, 0, 99}, db[] = {-12, 99};
    gp_real v[] = {12, 0, 108, 0, 77}, of_bias[] = {25, 77}, change[] = {99, 99, 99, 99, 77};
    gp_move_weight_moment(&layer, &rule, 2, 0, dW, v);
    check_values(v, 16, 36, 144, 0, 77);
    gp_weight_change(&layer, &rule, dW, v, change);
    check_values(change, -0.0625, (gp_real)1.5 / 10, -0.09375, 0, 77);
    gp_move_bias_moment(&layer, &rule, 2, 0, db, of_bias);
    check_values(of_bias, 169, 77);
    gp_bias_change(&layer, &rule, db, of_bias, change);
    check_values(change, (gp_real)3 / 17, (gp_real)1.5 / 10, -0.09375, 0, 77);
}

/* dW + 0.5 W: 6 + 1 = 7, -1.5 - 2 = -3.5, -8.25 + 0.25 = -8; -0.25 times that. In the velocity, 0.75 v + that: 3 + 7 = 10,
   -1.5 - 3.5 = -5, 0 - 8. Of the biases db + 2 b: 3 - 8 = -5, -1 + 3 = 2. */
Test(update, decay)
{
    gp_real W[] = {2, -4, 0.5}, b[] = {-4, 1.5};
    const gp_layer layer = {.inputs = 3, .W = W, .b = b, .shape = {.units = 1, .bias = GP_BIAS_PER_UNIT, .bias_trained = true}};
    const gp_layer two_units = {
        .inputs = 1, .W = W, .b = b, .shape = {.units = 2, .bias = GP_BIAS_PER_UNIT, .bias_trained = true}};
    gp_rule rule = {.update = GP_GRADIENT_DESCENT, .rate = 0.25, .momentum = 0.75, .weight_decay = 0.5, .bias_decay = 2};
    const gp_real dW[] = {6, -1.5, -8.25, 99}, db[] = {3, -1, 99};
    gp_real change[] = {99, 99, 99, 77}, v[] = {4, -2, 0, 77}, of_biases[] = {4, -2, 77};
    gp_weight_change(&layer, &rule, dW, NULL, change);
    check_values(change, -1.75, 0.875, 2, 77);
    gp_bias_change(&two_units, &rule, db, NULL, change);
    check_values(change, 1.25, -0.5, 2, 77);

    rule.update = GP_MOMENTUM;
    gp_move_weight_moment(&layer, &rule, 1, 0, dW, v);
    check_values(v, 10, -5, -8, 77);
    gp_move_bias_moment(&two_units, &rule, 1, 0, db, of_biases);
    check_values(of_biases, -2, 0.5, 77);
}

/* As by Adam, -0.25 16 / (16 + 16) = -0.125 and 0.0625, less 0.25 0.5 W = 0.25 and -0.5; the gradients enter as they are. */
Test(update, decoupled)
{
    gp_real W[] = {2, -4};
    const gp_layer layer = {.inputs = 2, .W = W, .shape = {.units = 1}};
    const gp_rule rule = {
        .update = GP_ADAMW, .rate = 0.25, .beta1 = 0.75, .beta2 = 0.5, .epsilon = 16, .weight_decay = 0.5, .bias_decay = 99};
    const gp_real dW[] = {19, -5, 99};
    gp_real moments[] = {3, -3, 23, 359, 88, 88, 88, 88, 77}, change[] = {99, 99, 77};
    for (size_t m = 0; m < 4; m++)
        gp_move_weight_moment(&layer, &rule, 2, m, dW, moments);
    check_values(moments, 7, -3.5, 192, 192, 16, -8, 256, 256, 77);
    gp_weight_change(&layer, &rule, dW, moments, change);
    check_values(change, -0.375, 0.5625, 77);
}

/* v = 0.75 v + db: 3 - 3 = 0, -1.5 + 4.125 = 2.625, 0.75 + 9.1875 = 9.9375; -0.25 v. */
Test(update, bias_moments)
{
    gp_layer layer = {.inputs = 2, .shape = {.units = 3, .bias = GP_BIAS_PER_UNIT, .bias_trained = true}};
    const gp_rule rule = {.update = GP_MOMENTUM, .rate = 0.25, .momentum = 0.75};
    const gp_real db[] = {-3, 4.125, 9.1875, 99};
    gp_real v[] = {4, -2, 1, 77}, change[] = {88, 88, 88, 77};
    gp_move_bias_moment(&layer, &rule, 1, 0, db, v);
    check_values(v, 0, 2.625, 9.9375, 77);
    gp_bias_change(&layer, &rule, db, v, change);
    check_values(change, 0, -0.65625, -2.484375, 77);

    gp_real shared[] = {4, 77};
    layer.shape.bias = GP_BIAS_SHARED;
    gp_move_bias_moment(&layer, &rule, 1, 0, db, shared);
    check_values(shared, 0, 77);
}

/* -0.25 db: 0.75, -1.03125, -2.296875. */
Test(update, bias_change)
{
    gp_layer layer = {.inputs = 2, .shape = {.units = 3, .bias_trained = true}};
    const gp_real db[] = {-3, 4.125, 9.1875, 99};
    gp_real change[] = {88, 88, 88, 77};

    layer.shape.bias = GP_BIAS_NONE;
    gp_bias_change(&layer, &quarter, db, NULL, change);
    check_values(change, 88, 88, 88, 77);
    layer.shape.bias = GP_BIAS_SHARED;
    gp_bias_change(&layer, &quarter, db, NULL, change);
    check_values(change, 0.75, 88, 88, 77);
    layer.shape.bias = GP_BIAS_PER_UNIT;
    gp_bias_change(&layer, &quarter, db, NULL, change);
    check_values(change, 0.75, -1.03125, -2.296875, 77);
}

Test(update, frozen_biases)
{
    gp_layer layer = {.inputs = 2, .shape = {.units = 3, .bias = GP_BIAS_PER_UNIT, .bias_trained = false}};
    const gp_real db[] = {-3, 4.125, 9.1875};
    gp_real change[] = {88, 88, 88, 77};
    gp_bias_change(&layer, &quarter, db, NULL, change);
    check_values(change, 0, 0, 0, 77);
    change[0] = 88;
    layer.shape.bias = GP_BIAS_SHARED;
    gp_bias_change(&layer, &quarter, db, NULL, change);
    check_values(change, 0, 0, 0, 77);

    const gp_rule momentum = {.update = GP_MOMENTUM, .rate = 0.25, .momentum = 0.75};
    gp_real v[] = {0, 77};
    gp_move_bias_moment(&layer, &momentum, 1, 0, db, v);
    check_values(v, 0, 77);
    change[0] = 88;
    gp_bias_change(&layer, &momentum, db, v, change);
    check_values(change, 0, 0, 0, 77);
}

/* Neither the gradient nor what decays moves a frozen weight; a moment stays as it is. */
Test(update, frozen_weights)
{
    gp_real W[] = {3, -5};
    const gp_layer layer = {.inputs = 2, .W = W, .shape = {.units = 1, .weights_frozen = true}};
    const gp_real dW[] = {-3, 4.125};
    gp_real change[] = {88, 88, 77}, v[] = {0, 0, 77};
    const gp_rule rules[] = {{.update = GP_MOMENTUM, .rate = 0.25, .momentum = 0.75, .weight_decay = 2},
                             {.update = GP_GRADIENT_DESCENT, .rate = 0.25}};
    for (size_t k = 0; k < 2; k++) {
        change[0] = change[1] = 88;
        gp_move_weight_moment(&layer, &rules[0], 1, 0, dW, v);
        check_values(v, 0, 0, 77);
        gp_weight_change(&layer, &rules[k], dW, v, change);
        check_values(change, 0, 0, 77);
    }
}

/* 0.5 - 1.5 = -1, -1.5 + 0.375 = -1.125, 2.25 + 2.0625 = 4.3125. */
Test(update, move)
{
    const gp_real change[] = {-1.5, 0.375, 2.0625, 99};
    gp_real W[] = {0.5, -1.5, 2.25, 77};
    gp_move(3, change, W);
    check_values(W, -1, -1.125, 4.3125, 77);
}

/* Layer 1: 0.5 - 1.5 = -1, -1.5 + 0.375 = -1.125, 2.25 + 2.0625 = 4.3125, 0.75 - 0.515625 = 0.234375, -3 + 4.59375
   = 1.59375, 1.25
   - 1.1484375 = 0.1015625; 0.125 + 0.75 = 0.875, -0.25 - 1.03125 = -1.28125, 5 - 2.296875 = 2.703125. Layer 2 with dW = (-1.25,
   -3.25, 8.75, -4.75, -13.25, 34.5) and db = 3.75, times -0.25: 4 + 0.3125 = 4.3125, -0.5 + 0.8125 = 0.3125, 0.25 - 2.1875 =
   -1.9375, -2 + 1.1875 = -0.8125, 1.5 + 3.3125 = 4.8125, 3 - 8.625 = -5.625; 0.75 - 0.9375 = -0.1875. */
Test(update, network)
{
    worked_example example;
    worked_example_create(&example);
    gp_workspace gradients = {
        .layers = (gp_layer_work[]){
            {.dW = (gp_real[]){6, -1.5, -8.25, 2.0625, -18.375, 4.59375}, .db = (gp_real[]){-3, 4.125, 9.1875}},
            {.dW = (gp_real[]){-1.25, -3.25, 8.75, -4.75, -13.25, 34.5}, .db = (gp_real[]){3.75}}}};
    gp_update(&example.network, &quarter, &gradients);
    check_values(example.network.layers[0].W, -1, -1.125, 4.3125, 0.234375, 1.59375, 0.1015625);
    check_values(example.network.layers[0].b, 0.875, -1.28125, 2.703125);
    check_values(example.network.layers[1].W, 4.3125, 0.3125, -1.9375, -0.8125, 4.8125, -5.625);
    check_values(example.network.layers[1].b, -0.1875);
    worked_example_free(&example);
}

static const gp_layer_shape of_each_kind[] = {
    {.units = 21, .bias = GP_BIAS_PER_UNIT, .bias_trained = true},
    {.units = 13, .bias = GP_BIAS_SHARED, .bias_trained = true},
    {.units = 3, .bias = GP_BIAS_PER_UNIT, .bias_trained = false, .weights_frozen = true},
};

/* Adam's moments and change in one of the first three updates; the power is that of the reference, which multiplies by squares.
 */
static gp_real adam_by_hand(const gp_rule *rule, int t, gp_real gradient, gp_real *kept)
{
    const gp_real square1 = rule->beta1 * rule->beta1, square2 = rule->beta2 * rule->beta2;
    const gp_real powers1[] = {1, rule->beta1, square1, rule->beta1 * square1},
                  powers2[] = {1, rule->beta2, square2, rule->beta2 * square2};
    const gp_real squared = gradient * gradient, rest1 = 1 - rule->beta1, rest2 = 1 - rule->beta2;
    kept[0] = rule->beta1 * kept[0] + rest1 * gradient;
    kept[1] = rule->beta2 * kept[1] + rest2 * squared;
    kept[2] = kept[0] / (1 - powers1[t]);
    kept[3] = kept[1] / (1 - powers2[t]);
    const gp_real root = (gp_real)sqrt(kept[3]);
    return -(rule->rate * kept[2]) / (root + rule->epsilon);
}

/* What the next update of a parameter is by its formula, after its moments have moved. */
static gp_real change_by_hand(const gp_rule *rule, int t, gp_real gradient, gp_real *v)
{
    switch (rule->update) {
    case GP_GRADIENT_DESCENT:
        return -rule->rate * gradient;
    case GP_MOMENTUM:
        *v = rule->momentum * *v + gradient;
        return -rule->rate * *v;
    case GP_MOMENTUM_WITH_RATE:
        *v = rule->momentum * *v - rule->rate * gradient;
        return *v;
    case GP_NESTEROV:
        *v = rule->momentum * *v + gradient;
        return -rule->rate * (gradient + rule->momentum * *v);
    case GP_NESTEROV_WITH_RATE:
        *v = rule->momentum * *v - rule->rate * gradient;
        return rule->momentum * *v - rule->rate * gradient;
    case GP_ADAM:
    case GP_ADAMW:
        return adam_by_hand(rule, t, gradient, v);
    case GP_RMSPROP:
        *v = (1 - rule->beta2) * (gradient * gradient) + *v * rule->beta2;
        return -(rule->rate * gradient / (rule->epsilon + (gp_real)sqrt(*v)));
    case GP_ADAGRAD:
        *v += gradient * gradient;
        return -(rule->rate * gradient / (rule->epsilon + (gp_real)sqrt(*v)));
    }
    return 0;
}

static void check_by_hand(const gp_rule *rule, int t, size_t count, gp_real decay, const gp_real *parameters,
                          const gp_real *gradient, gp_real kept[][gp_most_moments], const gp_real *moments,
                          const gp_real *change)
{
    for (size_t k = 0; k < count; k++) {
        const gp_real decayed = decay * parameters[k];
        if (decay == 0)
            check_equal(change[k], change_by_hand(rule, t, gradient[k], kept[k]));
        else if (rule->update == GP_ADAMW)
            check_equal(change[k], change_by_hand(rule, t, gradient[k], kept[k]) - rule->rate * decay * parameters[k]);
        else
            check_equal(change[k], change_by_hand(rule, t, gradient[k] + decayed, kept[k]));
        for (size_t m = 0; m < gp_update_rules[rule->update].moments; m++)
            check_equal(moments[m * count + k], kept[k][m]);
    }
}

static void check_two_halves(gp_update_rule update, gp_real weight_decay, gp_real bias_decay)
{
    const gp_rule rule = {.update = update,
                          .rate = (gp_real)0.3,
                          .momentum = (gp_real)0.7,
                          .beta1 = (gp_real)0.8,
                          .beta2 = (gp_real)0.9,
                          .epsilon = (gp_real)0.1,
                          .weight_decay = weight_decay,
                          .bias_decay = bias_decay};
    const size_t moments = gp_update_rules[update].moments;
    gp_network at_once, in_halves;
    gp_workspace workspace, other;
    gp_random random;
    static gp_real v[3][512][gp_most_moments];
    memset(v, 0, sizeof v);
    cr_assert_eq(gp_network_create(7, 3, of_each_kind, &at_once), GP_OK);
    cr_assert_eq(gp_network_create(7, 3, of_each_kind, &in_halves), GP_OK);
    cr_assert_eq(gp_workspace_create(&at_once, moments, &workspace), GP_OK);
    cr_assert_eq(gp_workspace_create(&at_once, moments, &other), GP_OK);
    gp_random_seed(&random, 3);
    random_fill(&random, at_once.memory, parameter_count(&at_once));
    memcpy(in_halves.memory, at_once.memory, parameter_count(&at_once) * sizeof(gp_real));

    for (int t = 1; t <= 3; t++) {
        random_fill(&random, workspace.gradients, workspace.gradient_count);
        memcpy(other.gradients, workspace.gradients, workspace.gradient_count * sizeof(gp_real));
        gp_update(&at_once, &rule, &other);
        gp_changes(&in_halves, &rule, &workspace);
        for (size_t l = 0; l < 3; l++) {
            const gp_layer_work *work = &workspace.layers[l];
            const size_t weights = gp_weight_count(&in_halves.layers[l]), biases = gp_bias_count(&of_each_kind[l]);
            if (!of_each_kind[l].weights_frozen)
                check_by_hand(&rule, t, weights, weight_decay, in_halves.layers[l].W, work->dW, v[l], work->W_moments,
                              work->W_change);
            for (size_t k = 0; of_each_kind[l].weights_frozen && k < weights; k++)
                check_equal(work->W_change[k], 0);
            if (of_each_kind[l].bias_trained)
                check_by_hand(&rule, t, biases, bias_decay, in_halves.layers[l].b, work->db, v[l] + weights, work->b_moments,
                              work->b_change);
            for (size_t k = 0; !of_each_kind[l].bias_trained && k < biases; k++)
                check_equal(work->b_change[k], 0);
        }
        gp_move_all(&in_halves, &workspace);
        check_same_bits(in_halves.memory, at_once.memory, parameter_count(&at_once));
    }
    gp_workspace_free(&workspace);
    gp_workspace_free(&other);
    gp_network_free(&at_once);
    gp_network_free(&in_halves);
}

/* Changes written down and then added give the bits of the update that does both at once, step by step, by each rule, for more
   weights than it takes at a time, and for biases of each kind, one of them, with its weights, frozen; with decay and without.
 */
Test(update, in_two_halves)
{
    for (int rule = 0; rule < gp_update_rule_count; rule++) {
        check_two_halves((gp_update_rule)rule, 0, 0);
        check_two_halves((gp_update_rule)rule, (gp_real)0.2, 0);
        check_two_halves((gp_update_rule)rule, (gp_real)0.2, (gp_real)0.3);
    }
}
