#include "oracle/answer_scene.h"

#include "golden/number.h"
#include "oracle/step_formula.h"
#include "oracle/tolerance.h"
#include "reference/update.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const gp_known unknown = {NAN, 0};

static gp_known given(const gp_answer_scene *of, gp_real value)
{
    return (gp_known){(double)value, of->scene.unit_roundoff * fabs((double)value)};
}

size_t gp_answer_scene_index(const gp_answer_scene *scene, const gp_place *place)
{
    gp_place at = *place;
    const gp_bias bias = scene->the_case->problem.layers[at.layer - 1].shape.bias;
    if (gp_quantities[at.quantity].extent == GP_EACH_BIAS && bias == GP_BIAS_SHARED)
        at.unit = 0;
    const gp_expectation *expectation = gp_case_expectation(scene->the_case, &at);
    const size_t k = expectation ? (size_t)(expectation - scene->the_case->expectations) : scene->shadow->count;
    return k < scene->shadow->count && scene->shadow->seen[k] ? k : scene->shadow->count;
}

static gp_known number_of_run(const void *context, const gp_place *place)
{
    const gp_answer_scene *of = context;
    if (place->layer == 0 && place->quantity == GP_ACTIVATED)
        return given(of, of->setup.samples.x[place->sample * of->the_case->problem.inputs + place->unit]);
    if (place->layer == 0)
        return unknown;
    const size_t k = gp_answer_scene_index(of, place);
    if (k == of->shadow->count)
        return unknown;
    if (of->answer->present[k])
        return (gp_known){of->answer->values[k], of->answer->coarse[k]};
    return (gp_known){(double)of->shadow->predicted[k], (double)of->shadow->tolerance[k]};
}

static gp_known target_of_run(const void *context, size_t sample, size_t output)
{
    const gp_answer_scene *of = context;
    return given(of, of->setup.samples.t[sample * of->the_case->problem.outputs + output]);
}

static gp_known rate_of_step(const void *context, size_t step)
{
    const gp_answer_scene *of = context;
    return given(of, gp_number_real(gp_problem_rate(&of->the_case->problem, step)));
}

/* Adds half of what decays times the square of a parameter. */
static void add_cost(const gp_answer_scene *of, gp_real decay, const gp_place *place, gp_known *penalty)
{
    if (decay == 0)
        return;
    const gp_known w = number_of_run(of, place);
    const double cost = (double)decay / 2 * w.value * w.value;
    penalty->value += cost;
    penalty->error += fabs((double)decay * w.value) * w.error + of->scene.unit_roundoff * (3 * cost + penalty->value);
}

/* What the parameters cost before a step. */
static gp_known penalty_of_step(const gp_answer_scene *of, size_t step)
{
    const gp_error *error = &of->setup.rule.error;
    gp_known penalty = {0, 0};
    for (size_t l = 1; l <= of->the_case->problem.depth; l++) {
        const gp_problem_layer *layer = &of->the_case->problem.layers[l - 1];
        gp_place place = {.quantity = GP_WEIGHT, .step = step, .layer = l};
        for (place.unit = 0; place.unit < layer->shape.units; place.unit++)
            for (place.input = 0; place.input < layer->inputs; place.input++)
                add_cost(of, error->weight_penalty, &place, &penalty);
        place.quantity = GP_BIAS;
        place.input = 0;
        for (place.unit = 0; place.unit < gp_bias_count(&layer->shape); place.unit++)
            add_cost(of, error->bias_penalty, &place, &penalty);
    }
    return penalty;
}

/* The mean over the samples of what the parameters cost as each went forward. */
static gp_known add_up_penalty(const gp_answer_scene *of, size_t epoch)
{
    const gp_problem *problem = &of->the_case->problem;
    const double samples = (double)problem->samples, unit = of->scene.unit_roundoff;
    size_t steps;
    const size_t first = gp_problem_epoch_steps(problem, epoch, &steps);
    gp_known sum = {0, 0};
    for (size_t step = first; step < first + steps; step++) {
        size_t count;
        gp_problem_step_samples(problem, step, &count);
        const gp_known penalty = penalty_of_step(of, step);
        sum.value += (double)count * penalty.value;
        sum.error += (double)count * penalty.error + 2 * unit * sum.value;
    }
    return (gp_known){sum.value / samples, sum.error / samples + unit * sum.value / samples};
}

/* Many formulas ask for the same penalties: they are added up once. */
static void add_up_penalties(const gp_answer_scene *of)
{
    const gp_case *the_case = of->the_case;
    for (size_t k = 0; of->penalties && k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == GP_EPOCH_ERROR)
            of->penalties[k] = add_up_penalty(of, the_case->expectations[k].place.step);
}

static gp_known penalty_of_epoch(const void *context, size_t epoch)
{
    const gp_answer_scene *of = context;
    const gp_place place = {.quantity = GP_EPOCH_ERROR, .step = epoch};
    return of->penalties[gp_case_expectation(of->the_case, &place) - of->the_case->expectations];
}

static size_t samples_of_step(const void *context, size_t step, size_t *count)
{
    const gp_answer_scene *of = context;
    return gp_problem_step_samples(&of->the_case->problem, step, count);
}

