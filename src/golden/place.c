#include "golden/place.h"

#include "reference/update.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const gp_quantity_row gp_quantities[] = {
    [GP_WEIGHT] = {.name = "W", .stage = GP_AT_PARAMETERS, .extent = GP_EACH_WEIGHT},
    [GP_BIAS] = {.name = "b", .stage = GP_AT_PARAMETERS, .extent = GP_EACH_BIAS},
    [GP_NET_INPUT] = {.name = "z", .stage = GP_AT_FORWARD, .extent = GP_EACH_UNIT},
    [GP_ACTIVATED] = {.name = "a", .stage = GP_AT_FORWARD, .extent = GP_EACH_UNIT},
    [GP_OUTPUT_LOSS] = {.name = "output_loss", .stage = GP_AT_OUTPUT_LOSSES, .extent = GP_EACH_OUTPUT},
    [GP_SAMPLE_LOSS] = {.name = "loss", .stage = GP_AT_LOSS, .extent = GP_ONE},
    [GP_ACTIVATION_GRADIENT] = {.name = "da", .stage = GP_AT_BACKWARD, .extent = GP_EACH_UNIT},
    [GP_SLOPE] = {.name = "slope", .stage = GP_AT_BACKWARD, .extent = GP_EACH_UNIT},
    [GP_DELTA] = {.name = "delta", .stage = GP_AT_BACKWARD, .extent = GP_EACH_UNIT},
    [GP_INPUT_GRADIENT] = {.name = "dx", .stage = GP_AT_INPUT_GRADIENTS, .extent = GP_EACH_INPUT},
    [GP_WEIGHT_GRADIENT] = {.name = "dW", .stage = GP_AT_GRADIENTS, .extent = GP_EACH_WEIGHT},
    [GP_BIAS_GRADIENT] = {.name = "db", .stage = GP_AT_GRADIENTS, .extent = GP_EACH_BIAS},
    [GP_WEIGHT_CLIPPED] = {.name = "dW_clipped", .stage = GP_AT_CLIPPING, .extent = GP_EACH_WEIGHT},
    [GP_BIAS_CLIPPED] = {.name = "db_clipped", .stage = GP_AT_CLIPPING, .extent = GP_EACH_BIAS},
    [GP_WEIGHT_VELOCITY] =
        {.name = "W_velocity", .stage = GP_AT_CHANGES, .extent = GP_EACH_WEIGHT, .is_moment = true, .moment = GP_VELOCITY},
    [GP_BIAS_VELOCITY] =
        {.name = "b_velocity", .stage = GP_AT_CHANGES, .extent = GP_EACH_BIAS, .is_moment = true, .moment = GP_VELOCITY},
    [GP_WEIGHT_FIRST_MOMENT] =
        {.name = "W_m", .stage = GP_AT_CHANGES, .extent = GP_EACH_WEIGHT, .is_moment = true, .moment = GP_FIRST_MOMENT},
    [GP_BIAS_FIRST_MOMENT] =
        {.name = "b_m", .stage = GP_AT_CHANGES, .extent = GP_EACH_BIAS, .is_moment = true, .moment = GP_FIRST_MOMENT},
    [GP_WEIGHT_SECOND_MOMENT] =
        {.name = "W_v", .stage = GP_AT_CHANGES, .extent = GP_EACH_WEIGHT, .is_moment = true, .moment = GP_SECOND_MOMENT},
    [GP_BIAS_SECOND_MOMENT] =
        {.name = "b_v", .stage = GP_AT_CHANGES, .extent = GP_EACH_BIAS, .is_moment = true, .moment = GP_SECOND_MOMENT},
    [GP_WEIGHT_FIRST_CORRECTED] =
        {.name = "W_m_hat", .stage = GP_AT_CHANGES, .extent = GP_EACH_WEIGHT, .is_moment = true, .moment = GP_FIRST_CORRECTED},
    [GP_BIAS_FIRST_CORRECTED] =
        {.name = "b_m_hat", .stage = GP_AT_CHANGES, .extent = GP_EACH_BIAS, .is_moment = true, .moment = GP_FIRST_CORRECTED},
    [GP_WEIGHT_SECOND_CORRECTED] =
        {.name = "W_v_hat", .stage = GP_AT_CHANGES, .extent = GP_EACH_WEIGHT, .is_moment = true, .moment = GP_SECOND_CORRECTED},
    [GP_BIAS_SECOND_CORRECTED] =
        {.name = "b_v_hat", .stage = GP_AT_CHANGES, .extent = GP_EACH_BIAS, .is_moment = true, .moment = GP_SECOND_CORRECTED},
    [GP_WEIGHT_CHANGE] = {.name = "W_change", .stage = GP_AT_CHANGES, .extent = GP_EACH_WEIGHT},
    [GP_BIAS_CHANGE] = {.name = "b_change", .stage = GP_AT_CHANGES, .extent = GP_EACH_BIAS},
    [GP_EPOCH_ERROR] = {.name = "error", .stage = GP_AT_ERRORS, .extent = GP_ONE},
};
_Static_assert(sizeof gp_quantities / sizeof *gp_quantities == gp_quantity_count, "each quantity has a row");

/* The stages that come once for each sample. */
static bool is_of_sample(gp_stage stage)
{
    return stage >= GP_AT_FORWARD && stage <= GP_AT_INPUT_GRADIENTS;
}

