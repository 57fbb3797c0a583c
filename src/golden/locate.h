/** @file
 *  Where a JSON value stands in its text. The JSON library does not keep it, so it is looked up when there is something to
 *  complain about. */
#ifndef GP_GOLDEN_LOCATE_H
#define GP_GOLDEN_LOCATE_H

#include "golden/node.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where a value begins in the text of its file. The text is gone through once, up to there, and never left.
 *  @verifiedby{test_node_each_value_is_found} */
const char *gp_text_of(const gp_node *node);

/** The line on which a value begins, counted from 1.
 *  @verifiedby{test_node_lines} */
size_t gp_line_of(const gp_node *node);

#ifdef __cplusplus
}
#endif

#endif
