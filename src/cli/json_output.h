/** @file
 *  JSON on standard output: built whole before any of it is written, so that what lacks a part for want of memory is never
 * shown. */
#ifndef GP_CLI_JSON_OUTPUT_H
#define GP_CLI_JSON_OUTPUT_H

#include "golden/place.h"
#include <jansson.h>
#include <stdbool.h>

/** A JSON object that is being built for standard output. */
typedef struct gp_json_output {
    json_t *root;  /**< the object */
    bool complete; /**< whether there was memory for each part so far */
} gp_json_output;

/** Begins an object with its format's name and the version of the program.
 *  @param format such as "goldprop-show-1" */
gp_json_output gp_json_begin(const char *format);

/** Ends an object: writes it to standard output, or complains, and frees it.
 *  @param output the object
 *  @param result the exit status where all of it could be written
 *  @return       @p result, or GP_EXIT_UNUSABLE after a complaint */
int gp_json_finish(gp_json_output *output, int result);

/** Gives up an object that nobody will see. */
void gp_json_discard(gp_json_output *output);

/** Sets a key of an object.
 *  @param output remembers where memory was short
 *  @param object the root or an object in it; NULL where there was no memory for it
 *  @param key    its name
 *  @param value  taken over; NULL where there was no memory for it */
void gp_json_set(gp_json_output *output, json_t *object, const char *key, json_t *value);

/** Appends to an array, likewise. */
void gp_json_append(gp_json_output *output, json_t *array, json_t *value);

/** Sets the keys by which the golden data says where a number stands: quantity, step or epoch, and what else it has. */
void gp_json_set_place(gp_json_output *output, json_t *object, const gp_place *place);

/** A count. */
json_t *gp_json_count(size_t count);

/** A text that need not be UTF-8, such as the name of a file; what cannot be printed becomes a question mark. */
json_t *gp_json_text(const char *text);

/** A number as text, as in the golden data: so many significant digits; nan, inf and -inf are words. */
json_t *gp_json_number(long double value, int digits);

#endif
