#include "cli/certificate.h"

#include "cli/golden_dir.h"
#include "golden/node.h"
#include "golden/number.h"
#include "oracle/difficulty.h"
#include "oracle/given.h"
#include "oracle/tolerance.h"
#include "report/coverage.h"
#include "report/words.h"
#include "report/xml.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char style[] =
    "body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 90em; padding: 0 1em; color: #222; background: #fff }\n"
    "h1, p { max-width: 50em; overflow-wrap: anywhere }\n"
    ".scrolls { overflow-x: auto }\n"
    "table { border-collapse: collapse; font-size: 14px }\n"
    "th, td { padding: .2em .5em; border-bottom: 1px solid #ccc; text-align: left; white-space: nowrap }\n"
    "th:first-child { position: sticky; left: 0; background: #fff }\n"
    "td.digits { text-align: right; font-variant-numeric: tabular-nums }\n"
    ".failed, .error { color: #b00020; font-weight: bold }\n";

/* The version of the golden data, which it says itself; it may have none. Owned. */
static char *read_data_version(gp_message *message)
{
    char folder[PATH_MAX], path[PATH_MAX + sizeof "/VERSION"];
    size_t length;
    if (!gp_golden_dir(folder, message))
        return NULL;
    snprintf(path, sizeof path, "%s/VERSION", folder);
    char *version = gp_file_text(path, &length);
    if (!version && errno == ENOENT)
        version = strdup("without a version");
    if (version)
        version[strcspn(version, "\n")] = '\0';
    else
        gp_message_set(message, "%s: expected to read it, found: %s", path, strerror(errno));
    return version;
}

/* The day, which SOURCE_DATE_EPOCH may say, so that the same page can be made again. */
static void write_day(FILE *stream)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    const time_t now = epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    struct tm day;
    char text[32];
    if (gmtime_r(&now, &day) && strftime(text, sizeof text, "%Y-%m-%d", &day) > 0)
        fputs(text, stream);
}

static void write_command(FILE *stream, char *const *command)
{
    for (size_t k = 0; command[k]; k++) {
        if (k > 0)
            putc(' ', stream);
        gp_write_escaped(stream, command[k]);
    }
}

/* How many numbers of a case its problem does not give. */
static size_t count_computed(const gp_case *the_case)
{
    size_t count = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++)
        count += !gp_is_given(the_case, k);
    return count;
}

/* How much of the cases was compared, and what became of it. */
static void write_totals(FILE *stream, const gp_outcomes *outcomes)
{
    const gp_totals totals = gp_count_outcomes(outcomes);
    size_t expected = 0;
    for (size_t k = 0; k < outcomes->count; k++)
        expected += count_computed(outcomes->items[k].the_case);
    fprintf(stream, "<p>Of %zu case%s", outcomes->count, gp_plural(outcomes->count));
    for (gp_case_result result = GP_CASE_PASSED; (int)result < gp_case_result_count; result++)
        if (totals.results[result] > 0 || result <= GP_CASE_FAILED)
            fprintf(stream, ", %zu %s", totals.results[result], gp_case_result_words[result]);
    fprintf(stream, ". Numbers compared: %zu of the %zu that a program has to compute.</p>\n", totals.compared, expected);
}

/* Of each quantity the right digits of its worst number; negative where none was compared. */
static void find_fewest_digits(const gp_outcome *outcome, double fewest[gp_quantity_count])
{
    for (int quantity = 0; quantity < gp_quantity_count; quantity++)
        fewest[quantity] = -1;
    for (size_t k = 0; k < outcome->report.expected; k++) {
        const gp_expectation *expectation = &outcome->the_case->expectations[k];
        const gp_standing standing = outcome->report.standing[k];
        if (standing == GP_MISSING || standing == GP_GIVEN)
            continue;
        const double digits = gp_right_digits(gp_number_long(expectation->exact), outcome->answer.values[k]);
        double *of_quantity = &fewest[expectation->place.quantity];
        *of_quantity = *of_quantity < 0 ? digits : fmin(*of_quantity, digits);
    }
}

