#include "certify/ball.h"
#include "certify/rounded.h"

#include "reference/random.h"
#include <criterion/criterion.h>
#include <math.h>

enum { value_count = 4 };

/* A few values over an arithmetic. */
static void values_make(gp_arithmetic *arithmetic, gp_value values[value_count])
{
    for (size_t k = 0; k < value_count; k++)
        arithmetic->init(&values[k]);
}

static void values_clear(gp_arithmetic *arithmetic, gp_value values[value_count])
{
    for (size_t k = 0; k < value_count; k++)
        arithmetic->clear(&values[k]);
}

static void input(gp_arithmetic *arithmetic, gp_value *x, slong numerator, ulong denominator)
{
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, numerator, denominator);
    arithmetic->input(arithmetic, x, number);
    fmpq_clear(number);
}

static void check_rational(const gp_value *x, slong numerator, ulong denominator)
{
    fmpq_t expected;
    fmpq_init(expected);
    fmpq_set_si(expected, numerator, denominator);
    cr_expect(x->ball.rational);
    cr_expect(fmpq_equal(x->ball.exact, expected), "expected %ld/%lu", numerator, denominator);
    cr_expect(arb_contains_fmpq(x->ball.enclosure, expected));
    fmpq_clear(expected);
}

Test(ball, rational_operations)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(100);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count], *x = &values[0], *y = &values[1], *result = &values[2];
    values_make(arithmetic, values);
    input(arithmetic, x, -1, 3);
    input(arithmetic, y, 2, 5);
    arithmetic->add(arithmetic, result, x, y);
    check_rational(result, 1, 15);
    arithmetic->subtract(arithmetic, result, x, y);
    check_rational(result, -11, 15);
    arithmetic->multiply(arithmetic, result, x, y);
    check_rational(result, -2, 15);
    arithmetic->divide(arithmetic, result, x, y);
    check_rational(result, -5, 6);
    arithmetic->negate(arithmetic, result, y);
    check_rational(result, -2, 5);
    arithmetic->absolute(arithmetic, result, x);
    check_rational(result, 1, 3);
    arithmetic->copy(result, x);
    check_rational(result, -1, 3);
    arithmetic->whole(arithmetic, result, 7);
    check_rational(result, 7, 1);
    values_clear(arithmetic, values);
}

/* exp(-1) from published tables of constants. */
Test(ball, exp)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(160);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count], *x = &values[0], *power = &values[1];
    values_make(arithmetic, values);
    input(arithmetic, x, -1, 1);
    arithmetic->apply(arithmetic, GP_EXP, power, x);
    cr_expect_not(power->ball.rational);
    arb_t expected;
    arb_init(expected);
    arb_set_str(expected, "[0.36787944117144232159552377016146086744581113103177 +/- 1e-49]", 300);
    cr_expect(arb_overlaps(expected, power->ball.enclosure));
    cr_expect_geq(arb_rel_accuracy_bits(power->ball.enclosure), 150);
    arb_clear(expected);

    /* Where the argument is 0, and known to be, so is the value. */
    input(arithmetic, x, 0, 1);
    arithmetic->apply(arithmetic, GP_EXP, power, x);
    check_rational(power, 1, 1);
    values_clear(arithmetic, values);
}

/* Each function at a point, from mpmath, and where its value is known. A new function needs a line here. */
static const struct {
    const char *name;
    slong at, known; /* the value there is exact */
    slong numerator;
    ulong denominator;
    const char *value; /* at this fraction */
    double nearest;    /* the same in binary64 */
} functions[] = {
    [GP_EXP] = {"exp", 0, 1, -1, 1, "[0.3678794411714423215955237701614608674458 +/- 1e-40]", 0.36787944117144233},
    [GP_EXPM1] = {"expm1", 0, 0, -1, 1, "[-0.6321205588285576784044762298385391325542 +/- 1e-40]", -0.63212055882855767},
    [GP_LOG] = {"log", 1, 0, 2, 1, "[0.6931471805599453094172321214581765680755 +/- 1e-40]", 0.69314718055994529},
    [GP_LOG1P] = {"log1p", 0, 0, 1, 1, "[0.6931471805599453094172321214581765680755 +/- 1e-40]", 0.69314718055994529},
    [GP_HYPERBOLIC_TANGENT] = {"tanh", 0, 0, -1, 1, "[-0.7615941559557648881194582826047935904128 +/- 1e-40]",
                               -0.76159415595576485},
    [GP_ERF] = {"erf", 0, 0, -1, 1, "[-0.8427007929497148693412206350826092592961 +/- 1e-40]", -0.84270079294971489},
    [GP_SQUARE_ROOT] = {"sqrt", 1, 1, 1, 2, "[0.7071067811865475244008443621048490392848 +/- 1e-40]", 0.70710678118654757},
};
_Static_assert(sizeof functions / sizeof *functions == gp_elementary_count, "each function is tested");

