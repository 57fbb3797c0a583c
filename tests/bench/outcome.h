/** @file
 *  What a training ended with, and how long it took. */
#ifndef GP_BENCH_OUTCOME_H
#define GP_BENCH_OUTCOME_H

#include <stdbool.h>

/** Of one training. */
typedef struct outcome {
    double ms;    /**< processor time */
    double sum;   /**< of all parameters */
    double error; /**< mean absolute error over all samples, after the last step */
} outcome;

#endif
