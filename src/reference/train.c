#include "reference/train.h"

#include "reference/activation.h"
#include "reference/backward.h"
#include "reference/clip.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/penalty.h"
#include "reference/update.h"

const gp_real *gp_sample_input(const gp_training *training, size_t sample)
{
    return training->samples->x + sample * training->network->inputs;
}

const gp_real *gp_sample_target(const gp_training *training, size_t sample)
{
    return training->samples->t + sample * gp_output_layer(training->network)->shape.units;
}

gp_real gp_sample_deviations(const gp_training *training, size_t sample)
{
    const gp_layer_work *last = &training->workspace->layers[training->network->depth - 1];
    return gp_error_sum(&training->rule->error, gp_output_layer(training->network)->shape.units, last->z, last->a,
                        gp_sample_target(training, sample));
}

bool gp_observe_state(const gp_training *training, size_t step)
{
    const gp_observer *observer = training->observer;
    return !observer || !observer->state || observer->state(observer->context, step, training->network);
}

static bool observes_samples(const gp_training *training)
{
    return training->observer && training->observer->sample;
}

bool gp_observe_forward(const gp_training *training, size_t step, size_t sample)
{
    if (!observes_samples(training))
        return true;
    const gp_observer *observer = training->observer;
    const gp_loss *loss = &training->rule->loss;
    const size_t units = gp_output_layer(training->network)->shape.units;
    const gp_layer_work *last = &training->workspace->layers[training->network->depth - 1];
    const gp_real *t = gp_sample_target(training, sample);
    gp_loss_parts(loss, units, last->z, last->a, t, training->workspace->output_loss);
    const gp_real value = gp_loss_value(loss, units, last->z, last->a, t);
    return observer->sample(observer->context, step, sample, value, training->workspace);
}

bool gp_observe_sample(const gp_training *training, size_t step, size_t sample)
{
    if (!observes_samples(training))
        return true;
    const gp_layer *layers = training->network->layers;
    gp_layer_work *work = training->workspace->layers;
    for (size_t l = 0; l < training->network->depth; l++)
        if (gp_activations[layers[l].shape.activation].slopes)
            gp_slopes(&layers[l].shape, work[l].z, work[l].a, work[l].slope);
    gp_activation_gradient(&layers[0], work[0].delta, training->workspace->dx);
    return gp_observe_forward(training, step, sample);
}

bool gp_observes_gradients(const gp_training *training)
{
    return training->observer && training->observer->gradients;
}

bool gp_observe_gradients(const gp_training *training, size_t step)
{
    const gp_observer *observer = training->observer;
    return !gp_observes_gradients(training) || observer->gradients(observer->context, step, training->workspace);
}

gp_real gp_sample_penalties(const gp_training *training, size_t samples)
{
    const gp_error *error = &training->rule->error;
    return gp_reports_penalty(error) && training->observer ? (gp_real)samples * gp_penalty(training->network, error) : 0;
}

bool gp_observe_epoch(const gp_training *training, size_t epoch, gp_real deviations, gp_real penalties)
{
    const gp_observer *observer = training->observer;
    if (!observer || !observer->epoch)
        return true;
    const gp_real error = gp_error_value(&training->rule->error, deviations, penalties, training->samples->count,
                                         gp_output_layer(training->network)->shape.units);
    return observer->epoch(observer->context, epoch, error);
}

/* The update, in two halves where somebody looks on between them. */
static bool move_parameters(const gp_training *training, size_t step)
{
    if (!gp_observes_gradients(training)) {
        gp_update(training->network, training->rule, training->workspace);
        return true;
    }
    gp_changes(training->network, training->rule, training->workspace);
    if (!gp_observe_gradients(training, step))
        return false;
    gp_move_all(training->network, training->workspace);
    return true;
}

/* Compiled as one piece: its functions are so short that the calls between them would take up to a tenth of a step's time. */
__attribute__((flatten))
// [gp_step]
bool gp_step(const gp_training *training, const gp_batch *batch, gp_real *deviations)
{
    gp_network *network = training->network;
    gp_workspace *workspace = training->workspace;

    gp_clear_gradients(workspace);
    for (size_t s = batch->first; s < batch->first + batch->count; s++) {
        const gp_real *x = gp_sample_input(training, s), *t = gp_sample_target(training, s);
        gp_forward(network, x, workspace);
        *deviations += gp_sample_deviations(training, s);
        gp_backward(network, &training->rule->loss, t, workspace);
        gp_add_gradients(network, x, workspace);
        if (!gp_observe_sample(training, batch->step, s))
            return false;
    }
    gp_reduce_gradients(training->rule->reduction, batch->count, workspace);
    gp_clip_gradients(network, training->rule, workspace);
    return move_parameters(training, batch->step);
}
// [gp_step]

/* The pass after the last step: forward only. */
static bool final_pass(const gp_training *training, size_t step)
{
    gp_real deviations = 0;
    if (!gp_observe_state(training, step))
        return false;
    const gp_real penalties = gp_sample_penalties(training, training->samples->count);
    for (size_t s = 0; s < training->samples->count; s++) {
        gp_forward(training->network, gp_sample_input(training, s), training->workspace);
        deviations += gp_sample_deviations(training, s);
        if (!gp_observe_forward(training, step, s))
            return false;
    }
    return gp_observe_epoch(training, training->rule->epochs, deviations, penalties);
}

// [eq_rate]
gp_real gp_rate_of_epoch(const gp_rule *rule, size_t epoch)
{
    return rule->rates ? rule->rates[epoch] : rule->rate;
}
// [eq_rate]

gp_status gp_train(const gp_training *training, gp_step_function *step)
{
    gp_rule rule = *training->rule;
    gp_training of_epoch = *training;
    of_epoch.rule = &rule;
    const size_t count = training->samples->count;
    gp_batch batch = {0};
    for (size_t epoch = 0; epoch < rule.epochs; epoch++) {
        gp_real deviations = 0, penalties = 0;
        rule.rate = gp_rate_of_epoch(training->rule, epoch);
        for (batch.first = 0; batch.first < count; batch.first += batch.count, batch.step++) {
            batch.count = count - batch.first < rule.batch ? count - batch.first : rule.batch;
            if (!gp_observe_state(training, batch.step))
                return GP_STOPPED;
            penalties += gp_sample_penalties(training, batch.count);
            if (!step(&of_epoch, &batch, &deviations))
                return GP_STOPPED;
        }
        if (!gp_observe_epoch(training, epoch, deviations, penalties))
            return GP_STOPPED;
    }
    return final_pass(training, batch.step) ? GP_OK : GP_STOPPED;
}
