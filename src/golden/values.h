/** @file
 *  Where the numbers of a quantity lie in the reference's memory. */
#ifndef GP_GOLDEN_VALUES_H
#define GP_GOLDEN_VALUES_H

#include "golden/place.h"
#include "reference/network.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How many numbers of a quantity there are side by side: those of a layer, or of the sample.
 *  @param network  gives the sizes
 *  @param quantity which
 *  @param layer    1 to L, of a quantity that has one
 *  @return         how many; 1 for a single number
 *  @verifiedby{test_values_places} */
size_t gp_values_count(const gp_network *network, gp_quantity quantity, size_t layer);

/** The number at a place, in the network or in its workspace. The numbers of the same layer, or of the same sample, lie one
 * behind the other: by unit, and by input within a unit.
 *  @param network   has W and b
 *  @param workspace has all else, as an observer finds it; may be NULL for W and b
 *  @param place     the step and the sample do not matter
 *  @return          where the number is; NULL for the loss of a sample and the error of an epoch, which neither of them holds
 *  @verifiedby{test_values_places} */
gp_real *gp_value_at(const gp_network *network, const gp_workspace *workspace, const gp_place *place);

#ifdef __cplusplus
}
#endif

#endif
