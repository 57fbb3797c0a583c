#include "oracle/departed_run.h"

#include "golden/values.h"
#include "reference/backward.h"
#include "reference/clip.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/update.h"
#include <stdlib.h>
#include <string.h>

/* A run. Every sample of a batch has a workspace of its own; one more collects their gradients. */
typedef struct departed_run {
    gp_parts parts;
    const gp_number_observer *numbers; /* who sees each number, or NULL */
    gp_training training;              /* its workspace is that of the sample at work, its rule the next one */
    const gp_rule *whole;              /* the rule of all epochs */
    gp_rule rule;                      /* that of the step at work */
    gp_network *network;
    gp_workspace *workspaces; /* one for each sample of a batch */
    size_t workspace_count;
    gp_workspace total;  /* the gradients of a batch */
    gp_workspace left;   /* what was there before: dE/da of the last sample, gradients and changes of the last step */
    size_t left_samples; /* how many samples these gradients are of */
    gp_network previous; /* the parameters of the step before, for a report of these */
    gp_batch batch;      /* the step at work */
    gp_real deviations;  /* of the epoch at work */
    gp_real penalties;   /* of its samples */
    size_t reported;     /* of how many samples these are */
    bool losses_late;    /* the losses of a step wait for its update */
} departed_run;

static size_t batch_end(const departed_run *run)
{
    return run->batch.first + run->batch.count;
}

static gp_workspace *workspace_of(const departed_run *run, size_t s)
{
    return &run->workspaces[s - run->batch.first];
}

static gp_layer_work *work_of(const departed_run *run, size_t s)
{
    return workspace_of(run, s)->layers;
}

static void round_as_departed(const departed_run *run, gp_real *values, size_t count)
{
    gp_real (*const rounding)(gp_real) = run->parts.of[GP_PART_ROUNDING].rounding;
    for (size_t k = 0; rounding && k < count; k++)
        values[k] = rounding(values[k]);
}

/* Numbers have been computed: they are rounded as the departure has it, and shown. */
static bool show(const departed_run *run, const gp_place *first, gp_real *values, size_t count)
{
    round_as_departed(run, values, count);
    return !run->numbers || count == 0 || run->numbers->see(run->numbers->context, first, values, count);
}

static bool show_units(const departed_run *run, gp_quantity quantity, size_t s, size_t l, gp_real *values)
{
    const gp_place place = {.quantity = quantity, .step = run->batch.step, .sample = s, .layer = l + 1};
    return show(run, &place, values, gp_values_count(run->network, quantity, l + 1));
}

/* Weights and biases, or their gradients, or their changes, of one layer. */
static bool show_layer(const departed_run *run, gp_quantity weights, gp_quantity biases, const gp_layer *layer, size_t l,
                       gp_real *W, gp_real *b)
{
    gp_place place = {.quantity = weights, .step = run->batch.step, .layer = l + 1};
    if (!show(run, &place, W, gp_weight_count(layer)))
        return false;
    place.quantity = biases;
    return show(run, &place, b, gp_bias_count(&layer->shape));
}

static bool show_parameters(const departed_run *run, const gp_network *network)
{
    const bool unseen = !run->numbers && !run->parts.of[GP_PART_ROUNDING].rounding;
    for (size_t l = 0; !unseen && l < network->depth; l++)
        if (!show_layer(run, GP_WEIGHT, GP_BIAS, &network->layers[l], l, network->layers[l].W, network->layers[l].b))
            return false;
    return true;
}

static void copy_parameters(const gp_network *from, const gp_network *to)
{
    for (size_t l = 0; l < from->depth; l++) {
        memcpy(to->layers[l].W, from->layers[l].W, gp_weight_count(&from->layers[l]) * sizeof(gp_real));
        memcpy(to->layers[l].b, from->layers[l].b, gp_bias_count(&from->layers[l].shape) * sizeof(gp_real));
    }
}

static bool show_previous(const departed_run *run)
{
    if (run->batch.step == 0)
        copy_parameters(run->network, &run->previous);
    if (!show_parameters(run, &run->previous))
        return false;
    copy_parameters(run->network, &run->previous);
    return true;
}

