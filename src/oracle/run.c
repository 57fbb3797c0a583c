#include "oracle/run.h"

#include "golden/values.h"
#include "oracle/departed_run.h"

gp_status gp_run(const gp_problem *problem, const gp_observer *observer)
{
    gp_setup setup;
    gp_status status = gp_setup_create(problem, &setup);
    if (status != GP_OK)
        return status;
    if (gp_is_textbook(problem->departures)) {
        const gp_training training = gp_setup_training(&setup, observer);
        status = gp_train(&training, gp_step);
    } else {
        status = gp_departed_train(&setup, problem->departures, observer, NULL);
    }
    gp_setup_free(&setup);
    return status;
}

/* Places that are still to be met, in the order in which the run comes to them; errors have a queue of their own. */
typedef struct pick_queue {
    const gp_place *places;
    gp_real *values;
    size_t next, end;
} pick_queue;

typedef struct pick_run {
    gp_observer observer;
    const gp_network *network; /* known from the first state on */
    pick_queue numbers, errors;
} pick_run;

/* The next place, if it belongs to this step and to one of these stages; NULL otherwise. */
static const gp_place *waiting(const pick_queue *queue, size_t step, gp_stage first, gp_stage last)
{
    if (queue->next == queue->end)
        return NULL;
    const gp_place *place = &queue->places[queue->next];
    const gp_stage stage = gp_quantities[place->quantity].stage;
    return place->step == step && stage >= first && stage <= last ? place : NULL;
}

static void take(pick_queue *queue, gp_real value)
{
    queue->values[queue->next++] = value;
}

static bool pick_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    pick_run *picker = context;
    pick_queue *queue = &picker->numbers;
    for (const gp_place *place;
         (place = waiting(queue, step, GP_AT_FORWARD, GP_AT_INPUT_GRADIENTS)) && place->sample == sample;)
        take(queue, place->quantity == GP_SAMPLE_LOSS ? loss : *gp_value_at(picker->network, workspace, place));
    return true;
}

static bool pick_gradients(void *context, size_t step, const gp_workspace *workspace)
{
    pick_run *picker = context;
    for (const gp_place *place; (place = waiting(&picker->numbers, step, GP_AT_GRADIENTS, GP_AT_CHANGES));)
        take(&picker->numbers, *gp_value_at(picker->network, workspace, place));
    return true;
}

/* Nothing more is looked at of a step without places, so that nothing is computed for it. */
static bool pick_state(void *context, size_t step, const gp_network *network)
{
    pick_run *picker = context;
    const pick_queue *queue = &picker->numbers;
    picker->network = network;
    for (const gp_place *place; (place = waiting(queue, step, GP_AT_PARAMETERS, GP_AT_PARAMETERS));)
        take(&picker->numbers, *gp_value_at(network, NULL, place));
    const bool wanted = queue->next < queue->end && queue->places[queue->next].step == step;
    picker->observer.sample = wanted ? pick_sample : NULL;
    picker->observer.gradients = wanted ? pick_gradients : NULL;
    return true;
}

static bool pick_error(void *context, size_t epoch, gp_real error)
{
    pick_run *picker = context;
    if (waiting(&picker->errors, epoch, GP_AT_ERRORS, GP_AT_ERRORS))
        take(&picker->errors, error);
    return true;
}

gp_status gp_run_places(const gp_problem *problem, const gp_place *places, size_t count, gp_real *values)
{
    size_t errors = count;
    while (errors > 0 && places[errors - 1].quantity == GP_EPOCH_ERROR)
        errors--;
    pick_run picker = {
        .observer = {.context = &picker, .state = pick_state, .epoch = pick_error},
        .numbers = {.places = places, .values = values, .next = 0, .end = errors},
        .errors = {.places = places, .values = values, .next = errors, .end = count},
    };
    return gp_run(problem, &picker.observer);
}
