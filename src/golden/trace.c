#include "golden/trace.h"

#include "golden/number.h"
#include "golden/values.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

bool gp_epochs_read(const char *text, gp_epochs *epochs)
{
    const size_t room = sizeof epochs->ranges / sizeof *epochs->ranges;
    *epochs = (gp_epochs){0};
    for (const char *c = text;;) {
        char *end;
        if (epochs->count == room || !isdigit((unsigned char)*c))
            return false;
        errno = 0;
        size_t first = strtoul(c, &end, 10), last = first;
        if (*end == '-' && isdigit((unsigned char)end[1]))
            last = strtoul(end + 1, &end, 10);
        if (errno != 0 || last < first)
            return false;
        epochs->ranges[epochs->count].first = first;
        epochs->ranges[epochs->count++].last = last;
        if (*end == '\0')
            return true;
        if (*end != ',')
            return false;
        c = end + 1;
    }
}

bool gp_epochs_have(const gp_epochs *epochs, size_t epoch)
{
    for (size_t k = 0; k < epochs->count; k++)
        if (epoch >= epochs->ranges[k].first && epoch <= epochs->ranges[k].last)
            return true;
    return epochs->count == 0;
}

static int compare_numbers(const void *one, const void *other)
{
    const size_t a = *(const size_t *)one, b = *(const size_t *)other;
    return (a > b) - (a < b);
}

static bool numbers_have(const gp_numbers *numbers, size_t number)
{
    return numbers->count > 0 && bsearch(&number, numbers->items, numbers->count, sizeof number, compare_numbers);
}

/* How much of a step is written. */
typedef enum step_part { NOTHING, OUTPUTS, EVERYTHING } step_part;

static step_part part_of_step(const gp_trace *trace, size_t step)
{
    if (!trace->record)
        return gp_epochs_have(trace->epochs, step / trace->steps_per_epoch) ? EVERYTHING : NOTHING;
    if (numbers_have(&trace->record->all, step))
        return EVERYTHING;
    return numbers_have(&trace->record->outputs, step) ? OUTPUTS : NOTHING;
}

static bool error_wanted(const gp_trace *trace, size_t epoch)
{
    return !trace->without_errors &&
           (trace->record ? numbers_have(&trace->record->errors, epoch) : gp_epochs_have(trace->epochs, epoch));
}

static bool going_on(const gp_trace *trace)
{
    return trace->format == GP_TRACE_HASH || !ferror(trace->stream);
}

/* As few digits as need be for a number that was short as a decimal, and otherwise as many as give back the same bits. JSON has
   no word for what is not finite: such a number is written in quotes. */
static void write_number(const gp_trace *trace, gp_real value)
{
    char text[32];
    snprintf(text, sizeof text, "%.*g", GP_REAL_DIGITS - 2, (double)value);
    if (isnan(value))
        snprintf(text, sizeof text, "nan"); /* without a sign */
    else if (gp_number_real(text) != value)
        snprintf(text, sizeof text, "%.*g", GP_REAL_DIGITS, (double)value);
    const char *quote = isfinite(value) || trace->format == GP_TRACE_CSV ? "" : "\"";
    fprintf(trace->stream, "%s%s%s", quote, text, quote);
}

/* What JSON has around its numbers, and nothing else has. */
static void write_json(const gp_trace *trace, const char *text)
{
    if (trace->format == GP_TRACE_JSON)
        fputs(text, trace->stream);
}

static void write_array(const gp_trace *trace, const gp_real *values, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        putc(k == 0 ? '[' : ',', trace->stream);
        write_number(trace, values[k]);
    }
    fputs(count == 0 ? "[]" : "]", trace->stream);
}

static void write_matrix(const gp_trace *trace, const gp_real *values, size_t count, size_t inputs)
{
    for (size_t k = 0; k < count; k += inputs) {
        putc(k == 0 ? '[' : ',', trace->stream);
        write_array(trace, values + k, inputs);
    }
    putc(']', trace->stream);
}

/* A line of CSV: quantity,epoch,step,sample,layer,unit,input,value; what a quantity does not have stays empty. */
static void write_line(const gp_trace *trace, const gp_place *place, gp_real value)
{
    FILE *stream = trace->stream;
    const gp_quantity quantity = place->quantity;
    if (quantity == GP_EPOCH_ERROR)
        fprintf(stream, "%s,%zu,,", gp_quantities[quantity].name, place->step);
    else
        fprintf(stream, "%s,%zu,%zu,", gp_quantities[quantity].name, place->step / trace->steps_per_epoch, place->step);
    if (gp_has_sample(quantity))
        fprintf(stream, "%zu", place->sample);
    if (gp_has_unit(quantity))
        fprintf(stream, ",%zu,%zu,", place->layer, place->unit);
    else
        fputs(",,,", stream);
    if (gp_has_input(quantity))
        fprintf(stream, "%zu", place->input);
    putc(',', stream);
    write_number(trace, value);
    putc('\n', stream);
}

