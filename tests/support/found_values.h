/** @file
 *  Whether the place of each value in its text is found. */
#ifndef GP_TESTS_FOUND_VALUES_H
#define GP_TESTS_FOUND_VALUES_H

#include "golden/node.h"

/** Reads each value again from where it is said to begin, a value inside a value as well.
 *  @return how many came out as they are in the tree, or 0 where one did not */
size_t count_found_values(const gp_node *node);

#endif
