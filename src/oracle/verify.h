/** @file
 *  Checking a case: every printed number by its reading, and every expectation by its tolerance. */
#ifndef GP_ORACLE_VERIFY_H
#define GP_ORACLE_VERIFY_H

#include "golden/case.h"
#include "reference/real.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What was found of one printed number. */
typedef struct gp_verdict {
    const gp_printed *printed; /**< the number */
    const gp_expectation
        *expectation;      /**< the exact one at its place, with the sign of the run; NULL where the case has none */
    gp_real computed;      /**< by the reference's run, with the sign that the document uses */
    gp_real from_operands; /**< by this one step from the printed operands, same sign; NaN where there are none */
    gp_real textbook;      /**< by a run without the departures of the case, same sign */
    bool mistaken;         /**< the departures move this number by more than rounding: it carries the document's own mistake */
    double right_digits;   /**< of the printed number */
    bool passed;           /**< it is reproduced as declared */
    gp_message why;        /**< what does not hold; empty where it passed */
} gp_verdict;

/** What was found of a case. */
typedef struct gp_verification {
    gp_verdict *verdicts;   /**< one for each printed number, in the case's order */
    size_t printed_count;   /**< how many */
    size_t printed_failed;  /**< how many of them do not hold */
    gp_real *computed;      /**< the reference's number for each expectation */
    gp_real *textbook;      /**< the same without the departures of the case */
    size_t computed_count;  /**< how many */
    size_t computed_failed; /**< how many of them lie outside their tolerance */
    size_t first_failed;    /**< the first of these, if there is one */
} gp_verification;

/** Runs a case with the reference and judges each number.
 *  @param the_case          a case with expectations; has to outlive the result
 *  @param[out] verification for gp_verification_free(); all zero after a failure
 *  @param[out] message      says why the case could not be run
 *  @return false where it could not be run
 *  @verifiedby{test_verify_claims} @verifiedby{test_verify_own_mistake} */
bool gp_verify_case(const gp_case *the_case, gp_verification *verification, gp_message *message);

/** Frees the result. All zero afterwards. */
void gp_verification_free(gp_verification *verification);

#ifdef __cplusplus
}
#endif

#endif
