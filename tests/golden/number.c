#include "golden/number.h"

#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

Test(number, syntax)
{
    static const char *const valid[] = {"0",      "-0",   "+3",  "007",  "1.",       ".5",      "-.5",     "1e5",  "1E+5",
                                        "1.5e-3", "-2.5", "1/3", "-1/3", "0.5/0.25", "1e1/1e1", "2e00001", "1e-30"};
    static const char *const invalid[] = {
        "",      "-",     ".",        "+.",       "e5",       "1e",          "1e+",       "1e-", "1.5.2", "0x1p3", "0x10",
        "nan",   "NaN",   "inf",      "-inf",     "infinity", "1e999",       "-1e999",    "1/0", "0/0",   "1/-3",  "1/+3",
        "1/",    "/3",    "1/.5",     "1/2/3",    " 1",       "1 ",          "1\n",       "1,5", "1'000", "--1",   "+-1",
        "1e5.0", "1e--5", "0e999999", "1e000001", "1/1e999",  "1e999/1e999", "1/1e-9999", "1f",  "1.0L",  "²",     "١"};
    for (size_t k = 0; k < sizeof valid / sizeof *valid; k++)
        cr_assert(gp_number_valid(valid[k]), "%s is a number", valid[k]);
    for (size_t k = 0; k < sizeof invalid / sizeof *invalid; k++)
        cr_assert(!gp_number_valid(invalid[k]), "\"%s\" is no number", invalid[k]);
    cr_assert(gp_number_is_decimal("-1.5e-3"));
    cr_assert(!gp_number_is_decimal("1/3"));
    cr_assert(!gp_number_is_decimal("x"));
}

/* A number of n characters: 0. and then zeros. */
static bool valid_of_length(size_t n)
{
    char text[gp_number_longest + 2];
    memset(text, '0', n);
    text[1] = '.';
    text[n] = '\0';
    return gp_number_valid(text);
}

Test(number, length)
{
    cr_assert(valid_of_length(gp_number_longest));
    cr_assert(!valid_of_length(gp_number_longest + 1));
}

/* Only the largest of the two types' numbers are finite: what overflows a float is no number for the binary32 flavour. */
Test(number, largest)
{
    cr_assert(gp_number_valid("3.4028234e38"));
    cr_assert_eq(gp_number_valid("1e39"), sizeof(gp_real) == sizeof(double));
    cr_assert_eq(gp_number_valid("1/1e39"), sizeof(gp_real) == sizeof(double));
}

Test(number, real)
{
    check_equal(gp_number_real("0.1"), (gp_real)0.1L);
    check_equal(gp_number_real("-2.406e-3"), (gp_real)-0.002406L);
    check_equal(gp_number_real("1/4"), (gp_real)0.25);
    check_equal(gp_number_real("1/3"), (gp_real)1 / 3);
    check_equal(gp_number_real("-0.3/0.7"), -(gp_real)0.3 / (gp_real)0.7);
    /* Halfway between 1 and the next float, and a little more: one rounding goes up, two (first to a double) would go down. */
    check_equal(gp_number_real("1.0000000596046447753906250000000000000000001"),
                (gp_real)1.0000000596046447753906250000000000000000001L +
                    (sizeof(gp_real) == sizeof(float) ? (gp_real)FLT_EPSILON : 0));
}

/* A long double tells apart what a binary64 cannot. */
Test(number, long_double)
{
    cr_assert_eq(gp_number_long("1/4"), 0.25L);
    cr_assert_eq(gp_number_long("-1/3"), -1.0L / 3);
    cr_assert_neq(gp_number_long("0.1"), (long double)0.1);
    cr_assert_lt(fabsl(gp_number_long("0.1") - 0.1L), 1e-19L);
    cr_assert_gt(gp_number_long("1.00000000000000001"), 1.0L);
}

