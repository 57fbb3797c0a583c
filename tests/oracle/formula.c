#define _POSIX_C_SOURCE 200809L /* for open_memstream() */
#include "oracle/formula.h"

#include "oracle/evaluate.h"
#include "oracle/step_formula.h"
#include "reference/activation.h"
#include "support/golden_cases.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words. */

static void check_words(const gp_term *term, const char *words)
{
    char *text;
    size_t length;
    cr_assert_not_null(term);
    FILE *stream = open_memstream(&text, &length);
    cr_assert_not_null(stream);
    gp_term_write(stream, term);
    fclose(stream);
    cr_assert_str_eq(text, words);
    free(text);
}

static const gp_term *unit_number(gp_terms *terms, gp_quantity quantity, gp_level level, gp_axis axis)
{
    return gp_term_operand(terms, gp_relative_of(quantity, level, axis, GP_AXIS_NONE));
}

/* What has no unit has no letter; the moments of a bias are its own. */
Test(formula, words_of_few_letters)
{
    gp_terms all = {0}, *terms = &all;
    check_words(unit_number(terms, GP_SAMPLE_LOSS, GP_LEVEL_OWN, GP_AXIS_NONE), "loss");
    check_words(unit_number(terms, GP_BIAS_FIRST_MOMENT, GP_LEVEL_OWN, GP_AXIS_UNIT), "(m of b_j)");
    gp_relative matrix = gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT);
    check_words(gp_term_operand(terms, matrix), "W_ji");
    matrix.across = true;
    check_words(gp_term_operand(terms, matrix), "W_ji read along the wrong side");
    gp_terms_free(terms);
}

/* Conditions and layers that are counted by something else make another formula. */
Test(formula, unlike)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *one = gp_term_number(terms, 1);
    const gp_term first = {.kind = GP_TERM_WHERE, .where = GP_IN_FIRST_STEP, .of = {one, one}},
                  behind = {.kind = GP_TERM_WHERE, .where = GP_BEHIND_FIRST, .of = {one, one}};
    cr_expect(gp_term_same(&first, &first) && !gp_term_same(&first, &behind));
    gp_relative by_layer = gp_relative_of(GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    const gp_term *delta = gp_term_operand(terms, by_layer);
    by_layer.layer_by = GP_AXIS_INPUT;
    cr_expect(!gp_term_same(delta, gp_term_operand(terms, by_layer)));
    gp_terms_free(terms);
}

Test(formula, words)
{
    gp_terms all = {0}, *terms = &all;
    const gp_term *delta = unit_number(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *a = unit_number(terms, GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT),
                  *product = gp_term_of_two(terms, GP_TERM_TIMES, delta, a), *one = gp_term_number(terms, 1),
                  *t = gp_term_operand(terms, gp_relative_target(GP_AXIS_UNIT)),
                  *miss = gp_term_of_two(terms, GP_TERM_MINUS, delta, t), *rate = gp_term_scalar(terms, GP_SCALAR_RATE);
    gp_relative other = gp_relative_of(GP_WEIGHT, GP_LEVEL_ABOVE, GP_AXIS_ABOVE, GP_AXIS_UNIT);
    check_words(gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, product), "Σ delta_j a_i");
    cr_assert_eq(gp_term_size(gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, product)), 4);
    gp_relative earlier = gp_relative_of(GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    earlier.step = -1;
    cr_assert_eq(gp_term_size(gp_term_operand(terms, earlier)), 2);
    check_words(gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_LAST, a), "Σ_i (last term only) a_i");
    check_words(gp_term_make(terms, (gp_term){.kind = GP_TERM_ROUNDED, .number = 3, .of = {product}}),
                "delta_j a_i, rounded to 3 decimals");
    check_words(gp_term_make(terms, (gp_term){.kind = GP_TERM_WHERE, .where = GP_IN_SINGLES, .of = {product, a}}),
                "delta_j a_i (only in batches of one)");
    check_words(gp_term_make(terms, (gp_term){.kind = GP_TERM_EITHER, .where = GP_ON_DIAGONAL, .of = {product, a}}),
                "delta_j a_i where i = j, and a_i elsewhere");
    check_words(gp_term_make(terms, (gp_term){.kind = GP_TERM_WHERE, .where = GP_OFF_DIAGONAL, .of = {product, a}}),
                "delta_j a_i (only where i is not j)");
    check_words(unit_number(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_INPUT), "delta_i of this layer, 0 past the end");
    check_words(gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_UNIT)),
                "W_jj, 0 past the end");
    gp_relative by_layer = gp_relative_of(GP_BIAS, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    by_layer.unit.twist = GP_TWIST_LAYER;
    check_words(gp_term_operand(terms, by_layer), "b_l with l the number of the layer, 0 past the end");
    check_words(gp_term_of_two(terms, GP_TERM_TIMES, miss, product), "(delta_j - t_j) (delta_j a_i)");
    check_words(gp_term_of_two(terms, GP_TERM_MINUS, one, miss), "1 - (delta_j - t_j)");
    check_words(gp_term_of_two(terms, GP_TERM_TIMES, gp_term_number(terms, -1), product), "-delta_j a_i");
    check_words(gp_term_of_two(terms, GP_TERM_OVER, gp_term_sum(terms, GP_AXIS_ABOVE, GP_CUT_NONE, product),
                               gp_term_scalar(terms, GP_SCALAR_BATCH)),
                "(Σ_k delta_j a_i) / (samples of the step)");
    check_words(gp_term_function(terms, GP_FUNCTION_SQUARE, miss), "(delta_j - t_j)^2");
    check_words(gp_term_operand(terms, other), "W_kj");
    other.level = GP_LEVEL_OWN;
    check_words(gp_term_operand(terms, other), "W_kj of this layer, 0 past the end");
    other.level = GP_LEVEL_ABOVE;
    check_words(gp_term_function(terms, GP_FUNCTION_SLOPE, unit_number(terms, GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_UNIT)),
                "f'(a = a_j of the layer below, 0 past the end)");
    other.across = true;
    other.step = 1;
    check_words(gp_term_of_two(terms, GP_TERM_TIMES, rate, gp_term_operand(terms, other)),
                "rate (W_kj read along the wrong side after the update)");
    other = gp_relative_of(GP_ACTIVATED, GP_LEVEL_OUTPUTS, GP_AXIS_UNIT, GP_AXIS_NONE);
    other.unit.twist = GP_TWIST_TURNED;
    other.which = GP_SAMPLE_BEFORE;
    check_words(gp_term_operand(terms, other),
                "a_j with j from the last one down of the last layer of the sample before, 0 past the end");
    other.unit.twist = GP_TWIST_UP;
    other.which = GP_SAMPLE_SAME;
    other.level = GP_LEVEL_INPUT;
    check_words(gp_term_operand(terms, other), "x_j+1, 0 past the end");
    check_words(unit_number(terms, GP_ACTIVATED, GP_LEVEL_FIRST, GP_AXIS_UNIT), "a_j of layer 1, 0 past the end");
    check_words(unit_number(terms, GP_ACTIVATED, GP_LEVEL_TWO_BELOW, GP_AXIS_INPUT),
                "a_i of the layer two below, 0 past the end");
    check_words(unit_number(terms, GP_DELTA, GP_LEVEL_TWO_ABOVE, GP_AXIS_ABOVE),
                "delta_k of the layer two above, 0 past the end");
    check_words(unit_number(terms, GP_SLOPE, GP_LEVEL_OWN, GP_AXIS_UNIT), "f'(z_j)");
    check_words(unit_number(terms, GP_ACTIVATION_GRADIENT, GP_LEVEL_OWN, GP_AXIS_UNIT), "dE/da_j");
    check_words(gp_term_make(terms, (gp_term){.kind = GP_TERM_STALE, .of = {miss}}), "delta_j - t_j, of the step before");
    cr_assert_not(terms->no_memory);
    gp_terms_free(terms);
}

