#include "cli/certificate.h"
#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/known_failures.h"
#include "cli/one_way.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "golden/request.h"
#include "report/inquiry.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A program that does each of 100000 updates in plain Python needs some 20 s; whole traces of such a run have some 60 MB. */
static const gp_subject_limits usual_limits = {.seconds = 60, .bytes = 128 << 20};

/* More than anybody waits for. */
enum { most_questions = 1000 };

static void write_help(void)
{
    puts("Usage: goldprop run [OPTION...] -- COMMAND [ARG...]\n"
         "Checks a program in any language: starts COMMAND once for each case, writes the problem to its standard input, and "
         "compares\n"
         "the trace that it writes to its standard output with what the case expects.\n\n"
         "  -c, --case PATTERN               only cases whose id matches this shell pattern; can be repeated\n"
         "  -i, --file PATH                  a case of your own that goldprop certify has written, in the place of the golden "
         "ones;\n"
         "                                   can be repeated\n"
         "  -t, --timeout S                  seconds that a case may take; by default 60\n"
         "  -f, --format FORMAT              text (the default), json, tap or junit\n"
         "  -k, --known-failures FILE        a list of cases that are known to fail: only others fail the run\n"
         "  -w, --write-known-failures FILE  writes such a list of the cases that fail now\n"
         "  -C, --certificate FILE           writes a page in HTML that says what the program gets right, for its author to "
         "publish\n"
         "  -n, --no-confirm                 asks no fresh problems where a case fails: nothing that is found is confirmed "
         "then\n"
         "  -q, --questions N                fresh problems to ask for each case that fails; by default 3\n"
         "  -h, --help                       this help");
}

/* What the words of the command line ask for. */
typedef struct run_wish {
    char **patterns, **files; /* owned */
    size_t pattern_count, file_count;
    gp_subject_limits limits;
    const gp_report_format *format;
    bool confirm;                                          /* what explains wrong numbers, by fresh problems */
    size_t questions;                                      /* so many like one case */
    const char *known_name, *list_name, *certificate_name; /* NULL where not asked for */
    char *const *command;
} run_wish;

/* The cases of the golden data or of the files that are named, and of them those that are given to the program. */
typedef struct run_cases {
    gp_case_files files;
    gp_case *all;
    size_t *chosen; /* indices */
    size_t count;
} run_cases;

static bool is_hello(const gp_case *the_case)
{
    return strcmp(gp_case_label(the_case), "hello") == 0;
}

static bool is_wanted(const run_wish *wish, const gp_case *the_case)
{
    bool wanted = wish->pattern_count == 0;
    for (size_t k = 0; k < wish->pattern_count; k++)
        wanted = wanted || fnmatch(wish->patterns[k], gp_case_label(the_case), 0) == 0;
    return wanted && the_case->expectation_count > 0;
}

static bool matches_any(const char *pattern, const run_cases *cases)
{
    for (size_t k = 0; k < cases->files.count; k++)
        if (fnmatch(pattern, gp_case_label(&cases->all[k]), 0) == 0)
            return true;
    return false;
}

/* The case that everybody begins with comes first. */
static bool choose_cases(const run_wish *wish, run_cases *cases, gp_message *message)
{
    for (size_t k = 0; k < wish->pattern_count; k++)
        if (!matches_any(wish->patterns[k], cases))
            return gp_message_set(message,
                                  "--case: expected a pattern that matches the id of a case (goldprop list shows them; "
                                  "--file takes a file), found \"%s\"",
                                  wish->patterns[k]);
    cases->chosen = calloc(cases->files.count, sizeof *cases->chosen);
    if (!cases->chosen)
        return gp_message_set(message, "expected memory for a list of cases, found none left");
    for (int hello = 1; hello >= 0; hello--)
        for (size_t k = 0; k < cases->files.count; k++)
            if (is_hello(&cases->all[k]) == hello && is_wanted(wish, &cases->all[k]))
                cases->chosen[cases->count++] = k;
    return cases->count > 0 || gp_message_set(message, "expected cases with expectations, found none: goldprop certify "
                                                       "makes them");
}

static bool open_cases(const run_wish *wish, run_cases *cases, gp_message *message)
{
    return gp_find_cases(wish->files, wish->file_count, &cases->files, message) &&
           gp_open_cases(&cases->files, &cases->all, message) && choose_cases(wish, cases, message);
}

static void close_cases(run_cases *cases)
{
    if (cases->all)
        gp_close_cases(cases->all, cases->files.count);
    gp_free_cases(&cases->files);
    free(cases->chosen);
}

static bool judge(gp_outcome *outcome, const run_cases *cases, gp_message *message)
{
    gp_subject_result *subject = &outcome->subject;
    bool judged = true;
    char text[128];
    if (subject->end == GP_SUBJECT_ANSWERED) {
        judged = gp_outcome_judge(outcome, "its answer", subject->output, subject->length, message) &&
                 gp_outcome_compare_cases(outcome, "its answer", subject->output, subject->length, cases->all,
                                          cases->files.count, message);
    } else {
        gp_message_set(&outcome->why, "it %s%s", gp_subject_end_text(subject, text),
                       subject->end == GP_SUBJECT_TIMED_OUT ? ": a larger --timeout may help" : "");
        gp_outcome_is_error(outcome);
    }
    free(subject->output); /* which may be large */
    subject->output = NULL;
    return judged;
}

