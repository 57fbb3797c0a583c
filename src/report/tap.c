#include "report/inquiry.h"
#include "report/words.h"

#include <stdio.h>

/* A description ends at the # of a directive. */
static void write_description(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (*text == '#' || *text == '\\')
            putc('\\', stream);
        putc(*text, stream);
    }
}

/* In quotes, as YAML reads it. */
static void write_quoted(FILE *stream, const char *text)
{
    putc('"', stream);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', stream);
        putc(*text, stream);
    }
    putc('"', stream);
}

static void begin(FILE *stream, const gp_outcomes *outcomes)
{
    fprintf(stream, "TAP version 14\n1..%zu\n", outcomes->planned);
}

/* Why the line above it says "not ok". */
static void write_diagnostics(FILE *stream, const gp_outcome *outcome)
{
    gp_message message;
    fputs("  ---\n  message: ", stream);
    write_quoted(stream, gp_headline(outcome, &message));
    fputs("\n  details: |\n", stream);
    gp_write_details(stream, outcome, "    ");
    fputs("  ...\n", stream);
}

static void each(FILE *stream, const gp_outcomes *outcomes)
{
    const gp_outcome *outcome = &outcomes->items[outcomes->count - 1];
    gp_message message;
    const bool ok = outcome->result == GP_CASE_PASSED || outcome->result == GP_CASE_UNSUPPORTED;
    fprintf(stream, "%s %zu - ", ok ? "ok" : "not ok", outcomes->count);
    write_description(stream, outcome->label.text);
    if (outcome->result == GP_CASE_UNSUPPORTED) {
        fputs(" # SKIP ", stream);
        write_description(stream, outcome->why.text);
    } else if (outcome->result == GP_CASE_KNOWN_FAILURE) {
        fprintf(stream, " # TODO known failure: %s", outcome->symptom);
    }
    putc('\n', stream);
    if (!ok)
        write_diagnostics(stream, outcome);
    else if (outcome->result == GP_CASE_PASSED)
        fprintf(stream, "# %s\n", gp_headline(outcome, &message));
}

static bool end(FILE *stream, const gp_outcomes *outcomes)
{
    gp_write_inquiry(stream, outcomes, "# ");
    return true;
}

const gp_report_format gp_report_tap = {"tap", begin, each, end};
