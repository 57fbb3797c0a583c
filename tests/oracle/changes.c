#define _POSIX_C_SOURCE 200809L /* for open_memstream() */
#include "oracle/changes.h"

#include "support/golden_cases.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct found {
    gp_case the_case;
    gp_terms terms;
    gp_step_formula formula;
    gp_change_list changes;
} found;

/* The changes of a formula of deep-regression, whose last layer is layer 4; with all quantities known, or none. */
static void find(gp_quantity quantity, size_t layer, bool known, found *it)
{
    bool all[gp_quantity_count];
    memset(all, known, sizeof all);
    *it = (found){0};
    golden_case_open("deep-regression", &it->the_case);
    it->formula = gp_step_formula_make(&it->terms, &it->the_case.problem, quantity, layer, all);
    const bool shared = layer > 0 && it->the_case.problem.layers[layer - 1].shape.bias == GP_BIAS_SHARED;
    cr_assert(gp_changes_find(&it->terms, quantity, layer == 4, shared, &it->formula, &it->changes));
}

static void leave(found *it)
{
    gp_changes_free(&it->changes);
    gp_terms_free(&it->terms);
    gp_case_close(&it->the_case);
}

static const gp_change *change_with(const found *it, const char *words)
{
    for (size_t k = 0; k < it->changes.count; k++) {
        char *text;
        size_t length;
        FILE *stream = open_memstream(&text, &length);
        cr_assert_not_null(stream);
        gp_term_write(stream, it->changes.items[k].term);
        fclose(stream);
        const bool same = strcmp(text, words) == 0;
        free(text);
        if (same)
            return &it->changes.items[k];
    }
    return NULL;
}

static void check_change(const found *it, const char *words, gp_change_kind kind)
{
    const gp_change *change = change_with(it, words);
    cr_assert(change, "no %s", words);
    cr_assert_eq(change->kind, kind, "%s: kind %d", words, (int)change->kind);
}

static bool differ(const double *one, const double *other)
{
    for (size_t p = 0; p < gp_probe_count; p++)
        if (isnan(one[p]) != isnan(other[p]) || fabs(one[p] - other[p]) > 9e-11 * fabs(one[p]))
            return true;
    return false;
}

/* Any two changes give different numbers, the kinds come in their order, and there are some hundred of each formula. */
Test(changes, are_distinct)
{
    for (int q = 0; q < GP_EPOCH_ERROR; q++)
        for (size_t layer = 1; layer <= 4; layer++) {
            found it;
            const bool of_outputs = q == GP_OUTPUT_LOSS || q == GP_SAMPLE_LOSS;
            if ((of_outputs != (layer == 4) && of_outputs) || gp_quantities[q].is_moment ||
                gp_quantities[q].stage == GP_AT_CLIPPING)
                continue;
            find((gp_quantity)q, q == GP_INPUT_GRADIENT ? 0 : layer, layer % 2, &it);
            for (size_t k = 0; k < it.changes.count; k++) {
                for (size_t other = 0; other < k; other++)
                    cr_assert(differ(it.changes.items[other].probes, it.changes.items[k].probes),
                              "%s: %zu and %zu, %.17g and %.17g", gp_quantities[q].name, other, k,
                              it.changes.items[other].probes[0], it.changes.items[k].probes[0]);
                cr_assert(k == 0 || it.changes.items[k].kind >= it.changes.items[k - 1].kind);
            }
            cr_assert(it.changes.count > 10 && it.changes.count < 3000, "%s of layer %zu: %zu", gp_quantities[q].name, layer,
                      it.changes.count);
            leave(&it);
        }
}

