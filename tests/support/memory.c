#include "support/memory.h"

#include <stdint.h>

static size_t blocks, latest_count;
static size_t left_until_failure = SIZE_MAX;

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __real_free(void *block);
void __wrap_free(void *block);

void *__wrap_calloc(size_t count, size_t size)
{
    latest_count = count;
    if (left_until_failure-- == 0)
        return NULL;
    void *block = __real_calloc(count, size);
    blocks += block != NULL;
    return block;
}

void __wrap_free(void *block)
{
    blocks -= block != NULL;
    __real_free(block);
}

void memory_fail_at(size_t allocation)
{
    left_until_failure = allocation;
}

size_t memory_blocks(void)
{
    return blocks;
}

size_t memory_latest_count(void)
{
    return latest_count;
}
