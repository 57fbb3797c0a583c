#include "oracle/departure.h"

#include "reference/activation.h"
#include "reference/backward.h"
#include "reference/clip.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/update.h"
#include <limits.h>
#include <string.h>
#include <tgmath.h>

/* ---- The plain parts, where they are not functions of the reference themselves. ---- */

/* Whether the units of a layer have slopes of their own. */
static bool has_slopes(const gp_layer *layer)
{
    return gp_activations[layer->shape.activation].slopes;
}

static gp_strides row_by_row(const gp_layer *layer)
{
    return (gp_strides){.unit = layer->inputs, .input = 1};
}

static gp_summands all_terms(size_t count)
{
    return (gp_summands){.end = count};
}

static const gp_real *deltas(const gp_layer_work *work)
{
    return work->delta;
}

static gp_slope_point own_point(const gp_parts *parts, const gp_layer *layer, const gp_layer_work *work)
{
    (void)parts, (void)layer;
    return (gp_slope_point){.z = work->z, .a = work->a};
}

static gp_layer_shape own_activation(const gp_layer *layer)
{
    return layer->shape;
}

/* As gp_activation_back() does it, but from slopes that stand in an array, where they can be seen. */
static void plain_delta(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++)
        work->delta[j] = work->da[j] * work->slope[j];
}

static void plain_paired_delta(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *delta)
{
    gp_losses[loss->kind].delta(loss, outputs, a, t, delta);
}

static void plain_weight_gradient(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a, const gp_real *delta,
                                  gp_real *dW)
{
    (void)below_z;
    gp_add_weight_gradient(layer, below_a, delta, dW);
}

static gp_real plain_bias_share(const gp_layer_work *work, size_t j)
{
    return work->delta[j];
}

static void plain_bias_gradient(const gp_layer *layer, const gp_layer_work *work, gp_bias_share_part *share, gp_real *db)
{
    gp_layer unit = *layer;
    unit.shape.units = 1;
    for (size_t j = 0; j < layer->shape.units; j++) {
        const gp_real of_unit = share(work, j);
        gp_add_bias_gradient(&unit, &of_unit, layer->shape.bias == GP_BIAS_PER_UNIT ? db + j : db);
    }
}

static void plain_reduction(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count, gp_real *gradient)
{
    (void)layer;
    gp_reduce_gradients(rule->reduction, samples, &(gp_workspace){.gradients = gradient, .gradient_count = count});
}

static void plain_weight_moment(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    gp_move_weight_moment(&network->layers[l], rule, workspace->updates, which, gp_weight_descent(rule, work), work->W_moments);
}

static void plain_bias_moment(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                              const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    gp_move_bias_moment(&network->layers[l], rule, workspace->updates, which, gp_bias_descent(rule, work), work->b_moments);
}

static void plain_weight_change(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    gp_weight_change(&network->layers[l], rule, gp_weight_descent(rule, work), work->W_moments, work->W_change);
}

static void plain_bias_change(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    gp_bias_change(&network->layers[l], rule, gp_bias_descent(rule, work), work->b_moments, work->b_change);
}

static gp_real plain_rate(const gp_rule *rule, size_t epoch, size_t step)
{
    (void)step;
    return gp_rate_of_epoch(rule, epoch);
}

static void plain_rule(gp_rule *rule)
{
    (void)rule;
}

/* ---- Before the run. ---- */

static void freeze_hidden_biases(gp_setup *setup)
{
    for (size_t l = 0; l + 1 < setup->network.depth; l++)
        setup->network.layers[l].shape.bias_trained = false;
}

static void freeze_last_biases(gp_setup *setup)
{
    setup->network.layers[setup->network.depth - 1].shape.bias_trained = false;
}

static void freeze_biases(gp_setup *setup)
{
    freeze_hidden_biases(setup);
    freeze_last_biases(setup);
}

static void freeze_first_biases(gp_setup *setup)
{
    setup->network.layers[0].shape.bias_trained = false;
}

/* Changes the learning rate of each epoch, and the one of all epochs. */
static void change_rates(gp_setup *setup, gp_real change(gp_real rate))
{
    setup->rule.rate = change(setup->rule.rate);
    for (size_t e = 0; setup->rates && e < setup->rule.epochs; e++)
        setup->rates[e] = change(setup->rates[e]);
}

static gp_real negative(gp_real rate)
{
    return -rate;
}

/* What a rate is changed to has its sign, which is the direction: another departure may have turned that around. */
static gp_real squared(gp_real rate)
{
    return rate < 0 ? -(rate * rate) : rate * rate;
}

static gp_real none(gp_real rate)
{
    return rate < 0 ? -1 : 1;
}

static void ascend(gp_setup *setup)
{
    change_rates(setup, negative);
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
    change_rates(setup, squared);
}

static void forget_rate(gp_setup *setup)
{
    change_rates(setup, none);
}

static void keep_first_rate(gp_setup *setup)
{
    setup->rule.rates = NULL;
}

/* The last epoch, which none comes after, keeps its rate. */
static void take_next_rates(gp_setup *setup)
{
    for (size_t e = 1; setup->rates && e < setup->rule.epochs; e++)
        setup->rates[e - 1] = setup->rates[e];
}

