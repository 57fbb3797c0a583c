#include "cli/inquiry.h"
#include "cli/options.h"
#include "cli/report_words.h"

#include <stdio.h>

static void each(const gp_outcomes *outcomes)
{
    static const char *const marks[] = {"✓", "✗", "–", "✗", "~"};
    static const char *const words[] = {"", "", "unsupported: ", "error: ", "known failure: "};
    _Static_assert(sizeof marks / sizeof *marks == gp_case_result_count, "each result has a mark");
    _Static_assert(sizeof words / sizeof *words == gp_case_result_count, "each result has words");
    const gp_outcome *outcome = &outcomes->items[outcomes->count - 1];
    gp_message message;
    printf("%s ", marks[outcome->result]);
    gp_write_column(stdout, outcome->label.text, 32);
    printf(" %s%s\n", words[outcome->result], gp_headline(outcome, &message));
    if (outcome->result == GP_CASE_FAILED || outcome->result == GP_CASE_ERROR)
        gp_write_details(stdout, outcome, "    ");
}

/* A count, where there is something to count, behind a comma. */
static void write_count(size_t count, const char *one, const char *several)
{
    if (count > 0)
        printf(", %zu %s", count, count == 1 ? one : several);
}

static bool end(const gp_outcomes *outcomes)
{
    if (!outcomes->command) {
        gp_write_inquiry(stdout, outcomes, "    ");
        return true; /* a check is of one case, and all else has been said */
    }
    gp_write_common_mistakes(stdout, outcomes);
    gp_write_inquiry(stdout, outcomes, "");
    const gp_totals totals = gp_count_outcomes(outcomes);
    printf("%zu case%s: %zu passed, %zu failed", outcomes->count, gp_plural(outcomes->count), totals.results[GP_CASE_PASSED],
           totals.results[GP_CASE_FAILED]);
    write_count(totals.results[GP_CASE_ERROR], "error", "errors");
    write_count(totals.results[GP_CASE_KNOWN_FAILURE], "known failure", "known failures");
    write_count(totals.results[GP_CASE_UNSUPPORTED], "unsupported", "unsupported");
    printf("; %zu number%s compared", totals.compared, gp_plural(totals.compared));
    if (!totals.holds && totals.results[GP_CASE_FAILED] + totals.results[GP_CASE_ERROR] == 0)
        fputs(": a run in which nothing passes is no success", stdout);
    putchar('\n');
    return true;
}

const gp_report_format gp_report_text = {"text", NULL, each, end};
