#include "certify/function.h"

#include "certify/ball.h"
#include <arb_hypgeom.h>
#include <math.h>

/* (e^x)' = e^x */
static void exp_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)x, (void)precision;
    gp_ball_copy(slope, value);
}

/* (e^x - 1)' = e^x */
static void expm1_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)value;
    gp_ball_apply(GP_EXP, slope, x, precision);
}

/* (log x)' = 1 / x */
static void log_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)value;
    gp_ball one;
    gp_ball_init(&one);
    gp_ball_whole(&one, 1);
    gp_ball_divide(slope, &one, x, precision);
    gp_ball_clear(&one);
}

/* (log (1 + x))' = 1 / (1 + x) */
static void log1p_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)value;
    gp_ball one;
    gp_ball_init(&one);
    gp_ball_whole(&one, 1);
    gp_ball_add(slope, &one, x, precision);
    gp_ball_divide(slope, &one, slope, precision);
    gp_ball_clear(&one);
}

/* (tanh x)' = 1 / cosh^2 x */
static void tanh_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)value;
    if (gp_ball_is_zero(x)) {
        gp_ball_whole(slope, 1);
        return;
    }
    arb_sech(slope->enclosure, x->enclosure, precision);
    arb_sqr(slope->enclosure, slope->enclosure, precision);
    slope->rational = false;
}

/* (erf x)' = 2 / sqrt(pi) e^(-x^2) */
static void erf_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)value;
    arb_t scale;
    arb_init(scale);
    arb_const_sqrt_pi(scale, precision);
    arb_sqr(slope->enclosure, x->enclosure, precision);
    arb_neg(slope->enclosure, slope->enclosure);
    arb_exp(slope->enclosure, slope->enclosure, precision);
    arb_div(slope->enclosure, slope->enclosure, scale, precision);
    arb_mul_2exp_si(slope->enclosure, slope->enclosure, 1);
    slope->rational = false;
    arb_clear(scale);
}

/* (sqrt x)' = 1 / (2 sqrt(x)) */
static void sqrt_slope(gp_ball *slope, const gp_ball *x, const gp_ball *value, slong precision)
{
    (void)value;
    arb_rsqrt(slope->enclosure, x->enclosure, precision);
    arb_mul_2exp_si(slope->enclosure, slope->enclosure, -1);
    slope->rational = false;
}

static void enclose_erf(arb_t value, const arb_t x, slong precision)
{
    arb_hypgeom_erf(value, x, precision);
}

const gp_elementary_row gp_elementary_functions[] = {
    [GP_EXP] = {.enclose = arb_exp, .at = 0, .value = 1, .slope = exp_slope, .rounded = exp},
    [GP_EXPM1] = {.enclose = arb_expm1, .at = 0, .value = 0, .slope = expm1_slope, .rounded = expm1},
    [GP_LOG] = {.enclose = arb_log, .at = 1, .value = 0, .slope = log_slope, .rounded = log},
    [GP_LOG1P] = {.enclose = arb_log1p, .at = 0, .value = 0, .slope = log1p_slope, .rounded = log1p},
    [GP_HYPERBOLIC_TANGENT] = {.enclose = arb_tanh, .at = 0, .value = 0, .slope = tanh_slope, .rounded = tanh},
    [GP_ERF] = {.enclose = enclose_erf, .at = 0, .value = 0, .slope = erf_slope, .rounded = erf},
    [GP_SQUARE_ROOT] = {.enclose = arb_sqrt, .at = 1, .value = 1, .slope = sqrt_slope, .rounded = sqrt},
};
_Static_assert(sizeof gp_elementary_functions / sizeof *gp_elementary_functions == gp_elementary_count,
               "each function has a row");
