#include "golden/case.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {"goldprop-case-1", NULL};
static const char *const roundings[] = {"decimal", "binary64", NULL};
const char *const gp_reading_words[] = {"chain", "step", "erratum", "noise", NULL};
const char *const gp_erratum_words[] = {"slip", "typo", "truncated", "not from this program", NULL};

/* The keys of a place, shared by printed numbers, expectations and names. */
#define PLACE_KEYS "quantity", "step", "epoch", "sample", "layer", "unit", "input"

static bool read_place_part(const gp_node *node, const char *key, gp_quantity quantity, bool wanted, size_t *part)
{
    gp_node value;
    char beside[32];
    snprintf(beside, sizeof beside, "the quantity \"%s\"", gp_quantities[quantity].name);
    if (!wanted)
        return gp_lacks(node, key, beside);
    return gp_member(node, key, &value) && gp_whole(&value, 0, SIZE_MAX, part);
}

/* A place without its step and sample: which quantity of which unit. */
static bool read_quantity(const gp_node *node, gp_place *place)
{
    gp_node quantity;
    const char *words[gp_quantity_count + 1] = {NULL};
    for (size_t k = 0; k < gp_quantity_count; k++)
        words[k] = gp_quantities[k].name;
    int which;
    if (!gp_member(node, "quantity", &quantity) || !gp_choice(&quantity, words, &which))
        return false;
    const gp_quantity is = (gp_quantity)which;
    *place = (gp_place){.quantity = is};
    return read_place_part(node, "layer", is, gp_has_unit(is), &place->layer) &&
           read_place_part(node, "unit", is, gp_has_unit(is), &place->unit) &&
           read_place_part(node, "input", is, gp_has_input(is), &place->input);
}

static bool read_place(const gp_node *node, const gp_problem *problem, gp_place *place)
{
    if (!read_quantity(node, place))
        return false;
    const gp_quantity is = place->quantity;
    const bool is_error = is == GP_EPOCH_ERROR;
    if (!read_place_part(node, "epoch", is, is_error, &place->step) ||
        !read_place_part(node, "step", is, !is_error, &place->step) ||
        !read_place_part(node, "sample", is, gp_has_sample(is), &place->sample))
        return false;
    char text[160];
    return gp_problem_has(problem, place) ||
           gp_wrong(node, "expected a number that the run of this problem computes, found %s", gp_place_text(place, text));
}

/* An optional text. */
static bool read_text(const gp_node *node, const char *key, const char **text)
{
    gp_node value;
    return !gp_has(node, key) || (gp_member(node, key, &value) && gp_text(&value, text));
}

/* The same of several lines. */
static bool read_lines(const gp_node *node, const char *key, const char **text)
{
    gp_node value;
    return !gp_has(node, key) || (gp_member(node, key, &value) && gp_lines(&value, text));
}

/* An optional flag. */
static bool read_flag(const gp_node *node, const char *key, bool *flag)
{
    gp_node value;
    return !gp_has(node, key) || (gp_member(node, key, &value) && gp_boolean(&value, flag));
}

static bool read_numbers(const gp_node *node, const char *key, size_t most, gp_numbers *numbers)
{
    gp_node list;
    if (!gp_has(node, key))
        return true;
    size_t count;
    if (!gp_member(node, key, &list) || !gp_array(&list, 0, "whole numbers", &count))
        return false;
    numbers->items = calloc(count, sizeof *numbers->items);
    if (!numbers->items)
        return gp_wrong(&list, "expected memory for %zu number%s, found none left", count, gp_plural(count));
    for (; numbers->count < count; numbers->count++) {
        gp_node item = gp_item(&list, numbers->count);
        size_t least = numbers->count > 0 ? numbers->items[numbers->count - 1] + 1 : 0;
        if (!gp_whole(&item, least, most, &numbers->items[numbers->count]))
            return false;
    }
    return true;
}

static bool read_record(const gp_node *root, gp_case *the_case)
{
    static const char *const keys[] = {"all", "outputs", "errors", NULL};
    gp_node record;
    if (!gp_has(root, "record"))
        return true;
    const size_t steps = gp_problem_steps(&the_case->problem);
    return gp_member(root, "record", &record) && gp_object(&record, keys) &&
           (the_case->problem.reports_error || gp_lacks(&record, "errors", "a problem without \"error\"")) &&
           read_numbers(&record, "all", steps, &the_case->record.all) &&
           read_numbers(&record, "outputs", steps, &the_case->record.outputs) &&
           read_numbers(&record, "errors", the_case->problem.epochs, &the_case->record.errors);
}

