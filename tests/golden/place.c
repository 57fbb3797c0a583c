#include "golden/place.h"

#include "reference/update.h"

#include <criterion/criterion.h>
#include <string.h>

/* One step of two layers with two samples in its batch, and what comes after: each place stands before the next. */
Test(place, order)
{
    static const gp_place rising[] = {
        {.quantity = GP_WEIGHT, .layer = 1},
        {.quantity = GP_WEIGHT, .layer = 1, .input = 1},
        {.quantity = GP_WEIGHT, .layer = 1, .unit = 1},
        {.quantity = GP_BIAS, .layer = 1},
        {.quantity = GP_WEIGHT, .layer = 2},
        {.quantity = GP_BIAS, .layer = 2, .unit = 1},
        {.quantity = GP_NET_INPUT, .layer = 1},
        {.quantity = GP_NET_INPUT, .layer = 1, .unit = 1},
        {.quantity = GP_ACTIVATED, .layer = 1},
        {.quantity = GP_NET_INPUT, .layer = 2},
        {.quantity = GP_ACTIVATED, .layer = 2},
        {.quantity = GP_OUTPUT_LOSS, .layer = 2},
        {.quantity = GP_OUTPUT_LOSS, .layer = 2, .unit = 1},
        {.quantity = GP_SAMPLE_LOSS},
        {.quantity = GP_ACTIVATION_GRADIENT, .layer = 2},
        {.quantity = GP_ACTIVATION_GRADIENT, .layer = 2, .unit = 1},
        {.quantity = GP_SLOPE, .layer = 2},
        {.quantity = GP_DELTA, .layer = 2},
        {.quantity = GP_ACTIVATION_GRADIENT, .layer = 1},
        {.quantity = GP_SLOPE, .layer = 1},
        {.quantity = GP_DELTA, .layer = 1},
        {.quantity = GP_DELTA, .layer = 1, .unit = 1},
        {.quantity = GP_INPUT_GRADIENT},
        {.quantity = GP_INPUT_GRADIENT, .input = 1},
        {.quantity = GP_NET_INPUT, .sample = 1, .layer = 1},
        {.quantity = GP_OUTPUT_LOSS, .sample = 1, .layer = 2},
        {.quantity = GP_SAMPLE_LOSS, .sample = 1},
        {.quantity = GP_ACTIVATION_GRADIENT, .sample = 1, .layer = 2},
        {.quantity = GP_DELTA, .sample = 1, .layer = 2},
        {.quantity = GP_INPUT_GRADIENT, .sample = 1},
        {.quantity = GP_WEIGHT_GRADIENT, .layer = 1},
        {.quantity = GP_BIAS_GRADIENT, .layer = 1},
        {.quantity = GP_WEIGHT_GRADIENT, .layer = 2, .unit = 1, .input = 1},
        {.quantity = GP_BIAS_GRADIENT, .layer = 2},
        {.quantity = GP_WEIGHT_CLIPPED, .layer = 1},
        {.quantity = GP_BIAS_CLIPPED, .layer = 1},
        {.quantity = GP_WEIGHT_CLIPPED, .layer = 2},
        {.quantity = GP_WEIGHT_VELOCITY, .layer = 1},
        {.quantity = GP_BIAS_VELOCITY, .layer = 1},
        {.quantity = GP_WEIGHT_CHANGE, .layer = 1},
        {.quantity = GP_BIAS_CHANGE, .layer = 1},
        {.quantity = GP_WEIGHT_VELOCITY, .layer = 2},
        {.quantity = GP_WEIGHT_CHANGE, .layer = 2},
        {.quantity = GP_BIAS_CHANGE, .layer = 2},
        {.quantity = GP_WEIGHT, .step = 1, .layer = 1},
        {.quantity = GP_BIAS_GRADIENT, .step = 1000, .layer = 2},
        {.quantity = GP_EPOCH_ERROR},
        {.quantity = GP_EPOCH_ERROR, .step = 1},
    };
    const size_t count = sizeof rising / sizeof *rising;
    for (size_t k = 0; k < count; k++)
        for (size_t m = 0; m < count; m++) {
            const int order = gp_place_compare(&rising[k], &rising[m]);
            cr_assert_eq(order > 0, k > m, "places %zu and %zu", k, m);
            cr_assert_eq(order < 0, k < m, "places %zu and %zu", k, m);
        }
}

