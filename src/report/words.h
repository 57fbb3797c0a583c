/** @file
 *  What is said of an outcome to a person, in any format. */
#ifndef GP_REPORT_WORDS_H
#define GP_REPORT_WORDS_H

#include "report/report.h"
#include <stdio.h>

/** An outcome in one line: how many numbers are right or wrong, or why there are none.
 *  @return the message's text
 *  @verifiedby{test_report_words_of_one_outcome} */
const char *gp_headline(const gp_outcome *outcome, gp_message *message);

/** Writes what there is to say beyond the headline: each mistake's first number, which known mistake it is, and what the
 * program complained of; nothing of a case that passes.
 *  @param stream  where to
 *  @param outcome what it is about
 *  @param indent  begins each line
 *  @verifiedby{test_report_words_of_one_outcome} */
void gp_write_details(FILE *stream, const gp_outcome *outcome, const char *indent);

/** Writes which known mistakes, alone or in pairs, explain every case that has failed, where several have: a case may not tell
 * two mistakes apart that another one does. Nothing where there are none.
 *  @verifiedby{test_report_words_common_mistakes} */
void gp_write_common_mistakes(FILE *stream, const gp_outcomes *outcomes);

/** Writes a text and spaces up to a width in characters, not bytes.
 *  @verifiedby{test_report_words_columns_and_tags} */
void gp_write_column(FILE *stream, const char *text, size_t width);

#endif
