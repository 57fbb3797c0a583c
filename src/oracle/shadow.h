/** @file
 *  The shadow of an answer: every number once more, by the one function whose result it is, from the answer's own numbers. What
 *  the answer does not have is computed on the way. A mistake shows where it is made, and what only follows from it does not.
 */
#ifndef GP_ORACLE_SHADOW_H
#define GP_ORACLE_SHADOW_H

#include "golden/answer.h"
#include "golden/setup.h"
#include "reference/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A shadow; arrays are in the order of the case's expectations. */
typedef struct gp_shadow {
    size_t count;           /**< how many numbers the case expects */
    bool *seen;             /**< whether the number was computed: of the first steps that the case expects without a gap */
    long double *predicted; /**< what it should be, by the answer's own numbers */
    long double *tolerance; /**< how far off it may be */
    long double largest;    /**< the largest number of the precision in which the answer was computed */
    bool given_up;          /**< the run was ended early: gp_shadow_try() */
    bool at_kink;           /**< a unit of the run stands on the kink of its activation, z = 0 */
    gp_setup setup;         /**< the problem, ready to be run; owned, and copied for each run */
    double *amplification;  /**< of each number, as the case tells it; owned */
} gp_shadow;

/** Makes room for the shadows of answers to a case.
 *  @param the_case    the case
 *  @param[out] shadow for gp_shadow_free(); all zero after a failure
 *  @return false where memory is short
 *  @verifiedby{test_shadow_of_a_mistake} @verifiedby{test_shadow_tolerance_of_one_run}
 *  @verifiedby{test_judge_short_of_memory} */
bool gp_shadow_create(const gp_case *the_case, gp_shadow *shadow);

/** Frees a shadow. All zero afterwards.
 *  @verifiedby{test_judge_short_of_memory} */
void gp_shadow_free(gp_shadow *shadow);

/** The last of the steps 0, 1, 2, ... of which a case expects every quantity; `SIZE_MAX` where it expects none.
 *  @verifiedby{test_shadow_of_a_mistake} @verifiedby{test_shadow_of_a_long_run} */
size_t gp_last_step_in_a_row(const gp_case *the_case);

/** Computes the shadow of an answer as gp_shadow_run() does, but with the tolerance that s = 0 gives: one run instead of
 * several.
 *  @verifiedby{test_shadow_of_a_mistake} @verifiedby{test_shadow_tolerance_of_one_run}
 *  @verifiedby{test_shadow_tolerance_of_an_approximation} */
gp_status gp_shadow_predict(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow);

/** Computes the shadow of an answer as gp_shadow_predict() does, but gives up as soon as a number is off by more than so many
 *  tolerances, and one number that is asked for has been computed. Losses and errors, which may have a factor, are let pass.
 *  @param the_case, answer, departures, shadow as gp_shadow_run()
 *  @param times how many tolerances a number may be off
 *  @param until the index of the number that is asked for; the count of expectations for none
 *  @return as gp_shadow_run()
 *  @verifiedby{test_shadow_given_up} @verifiedby{test_shadow_given_up_for_what_cancels}
 *  @verifiedby{test_shadow_tolerance_of_one_run} @verifiedby{test_shadow_tolerance_of_an_approximation}
 *  @verifiedby{test_shadow_of_an_answers_overflow} */
gp_status gp_shadow_try(const gp_case *the_case, const gp_answer *answer, gp_departures departures, long double times,
                        size_t until, gp_shadow *shadow);

/** Computes the shadow of an answer, up to gp_last_step_in_a_row().
 *
 *  The tolerance of a number x is k * (amplification * u * |x| + s), where s is how far x moves when every number that it is
 *  computed from is off by a unit of roundoff at most, and by what its writing may be off: the largest of some runs with random
 *  errors. What the writing of x itself may be off is added.
 *  @param the_case       the case
 *  @param answer         with values in the signs and factors of the case
 *  @param departures     what the program is taken to do
 *  @param[in,out] shadow of the same case
 *  @return GP_OK, GP_DEPARTURES_CLASH, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_shadow_of_a_mistake} @verifiedby{test_shadow_of_a_gap} @verifiedby{test_shadow_of_nan}
 *  @verifiedby{test_shadow_of_a_part}
 *  @verifiedby{test_shadow_of_a_long_run} @verifiedby{test_shadow_size_of_the_noise}
 *  @verifiedby{test_shadow_noise_of_the_writing} @verifiedby{test_shadow_noise_of_one_unit}
 *  @verifiedby{test_shadow_noise_of_rates_and_limits} @verifiedby{test_shadow_the_last_number}
 *  @verifiedby{test_shadow_noise_of_what_cancels} @verifiedby{test_shadow_how_many_runs}
 *  @verifiedby{test_judge_short_of_memory} */
gp_status gp_shadow_run(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow);

/** Whether a number belongs to the steps of a shadow, and the run of its departures does not compute it.
 *  @param the_case, shadow of the same case
 *  @param k                the index of the expectation
 *  @verifiedby{test_shadow_of_a_long_run} */
bool gp_shadow_leaves_out(const gp_case *the_case, const gp_shadow *shadow, size_t k);

/** Whether a number is what a shadow says. NaN and infinity are, where the shadow has the same; infinity also where the number
 * is too large for the precision in which the answer was computed.
 *  @param shadow the shadow; it has seen the number
 *  @param k      the index of the expectation
 *  @param value  the number
 *  @param times  how many tolerances it may be off: 1
 *  @verifiedby{test_shadow_of_a_mistake} @verifiedby{test_shadow_of_nan} @verifiedby{test_shadow_of_an_overflow} */
bool gp_shadow_agrees(const gp_shadow *shadow, size_t k, double value, long double times);

#ifdef __cplusplus
}
#endif

#endif
