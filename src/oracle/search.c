#include "oracle/search.h"

#include <math.h>
#include <stdlib.h>

/* A search in one answer. */
typedef struct subject {
    const gp_answer_scene *scene;
    const gp_problem *problem;
    gp_search *search;
    bool *past_end; /* set where a formula reads an operand past its end */
} subject;

/* The numbers that are explained. */

static size_t number_count(const subject *of)
{
    return of->scene->shadow->count;
}

static bool counts(const subject *of, size_t k)
{
    return gp_answer_scene_counts(of->scene, of->search->quantity, k);
}

static bool is_wrong(const subject *of, size_t k)
{
    return gp_answer_scene_is_wrong(of->scene, k);
}

static size_t layer_of(const subject *of, size_t k)
{
    return gp_answer_scene_layer(of->scene, k);
}

static bool is_one_of(const gp_changed_layers *group, size_t layer)
{
    for (size_t k = 0; k < group->layer_count; k++)
        if (group->layers[k] == layer)
            return true;
    return false;
}

/* The wrong numbers, which all have to be known and hit, or the right ones, none of which may be missed. */
static bool gives(const subject *of, const gp_changed_layers *group, const gp_term *term, bool wrong)
{
    for (size_t k = 0; k < number_count(of); k++) {
        if (!counts(of, k) || is_wrong(of, k) != wrong || !is_one_of(group, layer_of(of, k)))
            continue;
        const gp_known known = gp_answer_scene_value(of->scene, term, k);
        if (isnan(known.value) ? wrong : !gp_answer_scene_is_hit(of->scene, k, &known))
            return false;
    }
    return true;
}

/* A formula that says nothing in one of the layers is no formula of all of them. */
static bool speaks_in_each(const subject *of, const gp_changed_layers *group, const gp_term *term)
{
    for (size_t l = 0; l < group->layer_count; l++) {
        bool speaks = false;
        for (size_t k = 0; k < number_count(of) && !speaks; k++)
            speaks =
                counts(of, k) && layer_of(of, k) == group->layers[l] && !isnan(gp_answer_scene_value(of->scene, term, k).value);
        if (!speaks)
            return false;
    }
    return true;
}

/* A short decimal or fraction that a number is, up to rounding: p / q. */
static bool as_fraction(double number, double *p, double *q)
{
    static const double denominators[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 100, 1000};
    for (size_t d = 0; d < sizeof denominators / sizeof *denominators; d++) {
        *q = denominators[d];
        *p = round(number * *q);
        if (fabs(number * *q - *p) <= 1e-9 * fabs(*p) && fabs(*p) <= 10000)
            return true;
    }
    return false;
}

/* The right formula times the constant that the first wrong number shows, which no list of usual factors need have; NULL where
   it shows none. */
static const gp_term *fitted(const subject *of, const gp_changed_layers *group)
{
    gp_terms *terms = &of->search->terms;
    for (size_t k = 0; k < number_count(of); k++) {
        double p, q;
        if (!counts(of, k) || !is_wrong(of, k) || !is_one_of(group, layer_of(of, k)))
            continue;
        const gp_known right = gp_answer_scene_value(of->scene, group->right, k);
        if (!as_fraction(of->scene->answer->values[k] / right.value, &p, &q))
            return NULL;
        const bool decimal = fmod(1000 / q, 1) == 0 || q == 16;
        const gp_term *factor = decimal
                                    ? gp_term_number(terms, p / q)
                                    : gp_term_of_two(terms, GP_TERM_OVER, gp_term_number(terms, p), gp_term_number(terms, q));
        return gp_term_of_two(terms, GP_TERM_TIMES, factor, group->right);
    }
    return NULL;
}

/* Whether a change gives the numbers of some layers. */
static bool is_found(const subject *of, const gp_changed_layers *group, const gp_term *term)
{
    return gives(of, group, term, true) && gives(of, group, term, false) && speaks_in_each(of, group, term);
}

/* Whether a change that fails where an operand ends gives the numbers if it stops there. */
static bool is_found_that_stops(const subject *of, const gp_changed_layers *group, const gp_term *term)
{
    gp_terms terms = {0};
    const gp_term *stopping = gp_term_that_stops(&terms, term);
    const bool found = stopping && is_found(of, group, stopping);
    of->search->terms.no_memory = of->search->terms.no_memory || terms.no_memory;
    gp_terms_free(&terms);
    return found;
}

