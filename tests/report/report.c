#include "report/report.h"

#include "oracle/conventions.h"
#include "report/hello.h"
#include "report/inquiry.h"
#include "support/golden_cases.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const gp_report_format *const formats[] = {&gp_report_text, &gp_report_json, &gp_report_tap, &gp_report_junit};
static const size_t format_count = sizeof formats / sizeof *formats;

static void assert_text(char *text, const char *expected)
{
    cr_assert_str_eq(text, expected);
    free(text);
}

Test(report, formats)
{
    for (size_t k = 0; k < format_count; k++)
        cr_assert_eq(gp_find_report_format(formats[k]->name), formats[k]);
    cr_assert_null(gp_find_report_format("xml"));
    cr_assert_null(gp_find_report_format(""));
}

#define WRONG                                                                                                                  \
    "1 of 2 numbers wrong (1 layer, 1 of 2 steps (0), no epoch of 2), 14 missing: W, output_loss, loss, da, delta, dx, dW, "   \
    "W_change, error, some of z, a\n"
#define FIRST "step 0, sample 0, layer 1, a[0]: expected 1.5, got 2.25 (0.3 right digits) [golden_hello_s0_n0_l1_a0]\n"
#define NONE "no single known mistake explains this, and no two of them do\n"
/* (1.5)^2 is 2.25, and so is 1.5 * 1.5: one number cannot tell them apart. */
#define FOUND                                                                                                                  \
    "    agrees here, not confirmed: your a is what (Σ_i W_ji a_i)^2 gives, and should be Σ_i W_ji a_i\n"                    \
    "        it rests on a single number in 1 case\n"                                                                          \
    "        these cannot be told apart from it: Σ_i (W_ji a_i)^2\n"                                                          \
    "          or: (z_j)^2\n"                                                                                                  \
    "          or: 1.5 Σ_i W_ji a_i\n"

static void write_first(FILE *stream, heard *it)
{
    gp_message message;
    cr_assert(gp_report_outcome(&gp_report_text, stream, &it->items[0], &message), "%s", message.text);
}

Test(report, of_one_outcome)
{
    heard it;
    hear(&it, (const char *const[]){hello_wrong, NULL});
    cr_assert_eq(it.items[0].result, GP_CASE_FAILED);
    assert_text(written_by(write_first, &it), "✗ hello                            " WRONG "    " FIRST "    " NONE FOUND);
    heard_close(&it);
}

static void write_first_as_junit(FILE *stream, heard *it)
{
    gp_message message;
    cr_assert(gp_report_outcome(&gp_report_junit, stream, &it->items[0], &message), "%s", message.text);
}

/* Of what is right there are no details. */
Test(report, of_one_right_outcome)
{
    heard it;
    hear(&it, (const char *const[]){hello_right, NULL});
    assert_text(
        written_by(write_first_as_junit, &it),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        "  <testsuite name=\"goldprop\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"0.000\">\n"
        "    <testcase classname=\"goldprop\" name=\"hello\" time=\"0.000\">\n"
        "      <system-out>2 numbers (1 layer, 1 of 2 steps (0), no epoch of 2), 14 missing: W, output_loss, loss, da, delta, "
        "dx, dW, W_change, error, some of z, a</system-out>\n"
        "    </testcase>\n  </testsuite>\n</testsuites>\n");
    heard_close(&it);
}

/* What the caller's stream does not take is a failure with a reason, in each format. */
Test(report, full_disk)
{
    heard it;
    gp_message message;
    hear(&it, (const char *const[]){hello_wrong, NULL});
    for (size_t k = 0; k < format_count; k++) {
        FILE *full = fopen("/dev/full", "w");
        cr_assert(full);
        cr_assert_not(gp_report_outcome(formats[k], full, &it.items[0], &message));
        cr_assert_str_eq(message.text, "the report: expected to write it whole, found: No space left on device");
        fclose(full);
    }
    heard_close(&it);
}

