/** @file
 *  The formula of each number of a run: as text for a terminal and as TeX for a page, with letters, or with numbers put in.
 *
 *  To add a quantity: a row in quantity.c. To add an activation, a loss, a reduction: a row in its table here. Each table has a
 *  row for each value of its enumeration, or it does not compile. */
#ifndef GP_NOTATION_FORMULA_H
#define GP_NOTATION_FORMULA_H

#include "golden/problem.h"
#include <stdio.h>

/** What a formula is written in. */
typedef enum gp_script {
    GP_TEXT, /**< plain text: `0.3 * (-0.7) + 0.125` */
    GP_TEX   /**< TeX: `0.3 \cdot (-0.7) + 0.125` */
} gp_script;

/** Room for a number of a formula. */
enum { gp_operand_room = 80 };

/** Where the numbers of a formula come from. A number is decimal digits as in golden/number.h; what is not finite may be a
 * word.
 */
typedef struct gp_operands {
    const void *context; /**< for the functions */
    /** The number of the run at a place. @return @p text, or a text that lives as long as the context */
    const char *(*computed)(const void *context, const gp_place *place, char text[gp_operand_room]);
    /** An input or a target, which the problem gives as this decimal. @return @p text or @p decimal */
    const char *(*given)(const void *context, const char *decimal, char text[gp_operand_room]);
    /** Whether a number that is made of others of the same unit or weight shows how they are made, as a formula of a document
     *  does: a delta its dE/da and slope, an update its change, and in it the gradient of one sample. */
    bool written_out;
} gp_operands;

/** Writes the right side of the formula of a number, with numbers put in: `0.3 * (-0.7) + 0.125`. Sums of more than eight
 * terms are cut short.
 *  @param stream   where to; its error flag tells whether all could be written
 *  @param script   text or TeX
 *  @param problem  the problem of the run
 *  @param place    a number that the run computes: no parameter of step 0, which is given
 *  @param operands the numbers
 *  @verifiedby{test_notation_numbers} @verifiedby{test_notation_tex} */
void gp_write_formula(FILE *stream, gp_script script, const gp_problem *problem, const gp_place *place,
                      const gp_operands *operands);

/** Writes the formula of all numbers of a quantity in a layer, with letters: `z_j = sum_i W_ji a_i + b_j`.
 *  @param stream  where to; its error flag tells whether all could be written
 *  @param script  text or TeX
 *  @param problem the problem of the run
 *  @param place   one of the numbers
 *  @verifiedby{test_notation_laws} */
void gp_write_law(FILE *stream, gp_script script, const gp_problem *problem, const gp_place *place);

/** What the numbers of a quantity are called in a heading: `Net input`, `Loss`.
 *  @verifiedby{test_notation_laws} */
const char *gp_quantity_title(gp_quantity quantity);

#endif
