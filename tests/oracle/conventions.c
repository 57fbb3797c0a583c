#include "oracle/conventions.h"

#include "oracle/golden_answer.h"
#include "oracle/judge.h"

#include <criterion/criterion.h>

/* A correct answer, changed as a convention has it, is found to pass; and the convention is found out. */
static void check_found(const char *id, void (*change)(const gp_case *, gp_answer *), gp_convention convention, double value)
{
    answered it;
    answered_open(id, GP_TEXTBOOK, &it);
    cr_assert(it.answer.customs[convention].value != value);
    change(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert(it.report.passed, "%s: %zu right of %zu", id, it.report.standings[GP_RIGHT], it.report.expected);
    cr_assert_float_eq(it.answer.customs[convention].value, value, 1e-12);
    cr_assert_not(it.answer.customs[convention].declared);
    answered_close(&it);
}

static void scale(const gp_case *the_case, gp_answer *answer, gp_quantity quantity, double factor)
{
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == quantity)
            answer->values[k] *= factor;
}

static void negate_deltas(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_ACTIVATION_GRADIENT, -1);
    scale(the_case, answer, GP_DELTA, -1);
    scale(the_case, answer, GP_INPUT_GRADIENT, -1);
}

static void negate_gradients(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_WEIGHT_GRADIENT, -1);
    scale(the_case, answer, GP_BIAS_GRADIENT, -1);
}

static void negate_both(const gp_case *the_case, gp_answer *answer)
{
    negate_deltas(the_case, answer);
    negate_gradients(the_case, answer);
}

Test(conventions, signs)
{
    check_found("samsel-textbook", negate_deltas, GP_DELTA_SIGN, -1);
    check_found("minibatch-mean", negate_gradients, GP_GRADIENT_SIGN, -1);
    check_found("online-samples", negate_both, GP_DELTA_SIGN, -1);
    check_found("online-samples", negate_both, GP_GRADIENT_SIGN, -1);
}

/* Deltas alone: of the sign of gradients that are not there nothing is said. */
static void keep_negated_deltas(const gp_case *the_case, gp_answer *answer)
{
    negate_deltas(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        answer->present[k] = the_case->expectations[k].place.quantity == GP_DELTA;
}

Test(conventions, sign_of_what_is_not_there)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    keep_negated_deltas(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert(it.report.passed);
    cr_assert(it.answer.customs[GP_DELTA_SIGN].value == -1 && it.answer.customs[GP_GRADIENT_SIGN].value == 1);
    answered_close(&it);
}

/* Of the shares alone: the loss itself keeps its factor. */
static void halve_output_losses(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_OUTPUT_LOSS, 0.5);
}

static void halve_losses(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_SAMPLE_LOSS, 0.5);
}

static void add_errors_up(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_EPOCH_ERROR, 10); /* five samples with two outputs */
}

static void average_errors(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_EPOCH_ERROR, 0.25); /* four samples */
}

Test(conventions, factors)
{
    check_found("samsel-textbook", halve_losses, GP_LOSS_FACTOR, 0.5);
    check_found("samsel-general", halve_output_losses, GP_OUTPUT_LOSS_FACTOR, 0.5);
    check_found("minibatch-mean", add_errors_up, GP_ERROR_FACTOR, 10);
    check_found("online-samples", average_errors, GP_ERROR_FACTOR, 0.25);
}

static void check_factor(gp_convention convention, gp_quantity quantity, double factor, bool found)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    scale(&it.the_case, &it.answer, quantity, factor);
    answered_judge(&it);
    cr_expect_eq(it.report.passed, found, "%s times %g", gp_quantities[quantity].name, factor);
    cr_expect_float_eq(it.answer.customs[convention].value, found ? factor : 1, 1e-12, "%s times %g",
                       gp_quantities[quantity].name, factor);
    answered_close(&it);
}

/* docs/oracle.md: 2 or 1/2, the number of outputs (here 2), of samples (5), or of both, the inverse of one of these, or such a
   number times 2 or 1/2. No other factor is a convention. */
