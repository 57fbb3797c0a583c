#include "golden/setup.h"

#include "support/check.h"
#include "support/open_case.h"

#include <string.h>

/* No number occurs twice, and no matrix is square: one in the wrong place shows. */
static const char problem_text[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 3, \"activation\": \"sigmoid\", \"bias\": \"per_unit\", \"b\": [\"0.41\", \"0.42\", \"0.43\"], "
    "\"bias_trained\": false,\n"
    " \"W\": [[\"0.11\", \"0.12\"], [\"0.21\", \"0.22\"], [\"0.31\", \"0.32\"]]},\n"
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]]},\n"
    "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.9\"], \"W\": [[\"5\"], [\"6\"]]}],\n"
    "\"samples\": [{\"input\": [\"2.1\", \"2.2\"], \"target\": [\"2.3\", \"2.4\"]}, {\"input\": [\"2.5\", \"2.6\"], "
    "\"target\": [\"2.7\", \"2.8\"]},\n"
    "{\"input\": [\"3.5\", \"3.6\"], \"target\": [\"3.7\", \"3.8\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/3\"},\n"
    "\"error\": {\"deviation\": \"absolute\", \"reduction\": \"mean\", \"factor\": \"0.7\"},\n"
    "\"training\": {\"rate\": \"0.01\", \"batch\": 2, \"reduction\": \"mean\", \"epochs\": 17}}}";

#define REAL(x) ((gp_real)(x##L))

Test(setup, values)
{
    text_case opened;
    gp_setup setup;
    text_case_open(problem_text, &opened);
    cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
    text_case_close(&opened); /* the setup must not need it */

    const gp_layer *layers = setup.network.layers;
    cr_assert_eq(setup.network.inputs, 2);
    cr_assert_eq(setup.network.depth, 3);
    cr_assert_eq(layers[0].shape.activation, GP_SIGMOID);
    cr_assert_eq(layers[1].shape.activation, GP_IDENTITY);
    cr_assert_eq(layers[0].shape.bias, GP_BIAS_PER_UNIT);
    cr_assert_eq(layers[1].shape.bias, GP_BIAS_NONE);
    cr_assert_eq(layers[2].shape.bias, GP_BIAS_SHARED);
    cr_assert(!layers[0].shape.bias_trained && layers[2].shape.bias_trained);
    check_values(layers[0].W, REAL(0.11), REAL(0.12), REAL(0.21), REAL(0.22), REAL(0.31), REAL(0.32));
    check_values(layers[0].b, REAL(0.41), REAL(0.42), REAL(0.43));
    check_values(layers[1].W, REAL(-1.1), REAL(0.0012), (gp_real)1 / 3);
    check_values(layers[2].W, 5, 6);
    check_values(layers[2].b, REAL(0.9));

    const gp_training training = gp_setup_training(&setup, NULL);
    check_values(gp_sample_input(&training, 0), REAL(2.1), REAL(2.2));
    check_values(gp_sample_input(&training, 1), REAL(2.5), REAL(2.6));
    check_values(gp_sample_input(&training, 2), REAL(3.5), REAL(3.6));
    check_values(gp_sample_target(&training, 0), REAL(2.3), REAL(2.4));
    check_values(gp_sample_target(&training, 1), REAL(2.7), REAL(2.8));
    check_values(gp_sample_target(&training, 2), REAL(3.7), REAL(3.8));
    cr_assert_eq(setup.samples.count, 3);

    check_equal(setup.rule.loss.factor, (gp_real)1 / 3);
    cr_assert_eq(setup.rule.error.kind, GP_ABSOLUTE_LOSS);
    cr_assert_eq(setup.rule.error.over_samples, GP_MEAN);
    cr_assert_eq(setup.rule.error.over_outputs, GP_MEAN);
    check_equal(setup.rule.error.factor, REAL(0.7));
    check_equal(setup.rule.rate, REAL(0.01));
    cr_assert_eq(setup.rule.batch, 2);
    cr_assert_eq(setup.rule.reduction, GP_MEAN);
    cr_assert_eq(setup.rule.epochs, 17);
    gp_setup_free(&setup);
    cr_assert_null(setup.values);
    gp_setup_free(&setup);
}

/* A penalty has the numbers of what decays; without one they are 0. */
Test(setup, penalty)
{
    char *decays =
        text_with(problem_text, "\"training\": {", "\"training\": {\"weight_decay\": \"0.2\", \"bias_decay\": \"0.03\", ");
    char *text = text_with(decays, "\"error\": {", "\"error\": {\"penalty\": \"l2\", ");
    const char *const texts[] = {decays, text};
    for (size_t k = 0; k < 2; k++) {
        text_case opened;
        gp_setup setup;
        text_case_open(texts[k], &opened);
        cr_assert_eq(opened.the_case.problem.error_penalty, k == 1);
        cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
        check_equal(setup.rule.error.weight_penalty, k == 1 ? REAL(0.2) : 0);
        check_equal(setup.rule.error.bias_penalty, k == 1 ? REAL(0.03) : 0);
        gp_setup_free(&setup);
        text_case_close(&opened);
    }
    free(text);
    free(decays);
}

