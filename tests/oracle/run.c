#include "oracle/run.h"

#include "oracle/naive.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/open_case.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Three layers with every kind of bias and activation, five samples, three epochs, and a record of every step; the numbers are
   asymmetric. */
static const char base[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 3, \"activation\": \"sigmoid\", \"bias\": \"per_unit\", \"b\": [\"0.41\", \"-0.72\", \"0.13\"],\n"
    " \"W\": [[\"0.91\", \"-0.32\"], [\"0.25\", \"1.22\"], [\"-1.31\", \"0.62\"]]},\n"
    "{\"units\": 4, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.19\"],\n"
    " \"W\": [[\"-1.1\", \"0.2\", \"1/3\"], [\"0.7\", \"-0.9\", \"0.35\"], [\"0.15\", \"0.45\", \"-0.65\"], [\"0.85\", "
    "\"-0.55\", \"0.05\"]]},\n"
    "{\"units\": 2, \"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"0.5\", \"-0.6\", \"0.8\", \"1.4\"], [\"-0.3\", "
    "\"0.95\", \"1.05\", \"-0.75\"]]}],\n"
    "\"samples\": [{\"input\": [\"2.1\", \"0.2\"], \"target\": [\"0.3\", \"0.4\"]}, {\"input\": [\"-0.5\", \"1.6\"], "
    "\"target\": [\"0.7\", \"0.1\"]},\n"
    "{\"input\": [\"0.9\", \"-1.3\"], \"target\": [\"0.2\", \"0.85\"]}, {\"input\": [\"-1.7\", \"-0.4\"], \"target\": "
    "[\"0.55\", \"0.95\"]},\n"
    "{\"input\": [\"1.15\", \"0.65\"], \"target\": [\"0.05\", \"0.45\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"0.8\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"0.35\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 3}},\n"
    "\"record\": {\"all\": [0, 1, 2, 3], \"errors\": [0, 1, 2, 3]}}";

/* Every number that the run computes at the recorded steps equals the naive one, but for what some steps make of roundoff. */
static void check_run(const char *text)
{
    text_case opened;
    gp_place *places;
    char place[160];
    text_case_open(text, &opened);
    const gp_problem *problem = &opened.the_case.problem;
    const size_t count = gp_case_recorded_places(&opened.the_case, &places);
    gp_real *values = calloc(count, sizeof *values);
    long double *naive = calloc(count, sizeof *naive);
    for (size_t k = 0; k < count; k++)
        naive[k] = (long double)NAN;
    cr_assert_eq(gp_run_places(problem, places, count, values), GP_OK);
    naive_run(problem, places, count, naive);
    for (size_t k = 0; k < count; k++)
        cr_assert(fabsl(values[k] - naive[k]) <= 64 * (long double)real_epsilon * fmaxl(fabsl(naive[k]), 1),
                  "%s: obtained %.*g, expected %.21Lg\n%s", gp_place_text(&places[k], place), GP_REAL_DIGITS, (double)values[k],
                  naive[k], text);
    cr_assert_gt(count, 100);
    free(naive);
    free(values);
    free(places);
    text_case_close(&opened);
}

static void check_edited(const char *part, const char *other)
{
    char *text = text_with(base, part, other);
    check_run(text);
    free(text);
}

Test(run, places)
{
    check_run(base);
    /* the last step and the pass after it */
    check_edited("[0, 1, 2, 3],", "[13, 14, 15],");
}

Test(run, batches)
{
    check_edited("\"batch\": 1", "\"batch\": 2");
    check_edited("\"batch\": 1", "\"batch\": 3");
    check_edited("\"batch\": 1", "\"batch\": 4");
    check_edited("\"batch\": 1", "\"batch\": 5");
    check_edited("\"batch\": 1, \"reduction\": \"sum\"", "\"batch\": 2, \"reduction\": \"mean\"");
    check_edited("\"batch\": 1, \"reduction\": \"sum\"", "\"batch\": 5, \"reduction\": \"mean\"");
}

Test(run, errors)
{
    check_edited("{\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"}",
                 "{\"deviation\": \"absolute\", \"reduction\": \"sum\", \"factor\": \"0.7\"}");
    check_edited("{\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"}",
                 "{\"deviation\": \"squared\", \"reduction\": \"mean\", \"factor\": \"1/3\"}");
    check_edited("{\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"}",
                 "{\"deviation\": \"absolute\", \"reduction\": \"mean\", \"factor\": \"1\"}");
}

