/** @file
 *  Finding out by its numbers what a program does in its own way without being wrong. */
#ifndef GP_ORACLE_CONVENTIONS_H
#define GP_ORACLE_CONVENTIONS_H

#include "oracle/shadow.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Finds out whether the matrices of an answer are transposed, where their shapes do not tell: they are, if its first weights
 *  (or gradients, where it has no weights) are nearer to those of the case then. If so, transposes them all.
 *  @param the_case       the case
 *  @param[in,out] answer to it
 *  @verifiedby{test_conventions_square_matrices} @verifiedby{test_conventions_square_matrices_that_lie_right}
 *  @verifiedby{test_conventions_square_matrices_with_gaps} @verifiedby{test_conventions_which_matrices_tell}
 *  @verifiedby{test_conventions_matrices_that_are_known} */
void gp_settle_transposition(const gp_case *the_case, gp_answer *answer);

/** Finds out from where the steps, samples and epochs of an answer are counted, where neither a declaration nor their numbers
 *  tell: as more of the answer is right, or all of it is nearer to the case.
 *  @param the_case       the case
 *  @param[in,out] answer as it was read, with its source
 *  @verifiedby{test_conventions_counting} @verifiedby{test_conventions_counting_by_what_is_right}
 *  @verifiedby{test_conventions_counting_by_one_number} @verifiedby{test_conventions_counting_by_more_that_is_right}
 *  @verifiedby{test_conventions_counting_by_the_mean} @verifiedby{test_conventions_counting_of_what_is_computed}
 *  @verifiedby{test_conventions_counting_by_relative_distance} */
void gp_settle_numbering(const gp_case *the_case, gp_answer *answer);

/** Brings the numbers of an answer into the signs of the case, and into its factors where the answer declares others.
 *  @param the_case       the case
 *  @param[in,out] answer whose conventions say how it does things
 *  @verifiedby{test_conventions_signs} @verifiedby{test_conventions_sign_of_what_is_not_there}
 *  @verifiedby{test_conventions_writing_of_what_is_divided} @verifiedby{test_conventions_factor_of_a_smaller_batch}
 *  @verifiedby{test_conventions_factor_of_a_later_rate} */
void gp_apply_conventions(const gp_case *the_case, gp_answer *answer);

/** The factor by which all losses, or all reported errors, of an answer differ from what its shadow says (from those of the
 *  case, where the shadow has seen none): 1/2, 2, and what a mean over outputs or samples, or its absence, makes; 1 where there
 *  is no such factor, or the answer's is known.
 *  @param the_case, answer, shadow of the same case
 *  @param convention GP_LOSS_FACTOR, GP_OUTPUT_LOSS_FACTOR or GP_ERROR_FACTOR
 *  @param times      how many tolerances they may be off
 *  @verifiedby{test_conventions_factors} @verifiedby{test_conventions_every_factor}
 *  @verifiedby{test_conventions_one_odd_loss} @verifiedby{test_conventions_factor_beside_a_mistake}
 *  @verifiedby{test_conventions_factor_by_the_shadow} @verifiedby{test_conventions_loss_factor_of_a_smaller_batch} */
gp_factor gp_find_factor(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, gp_convention convention,
                         long double times);

/** Divides losses and reported errors by the factors that gp_find_factor() finds, and takes the factors down.
 *  @param the_case, shadow as there
 *  @param[in,out] answer   to the case
 *  @verifiedby{test_conventions_factors} @verifiedby{test_conventions_every_factor}
 *  @verifiedby{test_conventions_one_odd_loss} @verifiedby{test_conventions_factor_beside_a_mistake}
 *  @verifiedby{test_conventions_factor_by_the_shadow} @verifiedby{test_conventions_loss_factor_of_a_smaller_batch} */
void gp_settle_factors(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer);

/** How many usual factors there are. */
enum { gp_usual_factor_count = 66 };

/** A factor of deltas or gradients that programs have: 2 or 1/2, a mean over samples or outputs, or a sum in the place of one;
 * both; and all of it times the rate.
 *  @param which below gp_usual_factor_count; 0 is 1, and the simplest come first
 *  @verifiedby{test_conventions_usual_factors} */
