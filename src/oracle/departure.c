#include "oracle/departure.h"

#include "reference/backward.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/update.h"
#include <tgmath.h>

/* ---- The plain parts. A delta is made in two: first as a layer with the slope 1 has it, which is the error; then times the
   slope. ---- */

static void plain_output_error(const gp_loss *loss, size_t units, const gp_real *a, const gp_real *t, gp_real *error)
{
    const gp_layer layer = {.shape = {.units = units, .activation = GP_IDENTITY}};
    gp_output_delta(&layer, loss, a, t, error);
}

static void plain_hidden_error(const gp_layer *above, const gp_real *above_delta, const gp_layer_work *work)
{
    const gp_layer layer = {.shape = {.units = above->inputs, .activation = GP_IDENTITY}};
    gp_hidden_delta(&layer, work->a, above, above_delta, work->delta);
}

static void plain_slope(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++)
        work->delta[j] *= gp_slope(layer->shape.activation, work->a[j]);
}

static void plain_weight_gradient(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a, const gp_real *delta,
                                  gp_real *dW)
{
    (void)below_z;
    gp_add_weight_gradient(layer, below_a, delta, dW);
}

static void plain_bias_gradient(const gp_layer *layer, const gp_layer_work *work, gp_real *db)
{
    gp_add_bias_gradient(layer, work->delta, db);
}

static void plain_update_weights(gp_network *network, size_t l, gp_real rate, const gp_workspace *workspace)
{
    gp_update_weights(&network->layers[l], rate, workspace->layers[l].dW);
}

static void plain_update_biases(gp_network *network, size_t l, gp_real rate, const gp_workspace *workspace)
{
    gp_update_biases(&network->layers[l], rate, workspace->layers[l].db);
}

/* ---- Before the run. ---- */

static void freeze_hidden_biases(gp_setup *setup)
{
    for (size_t l = 0; l + 1 < setup->network.depth; l++)
        setup->network.layers[l].shape.bias_trained = false;
}

static void freeze_biases(gp_setup *setup)
{
    freeze_hidden_biases(setup);
    setup->network.layers[setup->network.depth - 1].shape.bias_trained = false;
}

static void ascend(gp_setup *setup)
{
    setup->rule.rate = -setup->rule.rate;
}

static void average(gp_setup *setup)
{
    setup->rule.reduction = GP_MEAN;
}

static void add_up(gp_setup *setup)
{
    setup->rule.reduction = GP_SUM;
}

static void take_all_samples(gp_setup *setup)
{
    setup->rule.batch = setup->samples.count;
}

static void square_rate(gp_setup *setup)
{
    setup->rule.rate *= setup->rule.rate;
}

static void forget_rate(gp_setup *setup)
{
    setup->rule.rate = 1;
}

static void reverse(gp_real *values, size_t count)
{
    for (size_t k = 0; k < count / 2; k++) {
        const gp_real value = values[k];
        values[k] = values[count - 1 - k];
        values[count - 1 - k] = value;
    }
}

static void reverse_inputs(gp_setup *setup)
{
    const size_t inputs = setup->network.inputs;
    for (size_t s = 0; s < setup->samples.count; s++)
        reverse(setup->values + s * inputs, inputs);
}

static gp_real *targets(gp_setup *setup)
{
    return setup->values + setup->samples.count * setup->network.inputs;
}

static void reverse_targets(gp_setup *setup)
{
    const size_t outputs = gp_output_layer(&setup->network)->shape.units;
    for (size_t s = 0; s < setup->samples.count; s++)
        reverse(targets(setup) + s * outputs, outputs);
}

static void swap_targets(gp_real *one, gp_real *other, size_t outputs)
{
    for (size_t k = 0; k < outputs; k++) {
        const gp_real value = one[k];
        one[k] = other[k];
        other[k] = value;
    }
}

/* The target of each sample goes to the one before it; that of the first wanders to the last. */
static void shift_targets(gp_setup *setup)
{
    const size_t outputs = gp_output_layer(&setup->network)->shape.units;
    for (size_t s = 0; s + 1 < setup->samples.count; s++)
        swap_targets(targets(setup) + s * outputs, targets(setup) + (s + 1) * outputs, outputs);
}

static void drop_output_activation(gp_setup *setup)
{
    setup->network.layers[setup->network.depth - 1].shape.activation = GP_IDENTITY;
}

/* ---- The forward pass. ---- */

