#include "oracle/fresh.h"

#include "oracle/run.h"
#include "oracle/shadow.h"
#include "support/golden_cases.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many seeds each case is tried with, in each width. */
enum { seeds = 2 };

static long double number(const char *text)
{
    return gp_number_long(text);
}

/* The texts of all numbers that a problem is made of. */
typedef struct texts {
    const char *items[4000];
    size_t count;
} texts;

static void take(texts *all, const char **items, size_t count)
{
    for (size_t k = 0; k < count; k++)
        all->items[all->count++] = items[k];
}

static int compare_sizes(const void *one, const void *other)
{
    const long double x = fabsl(number(*(const char *const *)one)), y = fabsl(number(*(const char *const *)other));
    return (x > y) - (x < y);
}

/* Whether the targets are 1 of one class and 0 of the others. Those of a cross-entropy add up to 1. */
static bool has_classes(const gp_problem *problem)
{
    bool classes = problem->loss == GP_CROSS_ENTROPY_LOSS;
    for (size_t s = 0; problem->loss == GP_CROSS_ENTROPY_LOSS && s < problem->samples; s++) {
        long double sum = 0;
        for (size_t k = 0; k < problem->outputs; k++) {
            const long double target = number(problem->t[s * problem->outputs + k]);
            sum += target;
            classes = classes && (target == 0 || target == 1);
        }
        cr_assert(fabsl(sum - 1) <= 1e-15L);
    }
    return classes;
}

/* No number is plain, and no two have the same size: what is taken for another shows. */
static void check_numbers(const gp_problem *problem, bool own_factors)
{
    static texts all;
    all.count = 0;
    for (size_t l = 0; l < problem->depth; l++) {
        take(&all, problem->layers[l].W, problem->layers[l].inputs * problem->layers[l].shape.units);
        take(&all, problem->layers[l].b, gp_bias_count(&problem->layers[l].shape));
    }
    take(&all, problem->x, problem->samples * problem->inputs);
    if (!has_classes(problem))
        take(&all, problem->t, problem->samples * problem->outputs);
    take(&all, problem->rates, problem->rate_of_each_epoch ? problem->epochs : 1);
    for (size_t k = 0; k < gp_rule_number_count; k++)
        if (problem->rule_numbers[k])
            all.items[all.count++] = problem->rule_numbers[k];
    if (own_factors) {
        all.items[all.count++] = problem->loss_factor;
        all.items[all.count++] = problem->error_factor;
    }
    qsort(all.items, all.count, sizeof *all.items, compare_sizes);
    for (size_t k = 0; k < all.count; k++) {
        const long double size = fabsl(number(all.items[k]));
        cr_assert(size >= 0.05L && size <= 2 && size != 0.5L && size != 1 && size != 2, "%s", all.items[k]);
        if (k > 0)
            cr_assert(size > fabsl(number(all.items[k - 1])), "%s comes twice", all.items[k]);
    }
}

/* The width and kinds that are looked at; how many problems there were, and in how many of them each layer has two units more
   than there are layers, or still more; and in how many a hidden layer that was between two of other kinds became one itself.
 */
static gp_fresh_width looked_at;
static gp_fresh_kinds kinds;
static size_t tried, large, between;

static bool is_new(gp_fresh_width width)
{
    return width == GP_FRESH_WIDE || width == GP_FRESH_EQUAL_LAYERS;
}

/* Whether the outputs get another activation in a problem of other kinds. */
static bool has_other_outputs(const gp_problem *like)
{
    const gp_activation last = like->layers[like->depth - 1].shape.activation;
    return like->loss == GP_SQUARED_LOSS && (like->error == GP_SQUARED_LOSS || like->error == GP_ABSOLUTE_LOSS) &&
           (last == GP_IDENTITY || last == GP_SIGMOID || last == GP_TANH);
}

static bool has_other_hidden(void)
{
    return kinds == GP_FRESH_OTHER_HIDDEN || kinds == GP_FRESH_EACH_HIDDEN;
}

/* Whether a hidden layer has an activation that it had not, and that neither the layers beside it nor the outputs have. */
static bool is_unlike_all(const gp_problem *problem, size_t l, gp_activation before)
{
    const gp_activation activation = problem->layers[l].shape.activation;
    return activation != before && activation != problem->layers[l + 1].shape.activation &&
           (l == 0 || activation != problem->layers[l - 1].shape.activation) &&
           activation != problem->layers[problem->depth - 1].shape.activation;
}