/* The parameters before the samples of a step; after the last step every program reports what it has. */
static bool begin_step(const departed_run *run, bool after_last)
{
    if (!gp_observe_state(&run->training, run->batch.step))
        return false;
    if (run->parts.of[GP_PART_REPORT].report == GP_REPORT_PREVIOUS)
        return show_previous(run);
    return (run->parts.of[GP_PART_REPORT].report == GP_REPORT_AFTER && !after_last) || show_parameters(run, run->network);
}

static bool show_loss(const departed_run *run, size_t s)
{
    const gp_loss *rule = &run->training.rule->loss;
    const size_t last = run->network->depth - 1, units = run->network->layers[last].shape.units;
    const gp_real *z = work_of(run, s)[last].z, *a = work_of(run, s)[last].a, *t = gp_sample_target(&run->training, s);
    gp_real *parts = workspace_of(run, s)->output_loss, loss = run->parts.of[GP_PART_LOSS].loss(rule, units, z, a, t);
    run->parts.of[GP_PART_LOSS_PARTS].loss_parts(rule, units, z, a, t, parts);
    const gp_place place = {.quantity = GP_SAMPLE_LOSS, .step = run->batch.step, .sample = s};
    return show_units(run, GP_OUTPUT_LOSS, s, last, parts) && show(run, &place, &loss, 1);
}

static void count_deviations(departed_run *run, gp_workspace *workspace, size_t s)
{
    run->training.workspace = workspace;
    const gp_loss terms = {.kind = run->training.rule->error.kind, .factor = 1};
    const gp_layer_work *last = &workspace->layers[run->network->depth - 1];
    run->deviations += run->parts.of[GP_PART_LOSS].loss(&terms, gp_output_layer(run->network)->shape.units, last->z, last->a,
                                                        gp_sample_target(&run->training, s));
    run->reported++;
}

/* Forward with the parameters as they are now, for a loss or an error that is computed late. Nobody sees it. */
static void forward_late(const departed_run *run, size_t s, const gp_workspace *workspace)
{
    const gp_real *below = gp_sample_input(&run->training, s);
    for (size_t l = 0; l < run->network->depth; l++) {
        const gp_layer *layer = &run->network->layers[l];
        const gp_layer_work *work = &workspace->layers[l];
        gp_parts_net_input(&run->parts, layer, below, work->z);
        round_as_departed(run, work->z, layer->shape.units);
        run->parts.of[GP_PART_ACTIVATION].activation(&layer->shape, work->z, work->a);
        round_as_departed(run, work->a, layer->shape.units);
        below = work->a;
    }
}

static bool forward(departed_run *run, size_t s)
{
    const gp_layer_work *work = work_of(run, s);
    const gp_real *below = gp_sample_input(&run->training, s);
    for (size_t l = 0; l < run->network->depth; l++) {
        const gp_layer *layer = &run->network->layers[l];
        gp_parts_net_input(&run->parts, layer, below, work[l].z);
        if (!show_units(run, GP_NET_INPUT, s, l, work[l].z))
            return false;
        run->parts.of[GP_PART_ACTIVATION].activation(&layer->shape, work[l].z, work[l].a);
        if (!show_units(run, GP_ACTIVATED, s, l, work[l].a))
            return false;
        below = work[l].a;
    }
    count_deviations(run, workspace_of(run, s), s);
    return run->losses_late || show_loss(run, s);
}

static bool batch_forward(departed_run *run)
{
    run->penalties += gp_sample_penalties(&run->training, run->batch.count);
    for (size_t s = run->batch.first; s < batch_end(run); s++)
        if (!forward(run, s))
            return false;
    return true;
}

