#include "oracle/recompute.h"

#include "oracle/by_hand.h"
#include "oracle/departure.h"
#include "support/check.h"
#include "support/golden_cases.h"
#include "support/memory.h"
#include "support/open_case.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define A1                                                                                                                     \
    {                                                                                                                          \
        {.quantity = GP_ACTIVATED, .layer = 1}, 3                                                                              \
    }
#define A2(unit_)                                                                                                              \
    {                                                                                                                          \
        {.quantity = GP_ACTIVATED, .layer = 2, .unit = unit_}, 5 + unit_                                                       \
    }
#define D1                                                                                                                     \
    {                                                                                                                          \
        {.quantity = GP_DELTA, .layer = 1}, 0.75                                                                               \
    }
#define D2(unit_)                                                                                                              \
    {                                                                                                                          \
        {.quantity = GP_DELTA, .layer = 2, .unit = unit_}, 2 + unit_                                                           \
    }

/* A number, the operands that it is computed from, and what comes out: of the operands, which are not those of the run. */
static const struct step {
    gp_place place;
    gp_operand operands[3];
    size_t count;
    double value;
} steps[] = {
    /* z of the first layer is given by the problem: 0.5 * 2 + 0.25 * -3 + 0.25; with other weights and bias: 4 * 2 + 0.25 * -3
       + 7 */
    {{.quantity = GP_NET_INPUT, .layer = 1}, {{{0}, 0}}, 0, 0.5},
    {{.quantity = GP_NET_INPUT, .layer = 1},
     {{{.quantity = GP_WEIGHT, .layer = 1}, 4}, {{.quantity = GP_BIAS, .layer = 1}, 7}},
     2,
     14.25},
    /* z of the second: 2 * 3 + 0.5 and -1 * 3 + 0.5 */
    {{.quantity = GP_NET_INPUT, .layer = 2, .unit = 0}, {A1}, 1, 6.5},
    {{.quantity = GP_NET_INPUT, .layer = 2, .unit = 1}, {A1}, 1, -2.5},
    {{.quantity = GP_ACTIVATED, .layer = 2, .unit = 1}, {{{.quantity = GP_NET_INPUT, .layer = 2, .unit = 1}, 9}}, 1, 9},
    /* delta of the second: 5 - 1 and 6 - (-0.5); of the first: 2 * 2 - 1 * 3, whatever a1 is, but it has to be known */
    {{.quantity = GP_DELTA, .layer = 2, .unit = 0}, {A2(0)}, 1, 4},
    {{.quantity = GP_DELTA, .layer = 2, .unit = 1}, {A2(1)}, 1, 6.5},
    {{.quantity = GP_DELTA, .layer = 1}, {D2(0), D2(1)}, 2, 1},
    /* gradients: delta a, or delta x; biases the sum of the deltas */
    {{.quantity = GP_WEIGHT_GRADIENT, .layer = 2, .unit = 0}, {D2(0), A1}, 2, 6},
    {{.quantity = GP_WEIGHT_GRADIENT, .layer = 2, .unit = 1}, {D2(1), A1}, 2, 9},
    {{.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .input = 1}, {D1}, 1, -2.25},
    {{.quantity = GP_BIAS_GRADIENT, .layer = 1}, {D1}, 1, 0.75},
    {{.quantity = GP_BIAS_GRADIENT, .layer = 2}, {D2(0), D2(1)}, 2, 5},
    /* updates: 2 - 6 / 2, -1 - 9 / 2, 0.5 - 1.5 / 2, 0.25 - 0.75 / 2, 0.5 - 5 / 2 */
    {{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 0}, {D2(0), A1}, 2, -1},
    {{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 1}, {D2(1), A1}, 2, -5.5},
    {{.quantity = GP_WEIGHT, .step = 1, .layer = 1, .input = 0}, {D1}, 1, -0.25},
    {{.quantity = GP_BIAS, .step = 1, .layer = 1}, {D1}, 1, -0.125},
    {{.quantity = GP_BIAS, .step = 1, .layer = 2}, {D2(0), D2(1)}, 2, -2},
    /* the base of an update may be given too: 10 - 6 / 2 */
    {{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 0}, {D2(0), A1, {{.quantity = GP_WEIGHT, .layer = 2}, 10}}, 3, 7},
};

