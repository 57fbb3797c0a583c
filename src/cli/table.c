#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "oracle/summary.h"

#include <stdio.h>

static void write_help(void)
{
    puts("Usage: goldprop table [FILE|CASE...]\n"
         "One line a case: how many exact numbers it has, how many of them are whole in fewer digits than 40, to how many\n"
         "digits the others are proven, how rounding errors grow in them, how many of their digits the reference gets\n"
         "right, and how much of its tolerance it needs for that.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input. Without any,\n"
         "all cases are listed.\n\n"
         "  -h, --help  this help");
}

static void write_heading(void)
{
    printf("%-30s %7s %7s %6s  %20s  %17s  %17s\n", "", "", "", "", "amplification", "right digits", "tolerance used");
    printf("%-30s %7s %7s %6s  %9s %10s  %8s %8s  %8s %8s\n", "case", "numbers", "short", "proven", "median", "worst", "median",
           "worst", "median", "worst");
}

static void write_line(const char *name, const gp_summary *summary)
{
    gp_write_column(stdout, name, 30);
    printf(" %7zu %7zu %6zu  %9.3g %10.3g  %8.1f %8.1f  %8.3f %8.3f\n", summary->numbers, summary->short_ones,
           summary->proven_digits, summary->amplification.median, summary->amplification.worst, summary->right_digits.median,
           summary->right_digits.worst, summary->tolerance.median, summary->tolerance.worst);
}

static bool write_case(const gp_case *the_case, gp_message *message)
{
    const char *file = the_case->source.name;
    gp_verification verification = {0};
    gp_summary summary;
    bool summed = gp_verify_case(the_case, &verification, message) &&
                  (gp_summarise(the_case, &verification, &summary) ||
                   gp_message_set(message, "%s: expected memory for a summary, found none left", file));
    if (summed)
        write_line(the_case->id ? the_case->id : file, &summary);
    gp_verification_free(&verification);
    return summed;
}

int gp_command_table(int argc, char **argv)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    for (int option; (option = gp_next_option(argc, argv, "h", options)) != -1;) {
        if (option != 'h')
            return GP_EXIT_UNUSABLE;
        write_help();
        return gp_finish_stdout(GP_EXIT_PASSED);
    }
    gp_message message;
    gp_case_files files;
    gp_case *cases;
    if (!gp_find_cases(argv + optind, (size_t)(argc - optind), &files, &message))
        return gp_complain(&message);
    if (!gp_open_cases(&files, &cases, &message)) {
        gp_free_cases(&files);
        return gp_complain(&message);
    }
    write_heading();
    bool written = true;
    for (size_t k = 0; written && k < files.count; k++)
        written = write_case(&cases[k], &message);
    gp_close_cases(cases, files.count);
    gp_free_cases(&files);
    return written ? gp_finish_stdout(GP_EXIT_PASSED) : gp_complain(&message);
}
