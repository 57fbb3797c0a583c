/** @file
 *  The formula of a number with the numbers put in, for TeX. */
#ifndef GP_PAGES_FORMULA_H
#define GP_PAGES_FORMULA_H

#include "golden/case.h"
#include <stdio.h>

/** Writes how the number at a place comes about. Operands are the printed ones where the printed number is reproduced from
 *  these, and otherwise the exact ones, shortened to six digits.
 *  @param file     where to
 *  @param the_case the case
 *  @param place    the place
 *  @param printed  the printed number that is explained, or NULL
 *  @return         false where an operand is not among the case's numbers; nothing is written then */
bool write_formula(FILE *file, const gp_case *the_case, const gp_place *place, const gp_printed *printed);

#endif
