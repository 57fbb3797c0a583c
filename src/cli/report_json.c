#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word of the command line need not be UTF-8, which JSON asks for. */
static json_t *word(const char *text)
{
    char *utf8 = strdup(text);
    json_t *string = utf8 ? json_string(gp_make_printable(utf8)) : NULL;
    free(utf8);
    return string;
}

static json_t *count(size_t number)
{
    return json_integer((json_int_t)number);
}

/* Numbers are text, as in the golden data: all their digits, and the words nan, inf and -inf. */
static json_t *number(long double value, int digits)
{
    char text[gp_number_room];
    return json_string(gp_number_text(value, digits, text));
}

static json_t *conventions(const gp_answer *answer)
{
    json_t *list = json_array();
    char text[32];
    for (gp_convention k = GP_DELTA_SIGN; k <= GP_ERROR_FACTOR; k++)
        if (gp_is_custom(answer, k)) {
            gp_custom_text(answer, k, text);
            const bool counts = k >= GP_LAYERS_FROM && k <= GP_EPOCHS_FROM;
            json_array_append_new(list, json_pack("{s:s, s:o, s:b}", "name", gp_convention_names[k], "value",
                                                  counts ? count((size_t)answer->customs[k].value) : json_string(text),
                                                  "declared", answer->customs[k].declared));
        }
    return list;
}

/* The keys by which the golden data says where a number stands. */
static void set_place(json_t *object, const gp_place *place)
{
    json_object_set_new(object, "quantity", json_string(gp_quantities[place->quantity].name));
    json_object_set_new(object, place->quantity == GP_EPOCH_ERROR ? "epoch" : "step", count(place->step));
    if (gp_has_sample(place->quantity))
        json_object_set_new(object, "sample", count(place->sample));
    if (gp_has_unit(place->quantity)) {
        json_object_set_new(object, "layer", count(place->layer));
        json_object_set_new(object, "unit", count(place->unit));
    }
    if (gp_has_input(place->quantity))
        json_object_set_new(object, "input", count(place->input));
}

static json_t *one_finding(const gp_outcome *outcome, const gp_finding *finding)
{
    const gp_expectation *expectation = &outcome->the_case->expectations[finding->index];
    char text[160], anchor[gp_anchor_room];
    json_t *object = json_pack("{s:s}", "place", gp_place_text(&expectation->place, text));
    set_place(object, &expectation->place);
    const bool exact = gp_finding_misses_exact(outcome, finding);
    json_object_set_new(object, "expected", exact ? json_string(expectation->exact) : number(finding->expected, 17));
    json_object_set_new(object, "got", number(outcome->answer.values[finding->index], 17));
    json_object_set_new(object, "right_digits", json_real(finding->right_digits));
    json_object_set_new(object, "count", count(finding->count));
    if (outcome->the_case->id)
        json_object_set_new(object, "anchor", json_string(gp_place_anchor(outcome->the_case->id, &expectation->place, anchor)));
    return object;
}

static json_t *findings(const gp_outcome *outcome)
{
    json_t *list = json_array();
    for (size_t k = 0; k < outcome->report.finding_count; k++)
        json_array_append_new(list, one_finding(outcome, &outcome->report.findings[k]));
    return list;
}

static json_t *explanations(const gp_outcome *outcome)
{
    const gp_departures own = outcome->the_case->problem.departures;
    json_t *list = json_array();
    for (size_t k = 0; k < outcome->report.explanation_count; k++) {
        json_t *set = json_array();
        for (gp_departure d = 0; (int)d < gp_departure_count; d++)
            if (gp_departs(outcome->report.explanations[k], d))
                json_array_append_new(
                    set, json_pack("{s:s, s:b}", "departure", gp_departure_catalogue[d].id, "left_out", gp_departs(own, d)));
        json_array_append_new(list, set);
    }
    return list;
}

/* What judging has found. */
static void set_report(json_t *object, const gp_outcome *outcome)
{
    static const char *const names[gp_standing_count] = {"missing", "right", "following", "wrong", "later"};
    const gp_report *report = &outcome->report;
    json_object_set_new(object, "precision", json_string(gp_precision_words[outcome->answer.precision]));
    json_object_set_new(object, "expected", count(report->expected));
    json_object_set_new(object, "compared", count(gp_compared_count(report)));
    for (size_t k = 0; k < gp_standing_count; k++)
        json_object_set_new(object, names[k], count(report->standings[k]));
    json_object_set_new(object, "conventions", conventions(&outcome->answer));
    json_object_set_new(object, "findings", findings(outcome));
    json_object_set_new(object, "explanations", explanations(outcome));
}

static json_t *one_case(const gp_outcome *outcome)
{
    json_t *object = json_pack("{s:s, s:s}", "case", outcome->label.text, "result", gp_case_result_words[outcome->result]);
    if (*outcome->why.text)
        json_object_set_new(object, "why", json_string(outcome->why.text));
    if (*outcome->subject.complaints)
        json_object_set_new(object, "stderr", json_string(outcome->subject.complaints));
    if (outcome->report.standing)
        set_report(object, outcome);
    return object;
}

static json_t *command(char *const words[])
{
    json_t *list = json_array();
    for (; *words; words++)
        json_array_append_new(list, word(*words));
    return list;
}

static void end(const gp_outcomes *outcomes)
{
    static const char *const names[gp_case_result_count] = {"passed", "failed", "unsupported", "errors", "known_failures"};
    const gp_totals totals = gp_count_outcomes(outcomes);
    json_t *object = json_pack("{s:s, s:s}", "format", "goldprop-report-1", "goldprop", GP_VERSION), *cases = json_array();
    if (outcomes->command)
        json_object_set_new(object, "subject", command(outcomes->command));
    for (size_t k = 0; k < outcomes->count; k++)
        json_array_append_new(cases, one_case(&outcomes->items[k]));
    json_object_set_new(object, "cases", cases);
    for (size_t k = 0; k < gp_case_result_count; k++)
        json_object_set_new(object, names[k], count(totals.results[k]));
    json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(3));
    putchar('\n');
    json_decref(object);
}

const gp_report_format gp_report_json = {"json", NULL, NULL, end};
