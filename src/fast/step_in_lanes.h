/* A step with the sums of sums_in_lanes.h. It is included once by a file for
   each size of vectors, so that all of a step is compiled together: in a small
   network a call takes as long as what it does. */

#include "fast/sums_in_lanes.h"

#include "reference/activation.h"
#include "reference/clip.h"
#include "reference/update.h"

/* ---- A layer ---- */

/* What an activation is handed at once. Where that of each unit depends on its own net input alone, all samples together are
   like one long layer. */
INLINE gp_layer_shape at_once(const gp_layer *layer, size_t samples)
{
    gp_layer_shape shape = layer->shape;
    if (gp_activations[shape.activation].slopes)
        shape.units *= samples;
    return shape;
}

INLINE void activate(const gp_layer_at_work *work, size_t samples)
{
    const gp_layer_shape shape = at_once(work->layer, samples);
    for (size_t k = 0; k < samples * work->layer->shape.units; k += shape.units)
        gp_activations[shape.activation].value(&shape, work->z + k, work->a + k);
}

INLINE void layer_forward(const gp_layer_at_work *work, size_t samples, const gp_real *below, const gp_scratch *scratch)
{
    const bool is_sigmoid = work->layer->shape.activation == GP_SIGMOID;
    if (samples == 1) {
        sums_of_sample(work->layer, below, work->z, work->a);
    } else {
        sums_of_batch(work->layer, samples, below, scratch, work->z);
        add_biases(work->layer, samples, work->z);
        if (is_sigmoid)
            sigmoid(samples * work->layer->shape.units, work->z, work->a);
    }
    if (!is_sigmoid)
        activate(work, samples);
}

INLINE void activation_back(const gp_layer_at_work *work, size_t samples)
{
    const size_t units = samples * work->layer->shape.units;
    if (work->layer->shape.activation == GP_SIGMOID) {
        sigmoid_back(units, work->a, work->da, work->delta);
        return;
    }
    const gp_layer_shape shape = at_once(work->layer, samples);
    for (size_t k = 0; k < units; k += shape.units)
        gp_activations[shape.activation].back(&shape, work->z + k, work->a + k, work->da + k, work->delta + k);
}

/* ---- Some samples of a batch ---- */

static void forward(const gp_fast_run *run, const gp_part_of_batch *part, gp_real *deviations)
{
    const gp_layer_at_work *work = run->layers, *const end = work + run->depth;
    const gp_real *below = part->x;
    for (; work < end; work++) {
        layer_forward(work, part->samples, below, &run->scratch);
        below = work->a;
    }
    const size_t outputs = end[-1].layer->shape.units;
    const gp_loss terms = {.kind = run->training->rule->error.kind, .factor = 1};
    for (size_t k = 0; k < part->samples * outputs; k += outputs)
        *deviations += gp_losses[terms.kind].value(&terms, outputs, end[-1].z + k, end[-1].a + k, part->t + k);
}

/* The deltas of the outputs: by dE/da, or, of a loss that is paired with their activation, from a and t. */
INLINE void output_deltas(const gp_loss *loss, const gp_layer_at_work *work, const gp_part_of_batch *part)
{
    const gp_loss_row *row = &gp_losses[loss->kind];
    const size_t outputs = work->layer->shape.units, numbers = part->samples * outputs;
    if (row->is_paired) {
        for (size_t k = 0; k < numbers; k += outputs)
            row->delta(loss, outputs, work->a + k, part->t + k, work->delta + k);
        return;
    }
    for (size_t k = 0; k < numbers; k += outputs)
        row->gradient(loss, outputs, work->z + k, work->a + k, part->t + k, work->da + k);
    activation_back(work, part->samples);
}

INLINE void backward(const gp_fast_run *run, const gp_part_of_batch *part)
{
    const gp_layer_at_work *work = run->layers + run->depth - 1;
    output_deltas(&run->training->rule->loss, work, part);
    for (; work > run->layers; work--) {
        activation_gradients(work->layer, part->samples, work->delta, &run->scratch, work[-1].da);
        activation_back(work - 1, part->samples);
    }
}

INLINE void gradients(const gp_fast_run *run, const gp_part_of_batch *part)
{
    const gp_real *below = part->x;
    for (size_t l = 0; l < run->depth; l++) {
        const gp_layer_at_work *work = &run->layers[l];
        add_gradients(work->layer, run->training->rule, part, below, work->delta, &run->scratch,
                      &run->training->workspace->layers[l]);
        below = work->a;
    }
}

/* ---- A batch ---- */

static void step(const gp_fast_run *run, const gp_batch *batch, gp_real *deviations)
{
    for (size_t done = 0, samples; done < batch->count; done += samples) {
        const size_t first = batch->first + done;
        samples = at_most(batch->count - done, run->samples);
        const gp_part_of_batch part = {.x = gp_sample_input(run->training, first),
                                       .t = gp_sample_target(run->training, first),
                                       .batch = batch->count,
                                       .samples = samples,
                                       .first = done == 0,
                                       .last = done + samples == batch->count};
        forward(run, &part, deviations);
        backward(run, &part);
        gradients(run, &part);
    }
    if (!moves_at_once(run->training->rule)) {
        gp_clip_gradients(run->training->network, run->training->rule, run->training->workspace);
        gp_update(run->training->network, run->training->rule, run->training->workspace);
    }
}