/* What E gives back to a layer: along its activations, and from there along its net inputs. */
static bool layer_back(const departed_run *run, size_t s, size_t l)
{
    const gp_choice_of_part *parts = run->parts.of;
    const gp_layer *layer = &run->network->layers[l];
    const gp_layer_work *work = &work_of(run, s)[l];
    const bool last = l + 1 == run->network->depth;
    if (last)
        parts[GP_PART_LOSS_GRADIENT].loss_gradient(&run->training.rule->loss, layer->shape.units, work->z, work->a,
                                                   gp_sample_target(&run->training, s), work->da);
    else
        gp_parts_activation_gradient(&run->parts, &layer[1], &work[1], run->left.layers[l].da, work->da);
    if (!show_units(run, GP_ACTIVATION_GRADIENT, s, l, work->da))
        return false;
    memcpy(run->left.layers[l].da, work->da, layer->shape.units * sizeof *work->da);
    gp_parts_slopes(&run->parts, layer, last, work);
    if (!show_units(run, GP_SLOPE, s, l, work->slope))
        return false;
    if (last && gp_losses[run->training.rule->loss.kind].is_paired && gp_parts_plain_output(&run->parts, layer))
        parts[GP_PART_PAIRED_DELTA].paired_delta(&run->training.rule->loss, layer->shape.units, work->a,
                                                 gp_sample_target(&run->training, s), work->delta);
    else
        gp_parts_delta(&run->parts, layer, last, work);
    return show_units(run, GP_DELTA, s, l, work->delta);
}

static bool input_back(const departed_run *run, size_t s)
{
    const gp_place place = {.quantity = GP_INPUT_GRADIENT, .step = run->batch.step, .sample = s};
    gp_real *dx = workspace_of(run, s)->dx;
    gp_parts_activation_gradient(&run->parts, &run->network->layers[0], work_of(run, s), run->left.dx, dx);
    if (!show(run, &place, dx, run->network->inputs))
        return false;
    memcpy(run->left.dx, dx, run->network->inputs * sizeof *dx);
    return true;
}

static bool back(const departed_run *run, size_t s)
{
    for (size_t l = run->network->depth; l-- > 0;)
        if (!layer_back(run, s, l))
            return false;
    return input_back(run, s);
}

/* Adds a sample's gradients of a layer. */
static void add_gradients(const departed_run *run, size_t s, size_t l, const gp_workspace *sums)
{
    const gp_layer *layer = &run->network->layers[l];
    const gp_layer_work *work = &work_of(run, s)[l];
    run->parts.of[GP_PART_WEIGHT_GRADIENT].weight_gradient(layer, l > 0 ? work[-1].z : NULL,
                                                           l > 0 ? work[-1].a : gp_sample_input(&run->training, s), work->delta,
                                                           sums->layers[l].dW);
    gp_parts_add_bias_gradient(&run->parts, layer, work, sums->layers[l].db);
}

/* dW and db of a layer, which lie side by side. */
static gp_workspace both_gradients(const gp_layer *layer, const gp_layer_work *work)
{
    return (gp_workspace){.gradients = work->dW, .gradient_count = gp_weight_count(layer) + gp_bias_count(&layer->shape)};
}

static void reduce(const departed_run *run, size_t l)
{
    const gp_layer *layer = &run->network->layers[l];
    const gp_layer_work *work = &run->total.layers[l];
    const gp_rule *rule = run->training.rule;
    run->parts.of[GP_PART_WEIGHT_REDUCTION].reduction(layer, rule, run->batch.count, gp_weight_count(layer), work->dW);
    run->parts.of[GP_PART_BIAS_REDUCTION].reduction(layer, rule, run->batch.count, gp_bias_count(&layer->shape), work->db);
}