Test(number, from_printed)
{
    static const struct {
        const char *printed, *text;
    } numbers[] = {
        {"-2.406 * 10^-3", "-2.406e-3"}, {"7 * 10^2", "7e2"}, {"0.755", "0.755"}, {"-0", "-0"}, {"1e-5", "1e-5"},
    };
    static const char *const refused[] = {"",
                                          "abc",
                                          "1/3",
                                          "-2.406*10^-3",
                                          "-2.406 * 10^",
                                          " * 10^3",
                                          "2 * 10^3 * 10^3",
                                          "1e2 * 10^3",
                                          "2 * 10^x",
                                          "0.5 ",
                                          "0,5",
                                          "0.12345678901234567890123456789012345678901234567890123456789012"};
    char text[64], longest[] = "0.1234567890123456789012345678901234567890123456789012345678901"; /* 63 characters */
    cr_assert_eq(strlen(longest), 63);
    cr_assert(gp_number_from_printed(longest, text));
    cr_assert_str_eq(text, longest);
    char with_power[80];
    for (int digits = 57; digits <= 59; digits++) { /* 62, 63 and 64 characters */
        snprintf(with_power, sizeof with_power, "0.%.*s * 10^-3", digits, longest + 2);
        cr_assert_eq(gp_number_from_printed(with_power, text), digits < 59, "%s", with_power);
    }
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        cr_assert(gp_number_from_printed(numbers[k].printed, text), "%s", numbers[k].printed);
        cr_assert_str_eq(text, numbers[k].text);
    }
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
        cr_assert(!gp_number_from_printed(refused[k], text), "%s", refused[k]);
}

typedef struct rounding_claim {
    const char *exact, *printed;
    bool holds;
} rounding_claim;

static void check_claims(const rounding_claim *claims, size_t count, gp_rounding rounding)
{
    for (size_t k = 0; k < count; k++)
        cr_assert_eq(gp_number_rounds_to(claims[k].exact, claims[k].printed, rounding), claims[k].holds, "%s printed as %s: %s",
                     claims[k].exact, claims[k].printed, claims[k].holds ? "expected to hold" : "expected not to hold");
}

Test(number, rounds_to)
{
    static const rounding_claim claims[] = {
        /* up, down, and a carry through all digits */
        {"0.66373", "0.6637", true},
        {"0.66373", "0.6638", false},
        {"0.66375", "0.6638", true},
        {"0.66375", "0.6637", false},
        {"0.663749999999999999999999999999", "0.6637", true},
        {"9.99", "10.0", true},
        {"9.96", "10.0", true},
        {"9.94", "9.9", true},
        {"99.5", "100", true},
        {"99.49", "100", false},
        {"0.0995", "0.100", true},
        {"0.0995", "0.099", false},
        {"9.6", "10", true},
        {"9.6", "9", false},
        {"0.9946", "0.995", true},
        {"0.9946", "1.000", false},
        /* a tie goes away from zero */
        {"0.5", "1", true},
        {"0.05", "0.1", true},
        {"0.05", "0.0", false},
        {"-0.05", "-0.1", true},
        {"2.5", "3", true},
        {"0.049999", "0.0", true},
        /* fewer digits than are printed, and more zeros than are needed */
        {"0.68", "0.680", true},
        {"0.68", "0.68", true},
        {"0.68", "0.681", false},
        {"0.5", "0.50000", true},
        {"1", "1.000", true},
        {"100", "100", true},
        {"100", "1e2", true},
        {"100", "10", false},
        {"0.1", "1", false},
        {"0.1", "0.01", false},
        /* signs */
        {"-0.66373", "-0.6637", true},
        {"-0.66373", "0.6637", false},
        {"0.66373", "-0.6637", false},
        {"+0.66373", "0.6637", true},
        /* exponents on either side; what counts is the last place shown, 1e-6 */
        {"-0.0024055", "-2.406e-3", true},
        {"-0.00240549", "-2.406e-3", false},
        {"-2.4061e-3", "-2.406e-3", true},
        {"-2.4061E-03", "-0.002406", true},
        {"24061e-7", "2.406e-3", true},
        {"12345", "1.23e4", true},
        {"12350", "1.24e4", true},
        {"12350", "1.23e4", false},
        {"6.6373e-1", "0.6637", true},
        {"0.000000000012345", "1.23e-11", true},
        {"1.2345e-11", "0.0000000000123", true},
        {"1.2345e11", "123450000000", true},
        /* a point at the end shows no place */
        {"5.4", "5.", true},
        {"5.6", "5.", false},
        /* zero has no sign, and swallows what is too small to be seen */
        {"0", "0", true},
        {"0", "-0.00", true},
        {"0.000", "0", true},
        {"-0.004", "0.00", true},
        {"0.004", "-0.00", true},
        {"1e-50", "0.0", true},
        {"1e-99999", "0.0", true},
        {"1e-99999", "0.1", false},
        {"0.05", "0", true},
        {"0.5e0", "0", false},
    };
    check_claims(claims, sizeof claims / sizeof *claims, GP_ROUNDING_DECIMAL);
}

