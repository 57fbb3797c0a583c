#include "certify/decimal.h"

#include "golden/number.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A ball from texts that Arb reads: a middle and a radius. */
static void ball_make(gp_ball *ball, const char *enclosure, slong precision)
{
    arb_init(ball->enclosure);
    fmpq_init(ball->exact);
    ball->rational = false;
    cr_assert_eq(arb_set_str(ball->enclosure, enclosure, precision), 0);
}

static void rational_make(gp_ball *ball, const char *fraction)
{
    arb_init(ball->enclosure);
    fmpq_init(ball->exact);
    ball->rational = true;
    cr_assert_eq(fmpq_set_str(ball->exact, fraction, 10), 0);
    arb_set_fmpq(ball->enclosure, ball->exact, 200);
}

static void check_text(gp_ball *ball, size_t digits, const char *expected)
{
    char *text = gp_ball_text(ball, digits);
    if (expected)
        cr_expect_str_eq(text, expected, "obtained %s, expected %s", text, expected);
    else
        cr_expect_null(text, "obtained %s, expected no text", text);
    cr_expect(!text || gp_number_valid(text), "%s", text);
    free(text);
    arb_clear(ball->enclosure);
    fmpq_clear(ball->exact);
}

static void check_ball(const char *enclosure, size_t digits, const char *expected)
{
    gp_ball ball;
    ball_make(&ball, enclosure, 400);
    check_text(&ball, digits, expected);
}

static void check_rational(const char *fraction, size_t digits, const char *expected)
{
    gp_ball ball;
    rational_make(&ball, fraction);
    check_text(&ball, digits, expected);
}

static void check_read(const char *text, const char *fraction)
{
    fmpq_t number;
    fmpq_init(number);
    cr_assert(gp_rational_read(number, text));
    char *obtained = fmpq_get_str(NULL, 10, number);
    cr_expect_str_eq(obtained, fraction, "%s: obtained %s, expected %s", text, obtained, fraction);
    flint_free(obtained);
    fmpq_clear(number);
}

Test(decimal, read)
{
    check_read("0.755", "151/200");
    check_read("-7.5e-3", "-3/400");
    check_read("1/3", "1/3");
    check_read("-0.1/0.3", "-1/3");
    check_read("2e-1/4E+1", "1/200");
    check_read("+2", "2");
    check_read(".5", "1/2");
    check_read("5.", "5");
    check_read("-0", "0");
    check_read("12e3", "12000");
}

Test(decimal, read_large_exponents)
{
    fmpq_t number;
    fmpq_init(number);
    cr_expect(gp_rational_read(number, "1e-10000"));
    cr_expect_not(gp_rational_read(number, "1e-10001"));
    cr_expect_not(gp_rational_read(number, "1e99999999999999999999"));
    cr_expect_not(gp_rational_read(number, "1/1e10001"));
    fmpq_clear(number);
}

Test(decimal, in_full)
{
    check_rational("0", 40, "0");
    check_rational("151/200", 40, "0.755");
    check_rational("151/200", 2, "0.755");
    check_rational("-1/8", 40, "-0.125");
    check_rational("5", 40, "5");
    check_rational("-1200", 40, "-1200");
    check_rational("12345/1000", 40, "12.345");
    check_rational("100000000000000000000", 40, "100000000000000000000");
    check_rational("1/1000000", 40, "0.000001");
}

Test(decimal, in_full_with_exponent)
{
    check_rational("1000000000000000000000", 40, "1e21");
    check_rational("-1500000000000000000000", 40, "-1.5e21");
    check_rational("1/10000000", 40, "1e-7");
    check_rational("-12/100000000", 40, "-1.2e-7");
    check_rational("1/1024000000", 40, "9.765625e-10");
}

static void check_power_of_half(unsigned long exponent, size_t digits, const char *expected)
{
    gp_ball ball;
    rational_make(&ball, "1");
    fmpz_ui_pow_ui(fmpq_denref(ball.exact), 2, exponent);
    arb_set_fmpq(ball.enclosure, ball.exact, 200);
    check_text(&ball, digits, expected);
}