/* Every so many allocations one fails: what is short of memory says so, and leaves nothing behind. */
static void run_out_of_memory(const gp_report_format *format, gp_outcome *outcome, size_t stride)
{
    gp_message message;
    bool failed = true;
    size_t refused = 0;
    FILE *nowhere = fopen("/dev/null", "w");
    cr_assert(nowhere && gp_report_outcome(format, nowhere, outcome, &message)); /* which lets stdio have its buffer */
    for (size_t allocation = 0; failed; allocation += stride) {
        const size_t before = memory_blocks();
        memory_fail_at(allocation);
        const bool told = gp_report_outcome(format, nowhere, outcome, &message);
        failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(memory_blocks(), before, "%s leaves blocks at %zu", format->name, allocation);
        cr_assert(told || failed);
        cr_assert(told || strstr(message.text, "expected memory"), "%s", message.text);
        refused += !told;
    }
    cr_assert_gt(refused, 0);
    fclose(nowhere);
}

Test(report, out_of_memory)
{
    heard it;
    json_set_alloc_funcs(malloc, free); /* so that those of the JSON library fail, too */
    hear(&it, (const char *const[]){hello_right, hello_wrong, NULL});
    run_out_of_memory(&gp_report_junit, &it.items[0], 1);
    run_out_of_memory(&gp_report_json, &it.items[0], 1);
    run_out_of_memory(&gp_report_text, &it.items[1], 16); /* of an inquiry, whose own tests let each fail */
    heard_close(&it);
}

/* Each allocation of judging fails once: that is no outcome. */
Test(report, judges_out_of_memory)
{
    heard it;
    gp_message message;
    bool failed = true;
    size_t refused = 0;
    json_set_alloc_funcs(malloc, free);
    hear(&it, (const char *const[]){hello_right, NULL});
    for (size_t allocation = 0; failed; allocation++) {
        gp_outcome outcome;
        const size_t before = memory_blocks();
        gp_outcome_begin(&outcome, &it.the_case);
        memory_fail_at(allocation);
        const bool judged = gp_outcome_judge(&outcome, "its answer", hello_right, strlen(hello_right), &message);
        failed = memory_failed();
        memory_fail_never();
        cr_assert(judged || strstr(message.text, "memory"), "%s", message.text);
        cr_assert(judged || failed);
        gp_outcome_free(&outcome);
        cr_assert_eq(memory_blocks(), before, "blocks are left at %zu", allocation);
        refused += !judged;
    }
    cr_assert_gt(refused, 0);
    heard_close(&it);
}

/* An answer that is held against another case. */
static bool compare(heard *it, const char *text, const gp_case *cases, size_t count, gp_message *message)
{
    *it->items[0].numbers_of.text = 0;
    return gp_outcome_compare_cases(&it->items[0], "a", text, strlen(text), cases, count, message);
}

/* Each allocation of comparing fails once. */
Test(report, compares_out_of_memory)
{
    heard it;
    gp_case other;
    gp_message message;
    bool failed = true;
    size_t refused = 0;
    json_set_alloc_funcs(malloc, free);
    hear(&it, (const char *const[]){hello_wrong, NULL});
    golden_case_open("hello", &other);
    strcpy((char *)other.id, "other");
    for (size_t allocation = 0; failed; allocation++) {
        const size_t before = memory_blocks();
        memory_fail_at(allocation);
        const bool compared = compare(&it, hello_right, &other, 1, &message);
        failed = memory_failed();
        memory_fail_never();
        cr_assert(compared || strstr(message.text, "memory"), "%s", message.text);
        cr_assert(compared || failed);
        cr_assert_eq(memory_blocks(), before, "blocks are left at %zu", allocation);
        refused += !compared;
    }
    cr_assert_gt(refused, 0);
    cr_expect_str_eq(it.items[0].numbers_of.text, "other");
    gp_case_close(&other);
    heard_close(&it);
}

/* The first case that an answer is right for is told; one of other layers is none, and neither is one of which a number is
   wrong. What is right for another case explains why an answer cannot be read. */
