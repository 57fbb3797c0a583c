#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/json_finish.h"
#include "cli/options.h"
#include "oracle/summary.h"
#include "oracle/tolerance.h"
#include "report/words.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static void write_help(void)
{
    puts("Usage: goldprop table [OPTION...] [FILE|CASE...]\n"
         "One line a case: how many exact numbers it has, how many of them are whole in fewer digits than 40, to how many\n"
         "digits the others are proven, how rounding errors grow in them, how many of their digits the reference gets\n"
         "right, and how much of its tolerance it needs for that; then the rule that the tolerance comes from.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input. Without any,\n"
         "all cases are listed.\n\n"
         "  -f, --format FORMAT  text or json\n"
         "  -h, --help           this help");
}

static void write_heading(void)
{
    printf("%-30s %7s %7s %6s  %20s  %17s  %17s\n", "", "", "", "", "amplification", "right digits", "tolerance used");
    printf("%-30s %7s %7s %6s  %9s %10s  %8s %8s  %8s %8s\n", "case", "numbers", "short", "proven", "median", "worst", "median",
           "worst", "median", "worst");
}

static void write_right_digits(double digits)
{
    if (digits < (double)gp_most_right_digits)
        printf(" %8.1f", digits);
    else
        fputs("      all", stdout);
}

static void write_line(const char *name, const gp_summary *summary)
{
    gp_write_column(stdout, name, 30);
    printf(" %7zu %7zu", summary->numbers, summary->short_ones);
    if (summary->proven_digits > 0)
        printf(" %6zu", summary->proven_digits);
    else
        fputs("      -", stdout);
    if (summary->numbers > 0) {
        printf("  %9.3g %10.3g ", summary->amplification.median, summary->amplification.worst);
        write_right_digits(summary->right_digits.median);
        write_right_digits(summary->right_digits.worst);
        printf("  %8.3f %8.3f", summary->tolerance.median, summary->tolerance.worst);
    }
    putchar('\n');
}

/* What the last columns are measured by. */
static void write_rule(void)
{
    printf(
        "\nA number passes when it is off by at most k * amplification * u * max(|exact|, 2^%d), where k = %d and u = 2^%d.\n",
        ilogb((double)GP_TOLERANCE_SCALE), GP_TOLERANCE_K, ilogb((double)GP_UNIT_ROUNDOFF));
}

/* What is said of a case. */
static bool summarise(const gp_case *the_case, gp_summary *summary, gp_message *message)
{
    gp_verification verification = {0};
    const bool summed = gp_verify_case(the_case, &verification, message) &&
                        (gp_summarise(the_case, &verification, summary) ||
                         gp_message_set(message, "%s: expected memory for a summary, found none left", the_case->source.name));
    gp_verification_free(&verification);
    return summed;
}

static int write_text(const gp_case *cases, size_t count)
{
    gp_message message;
    gp_summary summary;
    write_heading();
    for (size_t k = 0; k < count; k++) {
        if (!summarise(&cases[k], &summary, &message))
            return gp_complain(&message);
        write_line(gp_case_label(&cases[k]), &summary);
    }
    write_rule();
    return gp_finish_stdout(GP_EXIT_PASSED);
}

static json_t *spread(gp_json_output *output, const gp_spread *spread)
{
    enum { digits = 3 }; /* as many as a measurement is worth */
    json_t *object = json_object();
    gp_json_set(output, object, "median", gp_json_number(spread->median, digits));
    gp_json_set(output, object, "worst", gp_json_number(spread->worst, digits));
    return object;
}

static json_t *one_case(gp_json_output *output, const gp_case *the_case, const gp_summary *summary)
{
    json_t *object = json_object();
    gp_json_set(output, object, "case", gp_json_text(gp_case_label(the_case)));
    gp_json_set(output, object, "numbers", gp_json_count(summary->numbers));
    gp_json_set(output, object, "short", gp_json_count(summary->short_ones));
    gp_json_set(output, object, "proven_digits", gp_json_count(summary->proven_digits));
    gp_json_set(output, object, "amplification", spread(output, &summary->amplification));
    gp_json_set(output, object, "right_digits", spread(output, &summary->right_digits));
    gp_json_set(output, object, "tolerance_used", spread(output, &summary->tolerance));
    return object;
}

static int write_json(const gp_case *cases, size_t count)
{
    gp_message message;
    gp_summary summary;
    gp_json_output output = gp_json_begin("goldprop-table-1");
    json_t *list = json_array();
    for (size_t k = 0; k < count; k++) {
        if (!summarise(&cases[k], &summary, &message)) {
            json_decref(list);
            gp_json_discard(&output);
            return gp_complain(&message);
        }
        gp_json_append(&output, list, one_case(&output, &cases[k], &summary));
    }
    gp_json_set(&output, output.root, "cases", list);
    return gp_json_finish(&output, GP_EXIT_PASSED);
}

static int write_table(const gp_case *cases, size_t count, bool json)
{
    return json ? write_json(cases, count) : write_text(cases, count);
}

int gp_command_table(int argc, char **argv)
{
    bool json;
    int result;
    if (!gp_read_format_options(argc, argv, write_help, &json, &result))
        return result;
    return gp_use_cases(argv + optind, (size_t)(argc - optind), write_table, json);
}
