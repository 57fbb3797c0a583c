/** @file
 *  The slow path of every function: some 250 right bits, in fixed point. It is asked where the fast path cannot tell which of
 * two neighbours is nearer, once in thousands of arguments. Private to the room.
 *
 *  Each function here takes an argument that is neither 0 nor NaN, and returns the bits of the number of the format that is
 *  nearest to the function's value. The value is computed with a relative error below 2^-250; page elementary says why that is
 *  enough. */
#ifndef GP_ELEMENTARY_EXACT_H
#define GP_ELEMENTARY_EXACT_H

#include "elementary/format.h"

/** e^x.
 *  @pre 2^-60 < |x| < 2^10
 *  @param x      the argument
 *  @param format of the result
 *  @return       its bits
 *  @verifiedby{test_exact_exp} */
GP_COLD uint64_t gp_exact_exp(double x, gp_format format);

/** e^x - 1.
 *  @pre |x| < 2^10
 *  @param x      the argument
 *  @param format of the result
 *  @return       its bits
 *  @verifiedby{test_exact_expm1} */
GP_COLD uint64_t gp_exact_expm1(double x, gp_format format);

/** log x.
 *  @pre x > 0, and not 1
 *  @param x      the argument
 *  @param format of the result
 *  @return       its bits
 *  @verifiedby{test_exact_log}
 *  @verifiedby{test_exact_log_of_few_bits} */
GP_COLD uint64_t gp_exact_log(double x, gp_format format);

/** log (1 + x).
 *  @pre x > -1 and |x| > 2^-60
 *  @param x      the argument
 *  @param format of the result
 *  @return       its bits
 *  @verifiedby{test_exact_log1p} */
GP_COLD uint64_t gp_exact_log1p(double x, gp_format format);

/** tanh x.
 *  @pre |x| < 2^5
 *  @param x      the argument
 *  @param format of the result
 *  @return       its bits
 *  @verifiedby{test_exact_tanh} */
GP_COLD uint64_t gp_exact_tanh(double x, gp_format format);

/** erf x.
 *  @pre |x| < 6
 *  @param x      the argument
 *  @param format of the result
 *  @return       its bits
 *  @verifiedby{test_exact_erf} */
GP_COLD uint64_t gp_exact_erf(double x, gp_format format);

#endif
