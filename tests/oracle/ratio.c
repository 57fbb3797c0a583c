#include "oracle/ratio.h"

#include "oracle/conventions.h"
#include "oracle/golden_answer.h"
#include "oracle/judge.h"
#include "oracle/tolerance.h"

#include <criterion/criterion.h>
#include <math.h>

/* The ratio of the first finding of a mistake. */
static void check_ratio(const char *id, gp_departure departure, gp_quantity quantity, const char *wanted)
{
    answered it;
    char text[64];
    answered_open(id, gp_departure_set(departure), &it);
    answered_judge(&it);
    const gp_finding *first = &it.report.findings[0];
    cr_assert_eq(it.the_case.expectations[first->index].place.quantity, quantity, "%s: %s", id, wanted);
    cr_assert_eq(first->ratio.count > 0, *wanted != 0, "%s: %s", id, wanted);
    if (*wanted)
        cr_assert_str_eq(gp_factor_text(&first->ratio.factor, text), wanted);
    answered_close(&it);
}

/* What is a constant times what is expected is told as such: in words where it is a size of the problem. */
Test(ratio, of_mistakes)
{
    check_ratio("minibatch-mean", GP_LOSS_SLOPE_HALVED, GP_ACTIVATION_GRADIENT, "0.5");
    check_ratio("online-samples", GP_LOSS_SLOPE_DOUBLED, GP_ACTIVATION_GRADIENT, "2");
    check_ratio("minibatch-mean", GP_SUM_FOR_MEAN, GP_WEIGHT_GRADIENT, "batch");
    check_ratio("deep-regression", GP_MEAN_FOR_SUM, GP_WEIGHT_GRADIENT, "1/batch");
    check_ratio("online-samples", GP_RATE_TWICE, GP_WEIGHT_CHANGE, "rate");
    check_ratio("minibatch-mean", GP_GRADIENT_ASCENT, GP_WEIGHT_CHANGE, "-1");
    check_ratio("minibatch-mean", GP_RATE_MISSING, GP_WEIGHT_CHANGE, "1.25");
    check_ratio("minibatch-mean", GP_HIDDEN_WEIGHTS_FROZEN, GP_WEIGHT_CHANGE, "0");
    check_ratio("minibatch-mean", GP_HIDDEN_SLOPE_MISSING, GP_DELTA, "");
    check_ratio("minibatch-mean", GP_OUTPUT_SLOPE_MISSING, GP_DELTA, "");
}

/* One number that has another factor, and there is none. */
Test(ratio, of_all_but_one)
{
    answered it;
    answered_open("minibatch-mean", gp_departure_set(GP_LOSS_SLOPE_HALVED), &it);
    const gp_place odd = {.quantity = GP_ACTIVATION_GRADIENT, .step = 1, .sample = 2, .layer = 2, .unit = 1};
    answer_set(&it.the_case, &odd, answer_at(&it.the_case, &it.answer, &odd) * 3, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.findings[0].ratio.count, 0);
    answered_close(&it);
}

/* Numbers of one kind, made up: the i-th is expected to be 8 + i, give or take (1 + i)/8. The case has three batches an epoch,
   of which the last is a single one of its five samples, three outputs, and the rate 0.3. */
typedef struct made_up {
    answered it;
    gp_place kind;
    size_t of_kind[100], count; /* where they stand among all numbers */
} made_up;

static void make_up(gp_quantity quantity, size_t layer, made_up *some)
{
    *some = (made_up){.kind = {.quantity = quantity, .layer = layer}};
    answered *it = &some->it;
    answered_open("softmax-minibatch", GP_TEXTBOOK, it);
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        const gp_place *place = &it->the_case.expectations[k].place;
        if (place->quantity != quantity || place->layer != layer)
            continue;
        const size_t i = some->count++;
        cr_assert_leq(some->count, sizeof some->of_kind / sizeof *some->of_kind);
        some->of_kind[i] = k;
        it->shadow.seen[k] = it->answer.present[k] = true;
        it->shadow.predicted[k] = 8 + i;
        it->shadow.tolerance[k] = (double)(1 + i) / 8;
        it->answer.values[k] = 8 + (double)i;
    }
    cr_assert_geq(some->count, 3);
}

/* Makes all of them so many times what is expected of them. */
static void multiply(made_up *some, const gp_factor *factor, double sign)
{
    for (size_t i = 0; i < some->count; i++) {
        const size_t k = some->of_kind[i];
        const size_t step = some->it.the_case.expectations[k].place.step;
        some->it.answer.values[k] =
            sign * gp_factor_at(factor, &some->it.the_case.problem, step) * (double)some->it.shadow.predicted[k];
    }
}

/* Makes their tolerances small, so that no other factor fits by chance. */
static void make_precise(made_up *some)
{
    for (size_t i = 0; i < some->count; i++)
        some->it.shadow.tolerance[some->of_kind[i]] = 1e-12;
}

