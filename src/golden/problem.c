#include "golden/problem.h"

#include "golden/habits.h"
#include "golden/number.h"
#include "reference/activation.h"
#include "reference/clip.h"
#include "reference/update.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More steps than this are an error of the file, not a run. */
static const size_t most_epochs = SIZE_MAX / 4;
static const size_t most_units = SIZE_MAX / 64;

/* Words that are not those of the reference's rows. */
static const char *const biases[] = {
    [GP_BIAS_NONE] = "none", [GP_BIAS_PER_UNIT] = "per_unit", [GP_BIAS_SHARED] = "shared", NULL};
static const char *const reductions[] = {[GP_SUM] = "sum", [GP_MEAN] = "mean", NULL};
_Static_assert(sizeof biases / sizeof *biases == gp_bias_kind_count + 1, "each kind of biases has a word");
_Static_assert(sizeof reductions / sizeof *reductions == gp_reduction_count + 1, "each reduction has a word");

/* Reads an array of so many numbers to where texts points. */
static bool read_numbers(const gp_node *node, size_t wanted, const char *what, const char **texts)
{
    size_t count;
    if (!gp_array(node, wanted, what, &count))
        return false;
    for (size_t k = 0; k < count; k++) {
        gp_node item = gp_item(node, k);
        if (!gp_decimal_text(&item, &texts[k]))
            return false;
    }
    return true;
}

static bool allocate(const gp_node *node, size_t rows, size_t columns, const char ***texts)
{
    if (rows > SIZE_MAX / sizeof **texts / (columns + 1))
        return gp_wrong(node, "expected a size that fits in memory, found %zu x %zu numbers", rows, columns);
    *texts = calloc(rows * columns + 1, sizeof **texts);
    return *texts || gp_wrong(node, "expected memory for %zu x %zu numbers, found none left", rows, columns);
}

/* Whether rows are those of the transpose: one for each unit of the layer below. */
static bool is_transpose(const gp_node *rows, const gp_problem_layer *layer)
{
    size_t count = json_array_size(rows->value);
    if (layer->inputs == layer->shape.units || count != layer->inputs)
        return false;
    for (size_t i = 0; i < count; i++)
        if (json_array_size(json_array_get(rows->value, i)) != layer->shape.units)
            return false;
    return true;
}

static bool read_weights(const gp_node *layer_node, gp_problem_layer *layer)
{
    gp_node rows;
    size_t count;
    if (!gp_member(layer_node, "W", &rows))
        return false;
    if (is_transpose(&rows, layer))
        return gp_wrong(&rows,
                        "expected W[unit][input], a row for each of %zu unit%s, found its transpose, a row for each of %zu "
                        "input%s",
                        layer->shape.units, gp_plural(layer->shape.units), layer->inputs, gp_plural(layer->inputs));
    if (!gp_array(&rows, layer->shape.units, "one row for each unit", &count) ||
        !allocate(&rows, layer->shape.units, layer->inputs, &layer->W))
        return false;
    for (size_t j = 0; j < count; j++) {
        gp_node row = gp_item(&rows, j);
        if (!read_numbers(&row, layer->inputs, "one number for each unit of the layer below", layer->W + j * layer->inputs))
            return false;
    }
    return true;
}

static bool read_biases(const gp_node *layer_node, gp_problem_layer *layer)
{
    const size_t count = gp_bias_count(&layer->shape);
    if (count == 0)
        return gp_lacks(layer_node, "b", "the bias \"none\"") && gp_lacks(layer_node, "bias_trained", "the bias \"none\"");
    gp_node values, trained;
    layer->shape.bias_trained = true;
    return gp_member(layer_node, "b", &values) && allocate(&values, count, 1, &layer->b) &&
           read_numbers(&values, count,
                        layer->shape.bias == GP_BIAS_SHARED ? "one number for all units" : "one number for each unit",
                        layer->b) &&
           (!gp_has(layer_node, "bias_trained") ||
            (gp_member(layer_node, "bias_trained", &trained) && gp_boolean(&trained, &layer->shape.bias_trained)));
}

