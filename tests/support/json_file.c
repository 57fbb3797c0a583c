#define _POSIX_C_SOURCE 200809L

#include "support/json_file.h"

#include "support/memory.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

json_file json_file_of_bytes(const char *bytes, size_t length)
{
    json_file file = {.stream = tmpfile()};
    cr_assert(file.stream, "no temporary file");
    cr_assert_eq(fwrite(bytes, 1, length, file.stream), length);
    cr_assert_eq(fflush(file.stream), 0);
    snprintf(file.name, sizeof file.name, "/proc/self/fd/%d", fileno(file.stream));
    return file;
}

json_file json_file_of(const char *text)
{
    return json_file_of_bytes(text, strlen(text));
}

void json_file_remove(json_file *file)
{
    fclose(file->stream);
}

char *text_with(const char *text, const char *part, const char *other)
{
    const char *found = strstr(text, part);
    cr_assert(found && !strstr(found + 1, part), "the part to replace does not occur once: %s", part);
    const size_t before = (size_t)(found - text), length = strlen(text) - strlen(part) + strlen(other);
    char *result = malloc(length + 1);
    cr_assert(result);
    snprintf(result, length + 1, "%.*s%s%s", (int)before, text, other, found + strlen(part));
    return result;
}

/* The message that comes of opening a text; empty where it can be opened. */
static void open_text(open_file *open, const char *bytes, size_t length, char message[1024])
{
    json_file file = json_file_of_bytes(bytes, length);
    const size_t blocks = memory_blocks();
    message[0] = '\0';
    if (open(file.name, message)) {
        message[0] = '\0';
    } else {
        cr_assert_eq(strncmp(message, file.name, strlen(file.name)), 0, "the file's name first: %s", message);
        memmove(message, message + strlen(file.name), strlen(message + strlen(file.name)) + 1);
        cr_assert(!strchr(message, '\n'), "one line: %s", message);
    }
    cr_assert_eq(memory_blocks(), blocks, "memory is left allocated after: %s", message);
    json_file_remove(&file);
}

void check_complaints(open_file *open, const char *text, const complaint *complaints, size_t count)
{
    char message[1024];
    open_text(open, text, strlen(text), message);
    cr_assert_str_empty(message, "a sound file: %s", message);
    for (size_t k = 0; k < count; k++) {
        char *spoiled = text_with(text, complaints[k].part, complaints[k].other);
        open_text(open, spoiled, strlen(spoiled), message);
        cr_expect_str_eq(message, complaints[k].message, "%s replaced by %s\nobtained %s\nexpected %s", complaints[k].part,
                         complaints[k].other, message, complaints[k].message);
        free(spoiled);
    }
}

void check_refused(open_file *open, const char *bytes, size_t length, const char *message)
{
    char obtained[1024];
    open_text(open, bytes, length, obtained);
    cr_expect_eq(strncmp(obtained, message, strlen(message)), 0, "obtained %s\nexpected %s", obtained, message);
}

static void *allocate(size_t size)
{
    return malloc(size);
}

static void release(void *block)
{
    free(block);
}

void json_memory_is_counted(void)
{
    json_set_alloc_funcs(allocate, release);
}