/* What the table says of each quantity, once more by hand: the order of the names, and which parts a place has. */
Test(place, quantities)
{
    static const struct {
        const char *name;
        bool sample, unit, input, in_final_pass;
    } quantities[] = {
        {"W", false, true, true, true},           {"b", false, true, false, true},
        {"z", true, true, false, true},           {"a", true, true, false, true},
        {"output_loss", true, true, false, true}, {"loss", true, false, false, true},
        {"da", true, true, false, false},         {"slope", true, true, false, false},
        {"delta", true, true, false, false},      {"dx", true, false, true, false},
        {"dW", false, true, true, false},         {"db", false, true, false, false},
        {"dW_clipped", false, true, true, false}, {"db_clipped", false, true, false, false},
        {"W_velocity", false, true, true, false}, {"b_velocity", false, true, false, false},
        {"W_m", false, true, true, false},        {"b_m", false, true, false, false},
        {"W_v", false, true, true, false},        {"b_v", false, true, false, false},
        {"W_m_hat", false, true, true, false},    {"b_m_hat", false, true, false, false},
        {"W_v_hat", false, true, true, false},    {"b_v_hat", false, true, false, false},
        {"W_change", false, true, true, false},   {"b_change", false, true, false, false},
        {"error", false, false, false, true},
    };
    cr_assert_eq(sizeof quantities / sizeof *quantities, gp_quantity_count);
    for (gp_quantity q = 0; q <= GP_EPOCH_ERROR; q++) {
        cr_assert_str_eq(gp_quantities[q].name, quantities[q].name);
        cr_assert_eq(gp_has_sample(q), quantities[q].sample, "%s", quantities[q].name);
        cr_assert_eq(gp_has_unit(q), quantities[q].unit, "%s", quantities[q].name);
        cr_assert_eq(gp_has_input(q), quantities[q].input, "%s", quantities[q].name);
        cr_assert_eq(gp_in_final_pass(q), quantities[q].in_final_pass, "%s", quantities[q].name);
        cr_assert_eq(gp_is_parameter(q), q == GP_WEIGHT || q == GP_BIAS, "%s", quantities[q].name);
    }
}

/* A quantity of biases stands behind that of weights. */
Test(place, biases)
{
    static const gp_quantity of_weights[] = {GP_WEIGHT,
                                             GP_WEIGHT_GRADIENT,
                                             GP_WEIGHT_CLIPPED,
                                             GP_WEIGHT_VELOCITY,
                                             GP_WEIGHT_FIRST_MOMENT,
                                             GP_WEIGHT_SECOND_MOMENT,
                                             GP_WEIGHT_FIRST_CORRECTED,
                                             GP_WEIGHT_SECOND_CORRECTED,
                                             GP_WEIGHT_CHANGE};
    size_t of_biases = 0;
    for (size_t k = 0; k < sizeof of_weights / sizeof *of_weights; k++) {
        cr_assert(gp_is_of_bias(gp_bias_quantity(of_weights[k])));
        cr_assert_str_eq(strchr(gp_quantities[of_weights[k]].name, 'W') + 1,
                         strchr(gp_quantities[gp_bias_quantity(of_weights[k])].name, 'b') + 1);
    }
    for (gp_quantity q = 0; q <= GP_EPOCH_ERROR; q++)
        of_biases += gp_is_of_bias(q);
    cr_assert_eq(of_biases, sizeof of_weights / sizeof *of_weights);
}

/* A moment is there where the update rule keeps it, and everything else always is. */
Test(place, moments)
{
    static const gp_quantity of_weights[gp_moment_count] = {GP_WEIGHT_VELOCITY, GP_WEIGHT_FIRST_MOMENT, GP_WEIGHT_SECOND_MOMENT,
                                                            GP_WEIGHT_FIRST_CORRECTED, GP_WEIGHT_SECOND_CORRECTED};
    for (int m = 0; m < gp_moment_count; m++)
        cr_assert_eq(gp_moment_quantity((gp_moment)m), of_weights[m]);
    for (gp_quantity q = 0; q <= GP_EPOCH_ERROR; q++) {
        const bool velocity = q == GP_WEIGHT_VELOCITY || q == GP_BIAS_VELOCITY;
        const bool of_adam = q >= GP_WEIGHT_FIRST_MOMENT && q <= GP_BIAS_SECOND_CORRECTED;
        if (q == GP_WEIGHT_CLIPPED || q == GP_BIAS_CLIPPED)
            continue;
        cr_assert_eq(gp_rule_has(GP_GRADIENT_DESCENT, GP_CLIP_NONE, q), !velocity && !of_adam, "%s", gp_quantities[q].name);
        for (gp_update_rule rule = GP_MOMENTUM; rule <= GP_NESTEROV_WITH_RATE; rule++)
            cr_assert_eq(gp_rule_has(rule, GP_CLIP_NONE, q), !of_adam, "%s", gp_quantities[q].name);
        for (gp_update_rule rule = GP_ADAM; rule <= GP_ADAMW; rule++)
            cr_assert_eq(gp_rule_has(rule, GP_CLIP_NONE, q), !velocity, "%s", gp_quantities[q].name);
        const bool second = q == GP_WEIGHT_SECOND_MOMENT || q == GP_BIAS_SECOND_MOMENT;
        for (gp_update_rule rule = GP_RMSPROP; rule <= GP_ADAGRAD; rule++)
            cr_assert_eq(gp_rule_has(rule, GP_CLIP_NONE, q), second || (!velocity && !of_adam), "%s", gp_quantities[q].name);
    }
    for (size_t rule = 0; rule < gp_update_rule_count; rule++) /* every rule keeps them where they are looked for */
        for (size_t m = 0; m < gp_update_rules[rule].moments; m++)
            cr_assert_eq(gp_moment_index(gp_update_rules[rule].moment[m].which, gp_update_rules[rule].moments), m);
}

