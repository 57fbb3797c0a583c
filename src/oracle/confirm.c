#include "oracle/confirm.h"

#include "golden/hash.h"
#include "oracle/conventions.h"
#include "oracle/diagnose.h"
#include "oracle/fresh.h"

#include <stdlib.h>
#include <string.h>

/* A program is asked like so many cases at most. */
enum { most_asked_cases = 4 };

/* In longer answers no formula is looked for: it is a matter of time. */
static const size_t most_numbers = 20000;

/* A fresh problem, and what the program has answered. */
typedef struct fresh_answer {
    gp_case the_case;
    gp_answer answer;
    gp_fresh_width width;
} fresh_answer;

/* What hypotheses point into, and what they are held against. */
typedef struct materials {
    gp_search *searches;
    size_t search_count;
    gp_suppositions *suppositions;
    size_t supposition_count;
    gp_terms terms;      /* of formulas that stop */
    fresh_answer *fresh; /* room for all that may be asked; as many are there as the inquiry says */
} materials;

typedef struct inquirer {
    const gp_witness *witnesses;
    size_t count;
    const gp_asker *asker;
    gp_inquiry *inquiry;
    materials *work;
    size_t questions;
    bool is_refused[gp_fresh_kinds_count]; /* of kinds of layers: the program does not answer to them */
    const gp_answer *signs;                /* an answer with the signs of most; NULL where none can be relied on */
    gp_message *message;
} inquirer;

static bool lacks_memory(inquirer *at)
{
    return gp_message_set(at->message, "expected memory to find out what the program computes, found too little");
}

/* An answer, as hypotheses are held against it. */
typedef struct opened {
    gp_shadow shadow; /* by the textbook */
    gp_shadow other;  /* room for that of a departure */
    gp_answer_scene scene;
} opened;

static void close_answer(opened *it)
{
    gp_answer_scene_close(&it->scene);
    gp_shadow_free(&it->shadow);
    gp_shadow_free(&it->other);
}

static bool open_answer(const gp_case *the_case, const gp_answer *answer, opened *it)
{
    *it = (opened){0};
    const bool done = gp_shadow_create(the_case, &it->shadow) && gp_shadow_create(the_case, &it->other) &&
                      gp_shadow_run(the_case, answer, GP_TEXTBOOK, &it->shadow) == GP_OK &&
                      gp_answer_scene_open(the_case, answer, &it->shadow, &it->scene) == GP_OK;
    if (!done)
        close_answer(it);
    return done;
}

static const gp_convention signs[] = {GP_DELTA_SIGN, GP_GRADIENT_SIGN, GP_BIAS_SIGN};
enum { sign_count = sizeof signs / sizeof *signs };

/* Whether two answers are taken with the same signs. */
static bool have_same_signs(const gp_answer *one, const gp_answer *other)
{
    bool same = true;
    for (size_t c = 0; c < sign_count; c++)
        same = same && one->customs[signs[c]].value == other->customs[signs[c]].value;
    return same;
}

static bool is_found_sign(const gp_answer *answer, gp_convention sign)
{
    return answer->customs[sign].value < 0 && !answer->customs[sign].declared;
}

/* Signs that were found out. */
static bool has_found_signs(const gp_answer *answer)
{
    bool found = false;
    for (size_t c = 0; c < sign_count; c++)
        found = found || is_found_sign(answer, signs[c]);
    return found;
}

/* Whether numbers are made of those that a sign is about. */
static bool follows_from(gp_convention sign, const gp_place *place)
{
    if (sign == GP_DELTA_SIGN)
        return gp_concerns(GP_GRADIENT_SIGN, place->quantity);
    return sign == GP_GRADIENT_SIGN && gp_shows_movement(place) &&
           (gp_is_parameter(place->quantity) || gp_quantities[place->quantity].stage == GP_AT_CHANGES);
}

/* Whether a sign that was found out is shown: numbers that it is about are right with it, or are made rightly of the answer's
   own, and so are some that follow from them, if there are any; of weights, or of biases. Otherwise it is a mistake that has
   made the sign look better. */