/* A frozen layer keeps its weights and its biases: nothing more is said of these. */
static bool read_frozen(const gp_node *layer_node, gp_problem_layer *layer)
{
    gp_node frozen;
    if (!gp_has(layer_node, "frozen"))
        return true;
    if (!gp_member(layer_node, "frozen", &frozen) || !gp_boolean(&frozen, &layer->shape.weights_frozen))
        return false;
    if (!layer->shape.weights_frozen)
        return true;
    layer->shape.bias_trained = false;
    return gp_lacks(layer_node, "bias_trained", "\"frozen\": true");
}

static bool read_activation(const gp_node *node, gp_activation *activation)
{
    const char *words[gp_activation_count + 1] = {NULL};
    int which;
    for (size_t k = 0; k < gp_activation_count; k++)
        words[k] = gp_activations[k].name;
    if (!gp_choice(node, words, &which))
        return false;
    *activation = (gp_activation)which;
    return true;
}

/* Without the key: none where there is no b, and one for each unit where there is. That units share one is said. */
static bool supply_bias(const gp_node *node, const gp_problem_layer *layer)
{
    const size_t units = layer->shape.units;
    gp_node b;
    size_t count;
    if (gp_has(node, "bias"))
        return true;
    if (!gp_has(node, "b"))
        return gp_supply(node, "bias", json_string(biases[GP_BIAS_NONE]));
    if (!gp_member(node, "b", &b))
        return false;
    if (json_array_size(b.value) == 1 && units > 1)
        return gp_expected(
            &b, "an array of %zu item%s, one number for each unit, or \"bias\": \"%s\" beside one number for all units", units,
            gp_plural(units), biases[GP_BIAS_SHARED]);
    return gp_array(&b, units, "one number for each unit", &count) &&
           gp_supply(node, "bias", json_string(biases[GP_BIAS_PER_UNIT]));
}

static bool read_bias(const gp_node *node, gp_problem_layer *layer)
{
    gp_node bias;
    int which;
    if (!supply_bias(node, layer) || !gp_member(node, "bias", &bias) || !gp_choice(&bias, biases, &which))
        return false;
    layer->shape.bias = (gp_bias)which;
    return true;
}

/* The parameter of the activation. */
static bool read_alpha(const gp_node *node, gp_problem_layer *layer)
{
    const gp_activation_row *row = &gp_activations[layer->shape.activation];
    gp_node alpha;
    if (!row->has_alpha) {
        char beside[64];
        snprintf(beside, sizeof beside, "the activation \"%s\"", row->name);
        return gp_lacks(node, "alpha", beside);
    }
    return gp_member(node, "alpha", &alpha) && gp_decimal_text(&alpha, &layer->alpha);
}

static bool read_layer(const gp_node *node, gp_problem_layer *layer)
{
    static const char *const keys[] = {"units", "activation", "alpha", "bias", "bias_trained", "frozen", "W", "b", NULL};
    gp_node units, activation;
    return gp_object(node, keys) && gp_member(node, "units", &units) && gp_whole(&units, 1, most_units, &layer->shape.units) &&
           gp_member(node, "activation", &activation) && read_activation(&activation, &layer->shape.activation) &&
           read_alpha(node, layer) && read_weights(node, layer) && read_bias(node, layer) && read_biases(node, layer) &&
           read_frozen(node, layer);
}

