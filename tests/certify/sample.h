/** @file
 *  Problems for the tests of the certifier, and single numbers of their runs. */
#ifndef GP_TESTS_SAMPLE_H
#define GP_TESTS_SAMPLE_H

#include "certify/certify.h"
#include "reference/random.h"
#include "support/open_case.h"

/** One layer to each of one unit, without activation: W1 = 2, b1 = 1, W2 = 3, b2 = -1; x = 1, t = 4, loss (a - t)^2 / 2, rate
 *  0.1, one step; both biases shared. The %s is for more keys of the problem. By hand: z1 = 3, z2 = 8, delta2 = 4, delta1 = 12.
 */
#define CHAIN                                                                                                                  \
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": ["                                             \
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"shared\", \"W\": [[\"2\"]], \"b\": [\"1\"]},"                    \
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"shared\", \"W\": [[\"3\"]], \"b\": [\"-1\"]}],"                  \
    "\"samples\": [{\"input\": [\"1\"], \"target\": [\"4\"]}], \"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},"   \
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1/4\"},"                                    \
    "\"training\": {\"rate\": \"0.1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}%s}}"

/** One unit without activation and bias: W = 1; x = 1, 2, 3, all targets 0, loss (a - t)^2, rate 0.1, steps of two samples and
 * of one. The %s are for the reduction of gradients, and the deviation and reduction of the reported error. */
#define BATCHES                                                                                                                \
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": ["                                             \
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"1\"]]}],"                                     \
    "\"samples\": [{\"input\": [\"1\"], \"target\": [\"0\"]}, {\"input\": [\"2\"], \"target\": [\"0\"]},"                      \
    "{\"input\": [\"3\"], \"target\": [\"0\"]}], \"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"},"                   \
    "\"error\": {\"deviation\": \"%s\", \"reduction\": \"%s\", \"factor\": \"1\"},"                                            \
    "\"training\": {\"rate\": \"0.1\", \"batch\": 2, \"reduction\": \"%s\", \"epochs\": 1}}}"

/** One unit, its input x, its weight 1, its target, one step. The %s are for activation, x and target. */
#define UNIT                                                                                                                   \
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": ["                                             \
    "{\"units\": 1, \"activation\": \"%s\", \"bias\": \"none\", \"W\": [[\"1\"]]}],"                                           \
    "\"samples\": [{\"input\": [\"%s\"], \"target\": [\"%s\"]}], \"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"}," \
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},"                                      \
    "\"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}"

/** One unit without activation, its two inputs and its two weights; one step with targets of 0. */
#define PAIR                                                                                                                   \
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": ["                                             \
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"%s\", \"%s\"]]}],"                            \
    "\"samples\": [{\"input\": [\"%s\", \"%s\"], \"target\": [\"0\"]}],"                                                       \
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1e-300\"},"                                                          \
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},"                                      \
    "\"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}"

/** Opens a problem; texts take the places of the %s. */
void sample_open(text_case *sample, const char *format, ...);

/** A problem with random sizes, activations, biases, batches, reductions, decimals; of some of them, departures that apply. */
void random_sample_open(text_case *sample, gp_random *random);

/** The places of everything that a run of the problem computes, for free(). */
size_t all_places(text_case *sample, gp_place **places);

/** Certifies one number; NULL, and the message, where that is not possible. The text for free(). */
char *certified(const text_case *sample, gp_place place, size_t digits, gp_certified *number, gp_message *message);

/** The number at a place is exactly this decimal. */
void check_exact(const text_case *sample, gp_place place, const char *expected);

#endif
