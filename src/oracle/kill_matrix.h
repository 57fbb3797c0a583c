/** @file
 *  The kill matrix: which departure is caught by which case, and which departures a case tells apart. */
#ifndef GP_ORACLE_KILL_MATRIX_H
#define GP_ORACLE_KILL_MATRIX_H

#include "golden/case.h"
#include "reference/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What one case says of all departures. A departure that the case's own program makes is taken the other way: left out. */
typedef struct gp_kill_row {
    bool caught[gp_departure_count];         /**< whether a golden number of the case is not met with it */
    size_t first[gp_departure_count];        /**< the first such number, an index of the case's expectations */
    long double found[gp_departure_count];   /**< what comes out there instead; NaN where the number is not computed at all */
    gp_departures apart[gp_departure_count]; /**< the departures from which a golden number tells it apart */
} gp_kill_row;

/** Computes what a case says of all departures: by its numbers of the first steps that it expects without a gap.
 *  @param the_case the case
 *  @param[out] row what it says; of a departure that cannot meet the case's own, nothing
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_kill_matrix_of_the_golden_cases} */
gp_status gp_kill_row_compute(const gp_case *the_case, gp_kill_row *row);

/** Finds the smallest set of cases that catches each departure and tells each two of them apart, as far as all cases together
 *  do; one of them where several are smallest, and the same each time.
 *  @param rows        the rows of the cases
 *  @param count       how many
 *  @param[out] chosen for each case, whether it is in the set
 *  @verifiedby{test_kill_matrix_smallest_set} @verifiedby{test_kill_matrix_smallest_set_of_many} */
void gp_smallest_case_set(const gp_kill_row *rows, size_t count, bool *chosen);

#ifdef __cplusplus
}
#endif

#endif