static bool read_layers(const gp_node *node, gp_problem *problem)
{
    gp_node layers, inputs;
    size_t depth;
    if (!gp_member(node, "inputs", &inputs) || !gp_whole(&inputs, 1, most_units, &problem->inputs) ||
        !gp_member(node, "layers", &layers) || !gp_array(&layers, 0, "layers", &depth))
        return false;
    problem->layers = calloc(depth, sizeof *problem->layers);
    if (!problem->layers)
        return gp_wrong(&layers, "expected memory for %zu layer%s, found none left", depth, gp_plural(depth));
    problem->depth = depth;
    problem->outputs = problem->inputs;
    for (size_t l = 0; l < depth; l++) {
        gp_node layer = gp_item(&layers, l);
        problem->layers[l].inputs = problem->outputs;
        if (!read_layer(&layer, &problem->layers[l]))
            return false;
        problem->outputs = problem->layers[l].shape.units;
    }
    return true;
}

static bool read_samples(const gp_node *node, gp_problem *problem)
{
    static const char *const keys[] = {"input", "target", NULL};
    gp_node samples;
    if (!gp_member(node, "samples", &samples) || !gp_array(&samples, 0, "samples", &problem->samples) ||
        !allocate(&samples, problem->samples, problem->inputs, &problem->x) ||
        !allocate(&samples, problem->samples, problem->outputs, &problem->t))
        return false;
    for (size_t s = 0; s < problem->samples; s++) {
        gp_node sample = gp_item(&samples, s), input, target;
        if (!gp_object(&sample, keys) || !gp_member(&sample, "input", &input) || !gp_member(&sample, "target", &target) ||
            !read_numbers(&input, problem->inputs, "one number for each input", problem->x + s * problem->inputs) ||
            !read_numbers(&target, problem->outputs, "one number for each unit of the last layer",
                          problem->t + s * problem->outputs))
            return false;
    }
    return true;
}

/* The loss that belongs together with an activation, as ` beside "softmax" it is "cross-entropy"`; empty where there is none.
 */
static void hint_of_pair(gp_activation activation, char hint[gp_hint_room])
{
    *hint = '\0';
    for (size_t k = 0; k < gp_loss_count; k++)
        if (gp_losses[k].is_paired && gp_losses[k].paired_with == activation)
            snprintf(hint, gp_hint_room, "; beside that it is \"%s\"", gp_losses[k].name);
}

/* A loss that is paired with an activation is that of a last layer that has it. */
static bool fits_last_layer(const gp_node *node, gp_loss_kind kind, const gp_problem *problem)
{
    const gp_loss_row *row = &gp_losses[kind];
    const gp_activation last = problem->layers[problem->depth - 1].shape.activation;
    char hint[gp_hint_room];
    hint_of_pair(last, hint);
    return !row->is_paired || last == row->paired_with ||
           gp_wrong(node, "expected the activation \"%s\" in the last layer beside \"%s\", found \"%s\"%s",
                    gp_activations[row->paired_with].name, row->name, gp_activations[last].name, hint);
}

/* What a loss or a reported error is made of. */
static bool read_kind(const gp_node *object, const gp_problem *problem, gp_loss_kind *kind)
{
    const char *words[gp_loss_count + 1] = {NULL};
    gp_node deviation;
    int which;
    for (size_t k = 0; k < gp_loss_count; k++)
        words[k] = gp_losses[k].name;
    if (!gp_member(object, "deviation", &deviation) || !gp_choice(&deviation, words, &which))
        return false;
    *kind = (gp_loss_kind)which;
    return fits_last_layer(&deviation, *kind, problem);
}

/* 1 where there is no such key; but squares are also halved, and so their factor is said. */
static bool read_factor(const gp_node *object, gp_loss_kind kind, const char **text)
{
    gp_node factor;
    const bool is_said = kind == GP_SQUARED_LOSS || gp_has(object, "factor");
    return (is_said || gp_supply(object, "factor", json_string("1"))) && gp_member(object, "factor", &factor) &&
           gp_decimal_text(&factor, text);
}