static gp_real recompute(const gp_problem *problem, const gp_operand *operands, size_t count, const gp_place *place)
{
    gp_real value = 77;
    const size_t blocks = memory_blocks();
    cr_assert_eq(gp_recompute(problem, operands, count, place, &value), GP_OK);
    cr_assert_eq(memory_blocks(), blocks);
    return value;
}

Test(recompute, by_hand)
{
    text_case opened;
    char place[160];
    text_case_open(by_hand, &opened);
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        gp_real value = recompute(&opened.the_case.problem, steps[k].operands, steps[k].count, &steps[k].place);
        cr_assert(value == (gp_real)steps[k].value, "%s: obtained %g, expected %g", gp_place_text(&steps[k].place, place),
                  (double)value, steps[k].value);
    }
    text_case_close(&opened);
}

/* Without any one of its operands a number is NaN; a weight or bias that is not given is that of the problem. */
Test(recompute, missing_operands)
{
    text_case opened;
    char place[160];
    text_case_open(by_hand, &opened);
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
        for (size_t missing = 0; missing < steps[k].count; missing++) {
            gp_operand operands[3];
            size_t count = 0;
            for (size_t m = 0; m < steps[k].count; m++)
                if (m != missing)
                    operands[count++] = steps[k].operands[m];
            const gp_quantity quantity = steps[k].operands[missing].place.quantity;
            gp_real value = recompute(&opened.the_case.problem, operands, count, &steps[k].place);
            cr_assert_eq((bool)isnan(value), quantity != GP_WEIGHT && quantity != GP_BIAS, "%s without operand %zu: %g",
                         gp_place_text(&steps[k].place, place), missing, (double)value);
        }
    text_case_close(&opened);
}

static void open_departed(const char *departures, text_case *opened)
{
    char list[128];
    snprintf(list, sizeof list, ",\n\"departures\": [%s]}}", departures);
    char *text = text_with(by_hand, "\n}}", list);
    text_case_open(text, opened);
    free(text);
}

/* With weights that are updated first, a hidden delta needs the updated ones as operands: 3 * 2 + 4 * 3. */
Test(recompute, updated_weights)
{
    text_case opened;
    open_departed(UPDATED, &opened);
    const gp_operand operands[] = {D2(0),
                                   D2(1),
                                   {{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 0}, 3},
                                   {{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 1}, 4}};
    const gp_place delta = {.quantity = GP_DELTA, .layer = 1};
    check_equal(recompute(&opened.the_case.problem, operands, 4, &delta), 18);
    cr_assert(isnan(recompute(&opened.the_case.problem, operands, 3, &delta)));
    cr_assert(isnan(recompute(&opened.the_case.problem, operands, 2, &delta)));
    text_case_close(&opened);
}

/* Departures of biases: 0.5 - 0.75 / 2 from the hidden delta, and a hidden bias that stays. */
Test(recompute, departed_biases)
{
    text_case opened;
    const gp_operand hidden = D1, output[] = {D2(0), D2(1)};
    const gp_place b1 = {.quantity = GP_BIAS, .step = 1, .layer = 1}, b2 = {.quantity = GP_BIAS, .step = 1, .layer = 2};
    open_departed(BORROWED, &opened);
    check_equal(recompute(&opened.the_case.problem, &hidden, 1, &b2), (gp_real)0.125);
    cr_assert(isnan(recompute(&opened.the_case.problem, output, 2, &b2)));
    check_equal(recompute(&opened.the_case.problem, &hidden, 1, &b1), (gp_real)-0.125);
    text_case_close(&opened);
    open_departed(FROZEN, &opened);
    check_equal(recompute(&opened.the_case.problem, &hidden, 1, &b1), (gp_real)0.25);
    check_equal(recompute(&opened.the_case.problem, output, 2, &b2), -2);
    text_case_close(&opened);
}

