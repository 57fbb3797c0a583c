#include "oracle/diagnose.h"

#include "oracle/tolerance.h"
#include <stdlib.h>

/* Whether an approximation of the sigmoid would have shown: the first activation that the answer has of a sigmoid layer is off.
   It keeps whatever else is wrong by a little from passing for an approximation. */
static bool looks_approximated(const gp_case *the_case, const gp_answer *answer)
{
    const long double unit_roundoff = gp_unit_roundoff(answer->precision);
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (answer->present[k] && expectation->place.quantity == GP_ACTIVATED &&
            the_case->problem.layers[expectation->place.layer - 1].shape.activation == GP_SIGMOID)
            return !gp_within_tolerance(expectation, answer->values[k], unit_roundoff);
    }
    return false;
}

/* Departures that cannot be what is wrong with this answer, whatever its numbers are. */
static bool out_of_question(const gp_case *the_case, const gp_answer *answer, gp_departure departure)
{
    if (departure == GP_SINGLE_PRECISION)
        return answer->precision != GP_PRECISION_BINARY64;
    return departure == GP_SIGMOID_APPROXIMATED && !looks_approximated(the_case, answer);
}

gp_status gp_first_unexplained(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow,
                               size_t *first)
{
    const size_t last_step = gp_last_step_in_a_row(the_case);
    const gp_status status = gp_shadow_run(the_case, answer, departures, shadow);
    for (*first = 0; status == GP_OK && *first < shadow->count; ++*first) {
        const gp_place *place = &the_case->expectations[*first].place;
        const bool left_out = !shadow->seen[*first] && place->quantity != GP_EPOCH_ERROR && place->step <= last_step;
        if (answer->present[*first] && (left_out || (shadow->seen[*first] && !gp_shadow_agrees(answer, shadow, *first))))
            break;
    }
    return status;
}

/* The search: a list of sets that grows. */
typedef struct search {
    const gp_case *the_case;
    const gp_answer *answer;
    gp_shadow *shadow;
    gp_departures *found;
    size_t count;
} search;

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
    size_t first;
    const gp_status status =
        gp_first_unexplained(at->the_case, at->answer, at->the_case->problem.departures ^ departures, at->shadow, &first);
    if (status != GP_OK)
        return status == GP_BAD_SHAPE ? GP_OK : status;
    return first == at->shadow->count ? keep(at, departures) : GP_OK;
}

/* All sets of so many departures from a given one on, joined to a set. */
static gp_status try_sets(search *at, gp_departures joined, int from, size_t together)
{
    gp_status status = GP_OK;
    if (together == 0)
        return try_set(at, joined);
    for (int d = from; status == GP_OK && d < gp_departure_count; d++)
        if (!out_of_question(at->the_case, at->answer, (gp_departure)d))
            status = try_sets(at, joined | gp_departure_set((gp_departure)d), d + 1, together - 1);
    return status;
}

gp_status gp_diagnose(const gp_case *the_case, const gp_answer *answer, size_t together, gp_shadow *shadow,
                      gp_departures **found, size_t *count)
{
    search at = {.the_case = the_case, .answer = answer, .shadow = shadow};
    const gp_status status = try_sets(&at, GP_TEXTBOOK, 0, together);
    if (status != GP_OK) {
        free(at.found);
        at = (search){0};
    }
    *found = at.found;
    *count = at.count;
    return status;
}
