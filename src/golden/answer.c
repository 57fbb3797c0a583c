#include "golden/answer.h"

#include "golden/answer_table.h"
#include "reference/activation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {"goldprop-trace-1", NULL};
const char *const gp_precision_words[] = {"binary64", "binary32", "bfloat16", "binary16", NULL};
const char *const gp_convention_names[] = {[GP_DELTA_SIGN] = "delta",
                                           [GP_GRADIENT_SIGN] = "gradients",
                                           [GP_BIAS_SIGN] = "b",
                                           [GP_KINK_SIDE] = "slope_at_kink",
                                           [GP_TRANSPOSED] = "W",
                                           [GP_LAYERS_FROM] = "layers_from",
                                           [GP_STEPS_FROM] = "steps_from",
                                           [GP_SAMPLES_FROM] = "samples_from",
                                           [GP_EPOCHS_FROM] = "epochs_from",
                                           [GP_LOSS_FACTOR] = "loss_factor",
                                           [GP_OUTPUT_LOSS_FACTOR] = "output_loss_factor",
                                           [GP_ERROR_FACTOR] = "error_factor",
                                           [GP_DELTA_FACTOR] = "delta_factor",
                                           [GP_GRADIENT_FACTOR] = "gradient_factor",
                                           [GP_VELOCITY_FACTOR] = "velocity_factor"};
_Static_assert(sizeof gp_convention_names / sizeof *gp_convention_names == gp_convention_count, "each convention has a key");

/* Of the conventions that are words: the plain one, and the other. */
static const char *const convention_words[][7] = {
    {"dE/dz", "-dE/dz", NULL},
    {"dE/dW", "-dE/dW", NULL},
    {"bias", "threshold", NULL},
    {"left", "right", NULL},
    {"[unit][input]", "[input][unit]", "[unit][input+1]", "[input+1][unit]", "[unit][1+input]", "[1+input][unit]", NULL}};

/* How goldprop does it. */
static const gp_custom plain[] = {[GP_DELTA_SIGN] = {.value = 1},
                                  [GP_GRADIENT_SIGN] = {.value = 1},
                                  [GP_BIAS_SIGN] = {.value = 1},
                                  [GP_KINK_SIDE] = {.value = 1},
                                  [GP_TRANSPOSED] = {.value = 1},
                                  [GP_LAYERS_FROM] = {.value = 1},
                                  [GP_STEPS_FROM] = {.value = 0},
                                  [GP_SAMPLES_FROM] = {.value = 0},
                                  [GP_EPOCHS_FROM] = {.value = 0},
                                  [GP_LOSS_FACTOR] = {.value = 1, .factor = {.number = 1}},
                                  [GP_OUTPUT_LOSS_FACTOR] = {.value = 1, .factor = {.number = 1}},
                                  [GP_ERROR_FACTOR] = {.value = 1, .factor = {.number = 1}},
                                  [GP_DELTA_FACTOR] = {.value = 1, .factor = {.number = 1}},
                                  [GP_GRADIENT_FACTOR] = {.value = 1, .factor = {.number = 1}},
                                  [GP_VELOCITY_FACTOR] = {.value = 1, .factor = {.number = 1}}};
_Static_assert(sizeof plain / sizeof *plain == gp_convention_count, "each convention has a plain value");

long double gp_unit_roundoff(gp_precision precision)
{
    static const long double roundoffs[] = {0x1p-53L, 0x1p-24L, 0x1p-8L, 0x1p-11L};
    return roundoffs[precision];
}

long double gp_largest(gp_precision precision)
{
    static const long double largest[] = {0x1.fffffffffffffp1023L, 0x1.fffffep127L, 0x1.fep127L, 65504};
    return largest[precision];
}

/* A trace is gone through three times: from where it counts, and which way its matrices lie, shows only when all of it has
   been seen. */
typedef enum answer_pass { NUMBERS, SHAPES, VALUES } answer_pass;

/* Who reads an answer, and what the passes have found so far. */
typedef struct answer_reader {
    const gp_case *the_case;
    gp_answer *answer;
    answer_pass pass;
    size_t least[gp_convention_count], most[gp_convention_count]; /* of the numbers of layers, steps, samples, epochs */
    bool unrecorded[gp_convention_count];                         /* some of these numbers are not what the case records */
    bool unrecorded_from_1[gp_convention_count];                  /* and some are not if they count from 1 */
    bool square, upright, transposed;                             /* matrices of such shapes */
    bool biases, biases_first;                                    /* among the weights; and before them */
    size_t next;                                                  /* the expectation behind the one that was met last */
} answer_reader;

