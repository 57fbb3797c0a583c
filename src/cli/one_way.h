/** @file
 *  One set of conventions for a whole run: what is found out in one case holds in all. */
#ifndef GP_CLI_ONE_WAY_H
#define GP_CLI_ONE_WAY_H

#include "oracle/conventions.h"
#include "report/report.h"

/** The conventions that the cases of a run have shown so far; all zero before the first. */
typedef struct gp_one_way {
    struct {
        const gp_case *first;                 /**< the first case that has shown it; NULL where none has */
        double sign;                          /**< of a sign */
        char text[gp_custom_room];            /**< how it was there */
        bool excluded[gp_usual_factor_count]; /**< of a factor: usual ones that some case excludes */
    } shown[gp_convention_count];
} gp_one_way;

/** Holds the conventions of a case that has passed against those of the cases before it. Signs and factors that were found out
 * have to be the same in all cases, a factor in words (`1/samples`, where the cases have several numbers of samples): else the
 * case fails. A factor is then told in words that hold in all cases so far.
 *  @param[in,out] way     of the run
 *  @param[in,out] outcome that has been judged */
void gp_one_way_hold(gp_one_way *way, gp_outcome *outcome);

#endif
