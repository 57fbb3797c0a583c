/** @file
 *  Golden cases for the tests of the oracle, and answers to them that are made here. */
#ifndef GP_TESTS_GOLDEN_CASE_H
#define GP_TESTS_GOLDEN_CASE_H

#include "golden/answer.h"
#include "oracle/shadow.h"

/** How many golden cases there are at most. */
enum { most_golden_cases = 64 };

/** Opens a golden case; the test fails where there is no such case. */
void golden_case_open(const char *id, gp_case *the_case);

/** Opens all golden cases. @return how many */
size_t golden_cases_open(gp_case cases[most_golden_cases]);

/** Makes the answer of a program with some departures (textbook, where there are none), up to the last step that the case
 *  records without a gap. */
void answer_create(const gp_case *the_case, gp_departures departures, gp_answer *answer);

/** Sets one number of an answer. */
void answer_set(const gp_case *the_case, const gp_place *place, double value, gp_answer *answer);

/** The number at a place of an answer. */
double answer_at(const gp_case *the_case, const gp_answer *answer, const gp_place *place);

#endif
