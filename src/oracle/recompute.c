#include "oracle/recompute.h"

#include "golden/setup.h"
#include "golden/values.h"
#include "oracle/departure.h"
#include "oracle/evaluate.h"
#include "oracle/run.h"
#include "reference/activation.h"
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
        const size_t units = setup->network.layers[l].shape.units;
        const gp_layer_work *work = &setup->workspace.layers[l];
        forget(work->z, units);
        forget(work->a, units);
        forget(work->da, units);
        forget(work->slope, units);
        forget(work->delta, units);
    }
    const bool from_updated = gp_departs(problem->departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
    const bool carried_back = place->quantity == GP_ACTIVATION_GRADIENT || place->quantity == GP_DELTA;
    if (from_updated && carried_back && place->layer < problem->depth)
        forget(setup->network.layers[place->layer].W, gp_weight_count(&setup->network.layers[place->layer]));
}

static void set_operand(gp_setup *setup, const gp_operand *operand)
{
    gp_real *value = gp_value_at(&setup->network, &setup->workspace, &operand->place);
    if (value)
        *value = operand->value;
}

/* Takes from @p computed what is not known of @p values. */
static void fill_gaps(gp_real *values, const gp_real *computed, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (isnan(values[k]))
            values[k] = computed[k];
}

/* dE/da of a layer. */
static void compute_activation_gradient(gp_setup *setup, size_t l, gp_real *da)
{
    const gp_layer *layer = &setup->network.layers[l];
    const gp_layer_work *work = &setup->workspace.layers[l];
    if (l + 1 == setup->network.depth)
        gp_loss_gradient(&setup->rule.loss, layer->shape.units, work->z, work->a, setup->samples.t, da);
    else
        gp_activation_gradient(&layer[1], work[1].delta, da);
}

/* Of dE/da and slopes those are taken that are given, and the others computed: in the array of the deltas, which are not known
 * yet. */
static void compute_delta(gp_setup *setup, const gp_parts *parts, size_t l)
{
    const gp_layer *layer = &setup->network.layers[l];
    gp_layer_work *work = &setup->workspace.layers[l], computed = *work;
    const size_t units = layer->shape.units;
    const bool last = l + 1 == setup->network.depth;
    compute_activation_gradient(setup, l, work->delta);
    fill_gaps(work->da, work->delta, units);
    computed.slope = work->delta;
    gp_parts_slopes(parts, layer, last, &computed);
    fill_gaps(work->slope, work->delta, units);
    gp_parts_delta(parts, layer, last, work);
}

/* All gradients, and what clipping leaves of them; of layers whose deltas are not known they are NaN. */
static void compute_gradients(gp_setup *setup, const gp_parts *parts)
{
    const gp_real *below = setup->samples.x;
    for (size_t l = 0; l < setup->network.depth; l++) {
        gp_layer_work *work = &setup->workspace.layers[l];
        gp_add_weight_gradient(&setup->network.layers[l], below, work->delta, work->dW);
        gp_add_bias_gradient(&setup->network.layers[l], work->delta, work->db);
        below = work->a;
    }
    parts->of[GP_PART_CLIPPING].clipping(&setup->network, &setup->rule, &setup->workspace);
}

/* The moments and the changes of all biases. */
static void compute_bias_changes(gp_setup *setup, const gp_parts *parts)
{
    for (size_t l = 0; l < setup->network.depth; l++) {
        for (size_t m = 0; m < gp_update_rules[setup->rule.update].moments; m++)
            parts->of[GP_PART_BIAS_MOMENT].moment(&setup->network, l, &setup->rule, m, &setup->workspace);
        parts->of[GP_PART_BIAS_CHANGE].change(&setup->network, l, &setup->rule, &setup->workspace);
    }
}

/* The moments and the changes of the weights of a layer. */
static void compute_weight_changes(gp_setup *setup, const gp_parts *parts, size_t l)
{
    for (size_t m = 0; m < gp_update_rules[setup->rule.update].moments; m++)
        parts->of[GP_PART_WEIGHT_MOMENT].moment(&setup->network, l, &setup->rule, m, &setup->workspace);
    parts->of[GP_PART_WEIGHT_CHANGE].change(&setup->network, l, &setup->rule, &setup->workspace);
}

/* The function whose result stands at the place, for all units of its layer. */
static void compute_layer(gp_setup *setup, const gp_parts *parts, const gp_place *place)
{
    const size_t l = place->layer - 1;
    const gp_layer *layer = &setup->network.layers[l];
    const gp_layer_shape *shape = &layer->shape;
    gp_layer_work *work = &setup->workspace.layers[l];
    const gp_real *below = l == 0 ? setup->samples.x : work[-1].a;
    switch (place->quantity) {
    case GP_NET_INPUT:
        gp_net_input(layer, below, work->z);
        break;
    case GP_ACTIVATED:
        gp_activate(shape, work->z, work->a);
        break;
    case GP_OUTPUT_LOSS:
        gp_loss_parts(&setup->rule.loss, shape->units, work->z, work->a, setup->samples.t, setup->workspace.output_loss);
        break;
    case GP_ACTIVATION_GRADIENT:
        compute_activation_gradient(setup, l, work->da);
        break;
    case GP_SLOPE:
        gp_slopes(shape, work->z, work->a, work->slope);
        break;
    case GP_DELTA:
        compute_delta(setup, parts, l);
        break;
    case GP_WEIGHT_GRADIENT:
    case GP_WEIGHT_CLIPPED:
    case GP_WEIGHT_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
    case GP_WEIGHT_SECOND_MOMENT:
    case GP_WEIGHT_FIRST_CORRECTED:
    case GP_WEIGHT_SECOND_CORRECTED:
    case GP_WEIGHT_CHANGE:
    case GP_WEIGHT:
        compute_gradients(setup, parts);
        compute_weight_changes(setup, parts, l);
        gp_move(gp_weight_count(layer), work->W_change, layer->W);
        break;
    case GP_BIAS_GRADIENT:
    case GP_BIAS_CLIPPED:
    case GP_BIAS_VELOCITY:
    case GP_BIAS_FIRST_MOMENT:
    case GP_BIAS_SECOND_MOMENT:
    case GP_BIAS_FIRST_CORRECTED:
    case GP_BIAS_SECOND_CORRECTED:
    case GP_BIAS_CHANGE:
    case GP_BIAS:
        compute_gradients(setup, parts);
        compute_bias_changes(setup, parts);
        gp_move(gp_bias_count(shape), work->b_change, layer->b);
        break;
    case GP_SAMPLE_LOSS:
    case GP_INPUT_GRADIENT:
    case GP_EPOCH_ERROR: /* no number of a layer */
        break;
    }
}

gp_status gp_recompute(const gp_problem *problem, const gp_operand *operands, size_t count, const gp_place *place,
                       gp_real *value)
{
    gp_parts parts;
    gp_setup setup;
    if (!gp_parts_compose(problem->departures, &parts))
        return GP_DEPARTURES_CLASH;
    gp_status status = gp_setup_create(problem, &setup);
    if (status != GP_OK)
        return status;
    gp_depart(problem->departures, &setup);
    forget_all(problem, place, &setup);
    for (size_t k = 0; k < count; k++)
        set_operand(&setup, &operands[k]);
    setup.workspace.updates = 1;
    const size_t step = gp_step_of_formula(place);
    setup.rule = gp_parts_rule(&parts, &setup.rule, step / gp_problem_steps_per_epoch(problem), step);
    compute_layer(&setup, &parts, place);
    *value = *gp_value_at(&setup.network, &setup.workspace, place);
    gp_setup_free(&setup);
    return GP_OK;
}