Test(formula, same)
{
    gp_terms terms = {0};
    const gp_term *z = unit_number(&terms, GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *again = unit_number(&terms, GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT),
                  *below = unit_number(&terms, GP_NET_INPUT, GP_LEVEL_BELOW, GP_AXIS_UNIT);
    const gp_term *sum = gp_term_of_two(&terms, GP_TERM_PLUS, z, below);
    cr_assert(gp_term_same(z, again));
    cr_assert_not(gp_term_same(z, below));
    cr_assert(gp_term_same(sum, gp_term_of_two(&terms, GP_TERM_PLUS, again, below)));
    cr_assert_not(gp_term_same(sum, gp_term_of_two(&terms, GP_TERM_PLUS, below, again)));
    cr_assert_not(gp_term_same(sum, gp_term_of_two(&terms, GP_TERM_MINUS, z, below)));

    /* Whatever is another is another formula. */
    gp_relative others[10];
    for (size_t k = 0; k < 10; k++)
        others[k] = gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT);
    others[1].target = true;
    others[2].across = true;
    others[3].quantity = GP_WEIGHT_GRADIENT;
    others[4].unit.axis = GP_AXIS_ABOVE;
    others[5].unit.twist = GP_TWIST_UP;
    others[6].input.axis = GP_AXIS_ABOVE;
    others[7].input.twist = GP_TWIST_UP;
    others[8].step = 1;
    others[9].which = GP_SAMPLE_LAST;
    const gp_term *all[20] = {gp_term_number(&terms, 1),
                              gp_term_number(&terms, 2),
                              gp_term_scalar(&terms, GP_SCALAR_RATE),
                              gp_term_scalar(&terms, GP_SCALAR_BATCH),
                              gp_term_sum(&terms, GP_AXIS_UNIT, GP_CUT_NONE, z),
                              gp_term_sum(&terms, GP_AXIS_INPUT, GP_CUT_NONE, z),
                              gp_term_sum(&terms, GP_AXIS_UNIT, GP_CUT_LAST, z),
                              gp_term_function(&terms, GP_FUNCTION_TANH, z),
                              gp_term_function(&terms, GP_FUNCTION_EXP, z),
                              z};
    for (size_t k = 0; k < 10; k++)
        all[10 + k] = gp_term_operand(&terms, others[k]);
    for (size_t one = 0; one < 20; one++)
        for (size_t other = 0; other < 20; other++)
            cr_assert_eq(gp_term_same(all[one], all[other]), one == other, "%zu and %zu", one, other);
    gp_terms_free(&terms);
}

/* The scene of the certified numbers of a case. */

typedef struct exact_run {
    const gp_case *the_case;
    size_t units[16], biases[16];
    gp_slope_in_a slopes[16];
} exact_run;

static double decimal(const char *text)
{
    return (double)gp_number_long(text);
}

/* A number, off by its own rounding and by what its 17 digits may leave out. */
static gp_known exact(double value)
{
    return (gp_known){value, fabs(value) * 0x1p-52};
}

static gp_known exact_number(const void *context, const gp_place *place)
{
    const exact_run *run = context;
    const gp_problem *problem = &run->the_case->problem;
    gp_place at = *place;
    if (at.layer == 0)
        return exact(at.quantity == GP_ACTIVATED ? decimal(problem->x[at.sample * problem->inputs + at.unit]) : NAN);
    if (gp_quantities[at.quantity].extent == GP_EACH_BIAS && problem->layers[at.layer - 1].shape.bias == GP_BIAS_SHARED)
        at.unit = 0;
    const gp_expectation *expectation = gp_case_expectation(run->the_case, &at);
    return exact(expectation ? decimal(expectation->exact) : NAN);
}

static gp_known exact_target(const void *context, size_t sample, size_t output)
{
    const gp_problem *problem = &((const exact_run *)context)->the_case->problem;
    return exact(decimal(problem->t[sample * problem->outputs + output]));
}

static size_t exact_step_samples(const void *context, size_t step, size_t *count)
{
    return gp_problem_step_samples(&((const exact_run *)context)->the_case->problem, step, count);
}

/* A number of the update rule; not known where it has none. */
static double of_rule(const gp_problem *problem, gp_rule_number which)
{
    return problem->rule_numbers[which] ? decimal(problem->rule_numbers[which]) : NAN;
}

static gp_known exact_rate(const void *context, size_t step)
{
    const exact_run *run = context;
    return exact(decimal(gp_problem_rate(&run->the_case->problem, step)));
}

