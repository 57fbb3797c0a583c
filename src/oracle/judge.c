#include "oracle/judge.h"

#include "oracle/conventions.h"
#include "oracle/diagnose.h"
#include "oracle/digits.h"
#include "oracle/given.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The signs that an answer can have: of its deltas, of its gradients, of its biases. */
typedef struct signs {
    double delta, gradient, bias;
} signs;

static const signs all_signs[] = {{1, 1, 1},  {-1, -1, 1},  {-1, 1, 1},  {1, -1, 1},
                                  {1, 1, -1}, {-1, -1, -1}, {-1, 1, -1}, {1, -1, -1}};

/* As many as %g prints. */
enum { fewest_digits_to_explain = 6 };

enum { sign_count = sizeof all_signs / sizeof *all_signs, most_views = 2 * sign_count };

/* An answer, taken in one way: with some signs, which bring its values into those of the case, and with the slopes at kinks
   from one side. */
typedef struct view {
    gp_answer answer; /* its values are its own, all else is borrowed */
    size_t wrong;     /* how many numbers are not right */
} view;

/* The work of judging. */
typedef struct judgement {
    const gp_case *the_case;
    gp_shadow shadow;
    view views[most_views];
    size_t view_count;
    double *values, *coarse; /* of all views */
} judgement;

/* Whether a number is other than what follows from the answer's own numbers. */
static bool breaks_off(const judgement *at, const gp_answer *answer, size_t k)
{
    return answer->present[k] && at->shadow.seen[k] && !gp_shadow_agrees(&at->shadow, k, answer->values[k], 1);
}

static bool is_exact(const judgement *at, const gp_answer *answer, size_t k)
{
    return gp_is_right(&at->the_case->expectations[k], answer->precision, answer->values[k], answer->coarse[k]);
}

/* Who takes the slope at a kink from the right makes another run than the case, in which a number is right that follows from
   the numbers before it. */
static bool is_right(const judgement *at, const gp_answer *answer, size_t k)
{
    const bool other_run = at->shadow.at_kink && answer->customs[GP_KINK_SIDE].value < 0;
    return other_run && at->shadow.seen[k] ? !breaks_off(at, answer, k) : is_exact(at, answer, k);
}

static size_t count_wrong(const judgement *at, const gp_answer *answer)
{
    size_t wrong = 0;
    for (size_t k = 0; k < at->shadow.count; k++)
        wrong += answer->present[k] && !is_right(at, answer, k);
    return wrong;
}

static size_t count_breaks(const judgement *at, const gp_answer *answer)
{
    size_t count = 0;
    for (size_t k = 0; k < at->shadow.count; k++)
        count += breaks_off(at, answer, k);
    return count;
}

static gp_status run_shadow(judgement *at, const gp_answer *answer)
{
    return gp_shadow_run(at->the_case, answer, at->the_case->problem.departures, &at->shadow);
}

/* Whether an answer can have a sign: the one that it declares; where it declares none, the other one only if it has numbers to
   show it. */
static bool allowed(const gp_custom *custom, double sign, bool has_numbers)
{
    return custom->declared ? custom->value == sign : sign > 0 || has_numbers;
}

/* Takes the answer with some signs and one side of kinks, and finds out its factors. */
static gp_status take(judgement *at, const gp_answer *answer, signs with, double side, size_t *breaks)
{
    const size_t count = at->shadow.count;
    view *taken = &at->views[at->view_count];
    taken->answer = *answer;
    taken->answer.values = at->values + at->view_count * count;
    taken->answer.coarse = at->coarse + at->view_count * count;
    memcpy(taken->answer.values, answer->values, count * sizeof *answer->values);
    memcpy(taken->answer.coarse, answer->coarse, count * sizeof *answer->coarse);
    taken->answer.customs[GP_DELTA_SIGN].value = with.delta;
    taken->answer.customs[GP_GRADIENT_SIGN].value = with.gradient;
    taken->answer.customs[GP_BIAS_SIGN].value = with.bias;
    taken->answer.customs[GP_KINK_SIDE].value = side;
    gp_apply_conventions(at->the_case, &taken->answer);
    const gp_status status = run_shadow(at, &taken->answer);
    if (status != GP_OK)
        return status;
    *breaks = count_breaks(at, &taken->answer);
    gp_settle_factors(at->the_case, &at->shadow, &taken->answer);
    gp_settle_velocity_factor(at->the_case, &taken->answer);
    gp_settle_gradient_factors(at->the_case, &taken->answer);
    taken->wrong = count_wrong(at, &taken->answer);
    at->view_count++;
    return GP_OK;
}