static bool is_sign_shown(const gp_witness *witness, gp_convention sign)
{
    bool right[2] = {false, false}, follows[2] = {false, false}, any[2] = {false, false};
    for (size_t k = 0; k < witness->the_case->expectation_count; k++) {
        const gp_standing standing = witness->report->standing[k];
        const gp_place *place = &witness->the_case->expectations[k].place;
        const bool stands = (standing == GP_RIGHT || standing == GP_FOLLOWING) && witness->answer->values[k] != 0;
        const size_t part = sign == GP_GRADIENT_SIGN && gp_is_of_bias(place->quantity);
        right[part] = right[part] || (stands && gp_concerns(sign, place->quantity));
        any[part] = any[part] || (witness->answer->present[k] && follows_from(sign, place));
        follows[part] = follows[part] || (stands && follows_from(sign, place));
    }
    return (right[0] && (follows[0] || !any[0])) || (right[1] && (follows[1] || !any[1]));
}

static bool are_signs_shown(const gp_witness *witness)
{
    for (size_t c = 0; c < sign_count; c++)
        if (is_found_sign(witness->answer, signs[c]) && !is_sign_shown(witness, signs[c]))
            return false;
    return true;
}

/* The quantities with numbers that do not follow from the answer's own: as many formulas are wrong at least. */
static size_t wrong_quantities(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow)
{
    bool wrong[gp_quantity_count] = {false};
    size_t count = 0;
    for (size_t k = 0; k < shadow->count; k++) {
        const gp_quantity quantity = the_case->expectations[k].place.quantity;
        if (!answer->present[k] || !shadow->seen[k] || gp_shadow_agrees(shadow, k, answer->values[k], 1))
            continue;
        count += !wrong[quantity];
        wrong[quantity] = true;
    }
    return count;
}

/* Takes an answer without some of the signs that were found out, by bit; false where not all of these were. */
static bool turn_back(const gp_witness *witness, unsigned some, gp_answer *turned)
{
    const gp_case *the_case = witness->the_case;
    memcpy(turned->values, witness->answer->values, the_case->expectation_count * sizeof *turned->values);
    for (size_t c = 0; c < sign_count; c++) {
        const bool is_turned = some >> c & 1;
        if (is_turned && !is_found_sign(witness->answer, signs[c]))
            return false;
        for (size_t k = 0; is_turned && k < the_case->expectation_count; k++)
            if (gp_concerns(signs[c], the_case->expectations[k].place.quantity))
                turned->values[k] *= -1;
    }
    return true;
}

/* Whether signs that were found out leave fewer quantities wrong than any of them less would: otherwise they are as likely a
   mistake, and numbers that are right with their own sign would be accused for theirs. */
static bool do_signs_explain(const gp_witness *witness, gp_answer *turned, gp_shadow *shadow, bool *explain)
{
    const gp_case *the_case = witness->the_case;
    size_t wrong = 0;
    *explain = true;
    for (unsigned some = 0; some < 1U << sign_count && *explain; some++) {
        if (!turn_back(witness, some, turned))
            continue;
        if (gp_shadow_run(the_case, turned, the_case->problem.departures, shadow) != GP_OK)
            return false;
        const size_t now = wrong_quantities(the_case, turned, shadow);
        *explain = some == 0 || wrong < now;
        wrong = some == 0 ? now : wrong;
    }
    return true;
}

static bool are_signs_likely(inquirer *at, const gp_witness *witness, bool *likely)
{
    gp_answer turned = *witness->answer; /* but for its values */
    gp_shadow shadow = {0};
    turned.values = calloc(witness->the_case->expectation_count + 1, sizeof *turned.values);
    const bool done =
        turned.values && gp_shadow_create(witness->the_case, &shadow) && do_signs_explain(witness, &turned, &shadow, likely);
    gp_shadow_free(&shadow);
    free(turned.values);
    return done || lacks_memory(at);
}

/* Whether an answer is one that formulas and names are held against. */
static bool can_witness(const inquirer *at, const gp_witness *witness)
{
    return witness->report->standing && at->signs && have_same_signs(at->signs, witness->answer) &&
           gp_is_textbook(witness->the_case->problem.departures) && !witness->report->too_few_digits &&
           witness->report->expected <= most_numbers;
}

