/** @file
 *  Values of a JSON file that know where they stand, so that every complaint about one names its file, line and path. */
#ifndef GP_GOLDEN_NODE_H
#define GP_GOLDEN_NODE_H

#include "golden/message.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A JSON file in memory. */
typedef struct gp_source {
    char name[512];      /**< what messages call it, fit to be shown; of a long one the end */
    char *text;          /**< its bytes, ended by a zero; owned */
    json_t *root;        /**< its value; owned */
    bool loose;          /**< a program wrote it: whole numbers may be written as reals */
    bool no_memory;      /**< this machine had too little memory for it: what is wrong is not the file */
    gp_message *message; /**< where complaints go; not owned */
} gp_source;

/** A value and the way to it. Lives on the stack of whoever reads it. */
typedef struct gp_node {
    gp_source *source;            /**< the file */
    const struct gp_node *parent; /**< the object or array that holds it; NULL for the root */
    const char *key;              /**< its key there; NULL for an array's item and the root */
    size_t index;                 /**< its index there */
    json_t *value;                /**< the value; borrowed */
} gp_node;

/** Begins a source that has nothing but its name.
 *  @param name        what messages call it; copied
 *  @param loose       whether a program wrote it
 *  @param[out] source for gp_source_close()
 *  @param message     where complaints go
 *  @verifiedby{test_node_names} */
void gp_source_begin(const char *name, bool loose, gp_source *source, gp_message *message);

/** Reads a JSON file. Duplicate keys are refused.
 *  @param name        the file's name; "-" is standard input
 *  @param[out] source the file, for gp_source_close(); all zero but for the message after a failure
 *  @param[out] message says what is wrong with it
 *  @return false after a failure
 *  @verifiedby{test_node_odd_files} */
bool gp_source_open(const char *name, gp_source *source, gp_message *message);

/** Reads JSON from the text of a file, as gp_source_open() does.
 *  @param name        the file's name; "-" is standard input
 *  @param text        its bytes, with a zero behind them, allocated: the source frees them; NULL where the file could not be
 * read, which errno explains
 *  @param length      how many bytes
 *  @param[out] source, message as there
 *  @return false after a failure
 *  @verifiedby{test_node_odd_files} */
bool gp_source_take(const char *name, char *text, size_t length, gp_source *source, gp_message *message);

/** Reads JSON that somebody's program has written, from a file or from memory. As gp_source_open() but for numbers: what counts
 *  may be a whole real (7.0, 1e+05), and an integer may be too large for the machine's own.
 *  @param name        what messages call it, or the file's name
 *  @param text        its bytes, copied; NULL to read the file, where "-" is standard input
 *  @param length      how many bytes
 *  @param most        how many bytes its values may take in memory
 *  @param[out] source for gp_source_close(); all zero but for the message after a failure
 *  @param[out] message says what is wrong with it
 *  @return false after a failure
 *  @verifiedby{test_answer_in_memory} @verifiedby{test_answer_whole_reals} @verifiedby{test_answer_that_takes_too_much_memory}
 */
bool gp_source_read(const char *name, const char *text, size_t length, size_t most, gp_source *source, gp_message *message);

/** The bytes of a file, and a zero behind them.
 *  @param name        the file; "-" is standard input
 *  @param[out] length how many bytes
 *  @return for free(); NULL where it cannot be read, which errno explains
 *  @verifiedby{test_node_file_text} */
char *gp_file_text(const char *name, size_t *length);

/** Complains that memory is short, and notes it in the source.
 *  @param source what is read
 *  @param what   what the memory is for, as printf does: "its values"
 *  @return false, always
 *  @verifiedby{test_answer_short_of_memory} */
__attribute__((format(printf, 2, 3))) bool gp_no_memory(gp_source *source, const char *what, ...);

/** Frees what gp_source_open() or gp_source_read() made. */
void gp_source_close(gp_source *source);

/** The root of a file.
 *  @verifiedby{test_node_found_texts} */
gp_node gp_root(gp_source *source);

/** Complains: file, line, path of the node, what was expected, what was found.
 *  @param node     the value that is wrong
 *  @param expected what was expected, as printf does; what was found is told from the value itself
 *  @return false, always
 *  @verifiedby{test_node_found_texts} */
__attribute__((format(printf, 2, 3))) bool gp_expected(const gp_node *node, const char *expected, ...);

