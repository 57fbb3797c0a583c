/* Runs without activation stay within the rational numbers: each number here was worked out by hand, and has to come out
 * exactly. */
#include "certify/generic_step.h"

#include "certify/sample.h"
#include <criterion/criterion.h>
#include <stdlib.h>

/* One number at a step; where there is one unit a layer, the layer tells it all. */
static gp_place at(gp_quantity quantity, size_t step, size_t layer)
{
    return (gp_place){.quantity = quantity, .step = step, .layer = layer};
}

Test(generic_run, rational)
{
    text_case sample;
    sample_open(&sample, CHAIN, "");
    check_exact(&sample, at(GP_NET_INPUT, 0, 1), "3");
    check_exact(&sample, at(GP_ACTIVATED, 0, 1), "3");
    check_exact(&sample, at(GP_NET_INPUT, 0, 2), "8");
    check_exact(&sample, at(GP_SAMPLE_LOSS, 0, 0), "8");
    check_exact(&sample, at(GP_OUTPUT_LOSS, 0, 2), "8");
    check_exact(&sample, at(GP_ACTIVATION_GRADIENT, 0, 2), "4");
    check_exact(&sample, at(GP_SLOPE, 0, 2), "1");
    check_exact(&sample, at(GP_DELTA, 0, 2), "4");
    check_exact(&sample, at(GP_ACTIVATION_GRADIENT, 0, 1), "12");
    check_exact(&sample, at(GP_SLOPE, 0, 1), "1");
    check_exact(&sample, at(GP_DELTA, 0, 1), "12");
    check_exact(&sample, at(GP_INPUT_GRADIENT, 0, 0), "24"); /* 2 x 12 */
    check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 2), "-1.2");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 2), "-0.4");
    check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 1), "-1.2");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 1), "-1.2");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 2), "12");
    check_exact(&sample, at(GP_BIAS_GRADIENT, 0, 2), "4");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 1), "12");
    check_exact(&sample, at(GP_BIAS_GRADIENT, 0, 1), "12");
    check_exact(&sample, at(GP_WEIGHT, 1, 2), "1.8");
    check_exact(&sample, at(GP_BIAS, 1, 2), "-1.4");
    check_exact(&sample, at(GP_WEIGHT, 1, 1), "0.8");
    check_exact(&sample, at(GP_BIAS, 1, 1), "-0.2");
    check_exact(&sample, at(GP_NET_INPUT, 1, 2), "-0.32");
    check_exact(&sample, at(GP_SAMPLE_LOSS, 1, 0), "9.3312");
    check_exact(&sample, at(GP_EPOCH_ERROR, 0, 0), "4"); /* a quarter of 4 squared */
    check_exact(&sample, at(GP_EPOCH_ERROR, 1, 0), "4.6656");
    text_case_close(&sample);
}

/* Of the gradients 12, 4, 12 and 12 the first, third and fourth are cut at 5; W2 = 3 - 0.1 * 5 and so on. */
Test(generic_run, clipped_by_value)
{
    char *text = text_with(CHAIN, "\"training\": {", "\"training\": {\"clip\": {\"by\": \"value\", \"limit\": \"5\"}, ");
    text_case sample;
    sample_open(&sample, text, "");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 2), "12");
    check_exact(&sample, at(GP_WEIGHT_CLIPPED, 0, 2), "5");
    check_exact(&sample, at(GP_BIAS_CLIPPED, 0, 2), "4");
    check_exact(&sample, at(GP_WEIGHT_CLIPPED, 0, 1), "5");
    check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 2), "-0.5");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 2), "-0.4");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 1), "-0.5");
    text_case_close(&sample);
    free(text);
}

/* One unit, whose gradients are 3 = 2 (2.5 - 0.5) 0.75 and 4: their norm is 5. Where it is the limit itself, they stay exactly
   as they are, which no ball would know. */
