/** @file
 *  What the functions of src/elementary have to give, by MPFR, a library that rounds correctly. */
#ifndef GP_TESTS_ELEMENTARY_TRUTH_H
#define GP_TESTS_ELEMENTARY_TRUTH_H

#include "arguments.h"

#include <mpfr.h>

/** A function in other people's libraries. */
typedef struct truth {
    int (*mpfr)(mpfr_t, const mpfr_t, mpfr_rnd_t);
    double (*libm)(double); /**< right to some 50 bits: says where MPFR need not be asked */
    const double *hardest;  /**< arguments whose values lie nearest to a number or to a point midway between two; ends with 0 */
    double distance;        /**< that of the nearest value to a point midway, in halves of a unit of the last place */
} truth;

/** The truth about a function. */
const truth *truth_about(const function *f);

/** The number nearest to the function's value. */
double true_binary64(const function *f, double x);
float true_binary32(const function *f, float x);

/** Whether both are the same number in the same bits, or both no number. */
bool same_binary64(double a, double b);
bool same_binary32(float a, float b);

#endif