/* What a fresh problem has of the other one: layer by layer, the last hidden layer twice in a wide one; with other
   activations in one of other kinds. */
static void check_kinds(const gp_problem *like, const gp_problem *fresh, gp_fresh_width width)
{
    const bool deeper = kinds != GP_FRESH_SAME_KINDS || (is_new(width) && like->depth > 1);
    cr_assert_eq(fresh->depth, like->depth + deeper);
    const bool equal = width == GP_FRESH_EQUAL_LAYERS;
    for (size_t l = 0; l < fresh->depth; l++) {
        const gp_layer_shape *one = &fresh->layers[l].shape,
                             *other = &like->layers[deeper && l > 0 && l + 1 >= like->depth ? l - 1 : l].shape;
        const size_t above = fresh->depth - 1 - l;
        const bool is_other = above == 0       ? kinds == GP_FRESH_OTHER_OUTPUTS && has_other_outputs(like)
                              : above % 2 == 1 ? has_other_hidden()
                                               : kinds == GP_FRESH_EACH_HIDDEN && is_unlike_all(fresh, l, other->activation);
        cr_assert_eq(one->activation != other->activation, is_other);
        between += is_other && above > 0 && above % 2 == 0;
        cr_assert(one->bias == other->bias && one->bias_trained == other->bias_trained);
        cr_assert(equal || (width == GP_FRESH_WIDE ? one->units > other->units : one->units == other->units));
        cr_assert(!is_new(width) || (one->units == fresh->layers[l].inputs) == equal);
    }
    cr_assert(fresh->update == like->update && fresh->reduction == like->reduction && fresh->loss == like->loss);
    cr_assert(fresh->error == like->error && fresh->error_over_samples == like->error_over_samples &&
              fresh->error_over_outputs == like->error_over_outputs && fresh->error_penalty == like->error_penalty &&
              gp_is_textbook(fresh->departures));
    cr_assert(equal || (width == GP_FRESH_WIDE ? fresh->inputs > like->inputs : fresh->inputs == like->inputs));
}

static void check_samples(const gp_problem *like, const gp_problem *fresh, gp_fresh_width width)
{
    if (width == GP_FRESH_SAME_SHAPE) {
        cr_assert(fresh->samples == like->samples && fresh->batch == like->batch && fresh->epochs <= like->epochs);
        return;
    }
    cr_assert_eq(fresh->batch == 1, like->batch == 1 && kinds == GP_FRESH_SAME_KINDS);
    cr_assert_geq(gp_problem_steps(fresh), 3);
    cr_assert_geq(fresh->epochs, 2);
    cr_assert(fresh->batch == 1 || fresh->samples % fresh->batch != 0, "no batch is short");
}

/* The run is the reference's, and its numbers are moderate. */
static void check_run(const gp_case *fresh)
{
    gp_place *places;
    const size_t count = gp_case_recorded_places(fresh, &places);
    gp_real *values = calloc(count, sizeof *values);
    cr_assert_eq(count, fresh->expectation_count);
    cr_assert_eq(gp_run_places(&fresh->problem, places, count, values), GP_OK);
    for (size_t k = 0; k < count; k++) {
        const gp_expectation *expected = &fresh->expectations[k];
        cr_assert_eq(gp_place_compare(&expected->place, &places[k]), 0);
        cr_assert_eq((gp_real)number(expected->exact), values[k]);
        cr_assert(fabs((double)values[k]) <= 1000);
        cr_assert(places[k].quantity != GP_ACTIVATED ||
                  fresh->problem.layers[places[k].layer - 1].shape.activation != GP_SOFTMAX ||
                  (values[k] >= 0.01 && values[k] <= 0.99));
        cr_assert(places[k].quantity != GP_SLOPE || values[k] == 0 || fabs((double)values[k]) >= 0.01);
    }
    free(places);
    free(values);
}

static bool has_more_units_than_layers(const gp_problem *problem)
{
    bool more = true;
    for (size_t l = 0; l < problem->depth; l++)
        more = more && problem->layers[l].shape.units >= problem->depth + 2;
    return more;
}

