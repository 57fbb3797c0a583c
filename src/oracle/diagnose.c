#include "oracle/diagnose.h"

#include "oracle/conventions.h"
#include "oracle/departure.h"
#include "oracle/digits.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdlib.h>

static bool is_sigmoid(const gp_case *the_case, const gp_place *place)
{
    return place->quantity == GP_ACTIVATED && the_case->problem.layers[place->layer - 1].shape.activation == GP_SIGMOID;
}

/* Whether an approximation of the sigmoid would have shown: at the first step of which the answer has activations of sigmoid
   layers, one of them is off. It keeps whatever else is wrong by a little from passing for an approximation. */
static bool looks_approximated(const gp_case *the_case, const gp_answer *answer)
{
    const gp_place *first = NULL;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (!answer->present[k] || !is_sigmoid(the_case, &expectation->place))
            continue;
        if (first && expectation->place.step != first->step)
            return false;
        first = &expectation->place;
        if (!gp_within_tolerance(expectation, answer->values[k], gp_unit_roundoff(answer->precision)))
            return true;
    }
    return false;
}

/* Whether every number is a binary32, written with the nine digits that give it back, or more. It keeps numbers that were
   written with too few digits from passing for single precision. What was read of a number is off by a unit of roundoff, too.
 */
static bool looks_single(const gp_case *the_case, const gp_answer *answer)
{
    const int digits = gp_enough_digits(GP_PRECISION_BINARY32);
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const double value = answer->values[k], single = (float)value;
        if (answer->present[k] && fabs(value - single) > gp_half_unit(value, digits) + 0x1p-52 * fabs(value))
            return false;
    }
    return answer->precision == GP_PRECISION_BINARY64;
}

/* Departures that the look of an answer rules out. */
static bool out_of_question(const gp_case *the_case, const gp_answer *answer, gp_departure departure)
{
    if (departure == GP_SINGLE_PRECISION)
        return !looks_single(the_case, answer);
    return departure == GP_SIGMOID_APPROXIMATED && !looks_approximated(the_case, answer);
}

/* The first number, from one on, that differs from the shadow by more than so many tolerances, or that the run leaves out. */
static size_t first_off(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, size_t from,
                        long double times)
{
    /* Factors that can still be found out. */
    const gp_factor factors[gp_quantity_count] = {
        [GP_OUTPUT_LOSS] = gp_find_factor(the_case, answer, shadow, GP_OUTPUT_LOSS_FACTOR, times),
        [GP_SAMPLE_LOSS] = gp_find_factor(the_case, answer, shadow, GP_LOSS_FACTOR, times),
        [GP_EPOCH_ERROR] = gp_find_factor(the_case, answer, shadow, GP_ERROR_FACTOR, times)};
    for (size_t k = from; k < shadow->count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        const gp_factor *factor = &factors[place->quantity];
        const double by = factor->number > 0 ? gp_factor_at(factor, &the_case->problem, place->step) : 1;
        const bool left_out = gp_shadow_leaves_out(the_case, shadow, k);
        if (answer->present[k] &&
            (left_out || (shadow->seen[k] && !gp_shadow_agrees(shadow, k, answer->values[k] / by, times))))
            return k;
    }
    return shadow->count;
}

/* How many tolerances, of those that the rounding errors of a single operation give, make a number hopeless: half of its digits
   are wrong then, and it is not worth the runs that measure how rounding errors add up. */
static long double hopeless(const gp_answer *answer)
{
    return 1 / sqrtl(gp_unit_roundoff(answer->precision));
}

/* Whether a number is hopelessly off. What cancels to almost nothing is not: it is measured by the size of the terms of a sum,
   which in the networks of the cases is about 1. */
static bool any_hopeless(const gp_case *the_case, const gp_answer *answer, gp_shadow *shadow)
{
    const long double least = GP_TOLERANCE_K * gp_unit_roundoff(answer->precision);
    for (size_t k = 0; k < shadow->count; k++)
        if (shadow->tolerance[k] < least)
            shadow->tolerance[k] = least;
    return first_off(the_case, answer, shadow, 0, hopeless(answer)) < shadow->count;
}

