#include "cli/command.h"
#include "cli/json_finish.h"
#include "cli/show.h"
#include "report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The JSON, and the list that the numbers go to. */
typedef struct shown_json {
    const gp_worked *worked;
    gp_json_output output;
    json_t *numbers;
} shown_json;

/* Where the numbers of a formula come from: the run, and what the document prints for them. */
typedef struct sources {
    const gp_worked *worked;
    const gp_printed *printed; /* whose operands are put in; or NULL */
} sources;

/* What the document prints for an operand, with the sign of the run; NULL where it is not one of the operands. */
static const char *printed_operand(const sources *from, const gp_place *place, char text[gp_operand_room])
{
    for (size_t k = 0; from->printed && k < from->printed->operand_count; k++) {
        const gp_printed *operand = &from->worked->the_case->printed[from->printed->operands[k]];
        if (gp_place_compare(&operand->place, place) != 0)
            continue;
        const bool negative = *operand->number == '-', turned = operand->negated;
        snprintf(text, gp_operand_room, "%s%s", turned && !negative ? "-" : "", operand->number + (turned && negative));
        return text;
    }
    return NULL;
}

static const char *computed(const void *context, const gp_place *place, char text[gp_operand_room])
{
    const sources *from = context;
    const double value = gp_worked_value(from->worked, place);
    if (!printed_operand(from, place, text))
        snprintf(text, gp_operand_room, "%.*g", from->worked->view.operand_digits, isnan(value) ? fabs(value) : value);
    return text;
}

static const char *given(const void *context, const char *decimal, char text[gp_operand_room])
{
    (void)context, (void)text;
    return decimal;
}

/* What one of the functions of notation/formula.h writes, as text and as TeX. */
typedef struct wanted_formula {
    const gp_problem *problem;
    const gp_place *place;
    const gp_operands *operands; /* NULL: with letters */
    bool negated;
} wanted_formula;

static json_t *formula_in(gp_script script, const wanted_formula *wanted)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (!stream)
        return NULL;
    const char *const around[2][2] = {{"-(", ")"}, {"-\\bigl(", "\\bigr)"}};
    fputs(wanted->negated ? around[script][0] : "", stream);
    if (wanted->operands)
        gp_write_formula(stream, script, wanted->problem, wanted->place, wanted->operands);
    else
        gp_write_law(stream, script, wanted->problem, wanted->place);
    fputs(wanted->negated ? around[script][1] : "", stream);
    const bool written = !ferror(stream);
    json_t *string = fclose(stream) == 0 && written ? json_string(text) : NULL;
    free(text);
    return string;
}

static void set_formula(shown_json *shown, json_t *object, const char *key, const wanted_formula *wanted)
{
    json_t *formula = json_object();
    gp_json_set(&shown->output, formula, "text", formula_in(GP_TEXT, wanted));
    gp_json_set(&shown->output, formula, "tex", formula_in(GP_TEX, wanted));
    gp_json_set(&shown->output, object, key, formula);
}

/* The formula of a number with its numbers put in, where the document prints some of them in their stead. */
static void set_numbers(shown_json *shown, json_t *object, const gp_place *place, const gp_printed *printed)
{
    const sources from = {shown->worked, printed};
    const gp_operands operands = {.context = &from, .computed = computed, .given = given, .written_out = true};
    const wanted_formula wanted = {&shown->worked->the_case->problem, place, &operands, printed && printed->negated};
    set_formula(shown, object, "numbers", &wanted);
}

/* The same as the text has it: from the numbers that were computed right before, not written out. */
static void set_short(shown_json *shown, json_t *object, const gp_place *place)
{
    const sources from = {shown->worked, NULL};
    const gp_operands operands = {.context = &from, .computed = computed, .given = given};
    const wanted_formula wanted = {&shown->worked->the_case->problem, place, &operands, false};
    set_formula(shown, object, "short", &wanted);
}