static void find_change(const subject *of, gp_changed_layers *group, const gp_term *term, gp_change_kind kind)
{
    *of->past_end = false;
    const bool found = is_found(of, group, term);
    if (!found && (!*of->past_end || !is_found_that_stops(of, group, term)))
        return;
    const gp_term *as_found = found ? term : gp_term_that_stops(&of->search->terms, term);
    group->found[group->found_count++] = (gp_change){.term = as_found, .kind = kind};
}

/* Whether all wrong numbers of some layers lie where a condition holds, and others do not. */
static bool is_condition_of(const subject *of, const gp_changed_layers *group, gp_condition condition)
{
    bool wrong = false, elsewhere = false;
    for (size_t k = 0; k < number_count(of); k++) {
        if (!counts(of, k) || !is_one_of(group, layer_of(of, k)))
            continue;
        const bool here = gp_condition_holds(&of->scene->scene, condition, &of->scene->the_case->expectations[k].place);
        if (!here && is_wrong(of, k))
            return false;
        wrong = wrong || is_wrong(of, k);
        elsewhere = elsewhere || !here;
    }
    return wrong && elsewhere;
}

/* Whether a change says already where it holds. */
static bool has_condition(const gp_term *term)
{
    return term->kind == GP_TERM_EITHER || gp_term_may_end(term);
}

/* The changes where a condition holds, and the right formula elsewhere; of the first condition with which any is found. */
static void try_conditions(const subject *of, gp_changed_layers *group, const gp_change_list *changes)
{
    gp_terms *terms = &of->search->terms;
    for (int where = 0; group->found_count == 0 && where < gp_condition_count; where++) {
        const bool may_be = is_condition_of(of, group, (gp_condition)where);
        for (size_t c = 0; may_be && c < changes->count && !terms->no_memory; c++) {
            if (has_condition(changes->items[c].term))
                continue;
            const gp_term *term = gp_term_make(
                terms,
                (gp_term){.kind = GP_TERM_WHERE, .where = (gp_condition)where, .of = {changes->items[c].term, group->right}});
            if (term)
                find_change(of, group, term, changes->items[c].kind);
        }
    }
}

/* Finds the changes that give the numbers of some layers, in their order. */
static gp_status try_group(const subject *of, gp_changed_layers *group, const gp_change_list *changes, bool conditional)
{
    group->tried = changes->count;
    group->found = calloc(changes->count + 1, sizeof *group->found);
    if (!group->found)
        return GP_NO_MEMORY;
    for (size_t c = 0; !conditional && c < changes->count; c++)
        find_change(of, group, changes->items[c].term, changes->items[c].kind);
    const gp_term *factor = group->right && !conditional ? fitted(of, group) : NULL;
    if (factor)
        find_change(of, group, factor, GP_CHANGE_FACTOR);
    if (conditional && group->right && of->search->quantity != GP_EPOCH_ERROR)
        try_conditions(of, group, changes);
    if (of->search->terms.no_memory)
        return GP_NO_MEMORY;
    for (size_t k = 0; k < number_count(of); k++)
        if (counts(of, k) && is_one_of(group, layer_of(of, k))) {
            group->numbers++;
            group->wrong += is_wrong(of, k);
        }
    return GP_OK;
}

/* Groups of layers. */

