#include "golden/departure.h"

const gp_departure_info gp_departure_catalogue[gp_departure_count] = {
    {GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS, "hidden-delta-from-updated-weights",
     "the hidden deltas use output weights that this step has already updated", "eq_hidden_delta"},
    {GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT, "output-bias-by-hidden-gradient",
     "the shared output bias moves by the gradient of the hidden bias", "eq_update"},
    {GP_HIDDEN_BIASES_FROZEN, "hidden-biases-frozen", "the hidden biases never move, although they have a gradient",
     "eq_update"},
};
