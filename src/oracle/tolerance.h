/** @file
 *  When a number is near enough: a bound with a reason, not a hand-picked epsilon. docs/tolerance.md says where it comes from.
 */
#ifndef GP_ORACLE_TOLERANCE_H
#define GP_ORACLE_TOLERANCE_H

#include "golden/answer.h"
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The one constant of the pass rule. */
#define GP_TOLERANCE_K 4

/** Numbers smaller than this are judged as if they were as large: exact zeros and underflow have no relative error. */
#define GP_TOLERANCE_SCALE 0x1p-100L

/** The unit roundoff of the type that the reference is compiled with: 2^-53 for binary64, 2^-24 for binary32. */
#define GP_UNIT_ROUNDOFF ((long double)(GP_REAL_DIGITS == DBL_DECIMAL_DIG ? 0x1p-53L : 0x1p-24L))

/** How many units of roundoff an honest computation of a number may be off: as measured, and 1 where it was not.
 *  @verifiedby{test_tolerance_bound} @verifiedby{test_tolerance_smallest_size} */
long double gp_amplification(const gp_expectation *expectation);

/** How far a computed number may be off: k * amplification * u * max(|exact|, scale).
 *  @param expectation   the exact number and its amplification
 *  @param unit_roundoff u of the arithmetic that computed it
 *  @verifiedby{test_tolerance_bound} @verifiedby{test_tolerance_smallest_size} */
long double gp_tolerance(const gp_expectation *expectation, long double unit_roundoff);

/** Whether a computed number passes; a NaN does not.
 *  @verifiedby{test_tolerance_bound} @verifiedby{test_tolerance_not_a_number} */
bool gp_within_tolerance(const gp_expectation *expectation, long double computed, long double unit_roundoff);

/** Whether a number that a program has written passes. Infinity does where the exact number is too large for the precision.
 *  @param expectation the exact number and its amplification
 *  @param precision   of the program
 *  @param value       the number
 *  @param coarse      how far off its writing may be
 *  @verifiedby{test_tolerance_of_what_is_written} */
bool gp_is_right(const gp_expectation *expectation, gp_precision precision, double value, double coarse);

/** The right digits of a number that is not off at all. */
enum { gp_most_right_digits = 40 };

/** How many decimal digits of a computed number are right: -log10 of its relative error, NIST's log relative error; of the
 *  absolute error where 0 is wanted. At most gp_most_right_digits, at least 0; 0 for a NaN.
 *  @verifiedby{test_tolerance_right_digits} */
double gp_right_digits(long double wanted, long double computed);

#ifdef __cplusplus
}
#endif

#endif
