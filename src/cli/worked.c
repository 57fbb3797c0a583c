#include "cli/worked.h"

#include "oracle/run.h"
#include "reference/update.h"

#include <math.h>
#include <stdlib.h>

const gp_view gp_usual_view = {.operand_digits = 6, .result_digits = 10};

static int compare_places(const void *one, const void *other)
{
    return gp_place_compare(one, other);
}

/* The place among those of the step, or NULL. */
static const gp_place *find(const gp_worked *worked, const gp_place *place)
{
    return bsearch(place, worked->places, worked->count, sizeof *worked->places, compare_places);
}

double gp_worked_value(const gp_worked *worked, const gp_place *place)
{
    const double value = (double)worked->values[find(worked, place) - worked->places];
    return isnan(value) ? fabs(value) : value;
}

static const char *computed(const void *context, const gp_place *place, char text[gp_operand_room])
{
    const gp_worked *worked = context;
    snprintf(text, gp_operand_room, "%.*g", worked->view.operand_digits, gp_worked_value(worked, place));
    return text;
}

static const char *given(const void *context, const char *decimal, char text[gp_operand_room])
{
    const gp_worked *worked = context;
    snprintf(text, gp_operand_room, "%.*g", worked->view.operand_digits, (double)gp_number_real(decimal));
    return text;
}

gp_operands gp_worked_operands(const gp_worked *worked)
{
    return (gp_operands){.context = worked, .computed = computed, .given = given};
}

bool gp_worked_holds(const gp_worked *worked)
{
    const gp_verification *found = &worked->found;
    bool hold = found->computed_failed == 0;
    for (size_t k = 0; k < found->printed_count; k++)
        hold = hold && (found->verdicts[k].passed || !found->verdicts[k].expectation);
    return hold;
}

/* Some steps that follow each other. @return NULL where memory is short */
static size_t *steps_from(size_t first, size_t count)
{
    size_t *steps = calloc(count, sizeof *steps);
    for (size_t k = 0; steps && k < count; k++)
        steps[k] = first + k;
    return steps;
}

static bool run(gp_worked *worked, const gp_case *asked, gp_message *message)
{
    worked->count = gp_case_recorded_places(asked, &worked->places);
    worked->values = calloc(worked->count + 1, sizeof *worked->values);
    return (worked->places && worked->values &&
            gp_run_places(&asked->problem, worked->places, worked->count, worked->values) == GP_OK) ||
           gp_message_set(message, "%s: expected memory for the run, found too little", asked->source.name);
}

/* Judges what the case says of the numbers of the step; the others are left out, since this is not the whole run. */
static bool judge(gp_worked *worked, const gp_case *asked, gp_message *message)
{
    gp_case shown = *asked;
    shown.expectation_count = 0;
    shown.expectations = worked->expectations = calloc(asked->expectation_count + 1, sizeof *shown.expectations);
    if (!shown.expectations)
        return gp_message_set(message, "%s: expected memory for its exact numbers, found none left", asked->source.name);
    for (size_t k = 0; k < asked->expectation_count; k++)
        if (find(worked, &asked->expectations[k].place))
            shown.expectations[shown.expectation_count++] = asked->expectations[k];
    return gp_verify_case(&shown, &worked->found, message);
}

bool gp_work_out(const gp_case *the_case, size_t step, gp_worked *worked, gp_message *message)
{
    const gp_problem *problem = &the_case->problem;
    const size_t steps = gp_problem_steps(problem);
    size_t epoch = step / gp_problem_steps_per_epoch(problem), of_epoch;
    const size_t begin = gp_problem_epoch_steps(problem, epoch, &of_epoch);
    const bool goes_on = step > 0 && gp_update_rules[problem->update].moments > 0; /* from the moments of the step before */
    *worked = (gp_worked){.the_case = the_case, .step = step, .epoch = epoch, .view = gp_usual_view, .updates = step < steps};

    /* Everything of this step, the parameters after it, and the error of its epoch, in whose passes it is measured: where it
       has a penalty, with the parameters of each of them. */
    size_t first = goes_on ? step - 1 : step, last = step < steps ? step + 1 : step;
    if (problem->error_penalty) {
        first = first < begin ? first : begin;
        last = last > begin + of_epoch - 1 ? last : begin + of_epoch - 1;
    }
    size_t *all = steps_from(first, last - first + 1), *outputs = steps_from(begin, of_epoch);
    gp_case asked = *the_case;
    asked.record = (gp_record){.all = {all, last - first + 1}, .outputs = {outputs, of_epoch}, .errors = {&epoch, 1}};
    if (epoch < problem->epochs)
        asked.problem.epochs = epoch + 1; /* later ones change nothing that is shown */
    const bool known =
        all && outputs ? run(worked, &asked, message) && judge(worked, &asked, message)
                       : gp_message_set(message, "%s: expected memory for the run, found too little", the_case->source.name);
    free(all);
    free(outputs);
    if (!known)
        gp_worked_free(worked);
    return known;
}