static bool is_wrong(const opened *it, size_t k)
{
    const gp_answer_scene *scene = &it->scene;
    return scene->answer->present[k] && it->shadow.seen[k] && gp_answer_scene_is_wrong(scene, k);
}

/* Holding hypotheses against answers. */

/* What an answer says of a departure, which has to give all of its numbers. */
static gp_status try_name(opened *it, gp_departures name, gp_trial *trial)
{
    const gp_answer_scene *scene = &it->scene;
    size_t first;
    *trial = (gp_trial){0};
    const gp_status status = gp_first_unexplained(scene->the_case, scene->answer, name, &it->other, &first);
    if (status != GP_OK)
        return status == GP_DEPARTURES_CLASH ? GP_OK : status;
    trial->refuted = first < it->shadow.count;
    for (size_t k = 0; k < it->shadow.count; k++)
        trial->wrong += is_wrong(it, k);
    return GP_OK;
}

static gp_status try_hypothesis(opened *it, const gp_hypothesis *hypothesis, gp_trial *trial)
{
    if (!gp_is_textbook(hypothesis->name))
        return try_name(it, hypothesis->name, trial);
    if (hypothesis->supposed)
        return gp_try_supposition(
            &it->scene, &(gp_supposition){hypothesis->quantity, hypothesis->layers, hypothesis->right, hypothesis->term},
            trial);
    return gp_try_change(&it->scene, hypothesis->quantity, hypothesis->right, hypothesis->term, hypothesis->layers, trial);
}

/* The quantity of the first wrong number; where there is none, none of them. */
static int first_wrong_quantity(const opened *it)
{
    for (size_t k = 0; k < it->shadow.count; k++)
        if (is_wrong(it, k))
            return (int)it->scene.the_case->expectations[k].place.quantity;
    return gp_quantity_count;
}

/* An answer that hypotheses are held against. */
typedef struct evidence {
    const gp_case *the_case;
    const gp_answer *answer;
    size_t index;     /* of the witness whose it is; behind them all, that of a fresh problem */
    bool same_sizes;  /* all layers have the sizes of a case that was asked before */
    bool equal_sizes; /* all layers have one size, since the program has not answered to layers of several */
} evidence;

/* Whether a formula says nothing of a network whose layers have other sizes. */
static bool needs_sizes(const gp_hypothesis *hypothesis)
{
    if (!gp_is_textbook(hypothesis->name))
        return false;
    const bool outputs = hypothesis->layers == GP_LAST_LAYER || gp_term_has_target(hypothesis->right);
    return gp_term_needs_sizes(hypothesis->term, outputs) && !gp_term_needs_sizes(hypothesis->right, outputs);
}

/* Notes what an answer says of a hypothesis. A formula that needs layers of the same size is not confirmed by a problem that
   has been given the same sizes, since the program has not answered to others. */
static void note(const inquirer *at, gp_hypothesis *hypothesis, const gp_trial *trial, const evidence *by, int first)
{
    const bool fresh = by->index >= at->count;
    if (!trial->refuted)
        hypothesis->gives[by->index] = trial->wrong;
    if (trial->refuted) {
        hypothesis->refuted = true;
        hypothesis->refuted_by = fresh ? NULL : by->the_case;
    } else if (trial->wrong > 0 && fresh && by->same_sizes && needs_sizes(hypothesis)) {
        hypothesis->gives[by->index] = 0;
    } else if (trial->wrong > 0 && fresh) {
        hypothesis->fresh++;
        hypothesis->fresh_numbers += trial->wrong;
        hypothesis->past_end = hypothesis->past_end || trial->past_end;
        hypothesis->equal_layers = hypothesis->equal_layers || by->equal_sizes;
    } else if (trial->wrong > 0) {
        hypothesis->witnesses++;
        hypothesis->numbers += trial->wrong;
        hypothesis->explains[by->index] =
            !gp_is_textbook(hypothesis->name) || hypothesis->supposed || (int)hypothesis->quantity == first;
    }
}

/* Whether the numbers of a formula have been divided by a factor that was found out: then a mistake in them may have passed for
   the program's own way of writing them. */
