/** @file
 *  JSON texts in which one value is missing, or is not what it should be. */
#ifndef GP_TESTS_SPOIL_H
#define GP_TESTS_SPOIL_H

#include "golden/message.h"
#include <stddef.h>

/** Reads a text under the name "spoiled", and closes again what came of it; false where it is refused, and the message says
 * why. */
typedef bool read_spoiled(const char *text, const void *context, gp_message *message);

/** Takes each value of a JSON text away in turn, and puts values of other kinds in its place. Each text that comes of it has to
 * be accepted, or refused in one line that begins with the name and says what was expected; and nothing may be left allocated,
 * by the JSON library neither where json_memory_is_counted() was called before.
 *  @param text    which is accepted as it is
 *  @param read    the reader
 *  @param context for the reader
 *  @return        how many texts were refused */
size_t spoil_each_value(const char *text, read_spoiled *read, const void *context);

#endif