static bool is_wrong_in(const subject *of, size_t layer)
{
    for (size_t k = 0; k < number_count(of); k++)
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

/* How a group is searched, and whether it is kept where nothing is found: it cannot be narrowed any more. */
typedef struct manner {
    bool conditional, even_unexplained;
} manner;

/* Keeps a group that is explained, or that is the last one of its layers. */
static gp_status settle(const subject *of, gp_changed_layers group, const gp_change_list *changes, manner how, bool *explained)
{
    gp_status status = group.layer_count > 0 ? try_group(of, &group, changes, how.conditional) : GP_OK;
    if (status != GP_OK || group.layer_count == 0 || (group.found_count == 0 && !how.even_unexplained)) {
        free_group(&group);
        return status;
    }
    const gp_changed_layers *added = add_group(of, group);
    for (size_t k = 0; added && k < added->layer_count; k++)
        explained[added->layers[k]] = true;
    return added ? GP_OK : GP_NO_MEMORY;
}

/* The layers together, as many as have the same change, and then each. */
static gp_status search_layers(const subject *of, const gp_changed_layers *all, const gp_change_list *changes, bool conditional,
                               bool *explained)
{
    gp_status status = GP_OK;
    gp_changed_layers group;
    for (int wide = 0; status == GP_OK && wide < width_count; wide++)
        status = narrowed(of, all, explained, (width)wide, &group)
                     ? settle(of, group, changes, (manner){conditional, false}, explained)
                     : GP_NO_MEMORY;
    for (size_t k = 0; status == GP_OK && k < all->layer_count; k++) {
        if (explained[all->layers[k]] || !is_wrong_in(of, all->layers[k]))
            continue;
        const gp_changed_layers one = {.layers = &all->layers[k], .layer_count = 1, .right = all->right};
        status = narrowed(of, &one, explained, ALL_LAYERS, &group)
                     ? settle(of, group, changes, (manner){conditional, conditional}, explained)
                     : GP_NO_MEMORY;
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
    gp_status status = search_layers(of, all, &changes, false, explained);
    if (status == GP_OK) /* a plain change comes before one with a condition */
        status = search_layers(of, all, &changes, true, explained);
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
    const gp_step_formula formula = gp_step_formula_make(terms, of->problem, of->search->quantity, layer, of->scene->known);
    all.right = formula.ways[0];
    for (size_t l = layer; l <= of->problem->depth && !terms->no_memory; l++) {
        const gp_step_formula other = gp_step_formula_make(terms, of->problem, of->search->quantity, l, of->scene->known);
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
    for (size_t k = 0; k < number_count(of); k++)
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

gp_status gp_search_formulas(const gp_answer_scene *scene, gp_quantity quantity, gp_search *search)
{
    bool past_end;
    gp_answer_scene watched = *scene;
    watched.scene.past_end = &past_end;
    *search = (gp_search){.quantity = quantity};
    const subject of = {.scene = &watched, .problem = &scene->the_case->problem, .search = search, .past_end = &past_end};
    const gp_status status = search_groups(&of);
    if (status != GP_OK)
        gp_search_free(search);
    return status;
}

/* A change in another answer. */

bool gp_is_of_kind(gp_layer_kind kind, size_t layer, size_t depth)
{
    switch (kind) {
    case GP_ALL_LAYERS:
        return true;
    case GP_HIDDEN_LAYERS:
        return layer < depth;
    case GP_LAST_LAYER:
        return layer == depth;
    case GP_ALL_BUT_FIRST:
        return layer > 1;
    case GP_FIRST_LAYER:
        return layer == 1;
    }
    return false;
}

/* Marks the layers of a kind that have a formula. */
static gp_status mark_layers(const gp_answer_scene *scene, gp_quantity quantity, const gp_term *right, gp_layer_kind kind,
                             bool *marked)
{
    const gp_problem *problem = &scene->the_case->problem;
    gp_terms terms = {0};
    for (size_t k = 0; k < scene->shadow->count && !terms.no_memory; k++) {
        const size_t layer = gp_answer_scene_layer(scene, k);
        if (marked[layer] || !gp_answer_scene_counts(scene, quantity, k) || !gp_is_of_kind(kind, layer, problem->depth))
            continue;
        const gp_step_formula formula = gp_step_formula_make(&terms, problem, quantity, layer, scene->known);
        marked[layer] = formula.count > 0 && gp_term_same(formula.ways[0], right);
    }
    const bool no_memory = terms.no_memory;
    gp_terms_free(&terms);
    return no_memory ? GP_NO_MEMORY : GP_OK;
}

gp_status gp_try_change(const gp_answer_scene *scene, gp_quantity quantity, const gp_term *right, const gp_term *term,
                        gp_layer_kind kind, gp_trial *trial)
{
    *trial = (gp_trial){0};
    bool *marked = calloc(scene->the_case->problem.depth + 1, sizeof *marked);
    const gp_status status = marked ? mark_layers(scene, quantity, right, kind, marked) : GP_NO_MEMORY;
    gp_scene watched = scene->scene;
    watched.past_end = &trial->past_end;
    const bool stops = gp_term_stops(term);
    for (size_t k = 0; status == GP_OK && !trial->refuted && k < scene->shadow->count; k++) {
        const bool counts = gp_answer_scene_counts(scene, quantity, k);
        if ((!counts && !(stops && gp_answer_scene_is_none(scene, quantity, k))) || !marked[gp_answer_scene_layer(scene, k)])
            continue;
        const gp_known known = gp_term_value(&watched, term, &scene->the_case->expectations[k].place);
        if (!counts) /* it has only shown whether an operand ends there */
            continue;
        const bool wrong = gp_answer_scene_is_wrong(scene, k);
        trial->wrong += wrong;
        trial->refuted = isnan(known.value) ? wrong : !gp_answer_scene_is_hit(scene, k, &known);
    }
    free(marked);
    return status;
}

void gp_search_free(gp_search *search)
{
    for (size_t g = 0; g < search->group_count; g++)
        free_group(&search->groups[g]);
    free(search->groups);
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
