#include "report/json_output.h"

#include "golden/printable.h"
#include "oracle/difficulty.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

gp_json_output gp_json_begin(const char *format)
{
    gp_json_output output = {.root = json_object(), .complete = true};
    gp_json_set(&output, output.root, "format", json_string(format));
    gp_json_set(&output, output.root, "goldprop", json_string(GP_VERSION));
    return output;
}

void gp_json_discard(gp_json_output *output)
{
    json_decref(output->root);
    output->root = NULL;
}

void gp_json_set(gp_json_output *output, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) /* which accepts NULL for both, and frees the value */
        output->complete = false;
}

void gp_json_append(gp_json_output *output, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        output->complete = false;
}

void gp_json_set_place(gp_json_output *output, json_t *object, const gp_place *place)
{
    gp_json_set(output, object, "quantity", json_string(gp_quantities[place->quantity].name));
    gp_json_set(output, object, place->quantity == GP_EPOCH_ERROR ? "epoch" : "step", gp_json_count(place->step));
    if (gp_has_sample(place->quantity))
        gp_json_set(output, object, "sample", gp_json_count(place->sample));
    if (gp_has_unit(place->quantity)) {
        gp_json_set(output, object, "layer", gp_json_count(place->layer));
        gp_json_set(output, object, "unit", gp_json_count(place->unit));
    }
    if (gp_has_input(place->quantity))
        gp_json_set(output, object, "input", gp_json_count(place->input));
}

void gp_json_set_difficulty(gp_json_output *output, json_t *object, const gp_case *the_case)
{
    gp_json_set(output, object, "difficulty", json_string(gp_difficulty_words[gp_difficulty_of(the_case)]));
    gp_json_set(output, object, "binary32_digits", gp_json_count(gp_whole_digits(the_case, 0x1p-24L)));
    gp_json_set(output, object, "binary64_digits", gp_json_count(gp_whole_digits(the_case, 0x1p-53L)));
}

json_t *gp_json_count(size_t count)
{
    return json_integer((json_int_t)count);
}

json_t *gp_json_text(const char *text)
{
    char *copy = strdup(text);
    json_t *string = copy ? json_string(gp_make_printable(copy, strlen(copy), "")) : NULL;
    free(copy);
    return string;
}

json_t *gp_json_number(long double value, int digits)
{
    char text[gp_number_room];
    return json_string(gp_number_text(value, digits, text));
}