static bool hides_in_factor(const gp_answer *answer, const gp_hypothesis *hypothesis)
{
    static const gp_convention factors[] = {GP_LOSS_FACTOR, GP_OUTPUT_LOSS_FACTOR, GP_ERROR_FACTOR};
    bool hides = false;
    for (size_t c = 0; c < sizeof factors / sizeof *factors; c++) {
        const gp_custom *custom = &answer->customs[factors[c]];
        hides = hides || (!custom->declared && !gp_is_no_factor(custom) && gp_concerns(factors[c], hypothesis->quantity));
    }
    return hides && gp_is_textbook(hypothesis->name) && !hypothesis->supposed;
}

/* Holds the hypotheses from one on against an answer. */
static bool hold_against(inquirer *at, size_t from, evidence by)
{
    opened it;
    if (!open_answer(by.the_case, by.answer, &it))
        return lacks_memory(at);
    const int first = first_wrong_quantity(&it);
    bool done = true;
    for (size_t h = from; done && h < at->inquiry->count; h++) {
        gp_hypothesis *hypothesis = &at->inquiry->items[h];
        gp_trial trial;
        if (hypothesis->refuted || hides_in_factor(by.answer, hypothesis))
            continue;
        done = try_hypothesis(&it, hypothesis, &trial) == GP_OK;
        if (done)
            note(at, hypothesis, &trial, &by, first);
    }
    close_answer(&it);
    return done || lacks_memory(at);
}

static bool hold_against_witness(inquirer *at, size_t from, size_t w)
{
    const gp_witness *witness = &at->witnesses[w];
    return !can_witness(at, witness) || hold_against(at, from, (evidence){witness->the_case, witness->answer, w, true, false});
}

static bool hold_against_fresh(inquirer *at, size_t from, size_t k)
{
    const fresh_answer *fresh = &at->work->fresh[k];
    return hold_against(at, from,
                        (evidence){&fresh->the_case, &fresh->answer, at->count + k, fresh->width > GP_FRESH_EQUAL_LAYERS,
                                   fresh->width == GP_FRESH_EQUAL_LAYERS});
}

static bool any_left(const inquirer *at, size_t from)
{
    for (size_t h = from; h < at->inquiry->count; h++)
        if (!at->inquiry->items[h].refuted)
            return true;
    return false;
}

/* Asking. */

static uint32_t seed_of(const gp_case *like, size_t which)
{
    uint64_t hash = GP_HASH_START;
    for (const char *c = like->id; c && *c; c++)
        hash = gp_hash_bits(hash, (unsigned char)*c, 1);
    return (uint32_t)(hash >> 33) + (uint32_t)which;
}

static void close_fresh(fresh_answer *fresh)
{
    gp_answer_close(&fresh->answer);
    gp_case_close(&fresh->the_case);
}

static size_t most_questions(const inquirer *at)
{
    return at->asker ? most_asked_cases * at->asker->questions : 0;
}

/* Asks a fresh problem of one width. What the program does not answer is no answer; neither is a problem that could not be
 * made. */
static bool ask(inquirer *at, const gp_witness *like, gp_fresh_width width, gp_fresh_kinds kinds, size_t which, bool *answered)
{
    fresh_answer *fresh = &at->work->fresh[at->inquiry->fresh]; /* all zero */
    *answered = false;
    bool done = gp_fresh_case(like->the_case, width, kinds, seed_of(like->the_case, which), &fresh->the_case, at->message);
    if (done && fresh->the_case.expectation_count > 0) {
        at->questions++;
        done = at->asker->ask(at->asker->context, &fresh->the_case, &fresh->answer, answered, at->message);
    }
    if (!done || !*answered) {
        close_fresh(fresh);
        return done;
    }
    fresh->width = width;
    gp_settle_as(&fresh->the_case, like->answer, &fresh->answer);
    gp_source_close(&fresh->answer.source);
    at->inquiry->fresh++;
    return true;
}

/* The kinds of layers of each problem in turn: the first one has the same, as all have of which the program refuses others. */
static gp_fresh_kinds kinds_of(const inquirer *at, size_t which)
{
    static const gp_fresh_kinds in_turn[] = {GP_FRESH_SAME_KINDS, GP_FRESH_EACH_HIDDEN, GP_FRESH_OTHER_OUTPUTS};
    gp_fresh_kinds kinds = in_turn[which % (sizeof in_turn / sizeof *in_turn)];
    if (kinds == GP_FRESH_EACH_HIDDEN && at->is_refused[kinds])
        kinds = GP_FRESH_OTHER_HIDDEN; /* of fewer kinds */
    return at->is_refused[kinds] ? GP_FRESH_SAME_KINDS : kinds;
}