/* Which quantities have a column: those that were compared in any case. */
static void find_columns(const gp_outcomes *outcomes, bool columns[gp_quantity_count])
{
    for (size_t k = 0; k < outcomes->count; k++) {
        const gp_coverage coverage = gp_coverage_of(&outcomes->items[k]);
        for (int quantity = 0; quantity < gp_quantity_count; quantity++)
            columns[quantity] = columns[quantity] || coverage.quantities[quantity] > 0;
    }
}

static void write_digits(FILE *stream, double digits)
{
    fputs("<td class=\"digits\">", stream);
    if (digits >= (double)gp_most_right_digits)
        fputs("all", stream);
    else if (digits >= 0)
        fprintf(stream, "%.1f", floor(10 * digits) / 10);
    fputs("</td>", stream);
}

/* How hard the case is, and how many digits an honest program in the arithmetic of this one gets right of its hardest number.
 */
static void write_difficulty(FILE *stream, const gp_outcome *outcome)
{
    fprintf(stream, "<td>%s</td>", gp_difficulty_words[gp_difficulty_of(outcome->the_case)]);
    write_digits(stream, gp_reachable_digits(outcome->the_case, gp_unit_roundoff(outcome->answer.precision)));
}

static void write_case(FILE *stream, const bool columns[gp_quantity_count], const gp_outcome *outcome)
{
    double fewest[gp_quantity_count];
    gp_message message;
    find_fewest_digits(outcome, fewest);
    fputs("<tr><th scope=\"row\">", stream);
    gp_write_escaped(stream, outcome->label.text);
    fprintf(stream, "</th><td class=\"%s\">%s</td>", gp_case_result_words[outcome->result],
            gp_case_result_words[outcome->result]);
    write_difficulty(stream, outcome);
    for (int quantity = 0; quantity < gp_quantity_count; quantity++)
        if (columns[quantity])
            write_digits(stream, fewest[quantity]);
    fputs("<td>", stream);
    gp_write_escaped(stream, gp_headline(outcome, &message));
    fputs("</td></tr>\n", stream);
}

static void write_table(FILE *stream, const gp_outcomes *outcomes)
{
    bool columns[gp_quantity_count] = {false};
    find_columns(outcomes, columns);
    fputs("<div class=\"scrolls\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">case</th><th scope=\"col\">result</th>"
          "<th scope=\"col\">difficulty</th><th scope=\"col\">within reach</th>",
          stream);
    for (int quantity = 0; quantity < gp_quantity_count; quantity++)
        if (columns[quantity])
            fprintf(stream, "<th scope=\"col\">%s</th>", gp_quantities[quantity].name);
    fputs("<th scope=\"col\">what was compared</th></tr></thead>\n<tbody>\n", stream);
    for (size_t k = 0; k < outcomes->count; k++)
        write_case(stream, columns, &outcomes->items[k]);
    fputs("</tbody>\n</table>\n</div>\n", stream);
}

bool gp_certificate_write(FILE *stream, const gp_outcomes *outcomes, gp_message *message)
{
    char *version = read_data_version(message);
    if (!version)
        return false;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Backpropagation of ",
          stream);
    write_command(stream, outcomes->command);
    fprintf(stream, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>Backpropagation of <code>", style);
    write_command(stream, outcomes->command);
    fputs("</code></h1>\n", stream);
    write_totals(stream, outcomes);
    fputs("<p>Each number was held against certified digits by goldprop " GP_VERSION " with its golden data ", stream);
    gp_write_escaped(stream, version);
    free(version);
    fputs(", on ", stream);
    write_day(stream);
    fputs(". The columns of quantities say how many decimal digits of the worst number of a case are right; an ordinary "
          "program in binary64 has 16 "
          "at best, and fewer where a run makes rounding errors grow. Within reach are the digits of the hardest number of a "
          "case "
          "that an honest program in the same arithmetic gets right; by these its difficulty is lower, average or higher. What "
          "was "
          "not compared has no digits.</p>\n",
          stream);
    write_table(stream, outcomes);
    fputs("</body>\n</html>\n", stream);
    return true;
}