/* Clipped gradients are there where gradients are clipped, whatever the rule; and nothing else depends on it. */
Test(place, clipped)
{
    for (gp_quantity q = 0; q <= GP_EPOCH_ERROR; q++) {
        const bool clipped = q == GP_WEIGHT_CLIPPED || q == GP_BIAS_CLIPPED;
        for (size_t rule = 0; rule < gp_update_rule_count; rule++) {
            const bool without = gp_rule_has((gp_update_rule)rule, GP_CLIP_NONE, q);
            cr_assert_not(clipped && without);
            for (gp_clipping clipping = GP_CLIP_BY_VALUE; clipping <= GP_CLIP_BY_NORM; clipping++)
                cr_assert_eq(gp_rule_has((gp_update_rule)rule, clipping, q), clipped || without, "%s", gp_quantities[q].name);
        }
    }
}

Test(place, text)
{
    static const struct {
        gp_place place;
        const char *text;
    } places[] = {
        {{.quantity = GP_DELTA, .step = 1, .sample = 2, .layer = 3, .unit = 4}, "step 1, sample 2, layer 3, delta[4]"},
        {{.quantity = GP_NET_INPUT, .step = 1, .sample = 2, .layer = 3, .unit = 4}, "step 1, sample 2, layer 3, z[4]"},
        {{.quantity = GP_ACTIVATED, .step = 9, .layer = 1}, "step 9, sample 0, layer 1, a[0]"},
        {{.quantity = GP_SAMPLE_LOSS, .step = 5, .sample = 6}, "step 5, sample 6, loss"},
        {{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 3, .input = 4}, "step 1, layer 2, W[3][4]"},
        {{.quantity = GP_WEIGHT_GRADIENT, .step = 1, .layer = 2, .unit = 3, .input = 4}, "step 1, layer 2, dW[3][4]"},
        {{.quantity = GP_BIAS, .step = 1, .layer = 2, .unit = 3}, "step 1, layer 2, b[3]"},
        {{.quantity = GP_BIAS_GRADIENT, .step = 1, .layer = 2, .unit = 3}, "step 1, layer 2, db[3]"},
        {{.quantity = GP_OUTPUT_LOSS, .step = 5, .sample = 6, .layer = 2, .unit = 1},
         "step 5, sample 6, layer 2, output_loss[1]"},
        {{.quantity = GP_SLOPE, .step = 1, .sample = 2, .layer = 3, .unit = 4}, "step 1, sample 2, layer 3, slope[4]"},
        {{.quantity = GP_INPUT_GRADIENT, .step = 5, .sample = 6, .input = 7}, "step 5, sample 6, dx[7]"},
        {{.quantity = GP_WEIGHT_CHANGE, .step = 1, .layer = 2, .unit = 3, .input = 4}, "step 1, layer 2, W_change[3][4]"},
        {{.quantity = GP_BIAS_CHANGE, .step = 1, .layer = 2, .unit = 3}, "step 1, layer 2, b_change[3]"},
        {{.quantity = GP_BIAS_VELOCITY, .step = 1, .layer = 2, .unit = 3}, "step 1, layer 2, b_velocity[3]"},
        {{.quantity = GP_EPOCH_ERROR, .step = 7}, "epoch 7, error"},
        {{GP_WEIGHT, (size_t)-1, (size_t)-1, (size_t)-1, (size_t)-1, (size_t)-1},
         "step 18446744073709551615, layer 18446744073709551615, W[18446744073709551615][18446744073709551615]"},
    };
    char text[160];
    for (size_t k = 0; k < sizeof places / sizeof *places; k++)
        cr_assert_str_eq(gp_place_text(&places[k].place, text), places[k].text);
}
