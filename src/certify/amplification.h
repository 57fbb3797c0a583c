/** @file
 *  How far rounding moves each number of a run. */
#ifndef GP_CERTIFY_AMPLIFICATION_H
#define GP_CERTIFY_AMPLIFICATION_H

#include "certify/arithmetic.h"
#include "certify/certify.h"

/** Measures amplification: the most that runs in rounded arithmetic were off, in units of roundoff.
 *
 *  A = max over runs of |x - exact| / (u max(|exact|, scale)), at least 1; u = 2^-p for precisions p of 24 to 50 bits, with
 * every operation rounded up or down at random, and with every operation rounded to the nearest and the inputs moved by up to
 * u.
 *
 *  Runs in binary64 itself, p = 53, to the nearest, count where they are off by more than twice that.
 *  @param request             problem and places
 *  @param exact               narrow balls of the numbers there
 *  @param[out] amplification  one a place; infinite where a run left the finite numbers
 *  @param[out] message        says that memory is short
 *  @return false where it is
 *  @verifiedby{test_amplification_sum} @verifiedby{test_amplification_cancellation}
 *  @verifiedby{test_amplification_of_what_is_lost} @verifiedby{test_amplification_of_what_is_lost_beside_noise} */
bool gp_amplification_measure(const gp_certify_request *request, const gp_value *exact, double *amplification,
                              gp_message *message);

#endif