/* Whether an object has a member; null stands for one that it has not. */
static bool given(const gp_node *object, const char *key, gp_node *member)
{
    return gp_has(object, key) && gp_member(object, key, member) && !json_is_null(member->value);
}

/* The expectation at a place, or NULL: mostly the one behind that which was met last. */
static const gp_expectation *find(answer_reader *reader, const gp_place *place)
{
    const gp_case *the_case = reader->the_case;
    const gp_expectation *found = reader->next < the_case->expectation_count ? &the_case->expectations[reader->next] : NULL;
    if (!found || gp_place_compare(&found->place, place) != 0)
        found = gp_case_expectation(the_case, place);
    if (found)
        reader->next = (size_t)(found - the_case->expectations) + 1;
    return found;
}

static bool read_number(answer_reader *reader, const gp_node *node, const gp_place *place)
{
    gp_answer *answer = reader->answer;
    double value;
    if (json_is_null(node->value))
        return true;
    if (!gp_any_number(node, &value))
        return false;
    const gp_expectation *expectation = find(reader, place);
    if (!expectation) {
        answer->others++;
        return true;
    }
    const size_t index = (size_t)(expectation - reader->the_case->expectations);
    answer->values[index] = value;
    answer->present[index] = true;
    answer->present_count++;
    return true;
}

/* A number, which may stand in a list of its own, as the rows of a column vector do. */
static bool read_item(answer_reader *reader, const gp_node *item, const gp_place *place)
{
    gp_node only = {0};
    const bool alone = json_is_array(item->value) && json_array_size(item->value) == 1;
    if (alone)
        only = gp_item(item, 0);
    return read_number(reader, alone ? &only : item, place);
}

/* So many numbers; part is the part of the place in which they differ. They are a list, or a row or a column of a matrix; one
   alone may be a mere number. */
static bool read_row(answer_reader *reader, const gp_node *row, size_t wanted, const char *what, gp_place *place, size_t *part)
{
    size_t count;
    gp_node only;
    *part = 0;
    if (wanted == 1 && !json_is_array(row->value))
        return read_number(reader, row, place);
    if (wanted > 1 && json_array_size(row->value) == 1 && json_is_array(json_array_get(row->value, 0))) {
        only = gp_item(row, 0);
        row = &only;
    }
    if (!gp_array(row, wanted, what, &count))
        return false;
    for (*part = 0; *part < count; (*part)++) {
        gp_node item = gp_item(row, *part);
        if (!read_item(reader, &item, place))
            return false;
    }
    return true;
}

/* A number for each unit. */
static bool read_units(answer_reader *reader, const gp_node *holder, gp_quantity quantity, gp_place place)
{
    gp_node units;
    place.quantity = quantity;
    return reader->pass != VALUES || !given(holder, gp_quantities[quantity].name, &units) ||
           read_row(reader, &units, reader->the_case->problem.layers[place.layer - 1].shape.units, "one number for each unit",
                    &place, &place.unit);
}

static bool read_biases(answer_reader *reader, const gp_node *holder, gp_quantity quantity, gp_place place)
{
    gp_node biases;
    place.quantity = quantity;
    if (reader->pass != VALUES || !given(holder, gp_quantities[quantity].name, &biases))
        return true;
    const gp_layer_shape *shape = &reader->the_case->problem.layers[place.layer - 1].shape;
    const size_t count = gp_bias_count(shape);
    if (count > 0)
        return read_row(reader, &biases, count,
                        shape->bias == GP_BIAS_SHARED ? "one number for all units" : "one number for each unit", &place,
                        &place.unit);
    return (json_is_array(biases.value) && json_array_size(biases.value) == 0) ||
           gp_expected(&biases, "an empty array, as the layer has no biases");
}

/* How the numbers of one matrix lie. */
typedef struct matrix_form {
    size_t units, inputs, lines, line_length;
    bool flat;   /* one number behind the other */
    bool biases; /* each unit has one more number: its bias */
} matrix_form;

/* What a matrix looks like in either way; a flat one is not transposed unless this is declared. */
static matrix_form form_of(const gp_node *matrix, const gp_problem_layer *layer, bool transposed)
{
    const size_t size = json_array_size(matrix->value);
    matrix_form form = {.units = layer->shape.units, .inputs = layer->inputs};
    form.flat = size > 0 && !json_is_array(json_array_get(matrix->value, 0));
    const size_t length = form.flat ? size / form.units : json_array_size(json_array_get(matrix->value, 0));
    const size_t columns = transposed && !form.flat ? size : length;
    form.biases = layer->shape.bias == GP_BIAS_PER_UNIT && columns == form.inputs + 1;
    form.lines = transposed ? form.inputs + form.biases : form.units;
    form.line_length = transposed ? form.units : form.inputs + form.biases;
    return form;
}

