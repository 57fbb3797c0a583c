#include "support/memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>

static size_t blocks, latest_count;
static size_t left_until_failure = SIZE_MAX;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __real_free(void *block);
void __wrap_free(void *block);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
FILE *__real_fmemopen(void *buffer, size_t size, const char *mode);
FILE *__wrap_fmemopen(void *buffer, size_t size, const char *mode);

static _Bool fails_now(void)
{
    if (left_until_failure-- != 0)
        return 0;
    errno = ENOMEM;
    return 1;
}

static void *counted(void *block)
{
    blocks += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    latest_count = count;
    return fails_now() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (!block)
        return __wrap_malloc(size);
    return fails_now() ? NULL : __real_realloc(block, size);
}

void __wrap_free(void *block)
{
    blocks -= block != NULL;
    __real_free(block);
}

char *__wrap_strdup(const char *text)
{
    return fails_now() ? NULL : counted(__real_strdup(text));
}

/* A stream is closed, and no block that is freed. */
FILE *__wrap_fmemopen(void *buffer, size_t size, const char *mode)
{
    return fails_now() ? NULL : __real_fmemopen(buffer, size, mode);
}

void memory_fail_at(size_t allocation)
{
    left_until_failure = allocation;
}

void memory_fail_never(void)
{
    left_until_failure = SIZE_MAX;
}

size_t memory_left(void)
{
    return left_until_failure;
}

_Bool memory_failed(void)
{
    return left_until_failure > SIZE_MAX / 2;
}

size_t memory_blocks(void)
{
    return blocks;
}

size_t memory_latest_count(void)
{
    return latest_count;
}
