#include "report/words.h"

#include "report/coverage.h"
#include "report/hello.h"
#include "report/inquiry.h"
#include "report/json_output.h"
#include "report/xml.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void assert_headline(const gp_outcome *outcome, const char *expected)
{
    gp_message message;
    gp_headline(outcome, &message);
    cr_expect(strstr(message.text, expected), "expected %s in %s", expected, message.text);
}

/* How many digits there are is told where they matter: of all numbers, or of some quantities. */
Test(report_words, few_digits)
{
    heard it;
    gp_message message;
    hear(&it, (const char *const[]){hello_right, NULL});
    gp_outcome *outcome = &it.items[0];
    outcome->answer.digits[GP_ACTIVATED] = 6;
    cr_expect_null(strstr(gp_headline(outcome, &message), "significant")); /* it is right to the last digit */
    outcome->report.by_digits = 1;
    assert_headline(outcome, "; every a has at most 6 significant digits, by which it is judged: print 17");
    outcome->answer.digits[GP_NET_INPUT] = 4;
    assert_headline(outcome, "; every number has at most 6 significant digits, by which it is judged: print 17");
    outcome->report.by_digits = 0;
    outcome->report.passed = false;
    assert_headline(outcome, "; every number has at most 6 significant digits, by which it is judged: print 17");
    heard_close(&it);
}

Test(report_words, one_and_several)
{
    static const struct {
        size_t wrong, following, later;
        const char *told;
    } rows[] = {{1, 0, 0, "1 of 2 numbers wrong ("},
                {1, 1, 0, "1 of 2 numbers wrong, 1 more follows from them ("},
                {1, 2, 1, "1 of 2 numbers wrong, 2 more follow from them, 1 more is wrong later in the run ("},
                {1, 0, 2, "1 of 2 numbers wrong, 2 more are wrong later in the run ("},
                {0, 1, 1, "2 of 2 numbers wrong ("}};
    heard it;
    hear(&it, (const char *const[]){hello_wrong, NULL});
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        it.items[0].report.standings[GP_WRONG] = rows[k].wrong;
        it.items[0].report.standings[GP_FOLLOWING] = rows[k].following;
        it.items[0].report.standings[GP_LATER] = rows[k].later;
        assert_headline(&it.items[0], rows[k].told);
    }
    heard_close(&it);
}

#define ONE_STEP(text) "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 0, " text "}]}"
#define DELTA_OF(text, delta)                                                                                                  \
    ONE_STEP(text "\"samples\": [{\"sample\": 0, \"layers\": [{\"layer\": 1, \"z\": [1.5], \"delta\": [" delta "]}]}]")

static void assert_details(const char *text, double ratio, const char *expected)
{
    heard it;
    hear(&it, (const char *const[]){text, NULL});
    cr_assert(it.items[0].report.finding_count > 0);
    it.items[0].report.findings[0].ratio = (gp_ratio){.factor = {.number = ratio}, .count = 2};
    char *details = written_by(write_details, &it);
    if (expected)
        cr_expect(strstr(details, expected), "expected %s in %s", expected, details);
    else
        cr_expect_null(strstr(details, "nothing here shows"), "%s", details);
    free(details);
    heard_close(&it);
}

/* Twice what is expected may be a way of writing it, where no number shows how the weights move: of deltas and of gradients. */
Test(report_words, undecided)
{
    assert_details(DELTA_OF("", "-3"), 6,
                   "> nothing here shows how the weights move, so that it cannot be told whether this is a mistake: if the "
                   "program reports them so, declare \"delta_factor\": \"6\"\n");
    assert_details(ONE_STEP("\"samples\": [{\"sample\": 0, \"layers\": [{\"layer\": 1, \"z\": [1.5]}]}], \"gradients\": "
                            "[{\"layer\": 1, \"dW\": [[-9]]}]"),
                   6, "declare \"gradient_factor\": \"6\"\n");
    assert_details(DELTA_OF("", "-3"), 0, NULL);
    assert_details(DELTA_OF("", "-3"), -6, NULL);
    assert_details(hello_wrong, 6, NULL);
    assert_details("{\"format\": \"goldprop-trace-1\", \"conventions\": {\"delta_factor\": \"3\"}, \"steps\": [{\"step\": 0, "
                   "\"samples\": [{\"sample\": 0, \"layers\": [{\"layer\": 1, \"z\": [1.5], \"delta\": [-9]}]}]}]}",
                   6, NULL);
}

