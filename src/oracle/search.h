/** @file
 *  Which small change of one formula gives the numbers of an answer that fails. What is found fits the numbers that there are;
 *  nothing is confirmed by it: it is a hypothesis, that may only be told when it has predicted what it had not seen. */
#ifndef GP_ORACLE_SEARCH_H
#define GP_ORACLE_SEARCH_H

#include "oracle/changes.h"
#include "oracle/shadow.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Layers whose formula is changed in the same way. */
typedef struct gp_changed_layers {
    size_t *layers;       /**< rising; owned */
    size_t layer_count;   /**< how many */
    const gp_term *right; /**< their formula; NULL where it has none: a reported error, or what the problem gives */
    gp_change *found;     /**< each gives all numbers; the likeliest first; owned, but for the terms */
    size_t found_count;   /**< how many; 0: no single change gives them */
    size_t wrong;         /**< how many numbers are not what the right formula gives; each of them is hit */
    size_t numbers;       /**< how many numbers there are: those that are right, too, are hit as far as the change says them */
    size_t tried;         /**< how many changes were tried */
} gp_changed_layers;

/** What a search has found. */
typedef struct gp_search {
    gp_departures *names;      /**< single departures of the catalogue that give every number of the answer; owned */
    size_t name_count;         /**< how many: they come before all formulas */
    bool wrong;                /**< there is a number that does not follow from the answer's own */
    gp_quantity quantity;      /**< the first that is wrong */
    gp_changed_layers *groups; /**< its layers: all that one change explains together; owned */
    size_t group_count;        /**< how many */
    gp_terms terms;            /**< of all formulas; owned */
} gp_search;

/** Searches for the changes that explain the first wrong quantity of an answer. One that explains all layers comes before those
 *  of the wrong ones only, of the hidden ones, and of each: groups are as large as a change explains. A change is found where
 *  it gives each wrong number and none that the answer has not, by the answer's own numbers and those of its shadow.
 *  @param the_case    the case; one that departs itself has other right formulas than those here, and only names are found
 *  @param answer      to it, in the signs and factors of the case
 *  @param shadow      room to work in, for this case
 *  @param[out] search for gp_search_free(); all zero after a failure
 *  @return GP_OK, GP_DEPARTURES_CLASH, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_search_finds_mistakes} @verifiedby{test_search_nothing_wrong} @verifiedby{test_search_without_memory} */
gp_status gp_search_formulas(const gp_case *the_case, const gp_answer *answer, gp_shadow *shadow, gp_search *search);

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
