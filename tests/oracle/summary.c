#include "oracle/summary.h"

#include "oracle/tolerance.h"
#include "support/memory.h"
#include "support/open_case.h"
#include <criterion/criterion.h>
#include <math.h>

/* One unit, f(z) = z: z = a = 0.5 * 3 = 1.5. The second exact number is wrong on purpose, by one part in 10^10; it has 40
 * digits. */
static const char text[] = "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1,"
                           " \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"0.5\"]]}],"
                           " \"samples\": [{\"input\": [\"3\"], \"target\": [\"0.25\"]}],"
                           " \"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"},"
                           " \"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},"
                           " \"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}},"
                           " \"expectations\": [{\"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 1, \"unit\": 0,"
                           " \"exact\": \"1.5\", \"amplification\": \"2\"}, {\"quantity\": \"a\", \"step\": 0, \"sample\": 0,"
                           " \"layer\": 1, \"unit\": 0, \"exact\": \"1.500000000150000000000000000000000000000\","
                           " \"amplification\": \"4\"}]}";

Test(summary, of_a_case)
{
    text_case opened;
    gp_verification verification;
    gp_message message;
    gp_summary summary;
    text_case_open(text, &opened);
    cr_assert(gp_verify_case(&opened.the_case, &verification, &message), "%s", message.text);
    cr_assert(gp_summarise(&opened.the_case, &verification, &summary));

    cr_expect_eq(summary.numbers, 2);
    cr_expect_eq(summary.short_ones, 1);
    cr_expect_eq(summary.proven_digits, 40);
    cr_expect_eq(summary.amplification.median, 2);
    cr_expect_eq(summary.amplification.worst, 4);
    cr_expect(fabs(summary.right_digits.worst - 10) < 1e-6, "expected 10 right digits, found %g", summary.right_digits.worst);
    cr_expect_eq(summary.right_digits.median, summary.right_digits.worst);
    cr_expect_eq(summary.tolerance.median, 0);
    /* It is off by 1e-10 of itself, and may be by k times 4 units of roundoff. */
    const double used = (double)(1e-10L / (GP_TOLERANCE_K * 4 * GP_UNIT_ROUNDOFF));
    cr_expect(fabs(summary.tolerance.worst / used - 1) < 1e-6, "expected %g, found %g", used, summary.tolerance.worst);

    gp_verification_free(&verification);
    text_case_close(&opened);
}

/* A number that is computed without rounding has all its digits, however few say the whole of it. */
Test(summary, of_what_needs_no_rounding)
{
    text_case opened;
    gp_verification verification;
    gp_message message;
    gp_summary summary;
    text_case_open(text, &opened);
    opened.the_case.expectation_count = 1;
    cr_assert(gp_verify_case(&opened.the_case, &verification, &message), "%s", message.text);
    cr_assert(gp_summarise(&opened.the_case, &verification, &summary));
    cr_expect_eq(summary.short_ones, 1);
    cr_expect_eq(summary.proven_digits, 0);
    cr_expect_eq(summary.right_digits.worst, gp_most_right_digits);
    cr_expect_eq(summary.right_digits.median, gp_most_right_digits);
    gp_verification_free(&verification);
    text_case_close(&opened);
}

Test(summary, of_a_case_without_exact_numbers)
{
    text_case opened;
    gp_verification verification;
    gp_message message;
    gp_summary summary;
    text_case_open(text, &opened);
    opened.the_case.expectation_count = 0;
    cr_assert(gp_verify_case(&opened.the_case, &verification, &message), "%s", message.text);
    cr_assert(gp_summarise(&opened.the_case, &verification, &summary));
    cr_expect_eq(summary.numbers, 0);
    cr_expect_eq(summary.amplification.worst, 0);
    gp_verification_free(&verification);
    text_case_close(&opened);
}

/* Of numbers that are rounded the one with the fewest digits counts, wherever it stands; a short one says the whole number. */
Test(summary, proven_digits)
{
    gp_expectation expectations[] = {{.exact = "1.50000000000000000000000000000000000000001"},
                                     {.exact = "1.500000000000000000000000000000000000001"},
                                     {.exact = "1.5000000000000000000000000000000000000001"},
                                     {.exact = "1.5"}};
    gp_real computed[] = {1.5, 1.5, 1.5, 1.5};
    const gp_case the_case = {.expectations = expectations, .expectation_count = 4};
    const gp_verification verification = {.computed = computed};
    gp_summary summary;
    cr_assert(gp_summarise(&the_case, &verification, &summary));
    cr_expect_eq(summary.proven_digits, 40);
    cr_expect_eq(summary.short_ones, 1);
    memory_fail_at(0);
    const bool done = gp_summarise(&the_case, &verification, &summary);
    memory_fail_never();
    cr_expect_not(done);
}