gp_factor gp_usual_factor(size_t which);

/** Whether a convention leaves numbers as they are: a factor of 1.
 *  @verifiedby{test_conventions_factors} @verifiedby{test_confirm_factors_that_were_found_out} */
bool gp_is_no_factor(const gp_custom *custom);

/** Finds out the factors of deltas and gradients that an answer does not declare, and divides by them: those of a mean loss, of
 * a sum in the place of a mean, twice or half of these, times the learning rate. A factor is only taken for a convention if all
 *  numbers of the answer are right then, and some of them show that nothing was moved by it: a factor of dW by which the
 * weights move is a mistake.
 *  @param the_case       the case
 *  @param[in,out] answer in the signs of the case
 *  @verifiedby{test_conventions_gradient_factors}
 *  @verifiedby{test_conventions_gradient_factor_beside_what_is_declared}
 *  @verifiedby{test_conventions_gradient_factors_hide_no_mistake}
 *  @verifiedby{test_conventions_gradient_factors_that_nothing_shows}
 *  @verifiedby{test_conventions_gradient_factor_of_all_but_one}
 *  @verifiedby{test_conventions_gradient_factors_beside_a_wrong_number} */
void gp_settle_gradient_factors(const gp_case *the_case, gp_answer *answer);

/** Finds out whether the velocities of an answer have the rate in them where those of the case have not, or the other way
 * round, and which sign they have, and brings them into those of the case. Such a factor is only taken for a convention if it
 * makes all velocities of the first step right, and the first step moves the parameters as it should.
 *  @param the_case       the case
 *  @param[in,out] answer in the signs of the case
 *  @verifiedby{test_conventions_velocity} @verifiedby{test_conventions_velocity_of_the_first_step} */
void gp_settle_velocity_factor(const gp_case *the_case, gp_answer *answer);

/** Whether a right number at a place shows that parameters have moved as they should: any number of a later step, and the
 * changes.
 *  @verifiedby{test_conventions_gradient_factors_that_nothing_shows} @verifiedby{test_conventions_what_shows_movement} */
bool gp_shows_movement(const gp_place *place);

/** Takes an answer in the ways of another one of the same program, instead of finding out its own: where a mistake is looked
 * for, it must not hide in a convention. What the answer declares, and what the shapes of its matrices tell, holds.
 *  @param the_case       that it answers
 *  @param other          an answer whose conventions are settled
 *  @param[in,out] answer as it was read, with its source; in the signs and factors of the case afterwards
 *  @verifiedby{test_conventions_of_another_answer} @verifiedby{test_conventions_kinks_of_another_answer}
 *  @verifiedby{test_conventions_of_another_answer_but_declared}
 *  @verifiedby{test_conventions_of_another_answer_but_its_own} */
void gp_settle_as(const gp_case *the_case, const gp_answer *other, gp_answer *answer);

/** What speaks for a convention. */
typedef enum gp_evidence {
    GP_EVIDENCE_NONE,   /**< it cannot be told */
    GP_EVIDENCE_FOR,    /**< numbers that are not right without it */
    GP_EVIDENCE_AGAINST /**< numbers that are right without it, or no numbers that it is about */
} gp_evidence;

/** Whether the first biases of an answer are other than the problem gives them: they may be thresholds.
 *  @verifiedby{test_conventions_thresholds} @verifiedby{test_conventions_thresholds_hide_no_mistake}
 *  @verifiedby{test_conventions_evidence_of_thresholds} */
gp_evidence gp_evidence_of_thresholds(const gp_case *the_case, const gp_answer *answer);

/** Whether a convention is one of the numbers of a quantity: of their sign, or of a factor.
 *  @verifiedby{test_conventions_numbers} @verifiedby{test_conventions_moments} */
bool gp_concerns(gp_convention convention, gp_quantity quantity);

/** Whether an answer has numbers that a convention is about: of which it is the sign or the factor.
 *  @verifiedby{test_conventions_numbers} @verifiedby{test_conventions_factor_by_the_shadow} */
bool gp_has_numbers_of(const gp_case *the_case, const gp_answer *answer, gp_convention convention);

#ifdef __cplusplus
}
#endif

#endif