/* The quantities within a layer that the answer has wherever the shadow has seen them. */
static void find_known(gp_answer_scene *of)
{
    for (int q = 0; q < gp_quantity_count; q++)
        of->known[q] = true;
    for (size_t k = 0; k < of->shadow->count; k++)
        if (of->shadow->seen[k] && !of->answer->present[k])
            of->known[of->the_case->expectations[k].place.quantity] = false;
}

gp_status gp_answer_scene_open(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow,
                               gp_answer_scene *scene)
{
    const gp_problem *problem = &the_case->problem;
    *scene = (gp_answer_scene){.the_case = the_case, .answer = answer, .shadow = shadow};
    gp_status status = gp_setup_create(problem, &scene->setup);
    if (status == GP_OK) {
        scene->units = malloc((problem->depth + 1) * sizeof *scene->units);
        scene->biases = calloc(problem->depth + 1, sizeof *scene->biases);
        scene->slopes = calloc(problem->depth + 1, sizeof *scene->slopes);
        if (problem->error_penalty)
            scene->penalties = calloc(the_case->expectation_count, sizeof *scene->penalties);
        const bool room = scene->units && scene->biases && scene->slopes && (scene->penalties || !problem->error_penalty);
        status = room ? GP_OK : GP_NO_MEMORY;
    }
    if (status != GP_OK) {
        gp_answer_scene_close(scene);
        return status;
    }
    scene->units[0] = problem->inputs;
    for (size_t l = 1; l <= problem->depth; l++) {
        scene->units[l] = problem->layers[l - 1].shape.units;
        scene->slopes[l] = gp_slope_in_value(problem->layers[l - 1].shape.activation);
        scene->biases[l] = gp_trained_bias_count(&problem->layers[l - 1].shape);
    }
    scene->scene = (gp_scene){.context = scene,
                              .depth = problem->depth,
                              .units = scene->units,
                              .slopes = scene->slopes,
                              .biases = scene->biases,
                              .unit_roundoff = (double)fmaxl(gp_unit_roundoff(answer->precision), GP_UNIT_ROUNDOFF),
                              .full_batch = problem->batch,
                              .samples = problem->samples,
                              .number = number_of_run,
                              .rate = rate_of_step,
                              .penalty = problem->error_penalty ? penalty_of_epoch : NULL,
                              .target = target_of_run,
                              .step_samples = samples_of_step};
    scene->scene.loss_factor = given(scene, scene->setup.rule.loss.factor);
    scene->scene.error_factor = given(scene, scene->setup.rule.error.factor);
    scene->scene.clip_limit = problem->clip_limit ? given(scene, scene->setup.rule.clip_limit) : unknown;
    for (int which = 0; which < gp_rule_number_count; which++)
        scene->scene.rule_numbers[which] = problem->rule_numbers[which]
                                               ? given(scene, *gp_rule_number_at(&scene->setup.rule, (gp_rule_number)which))
                                               : unknown;
    scene->last_step = gp_last_step_in_a_row(the_case);
    add_up_penalties(scene);
    find_known(scene);
    return GP_OK;
}

void gp_answer_scene_close(gp_answer_scene *scene)
{
    gp_setup_free(&scene->setup);
    free(scene->units);
    free(scene->slopes);
    free(scene->biases);
    free(scene->penalties);
    *scene = (gp_answer_scene){0};
}

/* Whether all outputs are seen that a reported error is made of. */
static bool sees_epoch(const gp_answer_scene *scene, size_t epoch)
{
    size_t steps;
    const size_t first = gp_problem_epoch_steps(&scene->the_case->problem, epoch, &steps);
    return scene->last_step != SIZE_MAX && first + steps - 1 <= scene->last_step;
}

/* Whether the answer has something that a formula of the quantity has to give. */
static bool has(const gp_answer_scene *scene, gp_quantity quantity, size_t k)
{
    const gp_place *place = &scene->the_case->expectations[k].place;
    const bool initial = gp_is_parameter(place->quantity) && place->step == 0;
    const bool seen = scene->shadow->seen[k] && (place->quantity != GP_EPOCH_ERROR || sees_epoch(scene, place->step));
    return scene->answer->present[k] && seen && place->quantity == quantity && !initial;
}

bool gp_answer_scene_counts(const gp_answer_scene *scene, gp_quantity quantity, size_t k)
{
    return has(scene, quantity, k) && isfinite(scene->answer->values[k]);
}

bool gp_answer_scene_is_none(const gp_answer_scene *scene, gp_quantity quantity, size_t k)
{
    return has(scene, quantity, k) && !isfinite(scene->answer->values[k]);
}

bool gp_answer_scene_is_wrong(const gp_answer_scene *scene, size_t k)
{
    return !gp_shadow_agrees(scene->shadow, k, scene->answer->values[k], 1);
}

size_t gp_answer_scene_layer(const gp_answer_scene *scene, size_t k)
{
    return gp_layer_of_formula(&scene->the_case->expectations[k].place, scene->the_case->problem.depth);
}

gp_known gp_answer_scene_value(const gp_answer_scene *scene, const gp_term *term, size_t k)
{
    return gp_term_value(&scene->scene, term, &scene->the_case->expectations[k].place);
}

bool gp_answer_scene_is_hit(const gp_answer_scene *scene, size_t k, const gp_known *known)
{
    return gp_is_hit(&scene->scene, known, scene->answer->values[k], scene->answer->coarse[k]);
}
