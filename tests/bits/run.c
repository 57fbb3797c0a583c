/* Writes the hash of the bits of each run, as golden/bits.json has it, in a program that needs no JSON: other_build.py writes
   the problems as C, and compiles them and all that computes in its own way. */
#include "oracle/run.h"
#include "golden/trace.h"

#include <inttypes.h>

typedef struct run_of_case {
    const char *id;
    gp_problem problem;
} run_of_case;

#include "problems.h"

int main(void)
{
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        const gp_problem *problem = &runs[k].problem;
        const gp_epochs every = {0};
        const size_t steps_per_epoch = (problem->samples + problem->batch - 1) / problem->batch;
        gp_trace trace = {.format = GP_TRACE_HASH,
                          .epochs = &every,
                          .steps_per_epoch = steps_per_epoch,
                          .last_step = problem->epochs * steps_per_epoch};
        const gp_observer observer = gp_trace_observer(&trace);
        gp_trace_begin(&trace, runs[k].id);
        if (gp_run(problem, &observer) != GP_OK)
            return 1;
        gp_trace_end(&trace);
        printf("%s %016" PRIx64 "\n", runs[k].id, trace.hash);
    }
    return 0;
}
