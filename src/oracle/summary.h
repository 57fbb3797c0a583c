/** @file
 *  A case in one line: how well its numbers are proven, how rounding moves them, and how right the reference gets them. */
#ifndef GP_ORACLE_SUMMARY_H
#define GP_ORACLE_SUMMARY_H

#include "oracle/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The worst and the middle of some numbers. */
typedef struct gp_spread {
    double worst;  /**< the one that a user should know */
    double median; /**< the middle one, or the lower of two */
} gp_spread;

/** A case in one line. */
typedef struct gp_summary {
    size_t numbers;          /**< how many exact numbers it has */
    size_t short_ones;       /**< how many of them say the whole number in fewer digits than the others are rounded to */
    size_t proven_digits;    /**< fewest significant digits of those that are rounded; 0 where none is */
    gp_spread amplification; /**< worst is largest */
    gp_spread right_digits;  /**< of the reference; worst is smallest, and gp_most_right_digits where it is not off at all */
    gp_spread tolerance;     /**< how much of its tolerance the reference needs; worst is largest, and above 1 is a failure */
} gp_summary;

/** Sums a case up.
 *  @param the_case      the case
 *  @param verification  of this case, by gp_verify_case()
 *  @param[out] summary  all zero where the case has no exact numbers
 *  @return false where memory is short
 *  @verifiedby{test_summary_of_a_case} */
bool gp_summarise(const gp_case *the_case, const gp_verification *verification, gp_summary *summary);

#ifdef __cplusplus
}
#endif

#endif
