#include "oracle/recompute.h"

#include "oracle/by_hand.h"
#include "support/check.h"
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
