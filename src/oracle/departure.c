#include "oracle/departure.h"

#include "reference/backward.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/update.h"

/* Backward pass that moves the weights of a layer before the layer below gets its deltas from them. */
static void backward_from_updated_weights(const gp_training *training, size_t sample)
{
    const gp_real rate = training->rule->rate;
    gp_layer *layers = training->network->layers;
    gp_layer_work *work = training->workspace->layers;
    const size_t last = training->network->depth - 1;

    gp_output_delta(&layers[last], &training->rule->loss, work[last].a, gp_sample_target(training, sample), work[last].delta);
    for (size_t l = last; l > 0; l--) {
        gp_add_weight_gradient(&layers[l], work[l - 1].a, work[l].delta, work[l].dW);
        gp_update_weights(&layers[l], rate, work[l].dW);
        gp_hidden_delta(&layers[l - 1], work[l - 1].a, &layers[l], work[l].delta, work[l - 1].delta);
    }
    gp_add_weight_gradient(&layers[0], gp_sample_input(training, sample), work[0].delta, work[0].dW);
    gp_update_weights(&layers[0], rate, work[0].dW);
    for (size_t l = 0; l <= last; l++)
        gp_add_bias_gradient(&layers[l], work[l].delta, work[l].db);
}

static void update_weights(const gp_training *training)
{
    for (size_t l = 0; l < training->network->depth; l++)
        gp_update_weights(&training->network->layers[l], training->rule->rate, training->workspace->layers[l].dW);
}

void gp_update_departed_biases(const gp_training *training, gp_departures departures)
{
    const gp_layer_work *work = training->workspace->layers;
    const size_t last = training->network->depth - 1;
    for (size_t l = 0; l <= last; l++) {
        const bool borrowed = l == last && (departures & GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT);
        const bool frozen = l < last && (departures & GP_HIDDEN_BIASES_FROZEN);
        if (!frozen)
            gp_update_biases(&training->network->layers[l], training->rule->rate, work[borrowed ? l - 1 : l].db);
    }
}

bool gp_departed_step(const gp_training *training, const gp_batch *batch, gp_real *deviations)
{
    gp_network *network = training->network;
    gp_workspace *workspace = training->workspace;
    const gp_departures departures = *(const gp_departures *)training->context;
    const bool weights_first = departures & GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS;

    if (!gp_observe_state(training, batch->step))
        return false;
    gp_clear_gradients(workspace);
    for (size_t s = batch->first; s < batch->first + batch->count; s++) {
        gp_forward(network, gp_sample_input(training, s), workspace);
        *deviations += gp_sample_deviations(training, s);
        if (weights_first) {
            backward_from_updated_weights(training, s);
        } else {
            gp_backward(network, &training->rule->loss, gp_sample_target(training, s), workspace);
            gp_add_gradients(network, gp_sample_input(training, s), workspace);
        }
        if (!gp_observe_sample(training, batch->step, s))
            return false;
    }
    gp_reduce_gradients(training->rule->reduction, batch->count, workspace);
    if (!gp_observe_gradients(training, batch->step))
        return false;
    if (!weights_first)
        update_weights(training);
    gp_update_departed_biases(training, departures);
    return true;
}
