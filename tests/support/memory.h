/** @file
 *  The executable is linked with --wrap for malloc, calloc, realloc and free, and for strdup and fmemopen, which allocate
 * inside the C library, so that the tests can see each allocation of the code that is linked into it and let it fail. */
#ifndef GP_TESTS_MEMORY_H
#define GP_TESTS_MEMORY_H

#include <stddef.h>

/** Lets an allocation fail: 0 the next one, 1 the one after it, and so on. Later ones succeed again. */
void memory_fail_at(size_t allocation);

/** Lets no allocation fail. Called before a test ends: the measurement of coverage allocates at the end of a process. */
void memory_fail_never(void);

/** How many allocations are left before the one that is to fail: what a test allocates itself in between goes behind
 *  memory_fail_never(), and memory_fail_at() goes on from here. */
size_t memory_left(void);

/** Whether the allocation that was to fail has been asked for. */
_Bool memory_failed(void);

/** How many blocks are allocated now. */
size_t memory_blocks(void);

/** How many values the latest call of calloc() asked for. */
size_t memory_latest_count(void);

#endif
