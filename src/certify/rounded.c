#include "certify/rounded.h"

#include "certify/chance.h"
#include "certify/function.h"
#include <float.h>
#include <math.h>
#include <string.h>

static gp_rounded_arithmetic *rounded_arithmetic(gp_arithmetic *arithmetic)
{
    return (gp_rounded_arithmetic *)arithmetic;
}

/* Rounds on the bits of a binary64: adding to the low bits carries into the kept ones, and into the exponent, as it should. */
static double round_bits(gp_rounded_arithmetic *rounded, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const uint64_t low = rounded->low_bits;
    if (low == 0) /* binary64 has rounded it already */
        return x;
    if (rounded->direction == GP_TO_NEAREST)
        bits += low / 2 + (bits & (low + 1) ? 1 : 0);
    else if (gp_chance(&rounded->chance) >> 63)
        bits += low;
    bits &= ~low;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void init(gp_value *x)
{
    x->rounded = 0;
}

static void clear(gp_value *x)
{
    (void)x;
}

static void copy(gp_value *to, const gp_value *from)
{
    to->rounded = from->rounded;
}

static void whole(gp_arithmetic *arithmetic, gp_value *x, unsigned number)
{
    (void)arithmetic;
    x->rounded = number;
}

static void input(gp_arithmetic *arithmetic, gp_value *x, const fmpq_t number)
{
    gp_rounded_arithmetic *rounded = rounded_arithmetic(arithmetic);
    arf_t nearest;
    arf_init(nearest);
    arf_set_fmpq(nearest, number, DBL_MANT_DIG, ARF_RND_NEAR);
    const double value = arf_get_d(nearest, ARF_RND_NEAR);
    arf_clear(nearest);
    const double chance = (double)(gp_chance(&rounded->chance) >> 11) * 0x1p-52 - 1;
    x->rounded = round_bits(rounded, value * (1 + rounded->shift * chance));
}

static void negate(gp_arithmetic *arithmetic, gp_value *negative, const gp_value *x)
{
    (void)arithmetic;
    negative->rounded = -x->rounded;
}

static void absolute(gp_arithmetic *arithmetic, gp_value *size, const gp_value *x)
{
    (void)arithmetic;
    size->rounded = fabs(x->rounded);
}

static void add(gp_arithmetic *arithmetic, gp_value *sum, const gp_value *x, const gp_value *y)
{
    sum->rounded = round_bits(rounded_arithmetic(arithmetic), x->rounded + y->rounded);
}

static void subtract(gp_arithmetic *arithmetic, gp_value *difference, const gp_value *x, const gp_value *y)
{
    difference->rounded = round_bits(rounded_arithmetic(arithmetic), x->rounded - y->rounded);
}

static void multiply(gp_arithmetic *arithmetic, gp_value *product, const gp_value *x, const gp_value *y)
{
    product->rounded = round_bits(rounded_arithmetic(arithmetic), x->rounded * y->rounded);
}

static void divide(gp_arithmetic *arithmetic, gp_value *quotient, const gp_value *x, const gp_value *y)
{
    quotient->rounded = round_bits(rounded_arithmetic(arithmetic), x->rounded / y->rounded);
}

static void apply(gp_arithmetic *arithmetic, gp_elementary f, gp_value *value, const gp_value *x)
{
    value->rounded = round_bits(rounded_arithmetic(arithmetic), gp_elementary_functions[f].rounded(x->rounded));
}

static void pi(gp_arithmetic *arithmetic, gp_value *x)
{
    x->rounded = round_bits(rounded_arithmetic(arithmetic), acos(-1));
}

static void choose(gp_arithmetic *arithmetic, gp_value *chosen, const gp_value *x, const gp_value *above, const gp_value *below)
{
    (void)arithmetic;
    chosen->rounded = x->rounded > 0 ? above->rounded : below->rounded;
}

gp_rounded_arithmetic gp_rounded_arithmetic_make(unsigned precision, gp_direction direction, double shift, uint64_t seed)
{
    return (gp_rounded_arithmetic){.operations = {.one = {.rounded = 1},
                                                  .init = init,
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
                                   .low_bits = (UINT64_C(1) << (DBL_MANT_DIG - precision)) - 1,
                                   .chance = seed,
                                   .direction = direction,
                                   .shift = shift * ldexp(1, -(int)precision)};
}
