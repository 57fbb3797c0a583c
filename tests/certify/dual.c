/* Dual numbers: each rule of differentiation by hand, on rational numbers, and all rules together against quotients of
 * differences.
 */
#include "certify/dual.h"

#include "certify/ball.h"
#include "certify/sample.h"
#include <criterion/criterion.h>

enum { value_count = 3 };

/* A few dual numbers. */
typedef struct numbers {
    gp_dual_arithmetic duals;
    gp_value values[value_count];
} numbers;

static void numbers_open(numbers *at)
{
    gp_dual_arithmetic_init(&at->duals, 160);
    for (size_t k = 0; k < value_count; k++)
        at->duals.operations.init(&at->values[k]);
}

static void numbers_close(numbers *at)
{
    for (size_t k = 0; k < value_count; k++)
        at->duals.operations.clear(&at->values[k]);
    gp_dual_arithmetic_clear(&at->duals);
}

/* x = numerator / denominator, which changes at a speed. */
static void set(gp_value *x, slong numerator, ulong denominator, slong speed)
{
    gp_ball value;
    gp_ball_init(&value);
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, numerator, denominator);
    gp_ball_rational(&value, number, 160);
    gp_dual_set(x, &value, speed);
    fmpq_clear(number);
    gp_ball_clear(&value);
}

static bool is(const gp_ball *x, slong numerator, ulong denominator)
{
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, numerator, denominator);
    const bool equal = x->rational && fmpq_equal(x->exact, number) && arb_contains_fmpq(x->enclosure, number);
    fmpq_clear(number);
    return equal;
}

/* x = 3/2 at the speed 1, y = -2/5 at the speed 3. */
Test(dual, rational_derivatives)
{
    numbers at;
    numbers_open(&at);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0], *y = &at.values[1], *result = &at.values[2];
    set(x, 3, 2, 1);
    set(y, -2, 5, 3);
    arithmetic->add(arithmetic, result, x, y);
    cr_expect(is(&result->dual.value, 11, 10) && is(&result->dual.derivative, 4, 1));
    arithmetic->subtract(arithmetic, result, x, y);
    cr_expect(is(&result->dual.value, 19, 10) && is(&result->dual.derivative, -2, 1));
    arithmetic->multiply(arithmetic, result, x, y);
    cr_expect(is(&result->dual.value, -3, 5) && is(&result->dual.derivative, 41, 10)); /* -2/5 + 3/2 x 3 */
    arithmetic->divide(arithmetic, result, x, y);
    cr_expect(is(&result->dual.value, -15, 4) && is(&result->dual.derivative, -245, 8)); /* (-2/5 - 3/2 x 3) / (2/5)^2 */
    arithmetic->negate(arithmetic, result, y);
    cr_expect(is(&result->dual.value, 2, 5) && is(&result->dual.derivative, -3, 1));
    arithmetic->absolute(arithmetic, result, y);
    cr_expect(is(&result->dual.value, 2, 5) && is(&result->dual.derivative, -3, 1));
    arithmetic->absolute(arithmetic, result, x);
    cr_expect(is(&result->dual.value, 3, 2) && is(&result->dual.derivative, 1, 1));
    arithmetic->copy(result, y);
    cr_expect(is(&result->dual.value, -2, 5) && is(&result->dual.derivative, 3, 1));
    numbers_close(&at);
}

Test(dual, result_in_place_of_an_operand)
{
    numbers at;
    numbers_open(&at);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0], *y = &at.values[1];
    set(x, 3, 2, 1);
    arithmetic->multiply(arithmetic, x, x, x);
    cr_expect(is(&x->dual.value, 9, 4) && is(&x->dual.derivative, 3, 1));
    set(x, 3, 2, 1);
    set(y, -2, 5, 3);
    arithmetic->divide(arithmetic, y, x, y);
    cr_expect(is(&y->dual.value, -15, 4) && is(&y->dual.derivative, -245, 8));
    arithmetic->divide(arithmetic, x, x, x);
    cr_expect(is(&x->dual.value, 1, 1) && is(&x->dual.derivative, 0, 1));
    numbers_close(&at);
}

Test(dual, constants)
{
    numbers at;
    numbers_open(&at);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0];
    set(x, 3, 2, 1);
    arithmetic->whole(arithmetic, x, 7);
    cr_expect(is(&x->dual.value, 7, 1) && is(&x->dual.derivative, 0, 1));
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, 2, 3);
    set(x, 3, 2, 1);
    arithmetic->input(arithmetic, x, number);
    cr_expect(is(&x->dual.value, 2, 3) && is(&x->dual.derivative, 0, 1));
    fmpq_clear(number);
    cr_expect(is(&arithmetic->one.dual.value, 1, 1) && is(&arithmetic->one.dual.derivative, 0, 1));
    numbers_close(&at);
}