/* What shows how the weights move decides it; what the problem gives does not. */
Test(report_words, decided)
{
    heard it;
    hear(&it, (const char *const[]){
                  ONE_STEP("\"parameters\": [{\"layer\": 1, \"W\": [[0.5]]}], \"samples\": [{\"sample\": 0, \"layers\": "
                           "[{\"layer\": 1, \"z\": [1.5], \"delta\": [-3]}]}], \"changes\": [{\"layer\": 1, \"W_change\": "
                           "[[0.375]]}]"),
                  NULL});
    cr_assert_gt(it.items[0].report.finding_count, 0);
    it.items[0].report.findings[0].ratio = (gp_ratio){.factor = {.number = 6}, .count = 2};
    char *details = written_by(write_details, &it);
    cr_expect_null(strstr(details, "nothing here shows"), "%s", details);
    free(details);
    for (size_t k = 0; k < it.items[0].report.expected; k++) /* as where nothing moves */
        if (it.the_case.expectations[k].place.quantity == GP_WEIGHT_CHANGE)
            it.items[0].report.standing[k] = GP_GIVEN;
    details = written_by(write_details, &it);
    cr_expect(strstr(details, "nothing here shows"), "%s", details);
    free(details);
    heard_close(&it);
}

/* What a wrong answer to the case hello is made of here. */
typedef struct told {
    heard it;
    gp_case the_case;
    gp_finding findings[12];
    gp_departures explanations[6];
} told;

static void tell(told *t)
{
    hear(&t->it, (const char *const[]){hello_wrong, NULL});
    t->the_case = t->it.the_case;
    t->findings[0] = t->it.items[0].report.findings[0];
}

/* Its details, where it has such findings and explanations in the place of its own; for free(). */
static char *details_of(told *t, size_t findings, size_t explanations)
{
    const gp_outcome own = t->it.items[0];
    gp_outcome *outcome = &t->it.items[0];
    outcome->the_case = &t->the_case;
    outcome->report.findings = t->findings;
    outcome->report.finding_count = findings;
    outcome->report.explanations = t->explanations;
    outcome->report.explanation_count = explanations;
    char *details = written_by(write_details, &t->it);
    *outcome = own;
    return details;
}

static void assert_words(told *t, size_t findings, size_t explanations, const char *expected)
{
    char *details = details_of(t, findings, explanations);
    cr_expect(strstr(details, expected), "expected %s in %s", expected, details);
    free(details);
}

static void assert_last_words(told *t, size_t explanations, const char *expected)
{
    char *details = details_of(t, 1, explanations);
    const char *found = strstr(details, expected);
    cr_expect(found && strlen(found) == strlen(expected), "expected %s at the end of %s", expected, details);
    free(details);
}

/* Ten findings are told, those of one number once. */
Test(report_words, many_findings)
{
    told t;
    tell(&t);
    for (size_t k = 1; k < 12; k++)
        t.findings[k] = (gp_finding){.index = k < 2 ? t.findings[0].index : k + 2, .expected = 1, .count = 1};
    assert_words(&t, 2, 0,
                 "error, some of z, a\n> step 0, sample 0, layer 1, a[0]: expected 1.5, got 2.25 (0.3 right digits) "
                 "[golden_hello_s0_n0_l1_a0]\n> no single");
    assert_words(&t, 10, 0, "[golden_hello_s1_l1_W0_0]\n> no single");
    assert_words(&t, 12, 0, "[golden_hello_s1_l1_W0_0]\n> and 2 more\n> no single");
    heard_close(&t.it);
}

/* Of how many more numbers one mistake is, with their layer where they have one. */
Test(report_words, more_of_the_same)
{
    told t;
    tell(&t);
    t.the_case.id = NULL;
    t.findings[0].count = 3;
    assert_words(&t, 1, 0, "(0.3 right digits); 2 more of a in layer 1\n");
    assert_words(&t, 1, 1, "(0.3 right digits)\n"); /* where a known mistake says what is wrong */
    t.findings[0].index += 2;
    t.findings[0].expected = 1;
    assert_words(&t, 1, 0, "; 2 more of loss\n");
    heard_close(&t.it);
}

/* As many digits as tell the two numbers apart, in which nothing is made of rounding. */
Test(report_words, numbers_apart)
{
    static const struct {
        long double expected;
        double got;
        bool own;
        const char *told;
    } rows[] = {{1.5L, 2.25, true, "expected 1.5 by your own numbers, got 2.25"},
                {1.5L - 1e-9L, 1.5, false, "expected 1.499999999, got 1.5"},
                {2.25L, 2.25, false, "expected 2.25, got 2.25"}};
    told t;
    tell(&t);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        t.findings[0].expected = rows[k].expected;
        t.findings[0].own = rows[k].own;
        t.it.items[0].answer.values[t.findings[0].index] = rows[k].got;
        assert_words(&t, 1, 0, rows[k].told);
    }
    heard_close(&t.it);
}

#define TWICE "the learning rate is multiplied in twice"
#define DOUBLED "the penalty of the reported error is twice as large"