/* The array under a key and room for its items; count is 0 where there is no such key. */
static bool open_list(const gp_node *root, const char *key, const char *what, size_t item_size, gp_node *list, size_t *count,
                      void **items)
{
    *count = 0;
    *items = NULL;
    if (!gp_has(root, key))
        return true;
    if (!gp_member(root, key, list) || !gp_array(list, 0, what, count))
        return false;
    *items = calloc(*count, item_size);
    if (!*items) {
        gp_wrong(list, "expected memory for %zu item%s, found none left", *count, gp_plural(*count));
        *count = 0;
        return false;
    }
    return true;
}

static bool read_name(const gp_node *node, const gp_problem *problem, gp_name *name)
{
    static const char *const keys[] = {"name", "quantity", "layer",   "unit",     "input",
                                       "step", "epoch",    "negated", "decimals", NULL};
    gp_node text, decimals;
    if (!gp_object(node, keys) || !gp_member(node, "name", &text) || !gp_text(&text, &name->text) ||
        !read_quantity(node, &name->place) || !read_flag(node, "negated", &name->negated))
        return false;
    const gp_quantity is = name->place.quantity;
    const char *const when = is == GP_EPOCH_ERROR ? "epoch" : "step", *const other = is == GP_EPOCH_ERROR ? "step" : "epoch";
    name->tied = gp_has(node, when);
    if (!read_place_part(node, other, is, false, NULL) ||
        (name->tied && !read_place_part(node, when, is, true, &name->place.step)))
        return false;
    name->rounded = gp_has(node, "decimals");
    if (name->rounded && (!gp_member(node, "decimals", &decimals) || !gp_whole(&decimals, 0, 40, &name->decimals)))
        return false;
    /* Every unit has every quantity at step 0, but for a run of no steps. The first sample of a step need not be sample 0. */
    gp_place first = name->place;
    size_t count;
    if (gp_has_sample(is) && first.step <= gp_problem_steps(problem))
        first.sample = gp_problem_step_samples(problem, first.step, &count);
    char place_text[160];
    return gp_problem_has(problem, &first) ||
           gp_wrong(node, "expected a quantity that the run of this problem computes, found %s",
                    gp_place_text(&first, place_text));
}

static bool read_names(const gp_node *root, gp_case *the_case)
{
    gp_node list;
    void *items;
    if (!open_list(root, "names", "names", sizeof *the_case->names, &list, &the_case->name_count, &items))
        return false;
    the_case->names = items;
    for (size_t k = 0; k < the_case->name_count; k++) {
        gp_node item = gp_item(&list, k);
        if (!read_name(&item, &the_case->problem, &the_case->names[k]))
            return false;
    }
    return true;
}

/* Whether a number belongs to the first step, and this is a step of a single sample: there only it can be computed from
   operands (oracle/recompute.h). Weights and biases are those before the step and after it. */
static bool in_first_step(const gp_problem *problem, const gp_place *place)
{
    const bool is_parameter = gp_is_parameter(place->quantity);
    return gp_has_unit(place->quantity) && problem->batch == 1 && place->sample == 0 && place->step <= (is_parameter ? 1 : 0);
}

static bool computed_in_first_step(const gp_problem *problem, const gp_place *place)
{
    const bool is_parameter = gp_is_parameter(place->quantity);
    return in_first_step(problem, place) && place->step == (is_parameter ? 1 : 0);
}

static bool can_be_operand(const gp_problem *problem, const gp_place *place)
{
    const gp_stage stage = gp_quantities[place->quantity].stage;
    return in_first_step(problem, place) && (stage == GP_AT_PARAMETERS || stage == GP_AT_FORWARD || stage == GP_AT_BACKWARD);
}

/* Whether a key is missing, as it has to be beside the reading. */
static bool lacks_beside_reading(const gp_node *node, const char *key, gp_reading reading)
{
    char beside[32];
    snprintf(beside, sizeof beside, "the reading \"%s\"", gp_reading_words[reading]);
    return gp_lacks(node, key, beside);
}

