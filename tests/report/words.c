#include "report/words.h"

#include "report/coverage.h"
#include "report/hello.h"
#include "report/inquiry.h"
#include "report/json_output.h"
#include "report/xml.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static void assert_written(void (*write)(FILE *stream, heard *it), heard *it, const char *expected)
{
    char *text = written_by(write, it);
    cr_assert_str_eq(text, expected);
    free(text);
}

static void write_details(FILE *stream, heard *it)
{
    gp_message message;
    fprintf(stream, "%s\n", gp_headline(&it->items[0], &message));
    gp_write_details(stream, &it->items[0], "> ");
}

Test(report_words, of_one_outcome)
{
    heard it;
    hear(&it, (const char *const[]){HELLO("", "1.5", "1.5, 2"), NULL});
    assert_written(write_details, &it,
                   "its answer:1: steps[0].samples[0].layers[0].a: expected an array of 1 item, one number for each unit, "
                   "found an array of 2 items\n");
    heard_close(&it);
    hear(&it, (const char *const[]){hello_wrong, NULL});
    assert_written(
        write_details, &it,
        "1 of 2 numbers wrong (1 layer, 1 of 2 steps (0), no epoch of 2), 14 missing: W, output_loss, loss, da, delta, dx, "
        "dW, W_change, error, some of z, a\n"
        "> step 0, sample 0, layer 1, a[0]: expected 1.5, got 2.25 (0.3 right digits) [golden_hello_s0_n0_l1_a0]\n"
        "> no single known mistake explains this, and no two of them do\n");
    heard_close(&it);
}

static void write_common(FILE *stream, heard *it)
{
    gp_write_common_mistakes(stream, &it->all);
}

/* What explains each failed case is told where several have failed, and only what explains all of them. */
Test(report_words, common_mistakes)
{
    static const char rate_twice[] =
        "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 0, \"gradients\": [{\"layer\": 1, "
        "\"dW\": [[-1.5]]}], \"changes\": [{\"layer\": 1, \"W_change\": [[0.09375]]}]}]}";
    heard it;
    hear(&it, (const char *const[]){rate_twice, rate_twice, hello_wrong, NULL});
    it.all.count = 1;
    assert_written(write_common, &it, "");
    it.all.count = 2;
    assert_written(write_common, &it,
                   "what explains each of the 2 failed cases: that the learning rate is multiplied in twice (rate-twice)\n");
    it.all.count = 3;
    assert_written(write_common, &it, "");
    heard_close(&it);
}

static void write_columns(FILE *stream, heard *it)
{
    (void)it;
    gp_write_column(stream, "ab", 4);
    gp_write_column(stream, "δ", 2);
    gp_write_column(stream, "longer", 3);
    gp_write_escaped(stream, "|a < \"b\" & c > d");
}

Test(report_words, columns_and_tags)
{
    assert_written(write_columns, NULL, "ab  δ longer|a &lt; &quot;b&quot; &amp; c &gt; d");
}

static void write_found(FILE *stream, heard *it)
{
    gp_write_inquiry(stream, &it->all, "> ");
}

/* One case confirms nothing: it is told as what agrees. Where nothing has failed nothing is looked for. */
Test(report_words, inquiry)
{
    heard it;
    gp_message message;
    hear(&it, (const char *const[]){hello_right, hello_wrong, NULL});
    it.all.count = 1;
    cr_assert(gp_inquire_outcomes(&it.all, NULL, &message));
    cr_assert_eq(it.all.inquiry.count, 0);
    assert_written(write_found, &it, "");
    it.all.items = &it.items[1];
    cr_assert(gp_inquire_outcomes(&it.all, NULL, &message));
    cr_assert_gt(it.all.inquiry.count, 0);
    cr_assert(gp_is_told(&it.all, 0));
    assert_written(write_found, &it,
                   "> agrees here, not confirmed: your a is what (Σ_i W_ji a_i)^2 gives, and should be Σ_i W_ji a_i\n"
                   ">     it rests on a single number in 1 case\n"
                   ">     these cannot be told apart from it: Σ_i (W_ji a_i)^2\n"
                   ">       or: (z_j)^2\n"
                   ">       or: 1.5 Σ_i W_ji a_i\n");
    heard_close(&it);
}

Test(report_words, coverage)
{
    heard it;
    hear(&it, (const char *const[]){hello_right, NULL});
    const gp_coverage coverage = gp_coverage_of(&it.items[0]);
    cr_assert_eq(coverage.quantities[GP_NET_INPUT], 1);
    cr_assert_eq(coverage.quantities[GP_DELTA], 0);
    cr_assert(coverage.layers.covered == 1 && coverage.layers.of == 1);
    cr_assert_str_eq(coverage.layers.text, "1");
    cr_assert(coverage.steps.covered == 1 && coverage.steps.of == 2);
    cr_assert_str_eq(coverage.steps.text, "0");
    cr_assert(coverage.epochs.covered == 0 && coverage.epochs.of == 2);
    cr_assert_str_eq(coverage.epochs.text, "");
    heard_close(&it);
}

Test(report_words, json)
{
    gp_json_output output = gp_json_begin("some-format-1");
    const gp_place place = {.quantity = GP_WEIGHT, .step = 3, .layer = 2, .unit = 1, .input = 0};
    json_t *list = json_array();
    gp_json_append(&output, list, gp_json_count(7));
    gp_json_append(&output, list, gp_json_number(0.5L, 17));
    gp_json_append(&output, list, gp_json_number(NAN, 17));
    gp_json_append(&output, list, gp_json_text("a\xff"));
    gp_json_set(&output, output.root, "list", list);
    gp_json_set_place(&output, output.root, &place);
    gp_expectation hard = {.exact = "1", .amplification = "4200"}; /* 4 * 4200 * 2^-24 is 1.001e-3, with 2^-53 1.865e-12 */
    gp_json_set_difficulty(&output, output.root, &(gp_case){.expectations = &hard, .expectation_count = 1});
    cr_assert(output.complete);
    json_object_del(output.root, "goldprop"); /* the version */
    char *text = json_dumps(output.root, JSON_COMPACT);
    cr_assert_str_eq(text, "{\"format\":\"some-format-1\",\"list\":[7,\"0.5\",\"nan\",\"a?\"],\"quantity\":\"W\",\"step\":3,"
                           "\"layer\":2,\"unit\":1,\"input\":0,\"difficulty\":\"average\",\"binary32_digits\":2,"
                           "\"binary64_digits\":11}");
    free(text);
    gp_json_set(&output, output.root, "missing", NULL);
    cr_assert_not(output.complete);
    gp_json_discard(&output);
    cr_assert_null(output.root);
}