Test(report, compares_cases_of_other_layers)
{
    static const char of_mazur[] = "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 0, \"samples\": [{\"sample\": 0, "
                                   "\"layers\": [{\"layer\": 1, \"z\": [0.3775, 0.3925]}]}]}]}";
    heard it;
    gp_case cases[3];
    gp_message message;
    hear(&it, (const char *const[]){hello_wrong, of_mazur, NULL});
    golden_case_open("mazur", &cases[0]);
    golden_case_open("hello", &cases[1]);
    golden_case_open("hello", &cases[2]);
    strcpy((char *)cases[1].id, "one");
    strcpy((char *)cases[2].id, "two");
    cr_assert(compare(&it, hello_right, cases, 3, &message));
    cr_expect_str_eq(it.items[0].numbers_of.text, "one");
    cr_assert(compare(&it, hello_wrong, cases, 3, &message));
    cr_expect_str_eq(it.items[0].numbers_of.text, "");
    cr_assert(compare(
        &it, "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 0, \"parameters\": [{\"layer\": 1, \"W\": [[0.5]]}]}]}",
        cases, 3, &message)); /* which the problem gives */
    cr_expect_str_eq(it.items[0].numbers_of.text, "");
    cr_assert(compare(&it, hello_unreadable, cases, 3, &message));
    cr_expect_str_eq(it.items[0].numbers_of.text, "");
    cr_assert_eq(it.items[1].result, GP_CASE_ERROR);
    cr_assert(gp_outcome_compare_cases(&it.items[1], "a", of_mazur, strlen(of_mazur), cases, 1, &message));
    cr_expect(strstr(it.items[1].why.text, "found an array of 2 items: these are the numbers of the case mazur"), "%s",
              it.items[1].why.text);
    for (size_t k = 0; k < 3; k++)
        gp_case_close(&cases[k]);
    heard_close(&it);
}

/* What is explained is not compared. */
Test(report, compares_nothing_explained)
{
    heard it;
    gp_case other;
    gp_message message;
    hear(&it, (const char *const[]){hello_wrong, NULL});
    golden_case_open("hello", &other);
    strcpy((char *)other.id, "other");
    it.items[0].report.explanation_count = 1;
    cr_expect_not(gp_outcome_is_unexplained(&it.items[0]));
    cr_assert(compare(&it, hello_right, &other, 1, &message));
    cr_expect_str_eq(it.items[0].numbers_of.text, "");
    gp_case_close(&other);
    heard_close(&it);
}

/* Where there is nothing, and where there is only what the problem gives. */
Test(report, judges_nothing)
{
    heard it;
    hear(&it,
         (const char *const[]){
             "{\"format\": \"goldprop-trace-1\", \"steps\": []}",
             "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 0, \"parameters\": [{\"layer\": 1, \"W\": [[0.5]]}]}]}",
             NULL});
    static const char *const why[] = {"expected at least one of the 16 numbers that this case asks for, found none",
                                      "expected numbers that the program has computed, found 1 which the problem gives: they "
                                      "are not compared, and nothing else is there"};
    for (size_t k = 0; k < 2; k++) {
        cr_expect_eq(it.items[k].result, GP_CASE_FAILED);
        cr_expect_str_eq(it.items[k].symptom, "no numbers");
        cr_expect_str_eq(it.items[k].why.text, why[k]);
    }
    heard_close(&it);
}

/* Where the text is not there, or is too long to be read once for each case, nothing is compared. */
Test(report, compares_no_long_text)
{
    heard it;
    gp_message message;
    hear(&it, (const char *const[]){hello_wrong, NULL});
    cr_assert(gp_outcome_compare_cases(&it.items[0], "a", NULL, 0, &it.the_case, 1, &message));
    cr_assert(gp_outcome_compare_cases(&it.items[0], "a", hello_right, (1 << 20) + 1, &it.the_case, 1, &message));
    cr_assert_str_eq(it.items[0].numbers_of.text, "");
    heard_close(&it);
}