/* Divides the factor of the loss by the number of outputs: the denominator is multiplied by it. */
static bool divide_factor(const gp_node *loss, gp_problem *problem)
{
    const char *text = problem->loss_factor, *denominator = strchr(text, '/');
    const size_t length = denominator ? (size_t)(denominator - text) : strlen(text), room = length + 32;
    char *end = NULL;
    errno = 0;
    const unsigned long long number = denominator ? strtoull(denominator + 1, &end, 10) : 1;
    gp_node factor;
    if (errno != 0 || (end && *end) || number > ULLONG_MAX / problem->outputs)
        return gp_member(loss, "factor", &factor) &&
               gp_expected(&factor, "a whole denominator beside the reduction \"mean\", which multiplies it by the outputs");
    problem->divided_factor = malloc(room);
    if (!problem->divided_factor)
        return gp_wrong(loss, "expected memory for a number, found none left");
    snprintf(problem->divided_factor, room, "%.*s/%llu", (int)length, text, number * problem->outputs);
    problem->loss_factor = problem->divided_factor;
    return true;
}

/* The sum over the outputs where there is no such key. */
static bool read_loss_reduction(const gp_node *loss, gp_problem *problem)
{
    gp_node reduction;
    int over;
    if (!gp_has(loss, "reduction"))
        return true;
    if (!gp_member(loss, "reduction", &reduction) || !gp_choice(&reduction, reductions, &over))
        return false;
    return over == GP_SUM || divide_factor(loss, problem);
}

static bool read_loss(const gp_node *node, gp_problem *problem)
{
    static const char *const keys[] = {"deviation", "reduction", "factor", NULL};
    gp_node loss;
    return gp_member(node, "loss", &loss) && gp_object(&loss, keys) && read_kind(&loss, problem, &problem->loss) &&
           read_factor(&loss, problem->loss, &problem->loss_factor) && read_loss_reduction(&loss, problem);
}

/* A reported error is made of all outputs of all samples. */
static bool read_error_reduction(const gp_node *error, gp_problem *problem)
{
    static const char *const words[] = {"sum", "mean", "mean-over-samples", "mean-over-outputs", NULL};
    enum { sum, mean, mean_over_samples, mean_over_outputs };
    gp_node reduction;
    int over;
    if (!gp_member(error, "reduction", &reduction) || !gp_choice(&reduction, words, &over))
        return false;
    problem->error_over_samples = over == mean || over == mean_over_samples ? GP_MEAN : GP_SUM;
    problem->error_over_outputs = over == mean || over == mean_over_outputs ? GP_MEAN : GP_SUM;
    return true;
}

/* Without the key no error is reported. */
static bool read_error(const gp_node *node, gp_problem *problem)
{
    static const char *const keys[] = {"deviation", "reduction", "factor", "penalty", NULL};
    gp_node error;
    problem->error_factor = "1";
    problem->reports_error = gp_has(node, "error");
    return !problem->reports_error ||
           (gp_member(node, "error", &error) && gp_object(&error, keys) && read_kind(&error, problem, &problem->error) &&
            read_error_reduction(&error, problem) && read_factor(&error, problem->error, &problem->error_factor));
}

/* Gradient descent where there is no such key. */
static bool read_update_rule(const gp_node *training, gp_update_rule *update)
{
    const char *words[gp_update_rule_count + 1] = {NULL};
    gp_node rule;
    int which;
    if (!gp_has(training, "rule"))
        return true;
    for (size_t k = 0; k < gp_update_rule_count; k++)
        words[k] = gp_update_rules[k].name;
    if (!gp_member(training, "rule", &rule) || !gp_choice(&rule, words, &which))
        return false;
    *update = (gp_update_rule)which;
    return true;
}

/* 1 - beta^t and the root with epsilon are divided by: none of them may be 0. */
static bool is_in_range(const gp_node *node, gp_rule_number which, gp_real value)
{
    switch (which) {
    case GP_NUMBER_MOMENTUM:
        return true;
    case GP_NUMBER_BETA1:
    case GP_NUMBER_BETA2:
        return (value >= 0 && value < 1) || gp_expected(node, "a number from 0 to less than 1");
    case GP_NUMBER_EPSILON:
        return value > 0 || gp_expected(node, "a number above 0");
    case GP_NUMBER_WEIGHT_DECAY:
    case GP_NUMBER_BIAS_DECAY:
        return value >= 0 || gp_expected(node, "a number that is not below 0");
    }
    return false;
}

