#define _XOPEN_SOURCE 700

#include "oracle/signals.h"

#include <stddef.h>

const int gp_ending_signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGABRT, SIGPIPE,
                                 SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, 0};

void gp_hold_ending_signals(sigset_t *held, sigset_t *before)
{
    sigemptyset(held);
    pthread_sigmask(SIG_SETMASK, NULL, before);
    for (const int *number = gp_ending_signals; *number != 0; number++) {
        struct sigaction action;
        if (sigismember(before, *number) == 0 && sigaction(*number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(held, *number);
    }
    pthread_sigmask(SIG_BLOCK, held, NULL);
}

bool gp_asked_to_end(const sigset_t *held)
{
    sigset_t pending;
    sigpending(&pending);
    for (const int *number = gp_ending_signals; *number != 0; number++)
        if (sigismember(held, *number) == 1 && sigismember(&pending, *number) == 1)
            return true;
    return false;
}