static bool fits(const gp_node *matrix, const matrix_form *form)
{
    if (form->flat)
        return json_array_size(matrix->value) == form->lines * form->line_length;
    return json_array_size(matrix->value) == form->lines &&
           json_array_size(json_array_get(matrix->value, 0)) == form->line_length;
}

/* Biases among the weights stand behind them, unless the first line shows that they stand before. */
static void see_biases(answer_reader *reader, const gp_node *matrix, const gp_problem_layer *layer, bool transposed)
{
    const matrix_form form = form_of(matrix, layer, transposed);
    if (!form.biases || !fits(matrix, &form))
        return;
    const json_t *line = form.flat ? matrix->value : json_array_get(matrix->value, 0);
    const json_t *first = json_array_get(line, 0);
    const double value = json_is_string(first) ? strtod(json_string_value(first), NULL) : json_number_value(first);
    reader->biases = true;
    reader->biases_first |= value == (double)gp_number_long(layer->b[0]) && value != (double)gp_number_long(layer->W[0]);
}

/* All matrices of a trace lie the same way. A square one may lie either way, and a flat one does not show it. */
static bool see_shape(answer_reader *reader, const gp_node *matrix, const gp_problem_layer *layer)
{
    const matrix_form plain_form = form_of(matrix, layer, false), turned = form_of(matrix, layer, true);
    const bool upright = fits(matrix, &plain_form), transposed = fits(matrix, &turned);
    const size_t rows = json_array_size(matrix->value), columns = json_array_size(json_array_get(matrix->value, 0));
    if (plain_form.flat || (upright && transposed) || reader->answer->customs[GP_TRANSPOSED].declared) {
        reader->square |= upright && transposed && !plain_form.flat;
        reader->upright |= !(upright && transposed);
        return true;
    }
    if (!upright && !transposed && layer->shape.units == layer->inputs)
        return true; /* which line is wrong is told when it is read */
    if (!upright && !transposed)
        return gp_wrong(matrix, "expected %zu x %zu numbers, [unit][input], or %zu x %zu, [input][unit], found %zu x %zu",
                        layer->shape.units, layer->inputs, layer->inputs, layer->shape.units, rows, columns);
    if (upright ? reader->transposed : reader->upright)
        return gp_wrong(matrix, "expected %s, as are the matrices before it, found %s",
                        convention_words[GP_TRANSPOSED][upright], convention_words[GP_TRANSPOSED][transposed]);
    reader->upright |= upright;
    reader->transposed |= transposed;
    return true;
}

/* The number of a unit in a column: one of its weights, or its bias. */
static bool read_matrix_number(answer_reader *reader, const gp_node *node, const matrix_form *form, size_t column,
                               gp_place place)
{
    const bool first = fabs(reader->answer->customs[GP_TRANSPOSED].value) == 3;
    if (!form->biases || column != (first ? 0 : form->inputs)) {
        place.input = column - (form->biases && first);
        return read_number(reader, node, &place);
    }
    place.quantity = gp_bias_quantity(place.quantity);
    return read_number(reader, node, &place);
}

static bool read_line(answer_reader *reader, const gp_node *line, size_t begin, const matrix_form *form, size_t number,
                      gp_place place)
{
    const bool transposed = reader->answer->customs[GP_TRANSPOSED].value < 0;
    for (size_t k = 0; k < form->line_length; k++) {
        gp_node item = gp_item(line, begin + k);
        place.unit = transposed ? k : number;
        if (!read_matrix_number(reader, &item, form, transposed ? number : k, place))
            return false;
    }
    return true;
}

static bool read_matrix(answer_reader *reader, const gp_node *holder, gp_quantity quantity, gp_place place)
{
    static const char each_unit[] = "one for each unit", each_input[] = "one for each unit of the layer below";
    gp_node matrix;
    size_t count;
    place.quantity = quantity;
    if (reader->pass == NUMBERS || !given(holder, gp_quantities[quantity].name, &matrix))
        return true;
    const gp_problem_layer *layer = &reader->the_case->problem.layers[place.layer - 1];
    const bool transposed = reader->answer->customs[GP_TRANSPOSED].value < 0;
    if (!json_is_array(matrix.value) && layer->shape.units * layer->inputs == 1)
        return reader->pass == SHAPES || read_number(reader, &matrix, &place);
    if (reader->pass == SHAPES) {
        if (quantity == GP_WEIGHT) {
            see_biases(reader, &matrix, layer, false);
            see_biases(reader, &matrix, layer, true);
        }
        return see_shape(reader, &matrix, layer);
    }
    const matrix_form form = form_of(&matrix, layer, transposed);
    if (!gp_array(&matrix, form.flat ? form.lines * form.line_length : form.lines,
                  form.flat    ? "one number for each weight"
                  : transposed ? each_input
                               : each_unit,
                  &count))
        return false;
    for (size_t number = 0; number < form.lines; number++) {
        gp_node line = matrix;
        if (!form.flat) {
            line = gp_item(&matrix, number);
            if (!gp_array(&line, form.line_length, transposed ? each_unit : each_input, &count))
                return false;
        }
        if (!read_line(reader, &line, form.flat ? number * form.line_length : 0, &form, number, place))
            return false;
    }
    return true;
}

