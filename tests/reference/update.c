#include "reference/update.h"

#include "support/check.h"
#include "support/random_problem.h"
#include "support/worked_example.h"
#include <string.h>

static const gp_rule quarter = {.update = GP_GRADIENT_DESCENT, .rate = 0.25};

Test(update, rows)
{
    static const char *const names[] = {"gradient-descent"};
    cr_assert_eq(sizeof names / sizeof *names, gp_update_rule_count);
    for (size_t k = 0; k < gp_update_rule_count; k++)
        cr_assert_str_eq(gp_update_rules[k].name, names[k]);
    cr_assert_eq(gp_update_rules[GP_GRADIENT_DESCENT].moments, 0);
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

/* Changes written down and then added give the bits of the update that does both at once, for more weights than it takes at a
   time, and for biases of each kind, one of them frozen. */
Test(update, in_two_halves)
{
    const gp_layer_shape shapes[] = {
        {.units = 21, .bias = GP_BIAS_PER_UNIT, .bias_trained = true},
        {.units = 13, .bias = GP_BIAS_SHARED, .bias_trained = true},
        {.units = 3, .bias = GP_BIAS_PER_UNIT, .bias_trained = false},
    };
    const gp_rule rule = {.rate = (gp_real)0.3};
    gp_network at_once, in_halves;
    gp_workspace workspace;
    gp_random random;
    cr_assert_eq(gp_network_create(7, 3, shapes, &at_once), GP_OK);
    cr_assert_eq(gp_network_create(7, 3, shapes, &in_halves), GP_OK);
    cr_assert_eq(gp_workspace_create(&at_once, 0, &workspace), GP_OK);
    gp_random_seed(&random, 3);
    random_fill(&random, at_once.memory, parameter_count(&at_once));
    memcpy(in_halves.memory, at_once.memory, parameter_count(&at_once) * sizeof(gp_real));
    random_fill(&random, workspace.gradients, workspace.gradient_count);

    gp_update(&at_once, &rule, &workspace);
    gp_changes(&in_halves, &rule, &workspace);
    for (size_t l = 0; l < 3; l++) {
        const gp_layer_work *work = &workspace.layers[l];
        for (size_t k = 0; k < gp_weight_count(&in_halves.layers[l]); k++)
            check_equal(work->W_change[k], -rule.rate * work->dW[k]);
        for (size_t k = 0; k < gp_bias_count(&shapes[l]); k++)
            check_equal(work->b_change[k], shapes[l].bias_trained ? -rule.rate * work->db[k] : 0);
    }
    gp_move_all(&in_halves, &workspace);
    check_same_bits(in_halves.memory, at_once.memory, parameter_count(&at_once));
    gp_workspace_free(&workspace);
    gp_network_free(&at_once);
    gp_network_free(&in_halves);
}