Test(generic_run, clipped_by_norm)
{
    static const struct {
        const char *limit, *dW, *db, *W;
    } clipped[] = {{"2.5", "1.500000000000000000000000000000000000000", "2.000000000000000000000000000000000000000",
                    "1.250000000000000000000000000000000000000"},
                   {"5", "3", "4", "0.5"},
                   {"7.5", "3", "4", "0.5"}};
    for (size_t k = 0; k < sizeof clipped / sizeof *clipped; k++) {
        text_case sample;
        sample_open(
            &sample,
            "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1, "
            "\"activation\": \"identity\", \"bias\": \"per_unit\", \"W\": [[\"2\"]], \"b\": [\"1\"]}], \"samples\": "
            "[{\"input\": [\"0.75\"], \"target\": [\"0.5\"]}], \"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"}, "
            "\"training\": {\"rate\": \"0.5\", \"epochs\": 1, \"clip\": {\"by\": \"norm\", \"limit\": \"%s\"}}}}",
            clipped[k].limit);
        check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 1), "3");
        check_exact(&sample, at(GP_WEIGHT_CLIPPED, 0, 1), clipped[k].dW);
        check_exact(&sample, at(GP_BIAS_CLIPPED, 0, 1), clipped[k].db);
        check_exact(&sample, at(GP_WEIGHT, 1, 1), clipped[k].W);
        text_case_close(&sample);
    }
}

/* The gradients of the first step are those above: velocities begin with them, or with -1/10 of them. In the second step a2 =
   -0.32, so that delta of layer 2 is -4.32; W1 = 0.8, b1 = -0.2 give a1 = 0.6: v = 12/2 - 4.32 * 0.6 = 3.408. */
Test(generic_run, momentum)
{
    static const char *const rules[] = {"momentum", "momentum-with-rate"};
    static const char *const v0[] = {"12", "-1.2"}, *const v1[] = {"3.408", "-0.3408"}, *const b1[] = {"-2.32", "0.232"};
    for (size_t k = 0; k < 2; k++) {
        char with[96];
        snprintf(with, sizeof with, "\"training\": {\"rule\": \"%s\", \"momentum\": \"0.5\", ", rules[k]);
        char *text = text_with(CHAIN, "\"training\": {", with), *longer = text_with(text, "\"epochs\": 1", "\"epochs\": 2");
        text_case sample;
        sample_open(&sample, longer, "");
        check_exact(&sample, at(GP_WEIGHT_VELOCITY, 0, 2), v0[k]);
        check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 2), "-1.2");
        check_exact(&sample, at(GP_WEIGHT, 1, 2), "1.8");
        check_exact(&sample, at(GP_WEIGHT_GRADIENT, 1, 2), "-2.592");
        check_exact(&sample, at(GP_WEIGHT_VELOCITY, 1, 2), v1[k]);
        check_exact(&sample, at(GP_BIAS_VELOCITY, 1, 2), b1[k]); /* 4/2 - 4.32 */
        check_exact(&sample, at(GP_WEIGHT_CHANGE, 1, 2), "-0.3408");
        check_exact(&sample, at(GP_BIAS_CHANGE, 1, 2), "0.232");
        check_exact(&sample, at(GP_WEIGHT, 2, 2), "1.4592");
        text_case_close(&sample);
        free(longer);
        free(text);
    }
}

/* The second of those steps in an epoch with the rate 1/4: the velocity without a rate in it is the same, 3.408, and moves by
   another rate; that with the rate keeps -1.2/2 of the first, and gets 2.592/4. */
Test(generic_run, rate_of_epoch)
{
    static const char *const rules[] = {"momentum", "momentum-with-rate"};
    static const char *const v1[] = {"3.408", "0.048"}, *const changes[] = {"-0.852", "0.048"}, *const W[] = {"0.948", "1.848"};
    for (size_t k = 0; k < 2; k++) {
        char with[96];
        snprintf(with, sizeof with, "\"training\": {\"rule\": \"%s\", \"momentum\": \"0.5\", ", rules[k]);
        char *text = text_with(CHAIN, "\"training\": {", with), *longer = text_with(text, "\"epochs\": 1", "\"epochs\": 2"),
             *rates = text_with(longer, "\"rate\": \"0.1\"", "\"rate\": [\"0.1\", \"0.25\"]");
        text_case sample;
        sample_open(&sample, rates, "");
        check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 2), "-1.2");
        check_exact(&sample, at(GP_WEIGHT_GRADIENT, 1, 2), "-2.592");
        check_exact(&sample, at(GP_WEIGHT_VELOCITY, 1, 2), v1[k]);
        check_exact(&sample, at(GP_WEIGHT_CHANGE, 1, 2), changes[k]);
        check_exact(&sample, at(GP_WEIGHT, 2, 2), W[k]);
        text_case_close(&sample);
        free(rates);
        free(longer);
        free(text);
    }
}

