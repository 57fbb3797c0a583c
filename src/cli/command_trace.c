#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/pieces.h"
#include "cli/progress.h"
#include "golden/case.h"
#include "golden/trace.h"
#include "oracle/run.h"
#include "report/report.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_help(void)
{
    puts("Usage: goldprop trace [OPTION...] FILE|CASE\n"
         "       goldprop trace --hash [FILE|CASE]...\n"
         "Runs a problem and writes every quantity of the run: W, b, z, a, output_loss, loss, da, slope, delta, dx, dW, db, "
         "what\n"
         "clipping leaves of these (dW_clipped, db_clipped), what the update rule keeps (W_velocity, b_velocity or W_m, b_m, "
         "W_v, b_v,\n"
         "W_m_hat, b_m_hat, W_v_hat, b_v_hat), W_change and b_change of each step, and the error of each epoch.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input.\n"
         "Rounding errors can grow: goldprop certify proves digits, and its amplifications say how many a program can get "
         "right.\n\n"
         "  -e, --epochs LIST  only these, such as 0,10-20; the epoch after the last is the pass after the last update\n"
         "  -r, --recorded     only what the problem's record asks for\n"
         "  -c, --csv          one line a number instead of JSON\n"
         "  -H, --hash         the hash of the bits of all numbers; of all cases where none is named, and of their hashes\n"
         "  -o, --output FILE  write to this file, which appears when it is whole; - is standard output\n"
         "  -h, --help         this help");
}

/* What the words of the command ask for. */
typedef struct trace_request {
    gp_trace_format format;
    gp_epochs epochs;
    bool recorded;
    const char *output;
    bool hash;
} trace_request;

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

static bool has_record(const gp_case *the_case, gp_message *message)
{
    const gp_record *record = &the_case->record;
    return record->all.count > 0 || record->outputs.count > 0 || record->errors.count > 0 ||
           gp_message_set(message, "%s: expected a record to go by, found none; leave out --recorded, or add a \"record\"",
                          the_case->source.name);
}

static bool write_trace(const gp_case *the_case, const trace_request *request, FILE *stream, gp_message *message)
{
    const gp_problem asked = shorten(&the_case->problem, &request->epochs), *problem = &the_case->problem;
    shown_trace shown = {
        .trace = {.stream = stream,
                  .format = request->format,
                  .epochs = &request->epochs,
                  .record = request->recorded ? &the_case->record : NULL,
                  .without_errors = !problem->reports_error,
                  .steps_per_epoch = gp_problem_steps_per_epoch(problem),
                  .update = problem->update,
                  .clipping = problem->clipping,
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
    if (status == GP_OK)
        gp_trace_end(&shown.trace);
    else
        gp_trace_abandon(&shown.trace);
    gp_progress_end(&shown.progress);
    if (status == GP_OK || ferror(stream)) /* what could not be written is said when the output is closed */
        return true;
    return gp_message_set(message, "%s: expected memory for the run, found too little", the_case->source.name);
}

static int trace(const char *path, const trace_request *request)
{
    gp_message message;
    gp_case the_case;
    gp_output output;
    if (!gp_case_open(path, &the_case, &message))
        return gp_complain(&message);
    bool written = gp_epochs_in_run(&request->epochs, &the_case.problem, &message) &&
                   (!request->recorded || has_record(&the_case, &message)) &&
                   gp_output_open(request->output, &output, &message);
    if (written) {
        written = write_trace(&the_case, request, output.stream, &message);
        if (written)
            written = gp_output_close(&output, &message);
        else
            gp_output_discard(&output);
    }
    gp_case_close(&the_case);
    return written ? GP_EXIT_PASSED : gp_complain(&message);
}

/* ---- Hashes instead of traces. ---- */

/* Runs of cases, each for its hash. */
typedef struct hashing {
    const gp_case *cases;
    uint64_t *hashes;
    gp_status *statuses;
} hashing;

static void hash_one(void *work, size_t k)
{
    const hashing *at = work;
    const gp_problem *problem = &at->cases[k].problem;
    const gp_epochs every = {0};
    gp_trace trace = {.format = GP_TRACE_HASH,
                      .epochs = &every,
                      .without_errors = !problem->reports_error,
                      .steps_per_epoch = gp_problem_steps_per_epoch(problem),
                      .update = problem->update,
                      .clipping = problem->clipping,
                      .last_step = gp_problem_steps(problem)};
    const gp_observer observer = gp_trace_observer(&trace);
    gp_trace_begin(&trace, at->cases[k].id);
    at->statuses[k] = gp_run(problem, &observer);
    gp_trace_end(&trace);
    at->hashes[k] = trace.hash;
}

/* A line for each case, and one more where there are several. */
static int write_hashes(const hashing *at, size_t count)
{
    uint64_t all = GP_HASH_START;
    for (size_t k = 0; k < count; k++) {
        printf("%016" PRIx64 "  %s\n", at->hashes[k], gp_case_label(&at->cases[k]));
        all = gp_hash_bits(all, at->hashes[k], sizeof all);
    }
    if (count > 1)
        printf("%016" PRIx64 "  all\n", all);
    return gp_finish_stdout(GP_EXIT_PASSED);
}

static int hash_cases(const gp_case *cases, size_t count, bool json)
{
    (void)json;
    hashing at = {.cases = cases, .hashes = calloc(count, sizeof *at.hashes), .statuses = calloc(count, sizeof *at.statuses)};
    size_t done = 0;
    if (at.hashes && at.statuses) {
        gp_do_pieces(count, hash_one, &at);
        while (done < count && at.statuses[done] == GP_OK)
            done++;
    }
    gp_message message;
    if (done < count)
        gp_message_set(&message, "%s: expected memory for the run, found too little", cases[done].source.name);
    const int result = done < count ? gp_complain(&message) : write_hashes(&at, count);
    free(at.hashes);
    free(at.statuses);
    return result;
}

int gp_command_trace(int argc, char **argv)
{
    static const struct option options[] = {{"epochs", required_argument, NULL, 'e'},
                                            {"recorded", no_argument, NULL, 'r'},
                                            {"csv", no_argument, NULL, 'c'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"hash", no_argument, NULL, 'H'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    trace_request request = {.format = GP_TRACE_JSON};
    gp_message message;
    for (int option; (option = gp_next_option(argc, argv, "e:rco:Hh", options)) != -1;) {
        switch (option) {
        case 'e':
            if (gp_read_epochs(optarg, &request.epochs, &message))
                break;
            return gp_complain(&message);
        case 'r':
            request.recorded = true;
            break;
        case 'c':
            request.format = GP_TRACE_CSV;
            break;
        case 'o':
            request.output = optarg;
            break;
        case 'H':
            request.hash = true;
            break;
        case 'h':
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        default:
            return GP_EXIT_UNUSABLE;
        }
    }
    if (request.hash) {
        if (request.format == GP_TRACE_JSON && request.epochs.count == 0 && !request.recorded && !request.output)
            return gp_use_cases(argv + optind, (size_t)(argc - optind), hash_cases, false);
        gp_message_set(&message, "trace: expected --hash alone, found another option beside it; a hash is that of a whole run");
        return gp_complain(&message);
    }
    if (!gp_has_words(argc, argv, 1, "a FILE or CASE"))
        return GP_EXIT_UNUSABLE;
    if (request.recorded && request.epochs.count > 0) {
        gp_message_set(&message, "trace: expected --epochs or --recorded, found both; leave out one of them");
        return gp_complain(&message);
    }
    char path[PATH_MAX];
    return gp_find_case(argv[optind], path, &message) ? trace(path, &request) : gp_complain(&message);
}