/* The known mistake that explains an answer, and three others that cannot be excluded; or two that meet. */
Test(report_words, explanations)
{
    told t;
    tell(&t);
    t.it.items[0].report.together = 1;
    for (size_t k = 0; k < 6; k++)
        t.explanations[k] = gp_departure_set(k % 2 == 0 ? GP_RATE_TWICE : GP_PENALTY_DOUBLED);
    assert_last_words(&t, 1,
                      "> this is what comes out when " TWICE " (rate-twice; equation eq_update, page mistake_rate_twice)\n");
    assert_last_words(&t, 2, ")\n> the numbers cannot exclude: " DOUBLED " (penalty-doubled)\n");
    assert_last_words(&t, 4,
                      "exclude: " DOUBLED " (penalty-doubled)\n>   or: " TWICE " (rate-twice)\n>   or: " DOUBLED
                      " (penalty-doubled)\n");
    assert_last_words(&t, 6,
                      "exclude: " DOUBLED " (penalty-doubled)\n>   or: " TWICE " (rate-twice)\n>   or: " DOUBLED
                      " (penalty-doubled)\n>   and 2 more\n");
    t.explanations[0] = gp_departures_of_either(t.explanations[0], t.explanations[1]);
    t.it.items[0].report.together = 2;
    assert_last_words(&t, 1, "> two mistakes meet: " TWICE " (rate-twice), and " DOUBLED " (penalty-doubled)\n");
    t.the_case.problem.departures = gp_departure_set(GP_RATE_TWICE);
    assert_last_words(&t, 1,
                      "> two mistakes meet: the program does not depart as the case asks (rate-twice), and " DOUBLED
                      " (penalty-doubled)\n");
    heard_close(&t.it);
}

/* What the program does in its own way, of low precision, beyond reach. */
Test(report_words, headlines)
{
    heard it;
    hear(&it, (const char *const[]){hello_right, NULL});
    gp_outcome *outcome = &it.items[0];
    assert_headline(outcome, "2 numbers (1 layer");
    outcome->answer.precision = GP_PRECISION_BFLOAT16;
    assert_headline(outcome, "2 numbers in bfloat16 (1 layer");
    outcome->answer.customs[GP_DELTA_SIGN].value = -1;
    assert_headline(outcome, "; its delta is -dE/dz (found out)");
    outcome->answer.customs[GP_DELTA_SIGN].declared = true;
    assert_headline(outcome, "; its delta is -dE/dz (declared)");
    for (size_t k = 0; k < outcome->report.expected; k++)
        if (it.the_case.expectations[k].place.quantity == GP_ACTIVATED)
            it.the_case.expectations[k].amplification = "70"; /* 4 * 70 * 2^-8 is more than 1 */
    assert_headline(outcome, "; rounding errors leave no digit of 1 of them in bfloat16");
    outcome->answer.digits[GP_NET_INPUT] = 6; /* the first has most */
    outcome->answer.digits[GP_ACTIVATED] = 4;
    outcome->report.by_digits = 1;
    outcome->answer.precision = GP_PRECISION_BINARY64;
    assert_headline(outcome, "; every number has at most 6 significant digits, by which it is judged: print 17");
    heard_close(&it);
}

/* Which steps there are is told where they are not all; what is missing may be some of each quantity only. */
Test(report_words, ranges)
{
    enum { count = 9 };
    static const struct {
        size_t step;
        gp_standing standing;
    } rows[count] = {{0, GP_RIGHT}, {1, GP_RIGHT}, {2, GP_RIGHT}, {3, GP_MISSING}, {5, GP_RIGHT},
                     {7, GP_RIGHT}, {8, GP_RIGHT}, {9, GP_GIVEN}, {9, GP_MISSING}};
    gp_expectation expectations[count];
    gp_standing standing[count];
    gp_case the_case = {.expectations = expectations, .expectation_count = count, .problem = {.depth = 2}};
    gp_outcome outcome = {.the_case = &the_case,
                          .answer = {.present = (bool[count]){false}},
                          .report = {.expected = count, .standing = standing, .standings = {[GP_MISSING] = 2, [GP_RIGHT] = 6}}};
    for (size_t k = 0; k < count; k++) {
        const gp_place place = {.quantity = GP_DELTA, .step = rows[k].step, .layer = rows[k].standing == GP_RIGHT ? 1 : 2};
        expectations[k] = (gp_expectation){.place = place, .exact = "1"};
        standing[k] = rows[k].standing;
    }
    for (gp_convention c = 0; (int)c < gp_convention_count; c++)
        outcome.answer.customs[c].value = c >= GP_STEPS_FROM && c <= GP_EPOCHS_FROM ? 0 : 1;
    const gp_coverage coverage = gp_coverage_of(&outcome);
    cr_expect_str_eq(coverage.steps.text, "0-2, 5, 7-8");
    cr_expect_str_eq(coverage.layers.text, "1");
    assert_headline(&outcome, "6 numbers (1 of 2 layers (1), 6 of 8 steps (0-2, 5, 7-8)), 2 missing: some of delta");
}