Test(generic_run, hidden_delta_from_updated_weights)
{
    text_case sample;
    sample_open(&sample, CHAIN, ", \"departures\": [\"hidden-delta-from-updated-weights\"]");
    check_exact(&sample, at(GP_DELTA, 0, 2), "4");
    check_exact(&sample, at(GP_ACTIVATION_GRADIENT, 0, 1), "7.2"); /* 1.8 x 4 */
    check_exact(&sample, at(GP_DELTA, 0, 1), "7.2");
    check_exact(&sample, at(GP_INPUT_GRADIENT, 0, 0), "9.216"); /* 1.28 x 7.2 */
    check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 1), "-0.72");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 1), "7.2");
    check_exact(&sample, at(GP_WEIGHT, 1, 2), "1.8");
    check_exact(&sample, at(GP_WEIGHT, 1, 1), "1.28");
    check_exact(&sample, at(GP_BIAS, 1, 1), "0.28");
    text_case_close(&sample);
}

Test(generic_run, output_bias_by_hidden_gradient)
{
    text_case sample;
    sample_open(&sample, CHAIN, ", \"departures\": [\"output-bias-by-hidden-gradient\"]");
    check_exact(&sample, at(GP_BIAS_GRADIENT, 0, 2), "4");  /* the gradient itself is right */
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 2), "-1.2"); /* but this is what moves it */
    check_exact(&sample, at(GP_BIAS, 1, 2), "-2.2");
    check_exact(&sample, at(GP_BIAS, 1, 1), "-0.2");
    check_exact(&sample, at(GP_WEIGHT, 1, 2), "1.8");
    text_case_close(&sample);
}

Test(generic_run, hidden_biases_frozen)
{
    text_case sample;
    sample_open(&sample, CHAIN, ", \"departures\": [\"hidden-biases-frozen\"]");
    check_exact(&sample, at(GP_BIAS_GRADIENT, 0, 1), "12");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 1), "0");
    check_exact(&sample, at(GP_BIAS, 1, 1), "1");
    check_exact(&sample, at(GP_BIAS, 1, 2), "-1.4");
    text_case_close(&sample);
}

Test(generic_run, biases_that_are_not_trained)
{
    char *text = text_with(CHAIN, "\"b\": [\"-1\"]", "\"b\": [\"-1\"], \"bias_trained\": false");
    text_case sample;
    sample_open(&sample, text, "");
    check_exact(&sample, at(GP_BIAS_GRADIENT, 0, 2), "4");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 2), "0");
    check_exact(&sample, at(GP_BIAS, 1, 2), "-1");
    check_exact(&sample, at(GP_BIAS, 1, 1), "-0.2");
    text_case_close(&sample);
    free(text);
}

/* The first layer is frozen: it has gradients, and what decays of it and its velocity leave it where it is. */
Test(generic_run, frozen_layer)
{
    char *text = text_with(CHAIN, "\"b\": [\"1\"]", "\"b\": [\"1\"], \"frozen\": true");
    char *rule = text_with(text, "\"training\": {",
                           "\"training\": {\"rule\": \"momentum\", \"momentum\": \"0.5\", \"weight_decay\": \"2\", ");
    text_case sample;
    sample_open(&sample, rule, "");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 1), "12");
    check_exact(&sample, at(GP_BIAS_GRADIENT, 0, 1), "12");
    check_exact(&sample, at(GP_WEIGHT_VELOCITY, 0, 1), "0");
    check_exact(&sample, at(GP_WEIGHT_CHANGE, 0, 1), "0");
    check_exact(&sample, at(GP_BIAS_CHANGE, 0, 1), "0");
    check_exact(&sample, at(GP_WEIGHT, 1, 1), "2");
    check_exact(&sample, at(GP_BIAS, 1, 1), "1");
    check_exact(&sample, at(GP_WEIGHT, 1, 2), "1.2"); /* 3 - 0.1 (12 + 2 x 3) */
    text_case_close(&sample);
    free(rule);
    free(text);
}

