/* Writes the recorded trace of each case that is named, one after the other: what `goldprop trace --recorded` writes, but by
   functions that compare.py compiles in its own way. */
#include "golden/trace.h"
#include "oracle/run.h"

#include <stdlib.h>

static void write_trace(const gp_case *the_case)
{
    gp_trace trace = {.stream = stdout,
                      .format = GP_TRACE_JSON,
                      .record = &the_case->record,
                      .steps_per_epoch = gp_problem_steps_per_epoch(&the_case->problem),
                      .last_step = gp_problem_steps(&the_case->problem)};
    const gp_observer observer = gp_trace_observer(&trace);
    gp_trace_begin(&trace, the_case->id);
    if (gp_run(&the_case->problem, &observer) != GP_OK)
        exit(EXIT_FAILURE);
    gp_trace_end(&trace);
}

int main(int argc, char **argv)
{
    for (int k = 1; k < argc; k++) {
        gp_case the_case;
        gp_message message;
        if (!gp_case_open(argv[k], &the_case, &message)) {
            fprintf(stderr, "%s\n", message.text);
            return EXIT_FAILURE;
        }
        write_trace(&the_case);
        gp_case_close(&the_case);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