static void unfreeze_layers(gp_setup *setup)
{
    for (size_t l = 0; l < setup->network.depth; l++) {
        gp_layer_shape *shape = &setup->network.layers[l].shape;
        shape->bias_trained = shape->bias_trained || shape->weights_frozen;
        shape->weights_frozen = false;
    }
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

/* Inputs and targets alike: first the order of all values, then that of the values of each sample back. */
static void reverse_samples(gp_setup *setup)
{
    reverse(setup->values, setup->samples.count * setup->network.inputs);
    reverse_inputs(setup);
    reverse(targets(setup), setup->samples.count * gp_output_layer(&setup->network)->shape.units);
    reverse_targets(setup);
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

/* W lies row by row; here it is read as if it lay column by column. */
static gp_strides column_by_column(const gp_layer *layer)
{
    return (gp_strides){.unit = 1, .input = layer->shape.units};
}

/* Of a sum of one term nothing can be left out. */
static gp_summands all_but_last(size_t count)
{
    return (gp_summands){.end = count > 1 ? count - 1 : count};
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

static void activate_in_pieces(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    gp_activate(shape, z, a);
    for (size_t j = 0; shape->activation == GP_SIGMOID && j < shape->units; j++)
        a[j] = sigmoid_in_pieces(z[j]);
}

static void activate_by_tanh(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    gp_activate(shape, z, a);
    for (size_t j = 0; shape->activation == GP_SIGMOID && j < shape->units; j++)
        a[j] = tanh(z[j]);
}

/* ---- The backward pass. ---- */

static void loss_gradient_halved(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                 gp_real *da)
{
    gp_loss_gradient(&(gp_loss){.kind = loss->kind, .factor = loss->factor / 2}, outputs, z, a, t, da);
}

static void loss_gradient_doubled(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                  gp_real *da)
{
    gp_loss_gradient(&(gp_loss){.kind = loss->kind, .factor = 2 * loss->factor}, outputs, z, a, t, da);
}

static gp_summands only_last(size_t count)
{
    return (gp_summands){.first = count - 1, .end = count};
}

static const gp_real *raw_errors(const gp_layer_work *work)
{
    return work->da;
}

static void delta_without_slope(const gp_layer *layer, const gp_layer_work *work)
{
    for (size_t j = 0; j < layer->shape.units; j++)
        work->delta[j] = work->da[j];
}

static gp_slope_point net_input_for_activation(const gp_parts *parts, const gp_layer *layer, const gp_layer_work *work)
{
    (void)parts, (void)layer;
    return (gp_slope_point){.z = work->z, .a = work->z};
}

/* Activated once more, as the run activates. */
static gp_slope_point activation_for_net_input(const gp_parts *parts, const gp_layer *layer, const gp_layer_work *work)
{
    parts->of[GP_PART_ACTIVATION].activation(&layer->shape, work->a, work->slope);
    return (gp_slope_point){.z = work->a, .a = work->slope};
}

static void within_sigmoid(const gp_layer_shape *shape, const gp_real *a, gp_real *kept)
{
    for (size_t j = 0; j < shape->units; j++)
        kept[j] = shape->activation == GP_SIGMOID ? fmin(fmax(a[j], (gp_real)0.01), (gp_real)0.99) : a[j];
}

static gp_layer_shape tanh_for_sigmoid(const gp_layer *layer)
{
    gp_layer_shape shape = layer->shape;
    if (shape.activation == GP_SIGMOID)
        shape.activation = GP_TANH;
    return shape;
}

static gp_layer_shape sigmoid_everywhere(const gp_layer *layer)
{
    return (gp_layer_shape){.units = layer->shape.units, .activation = GP_SIGMOID};
}

/* Its own where the layer above has no slopes that could be mixed up with these. */
static gp_layer_shape activation_above(const gp_layer *layer)
{
    gp_layer_shape mixed_up = layer->shape;
    if (has_slopes(&layer[1])) {
        mixed_up.activation = layer[1].shape.activation;
        mixed_up.alpha = layer[1].shape.alpha;
    }
    return mixed_up;
}

static void layer_back_by_diagonal(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da,
                                   gp_real *delta)
{
    (void)z;
    for (size_t j = 0; j < shape->units; j++)
        delta[j] = da[j] * (a[j] * (1 - a[j]));
}

static void paired_delta_with_slope(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *delta)
{
    plain_paired_delta(loss, outputs, a, t, delta);
    for (size_t k = 0; k < outputs; k++)
        delta[k] = delta[k] * (a[k] * (1 - a[k]));
}

/* A cross-entropy looks at net inputs, and is handed outputs. */
static const gp_real *taken_for_net_inputs(const gp_loss *loss, const gp_real *z, const gp_real *a)
{
    return gp_losses[loss->kind].is_paired ? a : z;
}

static gp_real loss_of_outputs(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    return gp_loss_value(loss, outputs, taken_for_net_inputs(loss, z, a), a, t);
}

static void loss_parts_of_outputs(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                  gp_real *parts)
{
    gp_loss_parts(loss, outputs, taken_for_net_inputs(loss, z, a), a, t, parts);
}

static void loss_gradient_along_net_inputs(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a,
                                           const gp_real *t, gp_real *da)
{
    const gp_loss_row *row = &gp_losses[loss->kind];
    if (!row->is_paired) {
        gp_loss_gradient(loss, outputs, z, a, t, da);
        return;
    }
    const gp_layer_shape again = {.units = outputs, .activation = row->paired_with};
    gp_activate(&again, a, da);
    row->delta(loss, outputs, da, t, da);
}

/* ---- Gradients and update. ---- */

static void gradient_of_net_input(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a, const gp_real *delta,
                                  gp_real *dW)
{
    gp_add_weight_gradient(layer, below_z ? below_z : below_a, delta, dW);
}

static gp_real bias_share_times_activation(const gp_layer_work *work, size_t j)
{
    return work->delta[j] * work->a[j];
}

/* Each bias of a layer, shared or not, gets the sum of all shares, so many times. */
static void add_sum_of_shares(const gp_layer *layer, const gp_layer_work *work, gp_bias_share_part *share, gp_real times,
                              gp_real *db)
{
    gp_layer shared = *layer;
    gp_real sum = 0;
    shared.shape.bias = GP_BIAS_SHARED;
    plain_bias_gradient(&shared, work, share, &sum);
    for (size_t k = 0; k < gp_bias_count(&layer->shape); k++)
        db[k] += sum * times;
}

static void bias_gradient_by_mean(const gp_layer *layer, const gp_layer_work *work, gp_bias_share_part *share, gp_real *db)
{
    add_sum_of_shares(layer, work, share, 1 / (gp_real)layer->shape.units, db);
}

static void bias_gradient_by_sum(const gp_layer *layer, const gp_layer_work *work, gp_bias_share_part *share, gp_real *db)
{
    add_sum_of_shares(layer, work, share, 1, db);
}

static void shared_bias_gradient_of_last_unit(const gp_layer *layer, const gp_layer_work *work, gp_bias_share_part *share,
                                              gp_real *db)
{
    if (layer->shape.bias == GP_BIAS_SHARED)
        db[0] += share(work, layer->shape.units - 1);
    else
        plain_bias_gradient(layer, work, share, db);
}

static void weight_gradient_of_weight(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a,
                                      const gp_real *delta, gp_real *dW)
{
    (void)below_z, (void)below_a;
    for (size_t j = 0; j < layer->shape.units; j++)
        for (size_t i = 0; i < layer->inputs; i++)
            dW[j * layer->inputs + i] += delta[j] * layer->W[j * layer->inputs + i];
}

static void reduction_by_mean(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count, gp_real *gradient)
{
    gp_rule mean = *rule;
    mean.reduction = GP_MEAN;
    plain_reduction(layer, &mean, samples, count, gradient);
}

static void reduction_by_sum(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count, gp_real *gradient)
{
    (void)layer, (void)rule, (void)samples, (void)count, (void)gradient;
}

static void reduction_by_nominal_size(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count,
                                      gp_real *gradient)
{
    (void)samples;
    plain_reduction(layer, rule, rule->batch, count, gradient);
}

static void reduction_clipped(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count, gp_real *gradient)
{
    plain_reduction(layer, rule, samples, count, gradient);
    for (size_t k = 0; k < count; k++)
        gradient[k] = fmin(fmax(gradient[k], (gp_real)-1), (gp_real)1);
}

static void reduction_by_mean_of_mean(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count,
                                      gp_real *gradient)
{
    plain_reduction(layer, rule, samples, count, gradient);
    plain_reduction(layer, rule, samples, count, gradient);
}

static void bias_for_its_gradient(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count, gp_real *gradient)
{
    (void)rule, (void)samples;
    memcpy(gradient, layer->b, count * sizeof *gradient);
}

/* The gradient of the layer below in the place of the last layer's; its own where the two biases are not of one kind: there is
   nothing that could be mixed up. */
static const gp_real *mixed_up_gradient(const gp_network *network, const gp_rule *rule, size_t l, const gp_workspace *workspace)
{
    const gp_layer *layer = &network->layers[l];
    const gp_layer_work *work = &workspace->layers[l];
    const bool mixed_up =
        l > 0 && l + 1 == network->depth && layer->shape.bias == GP_BIAS_SHARED && layer[-1].shape.bias == GP_BIAS_SHARED;
    return gp_bias_descent(rule, mixed_up ? &work[-1] : work);
}

static void output_bias_moment_by_hidden_gradient(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                                  const gp_workspace *workspace)
{
    gp_move_bias_moment(&network->layers[l], rule, workspace->updates, which, mixed_up_gradient(network, rule, l, workspace),
                        workspace->layers[l].b_moments);
}

static void output_bias_change_by_hidden_gradient(const gp_network *network, size_t l, const gp_rule *rule,
                                                  const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    gp_bias_change(&network->layers[l], rule, mixed_up_gradient(network, rule, l, workspace), work->b_moments, work->b_change);
}

/* A rule with another momentum, which moves one velocity after the other. */
static gp_rule with_momentum(const gp_rule *rule, gp_real momentum)
{
    gp_rule other = *rule;
    other.momentum = momentum;
    return other;
}

static void scale(size_t count, gp_real factor, gp_real *values)
{
    for (size_t k = 0; k < count; k++)
        values[k] *= factor;
}

/* ---- Clipping. ---- */

static void clip_with(const gp_rule *rule, gp_clipping clipping, gp_real limit, const gp_network *network,
                      gp_workspace *workspace)
{
    gp_rule other = *rule;
    other.clipping = clipping;
    other.clip_limit = limit;
    gp_clip_gradients(network, &other, workspace);
}

static void clip_nothing(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    clip_with(rule, rule->clipping, (gp_real)INFINITY, network, workspace);
}

static void clip_value_for_norm(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    const bool by_norm = rule->clipping == GP_CLIP_BY_NORM;
    clip_with(rule, by_norm ? GP_CLIP_BY_VALUE : rule->clipping, rule->clip_limit, network, workspace);
}

static void clip_norm_for_value(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    const bool by_value = rule->clipping == GP_CLIP_BY_VALUE;
    clip_with(rule, by_value ? GP_CLIP_BY_NORM : rule->clipping, rule->clip_limit, network, workspace);
}

/* Clips the gradients of some parameters as if there were no others. */
static void clip_alone(const gp_layer *layer, const gp_rule *rule, gp_layer_work *work)
{
    gp_layer copy = *layer;
    gp_clip_gradients(&(gp_network){.inputs = copy.inputs, .depth = 1, .layers = &copy}, rule, &(gp_workspace){.layers = work});
}

static void clip_layer_by_layer(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++)
        clip_alone(&network->layers[l], rule, &workspace->layers[l]);
}

/* A layer without biases, and one without weights. */
static void clip_array_by_array(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        gp_layer weights = network->layers[l], biases = network->layers[l];
        weights.shape.bias = GP_BIAS_NONE;
        biases.inputs = 0;
        clip_alone(&weights, rule, &workspace->layers[l]);
        clip_alone(&biases, rule, &workspace->layers[l]);
    }
}

/* The gradients as they are, times a factor. */
static void clip_by_factor(const gp_network *network, const gp_rule *rule, gp_real factor, gp_workspace *workspace)
{
    clip_nothing(network, rule, workspace);
    for (size_t l = 0; l < network->depth; l++) {
        scale(gp_weight_count(&network->layers[l]), factor, workspace->layers[l].dW_clipped);
        scale(gp_trained_bias_count(&network->layers[l].shape), factor, workspace->layers[l].db_clipped);
    }
}

static void clip_always(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    if (rule->clipping != GP_CLIP_BY_NORM) {
        gp_clip_gradients(network, rule, workspace);
        return;
    }
    const gp_real norm = gp_gradient_norm(network, workspace);
    clip_by_factor(network, rule, norm == 0 ? 1 : rule->clip_limit / norm, workspace);
}

static void clip_by_larger_norm(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    if (rule->clipping != GP_CLIP_BY_NORM) {
        gp_clip_gradients(network, rule, workspace);
        return;
    }
    const gp_real norm = gp_gradient_norm(network, workspace) + (gp_real)1e-6;
    clip_by_factor(network, rule, gp_clip_factor(rule->clip_limit, norm), workspace);
}

/* momentum v + (1 - momentum) g = (1 - momentum) (momentum / (1 - momentum) v + g), of the only moment that there is. */
static void weight_velocity_averaged(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                     const gp_workspace *workspace)
{
    const gp_real rest = 1 - rule->momentum;
    const gp_rule other = with_momentum(rule, rule->momentum / rest);
    plain_weight_moment(network, l, &other, which, workspace);
    scale(gp_weight_count(&network->layers[l]), rest, workspace->layers[l].W_moments);
}

static void bias_velocity_averaged(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                   const gp_workspace *workspace)
{
    const gp_real rest = 1 - rule->momentum;
    const gp_rule other = with_momentum(rule, rule->momentum / rest);
    plain_bias_moment(network, l, &other, which, workspace);
    scale(gp_bias_count(&network->layers[l].shape), rest, workspace->layers[l].b_moments);
}

static void weight_velocity_not_kept(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                     const gp_workspace *workspace)
{
    const gp_rule other = with_momentum(rule, 0);
    plain_weight_moment(network, l, &other, which, workspace);
}

static void bias_velocity_not_kept(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                   const gp_workspace *workspace)
{
    const gp_rule other = with_momentum(rule, 0);
    plain_bias_moment(network, l, &other, which, workspace);
}

/* Whether a rule has the moments of Adam. */
static bool is_like_adam(const gp_rule *rule)
{
    return rule->update == GP_ADAM || rule->update == GP_ADAMW;
}

/* Adam's corrected moments: the factors by which they are made of those that are not. */
static gp_real not_at_all(gp_real share)
{
    (void)share;
    return 1;
}

static gp_real inverted(gp_real share)
{
    return share;
}

/* Corrects a moment of Adam by another factor; leaves every other moment alone. */
static void correct_by(gp_real factor(gp_real share), const gp_rule *rule, size_t t, size_t which, size_t count,
                       gp_real *moments)
{
    const size_t first = gp_moment_index(GP_FIRST_CORRECTED, gp_most_moments),
                 corrected_from = gp_moment_index(GP_FIRST_MOMENT, gp_most_moments);
    if (!is_like_adam(rule) || which < first)
        return;
    const gp_real beta = which == first ? rule->beta1 : rule->beta2, by = factor(1 - (gp_real)pow(beta, (double)t));
    const gp_real *from = moments + (which - first + corrected_from) * count;
    for (size_t k = 0; k < count; k++)
        moments[which * count + k] = by * from[k];
}

static void correct_weights(gp_real factor(gp_real share), const gp_network *network, size_t l, const gp_rule *rule,
                            size_t which, const gp_workspace *workspace)
{
    plain_weight_moment(network, l, rule, which, workspace);
    correct_by(factor, rule, workspace->updates, which, gp_weight_count(&network->layers[l]), workspace->layers[l].W_moments);
}

static void correct_biases(gp_real factor(gp_real share), const gp_network *network, size_t l, const gp_rule *rule,
                           size_t which, const gp_workspace *workspace)
{
    const gp_layer_shape *shape = &network->layers[l].shape;
    plain_bias_moment(network, l, rule, which, workspace);
    correct_by(factor, rule, workspace->updates, which, gp_trained_bias_count(shape), workspace->layers[l].b_moments);
}

static void weight_moment_not_corrected(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                        const gp_workspace *workspace)
{
    correct_weights(not_at_all, network, l, rule, which, workspace);
}

static void bias_moment_not_corrected(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                      const gp_workspace *workspace)
{
    correct_biases(not_at_all, network, l, rule, which, workspace);
}

static void weight_moment_correction_inverted(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                              const gp_workspace *workspace)
{
    correct_weights(inverted, network, l, rule, which, workspace);
}

static void bias_moment_correction_inverted(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                            const gp_workspace *workspace)
{
    correct_biases(inverted, network, l, rule, which, workspace);
}

/* The arrays of a layer that an update moves: its weights and its biases, where they are not frozen. */
static size_t arrays_of(const gp_layer *layer)
{
    return (size_t)(gp_trained_weight_count(layer) > 0) + (size_t)(gp_trained_bias_count(&layer->shape) > 0);
}

/* How many arrays have been updated with the weights of a layer, from the first layer on. */
static size_t arrays_updated(const gp_network *network, size_t l, size_t updates)
{
    size_t before = 0, all = 0;
    for (size_t k = 0; k < network->depth; k++) {
        before += k < l ? arrays_of(&network->layers[k]) : 0;
        all += arrays_of(&network->layers[k]);
    }
    return (updates - 1) * all + before + 1;
}

static void weight_moment_by_array(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                   const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    const size_t t = arrays_updated(network, l, workspace->updates);
    gp_move_weight_moment(&network->layers[l], rule, t, which, gp_weight_descent(rule, work), work->W_moments);
}

static void bias_moment_by_array(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                 const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    const size_t t = arrays_updated(network, l, workspace->updates) + 1;
    gp_move_bias_moment(&network->layers[l], rule, t, which, gp_bias_descent(rule, work), work->b_moments);
}

/* Adam's change with epsilon under the root; of every other rule the change that there is. */
static void move_epsilon_into_root(const gp_rule *rule, size_t count, const gp_real *moments, gp_real *change)
{
    const size_t first = gp_moment_index(GP_FIRST_CORRECTED, gp_most_moments),
                 second = gp_moment_index(GP_SECOND_CORRECTED, gp_most_moments);
    for (size_t k = 0; is_like_adam(rule) && k < count; k++) {
        const gp_real m = moments[first * count + k], v = moments[second * count + k];
        change[k] += rule->rate * (m / ((gp_real)sqrt(v) + rule->epsilon) - m / (gp_real)sqrt(v + rule->epsilon));
    }
}

static void weight_change_with_epsilon_in_root(const gp_network *network, size_t l, const gp_rule *rule,
                                               const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    plain_weight_change(network, l, rule, workspace);
    move_epsilon_into_root(rule, gp_weight_count(&network->layers[l]), work->W_moments, work->W_change);
}

static void bias_change_with_epsilon_in_root(const gp_network *network, size_t l, const gp_rule *rule,
                                             const gp_workspace *workspace)
{
    const gp_layer_shape *shape = &network->layers[l].shape;
    const gp_layer_work *work = &workspace->layers[l];
    plain_bias_change(network, l, rule, workspace);
    move_epsilon_into_root(rule, gp_trained_bias_count(shape), work->b_moments, work->b_change);
}

/* Whether a rule divides by the root of the squares alone, of which it keeps nothing else. */
static bool is_by_root(const gp_rule *rule)
{
    return rule->update == GP_RMSPROP || rule->update == GP_ADAGRAD;
}

static void weight_squares_not_kept(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                    const gp_workspace *workspace)
{
    if (is_by_root(rule))
        scale(gp_weight_count(&network->layers[l]), 0, workspace->layers[l].W_moments);
    plain_weight_moment(network, l, rule, which, workspace);
}

static void bias_squares_not_kept(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                  const gp_workspace *workspace)
{
    if (is_by_root(rule))
        scale(gp_bias_count(&network->layers[l].shape), 0, workspace->layers[l].b_moments);
    plain_bias_moment(network, l, rule, which, workspace);
}

/* beta2 v + g^2 = (beta2 (1 - beta2) v + (1 - beta2) g^2) / (1 - beta2) */
static gp_real rest_of_squares(const gp_rule *rule)
{
    return rule->update == GP_RMSPROP ? 1 - rule->beta2 : 1;
}

static void weight_squares_not_averaged(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                        const gp_workspace *workspace)
{
    const gp_real rest = rest_of_squares(rule);
    const size_t count = gp_weight_count(&network->layers[l]);
    if (is_by_root(rule))
        scale(count, rest, workspace->layers[l].W_moments);
    plain_weight_moment(network, l, rule, which, workspace);
    if (is_by_root(rule))
        scale(count, 1 / rest, workspace->layers[l].W_moments);
}

static void bias_squares_not_averaged(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                                      const gp_workspace *workspace)
{
    const gp_real rest = rest_of_squares(rule);
    const size_t count = gp_bias_count(&network->layers[l].shape);
    if (is_by_root(rule))
        scale(count, rest, workspace->layers[l].b_moments);
    plain_bias_moment(network, l, rule, which, workspace);
    if (is_by_root(rule))
        scale(count, 1 / rest, workspace->layers[l].b_moments);
}

/* What a change is divided by, from the squares and epsilon, in the place of sqrt(v) + epsilon. */
static gp_real with_epsilon_in_root(gp_real v, gp_real epsilon)
{
    return (gp_real)sqrt(v + epsilon);
}

static gp_real without_root(gp_real v, gp_real epsilon)
{
    return v + epsilon;
}

static void divide_by(gp_real divisor(gp_real v, gp_real epsilon), const gp_rule *rule, size_t count, const gp_real *moments,
                      gp_real *change)
{
    for (size_t k = 0; is_by_root(rule) && k < count; k++)
        change[k] *= ((gp_real)sqrt(moments[k]) + rule->epsilon) / divisor(moments[k], rule->epsilon);
}

static void divide_weight_change_by(gp_real divisor(gp_real v, gp_real epsilon), const gp_network *network, size_t l,
                                    const gp_rule *rule, const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    plain_weight_change(network, l, rule, workspace);
    divide_by(divisor, rule, gp_weight_count(&network->layers[l]), work->W_moments, work->W_change);
}

static void divide_bias_change_by(gp_real divisor(gp_real v, gp_real epsilon), const gp_network *network, size_t l,
                                  const gp_rule *rule, const gp_workspace *workspace)
{
    const gp_layer_work *work = &workspace->layers[l];
    plain_bias_change(network, l, rule, workspace);
    divide_by(divisor, rule, gp_trained_bias_count(&network->layers[l].shape), work->b_moments, work->b_change);
}

static void weight_change_with_squares_and_epsilon(const gp_network *network, size_t l, const gp_rule *rule,
                                                   const gp_workspace *workspace)
{
    divide_weight_change_by(with_epsilon_in_root, network, l, rule, workspace);
}

static void bias_change_with_squares_and_epsilon(const gp_network *network, size_t l, const gp_rule *rule,
                                                 const gp_workspace *workspace)
{
    divide_bias_change_by(with_epsilon_in_root, network, l, rule, workspace);
}

static void weight_change_without_root(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    divide_weight_change_by(without_root, network, l, rule, workspace);
}

static void bias_change_without_root(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    divide_bias_change_by(without_root, network, l, rule, workspace);
}

static void stand_still(size_t count, gp_real *change)
{
    memset(change, 0, count * sizeof *change);
}

static void weight_change_of_output_only(const gp_network *network, size_t l, const gp_rule *rule,
                                         const gp_workspace *workspace)
{
    if (l + 1 < network->depth)
        stand_still(gp_weight_count(&network->layers[l]), workspace->layers[l].W_change);
    else
        plain_weight_change(network, l, rule, workspace);
}

/* Changes of the weights of all layers but one. */
static void weight_change_but_of(size_t frozen, const gp_network *network, size_t l, const gp_rule *rule,
                                 const gp_workspace *workspace)
{
    if (l == frozen)
        stand_still(gp_weight_count(&network->layers[l]), workspace->layers[l].W_change);
    else
        plain_weight_change(network, l, rule, workspace);
}

static void weight_change_but_of_first(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    weight_change_but_of(0, network, l, rule, workspace);
}

static void weight_change_but_of_last(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    weight_change_but_of(network->depth - 1, network, l, rule, workspace);
}

static void weight_change_with_decay(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace)
{
    const gp_layer *layer = &network->layers[l];
    const gp_layer_work *work = &workspace->layers[l];
    plain_weight_change(network, l, rule, workspace);
    for (size_t k = 0; k < gp_trained_weight_count(layer); k++)
        work->W_change[k] -= rule->rate * (gp_real)0.01 * layer->W[k];
}

static gp_real root_of_error(const gp_error *error, gp_real sum, gp_real penalties, size_t samples, size_t outputs)
{
    return sqrt(gp_error_value(error, sum, penalties, samples, outputs));
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
    for (size_t l = 0; l < setup->network.depth; l++)
        setup->network.layers[l].shape.alpha = round_to_single(setup->network.layers[l].shape.alpha);
    change_rates(setup, round_to_single);
    for (int which = 0; which < gp_rule_number_count; which++) {
        gp_real *number = gp_rule_number_at(&setup->rule, (gp_rule_number)which);
        *number = round_to_single(*number);
    }
    setup->rule.clip_limit = round_to_single(setup->rule.clip_limit);
    setup->rule.loss.factor = round_to_single(setup->rule.loss.factor);
    setup->rule.error.factor = round_to_single(setup->rule.error.factor);
    setup->rule.error.weight_penalty = round_to_single(setup->rule.error.weight_penalty);
    setup->rule.error.bias_penalty = round_to_single(setup->rule.error.bias_penalty);
}

static void scale_decay(gp_rule *rule, gp_real factor)
{
    rule->weight_decay *= factor;
    rule->bias_decay *= factor;
}

static void subtract_decay(gp_setup *setup)
{
    scale_decay(&setup->rule, -1);
}

static void double_decay(gp_setup *setup)
{
    scale_decay(&setup->rule, 2);
}

static void leave_out_decay(gp_setup *setup)
{
    scale_decay(&setup->rule, 0);
}

static void let_biases_decay(gp_setup *setup)
{
    setup->rule.bias_decay = setup->rule.weight_decay;
}

static void leave_out_penalty(gp_setup *setup)
{
    setup->rule.error.weight_penalty = setup->rule.error.bias_penalty = 0;
}

static void double_penalty(gp_setup *setup)
{
    setup->rule.error.weight_penalty *= 2;
    setup->rule.error.bias_penalty *= 2;
}

static void let_biases_cost(gp_setup *setup)
{
    setup->rule.error.bias_penalty = setup->rule.error.weight_penalty;
}

static gp_real rate_by_step(const gp_rule *rule, size_t epoch, size_t step)
{
    (void)epoch;
    return gp_rate_of_epoch(rule, step < rule->epochs ? step : rule->epochs - 1);
}

/* What is multiplied by the rate has been divided by it. */
static void decay_without_rate(gp_rule *rule)
{
    if (rule->rate != 0)
        scale_decay(rule, 1 / rule->rate);
}

static void couple_decay(gp_setup *setup)
{
    if (setup->rule.update == GP_ADAMW)
        setup->rule.update = GP_ADAM;
}

static void decouple_decay(gp_setup *setup)
{
    if (setup->rule.update == GP_ADAM)
        setup->rule.update = GP_ADAMW;
}

static void never_forget_squares(gp_setup *setup)
{
    if (setup->rule.update == GP_RMSPROP)
        setup->rule.update = GP_ADAGRAD;
}

/* ---- The table: what each departure puts in the place of which part. ---- */

static const gp_choice_of_part plain[] = {
    [GP_PART_NET_WEIGHTS] = {.strides = row_by_row},
    [GP_PART_NET_TERMS] = {.terms = all_terms},
    [GP_PART_NET_BIAS] = {.bias_times = 1},
    [GP_PART_ACTIVATION] = {.activation = gp_activate},
    [GP_PART_LOSS] = {.loss = gp_loss_value},
    [GP_PART_LOSS_PARTS] = {.loss_parts = gp_loss_parts},
    [GP_PART_LOSS_GRADIENT] = {.loss_gradient = gp_loss_gradient},
    [GP_PART_BACK_WEIGHTS] = {.strides = row_by_row},
    [GP_PART_BACK_ERRORS] = {.errors = deltas},
    [GP_PART_BACK_TERMS] = {.terms = all_terms},
    [GP_PART_BACK_START] = {.from_left = false},
    [GP_PART_BACK_BLOCKED] = {.by_frozen = false},
    [GP_PART_SLOPE_POINT] = {.slope_point = own_point},
    [GP_PART_SLOPE_BOUNDS] = {.slope_bounds = NULL},
    [GP_PART_OUTPUT_SLOPES] = {.slopes_of = own_activation},
    [GP_PART_HIDDEN_SLOPES] = {.slopes_of = own_activation},
    [GP_PART_PAIRED_DELTA] = {.paired_delta = plain_paired_delta},
    [GP_PART_LAYER_BACK] = {.layer_back = gp_activation_back},
    [GP_PART_OUTPUT_DELTA] = {.delta = plain_delta},
    [GP_PART_HIDDEN_DELTA] = {.delta = plain_delta},
    [GP_PART_WEIGHT_GRADIENT] = {.weight_gradient = plain_weight_gradient},
    [GP_PART_BIAS_SHARE] = {.bias_share = plain_bias_share},
    [GP_PART_BIAS_GRADIENT] = {.bias_gradient = plain_bias_gradient},
    [GP_PART_WEIGHT_REDUCTION] = {.reduction = plain_reduction},
    [GP_PART_BIAS_REDUCTION] = {.reduction = plain_reduction},
    [GP_PART_CLIPPING] = {.clipping = gp_clip_gradients},
    [GP_PART_WEIGHT_MOMENT] = {.moment = plain_weight_moment},
    [GP_PART_BIAS_MOMENT] = {.moment = plain_bias_moment},
    [GP_PART_WEIGHT_CHANGE] = {.change = plain_weight_change},
    [GP_PART_BIAS_CHANGE] = {.change = plain_bias_change},
    [GP_PART_ROUNDING] = {.rounding = NULL},
    [GP_PART_FLOW] = {.flow = GP_FLOW_PLAIN},
    [GP_PART_WEIGHT_TIME] = {.weight_time = GP_WEIGHTS_AFTER},
    [GP_PART_COLLECTION] = {.collection = GP_COLLECT_BATCH},
    [GP_PART_LEFTOVER] = {.leftover = GP_LEFTOVER_NONE},
    [GP_PART_REPORT] = {.report = GP_REPORT_BEFORE},
    [GP_PART_SHORT_BATCH] = {.short_batch = GP_SHORT_BATCH_TAKEN},
    [GP_PART_LOSS_TIME] = {.time = GP_LOSS_BEFORE},
    [GP_PART_ERROR_TIME] = {.time = GP_LOSS_BEFORE},
    [GP_PART_ERROR] = {.error = gp_error_value},
    [GP_PART_MOMENTUM] = {.momentum = 0},
    [GP_PART_RATE] = {.rate = plain_rate},
    [GP_PART_RULE] = {.rule = plain_rule},
};
_Static_assert(sizeof plain / sizeof *plain == gp_part_count, "each part has a plain choice");
_Static_assert(gp_part_count <= sizeof(uint64_t) * CHAR_BIT, "each part has a bit");

/* A departure changes something before the run, or replaces parts, or both. */
typedef struct departure_row {
    void (*before)(gp_setup *setup);
    size_t count; /* of replacements */
    struct {
        gp_part part;
        gp_choice_of_part by;
    } replacements[3];
} departure_row;

static const departure_row departed[] = {
    [GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS] = {NULL, 1, {{GP_PART_WEIGHT_TIME, {.weight_time = GP_WEIGHTS_FIRST}}}},
    [GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT] = {NULL,
                                           2,
                                           {{GP_PART_BIAS_MOMENT, {.moment = output_bias_moment_by_hidden_gradient}},
                                            {GP_PART_BIAS_CHANGE, {.change = output_bias_change_by_hidden_gradient}}}},
    [GP_HIDDEN_BIASES_FROZEN] = {.before = freeze_hidden_biases},
    [GP_BIASES_FROZEN] = {.before = freeze_biases},
    [GP_HIDDEN_WEIGHTS_FROZEN] = {NULL, 1, {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_of_output_only}}}},
    [GP_OUTPUT_SLOPE_MISSING] = {NULL, 1, {{GP_PART_OUTPUT_DELTA, {.delta = delta_without_slope}}}},
    [GP_HIDDEN_SLOPE_MISSING] = {NULL, 1, {{GP_PART_HIDDEN_DELTA, {.delta = delta_without_slope}}}},
    [GP_SLOPE_OF_NET_INPUT] = {NULL, 1, {{GP_PART_SLOPE_POINT, {.slope_point = net_input_for_activation}}}},
    [GP_SLOPE_OF_SECOND_SIGMOID] = {NULL, 1, {{GP_PART_SLOPE_POINT, {.slope_point = activation_for_net_input}}}},
    [GP_GRADIENT_ASCENT] = {.before = ascend},
    [GP_LOSS_SLOPE_HALVED] = {NULL, 1, {{GP_PART_LOSS_GRADIENT, {.loss_gradient = loss_gradient_halved}}}},
    [GP_LOSS_SLOPE_DOUBLED] = {NULL, 1, {{GP_PART_LOSS_GRADIENT, {.loss_gradient = loss_gradient_doubled}}}},
    [GP_MEAN_FOR_SUM] = {.before = average},
    [GP_SUM_FOR_MEAN] = {.before = add_up},
    [GP_NET_INPUT_BY_TRANSPOSE] = {NULL, 1, {{GP_PART_NET_WEIGHTS, {.strides = column_by_column}}}},
    [GP_HIDDEN_DELTA_BY_TRANSPOSE] = {NULL, 1, {{GP_PART_BACK_WEIGHTS, {.strides = column_by_column}}}},
    [GP_GRADIENTS_NOT_RESET] = {NULL, 1, {{GP_PART_LEFTOVER, {.leftover = GP_LEFTOVER_RESULT}}}},
    [GP_BIAS_GRADIENT_TIMES_ACTIVATION] = {NULL, 1, {{GP_PART_BIAS_SHARE, {.bias_share = bias_share_times_activation}}}},
    [GP_BIAS_BY_MEAN_OF_UNITS] = {NULL, 1, {{GP_PART_BIAS_GRADIENT, {.bias_gradient = bias_gradient_by_mean}}}},
    [GP_LAST_SAMPLE_ONLY] = {NULL, 1, {{GP_PART_COLLECTION, {.collection = GP_COLLECT_LAST}}}},
    [GP_ONLINE_FOR_BATCH] = {NULL, 1, {{GP_PART_FLOW, {.flow = GP_FLOW_ONLINE}}}},
    [GP_BATCH_FOR_ONLINE] = {.before = take_all_samples},
    [GP_BATCH_MOVED_IN_PLACE] = {NULL, 1, {{GP_PART_FLOW, {.flow = GP_FLOW_IN_PLACE}}}},
    [GP_RATE_TWICE] = {.before = square_rate},
    [GP_RATE_MISSING] = {.before = forget_rate},
    [GP_STATE_LATE] = {NULL, 1, {{GP_PART_REPORT, {.report = GP_REPORT_AFTER}}}},
    [GP_STATE_EARLY] = {NULL, 1, {{GP_PART_REPORT, {.report = GP_REPORT_PREVIOUS}}}},
    [GP_LAST_INPUT_DROPPED] = {NULL, 1, {{GP_PART_NET_TERMS, {.terms = all_but_last}}}},
    [GP_LAST_DELTA_DROPPED] = {NULL, 1, {{GP_PART_BACK_TERMS, {.terms = all_but_last}}}},
    [GP_INPUTS_REVERSED] = {.before = reverse_inputs},
    [GP_TARGETS_REVERSED] = {.before = reverse_targets},
    [GP_TARGETS_OF_NEXT_SAMPLE] = {.before = shift_targets},
    [GP_SINGLE_PRECISION] = {round_samples_and_rule, 1, {{GP_PART_ROUNDING, {.rounding = round_to_single}}}},
    [GP_SIGMOID_APPROXIMATED] = {NULL, 1, {{GP_PART_ACTIVATION, {.activation = activate_in_pieces}}}},
    [GP_OUTPUT_ACTIVATION_MISSING] = {.before = drop_output_activation},
    [GP_TANH_FOR_SIGMOID] = {NULL,
                             3,
                             {{GP_PART_ACTIVATION, {.activation = activate_by_tanh}},
                              {GP_PART_OUTPUT_SLOPES, {.slopes_of = tanh_for_sigmoid}},
                              {GP_PART_HIDDEN_SLOPES, {.slopes_of = tanh_for_sigmoid}}}},
    [GP_GRADIENT_OF_NET_INPUT] = {NULL, 1, {{GP_PART_WEIGHT_GRADIENT, {.weight_gradient = gradient_of_net_input}}}},
    [GP_BIAS_SUBTRACTED] = {NULL, 1, {{GP_PART_NET_BIAS, {.bias_times = -1}}}},
    [GP_SLOPE_CLIPPED] = {NULL, 1, {{GP_PART_SLOPE_BOUNDS, {.slope_bounds = within_sigmoid}}}},
    [GP_RAW_ERROR_HANDED_DOWN] = {NULL, 1, {{GP_PART_BACK_ERRORS, {.errors = raw_errors}}}},
    [GP_SIGMOID_SLOPE_EVERYWHERE] = {NULL,
                                     2,
                                     {{GP_PART_OUTPUT_SLOPES, {.slopes_of = sigmoid_everywhere}},
                                      {GP_PART_HIDDEN_SLOPES, {.slopes_of = sigmoid_everywhere}}}},
    [GP_SLOPE_OF_LAYER_ABOVE] = {NULL, 1, {{GP_PART_HIDDEN_SLOPES, {.slopes_of = activation_above}}}},
    [GP_HIDDEN_ERROR_OVERWRITTEN] = {NULL, 1, {{GP_PART_BACK_TERMS, {.terms = only_last}}}},
    [GP_HIDDEN_ERRORS_NOT_RESET] = {NULL, 1, {{GP_PART_BACK_START, {.from_left = true}}}},
    [GP_GRADIENT_SUMS_NOT_RESET] = {NULL, 1, {{GP_PART_LEFTOVER, {.leftover = GP_LEFTOVER_SUM}}}},
    [GP_BIAS_MEAN_FOR_SUM] = {NULL, 1, {{GP_PART_BIAS_REDUCTION, {.reduction = reduction_by_mean}}}},
    [GP_BIAS_SUM_FOR_MEAN] = {NULL, 1, {{GP_PART_BIAS_REDUCTION, {.reduction = reduction_by_sum}}}},
    [GP_BIAS_BY_SUM_OF_UNITS] = {NULL, 1, {{GP_PART_BIAS_GRADIENT, {.bias_gradient = bias_gradient_by_sum}}}},
    [GP_SHARED_BIAS_BY_LAST_UNIT] = {NULL, 1, {{GP_PART_BIAS_GRADIENT, {.bias_gradient = shared_bias_gradient_of_last_unit}}}},
    [GP_BIAS_FOR_ITS_GRADIENT] = {NULL, 1, {{GP_PART_BIAS_REDUCTION, {.reduction = bias_for_its_gradient}}}},
    [GP_BIAS_LEFT_OUT] = {NULL, 1, {{GP_PART_NET_BIAS, {.bias_times = 0}}}},
    [GP_BIAS_DOUBLED] = {NULL, 1, {{GP_PART_NET_BIAS, {.bias_times = 2}}}},
    [GP_WEIGHT_FOR_ACTIVATION] = {NULL, 1, {{GP_PART_WEIGHT_GRADIENT, {.weight_gradient = weight_gradient_of_weight}}}},
    [GP_MOMENTUM_ADDED] = {NULL, 1, {{GP_PART_MOMENTUM, {.momentum = (gp_real)0.9}}}},
    [GP_DECAY_ADDED] = {NULL, 1, {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_with_decay}}}},
    [GP_FIRST_LAYER_FROZEN] = {freeze_first_biases, 1, {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_but_of_first}}}},
    [GP_LAST_LAYER_FROZEN] = {freeze_last_biases, 1, {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_but_of_last}}}},
    [GP_LAST_BATCH_DROPPED] = {NULL, 1, {{GP_PART_SHORT_BATCH, {.short_batch = GP_SHORT_BATCH_DROPPED}}}},
    [GP_BATCH_BY_NOMINAL_SIZE] = {NULL,
                                  2,
                                  {{GP_PART_WEIGHT_REDUCTION, {.reduction = reduction_by_nominal_size}},
                                   {GP_PART_BIAS_REDUCTION, {.reduction = reduction_by_nominal_size}}}},
    [GP_SAMPLES_REVERSED] = {.before = reverse_samples},
    [GP_LOSS_LATE] = {NULL, 1, {{GP_PART_LOSS_TIME, {.time = GP_LOSS_AFTER}}}},
    [GP_ERROR_LATE] = {NULL, 1, {{GP_PART_ERROR_TIME, {.time = GP_LOSS_AFTER}}}},
    [GP_ERROR_ROOT] = {NULL, 1, {{GP_PART_ERROR, {.error = root_of_error}}}},
    [GP_GRADIENTS_CLIPPED] = {NULL,
                              2,
                              {{GP_PART_WEIGHT_REDUCTION, {.reduction = reduction_clipped}},
                               {GP_PART_BIAS_REDUCTION, {.reduction = reduction_clipped}}}},
    [GP_SOFTMAX_DIAGONAL_ONLY] = {NULL, 1, {{GP_PART_LAYER_BACK, {.layer_back = layer_back_by_diagonal}}}},
    [GP_CANCELLED_SLOPE_ADDED] = {NULL, 1, {{GP_PART_PAIRED_DELTA, {.paired_delta = paired_delta_with_slope}}}},
    [GP_OUTPUT_ACTIVATED_TWICE] = {NULL,
                                   3,
                                   {{GP_PART_LOSS, {.loss = loss_of_outputs}},
                                    {GP_PART_LOSS_PARTS, {.loss_parts = loss_parts_of_outputs}},
                                    {GP_PART_LOSS_GRADIENT, {.loss_gradient = loss_gradient_along_net_inputs}}}},
    [GP_MEAN_TAKEN_TWICE] = {NULL,
                             2,
                             {{GP_PART_WEIGHT_REDUCTION, {.reduction = reduction_by_mean_of_mean}},
                              {GP_PART_BIAS_REDUCTION, {.reduction = reduction_by_mean_of_mean}}}},
    [GP_VELOCITY_AVERAGED] = {NULL,
                              2,
                              {{GP_PART_WEIGHT_MOMENT, {.moment = weight_velocity_averaged}},
                               {GP_PART_BIAS_MOMENT, {.moment = bias_velocity_averaged}}}},
    [GP_VELOCITY_NOT_KEPT] = {NULL,
                              2,
                              {{GP_PART_WEIGHT_MOMENT, {.moment = weight_velocity_not_kept}},
                               {GP_PART_BIAS_MOMENT, {.moment = bias_velocity_not_kept}}}},
    [GP_ADAM_NOT_CORRECTED] = {NULL,
                               2,
                               {{GP_PART_WEIGHT_MOMENT, {.moment = weight_moment_not_corrected}},
                                {GP_PART_BIAS_MOMENT, {.moment = bias_moment_not_corrected}}}},
    [GP_ADAM_CORRECTION_INVERTED] = {NULL,
                                     2,
                                     {{GP_PART_WEIGHT_MOMENT, {.moment = weight_moment_correction_inverted}},
                                      {GP_PART_BIAS_MOMENT, {.moment = bias_moment_correction_inverted}}}},
    [GP_ADAM_UPDATES_BY_ARRAY] = {NULL,
                                  2,
                                  {{GP_PART_WEIGHT_MOMENT, {.moment = weight_moment_by_array}},
                                   {GP_PART_BIAS_MOMENT, {.moment = bias_moment_by_array}}}},
    [GP_ADAM_EPSILON_IN_ROOT] = {NULL,
                                 2,
                                 {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_with_epsilon_in_root}},
                                  {GP_PART_BIAS_CHANGE, {.change = bias_change_with_epsilon_in_root}}}},
    [GP_DECAY_SUBTRACTED] = {.before = subtract_decay},
    [GP_DECAY_DOUBLED] = {.before = double_decay},
    [GP_DECAY_LEFT_OUT] = {.before = leave_out_decay},
    [GP_DECAY_OF_BIASES] = {.before = let_biases_decay},
    [GP_DECAY_WITHOUT_RATE] = {NULL, 1, {{GP_PART_RULE, {.rule = decay_without_rate}}}},
    [GP_DECAY_COUPLED] = {.before = couple_decay},
    [GP_DECAY_DECOUPLED] = {.before = decouple_decay},
    [GP_SQUARES_NOT_KEPT] = {NULL,
                             2,
                             {{GP_PART_WEIGHT_MOMENT, {.moment = weight_squares_not_kept}},
                              {GP_PART_BIAS_MOMENT, {.moment = bias_squares_not_kept}}}},
    [GP_SQUARES_NOT_AVERAGED] = {NULL,
                                 2,
                                 {{GP_PART_WEIGHT_MOMENT, {.moment = weight_squares_not_averaged}},
                                  {GP_PART_BIAS_MOMENT, {.moment = bias_squares_not_averaged}}}},
    [GP_SQUARES_NEVER_FORGOTTEN] = {.before = never_forget_squares},
    [GP_SQUARES_EPSILON_IN_ROOT] = {NULL,
                                    2,
                                    {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_with_squares_and_epsilon}},
                                     {GP_PART_BIAS_CHANGE, {.change = bias_change_with_squares_and_epsilon}}}},
    [GP_SQUARES_WITHOUT_ROOT] = {NULL,
                                 2,
                                 {{GP_PART_WEIGHT_CHANGE, {.change = weight_change_without_root}},
                                  {GP_PART_BIAS_CHANGE, {.change = bias_change_without_root}}}},
    [GP_FIRST_RATE_KEPT] = {.before = keep_first_rate},
    [GP_RATE_OF_NEXT_EPOCH] = {.before = take_next_rates},
    [GP_RATE_OF_EACH_STEP] = {NULL, 1, {{GP_PART_RATE, {.rate = rate_by_step}}}},
    [GP_CLIP_LEFT_OUT] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_nothing}}}},
    [GP_CLIP_VALUE_FOR_NORM] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_value_for_norm}}}},
    [GP_CLIP_NORM_FOR_VALUE] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_norm_for_value}}}},
    [GP_CLIP_NORM_OF_LAYER] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_layer_by_layer}}}},
    [GP_CLIP_NORM_OF_ARRAY] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_array_by_array}}}},
    [GP_CLIP_ALWAYS_SCALED] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_always}}}},
    [GP_CLIP_NORM_ENLARGED] = {NULL, 1, {{GP_PART_CLIPPING, {.clipping = clip_by_larger_norm}}}},
    [GP_FROZEN_LAYER_MOVES] = {.before = unfreeze_layers},
    [GP_FROZEN_LAYER_BLOCKS] = {NULL, 1, {{GP_PART_BACK_BLOCKED, {.by_frozen = true}}}},
    [GP_PENALTY_LEFT_OUT] = {.before = leave_out_penalty},
    [GP_PENALTY_DOUBLED] = {.before = double_penalty},
    [GP_PENALTY_OF_BIASES] = {.before = let_biases_cost},
};
_Static_assert(sizeof departed / sizeof *departed == gp_departure_count, "each departure has a row");