/* Gives a case to the program. Only what this machine cannot do, and a command that cannot be started, ends the run. */
static bool run_subject(const run_wish *wish, const gp_case *the_case, gp_subject_result *result, gp_message *message)
{
    char *request = gp_request_text(the_case);
    if (!request)
        return gp_message_set(message, "%s: expected memory for the request, found none left", gp_case_label(the_case));
    const bool ran = gp_subject_run(wish->command, request, strlen(request), &wish->limits, result, message);
    free(request);
    if (!ran || result->end != GP_SUBJECT_NOT_STARTED)
        return ran;
    gp_message_set(message, "%s: expected a program that can be started, found: %s", wish->command[0], strerror(result->code));
    gp_subject_result_free(result);
    return false;
}

static bool run_case(const run_wish *wish, const run_cases *cases, gp_outcome *outcome, gp_message *message)
{
    return run_subject(wish, outcome->the_case, &outcome->subject, message) && judge(outcome, cases, message);
}

/* Asks the program a fresh problem. Whatever the program does wrong with it, it is no answer: it was the cases that were to be
   run. */
static bool ask(void *context, const gp_case *fresh, gp_answer *answer, bool *answered, gp_message *message)
{
    const run_wish *wish = context;
    gp_subject_result subject = {0};
    gp_message why;
    if (!run_subject(wish, fresh, &subject, message))
        return false;
    *answered =
        subject.end == GP_SUBJECT_ANSWERED && gp_answer_read("its answer", subject.output, subject.length, fresh, answer, &why);
    const bool no_memory = answer->no_memory;
    if (no_memory)
        *message = why;
    if (*answered && (answer->unsupported || answer->present_count == 0)) {
        gp_answer_close(answer);
        *answered = false;
    }
    gp_subject_result_free(&subject);
    return !no_memory;
}

/* Finds out, behind all cases, what wrong numbers are, and ends the report. */
static bool conclude(const run_wish *wish, gp_outcomes *outcomes, gp_message *message)
{
    run_wish asked = *wish;
    const gp_asker asker = {.context = &asked, .questions = wish->questions, .ask = ask};
    return gp_inquire_outcomes(outcomes, wish->confirm ? &asker : NULL, message) &&
           gp_report_end(wish->format, stdout, outcomes, message);
}

/* Stops where nobody can read the report any more. */
static bool run_all(const run_wish *wish, const run_cases *cases, const gp_known_failures *known, gp_outcomes *outcomes,
                    gp_message *message)
{
    gp_progress progress = gp_progress_begin("case", cases->count);
    gp_one_way way = {0};
    for (size_t k = 0; k < cases->count && !ferror(stdout); k++) {
        gp_outcome *outcome = &outcomes->items[k];
        gp_outcome_begin(outcome, &cases->all[cases->chosen[k]]);
        gp_progress_show(&progress, k);
        const bool ran = run_case(wish, cases, outcome, message);
        gp_progress_end(&progress);
        outcomes->count += ran;
        if (!ran)
            return false;
        gp_one_way_hold(&way, outcome);
        gp_known_failures_apply(known, outcome);
        gp_report_newest(wish->format, stdout, outcomes);
    }
    return ferror(stdout) || conclude(wish, outcomes, message);
}

/* A file that is written of a run, where somebody asks for it. */
typedef struct written {
    const char *name; /* NULL where nobody does */
    bool (*write)(FILE *stream, const gp_outcomes *outcomes, gp_message *message);
    gp_output output;
} written;

static bool open_written(written *files, size_t count, gp_message *message)
{
    for (size_t k = 0; k < count; k++)
        if (files[k].name && !gp_output_open(files[k].name, &files[k].output, message)) {
            while (k-- > 0)
                if (files[k].name)
                    gp_output_discard(&files[k].output);
            return false;
        }
    return true;
}

/* Each is whole, or not there. */
static bool close_written(written *files, size_t count, const gp_outcomes *outcomes, bool ran, gp_message *message)
{
    bool whole = ran;
    for (size_t k = 0; k < count; k++) {
        if (!files[k].name)
            continue;
        whole = whole && files[k].write(files[k].output.stream, outcomes, message);
        if (whole)
            whole = gp_output_close(&files[k].output, message);
        else
            gp_output_discard(&files[k].output);
    }
    return whole;
}

static bool write_list(FILE *stream, const gp_outcomes *outcomes, gp_message *message)
{
    (void)message;
    gp_known_failures_write(stream, outcomes);
    return true;
}

