/** @file
 *  Whether all numbers of a kind are so many times what is expected. */
#ifndef GP_ORACLE_RATIO_H
#define GP_ORACLE_RATIO_H

#include "oracle/shadow.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A factor that explains the numbers of one quantity in one layer. */
typedef struct gp_ratio {
    gp_factor factor; /**< its number is negative where the signs are other ones */
    size_t count;     /**< how many numbers have it, at least two; 0 where there is no such factor */
} gp_ratio;

/** Finds the factor by which all numbers of a kind differ from what the answer's own numbers say, or else from those of the
 * case: a usual one (gp_usual_factor()), with either sign, or else any that is the same in all of them.
 *  @param the_case the case
 *  @param answer   in the signs and factors of the case
 *  @param shadow   of the answer
 *  @param kind     its quantity and layer count
 *  @return         a ratio that is not 1, or all zero
 *  @verifiedby{test_ratio_of_mistakes} @verifiedby{test_ratio_of_all_but_one} @verifiedby{test_ratio_of_usual_factors}
 *  @verifiedby{test_ratio_of_any_factor} @verifiedby{test_ratio_tolerance} @verifiedby{test_ratio_of_which_numbers}
 *  @verifiedby{test_ratio_of_the_last_numbers} @verifiedby{test_ratio_against_the_case} */
gp_ratio gp_find_ratio(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, const gp_place *kind);

#ifdef __cplusplus
}
#endif

#endif
