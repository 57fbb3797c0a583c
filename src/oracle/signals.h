/** @file
 *  Signals that ask a program to end, for what must not be left behind then: a file that is not whole, another process. */
#ifndef GP_ORACLE_SIGNALS_H
#define GP_ORACLE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What ends a program from outside, unless it is handled: a person, another program, a limit. Ends with 0. Faults of the
 * program itself are not among them, nor the timers of profilers, nor what cannot be handled. */
extern const int gp_ending_signals[];

/** Lets these signals wait, but not those that have no effect now: ignored ones, and others that wait already.
 *  @param[out] held   those that wait from now on
 *  @param[out] before the signals that waited before, for pthread_sigmask()
 *  @verifiedby{test_subject_signal_to_the_caller} @verifiedby{test_subject_signal_without_effect} */
void gp_hold_ending_signals(sigset_t *held, sigset_t *before);

/** Whether one of the signals that were held has come.
 *  @verifiedby{test_subject_signal_to_the_caller} */
bool gp_asked_to_end(const sigset_t *held);

#ifdef __cplusplus
}
#endif

#endif