Test(ball, functions)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(160);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count], *x = &values[0], *value = &values[1];
    values_make(arithmetic, values);
    arb_t expected;
    arb_init(expected);
    for (size_t f = 0; f < gp_elementary_count; f++) {
        input(arithmetic, x, functions[f].numerator, functions[f].denominator);
        arithmetic->apply(arithmetic, (gp_elementary)f, value, x);
        arb_set_str(expected, functions[f].value, 300);
        cr_expect(!value->ball.rational && arb_overlaps(expected, value->ball.enclosure), "%s", functions[f].name);
        cr_expect_geq(arb_rel_accuracy_bits(value->ball.enclosure), 150);
        input(arithmetic, x, functions[f].at, 1);
        arithmetic->apply(arithmetic, (gp_elementary)f, value, x);
        check_rational(value, functions[f].known, 1);
    }
    arithmetic->pi(arithmetic, x);
    arb_set_str(expected, "[3.1415926535897932384626433832795028841971 +/- 1e-39]", 300);
    cr_expect(!x->ball.rational && arb_overlaps(expected, x->ball.enclosure));
    arb_clear(expected);
    values_clear(arithmetic, values);
    gp_ball_arithmetic_clear(&balls);
}

/* Above where x > 0, below where x < 0 or x is 0; both where nobody knows. */
Test(ball, choice)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(64);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count], *x = &values[0], *above = &values[1], *below = &values[2], *chosen = &values[3];
    values_make(arithmetic, values);
    input(arithmetic, above, 2, 7);
    input(arithmetic, below, -3, 5);
    for (slong sign = -1; sign <= 1; sign++) {
        input(arithmetic, x, sign, 3);
        arithmetic->choose(arithmetic, chosen, x, above, below);
        check_rational(chosen, sign > 0 ? 2 : -3, sign > 0 ? 7 : 5);
    }
    x->ball.rational = false; /* of the ball alone: 1/3, and then 1/3 +/- 1 */
    arithmetic->choose(arithmetic, chosen, x, above, below);
    check_rational(chosen, 2, 7);
    arb_add_error_2exp_si(x->ball.enclosure, 0);
    arithmetic->choose(arithmetic, chosen, x, above, below);
    cr_expect(!chosen->ball.rational && arb_contains(chosen->ball.enclosure, above->ball.enclosure) &&
              arb_contains(chosen->ball.enclosure, below->ball.enclosure));
    values_clear(arithmetic, values);
}

/* Nothing is known of a quotient whose divisor may be 0. */
Test(ball, division_by_zero)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(64);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count];
    values_make(arithmetic, values);
    for (slong numerator = 0; numerator < 2; numerator++) {
        input(arithmetic, &values[0], numerator, 1);
        input(arithmetic, &values[1], 0, 1);
        arithmetic->divide(arithmetic, &values[2], &values[0], &values[1]);
        cr_expect_not(values[2].ball.rational);
        cr_expect_not(arb_is_finite(values[2].ball.enclosure));
    }
    values_clear(arithmetic, values);
}

/* The balls of a low precision hold those of a high one. */
Test(ball, encloses)
{
    gp_ball_arithmetic wide = gp_ball_arithmetic_make(20), narrow = gp_ball_arithmetic_make(400);
    gp_value values[2][value_count];
    for (size_t run = 0; run < 2; run++) {
        gp_arithmetic *arithmetic = run == 0 ? &wide.operations : &narrow.operations;
        gp_value *x = values[run];
        values_make(arithmetic, x);
        input(arithmetic, &x[0], 7, 10);
        arithmetic->apply(arithmetic, GP_EXP, &x[1], &x[0]);
        for (size_t k = 0; k < 10; k++) {
            arithmetic->multiply(arithmetic, &x[2], &x[1], &x[0]);
            arithmetic->subtract(arithmetic, &x[1], &x[2], &x[1]);
            arithmetic->absolute(arithmetic, &x[1], &x[1]);
            arithmetic->add(arithmetic, &x[1], &x[1], &x[0]);
            arithmetic->whole(arithmetic, &x[3], 3);
            arithmetic->divide(arithmetic, &x[1], &x[1], &x[3]);
        }
    }
    cr_expect(arb_contains(values[0][1].ball.enclosure, values[1][1].ball.enclosure));
    cr_expect_lt(arb_rel_accuracy_bits(values[0][1].ball.enclosure), 21);
    cr_expect_gt(arb_rel_accuracy_bits(values[1][1].ball.enclosure), 380);
    values_clear(&wide.operations, values[0]);
    values_clear(&narrow.operations, values[1]);
}

