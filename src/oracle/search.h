/** @file
 *  Which small change of one formula gives the numbers of an answer that fails. What is found fits the numbers that there are;
 *  nothing is confirmed by it: it is a hypothesis, that may only be told when it has predicted what it had not seen. */
#ifndef GP_ORACLE_SEARCH_H
#define GP_ORACLE_SEARCH_H

#include "oracle/answer_scene.h"
#include "oracle/changes.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Layers whose formula is changed in the same way. */
typedef struct gp_changed_layers {
    size_t *layers;       /**< rising; owned */
    size_t layer_count;   /**< how many */
    const gp_term *right; /**< their formula; NULL where it has none */
    gp_change *found;     /**< each gives all numbers; the likeliest first; owned, but for the terms */
    size_t found_count;   /**< how many; 0: no single change gives them */
    size_t wrong;         /**< how many numbers are not what the right formula gives; each of them is hit */
    size_t numbers;       /**< how many numbers there are: those that are right, too, are hit as far as the change says them */
    size_t tried;         /**< how many changes were tried */
} gp_changed_layers;

/** What a search has found. */
typedef struct gp_search {
    gp_quantity quantity;      /**< whose numbers are explained */
    gp_changed_layers *groups; /**< its layers: all that one change explains together; owned */
    size_t group_count;        /**< how many */
    gp_terms terms;            /**< of all formulas; owned */
} gp_search;

/** Searches for the changes that explain the wrong numbers of a quantity. One that explains all layers comes before those of
 * the wrong ones only, of the hidden ones, and of each: groups are as large as a change explains. A change is found where it
 * gives each wrong number and none that the answer has not, by the answer's own numbers and those of its shadow.
 *  @param scene       the answer; to a case that departs in nothing, since others have other right formulas
 *  @param quantity    one of which there are wrong numbers; otherwise nothing is found
 *  @param[out] search for gp_search_free(); all zero after a failure
 *  @return GP_OK, GP_NO_MEMORY
 *  @verifiedby{test_search_finds_mistakes} @verifiedby{test_search_nothing_wrong} @verifiedby{test_search_without_memory} */
gp_status gp_search_formulas(const gp_answer_scene *scene, gp_quantity quantity, gp_search *search);

/** Which layers a change is of, in a network of any depth: of those whose right formula it changes. */
typedef enum gp_layer_kind {
    GP_ALL_LAYERS,    /**< all of them */
    GP_HIDDEN_LAYERS, /**< all but the last one */
    GP_LAST_LAYER,    /**< the last one */
    GP_ALL_BUT_FIRST, /**< all but the first one */
    GP_FIRST_LAYER    /**< the first one */
} gp_layer_kind;

/** How many kinds there are. */
enum { gp_layer_kind_count = GP_FIRST_LAYER + 1 };

/** Whether a layer is of a kind.
 *  @verifiedby{test_search_change_in_another_answer} */
bool gp_is_of_kind(gp_layer_kind kind, size_t layer, size_t depth);

/** What another answer says of a change. */
typedef struct gp_trial {
    bool refuted;  /**< it does not give a number there that is wrong, or says another one than a right one */
    size_t wrong;  /**< how many wrong numbers it gives; where it is 0, and nothing refutes it, the answer says nothing */
    bool past_end; /**< of some number an operand was read past its end; of a formula that stops, also of one that is none */
} gp_trial;

/** Holds a change against another answer than that in which it was found.
 *  @param scene       the other answer
 *  @param quantity, right, term what is changed: whose formula, and what it is and should be
 *  @param kind        in which layers
 *  @param[out] trial  what the answer says of it
 *  @return GP_OK, GP_NO_MEMORY
 *  @verifiedby{test_search_change_in_another_answer} */
gp_status gp_try_change(const gp_answer_scene *scene, gp_quantity quantity, const gp_term *right, const gp_term *term,
                        gp_layer_kind kind, gp_trial *trial);

/** Writes what was found: `dW of layers 1 and 2 is Σ delta_j z_i, and should be Σ delta_j a_i`.
 *  @param stream where to; its error flag tells whether all could be written
 *  @param search has found it
 *  @param group  one of its groups
 *  @param change one of those that were found for the group
 *  @verifiedby{test_search_finds_mistakes} */
void gp_write_change(FILE *stream, const gp_search *search, const gp_changed_layers *group, const gp_change *change);

/** Frees a search. All zero afterwards; an all-zero search is accepted. */
void gp_search_free(gp_search *search);

#ifdef __cplusplus
}
#endif

#endif
