/** @file
 *  The right formulas of one step, each in its usual ways of writing: a mistake is a small change of one way, and not of
 * another. */
#ifndef GP_ORACLE_STEP_FORMULA_H
#define GP_ORACLE_STEP_FORMULA_H

#include "golden/problem.h"
#include "oracle/formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The most ways in which a formula is written. */
enum { gp_most_ways = 5 };

/** A right formula. */
typedef struct gp_step_formula {
    const gp_term *ways[gp_most_ways]; /**< the first one is what it is called; all give the same number */
    size_t count;                      /**< how many; 0 where there is no formula */
} gp_step_formula;

/** The right formula of a quantity in a layer.
 *  @param terms    where it will lie
 *  @param problem  gives activation, biases and reduction
 *  @param quantity which; of W and b, what they are after the step
 *  @param layer    1 to L; 0 of dx, and L of a loss and of a reported error
 *  @param known    by quantity: those that may be operands within the layer. What is not known is written out: delta in terms
 *                  of weights and deltas where dE/da is not
 *  @return the ways; @c count is 0 also where memory is short, and the terms say so
 *  @verifiedby{test_formula_rows} */
gp_step_formula gp_step_formula_make(gp_terms *terms, const gp_problem *problem, gp_quantity quantity, size_t layer,
                                     const bool known[gp_quantity_count]);

/** The slope of an activation by its value.
 *  @verifiedby{test_formula_slopes_of_any_kind} */
gp_slope_in_a gp_slope_in_value(gp_activation activation);

/** The slope of a unit in the words that fit layers of any activation: f' where the activation is a_j. A mistake in it is one
 *  formula, where in the words of each activation it is several.
 *  @param terms where it will lie
 *  @return      the only way; @c count is 0 where memory is short, and the terms say so
 *  @verifiedby{test_formula_slopes_of_any_kind} @verifiedby{test_suppose_slopes_of_several_kinds} */
gp_step_formula gp_slope_of_any_kind(gp_terms *terms);

#ifdef __cplusplus
}
#endif

#endif
