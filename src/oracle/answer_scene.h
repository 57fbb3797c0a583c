/** @file
 *  An answer as a scene for formulas: the numbers of its run are its own, and those of its shadow where it has none. */
#ifndef GP_ORACLE_ANSWER_SCENE_H
#define GP_ORACLE_ANSWER_SCENE_H

#include "golden/setup.h"
#include "oracle/evaluate.h"
#include "oracle/shadow.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An answer, and what formulas are computed from in it. */
typedef struct gp_answer_scene {
    const gp_case *the_case;       /**< the case */
    const gp_answer *answer;       /**< in the signs and factors of the case */
    const gp_shadow *shadow;       /**< of the answer, by the textbook */
    gp_setup setup;                /**< inputs, targets and rule; owned */
    size_t *units;                 /**< of layers 0 to L; owned */
    gp_slope_in_a *slopes;         /**< of layers 0 to L; owned */
    size_t *biases;                /**< of layers 0 to L, how many are trained; owned */
    gp_scene scene;                /**< its context is this structure */
    gp_known *penalties;           /**< by expectation, those of reported errors; NULL where these have none; owned */
    size_t last_step;              /**< gp_last_step_in_a_row() of the case */
    bool known[gp_quantity_count]; /**< the quantities that the answer has wherever the shadow has seen them */
} gp_answer_scene;

/** Makes a scene of an answer. It must not be moved.
 *  @param the_case   the case; has to outlive the scene, as answer and shadow have
 *  @param answer     in the signs and factors of the case
 *  @param shadow     of the answer, by the textbook
 *  @param[out] scene for gp_answer_scene_close(); all zero after a failure
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_search_finds_mistakes} @verifiedby{test_answer_scene_right_errors}
 *  @verifiedby{test_answer_scene_without_memory} */
gp_status gp_answer_scene_open(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow,
                               gp_answer_scene *scene);

/** Frees what a scene owns. All zero afterwards; an all-zero scene is accepted. */
void gp_answer_scene_close(gp_answer_scene *scene);

/** Whether a number of the answer is one of a quantity and can be explained by a formula: what the problem gives is not
 * computed, and a run that has burst shows no more of what it is made of.
 *  @param scene    the scene
 *  @param quantity the quantity
 *  @param k        the index of the expectation
 *  @verifiedby{test_search_finds_mistakes} */
bool gp_answer_scene_counts(const gp_answer_scene *scene, gp_quantity quantity, size_t k);

/** Whether there would be such a number, but what the answer has is none: NaN or infinity.
 *  @param scene    the scene
 *  @param quantity the quantity
 *  @param k        the index of the expectation
 *  @verifiedby{test_confirm_what_stops_past_an_end} */
bool gp_answer_scene_is_none(const gp_answer_scene *scene, gp_quantity quantity, size_t k);

/** Whether a number is not what follows from the answer's own numbers before it.
 *  @verifiedby{test_search_finds_mistakes} */
bool gp_answer_scene_is_wrong(const gp_answer_scene *scene, size_t k);

/** The index of the expectation at a place of a layer from 1 on, as far as the shadow has seen it; the count of expectations
 * where there is none. A shared bias is that of each unit.
 *  @verifiedby{test_search_finds_mistakes} */
size_t gp_answer_scene_index(const gp_answer_scene *scene, const gp_place *place);

/** The layer of the formula of a number.
 *  @verifiedby{test_search_finds_mistakes} */
size_t gp_answer_scene_layer(const gp_answer_scene *scene, size_t k);

/** What a formula gives in the place of a number.
 *  @verifiedby{test_search_finds_mistakes} */
gp_known gp_answer_scene_value(const gp_answer_scene *scene, const gp_term *term, size_t k);

/** Whether the answer has in a place what a formula gives there.
 *  @verifiedby{test_search_finds_mistakes} */
bool gp_answer_scene_is_hit(const gp_answer_scene *scene, size_t k, const gp_known *known);

#ifdef __cplusplus
}
#endif

#endif
