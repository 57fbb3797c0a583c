#include "fast/train.h"

#include "fast/sums.h"
#include "reference/update.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/random_problem.h"
#include "support/worked_example.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The sizes of a problem: the most that are drawn. */
typedef struct sizes {
    size_t depth, units, samples, epochs;
    bool large; /* each epoch is one batch, of more samples than are at work at once; half of them by plain gradient descent */
} sizes;

/* A problem and its twin: the same numbers, for the plain training and for the fast one. */
typedef struct twins {
    gp_network networks[2];
    gp_workspace workspaces[2];
    gp_real *values; /* inputs and targets */
    gp_samples samples;
    gp_rule rule;
} twins;

/* What may go wrong in a sum, and what is lost when its order or its beginning is another. */
static void strew_special_values(gp_random *random, gp_real *values, size_t count)
{
    const gp_real special[] = {-0.0f, 0, (gp_real)INFINITY, (gp_real)-INFINITY, (gp_real)NAN, 1e30f, -1e30f, 1e-38f, 1e-30f};
    const size_t kinds = sizeof special / sizeof *special;
    for (size_t k = 0; k < count; k++)
        if (random_size(random, 0, 19) == 0)
            values[k] = special[random_size(random, 0, random_size(random, 0, 9) == 0 ? kinds - 1 : 1)];
}

/* A learning rate for each epoch, for more epochs than a run has. */
static const gp_real falling_rates[] = {0.1f, 0.05f, 0.07f, 0.02f, 0.01f, 0.005f, 0.003f, 0.002f};

static void draw_rule(gp_random *random, size_t samples, size_t epochs, gp_rule *rule)
{
    *rule = (gp_rule){
        .loss = {.kind = (gp_loss_kind)random_size(random, 0, gp_loss_count - 1), .factor = random_real(random, 0.25, 2)},
        .error = {.kind = (gp_loss_kind)random_size(random, 0, gp_loss_count - 1),
                  .over_samples = (gp_reduction)random_size(random, 0, gp_reduction_count - 1),
                  .over_outputs = (gp_reduction)random_size(random, 0, gp_reduction_count - 1),
                  .factor = 1},
        .update = (gp_update_rule)random_size(random, 0, gp_update_rule_count - 1),
        .rate = random_real(random, 0.001, 0.1),
        .rates = random_size(random, 0, 2) == 0 ? falling_rates : NULL,
        .momentum = random_real(random, 0.1, 0.9),
        .beta1 = random_real(random, 0.1, 0.9),
        .beta2 = random_real(random, 0.1, 0.9),
        .epsilon = random_real(random, 0.01, 0.1),
        .weight_decay = random_size(random, 0, 2) == 0 ? random_real(random, 0.01, 0.1) : 0,
        .bias_decay = random_size(random, 0, 2) == 0 ? random_real(random, 0.01, 0.1) : 0,
        .clipping = (gp_clipping)random_size(random, 0, gp_clipping_count - 1),
        .clip_limit = random_real(random, 0.1, 2),
        .batch = random_size(random, 0, 3) == 0 ? 1 : random_size(random, 1, samples + 1),
        .reduction = (gp_reduction)random_size(random, 0, gp_reduction_count - 1),
        .epochs = random_size(random, 0, epochs)};
    if (random_size(random, 0, 1)) {
        rule->error.weight_penalty = rule->weight_decay;
        rule->error.bias_penalty = rule->bias_decay;
    }
}

static void make_large(gp_random *random, size_t samples, gp_rule *rule)
{
    rule->batch = samples;
    rule->epochs = 1;
    if (random_size(random, 0, 1) == 0)
        return;
    rule->update = GP_GRADIENT_DESCENT;
    rule->weight_decay = rule->bias_decay = 0;
    rule->clipping = GP_CLIP_NONE;
}

