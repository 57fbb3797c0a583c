#include "certify/memory.h"

#include <flint/flint.h>
#include <gmp.h>
#include <stdlib.h>

static void (*end_without_memory)(void);

static void *granted(void *block)
{
    if (!block)
        end_without_memory();
    return block;
}

static void *allocate(size_t size)
{
    return granted(malloc(size));
}

static void *allocate_zeros(size_t count, size_t size)
{
    return granted(calloc(count, size));
}

static void *reallocate(void *block, size_t size)
{
    return granted(realloc(block, size > 0 ? size : 1)); /* nothing is no lack */
}

/* GMP also tells how large a block was. */
static void *reallocate_sized(void *block, size_t before, size_t size)
{
    (void)before;
    return reallocate(block, size);
}

static void release(void *block)
{
    free(block);
}

static void release_sized(void *block, size_t size)
{
    (void)size;
    free(block);
}

void gp_certify_without_memory(void (*end)(void))
{
    end_without_memory = end;
    __flint_set_memory_functions(allocate, allocate_zeros, reallocate, release);
    mp_set_memory_functions(allocate, reallocate_sized, release_sized);
}
