/** @file
 *  Judging an answer: which of its numbers are right, which is the first that is wrong, and which mistake makes it so. */
#ifndef GP_ORACLE_JUDGE_H
#define GP_ORACLE_JUDGE_H

#include "oracle/ratio.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What became of one number of an answer. */
typedef enum gp_standing {
    GP_MISSING,   /**< the answer does not have it */
    GP_GIVEN,     /**< the problem gives it, and the answer does not have it otherwise: it is not compared */
    GP_RIGHT,     /**< within the tolerance of the exact number */
    GP_FOLLOWING, /**< wrong, but what follows from other numbers of the answer, which are wrong */
    GP_WRONG,     /**< wrong, and not what follows from the answer's own numbers: a mistake was made here */
    GP_LATER      /**< wrong, and so late in the run that it cannot be told whether it only follows */
} gp_standing;

/** How many standings there are. */
enum { gp_standing_count = GP_LATER + 1 };

/** A place where a mistake was made. */
typedef struct gp_finding {
    size_t index;         /**< of the first number that it makes wrong, among the case's expectations */
    size_t count;         /**< how many numbers are wrong by it */
    bool own;             /**< by the answer's own numbers, something else is expected than the exact number of the case */
    long double expected; /**< what the first one should be: by the answer's own numbers, or the exact number */
    double right_digits;  /**< of the first one, held against what is expected */
    gp_ratio ratio;       /**< what all numbers of its quantity in its layer are, times what is expected */
} gp_finding;

/** What was found of an answer. */
typedef struct gp_report {
    bool passed;                         /**< there are numbers that the problem does not give, and all are right */
    size_t expected;                     /**< how many numbers the case expects */
    size_t standings[gp_standing_count]; /**< how many have each ::gp_standing */
    size_t repeated;                     /**< how many numbers that the problem gives the answer only repeats */
    size_t by_digits;                    /**< how many are right as far as their few digits go, and no further */
    gp_standing *standing;               /**< of each expectation; owned */
    gp_finding *findings;                /**< mistakes, in the order of a run; owned. One, where one known mistake explains all;
                                            two, where a pair does; otherwise one for each quantity of each layer */
    size_t finding_count;                /**< how many */
    gp_departures *explanations; /**< the smallest sets of departures that give every number of the answer; for a case that
                                    departs itself, a departure of its own in the set is one that the program leaves out;
                                    owned */
    size_t explanation_count;    /**< how many; 0 where no single known mistake and no pair does */
    bool too_few_digits;         /**< no mistake was looked for: written with so few digits, one could pass for another */
    size_t together;             /**< how many departures each of these sets has: 1 or 2 */
} gp_report;

/** Judges an answer.
 *  @param the_case       the case
 *  @param[in,out] answer to this case. Conventions that it does not declare are found out and set, and the values are brought
 *                        into those of the case
 *  @param[out] report    for gp_report_free(); all zero after a failure
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_judge_names_a_mistake} @verifiedby{test_judge_passes_a_correct_answer}
 *  @verifiedby{test_judge_names_what_is_left_out} @verifiedby{test_judge_names_two_mistakes}
 *  @verifiedby{test_judge_two_mistakes_in_order} @verifiedby{test_judge_two_mistakes_and_right_numbers}
 *  @verifiedby{test_judge_two_mistakes_and_one_place}
 *  @verifiedby{test_judge_counts_digits_of_what_is_expected} @verifiedby{test_judge_does_not_guess}
 *  @verifiedby{test_judge_does_not_compare_what_is_given} @verifiedby{test_judge_is_not_fooled}
 *  @verifiedby{test_judge_late_numbers} @verifiedby{test_judge_one_right_number}
 *  @verifiedby{test_judge_one_wrong_number}
 *  @verifiedby{test_judge_a_finding_for_each_kind} @verifiedby{test_judge_what_follows}
 *  @verifiedby{test_judge_what_cannot_be_told} @verifiedby{test_judge_few_digits}
 *  @verifiedby{test_judge_few_digits_of_one_quantity}
 *  @verifiedby{test_judge_few_digits_of_what_is_divided} @verifiedby{test_judge_declared_signs}
 *  @verifiedby{test_judge_explained_in_another_sign} @verifiedby{test_judge_every_combination_of_signs}
 *  @verifiedby{test_judge_ratio_of_a_finding} @verifiedby{test_judge_short_of_memory} @verifiedby{test_conventions_factors}
 *  @verifiedby{test_conventions_factor_beside_a_mistake}
 *  @verifiedby{test_conventions_thresholds} @verifiedby{test_conventions_thresholds_hide_no_mistake}
 *  @verifiedby{test_conventions_kinks}
 *  @verifiedby{test_conventions_sign_of_what_is_not_there} @verifiedby{test_conventions_counting_by_the_judge}
 *  @verifiedby{test_conventions_square_matrices} @verifiedby{test_conventions_velocity}
 *  @verifiedby{test_conventions_gradient_factors_that_nothing_shows} */
gp_status gp_judge(const gp_case *the_case, gp_answer *answer, gp_report *report);

/** Frees a report. All zero afterwards.
 *  @verifiedby{test_judge_short_of_memory} */
void gp_report_free(gp_report *report);

#ifdef __cplusplus
}
#endif

#endif
