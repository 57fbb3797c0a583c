/** @file
 *  With how few digits a program writes its numbers, and how far off they may be by that alone. */
#ifndef GP_ORACLE_DIGITS_H
#define GP_ORACLE_DIGITS_H

#include "golden/answer.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Fewer significant digits than this are no way of writing: 0.25 may be all of a number. */
enum { gp_fewest_digits = 3 };

/** How many significant digits give back every number of a precision: 17, 9, 4, 5.
 *  @verifiedby{test_digits_of_precisions} */
int gp_enough_digits(gp_precision precision);

/** How many significant digits a decimal has.
 *  @verifiedby{test_digits_shortest} */
size_t gp_significant_digits(const char *text);

/** How many significant digits the shortest decimal has that means this double: 1 to 17; 0 for what is 0, subnormal or not
 * finite.
 *  @verifiedby{test_digits_shortest} */
int gp_shortest_digits(double value);

/** Half a unit of the last of so many significant digits of a number: how far off rounding to these may leave it; 0 for 0.
 *  @verifiedby{test_digits_half_a_unit} */
double gp_half_unit(double value, int digits);

/** Measures with how many digits each quantity of an answer is written, and from this how far off each number may be.
 *
 *  Rounded to d significant digits a number is off by half a unit of the last of these; rounded to so many decimals, by half of
 *  the last decimal. Either may be how the program writes, so the larger one counts. That it is short shows where the exact
 *  number has more digits than a double, or the same and more; a quantity that does not show it, or has fewer than
 *  gp_fewest_digits, or almost enough, which may be chance, is taken to be written as all of them together.
 *
 *  A change that a program takes as the difference of a weight after the step and before it has only the digits that are left:
 *  where all changes are whole multiples of what the last place of such a weight is worth, each may be off by
 *  k * u * |weight|, with the k of the pass rule.
 *  @param the_case        the case
 *  @param[in,out] answer  as it was read, before any factor was divided out; @c digits, @c longest and @c coarse are set
 *  @verifiedby{test_digits_measured} @verifiedby{test_digits_of_differences} */
void gp_measure_digits(const gp_case *the_case, gp_answer *answer);

/** How far off a number may be if its quantity is written with as many digits as the longest number of it has. Of a run of
 * round numbers nothing shows that a program has cut off digits, but those which a factor of its own makes long: a third of 1.
 *  @param answer   measured
 *  @param k        the index of the expectation
 *  @param quantity of the number
 *  @return 0 where these are nearly digits enough, or so few that the numbers may be all of themselves
 *  @verifiedby{test_digits_cut_off} */
double gp_cut_off(const gp_answer *answer, size_t k, gp_quantity quantity);

/** Whether a quantity of an answer is written with fewer digits than give back its numbers.
 *  @verifiedby{test_digits_measured} */
bool gp_is_coarse(const gp_answer *answer, gp_quantity quantity);

#ifdef __cplusplus
}
#endif

#endif