static size_t layer_size(const gp_problem *problem, size_t layer)
{
    return layer == 0 ? problem->inputs : problem->layers[layer - 1].shape.units;
}

/* Of two seeds in a row, each layer is larger than the one below it in one problem, and smaller in the other: what an index
   finds that runs too far, or not far enough, shows in either. */
static void check_ups_and_downs(const gp_problem *one, const gp_problem *other, const char *like)
{
    for (size_t l = 1; l <= one->depth; l++) {
        const bool first = layer_size(one, l) > layer_size(one, l - 1),
                   second = layer_size(other, l) > layer_size(other, l - 1);
        cr_assert_neq(first, second, "%s: layer %zu", like, l);
    }
}

static void check_case(const gp_case *like)
{
    gp_case fresh[seeds];
    for (uint32_t k = 0; k < seeds; k++) {
        gp_message message;
        cr_assert(gp_fresh_case(like, looked_at, kinds, k + 1, &fresh[k], &message), "%s, seed %u: %s", like->id, k + 1,
                  message.text);
        cr_assert_gt(fresh[k].expectation_count, 0, "%s, seed %u: none was found", like->id, k + 1);
        check_numbers(&fresh[k].problem, is_new(looked_at));
        check_kinds(&like->problem, &fresh[k].problem, looked_at);
        cr_assert_eq(has_classes(&fresh[k].problem), has_classes(&like->problem));
        check_samples(&like->problem, &fresh[k].problem, looked_at);
        check_run(&fresh[k]);
        tried++;
        large += has_more_units_than_layers(&fresh[k].problem);
    }
    if (looked_at == GP_FRESH_WIDE && like->problem.inputs <= 20)
        check_ups_and_downs(&fresh[0].problem, &fresh[1].problem, like->id);
    for (uint32_t k = 0; k < seeds; k++)
        gp_case_close(&fresh[k]);
}

static void check_each_case(gp_fresh_width width)
{
    looked_at = width;
    golden_case_each(check_case);
    cr_assert_gt(tried, 0);
}

/* A test for each width: they take long, and can run side by side. */
Test(fresh, like_each_case)
{
    check_each_case(GP_FRESH_WIDE);
    cr_assert(4 * large >= 3 * tried, "an index that counts layers meets a unit in %zu of %zu", large, tried);
}

Test(fresh, like_each_case_of_other_hidden_layers)
{
    kinds = GP_FRESH_OTHER_HIDDEN;
    check_each_case(GP_FRESH_WIDE);
}

Test(fresh, like_each_case_of_each_hidden_layer)
{
    kinds = GP_FRESH_EACH_HIDDEN;
    check_each_case(GP_FRESH_WIDE);
    cr_assert(2 * between >= tried, "hidden layers between others are unlike all in %zu of %zu", between, tried);
}

Test(fresh, like_each_case_of_other_outputs)
{
    kinds = GP_FRESH_OTHER_OUTPUTS;
    check_each_case(GP_FRESH_EQUAL_LAYERS);
}

Test(fresh, like_each_case_with_equal_layers)
{
    check_each_case(GP_FRESH_EQUAL_LAYERS);
}

Test(fresh, like_each_case_with_the_same_layers)
{
    check_each_case(GP_FRESH_SAME_LAYERS);
}

Test(fresh, like_each_case_of_the_same_shape)
{
    check_each_case(GP_FRESH_SAME_SHAPE);
}

/* From the same seed comes the same problem, from another one another. */
Test(fresh, same_seed)
{
    gp_case like, fresh[3];
    gp_message message;
    golden_case_open("minibatch-mean", &like);
    for (size_t k = 0; k < 3; k++)
        cr_assert(gp_fresh_case(&like, GP_FRESH_WIDE, GP_FRESH_SAME_KINDS, k < 2 ? 7 : 8, &fresh[k], &message));
    const json_t *problems[3];
    for (size_t k = 0; k < 3; k++)
        problems[k] = json_object_get(fresh[k].source.root, "problem");
    cr_assert(json_equal(problems[0], problems[1]));
    cr_assert_not(json_equal(problems[0], problems[2]));
    for (size_t k = 0; k < 3; k++)
        gp_case_close(&fresh[k]);
    gp_case_close(&like);
}

