/** @file
 *  What a program computes in the place of what it should: found out behind all cases, and told. */
#ifndef GP_REPORT_INQUIRY_H
#define GP_REPORT_INQUIRY_H

#include "report/report.h"
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Finds out what the wrong numbers of outcomes are, and sets their inquiry. Nothing is done where no case has failed.
 *  @param[in,out] outcomes all of a run, or that of a check
 *  @param asker            asks the program; NULL where it is not to be asked
 *  @param[out] message     says that memory is short, or what the asker could not do
 *  @return false where this is so
 *  @verifiedby{test_report_words_inquiry} */
bool gp_inquire_outcomes(gp_outcomes *outcomes, const gp_asker *asker, gp_message *message);

/** Whether a hypothesis is told: what is confirmed; what is not, where nothing confirmed explains the same; and a refuted name,
 * since the report of a case has told it. Of those that tell the same only the first is.
 *  @param outcomes with their inquiry
 *  @param h        the index of the hypothesis
 *  @verifiedby{test_report_words_inquiry} */
bool gp_is_told(const gp_outcomes *outcomes, size_t h);

/** Writes what was found out; nothing where nothing was.
 *  @param stream   where to
 *  @param outcomes with their inquiry
 *  @param indent   begins each line
 *  @verifiedby{test_report_words_inquiry} */
void gp_write_inquiry(FILE *stream, const gp_outcomes *outcomes, const char *indent);

#ifdef __cplusplus
}
#endif

#endif
