#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_help(void)
{
    puts("Usage: goldprop check [OPTION...] CASE|FILE TRACE\n"
         "Compares the numbers of a trace, which some program has written, with those that a case expects.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input. TRACE is a file, "
         "or -.\n\n"
         "  -f, --format FORMAT  text (the default), json, tap or junit\n"
         "  -h, --help           this help");
}

/* Compares an answer that nothing explains with the other cases of the golden data, if there is any. */
static bool compare_cases(gp_outcome *outcome, const char *name, const char *text, size_t length, gp_message *message)
{
    gp_case_files files = {0};
    gp_case *cases = NULL;
    gp_message none_found;
    if (!gp_outcome_is_unexplained(outcome) || !gp_find_cases(NULL, 0, &files, &none_found))
        return true;
    bool compared = gp_open_cases(&files, &cases, message);
    if (compared) {
        compared = gp_outcome_compare_cases(outcome, name, text, length, cases, files.count, message);
        gp_close_cases(cases, files.count);
    }
    gp_free_cases(&files);
    return compared;
}

/* A trace that cannot be read is bad input here, not the result of a check. */
static int check(const gp_case *the_case, const char *trace, const gp_report_format *format)
{
    const char *name = strcmp(trace, "-") == 0 ? "standard input" : trace;
    size_t length;
    char *text = gp_file_text(trace, &length); /* where it cannot be read, whoever judges it says why */
    gp_outcome outcome;
    gp_message message;
    int result;
    gp_outcome_begin(&outcome, the_case);
    const bool judged = gp_outcome_judge(&outcome, text ? name : trace, text, length, &message) &&
                        compare_cases(&outcome, name, text, length, &message);
    free(text);
    if (judged && outcome.result == GP_CASE_ERROR)
        result = gp_complain(&outcome.why);
    else if (!judged || (!gp_report_outcome(format, stdout, &outcome, &message) && !ferror(stdout)))
        result = gp_complain(&message);
    else
        result = gp_finish_stdout(outcome.result == GP_CASE_PASSED ? GP_EXIT_PASSED : GP_EXIT_FAILED);
    gp_outcome_free(&outcome);
    return result;
}

static int check_words(const char *word, const char *trace, const gp_report_format *format)
{
    char path[PATH_MAX];
    gp_message message;
    gp_case the_case;
    if (strcmp(word, "-") == 0 && strcmp(trace, "-") == 0) {
        gp_message_set(&message, "check: expected standard input to be the case or the trace, found - for both");
        return gp_complain(&message);
    }
    if (!gp_find_case(word, path, &message) || !gp_case_open(path, &the_case, &message))
        return gp_complain(&message);
    int result;
    if (the_case.expectation_count > 0) {
        result = check(&the_case, trace, format);
    } else {
        gp_message_set(&message,
                       "%s: expected a case with expectations, found none: goldprop certify %s --output NEW adds them", path,
                       path);
        result = gp_complain(&message);
    }
    gp_case_close(&the_case);
    return result;
}

int gp_command_check(int argc, char **argv)
{
    static const struct option options[] = {{"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {0}};
    const gp_report_format *format = &gp_report_text;
    for (int option; (option = gp_next_option(argc, argv, "f:h", options)) != -1;) {
        switch (option) {
        case 'f':
            format = gp_read_report_format(optarg);
            if (!format)
                return GP_EXIT_UNUSABLE;
            break;
        case 'h':
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        default:
            return GP_EXIT_UNUSABLE;
        }
    }
    if (!gp_has_words(argc, argv, 2, "a CASE and a TRACE"))
        return GP_EXIT_UNUSABLE;
    return check_words(argv[optind], argv[optind + 1], format);
}