/* The bias that a unit adds. */
static gp_real bias_of(const gp_layer *layer, size_t j)
{
    return layer->shape.bias == GP_BIAS_NONE ? 0 : layer->b[layer->shape.bias == GP_BIAS_SHARED ? 0 : j];
}

/* W lies row by row; here it is read as if it lay column by column. */
static void net_input_by_transpose(const gp_layer *layer, const gp_real *below, gp_real *z)
{
    const size_t units = layer->shape.units;
    for (size_t j = 0; j < units; j++) {
        gp_real sum = 0;
        for (size_t i = 0; i < layer->inputs; i++)
            sum += layer->W[i * units + j] * below[i];
        z[j] = sum + bias_of(layer, j);
    }
}

static void net_input_without_last(const gp_layer *layer, const gp_real *below, gp_real *z)
{
    if (layer->inputs == 1) {
        gp_net_input(layer, below, z);
        return;
    }
    for (size_t j = 0; j < layer->shape.units; j++) {
        gp_layer unit = *layer;
        unit.shape.units = 1;
        unit.inputs = layer->inputs - 1;
        unit.W = layer->W + j * layer->inputs;
        unit.b = layer->shape.bias == GP_BIAS_PER_UNIT ? layer->b + j : layer->b;
        gp_net_input(&unit, below, z + j);
    }
}

static void net_input_minus_bias(const gp_layer *layer, const gp_real *below, gp_real *z)
{
    gp_layer without = *layer;
    without.shape.bias = GP_BIAS_NONE;
    gp_net_input(&without, below, z);
    for (size_t j = 0; j < layer->shape.units; j++)
        z[j] -= bias_of(layer, j);
}

/* Four lines for each half of the curve, with slopes that a shift of bits computes: 1/4, 1/8, 1/32 and 0. */
static gp_real sigmoid_in_pieces(gp_real z)
{
    const gp_real size = fabs(z);
    const gp_real upper = size >= 5                ? 1
                          : size >= (gp_real)2.375 ? size / 32 + (gp_real)0.84375
                          : size >= 1              ? size / 8 + (gp_real)0.625
                                                   : size / 4 + (gp_real)0.5;
    return z < 0 ? 1 - upper : upper;
}

static void activate_in_pieces(gp_activation activation, size_t units, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < units; j++)
        a[j] = activation == GP_SIGMOID ? sigmoid_in_pieces(z[j]) : z[j];
}

static void activate_by_tanh(gp_activation activation, size_t units, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < units; j++)
        a[j] = activation == GP_SIGMOID ? tanh(z[j]) : z[j];
}

/* ---- The backward pass. ---- */

static void output_error_halved(const gp_loss *loss, size_t units, const gp_real *a, const gp_real *t, gp_real *error)
{
    plain_output_error(&(gp_loss){.factor = loss->factor / 2}, units, a, t, error);
}

static void output_error_doubled(const gp_loss *loss, size_t units, const gp_real *a, const gp_real *t, gp_real *error)
{
    plain_output_error(&(gp_loss){.factor = 2 * loss->factor}, units, a, t, error);
}

static void hidden_error_by_transpose(const gp_layer *above, const gp_real *above_delta, const gp_layer_work *work)
{
    const gp_layer rows = {
        .inputs = above->shape.units, .shape = {.units = above->inputs, .bias = GP_BIAS_NONE}, .W = above->W};
    gp_net_input(&rows, above_delta, work->delta);
}

static void hidden_error_without_last(const gp_layer *above, const gp_real *above_delta, const gp_layer_work *work)
{
    gp_layer fewer = *above;
    fewer.shape.units -= above->shape.units > 1;
    plain_hidden_error(&fewer, above_delta, work);
}

static void no_slope(const gp_layer *layer, const gp_layer_work *work)
{
    (void)layer, (void)work;
}

static void slope_of_net_input(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++)
        work->delta[j] *= gp_slope(layer->shape.activation, work->z[j]);
}

static void slope_of_second_sigmoid(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++) {
        gp_real second;
        gp_activate(layer->shape.activation, 1, &work->a[j], &second);
        work->delta[j] *= gp_slope(layer->shape.activation, second);
    }
}

static void slope_clipped(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++)
        work->delta[j] *= gp_slope(layer->shape.activation, fmin(fmax(work->a[j], (gp_real)0.01), (gp_real)0.99));
}

static void slope_of_tanh(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++)
        work->delta[j] *= layer->shape.activation == GP_SIGMOID ? 1 - work->a[j] * work->a[j] : 1;
}

