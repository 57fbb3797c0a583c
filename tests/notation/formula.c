#define _POSIX_C_SOURCE 200809L /* for open_memstream() */

#include "notation/formula.h"

#include "support/golden_cases.h"
#include "support/open_case.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Two layers, so that outputs and hidden units differ; two samples in a batch. What stands for %s changes from test to test. */
static const char problem_text[] = "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": ["
                                   "{\"units\": 2, \"activation\": \"sigmoid\", \"bias\": \"per_unit\", \"b\": [\"1\", \"2\"], "
                                   "\"W\": [[\"1\", \"2\"], [\"3\", \"4\"]]}, "
                                   "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"3\"], \"W\": "
                                   "[[\"1\", \"2\"], [\"3\", \"4\"]]}], "
                                   "\"samples\": [{\"input\": [\"0.2\", \"-0.9\"], \"target\": [\"1/3\", \"4\"]}, "
                                   "{\"input\": [\"0.5\", \"0.6\"], \"target\": [\"7\", \"8\"]}], "
                                   "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"}, "
                                   "\"error\": {\"deviation\": \"absolute\", \"reduction\": \"mean\", \"factor\": \"1\"}, "
                                   "\"training\": {\"rate\": \"0.1\", \"batch\": 2, \"reduction\": \"mean\", \"epochs\": 3}}}";

/* A number of the run is shown as its place, W of layer 1 as W1[0][0]; W of the second step as W1[0][0]'. */
static const char *place_of(const void *context, const gp_place *place, char text[gp_operand_room])
{
    (void)context;
    char layer[24] = "", sample[24] = "", input[24] = "";
    if (gp_has_unit(place->quantity))
        snprintf(layer, sizeof layer, "%zu[%zu]", place->layer, place->unit);
    if (gp_has_sample(place->quantity))
        snprintf(sample, sizeof sample, "#%zu", place->sample);
    if (gp_has_input(place->quantity))
        snprintf(input, sizeof input, "[%zu]", place->input);
    snprintf(text, gp_operand_room, "%s%s%s%s%s", gp_quantities[place->quantity].name, layer, input, sample,
             place->step == 1 ? "'" : "");
    return text;
}

static const char *as_it_is(const void *context, const char *decimal, char text[gp_operand_room])
{
    (void)context, (void)text;
    return decimal;
}

/* A number that TeX writes in its own way. */
static const char *small_number(const void *context, const gp_place *place, char text[gp_operand_room])
{
    (void)context, (void)place, (void)text;
    return "-2.5e-07";
}

static char *formula_of(gp_script script, const gp_problem *problem, const gp_place *place, const gp_operands *operands)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (operands)
        gp_write_formula(stream, script, problem, place, operands);
    else
        gp_write_law(stream, script, problem, place);
    fclose(stream);
    return text;
}

/* A place, and what stands there as text. */
typedef struct expected_formula {
    gp_place place;
    const char *text;
} expected_formula;

static void check_formulas(const char *case_text, gp_script script, const gp_operands *operands,
                           const expected_formula *expected, size_t count)
{
    text_case opened;
    text_case_open(case_text, &opened);
    for (size_t k = 0; k < count; k++) {
        char *found = formula_of(script, &opened.the_case.problem, &expected[k].place, operands);
        cr_expect_str_eq(found, expected[k].text, "%s: expected\n%s, found\n%s", gp_quantities[expected[k].place.quantity].name,
                         expected[k].text, found);
        free(found);
    }
    text_case_close(&opened);
}

#define CHECK(text, script, operands, expected)                                                                                \
    check_formulas(text, script, operands, expected, sizeof expected / sizeof *expected)

static const gp_operands places = {.computed = place_of, .given = as_it_is};
static const gp_operands products = {.computed = place_of, .given = as_it_is, .written_out = true};

