#define _POSIX_C_SOURCE 200809L /* for open_memstream() */
#include "oracle/suppose.h"

#include "golden/number.h"
#include "oracle/confirm.h"
#include "oracle/golden_answer.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs with a departure, by code that knows nothing of formulas; and an answer that shows little of them. */

typedef struct shown {
    bool parameters, outputs_only;
} shown;

static void show(const char *case_id, gp_departures departures, shown what, answered *it)
{
    answered_open(case_id, departures, it);
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        const gp_place *place = &it->the_case.expectations[k].place;
        const bool parameter = place->quantity == GP_WEIGHT || place->quantity == GP_BIAS,
                   output = place->layer == it->the_case.problem.depth;
        const bool is = parameter ? what.parameters : place->quantity == GP_ACTIVATED && (output || !what.outputs_only);
        it->answer.present[k] = it->answer.present[k] && is;
    }
    cr_assert_eq(gp_shadow_run(&it->the_case, &it->answer, GP_TEXTBOOK, &it->shadow), GP_OK);
}

/* The plainest of those that were found. For free(). */
static char *words_of(const gp_suppositions *found)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    cr_assert_not_null(stream);
    const gp_supposition *plainest = NULL;
    for (size_t k = 0; k < found->count; k++)
        if (!plainest || gp_term_size(found->items[k].term) < gp_term_size(plainest->term))
            plainest = &found->items[k];
    if (plainest) {
        fprintf(stream, "%s: ", gp_quantities[plainest->quantity].name);
        gp_term_write(stream, plainest->term);
    }
    fclose(stream);
    return text;
}

static const struct mistake {
    const char *case_id;
    gp_departure departure;
    shown what;
    const char *words;
} mistakes[] = {
    {"deep-regression", GP_RAW_ERROR_HANDED_DOWN, {true, false}, "da: Σ_k W_kj dE/da_k"},
    {"three-outputs", GP_HIDDEN_SLOPE_MISSING, {true, false}, "slope: 1"},
    {"three-outputs", GP_HIDDEN_SLOPE_MISSING, {true, true}, "slope: 1"},
    {"square", GP_RAW_ERROR_HANDED_DOWN, {false, true}, "da: Σ_k W_kj dE/da_k"},
};
enum { mistake_count = sizeof mistakes / sizeof *mistakes };

Test(suppose, finds_mistakes)
{
    for (size_t m = 0; m < mistake_count; m++) {
        answered it;
        gp_answer_scene scene;
        gp_suppositions found;
        show(mistakes[m].case_id, gp_departure_set(mistakes[m].departure), mistakes[m].what, &it);
        cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
        cr_assert_eq(gp_search_suppositions(&scene, &found), GP_OK);
        char *words = words_of(&found);
        cr_assert_str_eq(words, mistakes[m].words, "%zu: %s", m, words);
        free(words);
        gp_suppositions_free(&found);
        gp_answer_scene_close(&scene);
        answered_close(&it);
    }
}

/* A network of tanh and sigmoid layers, of which a program shows its weights and activations. Its first update is made of
   slopes at the activations of the layer below, 0 where that has no more units. */
static double activation_at(const answered *it, size_t layer, size_t unit)
{
    const gp_problem *problem = &it->the_case.problem;
    const gp_place a = {GP_ACTIVATED, 0, 0, layer, unit, 0};
    return layer == 0 ? (double)gp_number_long(problem->x[unit]) : answer_at(&it->the_case, &it->answer, &a);
}

static double slope_at_layer_below(const answered *it, size_t layer, size_t unit)
{
    const gp_problem_layer *of = &it->the_case.problem.layers[layer - 1];
    const double a = unit < of->inputs ? activation_at(it, layer - 1, unit) : 0;
    return of->shape.activation == GP_TANH ? 1 - a * a : a * (1 - a);
}

static void take_slopes_at_layer_below(answered *it)
{
    const gp_problem *problem = &it->the_case.problem;
    const double rate = (double)gp_number_long(problem->rates[0]), factor = (double)gp_number_long(problem->loss_factor);
    double da[8] = {0}, delta[8];
    for (size_t k = 0; k < problem->outputs; k++)
        da[k] = 2 * factor * (activation_at(it, problem->depth, k) - (double)gp_number_long(problem->t[k]));
    for (size_t l = problem->depth; l > 0; l--) {
        const gp_layer_shape *shape = &problem->layers[l - 1].shape;
        double below[8] = {0}, shared = 0;
        for (size_t j = 0; j < shape->units; j++)
            delta[j] = da[j] * slope_at_layer_below(it, l, j);
        for (size_t j = 0; j < shape->units; j++) {
            for (size_t i = 0; i < problem->layers[l - 1].inputs; i++) {
                const gp_place before = {GP_WEIGHT, 0, 0, l, j, i}, after = {GP_WEIGHT, 1, 0, l, j, i};
                const double W = answer_at(&it->the_case, &it->answer, &before);
                below[i] += W * delta[j];
                answer_set(&it->the_case, &after, W - rate * delta[j] * activation_at(it, l - 1, i), &it->answer);
            }
            shared += delta[j];
        }
        for (size_t j = 0; j < gp_bias_count(shape); j++) {
            const gp_place before = {GP_BIAS, 0, 0, l, j, 0}, after = {GP_BIAS, 1, 0, l, j, 0};
            const double db = shape->bias == GP_BIAS_SHARED ? shared : delta[j];
            answer_set(&it->the_case, &after, answer_at(&it->the_case, &it->answer, &before) - rate * db, &it->answer);
        }
        memcpy(da, below, sizeof da);
    }
}

