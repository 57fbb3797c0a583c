#include "oracle/recompute.h"

#include "golden/setup.h"
#include "oracle/departure.h"
#include "oracle/run.h"
#include "reference/backward.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/update.h"
#include <math.h>

static void forget(gp_real *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        values[k] = (gp_real)NAN;
}

/* Nothing of a pass is known yet, nor any weight that the wanted number must not take from the problem. */
static void forget_all(const gp_problem *problem, const gp_place *place, gp_setup *setup)
{
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_layer *layer = &setup->network.layers[l];
        forget(setup->workspace.layers[l].z, layer->shape.units);
        forget(setup->workspace.layers[l].a, layer->shape.units);
        forget(setup->workspace.layers[l].delta, layer->shape.units);
    }
    const bool from_updated = gp_departs(problem->departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
    if (from_updated && place->quantity == GP_DELTA && place->layer < problem->depth)
        forget(setup->network.layers[place->layer].W, gp_weight_count(&setup->network.layers[place->layer]));
}

static void set_operand(gp_setup *setup, const gp_operand *operand)
{
    const gp_place *place = &operand->place;
    gp_layer *layer = &setup->network.layers[place->layer - 1];
    gp_layer_work *work = &setup->workspace.layers[place->layer - 1];
    switch (place->quantity) {
    case GP_WEIGHT:
        layer->W[place->unit * layer->inputs + place->input] = operand->value;
        break;
    case GP_BIAS:
        layer->b[place->unit] = operand->value;
        break;
    case GP_NET_INPUT:
        work->z[place->unit] = operand->value;
        break;
    case GP_ACTIVATED:
        work->a[place->unit] = operand->value;
        break;
    case GP_DELTA:
        work->delta[place->unit] = operand->value;
        break;
    default: /* no step takes the others as operands */
        break;
    }
}

/* Moves all biases; those whose deltas are not known move to NaN. */
static void compute_biases(gp_setup *setup, gp_departures departures)
{
    gp_parts parts;
    gp_parts_compose(departures, &parts);
    gp_depart(departures, setup);
    for (size_t l = 0; l < setup->network.depth; l++)
        gp_add_bias_gradient(&setup->network.layers[l], setup->workspace.layers[l].delta, setup->workspace.layers[l].db);
    for (size_t l = 0; l < setup->network.depth; l++)
        parts.update_biases(&setup->network, l, setup->rule.rate, &setup->workspace);
}

/* The function whose result stands at the place, for all units of its layer. */
static void compute_layer(gp_setup *setup, gp_departures departures, const gp_place *place)
{
    const size_t l = place->layer - 1;
    gp_layer *layer = &setup->network.layers[l];
    gp_layer_work *work = &setup->workspace.layers[l];
    const gp_real *below = l == 0 ? setup->samples.x : work[-1].a;
    switch (place->quantity) {
    case GP_NET_INPUT:
        gp_net_input(layer, below, work->z);
        break;
    case GP_ACTIVATED:
        gp_activate(layer->shape.activation, layer->shape.units, work->z, work->a);
        break;
    case GP_DELTA:
        if (place->layer == setup->network.depth)
            gp_output_delta(layer, &setup->rule.loss, work->a, setup->samples.t, work->delta);
        else
            gp_hidden_delta(layer, work->a, &layer[1], work[1].delta, work->delta);
        break;
    case GP_WEIGHT_GRADIENT:
        gp_add_weight_gradient(layer, below, work->delta, work->dW);
        break;
    case GP_BIAS_GRADIENT:
        gp_add_bias_gradient(layer, work->delta, work->db);
        break;
    case GP_WEIGHT:
        gp_add_weight_gradient(layer, below, work->delta, work->dW);
        gp_update_weights(layer, setup->rule.rate, work->dW);
        break;
    default:
        compute_biases(setup, departures);
        break;
    }
}

gp_status gp_recompute(const gp_problem *problem, const gp_operand *operands, size_t count, const gp_place *place,
                       gp_real *value)
{
    gp_setup setup;
    gp_status status = gp_setup_create(problem, &setup);
    if (status != GP_OK)
        return status;
    forget_all(problem, place, &setup);
    for (size_t k = 0; k < count; k++)
        set_operand(&setup, &operands[k]);
    compute_layer(&setup, problem->departures, place);
    const bool is_parameter = place->quantity == GP_WEIGHT || place->quantity == GP_BIAS;
    *value = is_parameter ? gp_parameter_at(&setup.network, place) : gp_work_at(&setup.network, &setup.workspace, place);
    gp_setup_free(&setup);
    return GP_OK;
}