/* ---- Gradients and update. ---- */

static void gradient_of_net_input(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a, const gp_real *delta,
                                  gp_real *dW)
{
    gp_add_weight_gradient(layer, below_z ? below_z : below_a, delta, dW);
}

static void bias_gradient_times_activation(const gp_layer *layer, const gp_layer_work *work, gp_real *db)
{
    gp_layer unit = *layer;
    unit.shape.units = 1;
    for (size_t j = 0; j < layer->shape.units; j++) {
        const gp_real product = work->delta[j] * work->a[j];
        gp_add_bias_gradient(&unit, &product, layer->shape.bias == GP_BIAS_PER_UNIT ? db + j : db);
    }
}

static void bias_gradient_by_mean(const gp_layer *layer, const gp_layer_work *work, gp_real *db)
{
    gp_real sum = 0;
    if (layer->shape.bias == GP_BIAS_SHARED) {
        gp_add_bias_gradient(layer, work->delta, &sum);
        db[0] += sum / (gp_real)layer->shape.units;
    } else {
        gp_add_bias_gradient(layer, work->delta, db);
    }
}

/* Plain where the two biases are not of one kind: there is nothing that could be mixed up. */
static void update_output_bias_by_hidden_gradient(gp_network *network, size_t l, gp_real rate, const gp_workspace *workspace)
{
    gp_layer *layer = &network->layers[l];
    const bool mixed_up =
        l > 0 && l + 1 == network->depth && layer->shape.bias == GP_BIAS_SHARED && layer[-1].shape.bias == GP_BIAS_SHARED;
    gp_update_biases(layer, rate, workspace->layers[mixed_up ? l - 1 : l].db);
}

static void update_output_weights_only(gp_network *network, size_t l, gp_real rate, const gp_workspace *workspace)
{
    if (l + 1 == network->depth)
        gp_update_weights(&network->layers[l], rate, workspace->layers[l].dW);
}

static gp_real round_to_single(gp_real value)
{
    return (float)value;
}

static void round_samples_and_rule(gp_setup *setup)
{
    const size_t outputs = gp_output_layer(&setup->network)->shape.units;
    for (size_t k = 0; k < setup->samples.count * (setup->network.inputs + outputs); k++)
        setup->values[k] = round_to_single(setup->values[k]);
    setup->rule.rate = round_to_single(setup->rule.rate);
    setup->rule.loss.factor = round_to_single(setup->rule.loss.factor);
    setup->rule.error.factor = round_to_single(setup->rule.error.factor);
}

/* ---- The table: what each departure puts in the place of which part. ---- */

static const gp_parts plain = {
    .net_input = gp_net_input,
    .activate = gp_activate,
    .output_error = plain_output_error,
    .hidden_error = plain_hidden_error,
    .output_slope = plain_slope,
    .hidden_slope = plain_slope,
    .weight_gradient = plain_weight_gradient,
    .bias_gradient = plain_bias_gradient,
    .update_weights = plain_update_weights,
    .update_biases = plain_update_biases,
};

