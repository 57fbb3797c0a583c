#include "golden/trace.h"
#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "golden/case.h"
#include "oracle/run.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static void write_help(void)
{
    puts("Usage: goldprop trace [OPTION...] FILE|CASE\n"
         "Runs a problem and writes every quantity of the run: W, b, z, a, loss, delta, dW, db of each step, and the error of "
         "each epoch.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input.\n\n"
         "  -e, --epochs LIST  only these, such as 0,10-20; the epoch after the last is the pass after the last update\n"
         "  -c, --csv          one line a number instead of JSON\n"
         "  -o, --output FILE  write to this file, which appears when it is whole; - is standard output\n"
         "  -h, --help         this help");
}

/* A trace and how far the run has come; the trace comes first, so that a pointer to one is a pointer to the other. */
typedef struct shown_trace {
    gp_trace trace;
    gp_observer writer;
    gp_progress progress;
} shown_trace;

static bool show_state(void *context, size_t step, const gp_network *network)
{
    shown_trace *shown = context;
    gp_progress_show(&shown->progress, step);
    return shown->writer.state(&shown->trace, step, network);
}

/* What runs up to the last epoch that is asked for: the same numbers, and none that nobody will see. */
static gp_problem shorten(const gp_problem *problem, const gp_epochs *epochs)
{
    gp_problem shorter = *problem;
    size_t last = epochs->count == 0 ? problem->epochs : 0;
    for (size_t k = 0; k < epochs->count; k++)
        last = epochs->ranges[k].last > last ? epochs->ranges[k].last : last;
    if (last < problem->epochs)
        shorter.epochs = last + 1;
    return shorter;
}

static bool in_run(const gp_problem *problem, const gp_epochs *epochs, gp_message *message)
{
    for (size_t k = 0; k < epochs->count; k++)
        if (epochs->ranges[k].first > problem->epochs)
            return gp_message_set(message, "--epochs: expected epochs from 0 to %zu, found %zu", problem->epochs,
                                  epochs->ranges[k].first);
    return true;
}

static bool write_trace(const gp_case *the_case, gp_trace_format format, const gp_epochs *epochs, FILE *stream,
                        gp_message *message)
{
    const gp_problem asked = shorten(&the_case->problem, epochs), *problem = &the_case->problem;
    shown_trace shown = {
        .trace = {.stream = stream,
                  .format = format,
                  .epochs = epochs,
                  .steps_per_epoch = gp_problem_steps_per_epoch(problem),
                  .last_step = gp_problem_steps(problem)},
        .progress = gp_progress_begin("step", gp_problem_steps(&asked)),
    };
    if (isatty(fileno(stream)))
        shown.progress.terminal = false; /* the trace itself shows how far the run has come */
    shown.writer = gp_trace_observer(&shown.trace);
    gp_observer observer = shown.writer;
    observer.state = show_state;

    gp_trace_begin(&shown.trace, the_case->id);
    gp_status status = gp_run(&asked, &observer);
    gp_trace_end(&shown.trace);
    gp_progress_end(&shown.progress);
    if (status == GP_OK || ferror(stream)) /* what could not be written is said when the output is closed */
        return true;
    return gp_message_set(message, "%s: expected memory for the run, found too little", the_case->source.name);
}

static int trace(const char *path, gp_trace_format format, const gp_epochs *epochs, const char *output_name)
{
    gp_message message;
    gp_case the_case;
    gp_output output;
    if (!gp_case_open(path, &the_case, &message))
        return gp_complain(&message);
    bool written = in_run(&the_case.problem, epochs, &message) && gp_output_open(output_name, &output, &message);
    if (written) {
        written = write_trace(&the_case, format, epochs, output.stream, &message);
        if (written)
            written = gp_output_close(&output, &message);
        else
            gp_output_discard(&output);
    }
    gp_case_close(&the_case);
    return written ? GP_EXIT_PASSED : gp_complain(&message);
}

int gp_command_trace(int argc, char **argv)
{
    static const struct option options[] = {{"epochs", required_argument, NULL, 'e'},
                                            {"csv", no_argument, NULL, 'c'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    gp_trace_format format = GP_TRACE_JSON;
    gp_epochs epochs = {0};
    gp_message message;
    const char *output = NULL;
    for (int option; (option = gp_next_option(argc, argv, "e:co:h", options)) != -1;) {
        switch (option) {
        case 'e':
            if (gp_epochs_read(optarg, &epochs))
                break;
            gp_message_set(&message, "--epochs: expected a list such as 0,10-20, found \"%s\"", optarg);
            return gp_complain(&message);
        case 'c':
            format = GP_TRACE_CSV;
            break;
        case 'o':
            output = optarg;
            break;
        case 'h':
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        default:
            return GP_EXIT_UNUSABLE;
        }
    }
    if (!gp_has_words(argc, argv, 1, "a FILE or CASE"))
        return GP_EXIT_UNUSABLE;
    char path[PATH_MAX];
    return gp_find_case(argv[optind], path, &message) ? trace(path, format, &epochs, output) : gp_complain(&message);
}
