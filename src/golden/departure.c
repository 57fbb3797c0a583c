#include "golden/departure.h"

const gp_departure_info gp_departure_catalogue[gp_departure_count] = {
    {
        GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS,
        "hidden-delta-from-updated-weights",
        "the hidden deltas use output weights that this step has already updated",
        "W2 -= rate * outer(delta2, a1)\n"
        "delta1 = slope(a1) * (transpose(W2) @ delta2)  # this W2 is not the one of the forward pass",
        "eq_hidden_delta",
    },
    {
        GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT,
        "output-bias-by-hidden-gradient",
        "the shared output bias moves by the gradient of the hidden bias",
        "b1 -= rate * db1\n"
        "b2 -= rate * db1  # copied from the line above: db2 is computed and never used",
        "eq_update",
    },
    {
        GP_HIDDEN_BIASES_FROZEN,
        "hidden-biases-frozen",
        "the hidden biases never move, although they have a gradient",
        "W1 -= rate * dW1\n"
        "W2 -= rate * dW2\n"
        "b2 -= rate * db2  # and no line for b1",
        "eq_update",
    },
};
