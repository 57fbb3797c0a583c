#include "report/inquiry.h"
#include "report/words.h"
#include "report/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What there is to tell of an outcome, or of all together. @return whether it fits, and there was memory for a stream */
static bool write_into(char *room, size_t size, const gp_outcome *outcome, const gp_outcomes *all)
{
    FILE *stream = fmemopen(room, size, "w");
    if (!stream)
        return false;
    if (outcome)
        gp_write_details(stream, outcome, "");
    else
        gp_write_inquiry(stream, all, "");
    fflush(stream); /* so that closing it writes nothing, and fails no more */
    const bool whole = !ferror(stream);
    fclose(stream);
    return whole;
}

/* The same as a text for free(); NULL where memory is short. It has few lines, which fit. */
static char *text_of(const gp_outcome *outcome, const gp_outcomes *all)
{
    static const size_t size = 1 << 16;
    char *room = calloc(1, size); /* where nothing is written, the stream does not end it */
    if (room && write_into(room, size, outcome, all)) {
        char *shorter = realloc(room, strlen(room) + 1);
        return shorter ? shorter : room;
    }
    free(room);
    return NULL;
}

static void free_details(char **details, size_t count)
{
    for (size_t k = 0; k < count; k++)
        free(details[k]);
    free(details);
}

/* Those of all outcomes, before anything is written; NULL where memory is short. */
static char **all_details(const gp_outcomes *outcomes)
{
    char **details = calloc(outcomes->count, sizeof *details);
    for (size_t k = 0; details && k < outcomes->count; k++) {
        details[k] = text_of(&outcomes->items[k], NULL);
        if (!details[k]) {
            free_details(details, k);
            details = NULL;
        }
    }
    return details;
}

/* An element with a message, and the details between its tags. */
static void write_verdict(FILE *stream, const char *element, const gp_outcome *outcome, const char *before, const char *details)
{
    gp_message message;
    fprintf(stream, "      <%s message=\"%s", element, before);
    gp_write_escaped(stream, gp_headline(outcome, &message));
    fputs("\">", stream);
    gp_write_escaped(stream, details);
    fprintf(stream, "</%s>\n", element);
}

/* How much of the case has passed. */
static void write_output(FILE *stream, const gp_outcome *outcome)
{
    gp_message message;
    fputs("      <system-out>", stream);
    gp_write_escaped(stream, gp_headline(outcome, &message));
    fputs("</system-out>\n", stream);
}

static void write_case(FILE *stream, const gp_outcome *outcome, const char *details)
{
    static const char *const elements[] = {NULL, "failure", "skipped", "error", "skipped"};
    _Static_assert(sizeof elements / sizeof *elements == gp_case_result_count, "each result has an element");
    const char *element = elements[outcome->result];
    fputs("    <testcase classname=\"goldprop\" name=\"", stream);
    gp_write_escaped(stream, outcome->label.text);
    fprintf(stream, "\" time=\"%.3f\">\n", outcome->subject.seconds);
    if (element)
        write_verdict(stream, element, outcome, outcome->result == GP_CASE_KNOWN_FAILURE ? "known failure: " : "", details);
    else
        write_output(stream, outcome);
    fputs("    </testcase>\n", stream);
}

static double total_seconds(const gp_outcomes *outcomes)
{
    double seconds = 0;
    for (size_t k = 0; k < outcomes->count; k++)
        seconds += outcomes->items[k].subject.seconds;
    return seconds;
}

static bool end(FILE *stream, const gp_outcomes *outcomes)
{
    const gp_totals totals = gp_count_outcomes(outcomes);
    char **details = all_details(outcomes), *found = text_of(NULL, outcomes);
    if (!details || !found) {
        if (details)
            free_details(details, outcomes->count);
        free(found);
        return false;
    }
    fprintf(stream,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
            "  <testsuite name=\"goldprop\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
            outcomes->count, totals.results[GP_CASE_FAILED], totals.results[GP_CASE_ERROR],
            totals.results[GP_CASE_UNSUPPORTED] + totals.results[GP_CASE_KNOWN_FAILURE], total_seconds(outcomes));
    for (size_t k = 0; k < outcomes->count; k++)
        write_case(stream, &outcomes->items[k], details[k]);
    if (*found) {
        fputs("    <system-out>", stream);
        gp_write_escaped(stream, found);
        fputs("</system-out>\n", stream);
    }
    fputs("  </testsuite>\n</testsuites>\n", stream);
    free(found);
    free_details(details, outcomes->count);
    return true;
}

const gp_report_format gp_report_junit = {"junit", NULL, NULL, end};