#define DA2(unit_)                                                                                                             \
    {                                                                                                                          \
        {.quantity = GP_ACTIVATION_GRADIENT, .layer = 2, .unit = unit_}, 3 + unit_                                             \
    }
#define SLOPE2(unit_)                                                                                                          \
    {                                                                                                                          \
        {.quantity = GP_SLOPE, .layer = 2, .unit = unit_}, 5                                                                   \
    }

/* A delta is made of dE/da and slope as they are given, not of those of the run: 3 * 5 and 4 * 5; of dE/da alone where a
   departure leaves the slope out in this layer. */
Test(recompute, delta_of_what_is_given)
{
    static const gp_operand operands[] = {DA2(0), DA2(1), SLOPE2(0), SLOPE2(1)};
    text_case opened;
    text_case_open(by_hand, &opened);
    for (size_t unit = 0; unit < 2; unit++) {
        const gp_place delta = {.quantity = GP_DELTA, .layer = 2, .unit = unit};
        const gp_real da = (gp_real)(3 + unit);
        opened.the_case.problem.departures = GP_TEXTBOOK;
        check_equal(recompute(&opened.the_case.problem, operands, 4, &delta), da * 5);
        opened.the_case.problem.departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING);
        check_equal(recompute(&opened.the_case.problem, operands, 4, &delta), da * 5);
        opened.the_case.problem.departures = gp_departure_set(GP_OUTPUT_SLOPE_MISSING);
        check_equal(recompute(&opened.the_case.problem, operands, 4, &delta), da);
        /* The updated weights of a layer above are no operands of the last one. */
        opened.the_case.problem.departures = gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
        check_equal(recompute(&opened.the_case.problem, operands, 4, &delta), da * 5);
    }
    const gp_operand hidden[] = {{{.quantity = GP_ACTIVATION_GRADIENT, .layer = 1}, 3},
                                 {{.quantity = GP_SLOPE, .layer = 1}, 5}};
    const gp_place delta = {.quantity = GP_DELTA, .layer = 1};
    opened.the_case.problem.departures = gp_departure_set(GP_OUTPUT_SLOPE_MISSING);
    check_equal(recompute(&opened.the_case.problem, hidden, 2, &delta), 15);
    opened.the_case.problem.departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING);
    check_equal(recompute(&opened.the_case.problem, hidden, 2, &delta), 3);
    text_case_close(&opened);
}

/* An operand that is no number of a layer, a loss, takes no part. */
Test(recompute, operand_of_no_layer)
{
    text_case opened;
    text_case_open(by_hand, &opened);
    const gp_operand operands[] = {A2(0), {{.quantity = GP_SAMPLE_LOSS}, 9}};
    const gp_place delta = {.quantity = GP_DELTA, .layer = 2};
    check_equal(recompute(&opened.the_case.problem, operands, 2, &delta), 4);
    text_case_close(&opened);
}

/* The other functions of a layer, each of its operands alone: the losses (5 - 1)^2 / 2 and (6 + 0.5)^2 / 2, dE/da of the last
   layer and of the one below, 2 * 2 - 1 * 3, the slope of the identity; what is subtracted, 6 / 2 and 5 / 2. */
Test(recompute, each_function)
{
    static const struct {
        gp_place place;
        gp_operand operands[2];
        size_t count;
        double value;
    } numbers[] = {
        {{.quantity = GP_OUTPUT_LOSS, .layer = 2}, {A2(0)}, 1, 8},
        {{.quantity = GP_OUTPUT_LOSS, .layer = 2, .unit = 1}, {A2(1)}, 1, 21.125},
        {{.quantity = GP_ACTIVATION_GRADIENT, .layer = 2}, {A2(0)}, 1, 4},
        {{.quantity = GP_ACTIVATION_GRADIENT, .layer = 2, .unit = 1}, {A2(1)}, 1, 6.5},
        {{.quantity = GP_ACTIVATION_GRADIENT, .layer = 1}, {D2(0), D2(1)}, 2, 1},
        {{.quantity = GP_SLOPE, .layer = 1}, {A1}, 1, 1},
        {{.quantity = GP_WEIGHT_CHANGE, .layer = 2}, {D2(0), A1}, 2, -3},
        {{.quantity = GP_BIAS_CHANGE, .layer = 2}, {D2(0), D2(1)}, 2, -2.5},
    };
    text_case opened;
    char place[160];
    text_case_open(by_hand, &opened);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        const gp_real value = recompute(&opened.the_case.problem, numbers[k].operands, numbers[k].count, &numbers[k].place);
        cr_assert(value == (gp_real)numbers[k].value, "%s: obtained %g, expected %g", gp_place_text(&numbers[k].place, place),
                  (double)value, numbers[k].value);
    }
    text_case_close(&opened);
}