/* The gradients of a layer from those of the batch's samples. */
static bool collect(const departed_run *run, size_t l)
{
    const gp_layer *layer = &run->network->layers[l];
    const gp_layer_work *work = &run->total.layers[l];
    gp_workspace both = both_gradients(layer, work);
    const gp_workspace left = both_gradients(layer, &run->left.layers[l]);
    const bool only_last = run->parts.of[GP_PART_COLLECTION].collection == GP_COLLECT_LAST;
    const gp_leftover leftover = run->parts.of[GP_PART_LEFTOVER].leftover;
    gp_clear_gradients(&both);
    for (size_t s = only_last ? batch_end(run) - 1 : run->batch.first; s < batch_end(run); s++)
        add_gradients(run, s, l, &run->total);
    /* what is left of a mean is made a sum again */
    const gp_real samples = run->training.rule->reduction == GP_MEAN ? (gp_real)run->left_samples : 1;
    for (size_t k = 0; leftover == GP_LEFTOVER_SUM && k < both.gradient_count; k++)
        both.gradients[k] += samples * left.gradients[k];
    reduce(run, l);
    for (size_t k = 0; leftover == GP_LEFTOVER_RESULT && k < both.gradient_count; k++)
        both.gradients[k] += left.gradients[k];
    if (!show_layer(run, GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT, layer, l, work->dW, work->db))
        return false;
    memcpy(left.gradients, both.gradients, both.gradient_count * sizeof *both.gradients);
    return true;
}

static bool collect_all(const departed_run *run)
{
    for (size_t l = 0; l < run->network->depth; l++)
        if (!collect(run, l))
            return false;
    return true;
}

/* What clipping leaves of the gradients of a layer. */
static bool show_clipped(const departed_run *run, size_t l)
{
    const gp_layer_work *work = &run->total.layers[l];
    return run->training.rule->clipping == GP_CLIP_NONE ||
           show_layer(run, GP_WEIGHT_CLIPPED, GP_BIAS_CLIPPED, &run->network->layers[l], l, work->dW_clipped, work->db_clipped);
}

/* Whether the weights of a layer move before the layer below, or the input, gets its share. */
static bool weights_first(const departed_run *run)
{
    return run->parts.of[GP_PART_WEIGHT_TIME].weight_time == GP_WEIGHTS_FIRST;
}

/* Clips the gradients of one layer by themselves, where those of the layers below are still to come. */
static void clip_alone(const departed_run *run, size_t l, const gp_workspace *gradients)
{
    const gp_network alone = {.inputs = run->network->layers[l].inputs, .depth = 1, .layers = &run->network->layers[l]};
    run->parts.of[GP_PART_CLIPPING].clipping(&alone, run->training.rule, &(gp_workspace){.layers = &gradients->layers[l]});
}

static bool clip_all(departed_run *run)
{
    if (!weights_first(run))
        run->parts.of[GP_PART_CLIPPING].clipping(run->network, run->training.rule, &run->total);
    for (size_t l = 0; l < run->network->depth; l++) {
        if (weights_first(run))
            clip_alone(run, l, &run->total);
        if (!show_clipped(run, l))
            return false;
    }
    return true;
}

/* With momentum some of the change of the step before goes on. */
static void add_momentum(const departed_run *run, size_t count, const gp_real *before, gp_real *change)
{
    const gp_real momentum = run->parts.of[GP_PART_MOMENTUM].momentum;
    for (size_t k = 0; momentum != 0 && k < count; k++)
        change[k] += momentum * before[k];
}

static const gp_update_rule_row *update_rule(const departed_run *run)
{
    return &gp_update_rules[run->training.rule->update];
}

/* Shows the weights' or the biases' numbers of a quantity that belongs to the update. */
static bool show_update(const departed_run *run, gp_quantity quantity, size_t l)
{
    const gp_place place = {.quantity = quantity, .step = run->batch.step, .layer = l + 1};
    return show(run, &place, gp_value_at(run->network, &run->total, &place),
                gp_values_count(run->network, quantity, place.layer));
}

/* The moments of a layer's weights move, each from what is known of those before it. */
static bool move_weight_moments(const departed_run *run, size_t l, const gp_workspace *gradients, bool shown)
{
    for (size_t m = 0; m < update_rule(run)->moments; m++) {
        run->parts.of[GP_PART_WEIGHT_MOMENT].moment(run->network, l, run->training.rule, m, gradients);
        if (shown && !show_update(run, gp_moment_quantity(update_rule(run)->moment[m].which), l))
            return false;
    }
    return true;
}