static void twins_create(gp_random *random, const sizes *most, bool special, twins *both)
{
    gp_layer_shape shapes[5];
    const size_t inputs = random_size(random, 1, most->units), depth = random_size(random, 1, most->depth);
    for (size_t l = 0; l < depth; l++)
        shapes[l] = (gp_layer_shape){.units = random_size(random, 1, most->units),
                                     .activation = (gp_activation)random_size(random, 0, gp_activation_count - 1),
                                     .alpha = random_real(random, 0.01, 1),
                                     .bias = (gp_bias)random_size(random, 0, gp_bias_kind_count - 1),
                                     .bias_trained = random_size(random, 0, 3) > 0,
                                     .weights_frozen = random_size(random, 0, 3) == 0};
    const size_t least = most->large ? gp_most_samples + 1 : 1;
    const size_t count = random_size(random, least, most->samples), outputs = shapes[depth - 1].units;
    draw_rule(random, count, most->epochs, &both->rule);
    if (most->large)
        make_large(random, count, &both->rule);
    for (size_t k = 0; k < 2; k++) {
        cr_assert_eq(gp_network_create(inputs, depth, shapes, &both->networks[k]), GP_OK);
        cr_assert_eq(gp_workspace_create(&both->networks[k], gp_update_rules[both->rule.update].moments, &both->workspaces[k]),
                     GP_OK);
    }
    const size_t parameters = parameter_count(&both->networks[0]);
    random_fill(random, both->networks[0].memory, parameters);
    both->values = calloc(count * (inputs + outputs), sizeof(gp_real));
    random_fill(random, both->values, count * (inputs + outputs));
    if (special) {
        strew_special_values(random, both->networks[0].memory, parameters);
        strew_special_values(random, both->values, count * (inputs + outputs));
    }
    memcpy(both->networks[1].memory, both->networks[0].memory, parameters * sizeof(gp_real));
    both->samples = (gp_samples){.count = count, .x = both->values, .t = both->values + count * inputs};
}

static void twins_free(twins *both)
{
    for (size_t k = 0; k < 2; k++) {
        gp_workspace_free(&both->workspaces[k]);
        gp_network_free(&both->networks[k]);
    }
    free(both->values);
}

/* All that an observer sees goes into one list. */
typedef struct record {
    gp_observer observer;
    gp_real *values;
    size_t count, room;
    size_t every;   /* samples and gradients are looked at in each so-manieth step; 0: never */
    size_t stop_at; /* stops when the list is so long; 0: never */
} record;

static bool note(record *notes, const gp_real *values, size_t count)
{
    if (notes->count + count > notes->room) {
        notes->room = 2 * (notes->count + count);
        notes->values = realloc(notes->values, notes->room * sizeof *notes->values);
    }
    memcpy(notes->values + notes->count, values, count * sizeof *values);
    notes->count += count;
    return notes->stop_at == 0 || notes->count < notes->stop_at;
}

static bool note_place(record *notes, size_t a, size_t b)
{
    return note(notes, (gp_real[]){(gp_real)a, (gp_real)b}, 2);
}

static bool note_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    record *notes = context;
    return note_place(notes, step, sample) && note(notes, &loss, 1) && note(notes, workspace->layers[0].z, 1) &&
           note(notes, workspace->layers[0].a, 1) && note(notes, workspace->output_loss, 1);
}

static bool note_gradients(void *context, size_t step, const gp_workspace *workspace)
{
    record *notes = context;
    return note_place(notes, step, 0) && note(notes, workspace->gradients, workspace->gradient_count);
}

static bool note_state(void *context, size_t step, const gp_network *network)
{
    record *notes = context;
    const bool wanted = notes->every > 0 && step % notes->every == 0;
    notes->observer.sample = wanted ? note_sample : NULL;
    notes->observer.gradients = wanted ? note_gradients : NULL;
    return note_place(notes, step, 1) && note(notes, network->memory, parameter_count(network));
}