/* One number after the other: a line of CSV, or a part of the hash. */
static void write_row(gp_trace *trace, const gp_place *place, gp_real value)
{
    if (trace->format == GP_TRACE_HASH)
        trace->hash = gp_hash_real(trace->hash, value);
    else
        write_line(trace, place, value);
}

/* A quantity of a layer, or of a sample: a member of an object, or one number after the other. */
static void write_values(gp_trace *trace, gp_place place, const gp_workspace *workspace)
{
    const gp_extent extent = gp_quantities[place.quantity].extent;
    const size_t count = gp_values_count(trace->network, place.quantity, place.layer);
    const size_t inputs = extent == GP_EACH_WEIGHT  ? trace->network->layers[place.layer - 1].inputs
                          : extent == GP_EACH_INPUT ? count
                                                    : 1;
    const gp_real *values = gp_value_at(trace->network, workspace, &place);
    for (size_t k = 0; trace->format != GP_TRACE_JSON && k < count; k++) {
        place.unit = k / inputs;
        place.input = k % inputs;
        write_row(trace, &place, values[k]);
    }
    if (trace->format != GP_TRACE_JSON)
        return;
    fprintf(trace->stream, ", \"%s\": ", gp_quantities[place.quantity].name);
    if (extent == GP_EACH_WEIGHT)
        write_matrix(trace, values, count, inputs);
    else
        write_array(trace, values, count);
}

/* The quantities of all layers that belong to a stage: one of weights and one of biases. */
static void write_layers(gp_trace *trace, size_t step, gp_stage stage, const char *key, const gp_workspace *workspace)
{
    const bool json = trace->format == GP_TRACE_JSON;
    if (json)
        fprintf(trace->stream, ", \"%s\": ", key);
    for (size_t layer = 1; layer <= trace->network->depth; layer++) {
        if (json)
            fprintf(trace->stream, "%s\n      {\"layer\": %zu", layer == 1 ? "[" : ",", layer);
        for (gp_quantity quantity = 0; quantity <= GP_EPOCH_ERROR; quantity++)
            if (gp_quantities[quantity].stage == stage && gp_rule_has(trace->update, trace->clipping, quantity))
                write_values(trace, (gp_place){.quantity = quantity, .step = step, .layer = layer}, workspace);
        write_json(trace, "}");
    }
    write_json(trace, "]");
}

static void end_samples(gp_trace *trace)
{
    if (trace->in_samples)
        putc(']', trace->stream);
    trace->in_samples = false;
}

static void end_step(gp_trace *trace)
{
    end_samples(trace);
    if (trace->in_step)
        putc('}', trace->stream);
    trace->in_step = false;
}

static bool write_state(void *context, size_t step, const gp_network *network)
{
    gp_trace *trace = context;
    const step_part part = part_of_step(trace, step);
    const bool json = trace->format == GP_TRACE_JSON;
    trace->network = network;
    if (part == NOTHING)
        return true;
    if (json) {
        end_step(trace);
        fprintf(trace->stream, "%s\n    {\"step\": %zu", trace->any_step ? "," : "", step);
        trace->in_step = trace->any_step = true;
    }
    if (part == EVERYTHING)
        write_layers(trace, step, GP_AT_PARAMETERS, "parameters", NULL);
    return going_on(trace);
}

/* Whether a quantity of a layer is written of a sample. */
static bool wanted(const gp_trace *trace, const gp_place *place, step_part part)
{
    const gp_quantity_row *row = &gp_quantities[place->quantity];
    if (!gp_has_sample(place->quantity) || !gp_has_unit(place->quantity) ||
        (row->extent == GP_EACH_OUTPUT && place->layer < trace->network->depth) ||
        gp_values_count(trace->network, place->quantity, place->layer) == 0)
        return false;
    return part == EVERYTHING ? place->step < trace->last_step || gp_in_final_pass(place->quantity)
                              : place->quantity == GP_ACTIVATED;
}

static void write_layer(gp_trace *trace, gp_place place, const gp_workspace *workspace, step_part part)
{
    for (place.quantity = 0; place.quantity <= GP_EPOCH_ERROR; place.quantity++)
        if (wanted(trace, &place, part))
            write_values(trace, place, workspace);
}

static void write_loss(gp_trace *trace, size_t step, size_t sample, gp_real loss)
{
    if (trace->format != GP_TRACE_JSON) {
        write_row(trace, &(gp_place){.quantity = GP_SAMPLE_LOSS, .step = step, .sample = sample}, loss);
        return;
    }
    fputs(", \"loss\": ", trace->stream);
    write_number(trace, loss);
}