/* Asks problems like that of a witness: the widest that the program answers, and if there are several, of each kind of layers.
   Of other kinds they are wide, too, where it has not answered to such layers of the same kinds: its numbers may have grown too
   large there. */
static bool ask_like(inquirer *at, const gp_witness *like)
{
    gp_fresh_width width = GP_FRESH_WIDE;
    size_t which = 0;
    while (at->questions < most_questions(at) && which < at->asker->questions && (int)width < gp_fresh_width_count) {
        const gp_fresh_kinds kinds = kinds_of(at, which);
        const bool others = kinds != GP_FRESH_SAME_KINDS;
        bool answered;
        if (!ask(at, like, others && width > GP_FRESH_EQUAL_LAYERS ? GP_FRESH_WIDE : width, kinds, which, &answered))
            return false;
        if (answered)
            which++;
        else if (others)
            at->is_refused[kinds] = true;
        else
            width++;
    }
    return true;
}

/* Hypotheses of a witness. */

static gp_hypothesis *add(inquirer *at, gp_hypothesis hypothesis)
{
    gp_inquiry *inquiry = at->inquiry;
    hypothesis.explains = calloc(at->count, sizeof *hypothesis.explains);
    hypothesis.gives = calloc(at->count + most_questions(at), sizeof *hypothesis.gives);
    gp_hypothesis *larger = realloc(inquiry->items, (inquiry->count + 1) * sizeof *larger);
    inquiry->items = larger ? larger : inquiry->items;
    if (!hypothesis.explains || !hypothesis.gives || !larger) {
        free(hypothesis.explains);
        free(hypothesis.gives);
        lacks_memory(at);
        return NULL;
    }
    larger[inquiry->count] = hypothesis;
    return &larger[inquiry->count++];
}

static bool is_known(const gp_inquiry *inquiry, const gp_hypothesis *hypothesis)
{
    for (size_t h = 0; h < inquiry->count; h++) {
        const gp_hypothesis *other = &inquiry->items[h];
        if (!gp_same_departures(other->name, hypothesis->name))
            continue;
        if (!gp_is_textbook(other->name))
            return true;
        if (other->supposed == hypothesis->supposed && other->quantity == hypothesis->quantity &&
            other->layers == hypothesis->layers && gp_term_same(other->right, hypothesis->right) &&
            gp_term_same(other->term, hypothesis->term))
            return true;
    }
    return false;
}

static bool add_new(inquirer *at, gp_hypothesis hypothesis)
{
    return is_known(at->inquiry, &hypothesis) || add(at, hypothesis);
}

static bool add_names(inquirer *at, size_t w)
{
    const gp_report *report = at->witnesses[w].report;
    bool added = true;
    for (size_t k = 0; added && report->together == 1 && k < report->explanation_count; k++)
        added = add_new(at, (gp_hypothesis){.name = report->explanations[k], .found_in = w});
    return added;
}

/* Whether the layers of a kind are those of a group, as far as they have the formula that it changes. */
static bool is_kind_of_group(const opened *it, const gp_search *search, const gp_changed_layers *group, gp_layer_kind kind,
                             bool *is)
{
    const size_t depth = it->scene.the_case->problem.depth;
    gp_terms terms = {0};
    *is = true;
    for (size_t k = 0; *is && k < it->shadow.count && !terms.no_memory; k++) {
        if (!gp_answer_scene_counts(&it->scene, search->quantity, k))
            continue;
        const size_t layer = gp_answer_scene_layer(&it->scene, k);
        const gp_step_formula formula =
            gp_step_formula_make(&terms, &it->scene.the_case->problem, search->quantity, layer, it->scene.known);
        bool in_group = false;
        for (size_t l = 0; l < group->layer_count; l++)
            in_group = in_group || group->layers[l] == layer;
        const bool same = formula.count > 0 && group->right && gp_term_same(formula.ways[0], group->right);
        *is = in_group == (same && gp_is_of_kind(kind, layer, depth));
    }
    const bool no_memory = terms.no_memory;
    gp_terms_free(&terms);
    return !no_memory;
}