Test(generic_run, batches_summed)
{
    text_case sample;
    sample_open(&sample, BATCHES, "squared", "sum", "sum");
    check_exact(&sample, (gp_place){.quantity = GP_DELTA, .sample = 1, .layer = 1}, "4");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 1), "10"); /* 2 x 1 + 4 x 2 */
    check_exact(&sample, at(GP_WEIGHT, 1, 1), "0");
    check_exact(&sample, (gp_place){.quantity = GP_DELTA, .step = 1, .sample = 2, .layer = 1}, "0");
    check_exact(&sample, at(GP_EPOCH_ERROR, 0, 0), "5");
    check_exact(&sample, at(GP_EPOCH_ERROR, 1, 0), "0");
    text_case_close(&sample);
}

Test(generic_run, batches_averaged)
{
    text_case sample;
    sample_open(&sample, BATCHES, "squared", "mean", "mean");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 0, 1), "5");
    check_exact(&sample, at(GP_WEIGHT, 1, 1), "0.5");
    check_exact(&sample, at(GP_WEIGHT_GRADIENT, 1, 1), "9"); /* a batch of one: 3 x 3 */
    check_exact(&sample, at(GP_WEIGHT, 2, 1), "-0.4");
    check_exact(&sample, (gp_place){.quantity = GP_SAMPLE_LOSS, .step = 2, .sample = 2}, "1.44");
    check_exact(&sample, at(GP_EPOCH_ERROR, 0, 0), "2.416666666666666666666666666666666666667"); /* (1 + 4 + 2.25) / 3 */
    text_case_close(&sample);
}

Test(generic_run, absolute_deviations)
{
    text_case sample;
    sample_open(&sample, BATCHES, "absolute", "sum", "mean");
    check_exact(&sample, at(GP_EPOCH_ERROR, 0, 0), "4.5"); /* 1 + 2 + 1.5 */
    check_exact(&sample, at(GP_EPOCH_ERROR, 1, 0), "2.4"); /* of -0.4, -0.8, -1.2 */
    text_case_close(&sample);
}

/* Weights 2 and 3, biases 1 and -1: 0.1 * (4 + 9) / 2 + 0.3 * (1 + 1) / 2 = 0.95 on top of the 4. What moves them is theirs
   alone: 2 - 0.1 * (12 + 0.2), 3 - 0.1 * (12 + 0.3), 1 - 0.1 * (12 + 0.3) and -1 - 0.1 * (4 - 0.3). */
Test(generic_run, penalty)
{
    char *with_decay =
        text_with(CHAIN, "\"training\": {", "\"training\": {\"weight_decay\": \"0.1\", \"bias_decay\": \"0.3\", ");
    char *text = text_with(with_decay, "\"error\": {", "\"error\": {\"penalty\": \"l2\", ");
    text_case sample;
    sample_open(&sample, text, "");
    check_exact(&sample, at(GP_EPOCH_ERROR, 0, 0), "4.95");
    check_exact(&sample, at(GP_WEIGHT, 1, 1), "0.78");
    check_exact(&sample, at(GP_WEIGHT, 1, 2), "1.77");
    check_exact(&sample, at(GP_BIAS, 1, 1), "-0.23");
    check_exact(&sample, at(GP_BIAS, 1, 2), "-1.37");
    text_case_close(&sample);
    free(text);
    free(with_decay);
}

/* Outputs 1 and 3, 2 and 6, 3 and 9 of three samples, all targets 0: the squares of a sample add up to 10, 40 and 90. */
Test(generic_run, reported_means)
{
    static const struct {
        const char *reduction, *error;
    } means[] = {{"sum", "140"}, {"mean-over-samples", "35"}, {"mean-over-outputs", "70"}, {"mean", "17.5"}};
    for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
        text_case sample;
        sample_open(&sample,
                    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 2, "
                    "\"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"1\"], [\"3\"]]}], \"samples\": ["
                    "{\"input\": [\"1\"], \"target\": [\"0\", \"0\"]}, {\"input\": [\"2\"], \"target\": [\"0\", \"0\"]}, "
                    "{\"input\": [\"3\"], \"target\": [\"0\", \"0\"]}, {\"input\": [\"0\"], \"target\": [\"0\", \"0\"]}], "
                    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"}, "
                    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"%s\", \"factor\": \"1\"}, "
                    "\"training\": {\"rate\": \"1\", \"batch\": 4, \"reduction\": \"sum\", \"epochs\": 1}}}",
                    means[k].reduction);
        check_exact(&sample, at(GP_EPOCH_ERROR, 0, 0), means[k].error);
        text_case_close(&sample);
    }
}

