#include "golden/json_memory.h"

#include "support/json_file.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
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

/* Reads a text while one allocation fails, with our own function or with the library's. @return whether it was asked for */
static bool load_short(const char *text, size_t allocation, bool ours, json_t **root)
{
    gp_json_memory memory = GP_JSON_MEMORY_SHORT;
    json_error_t error;
    memory_fail_at(allocation);
    if (ours)
        memory = gp_json_load(text, strlen(text), 0, SIZE_MAX, root, &error);
    else
        *root = json_loads(text, 0, NULL);
    const bool failed = memory_failed();
    memory_fail_never();
    cr_assert(failed || *root);
    cr_assert_eq(memory, failed || !ours ? GP_JSON_MEMORY_SHORT : GP_JSON_MEMORY_GRANTED, "allocation %zu", allocation);
    return failed;
}

/* Whether there was a value though an allocation failed. */
static bool overlooks(const char *text, bool ours)
{
    bool overlooked = false, failed = true;
    for (size_t allocation = 0; failed; allocation++) {
        json_t *root;
        failed = load_short(text, allocation, ours, &root);
        overlooked |= failed && root;
        json_decref(root);
    }
    return overlooked;
}

/* The library drops a digit where the room for it is not granted, and says nothing. */
Test(json_memory, short)
{
    const char number[] = "[5.00000000000000000000000000000000000000000000001, 7]";
    json_memory_is_counted();
    cr_assert(overlooks(number, false), "this library does not overlook anything, and needs no watching");
    cr_assert(!overlooks(number, true));
}

/* Where it drops the last byte of a text or a number, it looks for it in what lies behind, or stops the program. */
Test(json_memory, short_at_the_end_of_a_token)
{
    const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    const char digits[] = "1.2345678901234567890123456789012345678901234567890123456789012345678901234567890";
    char text[100];
    json_memory_is_counted();
    for (int length = 1; length < 70; length++) {
        snprintf(text, sizeof text, "[\"%.*s\"]", length, letters);
        cr_assert(!overlooks(text, true), "%s", text);
        snprintf(text, sizeof text, "{\"%.*s\": 1}", length, letters);
        cr_assert(!overlooks(text, true), "%s", text);
        if (length == 2)
            continue; /* a digit has to follow the point */
        snprintf(text, sizeof text, "[%.*s, 7]", length, digits);
        cr_assert(!overlooks(text, true), "%s", text);
    }
}

/* The same where a limit is kept: whoever writes the text can choose where that is. */
Test(json_memory, limit_at_the_end_of_a_token)
{
    const char text[] = "[1.234567890123, 1.2345678901234, 1.23456789012345, \"abcdefghijklm\", \"abcdefghijklmn\", "
                        "{\"abcdefghijklmno\": 1}, 0.12345678901234567890123456789012]";
    json_t *root = NULL;
    gp_json_memory memory = GP_JSON_MEMORY_OVER;
    size_t most = 0;
    for (; memory == GP_JSON_MEMORY_OVER; most++) {
        json_error_t error;
        cr_assert_null(root);
        memory = gp_json_load(text, strlen(text), 0, most, &root, &error);
    }
    cr_assert_eq(memory, GP_JSON_MEMORY_GRANTED);
    cr_assert_gt(most, 500);
    json_decref(root);
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