/* The changes of a group, in each kind of layers that it may be. */
static bool add_group(inquirer *at, const opened *it, const gp_search *search, const gp_changed_layers *group, size_t w)
{
    bool added = true;
    for (gp_layer_kind kind = 0; added && (int)kind < gp_layer_kind_count; kind++) {
        bool is;
        if (!is_kind_of_group(it, search, group, kind, &is))
            return lacks_memory(at);
        for (size_t c = 0; added && is && c < group->found_count; c++)
            added = add_new(at, (gp_hypothesis){.quantity = search->quantity,
                                                .layers = kind,
                                                .right = group->right,
                                                .term = group->found[c].term,
                                                .found_in = w});
    }
    return added;
}

/* Room for one search more. */
static gp_search *room_for_search(materials *work)
{
    gp_search *larger = realloc(work->searches, (work->search_count + 1) * sizeof *larger);
    if (!larger)
        return NULL;
    work->searches = larger;
    larger[work->search_count] = (gp_search){0};
    return &larger[work->search_count];
}

static bool add_formulas_of(inquirer *at, const opened *it, gp_quantity quantity, size_t w)
{
    gp_search *search = room_for_search(at->work);
    if (!search || gp_search_formulas(&it->scene, quantity, search) != GP_OK)
        return lacks_memory(at);
    at->work->search_count++;
    for (size_t g = 0; g < search->group_count; g++)
        if (!add_group(at, it, search, &search->groups[g], w))
            return false;
    return true;
}

/* The formulas of all quantities of which numbers are wrong: those that are wrong first come first. */
static bool add_formulas(inquirer *at, size_t w)
{
    bool done[gp_quantity_count] = {false};
    opened it;
    bool added = true;
    if (!open_answer(at->witnesses[w].the_case, at->witnesses[w].answer, &it))
        return lacks_memory(at);
    for (size_t k = 0; added && k < it.shadow.count; k++) {
        const gp_quantity quantity = it.scene.the_case->expectations[k].place.quantity;
        if (done[quantity] || !is_wrong(&it, k))
            continue;
        done[quantity] = true;
        added = add_formulas_of(at, &it, quantity, w);
    }
    close_answer(&it);
    return added;
}

/* What may be supposed of the numbers that the answer does not have. */
static bool add_suppositions(inquirer *at, size_t w)
{
    materials *work = at->work;
    gp_suppositions *larger = realloc(work->suppositions, (work->supposition_count + 1) * sizeof *larger);
    opened it;
    if (!larger || !open_answer(at->witnesses[w].the_case, at->witnesses[w].answer, &it)) {
        work->suppositions = larger ? larger : work->suppositions;
        return lacks_memory(at);
    }
    work->suppositions = larger;
    gp_suppositions *found = &larger[work->supposition_count];
    bool added = gp_search_suppositions(&it.scene, found) == GP_OK;
    work->supposition_count += added;
    for (size_t k = 0; added && k < found->count; k++)
        added = add_new(at, (gp_hypothesis){.supposed = true,
                                            .quantity = found->items[k].quantity,
                                            .layers = found->items[k].layers,
                                            .right = found->items[k].right,
                                            .term = found->items[k].term,
                                            .found_in = w});
    close_answer(&it);
    return added || lacks_memory(at);
}

/* The inquiry. */

/* One program has one set of signs: in a wrong answer, others may have been found out than it has, and mistakes would be told
   that it does not make. Those of most answers count that show them; what only one answer has found out does not. */
static bool find_signs_of_most(inquirer *at)
{
    const gp_witness *witnesses = at->witnesses;
    size_t most = 0;
    for (size_t w = 0; w < at->count; w++) {
        size_t same = 0;
        for (size_t v = 0; v < at->count; v++)
            same += witnesses[v].report->standing && have_same_signs(witnesses[v].answer, witnesses[w].answer);
        if (!witnesses[w].report->standing || same <= most || !are_signs_shown(&witnesses[w]))
            continue;
        bool likely = true;
        if (has_found_signs(witnesses[w].answer) && !are_signs_likely(at, &witnesses[w], &likely))
            return false;
        most = likely ? same : most;
        at->signs = likely ? witnesses[w].answer : at->signs;
    }
    if (at->signs && most == 1 && has_found_signs(at->signs))
        at->signs = NULL;
    return true;
}