/* A layer of two softmax units with the net inputs 2 and 1, and what the %s say: the layer above it, the target, the loss. */
static const char softmax[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 2, "
    "\"activation\": \"softmax\", \"bias\": \"none\", \"W\": [[\"2\"], [\"1\"]]}%s], \"samples\": [{\"input\": "
    "[\"1\"], \"target\": [%s]}], \"loss\": {\"deviation\": \"%s\", \"factor\": \"1/2\"}, \"training\": {\"rate\": \"1\", "
    "\"epochs\": 1}}}";

/* It makes a = 1 / (1 + 1/e) and 1 - a of them. With targets 1/4 and 3/4 the loss is half of 3/4 + ln(1 + 1/e), the deltas half
   of a - t, and dE/da half of -t/a. Digits from mpmath. */
Test(generic_run, softmax_outputs)
{
    text_case sample;
    sample_open(&sample, softmax, "", "\"0.25\", \"0.75\"", "cross-entropy");
    check_exact(&sample, (gp_place){.quantity = GP_ACTIVATED, .layer = 1}, "0.7310585786300048792511592418218362743651");
    check_exact(&sample, (gp_place){.quantity = GP_ACTIVATED, .layer = 1, .unit = 1},
                "0.2689414213699951207488407581781637256349");
    check_exact(&sample, at(GP_SAMPLE_LOSS, 0, 0), "0.5316308437591114170244977474839278209576");
    check_exact(&sample, at(GP_ACTIVATION_GRADIENT, 0, 1), "-0.1709849301464302901994404712701826084307");
    check_exact(&sample, at(GP_DELTA, 0, 1), "0.2405292893150024396255796209109181371826");
    text_case_close(&sample);
}

/* Under a unit with the weights 3 and -1 and the target 0: its z is 3a - (1 - a), and delta of the first unit a z (3 - z). A
   program's digits are those of an ordinary formula: it loses next to nothing. */
Test(generic_run, softmax_below)
{
    text_case sample;
    gp_certified number;
    gp_message message;
    sample_open(&sample, softmax,
                ", {\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"3\", \"-1\"]]}", "\"0\"",
                "squared");
    const gp_place z = at(GP_NET_INPUT, 0, 2), delta = at(GP_DELTA, 0, 1);
    check_exact(&sample, z, "1.924234314520019517004636967287345097461");
    check_exact(&sample, delta, "1.513309714349514685689535847927334711473");
    char *text = certified(&sample, delta, 40, &number, &message);
    cr_assert_not_null(text, "%s", message.text);
    const double amplification = strtod(number.amplification, NULL);
    cr_expect(amplification >= 1 && amplification < 20, "%g", amplification);
    free(text);
    text_case_close(&sample);
}

/* An exponent that the certifier does not read is refused wherever it stands. */
static const char with_all_numbers[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1, \"activation\": "
    "\"leaky-relu\", \"alpha\": \"0.1\", \"bias\": \"per_unit\", \"W\": [[\"0.2\"]], \"b\": [\"0.3\"]}], "
    "\"samples\": [{\"input\": [\"0.4\"], \"target\": [\"0.5\"]}], \"loss\": {\"deviation\": \"squared\", "
    "\"factor\": \"0.6\"}, \"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"0.7\"}, "
    "\"training\": {\"rule\": \"momentum\", \"rate\": \"0.8\", \"momentum\": \"0.9\", \"epochs\": 1, "
    "\"clip\": {\"by\": \"value\", \"limit\": \"0.05\"}}}}";

Test(generic_run, exponents)
{
    static const char *const numbers[] = {"\"0.1\"", "\"0.2\"", "\"0.3\"", "\"0.4\"", "\"0.5\"",
                                          "\"0.6\"", "\"0.7\"", "\"0.8\"", "\"0.9\""};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        char *text = text_with(with_all_numbers, numbers[k], "\"0.01e-10001\"");
        text_case sample;
        gp_message message;
        sample_open(&sample, "%s", text);
        cr_expect_null(certified(&sample, at(GP_WEIGHT, 1, 1), 40, NULL, &message), "%s", numbers[k]);
        cr_expect_str_eq(message.text, "expected an exponent of at most 10000, found \"0.01e-10001\"", "%s", numbers[k]);
        text_case_close(&sample);
        free(text);
    }
}

/* Three units and two inputs, so that no index can stand for another. */
Test(generic_run, indices)
{
    text_case sample;
    sample_open(&sample,
                "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": ["
                "{\"units\": 3, \"activation\": \"identity\", \"bias\": \"per_unit\", \"W\": [[\"1\", \"2\"], [\"3\", \"4\"],"
                "[\"5\", \"6\"]], \"b\": [\"10\", \"20\", \"30\"]},"
                "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"2\", \"-3\", \"1\"]]}],"
                "\"samples\": [{\"input\": [\"7\", \"11\"], \"target\": [\"-138\"]}],"
                "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"},"
                "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},"
                "\"training\": {\"rate\": \"0.5\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}");
    /* z = (39, 85, 131), output 78 - 255 + 131 = -46, delta = 2 x 92 = 184 */
    check_exact(&sample, (gp_place){.quantity = GP_NET_INPUT, .layer = 1, .unit = 2}, "131");
    check_exact(&sample, at(GP_NET_INPUT, 0, 2), "-46");
    check_exact(&sample, at(GP_DELTA, 0, 2), "184");
    check_exact(&sample, (gp_place){.quantity = GP_DELTA, .layer = 1, .unit = 1}, "-552");
    check_exact(&sample, (gp_place){.quantity = GP_ACTIVATION_GRADIENT, .layer = 1, .unit = 1}, "-552");
    check_exact(&sample, (gp_place){.quantity = GP_INPUT_GRADIENT, .input = 0}, "-368"); /* 368 x 1 - 552 x 3 + 184 x 5 */
    check_exact(&sample, (gp_place){.quantity = GP_INPUT_GRADIENT, .input = 1}, "-368"); /* 368 x 2 - 552 x 4 + 184 x 6 */
    check_exact(&sample, (gp_place){.quantity = GP_WEIGHT_CHANGE, .layer = 1, .unit = 1, .input = 0}, "1932");
    check_exact(&sample, (gp_place){.quantity = GP_BIAS_CHANGE, .layer = 1, .unit = 2}, "-92");
    check_exact(&sample, (gp_place){.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .unit = 1, .input = 0}, "-3864");
    check_exact(&sample, (gp_place){.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .unit = 0, .input = 1}, "4048");
    check_exact(&sample, (gp_place){.quantity = GP_BIAS_GRADIENT, .layer = 1, .unit = 2}, "184");
    check_exact(&sample, (gp_place){.quantity = GP_WEIGHT_GRADIENT, .layer = 2, .input = 1}, "15640");
    check_exact(&sample, (gp_place){.quantity = GP_WEIGHT, .step = 1, .layer = 1, .unit = 1, .input = 0}, "1935");
    check_exact(&sample, (gp_place){.quantity = GP_BIAS, .step = 1, .layer = 1, .unit = 2}, "-62");
    text_case_close(&sample);
}

Test(generic_run, samples_of_a_step)
{
    text_case sample;
    sample_open(&sample, BATCHES, "squared", "sum", "sum");
    size_t count;
    const gp_problem *problem = &sample.the_case.problem;
    cr_expect_eq(gp_problem_step_samples(problem, 0, &count), 0);
    cr_expect_eq(count, 2);
    cr_expect_eq(gp_problem_step_samples(problem, 1, &count), 2);
    cr_expect_eq(count, 1);
    cr_expect_eq(gp_problem_step_samples(problem, 2, &count), 0);
    cr_expect_eq(count, 3);
    text_case_close(&sample);
}
