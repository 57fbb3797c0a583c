#include "oracle/fresh.h"

#include "golden/request.h"
#include "oracle/run.h"
#include "reference/activation.h"
#include "reference/random.h"
#include "reference/update.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers are drawn in thousandths. */
enum { largest_draw = 2000 };

/* How often a problem is drawn until the run of one keeps the bounds. */
enum { most_attempts = 400 };

/* So many inputs are no more than a layer can have. */
enum { many_inputs = 20 };

/* A problem that is being drawn. */
typedef struct drawing {
    const gp_case *like;
    gp_fresh_width width;
    gp_fresh_kinds kinds;
    uint32_t seed;
    gp_random random;
    bool used[largest_draw + 1]; /* by size */
    bool small_rates;            /* as others have burst */
    bool small_layers;           /* as the runs of larger ones have left the bounds */
    bool small_weights;          /* as outputs of another kind have lost their slope */
    bool no_memory;
} drawing;

static size_t draw_size(drawing *at, size_t least, size_t most)
{
    return least + gp_random_word(&at->random) % (most - least + 1);
}

/* Numbers that mean something of themselves. Where all others are used up, one may come again. */
static bool is_plain(size_t thousandths)
{
    return thousandths % 250 == 0;
}

static bool is_taken(const drawing *at, size_t thousandths)
{
    return at->used[thousandths] || is_plain(thousandths);
}

static size_t draw_thousandths(drawing *at, size_t least, size_t most)
{
    size_t number = draw_size(at, least, most);
    for (size_t k = 0; k < 4 * (most - least) && is_taken(at, number); k++)
        number = draw_size(at, least, most);
    at->used[number] = true;
    return number;
}

/* Takes over a value that was made; NULL where memory was short. */
static json_t *made(drawing *at, json_t *value)
{
    at->no_memory = at->no_memory || !value;
    return value;
}

static void set(drawing *at, json_t *object, const char *key, json_t *value)
{
    at->no_memory = json_object_set_new(object, key, made(at, value)) != 0 || at->no_memory;
}

static void append(drawing *at, json_t *array, json_t *value)
{
    at->no_memory = json_array_append_new(array, made(at, value)) != 0 || at->no_memory;
}