/* Runs the cases, and writes the files that are asked for. */
static bool run_and_write(const run_wish *wish, const run_cases *cases, const gp_known_failures *known, gp_outcomes *outcomes,
                          gp_message *message)
{
    written files[] = {{.name = wish->list_name, .write = write_list},
                       {.name = wish->certificate_name, .write = gp_certificate_write}};
    const size_t count = sizeof files / sizeof *files;
    return open_written(files, count, message) &&
           close_written(files, count, outcomes, run_all(wish, cases, known, outcomes, message), message);
}

static bool run_cases_of(const run_wish *wish, const run_cases *cases, bool *holds, gp_message *message)
{
    gp_known_failures known = {0};
    if (wish->known_name && !gp_known_failures_read(wish->known_name, &known, message))
        return false;
    gp_outcomes outcomes = {
        .command = wish->command, .items = calloc(cases->count, sizeof *outcomes.items), .planned = cases->count};
    bool done = outcomes.items || gp_message_set(message, "expected memory for the results, found none left");
    done = done && gp_known_failures_are_cases(&known, cases->all, cases->files.count, message) &&
           run_and_write(wish, cases, &known, &outcomes, message);
    *holds = gp_count_outcomes(&outcomes).holds;
    for (size_t k = 0; outcomes.items && k < outcomes.planned; k++)
        gp_outcome_free(&outcomes.items[k]);
    free(outcomes.items);
    gp_inquiry_free(&outcomes.inquiry);
    gp_known_failures_free(&known);
    return done;
}

static int run(const run_wish *wish)
{
    run_cases cases = {0};
    gp_message message;
    bool holds = false;
    const bool done = open_cases(wish, &cases, &message) && run_cases_of(wish, &cases, &holds, &message);
    close_cases(&cases);
    return done ? gp_finish_stdout(holds ? GP_EXIT_PASSED : GP_EXIT_FAILED) : gp_complain(&message);
}

static bool read_seconds(const char *text, double *seconds, gp_message *message)
{
    char *end;
    *seconds = strtod(text, &end);
    return (*seconds > 0 && *seconds <= 1e9 && !*end) ||
           gp_message_set(message, "--timeout: expected a number of seconds above 0, found \"%s\"", text);
}

static bool read_questions(const char *text, size_t *questions, gp_message *message)
{
    char *end;
    const unsigned long number = strtoul(text, &end, 10);
    *questions = number;
    return (*text >= '1' && *text <= '9' && !*end && number <= most_questions) ||
           gp_message_set(message, "--questions: expected a number from 1 to %d, found \"%s\"", most_questions, text);
}

/* One word of the command line. @return false after a complaint */
static bool take_option(int option, run_wish *wish)
{
    gp_message message;
    switch (option) {
    case 'c':
        wish->patterns[wish->pattern_count++] = optarg;
        return true;
    case 'i':
        wish->files[wish->file_count++] = optarg;
        return true;
    case 't':
        return read_seconds(optarg, &wish->limits.seconds, &message) || gp_complain(&message) == GP_EXIT_PASSED;
    case 'f':
        wish->format = gp_read_report_format(optarg);
        return wish->format;
    case 'k':
        wish->known_name = optarg;
        return true;
    case 'n':
        wish->confirm = false;
        return true;
    case 'q':
        return read_questions(optarg, &wish->questions, &message) || gp_complain(&message) == GP_EXIT_PASSED;
    case 'w':
        wish->list_name = optarg;
        return true;
    case 'C':
        wish->certificate_name = optarg;
        return true;
    default:
        return false;
    }
}

static int run_words(int argc, char **argv, run_wish *wish)
{
    static const struct option options[] = {{"case", required_argument, NULL, 'c'},
                                            {"file", required_argument, NULL, 'i'},
                                            {"timeout", required_argument, NULL, 't'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"known-failures", required_argument, NULL, 'k'},
                                            {"write-known-failures", required_argument, NULL, 'w'},
                                            {"certificate", required_argument, NULL, 'C'},
                                            {"no-confirm", no_argument, NULL, 'n'},
                                            {"questions", required_argument, NULL, 'q'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    for (int option; (option = gp_next_option(argc, argv, "c:i:t:f:k:w:C:nq:h", options)) != -1;) {
        if (option == 'h') {
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        }
        if (!take_option(option, wish))
            return GP_EXIT_UNUSABLE;
    }
    if (optind == argc && !gp_has_words(argc, argv, 1, "a COMMAND"))
        return GP_EXIT_UNUSABLE;
    wish->command = argv + optind;
    return run(wish);
}

int gp_command_run(int argc, char **argv)
{
    run_wish wish = {.patterns = calloc((size_t)argc, sizeof *wish.patterns),
                     .files = calloc((size_t)argc, sizeof *wish.files),
                     .limits = usual_limits,
                     .confirm = true,
                     .questions = gp_usual_questions,
                     .format = &gp_report_text};
    gp_message message;
    int result;
    if (wish.patterns && wish.files) {
        result = run_words(argc, argv, &wish);
    } else {
        gp_message_set(&message, "expected memory for a list of words, found none left");
        result = gp_complain(&message);
    }
    free(wish.patterns);
    free(wish.files);
    return result;
}