/* 0.1 + 0.2 in binary64 is 0.3000000000000000444, for which Python prints 0.30000000000000004; the nearest to 0.3 prints 0.3.
 */
Test(number, rounds_to_binary64)
{
    static const rounding_claim claims[] = {
        {"0.3", "0.3", true},
        {"0.3", "0.30", true},
        {"0.3", "0.30000000000000004", false},
        {"0.3000000000000000444", "0.30000000000000004", true},
        {"0.3000000000000000444", "0.3000000000000000444", false}, /* the same binary64, but not its shortest decimal */
        {"0.30000000000000000001", "0.3", true},
        {"-0.1", "-0.1", true},
        {"-0.1", "0.1", false},
        {"0.1234567890123456789", "0.12345678901234568", true},
        {"0.1234567890123456789", "0.12345678901234567", false},
        {"1e-7", "0.0000001", true},
        {"123456789012345678", "123456789012345680", true},
        {"0", "0.0", true},
    };
    check_claims(claims, sizeof claims / sizeof *claims, GP_ROUNDING_BINARY64);
}

Test(number, truncates_to)
{
    static const rounding_claim claims[] = {
        {"0.59287", "0.5928", true},       {"0.59287", "0.5929", false},   {"-0.59287", "-0.5928", true},
        {"-0.59287", "0.5928", false},     {"9.99", "9.9", true},          {"9.99", "10.0", false},
        {"0.68", "0.680", true},           {"5.92879e-1", "0.5928", true}, {"0.00009", "0.0000", true},
        {"0.00009", "0.0001", false},      {"0.59287", "0.592", true},     {"0.59287", "0.593", false},
        {"-7.9116e-3", "-7.911e-3", true},
    };
    for (size_t k = 0; k < sizeof claims / sizeof *claims; k++)
        cr_assert_eq(gp_number_truncates_to(claims[k].exact, claims[k].printed), claims[k].holds, "%s cut to %s",
                     claims[k].exact, claims[k].printed);
}

/* The first 512 digits are compared, and no others. */
Test(number, digits_that_count)
{
    for (int digit = 511; digit <= 514; digit++) {
        char one[600] = "0.", other[600] = "0.";
        memset(one + 2, '3', 514);
        memset(other + 2, '3', 514);
        other[1 + digit] = '4';
        cr_assert_eq(gp_number_rounds_to(one, other, GP_ROUNDING_DECIMAL), digit > 512, "digit %d", digit);
        cr_assert_eq(gp_number_truncates_to(one, other), digit > 512, "digit %d", digit);
    }
}

/* Digits beyond those that the comparison keeps do not disturb it, and the longest number fits. */
Test(number, many_digits)
{
    char exact[gp_number_longest + 1];
    memset(exact, '3', sizeof exact - 1);
    memcpy(exact, "0.", 2);
    exact[gp_number_longest] = '\0';
    cr_assert(gp_number_valid(exact));
    cr_assert(gp_number_rounds_to(exact, "0.333", GP_ROUNDING_DECIMAL));
    memset(exact + 2, '9', gp_number_longest - 2);
    cr_assert(gp_number_rounds_to(exact, "1.000", GP_ROUNDING_DECIMAL));
    cr_assert(gp_number_truncates_to(exact, "0.999"));
}
