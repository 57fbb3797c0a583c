/** @file
 *  How far a long run has come, for somebody who waits at a terminal. */
#ifndef GP_CLI_PROGRESS_H
#define GP_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/** A run that may take long. */
typedef struct gp_progress {
    const char *unit; /**< what is counted; not owned */
    size_t total;     /**< how many there will be */
    double next;      /**< seconds on the clock at which something is shown next */
    bool terminal;    /**< standard error is a terminal */
    bool shown;       /**< something has been shown */
} gp_progress;

/** Begins: nothing is shown in the first second, nor where standard error is no terminal. */
gp_progress gp_progress_begin(const char *unit, size_t total);

/** Shows how far the run has come, at most ten times a second. */
void gp_progress_show(gp_progress *progress, size_t done);

/** Takes what was shown away again. */
void gp_progress_end(gp_progress *progress);

#endif
