/* What each format says of outcomes that are made here, of each result, with all that there may be to tell of one. */
#define _POSIX_C_SOURCE 200809L

#include "report/hello.h"
#include "report/inquiry.h"
#include "report/json_output.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char program[] = "./mine", option[] = "--fast";
static char *const command[] = {program, option, NULL};

/* What a format writes of all outcomes, one after the other, and behind them; for free(). */
static char *told(const gp_report_format *format, gp_outcomes *all)
{
    char *text;
    size_t length;
    gp_message message;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(stream);
    for (all->count = 1; all->count <= all->planned; all->count++)
        gp_report_newest(format, stream, all);
    all->count = all->planned;
    cr_assert(gp_report_end(format, stream, all, &message), "%s", message.text);
    cr_assert_eq(fclose(stream), 0);
    return text;
}

static void assert_part(const char *text, const char *part)
{
    cr_expect(strstr(text, part), "expected %s in %s", part, text);
}

/* Outcomes with such results, without numbers, for a reason. */
static gp_outcomes outcomes_of(gp_outcome *items, const gp_case *the_case, const gp_case_result *results, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        gp_outcome_begin(&items[k], the_case);
        items[k].result = results[k];
        strcpy(items[k].why.text, "a reason");
    }
    return (gp_outcomes){.command = command, .items = items, .count = count, .planned = count};
}

/* The last line of a run in words. */
static void assert_sum(const gp_case_result *results, size_t count, size_t compared, const char *expected)
{
    gp_outcome items[5];
    const gp_case the_case = {.source = {.name = "file.json"}};
    gp_outcomes all = outcomes_of(items, &the_case, results, count);
    items[0].report.expected = compared;
    char *text = told(&gp_report_text, &all);
    size_t lines = 0;
    const char *last = text;
    for (const char *c = text; *c; c++)
        if (*c == '\n') {
            lines++;
            last = c[1] ? c + 1 : last;
        }
    cr_expect_eq(lines, count + 1, "%s", text);
    cr_expect_str_eq(last, expected);
    free(text);
}

Test(formats, sums_in_words)
{
    const gp_case_result each[] = {GP_CASE_PASSED, GP_CASE_FAILED, GP_CASE_UNSUPPORTED, GP_CASE_ERROR, GP_CASE_KNOWN_FAILURE};
    const gp_case_result two[] = {GP_CASE_ERROR, GP_CASE_ERROR, GP_CASE_KNOWN_FAILURE, GP_CASE_KNOWN_FAILURE};
    const gp_case_result none[] = {GP_CASE_UNSUPPORTED, GP_CASE_UNSUPPORTED};
    assert_sum(each, 1, 2, "1 case: 1 passed, 0 failed; 2 numbers compared\n");
    assert_sum(each, 5, 1, "5 cases: 1 passed, 1 failed, 1 error, 1 known failure, 1 unsupported; 1 number compared\n");
    assert_sum(two, 4, 0, "4 cases: 0 passed, 0 failed, 2 errors, 2 known failures; 0 numbers compared\n");
    assert_sum(none, 2, 0,
               "2 cases: 0 passed, 0 failed, 2 unsupported; 0 numbers compared: a run in which nothing passes is no success\n");
}

/* What the program complained of is told where it fails or breaks, and not of what is known. */
Test(formats, complaints_in_words)
{
    const gp_case_result results[] = {GP_CASE_ERROR, GP_CASE_KNOWN_FAILURE, GP_CASE_UNSUPPORTED, GP_CASE_FAILED};
    gp_outcome items[4];
    const gp_case the_case = {.source = {.name = "file.json"}};
    gp_outcomes all = outcomes_of(items, &the_case, results, 4);
    for (size_t k = 0; k < 4; k++)
        strcpy(items[k].subject.complaints, k == 0 ? "one\ntwo" : "three\n");
    all.command = NULL;
    char *text = told(&gp_report_text, &all);
    cr_expect_str_eq(text, "✗ file.json                        error: a reason\n    | one\n    | two\n"
                           "~ file.json                        known failure: a reason\n"
                           "– file.json                        unsupported: a reason\n"
                           "✗ file.json                        a reason\n    | three\n");
    free(text);
}

