#include "golden/json_memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

/* The functions that were there before ours: the C library's, or those of the program that we are a part of. */
static json_malloc_t next_malloc;
static json_free_t next_free;

static _Thread_local bool is_watched;
static _Thread_local size_t left;
static _Thread_local gp_json_memory memory;

/* A block for the first allocation that is not granted, of a reading. */
static _Thread_local void *spare;
static _Thread_local size_t spare_size;

static void *not_granted(gp_json_memory why, size_t size)
{
    const bool is_first = memory == GP_JSON_MEMORY_GRANTED;
    if (is_first)
        memory = why;
    return is_first && size <= spare_size ? spare : NULL;
}

static void *watched_malloc(size_t size)
{
    if (!is_watched)
        return next_malloc(size);
    if (memory != GP_JSON_MEMORY_GRANTED || size > left)
        return not_granted(GP_JSON_MEMORY_OVER, size);
    if (left < SIZE_MAX)
        left -= size;
    void *block = next_malloc(size);
    return block ? block : not_granted(GP_JSON_MEMORY_SHORT, size);
}

static void watched_free(void *block)
{
    if (block != spare)
        next_free(block);
}

static void watch(void)
{
    json_get_alloc_funcs(&next_malloc, &next_free);
    json_set_alloc_funcs(watched_malloc, watched_free);
}

void gp_json_memory_begin(size_t most)
{
    static once_flag once = ONCE_FLAG_INIT;
    call_once(&once, watch);
    is_watched = true;
    left = most;
    memory = GP_JSON_MEMORY_GRANTED;
}

gp_json_memory gp_json_memory_end(void)
{
    is_watched = false;
    return memory;
}

/* What has not been read of a text. */
typedef struct rest {
    const char *next;
    size_t length;
} rest;

/* The library reads one byte more at a time, and none after an allocation that was not granted. */
static size_t next_byte(void *buffer, size_t room, void *data)
{
    rest *text = data;
    if (room == 0 || text->length == 0 || memory != GP_JSON_MEMORY_GRANTED)
        return 0;
    *(char *)buffer = *text->next++;
    text->length--;
    return 1;
}

/* Where the room for a text or a number does not grow, the library drops a byte of it. If this was its last one, it looks for
   it beyond the end, or stops the program. So the room always grows; and what was read is thrown away. It doubles, from 16
   bytes. */
gp_json_memory gp_json_load(const char *text, size_t length, size_t flags, size_t most, json_t **root, json_error_t *error)
{
    rest all = {text, length};
    *root = NULL;
    spare_size = 2 * length + 64;
    spare = malloc(spare_size);
    if (!spare)
        return GP_JSON_MEMORY_SHORT;
    gp_json_memory_begin(most);
    *root = json_load_callback(next_byte, &all, flags, error);
    if (memory != GP_JSON_MEMORY_GRANTED) {
        json_decref(*root);
        *root = NULL;
    }
    free(spare);
    spare = NULL;
    return gp_json_memory_end();
}