/* The last one of the run that is asked for. */
static size_t last_epoch(const gp_epochs *epochs, const gp_problem *problem)
{
    size_t last = 0;
    for (size_t k = 0; k < epochs->count; k++)
        last = epochs->ranges[k].last > last ? epochs->ranges[k].last : last;
    return last < problem->epochs ? last : problem->epochs;
}

bool gp_work_out_epochs(const gp_case *the_case, const gp_epochs *epochs, gp_worked *worked, gp_message *message)
{
    const gp_problem *problem = &the_case->problem;
    const size_t last = last_epoch(epochs, problem);
    *worked = (gp_worked){.the_case = the_case, .epoch = last, .view = gp_usual_view};
    size_t count = 0, *steps = calloc(last + 1, sizeof *steps), *which = calloc(last + 1, sizeof *which);
    for (size_t epoch = 0; steps && which && epoch <= last; epoch++)
        if (gp_epochs_have(epochs, epoch)) {
            which[count] = epoch;
            steps[count++] = epoch * gp_problem_steps_per_epoch(problem);
        }
    gp_case asked = *the_case;
    asked.record = (gp_record){.outputs = {steps, problem->samples == 1 ? count : 0}, .errors = {which, count}};
    if (last < problem->epochs)
        asked.problem.epochs = last + 1; /* later ones change nothing that is shown */
    const bool known =
        count > 0 ? run(worked, &asked, message) && judge(worked, &asked, message)
                  : gp_message_set(message, "%s: expected memory for the run, found too little", the_case->source.name);
    free(steps);
    free(which);
    if (!known)
        gp_worked_free(worked);
    return known;
}

void gp_worked_free(gp_worked *worked)
{
    free(worked->places);
    free(worked->values);
    free(worked->expectations);
    gp_verification_free(&worked->found);
    *worked = (gp_worked){0};
}

static const gp_problem_layer *layer_of(const gp_worked *worked, size_t layer)
{
    return &worked->the_case->problem.layers[layer - 1];
}

/* Of one layer, what belongs to none is not shown: the loss, the gradient along the input, the error. */
static bool is_shown(const gp_worked *worked, const gp_place *place)
{
    return worked->view.layer == 0 || worked->view.layer == place->layer;
}

/* The numbers of one quantity of a layer; `first` has all but unit and input. */
static void read_numbers(const gp_worked *worked, const gp_worked_reader *reader, gp_place first)
{
    const gp_problem_layer *layer = layer_of(worked, first.layer);
    const size_t units = gp_is_of_bias(first.quantity) ? gp_bias_count(&layer->shape) : layer->shape.units;
    const size_t inputs = gp_has_input(first.quantity) ? layer->inputs : 1;
    if (!is_shown(worked, &first))
        return;
    for (first.unit = 0; first.unit < units; first.unit++)
        for (first.input = 0; first.input < inputs; first.input++)
            reader->number(reader->context, &first);
}

static void read_law(const gp_worked *worked, const gp_worked_reader *reader, gp_place first)
{
    if (reader->law && is_shown(worked, &first))
        reader->law(reader->context, &first);
}

static void read_layer(const gp_worked *worked, const gp_worked_reader *reader, gp_place first)
{
    if (!gp_problem_has(&worked->the_case->problem, &first))
        return; /* no biases, or no slopes */
    read_law(worked, reader, first);
    read_numbers(worked, reader, first);
}