static bool has_frozen_layer(const gp_problem *problem)
{
    for (size_t l = 0; l < problem->depth; l++)
        if (problem->layers[l].shape.weights_frozen)
            return true;
    return false;
}

/* Gradients are not clipped where there is no such key. Beside a frozen layer there is none: texts do not say whether its
 * gradients have a share in the norm. */
static bool read_clip(const gp_node *training, gp_problem *problem)
{
    static const char *const keys[] = {"by", "limit", NULL};
    const char *kinds[gp_clipping_count] = {NULL};
    gp_node clip, by, limit;
    int which;
    if (!gp_has(training, "clip"))
        return true;
    if (has_frozen_layer(problem))
        return gp_lacks(training, "clip", "a frozen layer");
    for (int kind = GP_CLIP_NONE + 1; kind < gp_clipping_count; kind++)
        kinds[kind - 1] = gp_clipping_names[kind];
    if (!gp_member(training, "clip", &clip) || !gp_object(&clip, keys) || !gp_member(&clip, "by", &by) ||
        !gp_choice(&by, kinds, &which) || !gp_member(&clip, "limit", &limit) || !gp_decimal_text(&limit, &problem->clip_limit))
        return false;
    problem->clipping = (gp_clipping)(which + 1);
    return gp_number_real(problem->clip_limit) > 0 || gp_expected(&limit, "a number above 0");
}

static bool read_number(const gp_node *training, gp_rule_number which, gp_problem *problem)
{
    gp_node number;
    return gp_member(training, gp_rule_number_name(which), &number) &&
           gp_decimal_text(&number, &problem->rule_numbers[which]) &&
           is_in_range(&number, which, gp_number_real(problem->rule_numbers[which]));
}

/* A key that some update rules have, and others have no use for; or one that each of them may have. */
static bool read_number_of_rule(const gp_node *training, gp_rule_number which, gp_problem *problem)
{
    const gp_update_rule_row *rule = &gp_update_rules[problem->update];
    const char *key = gp_rule_number_name(which);
    if ((int)which >= gp_own_number_count)
        return !gp_has(training, key) || read_number(training, which, problem);
    if (rule->has[which])
        return read_number(training, which, problem);
    gp_message beside;
    const char *before = ": ";
    gp_message_set(&beside, "the rule \"%s\" (rules that have it", rule->name);
    for (size_t other = 0; other < gp_update_rule_count; other++)
        if (gp_update_rules[other].has[which]) {
            gp_message_append(&beside, "%s\"%s\"", before, gp_update_rules[other].name);
            before = ", ";
        }
    gp_message_append(&beside, ")");
    return gp_lacks(training, key, beside.text);
}

static bool read_numbers_of_rule(const gp_node *training, gp_problem *problem)
{
    for (int which = 0; which < gp_rule_number_count; which++)
        if (!read_number_of_rule(training, (gp_rule_number)which, problem))
            return false;
    return true;
}

/* Keys that have only one meaning: the batch of a single sample, the reduction of a batch of one, and what a run without
   updates has no use for. */
static bool supply(const gp_node *training, const char *key, bool has_one_meaning, json_t *meaning)
{
    if (has_one_meaning && !gp_has(training, key))
        return gp_supply(training, key, meaning);
    json_decref(meaning);
    return true;
}

