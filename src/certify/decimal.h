/** @file
 *  Numbers as decimal text: read exactly, and written with digits that are proven. */
#ifndef GP_CERTIFY_DECIMAL_H
#define GP_CERTIFY_DECIMAL_H

#include "certify/arithmetic.h"

/** A rational number that needs no more decimal digits than this is written in full, even where fewer are asked for. */
enum { gp_digits_in_full = 100 };

/** Exponents beyond this, either way, are neither read nor written: they would fill the memory with digits. */
enum { gp_most_exponent = 10000 };

/** Reads a number of a problem exactly.
 *  @pre gp_number_valid()
 *  @return false where an exponent is beyond gp_most_exponent
 *  @verifiedby{test_decimal_read} */
bool gp_rational_read(fmpq_t number, const char *text);

/** Whether a number, as far as its ball tells, is of a size that is written: 0, or from 1e-10000 up to the largest binary64,
 * which is the largest number of a golden file.
 *  @verifiedby{test_decimal_sizes} */
bool gp_ball_writable(const gp_ball *ball);

/** Writes a number, where its ball leaves no doubt about its digits: all of them where it has no more than gp_digits_in_full
 *  and is known exactly, and otherwise so many, rounded to the nearest (a tie away from zero).
 *  The notation is positional from 1e-6 to 1e21, with an exponent elsewhere.
 *  @param ball   encloses the number, which is gp_ball_writable()
 *  @param digits how many significant digits, at least 1
 *  @return the text, for free(); NULL where the ball is too wide to tell
 *  @verifiedby{test_decimal_rounded_balls} */
char *gp_ball_text(const gp_ball *ball, size_t digits);

/** Writes a measured number with two significant digits, rounded up.
 *  @param number     at least 1
 *  @param[out] text  the number
 *  @verifiedby{test_decimal_round_up} */
void gp_text_rounded_up(double number, char text[32]);

#endif