/* A number times an exact zero is zero, however little is known of it. */
Test(ball, zero)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(64);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count];
    values_make(arithmetic, values);
    input(arithmetic, &values[0], 1, 3);
    arithmetic->apply(arithmetic, GP_EXP, &values[1], &values[0]);
    input(arithmetic, &values[2], 0, 1);
    arithmetic->multiply(arithmetic, &values[3], &values[1], &values[2]);
    check_rational(&values[3], 0, 1);
    arithmetic->multiply(arithmetic, &values[3], &values[2], &values[1]);
    check_rational(&values[3], 0, 1);
    arithmetic->divide(arithmetic, &values[3], &values[2], &values[1]);
    check_rational(&values[3], 0, 1);
    cr_expect(gp_ball_is_zero(&values[2].ball));
    cr_expect_not(gp_ball_is_zero(&values[1].ball));
    values_clear(arithmetic, values);
}

/* Rational numbers that grow too long are let go, and stay enclosed: where both halves do, and where one of them does. */
static void square_until_too_long(slong numerator, slong denominator)
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(64);
    gp_arithmetic *arithmetic = &balls.operations;
    gp_value values[value_count];
    values_make(arithmetic, values);
    input(arithmetic, &values[0], numerator, denominator);
    for (size_t k = 0; k < 10; k++)
        arithmetic->multiply(arithmetic, &values[0], &values[0], &values[0]);
    cr_expect(values[0].ball.rational); /* its 1024th power */
    for (size_t k = 0; k < 2; k++)
        arithmetic->multiply(arithmetic, &values[0], &values[0], &values[0]);
    cr_expect_not(values[0].ball.rational);
    fmpq_t power;
    fmpq_init(power);
    fmpq_set_si(power, numerator, (ulong)denominator);
    fmpq_pow_si(power, power, 4096);
    cr_expect(arb_contains_fmpq(values[0].ball.enclosure, power));
    fmpq_clear(power);
    values_clear(arithmetic, values);
}

Test(ball, long_rationals)
{
    square_until_too_long(2, 3);
    square_until_too_long(1, 3);
    square_until_too_long(3, 1);
}

/* Numbers that keep binary32 away from its smallest and largest. */
static double random_number(gp_random *random)
{
    return ldexp(gp_random_double(random) - 0.5, (int)(gp_random_word(random) % 20) - 10);
}

/* With 24 bits and rounding to the nearest, each operation is that of binary32, to the bit. */
Test(rounded, is_binary32)
{
    gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(24, GP_TO_NEAREST, 0, 1);
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_random random;
    gp_random_seed(&random, 1);
    gp_value x, y, result;
    for (size_t k = 0; k < 100000; k++) {
        const float first = (float)random_number(&random), second = (float)random_number(&random);
        x.rounded = first;
        y.rounded = second;
        arithmetic->add(arithmetic, &result, &x, &y);
        cr_assert(result.rounded == (double)(float)(first + second), "%a + %a = %a", first, second, result.rounded);
        arithmetic->subtract(arithmetic, &result, &x, &y);
        cr_assert(result.rounded == (double)(float)(first - second), "%a - %a = %a", first, second, result.rounded);
        arithmetic->multiply(arithmetic, &result, &x, &y);
        cr_assert(result.rounded == (double)(float)(first * second), "%a x %a = %a", first, second, result.rounded);
        arithmetic->divide(arithmetic, &result, &x, &y);
        cr_assert(second == 0 || result.rounded == (double)(float)(first / second), "%a / %a = %a", first, second,
                  result.rounded);
    }
    input(arithmetic, &x, 1, 10);
    cr_assert(x.rounded == (double)0.1F);
    input(arithmetic, &x, -5, 3);
    cr_assert(x.rounded == (double)(-5.0F / 3.0F));
}

Test(rounded, ties_to_even)
{
    gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(4, GP_TO_NEAREST, 0, 1);
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_value x = {.rounded = 16}, y = {.rounded = 1}, result;
    arithmetic->add(arithmetic, &result, &x, &y); /* 17 lies between 16 and 18 */
    cr_expect(result.rounded == 16);
    y.rounded = 3;
    arithmetic->add(arithmetic, &result, &x, &y); /* 19 lies between 18 and 20 */
    cr_expect(result.rounded == 20);
}