/* A quantity that is one number. */
static bool read_single(answer_reader *reader, const gp_node *holder, gp_quantity quantity, gp_place place)
{
    gp_node number;
    place.quantity = quantity;
    return reader->pass != VALUES || !given(holder, gp_quantities[quantity].name, &number) ||
           read_number(reader, &number, &place);
}

/* A list of objects, each with its number: layers, steps, samples or epochs. */
typedef struct numbered_list {
    const char *key;         /* of the list */
    gp_convention from;      /* what its numbers count */
    const char *const *keys; /* of an object; its number's comes first */
    const char *what;        /* an object is, for the complaint */
    bool (*read)(answer_reader *reader, const gp_node *item, gp_place place);
} numbered_list;

/* The number of an item, and where it stands: for finding one that occurs twice. */
typedef struct occurrence {
    size_t number, index;
} occurrence;

static int compare_occurrences(const void *one, const void *other)
{
    const occurrence *a = one, *b = other;
    const int by = (a->number > b->number) - (a->number < b->number);
    return by ? by : (a->index > b->index) - (a->index < b->index);
}

static bool each_once(const gp_node *list, const char *key, const occurrence *sorted, size_t count)
{
    for (size_t k = 1; k < count; k++)
        if (sorted[k].number == sorted[k - 1].number) {
            gp_node item = gp_item(list, sorted[k].index);
            return gp_wrong(&item, "expected each %s once, found %s %zu twice", key, key, sorted[k].number);
        }
    return true;
}

/* The numbers of a record rise. */
static bool among(const gp_numbers *numbers, size_t number)
{
    size_t first = 0, last = numbers->count;
    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        if (numbers->items[middle] < number)
            first = middle + 1;
        else
            last = middle;
    }
    return first < numbers->count && numbers->items[first] == number;
}

/* Whether the case asks for a step, or for the error of an epoch. */
static bool is_recorded(const gp_record *record, gp_convention from, size_t number)
{
    return from == GP_EPOCHS_FROM ? among(&record->errors, number)
                                  : among(&record->all, number) || among(&record->outputs, number);
}

/* Looks at the numbers of a list only: in which range they are, and that each is there once. */
static bool see_numbers(answer_reader *reader, const gp_node *list, const numbered_list *kind)
{
    const size_t count = json_array_size(list->value);
    occurrence *occurrences = malloc((count + 1) * sizeof *occurrences);
    if (!occurrences)
        return gp_no_memory(list->source, "%zu number%s", count, gp_plural(count));
    bool seen = true;
    for (size_t k = 0; seen && k < count; k++) {
        gp_node item = gp_item(list, k), node;
        size_t number = 0;
        seen = gp_object(&item, kind->keys) && gp_member(&item, kind->keys[0], &node) && gp_whole(&node, 0, SIZE_MAX, &number);
        occurrences[k] = (occurrence){number, k};
        if (number < reader->least[kind->from])
            reader->least[kind->from] = number;
        if (number > reader->most[kind->from])
            reader->most[kind->from] = number;
        const gp_record *record = &reader->the_case->record;
        reader->unrecorded[kind->from] |= !is_recorded(record, kind->from, number);
        reader->unrecorded_from_1[kind->from] |= number == 0 || !is_recorded(record, kind->from, number - 1);
    }
    if (seen) {
        qsort(occurrences, count, sizeof *occurrences, compare_occurrences);
        seen = each_once(list, kind->keys[0], occurrences, count);
    }
    free(occurrences);
    return seen;
}

/* The part of a place that a number is, and what it may be there. */
static size_t *part_of(const gp_problem *problem, gp_convention from, gp_place *place, size_t *first, size_t *last)
{
    *first = 0;
    switch (from) {
    case GP_LAYERS_FROM:
        *first = 1;
        *last = problem->depth;
        return &place->layer;
    case GP_SAMPLES_FROM:
        *last = problem->samples - 1;
        return &place->sample;
    case GP_STEPS_FROM:
        *last = gp_problem_steps(problem);
        return &place->step;
    case GP_EPOCHS_FROM:
        *last = problem->epochs;
        return &place->step;
    case GP_DELTA_SIGN:
    case GP_GRADIENT_SIGN:
    case GP_BIAS_SIGN:
    case GP_KINK_SIDE:
    case GP_TRANSPOSED:
    case GP_LOSS_FACTOR:
    case GP_OUTPUT_LOSS_FACTOR:
    case GP_ERROR_FACTOR:
    case GP_DELTA_FACTOR:
    case GP_GRADIENT_FACTOR:
    case GP_VELOCITY_FACTOR: /* no numbering */
        break;
    }
    return NULL;
}