/* A rate for each epoch is there for both steps of it, and for the pass after the last one; a copy has rates of its own. */
Test(setup, rates)
{
    char *three = text_with(problem_text, "\"epochs\": 17", "\"epochs\": 3");
    char *text = text_with(three, "\"0.01\"", "[\"0.01\", \"1/3\", \"-0.04\"]");
    text_case opened;
    gp_setup setup, copy;
    text_case_open(text, &opened);
    static const char *const by_step[] = {"0.01", "0.01", "1/3", "1/3", "-0.04", "-0.04", "-0.04"};
    for (size_t step = 0; step < 7; step++)
        cr_assert_str_eq(gp_problem_rate(&opened.the_case.problem, step), by_step[step]);
    cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
    text_case_close(&opened);
    cr_assert_eq(gp_setup_copy(&setup, &copy), GP_OK);
    gp_setup_free(&setup);
    check_values(copy.rule.rates, REAL(0.01), (gp_real)1 / 3, REAL(-0.04));
    cr_assert(copy.rates == copy.rule.rates && copy.rates == copy.values + 3 * 4);
    gp_setup_free(&copy);
    free(text);
    free(three);
}

/* Seventeen epochs of two steps: a batch of two samples and one of the third. */
/* Three samples in batches of two, 17 times: two steps for each epoch, and the pass behind the last update. */
Test(setup, steps_of_epoch)
{
    text_case opened;
    text_case_open(problem_text, &opened);
    static const struct {
        size_t epoch, first, count;
    } epochs[] = {{0, 0, 2}, {1, 2, 2}, {16, 32, 2}, {17, 34, 1}};
    for (size_t k = 0; k < sizeof epochs / sizeof *epochs; k++) {
        size_t count;
        cr_expect_eq(gp_problem_epoch_steps(&opened.the_case.problem, epochs[k].epoch, &count), epochs[k].first);
        cr_expect_eq(count, epochs[k].count, "epoch %zu", epochs[k].epoch);
    }
    text_case_close(&opened);
}