/* Takes the answer with some signs; and once more, with the slopes at kinks from the right, if less of it is other than what
   follows from its own numbers then. */
static gp_status take_with_signs(judgement *at, const gp_answer *answer, signs with)
{
    const gp_custom *side = &answer->customs[GP_KINK_SIDE];
    size_t from_left, from_right;
    gp_status status = take(at, answer, with, side->value, &from_left);
    if (status != GP_OK || side->declared || !at->shadow.at_kink || from_left == 0)
        return status;
    status = take(at, answer, with, -1, &from_right);
    if (status == GP_OK && from_right >= from_left)
        at->view_count--;
    return status;
}

/* First biases that are not what the problem gives may be thresholds. Where there are none, or they are 0, biases are only
   taken for thresholds if nothing is wrong then: a mistake could be mended by that sign. */
static gp_status take_with_all_signs(judgement *at, const gp_answer *answer)
{
    const bool deltas = gp_has_numbers_of(at->the_case, answer, GP_DELTA_SIGN);
    const bool gradients = gp_has_numbers_of(at->the_case, answer, GP_GRADIENT_SIGN);
    const bool sure = answer->customs[GP_BIAS_SIGN].declared;
    const gp_evidence thresholds = sure ? GP_EVIDENCE_FOR : gp_evidence_of_thresholds(at->the_case, answer);
    gp_status status = GP_OK;
    for (size_t k = 0; status == GP_OK && k < sign_count; k++) {
        const signs with = all_signs[k];
        if (!allowed(&answer->customs[GP_DELTA_SIGN], with.delta, deltas) ||
            !allowed(&answer->customs[GP_GRADIENT_SIGN], with.gradient, gradients) ||
            !allowed(&answer->customs[GP_BIAS_SIGN], with.bias, thresholds != GP_EVIDENCE_AGAINST))
            continue;
        const size_t before = at->view_count;
        status = take_with_signs(at, answer, with);
        if (status == GP_OK && at->views[at->view_count - 1].wrong == 0)
            break;
        if (status == GP_OK && with.bias < 0 && thresholds == GP_EVIDENCE_NONE)
            at->view_count = before;
    }
    return status;
}

/* Whether a view takes slopes from the right that it need not: what is wrong in that run cannot be compared with what is wrong
   in the case's own. */
static bool is_of_other_run(const view *taken)
{
    return taken->answer.customs[GP_KINK_SIDE].value < 0 && !taken->answer.customs[GP_KINK_SIDE].declared;
}

/* The view with the fewest wrong numbers. */
static view *best_view(judgement *at)
{
    view *best = &at->views[0];
    for (size_t k = 1; k < at->view_count; k++)
        if (at->views[k].wrong < best->wrong && (at->views[k].wrong == 0 || !is_of_other_run(&at->views[k])))
            best = &at->views[k];
    return best;
}

/* The same view with slopes from the right, where less is wrong so. */
static view *from_right(judgement *at, view *taken)
{
    const bool last = taken == &at->views[at->view_count - 1];
    return last || !is_of_other_run(taken + 1) ? taken : taken + 1;
}

/* The factors of losses and errors, by the shadow of the departures that explain the answer: what is wrong with the outputs has
   kept them from being found out before. */
static gp_status settle_explained(judgement *at, const gp_report *report, view *explained)
{
    const gp_departures departures = gp_departures_toggled(at->the_case->problem.departures, report->explanations[0]);
    const gp_status status = gp_shadow_run(at->the_case, &explained->answer, departures, &at->shadow);
    if (status == GP_OK)
        gp_settle_factors(at->the_case, &at->shadow, &explained->answer);
    return status;
}

/* Looks for sets of so many departures that explain one view. */
static gp_status explain_view(judgement *at, view *taken, size_t together, gp_report *report)
{
    const gp_status status =
        gp_diagnose(at->the_case, &taken->answer, together, &at->shadow, &report->explanations, &report->explanation_count);
    if (status != GP_OK || report->explanation_count == 0)
        return status;
    report->together = together;
    return settle_explained(at, report, taken);
}

/* Whether all that is wrong is written with so few digits that a mistake could pass for another one. Where a number of full
   length is wrong, too, it tells them apart: a short one may be all of itself, such as a rate times a target. */