static uint64_t bit(gp_part part)
{
    return UINT64_C(1) << part;
}

static bool any_replaced(const gp_parts *parts, uint64_t of)
{
    return (parts->replaced & of) != 0;
}

/* Puts a departure's parts in the place of what is there; no part can be replaced twice. */
static bool replace(gp_parts *parts, const departure_row *row)
{
    for (size_t k = 0; k < row->count; k++) {
        const gp_part part = row->replacements[k].part;
        if (any_replaced(parts, bit(part)))
            return false;
        parts->replaced |= bit(part);
        parts->of[part] = row->replacements[k].by;
    }
    return true;
}

bool gp_parts_compose(gp_departures departures, gp_parts *parts)
{
    parts->replaced = 0;
    memcpy(parts->of, plain, sizeof plain);
    for (int d = 0; d < gp_departure_count; d++)
        if (gp_departs(departures, (gp_departure)d) && !replace(parts, &departed[d]))
            return false;
    return true;
}

gp_rule gp_parts_rule(const gp_parts *parts, const gp_rule *rule, size_t epoch, size_t step)
{
    gp_rule of_step = *rule;
    of_step.rate = parts->of[GP_PART_RATE].rate(rule, epoch, step);
    parts->of[GP_PART_RULE].rule(&of_step);
    return of_step;
}

