/** @file
 *  The line of a JSON value. The JSON library does not keep it, so it is looked up when there is something to complain about.
 */
#ifndef GP_GOLDEN_LOCATE_H
#define GP_GOLDEN_LOCATE_H

#include "golden/node.h"

/** The line on which a value begins, counted from 1.
 *  @verifiedby{test_node_lines} */
size_t gp_line_of(const gp_node *node);

#endif
