/** @file
 *  Random networks with samples and a training rule: of every depth, width, activation, kind of bias, loss, batch and reduction
 *  within the sizes below. From the same generator state comes the same problem. */
#ifndef GP_TESTS_RANDOM_PROBLEM_H
#define GP_TESTS_RANDOM_PROBLEM_H

#include "reference/random.h"
#include "reference/train.h"

enum { most_depth = 5, most_units = 9, most_samples = 7, most_epochs = 4 };

/** A network, and what it is trained on. */
typedef struct random_problem {
    gp_network network;
    gp_workspace workspace;
    gp_samples samples;
    gp_rule rule;
    gp_real *values; /**< inputs and targets */
} random_problem;

/** Makes a problem. */
void random_problem_create(gp_random *random, random_problem *problem);

/** Frees it. */
void random_problem_free(random_problem *problem);

/** A number of [low, high). */
gp_real random_real(gp_random *random, double low, double high);

/** A whole number from low to high, both included. */
size_t random_size(gp_random *random, size_t low, size_t high);

/** Fills an array with numbers of [-1, 1). */
void random_fill(gp_random *random, gp_real *values, size_t count);

/** How many parameters a network has; they stand in network->memory. */
size_t parameter_count(const gp_network *network);

#endif
