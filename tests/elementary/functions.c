#include "truth.h"

#include "elementary/elementary.h"
#include "elementary/exact.h"
#include <criterion/criterion.h>
#include <fenv.h>
#include <math.h>

enum { sample = 100000 };

static void check_binary64(const function *f, double x)
{
    const double expected = true_binary64(f, x), found = f->binary64(x);
    cr_assert(same_binary64(expected, found), "gp_%s(%a): expected %a, found %a", f->name, x, expected, found);
}

static void check_binary32(const function *f, float x)
{
    const float expected = true_binary32(f, x), found = f->binary32(x);
    cr_assert(same_binary32(expected, found), "gp_%sf(%a): expected %a, found %a", f->name, (double)x, (double)expected,
              (double)found);
}

/* Random arguments, those that are known to be the hardest, and the bounds of the formats, against MPFR. */
static void check_against_mpfr(const char *name)
{
    const function *f = function_named(name);
    uint64_t state = 88172645463325252;
    for (int i = 0; i < sample; i++) {
        check_binary64(f, some_binary64(f, &state));
        check_binary32(f, some_binary32(f, &state));
    }
    for (const double *x = truth_about(f)->hardest; *x != 0; x++) {
        check_binary64(f, *x);
        check_binary64(f, -*x);
    }
    /* 0, the numbers next to it, to 1, to the largest one, infinities, NaN, and those next to where the values end */
    static const double special[] = {0,
                                     0x1p-1074,
                                     0x1p-1022,
                                     0x1p-1022 - 0x1p-1074,
                                     0x1p-149,
                                     0x1p-126,
                                     0x1p-126 - 0x1p-149,
                                     0x1p-60,
                                     0x1p-54,
                                     0x1p-53,
                                     0x1p-30,
                                     .5,
                                     1,
                                     2,
                                     6,
                                     22,
                                     88,
                                     0x1p127,
                                     0x1p1023};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            const double x = sign * special[i];
            check_binary64(f, x);
            check_binary64(f, nextafter(x, INFINITY));
            check_binary64(f, nextafter(x, -INFINITY));
            check_binary32(f, (float)x);
            check_binary32(f, nextafterf((float)x, INFINITY));
            check_binary32(f, nextafterf((float)x, -INFINITY));
        }
    check_binary64(f, NAN);
    check_binary32(f, NAN);
}

Test(exp, against_mpfr)
{
    check_against_mpfr("exp");
}

/* The largest argument with a finite value and the smallest one with a value above 0, each with its neighbour. */
Test(exp, ends)
{
    cr_assert(isfinite(gp_exp(0x1.62e42fefa39efp9)));
    cr_assert_eq(gp_exp(0x1.62e42fefa39f0p9), INFINITY);
    cr_assert_eq(gp_exp(-0x1.74910d52d3051p9), 0x1p-1074);
    cr_assert_eq(gp_exp(-0x1.74910d52d3052p9), 0);
    cr_assert(isfinite(gp_expf(0x1.62e42ep6f)));
    cr_assert_eq(gp_expf(0x1.62e430p6f), INFINITY);
    cr_assert_eq(gp_expf(-0x1.9fe368p6f), 0x1p-149f);
    cr_assert_eq(gp_expf(-0x1.9fe36ap6f), 0);
}

Test(expm1, against_mpfr)
{
    check_against_mpfr("expm1");
}

/* 0 keeps its sign, small numbers are their own values, large ones have infinity or -1. */
Test(expm1, ends)
{
    cr_assert(same_binary64(gp_expm1(0), 0) && same_binary64(gp_expm1(-0.0), -0.0));
    cr_assert(same_binary32(gp_expm1f(0), 0) && same_binary32(gp_expm1f(-0.0F), -0.0F));
    cr_assert_eq(gp_expm1(-0x1p-1074), -0x1p-1074);
    cr_assert_eq(gp_expm1f(0x1p-149F), 0x1p-149F);
    cr_assert(isfinite(gp_expm1(0x1.62e42fefa39efp9)));
    cr_assert_eq(gp_expm1(0x1.62e42fefa39f0p9), INFINITY);
    cr_assert(isfinite(gp_expm1f(0x1.62e42ep6F)));
    cr_assert_eq(gp_expm1f(0x1.62e430p6F), INFINITY);
    cr_assert_eq(gp_expm1(-0x1.2b708872320e1p5), -0x1.fffffffffffffp-1); /* -54 log 2, toward 0 */
    cr_assert_eq(gp_expm1(-0x1.2b708872320e2p5), -1);
    cr_assert_eq(gp_expm1(-64), -1);
    cr_assert_eq(gp_expm1(-INFINITY), -1);
    cr_assert_eq(gp_expm1f(-INFINITY), -1);
}