/* What the document prints at a place, and whether it follows from the problem as the document's reading says. */
static void set_printed(shown_json *shown, json_t *object, const gp_place *place)
{
    const gp_verification *found = &shown->worked->found;
    json_t *list = json_array();
    for (size_t k = 0; k < found->printed_count; k++) {
        const gp_verdict *verdict = &found->verdicts[k];
        const gp_printed *printed = verdict->printed;
        if (gp_place_compare(&printed->place, place) != 0)
            continue;
        json_t *one = json_object();
        gp_json_set(&shown->output, one, "name", json_string(printed->name));
        gp_json_set(&shown->output, one, "printed", json_string(printed->text));
        gp_json_set(&shown->output, one, "negated", json_boolean(printed->negated));
        gp_json_set(&shown->output, one, "reading", json_string(gp_reading_words[printed->reading]));
        gp_json_set(&shown->output, one, "holds", json_boolean(verdict->passed));
        if (printed->right)
            gp_json_set(&shown->output, one, "right", json_string(printed->right));
        gp_json_set(&shown->output, one, "right_digits", gp_json_number(verdict->right_digits, 3));
        if (verdict->mistaken)
            gp_json_set(&shown->output, one, "textbook", gp_json_number(verdict->textbook, GP_REAL_DIGITS));
        set_numbers(shown, one, place, printed);
        gp_json_append(&shown->output, list, one);
    }
    gp_json_set(&shown->output, object, "printed", list);
}

static void add_number(void *context, const gp_place *place)
{
    shown_json *shown = context;
    const gp_case *the_case = shown->worked->the_case;
    const gp_name *name = gp_case_name(the_case, place);
    const wanted_formula law = {&the_case->problem, place, NULL, false};
    char text[gp_anchor_room];
    json_t *number = json_object();
    gp_json_set(&shown->output, number, "place", json_string(gp_place_text(place, text)));
    gp_json_set(&shown->output, number, "title", json_string(gp_quantity_title(place->quantity)));
    gp_json_set_place(&shown->output, number, place);
    if (the_case->id)
        gp_json_set(&shown->output, number, "anchor", json_string(gp_place_anchor(the_case->id, place, text)));
    if (name) {
        gp_json_set(&shown->output, number, "name", json_string(name->text));
        gp_json_set(&shown->output, number, "negated", json_boolean(name->negated));
    }
    set_formula(shown, number, "law", &law);
    set_numbers(shown, number, place, NULL);
    set_short(shown, number, place);
    gp_json_set(&shown->output, number, "value", gp_json_number(gp_worked_value(shown->worked, place), GP_REAL_DIGITS));
    set_printed(shown, number, place);
    gp_json_append(&shown->output, shown->numbers, number);
}

int gp_show_json(const gp_worked *worked)
{
    const gp_case *the_case = worked->the_case;
    shown_json shown = {.worked = worked, .output = gp_json_begin("goldprop-show-1"), .numbers = json_array()};
    gp_json_output *output = &shown.output;
    gp_json_set(output, output->root, "case", gp_json_text(gp_case_label(the_case)));
    if (the_case->title)
        gp_json_set(output, output->root, "title", json_string(the_case->title));
    if (the_case->description)
        gp_json_set(output, output->root, "description", json_string(the_case->description));
    json_t *departures = json_array();
    for (int k = 0; k < gp_departure_count; k++)
        if (gp_departs(the_case->problem.departures, (gp_departure)k))
            gp_json_append(output, departures, json_string(gp_departure_catalogue[k].id));
    gp_json_set(output, output->root, "departures", departures);
    if (the_case->expectation_count > 0 && worked->view.setting_count == 0)
        gp_json_set_difficulty(output, output->root, the_case);
    gp_json_set(output, output->root, "step", gp_json_count(worked->step));
    gp_json_set(output, output->root, "epoch", gp_json_count(worked->epoch));
    const gp_worked_reader reader = {.context = &shown, .number = add_number};
    gp_worked_read(worked, &reader);
    gp_json_set(output, output->root, "numbers", shown.numbers);
    return gp_json_finish(output, GP_EXIT_PASSED);
}
