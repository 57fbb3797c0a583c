#define _POSIX_C_SOURCE 200809L

#include "support/spoil.h"

#include "support/memory.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const others[] = {"null",  "true", "false",   "\"word\"", "\"w\u00f6rd\"",
                                     "\"7\"", "-1.5", "-1",      "7",        "1.5",
                                     "[]",    "[[]]", "[\"7\"]", "{}",       "[1, [2, 3], {\"word\": 4}]"};

typedef struct spoiling {
    const json_t *root;
    read_spoiled *read;
    const void *context;
    size_t refused;
} spoiling;

static void try_it(spoiling *at)
{
    char *text = json_dumps(at->root, 0);
    gp_message message = {""};
    const size_t blocks = memory_blocks();
    if (!at->read(text, at->context, &message)) {
        at->refused++;
        cr_assert(!strncmp(message.text, "spoiled", 7) && strstr(message.text, "expected ") && !strchr(message.text, '\n'),
                  "%s\nexpected one line that says what was expected, found: %s", text, message.text);
    }
    cr_assert_eq(memory_blocks(), blocks, "%s\nleaves something behind", text);
    free(text);
}

static void spoil_inside(spoiling *at, json_t *value);

static void spoil_member(spoiling *at, json_t *object, const char *key)
{
    json_t *sound = json_incref(json_object_get(object, key));
    for (size_t o = 0; o < sizeof others / sizeof *others; o++) {
        json_object_set_new(object, key, json_loads(others[o], JSON_DECODE_ANY, NULL));
        try_it(at);
    }
    json_object_del(object, key);
    try_it(at);
    json_object_set_new(object, key, sound);
    spoil_inside(at, sound);
}

static void spoil_item(spoiling *at, json_t *array, size_t index)
{
    json_t *sound = json_incref(json_array_get(array, index));
    for (size_t o = 0; o < sizeof others / sizeof *others; o++) {
        json_array_set_new(array, index, json_loads(others[o], JSON_DECODE_ANY, NULL));
        try_it(at);
    }
    json_array_remove(array, index);
    try_it(at);
    json_array_insert_new(array, index, sound);
    spoil_inside(at, sound);
}

/* A member that was taken away comes back behind the others: the keys are written down first. */
static void spoil_inside(spoiling *at, json_t *value)
{
    for (size_t k = 0; k < json_array_size(value); k++)
        spoil_item(at, value, k);
    char *keys[64];
    size_t count = 0;
    const char *key;
    json_t *member;
    json_object_foreach(value, key, member)
    {
        cr_assert(count < sizeof keys / sizeof *keys);
        keys[count++] = strdup(key);
    }
    for (size_t k = 0; k < count; k++) {
        spoil_member(at, value, keys[k]);
        free(keys[k]);
    }
}

size_t spoil_each_value(const char *text, read_spoiled *read, const void *context)
{
    json_t *root = json_loads(text, 0, NULL);
    spoiling at = {.root = root, .read = read, .context = context};
    try_it(&at);
    cr_assert_eq(at.refused, 0, "expected a sound text to begin with");
    spoil_inside(&at, root);
    json_decref(root);
    return at.refused;
}