static gp_scene exact_scene(const gp_case *the_case, exact_run *run)
{
    const gp_problem *problem = &the_case->problem;
    *run = (exact_run){.the_case = the_case, .units = {problem->inputs}};
    for (size_t l = 1; l <= problem->depth; l++)
        run->units[l] = problem->layers[l - 1].shape.units;
    for (size_t l = 1; l <= problem->depth; l++)
        run->slopes[l] = gp_slope_in_value(problem->layers[l - 1].shape.activation);
    for (size_t l = 1; l <= problem->depth; l++)
        run->biases[l] = problem->layers[l - 1].shape.bias_trained ? gp_bias_count(&problem->layers[l - 1].shape) : 0;
    return (gp_scene){.context = run,
                      .depth = problem->depth,
                      .units = run->units,
                      .slopes = run->slopes,
                      .biases = run->biases,
                      .clip_limit = exact(problem->clip_limit ? decimal(problem->clip_limit) : NAN),
                      .unit_roundoff = 0x1p-53,
                      .full_batch = problem->batch,
                      .samples = problem->samples,
                      .loss_factor = exact(decimal(problem->loss_factor)),
                      .rule_numbers = {[GP_NUMBER_MOMENTUM] = exact(of_rule(problem, GP_NUMBER_MOMENTUM)),
                                       [GP_NUMBER_BETA1] = exact(of_rule(problem, GP_NUMBER_BETA1)),
                                       [GP_NUMBER_BETA2] = exact(of_rule(problem, GP_NUMBER_BETA2)),
                                       [GP_NUMBER_EPSILON] = exact(of_rule(problem, GP_NUMBER_EPSILON)),
                                       [GP_NUMBER_WEIGHT_DECAY] = exact(of_rule(problem, GP_NUMBER_WEIGHT_DECAY)),
                                       [GP_NUMBER_BIAS_DECAY] = exact(of_rule(problem, GP_NUMBER_BIAS_DECAY))},
                      .number = exact_number,
                      .rate = exact_rate,
                      .target = exact_target,
                      .step_samples = exact_step_samples};
}

/* How many numbers of each quantity a right formula has given. */
static size_t given[gp_quantity_count];

/* Whether the operands of a number's formula are expected, too. */
static bool is_step_of(const gp_case *the_case, size_t step)
{
    const gp_numbers *all = &the_case->record.all;
    for (size_t k = 0; k < all->count; k++)
        if (all->items[k] == step)
            return true;
    return false;
}

static void check_rows(const gp_case *the_case)
{
    exact_run run;
    const gp_scene scene = exact_scene(the_case, &run);
    for (size_t k = 0; gp_is_textbook(the_case->problem.departures) && k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        const bool updated = place->quantity == GP_WEIGHT || place->quantity == GP_BIAS;
        if (place->quantity == GP_EPOCH_ERROR || !is_step_of(the_case, place->step) ||
            (updated && (place->step == 0 || !is_step_of(the_case, place->step - 1))))
            continue;
        for (int all = 0; all <= 1; all++) {
            bool known[gp_quantity_count];
            memset(known, all, sizeof known);
            gp_terms terms = {0};
            char text[160];
            const gp_step_formula formula = gp_step_formula_make(&terms, &the_case->problem, place->quantity,
                                                                 gp_layer_of_formula(place, the_case->problem.depth), known);
            cr_assert(formula.count > 0);
            for (size_t w = 0; w < formula.count; w++) {
                const gp_known value = gp_term_value(&scene, formula.ways[w], place);
                cr_assert(gp_is_hit(&scene, &value, decimal(the_case->expectations[k].exact), 0),
                          "%s: %s, way %zu: obtained %.17g, expected %s", the_case->id, gp_place_text(place, text), w,
                          value.value, the_case->expectations[k].exact);
                given[place->quantity]++;
            }
            gp_terms_free(&terms);
        }
    }
}

/* Of which activations f' is a sum of powers of a, up to its square. */
static const bool says_slope[gp_activation_count] = {[GP_IDENTITY] = true, [GP_SIGMOID] = true, [GP_TANH] = true};
static size_t slopes_of[gp_activation_count];

static void check_slopes(const gp_case *the_case)
{
    exact_run run;
    const gp_scene scene = exact_scene(the_case, &run);
    gp_terms terms = {0};
    const gp_step_formula formula = gp_slope_of_any_kind(&terms);
    cr_assert_eq(formula.count, 1);
    for (size_t k = 0; gp_is_textbook(the_case->problem.departures) && k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (place->quantity != GP_SLOPE || !is_step_of(the_case, place->step))
            continue;
        const gp_activation activation = the_case->problem.layers[place->layer - 1].shape.activation;
        const gp_known value = gp_term_value(&scene, formula.ways[0], place);
        slopes_of[activation]++;
        if (says_slope[activation])
            cr_assert(gp_is_hit(&scene, &value, decimal(the_case->expectations[k].exact), 0),
                      "%s, %s: obtained %.17g, expected %s", the_case->id, gp_activations[activation].name, value.value,
                      the_case->expectations[k].exact);
        else
            cr_assert(isnan(value.value), "%s, %s", the_case->id, gp_activations[activation].name);
    }
    gp_terms_free(&terms);
}

/* f' where f is a, whatever the activation of the layer is: it gives the certified numbers, or none. */
Test(formula, slopes_of_any_kind)
{
    golden_case_each(check_slopes);
    for (int k = 0; k < gp_activation_count; k++)
        cr_assert(slopes_of[k] > 0 || k == GP_SOFTMAX, "no number of %s", gp_activations[k].name);
}

/* Each right formula, in each of its ways and with its operands written out or not, gives the certified numbers of the golden
   cases. */
Test(formula, rows)
{
    golden_case_each(check_rows);
    for (int q = 0; q < GP_EPOCH_ERROR; q++)
        cr_assert(given[q] > 0, "no number of %s", gp_quantities[q].name);
}

/* What changes of a formula are made of, at a place of minibatch-mean: W of layer 2, of 2 units and 3 inputs. */

typedef struct setting {
    gp_case the_case;
    exact_run run;
    gp_scene scene;
    gp_terms terms;
} setting;

static void open(setting *it)
{
    golden_case_open("minibatch-mean", &it->the_case);
    it->scene = exact_scene(&it->the_case, &it->run);
    it->terms = (gp_terms){0};
}

static void close(setting *it)
{
    gp_terms_free(&it->terms);
    gp_case_close(&it->the_case);
}

static double number(const setting *it, gp_place place)
{
    return exact_number(&it->run, &place).value;
}

static void check_value(const setting *it, const gp_term *term, gp_place place, double expected)
{
    const gp_known known = gp_term_value(&it->scene, term, &place);
    cr_assert_float_eq(known.value, expected, 1e-14, "obtained %.17g, expected %.17g", known.value, expected);
}

static void check_unknown(const setting *it, const gp_term *term, gp_place place)
{
    cr_assert(isnan(gp_term_value(&it->scene, term, &place).value));
}

/* Where a condition holds, there is one term, and elsewhere another one: minibatch-mean has batches of 2, 2 and 1 samples; what
   is rounded. */
