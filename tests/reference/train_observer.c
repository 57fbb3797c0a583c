/* What an observer is shown, and how it stops a run. */
#include "reference/train.h"

#include "support/check.h"
#include "support/worked_example.h"

#include <stdio.h>
#include <string.h>

enum { parameters = 6 + 3 + 6 + 1, most_events = 64 };

/* What an observer was shown, in order, and the parameters at each moment. It stops the run at the event of number stop_at. */
struct diary {
    const gp_network *network;
    char events[most_events][24];
    gp_real states[most_events][parameters];
    size_t count, stop_at;
};

static bool note(struct diary *diary, const char *format, size_t first, size_t second)
{
    cr_assert_lt(diary->count, most_events);
    snprintf(diary->events[diary->count], sizeof diary->events[0], format, first, second);
    memcpy(diary->states[diary->count], diary->network->memory, sizeof diary->states[0]);
    return diary->count++ != diary->stop_at;
}

static bool note_state(void *context, size_t step, const gp_network *network)
{
    cr_assert_eq(network, ((struct diary *)context)->network);
    return note(context, "state %zu", step, 0);
}

static bool note_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    (void)loss, (void)workspace;
    return note(context, "sample %zu %zu", step, sample);
}

static bool note_gradients(void *context, size_t step, const gp_workspace *workspace)
{
    (void)workspace;
    return note(context, "gradients %zu", step, 0);
}

static bool note_epoch(void *context, size_t epoch, gp_real error)
{
    (void)error;
    return note(context, "epoch %zu", epoch, 0);
}

/* Trains the worked example with a third sample, two epochs of batches of two and one; the diary is NULL or observes. */
static gp_status train_observed(struct diary *diary, const gp_observer *observer, gp_real *end)
{
    const gp_real x[] = {-2, 0.5, 4, -0.5, 0.75, 1.5}, t[] = {-1.15625, 30.3125, 6.40625, -16.8125, 2.5, -0.25};
    worked_example example;
    worked_example_create(&example);
    example.samples = (gp_samples){.count = 3, .x = x, .t = t};
    example.rule.epochs = 2;
    example.rule.rate = (gp_real)0x1p-10;
    const gp_training training = worked_example_training(&example, observer);
    if (diary)
        diary->network = &example.network;
    const gp_status status = gp_train(&training, gp_step);
    memcpy(end, example.network.memory, parameters * sizeof *end);
    worked_example_free(&example);
    return status;
}

static const char *const all_events[] = {
    "state 0",     "sample 0 0", "sample 0 1", "gradients 0", "state 1",     "sample 1 2", "gradients 1",
    "epoch 0",     "state 2",    "sample 2 0", "sample 2 1",  "gradients 2", "state 3",    "sample 3 2",
    "gradients 3", "epoch 1",    "state 4",    "sample 4 0",  "sample 4 1",  "sample 4 2", "epoch 2",
};
enum { event_count = sizeof all_events / sizeof all_events[0] };

/* Two epochs of two steps each, the second of them smaller, and the pass after the last step. */
Test(train, epochs)
{
    struct diary diary = {.stop_at = SIZE_MAX};
    const gp_observer observer = {&diary, note_state, note_sample, note_gradients, note_epoch};
    gp_real end[parameters];
    cr_assert_eq(train_observed(&diary, &observer, end), GP_OK);
    cr_assert_eq(diary.count, event_count);
    for (size_t k = 0; k < event_count; k++)
        cr_assert_str_eq(diary.events[k], all_events[k]);
    /* A step moves the parameters after its gradients were shown, and not before; the pass after the last step moves nothing.
     */
    check_same_bits(diary.states[3], diary.states[0], parameters);
    cr_assert_neq(memcmp(diary.states[4], diary.states[3], sizeof diary.states[0]), 0);
    check_same_bits(end, diary.states[16], parameters);
}