/* The number of an item, from the trace's numbering to ours. That there is one has been seen to. */
static bool read_place(const answer_reader *reader, const gp_node *item, const numbered_list *kind, gp_place *place)
{
    gp_node node;
    size_t number = 0, first, last, *part = part_of(&reader->the_case->problem, kind->from, place, &first, &last);
    const size_t shift = (size_t)(int)(reader->answer->customs[kind->from].value - plain[kind->from].value);
    gp_member(item, kind->keys[0], &node);
    gp_whole(&node, 0, SIZE_MAX, &number);
    *part = number - shift;
    return (*part >= first && *part <= last) ||
           gp_expected(&node, "%s, from %zu to %zu", kind->what, first + shift, last + shift);
}

/* Whether an item is a layer 0 beside the layers from 1 on: the input, of which nothing is judged. It has activations at most.
 */
static bool is_input_layer(const answer_reader *reader, const gp_node *item, const numbered_list *kind)
{
    static const char *const keys[] = {"W",        "b", "dW",          "db", "dW_clipped", "db_clipped", "W_change",
                                       "b_change", "z", "output_loss", "da", "slope",      "delta"};
    gp_node node;
    size_t number = 0;
    gp_member(item, kind->keys[0], &node);
    gp_whole(&node, 0, SIZE_MAX, &number);
    if (kind->from != GP_LAYERS_FROM || number > 0 || reader->answer->customs[GP_LAYERS_FROM].value == 0)
        return false;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (given(item, keys[k], &node))
            return false;
    return true;
}

static bool read_list(answer_reader *reader, const gp_node *holder, const numbered_list *kind, gp_place place)
{
    gp_node list;
    if (!given(holder, kind->key, &list))
        return true;
    if (!json_is_array(list.value))
        return gp_expected(&list, "an array of objects with the key \"%s\"", kind->keys[0]);
    if (reader->pass == NUMBERS && !see_numbers(reader, &list, kind))
        return false;
    for (size_t k = 0; k < json_array_size(list.value); k++) {
        gp_node item = gp_item(&list, k);
        if (reader->pass != NUMBERS && is_input_layer(reader, &item, kind))
            continue;
        if ((reader->pass != NUMBERS && !read_place(reader, &item, kind, &place)) || !kind->read(reader, &item, place))
            return false;
    }
    return true;
}

static bool read_parameters(answer_reader *reader, const gp_node *layer, gp_place place)
{
    return read_matrix(reader, layer, GP_WEIGHT, place) && read_biases(reader, layer, GP_BIAS, place);
}

static bool read_gradients(answer_reader *reader, const gp_node *layer, gp_place place)
{
    return read_matrix(reader, layer, GP_WEIGHT_GRADIENT, place) && read_biases(reader, layer, GP_BIAS_GRADIENT, place);
}

static bool read_clipped(answer_reader *reader, const gp_node *layer, gp_place place)
{
    return read_matrix(reader, layer, GP_WEIGHT_CLIPPED, place) && read_biases(reader, layer, GP_BIAS_CLIPPED, place);
}

static bool read_changes(answer_reader *reader, const gp_node *layer, gp_place place)
{
    for (int weights = GP_WEIGHT_VELOCITY; weights <= GP_WEIGHT_CHANGE; weights += 2) {
        const gp_quantity biases = gp_bias_quantity((gp_quantity)weights);
        if (!read_matrix(reader, layer, (gp_quantity)weights, place) || !read_biases(reader, layer, biases, place))
            return false;
    }
    return true;
}

static bool read_output_losses(answer_reader *reader, const gp_node *layer, gp_place place)
{
    gp_node losses;
    if (reader->pass != VALUES || place.layer == reader->the_case->problem.depth || !given(layer, "output_loss", &losses))
        return read_units(reader, layer, GP_OUTPUT_LOSS, place);
    return gp_expected(&losses, "no such key in a layer that is not the last one");
}

/* Units that depend on their whole layer have no slopes: an answer may have an empty array. Numbers are not asked for there. */
static bool read_slopes(answer_reader *reader, const gp_node *layer, gp_place place)
{
    gp_node slopes;
    if (reader->pass != VALUES || !given(layer, "slope", &slopes))
        return true;
    const gp_activation activation = reader->the_case->problem.layers[place.layer - 1].shape.activation;
    const bool empty = json_is_array(slopes.value) && json_array_size(slopes.value) == 0;
    return (empty && !gp_activations[activation].slopes) || read_units(reader, layer, GP_SLOPE, place);
}

