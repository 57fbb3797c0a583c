#include "cli/inquiry.h"
#include "cli/report_words.h"

#include <stdio.h>

/* A description ends at the # of a directive. */
static void write_description(const char *text)
{
    for (; *text; text++) {
        if (*text == '#' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
}

/* In quotes, as YAML reads it. */
static void write_quoted(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void begin(const gp_outcomes *outcomes)
{
    printf("TAP version 14\n1..%zu\n", outcomes->planned);
}

/* Why the line above it says "not ok". */
static void write_diagnostics(const gp_outcome *outcome)
{
    gp_message message;
    fputs("  ---\n  message: ", stdout);
    write_quoted(gp_headline(outcome, &message));
    fputs("\n  details: |\n", stdout);
    gp_write_details(stdout, outcome, "    ");
    puts("  ...");
}

static void each(const gp_outcomes *outcomes)
{
    const gp_outcome *outcome = &outcomes->items[outcomes->count - 1];
    gp_message message;
    const bool ok = outcome->result == GP_CASE_PASSED || outcome->result == GP_CASE_UNSUPPORTED;
    printf("%s %zu - ", ok ? "ok" : "not ok", outcomes->count);
    write_description(outcome->label.text);
    if (outcome->result == GP_CASE_UNSUPPORTED) {
        fputs(" # SKIP ", stdout);
        write_description(outcome->why.text);
    } else if (outcome->result == GP_CASE_KNOWN_FAILURE) {
        printf(" # TODO known failure: %s", outcome->symptom);
    }
    putchar('\n');
    if (!ok)
        write_diagnostics(outcome);
    else if (outcome->result == GP_CASE_PASSED)
        printf("# %s\n", gp_headline(outcome, &message));
}

static bool end(const gp_outcomes *outcomes)
{
    gp_write_inquiry(stdout, outcomes, "# ");
    return true;
}

const gp_report_format gp_report_tap = {"tap", begin, each, end};
