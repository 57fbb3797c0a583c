/** @file
 *  A network that is worked by hand: identity activations and dyadic numbers, so that every result is exact in binary32 and
 *  binary64 alike. No 0, no 1, no square matrix, no two equal numbers: a transpose, a sign or a wrong index shows.
 *
 *      x (2)  --W1, b1-->  layer 1 (3, a bias for each unit)  --W2, b2-->  layer 2 (2, one shared bias)
 *
 *      W1 = |  0.5   -1.5  |   b1 = |  0.125 |        W2 = |  4   -0.5  0.25 |   b2 = 0.75
 *           |  2.25   0.75 |        | -0.25  |             | -2    1.5  3    |
 *           | -3      1.25 |        |  5     |
 *
 *      sample 0: x = (-2,  0.5)   t = (-1.15625,  30.3125)       E = 0.75 sum_k (a_k - t_k)^2
 *      sample 1: x = ( 4, -0.5)   t = ( 6.40625, -16.8125)       rate = 0.25
 *
 *  What comes out of it is derived in the tests, beside the numbers. */
#ifndef GP_TESTS_WORKED_EXAMPLE_H
#define GP_TESTS_WORKED_EXAMPLE_H

#include "reference/train.h"

/** The example, ready for gp_train(): one epoch, both samples in one batch, the gradients summed. */
typedef struct worked_example {
    gp_network network;
    gp_workspace workspace;
    gp_samples samples;
    gp_rule rule;
} worked_example;

/** Makes the example. */
void worked_example_create(worked_example *example);

/** The run of it. */
gp_training worked_example_training(worked_example *example, const gp_observer *observer);

/** Frees it. */
void worked_example_free(worked_example *example);

#endif