/* With all its bits it is binary64: nothing is rounded a second time, be the last bit odd or even. */
Test(rounded, is_binary64)
{
    gp_random random;
    gp_random_seed(&random, 2);
    for (size_t direction = GP_TO_NEAREST; direction <= GP_AT_RANDOM; direction++) {
        gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(53, (gp_direction)direction, 0, 1);
        gp_arithmetic *arithmetic = &rounded.operations;
        gp_value x, y, result;
        for (size_t k = 0; k < 1000; k++) {
            x.rounded = random_number(&random);
            y.rounded = random_number(&random);
            arithmetic->add(arithmetic, &result, &x, &y);
            cr_assert(result.rounded == x.rounded + y.rounded, "%a + %a = %a", x.rounded, y.rounded, result.rounded);
            arithmetic->multiply(arithmetic, &result, &x, &y);
            cr_assert(result.rounded == x.rounded * y.rounded, "%a x %a = %a", x.rounded, y.rounded, result.rounded);
        }
        input(arithmetic, &x, 1, 10);
        cr_assert(x.rounded == 0.1);
    }
}

/* At random: one of the two neighbours, both about as often; what is exact stays. */
Test(rounded, at_random)
{
    gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(10, GP_AT_RANDOM, 0, 1);
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_value x = {.rounded = 1}, y = {.rounded = -0x1p-12}, z = {.rounded = 0.75}, result;
    size_t up = 0;
    for (size_t k = 0; k < 10000; k++) {
        arithmetic->add(arithmetic, &result, &x, &y);
        cr_assert(result.rounded == 1 || result.rounded == 1 - 0x1p-10);
        up += result.rounded == 1;
        arithmetic->multiply(arithmetic, &result, &z, &z);
        cr_assert(result.rounded == 0.5625);
    }
    cr_expect(up > 4500 && up < 5500, "%zu of 10000 went up", up);
}

Test(rounded, moved_inputs)
{
    gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(24, GP_TO_NEAREST, 1, 1);
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_value x;
    size_t moved = 0;
    for (size_t k = 0; k < 1000; k++) {
        input(arithmetic, &x, 1, 10);
        cr_assert(fabs(x.rounded - 0.1) <= 0.1 * 0x1p-22);
        moved += x.rounded != (double)0.1F;
    }
    cr_expect_gt(moved, 0);
    cr_expect_lt(moved, 1000);
    arithmetic->whole(arithmetic, &x, 3);
    cr_expect(x.rounded == 3);
}

/* Of the C library, and rounded. */
Test(rounded, functions)
{
    gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(24, GP_TO_NEAREST, 0, 1);
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_value x, value;
    for (size_t f = 0; f < gp_elementary_count; f++) {
        x.rounded = (double)functions[f].numerator / (double)functions[f].denominator;
        arithmetic->apply(arithmetic, (gp_elementary)f, &value, &x);
        cr_expect(value.rounded == (double)(float)functions[f].nearest, "%s: %.17g", functions[f].name, value.rounded);
    }
    arithmetic->pi(arithmetic, &x);
    cr_expect(x.rounded == (double)3.14159265358979F);
    const gp_value above = {.rounded = 2}, below = {.rounded = 3};
    for (int sign = -1; sign <= 1; sign++) {
        x.rounded = sign;
        arithmetic->choose(arithmetic, &value, &x, &above, &below);
        cr_expect(value.rounded == (sign > 0 ? 2 : 3));
    }
}

Test(rounded, exp_and_signs)
{
    gp_rounded_arithmetic rounded = gp_rounded_arithmetic_make(24, GP_TO_NEAREST, 0, 1);
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_value x = {.rounded = -0.75}, result;
    arithmetic->apply(arithmetic, GP_EXP, &result, &x);
    cr_expect(fabs(result.rounded - 0.47236655274101470714) < 0x1p-25);
    cr_expect(result.rounded == (double)(float)result.rounded);
    arithmetic->absolute(arithmetic, &result, &x);
    cr_expect(result.rounded == 0.75);
    arithmetic->negate(arithmetic, &result, &x);
    cr_expect(result.rounded == 0.75);
    arithmetic->copy(&result, &x);
    cr_expect(result.rounded == -0.75);
    cr_expect(arithmetic->one.rounded == 1);
}
