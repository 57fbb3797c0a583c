/** @file
 *  How much of a case an answer covers, so that a case that has passed is not read for more than it is. */
#ifndef GP_REPORT_COVERAGE_H
#define GP_REPORT_COVERAGE_H

#include "report/report.h"

/** Which of some layers, steps or epochs have numbers that were compared. */
typedef struct gp_span {
    size_t covered; /**< how many of them */
    size_t of;      /**< how many the case expects numbers of */
    char text[128]; /**< those that are covered: `0-2, 5`; how many, where that is too long; empty where there are none */
} gp_span;

/** What was compared. What the problem gives counts neither as covered nor as expected. */
typedef struct gp_coverage {
    size_t quantities[gp_quantity_count]; /**< how many numbers of each quantity */
    gp_span layers;                       /**< from 1 */
    gp_span steps;                        /**< from 0 */
    gp_span epochs;                       /**< from 0, of the reported errors */
} gp_coverage;

/** The coverage of an answer that was judged.
 *  @verifiedby{test_report_words_coverage} */
gp_coverage gp_coverage_of(const gp_outcome *outcome);

#endif