static bool read_batch(const gp_node *training, gp_problem *problem)
{
    gp_node batch, reduction;
    int over;
    if (!supply(training, "batch", problem->epochs == 0 || problem->samples == 1, json_integer(1)) ||
        !gp_member(training, "batch", &batch) || !gp_whole(&batch, 1, problem->samples, &problem->batch) ||
        !supply(training, "reduction", problem->batch == 1, json_string(reductions[GP_SUM])) ||
        !gp_member(training, "reduction", &reduction) || !gp_choice(&reduction, reductions, &over))
        return false;
    problem->reduction = (gp_reduction)over;
    return true;
}

/* One rate for each epoch. */
static bool read_rates(const gp_node *rates, gp_problem *problem)
{
    static const char *const what = "a rate for each epoch";
    size_t count;
    if (problem->epochs == 0)
        return gp_expected(rates, "a single rate or none beside 0 epochs");
    return gp_array(rates, problem->epochs, what, &count) && allocate(rates, count, 1, &problem->rates) &&
           read_numbers(rates, count, what, problem->rates);
}

static bool read_rate(const gp_node *training, gp_problem *problem)
{
    gp_node rate;
    if (!supply(training, "rate", problem->epochs == 0, json_string("0")) || !gp_member(training, "rate", &rate))
        return false;
    problem->rate_of_each_epoch = json_is_array(rate.value);
    return problem->rate_of_each_epoch ? read_rates(&rate, problem)
                                       : allocate(&rate, 1, 1, &problem->rates) && gp_decimal_text(&rate, problem->rates);
}

static bool read_training(const gp_node *node, gp_problem *problem)
{
    static const char *const keys[] = {"rule",       "rate", "momentum", "beta1",     "beta2",  "epsilon", "weight_decay",
                                       "bias_decay", "clip", "batch",    "reduction", "epochs", NULL};
    gp_node training, epochs;
    return gp_member(node, "training", &training) && gp_object(&training, keys) &&
           read_update_rule(&training, &problem->update) && gp_member(&training, "epochs", &epochs) &&
           gp_whole(&epochs, 0, most_epochs / problem->samples, &problem->epochs) && read_rate(&training, problem) &&
           read_numbers_of_rule(&training, problem) && read_clip(&training, problem) && read_batch(&training, problem);
}

static bool decays(const gp_problem *problem, gp_rule_number which)
{
    return problem->rule_numbers[which] && gp_number_real(problem->rule_numbers[which]) != 0;
}

/* The penalty of what decays, whose slope it is: beside a rule that adds that slope to the gradients. */
static bool read_penalty(const gp_node *node, gp_problem *problem)
{
    static const char *const words[] = {"l2", NULL};
    const gp_update_rule_row *rule = &gp_update_rules[problem->update];
    gp_node error, penalty;
    int which;
    if (!problem->reports_error)
        return true;
    if (!gp_member(node, "error", &error))
        return false;
    if (rule->is_decoupled) {
        char beside[96];
        snprintf(beside, sizeof beside, "the rule \"%s\", whose decay is no term of a loss", rule->name);
        return gp_lacks(&error, "penalty", beside);
    }
    problem->error_penalty = gp_has(&error, "penalty");
    if (!problem->error_penalty)
        return true;
    if (!gp_member(&error, "penalty", &penalty) || !gp_choice(&penalty, words, &which))
        return false;
    return decays(problem, GP_NUMBER_WEIGHT_DECAY) || decays(problem, GP_NUMBER_BIAS_DECAY) ||
           gp_wrong(&penalty, "expected \"weight_decay\" or \"bias_decay\" above 0 in \"training\" beside a penalty, found "
                              "neither");
}

static bool trained_shared_bias(const gp_problem_layer *layer)
{
    return layer->shape.bias == GP_BIAS_SHARED && layer->shape.bias_trained;
}

static bool trained_hidden_biases(const gp_problem *problem)
{
    for (size_t l = 0; l + 1 < problem->depth; l++)
        if (problem->layers[l].shape.bias != GP_BIAS_NONE && problem->layers[l].shape.bias_trained)
            return true;
    return false;
}