gp_status gp_first_unexplained(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow,
                               size_t *first)
{
    const gp_status status = gp_shadow_run(the_case, answer, departures, shadow);
    *first = first_off(the_case, answer, shadow, 0, 1);
    return status;
}

size_t gp_next_unexplained(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, size_t from)
{
    return first_off(the_case, answer, shadow, from, 1);
}

/* Whether departures explain every number of an answer. */
static gp_status explains(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow,
                          bool *all)
{
    size_t first;
    *all = false;
    gp_status status = gp_shadow_try(the_case, answer, departures, hopeless(answer), shadow->count, shadow);
    if (status != GP_OK || shadow->given_up || any_hopeless(the_case, answer, shadow))
        return status;
    status = gp_first_unexplained(the_case, answer, departures, shadow, &first);
    *all = first == shadow->count;
    return status;
}

/* What departures do to the first number that is hopelessly off without any. */
typedef struct effect {
    bool changes;      /* it comes out otherwise with it */
    bool mends;        /* it comes out as the answer has it */
    bool orders;       /* it says when parameters move, or are shown: others may show earlier with it than alone */
    uint64_t replaces; /* the parts that it replaces */
} effect;

/* The search: a list of sets that grows. */
typedef struct search {
    const gp_case *the_case;
    const gp_answer *answer;
    gp_shadow *shadow;
    effect effects[gp_departure_count];
    gp_departures *found;
    size_t count;
} search;

/* The first number that is hopelessly off without a departure, and no loss or error, which may have a factor; the count of
   expectations where there is none. */
static size_t first_hopeless(const search *at)
{
    const size_t count = at->shadow->count;
    const size_t first = first_off(at->the_case, at->answer, at->shadow, 0, hopeless(at->answer));
    if (first == count || !at->shadow->seen[first])
        return count;
    const gp_quantity quantity = at->the_case->expectations[first].place.quantity;
    return quantity == GP_OUTPUT_LOSS || quantity == GP_SAMPLE_LOSS || quantity == GP_EPOCH_ERROR ? count : first;
}

static uint64_t replaced_parts(gp_departure departure)
{
    gp_parts parts;
    gp_parts_compose(gp_departure_set(departure), &parts);
    return parts.replaced;
}

/* Whether parameters move with a departure behind each sample or behind all of them, or are shown at another time. */
static bool is_of_order(gp_departure departure, uint64_t replaces)
{
    const uint64_t order = UINT64_C(1) << GP_PART_FLOW | UINT64_C(1) << GP_PART_REPORT;
    return departure == GP_BATCH_FOR_ONLINE || (replaces & order) != 0;
}

/* Whether one departure may show only by what the other does: when weights move by which samples they move, and the bounds of
   an activation by what is taken for it. */
static bool show_together(const effect *one, const effect *other)
{
    static const uint64_t together[] = {UINT64_C(1) << GP_PART_FLOW | UINT64_C(1) << GP_PART_WEIGHT_TIME,
                                        UINT64_C(1) << GP_PART_SLOPE_POINT | UINT64_C(1) << GP_PART_SLOPE_BOUNDS};
    bool both = false;
    for (size_t k = 0; k < sizeof together / sizeof *together; k++)
        both = both || ((one->replaces & together[k]) != 0 && (other->replaces & together[k]) != 0);
    return both && (one->changes || other->changes);
}

/* Each number is computed from the answer's own numbers before it: two departures can only mend it together if one of them does
   so alone, or if both change it; or if one does that is of the order of a step, or lets the other show. So most pairs need not
   be tried. */
static bool may_mend(const effect *one, const effect *other)
{
    return one->mends || other->mends || (one->changes && (other->changes || one->orders)) ||
           (other->changes && other->orders) || show_together(one, other);
}

