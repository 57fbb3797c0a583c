/** @file
 *  Running a subject: somebody else's program, which reads a request on its standard input and writes an answer on its standard
 *  output. What becomes of it is data; only what this machine cannot do is an error. */
#ifndef GP_ORACLE_SUBJECT_H
#define GP_ORACLE_SUBJECT_H

#include "golden/message.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a run of a subject ended. */
typedef enum gp_subject_end {
    GP_SUBJECT_ANSWERED,   /**< it exited with status 0: its output is its answer */
    GP_SUBJECT_EXITED,     /**< it exited with another status */
    GP_SUBJECT_KILLED,     /**< a signal ended it, not one of ours */
    GP_SUBJECT_TIMED_OUT,  /**< it was still running when its time was over */
    GP_SUBJECT_TOO_MUCH,   /**< it wrote more than it may */
    GP_SUBJECT_NOT_STARTED /**< there is no such program, or it must not be run */
} gp_subject_end;

/** What a subject may use. */
typedef struct gp_subject_limits {
    double seconds; /**< of wall clock; it is ended up to 0.02 s later */
    size_t bytes;   /**< of output */
} gp_subject_limits;

/** What became of a subject. */
typedef struct gp_subject_result {
    gp_subject_end end;       /**< how it ended */
    int code;                 /**< its exit status, the signal that killed it, or the errno of what was not started; else 0 */
    gp_subject_limits limits; /**< what it was allowed */
    double seconds;           /**< of wall clock that it took */
    char *output;             /**< what it wrote on standard output, with a zero at its end; owned */
    size_t length;            /**< bytes of it */
    char complaints[2048];    /**< the last lines of its standard error, ten at most, fit to be shown */
} gp_subject_result;

/** Runs a subject once, to its end or to the end of its limits.
 *
 *  The input is a file to the subject, so that it may read all, some or nothing of it. The subject is alone in a process group
 * of its own. When it has ended, the processes that it has left in this group are killed: what they have written by then
 * counts, and nobody waits for them. A subject that breaks a limit is killed with its group, without a warning.
 *
 *  Signals that would end the caller (::gp_ending_signals) wait until the subject has been killed, at most 0.02 s: a person who
 *  stops the caller leaves nothing running. Other threads of the caller must not take these signals. Nothing of the caller is
 * changed: not its signals, its descriptors or its children. SIGCHLD must not be ignored.
 *
 *  @param argv         the command, looked for in PATH where it has no slash, and its arguments; ends with NULL
 *  @param input        what it is given on standard input
 *  @param length       bytes of it
 *  @param limits       what it may use
 *  @param[out] result  for gp_subject_result_free(); all zero after a failure
 *  @param[out] message says what this machine could not do
 *  @return false where there was no memory, no descriptor or no temporary file, where SIGCHLD is ignored, or where a signal
 * asked the caller to end; true whatever the subject did
 *  @verifiedby{test_subject_answers} @verifiedby{test_subject_ends} @verifiedby{test_subject_without_means} */
bool gp_subject_run(char *const argv[], const char *input, size_t length, const gp_subject_limits *limits,
                    gp_subject_result *result, gp_message *message);

/** Frees a result. All zero afterwards; an all-zero result is accepted.
 *  @verifiedby{test_subject_answers} */
void gp_subject_result_free(gp_subject_result *result);

/** How a subject ended, in words that follow its name: "was killed by signal 11 (Segmentation fault)".
 *  @return @p text
 *  @verifiedby{test_subject_ends} */
const char *gp_subject_end_text(const gp_subject_result *result, char text[128]);

#ifdef __cplusplus
}
#endif

#endif
