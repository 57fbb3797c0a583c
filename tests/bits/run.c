/* Writes the hash of the bits of each run, as golden/bits.json has it, in a program that needs no JSON: other_build.py writes
   the problems as C, and compiles them and all that computes in its own way. */
#include "oracle/run.h"
#include "fast/train.h"
#include "golden/setup.h"
#include "golden/trace.h"

#include <inttypes.h>
#include <string.h>

typedef struct run_of_case {
    const char *id;
    gp_problem problem;
} run_of_case;

#include "problems.h"

/* The parameters that gp_fast_train() leaves are those of gp_train(); with departures, which it does not know, there is nothing
   to compare. */
static bool fast_is_the_same(const gp_problem *problem)
{
    gp_setup plain, fast;
    if (!gp_is_textbook(problem->departures))
        return true;
    if (gp_setup_create(problem, &plain) != GP_OK || gp_setup_create(problem, &fast) != GP_OK)
        return false;
    const gp_training one = gp_setup_training(&plain, NULL), other = gp_setup_training(&fast, NULL);
    bool same = gp_train(&one, gp_step) == GP_OK && gp_fast_train(&other) == GP_OK;
    for (size_t l = 0; l < plain.network.depth; l++) {
        const gp_layer *a = &plain.network.layers[l], *b = &fast.network.layers[l];
        same = same && memcmp(a->W, b->W, gp_weight_count(a) * sizeof(gp_real)) == 0 &&
               memcmp(a->b, b->b, gp_bias_count(&a->shape) * sizeof(gp_real)) == 0;
    }
    gp_setup_free(&plain);
    gp_setup_free(&fast);
    return same;
}

int main(void)
{
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        const gp_problem *problem = &runs[k].problem;
        const gp_epochs every = {0};
        const size_t steps_per_epoch = (problem->samples + problem->batch - 1) / problem->batch;
        gp_trace trace = {.format = GP_TRACE_HASH,
                          .epochs = &every,
                          .steps_per_epoch = steps_per_epoch,
                          .last_step = problem->epochs * steps_per_epoch,
                          .update = problem->update,
                          .clipping = problem->clipping};
        const gp_observer observer = gp_trace_observer(&trace);
        gp_trace_begin(&trace, runs[k].id);
        if (gp_run(problem, &observer) != GP_OK)
            return 1;
        gp_trace_end(&trace);
        if (!fast_is_the_same(problem)) {
            fprintf(stderr, "%s: expected the same parameters of gp_fast_train() and of gp_train(), found others\n",
                    runs[k].id);
            return 1;
        }
        printf("%s %016" PRIx64 "\n", runs[k].id, trace.hash);
    }
    return 0;
}
