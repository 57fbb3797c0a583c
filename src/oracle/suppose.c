#include "oracle/suppose.h"

#include <math.h>
#include <stdlib.h>

/* A number that the answer does not have, as it was computed for a supposition. */
typedef struct supposed_number {
    gp_known known;
    size_t round; /* of the supposition; 0 of none */
} supposed_number;

/* No number is made of a longer chain of others that the answer does not have. */
enum { most_nested = 500 };

/* The run of an answer with a changed formula. Its numbers are computed when they are asked for. */
typedef struct supposing {
    const gp_answer_scene *of;
    gp_scene scene;           /* of the answer, but for what is supposed */
    gp_terms terms;           /* of the right formulas */
    gp_step_formula *right;   /* by quantity and layer */
    gp_step_formula slope;    /* of any layer that has one */
    supposed_number *numbers; /* in the order of the expectations */
    const gp_supposition *supposition;
    size_t round;
    bool shows_parameters; /* the answer has all weights and biases: a step does not depend on what is supposed of others */
    size_t nested, *nest;
} supposing;

static size_t depth_of(const supposing *at)
{
    return at->of->the_case->problem.depth;
}

static const gp_step_formula *right_formula(const supposing *at, gp_quantity quantity, size_t layer)
{
    return &at->right[(size_t)quantity * (depth_of(at) + 1) + layer];
}

/* Whether numbers of a quantity may depend on what is supposed. */
static bool depends(const supposing *at, const gp_place *place)
{
    if (gp_is_parameter(place->quantity))
        return place->step > 0;
    return !at->shows_parameters || gp_quantities[place->quantity].stage >= gp_quantities[at->supposition->quantity].stage;
}

/* Whether the formula of a layer is the one that is supposed to be changed. */
static bool is_changed(const supposing *at, gp_quantity quantity, size_t layer)
{
    const gp_supposition *supposed = at->supposition;
    if (quantity != supposed->quantity || !gp_is_of_kind(supposed->layers, layer, depth_of(at)))
        return false;
    return gp_term_same(right_formula(at, quantity, layer)->ways[0], supposed->right) ||
           gp_term_same(at->slope.ways[0], supposed->right);
}

/* What a number is in the run, by the supposed formula or by its own. */
static gp_known compute(const supposing *at, const gp_place *place)
{
    const size_t layer = gp_layer_of_formula(place, depth_of(at));
    const gp_step_formula *formula = right_formula(at, place->quantity, layer);
    if (formula->count == 0)
        return (gp_known){NAN, 0};
    const bool changed = is_changed(at, place->quantity, layer);
    return gp_term_value(&at->scene, changed ? at->supposition->term : formula->ways[0], place);
}

static gp_known number_of_run(const void *context, const gp_place *place)
{
    const supposing *at = context;
    const size_t k = place->layer > 0 ? gp_answer_scene_index(at->of, place) : at->of->shadow->count;
    if (k == at->of->shadow->count || at->of->answer->present[k] || !depends(at, place))
        return at->of->scene.number(at->of->scene.context, place);
    supposed_number *number = &at->numbers[k];
    if (number->round != at->round && *at->nest < most_nested) {
        ++*at->nest;
        number->known = compute(at, &at->of->the_case->expectations[k].place);
        number->round = at->round;
        --*at->nest;
    }
    return number->round == at->round ? number->known : (gp_known){NAN, 0};
}

static gp_known target_of_run(const void *context, size_t sample, size_t output)
{
    const supposing *at = context;
    return at->of->scene.target(at->of->scene.context, sample, output);
}

static size_t samples_of_step(const void *context, size_t step, size_t *count)
{
    const supposing *at = context;
    return at->of->scene.step_samples(at->of->scene.context, step, count);
}

static gp_known rate_of_step(const void *context, size_t step)
{
    const supposing *at = context;
    return at->of->scene.rate(at->of->scene.context, step);
}

static void know_all(bool known[gp_quantity_count])
{
    for (int q = 0; q < gp_quantity_count; q++)
        known[q] = true;
}

/* All right formulas, made of all quantities: each number that is missing is computed by its own. */
static void make_formulas(supposing *at)
{
    bool known[gp_quantity_count];
    const gp_problem *problem = &at->of->the_case->problem;
    know_all(known);
    at->slope = gp_slope_of_any_kind(&at->terms);
    for (size_t k = 0; k < at->of->shadow->count; k++) {
        const gp_quantity quantity = at->of->the_case->expectations[k].place.quantity;
        const size_t layer = gp_answer_scene_layer(at->of, k);
        gp_step_formula *formula = &at->right[(size_t)quantity * (problem->depth + 1) + layer];
        if (formula->count == 0)
            *formula = gp_step_formula_make(&at->terms, problem, quantity, layer, known);
    }
}

