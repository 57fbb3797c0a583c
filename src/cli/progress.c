#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

gp_progress gp_progress_begin(const char *unit, size_t total)
{
    return (gp_progress){.unit = unit, .total = total, .next = seconds() + 1, .terminal = isatty(STDERR_FILENO)};
}

void gp_progress_show(gp_progress *progress, size_t done)
{
    if (!progress->terminal || seconds() < progress->next)
        return;
    fprintf(stderr, "\r%s %zu of %zu (%.0f %%)", progress->unit, done, progress->total,
            progress->total > 0 ? 100.0 * (double)done / (double)progress->total : 100.0);
    fflush(stderr);
    progress->next = seconds() + 0.1;
    progress->shown = true;
}

void gp_progress_end(gp_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
