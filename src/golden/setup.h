/** @file
 *  From a problem's decimals to the numbers that the reference computes with. */
#ifndef GP_GOLDEN_SETUP_H
#define GP_GOLDEN_SETUP_H

#include "golden/problem.h"
#include "reference/train.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A problem, ready to be run by the reference. Owns all that it points to. */
typedef struct gp_setup {
    gp_network network;     /**< with the initial parameters */
    gp_workspace workspace; /**< its workspace */
    gp_samples samples;     /**< pointing into @c values */
    gp_rule rule;           /**< the training rule */
    gp_real *values;        /**< inputs, then targets, then the rates of the rule */
    gp_real *rates;         /**< the learning rate of each epoch, pointing into @c values; NULL: one in all of them */
} gp_setup;

/** Makes a problem ready to be run.
 *  @param problem    read only; may be freed before the setup
 *  @param[out] setup for gp_setup_free(); all zero after a failure
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_setup_values} @verifiedby{test_setup_rates} */
gp_status gp_setup_create(const gp_problem *problem, gp_setup *setup);

/** Makes a setup like another one, for a run that makes workspaces of its own: it has none. A copy costs less than reading the
 *  decimals of the problem again.
 *  @param setup     as gp_setup_create() made it, before its run
 *  @param[out] copy for gp_setup_free(); all zero after a failure
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_setup_copy} */
gp_status gp_setup_copy(const gp_setup *setup, gp_setup *copy);

/** Makes a network with the same layers and parameters as another one.
 *  @param network   the other one
 *  @param[out] copy for gp_network_free(); all zero after a failure
 *  @return GP_OK, GP_TOO_LARGE, GP_NO_MEMORY
 *  @verifiedby{test_setup_copy} */
gp_status gp_network_copy(const gp_network *network, gp_network *copy);

/** Frees what gp_setup_create() made. All zero afterwards; an all-zero setup is accepted. */
void gp_setup_free(gp_setup *setup);

/** The run of a setup, seen by an observer (or NULL).
 *  @verifiedby{test_setup_values} */
gp_training gp_setup_training(gp_setup *setup, const gp_observer *observer);

#ifdef __cplusplus
}
#endif

#endif