/* Each quantity with its numbers put in: of a hidden unit and of an output where they differ. */
Test(notation, numbers)
{
    static const expected_formula expected[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] + W_change1[0][1]"},
        {{GP_BIAS, 1, 0, 1, 1, 0}, "b1[1] + b_change1[1]"},
        {{GP_NET_INPUT, 0, 0, 1, 1, 0}, "W1[1][0] * 0.2 + W1[1][1] * (-0.9) + b1[1]"},
        {{GP_NET_INPUT, 0, 1, 2, 1, 0}, "W2[1][0] * a1[0]#1 + W2[1][1] * a1[1]#1 + b2[0]"},
        {{GP_ACTIVATED, 0, 0, 1, 1, 0}, "1 / (1 + exp(-z1[1]#0))"},
        {{GP_ACTIVATED, 0, 0, 2, 1, 0}, "z2[1]#0"},
        {{GP_OUTPUT_LOSS, 0, 1, 2, 1, 0}, "1/2 * (a2[1]#1 - 8)^2"},
        {{GP_SAMPLE_LOSS, 0, 0, 0, 0, 0}, "1/2 * ((a2[0]#0 - 1/3)^2 + (a2[1]#0 - 4)^2)"},
        {{GP_ACTIVATION_GRADIENT, 0, 0, 2, 1, 0}, "2 * 1/2 * (a2[1]#0 - 4)"},
        {{GP_ACTIVATION_GRADIENT, 0, 0, 1, 1, 0}, "W2[0][1] * delta2[0]#0 + W2[1][1] * delta2[1]#0"},
        {{GP_SLOPE, 0, 0, 1, 1, 0}, "a1[1]#0 * (1 - a1[1]#0)"},
        {{GP_SLOPE, 0, 0, 2, 1, 0}, "1"},
        {{GP_DELTA, 0, 0, 2, 1, 0}, "da2[1]#0 * slope2[1]#0"},
        {{GP_DELTA, 0, 1, 1, 0, 0}, "da1[0]#1 * slope1[0]#1"},
        {{GP_INPUT_GRADIENT, 0, 1, 0, 0, 1}, "W1[0][1] * delta1[0]#1 + W1[1][1] * delta1[1]#1"},
        {{GP_WEIGHT_GRADIENT, 0, 0, 1, 1, 0}, "(delta1[1]#0 * 0.2 + delta1[1]#1 * 0.5) / 2"},
        {{GP_BIAS_GRADIENT, 0, 0, 1, 1, 0}, "(delta1[1]#0 + delta1[1]#1) / 2"},
        {{GP_BIAS_GRADIENT, 0, 0, 2, 0, 0}, "(delta2[0]#0 + delta2[1]#0 + delta2[0]#1 + delta2[1]#1) / 2"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * dW1[0][1]"},
        {{GP_BIAS_CHANGE, 0, 0, 2, 0, 0}, "-0.1 * db2[0]"},
        {{GP_EPOCH_ERROR, 0, 0, 0, 0, 0}, "(abs(a2[0]#0 - 1/3) + abs(a2[1]#0 - 4) + abs(a2[0]#1 - 7) + abs(a2[1]#1 - 8)) / 4"},
    };
    CHECK(problem_text, GP_TEXT, &places, expected);
}

/* The same with letters. */
Test(notation, laws)
{
    static const expected_formula expected[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 0}, "W_ji = W_ji + its change"},
        {{GP_BIAS, 1, 0, 1, 0, 0}, "b = b + its change"},
        {{GP_NET_INPUT, 0, 0, 1, 0, 0}, "z_j = sum_i W_ji a_i + b_j"},
        {{GP_NET_INPUT, 0, 0, 2, 0, 0}, "z_j = sum_i W_ji a_i + b"},
        {{GP_ACTIVATED, 0, 0, 1, 0, 0}, "a_j = 1 / (1 + exp(-z_j))"},
        {{GP_ACTIVATED, 0, 0, 2, 0, 0}, "a_j = z_j"},
        {{GP_OUTPUT_LOSS, 0, 0, 2, 0, 0}, "E_k = 1/2 * (a_k - t_k)^2"},
        {{GP_SAMPLE_LOSS, 0, 0, 0, 0, 0}, "E = 1/2 * sum_k (a_k - t_k)^2"},
        {{GP_ACTIVATION_GRADIENT, 0, 0, 2, 0, 0}, "dE/da_k = 2 * 1/2 * (a_k - t_k)"},
        {{GP_ACTIVATION_GRADIENT, 0, 0, 1, 0, 0}, "dE/da_i = sum_j W_ji delta_j"},
        {{GP_SLOPE, 0, 0, 1, 0, 0}, "f'(z_j) = a_j * (1 - a_j)"},
        {{GP_SLOPE, 0, 0, 2, 0, 0}, "f'(z_j) = 1"},
        {{GP_DELTA, 0, 0, 2, 0, 0}, "delta_j = dE/da_j f'(z_j)"},
        {{GP_INPUT_GRADIENT, 0, 0, 0, 0, 0}, "dE/dx_i = sum_j W_ji delta_j"},
        {{GP_WEIGHT_GRADIENT, 0, 0, 1, 0, 0}, "dW_ji = mean over the samples of delta_j a_i"},
        {{GP_BIAS_GRADIENT, 0, 0, 1, 0, 0}, "db_j = mean of delta_j over the samples"},
        {{GP_BIAS_GRADIENT, 0, 0, 2, 0, 0}, "db = mean of delta_j over the samples and all units j"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "change of W_ji = -rate dW_ji"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = -rate db"},
        {{GP_EPOCH_ERROR, 0, 0, 0, 0, 0}, "1 * the mean, over all samples and outputs, of abs(a_k - t_k)"},
    };
    CHECK(problem_text, GP_TEXT, NULL, expected);
    for (int q = 0; q < gp_quantity_count; q++)
        cr_expect(*gp_quantity_title((gp_quantity)q) != '\0');
}