/* A number that belongs to no layer. */
static void read_number(const gp_worked *worked, const gp_worked_reader *reader, gp_place place)
{
    read_law(worked, reader, place);
    if (is_shown(worked, &place))
        reader->number(reader->context, &place);
}

/* A sample on its way back. */
static void read_back(const gp_worked *worked, const gp_worked_reader *reader, size_t sample)
{
    const size_t step = worked->step;
    for (size_t layer = worked->the_case->problem.depth; layer > 0; layer--) {
        read_layer(worked, reader, (gp_place){GP_ACTIVATION_GRADIENT, step, sample, layer, 0, 0});
        read_layer(worked, reader, (gp_place){GP_SLOPE, step, sample, layer, 0, 0});
        read_layer(worked, reader, (gp_place){GP_DELTA, step, sample, layer, 0, 0});
    }
    gp_place of_input = {GP_INPUT_GRADIENT, step, sample, 0, 0, 0};
    read_law(worked, reader, of_input);
    for (; is_shown(worked, &of_input) && of_input.input < worked->the_case->problem.inputs; of_input.input++)
        reader->number(reader->context, &of_input);
}

static void read_sample(const gp_worked *worked, const gp_worked_reader *reader, size_t sample)
{
    const size_t step = worked->step, depth = worked->the_case->problem.depth;
    if (reader->sample)
        reader->sample(reader->context, sample);
    for (size_t layer = 1; layer <= depth; layer++) {
        read_layer(worked, reader, (gp_place){GP_NET_INPUT, step, sample, layer, 0, 0});
        read_layer(worked, reader, (gp_place){GP_ACTIVATED, step, sample, layer, 0, 0});
    }
    read_layer(worked, reader, (gp_place){GP_OUTPUT_LOSS, step, sample, depth, 0, 0});
    read_number(worked, reader, (gp_place){GP_SAMPLE_LOSS, step, sample, 0, 0, 0});
    if (worked->updates)
        read_back(worked, reader, sample);
}

static void read_update(const gp_worked *worked, const gp_worked_reader *reader)
{
    const gp_problem *problem = &worked->the_case->problem;
    const size_t step = worked->step, depth = problem->depth;
    if (reader->update)
        reader->update(reader->context);
    for (size_t layer = depth; layer > 0; layer--) {
        read_layer(worked, reader, (gp_place){GP_WEIGHT_GRADIENT, step, 0, layer, 0, 0});
        read_layer(worked, reader, (gp_place){GP_BIAS_GRADIENT, step, 0, layer, 0, 0});
    }
    for (size_t layer = depth; problem->clipping != GP_CLIP_NONE && layer > 0; layer--) {
        read_layer(worked, reader, (gp_place){GP_WEIGHT_CLIPPED, step, 0, layer, 0, 0});
        read_numbers(worked, reader, (gp_place){GP_BIAS_CLIPPED, step, 0, layer, 0, 0});
    }
    for (size_t layer = depth; layer > 0; layer--) {
        for (int weights = GP_WEIGHT_VELOCITY; weights <= GP_WEIGHT_CHANGE; weights += 2)
            if (gp_rule_has(problem->update, problem->clipping, (gp_quantity)weights)) {
                const gp_quantity biases = gp_bias_quantity((gp_quantity)weights);
                read_layer(worked, reader, (gp_place){(gp_quantity)weights, step, 0, layer, 0, 0});
                read_numbers(worked, reader, (gp_place){biases, step, 0, layer, 0, 0});
            }
        read_layer(worked, reader, (gp_place){GP_WEIGHT, step + 1, 0, layer, 0, 0});
        read_numbers(worked, reader, (gp_place){GP_BIAS, step + 1, 0, layer, 0, 0});
    }
}

void gp_worked_read(const gp_worked *worked, const gp_worked_reader *reader)
{
    size_t samples;
    const size_t first = gp_problem_step_samples(&worked->the_case->problem, worked->step, &samples);
    for (size_t sample = first; sample < first + samples; sample++)
        read_sample(worked, reader, sample);
    if (worked->updates)
        read_update(worked, reader);
    if (!worked->the_case->problem.reports_error)
        return;
    if (reader->error && worked->view.layer == 0)
        reader->error(reader->context);
    read_number(worked, reader, (gp_place){GP_EPOCH_ERROR, worked->epoch, 0, 0, 0, 0});
}
