/** @file
 *  A certificate: a page that says what a program gets right of the suite, for its author to publish. */
#ifndef GP_CLI_CERTIFICATE_H
#define GP_CLI_CERTIFICATE_H

#include "report/report.h"
#include <stdio.h>

/** Writes the certificate of a program, as one page of HTML that needs no other file: for each case its result, how much of it
 * was compared, and of each quantity the right digits of its worst number; how the program does things in its own way; the
 * versions; and the day.
 *  @param stream   where to
 *  @param outcomes of all cases that were run
 *  @param[out] message says what went wrong
 *  @return false where the version of the golden data cannot be read; nothing is written then */
bool gp_certificate_write(FILE *stream, const gp_outcomes *outcomes, gp_message *message);

#endif