/* (e^x)' = e^x x': 5 at x = 0; 2 / e at x = -1, from published tables. */
Test(dual, derivative_of_exp)
{
    numbers at;
    numbers_open(&at);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0], *power = &at.values[1];
    set(x, 0, 1, 5);
    arithmetic->apply(arithmetic, GP_EXP, power, x);
    cr_expect(is(&power->dual.value, 1, 1) && is(&power->dual.derivative, 5, 1));
    set(x, -1, 1, 2);
    arithmetic->apply(arithmetic, GP_EXP, power, x);
    arb_t expected;
    arb_init(expected);
    arb_set_str(expected, "[0.73575888234288464319104754032292173489162226206354 +/- 1e-49]", 300);
    cr_expect(arb_overlaps(expected, power->dual.derivative.enclosure));
    cr_expect_geq(arb_rel_accuracy_bits(power->dual.derivative.enclosure), 150);
    arb_clear(expected);
    numbers_close(&at);
}

/* Each function at x = 1/3 with the speed -2, against the quotient of differences (f(x + h) - f(x - h)) / 2 h with h = 2^-60.
 */
Test(dual, derivatives_of_functions)
{
    numbers at;
    numbers_open(&at);
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(400);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0], *result = &at.values[1], moved[2], value[2];
    for (size_t k = 0; k < 2; k++) {
        balls.operations.init(&moved[k]);
        balls.operations.init(&value[k]);
    }
    for (size_t f = 0; f < gp_elementary_count; f++) {
        set(x, 1, 3, -2);
        arithmetic->apply(arithmetic, (gp_elementary)f, result, x);
        for (size_t k = 0; k < 2; k++) {
            gp_ball_copy(&moved[k].ball, &x->dual.value);
            arb_set_fmpq(moved[k].ball.enclosure, x->dual.value.exact, 400);
            moved[k].ball.rational = false;
            arb_t step;
            arb_init(step);
            arb_set_si(step, k == 0 ? 1 : -1);
            arb_mul_2exp_si(step, step, -60);
            arb_add(moved[k].ball.enclosure, moved[k].ball.enclosure, step, 400);
            arb_clear(step);
            balls.operations.apply(&balls.operations, (gp_elementary)f, &value[k], &moved[k]);
        }
        arb_sub(value[0].ball.enclosure, value[0].ball.enclosure, value[1].ball.enclosure, 400);
        arb_mul_2exp_si(value[0].ball.enclosure, value[0].ball.enclosure, 60); /* -2 f'(x) and some h^2 */
        arb_neg(value[0].ball.enclosure, value[0].ball.enclosure);
        arb_add_error_2exp_si(value[0].ball.enclosure, -110);
        cr_expect(arb_overlaps(value[0].ball.enclosure, result->dual.derivative.enclosure), "function %zu", f);
        cr_expect_geq(arb_rel_accuracy_bits(result->dual.derivative.enclosure), 140);
    }
    arithmetic->pi(arithmetic, x);
    cr_expect(is(&x->dual.derivative, 0, 1));
    for (size_t k = 0; k < 2; k++) {
        balls.operations.clear(&moved[k]);
        balls.operations.clear(&value[k]);
    }
    gp_ball_arithmetic_clear(&balls);
    numbers_close(&at);
}

/* What is chosen comes with its derivative: x at the speed 1, and -2/5 x at the speed -2/5. */
Test(dual, derivative_of_a_choice)
{
    numbers at;
    numbers_open(&at);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0], *scaled = &at.values[1], *result = &at.values[2];
    for (slong sign = -1; sign <= 1; sign++) {
        set(scaled, -2, 5, 0);
        set(x, sign, 3, 1);
        arithmetic->multiply(arithmetic, scaled, scaled, x);
        arithmetic->choose(arithmetic, result, x, x, scaled);
        cr_expect(is(&result->dual.derivative, sign > 0 ? 1 : -2, sign > 0 ? 1 : 5));
        cr_expect(is(&result->dual.value, sign > 0 ? 1 : -2 * sign, sign > 0 ? 3 : 15));
    }
    numbers_close(&at);
}