bool gp_parts_only_update(const gp_parts *parts)
{
    return !any_replaced(parts, ~(bit(GP_PART_RATE) | bit(GP_PART_RULE) | bit(GP_PART_WEIGHT_MOMENT) |
                                  bit(GP_PART_BIAS_MOMENT) | bit(GP_PART_WEIGHT_CHANGE) | bit(GP_PART_BIAS_CHANGE)));
}

bool gp_parts_plain_output(const gp_parts *parts, const gp_layer *last)
{
    const uint64_t slopes = bit(GP_PART_SLOPE_POINT) | bit(GP_PART_SLOPE_BOUNDS) | bit(GP_PART_OUTPUT_SLOPES),
                   back = has_slopes(last) ? slopes : bit(GP_PART_LAYER_BACK);
    return !any_replaced(parts, bit(GP_PART_LOSS_GRADIENT) | back | bit(GP_PART_OUTPUT_DELTA));
}

/* The bias that a unit adds. */
static gp_real bias_of(const gp_layer *layer, size_t j)
{
    return layer->shape.bias == GP_BIAS_NONE ? 0 : layer->b[layer->shape.bias == GP_BIAS_SHARED ? 0 : j];
}

void gp_parts_net_input(const gp_parts *parts, const gp_layer *layer, const gp_real *below, gp_real *z)
{
    if (!any_replaced(parts, bit(GP_PART_NET_WEIGHTS) | bit(GP_PART_NET_TERMS) | bit(GP_PART_NET_BIAS))) {
        gp_net_input(layer, below, z);
        return;
    }
    const gp_strides strides = parts->of[GP_PART_NET_WEIGHTS].strides(layer);
    const gp_summands terms = parts->of[GP_PART_NET_TERMS].terms(layer->inputs);
    for (size_t j = 0; j < layer->shape.units; j++) {
        gp_real sum = 0;
        for (size_t i = terms.first; i < terms.end; i++)
            sum += layer->W[j * strides.unit + i * strides.input] * below[i];
        z[j] = sum + parts->of[GP_PART_NET_BIAS].bias_times * bias_of(layer, j);
    }
}