/* Of unit j and input i, which a delta does not have. */
static void check_conditions_at_indices(const setting *it, const gp_term *one, const gp_term *two)
{
    static const struct {
        gp_condition condition;
        size_t unit, input;
        bool holds;
    } rows[] = {
        {GP_AT_FIRST_UNIT, 0, 1, true},      {GP_AT_FIRST_UNIT, 1, 0, false},      {GP_BEHIND_FIRST_UNIT, 1, 0, true},
        {GP_BEHIND_FIRST_UNIT, 0, 2, false}, {GP_AT_LAST_UNIT, 1, 1, true},        {GP_AT_LAST_UNIT, 0, 2, false},
        {GP_BEFORE_LAST_UNIT, 0, 2, true},   {GP_BEFORE_LAST_UNIT, 1, 1, false},   {GP_AT_FIRST_INPUT, 1, 0, true},
        {GP_AT_FIRST_INPUT, 0, 1, false},    {GP_BEHIND_FIRST_INPUT, 0, 1, true},  {GP_BEHIND_FIRST_INPUT, 1, 0, false},
        {GP_BESIDE_LAYER_UNIT, 1, 2, true},  {GP_BESIDE_LAYER_INPUT, 1, 2, false}, {GP_BESIDE_LAYER_INPUT, 1, 0, true},
        {GP_AT_LAYER_UNIT, 1, 2, false},     {GP_AT_LAYER_INPUT, 1, 2, true},      {GP_AT_LAYER_INPUT, 1, 1, false},
        {GP_AT_LAST_INPUT, 1, 2, true},      {GP_AT_LAST_INPUT, 1, 1, false},      {GP_BEFORE_LAST_INPUT, 1, 1, true},
        {GP_BEFORE_LAST_INPUT, 1, 2, false}, {GP_ON_DIAGONAL, 1, 1, true},         {GP_ON_DIAGONAL, 1, 2, false},
        {GP_OFF_DIAGONAL, 1, 2, true},       {GP_OFF_DIAGONAL, 0, 0, false},       {GP_PAST_UNITS, 0, 2, true},
        {GP_PAST_UNITS, 0, 1, false},        {GP_PAST_ABOVE, 0, 0, true},          {GP_IN_LAST_SAMPLE, 0, 0, false},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_place dW = {GP_WEIGHT_GRADIENT, 1, 0, 2, rows[k].unit, rows[k].input};
        const gp_place delta = {GP_DELTA, 1, 2, 2, rows[k].unit, 0};
        const bool of_inputs = rows[k].condition >= GP_AT_FIRST_INPUT && rows[k].condition != GP_AT_LAYER_UNIT &&
                               rows[k].condition != GP_BESIDE_LAYER_UNIT;
        cr_assert_eq(gp_condition_holds(&it->scene, rows[k].condition, &dW), rows[k].holds, "row %zu", k);
        cr_assert(!of_inputs || !gp_condition_holds(&it->scene, rows[k].condition, &delta), "row %zu", k);
        check_value(it,
                    gp_term_make((gp_terms *)&it->terms,
                                 (gp_term){.kind = GP_TERM_WHERE, .where = rows[k].condition, .of = {one, two}}),
                    dW, rows[k].holds ? 1 : 2);
    }
    /* Layer 1 has 3 units, and the one above it 2. */
    const gp_place of_layer_1 = {GP_DELTA, 1, 2, 1, 1, 0};
    cr_assert(gp_condition_holds(&it->scene, GP_AT_LAYER_UNIT, &of_layer_1));
    cr_assert(!gp_condition_holds(&it->scene, GP_BESIDE_LAYER_UNIT, &of_layer_1));
    check_value(
        it,
        gp_term_make((gp_terms *)&it->terms, (gp_term){.kind = GP_TERM_EITHER, .where = GP_AT_LAYER_UNIT, .of = {one, two}}),
        of_layer_1, 1);
    const gp_place third = {GP_WEIGHT_GRADIENT, 1, 0, 1, 0, 1}, loss = {.quantity = GP_SAMPLE_LOSS, .step = 1, .sample = 2};
    cr_assert(!gp_condition_holds(&it->scene, GP_PAST_ABOVE, &third));
    for (int condition = GP_AT_FIRST_UNIT; condition < gp_condition_count; condition++)
        cr_assert(!gp_condition_holds(&it->scene, (gp_condition)condition, &loss), "condition %d", condition);
}

Test(formula, conditions)
{
    static const struct {
        gp_condition condition;
        size_t step, sample;
        bool holds;
    } rows[] = {{GP_IN_FIRST_STEP, 0, 0, true},   {GP_IN_FIRST_STEP, 1, 2, false},  {GP_BEHIND_FIRST, 1, 2, true},
                {GP_BEHIND_FIRST, 0, 1, false},   {GP_IN_SINGLES, 2, 4, true},      {GP_IN_SINGLES, 1, 2, false},
                {GP_IN_BATCHES, 1, 2, true},      {GP_IN_BATCHES, 2, 4, false},     {GP_IN_SHORT_BATCH, 2, 4, true},
                {GP_IN_SHORT_BATCH, 0, 0, false}, {GP_IN_FIRST_SAMPLE, 1, 2, true}, {GP_IN_FIRST_SAMPLE, 1, 3, false},
                {GP_BEHIND_SAMPLE, 1, 3, true},   {GP_BEHIND_SAMPLE, 1, 2, false},  {GP_IN_LAST_SAMPLE, 1, 3, true},
                {GP_IN_LAST_SAMPLE, 1, 2, false}};
    setting it;
    open(&it);
    const gp_term *one = gp_term_number(&it.terms, 1), *two = gp_term_number(&it.terms, 2);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_place z = {GP_NET_INPUT, rows[k].step, rows[k].sample, 2, 1, 0};
        cr_assert_eq(gp_condition_holds(&it.scene, rows[k].condition, &z), rows[k].holds, "row %zu", k);
        check_value(&it,
                    gp_term_make(&it.terms, (gp_term){.kind = GP_TERM_WHERE, .where = rows[k].condition, .of = {one, two}}), z,
                    rows[k].holds ? 1 : 2);
    }
    const gp_place dW = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 2}; /* has no sample */
    cr_assert(!gp_condition_holds(&it.scene, GP_IN_FIRST_SAMPLE, &dW) && !gp_condition_holds(&it.scene, GP_BEHIND_SAMPLE, &dW));
    check_conditions_at_indices(&it, one, two);
    const gp_term *third = gp_term_of_two(&it.terms, GP_TERM_OVER, two, gp_term_number(&it.terms, 3));
    check_value(&it, gp_term_make(&it.terms, (gp_term){.kind = GP_TERM_ROUNDED, .number = 2, .of = {third}}), dW, 0.67);
    check_value(&it, gp_term_function(&it.terms, GP_FUNCTION_FLOAT, third), dW, 0x1.555556p-1);
    close(&it);
}

