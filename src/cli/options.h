/** @file
 *  What all subcommands do alike with their words: help, complaints, columns. */
#ifndef GP_CLI_OPTIONS_H
#define GP_CLI_OPTIONS_H

#include "golden/message.h"
#include <stddef.h>
#include <stdio.h>

/** Says on standard error, in one line, why nothing was done. @return GP_EXIT_UNUSABLE */
int gp_complain(const gp_message *message);

/** Says that the words of a command line are wrong, after getopt_long() has said which, and where help is. @return
 * GP_EXIT_UNUSABLE */
int gp_complain_usage(const char *command);

/** Ends a command that wrote to standard output: @p result, unless not all of it could be written, which is said. */
int gp_finish_stdout(int result);

/** Writes a text and spaces up to a width in characters, not bytes. */
void gp_write_column(FILE *stream, const char *text, size_t width);

#endif