void gp_parts_activation_gradient(const gp_parts *parts, const gp_layer *above, const gp_layer_work *work, const gp_real *left,
                                  gp_real *da)
{
    if (!any_replaced(parts, bit(GP_PART_BACK_WEIGHTS) | bit(GP_PART_BACK_ERRORS) | bit(GP_PART_BACK_TERMS) |
                                 bit(GP_PART_BACK_START) | bit(GP_PART_BACK_BLOCKED))) {
        gp_activation_gradient(above, work->delta, da);
        return;
    }
    const gp_strides strides = parts->of[GP_PART_BACK_WEIGHTS].strides(above);
    const gp_summands terms = parts->of[GP_PART_BACK_TERMS].terms(above->shape.units);
    const gp_real *errors = parts->of[GP_PART_BACK_ERRORS].errors(work);
    const bool blocked = parts->of[GP_PART_BACK_BLOCKED].by_frozen && above->shape.weights_frozen;
    for (size_t i = 0; i < above->inputs; i++)
        da[i] = parts->of[GP_PART_BACK_START].from_left ? left[i] : 0;
    for (size_t j = terms.first; !blocked && j < terms.end; j++)
        for (size_t i = 0; i < above->inputs; i++)
            da[i] += above->W[j * strides.unit + i * strides.input] * errors[j];
}