static bool note_place_of_state(void *context, size_t step, const gp_network *network)
{
    return note_place(context, step, network->depth);
}

static bool note_epoch(void *context, size_t epoch, gp_real error)
{
    record *notes = context;
    return note_place(notes, epoch, 2) && note(notes, &error, 1);
}

/* The bits are those, or both are NaN: which NaN comes of two of them is left to the compiler. */
static bool same_bits(gp_real a, gp_real b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void check_all(const char *sums, size_t problem, const gp_real *plain, const gp_real *fast, size_t count)
{
    for (size_t k = 0; k < count; k++)
        cr_assert(same_bits(plain[k], fast[k]), "sums in %s, problem %zu: number %zu: plain %a, fast %a", sums, problem, k,
                  (double)plain[k], (double)fast[k]);
}

static gp_training training_of(twins *both, size_t which, record *notes)
{
    if (notes)
        notes->observer = (gp_observer){.context = notes, .state = note_state, .epoch = note_epoch};
    return (gp_training){.network = &both->networks[which],
                         .workspace = &both->workspaces[which],
                         .samples = &both->samples,
                         .rule = &both->rule,
                         .observer = notes ? &notes->observer : NULL};
}

/* Trains both, and wants the same parameters, moments and observations of them, and the same end. */
static void compare(const gp_sums *sums, size_t problem, twins *both, size_t every, size_t stop_at)
{
    record notes[2] = {{.every = every, .stop_at = stop_at}, {.every = every, .stop_at = stop_at}};
    const gp_training plain = training_of(both, 0, &notes[0]), fast = training_of(both, 1, &notes[1]);
    cr_assert_eq(gp_train(&plain, gp_step), gp_train_with_sums(&fast, sums));
    cr_assert_eq(notes[0].count, notes[1].count);
    check_all(sums->name, problem, notes[0].values, notes[1].values, notes[0].count);
    check_all(sums->name, problem, both->networks[0].memory, both->networks[1].memory, parameter_count(&both->networks[0]));
    for (size_t l = 0; l < both->networks[0].depth; l++) {
        const gp_layer_work *work = &both->workspaces[0].layers[l], *other = &both->workspaces[1].layers[l];
        const size_t moments = gp_update_rules[both->rule.update].moments;
        check_all(sums->name, problem, work->W_moments, other->W_moments,
                  moments * gp_weight_count(&both->networks[0].layers[l]));
        check_all(sums->name, problem, work->b_moments, other->b_moments,
                  moments * gp_bias_count(&both->networks[0].layers[l].shape));
    }
    free(notes[0].values);
    free(notes[1].values);
}

/* Those that this machine has. */
static size_t all_sums(const gp_sums *sums[2])
{
    sums[0] = &gp_sums_in_16_bytes;
    sums[1] = gp_sums_here();
    return sums[1] == sums[0] ? 1 : 2;
}

static void compare_problems(const sizes *most, size_t problems, bool special, size_t every, bool stop)
{
    const gp_sums *sums[2];
    const size_t ways = all_sums(sums);
    for (size_t w = 0; w < ways; w++) {
        gp_random random;
        gp_random_seed(&random, 17);
        for (size_t p = 0; p < problems; p++) {
            twins both;
            twins_create(&random, most, special, &both);
            compare(sums[w], p, &both, every, stop ? random_size(&random, 1, 400) : 0);
            twins_free(&both);
        }
    }
}

Test(fast, same_bits)
{
    compare_problems(&(sizes){.depth = 4, .units = 21, .samples = 19, .epochs = 3}, 600, false, 0, false);
}

Test(fast, same_bits_of_special_values)
{
    compare_problems(&(sizes){.depth = 4, .units = 21, .samples = 19, .epochs = 3}, 600, true, 0, false);
}

/* More samples than are at work at once, and more terms than are added at once. */
Test(fast, same_bits_of_large_batches)
{
    compare_problems(&(sizes){.depth = 3, .units = 600, .samples = 200, .large = true}, 12, false, 0, false);
}

/* Some steps are looked at, or all; some observers stop the run. */
Test(fast, same_observations)
{
    const sizes most = {.depth = 3, .units = 7, .samples = 5, .epochs = 5};
    compare_problems(&most, 100, false, 3, false);
    compare_problems(&most, 100, false, 1, false);
    compare_problems(&most, 300, false, 2, true);
}

/* Observers that look at one thing only: at states, samples, gradients or errors. */
Test(fast, observers_of_one_thing)
{
    const sizes most = {.depth = 3, .units = 7, .samples = 5, .epochs = 5};
    const gp_observer observers[] = {
        {.state = note_place_of_state}, {.sample = note_sample}, {.gradients = note_gradients}, {.epoch = note_epoch}};
    gp_random random;
    gp_random_seed(&random, 17);
    for (size_t o = 0; o < sizeof observers / sizeof *observers; o++) {
        twins both;
        record notes[2] = {0};
        twins_create(&random, &most, false, &both);
        both.rule.epochs = 2;
        for (size_t k = 0; k < 2; k++) {
            const gp_training training = training_of(&both, k, &notes[k]);
            notes[k].observer = observers[o];
            notes[k].observer.context = &notes[k];
            cr_assert_eq(k == 0 ? gp_train(&training, gp_step) : gp_fast_train(&training), GP_OK);
        }
        cr_assert(notes[0].count > 0 && notes[0].count == notes[1].count);
        check_all("this machine's way", o, notes[0].values, notes[1].values, notes[0].count);
        free(notes[0].values);
        free(notes[1].values);
        twins_free(&both);
    }
}

/* gp_fast_train() itself, with nobody to look on. */
Test(fast, of_worked_example)
{
    worked_example plain, fast;
    worked_example_create(&plain);
    worked_example_create(&fast);
    const gp_training one = worked_example_training(&plain, NULL), other = worked_example_training(&fast, NULL);
    cr_assert_eq(gp_train(&one, gp_step), GP_OK);
    cr_assert_eq(gp_fast_train(&other), GP_OK);
    check_same_bits(fast.network.memory, plain.network.memory, parameter_count(&plain.network));
    worked_example_free(&plain);
    worked_example_free(&fast);
}

/* A run that gets no memory says so, keeps none of what it had, and leaves the parameters as they were. */
Test(fast, every_allocation_fails)
{
    worked_example example;
    worked_example_create(&example);
    const gp_training training = worked_example_training(&example, NULL);
    const size_t blocks = memory_blocks(), parameters = parameter_count(&example.network);
    gp_real before[64];
    memcpy(before, example.network.memory, parameters * sizeof *before);
    size_t failures = 0;
    for (;; failures++) {
        memory_fail_at(failures);
        const gp_status status = gp_fast_train(&training);
        const bool failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(memory_blocks(), blocks);
        if (!failed) {
            cr_assert_eq(status, GP_OK);
            break;
        }
        cr_assert_eq(status, GP_NO_MEMORY);
        check_same_bits(example.network.memory, before, parameters);
    }
    cr_assert_eq(failures, 2);
    worked_example_free(&example);
}

/* Samples side by side that do not fit in the address range; nothing of the network but its sizes is looked at. */
Test(fast, too_large)
{
    gp_layer layers[] = {{.inputs = 1, .shape = {.units = SIZE_MAX / 2 / sizeof(gp_real) / 65, .activation = GP_IDENTITY}}};
    gp_network network = {.inputs = 1, .depth = 1, .layers = layers};
    const gp_training training = {.network = &network, .samples = &(gp_samples){.count = 65}};
    const size_t blocks = memory_blocks();
    cr_assert_eq(gp_fast_train(&training), GP_TOO_LARGE);
    cr_assert_eq(memory_blocks(), blocks);
}