/* A departure has a meaning only where the network has what it is about. */
static bool applies(const gp_node *node, const gp_problem *problem, gp_departure departure)
{
    const char *id = gp_departure_catalogue[departure].id;
    const gp_problem_layer *last = &problem->layers[problem->depth - 1];
    if (problem->depth < 2)
        return gp_wrong(node, "expected a network with a hidden layer for %s, found a single layer", id);
    if (departure == GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS && problem->batch != 1)
        return gp_wrong(node, "expected the batch 1 for %s, found %zu", id, problem->batch);
    if (departure == GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS && problem->update != GP_GRADIENT_DESCENT)
        return gp_wrong(node, "expected the rule \"%s\" for %s, found \"%s\"", gp_update_rules[GP_GRADIENT_DESCENT].name, id,
                        gp_update_rules[problem->update].name);
    if (problem->clipping != GP_CLIP_NONE)
        return gp_wrong(node, "expected no \"clip\" beside %s, found one", id);
    if (departure == GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT && (!trained_shared_bias(last) || last[-1].shape.bias != GP_BIAS_SHARED))
        return gp_wrong(node, "expected shared biases in the last two layers, the last one trained, for %s, found others", id);
    if (departure == GP_HIDDEN_BIASES_FROZEN && !trained_hidden_biases(problem))
        return gp_wrong(node, "expected a hidden layer with trained biases for %s, found none", id);
    return true;
}

static bool read_departures(const gp_node *node, gp_problem *problem)
{
    gp_node departures;
    size_t count;
    if (!gp_has(node, "departures"))
        return true;
    const char *ids[gp_documented_count + 1] = {NULL};
    for (size_t k = 0; k < gp_documented_count; k++)
        ids[k] = gp_departure_catalogue[k].id;
    if (!gp_member(node, "departures", &departures) || !gp_array(&departures, 0, "names of departures", &count))
        return false;
    for (size_t k = 0; k < count; k++) {
        gp_node item = gp_item(&departures, k);
        int which;
        if (!gp_choice(&item, ids, &which) || !applies(&item, problem, (gp_departure)which))
            return false;
        if (gp_departs(problem->departures, (gp_departure)which))
            return gp_expected(&item, "a departure that is not listed before");
        problem->departures = gp_departures_of_either(problem->departures, gp_departure_set((gp_departure)which));
    }
    return true;
}

bool gp_problem_read(const gp_node *node, gp_problem *problem)
{
    static const char *const keys[] = {"inputs", "layers", "samples", "loss", "error", "training", "departures", NULL};
    *problem = (gp_problem){0};
    if (gp_object(node, keys) && read_layers(node, problem) && read_samples(node, problem) && read_loss(node, problem) &&
        read_error(node, problem) && read_training(node, problem) && read_penalty(node, problem) &&
        read_departures(node, problem))
        return true;
    gp_problem_free(problem);
    return false;
}

void gp_problem_free(gp_problem *problem)
{
    for (size_t l = 0; l < problem->depth; l++) {
        free(problem->layers[l].W);
        free(problem->layers[l].b);
    }
    free(problem->layers);
    free(problem->x);
    free(problem->t);
    free(problem->rates);
    free(problem->divided_factor);
    *problem = (gp_problem){0};
}

size_t gp_problem_steps_per_epoch(const gp_problem *problem)
{
    return (problem->samples - 1) / problem->batch + 1;
}

size_t gp_problem_steps(const gp_problem *problem)
{
    return problem->epochs * gp_problem_steps_per_epoch(problem);
}

size_t gp_problem_epoch_steps(const gp_problem *problem, size_t epoch, size_t *count)
{
    const size_t steps = gp_problem_steps_per_epoch(problem);
    *count = epoch < problem->epochs ? steps : 1;
    return epoch * steps;
}