/* Of a velocity, and of the change that it makes. */
Test(changes, of_a_velocity)
{
    bool all[gp_quantity_count];
    memset(all, true, sizeof all);
    for (gp_quantity quantity = GP_WEIGHT_VELOCITY; quantity <= GP_BIAS_CHANGE; quantity++) {
        found it = {0};
        golden_case_open(gp_rule_has(GP_MOMENTUM, GP_CLIP_NONE, quantity) ? "momentum" : "adam", &it.the_case);
        it.formula = gp_step_formula_make(&it.terms, &it.the_case.problem, quantity, 1, all);
        cr_assert(gp_changes_find(&it.terms, quantity, false, false, &it.formula, &it.changes));
        if (quantity == GP_WEIGHT_VELOCITY) {
            check_change(&it, "dW_ji", GP_CHANGE_OPERAND);
            check_change(&it, "-momentum ((velocity of W_ji) of the step before) + dW_ji", GP_CHANGE_FACTOR);
            check_change(&it, "((velocity of W_ji) of the step before) + dW_ji", GP_CHANGE_FACTOR);
            check_change(&it, "rate (momentum ((velocity of W_ji) of the step before) + dW_ji)", GP_CHANGE_FACTOR);
        }
        if (quantity == GP_BIAS_CHANGE)
            check_change(&it, "-rate db_j", GP_CHANGE_OPERAND);
        cr_assert(it.changes.count > 10, "%s: %zu", gp_quantities[quantity].name, it.changes.count);
        leave(&it);
    }
}

Test(changes, of_a_weight_gradient)
{
    found it;
    find(GP_WEIGHT_GRADIENT, 2, true, &it);
    check_change(&it, "Σ delta_j z_i", GP_CHANGE_OPERAND);
    check_change(&it, "Σ delta_j (x_i, 0 past the end)", GP_CHANGE_OPERAND);
    check_change(&it, "Σ delta_j (a_i of layer 1, 0 past the end)", GP_CHANGE_OPERAND);
    check_change(&it, "Σ delta_j (a_i of the layer two below, 0 past the end)", GP_CHANGE_OPERAND);
    check_change(&it, "Σ (delta_j of the layer two above, 0 past the end) a_i", GP_CHANGE_OPERAND);
    check_change(&it, "Σ W_ji a_i", GP_CHANGE_OPERAND);
    check_change(&it, "Σ delta_j W_ji", GP_CHANGE_OPERAND);
    check_change(&it, "Σ (delta_j / f'(z_j)) a_i", GP_CHANGE_OPERAND);
    check_change(&it, "Σ delta_j a_i-1", GP_CHANGE_INDEX);
    check_change(&it, "Σ (delta_i of this layer, 0 past the end) a_i", GP_CHANGE_OPERAND);
    check_change(&it, "Σ delta_j (a_j of the layer below, 0 past the end)", GP_CHANGE_OPERAND);
    check_change(&it, "Σ (delta_l with l the number of the layer, 0 past the end) a_i", GP_CHANGE_INDEX);
    check_change(&it, "Σ delta_j (a_i of the step before)", GP_CHANGE_TIME);
    check_change(&it, "Σ delta_j (a_i of the sample before)", GP_CHANGE_SAMPLE);
    check_change(&it, "-Σ delta_j a_i", GP_CHANGE_FACTOR);
    check_change(&it, "rate Σ delta_j a_i", GP_CHANGE_FACTOR);
    check_change(&it, "Σ (delta_j + a_i)", GP_CHANGE_OPERATOR);
    check_change(&it, "Σ (last term only) delta_j a_i", GP_CHANGE_SUM);
    check_change(&it, "the sum over this step and all before it of Σ delta_j a_i", GP_CHANGE_HISTORY);
    check_change(&it, "Σ (delta_j of layer j, 0 past the end) a_i", GP_CHANGE_INDEX);
    check_change(&it, "Σ delta_j (a_i of layer i-1, 0 past the end)", GP_CHANGE_INDEX);
    check_change(&it, "Σ a_i / delta_j", GP_CHANGE_FACTOR);
    check_change(&it, "Σ (1 - delta_j a_i)", GP_CHANGE_FACTOR);
    check_change(&it, "Σ (largest term only) delta_j a_i", GP_CHANGE_SUM);
    check_change(&it, "(Σ delta_j a_i) - (dW_ji of the step before)", GP_CHANGE_HISTORY);
    /* What is the same is not there: twice in two ways, the right formula itself, and a number made of itself. */
    cr_assert_null(change_with(&it, "Σ delta_j (2 a_i)"));
    cr_assert_null(change_with(&it, "Σ a_i delta_j"));
    cr_assert_null(change_with(&it, "Σ delta_j a_i"));
    cr_assert_null(change_with(&it, "dW_ji"));
    leave(&it);
}

