#include "reference/clip.h"

#include "support/check.h"
#include "support/worked_example.h"

#include <math.h>
#include <string.h>

Test(clip, words)
{
    cr_assert_str_eq(gp_clipping_names[GP_CLIP_NONE], "none");
    cr_assert_str_eq(gp_clipping_names[GP_CLIP_BY_VALUE], "value");
    cr_assert_str_eq(gp_clipping_names[GP_CLIP_BY_NORM], "norm");
}

/* On both sides, at the limit itself, beyond all numbers; the last value is not looked at. */
Test(clip, by_value)
{
    const gp_real gradient[] = {2, -2, 2.5, -2.5, 2.75, -3, INFINITY, -INFINITY, 0, NAN, 4};
    gp_real clipped[11] = {[10] = 77};
    gp_clip_by_value((gp_real)2.5, 10, gradient, clipped);
    check_values(clipped, 2, -2, 2.5, -2.5, 2.5, -2.5, 2.5, -2.5, 0);
    cr_assert(isnan(clipped[9]));
    check_equal(clipped[10], (gp_real)77);
}

/* 1 + 4 + 9 + 16 + 25 + 36 = 91 and 4 + 1 + 16 = 21 of layer 1, 9 + 1 + 1 + 4 + 4 + 9 = 28 and 4 of layer 2: 144 = 12^2. */
static void example_with_gradients(worked_example *example)
{
    static const gp_real dW1[] = {1, -2, 3, -4, 5, -6}, db1[] = {2, -1, 4}, dW2[] = {3, 1, -1, 2, -2, 3}, db2[] = {-2};
    worked_example_create(example);
    gp_layer_work *work = example->workspace.layers;
    memcpy(work[0].dW, dW1, sizeof dW1);
    memcpy(work[0].db, db1, sizeof db1);
    memcpy(work[1].dW, dW2, sizeof dW2);
    memcpy(work[1].db, db2, sizeof db2);
}

Test(clip, norm)
{
    worked_example example;
    example_with_gradients(&example);
    check_equal(gp_gradient_norm(&example.network, &example.workspace), (gp_real)12);
    worked_example_free(&example);
}

/* From the first to the last: behind 1, each of sixteen small squares is rounded away; before it, they add up. */
Test(clip, norm_order)
{
    const gp_real s = sizeof(gp_real) == sizeof(float) ? (gp_real)0x1p-13 : (gp_real)0x1p-27;
    gp_layer layer = {.inputs = 17, .shape = {.units = 1}};
    const gp_network network = {.inputs = 17, .depth = 1, .layers = &layer};
    gp_real dW[17];
    gp_layer_work work = {.dW = dW};
    const gp_workspace workspace = {.layers = &work};
    for (size_t first = 0; first < 17; first += 16) {
        for (size_t k = 0; k < 17; k++)
            dW[k] = k == first ? 1 : s;
        check_equal(gp_gradient_norm(&network, &workspace), first == 0 ? (gp_real)1 : (gp_real)sqrt(1 + 16 * s * s));
    }
    cr_assert_gt((gp_real)sqrt(1 + 16 * s * s), 1);
}

/* Layer after layer, and in a layer the weights before the biases: 1 stands before the small ones in each. */
Test(clip, norm_order_of_layers)
{
    const gp_real s = sizeof(gp_real) == sizeof(float) ? (gp_real)0x1p-13 : (gp_real)0x1p-27;
    worked_example example;
    worked_example_create(&example);
    gp_layer_work *work = example.workspace.layers;
    for (size_t k = 0; k < example.workspace.gradient_count; k++)
        example.workspace.gradients[k] = 4 * s;
    work[0].dW[0] = 1; /* the squares of the other fifteen, 16 s^2 each, are 240 s^2 */
    check_equal(gp_gradient_norm(&example.network, &example.workspace), (gp_real)sqrt(1 + (gp_real)15 * (16 * s * s)));
    for (size_t k = 0; k < example.workspace.gradient_count; k++)
        example.workspace.gradients[k] = s;
    work[0].dW[0] = 1;
    check_equal(gp_gradient_norm(&example.network, &example.workspace), (gp_real)1);
    worked_example_free(&example);
}

