#include "oracle/tolerance.h"

#include "support/check.h"

#include <math.h>

/* k = 8, u = 2^-10 and an amplification of 2.5 make 8 * 2.5 / 1024 of the size. */
Test(tolerance, bound)
{
    const gp_expectation expectation = {.exact = "-4", .amplification = "2.5"};
    const long double u = 0x1p-10L, bound = GP_TOLERANCE_K * 2.5L * u * 4;
    cr_assert_eq(GP_TOLERANCE_K, 4);
    cr_assert_eq(gp_tolerance(&expectation, u), bound);
    cr_assert(gp_within_tolerance(&expectation, -4, u));
    cr_assert(gp_within_tolerance(&expectation, -4 + bound, u));
    cr_assert(gp_within_tolerance(&expectation, -4 - bound, u));
    cr_assert(!gp_within_tolerance(&expectation, -4 + bound * 1.0001L, u));
    cr_assert(!gp_within_tolerance(&expectation, -4 - bound * 1.0001L, u));
    cr_assert(!gp_within_tolerance(&expectation, 4, u));
}

Test(tolerance, not_a_number)
{
    const gp_expectation expectation = {.exact = "1", .amplification = "1e30"};
    cr_assert(gp_within_tolerance(&expectation, 12345, GP_UNIT_ROUNDOFF));
    cr_assert(!gp_within_tolerance(&expectation, (long double)NAN, GP_UNIT_ROUNDOFF));
    cr_assert(!gp_within_tolerance(&expectation, (long double)-NAN, GP_UNIT_ROUNDOFF));
    cr_assert(!gp_within_tolerance(&expectation, (long double)INFINITY, GP_UNIT_ROUNDOFF));
    cr_assert(!gp_within_tolerance(&expectation, -(long double)INFINITY, GP_UNIT_ROUNDOFF));
}

/* Where no amplification was measured it is 1. An exact zero, and what is smaller than 2^-100, is judged as if it were 2^-100.
 */
Test(tolerance, smallest_size)
{
    const gp_expectation zero = {.exact = "0"}, tiny = {.exact = "-1e-60"};
    const long double u = 0x1p-53L, bound = GP_TOLERANCE_K * u * 0x1p-100L;
    cr_assert_eq(gp_tolerance(&zero, u), bound);
    cr_assert_eq(gp_tolerance(&tiny, u), bound);
    cr_assert(gp_within_tolerance(&zero, 0, u));
    cr_assert(gp_within_tolerance(&zero, -bound, u));
    cr_assert(!gp_within_tolerance(&zero, bound * 1.0001L, u));
    cr_assert(!gp_within_tolerance(&zero, 0x1p-100L, u));
}

/* The nearest binary64 to 0.1 is within one unit of roundoff, and one that is 100 units away is not within 8 of them. */
Test(tolerance, binary64)
{
    const gp_expectation expectation = {.exact = "0.1", .amplification = "1"};
    cr_assert(gp_within_tolerance(&expectation, (long double)0.1, 0x1p-53L));
    cr_assert(!gp_within_tolerance(&expectation, (long double)(0.1 + 100 * 0x1p-53 * 0.1), 0x1p-53L));
    cr_assert(!gp_within_tolerance(&expectation, (long double)0.1f, 0x1p-53L));
    cr_assert(gp_within_tolerance(&expectation, (long double)0.1f, 0x1p-24L));
}

Test(tolerance, unit_roundoff)
{
    cr_assert_eq(GP_UNIT_ROUNDOFF, (long double)real_epsilon / 2);
}

Test(tolerance, of_what_is_written)
{
    const gp_expectation one = {.exact = "1"}, large = {.exact = "-1e300"}, below_largest = {.exact = "-3e38"},
                         largest = {.exact = "340282346638528859811704183484516925440"};
    const struct {
        const gp_expectation *expectation;
        gp_precision precision;
        double value, coarse;
        bool right;
    } rows[] = {
        {&one, GP_PRECISION_BINARY64, 1 + 0x1p-51, 0, true},
        {&one, GP_PRECISION_BINARY64, 1 + 0x1p-50, 0, false},
        {&one, GP_PRECISION_BINARY64, 1 + 0x1p-50, 1e-15, true},
        {&one, GP_PRECISION_BINARY32, 1 + 0x1p-22, 0, true},
        {&one, GP_PRECISION_BINARY64, NAN, 1, false},
        {&one, GP_PRECISION_BINARY64, INFINITY, 1, false},
        {&large, GP_PRECISION_BINARY32, -INFINITY, 0, true},
        {&large, GP_PRECISION_BINARY32, INFINITY, 0, false},
        {&large, GP_PRECISION_BINARY64, -INFINITY, 0, false},
        {&below_largest, GP_PRECISION_BINARY32, -INFINITY, 0, false},
        {&largest, GP_PRECISION_BINARY32, INFINITY, 0, false},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        cr_assert_eq(gp_is_right(rows[k].expectation, rows[k].precision, rows[k].value, rows[k].coarse), rows[k].right,
                     "row %zu", k);
}

Test(tolerance, right_digits)
{
    const struct {
        const char *exact;
        long double computed;
        double digits, within;
    } cases[] = {
        {"100", 101, 2, 1e-9},
        {"-100", -99.9L, 3, 1e-9},
        {"0.001", 0.00100001L, 5, 1e-6},
        {"0", 1e-7L, 7, 1e-9},
        {"0", -1e-7L, 7, 1e-9},
        {"2", 2, 40, 0},
        {"0", 0, 40, 0},
        {"0", 1e-60L, 40, 0},
        {"1", 1.5L, 0.30103, 1e-6},
        {"1", 3, 0, 0},
        {"1", -1, 0, 0},
        {"0", 5, 0, 0},
        {"1", (long double)NAN, 0, 0},
        {"1", (long double)INFINITY, 0, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        cr_assert(fabs(gp_right_digits(gp_number_long(cases[k].exact), cases[k].computed) - cases[k].digits) <= cases[k].within,
                  "%s and %Lg: %g right digits, expected %g", cases[k].exact, cases[k].computed,
                  gp_right_digits(gp_number_long(cases[k].exact), cases[k].computed), cases[k].digits);
}