static bool write_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    gp_trace *trace = context;
    const step_part part = part_of_step(trace, step);
    const size_t depth = trace->network->depth, first = part == EVERYTHING ? 1 : depth;
    if (part == NOTHING)
        return true;
    const bool json = trace->format == GP_TRACE_JSON;
    if (json)
        fprintf(trace->stream, "%s\n      {\"sample\": %zu, \"layers\": [", trace->in_samples ? "," : ", \"samples\": [",
                sample);
    trace->in_samples = json;
    for (size_t l = first; l <= depth; l++) {
        if (json)
            fprintf(trace->stream, "%s{\"layer\": %zu", l == first ? "" : ", ", l);
        write_layer(trace, (gp_place){.step = step, .sample = sample, .layer = l}, workspace, part);
        write_json(trace, "}");
    }
    write_json(trace, "]");
    if (part == EVERYTHING)
        write_loss(trace, step, sample, loss);
    if (part == EVERYTHING && step < trace->last_step)
        write_values(trace, (gp_place){.quantity = GP_INPUT_GRADIENT, .step = step, .sample = sample}, workspace);
    write_json(trace, "}");
    return going_on(trace);
}

static bool write_gradients(void *context, size_t step, const gp_workspace *workspace)
{
    gp_trace *trace = context;
    if (part_of_step(trace, step) != EVERYTHING)
        return true;
    end_samples(trace);
    write_layers(trace, step, GP_AT_GRADIENTS, "gradients", workspace);
    if (trace->clipping != GP_CLIP_NONE)
        write_layers(trace, step, GP_AT_CLIPPING, "clipped", workspace);
    write_layers(trace, step, GP_AT_CHANGES, "changes", workspace);
    return going_on(trace);
}

/* JSON keeps the errors for its end, where they stand in a list of their own. */
static bool keep_error(gp_trace *trace, size_t epoch, gp_real error)
{
    if (trace->error_count == trace->error_room) {
        const size_t room = 2 * trace->error_room + 64;
        gp_trace_error *larger = realloc(trace->errors, room * sizeof *larger);
        if (!larger)
            return false;
        trace->errors = larger;
        trace->error_room = room;
    }
    trace->errors[trace->error_count++] = (gp_trace_error){epoch, error};
    return true;
}

static bool write_error(void *context, size_t epoch, gp_real error)
{
    gp_trace *trace = context;
    if (!error_wanted(trace, epoch))
        return true;
    if (trace->format == GP_TRACE_JSON)
        return keep_error(trace, epoch, error);
    write_row(trace, &(gp_place){.quantity = GP_EPOCH_ERROR, .step = epoch}, error);
    return going_on(trace);
}

/* A text as a JSON string. */
static void write_string(FILE *stream, const char *text)
{
    putc('"', stream);
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c < 0x20)
            fprintf(stream, "\\u%04x", (unsigned)*c);
        else
            fprintf(stream, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    }
    putc('"', stream);
}

void gp_trace_begin(gp_trace *trace, const char *id)
{
    trace->hash = GP_HASH_START;
    if (trace->format == GP_TRACE_HASH)
        return;
    if (trace->format == GP_TRACE_CSV) {
        fputs("quantity,epoch,step,sample,layer,unit,input,value\n", trace->stream);
        return;
    }
    fputs("{\n  \"format\": \"goldprop-trace-1\",\n", trace->stream);
    if (id) {
        fputs("  \"case\": ", trace->stream);
        write_string(trace->stream, id);
        fputs(",\n", trace->stream);
    }
    fputs(GP_REAL_DIGITS == DBL_DECIMAL_DIG ? "  \"precision\": \"binary64\",\n" : "  \"precision\": \"binary32\",\n",
          trace->stream);
    fputs("  \"steps\": [", trace->stream);
}

void gp_trace_end(gp_trace *trace)
{
    if (trace->format == GP_TRACE_JSON) {
        end_step(trace);
        fputs("\n  ],\n  \"errors\": [", trace->stream);
        for (size_t k = 0; k < trace->error_count; k++) {
            fprintf(trace->stream, "%s\n    {\"epoch\": %zu, \"error\": ", k == 0 ? "" : ",", trace->errors[k].epoch);
            write_number(trace, trace->errors[k].error);
            putc('}', trace->stream);
        }
        fputs("\n  ]\n}\n", trace->stream);
    }
    gp_trace_abandon(trace);
}

void gp_trace_abandon(gp_trace *trace)
{
    free(trace->errors);
    trace->errors = NULL;
}

gp_observer gp_trace_observer(gp_trace *trace)
{
    return (gp_observer){
        .context = trace, .state = write_state, .sample = write_sample, .gradients = write_gradients, .epoch = write_error};
}