Test(clip, factor)
{
    check_equal(gp_clip_factor(3, 12), (gp_real)0.25);
    check_equal(gp_clip_factor(3, 3), (gp_real)1);
    check_equal(gp_clip_factor(3, 2), (gp_real)1);
    check_equal(gp_clip_factor(3, 0), (gp_real)1);
    check_equal(gp_clip_factor(3, INFINITY), (gp_real)0);
    cr_assert(isnan(gp_clip_factor(3, NAN)));
}

/* A norm of 12 is brought down to 3 by a quarter; the gradients themselves stay. */
Test(clip, gradients)
{
    worked_example example;
    example_with_gradients(&example);
    const gp_layer_work *work = example.workspace.layers;
    gp_rule rule = {.clip_limit = 3};
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[0].dW_clipped, 0, 0, 0, 0, 0, 0);
    rule.clipping = GP_CLIP_BY_NORM;
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[0].dW_clipped, 0.25, -0.5, 0.75, -1, 1.25, -1.5);
    check_values(work[0].db_clipped, 0.5, -0.25, 1);
    check_values(work[1].dW_clipped, 0.75, 0.25, -0.25, 0.5, -0.5, 0.75);
    check_values(work[1].db_clipped, -0.5);
    rule.clip_limit = 12; /* which the norm is not above */
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[0].dW_clipped, 1, -2, 3, -4, 5, -6);
    rule = (gp_rule){.clipping = GP_CLIP_BY_VALUE, .clip_limit = 2.5};
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[0].dW_clipped, 1, -2, 2.5, -2.5, 2.5, -2.5);
    check_values(work[0].db_clipped, 2, -1, 2.5);
    check_values(work[1].dW_clipped, 2.5, 1, -1, 2, -2, 2.5);
    check_values(work[1].db_clipped, -2);
    check_values(work[0].dW, 1, -2, 3, -4, 5, -6);
    check_values(work[1].db, -2);
    rule.clipping = (gp_clipping)gp_clipping_count; /* which names no kind of clipping */
    rule.clip_limit = 1;
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[0].db_clipped, 2, -1, 2.5);
    worked_example_free(&example);
}

/* 91 + 28 + 9 + 16 = 144 without the frozen bias above, of which nothing is left. */
Test(clip, frozen_biases)
{
    worked_example example;
    example_with_gradients(&example);
    example.network.layers[1].shape.bias_trained = false;
    const gp_layer_work *work = example.workspace.layers;
    memcpy(work[0].db, (const gp_real[]){3, -4, 0}, 3 * sizeof(gp_real));
    work[1].db[0] = 99;
    gp_rule rule = {.clipping = GP_CLIP_BY_NORM, .clip_limit = 3};
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[0].db_clipped, 0.75, -1, 0);
    check_values(work[1].dW_clipped, 0.75, 0.25, -0.25, 0.5, -0.5, 0.75);
    check_values(work[1].db_clipped, 0);
    rule.clipping = GP_CLIP_BY_VALUE;
    gp_clip_gradients(&example.network, &rule, &example.workspace);
    check_values(work[1].db_clipped, 0);
    worked_example_free(&example);
}

Test(clip, descent)
{
    gp_real values[4];
    const gp_layer_work work = {.dW = &values[0], .db = &values[1], .dW_clipped = &values[2], .db_clipped = &values[3]};
    gp_rule rule = {.clipping = GP_CLIP_NONE};
    cr_assert_eq(gp_weight_descent(&rule, &work), work.dW);
    cr_assert_eq(gp_bias_descent(&rule, &work), work.db);
    for (rule.clipping = GP_CLIP_BY_VALUE; rule.clipping <= GP_CLIP_BY_NORM; rule.clipping++) {
        cr_assert_eq(gp_weight_descent(&rule, &work), work.dW_clipped);
        cr_assert_eq(gp_bias_descent(&rule, &work), work.db_clipped);
    }
}