Test(tanh, against_mpfr)
{
    check_against_mpfr("tanh");
}

/* 0 keeps its sign, small numbers are their own values, large ones have ±1. */
Test(tanh, ends)
{
    cr_assert(same_binary64(gp_tanh(0), 0) && same_binary64(gp_tanh(-0.0), -0.0));
    cr_assert(same_binary32(gp_tanhf(0), 0) && same_binary32(gp_tanhf(-0.0F), -0.0F));
    cr_assert_eq(gp_tanh(-0x1p-1074), -0x1p-1074);
    cr_assert_eq(gp_tanhf(0x1p-149F), 0x1p-149F);
    cr_assert_eq(gp_tanh(0x1.30fc1931f09c9p4), 0x1.fffffffffffffp-1);
    cr_assert_eq(gp_tanh(0x1.30fc1931f09cap4), 1);
    cr_assert_eq(gp_tanh(-32), -1);
    cr_assert_eq(gp_tanh(-INFINITY), -1);
    cr_assert_eq(gp_tanhf(INFINITY), 1);
}

Test(erf, against_mpfr)
{
    check_against_mpfr("erf");
}

/* 0 keeps its sign, subnormal numbers have subnormal values, large ones have ±1. */
Test(erf, ends)
{
    cr_assert(same_binary64(gp_erf(0), 0) && same_binary64(gp_erf(-0.0), -0.0));
    cr_assert(same_binary32(gp_erff(0), 0) && same_binary32(gp_erff(-0.0F), -0.0F));
    cr_assert_eq(gp_erf(-0x1p-1074), -0x1p-1074);
    cr_assert_eq(gp_erf(0x1p-1070), 0x12p-1074); /* 16 1.128 */
    cr_assert_eq(gp_erff(-0x1p-145F), -0x12p-149F);
    cr_assert_eq(gp_erf(0x1.7afb48dc96626p+2), 0x1.fffffffffffffp-1);
    cr_assert_eq(gp_erf(0x1.7afb48dc96627p+2), 1);
    cr_assert_eq(gp_erf(-6), -1);
    cr_assert_eq(gp_erf(-INFINITY), -1);
    cr_assert_eq(gp_erff(INFINITY), 1);
}

Test(log, against_mpfr)
{
    check_against_mpfr("log");
}

/* Where there is a logarithm, and where it ends: the smallest and the largest number, and 1, whose logarithm is +0. */
Test(log, ends)
{
    cr_assert(same_binary64(gp_log(1), 0) && same_binary32(gp_logf(1), 0));
    cr_assert_eq(gp_log(0), -INFINITY);
    cr_assert_eq(gp_log(-0.0), -INFINITY);
    cr_assert_eq(gp_logf(-0.0F), -INFINITY);
    cr_assert(isnan(gp_log(-0x1p-1074)) && isnan(gp_log(-INFINITY)) && isnan(gp_logf(-1)));
    cr_assert_eq(gp_log(INFINITY), INFINITY);
    cr_assert_eq(gp_logf(INFINITY), INFINITY);
    cr_assert_eq(gp_log(0x1p-1074), -0x1.74385446d71c3p9);
    cr_assert_eq(gp_log(0x1.fffffffffffffp1023), 0x1.62e42fefa39efp9);
}

Test(log1p, against_mpfr)
{
    check_against_mpfr("log1p");
}

/* 0 keeps its sign, and so do numbers too small to differ from their result; -1 is where it ends. */
Test(log1p, ends)
{
    cr_assert(same_binary64(gp_log1p(0), 0) && same_binary64(gp_log1p(-0.0), -0.0));
    cr_assert(same_binary32(gp_log1pf(0), 0) && same_binary32(gp_log1pf(-0.0F), -0.0F));
    cr_assert_eq(gp_log1p(-0x1p-1074), -0x1p-1074);
    cr_assert_eq(gp_log1pf(-0x1p-149F), -0x1p-149F);
    cr_assert_eq(gp_log1p(-1), -INFINITY);
    cr_assert_eq(gp_log1pf(-1), -INFINITY);
    cr_assert_eq(gp_log1p(-0x1.fffffffffffffp-1), -0x1.25e4f7b2737fap5);
    cr_assert(isnan(gp_log1p(-0x1.0000000000001p0)) && isnan(gp_log1pf(-INFINITY)));
    cr_assert_eq(gp_log1p(INFINITY), INFINITY);
}

