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

/* Whether a row says something: that a departure is caught, where the other one is the same; or that it is told from another.
 */
static bool says(const gp_kill_row *row, int departure, int other)
{
    return other == departure ? row->caught[departure] : gp_departs(row->apart[departure], (gp_departure)other);
}

static size_t count_saying(const gp_kill_row *rows, size_t count, int departure, int other)
{
    size_t saying = 0;
    for (size_t c = 0; c < count; c++)
        saying += says(&rows[c], departure, other);
    return saying;
}

/* What only the fewest rows say of all that is not said yet; false where everything is. */
static bool find_rarest(const gp_kill_row *rows, size_t count, const gp_kill_row *joined, const gp_kill_row *all,
                        int *departure, int *other)
{
    size_t fewest = count + 1;
    for (int d = 0; d < gp_departure_count; d++)
        for (int o = 0; o < gp_departure_count; o++) {
            const size_t saying = says(all, d, o) && !says(joined, d, o) ? count_saying(rows, count, d, o) : fewest;
            if (saying < fewest) {
                fewest = saying;
                *departure = d;
                *other = o;
            }
        }
    return fewest <= count;
}

/* Looks for so many cases that say, with what is joined already, as much as all. One of them has to say what is said most
   rarely: only those that do are tried. */
static bool find_set(const gp_kill_row *rows, size_t count, size_t size, const gp_kill_row *joined, const gp_kill_row *all,
                     bool *chosen)
{
    int departure = 0, other = 0;
    if (!find_rarest(rows, count, joined, all, &departure, &other))
        return true;
    for (size_t c = 0; size > 0 && c < count; c++) {
        if (!says(&rows[c], departure, other))
            continue;
        gp_kill_row more = *joined;
        join(&rows[c], &more);
        if (find_set(rows, count, size - 1, &more, all, chosen)) {
            chosen[c] = true;
            return true;
        }
    }
    return false;
}

void gp_smallest_case_set(const gp_kill_row *rows, size_t count, bool *chosen)
{
    gp_kill_row all = {0};
    const gp_kill_row none = {0};
    for (size_t c = 0; c < count; c++) {
        join(&rows[c], &all);
        chosen[c] = false;
    }
    for (size_t size = 0; !find_set(rows, count, size, &none, &all, chosen); size++)
        ;
}