Test(formats, known_failures)
{
    const gp_case_result results[] = {GP_CASE_KNOWN_FAILURE, GP_CASE_ERROR};
    gp_outcome items[2];
    const gp_case the_case = {.source = {.name = "#1\\file.json"}};
    gp_outcomes all = outcomes_of(items, &the_case, results, 2);
    strcpy(items[0].symptom, "step 0");
    strcpy(items[1].why.text, "a \"reason\" \\");
    char *text = told(&gp_report_tap, &all);
    cr_expect_str_eq(text, "TAP version 14\n1..2\n"
                           "not ok 1 - \\#1\\\\file.json # TODO known failure: step 0\n"
                           "  ---\n  message: \"a reason\"\n  details: |\n  ...\n"
                           "not ok 2 - \\#1\\\\file.json\n"
                           "  ---\n  message: \"a \\\"reason\\\" \\\\\"\n  details: |\n  ...\n");
    free(text);
    text = told(&gp_report_junit, &all);
    assert_part(text, "failures=\"0\" errors=\"1\" skipped=\"1\"");
    assert_part(text, "<skipped message=\"known failure: a reason\">");
    assert_part(text, "<error message=\"a &quot;reason&quot; \\\">");
    free(text);
}

/* A format that tells nothing is one, too. */
Test(formats, of_nothing)
{
    gp_outcome item;
    const gp_case the_case = {.source = {.name = "file.json"}};
    gp_outcomes all = outcomes_of(&item, &the_case, (const gp_case_result[]){GP_CASE_PASSED}, 1);
    const gp_report_format nothing = {.name = "nothing"};
    char *text = told(&nothing, &all);
    cr_expect_str_eq(text, "");
    free(text);
}

/* An outcome that has all there is in JSON, of a case that departs itself and has no id. */
typedef struct full {
    heard it;
    gp_case the_case;
    gp_finding finding;
    gp_departures explanations[2];
    gp_outcome outcome;
    gp_outcomes all;
} full;

static void fill(full *f)
{
    hear(&f->it, (const char *const[]){hello_wrong, NULL});
    f->the_case = f->it.the_case;
    f->the_case.id = NULL;
    f->the_case.problem.departures = gp_departure_set(GP_RATE_TWICE);
    f->outcome = f->it.items[0];
    f->outcome.the_case = &f->the_case;
    strcpy(f->outcome.why.text, "a reason");
    strcpy(f->outcome.numbers_of.text, "other");
    f->outcome.answer.customs[GP_DELTA_SIGN] = (gp_custom){.value = -1, .declared = true};
    f->outcome.answer.customs[GP_LAYERS_FROM].value = 1;
    f->outcome.answer.customs[GP_EPOCHS_FROM].value = 1;
    f->outcome.answer.customs[GP_LOSS_FACTOR] = (gp_custom){.value = 2, .factor = {.number = 2}};
    f->finding = f->it.items[0].report.findings[0];
    f->finding.own = true;
    f->finding.expected = 0.1L;
    f->finding.ratio = (gp_ratio){.factor = {.number = 2}, .count = 4};
    f->explanations[0] = gp_departure_set(GP_RATE_TWICE);
    f->explanations[1] = gp_departures_of_either(gp_departure_set(GP_RATE_TWICE), gp_departure_set(GP_PENALTY_DOUBLED));
    f->outcome.report.findings = &f->finding;
    f->outcome.report.explanations = f->explanations;
    f->outcome.report.explanation_count = 2;
    f->all = (gp_outcomes){.command = command, .items = &f->outcome, .count = 1, .planned = 1};
}

static json_t *parsed(gp_outcomes *all)
{
    char *text = told(&gp_report_json, all);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    cr_assert(root, "%s in %s", error.text, text);
    free(text);
    return root;
}

static void assert_json(const json_t *object, const char *key, const char *expected)
{
    char *text = json_dumps(json_object_get(object, key), JSON_COMPACT | JSON_ENCODE_ANY);
    cr_assert(text, "expected %s, found nothing", key);
    cr_expect_str_eq(text, expected, "%s is %s", key, text);
    free(text);
}

