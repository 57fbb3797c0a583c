/** @file
 *  Running a problem with the reference, and picking numbers out of the run. */
#ifndef GP_ORACLE_RUN_H
#define GP_ORACLE_RUN_H

#include "golden/problem.h"
#include "golden/setup.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Runs a problem as it says: plainly, or with its departures.
 *  @param problem  read only
 *  @param observer who looks on, or NULL
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY, or GP_STOPPED where the observer asked to stop
 *  @verifiedby{test_run_places} */
gp_status gp_run(const gp_problem *problem, const gp_observer *observer);

/** Runs a problem and takes down the numbers at some places.
 *  @param problem     read only
 *  @param places      in the order of gp_place_compare(); each one that the run computes (gp_problem_has())
 *  @param count       how many
 *  @param[out] values their numbers, @p count of them
 *  @return as gp_run()
 *  @verifiedby{test_run_places} */
gp_status gp_run_places(const gp_problem *problem, const gp_place *places, size_t count, gp_real *values);

#ifdef __cplusplus
}
#endif

#endif