/* What follows from gradients of 6 in the first step, by other rules of training: dW2 of unit 0 is 2 * 3, and db2 is 2 + 4. */
static void check_after_gradients_of_6(const char *training, const gp_quantity quantities[][2], const double *values,
                                       size_t count)
{
    static const gp_operand for_weight[] = {D2(0), A1},
                            for_bias[] = {D2(0), {{.quantity = GP_DELTA, .layer = 2, .unit = 1}, 4}};
    text_case opened;
    char *text = text_with(by_hand, "\"rate\": \"1/2\"", training);
    text_case_open(text, &opened);
    free(text);
    for (size_t k = 0; k < count; k++)
        for (int bias = 0; bias <= 1; bias++) {
            const gp_quantity quantity = quantities[k][bias];
            const gp_place place = {.quantity = quantity, .step = gp_is_parameter(quantity), .layer = 2};
            const gp_real value = recompute(&opened.the_case.problem, bias ? for_bias : for_weight, 2, &place);
            cr_assert(value == (gp_real)values[k], "%s, %s: obtained %g, expected %g", training, gp_quantities[quantity].name,
                      (double)value, values[k]);
        }
    text_case_close(&opened);
}

Test(recompute, other_rules)
{
    /* m = 6/2, v = 36/4, corrected by as much; 6/2 / (6 + 2) */
    static const gp_quantity of_adam[][2] = {{GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT},
                                             {GP_WEIGHT_FIRST_MOMENT, GP_BIAS_FIRST_MOMENT},
                                             {GP_WEIGHT_SECOND_MOMENT, GP_BIAS_SECOND_MOMENT},
                                             {GP_WEIGHT_FIRST_CORRECTED, GP_BIAS_FIRST_CORRECTED},
                                             {GP_WEIGHT_SECOND_CORRECTED, GP_BIAS_SECOND_CORRECTED},
                                             {GP_WEIGHT_CHANGE, GP_BIAS_CHANGE}};
    static const double by_adam[] = {6, 3, 9, 6, 36, -0.375};
    check_after_gradients_of_6(
        "\"rule\": \"adam\", \"rate\": \"1/2\", \"beta1\": \"0.5\", \"beta2\": \"0.75\", \"epsilon\": \"2\"", of_adam, by_adam,
        6);
    static const gp_quantity of_momentum[][2] = {{GP_WEIGHT_VELOCITY, GP_BIAS_VELOCITY}, {GP_WEIGHT_CHANGE, GP_BIAS_CHANGE}};
    static const double by_momentum[] = {6, -3};
    check_after_gradients_of_6("\"rule\": \"momentum\", \"rate\": \"1/2\", \"momentum\": \"0.5\"", of_momentum, by_momentum, 2);
    static const gp_quantity of_clipping[][2] = {
        {GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT}, {GP_WEIGHT_CLIPPED, GP_BIAS_CLIPPED}, {GP_WEIGHT_CHANGE, GP_BIAS_CHANGE}};
    static const double by_clipping[] = {6, 4, -2};
    check_after_gradients_of_6("\"rate\": \"1/2\", \"clip\": {\"by\": \"value\", \"limit\": \"4\"}", of_clipping, by_clipping,
                               3);
}