/* In the words of one activation no formula gives them all; in those of any, one does. */
Test(suppose, slopes_of_several_kinds)
{
    answered it;
    gp_answer_scene scene;
    gp_suppositions found;
    show("binary-cross-entropy-error", GP_TEXTBOOK, (shown){true, false}, &it);
    take_slopes_at_layer_below(&it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        it.answer.present[k] = it.answer.present[k] && place->step <= gp_is_parameter(place->quantity);
    }
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
    cr_assert_eq(gp_search_suppositions(&scene, &found), GP_OK);
    char *words = words_of(&found);
    cr_assert_str_eq(words, "slope: f'(a = a_j of the layer below, 0 past the end)");
    free(words);
    gp_suppositions_free(&found);
    gp_answer_scene_close(&scene);
    answered_close(&it);
}

/* A right answer needs no supposition, and one that shows everything has none. */
Test(suppose, nothing)
{
    answered it;
    gp_answer_scene scene;
    gp_suppositions found;
    show("square", GP_TEXTBOOK, (shown){true, false}, &it);
    cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
    cr_assert_eq(gp_search_suppositions(&scene, &found), GP_OK);
    cr_assert_eq(found.count, 0);
    gp_suppositions_free(&found);
    gp_answer_scene_close(&scene);
    answered_close(&it);
    answered_open("square", gp_departure_set(GP_RAW_ERROR_HANDED_DOWN), &it);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
    cr_assert_eq(gp_search_suppositions(&scene, &found), GP_OK);
    cr_assert_eq(found.count, 0);
    gp_suppositions_free(&found);
    gp_answer_scene_close(&scene);
    answered_close(&it);
}

static gp_trial trial_in(const char *case_id, gp_departures departures, const gp_supposition *supposition)
{
    answered it;
    gp_answer_scene scene;
    gp_trial trial;
    show(case_id, departures, (shown){true, true}, &it);
    cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
    cr_assert_eq(gp_try_supposition(&scene, supposition, &trial), GP_OK);
    gp_answer_scene_close(&scene);
    answered_close(&it);
    return trial;
}

/* It fits the same mistake in a network of other layers, says nothing where there is none to move, and is refuted by a right
   answer and by another mistake. */
Test(suppose, in_another_answer)
{
    gp_terms terms = {0};
    gp_relative da = gp_relative_of(GP_ACTIVATION_GRADIENT, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE), slope = da;
    slope.quantity = GP_SLOPE;
    const gp_term *one = gp_term_operand(&terms, da), *other = gp_term_operand(&terms, slope),
                  *right = gp_term_of_two(&terms, GP_TERM_TIMES, one, other);
    const gp_supposition supposition = {GP_DELTA, GP_HIDDEN_LAYERS, right, one};
    const gp_departures mistake = gp_departure_set(GP_HIDDEN_SLOPE_MISSING);
    gp_trial trial = trial_in("deep-regression", mistake, &supposition);
    cr_assert(!trial.refuted && trial.wrong > 100, "%zu", trial.wrong);
    trial = trial_in("hello", GP_TEXTBOOK, &supposition);
    cr_assert(!trial.refuted && trial.wrong == 0);
    cr_assert(trial_in("square", GP_TEXTBOOK, &supposition).refuted);
    cr_assert(trial_in("square", gp_departure_set(GP_RAW_ERROR_HANDED_DOWN), &supposition).refuted);
    gp_terms_free(&terms);
}

Test(suppose, without_memory)
{
    answered it;
    gp_answer_scene scene;
    show("samsel-general", gp_departure_set(GP_HIDDEN_SLOPE_MISSING), (shown){true, false}, &it);
    cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
    bool failed = true;
    size_t refused = 0;
    for (size_t allocation = 0; failed; allocation += 5) {
        gp_suppositions found;
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        const gp_status status = gp_search_suppositions(&scene, &found);
        failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(status, failed ? GP_NO_MEMORY : GP_OK, "%zu", allocation);
        refused += failed;
        gp_suppositions_free(&found);
        cr_assert_eq(memory_blocks(), blocks, "%zu", allocation);
    }
    cr_assert_gt(refused, 10);
    gp_answer_scene_close(&scene);
    answered_close(&it);
}
