#include "oracle/difficulty.h"

#include <criterion/criterion.h>
#include <math.h>

static gp_case case_of(gp_expectation *expectations, size_t count)
{
    return (gp_case){.expectations = expectations, .expectation_count = count};
}

/* By hand: 4 * 2^-24 = 2.384e-7 leaves 6.62 digits, 4 * 2^-53 = 4.441e-16 leaves 15.35; an amplification of 1000 takes 3. */
Test(difficulty, digits)
{
    gp_expectation three[] = {{.exact = "1", .amplification = "10"}, {.exact = "0.5", .amplification = "1000"}, {.exact = "2"}};
    const gp_case none = case_of(NULL, 0), of_three = case_of(three, 3);
    cr_expect_lt(fabs(gp_reachable_digits(&none, 0x1p-24L) - 6.6227), 1e-4);
    cr_expect_lt(fabs(gp_reachable_digits(&none, 0x1p-53L) - 15.3525), 1e-4);
    cr_expect_lt(fabs(gp_reachable_digits(&of_three, 0x1p-24L) - 3.6227), 1e-4);
    cr_expect_lt(fabs(gp_reachable_digits(&of_three, 0x1p-53L) - 12.3525), 1e-4);
    cr_expect_eq(gp_whole_digits(&of_three, 0x1p-24L), 3);
    three[2].amplification = "1e30";
    cr_expect_eq(gp_reachable_digits(&of_three, 0x1p-53L), 0);
    cr_expect_eq(gp_whole_digits(&of_three, 0x1p-53L), 0);
}

/* 10^-3 / 2.384e-7 = 4194, and 10^-8 / 4.441e-16 = 2.252e7. */
Test(difficulty, levels)
{
    static const struct {
        const char *amplification;
        gp_difficulty level;
    } cases[] = {{"1", GP_LOWER},        {"4190", GP_LOWER},    {"4200", GP_AVERAGE},
                 {"2.25e7", GP_AVERAGE}, {"2.26e7", GP_HIGHER}, {"1e40", GP_HIGHER}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        gp_expectation one = {.exact = "1", .amplification = cases[k].amplification};
        const gp_case the_case = case_of(&one, 1);
        cr_expect_eq(gp_difficulty_of(&the_case), cases[k].level, "%s", cases[k].amplification);
    }
    cr_expect_str_eq(gp_difficulty_words[GP_AVERAGE], "average");
    cr_expect_null(gp_difficulty_words[GP_HIGHER + 1]);
}