static const gp_parts departed[gp_departure_count] = {
    [GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS] = {.flow = GP_FLOW_WEIGHTS_FIRST},
    [GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT] = {.update_biases = update_output_bias_by_hidden_gradient},
    [GP_HIDDEN_BIASES_FROZEN] = {.change = freeze_hidden_biases},
    [GP_BIASES_FROZEN] = {.change = freeze_biases},
    [GP_HIDDEN_WEIGHTS_FROZEN] = {.update_weights = update_output_weights_only},
    [GP_OUTPUT_SLOPE_MISSING] = {.output_slope = no_slope},
    [GP_HIDDEN_SLOPE_MISSING] = {.hidden_slope = no_slope},
    [GP_SLOPE_OF_NET_INPUT] = {.output_slope = slope_of_net_input, .hidden_slope = slope_of_net_input},
    [GP_SLOPE_OF_SECOND_SIGMOID] = {.output_slope = slope_of_second_sigmoid, .hidden_slope = slope_of_second_sigmoid},
    [GP_GRADIENT_ASCENT] = {.change = ascend},
    [GP_LOSS_SLOPE_HALVED] = {.output_error = output_error_halved},
    [GP_LOSS_SLOPE_DOUBLED] = {.output_error = output_error_doubled},
    [GP_MEAN_FOR_SUM] = {.change = average},
    [GP_SUM_FOR_MEAN] = {.change = add_up},
    [GP_NET_INPUT_BY_TRANSPOSE] = {.net_input = net_input_by_transpose},
    [GP_HIDDEN_DELTA_BY_TRANSPOSE] = {.hidden_error = hidden_error_by_transpose},
    [GP_GRADIENTS_NOT_RESET] = {.collection = GP_COLLECT_ON},
    [GP_BIAS_GRADIENT_TIMES_ACTIVATION] = {.bias_gradient = bias_gradient_times_activation},
    [GP_SHARED_BIAS_BY_MEAN] = {.bias_gradient = bias_gradient_by_mean},
    [GP_LAST_SAMPLE_ONLY] = {.collection = GP_COLLECT_LAST},
    [GP_ONLINE_FOR_BATCH] = {.flow = GP_FLOW_ONLINE},
    [GP_BATCH_FOR_ONLINE] = {.change = take_all_samples},
    [GP_BATCH_MOVED_IN_PLACE] = {.flow = GP_FLOW_IN_PLACE},
    [GP_RATE_TWICE] = {.change = square_rate},
    [GP_RATE_MISSING] = {.change = forget_rate},
    [GP_STATE_LATE] = {.report = GP_REPORT_AFTER},
    [GP_STATE_EARLY] = {.report = GP_REPORT_PREVIOUS},
    [GP_LAST_INPUT_DROPPED] = {.net_input = net_input_without_last},
    [GP_LAST_DELTA_DROPPED] = {.hidden_error = hidden_error_without_last},
    [GP_INPUTS_REVERSED] = {.change = reverse_inputs},
    [GP_TARGETS_REVERSED] = {.change = reverse_targets},
    [GP_TARGETS_OF_NEXT_SAMPLE] = {.change = shift_targets},
    [GP_SINGLE_PRECISION] = {.change = round_samples_and_rule, .round = round_to_single},
    [GP_SIGMOID_APPROXIMATED] = {.activate = activate_in_pieces},
    [GP_OUTPUT_ACTIVATION_MISSING] = {.change = drop_output_activation},
    [GP_TANH_FOR_SIGMOID] = {.activate = activate_by_tanh, .output_slope = slope_of_tanh, .hidden_slope = slope_of_tanh},
    [GP_GRADIENT_OF_NET_INPUT] = {.weight_gradient = gradient_of_net_input},
    [GP_BIAS_SUBTRACTED] = {.net_input = net_input_minus_bias},
    [GP_SLOPE_CLIPPED] = {.output_slope = slope_clipped, .hidden_slope = slope_clipped},
};

/* Puts a departure's part in the place of what is there; no part can be replaced twice. */
#define REPLACE(part)                                                                                                          \
    do {                                                                                                                       \
        if (by->part && parts->part != plain.part)                                                                             \
            return false;                                                                                                      \
        if (by->part)                                                                                                          \
            parts->part = by->part;                                                                                            \
    } while (0)

static bool replace(gp_parts *parts, const gp_parts *by)
{
    REPLACE(net_input);
    REPLACE(activate);
    REPLACE(output_error);
    REPLACE(hidden_error);
    REPLACE(output_slope);
    REPLACE(hidden_slope);
    REPLACE(weight_gradient);
    REPLACE(bias_gradient);
    REPLACE(update_weights);
    REPLACE(update_biases);
    REPLACE(round);
    REPLACE(flow);
    REPLACE(collection);
    REPLACE(report);
    return true;
}

bool gp_parts_compose(gp_departures departures, gp_parts *parts)
{
    *parts = plain;
    for (int d = 0; d < gp_departure_count; d++)
        if (gp_departs(departures, (gp_departure)d) && !replace(parts, &departed[d]))
            return false;
    return true;
}

bool gp_parts_only_update(const gp_parts *parts)
{
    return parts->net_input == plain.net_input && parts->activate == plain.activate &&
           parts->output_error == plain.output_error && parts->hidden_error == plain.hidden_error &&
           parts->output_slope == plain.output_slope && parts->hidden_slope == plain.hidden_slope &&
           parts->weight_gradient == plain.weight_gradient && parts->bias_gradient == plain.bias_gradient && !parts->round &&
           parts->flow == plain.flow && parts->collection == plain.collection && parts->report == plain.report;
}

void gp_depart(gp_departures departures, gp_setup *setup)
{
    for (int d = 0; d < gp_departure_count; d++)
        if (gp_departs(departures, (gp_departure)d) && departed[d].change)
            departed[d].change(setup);
}