static gp_ratio ratio_of(const made_up *some)
{
    return gp_find_ratio(&some->it.the_case, &some->it.answer, &some->it.shadow, &some->kind);
}

/* All of them have one factor, whose number is so much. */
static void check_number(const made_up *some, double number)
{
    const gp_ratio ratio = ratio_of(some);
    cr_assert_eq(ratio.count, some->count, "times %g: expected %zu numbers, found %zu", number, some->count, ratio.count);
    cr_assert_eq(gp_factor_at(&ratio.factor, &some->it.the_case.problem, 0), number);
}

static void check_none(const made_up *some)
{
    const gp_ratio ratio = ratio_of(some);
    cr_assert(ratio.count == 0 && ratio.factor.number == 0);
}

/* Each usual factor with either sign, in batches of two sizes. Some are the same here, as half of the outputs and the samples
   by the rate are: what counts is the value at each step. */
Test(ratio, of_usual_factors)
{
    char text[64];
    made_up some;
    make_up(GP_WEIGHT_GRADIENT, 1, &some);
    make_precise(&some);
    for (size_t which = 0; which < gp_usual_factor_count; which++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            const gp_factor factor = gp_usual_factor(which);
            multiply(&some, &factor, sign);
            const gp_ratio ratio = ratio_of(&some);
            if (which == 0 && sign == 1) {
                check_none(&some);
                continue;
            }
            cr_assert_eq(ratio.count, some.count, "%d * %s", sign, gp_factor_text(&factor, text));
            for (size_t step = 0; step < 3; step++) {
                gp_factor found = ratio.factor;
                found.number = fabs(found.number);
                cr_assert_float_eq(gp_factor_at(&found, &some.it.the_case.problem, step),
                                   gp_factor_at(&factor, &some.it.the_case.problem, step), 1e-15);
            }
            cr_assert_eq(ratio.factor.number < 0, sign < 0);
        }
    multiply(&some, &(gp_factor){.number = 0.5, .powers = {1, 0, 1, 1}}, -1);
    cr_assert_str_eq(gp_factor_text(&(gp_factor){ratio_of(&some).factor.number, {1, 0, 1, 1}}, text),
                     "-0.5*samples*outputs*rate");
    multiply(&some, &(gp_factor){.number = 1, .powers = {-1, 0, -1, 0}}, 1);
    const gp_ratio mean = ratio_of(&some);
    cr_assert_str_eq(gp_factor_text(&mean.factor, text), "1/samples/outputs");
    /* As it is in the first two batches, and twice that in the last, which is half as large. */
    multiply(&some, &(gp_factor){.number = 2, .powers = {0, -1, 0, 0}}, 1);
    const gp_ratio last = ratio_of(&some);
    cr_assert_str_eq(gp_factor_text(&last.factor, text), "2/batch");
    answered_close(&some.it);
}

/* A factor that is not usual is the quotient of the first number. What is 0 has the factor 0, which has no sign. */
Test(ratio, of_any_factor)
{
    static const double numbers[] = {0.40625, -3.25, 7};
    made_up some;
    make_up(GP_DELTA, 1, &some);
    make_precise(&some);
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
        multiply(&some, &(gp_factor){.number = numbers[n]}, 1);
        check_number(&some, numbers[n]);
    }
    multiply(&some, &(gp_factor){.number = 0}, -1);
    check_number(&some, 0);
    cr_assert_not(signbit(ratio_of(&some).factor.number));
    answered_close(&some.it);
    /* The first one has no tolerance, and the others keep within theirs by its quotient only. */
    make_up(GP_DELTA, 1, &some);
    multiply(&some, &(gp_factor){.number = 0.40625}, 1);
    some.it.shadow.tolerance[some.of_kind[0]] = 0;
    for (size_t i = 1; i < some.count; i++)
        some.it.answer.values[some.of_kind[i]] += 2 * (double)some.it.shadow.tolerance[some.of_kind[i]];
    check_number(&some, 0.40625);
    some.it.answer.values[some.of_kind[0]] = INFINITY;
    check_none(&some);
    /* A quotient that no number is large enough for is no factor. */
    for (size_t i = 0; i < some.count; i++) {
        some.it.shadow.predicted[some.of_kind[i]] = 1e-300;
        some.it.shadow.tolerance[some.of_kind[i]] = 1;
        some.it.answer.values[some.of_kind[i]] = 1e300;
    }
    check_none(&some);
    answered_close(&some.it);
    /* The same, where the first number is that of the case. */
    make_up(GP_WEIGHT, 1, &some);
    multiply(&some, &(gp_factor){.number = 0.40625}, 1);
    some.it.shadow.tolerance[0] = 0;
    for (size_t i = 1; i < some.count; i++)
        some.it.answer.values[some.of_kind[i]] += 2 * (double)some.it.shadow.tolerance[some.of_kind[i]];
    check_number(&some, 0.40625);
    answered_close(&some.it);
}

