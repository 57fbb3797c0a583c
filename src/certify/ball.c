#include "certify/ball.h"

#include "certify/function.h"

/* Rational numbers with more bits than this are let go: a linear network doubles their length with each step. */
static const flint_bitcnt_t most_bits = 2048;

void gp_ball_init(gp_ball *x)
{
    arb_init(x->enclosure);
    fmpq_init(x->exact);
    x->rational = true;
}

void gp_ball_clear(gp_ball *x)
{
    arb_clear(x->enclosure);
    fmpq_clear(x->exact);
}

void gp_ball_copy(gp_ball *to, const gp_ball *from)
{
    arb_set(to->enclosure, from->enclosure);
    fmpq_set(to->exact, from->exact);
    to->rational = from->rational;
}

bool gp_ball_is_zero(const gp_ball *x)
{
    return x->rational && fmpq_is_zero(x->exact);
}

static bool both_rational(const gp_ball *x, const gp_ball *y)
{
    return x->rational && y->rational;
}

/* Encloses the number that has just been computed exactly. */
static void enclose(gp_ball *x, slong precision)
{
    arb_set_fmpq(x->enclosure, x->exact, precision);
    x->rational = fmpz_bits(fmpq_numref(x->exact)) <= most_bits && fmpz_bits(fmpq_denref(x->exact)) <= most_bits;
}

void gp_ball_whole(gp_ball *x, slong number)
{
    fmpq_set_si(x->exact, number, 1);
    arb_set_si(x->enclosure, number);
    x->rational = true;
}

void gp_ball_rational(gp_ball *x, const fmpq_t number, slong precision)
{
    fmpq_set(x->exact, number);
    enclose(x, precision);
}

void gp_ball_negate(gp_ball *negative, const gp_ball *x)
{
    fmpq_neg(negative->exact, x->exact);
    arb_neg(negative->enclosure, x->enclosure);
    negative->rational = x->rational;
}

void gp_ball_absolute(gp_ball *size, const gp_ball *x)
{
    fmpq_abs(size->exact, x->exact);
    arb_abs(size->enclosure, x->enclosure);
    size->rational = x->rational;
}

void gp_ball_add(gp_ball *sum, const gp_ball *x, const gp_ball *y, slong precision)
{
    if (both_rational(x, y)) {
        fmpq_add(sum->exact, x->exact, y->exact);
        enclose(sum, precision);
    } else {
        arb_add(sum->enclosure, x->enclosure, y->enclosure, precision);
        sum->rational = false;
    }
}

void gp_ball_subtract(gp_ball *difference, const gp_ball *x, const gp_ball *y, slong precision)
{
    if (both_rational(x, y)) {
        fmpq_sub(difference->exact, x->exact, y->exact);
        enclose(difference, precision);
    } else {
        arb_sub(difference->enclosure, x->enclosure, y->enclosure, precision);
        difference->rational = false;
    }
}

void gp_ball_multiply(gp_ball *product, const gp_ball *x, const gp_ball *y, slong precision)
{
    if (gp_ball_is_zero(x) || gp_ball_is_zero(y)) {
        gp_ball_whole(product, 0);
    } else if (both_rational(x, y)) {
        fmpq_mul(product->exact, x->exact, y->exact);
        enclose(product, precision);
    } else {
        arb_mul(product->enclosure, x->enclosure, y->enclosure, precision);
        product->rational = false;
    }
}

void gp_ball_divide(gp_ball *quotient, const gp_ball *x, const gp_ball *y, slong precision)
{
    const bool possible = !arb_contains_zero(y->enclosure);
    if (possible && gp_ball_is_zero(x)) {
        gp_ball_whole(quotient, 0);
    } else if (possible && both_rational(x, y)) {
        fmpq_div(quotient->exact, x->exact, y->exact);
        enclose(quotient, precision);
    } else {
        arb_div(quotient->enclosure, x->enclosure, y->enclosure, precision);
        quotient->rational = false;
    }
}

void gp_ball_apply(gp_elementary f, gp_ball *value, const gp_ball *x, slong precision)
{
    const gp_elementary_row *row = &gp_elementary_functions[f];
    if (x->rational && fmpq_cmp_si(x->exact, row->at) == 0) {
        gp_ball_whole(value, row->value);
    } else {
        row->enclose(value->enclosure, x->enclosure, precision);
        value->rational = false;
    }
}

void gp_ball_pi(gp_ball *x, slong precision)
{
    arb_const_pi(x->enclosure, precision);
    x->rational = false;
}