static void write_all(FILE *stream, heard *it)
{
    gp_message message;
    for (it->all.count = 1; it->all.count <= it->all.planned; it->all.count++)
        gp_report_newest(&gp_report_tap, stream, &it->all);
    it->all.count--;
    cr_assert(gp_report_end(&gp_report_tap, stream, &it->all, &message));
}

Test(report, of_several)
{
    heard it;
    hear(&it, (const char *const[]){hello_right, hello_unsupported, hello_unreadable, NULL});
    assert_text(
        written_by(write_all, &it),
        "TAP version 14\n1..3\n"
        "ok 1 - hello\n# 2 numbers (1 layer, 1 of 2 steps (0), no epoch of 2), 14 missing: W, output_loss, loss, da, delta, "
        "dx, dW, W_change, error, some of z, a\n"
        "ok 2 - hello # SKIP no identity units\n"
        "not ok 3 - hello\n  ---\n"
        "  message: \"its answer:1: expected JSON, found an error: string or '}' expected near end of file\"\n  "
        "details: |\n  ...\n");
    heard_close(&it);
}

Test(report, totals)
{
    heard it;
    hear(&it, (const char *const[]){hello_right, hello_unsupported, hello_wrong, NULL});
    const size_t counts[] = {
        [GP_CASE_PASSED] = 1, [GP_CASE_FAILED] = 1, [GP_CASE_UNSUPPORTED] = 1, [GP_CASE_KNOWN_FAILURE] = 0};
    for (it.all.count = 0; it.all.count <= 3; it.all.count++) {
        const gp_totals totals = gp_count_outcomes(&it.all);
        cr_assert_eq(totals.holds, it.all.count == 1 || it.all.count == 2); /* nothing is no success */
        cr_assert_eq(totals.compared, it.all.count == 3 ? 4 : it.all.count == 0 ? 0 : 2);
    }
    it.all.count = 3;
    const gp_totals totals = gp_count_outcomes(&it.all);
    cr_assert_arr_eq(totals.results, counts, sizeof counts);
    heard_close(&it);
}

Test(report, judges)
{
    heard it;
    hear(&it, (const char *const[]){hello_right, hello_wrong, hello_unsupported, hello_unreadable, NULL});
    cr_assert_eq(it.items[0].result, GP_CASE_PASSED);
    cr_assert_str_eq(it.items[0].symptom, "");
    cr_assert_eq(it.items[1].result, GP_CASE_FAILED);
    cr_assert_str_eq(it.items[1].symptom, "step 0, sample 0, layer 1, a[0]");
    cr_assert_eq(it.items[2].result, GP_CASE_UNSUPPORTED);
    cr_assert_str_eq(it.items[2].why.text, "no identity units");
    cr_assert_eq(it.items[3].result, GP_CASE_ERROR);
    cr_assert_str_eq(it.items[3].symptom, "error");
    const bool unexplained[] = {false, true, false, true};
    for (size_t k = 0; k < 4; k++)
        cr_assert_eq(gp_outcome_is_unexplained(&it.items[k]), unexplained[k]);
    cr_assert_eq(gp_compared_count(&it.items[1].report), 2);
    gp_outcome_is_error(&it.items[0]);
    cr_assert_eq(it.items[0].result, GP_CASE_ERROR);
    cr_assert_str_eq(it.items[0].symptom, "error");
    cr_assert_str_eq(gp_case_label(&it.the_case), "hello");
    heard_close(&it);
}

/* An answer to another case: the case that it is right for is told, and its own is not taken for another. */
Test(report, compares_cases)
{
    heard it;
    gp_case others[2];
    gp_message message;
    static const char text[] = HELLO("", "0.755", "0.6802671966");
    hear(&it, (const char *const[]){hello_wrong, NULL});
    golden_case_open("hello", &others[0]);
    golden_case_open("hello", &others[1]);
    strcpy((char *)others[1].id, "other");
    cr_assert(gp_outcome_compare_cases(&it.items[0], "a", hello_right, strlen(hello_right), others, 1, &message));
    cr_assert_str_eq(it.items[0].numbers_of.text, "");
    cr_assert(gp_outcome_compare_cases(&it.items[0], "a", text, strlen(text), others, 2, &message));
    cr_assert_str_eq(it.items[0].numbers_of.text, "");
    cr_assert(gp_outcome_compare_cases(&it.items[0], "a", hello_right, strlen(hello_right), others, 2, &message));
    cr_assert_str_eq(it.items[0].numbers_of.text, "other");
    for (size_t k = 0; k < 2; k++)
        gp_case_close(&others[k]);
    heard_close(&it);
}

