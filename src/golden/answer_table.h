/** @file
 *  An answer as a table: what `goldprop trace --csv` writes, for programs that write lines more easily than JSON. */
#ifndef GP_GOLDEN_ANSWER_TABLE_H
#define GP_GOLDEN_ANSWER_TABLE_H

#include "golden/answer.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Whether a text begins as such a table does, and has no zero byte.
 *  @verifiedby{test_answer_table} */
bool gp_is_answer_table(const char *text, size_t length);

/** Reads a table: under its heading a line for each number, counted as goldprop does. It has no conventions; its precision is
 *  binary64.
 *  @param name           what messages call it
 *  @param text, length   its bytes, of which none is zero
 *  @param the_case       the case that it answers
 *  @param[in,out] answer with room for values
 *  @param[out] message   says what is wrong, and in which line
 *  @return false after a complaint
 *  @verifiedby{test_answer_table} */
bool gp_answer_table_read(const char *name, const char *text, size_t length, const gp_case *the_case, gp_answer *answer,
                          gp_message *message);

#ifdef __cplusplus
}
#endif

#endif
