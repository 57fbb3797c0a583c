/** @file
 *  One line for a person: where something is wrong, what was expected, what was found. */
#ifndef GP_GOLDEN_MESSAGE_H
#define GP_GOLDEN_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A message; empty while nothing is wrong. */
typedef struct gp_message {
    char text[1024]; /**< one line, no newline at its end; a longer one is cut */
} gp_message;

/** Writes a message, as printf does. What came in with the arguments is made fit to be shown, in one line
 *  (gp_make_printable()).
 *  @return false, always: so that `return gp_message_set(...)` reports a failure in one statement
 *  @verifiedby{test_case_complaints} */
__attribute__((format(printf, 2, 3))) bool gp_message_set(gp_message *message, const char *format, ...);

/** Writes behind what a message says already.
 *  @verifiedby{test_message_append} */
__attribute__((format(printf, 2, 3))) void gp_message_append(gp_message *message, const char *format, ...);

/** The ending of a word that is counted: "" of one, and "s" of any other number, as in `1 number` and `2 numbers`.
 *  @verifiedby{test_message_plural} */
const char *gp_plural(size_t count);

#ifdef __cplusplus
}
#endif

#endif
