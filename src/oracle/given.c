#include "oracle/given.h"

bool gp_is_given(const gp_case *the_case, size_t k)
{
    const gp_expectation *expectation = &the_case->expectations[k];
    switch (expectation->place.quantity) {
    case GP_WEIGHT:
    case GP_BIAS:
        return gp_number_long(expectation->exact) ==
               gp_number_long(gp_problem_parameter(&the_case->problem, &expectation->place));
    case GP_BIAS_CLIPPED: /* of a bias that is not trained */
    case GP_WEIGHT_VELOCITY:
    case GP_BIAS_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
    case GP_BIAS_FIRST_MOMENT:
    case GP_WEIGHT_SECOND_MOMENT:
    case GP_BIAS_SECOND_MOMENT:
    case GP_WEIGHT_FIRST_CORRECTED:
    case GP_BIAS_FIRST_CORRECTED:
    case GP_WEIGHT_SECOND_CORRECTED:
    case GP_BIAS_SECOND_CORRECTED:
    case GP_WEIGHT_CHANGE:
    case GP_BIAS_CHANGE:
        return gp_number_long(expectation->exact) == 0;
    case GP_SLOPE:
        return the_case->problem.layers[expectation->place.layer - 1].shape.activation == GP_IDENTITY;
    case GP_NET_INPUT:
    case GP_ACTIVATED:
    case GP_OUTPUT_LOSS:
    case GP_SAMPLE_LOSS:
    case GP_ACTIVATION_GRADIENT:
    case GP_DELTA:
    case GP_INPUT_GRADIENT:
    case GP_WEIGHT_GRADIENT:
    case GP_BIAS_GRADIENT:
    case GP_WEIGHT_CLIPPED:
    case GP_EPOCH_ERROR:
        return false;
    }
    return false;
}