bool gp_has_sample(gp_quantity quantity)
{
    return is_of_sample(gp_quantities[quantity].stage);
}

bool gp_has_unit(gp_quantity quantity)
{
    const gp_extent extent = gp_quantities[quantity].extent;
    return extent != GP_ONE && extent != GP_EACH_INPUT;
}

bool gp_has_input(gp_quantity quantity)
{
    const gp_extent extent = gp_quantities[quantity].extent;
    return extent == GP_EACH_WEIGHT || extent == GP_EACH_INPUT;
}

bool gp_in_final_pass(gp_quantity quantity)
{
    const gp_stage stage = gp_quantities[quantity].stage;
    return stage < GP_AT_BACKWARD || stage > GP_AT_CHANGES;
}

bool gp_is_parameter(gp_quantity quantity)
{
    return gp_quantities[quantity].stage == GP_AT_PARAMETERS;
}

bool gp_is_of_bias(gp_quantity quantity)
{
    return gp_quantities[quantity].extent == GP_EACH_BIAS;
}

/* In ::gp_quantity they come right behind those of weights. */
gp_quantity gp_bias_quantity(gp_quantity quantity)
{
    return (gp_quantity)(quantity + 1);
}

gp_quantity gp_moment_quantity(gp_moment moment)
{
    gp_quantity quantity = GP_WEIGHT_VELOCITY;
    while (gp_quantities[quantity].moment != moment)
        quantity++;
    return quantity;
}

size_t gp_moment_index(gp_moment moment, size_t kept)
{
    if (kept == 1)
        return 0;
    switch (moment) {
    case GP_VELOCITY:
    case GP_FIRST_MOMENT:
        return 0;
    case GP_SECOND_MOMENT:
        return 1;
    case GP_FIRST_CORRECTED:
        return 2;
    case GP_SECOND_CORRECTED:
        return 3;
    }
    return 0;
}

bool gp_rule_has(gp_update_rule rule, gp_clipping clipping, gp_quantity quantity)
{
    if (gp_quantities[quantity].stage == GP_AT_CLIPPING)
        return clipping != GP_CLIP_NONE;
    const gp_update_rule_row *row = &gp_update_rules[rule];
    for (size_t m = 0; m < row->moments; m++)
        if (gp_quantities[quantity].is_moment && row->moment[m].which == gp_quantities[quantity].moment)
            return true;
    return !gp_quantities[quantity].is_moment;
}

static int order(size_t one, size_t other)
{
    return (one > other) - (one < other);
}

/* The stages of one sample come before those of the next. */
static int order_of_stages(const gp_place *one, const gp_place *other)
{
    const gp_stage stage = gp_quantities[one->quantity].stage, other_stage = gp_quantities[other->quantity].stage;
    const bool of_samples = is_of_sample(stage) && is_of_sample(other_stage);
    const int by = of_samples ? order(one->sample, other->sample) : 0;
    return by ? by : order(stage, other_stage);
}

int gp_place_compare(const gp_place *one, const gp_place *other)
{
    const bool falling = gp_quantities[one->quantity].stage == GP_AT_BACKWARD;
    int by = order(one->quantity == GP_EPOCH_ERROR, other->quantity == GP_EPOCH_ERROR);
    by = by ? by : order(one->step, other->step);
    by = by ? by : order_of_stages(one, other);
    by = by ? by : falling ? order(other->layer, one->layer) : order(one->layer, other->layer);
    by = by ? by : order(one->quantity, other->quantity);
    by = by ? by : order(one->unit, other->unit);
    return by ? by : order(one->input, other->input);
}

/* Appends to the text in a room, and cuts what does not fit. */
__attribute__((format(printf, 3, 4))) static void append(char *text, size_t room, const char *format, ...)
{
    va_list arguments;
    const size_t used = strlen(text);
    va_start(arguments, format);
    vsnprintf(text + used, room - used, format, arguments);
    va_end(arguments);
}

const char *gp_place_text(const gp_place *place, char text[160])
{
    const size_t room = 160;
    const gp_quantity quantity = place->quantity;
    snprintf(text, room, "%s %zu, ", quantity == GP_EPOCH_ERROR ? "epoch" : "step", place->step);
    if (gp_has_sample(quantity))
        append(text, room, "sample %zu, ", place->sample);
    if (gp_has_unit(quantity))
        append(text, room, "layer %zu, ", place->layer);
    append(text, room, "%s", gp_quantities[quantity].name);
    if (gp_has_unit(quantity))
        append(text, room, "[%zu]", place->unit);
    if (gp_has_input(quantity))
        append(text, room, "[%zu]", place->input);
    return text;
}

const char *gp_place_anchor(const char *case_id, const gp_place *place, char text[gp_anchor_room])
{
    const size_t room = gp_anchor_room;
    const gp_quantity quantity = place->quantity;
    snprintf(text, room, "golden_%.120s_%c%zu", case_id, quantity == GP_EPOCH_ERROR ? 'e' : 's', place->step);
    if (gp_has_sample(quantity))
        append(text, room, "_n%zu", place->sample);
    if (gp_has_unit(quantity))
        append(text, room, "_l%zu", place->layer);
    append(text, room, "_%s", gp_quantities[quantity].name);
    if (gp_has_unit(quantity))
        append(text, room, "%zu", place->unit);
    if (gp_has_input(quantity))
        append(text, room, gp_has_unit(quantity) ? "_%zu" : "%zu", place->input);
    for (char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return text;
}