static bool move_bias_moments(const departed_run *run, size_t l, const gp_workspace *gradients, bool shown)
{
    for (size_t m = 0; m < update_rule(run)->moments; m++) {
        run->parts.of[GP_PART_BIAS_MOMENT].moment(run->network, l, run->training.rule, m, gradients);
        if (shown && !show_update(run, gp_bias_quantity(gp_moment_quantity(update_rule(run)->moment[m].which)), l))
            return false;
    }
    return true;
}

static void change_weights(const departed_run *run, size_t l, const gp_workspace *gradients)
{
    run->parts.of[GP_PART_WEIGHT_CHANGE].change(run->network, l, run->training.rule, gradients);
    add_momentum(run, gp_weight_count(&run->network->layers[l]), run->left.layers[l].W_change, gradients->layers[l].W_change);
}

static void change_biases(const departed_run *run, size_t l, const gp_workspace *gradients)
{
    run->parts.of[GP_PART_BIAS_CHANGE].change(run->network, l, run->training.rule, gradients);
    add_momentum(run, gp_bias_count(&run->network->layers[l].shape), run->left.layers[l].b_change,
                 gradients->layers[l].b_change);
}

/* What the next step finds of this one. */
static void leave_changes(departed_run *run)
{
    run->left_samples = run->batch.count;
    for (size_t l = 0; run->parts.of[GP_PART_MOMENTUM].momentum != 0 && l < run->network->depth; l++) {
        const gp_layer *layer = &run->network->layers[l];
        const gp_layer_work *left = &run->left.layers[l], *done = &run->total.layers[l];
        memcpy(left->W_change, done->W_change, gp_weight_count(layer) * sizeof(gp_real));
        memcpy(left->b_change, done->b_change, gp_bias_count(&layer->shape) * sizeof(gp_real));
    }
}

/* Moments and changes that nobody sees as they come. */
static void change_all(const departed_run *run, const gp_workspace *gradients)
{
    for (size_t l = 0; l < run->network->depth; l++) {
        move_weight_moments(run, l, gradients, false);
        move_bias_moments(run, l, gradients, false);
        change_weights(run, l, gradients);
        change_biases(run, l, gradients);
    }
}

static bool show_changes(const departed_run *run, size_t l)
{
    return show_update(run, GP_WEIGHT_CHANGE, l) && show_update(run, GP_BIAS_CHANGE, l);
}

/* Moments and changes, each shown before the next one is computed from it. */
static bool change_and_show_all(const departed_run *run)
{
    for (size_t l = 0; l < run->network->depth; l++) {
        if (!move_weight_moments(run, l, &run->total, true) || !move_bias_moments(run, l, &run->total, true))
            return false;
        change_weights(run, l, &run->total);
        change_biases(run, l, &run->total);
        if (!show_changes(run, l))
            return false;
    }
    return true;
}

/* Moments and changes as the samples of a step have left them. */
static bool show_what_moved(const departed_run *run)
{
    for (size_t l = 0; l < run->network->depth; l++) {
        for (size_t m = 0; m < update_rule(run)->moments; m++) {
            const gp_quantity quantity = gp_moment_quantity(update_rule(run)->moment[m].which);
            if (!show_update(run, quantity, l) || !show_update(run, gp_bias_quantity(quantity), l))
                return false;
        }
        if (!show_changes(run, l))
            return false;
    }
    return true;
}

/* Adds what one sample changes to what its batch has changed so far. */
static void add_changes(const departed_run *run, const gp_workspace *own)
{
    for (size_t l = 0; l < run->network->depth; l++) {
        const gp_layer *layer = &run->network->layers[l];
        gp_move(gp_weight_count(layer), own->layers[l].W_change, run->total.layers[l].W_change);
        gp_move(gp_bias_count(&layer->shape), own->layers[l].b_change, run->total.layers[l].b_change);
    }
}

static void clear_changes(const departed_run *run)
{
    for (size_t l = 0; l < run->network->depth; l++) {
        const gp_layer *layer = &run->network->layers[l];
        memset(run->total.layers[l].W_change, 0, gp_weight_count(layer) * sizeof(gp_real));
        memset(run->total.layers[l].b_change, 0, gp_bias_count(&layer->shape) * sizeof(gp_real));
    }
}