/* The operands of a step are named; each must be printed before it in the same case. */
static bool read_operands(const gp_node *node, const gp_case *the_case, gp_printed *printed)
{
    gp_node list;
    char place[160];
    if (printed->reading == GP_CHAIN || printed->reading == GP_NOISE)
        return lacks_beside_reading(node, "operands", printed->reading);
    if (printed->reading == GP_ERRATUM && !gp_has(node, "operands"))
        return true;
    if (!gp_member(node, "operands", &list))
        return false;
    if (!computed_in_first_step(&the_case->problem, &printed->place))
        return gp_wrong(&list,
                        "expected operands only of a number that the first step computes, from one sample, found them of %s",
                        gp_place_text(&printed->place, place));
    if (!gp_array(&list, 0, "names of printed numbers", &printed->operand_count))
        return false;
    printed->operands = calloc(printed->operand_count, sizeof *printed->operands);
    if (!printed->operands)
        return gp_wrong(&list, "expected memory for %zu operand%s, found none left", printed->operand_count,
                        gp_plural(printed->operand_count));
    for (size_t k = 0; k < printed->operand_count; k++) {
        gp_node item = gp_item(&list, k);
        const char *name;
        if (!gp_text(&item, &name))
            return false;
        size_t which = 0;
        while (which < the_case->printed_count &&
               (!the_case->printed[which].name || strcmp(the_case->printed[which].name, name) != 0))
            which++;
        if (which == the_case->printed_count)
            return gp_expected(&item, "the name of a number that stands before it in \"printed\"");
        if (!can_be_operand(&the_case->problem, &the_case->printed[which].place))
            return gp_expected(&item, "the name of a W, b, z, a, da, slope or delta of the first step");
        printed->operands[k] = which;
    }
    return true;
}

/* What should stand in the place of a printed number. */
static bool read_right(const gp_node *node, gp_printed *printed)
{
    gp_node right;
    return gp_member(node, "right", &right) && gp_digits_text(&right, &printed->right);
}

static bool read_erratum(const gp_node *node, gp_printed *printed)
{
    static const char *const keys[] = {"kind", "reason", "right", NULL};
    gp_node erratum, kind, reason;
    int which;
    if (printed->reading != GP_ERRATUM)
        return lacks_beside_reading(node, "erratum", printed->reading);
    if (!gp_member(node, "erratum", &erratum) || !gp_object(&erratum, keys) || !gp_member(&erratum, "kind", &kind) ||
        !gp_choice(&kind, gp_erratum_words, &which) || !gp_member(&erratum, "reason", &reason) ||
        !gp_text(&reason, &printed->reason) || !read_right(&erratum, printed))
        return false;
    printed->kind = (gp_erratum)which;
    return true;
}

static bool read_noise(const gp_node *node, gp_printed *printed)
{
    return printed->reading == GP_NOISE ? read_right(node, printed) : lacks_beside_reading(node, "right", printed->reading);
}

static bool read_printed(const gp_node *node, const gp_case *the_case, gp_printed *printed)
{
    static const char *const keys[] = {PLACE_KEYS, "printed",  "name",    "where", "negated", "rounding",
                                       "reading",  "operands", "erratum", "right", NULL};
    gp_node text, name, where, rounding, reading;
    int which;
    if (!gp_object(node, keys) || !gp_member(node, "printed", &text) || !gp_text(&text, &printed->text))
        return false;
    if (!gp_number_from_printed(printed->text, printed->number))
        return gp_expected(&text, "a decimal number in quotes, such as \"0.755\" or \"-2.406 * 10^-3\"");
    if (!gp_member(node, "where", &where) || !gp_text(&where, &printed->where) ||
        !read_place(node, &the_case->problem, &printed->place) || !read_flag(node, "negated", &printed->negated) ||
        !gp_member(node, "reading", &reading) || !gp_choice(&reading, gp_reading_words, &which))
        return false;
    printed->reading = (gp_reading)which;
    if (gp_has(node, "rounding")) {
        if (!gp_member(node, "rounding", &rounding) || !gp_choice(&rounding, roundings, &which))
            return false;
        printed->rounding = (gp_rounding)which;
    }
    if (!read_operands(node, the_case, printed) || !read_erratum(node, printed) || !read_noise(node, printed) ||
        !gp_member(node, "name", &name) || !gp_text(&name, &printed->name))
        return false;
    for (const gp_printed *other = the_case->printed; other < printed; other++)
        if (strcmp(other->name, printed->name) == 0)
            return gp_expected(&name, "a name that no other printed number of the case has");
    return true;
}

static bool read_printed_list(const gp_node *root, gp_case *the_case)
{
    gp_node list;
    void *items;
    if (!open_list(root, "printed", "printed numbers", sizeof *the_case->printed, &list, &the_case->printed_count, &items))
        return false;
    the_case->printed = items;
    for (size_t k = 0; k < the_case->printed_count; k++) {
        gp_node item = gp_item(&list, k);
        if (!read_printed(&item, the_case, &the_case->printed[k]))
            return false;
    }
    return true;
}

/* Expectations stand in the order in which a run computes them, so that they can be searched and met one by one: 0 where one
   stands twice, positive where it is out of order. */
