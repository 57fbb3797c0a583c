#include "report/inquiry.h"
#include "report/words.h"

#include <stdio.h>

static void each(FILE *stream, const gp_outcomes *outcomes)
{
    static const char *const marks[] = {"✓", "✗", "–", "✗", "~"};
    static const char *const words[] = {"", "", "unsupported: ", "error: ", "known failure: "};
    _Static_assert(sizeof marks / sizeof *marks == gp_case_result_count, "each result has a mark");
    _Static_assert(sizeof words / sizeof *words == gp_case_result_count, "each result has words");
    const gp_outcome *outcome = &outcomes->items[outcomes->count - 1];
    gp_message message;
    fprintf(stream, "%s ", marks[outcome->result]);
    gp_write_column(stream, outcome->label.text, 32);
    fprintf(stream, " %s%s\n", words[outcome->result], gp_headline(outcome, &message));
    if (outcome->result == GP_CASE_FAILED || outcome->result == GP_CASE_ERROR)
        gp_write_details(stream, outcome, "    ");
}

/* A count, where there is something to count, behind a comma. */
static void write_count(FILE *stream, size_t count, const char *one, const char *several)
{
    if (count > 0)
        fprintf(stream, ", %zu %s", count, count == 1 ? one : several);
}

static bool end(FILE *stream, const gp_outcomes *outcomes)
{
    if (!outcomes->command) {
        gp_write_inquiry(stream, outcomes, "    ");
        return true; /* a check is of one case, and all else has been said */
    }
    gp_write_common_mistakes(stream, outcomes);
    gp_write_inquiry(stream, outcomes, "");
    const gp_totals totals = gp_count_outcomes(outcomes);
    fprintf(stream, "%zu case%s: %zu passed, %zu failed", outcomes->count, gp_plural(outcomes->count),
            totals.results[GP_CASE_PASSED], totals.results[GP_CASE_FAILED]);
    write_count(stream, totals.results[GP_CASE_ERROR], "error", "errors");
    write_count(stream, totals.results[GP_CASE_KNOWN_FAILURE], "known failure", "known failures");
    write_count(stream, totals.results[GP_CASE_UNSUPPORTED], "unsupported", "unsupported");
    fprintf(stream, "; %zu number%s compared", totals.compared, gp_plural(totals.compared));
    if (!totals.holds && totals.results[GP_CASE_FAILED] + totals.results[GP_CASE_ERROR] == 0)
        fputs(": a run in which nothing passes is no success", stream);
    putc('\n', stream);
    return true;
}

const gp_report_format gp_report_text = {"text", NULL, each, end};
