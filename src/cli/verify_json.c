#include "cli/verify_json.h"

#include "report/report.h"

#include <math.h>

static void set_place(gp_json_output *output, json_t *object, const gp_case *the_case, const gp_place *place)
{
    char text[gp_anchor_room];
    gp_json_set(output, object, "place", json_string(gp_place_text(place, text)));
    gp_json_set_place(output, object, place);
    if (the_case->id)
        gp_json_set(output, object, "anchor", json_string(gp_place_anchor(the_case->id, place, text)));
}

static json_t *one_printed(gp_json_output *output, const gp_case *the_case, const gp_verdict *verdict)
{
    const gp_printed *printed = verdict->printed;
    json_t *object = json_object();
    gp_json_set(output, object, "name", json_string(printed->name));
    gp_json_set(output, object, "printed", json_string(printed->text));
    set_place(output, object, the_case, &printed->place);
    gp_json_set(output, object, "negated", json_boolean(printed->negated));
    gp_json_set(output, object, "reading", json_string(gp_reading_words[printed->reading]));
    gp_json_set(output, object, "holds", json_boolean(verdict->passed));
    if (!verdict->passed)
        gp_json_set(output, object, "why", gp_json_text(verdict->why.text));
    gp_json_set(output, object, "computed", gp_json_number(verdict->computed, GP_REAL_DIGITS));
    if (printed->operand_count > 0)
        gp_json_set(output, object, "from_operands", gp_json_number(verdict->from_operands, GP_REAL_DIGITS));
    gp_json_set(output, object, "right_digits", gp_json_number(verdict->right_digits, 3));
    if (printed->reading == GP_ERRATUM)
        gp_json_set(output, object, "kind", json_string(gp_erratum_words[printed->kind]));
    if (printed->right)
        gp_json_set(output, object, "right", json_string(printed->right));
    if (verdict->mistaken)
        gp_json_set(output, object, "textbook", gp_json_number(verdict->textbook, GP_REAL_DIGITS));
    return object;
}

/* The first exact number that is not met. */
static json_t *first_outside(gp_json_output *output, const gp_case *the_case, const gp_verification *found)
{
    const gp_expectation *expectation = &the_case->expectations[found->first_failed];
    json_t *object = json_object();
    set_place(output, object, the_case, &expectation->place);
    gp_json_set(output, object, "expected", json_string(expectation->exact));
    gp_json_set(output, object, "got", gp_json_number(found->computed[found->first_failed], GP_REAL_DIGITS));
    return object;
}

json_t *gp_verified_case(gp_json_output *output, const gp_case *the_case, const gp_verification *found)
{
    json_t *object = json_object(), *printed = json_array();
    gp_json_set(output, object, "case", gp_json_text(gp_case_label(the_case)));
    if (the_case->document)
        gp_json_set(output, object, "document", json_string(the_case->document));
    for (size_t k = 0; k < found->printed_count; k++)
        gp_json_append(output, printed, one_printed(output, the_case, &found->verdicts[k]));
    gp_json_set(output, object, "printed", printed);
    gp_json_set(output, object, "exact", gp_json_count(found->computed_count));
    gp_json_set(output, object, "outside", gp_json_count(found->computed_failed));
    if (found->computed_failed > 0)
        gp_json_set(output, object, "first_outside", first_outside(output, the_case, found));
    return object;
}