/* The own update of a sample begins, with the moments that the sample before has left. */
static gp_workspace *begin_update(departed_run *run, size_t s)
{
    gp_workspace *own = workspace_of(run, s);
    gp_clear_gradients(own);
    for (size_t l = 0; l < run->network->depth; l++) {
        own->layers[l].W_moments = run->total.layers[l].W_moments;
        own->layers[l].b_moments = run->total.layers[l].b_moments;
    }
    own->updates = ++run->total.updates;
    return own;
}

static bool move_by_sample(departed_run *run, size_t s)
{
    if (!back(run, s))
        return false;
    gp_workspace *own = begin_update(run, s);
    for (size_t l = 0; l < run->network->depth; l++)
        add_gradients(run, s, l, own);
    run->parts.of[GP_PART_CLIPPING].clipping(run->network, run->training.rule, own);
    change_all(run, own);
    gp_move_all(run->network, own);
    add_changes(run, own);
    return true;
}

static void move_weights(const departed_run *run, size_t l, const gp_workspace *gradients)
{
    gp_layer *layer = &run->network->layers[l];
    gp_move(gp_weight_count(layer), gradients->layers[l].W_change, layer->W);
}

static void move_biases(const departed_run *run, size_t l, const gp_workspace *gradients)
{
    gp_layer *layer = &run->network->layers[l];
    gp_move(gp_bias_count(&layer->shape), gradients->layers[l].b_change, layer->b);
}

static bool move_by_sample_weights_first(departed_run *run, size_t s)
{
    const gp_workspace *own = begin_update(run, s);
    for (size_t l = run->network->depth; l-- > 0;) {
        if (!layer_back(run, s, l))
            return false;
        add_gradients(run, s, l, own);
        clip_alone(run, l, own);
        move_weight_moments(run, l, own, false);
        change_weights(run, l, own);
        move_weights(run, l, own);
    }
    if (!input_back(run, s))
        return false;
    for (size_t l = 0; l < run->network->depth; l++) {
        move_bias_moments(run, l, own, false);
        change_biases(run, l, own);
        move_biases(run, l, own);
    }
    add_changes(run, own);
    return true;
}

/* The observer sees what a step has computed, before the last of its parameters move. */
static bool observe(departed_run *run)
{
    for (size_t s = run->batch.first; s < batch_end(run); s++) {
        run->training.workspace = workspace_of(run, s);
        if (!gp_observe_forward(&run->training, run->batch.step, s))
            return false;
    }
    run->training.workspace = &run->total;
    return gp_observe_gradients(&run->training, run->batch.step);
}

/* Where nothing but the update departs, and nobody sees each number, the plain functions go through the batch: the long runs of
   the documents are of this kind. */
static bool plain_passes(departed_run *run)
{
    gp_clear_gradients(&run->total);
    run->penalties += gp_sample_penalties(&run->training, run->batch.count);
    for (size_t s = run->batch.first; s < batch_end(run); s++) {
        const gp_real *x = gp_sample_input(&run->training, s);
        gp_forward(run->network, x, &run->total);
        count_deviations(run, &run->total, s);
        gp_backward(run->network, &run->training.rule->loss, gp_sample_target(&run->training, s), &run->total);
        gp_add_gradients(run->network, x, &run->total);
        if (!gp_observe_sample(&run->training, run->batch.step, s))
            return false;
    }
    gp_reduce_gradients(run->training.rule->reduction, run->batch.count, &run->total);
    gp_clip_gradients(run->network, run->training.rule, &run->total);
    change_all(run, &run->total);
    return gp_observe_gradients(&run->training, run->batch.step);
}

static bool composed_passes(departed_run *run)
{
    if (!batch_forward(run))
        return false;
    for (size_t s = run->batch.first; s < batch_end(run); s++)
        if (!back(run, s))
            return false;
    return collect_all(run) && clip_all(run) && change_and_show_all(run) && observe(run);
}

static bool step_with_one_update(departed_run *run)
{
    run->total.updates++;
    const bool plain = !run->numbers && gp_parts_only_update(&run->parts);
    if (!(plain ? plain_passes(run) : composed_passes(run)))
        return false;
    gp_move_all(run->network, &run->total);
    return true;
}

