#include "oracle/search.h"

#include "golden/setup.h"
#include "oracle/diagnose.h"
#include "oracle/evaluate.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdlib.h>

/* A failing answer. */
typedef struct subject {
    const gp_case *the_case;
    const gp_problem *problem;
    const gp_answer *answer;
    const gp_shadow *shadow;
    gp_setup setup; /* inputs, targets and rule */
    size_t *units;  /* of layers 0 to L */
    gp_scene scene;
    gp_search *search;
    bool known[gp_quantity_count]; /* which quantities the answer has */
} subject;

/* The scene: the answer's own numbers, and those of its shadow where it has none. */

static gp_known given(const subject *of, gp_real value)
{
    return (gp_known){(double)value, of->scene.unit_roundoff * fabs((double)value)};
}

static gp_known number_of_run(const void *context, const gp_place *place)
{
    const subject *of = context;
    const gp_known unknown = {NAN, 0};
    gp_place at = *place;
    if (at.layer == 0 && at.quantity == GP_ACTIVATED)
        return given(of, of->setup.samples.x[at.sample * of->problem->inputs + at.unit]);
    if (at.layer == 0)
        return unknown;
    const gp_bias bias = of->problem->layers[at.layer - 1].shape.bias;
    if (gp_quantities[at.quantity].extent == GP_EACH_BIAS && bias == GP_BIAS_SHARED)
        at.unit = 0;
    const gp_expectation *expectation = gp_case_expectation(of->the_case, &at);
    const size_t k = expectation ? (size_t)(expectation - of->the_case->expectations) : of->shadow->count;
    if (k == of->shadow->count || !of->shadow->seen[k])
        return unknown;
    if (of->answer->present[k])
        return (gp_known){of->answer->values[k], of->answer->coarse[k]};
    return (gp_known){(double)of->shadow->predicted[k], (double)of->shadow->tolerance[k]};
}

static gp_known target_of_run(const void *context, size_t sample, size_t output)
{
    const subject *of = context;
    return given(of, of->setup.samples.t[sample * of->problem->outputs + output]);
}

static size_t samples_of_step(const void *context, size_t step, size_t *count)
{
    const subject *of = context;
    return gp_problem_step_samples(of->problem, step, count);
}

static gp_status set_scene(subject *of)
{
    const gp_status status = gp_setup_create(of->problem, &of->setup);
    if (status != GP_OK)
        return status;
    of->units = malloc((of->problem->depth + 1) * sizeof *of->units);
    if (!of->units)
        return GP_NO_MEMORY;
    of->units[0] = of->problem->inputs;
    for (size_t l = 1; l <= of->problem->depth; l++)
        of->units[l] = of->problem->layers[l - 1].shape.units;
    of->scene = (gp_scene){.context = of,
                           .depth = of->problem->depth,
                           .units = of->units,
                           .unit_roundoff = (double)fmaxl(gp_unit_roundoff(of->answer->precision), GP_UNIT_ROUNDOFF),
                           .full_batch = of->problem->batch,
                           .samples = of->problem->samples,
                           .number = number_of_run,
                           .target = target_of_run,
                           .step_samples = samples_of_step};
    of->scene.rate = given(of, of->setup.rule.rate);
    of->scene.loss_factor = given(of, of->setup.rule.loss.factor);
    return GP_OK;
}

/* The numbers that are explained. */

static size_t layer_of(const subject *of, size_t k)
{
    return gp_layer_of_formula(&of->the_case->expectations[k].place, of->problem->depth);
}

/* Whether a number is one of the quantity that is searched, and can be judged. What the problem gives is not computed. */
static bool counts(const subject *of, size_t k)
{
    const gp_place *place = &of->the_case->expectations[k].place;
    const bool initial = (place->quantity == GP_WEIGHT || place->quantity == GP_BIAS) && place->step == 0;
    return of->answer->present[k] && of->shadow->seen[k] && place->quantity == of->search->quantity && !initial;
}

static bool is_wrong(const subject *of, size_t k)
{
    return !gp_shadow_agrees(of->shadow, k, of->answer->values[k], 1);
}

static bool is_one_of(const gp_changed_layers *group, size_t layer)
{
    for (size_t k = 0; k < group->layer_count; k++)
        if (group->layers[k] == layer)
            return true;
    return false;
}

static bool is_hit(const subject *of, size_t k, const gp_known *known)
{
    return gp_is_hit(&of->scene, known, of->answer->values[k], of->answer->coarse[k]);
}

/* The wrong numbers, which all have to be known and hit, or the right ones, none of which may be missed. */
static bool gives(const subject *of, const gp_changed_layers *group, const gp_term *term, bool wrong)
{
    for (size_t k = 0; k < of->shadow->count; k++) {
        if (!counts(of, k) || is_wrong(of, k) != wrong || !is_one_of(group, layer_of(of, k)))
            continue;
        const gp_known known = gp_term_value(&of->scene, term, &of->the_case->expectations[k].place);
        if (isnan(known.value) ? wrong : !is_hit(of, k, &known))
            return false;
    }
    return true;
}

