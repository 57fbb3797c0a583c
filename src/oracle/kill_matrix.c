#include "oracle/kill_matrix.h"

#include "oracle/shadow.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdlib.h>

/* What a program with a departure gives: the shadow of an answer that has no numbers. */
static gp_status run_alone(const gp_case *the_case, gp_departure departure, gp_shadow *shadow)
{
    bool *present = calloc(the_case->expectation_count + 1, sizeof *present);
    const gp_answer nothing = {.precision = GP_PRECISION_BINARY64, .present = present};
    const gp_departures departures = gp_departures_toggled(the_case->problem.departures, gp_departure_set(departure));
    const gp_status status = present ? gp_shadow_run(the_case, &nothing, departures, shadow) : GP_NO_MEMORY;
    free(present);
    return status;
}

static void add(gp_departures *set, gp_departures more)
{
    *set = gp_departures_of_either(*set, more);
}

/* A departure that replaces the same part as one that the case's program makes cannot be tried: its shadow stays empty. */
static bool tried(const gp_shadow *shadow)
{
    return shadow->count > 0;
}

/* Whether a number is in one run and not in the other, or further off than both tolerances allow. */
static bool apart_at(const gp_shadow *one, const gp_shadow *other, size_t k)
{
    if (one->seen[k] != other->seen[k])
        return true;
    return one->seen[k] && !(fabsl(one->predicted[k] - other->predicted[k]) <= one->tolerance[k] + other->tolerance[k]);
}

static bool apart(const gp_shadow *one, const gp_shadow *other)
{
    for (size_t k = 0; tried(other) && k < one->count; k++)
        if (apart_at(one, other, k))
            return true;
    return false;
}

/* The first golden number that a run does not meet. */
static bool first_missed(const gp_case *the_case, const gp_shadow *shadow, size_t *first)
{
    for (*first = 0; *first < shadow->count; ++*first) {
        const gp_expectation *expectation = &the_case->expectations[*first];
        if (gp_shadow_leaves_out(the_case, shadow, *first) ||
            (shadow->seen[*first] && !gp_within_tolerance(expectation, shadow->predicted[*first], GP_UNIT_ROUNDOFF)))
            return true;
    }
    return false;
}

static gp_status fill(const gp_case *the_case, gp_shadow *shadows, gp_kill_row *row)
{
    gp_status status = GP_OK;
    for (int d = 0; status == GP_OK && d < gp_departure_count; d++) {
        status = gp_shadow_create(the_case, &shadows[d]) ? run_alone(the_case, (gp_departure)d, &shadows[d]) : GP_NO_MEMORY;
        if (status == GP_DEPARTURES_CLASH) {
            gp_shadow_free(&shadows[d]);
            status = GP_OK;
        }
        if (status != GP_OK || !tried(&shadows[d]))
            continue;
        row->caught[d] = first_missed(the_case, &shadows[d], &row->first[d]);
        row->found[d] = row->caught[d] && shadows[d].seen[row->first[d]] ? shadows[d].predicted[row->first[d]] : NAN;
        for (int other = 0; other < d; other++)
            if (apart(&shadows[d], &shadows[other])) {
                add(&row->apart[d], gp_departure_set((gp_departure)other));
                add(&row->apart[other], gp_departure_set((gp_departure)d));
            }
    }
    return status;
}

gp_status gp_kill_row_compute(const gp_case *the_case, gp_kill_row *row)
{
    gp_shadow *shadows = calloc(gp_departure_count, sizeof *shadows);
    *row = (gp_kill_row){0};
    const gp_status status = shadows ? fill(the_case, shadows, row) : GP_NO_MEMORY;
    for (int d = 0; shadows && d < gp_departure_count; d++)
        gp_shadow_free(&shadows[d]);
    free(shadows);
    return status;
}

/* What some cases say together, one row for all. */
static void join(const gp_kill_row *row, gp_kill_row *joined)
{
    for (int d = 0; d < gp_departure_count; d++) {
        joined->caught[d] = joined->caught[d] || row->caught[d];
        add(&joined->apart[d], row->apart[d]);
    }
}

/* Whether one row says as much as another. */
static bool says_as_much(const gp_kill_row *row, const gp_kill_row *as)
{
    for (int d = 0; d < gp_departure_count; d++)
        if ((as->caught[d] && !row->caught[d]) ||
            !gp_same_departures(gp_departures_of_both(as->apart[d], row->apart[d]), as->apart[d]))
            return false;
    return true;
}

/* Looks for a set of so many cases, from a given one on, that says with what is joined already as much as all. */
static bool find_set(const gp_kill_row *rows, size_t count, size_t from, size_t size, const gp_kill_row *joined,
                     const gp_kill_row *all, gp_case_set *found)
{
    if (size == 0)
        return says_as_much(joined, all);
    for (size_t c = from; c + size <= count; c++) {
        gp_kill_row more = *joined;
        join(&rows[c], &more);
        if (find_set(rows, count, c + 1, size - 1, &more, all, found)) {
            *found |= (gp_case_set)1 << c;
            return true;
        }
    }
    return false;
}

gp_case_set gp_smallest_case_set(const gp_kill_row *rows, size_t count)
{
    gp_kill_row all = {0};
    const gp_kill_row none = {0};
    for (size_t c = 0; c < count; c++)
        join(&rows[c], &all);
    gp_case_set found = 0;
    for (size_t size = 0; !find_set(rows, count, 0, size, &none, &all, &found); size++)
        ;
    return found;
}