/* Whether a hypothesis says what a program finds past the end of an array, which may be anything, or be where it stops. */
static bool says_past_end(const gp_hypothesis *hypothesis)
{
    return gp_is_textbook(hypothesis->name) && gp_term_may_end(hypothesis->term);
}

/* Whether an answer has shown that it is so past the end: a number there; or where it is said that there is nothing, that the
   program has answered only where no end is passed. */
static bool is_end_shown(const gp_hypothesis *hypothesis)
{
    return !says_past_end(hypothesis) || hypothesis->past_end || (hypothesis->equal_layers && gp_term_stops(hypothesis->term));
}

gp_confirmation gp_confirmation_of(const gp_hypothesis *hypothesis)
{
    if (hypothesis->refuted)
        return GP_REFUTED;
    const bool predicts = hypothesis->fresh > 0 && hypothesis->fresh_numbers >= 2;
    return predicts && is_end_shown(hypothesis) ? GP_CONFIRMED : GP_UNTESTED;
}

/* What is not confirmed of formulas with 0 past the end may be so where there is nothing: in programs whose arrays have no
   room, or whose sums stop there. Only the program can tell. */
static bool add_stopping(inquirer *at, size_t w)
{
    const size_t count = at->asker ? at->inquiry->count : 0;
    for (size_t h = 0; h < count; h++) {
        gp_hypothesis one = at->inquiry->items[h];
        if (one.found_in != w || !says_past_end(&one) || gp_term_stops(one.term) || gp_confirmation_of(&one) == GP_CONFIRMED)
            continue;
        one = (gp_hypothesis){.supposed = one.supposed,
                              .quantity = one.quantity,
                              .layers = one.layers,
                              .right = one.right,
                              .term = gp_term_that_stops(&at->work->terms, one.term),
                              .found_in = w};
        if (!one.term)
            return lacks_memory(at);
        if (!add_new(at, one))
            return false;
    }
    return true;
}

/* Whether a hypothesis is relied on: it is confirmed; where nobody can be asked, it is not refuted. */
static bool is_relied_on(const inquirer *at, const gp_hypothesis *hypothesis)
{
    const gp_confirmation verdict = gp_confirmation_of(hypothesis);
    return verdict == GP_CONFIRMED || (verdict == GP_UNTESTED && !at->asker);
}

/* Whether a hypothesis gives a wrong number of a witness: one of whole runs gives all of them, another formula its own. */
static bool gives_number(const inquirer *at, const gp_hypothesis *hypothesis, size_t w, const gp_place *place)
{
    const size_t depth = at->witnesses[w].the_case->problem.depth;
    if (!gp_is_textbook(hypothesis->name) || hypothesis->supposed)
        return hypothesis->explains[w];
    return hypothesis->gives[w] > 0 && hypothesis->quantity == place->quantity &&
           gp_is_of_kind(hypothesis->layers, gp_layer_of_formula(place, depth), depth);
}

/* Whether something explains what is wrong first with a witness. */
static bool is_first_explained(const inquirer *at, size_t w)
{
    for (size_t h = 0; h < at->inquiry->count; h++)
        if (at->inquiry->items[h].explains[w] && is_relied_on(at, &at->inquiry->items[h]))
            return true;
    return false;
}

/* Whether all is explained that is wrong with a witness, be it by several hypotheses. */
static bool is_explained(const inquirer *at, size_t w)
{
    const gp_witness *witness = &at->witnesses[w];
    if (!is_first_explained(at, w))
        return false;
    for (size_t k = 0; k < witness->the_case->expectation_count; k++) {
        bool explained = witness->report->standing[k] != GP_WRONG;
        for (size_t h = 0; !explained && h < at->inquiry->count; h++)
            explained = is_relied_on(at, &at->inquiry->items[h]) &&
                        gives_number(at, &at->inquiry->items[h], w, &witness->the_case->expectations[k].place);
        if (!explained)
            return false;
    }
    return true;
}

