/** @file
 *  Output that is whole or not there: a file appears under its name only after every byte has been written. */
#ifndef GP_CLI_OUTPUT_H
#define GP_CLI_OUTPUT_H

#include "golden/message.h"
#include <stdbool.h>
#include <stdio.h>

/** An output that is being written. */
typedef struct gp_output {
    FILE *stream;     /**< write here */
    const char *name; /**< the final name, or NULL for standard output; not owned */
    char *final;      /**< the file that this name leads to; owned; NULL for what is no regular file, such as a pipe */
    char *temporary;  /**< its name while it is being written; owned; NULL for what is no regular file */
} gp_output;

/** Opens an output.
 *  @param name          the file, or NULL or "-" for standard output; not owned
 *  @param[out] output   for gp_output_close() or gp_output_discard()
 *  @param[out] message  says what went wrong
 *  @return false after a failure */
bool gp_output_open(const char *name, gp_output *output, gp_message *message);

/** Ends an output: writes what is buffered, and gives the file its name.
 *  @return false where a byte could not be written; the file is then gone, and whatever had its name before is untouched */
bool gp_output_close(gp_output *output, gp_message *message);

/** Gives an output up: nothing of it stays. What went to standard output cannot be called back. */
void gp_output_discard(gp_output *output);

#endif
