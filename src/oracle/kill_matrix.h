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

/** A set of cases, one bit each, in their order. */
typedef uint64_t gp_case_set;

/** The smallest set of cases that catches each departure and tells each two of them apart, as far as all cases together do; the
 *  first one in the order of the cases, where several are smallest.
 *  @param rows  the rows of the cases
 *  @param count how many, at most 64
 *  @verifiedby{test_kill_matrix_smallest_set} */
gp_case_set gp_smallest_case_set(const gp_kill_row *rows, size_t count);

#ifdef __cplusplus
}
#endif

#endif
