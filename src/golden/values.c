#include "golden/values.h"

#include "reference/activation.h"

size_t gp_values_count(const gp_network *network, gp_quantity quantity, size_t layer)
{
    const gp_layer *of_layer = gp_has_unit(quantity) ? &network->layers[layer - 1] : NULL;
    switch (gp_quantities[quantity].extent) {
    case GP_ONE:
        return 1;
    case GP_EACH_UNIT:
    case GP_EACH_OUTPUT:
        return quantity == GP_SLOPE && !gp_activations[of_layer->shape.activation].slopes ? 0 : of_layer->shape.units;
    case GP_EACH_WEIGHT:
        return gp_weight_count(of_layer);
    case GP_EACH_BIAS:
        return gp_bias_count(&of_layer->shape);
    case GP_EACH_INPUT:
        return network->inputs;
    }
    return 0;
}

gp_real *gp_value_at(const gp_network *network, const gp_workspace *workspace, const gp_place *place)
{
    const size_t l = gp_has_unit(place->quantity) ? place->layer - 1 : 0;
    const gp_layer *layer = &network->layers[l];
    const gp_layer_work *work = workspace ? &workspace->layers[l] : NULL;
    const size_t weight = place->unit * layer->inputs + place->input;
    const size_t moment = work ? gp_moment_index(gp_quantities[place->quantity].moment, workspace->moments) : 0;
    switch (place->quantity) {
    case GP_WEIGHT:
        return &layer->W[weight];
    case GP_BIAS:
        return &layer->b[place->unit];
    case GP_NET_INPUT:
        return &work->z[place->unit];
    case GP_ACTIVATED:
        return &work->a[place->unit];
    case GP_OUTPUT_LOSS:
        return &workspace->output_loss[place->unit];
    case GP_ACTIVATION_GRADIENT:
        return &work->da[place->unit];
    case GP_SLOPE:
        return &work->slope[place->unit];
    case GP_DELTA:
        return &work->delta[place->unit];
    case GP_INPUT_GRADIENT:
        return &workspace->dx[place->input];
    case GP_WEIGHT_GRADIENT:
        return &work->dW[weight];
    case GP_BIAS_GRADIENT:
        return &work->db[place->unit];
    case GP_WEIGHT_CLIPPED:
        return &work->dW_clipped[weight];
    case GP_BIAS_CLIPPED:
        return &work->db_clipped[place->unit];
    case GP_WEIGHT_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
    case GP_WEIGHT_SECOND_MOMENT:
    case GP_WEIGHT_FIRST_CORRECTED:
    case GP_WEIGHT_SECOND_CORRECTED:
        return &work->W_moments[moment * gp_weight_count(layer) + weight];
    case GP_BIAS_VELOCITY:
    case GP_BIAS_FIRST_MOMENT:
    case GP_BIAS_SECOND_MOMENT:
    case GP_BIAS_FIRST_CORRECTED:
    case GP_BIAS_SECOND_CORRECTED:
        return &work->b_moments[moment * gp_bias_count(&layer->shape) + place->unit];
    case GP_WEIGHT_CHANGE:
        return &work->W_change[weight];
    case GP_BIAS_CHANGE:
        return &work->b_change[place->unit];
    case GP_SAMPLE_LOSS:
    case GP_EPOCH_ERROR:
        break;
    }
    return NULL;
}
