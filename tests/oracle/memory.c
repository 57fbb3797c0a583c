/* Each allocation of the judge is made to fail in turn: it says so, and leaves nothing behind. */
#include "support/memory.h"
#include "oracle/golden_answer.h"
#include "oracle/judge.h"
#include "oracle/kill_matrix.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Judges a copy of an answer, as judging changes it. */
static gp_status judge_copy(const gp_case *the_case, const gp_answer *answer)
{
    gp_answer copy = *answer;
    gp_report report;
    double *values = malloc(the_case->expectation_count * sizeof *values);
    cr_assert_not_null(values);
    copy.values = memcpy(values, answer->values, the_case->expectation_count * sizeof *values);
    const gp_status status = gp_judge(the_case, &copy, &report);
    cr_assert(status == GP_OK || (!report.standing && !report.findings && !report.explanations && report.expected == 0));
    gp_report_free(&report);
    free(values);
    return status;
}

static void check_judging(const char *id, gp_departures departures, size_t stride)
{
    gp_case the_case;
    gp_answer answer;
    size_t failing = 0;
    golden_case_open(id, &the_case);
    answer_create(&the_case, departures, &answer);
    const size_t blocks = memory_blocks();
    gp_status status;
    do {
        memory_fail_at(1 + failing); /* the first one is the copy's */
        status = judge_copy(&the_case, &answer);
        const bool failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(status, failed ? GP_NO_MEMORY : GP_OK, "allocation %zu", failing);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", failing);
        failing += stride;
    } while (status != GP_OK);
    cr_assert_gt(failing, 10);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}

/* With one mistake, and with two, whose search has many times as many allocations: of these some. */
Test(judge, short_of_memory)
{
    check_judging("samsel-textbook", GP_TEXTBOOK, 1);
    check_judging("hello", gp_departure_set(GP_STATE_EARLY), 1);
    check_judging("hello", gp_departures_of_either(gp_departure_set(GP_STATE_EARLY), gp_departure_set(GP_RATE_TWICE)), 997);
}

Test(kill_matrix, short_of_memory)
{
    gp_case the_case;
    gp_kill_row row;
    golden_case_open("hello", &the_case);
    const size_t blocks = memory_blocks();
    gp_status status;
    size_t failing = 0;
    do {
        memory_fail_at(failing);
        status = gp_kill_row_compute(&the_case, &row);
        const bool failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(status, failed ? GP_NO_MEMORY : GP_OK, "allocation %zu", failing);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", failing);
        failing += 41; /* a prime: each run makes the same allocations, and all of them have their turn */
    } while (status != GP_OK);
    gp_case_close(&the_case);
}

/* What no mistake and no two of them explain costs a few runs for each mistake, and not one for each two of them: it is counted
   by the allocations, of which a run has a dozen and more. */
Test(judge, few_runs_for_what_nothing_explains)
{
    const gp_place gradient = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1};
    const size_t most = 10000; /* with all pairs there were more than 20000 */
    gp_case the_case;
    gp_answer answer;
    golden_case_open("deep-regression", &the_case);
    answer_create(&the_case, GP_TEXTBOOK, &answer);
    answer_set(&the_case, &gradient, 1.37 * answer_at(&the_case, &answer, &gradient) + 0.01, &answer);
    memory_fail_at(most);
    const gp_status status = judge_copy(&the_case, &answer);
    const bool more = memory_failed();
    memory_fail_never();
    cr_assert(status == GP_OK && !more, "expected fewer than %zu allocations", most);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}