static bool read_layer(answer_reader *reader, const gp_node *layer, gp_place place)
{
    return read_units(reader, layer, GP_NET_INPUT, place) && read_units(reader, layer, GP_ACTIVATED, place) &&
           read_output_losses(reader, layer, place) && read_units(reader, layer, GP_ACTIVATION_GRADIENT, place) &&
           read_slopes(reader, layer, place) && read_units(reader, layer, GP_DELTA, place);
}

static bool read_input_gradient(answer_reader *reader, const gp_node *sample, gp_place place)
{
    gp_node gradient;
    place.quantity = GP_INPUT_GRADIENT;
    return reader->pass != VALUES || !given(sample, "dx", &gradient) ||
           read_row(reader, &gradient, reader->the_case->problem.inputs, "one number for each input", &place, &place.input);
}

static bool read_sample(answer_reader *reader, const gp_node *sample, gp_place place)
{
    static const char *const keys[] = {"layer", "z", "a", "output_loss", "da", "slope", "delta", NULL};
    static const numbered_list layers = {"layers", GP_LAYERS_FROM, keys, "a layer", read_layer};
    return read_list(reader, sample, &layers, place) && read_single(reader, sample, GP_SAMPLE_LOSS, place) &&
           read_input_gradient(reader, sample, place);
}

static bool read_step(answer_reader *reader, const gp_node *step, gp_place place)
{
    static const char *const parameter_keys[] = {"layer", "W", "b", NULL};
    static const char *const sample_keys[] = {"sample", "layers", "loss", "dx", NULL};
    static const char *const gradient_keys[] = {"layer", "dW", "db", NULL};
    static const char *const clipped_keys[] = {"layer", "dW_clipped", "db_clipped", NULL};
    static const char *const change_keys[] = {"layer",   "W_velocity", "b_velocity", "W_m",     "b_m",      "W_v",      "b_v",
                                              "W_m_hat", "b_m_hat",    "W_v_hat",    "b_v_hat", "W_change", "b_change", NULL};
    static const numbered_list parameters = {"parameters", GP_LAYERS_FROM, parameter_keys, "a layer", read_parameters};
    static const numbered_list samples = {"samples", GP_SAMPLES_FROM, sample_keys, "a sample of the problem", read_sample};
    static const numbered_list gradients = {"gradients", GP_LAYERS_FROM, gradient_keys, "a layer", read_gradients};
    static const numbered_list clipped = {"clipped", GP_LAYERS_FROM, clipped_keys, "a layer", read_clipped};
    static const numbered_list changes = {"changes", GP_LAYERS_FROM, change_keys, "a layer", read_changes};
    return read_list(reader, step, &parameters, place) && read_list(reader, step, &samples, place) &&
           read_list(reader, step, &gradients, place) && read_list(reader, step, &clipped, place) &&
           read_list(reader, step, &changes, place);
}

static bool read_error(answer_reader *reader, const gp_node *error, gp_place place)
{
    return read_single(reader, error, GP_EPOCH_ERROR, place);
}

static bool read_pass(answer_reader *reader, const gp_node *root, answer_pass pass)
{
    static const char *const step_keys[] = {"step", "parameters", "samples", "gradients", "clipped", "changes", NULL};
    static const char *const error_keys[] = {"epoch", "error", NULL};
    static const numbered_list steps = {"steps", GP_STEPS_FROM, step_keys, "a step of the run", read_step};
    static const numbered_list errors = {"errors", GP_EPOCHS_FROM, error_keys, "an epoch of the run", read_error};
    reader->pass = pass;
    return read_list(reader, root, &steps, (gp_place){0}) && read_list(reader, root, &errors, (gp_place){0});
}

/* Where a trace does not say from where it counts: a layer 0 shows it. Where 0 does not occur, steps, samples and epochs count
   from 1 if the number just behind the last one does. Else it is a guess: from 1, if that makes of all numbers what the case
   records. */
