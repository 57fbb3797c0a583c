/** @file
 *  All small changes of a formula: what a mistake in it may be. */
#ifndef GP_ORACLE_CHANGES_H
#define GP_ORACLE_CHANGES_H

#include "oracle/step_formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What is changed; the likeliest come first. */
typedef enum gp_change_kind {
    GP_CHANGE_OPERAND,  /**< another operand of the same shape */
    GP_CHANGE_INDEX,    /**< an index turned round, shifted, fixed or transposed, or that of a layer taken for another one */
    GP_CHANGE_TIME,     /**< an operand of the step before, or after the update */
    GP_CHANGE_SAMPLE,   /**< an operand of another sample, or what the sample before has left of one */
    GP_CHANGE_FACTOR,   /**< a factor left out, put in, doubled or squared; another sign */
    GP_CHANGE_OPERATOR, /**< another operator, its operands exchanged, or one of them left out; a parameter beside its gradient
                         */
    GP_CHANGE_SUM,      /**< a sum that is cut, or put in, or averaged */
    GP_CHANGE_SLOPE,    /**< a slope of something else, or of another function */
    GP_CHANGE_HISTORY,  /**< not restarted, or from the step before */
    GP_CHANGE_FUNCTION  /**< another function, or one put in; a result that is rounded */
} gp_change_kind;

/** How many kinds there are. */
enum { gp_change_kind_count = GP_CHANGE_FUNCTION + 1 };

/** At how many places of runs of random numbers changes are compared. */
enum { gp_probe_count = 12 };

/** A change of a formula. */
typedef struct gp_change {
    const gp_term *term;           /**< the changed formula */
    gp_change_kind kind;           /**< what is changed */
    double probes[gp_probe_count]; /**< what it gives on random numbers */
} gp_change;

/** The changes of a formula. */
typedef struct gp_change_list {
    gp_change *items; /**< by kind; owned, but for the terms */
    size_t count;     /**< how many */
    size_t room;      /**< for so many there is memory */
    size_t merged;    /**< how many others give the same numbers as one of these, as the right formula, or none at all */
} gp_change_list;

/** Finds the changes of a formula that are distinct: of those that give the same numbers in a run of random numbers, where
 *  nothing is made of anything else, one stays, in the place of the first and as plain as the plainest. A change that gives no
 * number there is none.
 *  @param terms        where they will lie
 *  @param quantity     that the formula gives
 *  @param at_outputs   whether it is a formula of the last layer, above which there is none
 *  @param shared_bias  whether the units of the layer share a bias
 *  @param formula      right, in all its ways
 *  @param[out] changes for gp_changes_free()
 *  @return false where memory is short
 *  @verifiedby{test_changes_are_distinct} @verifiedby{test_changes_of_a_weight_gradient} */
bool gp_changes_find(gp_terms *terms, gp_quantity quantity, bool at_outputs, bool shared_bias, const gp_step_formula *formula,
                     gp_change_list *changes);

/** Frees changes, but not their terms. All zero afterwards. */
void gp_changes_free(gp_change_list *changes);

#ifdef __cplusplus
}
#endif

#endif
