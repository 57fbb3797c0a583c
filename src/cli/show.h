/** @file
 *  A worked step on standard output: for a person, or as JSON. */
#ifndef GP_CLI_SHOW_H
#define GP_CLI_SHOW_H

#include "cli/worked.h"

/** As text: each formula, the numbers put in, the result, and what the document prints there. @return the exit status */
int gp_show_text(const gp_worked *worked);

/** A line for each epoch: what the network answers, where there is one sample, and the reported error.
 *  @param worked by gp_work_out_epochs()
 *  @param epochs the same as there
 *  @return the exit status */
int gp_show_epochs(const gp_worked *worked, const gp_epochs *epochs);

/** As one JSON object, in which each formula stands as text and as TeX. @return the exit status */
int gp_show_json(const gp_worked *worked);

#endif
