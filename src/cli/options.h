/** @file
 *  What all subcommands do alike with their words: options, complaints, columns. */
#ifndef GP_CLI_OPTIONS_H
#define GP_CLI_OPTIONS_H

#include "golden/problem.h"
#include "golden/trace.h"
#include "report/report.h"
#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** The next option of a command line, as getopt_long() gives it: -1 after the last one, '?' for a word that is no option of the
 *  command or lacks its value, after a complaint. */
int gp_next_option(int argc, char *const argv[], const char *letters, const struct option *options);

/** Whether as many words stand behind the options as a command takes.
 *  @param argc   how many words there are
 *  @param argv   the words, as getopt_long() left them
 *  @param wanted how many
 *  @param what   what the first of them is, for the complaint
 *  @return false after a complaint */
bool gp_has_words(int argc, char *const argv[], int wanted, const char *what);

/** Reads the value of the option --format of a command that writes text or JSON.
 *  @param word      the value
 *  @param[out] json whether it is JSON
 *  @return false after a complaint */
bool gp_read_format(const char *word, bool *json);

/** Reads the value of the option --epochs.
 *  @param word         the value, such as 0,10-20
 *  @param[out] epochs  which they are
 *  @param[out] message says what is wrong with it
 *  @return false where it is no list of epochs */
bool gp_read_epochs(const char *word, gp_epochs *epochs, gp_message *message);

/** Whether each range of epochs that was asked for lies in the run.
 *  @param epochs       which they are
 *  @param problem      that is run
 *  @param[out] message says which epochs there are
 *  @return false where one does not */
bool gp_epochs_in_run(const gp_epochs *epochs, const gp_problem *problem, gp_message *message);

/** Reads the value of the option --format of a command that writes a report. @return NULL after a complaint */
const gp_report_format *gp_read_report_format(const char *word);

/** Reads the options of a command that has only --format and --help.
 *  @param argc        of the command
 *  @param argv        of the command
 *  @param write_help  writes its help
 *  @param[out] json   whether its output is JSON
 *  @param[out] result the exit status where it is not to go on
 *  @return whether it is to go on, with the words from optind */
bool gp_read_format_options(int argc, char **argv, void (*write_help)(void), bool *json, int *result);

/** Says on standard error, in one line, why nothing was done. @return GP_EXIT_UNUSABLE */
int gp_complain(const gp_message *message);

/** Ends a command that wrote to standard output: @p result, unless not all of it could be written, which is said. */
int gp_finish_stdout(int result);

#endif