static json_t *whole(size_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *in_thousandths(size_t number, bool negative)
{
    char text[48];
    snprintf(text, sizeof text, "%s%zu.%03zu", negative ? "-" : "", number / 1000, number % 1000);
    return json_string(text);
}

/* A decimal of a size between two bounds, in thousandths; of either sign, if it may have one. */
static json_t *decimal(drawing *at, size_t least, size_t most, bool signs)
{
    const size_t number = draw_thousandths(at, least, most);
    return in_thousandths(number, signs && draw_size(at, 0, 1) == 1);
}

static json_t *decimals(drawing *at, size_t count, size_t least, size_t most, bool signs)
{
    json_t *list = made(at, json_array());
    for (size_t k = 0; k < count; k++)
        append(at, list, decimal(at, least, most, signs));
    return list;
}

/* Layers. */

/* Whether sizes, loss and error are other ones. */
static bool is_wide(const drawing *at)
{
    return at->width == GP_FRESH_WIDE || at->width == GP_FRESH_EQUAL_LAYERS;
}

/* Whether there is one layer more. */
static bool is_deeper(const drawing *at)
{
    return at->kinds != GP_FRESH_SAME_KINDS || (is_wide(at) && at->like->problem.depth > 1);
}

/* Every other layer is a large one: that is larger than the others, and than the inputs, as long as these are not many. */
static bool is_large(const drawing *at, size_t layer)
{
    return is_wide(at) && at->width != GP_FRESH_EQUAL_LAYERS && (at->seed + layer) % 2 == 1;
}

/* The size of all layers that are equal: as a large one is drawn. */
static size_t equal_size(const drawing *at, size_t depth)
{
    return at->small_layers ? 2 + at->seed % 2 : depth + 2 + at->seed % 2;
}

static size_t draw_large(drawing *at, size_t depth)
{
    const gp_problem *like = &at->like->problem;
    size_t most = like->inputs > many_inputs ? 0 : like->inputs + 1;
    for (size_t l = 0; l < like->depth; l++)
        most = like->layers[l].shape.units + 2 > most ? like->layers[l].shape.units + 2 : most;
    most = depth + 3 > most && !at->small_layers ? depth + 3 : most;
    return most + draw_size(at, 1, 2);
}

static size_t draw_inputs(drawing *at, size_t inputs, size_t depth)
{
    if (at->width == GP_FRESH_EQUAL_LAYERS)
        return equal_size(at, depth);
    return is_large(at, 0) && inputs <= many_inputs ? draw_large(at, depth) : inputs + is_wide(at);
}

/* With two units more than there are layers at least, so that an index which counts layers, and is taken for one of units,
   meets a unit, and one which counts units, and is taken for one of layers, misses several. */
static size_t draw_units(drawing *at, size_t units, size_t layer, size_t depth)
{
    if (!is_wide(at))
        return units;
    if (at->width == GP_FRESH_EQUAL_LAYERS)
        return equal_size(at, depth);
    if (is_large(at, layer))
        return draw_large(at, depth);
    units += draw_size(at, 1, 2);
    return units < depth + 2 && !at->small_layers ? depth + draw_size(at, 2, 3) : units;
}

static size_t depth_of(const drawing *at)
{
    return at->like->problem.depth + is_deeper(at);
}

/* Many inputs of large weights drive units to where they have no slope any more. */
static size_t largest_weight(const drawing *at, size_t inputs)
{
    const size_t largest = !is_wide(at) || inputs <= 4 ? 1400 : inputs <= 7 ? 5600 / inputs : 800;
    return at->small_weights ? largest / 2 : largest;
}

static json_t *draw_layer(drawing *at, const json_t *like, gp_bias bias, size_t units, size_t inputs)
{
    json_t *layer = made(at, json_deep_copy(like)), *W = made(at, json_array());
    set(at, layer, "units", whole(units));
    for (size_t j = 0; j < units; j++)
        append(at, W, decimals(at, inputs, 50, largest_weight(at, inputs), true));
    set(at, layer, "W", W);
    if (bias != GP_BIAS_NONE)
        set(at, layer, "b", decimals(at, bias == GP_BIAS_SHARED ? 1 : units, 50, 900, true));
    return layer;
}

/* Which layer of the other problem each layer is like: the last hidden one may come twice, or the only one. */
static size_t layer_like(const drawing *at, size_t layer)
{
    const size_t depth = at->like->problem.depth;
    return is_deeper(at) && layer > 0 && layer + 1 >= depth ? layer - 1 : layer;
}

/* Whether the outputs may have another activation: one as smooth, beside a loss and an error that belong to none. */
static bool may_change_outputs(const gp_problem *like)
{
    const gp_activation activation = like->layers[like->depth - 1].shape.activation;
    return (activation == GP_IDENTITY || activation == GP_SIGMOID || activation == GP_TANH) && like->loss == GP_SQUARED_LOSS &&
           (like->error == GP_SQUARED_LOSS || like->error == GP_ABSOLUTE_LOSS);
}

/* The activation of a layer of another kind. */
static gp_activation other_than(gp_activation like)
{
    return like == GP_SIGMOID ? GP_TANH : GP_SIGMOID;
}

/* The activation of a layer between two of another kind: neither theirs, nor its own, nor that of the outputs; its own where
   that leaves none. */
static gp_activation unlike_all(gp_activation like, gp_activation above, gp_activation outputs)
{
    static const gp_activation smooth[] = {GP_TANH, GP_SIGMOID, GP_SOFTPLUS};
    for (size_t k = 0; k < sizeof smooth / sizeof *smooth; k++)
        if (smooth[k] != like && smooth[k] != above && smooth[k] != outputs)
            return smooth[k];
    return like;
}

/* The activation that a layer of a problem has, counted from 0, by that of the layer which it is like. */
static gp_activation activation_of(const drawing *at, size_t layer, size_t depth)
{
    const gp_problem *like = &at->like->problem;
    const gp_activation same = like->layers[layer_like(at, layer)].shape.activation;
    const bool every_other = (depth - 1 - layer) % 2 == 1;
    switch (at->kinds) {
    case GP_FRESH_SAME_KINDS:
        break;
    case GP_FRESH_OTHER_HIDDEN:
        return every_other ? other_than(same) : same;
    case GP_FRESH_EACH_HIDDEN:
        if (every_other)
            return other_than(same);
        return layer + 1 < depth
                   ? unlike_all(same, activation_of(at, layer + 1, depth), like->layers[like->depth - 1].shape.activation)
                   : same;
    case GP_FRESH_OTHER_OUTPUTS:
        return layer + 1 == depth && may_change_outputs(like) ? other_than(same) : same;
    }
    return same;
}

/* Gives a layer its activation; another one than that of the layer which it is like has no number of its own. */
static void take_activation(drawing *at, json_t *layer, gp_activation like, gp_activation activation)
{
    if (activation == like)
        return;
    set(at, layer, "activation", json_string(gp_activations[activation].name));
    json_object_del(layer, "alpha");
}

static void draw_layers(drawing *at, json_t *problem, size_t inputs, size_t *outputs)
{
    const gp_problem *like = &at->like->problem;
    const json_t *layers_like = json_object_get(json_object_get(at->like->source.root, "problem"), "layers");
    json_t *layers = made(at, json_array());
    const size_t depth = depth_of(at);
    size_t below = inputs;
    for (size_t l = 0; l < depth; l++) {
        const size_t k = layer_like(at, l);
        const gp_layer_shape *shape = &like->layers[k].shape;
        const size_t units = draw_units(at, shape->units, l + 1, depth);
        json_t *layer = draw_layer(at, json_array_get(layers_like, k), shape->bias, units, below);
        take_activation(at, layer, shape->activation, activation_of(at, l, depth));
        append(at, layers, layer);
        below = units;
    }
    set(at, problem, "layers", layers);
    *outputs = below;
}

/* Samples and rule. */

/* A batch of one stays one only where the layers have the same kinds. Others are small, so that there are several steps, and
   have another size: a number that happens to be that of the batch is told from it. */
static size_t draw_batch(const drawing *at)
{
    const size_t batch = at->like->problem.batch;
    if (at->width == GP_FRESH_SAME_SHAPE || (batch == 1 && at->kinds == GP_FRESH_SAME_KINDS))
        return batch;
    return batch == 3 ? 2 : 3;
}

static size_t draw_sample_count(const drawing *at, size_t batch)
{
    if (at->width == GP_FRESH_SAME_SHAPE)
        return at->like->problem.samples;
    return batch == 1 ? 5 : 2 * batch + 1;
}

static size_t draw_epochs(const drawing *at)
{
    const size_t epochs = at->like->problem.epochs;
    if (at->width != GP_FRESH_SAME_SHAPE)
        return 2;
    return epochs < 3 ? epochs : 3;
}

/* Whether every target is 0 or 1. */
static bool has_whole_targets(const gp_problem *problem)
{
    for (size_t k = 0; k < problem->samples * problem->outputs; k++) {
        const long double target = gp_number_long(problem->t[k]);
        if (target != 0 && target != 1)
            return false;
    }
    return true;
}

/* One of so many shares in what is left of 1, of which the last takes all. */
static size_t draw_share(drawing *at, size_t left, size_t shares, size_t most)
{
    const size_t least = most > 100 ? 50 : most / 2;
    size_t share = left;
    for (size_t k = 0; shares > 1 && (k == 0 || (shares == 2 && k < most && is_taken(at, left - share))); k++)
        share = draw_thousandths(at, least, most);
    at->used[share] = true;
    return share;
}

/* Probabilities of classes, which add up to 1: of one class alone where those of the other problem are so. */
static json_t *draw_probabilities(drawing *at, size_t count)
{
    json_t *list = made(at, json_array());
    const bool whole_targets = has_whole_targets(&at->like->problem);
    const size_t class = draw_size(at, 0, count - 1);
    size_t left = 1000;
    for (size_t k = 0; k < count; k++) {
        const size_t share = draw_share(at, left, count - k, 940 / count);
        left -= share;
        append(at, list, in_thousandths(!whole_targets ? share : k == class ? 1000 : 0, false));
    }
    return list;
}

/* What goes together with the activation and the loss of the outputs. */
static json_t *draw_targets(drawing *at, size_t outputs)
{
    const gp_problem *like = &at->like->problem;
    if (like->loss == GP_CROSS_ENTROPY_LOSS)
        return draw_probabilities(at, outputs);
    if (like->layers[like->depth - 1].shape.activation == GP_IDENTITY)
        return decimals(at, outputs, 100, 2000, true);
    return decimals(at, outputs, 100, 900, false);
}

static void draw_samples(drawing *at, json_t *problem, size_t count, size_t inputs, size_t outputs)
{
    json_t *samples = made(at, json_array());
    for (size_t s = 0; s < count; s++) {
        json_t *sample = made(at, json_object());
        set(at, sample, "input", decimals(at, inputs, 100, 1500, true));
        set(at, sample, "target", draw_targets(at, outputs));
        append(at, samples, sample);
    }
    set(at, problem, "samples", samples);
}

/* So that some steps of most problems are clipped, and some are not: a norm is larger than any number that is drawn. With the
   same loss gradients are as large as in the case, and its limit does it. */
static void draw_clip_limit(drawing *at, json_t *training)
{
    json_t *clip = json_object_get(training, "clip");
    if (!is_wide(at))
        return;
    switch (at->like->problem.clipping) {
    case GP_CLIP_NONE:
        break;
    case GP_CLIP_BY_VALUE:
        set(at, clip, "limit", decimal(at, 200, 1500, false));
        break;
    case GP_CLIP_BY_NORM:
        set(at, clip, "limit", in_thousandths(draw_size(at, 1501, 5999), false));
        break;
    }
}

/* With a momentum steps add up, and with a root of squares they are as large as the rate, so that the rate has to be smaller;
 * and where nothing between the layers keeps numbers small.
 */
static void draw_rule_numbers(drawing *at, json_t *training)
{
    /* smallest and largest, in thousandths; an epsilon that is large enough to show */
    static const size_t ranges[gp_rule_number_count][2] = {
        [GP_NUMBER_MOMENTUM] = {300, 900}, [GP_NUMBER_BETA1] = {600, 900},       [GP_NUMBER_BETA2] = {700, 950},
        [GP_NUMBER_EPSILON] = {50, 150},   [GP_NUMBER_WEIGHT_DECAY] = {50, 300}, [GP_NUMBER_BIAS_DECAY] = {50, 300}};
    const bool *has = gp_update_rules[at->like->problem.update].has;
    const bool is_small = has[GP_NUMBER_MOMENTUM] || has[GP_NUMBER_EPSILON] || at->small_rates;
    const size_t least = is_small ? 60 : 200, most = is_small ? 250 : 900;
    set(at, training, "rate",
        at->like->problem.rate_of_each_epoch ? decimals(at, draw_epochs(at), least, most, false)
                                             : decimal(at, least, most, false));
    for (int which = 0; which < gp_rule_number_count; which++)
        if (at->like->problem.rule_numbers[which])
            set(at, training, gp_rule_number_name((gp_rule_number)which),
                decimal(at, ranges[which][0], ranges[which][1], false));
    draw_clip_limit(at, training);
}

/* Of a mean over the outputs, what is drawn is the factor of each. */
static void draw_loss_factor(drawing *at, json_t *loss, size_t outputs)
{
    const json_t *reduction = json_object_get(loss, "reduction");
    const bool is_mean = reduction && strcmp(json_string_value(reduction), "mean") == 0;
    const size_t share = is_mean ? draw_thousandths(at, 60, 200) : draw_thousandths(at, 300, 900);
    set(at, loss, "factor", in_thousandths(is_mean ? share * outputs : share, false));
}

static json_t *draw_problem(drawing *at)
{
    const gp_problem *like = &at->like->problem;
    json_t *problem = made(at, json_deep_copy(json_object_get(at->like->source.root, "problem")));
    json_t *training = json_object_get(problem, "training");
    const size_t batch = draw_batch(at), inputs = draw_inputs(at, like->inputs, depth_of(at));
    size_t outputs;
    json_object_del(problem, "departures");
    set(at, problem, "inputs", whole(inputs));
    draw_layers(at, problem, inputs, &outputs);
    draw_samples(at, problem, draw_sample_count(at, batch), inputs, outputs);
    if (is_wide(at)) {
        draw_loss_factor(at, json_object_get(problem, "loss"), outputs);
        if (like->reports_error)
            set(at, json_object_get(problem, "error"), "factor", decimal(at, 300, 900, false));
    }
    draw_rule_numbers(at, training);
    set(at, training, "batch", whole(batch));
    set(at, training, "epochs", whole(draw_epochs(at)));
    return problem;
}

/* The case around a problem. */

static json_t *numbers_up_to(drawing *at, size_t last)
{
    json_t *list = made(at, json_array());
    for (size_t k = 0; k <= last; k++)
        append(at, list, whole(k));
    return list;
}

static json_t *draw_case(drawing *at, uint32_t seed)
{
    char id[32];
    snprintf(id, sizeof id, "fresh-%lu", (unsigned long)seed);
    json_t *root = made(at, json_object()), *record = made(at, json_object());
    const size_t batch = draw_batch(at), samples = draw_sample_count(at, batch), epochs = draw_epochs(at);
    set(at, root, "format", json_string("goldprop-case-1"));
    set(at, root, "id", json_string(id));
    set(at, root, "title", json_string("A fresh random problem"));
    set(at, root, "problem", draw_problem(at));
    set(at, record, "all", numbers_up_to(at, epochs * ((samples + batch - 1) / batch)));
    if (at->like->problem.reports_error)
        set(at, record, "errors", numbers_up_to(at, epochs));
    set(at, root, "record", record);
    return root;
}

static bool lacks_memory(gp_message *message)
{
    return gp_message_set(message, "expected memory for a fresh problem, found none left");
}

/* Reads what was drawn, so that it is a case like any other. */
static bool read_drawn(const json_t *root, gp_case *fresh, gp_message *message)
{
    char *text = gp_json_line(root);
    if (!text)
        return lacks_memory(message);
    const bool read = gp_case_read("a fresh problem", text, strlen(text), fresh, message);
    free(text);
    return read;
}

/* The run. */

static bool is_in_bounds(const gp_case *fresh, const gp_place *place, double value)
{
    const gp_problem *problem = &fresh->problem;
    if (!(fabs(value) <= 1000))
        return false;
    if (place->quantity == GP_ACTIVATED && problem->layers[place->layer - 1].shape.activation == GP_SOFTMAX &&
        problem->layers[place->layer - 1].shape.units > 1 && value * (1 - value) < 0.01)
        return false;
    if (place->quantity == GP_SLOPE)
        return value == 0 || fabs(value) >= 0.01; /* some activations have a slope of 0 */
    if (place->quantity != GP_ACTIVATED || place->layer < problem->depth)
        return true;
    return fabs(value - (double)gp_number_long(problem->t[place->sample * problem->outputs + place->unit])) >= 0.001;
}

static json_t *expectation(drawing *at, const gp_place *place, double value)
{
    char text[48];
    const gp_quantity quantity = place->quantity;
    json_t *object = made(at, json_object());
    set(at, object, "quantity", json_string(gp_quantities[quantity].name));
    set(at, object, quantity == GP_EPOCH_ERROR ? "epoch" : "step", whole(place->step));
    if (gp_has_sample(quantity))
        set(at, object, "sample", whole(place->sample));
    if (gp_has_unit(quantity)) {
        set(at, object, "layer", whole(place->layer));
        set(at, object, "unit", whole(place->unit));
    }
    if (gp_has_input(quantity))
        set(at, object, "input", whole(place->input));
    snprintf(text, sizeof text, "%.25g", value); /* more digits than a program can write: how many it does can be seen */
    set(at, object, "exact", json_string(text));
    return object;
}

/* Runs the problem, and gives the case its expectations if the run keeps the bounds. @return false where memory is short */
static bool expect_run(drawing *at, const gp_case *fresh, json_t *root, bool *in_bounds)
{
    gp_place *places;
    const size_t count = gp_case_recorded_places(fresh, &places);
    gp_real *values = calloc(count + 1, sizeof *values);
    bool ran = places && values && gp_run_places(&fresh->problem, places, count, values) == GP_OK;
    json_t *list = made(at, json_array());
    *in_bounds = ran;
    for (size_t k = 0; k < count && *in_bounds; k++)
        *in_bounds = is_in_bounds(fresh, &places[k], (double)values[k]);
    for (size_t k = 0; k < count && *in_bounds; k++)
        append(at, list, expectation(at, &places[k], (double)values[k]));
    set(at, root, "expectations", list);
    free(places);
    free(values);
    return ran && !at->no_memory;
}

/* Draws one problem. @return false where memory is short */
static bool attempt(drawing *at, uint32_t seed, gp_case *fresh, bool *in_bounds, gp_message *message)
{
    json_t *root = draw_case(at, seed);
    *in_bounds = false;
    bool done = at->no_memory ? lacks_memory(message) : read_drawn(root, fresh, message);
    if (done) {
        done = expect_run(at, fresh, root, in_bounds) || lacks_memory(message);
        gp_case_close(fresh);
    }
    if (done && *in_bounds)
        done = read_drawn(root, fresh, message);
    json_decref(root);
    return done;
}

bool gp_fresh_case(const gp_case *like, gp_fresh_width width, gp_fresh_kinds kinds, uint32_t seed, gp_case *fresh,
                   gp_message *message)
{
    drawing at = {.like = like, .width = width, .kinds = kinds, .seed = seed};
    gp_random_seed(&at.random, seed);
    for (size_t k = 0; k < most_attempts; k++) {
        bool in_bounds;
        memset(at.used, 0, sizeof at.used);
        at.small_rates = kinds != GP_FRESH_SAME_KINDS || k >= most_attempts / 2;
        at.small_layers = kinds != GP_FRESH_SAME_KINDS || k >= most_attempts / 16;
        at.small_weights = kinds != GP_FRESH_SAME_KINDS && k >= most_attempts / 4;
        if (!attempt(&at, seed, fresh, &in_bounds, message))
            return false;
        if (in_bounds)
            return true;
    }
    *fresh = (gp_case){0};
    return true;
}
