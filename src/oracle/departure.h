/** @file
 *  Departures at work: the plain functions, put together as a departure has it. */
#ifndef GP_ORACLE_DEPARTURE_H
#define GP_ORACLE_DEPARTURE_H

#include "golden/departure.h"
#include "reference/train.h"

/** One step as some departures have it: a gp_step_function, whose run has a ::gp_departures as its context. With none of them
 * it computes what gp_step() computes, bit for bit.
 *  @derivation{eq_hidden_delta}
 *  @verifiedby{test_departure_none} */
bool gp_departed_step(const gp_training *training, const gp_batch *batch, gp_real *deviations);

/** Moves the biases of every layer against their gradients, as some departures have it.
 *  @param training   the run, with the gradients of a step in its workspace
 *  @param departures which ones
 *  @derivation{eq_update}
 *  @verifiedby{test_departure_by_hand} */
void gp_update_departed_biases(const gp_training *training, gp_departures departures);

#endif
