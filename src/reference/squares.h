/** @file
 *  Sums of squares: of gradients, whose root is their norm, and of parameters, of which the penalty is made. */
#ifndef GP_REFERENCE_SQUARES_H
#define GP_REFERENCE_SQUARES_H

#include "reference/real.h"
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Goes on with a sum: adds the squares of some values to it, one after the other.
 *  @param sum    what has been added up so far
 *  @param count  how many values
 *  @param values these
 *  @return       the sum with them
 *  @verifiedby{test_squares_added} */
gp_real gp_add_squares(gp_real sum, size_t count, const gp_real *values);

#ifdef __cplusplus
}
#endif

#endif