Test(formula, values)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place z = {GP_NET_INPUT, 1, 3, 2, 1, 0}, dW = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 2}, W = {GP_WEIGHT, 2, 0, 2, 1, 2};
    cr_assert_eq(gp_step_of_formula(&W), 1);
    cr_assert_eq(gp_step_of_formula(&dW), 1);
    const gp_place dx = {GP_INPUT_GRADIENT, 1, 3, 0, 0, 2}, loss = {.quantity = GP_SAMPLE_LOSS, .step = 1, .sample = 3};
    cr_assert_eq(gp_layer_of_formula(&dx, 2), 0);
    cr_assert_eq(gp_layer_of_formula(&loss, 2), 2);
    cr_assert_eq(gp_layer_of_formula(&z, 2), 2);

    /* indices */
    gp_relative below = gp_relative_of(GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT, GP_AXIS_NONE);
    const gp_term *sum = gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_BUT_FIRST, gp_term_operand(terms, below));
    const gp_place a0 = {GP_ACTIVATED, 1, 3, 1, 0, 0}, a1 = {GP_ACTIVATED, 1, 3, 1, 1, 0}, a2 = {GP_ACTIVATED, 1, 3, 1, 2, 0};
    check_value(&it, sum, z, number(&it, a1) + number(&it, a2));
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_BUT_LAST, sum->of[0]), z, number(&it, a0) + number(&it, a1));
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_LAST, sum->of[0]), z, number(&it, a2));
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_LARGEST, sum->of[0]), z,
                fmax(number(&it, a0), fmax(number(&it, a1), number(&it, a2))));
    below.unit.twist = GP_TWIST_UP;
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_FIRST, gp_term_operand(terms, below)), z, number(&it, a1));
    below.unit.twist = GP_TWIST_TURNED;
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_FIRST, gp_term_operand(terms, below)), z, number(&it, a2));
    /* the 2 targets by the 3 units of layer 1 */
    check_unknown(&it, gp_term_operand(terms, gp_relative_target(GP_AXIS_UNIT)), a0);

    /* a matrix that is read as if it lay the other way: W[1][2] of 2 x 3 is the number 2 * 2 + 1 = 5 of 6, and that is itself;
       W[1][0] is the number 1 */
    gp_relative matrix = gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT);
    matrix.across = true;
    const gp_place W10 = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 0};
    check_value(&it, gp_term_operand(terms, matrix), W10, number(&it, (gp_place){GP_WEIGHT, 1, 0, 2, 0, 1}));

    /* samples and steps: step 1 has the samples 2 and 3 */
    gp_relative z_of = gp_relative_of(GP_NET_INPUT, GP_LEVEL_BELOW, GP_AXIS_INPUT, GP_AXIS_NONE);
    z_of.which = GP_SAMPLE_FIRST;
    const gp_term *first = gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, gp_term_operand(terms, z_of));
    check_value(&it, first, dW, 2 * number(&it, (gp_place){GP_NET_INPUT, 1, 2, 1, 2, 0}));
    z_of.which = GP_SAMPLE_BEFORE; /* of sample 2: sample 1, in step 0 */
    check_value(&it, gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, gp_term_operand(terms, z_of)), dW,
                number(&it, (gp_place){GP_NET_INPUT, 0, 1, 1, 2, 0}) + number(&it, (gp_place){GP_NET_INPUT, 1, 2, 1, 2, 0}));
    z_of.which = GP_SAMPLE_AFTER; /* of sample 3: none in this step */
    check_unknown(&it, gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, gp_term_operand(terms, z_of)), dW);

    /* history */
    gp_relative delta = gp_relative_of(GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    const gp_term *deltas = gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, gp_term_operand(terms, delta));
    const double before = number(&it, (gp_place){GP_DELTA, 0, 0, 2, 1, 0}) + number(&it, (gp_place){GP_DELTA, 0, 1, 2, 1, 0}),
                 now = number(&it, (gp_place){GP_DELTA, 1, 2, 2, 1, 0}) + number(&it, (gp_place){GP_DELTA, 1, 3, 2, 1, 0});
    check_value(&it, gp_term_make(terms, (gp_term){.kind = GP_TERM_RUNNING, .of = {deltas}}), dW, before + now);
    const gp_term *stale = gp_term_make(terms, (gp_term){.kind = GP_TERM_STALE, .of = {deltas}});
    check_value(&it, stale, dW, before);
    check_unknown(&it, stale, (gp_place){GP_WEIGHT_GRADIENT, 0, 0, 2, 1, 2});

    /* scalars: the last step of an epoch has one sample of a batch of two */
    check_value(&it, gp_term_scalar(terms, GP_SCALAR_BATCH), (gp_place){GP_WEIGHT_GRADIENT, 2, 0, 2, 1, 2}, 1);
    check_value(&it, gp_term_scalar(terms, GP_SCALAR_FULL_BATCH), (gp_place){GP_WEIGHT_GRADIENT, 2, 0, 2, 1, 2}, 2);
    check_value(&it, gp_term_scalar(terms, GP_SCALAR_BELOW), dW, 3);
    check_unknown(&it, gp_term_scalar(terms, GP_SCALAR_ABOVE), dW);
    close(&it);
}

/* What is made of a number that nobody knows is not known either: by a function, rounded, the largest of several. */
Test(formula, of_the_unknown)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_term *nan = gp_term_number(terms, NAN);
    const gp_place z = {GP_NET_INPUT, 1, 3, 2, 1, 0};
    for (gp_function f = 0; (int)f < gp_function_count; f++)
        check_unknown(&it, gp_term_function(terms, f, nan), z);
    check_unknown(&it, gp_term_make(terms, (gp_term){.kind = GP_TERM_ROUNDED, .number = 3, .of = {nan}}), z);
    const gp_term *first_known = gp_term_make(
        terms, (gp_term){.kind = GP_TERM_EITHER, .where = GP_AT_FIRST_INPUT, .of = {gp_term_number(terms, 1), nan}});
    check_unknown(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_LARGEST, first_known), z);
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_FIRST, first_known), z, 1);
    close(&it);
}

/* What is counted by an index that the number does not have, or along which there is nothing, is not known. No target has a
   step before the first one, before which every moment is 0. */