/* Wherever the observer stops the run, nothing more is shown and no parameter moves. */
Test(train, stopping)
{
    struct diary whole = {.stop_at = SIZE_MAX};
    const gp_observer whole_observer = {&whole, note_state, note_sample, note_gradients, note_epoch};
    gp_real end[parameters];
    train_observed(&whole, &whole_observer, end);
    for (size_t k = 0; k < event_count; k++) {
        struct diary stopped = {.stop_at = k};
        const gp_observer observer = {&stopped, note_state, note_sample, note_gradients, note_epoch};
        cr_assert_eq(train_observed(&stopped, &observer, end), GP_STOPPED, "%s", all_events[k]);
        cr_assert_eq(stopped.count, k + 1, "%s", all_events[k]);
        check_same_bits(end, whole.states[k], parameters);
    }
}

static bool looked_at(unsigned mask, const char *event)
{
    static const char *const kinds[] = {"state", "sample", "gradients", "epoch"};
    for (unsigned k = 0; k < 4; k++)
        if (strncmp(event, kinds[k], strlen(kinds[k])) == 0)
            return mask >> k & 1;
    return false;
}

/* Without an observer, and with one that looks at some of the events only, the run is the same. */
Test(train, looking_at_some_events)
{
    gp_real plain[parameters], end[parameters];
    cr_assert_eq(train_observed(NULL, NULL, plain), GP_OK);
    for (unsigned mask = 0; mask < 16; mask++) {
        struct diary diary = {.stop_at = SIZE_MAX};
        const gp_observer observer = {&diary, mask & 1 ? note_state : NULL, mask & 2 ? note_sample : NULL,
                                      mask & 4 ? note_gradients : NULL, mask & 8 ? note_epoch : NULL};
        cr_assert_eq(train_observed(&diary, &observer, end), GP_OK);
        check_same_bits(end, plain, parameters);
        size_t count = 0;
        for (size_t k = 0; k < event_count; k++)
            if (looked_at(mask, all_events[k]))
                cr_assert_str_eq(diary.events[count++], all_events[k]);
        cr_assert_eq(diary.count, count);
    }
}

/* What the worked example must show: sample by sample the loss, delta and the gradients so far. */
static bool check_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    const worked_example *example = context;
    cr_assert_eq(workspace, &example->workspace);
    if (step > 0)
        return true;
    /* 0.75 (0.5^2 + 2^2) and 0.75 (0.25^2 + 1.5^2) */
    check_equal(loss, (gp_real)(sample == 0 ? 3.1875 : 1.734375));
    if (sample == 0) {
        check_values(workspace->layers[1].delta, 0.75, 3);
        check_values(workspace->layers[1].db, 3.75);
        check_values(workspace->output_loss, 0.1875, 3); /* 0.75 * 0.5^2 and 0.75 * 2^2 */
        check_values(workspace->layers[1].slope, 1, 1);
        check_values(workspace->layers[0].slope, 1, 1, 1);
        /* down the columns of W1, with delta1 = (-3, 4.125, 9.1875): 0.5 * -3 + 2.25 * 4.125 - 3 * 9.1875 = -19.78125
           and -1.5 * -3 + 0.75 * 4.125 + 1.25 * 9.1875 = 19.078125 */
        check_values(workspace->dx, -19.78125, 19.078125);
    } else {
        check_values(workspace->layers[1].delta, -0.375, 2.25);
        check_values(workspace->layers[1].db, 5.625);
    }
    return true;
}

static bool check_gradients(void *context, size_t step, const gp_workspace *workspace)
{
    const worked_example *example = context;
    cr_assert_eq(workspace, &example->workspace);
    cr_assert_eq(step, 0);
    check_values(workspace->layers[1].db, 2.8125);
    check_values(workspace->layers[0].db, -4.5, 3.84375, 7.921875);
    check_values(workspace->layers[1].b_change, -0.703125);
    check_values(workspace->layers[0].b_change, 1.125, -0.9609375, -1.98046875);
    check_values(workspace->layers[0].W_change, 2.25, -0.1875, -0.75, -0.03515625, -1.03125, -0.158203125);
    return true;
}

