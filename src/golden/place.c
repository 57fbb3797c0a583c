#include "golden/place.h"

#include <stdio.h>

const char *const gp_quantity_names[gp_quantity_count] = {"W", "b", "z", "a", "loss", "delta", "dW", "db", "error"};

bool gp_has_sample(gp_quantity quantity)
{
    return quantity == GP_NET_INPUT || quantity == GP_ACTIVATED || quantity == GP_SAMPLE_LOSS || quantity == GP_DELTA;
}

bool gp_has_unit(gp_quantity quantity)
{
    return quantity != GP_SAMPLE_LOSS && quantity != GP_EPOCH_ERROR;
}

bool gp_has_input(gp_quantity quantity)
{
    return quantity == GP_WEIGHT || quantity == GP_WEIGHT_GRADIENT;
}

/* The part of a step in which a quantity is computed: parameters, then each sample, then gradients; errors after all steps. */
static size_t stage(gp_quantity quantity)
{
    if (quantity == GP_EPOCH_ERROR)
        return 3;
    if (gp_has_sample(quantity))
        return 1;
    return quantity == GP_WEIGHT || quantity == GP_BIAS ? 0 : 2;
}

/* The part of a stage: within a sample forward, then the loss, then back; otherwise all at once. */
static size_t phase(gp_quantity quantity)
{
    return quantity == GP_SAMPLE_LOSS ? 1 : quantity == GP_DELTA ? 2 : 0;
}

static int order(size_t one, size_t other)
{
    return (one > other) - (one < other);
}

int gp_place_compare(const gp_place *one, const gp_place *other)
{
    int by = order(one->quantity == GP_EPOCH_ERROR, other->quantity == GP_EPOCH_ERROR);
    by = by ? by : order(one->step, other->step);
    by = by ? by : order(stage(one->quantity), stage(other->quantity));
    by = by ? by : order(one->sample, other->sample);
    by = by ? by : order(phase(one->quantity), phase(other->quantity));
    by = by ? by : one->quantity == GP_DELTA ? order(other->layer, one->layer) : order(one->layer, other->layer);
    by = by ? by : order(one->quantity, other->quantity);
    by = by ? by : order(one->unit, other->unit);
    return by ? by : order(one->input, other->input);
}

const char *gp_place_text(const gp_place *place, char text[160])
{
    const size_t room = 160;
    const char *name = gp_quantity_names[place->quantity];
    if (place->quantity == GP_EPOCH_ERROR)
        snprintf(text, room, "epoch %zu, error", place->step);
    else if (place->quantity == GP_SAMPLE_LOSS)
        snprintf(text, room, "step %zu, sample %zu, loss", place->step, place->sample);
    else if (gp_has_sample(place->quantity))
        snprintf(text, room, "step %zu, sample %zu, layer %zu, %s[%zu]", place->step, place->sample, place->layer, name,
                 place->unit);
    else if (gp_has_input(place->quantity))
        snprintf(text, room, "step %zu, layer %zu, %s[%zu][%zu]", place->step, place->layer, name, place->unit, place->input);
    else
        snprintf(text, room, "step %zu, layer %zu, %s[%zu]", place->step, place->layer, name, place->unit);
    return text;
}

const char *gp_place_anchor(const char *case_id, const gp_place *place, char text[gp_anchor_room])
{
    char sample[32] = "", layer[32] = "", unit[32] = "", input[32] = "";
    if (gp_has_sample(place->quantity))
        snprintf(sample, sizeof sample, "_n%zu", place->sample);
    if (gp_has_unit(place->quantity)) {
        snprintf(layer, sizeof layer, "_l%zu", place->layer);
        snprintf(unit, sizeof unit, "%zu", place->unit);
    }
    if (gp_has_input(place->quantity))
        snprintf(input, sizeof input, "_%zu", place->input);
    const char step = place->quantity == GP_EPOCH_ERROR ? 'e' : 's';
    snprintf(text, gp_anchor_room, "golden_%.120s_%c%zu%s%s_%s%s%s", case_id, step, place->step, sample, layer,
             gp_quantity_names[place->quantity], unit, input);
    for (char *c = text; *c; c++)
        if (*c == '-')
            *c = '_';
    return text;
}