Test(formula, without_an_index)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_term *W = gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT));
    const gp_place delta = {GP_DELTA, 0, 0, 1, 0, 0}, last = {GP_DELTA, 0, 0, it.the_case.problem.depth, 0, 0};
    check_unknown(&it, W, delta);
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_FIRST, W), delta,
                number(&it, (gp_place){GP_WEIGHT, 0, 0, 1, 0, 0}));
    check_unknown(&it, gp_term_sum(terms, GP_AXIS_ABOVE, GP_CUT_NONE, gp_term_number(terms, 1)), last);
    gp_relative before = gp_relative_target(GP_AXIS_UNIT);
    before.step = -1;
    before.quantity = GP_WEIGHT_VELOCITY; /* which does not matter */
    check_unknown(&it, gp_term_operand(terms, before), last);
    before = gp_relative_of(GP_WEIGHT_VELOCITY, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT);
    before.step = -1;
    check_value(&it, gp_term_operand(terms, before), (gp_place){GP_WEIGHT_CHANGE, 0, 0, 1, 0, 0}, 0);
    close(&it);
}

/* What overflows is no number, but what is made of it may be one, as in the program. */
Test(formula, overflow)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place z = {GP_NET_INPUT, 1, 3, 2, 1, 0};
    const gp_term *one = gp_term_number(terms, 1),
                  *infinite = gp_term_of_two(terms, GP_TERM_OVER, one, gp_term_number(terms, 0)),
                  *power = gp_term_function(terms, GP_FUNCTION_EXP, gp_term_number(terms, 1000));
    check_unknown(&it, infinite, z);
    check_unknown(&it, power, z);
    check_unknown(&it, gp_term_of_two(terms, GP_TERM_MINUS, infinite, power), z);
    check_value(&it, gp_term_of_two(terms, GP_TERM_OVER, one, infinite), z, 0);
    check_value(&it, gp_term_of_two(terms, GP_TERM_OVER, one, gp_term_of_two(terms, GP_TERM_PLUS, one, power)), z, 0);
    check_value(&it, gp_term_function(terms, GP_FUNCTION_TANH, power), z, 1);
    const gp_known zero = gp_term_value(&it.scene, gp_term_of_two(terms, GP_TERM_OVER, one, power), &z);
    cr_assert(gp_is_hit(&it.scene, &zero, 0, 0) && !gp_is_hit(&it.scene, &zero, 1e-3, 0));
    close(&it);
}

/* Layers that are one and the same for all, or two off; of a network of two layers. */
Test(formula, levels)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place z = {GP_NET_INPUT, 1, 3, 2, 1, 0}, a1 = {GP_ACTIVATED, 1, 3, 1, 1, 0}, x1 = {GP_ACTIVATED, 1, 3, 0, 1, 0};
    check_value(&it, unit_number(terms, GP_ACTIVATED, GP_LEVEL_FIRST, GP_AXIS_UNIT), z, number(&it, a1));
    check_value(&it, unit_number(terms, GP_ACTIVATED, GP_LEVEL_TWO_BELOW, GP_AXIS_UNIT), z,
                it.scene.number(it.scene.context, &x1).value);
    check_unknown(&it, unit_number(terms, GP_ACTIVATED, GP_LEVEL_TWO_BELOW, GP_AXIS_UNIT),
                  (gp_place){GP_NET_INPUT, 1, 3, 1, 1, 0});
    check_unknown(&it, unit_number(terms, GP_ACTIVATED, GP_LEVEL_TWO_ABOVE, GP_AXIS_UNIT), z);
    check_unknown(&it, unit_number(terms, GP_BIAS, GP_LEVEL_FIRST, GP_AXIS_UNIT), (gp_place){GP_NET_INPUT, 1, 3, 1, 1, 0});
    close(&it);
}

/* An index that counts something else than the units of its operand. */
Test(formula, needs_sizes)
{
    gp_terms all = {0}, *terms = &all;
    static const struct {
        gp_level level;
        gp_axis axis;
        bool needs, at_outputs;
    } rows[] = {{GP_LEVEL_OWN, GP_AXIS_UNIT, false, false},     {GP_LEVEL_OWN, GP_AXIS_INPUT, true, true},
                {GP_LEVEL_BELOW, GP_AXIS_INPUT, false, false},  {GP_LEVEL_BELOW, GP_AXIS_UNIT, true, true},
                {GP_LEVEL_ABOVE, GP_AXIS_ABOVE, false, false},  {GP_LEVEL_INPUT, GP_AXIS_UNIT, true, true},
                {GP_LEVEL_OUTPUTS, GP_AXIS_UNIT, true, false},  {GP_LEVEL_OUTPUTS, GP_AXIS_INPUT, true, true},
                {GP_LEVEL_FIRST, GP_AXIS_UNIT, true, true},     {GP_LEVEL_TWO_BELOW, GP_AXIS_INPUT, true, true},
                {GP_LEVEL_TWO_ABOVE, GP_AXIS_ABOVE, true, true}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_term *a = unit_number(terms, GP_ACTIVATED, rows[k].level, rows[k].axis),
                      *rest = gp_term_of_two(terms, GP_TERM_MINUS, gp_term_number(terms, 1), a);
        cr_assert_eq(gp_term_needs_sizes(rest, false), rows[k].needs, "row %zu", k);
        cr_assert_eq(gp_term_needs_sizes(rest, true), rows[k].at_outputs, "row %zu", k);
        cr_assert_not(gp_term_has_target(rest));
    }
    const gp_term *transposed = gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_INPUT, GP_AXIS_UNIT)),
                  *above = gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_ABOVE, GP_AXIS_ABOVE, GP_AXIS_UNIT)),
                  *target = gp_term_operand(terms, gp_relative_target(GP_AXIS_UNIT));
    cr_assert(gp_term_needs_sizes(transposed, true) && !gp_term_needs_sizes(above, false));
    cr_assert(gp_term_needs_sizes(target, false) && !gp_term_needs_sizes(target, true));
    cr_assert(gp_term_has_target(gp_term_function(terms, GP_FUNCTION_SQUARE, target)));
    cr_assert_not(gp_term_needs_sizes(gp_term_scalar(terms, GP_SCALAR_RATE), false));
    const gp_term *loss = unit_number(terms, GP_SAMPLE_LOSS, GP_LEVEL_OWN, GP_AXIS_NONE), /* which has no units */
        *of_outputs = gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OUTPUTS, GP_AXIS_UNIT, GP_AXIS_INPUT));
    cr_assert_not(gp_term_needs_sizes(loss, false));
    cr_assert(gp_term_needs_sizes(of_outputs, true)); /* its inputs are those of the last layer */
    cr_assert(gp_term_has_target(gp_term_of_two(terms, GP_TERM_TIMES, target, loss)));
    gp_terms_free(terms);
}

