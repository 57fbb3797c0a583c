/** @file
 *  Where the golden data lies, and which cases the words on the command line mean. */
#ifndef GP_CLI_GOLDEN_DIR_H
#define GP_CLI_GOLDEN_DIR_H

#include "golden/case.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/** The files of all cases, sorted by name. */
typedef struct gp_case_files {
    char **paths; /**< owned */
    size_t count; /**< how many */
} gp_case_files;

/** The folder of golden data: $GOLDPROP_GOLDEN, or share/goldprop beside the folder that the program lies in.
 *  @param[out] path    the folder
 *  @param[out] message says why there is none
 *  @return false where the program cannot tell where it lies */
bool gp_golden_dir(char path[PATH_MAX], gp_message *message);

/** The file that a word means: a word that ends in .json, has a slash, or is "-" is a file's name; any other is the id of a
 * case.
 *  @param word         from the command line
 *  @param[out] path    the file
 *  @param[out] message says why there is none
 *  @return false where there is no such case */
bool gp_find_case(const char *word, char path[PATH_MAX], gp_message *message);

/** Lists the files of the cases that some words mean, or of all cases where there are no words.
 *  @param words        from the command line
 *  @param word_count   how many
 *  @param[out] files   for gp_free_cases()
 *  @param[out] message says why there are none
 *  @return false after a failure */
bool gp_find_cases(char *const words[], size_t word_count, gp_case_files *files, gp_message *message);

/** Frees a list of files. */
void gp_free_cases(gp_case_files *files);

/** Reads the cases of all files, so that a command says nothing before it knows that each can be read.
 *  @param files        the files; has to outlive the cases
 *  @param[out] cases   one for each file, for gp_close_cases()
 *  @param[out] message says what is wrong
 *  @return false after a failure */
bool gp_open_cases(const gp_case_files *files, gp_case **cases, gp_message *message);

/** Frees cases. */
void gp_close_cases(gp_case *cases, size_t count);

/** Finds and reads the cases that some words mean, or all cases where there are no words, and frees them after use.
 *  @param words      from the command line
 *  @param word_count how many
 *  @param use        writes what there is to say of the cases: as JSON, or as text. @return the exit status
 *  @param json       for @p use
 *  @return           its exit status, or GP_EXIT_UNUSABLE after a complaint */
int gp_use_cases(char *const words[], size_t word_count, int (*use)(const gp_case *cases, size_t count, bool json), bool json);

#endif