/* Each allocation fails, one at a time: it says so, and nothing is left behind. What is made all the same is made whole: the
   reader makes a value, too, that it may not need. */
Test(fresh, without_memory)
{
    gp_case like, fresh;
    gp_message message;
    json_set_alloc_funcs(malloc, free); /* so that those of the JSON library fail, too */
    golden_case_open("chain-1-1-1", &like);
    cr_assert(gp_fresh_case(&like, GP_FRESH_SAME_SHAPE, GP_FRESH_SAME_KINDS, 3, &fresh, &message));
    const size_t whole = fresh.expectation_count;
    gp_case_close(&fresh);
    bool failed = true;
    size_t refused = 0;
    const size_t blocks = memory_blocks();
    for (size_t allocation = 0; failed; allocation++) {
        memory_fail_at(allocation);
        const bool made = gp_fresh_case(&like, GP_FRESH_SAME_SHAPE, GP_FRESH_SAME_KINDS, 3, &fresh, &message);
        failed = memory_failed();
        memory_fail_never();
        cr_assert(made || (failed && strstr(message.text, "memory")), "allocation %zu: %s", allocation, message.text);
        cr_assert(!made || fresh.expectation_count == whole, "allocation %zu", allocation);
        refused += !made;
        if (made)
            gp_case_close(&fresh);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", allocation);
    }
    cr_assert_gt(refused, 20);
    gp_case_close(&like);
}

/* The weight gradient at a place, from the numbers that the answer has, added up as a program does that divides on the way. */
static double gradient_on_the_way(const gp_case *fresh, const gp_answer *answer, const gp_place *place)
{
    size_t count;
    const size_t first = gp_problem_step_samples(&fresh->problem, place->step, &count);
    const double share = 1.0 / (double)count;
    double sum = 0;
    for (size_t s = first; s < first + count; s++) {
        const gp_place delta = {GP_DELTA, place->step, s, place->layer, place->unit, 0},
                       below = {GP_ACTIVATED, place->step, s, place->layer - 1, place->input, 0};
        const double input = place->layer == 1 ? (double)number(fresh->problem.x[s * fresh->problem.inputs + place->input])
                                               : answer->values[gp_case_expectation(fresh, &below) - fresh->expectations];
        sum += share * answer->values[gp_case_expectation(fresh, &delta) - fresh->expectations] * input;
    }
    return sum;
}

/* Nobody has measured how far a number of a fresh problem may be off: an honest program that rounds otherwise is not accused.
 */
Test(fresh, honest_answers)
{
    gp_case like;
    golden_case_open("minibatch-mean", &like);
    for (uint32_t seed = 0; seed < 60; seed++) {
        gp_case fresh;
        gp_message message;
        gp_answer answer;
        gp_shadow shadow;
        cr_assert(gp_fresh_case(&like, GP_FRESH_WIDE, GP_FRESH_SAME_KINDS, seed, &fresh, &message) &&
                      gp_answer_create(&fresh, &answer, &message),
                  "%s", message.text);
        for (size_t k = 0; k < fresh.expectation_count; k++) {
            answer.values[k] = (double)number(fresh.expectations[k].exact);
            answer.present[k] = true;
        }
        for (size_t k = 0; k < fresh.expectation_count; k++)
            if (fresh.expectations[k].place.quantity == GP_WEIGHT_GRADIENT)
                answer.values[k] = gradient_on_the_way(&fresh, &answer, &fresh.expectations[k].place);
        cr_assert(gp_shadow_create(&fresh, &shadow));
        cr_assert_eq(gp_shadow_run(&fresh, &answer, GP_TEXTBOOK, &shadow), GP_OK);
        for (size_t k = 0; k < shadow.count; k++) {
            char place[160];
            if (fresh.expectations[k].place.quantity == GP_WEIGHT_GRADIENT)
                cr_assert(gp_shadow_agrees(&shadow, k, answer.values[k], 1), "seed %u, %s: %.17g", seed,
                          gp_place_text(&fresh.expectations[k].place, place), answer.values[k]);
        }
        gp_shadow_free(&shadow);
        gp_answer_close(&answer);
        gp_case_close(&fresh);
    }
    gp_case_close(&like);
}