/* TeX has the same structure and signs of its own. */
Test(notation, tex)
{
    static const gp_operands small = {.computed = small_number, .given = as_it_is};
    static const expected_formula numbers[] = {
        {{GP_ACTIVATED, 0, 0, 1, 1, 0}, "\\sigma(-2.5 \\cdot 10^{-7})"},
        {{GP_SAMPLE_LOSS, 0, 0, 0, 0, 0},
         "\\tfrac{1}{2} \\bigl(((-2.5 \\cdot 10^{-7}) - \\tfrac{1}{3})^2 + ((-2.5 \\cdot 10^{-7}) - 4)^2\\bigr)"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 \\cdot (-2.5 \\cdot 10^{-7})"},
    };
    static const expected_formula laws[] = {
        {{GP_NET_INPUT, 0, 0, 1, 0, 0}, "z_j = \\sum_i W_{ji}\\, a_i + b_j"},
        {{GP_DELTA, 0, 0, 1, 0, 0}, "\\delta_j = \\partial E / \\partial a_j\\, f'(z_j)"},
        {{GP_EPOCH_ERROR, 0, 0, 0, 0, 0}, "1 \\cdot \\tfrac{1}{n} \\sum_{s,k} |a_k - t_k|"},
    };
    CHECK(problem_text, GP_TEX, &small, numbers);
    CHECK(problem_text, GP_TEX, NULL, laws);
}

/* What documents do in their own way shows in the formulas. */
Test(notation, departures)
{
    char *updated = text_with(problem_text, "\"batch\": 2, \"reduction\": \"mean\", \"epochs\": 3}",
                              "\"batch\": 1, \"reduction\": \"sum\", \"epochs\": 3}, "
                              "\"departures\": [\"hidden-delta-from-updated-weights\"]");
    char *frozen = text_with(problem_text, "\"epochs\": 3}", "\"epochs\": 3}, \"departures\": [\"hidden-biases-frozen\"]");
    char *shared = text_with(problem_text, "\"per_unit\", \"b\": [\"1\", \"2\"]", "\"shared\", \"b\": [\"1\"]");
    char *borrowed =
        text_with(shared, "\"epochs\": 3}", "\"epochs\": 3}, \"departures\": [\"output-bias-by-hidden-gradient\"]");
    static const expected_formula of_updated[] = {
        {{GP_ACTIVATION_GRADIENT, 0, 0, 1, 1, 0}, "W2[0][1]' * delta2[0]#0 + W2[1][1]' * delta2[1]#0"},
        {{GP_INPUT_GRADIENT, 0, 0, 0, 0, 1}, "W1[0][1]' * delta1[0]#0 + W1[1][1]' * delta1[1]#0"},
    };
    static const expected_formula written_out[] = {
        {{GP_DELTA, 0, 0, 1, 1, 0}, "(W2[0][1]' * delta2[0]#0 + W2[1][1]' * delta2[1]#0) * a1[1]#0 * (1 - a1[1]#0)"},
        {{GP_BIAS, 1, 0, 1, 1, 0}, "b1[1] - 0.1 * db1[1]"},
    };
    static const expected_formula of_frozen[] = {
        {{GP_BIAS, 1, 0, 1, 1, 0}, "b1[1], which stays"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 1, 0}, "0"},
        {{GP_BIAS, 1, 0, 2, 0, 0}, "b2[0] + b_change2[0]"},
    };
    static const expected_formula of_borrowed[] = {
        {{GP_BIAS_CHANGE, 0, 0, 2, 0, 0}, "-0.1 * db1[0]"},
    };
    CHECK(updated, GP_TEXT, &places, of_updated);
    CHECK(updated, GP_TEXT, &products, written_out);
    CHECK(frozen, GP_TEXT, &places, of_frozen);
    CHECK(borrowed, GP_TEXT, &places, of_borrowed);
    free(shared);
    free(borrowed);
    free(updated);
    free(frozen);
}