/* What comes into being with a number, or after it, is no operand of it: otherwise each number would explain itself. */
/* An index that counts another layer's units is one past the end of a shorter one, where there is 0, as in an array with room.
 */
Test(formula, past_the_end)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place dW = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 2}, inside = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 0},
                   z = {GP_NET_INPUT, 1, 3, 1, 2, 0}, b0 = {GP_BIAS, 1, 0, 2, 0, 0};
    const gp_term *b = gp_term_operand(terms, gp_relative_of(GP_BIAS, GP_LEVEL_OWN, GP_AXIS_INPUT, GP_AXIS_NONE));
    cr_assert(gp_term_may_end(gp_term_of_two(terms, GP_TERM_PLUS, gp_term_number(terms, 1), b)));
    cr_assert_not(gp_term_may_end(unit_number(terms, GP_BIAS, GP_LEVEL_OWN, GP_AXIS_UNIT)));
    bool past = false;
    it.scene.past_end = &past;
    check_value(&it, b, inside, number(&it, b0));
    cr_assert_not(past);
    check_value(&it, b, dW, 0); /* unit 2 of 0 and 1 */
    cr_assert(past);
    it.scene.past_end = NULL;
    /* W_ii, of row 2 of 0 and 1; and of row 0 */
    const gp_term *of_inputs = gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_INPUT, GP_AXIS_INPUT));
    const gp_place w00 = {GP_WEIGHT, 1, 0, 2, 0, 0};
    check_value(&it, of_inputs, dW, 0);
    check_value(&it, of_inputs, inside, number(&it, w00));
    /* Of layer 1, which has 3 rows and 3 columns: W_ji, from the layer above, and W_kj, with the 2 units k of that layer. Both
       sides are counted by layers one off. */
    gp_relative shifted = gp_relative_of(GP_WEIGHT, GP_LEVEL_BELOW, GP_AXIS_UNIT, GP_AXIS_INPUT);
    const gp_place w12 = {GP_WEIGHT, 1, 0, 1, 1, 2}, delta1 = {GP_DELTA, 1, 3, 1, 2, 0};
    cr_assert(gp_relative_may_end(&shifted));
    check_value(&it, gp_term_operand(terms, shifted), dW, number(&it, w12));
    shifted = gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_ABOVE, GP_AXIS_UNIT);
    const gp_place w02 = {GP_WEIGHT, 1, 0, 1, 0, 2};
    check_value(&it, gp_term_sum(terms, GP_AXIS_ABOVE, GP_CUT_NONE, gp_term_operand(terms, shifted)), delta1,
                number(&it, w02) + number(&it, w12));
    /* the number of the layer: of layer 2, unit 2, which there is not; of layer 1, unit 1 */
    gp_relative by_layer = gp_relative_of(GP_NET_INPUT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    by_layer.unit.twist = GP_TWIST_LAYER;
    const gp_place a1 = {GP_ACTIVATED, 1, 3, 1, 2, 0}, a2 = {GP_ACTIVATED, 1, 3, 2, 0, 0}, z1 = {GP_NET_INPUT, 1, 3, 1, 1, 0};
    check_value(&it, gp_term_operand(terms, by_layer), a1, number(&it, z1));
    check_value(&it, gp_term_operand(terms, by_layer), a2, 0);
    /* Of what there is not, nothing is known past its end either; and a matrix that is transposed has no such end. */
    check_unknown(&it, gp_term_operand(terms, gp_relative_of(GP_DELTA, GP_LEVEL_BELOW, GP_AXIS_UNIT, GP_AXIS_NONE)), z);
    check_unknown(&it, gp_term_operand(terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_OWN, GP_AXIS_INPUT, GP_AXIS_UNIT)), dW);
    /* The targets and the input, by the units of another layer. */
    gp_relative target = gp_relative_target(GP_AXIS_UNIT);
    cr_assert_not(gp_relative_may_end(&target));
    const gp_place z2 = {GP_NET_INPUT, 1, 3, 2, 1, 0};
    const gp_term *targets = gp_term_operand(terms, gp_relative_target(GP_AXIS_INPUT)),
                  *sum = gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_NONE, targets);
    cr_assert(gp_term_may_end(targets) && gp_term_may_end(unit_number(terms, GP_ACTIVATED, GP_LEVEL_INPUT, GP_AXIS_INPUT)));
    check_value(&it, sum, z2, it.scene.target(it.scene.context, 3, 0).value + it.scene.target(it.scene.context, 3, 1).value);
    close(&it);
}

/* Past the end of an operand that stops there is nothing: sums along its index go as far as it does. */
Test(formula, that_stops)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place dW = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 2}, inside = {GP_WEIGHT_GRADIENT, 1, 0, 2, 1, 0};
    const double b0 = number(&it, (gp_place){GP_BIAS, 1, 0, 2, 0, 0}), b1 = number(&it, (gp_place){GP_BIAS, 1, 0, 2, 1, 0});
    const gp_term *rest = gp_term_of_two(terms, GP_TERM_MINUS, gp_term_number(terms, 1),
                                         unit_number(terms, GP_BIAS, GP_LEVEL_OWN, GP_AXIS_INPUT)),
                  *stopping = gp_term_that_stops(terms, rest), *sum = gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_NONE, stopping);
    check_words(stopping, "1 - (b_i of this layer, nothing past the end)");
    cr_assert(gp_term_stops(stopping) && !gp_term_stops(rest) && !gp_term_same(stopping, rest));
    cr_assert(gp_term_same(gp_term_that_stops(terms, stopping), stopping));
    check_value(&it, stopping, inside, 1 - b0);
    bool past = false;
    it.scene.past_end = &past;
    check_unknown(&it, stopping, dW); /* unit 2 of 0 and 1 */
    cr_assert(past);
    it.scene.past_end = NULL;
    check_value(&it, gp_term_sum(terms, GP_AXIS_INPUT, GP_CUT_NONE, rest), dW, 1 - b0 + 1 - b1 + 1);
    check_value(&it, sum, dW, 1 - b0 + 1 - b1);
    /* Along another index there is no end at which a sum could stop. */
    check_unknown(&it, gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, stopping), dW);
    check_value(&it, gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, sum), dW, 2 * (1 - b0 + 1 - b1));
    close(&it);
}