static void end(supposing *at)
{
    gp_terms_free(&at->terms);
    free(at->right);
    free(at->numbers);
}

/* It must not be moved. */
static gp_status begin(const gp_answer_scene *scene, supposing *at)
{
    *at = (supposing){.of = scene, .scene = scene->scene};
    at->scene.context = at;
    at->scene.number = number_of_run;
    at->scene.target = target_of_run;
    at->scene.step_samples = samples_of_step;
    at->scene.rate = rate_of_step;
    at->scene.penalty = NULL; /* no reported error is supposed */
    at->shows_parameters = scene->known[GP_WEIGHT] && scene->known[GP_BIAS];
    at->nest = &at->nested;
    at->numbers = calloc(scene->shadow->count + 1, sizeof *at->numbers);
    at->right = calloc((size_t)gp_quantity_count * (depth_of(at) + 1), sizeof *at->right);
    if (at->numbers && at->right)
        make_formulas(at);
    if (at->numbers && at->right && !at->terms.no_memory)
        return GP_OK;
    end(at);
    return GP_NO_MEMORY;
}

/* Whether a number of the answer has to be what the supposition gives. */
static bool is_asked(const supposing *at, size_t k)
{
    const gp_place *place = &at->of->the_case->expectations[k].place;
    return place->quantity != GP_EPOCH_ERROR && gp_answer_scene_counts(at->of, place->quantity, k) && depends(at, place);
}

/* The wrong numbers, which all have to be known and given, or the right ones, none of which may be missed. */
static bool gives(const supposing *at, bool wrong, size_t *count)
{
    *count = 0;
    for (size_t k = 0; k < at->of->shadow->count; k++) {
        if (!is_asked(at, k) || gp_answer_scene_is_wrong(at->of, k) != wrong)
            continue;
        ++*count;
        const gp_known known = compute(at, &at->of->the_case->expectations[k].place);
        if (isnan(known.value) ? wrong : !gp_answer_scene_is_hit(at->of, k, &known))
            return false;
    }
    return true;
}

/* Computes where the answer has no numbers, but NaN or infinity: whether an operand ends there. */
static void look_for_end(const supposing *at)
{
    for (size_t k = 0; k < at->of->shadow->count; k++) {
        const gp_place *place = &at->of->the_case->expectations[k].place;
        if (place->quantity != GP_EPOCH_ERROR && gp_answer_scene_is_none(at->of, place->quantity, k) && depends(at, place))
            compute(at, place);
    }
}

static gp_trial try_one(supposing *at, const gp_supposition *supposition)
{
    size_t right;
    gp_trial trial = {.refuted = false};
    at->supposition = supposition;
    at->scene.past_end = &trial.past_end;
    at->round++;
    trial.refuted = !gives(at, true, &trial.wrong) || !gives(at, false, &right);
    if (!trial.refuted && gp_term_stops(supposition->term))
        look_for_end(at);
    at->supposition = NULL; /* neither may outlive the trial */
    at->scene.past_end = NULL;
    return trial;
}

gp_status gp_try_supposition(const gp_answer_scene *scene, const gp_supposition *supposition, gp_trial *trial)
{
    supposing at;
    const gp_status status = begin(scene, &at);
    if (status != GP_OK)
        return status;
    *trial = try_one(&at, supposition);
    end(&at);
    return GP_OK;
}

/* The search. */

static bool add(gp_suppositions *found, const gp_supposition *supposition)
{
    gp_supposition *items = realloc(found->items, (found->count + 1) * sizeof *items);
    if (!items)
        return false;
    found->items = items;
    items[found->count++] = *supposition;
    return true;
}

/* What is supposed gives the answer, or where it fails and an operand ends, it does so if it stops there. */
static bool try_change(supposing *at, gp_supposition supposition, gp_suppositions *found)
{
    gp_terms terms = {0};
    const gp_term *term = supposition.term;
    gp_trial trial = try_one(at, &supposition);
    const bool stops = trial.refuted && trial.past_end;
    if (stops) {
        supposition.term = gp_term_that_stops(&terms, term);
        trial = supposition.term ? try_one(at, &supposition) : trial;
    }
    bool done = !terms.no_memory;
    if (done && !trial.refuted && trial.wrong > 0) {
        supposition.term = stops ? gp_term_that_stops(&found->terms, term) : term;
        done = supposition.term && add(found, &supposition);
    }
    gp_terms_free(&terms);
    return done;
}