Test(report, number_text)
{
    char text[gp_number_room];
    cr_assert_str_eq(gp_number_text(0.1L, 3, text), "0.1");
    cr_assert_str_eq(gp_number_text(-2.0L / 3, 4, text), "-0.6667");
    cr_assert_str_eq(gp_number_text(-(long double)NAN, 4, text), "nan");
    cr_assert_str_eq(gp_number_text(-HUGE_VALL, 4, text), "-inf");
}

/* The index of the first number of a quantity. */
static size_t first_of(const gp_case *the_case, gp_quantity quantity)
{
    size_t k = 0;
    while (the_case->expectations[k].place.quantity != quantity)
        k++;
    return k;
}

Test(report, numbers_as_they_were_written)
{
    heard it;
    double number = 0;
    hear(&it, (const char *const[]){hello_wrong, HELLO("", "0.75", "0.75"), HELLO("", "1.5", "2"), NULL});
    cr_assert_eq(gp_written_digits(&it.items[0], first_of(&it.the_case, GP_ACTIVATED)), 3);
    cr_assert_eq(gp_written_digits(&it.items[2], first_of(&it.the_case, GP_ACTIVATED)), 1);
    cr_assert_not(gp_is_one_number(&it.items[0], &number));
    cr_assert(gp_is_one_number(&it.items[1], &number));
    cr_assert_eq(number, 0.75);
    double *values = it.items[1].answer.values;
    const size_t z = first_of(&it.the_case, GP_NET_INPUT), a = first_of(&it.the_case, GP_ACTIVATED);
    values[z] = NAN;
    cr_assert_not(gp_is_one_number(&it.items[1], &number)); /* nan and 0.75 */
    values[z] = 0.75;
    values[a] = NAN;
    cr_assert_not(gp_is_one_number(&it.items[1], &number)); /* and the other way round */
    values[z] = NAN;
    values[a] = NAN;
    cr_assert(gp_is_one_number(&it.items[1], &number) && isnan(number));
    it.items[0].answer.digits[GP_ACTIVATED] = 2; /* as few as the program writes, and not fewer than there are */
    cr_assert_eq(gp_written_digits(&it.items[0], a), 2);
    it.items[0].answer.digits[GP_ACTIVATED] = 9;
    cr_assert_eq(gp_written_digits(&it.items[0], a), 3);
    it.items[0].answer.values[a] = 0;
    cr_assert_eq(gp_written_digits(&it.items[0], a), 1);
    heard_close(&it);
}

Test(report, customs)
{
    heard it;
    char text[gp_custom_room];
    hear(&it,
         (const char *const[]){
             HELLO("\"conventions\": {\"delta\": \"-dE/dz\", \"steps_from\": 0, \"loss_factor\": \"1/2\"}, ", "1.5", "1.5"),
             NULL});
    const gp_answer *answer = &it.items[0].answer;
    cr_assert(gp_is_custom(answer, GP_DELTA_SIGN));
    cr_assert_not(gp_is_custom(answer, GP_STEPS_FROM));
    cr_assert_not(gp_is_custom(answer, GP_GRADIENT_SIGN));
    cr_assert_str_eq(gp_custom_text(answer, GP_DELTA_SIGN, text), "-dE/dz");
    cr_assert_str_eq(gp_custom_text(answer, GP_TRANSPOSED, text), "[unit][input]");
    cr_assert_str_eq(gp_custom_text(answer, GP_STEPS_FROM, text), "0");
    cr_assert_str_eq(gp_custom_text(answer, GP_LOSS_FACTOR, text), "0.5");
    heard_close(&it);
}