/* The number of a unit for that of a layer, which may have no biases: there is 0 as well. */
Test(formula, layers_without_biases)
{
    setting it = {.terms = {0}};
    golden_case_open("linear-loss", &it.the_case);
    it.scene = exact_scene(&it.the_case, &it.run);
    bool past = false;
    it.scene.past_end = &past;
    gp_relative b = gp_relative_of(GP_BIAS, GP_LEVEL_ABOVE, GP_AXIS_UNIT, GP_AXIS_NONE);
    b.layer_by = GP_AXIS_UNIT;
    const gp_place first = {GP_NET_INPUT, 0, 0, 1, 0, 0}, second = {GP_NET_INPUT, 0, 0, 1, 1, 0}, b0 = {GP_BIAS, 0, 0, 1, 0, 0};
    check_value(&it, gp_term_operand(&it.terms, b), first, number(&it, b0));
    cr_assert_not(past);
    check_value(&it, gp_term_operand(&it.terms, b), second, 0); /* of layer 2 */
    cr_assert(past);
    close(&it);
}

Test(formula, no_circle)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place delta = {GP_DELTA, 1, 3, 1, 1, 0};
    check_unknown(&it, unit_number(terms, GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT), delta);
    check_unknown(&it, unit_number(terms, GP_BIAS_GRADIENT, GP_LEVEL_OWN, GP_AXIS_UNIT), delta);
    check_value(&it, unit_number(terms, GP_ACTIVATED, GP_LEVEL_OWN, GP_AXIS_UNIT), delta,
                number(&it, (gp_place){GP_ACTIVATED, 1, 3, 1, 1, 0}));
    gp_relative updated = gp_relative_of(GP_BIAS, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    check_value(&it, gp_term_operand(terms, updated), delta, number(&it, (gp_place){GP_BIAS, 1, 0, 1, 1, 0}));
    updated.step = 1;
    check_unknown(&it, gp_term_operand(terms, updated), delta);
    /* The layer above may have been updated on the way back, before; in its own place it is what the update makes. */
    gp_relative above = gp_relative_of(GP_WEIGHT, GP_LEVEL_ABOVE, GP_AXIS_ABOVE, GP_AXIS_UNIT);
    above.step = 1;
    above.unit.twist = GP_TWIST_FIRST;
    check_value(&it, gp_term_sum(terms, GP_AXIS_ABOVE, GP_CUT_FIRST, gp_term_operand(terms, above)), delta,
                number(&it, (gp_place){GP_WEIGHT, 2, 0, 2, 0, 1}));
    check_unknown(&it, gp_term_operand(terms, updated), (gp_place){GP_BIAS, 2, 0, 1, 1, 0});
    /* All gradients may be made before any parameter moves, but no change is made of one that comes behind it. */
    const gp_place moved = {GP_BIAS, 2, 0, 2, 1, 0};
    check_value(&it, unit_number(terms, GP_BIAS_GRADIENT, GP_LEVEL_BELOW, GP_AXIS_UNIT), moved,
                number(&it, (gp_place){GP_BIAS_GRADIENT, 1, 0, 1, 1, 0}));
    check_unknown(&it, unit_number(terms, GP_BIAS_CHANGE, GP_LEVEL_BELOW, GP_AXIS_UNIT), moved);
    gp_relative other = gp_relative_of(GP_DELTA, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    other.which = GP_SAMPLE_BEFORE;
    check_value(&it, gp_term_operand(terms, other), delta, number(&it, (gp_place){GP_DELTA, 1, 2, 1, 1, 0}));
    other.which = GP_SAMPLE_FIRST;
    check_unknown(&it, gp_term_operand(terms, other), delta);
    close(&it);
}

/* The bound holds for operands that are off by theirs, in either direction, and is not many times too wide. */
Test(formula, error_bound)
{
    setting it;
    open(&it);
    gp_terms *terms = &it.terms;
    const gp_place place = {GP_DELTA, 1, 3, 2, 1, 0};
    const gp_term *x = gp_term_scalar(terms, GP_SCALAR_ERROR_FACTOR), *y = gp_term_scalar(terms, GP_SCALAR_LOSS_FACTOR);
    const gp_term *formulas[] = {
        gp_term_of_two(terms, GP_TERM_PLUS, x, y),       gp_term_of_two(terms, GP_TERM_MINUS, x, y),
        gp_term_of_two(terms, GP_TERM_TIMES, x, y),      gp_term_of_two(terms, GP_TERM_OVER, x, y),
        gp_term_function(terms, GP_FUNCTION_SIGMOID, x), gp_term_function(terms, GP_FUNCTION_TANH, x),
        gp_term_function(terms, GP_FUNCTION_RELU, x),    gp_term_function(terms, GP_FUNCTION_EXP, x),
        gp_term_function(terms, GP_FUNCTION_SQUARE, x),  gp_term_function(terms, GP_FUNCTION_ABSOLUTE, x),
        gp_term_function(terms, GP_FUNCTION_ROOT, x),    gp_term_function(terms, GP_FUNCTION_LOG, x),
        gp_term_function(terms, GP_FUNCTION_ERF, x),
    };
    const double off = 1e-6;
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
        double furthest = 0;
        it.scene.error_factor = (gp_known){0.7, off};
        it.scene.loss_factor = (gp_known){0.4, off};
        const gp_known known = gp_term_value(&it.scene, formulas[f], &place);
        for (int direction = 0; direction < 4; direction++) {
            it.scene.error_factor.value = 0.7 + (direction & 1 ? off : -off);
            it.scene.loss_factor.value = 0.4 + (direction & 2 ? off : -off);
            furthest = fmax(furthest, fabs(gp_term_value(&it.scene, formulas[f], &place).value - known.value));
        }
        cr_assert(furthest <= known.error * (1 + 1e-5), "%zu: off by %g, bound %g", f, furthest, known.error);
        cr_assert(known.error <= furthest * 1.001, "%zu: off by %g, bound %g", f, furthest, known.error);
    }
    const gp_known known = {1, 1e-6}, nothing = {NAN, 0};
    cr_assert(gp_is_hit(&it.scene, &known, 1 + 3.9e-6, 0));
    cr_assert_not(gp_is_hit(&it.scene, &known, 1 + 4.1e-6, 0));
    cr_assert(gp_is_hit(&it.scene, &known, 1 + 4.1e-6, 1e-6));
    cr_assert_not(gp_is_hit(&it.scene, &known, NAN, 0));
    cr_assert_not(gp_is_hit(&it.scene, &nothing, 1, 0));
    close(&it);
}

Test(formula, without_memory)
{
    gp_terms terms = {0};
    memory_fail_at(0);
    const gp_term *one = gp_term_number(&terms, 1);
    memory_fail_never();
    cr_assert(!one && terms.no_memory);
    cr_assert_null(gp_term_of_two(&terms, GP_TERM_PLUS, one, one));
    gp_terms_free(&terms);
    cr_assert_not(terms.no_memory);
}
