/** @file
 *  Elementary functions, correctly rounded: each result is the number of its
 * format that is nearest to the true value. There is one such number, so that
 * every machine and every compiler gives the same bits.
 *
 *  The functions compute in whole numbers alone. They need no libm, do not care
 * for fused multiply-add, for the rounding mode or for flags of the compiler,
 * have no state, never touch errno, and raise no floating-point exception that
 * anyone should rely on. Special values are those of Annex F of the C standard:
 * a NaN gives itself back, and so does ±0 where the function's value at 0 is 0;
 * results that are too large are infinite, and those that are too small
 * subnormal or 0, as rounding has it. Page
 *  @ref elementary tells how they work, what is proven of them, and what is
 * tested. */
#ifndef GP_ELEMENTARY_ELEMENTARY_H
#define GP_ELEMENTARY_ELEMENTARY_H

#ifdef __cplusplus
extern "C" {
#endif

/** Exponential function e^x in binary64.
 *  @param x any number
 *  @return  the nearest number to e^x; 0 for -infinity
 *  @verifiedby{test_exp_against_mpfr} */
double gp_exp(double x);

/** Exponential function e^x in binary32.
 *  @param x any number
 *  @return  the nearest number to e^x; 0 for -infinity
 *  @verifiedby{test_exp_against_mpfr} */
float gp_expf(float x);

/** Exponential function less 1, e^x - 1, in binary64.
 *  @param x any number
 *  @return  the nearest number to e^x - 1; -1 for -infinity
 *  @verifiedby{test_expm1_against_mpfr} */
double gp_expm1(double x);

/** Exponential function less 1, e^x - 1, in binary32.
 *  @param x any number
 *  @return  the nearest number to e^x - 1; -1 for -infinity
 *  @verifiedby{test_expm1_against_mpfr} */
float gp_expm1f(float x);

/** Natural logarithm log x in binary64.
 *  @param x any number
 *  @return  the nearest number to log x; -infinity for 0, and no number for
 * what is less
 *  @verifiedby{test_log_against_mpfr} */
double gp_log(double x);

/** Natural logarithm log x in binary32.
 *  @param x any number
 *  @return  the nearest number to log x; -infinity for 0, and no number for
 * what is less
 *  @verifiedby{test_log_against_mpfr} */
float gp_logf(float x);

/** Natural logarithm log (1 + x) in binary64.
 *  @param x any number
 *  @return  the nearest number to log (1 + x); -infinity for -1, and no number
 * for what is less
 *  @verifiedby{test_log1p_against_mpfr} */
double gp_log1p(double x);

/** Natural logarithm log (1 + x) in binary32.
 *  @param x any number
 *  @return  the nearest number to log (1 + x); -infinity for -1, and no number
 * for what is less
 *  @verifiedby{test_log1p_against_mpfr} */
float gp_log1pf(float x);

/** Hyperbolic tangent in binary64.
 *  @param x any number
 *  @return  the nearest number to tanh x
 *  @verifiedby{test_tanh_against_mpfr} */
double gp_tanh(double x);

/** Hyperbolic tangent in binary32.
 *  @param x any number
 *  @return  the nearest number to tanh x
 *  @verifiedby{test_tanh_against_mpfr} */
float gp_tanhf(float x);

/** Error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x, in
 * binary64.
 *  @param x any number
 *  @return  the nearest number to erf x
 *  @verifiedby{test_erf_against_mpfr} */
double gp_erf(double x);

/** Error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x, in
 * binary32.
 *  @param x any number
 *  @return  the nearest number to erf x
 *  @verifiedby{test_erf_against_mpfr} */
float gp_erff(float x);

#ifdef __cplusplus
}
#endif

#endif
