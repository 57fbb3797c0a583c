#include "golden/json_memory.h"

#include "support/json_file.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdint.h>
#include <threads.h>

static bool loads(const char *text)
{
    json_t *value = json_loads(text, 0, NULL);
    json_decref(value);
    return value;
}

Test(json_memory, limit)
{
    const char three[] = "[0, 0, 0]", many[] = "[{}, {}, {}, {}, {}, {}, {}, {}]";
    gp_json_memory_begin(1000);
    cr_assert(loads(three));
    cr_assert_eq(gp_json_memory_end(), GP_JSON_MEMORY_GRANTED);
    gp_json_memory_begin(1000);
    cr_assert(!loads(many));
    cr_assert(!loads(three), "nothing is granted any more");
    cr_assert_eq(gp_json_memory_end(), GP_JSON_MEMORY_OVER);
    cr_assert(loads(many), "nothing is watched any more");
    gp_json_memory_begin(SIZE_MAX);
    cr_assert(loads(many));
    cr_assert_eq(gp_json_memory_end(), GP_JSON_MEMORY_GRANTED);
}

/* What the library gives back counts as well. */
Test(json_memory, limit_of_all_together)
{
    gp_json_memory_begin(10000);
    size_t count = 0;
    while (loads("[0, 0, 0]"))
        cr_assert_lt(count++, 1000);
    cr_assert_gt(count, 10);
    cr_assert_eq(gp_json_memory_end(), GP_JSON_MEMORY_OVER);
}

/* The library drops a digit where the room for it is not granted, and says nothing. */
Test(json_memory, short)
{
    json_memory_is_counted();
    bool overlooked = false;
    for (size_t allocation = 0;; allocation++) {
        gp_json_memory_begin(SIZE_MAX);
        memory_fail_at(allocation);
        json_t *list = json_loads("[5.00000000000000000000000000000000000000000000001, 7]", 0, NULL);
        const bool failed = memory_failed();
        memory_fail_never();
        overlooked |= failed && list;
        json_decref(list);
        cr_assert_eq(gp_json_memory_end(), failed ? GP_JSON_MEMORY_SHORT : GP_JSON_MEMORY_GRANTED, "allocation %zu",
                     allocation);
        if (!failed)
            break;
    }
    cr_assert(overlooked, "this library does not overlook anything, and needs no watching");
}

static int load_in_thread(void *unused)
{
    (void)unused;
    gp_json_memory_begin(SIZE_MAX);
    return loads("[{}, {}]") && gp_json_memory_end() == GP_JSON_MEMORY_GRANTED;
}

Test(json_memory, each_thread_for_itself)
{
    thrd_t thread;
    int granted = 0;
    gp_json_memory_begin(0);
    cr_assert(!loads("[]"));
    cr_assert_eq(thrd_create(&thread, load_in_thread, NULL), thrd_success);
    cr_assert_eq(thrd_join(thread, &granted), thrd_success);
    cr_assert(granted);
    cr_assert_eq(gp_json_memory_end(), GP_JSON_MEMORY_OVER);
}