/* Holds new hypotheses against all that there is, and asks for more where some of them are left. */
static bool hold(inquirer *at, size_t from, size_t w, bool *asked)
{
    const size_t answered = at->inquiry->fresh;
    for (size_t k = 0; k < answered && any_left(at, from); k++)
        if (!hold_against_fresh(at, from, k))
            return false;
    for (size_t k = 0; k < at->count && any_left(at, from); k++)
        if (!hold_against_witness(at, from, k))
            return false;
    if (!at->asker || *asked || !any_left(at, from))
        return true;
    *asked = true;
    if (!ask_like(at, &at->witnesses[w]))
        return false;
    for (size_t k = answered; k < at->inquiry->fresh; k++)
        if (!hold_against_fresh(at, 0, k))
            return false;
    return true;
}

/* Names come first; a formula is looked for where none of them explains the answer, and what the answer does not show is
   supposed where no formula of its own numbers does. */
static bool inquire_of(inquirer *at, size_t w)
{
    static bool (*const add_kinds[])(inquirer * at, size_t w) = {add_names, add_formulas, add_stopping, add_suppositions,
                                                                 add_stopping};
    bool asked = false;
    for (size_t k = 0; k < sizeof add_kinds / sizeof *add_kinds && !is_explained(at, w); k++) {
        const size_t from = at->inquiry->count;
        if (!add_kinds[k](at, w) || !hold(at, from, w, &asked))
            return false;
    }
    return true;
}

bool gp_inquire(const gp_witness *witnesses, size_t count, const gp_asker *asker, gp_inquiry *inquiry, gp_message *message)
{
    inquirer at = {.witnesses = witnesses, .count = count, .asker = asker, .inquiry = inquiry, .message = message};
    *inquiry = (gp_inquiry){.work = calloc(1, sizeof *at.work)};
    at.work = inquiry->work;
    bool done = (at.work && (at.work->fresh = calloc(most_questions(&at) + 1, sizeof *at.work->fresh))) || lacks_memory(&at);
    done = done && find_signs_of_most(&at);
    for (size_t w = 0; done && w < count; w++)
        if (can_witness(&at, &witnesses[w]) && !witnesses[w].report->passed)
            done = inquire_of(&at, w);
    if (!done)
        gp_inquiry_free(inquiry);
    return done;
}

void gp_inquiry_free(gp_inquiry *inquiry)
{
    materials *work = inquiry->work;
    for (size_t h = 0; h < inquiry->count; h++) {
        free(inquiry->items[h].explains);
        free(inquiry->items[h].gives);
    }
    free(inquiry->items);
    for (size_t k = 0; k < inquiry->fresh; k++)
        close_fresh(&work->fresh[k]);
    for (size_t s = 0; work && s < work->search_count; s++)
        gp_search_free(&work->searches[s]);
    for (size_t s = 0; work && s < work->supposition_count; s++)
        gp_suppositions_free(&work->suppositions[s]);
    if (work) {
        gp_terms_free(&work->terms);
        free(work->suppositions);
        free(work->fresh);
        free(work->searches);
    }
    free(work);
    *inquiry = (gp_inquiry){0};
}

bool gp_hypotheses_are_rivals(const gp_hypothesis *one, const gp_hypothesis *other, size_t count)
{
    if (gp_is_textbook(one->name) != gp_is_textbook(other->name))
        return false;
    if (one->supposed != other->supposed)
        return false;
    const bool of_all_numbers = !gp_is_textbook(one->name) || one->supposed;
    if (!of_all_numbers && (one->quantity != other->quantity || !gp_term_same(one->right, other->right)))
        return false;
    for (size_t w = 0; w < count; w++)
        if (one->explains[w] && other->explains[w])
            return true;
    return one->found_in == other->found_in;
}

void gp_write_layer_kind(FILE *stream, const gp_hypothesis *hypothesis)
{
    static const char *const words[] = {"", " of the hidden layers", " of the last layer", " of every layer but the first",
                                        " of the first layer"};
    _Static_assert(sizeof words / sizeof *words == gp_layer_kind_count, "each kind has words");
    if (gp_has_unit(hypothesis->quantity))
        fputs(words[hypothesis->layers], stream);
}