/* Finds what each departure alone does to the first number. */
static gp_status weigh(search *at)
{
    gp_shadow *shadow = at->shadow;
    const gp_departures own = at->the_case->problem.departures;
    gp_status status = gp_shadow_predict(at->the_case, at->answer, own, shadow);
    const size_t first = status == GP_OK ? first_hopeless(at) : shadow->count;
    const long double plain = first < shadow->count ? shadow->predicted[first] : 0;
    for (int d = 0; status == GP_OK && d < gp_departure_count; d++) {
        const uint64_t replaces = replaced_parts((gp_departure)d);
        const bool orders = is_of_order((gp_departure)d, replaces);
        at->effects[d] = (effect){.changes = true, .mends = true, .orders = orders, .replaces = replaces};
        if (first == shadow->count || out_of_question(at->the_case, at->answer, (gp_departure)d))
            continue;
        const gp_departures one = gp_departures_toggled(own, gp_departure_set((gp_departure)d));
        status = gp_shadow_try(at->the_case, at->answer, one, hopeless(at->answer), first, shadow);
        if (status == GP_OK && shadow->seen[first])
            at->effects[d] = (effect){.changes = !(fabsl(shadow->predicted[first] - plain) <= shadow->tolerance[first]),
                                      .mends = gp_shadow_agrees(shadow, first, at->answer->values[first], hopeless(at->answer)),
                                      .orders = orders,
                                      .replaces = replaces};
        if (status == GP_DEPARTURES_CLASH)
            status = GP_OK;
    }
    return status;
}

static gp_status keep(search *at, gp_departures departures)
{
    gp_departures *larger = realloc(at->found, (at->count + 1) * sizeof *larger);
    if (!larger)
        return GP_NO_MEMORY;
    at->found = larger;
    at->found[at->count++] = departures;
    return GP_OK;
}

/* Two departures that replace the same part cannot meet in one run. */
static gp_status try_set(search *at, gp_departures departures)
{
    bool all;
    const gp_status status = explains(at->the_case, at->answer,
                                      gp_departures_toggled(at->the_case->problem.departures, departures), at->shadow, &all);
    if (status != GP_OK)
        return status == GP_DEPARTURES_CLASH ? GP_OK : status;
    return all ? keep(at, departures) : GP_OK;
}

static gp_status try_single(search *at)
{
    gp_status status = GP_OK;
    for (int d = 0; status == GP_OK && d < gp_departure_count; d++)
        if (!out_of_question(at->the_case, at->answer, (gp_departure)d))
            status = try_set(at, gp_departure_set((gp_departure)d));
    return status;
}

static gp_status try_pairs(search *at)
{
    gp_status status = weigh(at);
    for (int d = 0; status == GP_OK && d < gp_departure_count; d++)
        for (int e = d + 1; status == GP_OK && e < gp_departure_count; e++) {
            if (may_mend(&at->effects[d], &at->effects[e]) && !out_of_question(at->the_case, at->answer, (gp_departure)d) &&
                !out_of_question(at->the_case, at->answer, (gp_departure)e))
                status =
                    try_set(at, gp_departures_of_either(gp_departure_set((gp_departure)d), gp_departure_set((gp_departure)e)));
        }
    return status;
}

gp_status gp_diagnose(const gp_case *the_case, const gp_answer *answer, size_t together, gp_shadow *shadow,
                      gp_departures **found, size_t *count)
{
    search at = {.the_case = the_case, .answer = answer, .shadow = shadow};
    bool nothing_to_explain;
    gp_status status = explains(the_case, answer, the_case->problem.departures, shadow, &nothing_to_explain);
    if (status == GP_OK && !nothing_to_explain)
        status = together == 1 ? try_single(&at) : try_pairs(&at);
    if (status != GP_OK) {
        free(at.found);
        at = (search){0};
    }
    *found = at.found;
    *count = at.count;
    return status;
}
