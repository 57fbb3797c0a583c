#include "certify/dual.h"

#include "certify/ball.h"
#include "certify/function.h"

static gp_dual_arithmetic *dual_arithmetic(gp_arithmetic *arithmetic)
{
    return (gp_dual_arithmetic *)arithmetic;
}

static void init(gp_value *x)
{
    gp_ball_init(&x->dual.value);
    gp_ball_init(&x->dual.derivative);
}

static void clear(gp_value *x)
{
    gp_ball_clear(&x->dual.value);
    gp_ball_clear(&x->dual.derivative);
}

static void copy(gp_value *to, const gp_value *from)
{
    gp_ball_copy(&to->dual.value, &from->dual.value);
    gp_ball_copy(&to->dual.derivative, &from->dual.derivative);
}

static void whole(gp_arithmetic *arithmetic, gp_value *x, unsigned number)
{
    (void)arithmetic;
    gp_ball_whole(&x->dual.value, (slong)number);
    gp_ball_whole(&x->dual.derivative, 0);
}

static void input(gp_arithmetic *arithmetic, gp_value *x, const fmpq_t number)
{
    const slong precision = dual_arithmetic(arithmetic)->precision;
    gp_ball_rational(&x->dual.value, number, precision);
    gp_ball_whole(&x->dual.derivative, 0);
}

/* (-x)' = -x' */
static void negate(gp_arithmetic *arithmetic, gp_value *negative, const gp_value *x)
{
    (void)arithmetic;
    gp_ball_negate(&negative->dual.value, &x->dual.value);
    gp_ball_negate(&negative->dual.derivative, &x->dual.derivative);
}

/* |x|' = x' where x > 0, -x' where x < 0; there is none at 0. */
static void absolute(gp_arithmetic *arithmetic, gp_value *size, const gp_value *x)
{
    (void)arithmetic;
    if (arb_is_negative(x->dual.value.enclosure)) {
        gp_ball_negate(&size->dual.derivative, &x->dual.derivative);
    } else if (arb_is_positive(x->dual.value.enclosure)) {
        gp_ball_copy(&size->dual.derivative, &x->dual.derivative);
    } else {
        arb_indeterminate(size->dual.derivative.enclosure);
        size->dual.derivative.rational = false;
    }
    gp_ball_absolute(&size->dual.value, &x->dual.value);
}

/* (x + y)' = x' + y' */
static void add(gp_arithmetic *arithmetic, gp_value *sum, const gp_value *x, const gp_value *y)
{
    const slong precision = dual_arithmetic(arithmetic)->precision;
    gp_ball_add(&sum->dual.value, &x->dual.value, &y->dual.value, precision);
    gp_ball_add(&sum->dual.derivative, &x->dual.derivative, &y->dual.derivative, precision);
}

/* (x - y)' = x' - y' */
static void subtract(gp_arithmetic *arithmetic, gp_value *difference, const gp_value *x, const gp_value *y)
{
    const slong precision = dual_arithmetic(arithmetic)->precision;
    gp_ball_subtract(&difference->dual.value, &x->dual.value, &y->dual.value, precision);
    gp_ball_subtract(&difference->dual.derivative, &x->dual.derivative, &y->dual.derivative, precision);
}

/* (x y)' = x' y + x y' */
static void multiply(gp_arithmetic *arithmetic, gp_value *product, const gp_value *x, const gp_value *y)
{
    gp_dual_arithmetic *dual = dual_arithmetic(arithmetic);
    const slong precision = dual->precision;
    gp_ball *first = &dual->scratch[0], *second = &dual->scratch[1];
    gp_ball_multiply(first, &x->dual.derivative, &y->dual.value, precision);
    gp_ball_multiply(second, &x->dual.value, &y->dual.derivative, precision);
    gp_ball_add(&product->dual.derivative, first, second, precision);
    gp_ball_multiply(&product->dual.value, &x->dual.value, &y->dual.value, precision);
}

/* q = x / y:  q' = (x' - q y') / y. Dividing is slow: 1 / y serves both. */
static void divide(gp_arithmetic *arithmetic, gp_value *quotient, const gp_value *x, const gp_value *y)
{
    gp_dual_arithmetic *dual = dual_arithmetic(arithmetic);
    const slong precision = dual->precision;
    gp_ball *reciprocal = &dual->scratch[0], *q = &dual->scratch[1], *numerator = &dual->scratch[2];
    gp_ball_divide(reciprocal, &arithmetic->one.dual.value, &y->dual.value, precision);
    gp_ball_multiply(q, &x->dual.value, reciprocal, precision);
    gp_ball_multiply(numerator, q, &y->dual.derivative, precision);
    gp_ball_subtract(numerator, &x->dual.derivative, numerator, precision);
    gp_ball_multiply(&quotient->dual.derivative, numerator, reciprocal, precision);
    gp_ball_copy(&quotient->dual.value, q);
}

/* f(x)' = f'(x) x' */
static void apply(gp_arithmetic *arithmetic, gp_elementary f, gp_value *value, const gp_value *x)
{
    gp_dual_arithmetic *dual = dual_arithmetic(arithmetic);
    const slong precision = dual->precision;
    gp_ball *found = &dual->scratch[0], *slope = &dual->scratch[1];
    gp_ball_apply(f, found, &x->dual.value, precision);
    gp_elementary_functions[f].slope(slope, &x->dual.value, found, precision);
    gp_ball_multiply(&value->dual.derivative, slope, &x->dual.derivative, precision);
    gp_ball_copy(&value->dual.value, found);
}

static void pi(gp_arithmetic *arithmetic, gp_value *x)
{
    gp_ball_pi(&x->dual.value, dual_arithmetic(arithmetic)->precision);
    gp_ball_whole(&x->dual.derivative, 0);
}

/* The derivative is that of what is chosen. */
static void choose(gp_arithmetic *arithmetic, gp_value *chosen, const gp_value *x, const gp_value *above, const gp_value *below)
{
    const slong precision = dual_arithmetic(arithmetic)->precision;
    gp_ball_choose(&chosen->dual.derivative, &x->dual.value, &above->dual.derivative, &below->dual.derivative, precision);
    gp_ball_choose(&chosen->dual.value, &x->dual.value, &above->dual.value, &below->dual.value, precision);
}

void gp_dual_arithmetic_init(gp_dual_arithmetic *dual, slong precision)
{
    *dual = (gp_dual_arithmetic){.operations = {.init = init,
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
    for (size_t k = 0; k < sizeof dual->scratch / sizeof *dual->scratch; k++)
        gp_ball_init(&dual->scratch[k]);
    init(&dual->operations.one);
    whole(&dual->operations, &dual->operations.one, 1);
    for (size_t k = 0; k < sizeof dual->operations.term / sizeof *dual->operations.term; k++)
        init(&dual->operations.term[k]);
}

void gp_dual_arithmetic_clear(gp_dual_arithmetic *dual)
{
    for (size_t k = 0; k < sizeof dual->scratch / sizeof *dual->scratch; k++)
        gp_ball_clear(&dual->scratch[k]);
    clear(&dual->operations.one);
    for (size_t k = 0; k < sizeof dual->operations.term / sizeof *dual->operations.term; k++)
        clear(&dual->operations.term[k]);
}

void gp_dual_set(gp_value *x, const gp_ball *value, slong derivative)
{
    gp_ball_copy(&x->dual.value, value);
    gp_ball_whole(&x->dual.derivative, derivative);
}