static bool try_changes(supposing *at, gp_supposition supposition, const gp_change_list *changes, gp_suppositions *found)
{
    for (gp_layer_kind kind = 0; (int)kind < gp_layer_kind_count; kind++)
        for (size_t c = 0; c < changes->count; c++) {
            supposition.layers = kind;
            supposition.term = changes->items[c].term;
            if (!try_change(at, supposition, found))
                return false;
        }
    return true;
}

/* Another layer before this one has the same formula. */
static bool is_tried(const supposing *at, gp_quantity quantity, size_t layer)
{
    const gp_term *right = right_formula(at, quantity, layer)->ways[0];
    for (size_t l = 0; l < layer; l++)
        if (right_formula(at, quantity, l)->count > 0 && gp_term_same(right_formula(at, quantity, l)->ways[0], right))
            return true;
    return false;
}

/* Leaves the changes by which a slope is still one: of something else. What has no f' any more is the same in the words of each
   activation, too. */
static void keep_slopes(gp_change_list *changes)
{
    size_t kept = 0;
    for (size_t c = 0; c < changes->count; c++)
        if (changes->items[c].term->kind == GP_TERM_FUNCTION && changes->items[c].term->function == GP_FUNCTION_SLOPE)
            changes->items[kept++] = changes->items[c];
    changes->count = kept;
}

/* Supposes each change of a formula of a layer, and of others that have the same. */
static gp_status search_formula(supposing *at, gp_quantity quantity, size_t layer, const gp_step_formula *formula,
                                gp_suppositions *found)
{
    gp_change_list changes = {0};
    const gp_problem *problem = &at->of->the_case->problem;
    const bool shared = layer > 0 && problem->layers[layer - 1].shape.bias == GP_BIAS_SHARED;
    if (formula->count == 0)
        return found->terms.no_memory ? GP_NO_MEMORY : GP_OK;
    if (!gp_changes_find(&found->terms, quantity, layer == problem->depth, shared, formula, &changes))
        return GP_NO_MEMORY;
    if (gp_term_same(formula->ways[0], at->slope.ways[0]))
        keep_slopes(&changes);
    const gp_supposition supposition = {.quantity = quantity, .right = formula->ways[0]};
    const bool tried = try_changes(at, supposition, &changes, found);
    gp_changes_free(&changes);
    return tried ? GP_OK : GP_NO_MEMORY;
}

/* The formula as it will be kept: in terms that last. */
static gp_status search_layer(supposing *at, gp_quantity quantity, size_t layer, gp_suppositions *found)
{
    bool known[gp_quantity_count];
    know_all(known);
    const gp_step_formula formula = gp_step_formula_make(&found->terms, &at->of->the_case->problem, quantity, layer, known);
    return search_formula(at, quantity, layer, &formula, found);
}

/* Slopes of all layers together, whatever their activations are. */
static gp_status search_slopes(supposing *at, gp_suppositions *found)
{
    const gp_step_formula formula = gp_slope_of_any_kind(&found->terms);
    return search_formula(at, GP_SLOPE, 1, &formula, found);
}

/* Nothing is made of dE/dx or of the loss of an output. What is wrong with the change of a parameter is as well wrong with its
   gradient, where that is missing, too. */
static bool is_supposed(const supposing *at, gp_quantity quantity)
{
    const bool *known = at->of->known;
    const bool same_as_gradient = (quantity == GP_WEIGHT_CHANGE && !known[GP_WEIGHT_GRADIENT]) ||
                                  (quantity == GP_BIAS_CHANGE && !known[GP_BIAS_GRADIENT]);
    return !known[quantity] && quantity != GP_INPUT_GRADIENT && quantity != GP_OUTPUT_LOSS && !same_as_gradient;
}

gp_status gp_search_suppositions(const gp_answer_scene *scene, gp_suppositions *found)
{
    supposing at;
    *found = (gp_suppositions){0};
    gp_status status = begin(scene, &at);
    if (status != GP_OK)
        return status;
    for (gp_quantity quantity = 0; quantity < GP_EPOCH_ERROR; quantity++)
        for (size_t layer = 0; status == GP_OK && is_supposed(&at, quantity) && layer <= depth_of(&at); layer++)
            if (right_formula(&at, quantity, layer)->count > 0 && !is_tried(&at, quantity, layer))
                status = search_layer(&at, quantity, layer, found);
    if (status == GP_OK && is_supposed(&at, GP_SLOPE))
        status = search_slopes(&at, found);
    end(&at);
    if (status != GP_OK)
        gp_suppositions_free(found);
    return status;
}

void gp_suppositions_free(gp_suppositions *found)
{
    free(found->items);
    gp_terms_free(&found->terms);
    *found = (gp_suppositions){0};
}