const char *gp_problem_rate(const gp_problem *problem, size_t step)
{
    const size_t epoch = step / gp_problem_steps_per_epoch(problem), last = problem->epochs - 1;
    return problem->rates[!problem->rate_of_each_epoch ? 0 : epoch < last ? epoch : last];
}

size_t gp_problem_step_samples(const gp_problem *problem, size_t step, size_t *count)
{
    if (step == gp_problem_steps(problem)) {
        *count = problem->samples;
        return 0;
    }
    size_t first = step % gp_problem_steps_per_epoch(problem) * problem->batch;
    *count = problem->samples - first < problem->batch ? problem->samples - first : problem->batch;
    return first;
}

/* The numbers of one quantity in one layer, with their arrays; the 3 are an object for them, its number, and an array. */
static double values_in_layer(const gp_problem_layer *layer, gp_extent extent)
{
    const double units = (double)layer->shape.units;
    return extent == GP_EACH_WEIGHT ? 3 + units * (1 + (double)layer->inputs) : 3 + units;
}

static double values_of(const gp_problem *problem, gp_extent extent)
{
    double values = 0;
    switch (extent) {
    case GP_ONE:
        return 8;
    case GP_EACH_INPUT:
        return 1 + (double)problem->inputs;
    case GP_EACH_OUTPUT:
        return 1 + (double)problem->outputs;
    case GP_EACH_UNIT:
    case GP_EACH_WEIGHT:
    case GP_EACH_BIAS:
        for (size_t l = 0; l < problem->depth; l++)
            values += values_in_layer(&problem->layers[l], extent);
    }
    return values;
}

double gp_problem_trace_values(const gp_problem *problem)
{
    const double steps = (double)gp_problem_steps(problem), samples = (double)problem->samples;
    double values = 0;
    for (int q = 0; q < gp_quantity_count; q++)
        values += !gp_rule_has(problem->update, problem->clipping, (gp_quantity)q)
                      ? 0
                      : values_of(problem, gp_quantities[q].extent) *
                            (gp_has_sample((gp_quantity)q) ? steps * (double)problem->batch + samples : steps + 1);
    return values;
}

bool gp_problem_has(const gp_problem *problem, const gp_place *place)
{
    const size_t steps = gp_problem_steps(problem);
    const gp_quantity quantity = place->quantity;
    if (quantity == GP_EPOCH_ERROR)
        return problem->reports_error && place->step <= problem->epochs;

    if (!gp_rule_has(problem->update, problem->clipping, quantity))
        return false;
    if (place->step > steps || (place->step == steps && !gp_in_final_pass(quantity)))
        return false;
    if (gp_has_sample(quantity)) {
        size_t count, first = gp_problem_step_samples(problem, place->step, &count);
        if (place->sample < first || place->sample - first >= count)
            return false;
    }
    if (gp_has_unit(quantity) && (place->layer < 1 || place->layer > problem->depth))
        return false;
    const gp_problem_layer *layer = gp_has_unit(quantity) ? &problem->layers[place->layer - 1] : NULL;
    switch (gp_quantities[quantity].extent) {
    case GP_ONE:
        return true;
    case GP_EACH_UNIT:
        return place->unit < layer->shape.units && (quantity != GP_SLOPE || gp_activations[layer->shape.activation].slopes);
    case GP_EACH_OUTPUT:
        return place->layer == problem->depth && place->unit < layer->shape.units;
    case GP_EACH_WEIGHT:
        return place->unit < layer->shape.units && place->input < layer->inputs;
    case GP_EACH_BIAS:
        return place->unit < gp_bias_count(&layer->shape);
    case GP_EACH_INPUT:
        return place->input < problem->inputs;
    }
    return false;
}

const char *gp_problem_parameter(const gp_problem *problem, const gp_place *place)
{
    const gp_problem_layer *layer = &problem->layers[place->layer - 1];
    return place->quantity == GP_WEIGHT ? layer->W[place->unit * layer->inputs + place->input] : layer->b[place->unit];
}
