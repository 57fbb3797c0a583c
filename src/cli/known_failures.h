/** @file
 *  Lists of known failures: what a program is known to get wrong, so that only what is new fails a run.
 *
 *  A list is a text file with one case a line, and behind a colon how it fails, where that is to be held on to: the place of
 * its first wrong number, or the word `error`. What follows a `#` is a comment. */
#ifndef GP_CLI_KNOWN_FAILURES_H
#define GP_CLI_KNOWN_FAILURES_H

#include "report/report.h"
#include <stdio.h>

/** One line of a list. */
typedef struct gp_known_failure {
    size_t line;   /**< its number, from 1 */
    char *id;      /**< the case; owned */
    char *symptom; /**< how it fails; empty where it may fail in any way; owned */
} gp_known_failure;

/** A list; all zero is an empty one. */
typedef struct gp_known_failures {
    const char *name;        /**< the file's, as in messages; not owned */
    gp_known_failure *items; /**< owned */
    size_t count;            /**< how many */
} gp_known_failures;

/** Reads a list.
 *  @param name         the file's, kept by reference; "-" is standard input
 *  @param[out] known   for gp_known_failures_free(); all zero after a failure
 *  @param[out] message says what is wrong with it
 *  @return false after a failure */
bool gp_known_failures_read(const char *name, gp_known_failures *known, gp_message *message);

/** Whether each line names one of some cases. @return false after setting the message */
bool gp_known_failures_are_cases(const gp_known_failures *known, const gp_case *cases, size_t count, gp_message *message);

/** Holds an outcome against a list: a failure that is known becomes ::GP_CASE_KNOWN_FAILURE; a case that does not fail although
 * the list says so becomes ::GP_CASE_ERROR, so that a list does not outlive its reasons. */
void gp_known_failures_apply(const gp_known_failures *known, gp_outcome *outcome);

/** Writes the list of all cases that fail. */
void gp_known_failures_write(FILE *stream, const gp_outcomes *outcomes);

/** Frees a list. All zero afterwards; an all-zero list is accepted. */
void gp_known_failures_free(gp_known_failures *known);

#endif
