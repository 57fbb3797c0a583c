/** @file
 *  Which mistakes explain an answer. */
#ifndef GP_ORACLE_DIAGNOSE_H
#define GP_ORACLE_DIAGNOSE_H

#include "oracle/shadow.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Finds the sets of so many departures that explain an answer: with one of them, each number of the answer is what follows
 *  from the answer's own numbers, and no number of it is left over. Where all of it follows without a departure there is
 * nothing to explain: what is wrong then shows too late in the run to be told from what only follows.
 *  @param the_case   the case; departures of its own are toggled by those of a set
 *  @param answer     in the signs and factors of the case
 *  @param together   1, or 2 for pairs
 *  @param shadow     room to work in, for this case
 *  @param[out] found the sets, in the order of the catalogue; for free(); NULL where there are none
 *  @param[out] count how many
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_diagnose_each_departure} @verifiedby{test_diagnose_nothing_wrong}
 *  @verifiedby{test_diagnose_too_few_digits} @verifiedby{test_diagnose_looks_approximated}
 *  @verifiedby{test_diagnose_looks_approximated_in_its_layer}
 *  @verifiedby{test_diagnose_looks_single} @verifiedby{test_diagnose_what_cancels}
 *  @verifiedby{test_diagnose_pairs} @verifiedby{test_diagnose_pairs_behind_a_factor}
 *  @verifiedby{test_diagnose_the_ends_of_the_catalogue} @verifiedby{test_diagnose_few_runs}
 *  @verifiedby{test_judge_names_two_mistakes} @verifiedby{test_judge_two_mistakes_in_order}
 *  @verifiedby{test_judge_few_runs_for_what_nothing_explains} @verifiedby{test_judge_short_of_memory} */
gp_status gp_diagnose(const gp_case *the_case, const gp_answer *answer, size_t together, gp_shadow *shadow,
                      gp_departures **found, size_t *count);

/** The first number of an answer that is not what its shadow with some departures says; the count of expectations where there
 *  is none. A number that the departures leave out of the run, and the answer has, is one.
 *  @param the_case, answer, departures, shadow as gp_shadow_run()
 *  @param[out] first   its index
 *  @return as gp_shadow_run()
 *  @verifiedby{test_diagnose_first_unexplained} @verifiedby{test_diagnose_unexplained_behind_the_run}
 *  @verifiedby{test_diagnose_factors_of_losses}
 *  @verifiedby{test_diagnose_each_departure} */
gp_status gp_first_unexplained(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow,
                               size_t *first);

/** The first number from one on that is not what a shadow says; the count of expectations where there is none.
 *  @param the_case, answer, shadow as gp_first_unexplained() has left them
 *  @param from the index of the first number that may be it
 *  @verifiedby{test_diagnose_first_unexplained}
 *  @verifiedby{test_judge_two_mistakes_and_right_numbers} @verifiedby{test_judge_names_two_mistakes} */
size_t gp_next_unexplained(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, size_t from);

#ifdef __cplusplus
}
#endif

#endif
