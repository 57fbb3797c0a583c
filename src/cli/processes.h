/** @file
 *  Pieces of work that are done by processes of their own, for work that threads cannot share. */
#ifndef GP_CLI_PROCESSES_H
#define GP_CLI_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>

/** Work in pieces. */
typedef struct gp_process_work {
    size_t count;                                        /**< how many pieces */
    int (*do_piece)(const void *work, size_t piece);     /**< does one in a process of its own: gives its exit status */
    const char *(*name)(const void *work, size_t piece); /**< what messages call it */
    const void *work;                                    /**< what both are handed */
} gp_process_work;

/** Does all pieces, as many at a time as there are processors. A piece whose process cannot be started, or ends by a signal, is
 *  complained of. A signal that asks this program to end (::gp_ending_signals) ends the processes first.
 *  @return the worst exit status of all pieces; GP_EXIT_UNUSABLE after a complaint */
int gp_do_in_processes(const gp_process_work *work);

/** Whether this is a process of gp_do_in_processes() whose caller is no more: nobody waits for what it does. */
bool gp_is_orphan(void);

#endif
