/** @file
 *  The golden cases, for tests: GOLDPROP_GOLDEN names their folder. A test that finds none fails. */
#ifndef GP_TESTS_GOLDEN_CASES_H
#define GP_TESTS_GOLDEN_CASES_H

#include "golden/case.h"

/** A file of the golden data, by its path in golden/. @return @p path */
const char *golden_path(const char *name, char path[1024]);

/** Opens a golden case by its id. */
void golden_case_open(const char *id, gp_case *the_case);

/** Calls a function with each golden case; there has to be one. */
void golden_case_each(void (*look_at)(const gp_case *the_case));

#endif