Test(setup, steps)
{
    text_case opened;
    text_case_open(problem_text, &opened);
    const gp_problem *problem = &opened.the_case.problem;
    cr_assert_eq(gp_problem_steps_per_epoch(problem), 2);
    cr_assert_eq(gp_problem_steps(problem), 34);
    static const struct {
        gp_place place;
        bool has;
    } places[] = {
        {{.quantity = GP_NET_INPUT, .step = 32, .sample = 0, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_NET_INPUT, .step = 32, .sample = 1, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_NET_INPUT, .step = 32, .sample = 2, .layer = 1, .unit = 2}, false},
        {{.quantity = GP_NET_INPUT, .step = 33, .sample = 1, .layer = 1, .unit = 2}, false},
        {{.quantity = GP_NET_INPUT, .step = 33, .sample = 2, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_NET_INPUT, .step = 33, .sample = 3, .layer = 1, .unit = 2}, false},
        {{.quantity = GP_NET_INPUT, .step = 34, .sample = 0, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_ACTIVATED, .step = 34, .sample = 2, .layer = 3, .unit = 1}, true},
        {{.quantity = GP_SAMPLE_LOSS, .step = 34, .sample = 2}, true},
        {{.quantity = GP_SAMPLE_LOSS, .step = 34, .sample = 3}, false},
        {{.quantity = GP_SAMPLE_LOSS, .step = 35, .sample = 0}, false},
        {{.quantity = GP_DELTA, .step = 33, .sample = 2, .layer = 1, .unit = 0}, true},
        {{.quantity = GP_DELTA, .step = 34, .sample = 2, .layer = 1, .unit = 0}, false},
        {{.quantity = GP_WEIGHT_GRADIENT, .step = 33, .layer = 3, .unit = 1, .input = 0}, true},
        {{.quantity = GP_WEIGHT_GRADIENT, .step = 34, .layer = 3, .unit = 1, .input = 0}, false},
        {{.quantity = GP_WEIGHT, .step = 34, .layer = 3, .unit = 1, .input = 0}, true},
        {{.quantity = GP_WEIGHT, .step = 34, .layer = 3, .unit = 1, .input = 1}, false},
        {{.quantity = GP_WEIGHT, .step = 35, .layer = 3, .unit = 1, .input = 0}, false},
        {{.quantity = GP_WEIGHT, .step = 0, .layer = 0, .unit = 0, .input = 0}, false},
        {{.quantity = GP_WEIGHT, .step = 0, .layer = 4, .unit = 0, .input = 0}, false},
        {{.quantity = GP_WEIGHT, .step = 0, .layer = 1, .unit = 3, .input = 0}, false},
        {{.quantity = GP_BIAS, .step = 34, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_BIAS, .step = 0, .layer = 1, .unit = 3}, false},
        {{.quantity = GP_BIAS, .step = 0, .layer = 2, .unit = 0}, false},
        {{.quantity = GP_BIAS_GRADIENT, .step = 0, .layer = 3, .unit = 0}, true},
        {{.quantity = GP_BIAS_GRADIENT, .step = 0, .layer = 3, .unit = 1}, false},
        {{.quantity = GP_BIAS_GRADIENT, .step = 34, .layer = 3, .unit = 0}, false},
        {{.quantity = GP_OUTPUT_LOSS, .step = 34, .sample = 2, .layer = 3, .unit = 1}, true},
        {{.quantity = GP_OUTPUT_LOSS, .step = 34, .sample = 2, .layer = 3, .unit = 2}, false},
        {{.quantity = GP_OUTPUT_LOSS, .step = 34, .sample = 2, .layer = 2, .unit = 0}, false},
        {{.quantity = GP_ACTIVATION_GRADIENT, .step = 33, .sample = 2, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_ACTIVATION_GRADIENT, .step = 34, .sample = 2, .layer = 1, .unit = 2}, false},
        {{.quantity = GP_SLOPE, .step = 33, .sample = 2, .layer = 3, .unit = 1}, true},
        {{.quantity = GP_SLOPE, .step = 33, .sample = 2, .layer = 3, .unit = 2}, false},
        {{.quantity = GP_INPUT_GRADIENT, .step = 33, .sample = 2, .input = 1}, true},
        {{.quantity = GP_INPUT_GRADIENT, .step = 33, .sample = 1, .input = 1}, false},
        {{.quantity = GP_INPUT_GRADIENT, .step = 33, .sample = 2, .input = 2}, false},
        {{.quantity = GP_INPUT_GRADIENT, .step = 34, .sample = 2, .input = 1}, false},
        {{.quantity = GP_WEIGHT_CHANGE, .step = 33, .layer = 1, .unit = 2, .input = 1}, true},
        {{.quantity = GP_WEIGHT_CHANGE, .step = 33, .layer = 1, .unit = 2, .input = 2}, false},
        {{.quantity = GP_WEIGHT_CHANGE, .step = 34, .layer = 1, .unit = 2, .input = 1}, false},
        {{.quantity = GP_BIAS_CHANGE, .step = 33, .layer = 1, .unit = 2}, true},
        {{.quantity = GP_BIAS_CHANGE, .step = 33, .layer = 2, .unit = 0}, false},
        {{.quantity = GP_BIAS_CHANGE, .step = 33, .layer = 3, .unit = 1}, false},
        {{.quantity = GP_EPOCH_ERROR, .step = 17}, true},
        {{.quantity = GP_EPOCH_ERROR, .step = 18}, false},
    };
    char text[160];
    for (size_t k = 0; k < sizeof places / sizeof *places; k++)
        cr_assert_eq(gp_problem_has(problem, &places[k].place), places[k].has, "%s", gp_place_text(&places[k].place, text));
    text_case_close(&opened);
}

/* A copy has the same numbers in other memory: the run of one leaves the other as it is. */
Test(setup, copy)
{
    text_case opened;
    gp_setup setup, copy;
    text_case_open(problem_text, &opened);
    cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
    cr_assert_eq(gp_setup_copy(&setup, &copy), GP_OK);
    cr_assert(copy.rule.rate == setup.rule.rate && copy.rule.batch == 2 && copy.rule.reduction == GP_MEAN &&
              copy.rule.epochs == 17);
    cr_assert(copy.samples.count == setup.samples.count && copy.values != setup.values && !copy.workspace.memory);
    for (size_t k = 0; k < 2 * setup.samples.count; k++)
        cr_assert(copy.samples.x[k] == setup.samples.x[k] && copy.samples.t[k] == setup.samples.t[k]);
    for (size_t l = 0; l < setup.network.depth; l++) {
        const gp_layer *one = &setup.network.layers[l], *other = &copy.network.layers[l];
        cr_assert(one->W != other->W && one->inputs == other->inputs);
        cr_assert(one->shape.units == other->shape.units && one->shape.bias == other->shape.bias &&
                  one->shape.activation == other->shape.activation && one->shape.bias_trained == other->shape.bias_trained);
        cr_assert_eq(memcmp(one->W, other->W, gp_weight_count(one) * sizeof *one->W), 0);
        cr_assert_eq(memcmp(one->b, other->b, gp_bias_count(&one->shape) * sizeof *one->b), 0);
    }
    gp_setup_free(&setup);
    gp_setup_free(&copy);
    text_case_close(&opened);
}
