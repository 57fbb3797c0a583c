/** @file
 *  A run that is put together from parts, and shows every number as soon as it has been computed. */
#ifndef GP_ORACLE_DEPARTED_RUN_H
#define GP_ORACLE_DEPARTED_RUN_H

#include "golden/place.h"
#include "oracle/departure.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An observer that sees each number of a run as soon as it has been computed, and can put another one in its place. */
typedef struct gp_number_observer {
    void *context; /**< handed to the function */
    /** Numbers of one quantity, one behind the other: the weights of a layer row by row, the units of a layer, the inputs of
     *  a sample, one loss, one error. What the function writes there is what the run goes on with.
     *  @param first  the place of the first number
     *  @param values the numbers
     *  @param count  how many
     *  @return false to stop the run */
    bool (*see)(void *context, const gp_place *first, gp_real *values, size_t count);
} gp_number_observer;

/** Trains a network with some departures. Without any it computes what gp_train() computes with gp_step(), bit for bit.
 *  @param setup      network, samples and rule; changed as departures have it, and trained
 *  @param departures which ones
 *  @param observer   who looks on, or NULL
 *  @param numbers    who sees each number, or NULL
 *  @return GP_OK, GP_STOPPED where an observer asked to stop, GP_DEPARTURES_CLASH, GP_TOO_LARGE, GP_NO_MEMORY
 *  @derivation{eq_hidden_delta}
 *  @verifiedby{test_departure_none} */
gp_status gp_departed_train(gp_setup *setup, gp_departures departures, const gp_observer *observer,
                            const gp_number_observer *numbers);

#ifdef __cplusplus
}
#endif

#endif
