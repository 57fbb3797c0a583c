/** @file
 *  Gradients by a method that is not backpropagation: one parameter is moved, and its effect followed forward through the
 *  network by the chain rule, up to the loss. What has to come out is what the recursion calls delta, dW and db. */
#ifndef GP_CERTIFY_FORWARD_MODE_H
#define GP_CERTIFY_FORWARD_MODE_H

#include "certify/recursion.h"

/** What a comparison of the two methods says. */
typedef enum gp_agreement {
    GP_AGREE,    /**< the balls overlap, and this method's tells as many digits as are wanted */
    GP_TOO_WIDE, /**< they overlap, but this method's tells fewer */
    GP_DISAGREE  /**< they do not overlap: one of the two is wrong */
} gp_agreement;

/** Compares one number of a step with the derivative that it stands for.
 *
 *  delta of a sample is the derivative of its loss along z; dW and db are those of the sum, or the mean, of the losses of the
 *  step's samples. Where hidden deltas are carried back through weights that the step has already updated, they are
 *  the derivative of the network's linearisation at the step's values with the updated weights in it: values go forward through
 * W, their changes through the updated W.
 *  @param recursion a run over balls, at the end of a step, before its update
 *  @param place     a delta, dW or db of this step
 *  @param number    its ball by the recursion
 *  @param bits      how many bits this method's ball has to tell
 *  @verifiedby{test_forward_mode_random_networks} */
gp_agreement gp_forward_mode_compare(const gp_recursion *recursion, const gp_place *place, const gp_ball *number, slong bits);

#endif