/* 2^-143 has 100 digits, 2^-144 has 101. */
Test(decimal, in_full_up_to_a_length)
{
    static const char longer[] =
        "4.4841550858394146269559346665277316200968382140048504696226185084473314645947539247572422027587890625e-44";
    check_power_of_half(
        143, 40, "8.968310171678829253911869333055463240193676428009700939245237016894662929189507849514484405517578125e-44");
    check_power_of_half(144, 40, "4.484155085839414626955934666527731620097e-44");
    check_power_of_half(144, 101, longer);
}

Test(decimal, rounded_rationals)
{
    check_rational("1/3", 40, "0.3333333333333333333333333333333333333333");
    check_rational("-2/3", 5, "-0.66667");
    check_rational("1/12", 40, "0.08333333333333333333333333333333333333333");
    check_rational("2000000/3", 3, "667000");
    check_rational("299999999/300000000", 5, "1.0000");
    check_rational("1/30000000", 3, "3.33e-8");
}

Test(decimal, rounded_balls)
{
    static const char pi[] = "[3.141592653589793238462643383279502884197169399375105820974944592307816 +/- 1e-60]";
    check_ball(pi, 40, "3.141592653589793238462643383279502884197");
    check_ball(pi, 3, "3.14");
    check_ball(pi, 5, "3.1416");
    check_ball(pi, 1, "3");
    check_ball("[-0.26 +/- 1e-60]", 1, "-0.3");
    check_ball("[1234567.5 +/- 1e-3]", 3, "1230000");
    check_ball("[6.02214076e23 +/- 1e10]", 3, "6.02e23");
    check_ball("[6.02214076e-23 +/- 1e-40]", 4, "6.022e-23");
}

/* A ball that ends in zeros keeps them: the number is not known to be this decimal. */
Test(decimal, carries)
{
    check_ball("[9.9999999999 +/- 1e-20]", 4, "10.00");
    check_ball("[0.99999 +/- 1e-20]", 3, "1.00");
    check_ball("[-99.96 +/- 1e-20]", 3, "-100");
    check_ball("[0.00000099996 +/- 1e-20]", 3, "0.00000100");
    check_ball("[1 +/- 1e-60]", 40, "1.000000000000000000000000000000000000000");
    check_ball("[10 +/- 1e-60]", 5, "10.000");
}

/* Where a ball holds numbers that round differently, there is no text. */
Test(decimal, undecided)
{
    check_ball("[0.25 +/- 1e-60]", 1, NULL);
    check_ball("[0.25 +/- 1e-60]", 2, "0.25");
    check_ball("[3.14159 +/- 1e-4]", 40, NULL);
    check_ball("[3.14159 +/- 1e-4]", 2, "3.1");
    check_ball("[3.1415 +/- 1e-4]", 4, NULL);
    check_ball("[0 +/- 1e-60]", 1, NULL);
    check_ball("[1e-61 +/- 1e-60]", 1, NULL);
    check_ball("[0 +/- 1e300]", 1, NULL);
}

static bool writable(const char *enclosure)
{
    gp_ball ball;
    ball_make(&ball, enclosure, 64);
    const bool is = gp_ball_writable(&ball);
    arb_clear(ball.enclosure);
    fmpq_clear(ball.exact);
    return is;
}

Test(decimal, sizes)
{
    cr_expect(writable("0"));
    cr_expect(writable("-1.7e308"));
    cr_expect_not(writable("1.8e308"));
    cr_expect(writable("1e-9999"));
    cr_expect_not(writable("-1e-10001"));
    cr_expect_not(writable("1e-100000000000000000000"));
}

static void check_rounded_up(double number, const char *expected)
{
    char text[32];
    gp_text_rounded_up(number, text);
    cr_expect_str_eq(text, expected, "%g: obtained %s, expected %s", number, text, expected);
    cr_expect(gp_number_valid(text));
    cr_expect_geq(strtod(text, NULL), number);
}

Test(decimal, round_up)
{
    check_rounded_up(1, "1");
    check_rounded_up(1.01, "1.1");
    check_rounded_up(2.5, "2.5");
    check_rounded_up(9.91, "10");
    check_rounded_up(10, "10");
    check_rounded_up(10.1, "11");
    check_rounded_up(99.5, "100");
    check_rounded_up(123, "130");
    check_rounded_up(123456, "130000");
    check_rounded_up(987654, "990000");
    check_rounded_up(999999, "1e6");
    check_rounded_up(1234567, "1.3e6");
    check_rounded_up(4e8, "4e8");
    check_rounded_up(9.95e27, "1e28");
}