static void find_numbering(answer_reader *reader)
{
    const gp_problem *problem = &reader->the_case->problem;
    const size_t behind_last[gp_convention_count] = {[GP_STEPS_FROM] = gp_problem_steps(problem) + 1,
                                                     [GP_SAMPLES_FROM] = problem->samples,
                                                     [GP_EPOCHS_FROM] = problem->epochs + 1};
    for (gp_convention from = GP_LAYERS_FROM; from <= GP_EPOCHS_FROM; from++) {
        gp_custom *custom = &reader->answer->customs[from];
        const bool zero = reader->least[from] == 0, any = reader->least[from] <= reader->most[from];
        if (custom->declared)
            continue;
        if (from == GP_LAYERS_FROM) {
            custom->value = zero && reader->most[from] < problem->depth ? 0 : 1; /* with all others, layer 0 is the input */
            continue;
        }
        const bool behind = reader->most[from] == behind_last[from];
        const bool guess = reader->unrecorded[from] && !reader->unrecorded_from_1[from];
        custom->value = !zero && (behind || guess) ? 1 : 0;
        reader->answer->unsettled[from] = any && !zero && !behind;
    }
}

static bool read_trace(const gp_node *root, const gp_case *the_case, gp_answer *answer)
{
    answer_reader reader = {.the_case = the_case, .answer = answer};
    memset(reader.least, 0xff, sizeof reader.least); /* SIZE_MAX */
    if (!read_pass(&reader, root, NUMBERS))
        return false;
    find_numbering(&reader);
    if (!read_pass(&reader, root, SHAPES))
        return false;
    if (!answer->customs[GP_TRANSPOSED].declared)
        answer->customs[GP_TRANSPOSED].value = (reader.transposed ? -1 : 1) * (!reader.biases        ? 1
                                                                               : reader.biases_first ? 3
                                                                                                     : 2);
    answer->square_only = reader.square && !reader.upright && !reader.transposed;
    return read_pass(&reader, root, VALUES);
}

/* A positive number, or a product in words. */
static bool read_factor(const gp_node *node, gp_factor *factor)
{
    const char *text = json_string_value(node->value);
    *factor = (gp_factor){.number = json_number_value(node->value)};
    return (text ? gp_factor_read(text, factor) : factor->number > 0) ||
           gp_expected(node, "a positive number, such as 0.5 or \"1/2\", or a product such as \"1/samples\"");
}

/* The same, of what the rate may be subtracted in. */
static bool read_signed_factor(const gp_node *node, gp_factor *factor)
{
    const char *text = json_string_value(node->value);
    const bool negative = text ? *text == '-' : json_number_value(node->value) < 0;
    *factor = (gp_factor){.number = fabs(json_number_value(node->value))};
    if (!(text ? gp_factor_read(text + negative, factor) : factor->number > 0))
        return gp_expected(node, "a number other than 0, such as -1, or a product such as \"-rate\"");
    if (negative)
        factor->number = -factor->number;
    return true;
}

void gp_answer_count_from(const gp_case *the_case, gp_answer *answer, gp_convention convention, double from)
{
    const gp_node root = gp_root(&answer->source);
    answer_reader reader = {.the_case = the_case, .answer = answer};
    answer->customs[convention].value = from;
    answer->present_count = answer->others = 0;
    memset(answer->present, 0, the_case->expectation_count * sizeof *answer->present);
    memset(answer->values, 0, the_case->expectation_count * sizeof *answer->values);
    read_pass(&reader, &root, VALUES); /* as it did before: all numbers are in the run, counted either way */
}

static bool read_convention(const gp_node *node, const gp_problem *problem, gp_convention convention, gp_custom *custom)
{
    if (convention <= GP_TRANSPOSED) {
        int which;
        if (!gp_choice(node, convention_words[convention], &which))
            return false;
        const int size = 1 + which / 2;
        custom->value = which % 2 == 0 ? size : -size;
        return true;
    }
    if (convention <= GP_EPOCHS_FROM) {
        size_t from = 0;
        bool known = gp_whole(node, 0, 1, &from);
        custom->value = (double)from;
        return known;
    }
    if (!(convention == GP_VELOCITY_FACTOR ? read_signed_factor : read_factor)(node, &custom->factor))
        return false;
    custom->value = gp_factor_at(&custom->factor, problem, 0);
    return true;
}

static bool read_conventions(const gp_node *root, const gp_problem *problem, gp_answer *answer)
{
    const char *keys[gp_convention_count + 1] = {NULL};
    memcpy(keys, gp_convention_names, sizeof gp_convention_names);
    gp_node conventions, value;
    if (!given(root, "conventions", &conventions))
        return true;
    if (!gp_object(&conventions, keys))
        return false;
    for (gp_convention k = GP_DELTA_SIGN; (int)k < gp_convention_count; k++) {
        gp_custom *custom = &answer->customs[k];
        custom->declared = given(&conventions, keys[k], &value);
        if (custom->declared && !read_convention(&value, problem, k, custom))
            return false;
    }
    return true;
}

