/** @file
 *  What somebody else's program is given of a case: the problem, and which numbers are wanted; nothing that would give them
 * away. */
#ifndef GP_GOLDEN_REQUEST_H
#define GP_GOLDEN_REQUEST_H

#include "golden/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Writes the request for a case: its file with no other keys than format, id, title, problem and record, as far as it has
 * them. Numbers keep the characters that they have in the file.
 *  @param the_case a case, or a user's problem
 *  @return         one line of JSON with a newline at its end, for free(); it can be read as a case again. NULL where memory is
 *                  short
 *  @verifiedby{test_request_of_each_golden_case} @verifiedby{test_request_without_memory} */
char *gp_request_text(const gp_case *the_case);

/** Writes a JSON value as one line: many languages read a line more easily than all there is, and some want the newline at its
 * end.
 *  @return for free(); NULL where memory is short
 *  @verifiedby{test_request_text} @verifiedby{test_request_without_memory} */
char *gp_json_line(const json_t *value);

#ifdef __cplusplus
}
#endif

#endif
