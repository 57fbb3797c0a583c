/** @file
 *  A trainer in a process of its own, which trains once for each line that it gets, and answers with a line: milliseconds, sum
 * of the parameters, reported error. */
#ifndef GP_BENCH_CHILD_H
#define GP_BENCH_CHILD_H

#include "outcome.h"
#include <stdio.h>
#include <sys/types.h>

/** The process. */
typedef struct child {
    pid_t id;        /**< of the process; 0 where there is none */
    FILE *to, *from; /**< its input and its output */
} child;

/** Starts a command. @param words the command, ends with NULL. @return false where that failed */
bool child_start(char *const *words, child *process);

/** Lets it train once with the workload of a file. @return false where it has ended instead */
bool child_train(child *process, const char *workload, outcome *result);

/** Waits for its end. @return its exit status; 1 where something else ended it */
int child_end(child *process);

#endif