static void check_exact_at(const function *f, uint64_t (*exact)(double, gp_format), double x)
{
    const double expected = true_binary64(f, x), found = binary64_of(exact(x, gp_binary64));
    cr_assert(same_binary64(expected, found), "gp_exact_%s(%a): expected %a, found %a", f->name, x, expected, found);
    const float expected32 = true_binary32(f, (float)x), found32 = binary32_of((uint32_t)exact((double)(float)x, gp_binary32));
    cr_assert(same_binary32(expected32, found32), "gp_exact_%s(%a): expected %a, found %a", f->name, (double)(float)x,
              (double)expected32, (double)found32);
}

/* The slow path alone, for arguments of a range of exponents. */
static void check_exact(const char *name, uint64_t (*exact)(double, gp_format), int least, int most)
{
    const function *f = function_named(name);
    uint64_t state = 88172645463325252;
    for (int i = 0; i < 2000; i++) {
        const uint64_t bits = next_random(&state), exponent = 1023 + least + next_random(&state) % (most - least + 1);
        const double size = binary64_of((bits & 0x000fffffffffffff) | exponent << 52);
        check_exact_at(f, exact, bits >> 63 && -size > f->least ? -size : size);
    }
}

Test(exact, exp)
{
    check_exact("exp", gp_exact_exp, -54, 9);
}

Test(exact, expm1)
{
    check_exact("expm1", gp_exact_expm1, -100, 9);
}

Test(exact, tanh)
{
    check_exact("tanh", gp_exact_tanh, -100, 4);
}

Test(exact, erf)
{
    check_exact("erf", gp_exact_erf, -100, 1);
}

Test(exact, log)
{
    check_exact("log", gp_exact_log, -100, 100);
}

/* The significand 3/2 is where the next power of 2 becomes the nearer one, and that of a power of 2 has the logarithm 0. */
Test(exact, log_of_few_bits)
{
    for (int exponent = -100; exponent <= 100; exponent++) {
        check_exact_at(function_named("log"), gp_exact_log, ldexp(1.5, exponent));
        if (exponent != 0)
            check_exact_at(function_named("log"), gp_exact_log, ldexp(1, exponent));
    }
}

Test(exact, log1p)
{
    check_exact("log1p", gp_exact_log1p, -54, 100);
}

/* Whole numbers do not care for the rounding mode. */
Test(elementary, any_rounding_mode)
{
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    for (int i = 0; i < function_count; i++) {
        uint64_t state = 88172645463325252;
        for (int n = 0; n < 10000; n++) {
            const double x = some_binary64(&functions[i], &state);
            const float z = some_binary32(&functions[i], &state);
            const double nearest = functions[i].binary64(x);
            const float nearest32 = functions[i].binary32(z);
            for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
                cr_assert_eq(fesetround(modes[m]), 0);
                const double found = functions[i].binary64(x);
                const float found32 = functions[i].binary32(z);
                fesetround(FE_TONEAREST);
                cr_assert(same_binary64(nearest, found), "gp_%s(%a): expected %a, found %a", functions[i].name, x, nearest,
                          found);
                cr_assert(same_binary32(nearest32, found32), "gp_%sf(%a): expected %a, found %a", functions[i].name, (double)z,
                          (double)nearest32, (double)found32);
            }
        }
    }
}

/* What the lists of hard arguments are worth: some values lie as near to a point midway as they are said to. */
Test(hardest, are_hard)
{
    for (int i = 0; i < function_count; i++) {
        double nearest = 1;
        for (const double *x = truth_about(&functions[i])->hardest; *x != 0; x++) {
            mpfr_t y, scaled;
            mpfr_init2(y, 400);
            mpfr_init2(scaled, 400);
            mpfr_set_d(y, *x, MPFR_RNDN);
            truth_about(&functions[i])->mpfr(y, y, MPFR_RNDN);
            mpfr_mul_2si(scaled, y, 54 - mpfr_get_exp(y), MPFR_RNDN); /* in half units: an odd number is midway */
            mpfr_t whole;
            mpfr_init2(whole, 54);
            mpfr_rint(whole, scaled, MPFR_RNDN);
            mpfr_sub(scaled, scaled, whole, MPFR_RNDN);
            mpfr_div_2ui(whole, whole, 1, MPFR_RNDN);
            if (!mpfr_integer_p(whole) && fabs(mpfr_get_d(scaled, MPFR_RNDN)) < nearest)
                nearest = fabs(mpfr_get_d(scaled, MPFR_RNDN));
            mpfr_clears(y, scaled, whole, (mpfr_ptr)0);
        }
        cr_assert_lt(nearest, truth_about(&functions[i])->distance, "%s: the hardest is %a", functions[i].name, nearest);
    }
}