/** Complains with words of its own after file, line and path.
 *  @return false, always
 *  @verifiedby{test_case_complaints} */
__attribute__((format(printf, 2, 3))) bool gp_wrong(const gp_node *node, const char *format, ...);

/** An object whose keys all stand in a list that ends with NULL. Beside them each object of a file that people write may have a
 *  `note` and a `source`, texts for people: they are taken away here, so that no program is given them. @return false after a
 *  complaint
 *  @verifiedby{test_case_complaints} @verifiedby{test_problem_notes} */
bool gp_object(const gp_node *node, const char *const keys[]);

/** Whether an object has a key.
 *  @verifiedby{test_case_complaints} */
bool gp_has(const gp_node *object, const char *key);

/** A member that an object must have. @return false after a complaint
 *  @verifiedby{test_case_complaints} */
bool gp_member(const gp_node *object, const char *key, gp_node *member);

/** Gives an object a member that its file leaves out because it has only one meaning: what is handed on of it is whole.
 *  @param object an object
 *  @param key    a key that it does not have
 *  @param value  what it means; taken over
 *  @return false after a complaint
 *  @verifiedby{test_problem_what_need_not_be_said} */
bool gp_supply(const gp_node *object, const char *key, json_t *value);

/** Complains of a member that an object has and must not have.
 *  @param object an object
 *  @param key    the key
 *  @param beside because of what, for the complaint
 *  @return false after a complaint
 *  @verifiedby{test_memory_of_a_case} */
bool gp_lacks(const gp_node *object, const char *key, const char *beside);

/** An array of one or more items.
 *  @param node       the value
 *  @param wanted     how many items it must have; 0 for one or more
 *  @param what       for the complaint: "one number for each unit" where so many are wanted, "layers" where one or more are
 *  @param[out] count how many there are
 *  @return false after a complaint
 *  @verifiedby{test_case_empty_lists} */
bool gp_array(const gp_node *node, size_t wanted, const char *what, size_t *count);

/** The item of an array.
 *  @verifiedby{test_case_contents} */
gp_node gp_item(const gp_node *array, size_t index);

/** A string that is not empty, made fit to be shown in one line (gp_make_printable()).
 *  @param node      the value
 *  @param[out] text borrowed from the file
 *  @return false after a complaint
 *  @verifiedby{test_case_complaints} @verifiedby{test_node_texts} */
bool gp_text(const gp_node *node, const char **text);

/** As gp_text(), but the text may have several lines.
 *  @verifiedby{test_node_texts} */
bool gp_lines(const gp_node *node, const char **text);

/** A whole number.
 *  @param node        the value
 *  @param least       the smallest that is accepted
 *  @param most        the largest
 *  @param[out] number the number
 *  @return false after a complaint
 *  @verifiedby{test_case_complaints} */
bool gp_whole(const gp_node *node, size_t least, size_t most, size_t *number);

/** A number as programs write it: without quotes, or in quotes in the syntax of number.h without a denominator, or one of the
 *  words nan, inf, infinity in quotes, in any case and with any sign.
 *  @param node       the value
 *  @param[out] value to the nearest binary64
 *  @return false after a complaint
 *  @verifiedby{test_answer_numbers} */
bool gp_any_number(const gp_node *node, double *value);

/** A number in quotes, in the syntax of number.h.
 *  @param node      the value
 *  @param[out] text borrowed from the file
 *  @return false after a complaint
 *  @verifiedby{test_problem_complaints} */
bool gp_decimal_text(const gp_node *node, const char **text);

/** A number in quotes that has no denominator.
 *  @param node      the value
 *  @param[out] text borrowed from the file
 *  @return false after a complaint
 *  @verifiedby{test_case_complaints} */
bool gp_digits_text(const gp_node *node, const char **text);

/** One of several words.
 *  @param node        the value
 *  @param words       a list that ends with NULL
 *  @param[out] choice the index in the list
 *  @return false after a complaint
 *  @verifiedby{test_case_complaints} */
bool gp_choice(const gp_node *node, const char *const words[], int *choice);

/** True or false.
 *  @param node      the value
 *  @param[out] flag which of them
 *  @return false after a complaint
 *  @verifiedby{test_case_complaints} */
bool gp_boolean(const gp_node *node, bool *flag);

#ifdef __cplusplus
}
#endif

#endif
