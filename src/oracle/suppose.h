/** @file
 *  Whole runs with one changed formula, for answers that do not have the numbers which it gives: of a program that writes its
 *  weights only, the gradients, deltas and slopes between them can only be supposed. Each number that the answer has is still
 *  judged from those before it that it has. */
#ifndef GP_ORACLE_SUPPOSE_H
#define GP_ORACLE_SUPPOSE_H

#include "oracle/search.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A quantity that an answer does not have, and another formula of it. */
typedef struct gp_supposition {
    gp_quantity quantity; /**< whose formula is changed */
    gp_layer_kind layers; /**< in which layers */
    const gp_term *right; /**< what it should be, as gp_step_formula_make() writes it where all operands are known */
    const gp_term *term;  /**< what it is supposed to be */
} gp_supposition;

/** Suppositions that give the numbers of an answer. */
typedef struct gp_suppositions {
    gp_supposition *items; /**< the likeliest of a quantity first; owned, but for the terms */
    size_t count;          /**< how many */
    gp_terms terms;        /**< of all formulas; owned */
} gp_suppositions;

/** Searches for the suppositions that give each wrong number of an answer, and none that it has not. What comes before the
 *  supposed quantity in each step is not asked for: it may be wrong for a reason of its own.
 *  @param scene      the answer; to a case that departs in nothing
 *  @param[out] found for gp_suppositions_free(); all zero after a failure
 *  @return GP_OK, GP_NO_MEMORY
 *  @verifiedby{test_suppose_finds_mistakes} @verifiedby{test_suppose_nothing} @verifiedby{test_suppose_without_memory} */
gp_status gp_search_suppositions(const gp_answer_scene *scene, gp_suppositions *found);

/** Holds a supposition against another answer than that in which it was found.
 *  @param scene       the other answer
 *  @param supposition what is supposed
 *  @param[out] trial  what the answer says of it
 *  @return GP_OK, GP_NO_MEMORY
 *  @verifiedby{test_suppose_in_another_answer} */
gp_status gp_try_supposition(const gp_answer_scene *scene, const gp_supposition *supposition, gp_trial *trial);

/** Frees suppositions. All zero afterwards; all-zero ones are accepted. */
void gp_suppositions_free(gp_suppositions *found);

#ifdef __cplusplus
}
#endif

#endif
