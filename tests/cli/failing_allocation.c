/* A library to be loaded before the program (LD_PRELOAD): of the allocations that goldprop makes, its own and those of all its
   libraries, one fails. GOLDPROP_FAILING_ALLOCATION says which, counted from 1; when the program ends, GOLDPROP_ALLOCATIONS, a
   file, is given the number of them all. Programs that goldprop starts are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_long allocations;
static long failing = -1; /* none, as long as the environment has not been read */
static bool counting;

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *block, size_t size);

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("GOLDPROP_FAILING_ALLOCATION");
    counting = number && strcmp(program_invocation_short_name, "goldprop") == 0;
    failing = counting ? atol(number) : -1;
}

/* Written without an allocation. */
__attribute__((destructor)) static void end(void)
{
    const char *name = getenv("GOLDPROP_ALLOCATIONS");
    FILE *file;
    const long count = allocations;
    counting = false;
    if (!name || failing < 0 || !(file = fopen(name, "w")))
        return;
    fprintf(file, "%ld\n", count);
    fclose(file);
}

static bool fails_now(void)
{
    if (!counting || atomic_fetch_add(&allocations, 1) + 1 != failing)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (!next_malloc)
        *(void **)&next_malloc = dlsym(RTLD_NEXT, "malloc");
    return fails_now() ? NULL : next_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (!next_calloc)
        *(void **)&next_calloc = dlsym(RTLD_NEXT, "calloc");
    return fails_now() ? NULL : next_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    if (!next_realloc)
        *(void **)&next_realloc = dlsym(RTLD_NEXT, "realloc");
    return fails_now() ? NULL : next_realloc(block, size);
}