static int order_before(const gp_case *the_case, const gp_expectation *expectation)
{
    return expectation == the_case->expectations ? -1 : gp_place_compare(&expectation[-1].place, &expectation->place);
}

static bool follows(const gp_node *node, const gp_case *the_case, const gp_expectation *expectation)
{
    char text[160];
    const int order = order_before(the_case, expectation);
    return order < 0 || gp_wrong(node, "expected the order in which a run computes, each number once, found %s %s",
                                 gp_place_text(&expectation->place, text), order == 0 ? "twice" : "out of order");
}

static bool is_amplification(const char *text)
{
    return gp_number_long(text) >= 1;
}

static bool read_expectation(const gp_node *node, const gp_case *the_case, gp_expectation *expectation)
{
    static const char *const keys[] = {PLACE_KEYS, "exact", "amplification", NULL};
    gp_node exact, amplification;
    if (!gp_object(node, keys) || !read_place(node, &the_case->problem, &expectation->place) ||
        !gp_member(node, "exact", &exact) || !gp_digits_text(&exact, &expectation->exact))
        return false;
    if (gp_has(node, "amplification")) {
        if (!gp_member(node, "amplification", &amplification) || !gp_digits_text(&amplification, &expectation->amplification))
            return false;
        if (!is_amplification(expectation->amplification))
            return gp_expected(&amplification, "a number of at least 1 in quotes");
    }
    return follows(node, the_case, expectation);
}

static bool read_expectations(const gp_node *root, gp_case *the_case)
{
    gp_node list;
    void *items;
    if (!open_list(root, "expectations", "expectations", sizeof *the_case->expectations, &list, &the_case->expectation_count,
                   &items))
        return false;
    the_case->expectations = items;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        gp_node item = gp_item(&list, k);
        if (!read_expectation(&item, the_case, &the_case->expectations[k]))
            return false;
    }
    return true;
}

/* Whether expectations that were read without a tree are what read_expectation() accepts. */
static bool are_expectations(const gp_case *the_case)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *is = &the_case->expectations[k];
        const char *times = is->amplification;
        if (!gp_problem_has(&the_case->problem, &is->place) || !gp_number_is_decimal(is->exact) ||
            (times && (!gp_number_is_decimal(times) || !is_amplification(times))) || order_before(the_case, is) >= 0)
            return false;
    }
    return true;
}

static bool read_case(gp_case *the_case)
{
    static const char *const keys[] = {"format", "id",    "document", "title",        "description", "problem",
                                       "record", "names", "printed",  "expectations", NULL};
    gp_node root = gp_root(&the_case->source), format, problem;
    int which;
    return gp_object(&root, keys) && gp_member(&root, "format", &format) && gp_choice(&format, formats, &which) &&
           read_text(&root, "id", &the_case->id) && read_text(&root, "document", &the_case->document) &&
           read_text(&root, "title", &the_case->title) && read_lines(&root, "description", &the_case->description) &&
           gp_member(&root, "problem", &problem) && gp_problem_read(&problem, &the_case->problem) &&
           read_record(&root, the_case) && read_names(&root, the_case) && read_printed_list(&root, the_case) &&
           (the_case->expectation_texts ? are_expectations(the_case) : read_expectations(&root, the_case));
}

static bool read_or_close(gp_case *the_case)
{
    if (read_case(the_case))
        return true;
    gp_case_close(the_case);
    return false;
}

/* Reads a case whose expectations are plain. What is wrong with it is not told: it is read once more then, as a whole. */
static bool read_plain(const char *name, const char *text, gp_case *the_case)
{
    gp_plain_expectations plain;
    gp_message untold;
    if (!gp_take_expectations(text, &plain))
        return false;
    *the_case = (gp_case){.expectations = plain.items, .expectation_count = plain.count, .expectation_texts = plain.texts};
    if (gp_source_take(name, plain.rest, plain.rest_length, &the_case->source, &untold))
        return read_or_close(the_case);
    gp_case_close(the_case);
    return false;
}

bool gp_case_open(const char *file, gp_case *the_case, gp_message *message)
{
    size_t length;
    char *text = gp_file_text(file, &length);
    if (text && strlen(text) == length && read_plain(file, text, the_case)) {
        the_case->source.message = message;
        free(text);
        return true;
    }
    *the_case = (gp_case){0};
    return gp_source_take(file, text, length, &the_case->source, message) && read_or_close(the_case);
}

bool gp_case_read(const char *name, const char *text, size_t length, gp_case *the_case, gp_message *message)
{
    *the_case = (gp_case){0};
    return gp_source_read(name, text, length, SIZE_MAX, &the_case->source, message) && read_or_close(the_case);
}

