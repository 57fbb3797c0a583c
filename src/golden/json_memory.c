#include "golden/json_memory.h"

#include <jansson.h>
#include <stdint.h>
#include <threads.h>

/* The functions that were there before ours: the C library's, or those of the program that we are a part of. */
static json_malloc_t next_malloc;
static json_free_t next_free;

static _Thread_local size_t left = SIZE_MAX;
static _Thread_local gp_json_memory memory = GP_JSON_MEMORY_GRANTED;

static void *watched_malloc(size_t size)
{
    if (memory == GP_JSON_MEMORY_OVER)
        return NULL;
    if (left < SIZE_MAX && size > left) {
        memory = GP_JSON_MEMORY_OVER;
        return NULL;
    }
    if (left < SIZE_MAX)
        left -= size;
    void *block = next_malloc(size);
    if (!block)
        memory = GP_JSON_MEMORY_SHORT;
    return block;
}

static void watch(void)
{
    json_get_alloc_funcs(&next_malloc, &next_free);
    json_set_alloc_funcs(watched_malloc, next_free);
}

void gp_json_memory_begin(size_t most)
{
    static once_flag once = ONCE_FLAG_INIT;
    call_once(&once, watch);
    left = most;
    memory = GP_JSON_MEMORY_GRANTED;
}

gp_json_memory gp_json_memory_end(void)
{
    const gp_json_memory end = memory;
    left = SIZE_MAX;
    memory = GP_JSON_MEMORY_GRANTED;
    return end;
}
