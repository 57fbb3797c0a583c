/* One golden case, from a file that the environment names: every number that its document prints, by its reading, and every
   number that it expects, by its tolerance. */
#include "oracle/verify.h"

#include <criterion/criterion.h>
#include <stdlib.h>

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