void gp_case_close(gp_case *the_case)
{
    for (size_t k = 0; k < the_case->printed_count; k++)
        free(the_case->printed[k].operands);
    free(the_case->printed);
    free(the_case->expectations);
    free(the_case->expectation_texts);
    free(the_case->names);
    free(the_case->record.all.items);
    free(the_case->record.outputs.items);
    free(the_case->record.errors.items);
    gp_problem_free(&the_case->problem);
    gp_source_close(&the_case->source);
    *the_case = (gp_case){0};
}

static int compare_expectation(const void *place, const void *expectation)
{
    return gp_place_compare(place, &((const gp_expectation *)expectation)->place);
}

const gp_expectation *gp_case_expectation(const gp_case *the_case, const gp_place *place)
{
    if (the_case->expectation_count == 0)
        return NULL;
    return bsearch(place, the_case->expectations, the_case->expectation_count, sizeof *the_case->expectations,
                   compare_expectation);
}

const gp_name *gp_case_name(const gp_case *the_case, const gp_place *place)
{
    for (size_t k = 0; k < the_case->name_count; k++) {
        gp_place of_name = the_case->names[k].place;
        of_name.step = the_case->names[k].tied ? of_name.step : place->step;
        of_name.sample = place->sample;
        if (gp_place_compare(&of_name, place) == 0)
            return &the_case->names[k];
    }
    return NULL;
}

/* Places that are being listed; only counted while there is no room for them. */
typedef struct place_list {
    gp_place *places;
    size_t count;
} place_list;

static void list_place(place_list *list, const gp_problem *problem, gp_place place)
{
    if (!gp_problem_has(problem, &place))
        return;
    if (list->places)
        list->places[list->count] = place;
    list->count++;
}

/* The numbers of a unit, or those that belong to no unit; there are @p inputs of them where the quantity has inputs. */
static void list_unit(place_list *list, const gp_problem *problem, gp_place place, size_t inputs)
{
    const size_t samples = gp_has_sample(place.quantity) ? problem->samples : 1;
    if (!gp_has_input(place.quantity))
        inputs = 1;
    for (place.sample = 0; place.sample < samples; place.sample++)
        for (place.input = 0; place.input < inputs; place.input++)
            list_place(list, problem, place);
}

static void list_quantity(place_list *list, const gp_problem *problem, gp_quantity quantity, size_t step)
{
    gp_place place = {.quantity = quantity, .step = step};
    if (!gp_has_unit(quantity)) {
        list_unit(list, problem, place, problem->inputs);
        return;
    }
    for (place.layer = 1; place.layer <= problem->depth; place.layer++) {
        const gp_problem_layer *layer = &problem->layers[place.layer - 1];
        for (place.unit = 0; place.unit < layer->shape.units; place.unit++)
            list_unit(list, problem, place, layer->inputs);
    }
}

static void list_step(place_list *list, const gp_problem *problem, size_t step)
{
    for (gp_quantity quantity = 0; quantity < GP_EPOCH_ERROR; quantity++)
        list_quantity(list, problem, quantity, step);
}

static void list_places(place_list *list, const gp_case *the_case)
{
    const gp_problem *problem = &the_case->problem;
    const gp_record *record = &the_case->record;
    for (size_t k = 0; k < record->all.count; k++)
        list_step(list, problem, record->all.items[k]);
    for (size_t k = 0; k < record->outputs.count; k++)
        for (size_t unit = 0; unit < problem->outputs; unit++)
            list_unit(
                list, problem,
                (gp_place){.quantity = GP_ACTIVATED, .step = record->outputs.items[k], .layer = problem->depth, .unit = unit},
                0);
    for (size_t k = 0; k < record->errors.count; k++)
        list_place(list, problem, (gp_place){.quantity = GP_EPOCH_ERROR, .step = record->errors.items[k]});
}

static int compare_places(const void *one, const void *other)
{
    return gp_place_compare(one, other);
}

size_t gp_case_recorded_places(const gp_case *the_case, gp_place **places)
{
    place_list list = {0};
    *places = NULL;
    list_places(&list, the_case);
    if (list.count == 0)
        return 0;
    *places = list.places = malloc(list.count * sizeof *list.places);
    if (!list.places)
        return 0;
    list.count = 0;
    list_places(&list, the_case);
    qsort(list.places, list.count, sizeof *list.places, compare_places);

    /* A step may stand in both lists of the record: keep each place once. */
    size_t kept = 1;
    for (size_t k = 1; k < list.count; k++)
        if (gp_place_compare(&list.places[k], &list.places[kept - 1]) != 0)
            list.places[kept++] = list.places[k];
    return kept;
}