/* What is written with too few digits is not explained. */
Test(report_words, too_few_digits_to_explain)
{
    heard it;
    hear(&it, (const char *const[]){hello_wrong, NULL});
    it.items[0].report.too_few_digits = true;
    char *details = written_by(write_details, &it);
    cr_expect(strstr(details, "> its digits are too few to tell which mistake this is\n"), "%s", details);
    free(details);
    heard_close(&it);
}

/* An answer of one number only, and one that has computed nothing. */
Test(report_words, one_number)
{
    heard it;
    hear(&it, (const char *const[]){HELLO("", "0.75", "0.75"), HELLO("", "-0.0", "0"), NULL});
    char *details = written_by(write_details, &it);
    cr_expect(strstr(details, "> each number of this answer is 0.75\n"), "%s", details);
    free(details);
    it.all.items = &it.items[1];
    gp_outcome first = it.items[0];
    it.items[0] = it.items[1];
    details = written_by(write_details, &it);
    cr_expect(strstr(details, "> each number of this answer is 0: nothing was computed\n"), "%s", details);
    free(details);
    strcpy(it.items[0].numbers_of.text, "other");
    details = written_by(write_details, &it);
    cr_expect(strstr(details, "> these are the numbers of the case other\n"), "%s", details);
    free(details);
    it.items[0] = first;
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
    it.items[2].result = GP_CASE_PASSED;
    assert_written(write_common, &it,
                   "what explains each of the 2 failed cases: that the learning rate is multiplied in twice (rate-twice)\n");
    gp_hypothesis refuted[] = {{.name = gp_departure_set(GP_PENALTY_DOUBLED), .refuted = true},
                               {.name = gp_departure_set(GP_RATE_TWICE)}};
    it.all.inquiry = (gp_inquiry){.items = refuted, .count = 2};
    assert_written(write_common, &it,
                   "what explains each of the 2 failed cases: that the learning rate is multiplied in twice (rate-twice)\n");
    refuted[1].refuted = true;
    assert_written(write_common, &it, "");
    it.all.inquiry = (gp_inquiry){0};
    gp_case departs = it.the_case; /* where the mistake is one that the program leaves out */
    departs.problem.departures = gp_departure_set(GP_RATE_TWICE);
    it.items[1].the_case = &departs;
    assert_written(write_common, &it, "");
    heard_close(&it);
}

/* Several known mistakes, each of which explains all. */
Test(report_words, several_common_mistakes)
{
    heard it;
    hear(&it, (const char *const[]){hello_wrong, hello_wrong, NULL});
    gp_departures both[] = {gp_departure_set(GP_RATE_TWICE), gp_departure_set(GP_PENALTY_DOUBLED)};
    gp_departures turned[] = {both[1], both[0]};
    gp_outcome items[] = {it.items[0], it.items[1]};
    for (size_t k = 0; k < 2; k++) {
        items[k].report.explanations = k == 0 ? both : turned;
        items[k].report.explanation_count = 2;
    }
    it.all.items = items;
    it.all.count = 2;
    assert_written(write_common, &it,
                   "what explains each of the 2 failed cases: that the learning rate is multiplied in twice (rate-twice)\n"
                   "or that the penalty of the reported error is twice as large (penalty-doubled)\n");
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

/* Every other step of a hundred: too many to name. */
Test(report_words, coverage_that_is_too_long)
{
    enum { steps = 100 };
    gp_expectation expectations[steps];
    gp_standing standing[steps];
    gp_outcome outcome = {.the_case = &(gp_case){.expectations = expectations, .expectation_count = steps},
                          .answer = {.present = (bool[steps]){false}},
                          .report = {.expected = steps, .standing = standing}};
    for (size_t k = 0; k < steps; k++) {
        expectations[k] = (gp_expectation){.place = {.quantity = GP_SAMPLE_LOSS, .step = k}, .exact = "1"};
        standing[k] = k % 2 == 0 ? GP_RIGHT : GP_MISSING;
    }
    for (gp_convention c = 0; (int)c < gp_convention_count; c++) /* as in the suite: nothing to tell of */
        outcome.answer.customs[c].value = c >= GP_STEPS_FROM && c <= GP_EPOCHS_FROM ? 0 : 1;
    const gp_coverage coverage = gp_coverage_of(&outcome);
    cr_assert(coverage.steps.covered == 50 && coverage.steps.of == 100);
    cr_assert_str_eq(coverage.steps.text, "50");
    cr_assert(coverage.layers.of == 0 && coverage.epochs.of == 0);
    assert_headline(&outcome, ", 50 of 100 steps)");
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