/* Of a mean, whose share is a factor of each term; of a product that another operator tears apart, or takes a factor of; of a
   sum that does not begin anew, or overwrites what it begins with; of a square. */
Test(changes, of_other_formulas)
{
    found it = {0};
    bool all[gp_quantity_count];
    memset(all, true, sizeof all);
    golden_case_open("minibatch-mean", &it.the_case);
    it.formula = gp_step_formula_make(&it.terms, &it.the_case.problem, GP_WEIGHT_GRADIENT, 1, all);
    cr_assert(gp_changes_find(&it.terms, GP_WEIGHT_GRADIENT, false, false, &it.formula, &it.changes));
    check_change(&it, "Σ (1 / (samples of the step) + delta_j a_i)", GP_CHANGE_OPERATOR);
    check_change(&it, "Σ ((1 / (samples of the step)) delta_j - a_i)", GP_CHANGE_OPERATOR);
    leave(&it);
    find(GP_ACTIVATION_GRADIENT, 4, true, &it);
    check_change(&it, "2 + (loss factor) (a_j - t_j)", GP_CHANGE_OPERATOR);
    check_change(&it, "(loss factor) - 2 (a_j - t_j)", GP_CHANGE_OPERATOR);
    check_change(&it, "(loss factor) / (2 (a_j - t_j))", GP_CHANGE_OPERATOR);
    leave(&it);
    find(GP_WEIGHT_CHANGE, 2, true, &it);
    check_change(&it, "-rate (dW_ji + W_ji)", GP_CHANGE_OPERATOR);
    leave(&it);
    find(GP_BIAS_CHANGE, 2, true, &it);
    check_change(&it, "-rate (db_j - b_j)", GP_CHANGE_OPERATOR);
    leave(&it);
    all[GP_WEIGHT_CHANGE] = false;
    it = (found){0};
    golden_case_open("minibatch-mean", &it.the_case);
    it.formula = gp_step_formula_make(&it.terms, &it.the_case.problem, GP_WEIGHT, 1, all);
    cr_assert(gp_changes_find(&it.terms, GP_WEIGHT, false, false, &it.formula, &it.changes));
    check_change(&it, "(W_ji / rate) dW_ji", GP_CHANGE_OPERATOR);
    leave(&it);
    find(GP_NET_INPUT, 2, true, &it);
    check_change(&it, "(Σ_i (W_jj, 0 past the end) a_i) + b_j", GP_CHANGE_INDEX);
    check_change(&it, "(Σ_i (W_ii, 0 past the end) a_i) + b_j", GP_CHANGE_INDEX);
    check_change(&it, "(Σ_i W_ji a_i) + (b_j of layer j, 0 past the end)", GP_CHANGE_INDEX);
    check_change(&it, "(Σ_i (W_ji of layer i, 0 past the end) a_i) + b_j", GP_CHANGE_INDEX);
    check_change(&it, "(Σ_i W_ji (a_j left over from the sample before, 0 at first)) + b_j", GP_CHANGE_SAMPLE);
    check_change(&it, "Σ_i (last term only) W_ji a_i", GP_CHANGE_SUM);
    check_change(&it, "(Σ_i W_ji a_i) + b_j + (z_j of the sample before)", GP_CHANGE_HISTORY);
    leave(&it);
    find(GP_OUTPUT_LOSS, 4, true, &it);
    check_change(&it, "(loss factor) ((a_j - t_j)^2 (a_j - t_j))", GP_CHANGE_FACTOR);
    leave(&it);
}

Test(changes, without_memory)
{
    found it;
    find(GP_BIAS_CHANGE, 1, true, &it);
    gp_changes_free(&it.changes);
    const size_t blocks = memory_blocks();
    bool done = false;
    for (size_t allocation = 0; !done; allocation++) {
        gp_terms terms = {0};
        memory_fail_at(allocation);
        done = gp_changes_find(&terms, GP_BIAS_CHANGE, false, false, &it.formula, &it.changes);
        const bool failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(done, !failed, "allocation %zu", allocation);
        gp_changes_free(&it.changes);
        gp_terms_free(&terms);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", allocation);
    }
    leave(&it);
}