void gp_ball_choose(gp_ball *chosen, const gp_ball *x, const gp_ball *above, const gp_ball *below, slong precision)
{
    if (x->rational ? fmpq_sgn(x->exact) > 0 : arb_is_positive(x->enclosure)) {
        gp_ball_copy(chosen, above);
    } else if (x->rational || arb_is_nonpositive(x->enclosure)) {
        gp_ball_copy(chosen, below);
    } else {
        arb_union(chosen->enclosure, above->enclosure, below->enclosure, precision);
        chosen->rational = false;
    }
}

static slong precision_of(const gp_arithmetic *arithmetic)
{
    return ((const gp_ball_arithmetic *)arithmetic)->precision;
}

static void init(gp_value *x)
{
    gp_ball_init(&x->ball);
}

static void clear(gp_value *x)
{
    gp_ball_clear(&x->ball);
}

static void copy(gp_value *to, const gp_value *from)
{
    gp_ball_copy(&to->ball, &from->ball);
}

static void whole(gp_arithmetic *arithmetic, gp_value *x, unsigned number)
{
    (void)arithmetic;
    gp_ball_whole(&x->ball, (slong)number);
}

static void input(gp_arithmetic *arithmetic, gp_value *x, const fmpq_t number)
{
    gp_ball_rational(&x->ball, number, precision_of(arithmetic));
}

static void negate(gp_arithmetic *arithmetic, gp_value *negative, const gp_value *x)
{
    (void)arithmetic;
    gp_ball_negate(&negative->ball, &x->ball);
}

static void absolute(gp_arithmetic *arithmetic, gp_value *size, const gp_value *x)
{
    (void)arithmetic;
    gp_ball_absolute(&size->ball, &x->ball);
}

static void add(gp_arithmetic *arithmetic, gp_value *sum, const gp_value *x, const gp_value *y)
{
    gp_ball_add(&sum->ball, &x->ball, &y->ball, precision_of(arithmetic));
}

static void subtract(gp_arithmetic *arithmetic, gp_value *difference, const gp_value *x, const gp_value *y)
{
    gp_ball_subtract(&difference->ball, &x->ball, &y->ball, precision_of(arithmetic));
}

static void multiply(gp_arithmetic *arithmetic, gp_value *product, const gp_value *x, const gp_value *y)
{
    gp_ball_multiply(&product->ball, &x->ball, &y->ball, precision_of(arithmetic));
}

static void divide(gp_arithmetic *arithmetic, gp_value *quotient, const gp_value *x, const gp_value *y)
{
    gp_ball_divide(&quotient->ball, &x->ball, &y->ball, precision_of(arithmetic));
}

static void apply(gp_arithmetic *arithmetic, gp_elementary f, gp_value *value, const gp_value *x)
{
    gp_ball_apply(f, &value->ball, &x->ball, precision_of(arithmetic));
}

static void pi(gp_arithmetic *arithmetic, gp_value *x)
{
    gp_ball_pi(&x->ball, precision_of(arithmetic));
}

static void choose(gp_arithmetic *arithmetic, gp_value *chosen, const gp_value *x, const gp_value *above, const gp_value *below)
{
    gp_ball_choose(&chosen->ball, &x->ball, &above->ball, &below->ball, precision_of(arithmetic));
}

gp_ball_arithmetic gp_ball_arithmetic_make(slong precision)
{
    gp_ball_arithmetic balls = {.operations = {.init = init,
                                               .clear = clear,
                                               .copy = copy,
                                               .whole = whole,
                                               .input = input,
                                               .negate = negate,
                                               .absolute = absolute,
                                               .add = add,
                                               .subtract = subtract,
                                               .multiply = multiply,
                                               .divide = divide,
                                               .apply = apply,
                                               .pi = pi,
                                               .choose = choose},
                                .precision = precision};
    gp_ball_init(&balls.operations.one.ball);
    gp_ball_whole(&balls.operations.one.ball, 1);
    for (size_t k = 0; k < sizeof balls.operations.term / sizeof *balls.operations.term; k++)
        gp_ball_init(&balls.operations.term[k].ball);
    return balls;
}

void gp_ball_arithmetic_clear(gp_ball_arithmetic *balls)
{
    gp_ball_clear(&balls->operations.one.ball);
    for (size_t k = 0; k < sizeof balls->operations.term / sizeof *balls->operations.term; k++)
        gp_ball_clear(&balls->operations.term[k].ball);
}
