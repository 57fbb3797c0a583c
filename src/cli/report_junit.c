#include "cli/report_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_escaped(const char *text)
{
    static const char special[] = "&<>\"";
    static const char *const escapes[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    for (; *text; text++) {
        const char *found = strchr(special, *text);
        if (found)
            fputs(escapes[found - special], stdout);
        else
            putchar(*text);
    }
}

/* An element with a message, and the details between its tags. */
static void write_verdict(const char *element, const gp_outcome *outcome, const char *before)
{
    gp_message message;
    char *details = NULL;
    size_t length;
    FILE *stream = open_memstream(&details, &length);
    printf("      <%s message=\"%s", element, before);
    write_escaped(gp_headline(outcome, &message));
    fputs("\">", stdout);
    if (stream) {
        gp_write_details(stream, outcome, "");
        fclose(stream);
        write_escaped(details);
    }
    free(details);
    printf("</%s>\n", element);
}

static void write_case(const gp_outcome *outcome)
{
    static const char *const elements[gp_case_result_count] = {NULL, "failure", "skipped", "error", "skipped"};
    fputs("    <testcase classname=\"goldprop\" name=\"", stdout);
    write_escaped(outcome->label.text);
    printf("\" time=\"%.3f\">\n", outcome->subject.seconds);
    if (elements[outcome->result])
        write_verdict(elements[outcome->result], outcome, outcome->result == GP_CASE_KNOWN_FAILURE ? "known failure: " : "");
    fputs("    </testcase>\n", stdout);
}

static double total_seconds(const gp_outcomes *outcomes)
{
    double seconds = 0;
    for (size_t k = 0; k < outcomes->count; k++)
        seconds += outcomes->items[k].subject.seconds;
    return seconds;
}

static void end(const gp_outcomes *outcomes)
{
    const gp_totals totals = gp_count_outcomes(outcomes);
    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
           "  <testsuite name=\"goldprop\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
           outcomes->count, totals.results[GP_CASE_FAILED], totals.results[GP_CASE_ERROR],
           totals.results[GP_CASE_UNSUPPORTED] + totals.results[GP_CASE_KNOWN_FAILURE], total_seconds(outcomes));
    for (size_t k = 0; k < outcomes->count; k++)
        write_case(&outcomes->items[k]);
    puts("  </testsuite>\n</testsuites>");
}

const gp_report_format gp_report_junit = {"junit", NULL, NULL, end};