/* Of the weights above a hidden delta, each one that is missing shows, also where the layers below have fewer. */
Test(recompute, updated_weights_of_a_large_layer)
{
    gp_case the_case;
    golden_case_open("relu-output", &the_case); /* 2 units below 3 */
    the_case.problem.departures = gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
    gp_operand operands[9];
    size_t count = 0;
    for (size_t unit = 0; unit < 3; unit++) {
        operands[count++] = (gp_operand){{.quantity = GP_DELTA, .layer = 2, .unit = unit}, 1};
        for (size_t input = 0; input < 2; input++)
            operands[count++] = (gp_operand){{.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = unit, .input = input}, 1};
    }
    const gp_place da = {.quantity = GP_ACTIVATION_GRADIENT, .layer = 1, .unit = 1};
    check_equal(recompute(&the_case.problem, operands, count, &da), 3);
    cr_assert(isnan(recompute(&the_case.problem, operands, count - 1, &da)));
    gp_case_close(&the_case);
}

/* The rate is that of the epoch: with two samples, each a batch, the weights of step 3 come of the second one, 2 - 6/4. */
Test(recompute, rate_of_the_epoch)
{
    static const gp_operand operands[] = {D2(0), A1};
    text_case opened;
    char *two_samples = text_with(by_hand, "\"target\": [\"1\", \"-0.5\"]}]",
                                  "\"target\": [\"1\", \"-0.5\"]}, {\"input\": [\"1\", \"1\"], \"target\": [\"0\", \"0\"]}]");
    char *two_epochs = text_with(two_samples, "\"epochs\": 1", "\"epochs\": 2");
    char *text = text_with(two_epochs, "\"rate\": \"1/2\"", "\"rate\": [\"1/2\", \"1/4\"]");
    text_case_open(text, &opened);
    free(two_samples);
    free(two_epochs);
    free(text);
    for (size_t step = 1; step <= 4; step++) {
        const gp_place weight = {.quantity = GP_WEIGHT, .step = step, .layer = 2};
        check_equal(recompute(&opened.the_case.problem, operands, 2, &weight), step <= 2 ? -1 : (gp_real)0.5);
    }
    text_case_close(&opened);
}

/* A weight of 2 that decays by 1/4 moves by -(6 + 2/4) / 2; where the decay forgets the rate, by -6/2 - 2/4. */
Test(recompute, departed_rule)
{
    static const gp_operand operands[] = {D2(0), A1};
    const gp_place change = {.quantity = GP_WEIGHT_CHANGE, .layer = 2};
    text_case opened;
    char *text = text_with(by_hand, "\"rate\": \"1/2\"", "\"rate\": \"1/2\", \"weight_decay\": \"1/4\"");
    text_case_open(text, &opened);
    free(text);
    check_equal(recompute(&opened.the_case.problem, operands, 2, &change), (gp_real)-3.25);
    opened.the_case.problem.departures = gp_departure_set(GP_DECAY_WITHOUT_RATE);
    check_equal(recompute(&opened.the_case.problem, operands, 2, &change), (gp_real)-3.5);
    text_case_close(&opened);
}

/* What cannot be done at once has no value. */
Test(recompute, departures_that_clash)
{
    text_case opened;
    gp_real value = 77;
    text_case_open(by_hand, &opened);
    opened.the_case.problem.departures =
        gp_departures_of_either(gp_departure_set(GP_LOSS_SLOPE_HALVED), gp_departure_set(GP_LOSS_SLOPE_DOUBLED));
    cr_assert_eq(gp_recompute(&opened.the_case.problem, steps[2].operands, 1, &steps[2].place, &value), GP_DEPARTURES_CLASH);
    cr_assert_eq(value, 77);
    text_case_close(&opened);
}

Test(recompute, no_memory)
{
    text_case opened;
    text_case_open(by_hand, &opened);
    gp_status status = GP_NO_MEMORY;
    for (size_t allocation = 0; status != GP_OK; allocation++) {
        gp_real value;
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        status = gp_recompute(&opened.the_case.problem, steps[2].operands, 1, &steps[2].place, &value);
        cr_assert_eq(status, memory_failed() ? GP_NO_MEMORY : GP_OK);
        cr_assert_eq(memory_blocks(), blocks);
    }
    memory_fail_at(SIZE_MAX);
    text_case_close(&opened);
}
