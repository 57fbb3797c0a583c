#include "fast/train.h"

#include "fast/sums.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* More values than this do not fit in the address range. */
static const size_t most_values = SIZE_MAX / 2 / sizeof(gp_real);

/* ---- Memory ---- */

static size_t at_most(size_t n, size_t limit)
{
    return n < limit ? n : limit;
}

/* The next values of the block, where there is one yet; their number is added to the total, and too large a total stays it. */
static gp_real *take(gp_real *memory, size_t rows, size_t columns, size_t *total)
{
    const size_t room = most_values - *total;
    gp_real *taken = memory ? memory + *total : NULL;
    *total = columns > room / rows ? most_values : *total + rows * columns;
    return taken;
}

/* Says where everything lies, and returns how many values that takes. */
static size_t lay_out(gp_fast_run *run, gp_real *memory)
{
    const gp_network *network = run->training->network;
    size_t total = 0, widest = network->inputs, most_units = 1;
    for (size_t l = 0; l < network->depth; l++) {
        const size_t units = network->layers[l].shape.units;
        gp_layer_at_work *work = &run->layers[l];
        work->layer = &network->layers[l];
        work->z = take(memory, run->samples, units, &total);
        take(memory, 1, gp_most_lanes, &total); /* room for the last vector */
        work->a = take(memory, run->samples, units, &total);
        take(memory, 1, gp_most_lanes, &total);
        work->da = take(memory, run->samples, units, &total);
        work->delta = take(memory, run->samples, units, &total);
        most_units = units > most_units ? units : most_units;
    }
    widest = widest > most_units ? widest : most_units;
    run->scratch.panels = take(memory, gp_most_samples, widest + gp_most_terms, &total);
    run->scratch.turned = take(memory, gp_most_samples, most_units, &total);
    return total;
}

static void run_free(gp_fast_run *run)
{
    free(run->layers);
    free(run->memory);
}

static gp_status run_create(const gp_training *training, const gp_sums *sums, gp_fast_run *run)
{
    *run = (gp_fast_run){.training = training,
                         .sums = sums,
                         .samples = at_most(training->samples->count, gp_most_samples),
                         .depth = training->network->depth};
    run->layers = calloc(training->network->depth, sizeof *run->layers);
    if (!run->layers)
        return GP_NO_MEMORY;
    const size_t values = lay_out(run, NULL);
    if (values < most_values)
        run->memory = calloc(values, sizeof *run->memory);
    if (!run->memory) {
        run_free(run);
        return values < most_values ? GP_NO_MEMORY : GP_TOO_LARGE;
    }
    lay_out(run, run->memory);
    return GP_OK;
}

/* ---- A run ---- */

/* Whether the observer looks at single numbers of the step that begins; it may have changed its mind when it saw the state. */
static bool looked_at(const gp_training *training)
{
    return training->observer && (training->observer->sample || training->observer->gradients);
}

static bool step(const gp_fast_run *run, const gp_batch *batch, gp_real *deviations)
{
    if (looked_at(run->training))
        return gp_step(run->training, batch, deviations);
    run->sums->step(run, batch, deviations);
    return true;
}

/* Shows a sample of the pass after the last step: only then the workspace of the training gets its numbers. */
static bool observe_forward(const gp_fast_run *run, size_t step, size_t first, size_t sample)
{
    const gp_training *training = run->training;
    if (!looked_at(training))
        return true;
    for (size_t l = 0; l < training->network->depth; l++) {
        const size_t units = training->network->layers[l].shape.units;
        memcpy(training->workspace->layers[l].z, run->layers[l].z + (sample - first) * units, units * sizeof(gp_real));
        memcpy(training->workspace->layers[l].a, run->layers[l].a + (sample - first) * units, units * sizeof(gp_real));
    }
    return gp_observe_forward(training, step, sample);
}

static bool final_pass(const gp_fast_run *run, size_t step)
{
    const size_t count = run->training->samples->count;
    gp_real deviations = 0;
    if (!gp_observe_state(run->training, step))
        return false;
    const gp_real penalties = gp_sample_penalties(run->training, count);
    for (size_t first = 0, samples; first < count; first += samples) {
        samples = at_most(count - first, run->samples);
        const gp_part_of_batch part = {
            .x = gp_sample_input(run->training, first), .t = gp_sample_target(run->training, first), .samples = samples};
        run->sums->forward(run, &part, &deviations);
        for (size_t s = first; s < first + samples; s++)
            if (!observe_forward(run, step, first, s))
                return false;
    }
    return gp_observe_epoch(run->training, run->training->rule->epochs, deviations, penalties);
}

static bool train(const gp_fast_run *run)
{
    gp_rule rule = *run->training->rule;
    gp_training training = *run->training;
    gp_fast_run of_epoch = *run;
    training.rule = &rule;
    of_epoch.training = &training;
    const size_t count = training.samples->count;
    gp_batch batch = {0};
    for (size_t epoch = 0; epoch < rule.epochs; epoch++) {
        gp_real deviations = 0, penalties = 0;
        rule.rate = gp_rate_of_epoch(run->training->rule, epoch);
        for (batch.first = 0; batch.first < count; batch.first += batch.count, batch.step++) {
            batch.count = at_most(count - batch.first, rule.batch);
            if (!gp_observe_state(&training, batch.step))
                return false;
            penalties += gp_sample_penalties(&training, batch.count);
            if (!step(&of_epoch, &batch, &deviations))
                return false;
        }
        if (!gp_observe_epoch(run->training, epoch, deviations, penalties))
            return false;
    }
    return final_pass(run, batch.step);
}

gp_status gp_train_with_sums(const gp_training *training, const gp_sums *sums)
{
    gp_fast_run run;
    gp_status status = run_create(training, sums, &run);
    if (status != GP_OK)
        return status;
    if (!train(&run))
        status = GP_STOPPED;
    run_free(&run);
    return status;
}

const gp_sums *gp_sums_here(void)
{
#if defined __x86_64__ || defined __i386__
    if (gp_sums_in_32_bytes.name && __builtin_cpu_supports("avx2"))
        return &gp_sums_in_32_bytes;
#endif
    return &gp_sums_in_16_bytes;
}

gp_status gp_fast_train(const gp_training *training)
{
    return gp_train_with_sums(training, gp_sums_here());
}
