/* One golden case, from a file that the environment names: every number that its document prints, by its reading, and every
   number that it expects, by its tolerance; and the hash of the bits of its run, by golden/bits.json. */
#include "golden/trace.h"
#include "oracle/run.h"
#include "oracle/verify.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void check_printed(const gp_verification *verification)
{
    for (size_t k = 0; k < verification->printed_count; k++) {
        const gp_verdict *verdict = &verification->verdicts[k];
        cr_expect(verdict->passed, "%s, printed as %s: %s", verdict->printed->name, verdict->printed->text, verdict->why.text);
    }
    cr_assert_eq(verification->printed_failed, 0, "%zu of %zu printed numbers are not reproduced as declared",
                 verification->printed_failed, verification->printed_count);
}

static void check_expected(const gp_case *the_case, const gp_verification *verification)
{
    if (verification->computed_failed == 0)
        return;
    const gp_expectation *first = &the_case->expectations[verification->first_failed];
    char place[160];
    cr_assert_fail("%zu of %zu exact numbers not within tolerance; the first is %s: expected %s, amplification %s, found %.*g",
                   verification->computed_failed, verification->computed_count, gp_place_text(&first->place, place),
                   first->exact, first->amplification ? first->amplification : "not measured", GP_REAL_DIGITS,
                   (double)verification->computed[verification->first_failed]);
}

Test(golden, file)
{
    const char *file = getenv("GOLDPROP_TEST_CASE");
    gp_message message;
    gp_case the_case;
    gp_verification verification;
    cr_assert(file, "GOLDPROP_TEST_CASE names no file");
    cr_assert(gp_case_open(file, &the_case, &message), "%s", message.text);
    cr_assert_gt(the_case.expectation_count, 0, "%s expects no number", file);
    cr_assert(gp_verify_case(&the_case, &verification, &message), "%s", message.text);
    cr_assert_eq(verification.computed_count, the_case.expectation_count);
    cr_assert_eq(verification.printed_count, the_case.printed_count);
    check_printed(&verification);
    check_expected(&the_case, &verification);
    gp_verification_free(&verification);
    gp_case_close(&the_case);
}

/* The entry of a case in golden/bits.json; NULL where there is none. */
static const json_t *entry_of(const json_t *bits, const char *id)
{
    size_t k;
    const json_t *entry;
    json_array_foreach(json_object_get(bits, "cases"), k,
                       entry) if (strcmp(json_string_value(json_object_get(entry, "case")), id) == 0) return entry;
    return NULL;
}

/* Every number of the whole run, bit for bit. */
Test(golden, bits)
{
    const char *file = getenv("GOLDPROP_TEST_CASE"), *golden = getenv("GOLDPROP_GOLDEN");
    const gp_epochs every = {0};
    gp_message message;
    gp_case the_case;
    char name[4096], found[17];
    cr_assert(file && golden, "GOLDPROP_TEST_CASE or GOLDPROP_GOLDEN is not set");
    cr_assert(gp_case_open(file, &the_case, &message), "%s", message.text);
    snprintf(name, sizeof name, "%s/bits.json", golden);
    json_t *bits = json_load_file(name, 0, NULL);
    const json_t *entry = entry_of(bits, the_case.id);
    cr_assert(entry, "%s: expected the bits of %s, found none", name, the_case.id);

    gp_trace trace = {.format = GP_TRACE_HASH,
                      .epochs = &every,
                      .steps_per_epoch = gp_problem_steps_per_epoch(&the_case.problem),
                      .last_step = gp_problem_steps(&the_case.problem),
                      .update = the_case.problem.update,
                      .clipping = the_case.problem.clipping};
    const gp_observer observer = gp_trace_observer(&trace);
    gp_trace_begin(&trace, the_case.id);
    cr_assert_eq(gp_run(&the_case.problem, &observer), GP_OK);
    gp_trace_end(&trace);
    snprintf(found, sizeof found, "%016" PRIx64, trace.hash);
    cr_assert_str_eq(found,
                     json_string_value(json_object_get(entry, sizeof(gp_real) == sizeof(double) ? "binary64" : "binary32")));
    json_decref(bits);
    gp_case_close(&the_case);
}
