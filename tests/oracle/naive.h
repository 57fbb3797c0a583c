/** @file
 *  A run of a problem once more, in the plainest possible way and in long double: nothing of the reference is used, and every
 *  number of the current step stands in a table. */
#ifndef GP_TESTS_NAIVE_H
#define GP_TESTS_NAIVE_H

#include "golden/problem.h"

/** Runs a problem without departures, and takes down the numbers at some places, in any order. */
void naive_run(const gp_problem *problem, const gp_place *places, size_t count, long double *values);

#endif
