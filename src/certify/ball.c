#include "certify/ball.h"

/* Rational numbers with more bits than this are let go: a linear network doubles their length with each step. */
static const flint_bitcnt_t most_bits = 2048;

static slong precision_of(const gp_arithmetic *arithmetic)
{
    return ((const gp_ball_arithmetic *)arithmetic)->precision;
}

static void init(gp_value *x)
{
    arb_init(x->ball.enclosure);
    fmpq_init(x->ball.exact);
    x->ball.rational = true;
}

static void clear(gp_value *x)
{
    arb_clear(x->ball.enclosure);
    fmpq_clear(x->ball.exact);
}

static void copy(gp_value *to, const gp_value *from)
{
    arb_set(to->ball.enclosure, from->ball.enclosure);
    fmpq_set(to->ball.exact, from->ball.exact);
    to->ball.rational = from->ball.rational;
}

/* Encloses the number that has just been computed exactly. */
static void enclose(const gp_arithmetic *arithmetic, gp_value *x)
{
    arb_set_fmpq(x->ball.enclosure, x->ball.exact, precision_of(arithmetic));
    x->ball.rational = fmpz_bits(fmpq_numref(x->ball.exact)) <= most_bits && fmpz_bits(fmpq_denref(x->ball.exact)) <= most_bits;
}

static bool both_rational(const gp_value *x, const gp_value *y)
{
    return x->ball.rational && y->ball.rational;
}

static bool is_zero(const gp_value *x)
{
    return x->ball.rational && fmpq_is_zero(x->ball.exact);
}

static void whole(gp_arithmetic *arithmetic, gp_value *x, unsigned number)
{
    fmpq_set_ui(x->ball.exact, number, 1);
    enclose(arithmetic, x);
}

static void input(gp_arithmetic *arithmetic, gp_value *x, const fmpq_t number)
{
    fmpq_set(x->ball.exact, number);
    enclose(arithmetic, x);
}

static void add(gp_arithmetic *arithmetic, gp_value *sum, const gp_value *x, const gp_value *y)
{
    if (both_rational(x, y)) {
        fmpq_add(sum->ball.exact, x->ball.exact, y->ball.exact);
        enclose(arithmetic, sum);
    } else {
        arb_add(sum->ball.enclosure, x->ball.enclosure, y->ball.enclosure, precision_of(arithmetic));
        sum->ball.rational = false;
    }
}

static void subtract(gp_arithmetic *arithmetic, gp_value *difference, const gp_value *x, const gp_value *y)
{
    if (both_rational(x, y)) {
        fmpq_sub(difference->ball.exact, x->ball.exact, y->ball.exact);
        enclose(arithmetic, difference);
    } else {
        arb_sub(difference->ball.enclosure, x->ball.enclosure, y->ball.enclosure, precision_of(arithmetic));
        difference->ball.rational = false;
    }
}

static void multiply(gp_arithmetic *arithmetic, gp_value *product, const gp_value *x, const gp_value *y)
{
    if (is_zero(x) || is_zero(y)) {
        whole(arithmetic, product, 0);
    } else if (both_rational(x, y)) {
        fmpq_mul(product->ball.exact, x->ball.exact, y->ball.exact);
        enclose(arithmetic, product);
    } else {
        arb_mul(product->ball.enclosure, x->ball.enclosure, y->ball.enclosure, precision_of(arithmetic));
        product->ball.rational = false;
    }
}

static void divide(gp_arithmetic *arithmetic, gp_value *quotient, const gp_value *x, size_t divisor)
{
    if (x->ball.rational) {
        fmpz_t number;
        fmpz_init_set_ui(number, divisor);
        fmpq_div_fmpz(quotient->ball.exact, x->ball.exact, number);
        fmpz_clear(number);
        enclose(arithmetic, quotient);
    } else {
        arb_div_ui(quotient->ball.enclosure, x->ball.enclosure, divisor, precision_of(arithmetic));
        quotient->ball.rational = false;
    }
}

static void sigmoid(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z)
{
    if (is_zero(z)) {
        fmpq_set_ui(a->ball.exact, 1, 2);
        enclose(arithmetic, a);
        return;
    }
    arb_ptr enclosure = a->ball.enclosure;
    arb_neg(enclosure, z->ball.enclosure);
    arb_exp(enclosure, enclosure, precision_of(arithmetic));
    arb_add_ui(enclosure, enclosure, 1, precision_of(arithmetic));
    arb_inv(enclosure, enclosure, precision_of(arithmetic));
    a->ball.rational = false;
}

static void absolute(gp_arithmetic *arithmetic, gp_value *size, const gp_value *x)
{
    (void)arithmetic;
    fmpq_abs(size->ball.exact, x->ball.exact);
    arb_abs(size->ball.enclosure, x->ball.enclosure);
    size->ball.rational = x->ball.rational;
}

gp_ball_arithmetic gp_ball_arithmetic_make(slong precision)
{
    return (gp_ball_arithmetic){
        .operations = {init, clear, copy, whole, input, add, subtract, multiply, divide, sigmoid, absolute},
        .precision = precision};
}
