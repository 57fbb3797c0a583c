/** @file
 *  The equations of the derivation as the terminal knows them: what the pages derive, in one line each. */
#ifndef GP_CLI_EQUATIONS_H
#define GP_CLI_EQUATIONS_H

#include "golden/problem.h"

/** An equation. */
typedef struct gp_equation {
    const char *id;     /**< its id, and that of its page: `eq_net_input` */
    const char *title;  /**< what the pages call it */
    const char *law;    /**< in letters, as plain text */
    const char *source; /**< which function computes it, and where that stands; NULL where it is no function's result */
} gp_equation;

/** All equations, in the order of the derivation. */
extern const gp_equation gp_equations[];

/** How many equations there are. */
extern const size_t gp_equation_count;

/** The equation of an id, or NULL. */
const gp_equation *gp_find_equation(const char *id);

/** The equation by which a number of a run is computed.
 *  @param problem of the run
 *  @param place   which number; no parameter of step 0, which is given */
const gp_equation *gp_equation_of(const gp_problem *problem, const gp_place *place);

#endif