/* A velocity goes on from that of the step before, which is 0 at first; with the rate in it, it is the change. */
Test(notation, momentum)
{
    char *momentum =
        text_with(problem_text, "\"training\": {", "\"training\": {\"rule\": \"momentum\", \"momentum\": \"0.9\", ");
    char *with_rate =
        text_with(problem_text, "\"training\": {", "\"training\": {\"rule\": \"momentum-with-rate\", \"momentum\": \"0.9\", ");
    static const expected_formula of_momentum[] = {
        {{GP_WEIGHT_VELOCITY, 0, 0, 1, 0, 1}, "0.9 * 0 + dW1[0][1]"},
        {{GP_BIAS_VELOCITY, 2, 0, 1, 1, 0}, "0.9 * b_velocity1[1]' + db1[1]"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * W_velocity1[0][1]"},
        {{GP_BIAS_CHANGE, 0, 0, 2, 0, 0}, "-0.1 * b_velocity2[0]"},
    };
    static const expected_formula of_rate[] = {
        {{GP_WEIGHT_VELOCITY, 0, 0, 1, 0, 1}, "0.9 * 0 - 0.1 * dW1[0][1]"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "W_velocity1[0][1]"},
    };
    static const expected_formula written_out[] = {{{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] - 0.1 * W_velocity1[0][1]"}};
    static const expected_formula written_out_of_rate[] = {{{GP_BIAS, 1, 0, 1, 0, 0}, "b1[0] + b_velocity1[0]"}};
    static const expected_formula laws[] = {
        {{GP_WEIGHT_VELOCITY, 0, 0, 1, 0, 0}, "v_ji = momentum v_ji + dW_ji"},
        {{GP_BIAS_VELOCITY, 0, 0, 1, 0, 0}, "v = momentum v + db"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "change of W_ji = -rate v_ji"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = -rate v"},
    };
    static const expected_formula laws_of_rate[] = {
        {{GP_WEIGHT_VELOCITY, 0, 0, 1, 0, 0}, "v_ji = momentum v_ji - rate dW_ji"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "change of W_ji = v_ji"},
    };
    CHECK(momentum, GP_TEXT, &places, of_momentum);
    CHECK(with_rate, GP_TEXT, &places, of_rate);
    CHECK(momentum, GP_TEXT, &products, written_out);
    CHECK(with_rate, GP_TEXT, &products, written_out_of_rate);
    CHECK(momentum, GP_TEXT, NULL, laws);
    CHECK(with_rate, GP_TEXT, NULL, laws_of_rate);
    free(momentum);
    free(with_rate);
}

Test(notation, nesterov)
{
    char *nesterov =
        text_with(problem_text, "\"training\": {", "\"training\": {\"rule\": \"nesterov\", \"momentum\": \"0.9\", ");
    char *with_rate =
        text_with(problem_text, "\"training\": {", "\"training\": {\"rule\": \"nesterov-with-rate\", \"momentum\": \"0.9\", ");
    static const expected_formula numbers[] = {
        {{GP_WEIGHT_VELOCITY, 0, 0, 1, 0, 1}, "0.9 * 0 + dW1[0][1]"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * (dW1[0][1] + 0.9 * W_velocity1[0][1])"},
    };
    static const expected_formula numbers_of_rate[] = {
        {{GP_BIAS_VELOCITY, 0, 0, 1, 0, 0}, "0.9 * 0 - 0.1 * db1[0]"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "0.9 * b_velocity1[0] - 0.1 * db1[0]"},
    };
    static const expected_formula written_out[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] - 0.1 * (dW1[0][1] + 0.9 * W_velocity1[0][1])"}};
    static const expected_formula laws[] = {
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "change of W_ji = -rate (dW_ji + momentum v_ji)"}};
    static const expected_formula laws_of_rate[] = {{{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = momentum v - rate db"}};
    CHECK(nesterov, GP_TEXT, &places, numbers);
    CHECK(with_rate, GP_TEXT, &places, numbers_of_rate);
    CHECK(nesterov, GP_TEXT, &products, written_out);
    CHECK(nesterov, GP_TEXT, NULL, laws);
    CHECK(with_rate, GP_TEXT, NULL, laws_of_rate);
    free(nesterov);
    free(with_rate);
}

/* What the parameters cost stands behind the error: of weights and biases, in one step and in two. */
Test(notation, penalty)
{
    static const gp_operands small = {.computed = small_number, .given = as_it_is};
    char *asked = text_with(problem_text, "\"error\": {", "\"error\": {\"penalty\": \"l2\", ");
    char *weights = text_with(asked, "\"training\": {", "\"training\": {\"weight_decay\": \"0.2\", ");
    char *both = text_with(weights, "\"training\": {", "\"training\": {\"bias_decay\": \"0.3\", ");
    char *online = text_with(asked, "\"batch\": 2, \"reduction\": \"mean\"", "\"bias_decay\": \"0.3\", \"batch\": 1");
    static const expected_formula law_of_both[] = {{{GP_EPOCH_ERROR, 0, 0, 0, 0, 0},
                                                    "1 * the mean, over all samples and outputs, of abs(a_k - t_k) + the mean, "
                                                    "over the samples, of weight_decay / 2 * the "
                                                    "sum of W_ji^2 + bias_decay / 2 * the sum of b_j^2"}};
    static const expected_formula of_both[] = {
        {{GP_EPOCH_ERROR, 0, 0, 0, 0, 0},
         "(abs(a2[0]#0 - 1/3) + abs(a2[1]#0 - 4) + abs(a2[0]#1 - 7) + abs(a2[1]#1 - 8)) / 4 + 0.2 / 2 * (W1[0][0]^2 + "
         "W1[0][1]^2 + W1[1][0]^2 + W1[1][1]^2 + W2[0][0]^2 + W2[0][1]^2 + W2[1][0]^2 + W2[1][1]^2) + 0.3 / 2 * "
         "(b1[0]^2 + b1[1]^2 + b2[0]^2)"}};
    static const expected_formula of_biases_online[] = {
        {{GP_EPOCH_ERROR, 0, 0, 0, 0, 0},
         "(abs(a2[0]#0 - 1/3) + abs(a2[1]#0 - 4) + abs(a2[0]#1' - 7) + abs(a2[1]#1' - 8)) / 4 + (1 * (0.3 / 2 * (b1[0]^2 + "
         "b1[1]^2 + b2[0]^2)) + 1 * (0.3 / 2 * (b1[0]'^2 + b1[1]'^2 + b2[0]'^2))) / 2"}};
    static const expected_formula law_of_weights[] = {
        {{GP_EPOCH_ERROR, 0, 0, 0, 0, 0},
         "1 \\cdot \\tfrac{1}{n} \\sum_{s,k} |a_k - t_k| + \\tfrac{1}{N} \\sum_s \\bigl(\\tfrac{\\lambda_W}{2} \\sum "
         "W_{ji}^2\\bigr)"}};
    CHECK(both, GP_TEXT, NULL, law_of_both);
    CHECK(both, GP_TEXT, &places, of_both);
    CHECK(online, GP_TEXT, &places, of_biases_online);
    CHECK(weights, GP_TEX, NULL, law_of_weights);
    text_case opened;
    text_case_open(both, &opened);
    char *tex = formula_of(GP_TEX, &opened.the_case.problem, &(gp_place){.quantity = GP_EPOCH_ERROR}, &small);
    cr_expect(
        strstr(tex,
               " + \\tfrac{0.3}{2} \\bigl((-2.5 \\cdot 10^{-7})^2 + (-2.5 \\cdot 10^{-7})^2 + (-2.5 \\cdot 10^{-7})^2\\bigr)"),
        "%s", tex);
    free(tex);
    text_case_close(&opened);
    free(online);
    free(both);
    free(weights);
    free(asked);
}

/* What decays stands beside the gradient, in brackets, wherever the gradient stands. */
Test(notation, decay)
{
    char *plain = text_with(problem_text, "\"training\": {", "\"training\": {\"weight_decay\": \"0.2\", ");
    char *momentum =
        text_with(plain, "\"training\": {",
                  "\"training\": {\"rule\": \"momentum-with-rate\", \"momentum\": \"0.9\", \"bias_decay\": \"0.3\", ");
    char *adam =
        text_with(plain, "\"training\": {",
                  "\"training\": {\"rule\": \"adam\", \"beta1\": \"0.9\", \"beta2\": \"0.999\", \"epsilon\": \"1e-8\", ");
    static const expected_formula of_plain[] = {{{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * (dW1[0][1] + 0.2 * W1[0][1])"},
                                                {{GP_BIAS_CHANGE, 0, 0, 1, 1, 0}, "-0.1 * db1[1]"}};
    static const expected_formula of_momentum[] = {
        {{GP_WEIGHT_VELOCITY, 2, 0, 1, 0, 1}, "0.9 * W_velocity1[0][1]' - 0.1 * (dW1[0][1] + 0.2 * W1[0][1])"},
        {{GP_BIAS_VELOCITY, 2, 0, 1, 1, 0}, "0.9 * b_velocity1[1]' - 0.1 * (db1[1] + 0.3 * b1[1])"}};
    static const expected_formula of_adam[] = {
        {{GP_WEIGHT_FIRST_MOMENT, 0, 0, 1, 0, 1}, "0.9 * 0 + (1 - 0.9) * (dW1[0][1] + 0.2 * W1[0][1])"},
        {{GP_WEIGHT_SECOND_MOMENT, 2, 0, 1, 0, 1}, "0.999 * W_v1[0][1]' + (1 - 0.999) * (dW1[0][1] + 0.2 * W1[0][1])^2"}};
    static const expected_formula laws[] = {
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "change of W_ji = -rate (dW_ji + weight_decay * W_ji)"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = -rate db"}};
    static const expected_formula in_tex[] = {
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0},
         "\\Delta W_{ji} = -\\eta\\, (\\partial E / \\partial W_{ji} + \\lambda \\cdot W_{ji})"}};
    CHECK(plain, GP_TEXT, &places, of_plain);
    CHECK(plain, GP_TEXT, NULL, laws);
    CHECK(plain, GP_TEX, NULL, in_tex);
    CHECK(momentum, GP_TEXT, &places, of_momentum);
    CHECK(adam, GP_TEXT, &places, of_adam);
    free(plain);
    free(momentum);
    free(adam);
}

/* What an update descends is what clipping leaves; that is made of the gradient, or of all of them. */
Test(notation, clipped)
{
    char *by_value = text_with(problem_text, "\"training\": {",
                               "\"training\": {\"weight_decay\": \"0.2\", \"clip\": {\"by\": \"value\", \"limit\": \"2.5\"}, ");
    char *by_norm = text_with(by_value, "\"value\"", "\"norm\"");
    static const expected_formula of_value[] = {
        {{GP_WEIGHT_CLIPPED, 0, 0, 1, 0, 1}, "min(max(dW1[0][1], -2.5), 2.5)"},
        {{GP_BIAS_CLIPPED, 0, 0, 1, 1, 0}, "min(max(db1[1], -2.5), 2.5)"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * (dW_clipped1[0][1] + 0.2 * W1[0][1])"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 1, 0}, "-0.1 * db_clipped1[1]"}};
    static const expected_formula value_laws[] = {
        {{GP_WEIGHT_CLIPPED, 0, 0, 1, 0, 0}, "dW_clipped_ji = min(max(dW_ji, -limit), limit)"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "change of W_ji = -rate (dW_clipped_ji + weight_decay * W_ji)"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = -rate db_clipped"}};
    static const expected_formula norm_laws[] = {
        {{GP_BIAS_CLIPPED, 0, 0, 1, 0, 0}, "db_clipped = db limit / max(norm, limit)"}};
    static const expected_formula norm_laws_in_tex[] = {{{GP_WEIGHT_CLIPPED, 0, 0, 1, 0, 0},
                                                         "\\overline{\\partial E / \\partial W_{ji}} = \\partial E / \\partial "
                                                         "W_{ji} \\cdot \\theta / \\max(\\lVert g \\rVert, "
                                                         "\\theta)"}};
    CHECK(by_value, GP_TEXT, &places, of_value);
    CHECK(by_value, GP_TEXT, NULL, value_laws);
    CHECK(by_norm, GP_TEXT, NULL, norm_laws);
    CHECK(by_norm, GP_TEX, NULL, norm_laws_in_tex);
    free(by_value);
    free(by_norm);
}

Test(notation, adam)
{
    char *adam =
        text_with(problem_text, "\"training\": {",
                  "\"training\": {\"rule\": \"adam\", \"beta1\": \"0.9\", \"beta2\": \"0.999\", \"epsilon\": \"1e-8\", ");
    static const expected_formula numbers[] = {
        {{GP_WEIGHT_FIRST_MOMENT, 0, 0, 1, 0, 1}, "0.9 * 0 + (1 - 0.9) * dW1[0][1]"},
        {{GP_BIAS_FIRST_MOMENT, 2, 0, 1, 1, 0}, "0.9 * b_m1[1]' + (1 - 0.9) * db1[1]"},
        {{GP_WEIGHT_SECOND_MOMENT, 2, 0, 1, 0, 1}, "0.999 * W_v1[0][1]' + (1 - 0.999) * (dW1[0][1])^2"},
        {{GP_WEIGHT_FIRST_CORRECTED, 0, 0, 1, 0, 1}, "W_m1[0][1] / (1 - 0.9^1)"},
        {{GP_BIAS_SECOND_CORRECTED, 2, 0, 1, 1, 0}, "b_v1[1] / (1 - 0.999^3)"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * W_m_hat1[0][1] / (sqrt(W_v_hat1[0][1]) + 1e-8)"},
    };
    static const expected_formula written_out[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] - 0.1 * W_m_hat1[0][1] / (sqrt(W_v_hat1[0][1]) + 1e-8)"}};
    static const expected_formula laws[] = {
        {{GP_WEIGHT_FIRST_MOMENT, 0, 0, 1, 0, 0}, "m_ji = beta1 * m_ji + (1 - beta1) * dW_ji"},
        {{GP_BIAS_SECOND_MOMENT, 0, 0, 1, 0, 0}, "v = beta2 * v + (1 - beta2) * (db)^2"},
        {{GP_WEIGHT_FIRST_CORRECTED, 0, 0, 1, 0, 0}, "m_hat_ji = m_ji / (1 - beta1^t)"},
        {{GP_WEIGHT_SECOND_CORRECTED, 0, 0, 1, 0, 0}, "v_hat_ji = v_ji / (1 - beta2^t)"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = -rate * m_hat / (sqrt(v_hat) + epsilon)"},
    };
    static const expected_formula in_tex[] = {
        {{GP_WEIGHT_SECOND_CORRECTED, 0, 0, 1, 0, 0}, "\\hat v_{ji} \\leftarrow v_{ji} / (1 - \\beta_2^{t})"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, "\\Delta W_{ji} = -\\eta \\cdot \\hat m_{ji} / (\\sqrt{\\hat v_{ji}} + \\epsilon)"},
    };
    CHECK(adam, GP_TEXT, &places, numbers);
    char *adamw = text_with(adam, "\"rule\": \"adam\"", "\"rule\": \"adamw\", \"weight_decay\": \"0.05\"");
    static const expected_formula decoupled[] = {
        {{GP_WEIGHT_FIRST_MOMENT, 0, 0, 1, 0, 1}, "0.9 * 0 + (1 - 0.9) * dW1[0][1]"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * W_m_hat1[0][1] / (sqrt(W_v_hat1[0][1]) + 1e-8) - 0.1 * 0.05 * W1[0][1]"},
        {{GP_BIAS_CHANGE, 2, 0, 1, 1, 0}, "-0.1 * b_m_hat1[1] / (sqrt(b_v_hat1[1]) + 1e-8)"}};
    static const expected_formula decoupled_written_out[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 1},
         "W1[0][1] - 0.1 * W_m_hat1[0][1] / (sqrt(W_v_hat1[0][1]) + 1e-8) - 0.1 * 0.05 * W1[0][1]"}};
    static const expected_formula decoupled_law[] = {
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0},
         "change of W_ji = -rate * m_hat_ji / (sqrt(v_hat_ji) + epsilon) - rate * weight_decay * W_ji"}};
    CHECK(adamw, GP_TEXT, &places, decoupled);
    CHECK(adamw, GP_TEXT, &products, decoupled_written_out);
    CHECK(adamw, GP_TEXT, NULL, decoupled_law);
    free(adamw);
    CHECK(adam, GP_TEXT, &products, written_out);
    CHECK(adam, GP_TEXT, NULL, laws);
    CHECK(adam, GP_TEX, NULL, in_tex);
    free(adam);
}

/* RMSprop and AdaGrad keep only the squares, and move by the gradient; what decays stands beside it in both. */
Test(notation, root_of_squares)
{
    char *rmsprop = text_with(problem_text, "\"training\": {",
                              "\"training\": {\"rule\": \"rmsprop\", \"beta2\": \"0.9\", \"epsilon\": \"1e-8\", ");
    static const expected_formula numbers[] = {
        {{GP_WEIGHT_SECOND_MOMENT, 0, 0, 1, 0, 1}, "0.9 * 0 + (1 - 0.9) * (dW1[0][1])^2"},
        {{GP_BIAS_SECOND_MOMENT, 2, 0, 1, 1, 0}, "0.9 * b_v1[1]' + (1 - 0.9) * (db1[1])^2"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * dW1[0][1] / (sqrt(W_v1[0][1]) + 1e-8)"},
    };
    static const expected_formula written_out[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] - 0.1 * dW1[0][1] / (sqrt(W_v1[0][1]) + 1e-8)"}};
    static const expected_formula laws[] = {
        {{GP_WEIGHT_SECOND_MOMENT, 0, 0, 1, 0, 0}, "v_ji = beta2 * v_ji + (1 - beta2) * (dW_ji)^2"},
        {{GP_BIAS_CHANGE, 0, 0, 1, 0, 0}, "change of b = -rate * db / (sqrt(v) + epsilon)"},
    };
    CHECK(rmsprop, GP_TEXT, &places, numbers);
    CHECK(rmsprop, GP_TEXT, &products, written_out);
    CHECK(rmsprop, GP_TEXT, NULL, laws);
    free(rmsprop);
    char *adagrad = text_with(problem_text, "\"training\": {",
                              "\"training\": {\"rule\": \"adagrad\", \"epsilon\": \"1e-8\", \"weight_decay\": \"0.05\", ");
    static const expected_formula of_sum[] = {
        {{GP_WEIGHT_SECOND_MOMENT, 2, 0, 1, 0, 1}, "W_v1[0][1]' + (dW1[0][1] + 0.05 * W1[0][1])^2"},
        {{GP_BIAS_SECOND_MOMENT, 0, 0, 1, 1, 0}, "0 + (db1[1])^2"},
        {{GP_WEIGHT_CHANGE, 0, 0, 1, 0, 1}, "-0.1 * (dW1[0][1] + 0.05 * W1[0][1]) / (sqrt(W_v1[0][1]) + 1e-8)"},
    };
    static const expected_formula in_tex[] = {
        {{GP_BIAS_SECOND_MOMENT, 0, 0, 1, 0, 0}, "v \\leftarrow v + (\\partial E / \\partial b)^2"},
    };
    CHECK(adagrad, GP_TEXT, &places, of_sum);
    CHECK(adagrad, GP_TEX, NULL, in_tex);
    free(adagrad);
}

/* A delta and an update may show how what they are made of is made: the gradient of one sample is a product. */
Test(notation, written_out)
{
    static const expected_formula of_batch[] = {
        {{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] - 0.1 * dW1[0][1]"},
        {{GP_DELTA, 0, 0, 2, 1, 0}, "2 * 1/2 * (a2[1]#0 - 4)"},
        {{GP_DELTA, 0, 0, 1, 1, 0}, "(W2[0][1] * delta2[0]#0 + W2[1][1] * delta2[1]#0) * a1[1]#0 * (1 - a1[1]#0)"},
    };
    static const expected_formula of_one[] = {{{GP_WEIGHT, 1, 0, 1, 0, 1}, "W1[0][1] - 0.1 * (delta1[0]#0 * (-0.9)) / 1"},
                                              {{GP_WEIGHT_CHANGE, 0, 0, 2, 0, 1}, "-0.1 * (delta2[0]#0 * a1[1]#0) / 1"},
                                              {{GP_BIAS, 1, 0, 1, 0, 0}, "b1[0] - 0.1 * db1[0]"}};
    char *one = text_with(problem_text, "\"batch\": 2", "\"batch\": 1");
    CHECK(problem_text, GP_TEXT, &products, of_batch);
    CHECK(one, GP_TEXT, &products, of_one);
    free(one);
}

/* Whether each bracket of a formula is closed by its like. A backslash before one of TeX's own makes no other of it. */
static bool is_balanced(const char *text)
{
    char open[100];
    size_t depth = 0;
    for (; *text; text++) {
        const char *closing = strchr(")]}", *text);
        if (strchr("([{", *text)) {
            cr_assert(depth < sizeof open);
            open[depth++] = *text;
        } else if (closing && (depth == 0 || open[--depth] != "([{"[closing - ")]}"])) {
            return false;
        }
    }
    return depth == 0;
}

static void check_each_number(const gp_case *the_case)
{
    static const gp_operands small = {.computed = small_number, .given = as_it_is};
    static const gp_operands *const operands[] = {&places, &products, &small, NULL};
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (gp_is_parameter(place->quantity) && place->step == 0)
            continue; /* which is given */
        for (size_t o = 0; o < sizeof operands / sizeof *operands; o++)
            for (int script = GP_TEXT; script <= GP_TEX; script++) {
                char where[160], *text = formula_of((gp_script)script, &the_case->problem, place, operands[o]);
                cr_assert(*text && is_balanced(text) && !strstr(text, "  ") && !strstr(text, "%"), "%s, %s: %s", the_case->id,
                          gp_place_text(place, where), text);
                free(text);
            }
    }
}

/* Each number of each golden case has a formula, in each script, and a law: its brackets are closed, and no blank is left open.
 */
Test(notation, each_golden_number)
{
    golden_case_each(check_each_number);
}

static void write_tens(FILE *stream, const char *before, const char *item, const char *behind)
{
    fputs(before, stream);
    for (size_t k = 0; k < 10; k++)
        fprintf(stream, "%s%s", k == 0 ? "" : ", ", item);
    fputs(behind, stream);
}

/* Ten inputs, two layers of ten softmax units, ten samples in steps of their own, and weights that decay, which the error
 * counts. */
static char *text_of_tens(void)
{
    char *text = NULL, *row = NULL, *sample = NULL;
    size_t length;
    FILE *stream = open_memstream(&row, &length);
    write_tens(stream, "[", "\"1\"", "]");
    fclose(stream);
    stream = open_memstream(&sample, &length);
    fprintf(stream, "{\"input\": %s, \"target\": %s}", row, row);
    fclose(stream);
    stream = open_memstream(&text, &length);
    fputs("{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 10, \"layers\": [", stream);
    for (size_t l = 0; l < 2; l++) {
        fprintf(stream, "%s{\"units\": 10, \"activation\": \"softmax\", \"bias\": \"none\", \"W\": ", l == 0 ? "" : ", ");
        write_tens(stream, "[", row, "]}");
    }
    write_tens(stream, "], \"samples\": [", sample, "], ");
    fputs("\"loss\": {\"deviation\": \"cross-entropy\", \"factor\": \"1\"}, \"error\": {\"deviation\": \"cross-entropy\", "
          "\"reduction\": \"sum\", \"factor\": \"1\", \"penalty\": \"l2\"}, \"training\": {\"rate\": \"1\", \"weight_decay\": "
          "\"0.1\", "
          "\"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}",
          stream);
    fclose(stream);
    free(sample);
    free(row);
    return text;
}

/* A sum of more than eight terms is cut short, whichever it is, and says how many there are. */
Test(notation, long_sums)
{
    static const gp_place sums[] = {{.quantity = GP_NET_INPUT, .layer = 1}, {.quantity = GP_ACTIVATED, .layer = 2},
                                    {.quantity = GP_SAMPLE_LOSS},           {.quantity = GP_ACTIVATION_GRADIENT, .layer = 1},
                                    {.quantity = GP_DELTA, .layer = 1},     {.quantity = GP_DELTA, .layer = 2},
                                    {.quantity = GP_INPUT_GRADIENT},        {.quantity = GP_EPOCH_ERROR}};
    static const gp_operands *const operands[] = {&places, &products};
    text_case opened;
    char *text = text_of_tens();
    text_case_open(text, &opened);
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        for (size_t o = 0; o < 2; o++)
            for (int script = GP_TEXT; script <= GP_TEX; script++) {
                char *found = formula_of((gp_script)script, &opened.the_case.problem, &sums[k], operands[o]);
                cr_expect(strstr(found, script == GP_TEXT ? " + ... (10 terms)" : " + \\dots \\text{ (10 terms)}") &&
                              is_balanced(found),
                          "%s: %s", gp_quantities[sums[k].quantity].name, found);
                free(found);
            }
    text_case_close(&opened);
    free(text);
}
