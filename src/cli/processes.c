#include "cli/processes.h"
#include "cli/command.h"
#include "cli/options.h"
#include "oracle/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process and its piece. */
typedef struct worker {
    pid_t pid;
    size_t piece;
} worker;

/* Those that are at work, and what has come of the others. */
typedef struct crew {
    const gp_process_work *work;
    worker *workers;
    size_t count, room;
    sigset_t awaited; /* what this process waits for: a worker's end, or its own */
    int result;       /* the worst so far */
    int asked;        /* the signal that asks this process to end; 0 where none does */
} crew;

/* The process that started this one; 0 where none did. */
static pid_t caller;

bool gp_is_orphan(void)
{
    return caller != 0 && getppid() != caller;
}

static int complain(const crew *at, size_t piece, const char *what, const char *found)
{
    gp_message message;
    gp_message_set(&message, "%s: expected %s, found %s", at->work->name(at->work->work, piece), what, found);
    return gp_complain(&message);
}

/* @return whether there is such a process now */
static bool start(crew *at, size_t piece, const sigset_t *before)
{
    const pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        pthread_sigmask(SIG_SETMASK, before, NULL);
        caller = parent;
        exit(at->work->do_piece(at->work->work, piece));
    }
    if (pid < 0)
        at->result = complain(at, piece, "a process of its own", strerror(errno));
    else
        at->workers[at->count++] = (worker){pid, piece};
    return pid > 0;
}

/* Ends this process, but first all others. */
static void end_all(crew *at, int number)
{
    at->asked = number;
    for (size_t k = 0; k < at->count; k++)
        kill(at->workers[k].pid, number);
}

/* What a worker has come to that has ended. One that nobody reads any more ends all; one that was asked to end is not
   complained of. */
static int result_of(crew *at, size_t piece, int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    if (WTERMSIG(status) == SIGPIPE && !at->asked)
        end_all(at, SIGPIPE);
    return at->asked ? GP_EXIT_UNUSABLE : complain(at, piece, "its process to end by itself", strsignal(WTERMSIG(status)));
}

/* Takes those that have ended from the list. */
static void collect(crew *at)
{
    for (size_t k = at->count; k-- > 0;) {
        int status;
        const worker ended = at->workers[k];
        const pid_t pid = waitpid(ended.pid, &status, WNOHANG);
        if (pid == 0)
            continue;
        at->workers[k] = at->workers[--at->count];
        const int result = pid > 0 ? result_of(at, ended.piece, status)
                                   : complain(at, ended.piece, "to learn how its process ended", strerror(errno));
        at->result = result > at->result ? result : at->result;
    }
}

/* Waits until a worker has ended. A signal that asks this process to end is passed on, so that they end, too. */
static void await(crew *at)
{
    int number = SIGCHLD;
    const size_t before = at->count;
    while (collect(at), at->count == before && sigwait(&at->awaited, &number) == 0)
        if (number != SIGCHLD)
            end_all(at, number);
}

static void do_pieces(crew *at, const sigset_t *before)
{
    for (size_t piece = 0; piece < at->work->count && !at->asked; piece++) {
        if (at->count == at->room)
            await(at);
        if (at->asked || !start(at, piece, before))
            break;
    }
    while (at->count > 0)
        await(at);
}

/* SIGCHLD comes only where it is handled. */
static void do_nothing(int number)
{
    (void)number;
}

int gp_do_in_processes(const gp_process_work *work)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    crew at = {.work = work, .room = processors > 0 ? (size_t)processors : 1};
    at.workers = calloc(at.room, sizeof *at.workers);
    if (!at.workers)
        return complain(&at, 0, "memory for its process", "none left");

    sigset_t held, before;
    gp_hold_ending_signals(&held, &before);
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = do_nothing}, NULL);
    at.awaited = held;
    sigaddset(&at.awaited, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &at.awaited, NULL);
    do_pieces(&at, &before);
    free(at.workers);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (at.asked)
        raise(at.asked);
    return at.result;
}