Test(run, layers)
{
    check_edited("\"bias\": \"per_unit\",", "\"bias\": \"per_unit\", \"bias_trained\": false,");
    check_edited("\"bias\": \"shared\",", "\"bias\": \"shared\", \"bias_trained\": false,");
    check_edited("\"bias\": \"per_unit\", \"b\": [\"0.41\", \"-0.72\", \"0.13\"]", "\"bias\": \"none\"");
    check_edited("\"bias\": \"none\",", "\"bias\": \"shared\", \"b\": [\"-0.31\"],");
    check_edited("\"bias\": \"none\",", "\"bias\": \"per_unit\", \"b\": [\"-0.31\", \"0.57\"],");
    check_edited("\"factor\": \"0.8\"", "\"factor\": \"1/2\"");
}

/* Without a sigmoid at its end the network needs a lower rate, or it leaves all bounds. */
Test(run, identity_outputs)
{
    char *slow = text_with(base, "\"rate\": \"0.35\"", "\"rate\": \"0.01\"");
    char *text = text_with(slow, "\"sigmoid\", \"bias\": \"none\"", "\"identity\", \"bias\": \"none\"");
    check_run(text);
    free(text);
    free(slow);
}

/* No epochs: one forward pass. */
Test(run, no_steps)
{
    char *text = text_with(base, "\"epochs\": 3", "\"epochs\": 0"),
         *recorded = text_with(text, "{\"all\": [0, 1, 2, 3], \"errors\": [0, 1, 2, 3]}", "{\"all\": [0], \"errors\": [0]}");
    check_run(recorded);
    free(recorded);
    free(text);
}

/* A few places of many: each is met, also where steps lie between them. */
Test(run, sparse_places)
{
    text_case opened;
    text_case_open(base, &opened);
    static const gp_place places[] = {
        {.quantity = GP_BIAS, .step = 2, .layer = 2},
        {.quantity = GP_DELTA, .step = 2, .sample = 2, .layer = 1, .unit = 2},
        {.quantity = GP_BIAS_GRADIENT, .step = 9, .layer = 1, .unit = 1},
        {.quantity = GP_SAMPLE_LOSS, .step = 15, .sample = 3},
        {.quantity = GP_EPOCH_ERROR, .step = 2},
    };
    enum { count = sizeof places / sizeof *places };
    gp_real values[count];
    long double naive[count];
    cr_assert_eq(gp_run_places(&opened.the_case.problem, places, count, values), GP_OK);
    naive_run(&opened.the_case.problem, places, count, naive);
    for (size_t k = 0; k < count; k++)
        cr_assert_float_eq((double)values[k], (double)naive[k], 64 * (double)real_epsilon, "place %zu", k);
    /* errors alone, and nothing at all */
    cr_assert_eq(gp_run_places(&opened.the_case.problem, &places[count - 1], 1, values), GP_OK);
    cr_assert_float_eq((double)values[0], (double)naive[count - 1], 64 * (double)real_epsilon);
    cr_assert_eq(gp_run_places(&opened.the_case.problem, places, 0, values), GP_OK);
    text_case_close(&opened);
}

/* Where an allocation fails, the run says so and leaves nothing behind. */
Test(run, no_memory)
{
    text_case opened;
    text_case_open(base, &opened);
    gp_status status = GP_NO_MEMORY;
    for (size_t allocation = 0; status != GP_OK; allocation++) {
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        status = gp_run(&opened.the_case.problem, NULL);
        cr_assert_eq(status, memory_failed() ? GP_NO_MEMORY : GP_OK);
        cr_assert_eq(memory_blocks(), blocks);
    }
    memory_fail_at(SIZE_MAX);
    text_case_close(&opened);
}