/* A formula that says nothing in one of the layers is no formula of all of them. */
static bool speaks_in_each(const subject *of, const gp_changed_layers *group, const gp_term *term)
{
    for (size_t l = 0; l < group->layer_count; l++) {
        bool speaks = false;
        for (size_t k = 0; k < of->shadow->count && !speaks; k++)
            speaks = counts(of, k) && layer_of(of, k) == group->layers[l] &&
                     !isnan(gp_term_value(&of->scene, term, &of->the_case->expectations[k].place).value);
        if (!speaks)
            return false;
    }
    return true;
}

/* Finds the changes that give the numbers of some layers, in their order. */
static gp_status try_group(const subject *of, gp_changed_layers *group, const gp_change_list *changes)
{
    group->tried = changes->count;
    group->found = calloc(changes->count + 1, sizeof *group->found);
    if (!group->found)
        return GP_NO_MEMORY;
    for (size_t c = 0; c < changes->count; c++) {
        const gp_term *term = changes->items[c].term;
        if (gives(of, group, term, true) && gives(of, group, term, false) && speaks_in_each(of, group, term))
            group->found[group->found_count++] = changes->items[c];
    }
    for (size_t k = 0; k < of->shadow->count; k++)
        if (counts(of, k) && is_one_of(group, layer_of(of, k))) {
            group->numbers++;
            group->wrong += is_wrong(of, k);
        }
    return GP_OK;
}

/* Groups of layers. */

static bool is_wrong_in(const subject *of, size_t layer)
{
    for (size_t k = 0; k < of->shadow->count; k++)
        if (counts(of, k) && layer_of(of, k) == layer && is_wrong(of, k))
            return true;
    return false;
}

static void free_group(gp_changed_layers *group)
{
    free(group->layers);
    free(group->found);
    *group = (gp_changed_layers){0};
}

/* Which layers of some a narrower group has. */
typedef enum width { ALL_LAYERS, WRONG_LAYERS, HIDDEN_LAYERS, LAST_LAYER, width_count } width;

static bool fits_width(const subject *of, width wide, size_t layer)
{
    const bool last = layer == of->problem->depth;
    return wide == ALL_LAYERS || (is_wrong_in(of, layer) && (wide == WRONG_LAYERS || (wide == LAST_LAYER) == last));
}

/* The layers of some that a group has, without those that are explained already. */
static bool narrowed(const subject *of, const gp_changed_layers *all, const bool *explained, width wide,
                     gp_changed_layers *group)
{
    *group = (gp_changed_layers){.right = all->right, .layers = calloc(all->layer_count + 1, sizeof *group->layers)};
    for (size_t k = 0; group->layers && k < all->layer_count; k++)
        if (!explained[all->layers[k]] && fits_width(of, wide, all->layers[k]))
            group->layers[group->layer_count++] = all->layers[k];
    return group->layers;
}

static gp_changed_layers *add_group(const subject *of, gp_changed_layers group)
{
    gp_search *search = of->search;
    gp_changed_layers *groups = realloc(search->groups, (search->group_count + 1) * sizeof *groups);
    if (!groups) {
        free_group(&group);
        return NULL;
    }
    search->groups = groups;
    groups[search->group_count] = group;
    return &groups[search->group_count++];
}

/* Keeps a group that is explained, or that cannot be narrowed any more. */
static gp_status settle(const subject *of, gp_changed_layers group, const gp_change_list *changes, bool even_unexplained,
                        bool *explained)
{
    gp_status status = group.layer_count > 0 ? try_group(of, &group, changes) : GP_OK;
    if (status != GP_OK || group.layer_count == 0 || (group.found_count == 0 && !even_unexplained)) {
        free_group(&group);
        return status;
    }
    const gp_changed_layers *added = add_group(of, group);
    for (size_t k = 0; added && k < added->layer_count; k++)
        explained[added->layers[k]] = true;
    return added ? GP_OK : GP_NO_MEMORY;
}

static gp_status search_layers(const subject *of, const gp_changed_layers *all, const gp_change_list *changes, bool *explained)
{
    gp_status status = GP_OK;
    gp_changed_layers group;
    for (int wide = 0; status == GP_OK && wide < width_count; wide++)
        status =
            narrowed(of, all, explained, (width)wide, &group) ? settle(of, group, changes, false, explained) : GP_NO_MEMORY;
    for (size_t k = 0; status == GP_OK && k < all->layer_count; k++) {
        if (explained[all->layers[k]] || !is_wrong_in(of, all->layers[k]))
            continue;
        const gp_changed_layers one = {.layers = &all->layers[k], .layer_count = 1, .right = all->right};
        status = narrowed(of, &one, explained, ALL_LAYERS, &group) ? settle(of, group, changes, true, explained) : GP_NO_MEMORY;
    }
    return status;
}