static bool is_of_case(const gp_node *root, const gp_case *the_case)
{
    gp_node id;
    if (!given(root, "case", &id))
        return true;
    if (!the_case->id)
        return gp_expected(&id, "no such key, as the problem has no id");
    const char *text; /* made fit to be shown as the case's own id is */
    return (json_is_string(id.value) && gp_text(&id, &text) && strcmp(text, the_case->id) == 0) ||
           gp_expected(&id, "the case that was asked for, \"%s\"", the_case->id);
}

static bool read_unsupported(const gp_node *root, const gp_node *reason, gp_answer *answer)
{
    static const char *const keys[] = {"unsupported", "format", "case", NULL};
    gp_node format;
    int which;
    return gp_object(root, keys) && gp_text(reason, &answer->unsupported) &&
           (!given(root, "format", &format) || gp_choice(&format, formats, &which));
}

static bool read_answer(const gp_case *the_case, gp_answer *answer)
{
    static const char *const keys[] = {"format", "case", "precision", "conventions", "steps", "errors", "unsupported", NULL};
    gp_node root = gp_root(&answer->source), node;
    int which;
    if (json_is_object(root.value) && gp_has(&root, "problem"))
        return gp_wrong(&root, "expected a trace, found the request itself");
    if (!gp_object(&root, keys) || !is_of_case(&root, the_case))
        return false;
    if (given(&root, "unsupported", &node))
        return read_unsupported(&root, &node, answer);
    if (!gp_member(&root, "format", &node) || !gp_choice(&node, formats, &which))
        return false;
    if (given(&root, "precision", &node)) {
        if (!gp_choice(&node, gp_precision_words, &which))
            return false;
        answer->precision = (gp_precision)which;
    }
    return read_conventions(&root, &the_case->problem, answer) && read_trace(&root, the_case, answer);
}

static bool allocate(const gp_case *the_case, gp_answer *answer)
{
    const size_t count = the_case->expectation_count;
    memcpy(answer->customs, plain, sizeof plain);
    answer->values = calloc(count + 1, sizeof *answer->values);
    answer->coarse = calloc(count + 1, sizeof *answer->coarse);
    answer->present = calloc(count + 1, sizeof *answer->present);
    return (answer->values && answer->coarse && answer->present) ||
           gp_no_memory(&answer->source, "%zu number%s", count, gp_plural(count));
}

/* What the values of an answer may take in memory: as much as those of any trace of the run, in any way of writing them. */
static size_t most_memory(const gp_problem *problem)
{
    const double for_a_message = 16 << 20, for_a_value = 128;
    const double most = for_a_message + for_a_value * gp_problem_trace_values(problem);
    return most < 0x1p62 ? (size_t)most : SIZE_MAX;
}

/* A table of numbers needs no JSON. */
static bool read_table(const char *name, const char *text, size_t length, const gp_case *the_case, gp_answer *answer,
                       gp_message *message)
{
    gp_source_begin(name, true, &answer->source, message);
    return allocate(the_case, answer) && gp_answer_table_read(answer->source.name, text, length, the_case, answer, message);
}

static bool read_source(const char *name, const char *text, size_t length, const gp_case *the_case, gp_answer *answer,
                        gp_message *message)
{
    const size_t most = most_memory(&the_case->problem);
    return gp_source_read(name, text, length, most, &answer->source, message) && allocate(the_case, answer) &&
           read_answer(the_case, answer);
}

bool gp_answer_read(const char *name, const char *text, size_t length, const gp_case *the_case, gp_answer *answer,
                    gp_message *message)
{
    *answer = (gp_answer){0};
    const bool is_table = text && gp_is_answer_table(text, length);
    if (is_table ? read_table(name, text, length, the_case, answer, message)
                 : read_source(name, text, length, the_case, answer, message))
        return true;
    const bool no_memory = answer->source.no_memory;
    gp_answer_close(answer);
    answer->no_memory = no_memory;
    return false;
}

bool gp_answer_create(const gp_case *the_case, gp_answer *answer, gp_message *message)
{
    *answer = (gp_answer){0};
    gp_source_begin(the_case->source.name, false, &answer->source, message);
    if (allocate(the_case, answer))
        return true;
    gp_answer_close(answer);
    return false;
}

bool gp_answer_open(const char *file, const gp_case *the_case, gp_answer *answer, gp_message *message)
{
    size_t length;
    char *text = gp_file_text(file, &length); /* where it cannot be read, the reader says why */
    const char *name = text && strcmp(file, "-") == 0 ? "standard input" : file;
    const bool read = gp_answer_read(name, text, length, the_case, answer, message);
    free(text);
    return read;
}

void gp_answer_close(gp_answer *answer)
{
    free(answer->values);
    free(answer->coarse);
    free(answer->present);
    gp_source_close(&answer->source);
    *answer = (gp_answer){0};
}
