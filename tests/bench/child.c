#define _POSIX_C_SOURCE 200809L

#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(char *const *words, const int to[2], const int from[2])
{
    dup2(to[0], STDIN_FILENO); /* these stay open in the command, all others do not */
    dup2(from[1], STDOUT_FILENO);
    execvp(words[0], words);
    _exit(127);
}

bool child_start(char *const *words, child *process)
{
    int to[2], from[2];
    signal(SIGPIPE, SIG_IGN); /* one that has ended is seen by its answer */
    if (pipe(to) != 0)
        return false;
    if (pipe(from) != 0) {
        close(to[0]), close(to[1]);
        return false;
    }
    for (size_t end = 0; end < 2; end++) {
        fcntl(to[end], F_SETFD, FD_CLOEXEC);
        fcntl(from[end], F_SETFD, FD_CLOEXEC);
    }
    process->id = fork();
    if (process->id == 0)
        become(words, to, from);
    close(to[0]), close(from[1]);
    process->to = fdopen(to[1], "w");
    process->from = fdopen(from[0], "r");
    return process->id > 0 && process->to && process->from;
}

bool child_train(child *process, const char *workload, outcome *result)
{
    fprintf(process->to, "%s\n", workload);
    fflush(process->to);
    return fscanf(process->from, "%lf %lf %lf", &result->ms, &result->sum, &result->error) == 3;
}

int child_end(child *process)
{
    int status = 0;
    fclose(process->to);
    fclose(process->from);
    const bool waited = waitpid(process->id, &status, 0) == process->id;
    *process = (child){0};
    return waited && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