static bool has_too_few_digits(const judgement *at, const view *taken)
{
    for (size_t k = 0; k < at->shadow.count; k++) {
        const gp_quantity q = at->the_case->expectations[k].place.quantity;
        const bool few = gp_is_coarse(&taken->answer, q) && taken->answer.digits[q] < fewest_digits_to_explain;
        if (!few && taken->answer.present[k] && !is_right(at, &taken->answer, k))
            return false;
    }
    return taken->wrong > 0;
}

/* The view that one departure explains; otherwise the best one, for which pairs are tried as well. */
static gp_status explain(judgement *at, gp_report *report, const view **chosen)
{
    view *best = best_view(at);
    *chosen = best;
    gp_status status = GP_OK;
    report->too_few_digits = has_too_few_digits(at, best);
    if (best->wrong == 0 || report->too_few_digits)
        return status;
    for (size_t k = 0; status == GP_OK && report->explanation_count == 0 && k < at->view_count; k++) {
        status = explain_view(at, &at->views[k], 1, report);
        if (report->explanation_count > 0)
            *chosen = &at->views[k];
    }
    if (status == GP_OK && report->explanation_count == 0)
        status = explain_view(at, best, 2, report);
    if (report->explanation_count == 0)
        *chosen = from_right(at, best);
    return status;
}

static gp_standing stand(const judgement *at, const gp_answer *answer, size_t k)
{
    if ((!answer->present[k] || is_exact(at, answer, k)) && gp_is_given(at->the_case, k))
        return GP_GIVEN;
    if (!answer->present[k])
        return GP_MISSING;
    if (is_right(at, answer, k))
        return GP_RIGHT;
    if (!at->shadow.seen[k])
        return GP_LATER;
    return breaks_off(at, answer, k) ? GP_WRONG : GP_FOLLOWING;
}

/* Where each number stands, by the shadow of the program that the case asks for. */
static gp_status stand_all(judgement *at, const gp_answer *answer, gp_report *report)
{
    const gp_status status = run_shadow(at, answer);
    for (size_t k = 0; status == GP_OK && k < at->shadow.count; k++) {
        report->standing[k] = stand(at, answer, k);
        report->standings[report->standing[k]]++;
        report->by_digits +=
            report->standing[k] == GP_RIGHT && isfinite(answer->values[k]) &&
            gp_is_coarse(answer, at->the_case->expectations[k].place.quantity) &&
            !gp_within_tolerance(&at->the_case->expectations[k], answer->values[k], gp_unit_roundoff(answer->precision));
        report->repeated += answer->present[k] && report->standing[k] == GP_GIVEN;
    }
    report->passed =
        report->standings[GP_RIGHT] > 0 &&
        report->standings[GP_RIGHT] + report->standings[GP_MISSING] + report->standings[GP_GIVEN] == at->shadow.count;
    return status;
}

static void add_finding(const judgement *at, const gp_answer *answer, size_t index, size_t count, gp_report *report)
{
    const gp_expectation *expectation = &at->the_case->expectations[index];
    const long double exact = gp_number_long(expectation->exact);
    const bool own = at->shadow.seen[index] &&
                     !gp_within_tolerance(expectation, at->shadow.predicted[index], gp_unit_roundoff(answer->precision));
    const long double expected = own ? at->shadow.predicted[index] : exact;
    report->findings[report->finding_count++] = (gp_finding){.index = index,
                                                             .count = count,
                                                             .expected = expected,
                                                             .own = own,
                                                             .right_digits = gp_right_digits(expected, answer->values[index])};
}

static bool same_kind(const gp_place *one, const gp_place *other)
{
    return one->quantity == other->quantity && one->layer == other->layer;
}

/* Without an explanation: the wrong numbers of one quantity of one layer are one finding. */
static void find_by_kind(const judgement *at, const gp_answer *answer, gp_report *report)
{
    const gp_expectation *expectations = at->the_case->expectations;
    for (size_t k = 0; k < at->shadow.count; k++) {
        if (report->standing[k] != GP_WRONG)
            continue;
        size_t f = 0;
        while (f < report->finding_count && !same_kind(&expectations[report->findings[f].index].place, &expectations[k].place))
            f++;
        if (f == report->finding_count)
            add_finding(at, answer, k, 0, report);
        report->findings[f].count++;
    }
}

/* The first number that is wrong: not only by following from others, if there is such a one. */
static size_t first_wrong(const gp_report *report, size_t count)
{
    size_t following = count;
    for (size_t k = 0; k < count; k++) {
        if (report->standing[k] == GP_WRONG)
            return k;
        if (following == count && (report->standing[k] == GP_FOLLOWING || report->standing[k] == GP_LATER))
            following = k;
    }
    return following;
}