Test(conventions, every_factor)
{
    static const double sizes[] = {1, 2, 5, 10}, halves[] = {1, 2, 0.5}, others[] = {3, 7, 0.3, -1, 25, 1.5};
    for (size_t s = 0; s < 4; s++)
        for (size_t h = 0; h < 3; h++) {
            check_factor(GP_LOSS_FACTOR, GP_SAMPLE_LOSS, halves[h] * sizes[s], true);
            check_factor(GP_LOSS_FACTOR, GP_SAMPLE_LOSS, halves[h] / sizes[s], true);
            check_factor(GP_OUTPUT_LOSS_FACTOR, GP_OUTPUT_LOSS, halves[h] * sizes[s], true);
            check_factor(GP_ERROR_FACTOR, GP_EPOCH_ERROR, halves[h] * sizes[s], true);
            check_factor(GP_ERROR_FACTOR, GP_EPOCH_ERROR, halves[h] / sizes[s], true);
        }
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        check_factor(GP_LOSS_FACTOR, GP_SAMPLE_LOSS, others[k], false);
        check_factor(GP_ERROR_FACTOR, GP_EPOCH_ERROR, others[k], false);
    }
}

/* All matrices of this case are square: nothing but the numbers tells which way they lie. */
static void transpose(const gp_case *the_case, gp_answer *answer)
{
    answer->square_only = true;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        gp_place place = the_case->expectations[k].place, mirror = place;
        if (gp_quantities[place.quantity].extent != GP_EACH_WEIGHT || place.unit >= place.input)
            continue;
        mirror.unit = place.input;
        mirror.input = place.unit;
        const double value = answer_at(the_case, answer, &place);
        answer_set(the_case, &place, answer_at(the_case, answer, &mirror), answer);
        answer_set(the_case, &mirror, value, answer);
    }
}

static void transpose_gradients_only(const gp_case *the_case, gp_answer *answer)
{
    transpose(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == GP_WEIGHT)
            answer->present[k] = false;
}

static void transpose_changes_only(const gp_case *the_case, gp_answer *answer)
{
    transpose_gradients_only(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == GP_WEIGHT_GRADIENT)
            answer->present[k] = false;
}

/* What a convention is about: the sign of da, delta and dx; the sign of gradients; a factor of losses. */
Test(conventions, numbers)
{
    static const struct {
        gp_convention convention;
        gp_quantity quantities[3];
        size_t count;
    } about[] = {
        {GP_DELTA_SIGN, {GP_ACTIVATION_GRADIENT, GP_DELTA, GP_INPUT_GRADIENT}, 3},
        {GP_GRADIENT_SIGN, {GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT}, 2},
        {GP_LOSS_FACTOR, {GP_SAMPLE_LOSS}, 1},
        {GP_OUTPUT_LOSS_FACTOR, {GP_OUTPUT_LOSS}, 1},
        {GP_ERROR_FACTOR, {GP_EPOCH_ERROR}, 1},
        {GP_TRANSPOSED, {0}, 0},
    };
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    for (size_t a = 0; a < sizeof about / sizeof *about; a++)
        for (gp_quantity quantity = 0; quantity <= GP_EPOCH_ERROR; quantity++) {
            bool expected = false;
            for (size_t q = 0; q < about[a].count; q++)
                expected |= about[a].quantities[q] == quantity;
            for (size_t k = 0; k < it.the_case.expectation_count; k++)
                it.answer.present[k] = it.the_case.expectations[k].place.quantity == quantity;
            cr_assert_eq(gp_has_numbers_of(&it.the_case, &it.answer, about[a].convention), expected, "%s: %s",
                         gp_convention_names[about[a].convention], gp_quantities[quantity].name);
        }
    answered_close(&it);
}

Test(conventions, square_matrices)
{
    check_found("square", transpose, GP_TRANSPOSED, -1);
    check_found("square", transpose_gradients_only, GP_TRANSPOSED, -1);
    check_found("square", transpose_changes_only, GP_TRANSPOSED, -1);
}

/* A factor that not all losses have is no convention. */
Test(conventions, one_odd_loss)
{
    answered it;
    answered_open("online-samples", GP_TEXTBOOK, &it);
    const gp_place odd = {.quantity = GP_SAMPLE_LOSS, .step = 2, .sample = 2};
    answer_set(&it.the_case, &odd, answer_at(&it.the_case, &it.answer, &odd) / 2, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert(it.answer.customs[GP_LOSS_FACTOR].value == 1);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_eq(gp_place_compare(&it.the_case.expectations[it.report.findings[0].index].place, &odd), 0);
    answered_close(&it);
}

/* A factor is found out also where a mistake keeps the losses from being what the case says: with the mistake, they have it. */
Test(conventions, factor_beside_a_mistake)
{
    answered it;
    answered_open("online-samples", gp_departure_set(GP_TARGETS_REVERSED), &it);
    halve_losses(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert_eq(it.report.explanations[0], gp_departure_set(GP_TARGETS_REVERSED));
    cr_assert(it.answer.customs[GP_LOSS_FACTOR].value == 0.5);
    answered_close(&it);
}