/* A number may be off by two tolerances, times the factor where this is more than 1; by no more. */
Test(ratio, tolerance)
{
    static const double factors[] = {2, 0.5, -2};
    made_up some;
    make_up(GP_DELTA, 1, &some);
    const size_t odd = some.of_kind[some.count - 1];
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++)
        for (int up = -1; up <= 1; up += 2) {
            const double most = 2 * fmax(1, fabs(factors[f])) * (double)some.it.shadow.tolerance[odd];
            multiply(&some, &(gp_factor){.number = factors[f]}, 1);
            some.it.answer.values[odd] += up * most;
            check_number(&some, factors[f]);
            some.it.answer.values[odd] += up * most / 64;
            check_none(&some);
        }
    /* What is as expected, give or take, has no factor. */
    multiply(&some, &(gp_factor){.number = 1}, 1);
    some.it.answer.values[some.of_kind[0]] += 0.125;
    check_none(&some);
    answered_close(&some.it);
}

/* Of a kind are the first number of a case as well as the last one. Those of no other kind count, nor those that are missing,
   that the shadow has not seen, or of which 0 is expected. Two are enough. */
Test(ratio, of_which_numbers)
{
    made_up some;
    make_up(GP_WEIGHT, 1, &some);
    cr_assert_eq(some.of_kind[0], 0);
    multiply(&some, &(gp_factor){.number = 2}, 1);
    check_number(&some, 2);
    some.it.answer.values[0] *= 3;
    check_none(&some);
    some.it.answer.present[0] = false;
    some.count--;
    check_number(&some, 2);
    some.it.answer.present[0] = true;
    some.it.shadow.seen[0] = false;
    check_number(&some, 2);
    some.it.shadow.seen[0] = true;
    some.it.shadow.predicted[0] = 0;
    check_number(&some, 2);
    some.it.shadow.predicted[0] = 1;
    some.it.answer.values[0] = 2;
    some.count++;
    check_number(&some, 2);
    for (size_t i = 1; i < some.count; i++)
        some.it.answer.present[some.of_kind[i]] = i == 1;
    cr_assert_eq(ratio_of(&some).count, 2);
    some.it.answer.present[some.of_kind[1]] = false;
    check_none(&some);
    /* The first number is the only one that the shadow has seen. */
    for (size_t i = 1; i < some.count; i++) {
        some.it.answer.present[some.of_kind[i]] = i == 1;
        some.it.shadow.seen[some.of_kind[i]] = false;
    }
    check_none(&some);
    answered_close(&some.it);
}

Test(ratio, of_the_last_numbers)
{
    answered it;
    answered_open("softmax-minibatch", GP_TEXTBOOK, &it);
    const gp_place last = it.the_case.expectations[it.the_case.expectation_count - 1].place;
    answered_close(&it);
    made_up some;
    make_up(last.quantity, last.layer, &some);
    const size_t k = some.it.the_case.expectation_count - 1;
    cr_assert_eq(some.of_kind[some.count - 1], k);
    multiply(&some, &(gp_factor){.number = 2}, 1);
    check_number(&some, 2);
    some.it.answer.values[k] *= 3;
    check_none(&some);
    answered_close(&some.it);
}

/* Where the shadow has seen none of them, or they have no factor by it, they are held against the case: each against its own
   number, with the tolerance of that, and of how it is written. */
Test(ratio, against_the_case)
{
    for (int seen = 0; seen <= 1; seen++) {
        made_up some;
        make_up(GP_DELTA, 2, &some);
        some.it.shadow.seen[0] = true; /* of another kind */
        for (size_t i = 0; i < some.count; i++) {
            const size_t k = some.of_kind[i];
            some.it.shadow.seen[k] = seen;
            some.it.shadow.tolerance[k] = 0;
            some.it.answer.values[k] = -2 * (double)gp_number_long(some.it.the_case.expectations[k].exact);
        }
        check_number(&some, -2);
        const size_t odd = some.of_kind[some.count - 1];
        const gp_expectation *expectation = &some.it.the_case.expectations[odd];
        const double right = some.it.answer.values[odd],
                     tolerance = (double)gp_tolerance(expectation, gp_unit_roundoff(some.it.answer.precision));
        some.it.answer.values[odd] = right + 3.75 * tolerance;
        check_number(&some, -2);
        some.it.answer.values[odd] = right + 4.25 * tolerance;
        check_none(&some);
        some.it.answer.coarse[odd] = 0.001;
        some.it.answer.values[odd] = right + 0.0039;
        check_number(&some, -2);
        some.it.answer.values[odd] = right + 0.0041;
        check_none(&some);
        answered_close(&some.it);
    }
}
