/** @file
 *  JSON: built whole before any of it is written, so that what lacks a part for want of memory is never
 * shown. */
#ifndef GP_REPORT_JSON_OUTPUT_H
#define GP_REPORT_JSON_OUTPUT_H

#include "golden/case.h"
#include <jansson.h>
#include <stdbool.h>

/** A JSON object that is being built. */
typedef struct gp_json_output {
    json_t *root;  /**< the object */
    bool complete; /**< whether there was memory for each part so far */
} gp_json_output;

/** Begins an object with its format's name and the version of the program.
 *  @param format such as "goldprop-show-1"
 *  @verifiedby{test_report_words_json} */
gp_json_output gp_json_begin(const char *format);

/** Gives up an object that nobody will see.
 *  @verifiedby{test_report_words_json} */
void gp_json_discard(gp_json_output *output);

/** Sets a key of an object.
 *  @param output remembers where memory was short
 *  @param object the root or an object in it; NULL where there was no memory for it
 *  @param key    its name
 *  @param value  taken over; NULL where there was no memory for it
 *  @verifiedby{test_report_words_json} */
void gp_json_set(gp_json_output *output, json_t *object, const char *key, json_t *value);

/** Appends to an array, likewise.
 *  @verifiedby{test_report_words_json} */
void gp_json_append(gp_json_output *output, json_t *array, json_t *value);

/** Sets the keys by which the golden data says where a number stands: quantity, step or epoch, and what else it has.
 *  @verifiedby{test_report_words_json} */
void gp_json_set_place(gp_json_output *output, json_t *object, const gp_place *place);

/** Sets how hard the numbers of a case are: difficulty, and the whole digits of the hardest that an honest program gets right,
 *  binary32_digits and binary64_digits.
 *  @verifiedby{test_report_words_json} */
void gp_json_set_difficulty(gp_json_output *output, json_t *object, const gp_case *the_case);

/** A count.
 *  @verifiedby{test_report_words_json} */
json_t *gp_json_count(size_t count);

/** A text that need not be UTF-8, such as the name of a file; what cannot be printed becomes a question mark.
 *  @verifiedby{test_report_words_json} */
json_t *gp_json_text(const char *text);

/** A number as text, as in the golden data: so many significant digits; nan, inf and -inf are words.
 *  @verifiedby{test_report_words_json} */
json_t *gp_json_number(long double value, int digits);

#endif
