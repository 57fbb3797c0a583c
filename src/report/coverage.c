#include "report/coverage.h"

#include <stdio.h>
#include <string.h>

/* A span that is being put together from rising numbers: of the one before, and of the range that it ends. */
typedef struct builder {
    gp_span *span;
    bool any, open, too_long;
    size_t number, first, last;
    bool covered;
} builder;

static void write_range(builder *at)
{
    gp_span *span = at->span;
    const size_t used = strlen(span->text), room = sizeof span->text - used;
    const char *comma = used > 0 ? ", " : "";
    const int length = at->first == at->last ? snprintf(span->text + used, room, "%s%zu", comma, at->first)
                                             : snprintf(span->text + used, room, "%s%zu-%zu", comma, at->first, at->last);
    at->too_long = at->too_long || (size_t)length >= room;
    at->open = false;
}

/* All numbers of one layer, step or epoch have been seen. */
static void finish_number(builder *at)
{
    if (!at->any)
        return;
    at->span->of++;
    at->span->covered += at->covered;
    if (at->open && !(at->covered && at->number == at->last + 1))
        write_range(at);
    if (!at->covered)
        return;
    if (!at->open)
        at->first = at->number;
    at->last = at->number;
    at->open = true;
}

static void see(builder *at, size_t number, bool covered)
{
    if (!at->any || number != at->number) {
        finish_number(at);
        at->number = number;
        at->covered = false;
    }
    at->any = true;
    at->covered = at->covered || covered;
}

static void finish(builder *at)
{
    finish_number(at);
    if (at->open)
        write_range(at);
    if (at->too_long)
        snprintf(at->span->text, sizeof at->span->text, "%zu", at->span->covered);
}

gp_coverage gp_coverage_of(const gp_outcome *outcome)
{
    const gp_report *report = &outcome->report;
    const gp_expectation *expectations = outcome->the_case->expectations;
    gp_coverage coverage = {0};
    builder layers = {.span = &coverage.layers}, steps = {.span = &coverage.steps}, epochs = {.span = &coverage.epochs};
    for (size_t k = 0; k < report->expected; k++) {
        const gp_place *place = &expectations[k].place;
        const bool covered = report->standing[k] != GP_MISSING;
        if (report->standing[k] == GP_GIVEN)
            continue;
        coverage.quantities[place->quantity] += covered;
        see(place->quantity == GP_EPOCH_ERROR ? &epochs : &steps, place->step, covered);
    }
    for (size_t l = 1; l <= outcome->the_case->problem.depth; l++)
        for (size_t k = 0; k < report->expected; k++)
            if (gp_has_unit(expectations[k].place.quantity) && expectations[k].place.layer == l &&
                report->standing[k] != GP_GIVEN)
                see(&layers, l, report->standing[k] != GP_MISSING);
    finish(&layers);
    finish(&steps);
    finish(&epochs);
    return coverage;
}