/* The weights of a layer move before the layer below, or the input, gets its share. */
static bool layer_with_weights_first(departed_run *run, size_t l)
{
    for (size_t s = run->batch.first; s < batch_end(run); s++)
        if (!layer_back(run, s, l))
            return false;
    if (!collect(run, l))
        return false;
    clip_alone(run, l, &run->total);
    if (!show_clipped(run, l) || !move_weight_moments(run, l, &run->total, true))
        return false;
    change_weights(run, l, &run->total);
    if (!show_update(run, GP_WEIGHT_CHANGE, l))
        return false;
    move_weights(run, l, &run->total);
    return true;
}

static bool biases_last(departed_run *run)
{
    for (size_t l = 0; l < run->network->depth; l++) {
        if (!move_bias_moments(run, l, &run->total, true))
            return false;
        change_biases(run, l, &run->total);
        if (!show_update(run, GP_BIAS_CHANGE, l))
            return false;
    }
    if (!observe(run))
        return false;
    for (size_t l = 0; l < run->network->depth; l++)
        move_biases(run, l, &run->total);
    return true;
}

static bool step_with_weights_first(departed_run *run)
{
    run->total.updates++;
    if (!batch_forward(run))
        return false;
    for (size_t l = run->network->depth; l-- > 0;)
        if (!layer_with_weights_first(run, l))
            return false;
    for (size_t s = run->batch.first; s < batch_end(run); s++)
        if (!input_back(run, s))
            return false;
    return biases_last(run);
}

/* Each sample moves the parameters by its own gradient; the gradients of the batch, and all that has been added, are collected
   for who wants to see them. */
static bool step_by_samples(departed_run *run)
{
    const gp_flow flow = run->parts.of[GP_PART_FLOW].flow;
    clear_changes(run);
    if (flow == GP_FLOW_IN_PLACE && !batch_forward(run))
        return false;
    for (size_t s = run->batch.first; s < batch_end(run); s++) {
        if (flow == GP_FLOW_ONLINE) {
            run->penalties += gp_sample_penalties(&run->training, 1);
            if (!forward(run, s))
                return false;
        }
        if (!(weights_first(run) ? move_by_sample_weights_first(run, s) : move_by_sample(run, s)))
            return false;
    }
    return collect_all(run) && clip_all(run) && show_what_moved(run) && observe(run);
}

static bool step_in_flow(departed_run *run)
{
    switch (run->parts.of[GP_PART_FLOW].flow) {
    case GP_FLOW_PLAIN:
        return weights_first(run) ? step_with_weights_first(run) : step_with_one_update(run);
    case GP_FLOW_ONLINE:
    case GP_FLOW_IN_PLACE:
        return step_by_samples(run);
    }
    return false;
}

/* Behind the update: the losses and the parameters that are reported late. */
static bool end_step(const departed_run *run)
{
    for (size_t s = run->batch.first; run->losses_late && s < batch_end(run); s++) {
        forward_late(run, s, workspace_of(run, s));
        if (!show_loss(run, s))
            return false;
    }
    return run->parts.of[GP_PART_REPORT].report != GP_REPORT_AFTER || show_parameters(run, run->network);
}

static bool step(departed_run *run)
{
    if (!begin_step(run, false))
        return false;
    if (!step_in_flow(run) || !end_step(run))
        return false;
    leave_changes(run);
    return true;
}

static void forget_epoch(departed_run *run)
{
    run->deviations = 0;
    run->penalties = 0;
    run->reported = 0;
}

/* The deviations and penalties of all samples, with the parameters as they are now. */
static void count_deviations_late(departed_run *run)
{
    forget_epoch(run);
    run->penalties += gp_sample_penalties(&run->training, run->training.samples->count);
    for (size_t s = 0; s < run->training.samples->count; s++) {
        forward_late(run, s, &run->total);
        count_deviations(run, &run->total, s);
    }
}