/* 3 times the mean of the four deviations of the outputs before the update, 0.5, 2, 0.25 and 1.5: 3 * 4.25 / 4 = 3.1875. */
static bool check_epoch(void *context, size_t epoch, gp_real error)
{
    (void)context;
    if (epoch == 0)
        check_equal(error, (gp_real)3.1875);
    return true;
}

Test(train, observed_values)
{
    worked_example example;
    worked_example_create(&example);
    example.rule.reduction = GP_MEAN;
    const gp_observer observer = {
        .context = &example, .sample = check_sample, .gradients = check_gradients, .epoch = check_epoch};
    const gp_training training = worked_example_training(&example, &observer);
    cr_assert_eq(gp_train(&training, gp_step), GP_OK);
    worked_example_free(&example);
}

/* Layer 1 is the identity, with slope 1; the slopes of the sigmoid are 0.75 * 0.25 = 0.1875 and 0.125 * 0.875 = 0.109375. */
static bool check_slopes(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    (void)context, (void)step, (void)sample, (void)loss;
    check_values(workspace->layers[0].slope, 1, 1, 1);
    check_values(workspace->layers[1].slope, 0.1875, 0.109375, 77);
    return false;
}

/* Each layer's slopes are those of its own activation, from its own a. */
Test(train, observed_slopes)
{
    worked_example example;
    worked_example_create(&example);
    example.network.layers[1].shape.activation = GP_SIGMOID;
    gp_layer_work *work = example.workspace.layers;
    work[0].a = (gp_real[]){-1.625, -4.375, 11.625};
    work[1].a = (gp_real[]){0.75, 0.125, 0.5};
    work[1].slope = (gp_real[]){99, 99, 77};
    const gp_observer observer = {.sample = check_slopes};
    const gp_training training = worked_example_training(&example, &observer);
    cr_assert_not(gp_observe_sample(&training, 0, 0));
    worked_example_free(&example);
}

/* The slope of the identity, 1, and what stood there before: a softmax has no slopes. */
static bool check_no_slopes(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    (void)context, (void)step, (void)sample, (void)loss;
    check_values(workspace->layers[0].slope, 1, 1, 1);
    check_values(workspace->layers[1].slope, 99, 88);
    return true;
}

/* An observer is shown no slopes of a softmax, whose outputs each depend on all of its net inputs. */
Test(train, observed_softmax)
{
    worked_example example;
    worked_example_create(&example);
    example.network.layers[1].shape.activation = GP_SOFTMAX;
    example.workspace.layers[1].slope = (gp_real[]){99, 88};
    const gp_observer observer = {.sample = check_no_slopes};
    const gp_training training = worked_example_training(&example, &observer);
    cr_assert(gp_observe_sample(&training, 0, 0));
    worked_example_free(&example);
}

/* Where nobody looks on, a run is not stopped. */
Test(train, gradients_without_an_observer)
{
    const gp_training training = {0};
    cr_assert(gp_observe_gradients(&training, 0));
}

/* No epoch: the pass after the last step alone. */
Test(train, no_epochs)
{
    worked_example example;
    worked_example_create(&example);
    example.rule.epochs = 0;
    struct diary diary = {.network = &example.network, .stop_at = SIZE_MAX};
    const gp_observer observer = {&diary, note_state, note_sample, note_gradients, note_epoch};
    const gp_training training = worked_example_training(&example, &observer);
    cr_assert_eq(gp_train(&training, gp_step), GP_OK);
    const char *const events[] = {"state 0", "sample 0 0", "sample 0 1", "epoch 0"};
    cr_assert_eq(diary.count, 4);
    for (size_t k = 0; k < 4; k++)
        cr_assert_str_eq(diary.events[k], events[k]);
    check_values(example.network.memory, 0.5, -1.5, 2.25, 0.75, -3, 1.25, 0.125, -0.25, 5, 4, -0.5, 0.25, -2, 1.5, 3, 0.75);
    worked_example_free(&example);
}