/* |x| has no derivative at 0, and nothing else is said. */
Test(dual, no_derivative)
{
    numbers at;
    numbers_open(&at);
    gp_arithmetic *arithmetic = &at.duals.operations;
    gp_value *x = &at.values[0];
    set(x, 0, 1, 1);
    arithmetic->absolute(arithmetic, x, x);
    cr_expect(is(&x->dual.value, 0, 1));
    cr_expect_not(x->dual.derivative.rational);
    cr_expect_not(arb_is_finite(x->dual.derivative.enclosure));
    numbers_close(&at);
}

/* A random expression of a few values, the same for the same chance. */
static void mix(gp_arithmetic *arithmetic, gp_value values[value_count], gp_random random)
{
    for (size_t k = 0; k < 12; k++) {
        gp_value *x = &values[gp_random_word(&random) % value_count], *y = &values[gp_random_word(&random) % value_count];
        gp_value *result = &values[gp_random_word(&random) % value_count];
        switch (gp_random_word(&random) % 6) {
        case 0:
            arithmetic->add(arithmetic, result, x, y);
            break;
        case 1:
            arithmetic->subtract(arithmetic, result, x, y);
            break;
        case 2:
            arithmetic->multiply(arithmetic, result, x, y);
            break;
        case 3: /* e^-|x|, which does not grow out of bounds */
            arithmetic->absolute(arithmetic, x, x);
            arithmetic->negate(arithmetic, x, x);
            arithmetic->apply(arithmetic, GP_EXP, x, x);
            break;
        case 4: /* x / (1 + y^2), whose divisor is not 0 */
            arithmetic->multiply(arithmetic, y, y, y);
            arithmetic->add(arithmetic, y, y, &arithmetic->one);
            arithmetic->divide(arithmetic, result, x, y);
            break;
        default:
            arithmetic->negate(arithmetic, result, x);
        }
    }
}

enum { bits = 1200, bits_of_move = 200 };

/* The expression in balls, with the first value moved by so many times 2^-200. */
static void mix_moved(const gp_value *duals, gp_random random, slong move, gp_value values[value_count])
{
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(bits);
    for (size_t k = 0; k < value_count; k++) {
        balls.operations.init(&values[k]);
        gp_ball_copy(&values[k].ball, &duals[k].dual.value);
        values[k].ball.rational = false; /* so that fractions do not grow long */
    }
    arb_t distance;
    arb_init(distance);
    arb_set_si(distance, move);
    arb_mul_2exp_si(distance, distance, -bits_of_move);
    arb_add(values[0].ball.enclosure, values[0].ball.enclosure, distance, bits);
    arb_clear(distance);
    mix(&balls.operations, values, random);
    balls.operations.clear(&balls.operations.one);
}

/* (f(x + h) - f(x - h)) / 2 h with h = 2^-200 is off by about h^2: within 2^-80 of what is found, and not less exact. */
static bool is_quotient_of_differences(const arb_t found, const gp_value *above, const gp_value *below)
{
    arb_t quotient;
    mag_t off;
    arb_init(quotient);
    mag_init(off);
    arb_sub(quotient, above->ball.enclosure, below->ball.enclosure, bits);
    arb_mul_2exp_si(quotient, quotient, bits_of_move - 1);
    arb_get_mag(off, quotient);
    mag_add_ui(off, off, 1);
    mag_mul_2exp_si(off, off, -80);
    arb_add_error_mag(quotient, off);
    const bool same = arb_overlaps(quotient, found);
    arb_clear(quotient);
    mag_clear(off);
    return same;
}

Test(dual, random_expressions)
{
    gp_random random;
    gp_random_seed(&random, 10);
    size_t told = 0;
    for (size_t run = 0; run < 300; run++) {
        numbers at;
        gp_value above[value_count], below[value_count];
        numbers_open(&at);
        for (size_t k = 0; k < value_count; k++)
            set(&at.values[k], (slong)(gp_random_word(&random) % 40) - 20, 7, k == 0);
        mix_moved(at.values, random, 1, above);
        mix_moved(at.values, random, -1, below);
        mix(&at.duals.operations, at.values, random);
        for (size_t k = 0; k < value_count; k++) {
            const arb_struct *found = at.values[k].dual.derivative.enclosure;
            if (arb_is_finite(found)) { /* it is not where |x| has its kink */
                cr_expect(is_quotient_of_differences(found, &above[k], &below[k]), "expression %zu, value %zu", run, k);
                told += !arb_contains_zero(found) && arb_rel_accuracy_bits(found) > 80;
            }
            gp_ball_clear(&above[k].ball);
            gp_ball_clear(&below[k].ball);
        }
        numbers_close(&at);
    }
    cr_expect_gt(told, 300); /* so many of these 900 derivatives are not 0, and known to many bits */
}
