/** @file
 *  JSON files that last as long as a test, and the complaints about them. */
#ifndef GP_TESTS_JSON_FILE_H
#define GP_TESTS_JSON_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** A file without a place in any folder. */
typedef struct json_file {
    FILE *stream;  /**< keeps it alive */
    char name[32]; /**< by which it can be opened */
} json_file;

/** Makes a file of so many bytes. */
json_file json_file_of_bytes(const char *bytes, size_t length);

/** Makes a file of a text. */
json_file json_file_of(const char *text);

/** Removes a file. */
void json_file_remove(json_file *file);

/** A text in which one part, which must occur once only, is replaced by another. For free(). */
char *text_with(const char *text, const char *part, const char *other);

/** One way to spoil a file, and what is to be said of it. */
typedef struct complaint {
    const char *part;    /**< what is replaced in a sound file */
    const char *other;   /**< by what */
    const char *message; /**< what is expected, behind the file's name */
} complaint;

/** Tries to open a file; true where that was possible, and otherwise the message says why not. */
typedef bool open_file(const char *name, char message[1024]);

/** Opens the text as it is, which must succeed, and then spoiled in each way, which must fail with its message and leave
 * nothing allocated. */
void check_complaints(open_file *open, const char *text, const complaint *complaints, size_t count);

/** Opens bytes, which must fail with a message that begins so, behind the file's name, and that is one line. */
void check_refused(open_file *open, const char *bytes, size_t length, const char *message);

/** Makes the JSON library allocate where the tests can see it and let it fail. Called before anything reads JSON. */
void json_memory_is_counted(void);

#endif