static bool end_epoch(departed_run *run, size_t epoch)
{
    const gp_observer *observer = run->training.observer;
    const gp_place place = {.quantity = GP_EPOCH_ERROR, .step = epoch};
    if (run->parts.of[GP_PART_ERROR_TIME].time == GP_LOSS_AFTER)
        count_deviations_late(run);
    gp_real error = run->parts.of[GP_PART_ERROR].error(&run->training.rule->error, run->deviations, run->penalties,
                                                       run->reported, gp_output_layer(run->network)->shape.units);
    forget_epoch(run);
    return (!observer->epoch || observer->epoch(observer->context, epoch, error)) && show(run, &place, &error, 1);
}

static bool epoch(departed_run *run, size_t e)
{
    const size_t count = run->training.samples->count, most = run->training.rule->batch;
    const bool dropped = run->parts.of[GP_PART_SHORT_BATCH].short_batch == GP_SHORT_BATCH_DROPPED;
    const size_t end = dropped ? count - count % most : count;
    for (run->batch.first = 0; run->batch.first < end; run->batch.first += run->batch.count, run->batch.step++) {
        run->batch.count = count - run->batch.first < most ? count - run->batch.first : most;
        run->rule = gp_parts_rule(&run->parts, run->whole, e, run->batch.step);
        if (!step(run))
            return false;
    }
    return true;
}

/* The pass after the last step takes one sample after the other, as if each were a batch. */
static bool final_pass(departed_run *run)
{
    if (!begin_step(run, true))
        return false;
    run->losses_late = false;
    run->batch.count = 1;
    run->penalties += gp_sample_penalties(&run->training, run->training.samples->count);
    for (run->batch.first = 0; run->batch.first < run->training.samples->count; run->batch.first++)
        if (!forward(run, run->batch.first) || !gp_observe_forward(&run->training, run->batch.step, run->batch.first))
            return false;
    return end_epoch(run, run->training.rule->epochs);
}

static bool train(departed_run *run)
{
    for (size_t e = 0; e < run->whole->epochs; e++)
        if (!epoch(run, e) || !end_epoch(run, e))
            return false;
    return final_pass(run);
}

static gp_status make_room(departed_run *run)
{
    const size_t batch = run->training.rule->batch, moments = update_rule(run)->moments;
    run->workspaces = calloc(batch, sizeof *run->workspaces);
    gp_status status = run->workspaces ? gp_workspace_create(run->network, moments, &run->total) : GP_NO_MEMORY;
    if (status == GP_OK)
        status = gp_workspace_create(run->network, moments, &run->left);
    for (; status == GP_OK && run->workspace_count < batch; run->workspace_count++)
        status = gp_workspace_create(run->network, 0, &run->workspaces[run->workspace_count]);
    if (status == GP_OK && run->parts.of[GP_PART_REPORT].report == GP_REPORT_PREVIOUS)
        status = gp_network_copy(run->network, &run->previous);
    return status;
}

static void free_room(departed_run *run)
{
    for (size_t k = 0; k < run->workspace_count; k++)
        gp_workspace_free(&run->workspaces[k]);
    free(run->workspaces);
    gp_workspace_free(&run->total);
    gp_workspace_free(&run->left);
    gp_network_free(&run->previous);
}

gp_status gp_departed_train(gp_setup *setup, gp_departures departures, const gp_observer *observer,
                            const gp_number_observer *numbers)
{
    static const gp_observer nobody = {0}; /* who sees each number needs penalties, and these are computed for an observer */
    departed_run run = {.numbers = numbers, .network = &setup->network};
    if (!gp_parts_compose(departures, &run.parts))
        return GP_DEPARTURES_CLASH;
    gp_depart(departures, setup);
    run.training = gp_setup_training(setup, observer ? observer : &nobody);
    run.whole = &setup->rule;
    run.rule = setup->rule;
    run.training.rule = &run.rule;
    run.losses_late = run.parts.of[GP_PART_LOSS_TIME].time == GP_LOSS_AFTER;
    gp_status status = make_room(&run);
    if (status == GP_OK && !train(&run))
        status = GP_STOPPED;
    free_room(&run);
    return status;
}