static gp_status search_with(const subject *of, const gp_changed_layers *all, const gp_step_formula *formula, bool *explained)
{
    gp_change_list changes = {0};
    const size_t first = all->layers[0];
    const bool shared = first > 0 && of->problem->layers[first - 1].shape.bias == GP_BIAS_SHARED;
    if (!gp_changes_find(&of->search->terms, of->search->quantity, first == of->problem->depth, shared, formula, &changes))
        return GP_NO_MEMORY;
    const gp_status status = search_layers(of, all, &changes, explained);
    gp_changes_free(&changes);
    return status;
}

/* The layers from one on that have the same right formula, of those that have numbers. */
static gp_status search_from(const subject *of, size_t layer, bool *done, bool *explained)
{
    gp_terms *terms = &of->search->terms;
    gp_changed_layers all = {.layers = calloc(of->problem->depth + 1, sizeof *all.layers)};
    if (!all.layers)
        return GP_NO_MEMORY;
    const gp_step_formula formula = gp_step_formula_make(terms, of->problem, of->search->quantity, layer, of->known);
    all.right = formula.ways[0];
    for (size_t l = layer; l <= of->problem->depth && !terms->no_memory; l++) {
        const gp_step_formula other = gp_step_formula_make(terms, of->problem, of->search->quantity, l, of->known);
        if (!done[l] && other.count > 0 && gp_term_same(other.ways[0], all.right)) {
            all.layers[all.layer_count++] = l;
            done[l] = true;
        }
    }
    gp_status status = terms->no_memory ? GP_NO_MEMORY : GP_OK;
    bool wrong = false;
    for (size_t k = 0; k < all.layer_count; k++)
        wrong = wrong || is_wrong_in(of, all.layers[k]);
    if (status == GP_OK && wrong)
        status = search_with(of, &all, &formula, explained);
    free_group(&all);
    return status;
}

static bool has_layer(const subject *of, size_t layer)
{
    for (size_t k = 0; k < of->shadow->count; k++)
        if (counts(of, k) && layer_of(of, k) == layer)
            return true;
    return false;
}

static gp_status search_groups(const subject *of)
{
    const size_t depth = of->problem->depth;
    bool *flags = calloc(2 * (depth + 1), sizeof *flags), *done = flags, *explained = flags ? flags + depth + 1 : NULL;
    gp_status status = flags ? GP_OK : GP_NO_MEMORY;
    for (size_t l = 0; status == GP_OK && l <= depth; l++)
        done[l] = !has_layer(of, l);
    for (size_t l = 0; status == GP_OK && l <= depth; l++)
        if (!done[l])
            status = search_from(of, l, done, explained);
    free(flags);
    return status;
}

/* The quantities within a layer that the answer has wherever the shadow has seen them. */
static void find_known(subject *of)
{
    for (int q = 0; q < gp_quantity_count; q++)
        of->known[q] = true;
    for (size_t k = 0; k < of->shadow->count; k++)
        if (of->shadow->seen[k] && !of->answer->present[k])
            of->known[of->the_case->expectations[k].place.quantity] = false;
}

gp_status gp_search_formulas(const gp_case *the_case, const gp_answer *answer, gp_shadow *shadow, gp_search *search)
{
    *search = (gp_search){0};
    subject of = {.the_case = the_case, .problem = &the_case->problem, .answer = answer, .shadow = shadow, .search = search};
    gp_status status = gp_diagnose(the_case, answer, 1, shadow, &search->names, &search->name_count);
    if (status == GP_OK)
        status = gp_shadow_run(the_case, answer, the_case->problem.departures, shadow);
    const size_t first = status == GP_OK ? gp_next_unexplained(the_case, answer, shadow, 0) : shadow->count;
    search->wrong = first < shadow->count;
    if (search->wrong && the_case->problem.departures == GP_TEXTBOOK) {
        search->quantity = the_case->expectations[first].place.quantity;
        find_known(&of);
        status = set_scene(&of);
        if (status == GP_OK)
            status = search_groups(&of);
        free(of.units);
        gp_setup_free(&of.setup);
    }
    if (status != GP_OK)
        gp_search_free(search);
    return status;
}

void gp_search_free(gp_search *search)
{
    for (size_t g = 0; g < search->group_count; g++)
        free_group(&search->groups[g]);
    free(search->groups);
    free(search->names);
    gp_terms_free(&search->terms);
    *search = (gp_search){0};
}

static void write_layers(FILE *stream, const gp_changed_layers *group)
{
    fputs(group->layer_count == 1 ? " of layer " : " of layers ", stream);
    for (size_t k = 0; k < group->layer_count; k++) {
        const bool last = k + 1 == group->layer_count;
        fprintf(stream, "%s%zu", k == 0 ? "" : last ? " and " : ", ", group->layers[k]);
    }
}

void gp_write_change(FILE *stream, const gp_search *search, const gp_changed_layers *group, const gp_change *change)
{
    fputs(gp_quantities[search->quantity].name, stream);
    if (gp_has_unit(search->quantity))
        write_layers(stream, group);
    fputs(" is ", stream);
    gp_term_write(stream, change->term);
    fputs(", and should be ", stream);
    gp_term_write(stream, group->right);
}
