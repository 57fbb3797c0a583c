/** @file
 *  Numbers as text. Golden data keeps each number as the decimal digits that a document or the certifier wrote, because a
 * double cannot hold them: 0.1 is not a double.
 *
 *  A number is an optional sign, decimal digits with an optional point, an optional exponent, and an optional denominator:
 *  `-0.25`, `7.5e-3`, `1/3`. An exponent has at most five digits, a denominator begins with a digit. A printed number may write
 * its exponent as documents do:
 *  `-2.406 * 10^-3`.
 *
 *  All functions need the C locale's decimal point. */
#ifndef GP_GOLDEN_NUMBER_H
#define GP_GOLDEN_NUMBER_H

#include "reference/real.h"
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a document turns a real number into the characters that it prints. */
typedef enum gp_rounding {
    GP_ROUNDING_DECIMAL, /**< to the nearest decimal of as many places as are printed */
    GP_ROUNDING_BINARY64 /**< to the nearest binary64, then to the shortest decimal that means this binary64 */
} gp_rounding;

/** The most characters that a number may have: enough for every binary64 in full. */
enum { gp_number_longest = 1100 };

/** Whether a text is a finite number in the syntax above (without the form `* 10^`).
 *  @verifiedby{test_number_syntax} @verifiedby{test_number_length} @verifiedby{test_number_largest} */
bool gp_number_valid(const char *text);

/** Whether a text is such a number, and has no denominator.
 *  @verifiedby{test_number_syntax} */
bool gp_number_is_decimal(const char *text);

/** The number as the reference computes with it: each of numerator and denominator to the nearest, then divided.
 *  @pre gp_number_valid()
 *  @verifiedby{test_number_real} */
gp_real gp_number_real(const char *text);

/** The number to the precision of a long double, which is wider than binary64, so that differences from a binary64 can be told.
 *  @pre gp_number_valid()
 *  @verifiedby{test_number_long_double} */
long double gp_number_long(const char *text);

/** Brings a printed number into the plain syntax: `-2.406 * 10^-3` becomes `-2.406e-3`.
 *  @param printed   the characters of the document
 *  @param[out] text the same number, at least 64 characters of room
 *  @return          false where it is not a number, or too long for @p text
 *  @verifiedby{test_number_from_printed} */
bool gp_number_from_printed(const char *printed, char text[64]);

/** Whether an exact number, rounded as a document rounds, gives the digits that it prints. Ties round away from zero.
 *  @param exact    decimal digits of the exact number
 *  @param printed  decimal digits as printed, in the plain syntax
 *  @param rounding how the document rounds
 *  @pre gp_number_is_decimal() of both
 *  @verifiedby{test_number_rounds_to} @verifiedby{test_number_rounds_to_binary64} @verifiedby{test_number_many_digits}
 *  @verifiedby{test_number_digits_that_count} */
bool gp_number_rounds_to(const char *exact, const char *printed, gp_rounding rounding);

/** Whether an exact number, cut off after as many places as are printed, gives the digits that are printed.
 *  @pre as gp_number_rounds_to()
 *  @verifiedby{test_number_truncates_to} @verifiedby{test_number_digits_that_count} */
bool gp_number_truncates_to(const char *exact, const char *printed);

#ifdef __cplusplus
}
#endif

#endif