Test(formats, in_json)
{
    full f;
    fill(&f);
    json_t *root = parsed(&f.all), *one = json_array_get(json_object_get(root, "cases"), 0);
    assert_json(root, "subject", "[\"./mine\",\"--fast\"]");
    assert_json(one, "why", "\"a reason\"");
    assert_json(one, "numbers_of", "\"other\"");
    assert_json(one, "conventions",
                "[{\"name\":\"delta\",\"value\":\"-dE/dz\",\"declared\":true},"
                "{\"name\":\"epochs_from\",\"value\":1,\"declared\":false},"
                "{\"name\":\"loss_factor\",\"value\":\"2\",\"declared\":false}]");
    assert_json(one, "explanations",
                "[[{\"departure\":\"rate-twice\",\"left_out\":true}],"
                "[{\"departure\":\"rate-twice\",\"left_out\":true},{\"departure\":\"penalty-doubled\",\"left_out\":false}]]");
    const json_t *finding = json_array_get(json_object_get(one, "findings"), 0);
    assert_json(finding, "expected", "\"0.1\"");
    assert_json(finding, "ratio", "{\"factor\":\"2\",\"count\":4}");
    cr_expect_null(json_object_get(finding, "anchor"));
    json_decref(root);
    f.outcome.answer.customs[GP_LAYERS_FROM].value = 0;
    f.all.command = NULL;
    root = parsed(&f.all);
    cr_expect_null(json_object_get(root, "subject"));
    assert_json(json_array_get(json_object_get(json_array_get(json_object_get(root, "cases"), 0), "conventions"), 1), "value",
                "0");
    json_decref(root);
    heard_close(&f.it);
}

/* Places of all shapes: of an epoch, of a sample, of a unit. */
Test(formats, places_in_json)
{
    static const struct {
        gp_quantity quantity;
        const char *expected;
    } rows[] = {{GP_EPOCH_ERROR, "{\"quantity\":\"error\",\"epoch\":3}"},
                {GP_SAMPLE_LOSS, "{\"quantity\":\"loss\",\"step\":3,\"sample\":2}"},
                {GP_DELTA, "{\"quantity\":\"delta\",\"step\":3,\"sample\":2,\"layer\":1,\"unit\":4}"}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        gp_json_output output = {.root = json_object(), .complete = true};
        const gp_place place = {.quantity = rows[k].quantity, .step = 3, .sample = 2, .layer = 1, .unit = 4};
        gp_json_set_place(&output, output.root, &place);
        char *text = json_dumps(output.root, JSON_COMPACT);
        cr_expect_str_eq(text, rows[k].expected);
        free(text);
        gp_json_discard(&output);
    }
}

/* A formula that was found in the only outcome. */
typedef struct found {
    bool explains;
    size_t gives;
    gp_terms terms;
    gp_hypothesis hypothesis;
} found;

/* It is the right one, added up 2^doubled times. */
static void find(gp_outcomes *all, found *f, size_t doubled)
{
    *f = (found){.explains = true, .gives = 1};
    const gp_term *right = gp_term_number(&f->terms, 1), *many = right;
    for (size_t k = 0; k < doubled; k++)
        many = gp_term_of_two(&f->terms, GP_TERM_PLUS, many, many);
    f->hypothesis = (gp_hypothesis){.quantity = GP_DELTA,
                                    .term = many,
                                    .right = right,
                                    .explains = &f->explains,
                                    .gives = &f->gives,
                                    .witnesses = 1,
                                    .numbers = 1};
    all->inquiry = (gp_inquiry){.items = &f->hypothesis, .count = 1};
}

/* Every allocation of a whole report in JSON fails once, those of the words of the command and of the formulas, too. */
Test(formats, json_without_memory)
{
    full f;
    found a_formula;
    bool failed = true;
    size_t refused = 0;
    json_set_alloc_funcs(malloc, free);
    fill(&f);
    find(&f.all, &a_formula, 1);
    FILE *nowhere = fopen("/dev/null", "w");
    cr_assert(nowhere && gp_report_json.end(nowhere, &f.all));
    for (size_t allocation = 0; failed; allocation++) {
        const size_t before = memory_blocks();
        memory_fail_at(allocation);
        const bool whole = gp_report_json.end(nowhere, &f.all);
        failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(memory_blocks(), before, "blocks are left at %zu", allocation);
        cr_assert_eq(whole, !failed, "at %zu", allocation);
        refused += !whole;
    }
    cr_expect_gt(refused, 0);
    fclose(nowhere);
    gp_terms_free(&a_formula.terms);
    heard_close(&f.it);
}

/* What does not fit into the text between two tags is not cut in silence. */
Test(formats, junit_that_is_too_long)
{
    full f;
    found a_formula;
    char *text;
    size_t length;
    fill(&f);
    find(&f.all, &a_formula, 15);
    FILE *stream = open_memstream(&text, &length);
    cr_expect_not(gp_report_junit.end(stream, &f.all));
    cr_assert_eq(fclose(stream), 0);
    cr_expect_eq(length, 0, "%s", text);
    free(text);
    gp_terms_free(&a_formula.terms);
    heard_close(&f.it);
}
