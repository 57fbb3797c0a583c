/** @file
 *  Training with many sums side by side: the same bits as gp_train() with gp_step(), in a fraction of the time. */
#ifndef GP_FAST_TRAIN_H
#define GP_FAST_TRAIN_H

#include "reference/train.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Trains a network as gp_train() does with gp_step(): the same parameters and errors, bit for bit (of NaN it is one, too, but
 * its sign and payload are left open), and the same calls of the observer. A step of which the observer looks at samples or
 * gradients is done by gp_step() itself, and so is every step of an update rule other than gradient descent. After a run that
 * nobody looked at, z, a, da, delta and the gradients of the workspace mean nothing; its moments are those of gp_train(). Page
 * @ref fast tells how it is done.
 *  @param training the run
 *  @return GP_OK; GP_STOPPED where the observer asked to stop; GP_NO_MEMORY or GP_TOO_LARGE before the first step
 *  @derivation{eq_update}
 *  @verifiedby{test_fast_same_bits} @verifiedby{test_fast_same_bits_of_special_values}
 * @verifiedby{test_fast_same_bits_of_large_batches}
 *  @verifiedby{test_fast_same_observations} @verifiedby{test_fast_every_allocation_fails} @verifiedby{test_fast_too_large} */
gp_status gp_fast_train(const gp_training *training);

#ifdef __cplusplus
}
#endif

#endif