void gp_parts_slopes(const gp_parts *parts, const gp_layer *layer, bool is_last, const gp_layer_work *work)
{
    if (!has_slopes(layer))
        return;
    gp_slope_point at = parts->of[GP_PART_SLOPE_POINT].slope_point(parts, layer, work);
    if (parts->of[GP_PART_SLOPE_BOUNDS].slope_bounds) {
        parts->of[GP_PART_SLOPE_BOUNDS].slope_bounds(&layer->shape, at.a, work->slope);
        at.a = work->slope;
    }
    const gp_layer_shape shape = parts->of[is_last ? GP_PART_OUTPUT_SLOPES : GP_PART_HIDDEN_SLOPES].slopes_of(layer);
    gp_slopes(&shape, at.z, at.a, work->slope);
}

void gp_parts_delta(const gp_parts *parts, const gp_layer *layer, bool is_last, const gp_layer_work *work)
{
    const gp_part delta = is_last ? GP_PART_OUTPUT_DELTA : GP_PART_HIDDEN_DELTA;
    if (has_slopes(layer) || any_replaced(parts, bit(delta)))
        parts->of[delta].delta(layer, work);
    else
        parts->of[GP_PART_LAYER_BACK].layer_back(&layer->shape, work->z, work->a, work->da, work->delta);
}

void gp_parts_add_bias_gradient(const gp_parts *parts, const gp_layer *layer, const gp_layer_work *work, gp_real *db)
{
    parts->of[GP_PART_BIAS_GRADIENT].bias_gradient(layer, work, parts->of[GP_PART_BIAS_SHARE].bias_share, db);
}

void gp_depart(gp_departures departures, gp_setup *setup)
{
    for (int d = 0; d < gp_departure_count; d++)
        if (gp_departs(departures, (gp_departure)d) && departed[d].before)
            departed[d].before(setup);
}
