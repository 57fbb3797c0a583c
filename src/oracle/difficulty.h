/** @file
 *  How hard the numbers of a case are to get right: as NIST's statistical reference datasets are of a lower, an average or a
 * higher level of difficulty, but measured. */
#ifndef GP_ORACLE_DIFFICULTY_H
#define GP_ORACLE_DIFFICULTY_H

#include "golden/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The levels of difficulty. */
typedef enum gp_difficulty {
    GP_LOWER,   /**< three digits or more of every number are left in binary32 */
    GP_AVERAGE, /**< they are not, but eight or more are left in binary64 */
    GP_HIGHER   /**< nor are these */
} gp_difficulty;

/** The words for the levels, in the order of ::gp_difficulty; ended by NULL. */
extern const char *const gp_difficulty_words[];

/** How many digits of its hardest number an honest program gets right, by the pass rule: -log10(k A u) of the largest
 *  amplification A, and 0 where none is left.
 *  @param the_case      a case with expectations; without any, the digits that a number of amplification 1 has
 *  @param unit_roundoff u of the arithmetic
 *  @verifiedby{test_difficulty_digits} */
double gp_reachable_digits(const gp_case *the_case, long double unit_roundoff);

/** The same without what is no whole digit.
 *  @verifiedby{test_difficulty_digits} */
size_t gp_whole_digits(const gp_case *the_case, long double unit_roundoff);

/** The level of a case.
 *  @verifiedby{test_difficulty_levels} */
gp_difficulty gp_difficulty_of(const gp_case *the_case);

#ifdef __cplusplus
}
#endif

#endif