static bool is_wrong(gp_standing standing)
{
    return standing == GP_FOLLOWING || standing == GP_WRONG || standing == GP_LATER;
}

/* The first wrong number that some departures do not explain; the count where there is none. */
static gp_status first_wrong_beside(judgement *at, const gp_answer *answer, gp_departures departures, const gp_report *report,
                                    size_t *first)
{
    const gp_status status = gp_first_unexplained(at->the_case, answer, departures, &at->shadow, first);
    while (status == GP_OK && *first < at->shadow.count && !is_wrong(report->standing[*first]))
        *first = gp_next_unexplained(at->the_case, answer, &at->shadow, *first + 1);
    return status;
}

/* Two mistakes: each shows where the other one does not explain what is there. What is right by chance shows neither. */
static gp_status find_both(judgement *at, const gp_answer *answer, gp_report *report)
{
    size_t places[2], count = 0;
    for (int d = 0; d < gp_departure_count; d++) {
        if (!gp_departs(report->explanations[0], (gp_departure)d))
            continue;
        const gp_departures alone = gp_departures_toggled(at->the_case->problem.departures, gp_departure_set((gp_departure)d));
        const gp_status status = first_wrong_beside(at, answer, alone, report, &places[count++]);
        if (status != GP_OK)
            return status;
    }
    const gp_status status = run_shadow(at, answer);
    const bool in_order = places[0] <= places[1];
    for (size_t k = 0; k < 2; k++) {
        const size_t place = places[in_order ? k : 1 - k];
        if (place < at->shadow.count)
            add_finding(at, answer, place, 1, report);
    }
    return status;
}

static gp_status find_mistakes(judgement *at, const gp_answer *answer, gp_report *report)
{
    if (report->together == 2)
        return find_both(at, answer, report);
    const size_t first = first_wrong(report, at->shadow.count);
    if (report->together == 1)
        add_finding(at, answer, first, report->standings[GP_WRONG], report);
    else
        find_by_kind(at, answer, report);
    if (report->finding_count == 0 && first < at->shadow.count)
        add_finding(at, answer, first, report->standings[GP_LATER] + report->standings[GP_FOLLOWING], report);
    return GP_OK;
}

static gp_status judge(judgement *at, gp_answer *answer, gp_report *report)
{
    const view *chosen;
    gp_settle_numbering(at->the_case, answer);
    gp_settle_transposition(at->the_case, answer);
    gp_measure_digits(at->the_case, answer);
    gp_status status = take_with_all_signs(at, answer);
    if (status == GP_OK)
        status = explain(at, report, &chosen);
    if (status != GP_OK)
        return status;
    memcpy(answer->values, chosen->answer.values, at->shadow.count * sizeof *answer->values);
    memcpy(answer->coarse, chosen->answer.coarse, at->shadow.count * sizeof *answer->coarse);
    memcpy(answer->customs, chosen->answer.customs, sizeof answer->customs);
    status = stand_all(at, answer, report);
    if (status == GP_OK && !report->passed)
        status = find_mistakes(at, answer, report);
    for (size_t f = 0; status == GP_OK && f < report->finding_count; f++)
        report->findings[f].ratio =
            gp_find_ratio(at->the_case, answer, &at->shadow, &at->the_case->expectations[report->findings[f].index].place);
    return status;
}

gp_status gp_judge(const gp_case *the_case, gp_answer *answer, gp_report *report)
{
    const size_t count = the_case->expectation_count;
    judgement at = {.the_case = the_case,
                    .values = calloc(most_views * count + 1, sizeof *at.values),
                    .coarse = calloc(most_views * count + 1, sizeof *at.coarse)};
    *report = (gp_report){.expected = count,
                          .standing = calloc(count + 1, sizeof *report->standing),
                          .findings = calloc(count + 2, sizeof *report->findings)};
    gp_status status = at.values && at.coarse && report->standing && report->findings && gp_shadow_create(the_case, &at.shadow)
                           ? GP_OK
                           : GP_NO_MEMORY;
    if (status == GP_OK)
        status = judge(&at, answer, report);
    free(at.values);
    free(at.coarse);
    gp_shadow_free(&at.shadow);
    if (status != GP_OK)
        gp_report_free(report);
    return status;
}

void gp_report_free(gp_report *report)
{
    free(report->standing);
    free(report->findings);
    free(report->explanations);
    *report = (gp_report){0};
}
