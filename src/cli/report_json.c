#include "cli/coverage.h"
#include "golden/json_memory.h"
#include "golden/printable.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether each value of the report could be made. Lack of memory is seen by the library's watch as well, which sees what
   json_pack() does inside; but not all that can go wrong is the library's. */
static bool whole;

static void set(json_t *object, const char *key, json_t *value)
{
    whole = json_object_set_new(object, key, value) == 0 && whole;
}

static void append(json_t *list, json_t *value)
{
    whole = json_array_append_new(list, value) == 0 && whole;
}

/* A word of the command line need not be UTF-8, which JSON asks for. */
static json_t *word(const char *text)
{
    char *utf8 = strdup(text);
    json_t *string = utf8 ? json_string(gp_make_printable(utf8, strlen(utf8), "")) : NULL;
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
    char text[gp_custom_room];
    for (gp_convention k = GP_DELTA_SIGN; (int)k < gp_convention_count; k++)
        if (gp_is_custom(answer, k)) {
            gp_custom_text(answer, k, text);
            const bool counts = k >= GP_LAYERS_FROM && k <= GP_EPOCHS_FROM;
            append(list, json_pack("{s:s, s:o, s:b}", "name", gp_convention_names[k], "value",
                                   counts ? count((size_t)answer->customs[k].value) : json_string(text), "declared",
                                   answer->customs[k].declared));
        }
    return list;
}

/* The keys by which the golden data says where a number stands. */
static void set_place(json_t *object, const gp_place *place)
{
    set(object, "quantity", json_string(gp_quantities[place->quantity].name));
    set(object, place->quantity == GP_EPOCH_ERROR ? "epoch" : "step", count(place->step));
    if (gp_has_sample(place->quantity))
        set(object, "sample", count(place->sample));
    if (gp_has_unit(place->quantity)) {
        set(object, "layer", count(place->layer));
        set(object, "unit", count(place->unit));
    }
    if (gp_has_input(place->quantity))
        set(object, "input", count(place->input));
}

static json_t *one_finding(const gp_outcome *outcome, const gp_finding *finding)
{
    const gp_expectation *expectation = &outcome->the_case->expectations[finding->index];
    char text[160], anchor[gp_anchor_room];
    json_t *object = json_pack("{s:s}", "place", gp_place_text(&expectation->place, text));
    set_place(object, &expectation->place);
    set(object, "expected", finding->own ? number(finding->expected, 17) : json_string(expectation->exact));
    set(object, "got", number(outcome->answer.values[finding->index], gp_written_digits(outcome, finding->index)));
    set(object, "right_digits", json_real(finding->right_digits));
    set(object, "count", count(finding->count));
    if (outcome->the_case->id)
        set(object, "anchor", json_string(gp_place_anchor(outcome->the_case->id, &expectation->place, anchor)));
    return object;
}

static json_t *findings(const gp_outcome *outcome)
{
    json_t *list = json_array();
    for (size_t k = 0; k < outcome->report.finding_count; k++)
        append(list, one_finding(outcome, &outcome->report.findings[k]));
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
                append(set, json_pack("{s:s, s:b}", "departure", gp_departure_catalogue[d].id, "left_out", gp_departs(own, d)));
        append(list, set);
    }
    return list;
}

/* How much of the case was compared. */
static json_t *covered(const gp_outcome *outcome)
{
    const gp_coverage coverage = gp_coverage_of(outcome);
    json_t *quantities = json_object();
    for (gp_quantity q = GP_WEIGHT; (int)q < gp_quantity_count; q++)
        if (coverage.quantities[q] > 0)
            set(quantities, gp_quantities[q].name, count(coverage.quantities[q]));
    return json_pack("{s:o, s:s, s:s, s:s}", "quantities", quantities, "layers", coverage.layers.text, "steps",
                     coverage.steps.text, "epochs", coverage.epochs.text);
}

/* What judging has found. */
static void set_report(json_t *object, const gp_outcome *outcome)
{
    static const char *const names[gp_standing_count] = {"missing", "given", "right", "following", "wrong", "later"};
    const gp_report *report = &outcome->report;
    set(object, "precision", json_string(gp_precision_words[outcome->answer.precision]));
    set(object, "expected", count(report->expected));
    set(object, "compared", count(gp_compared_count(report)));
    for (size_t k = 0; k < gp_standing_count; k++)
        set(object, names[k], count(report->standings[k]));
    set(object, "covered", covered(outcome));
    if (outcome->report.by_digits > 0)
        set(object, "by_digits", count(outcome->report.by_digits));
    set(object, "conventions", conventions(&outcome->answer));
    set(object, "findings", findings(outcome));
    set(object, "explanations", explanations(outcome));
}

static json_t *one_case(const gp_outcome *outcome)
{
    json_t *object = json_pack("{s:s, s:s}", "case", outcome->label.text, "result", gp_case_result_words[outcome->result]);
    if (*outcome->why.text)
        set(object, "why", json_string(outcome->why.text));
    if (*outcome->numbers_of.text)
        set(object, "numbers_of", json_string(outcome->numbers_of.text));
    if (*outcome->subject.complaints)
        set(object, "stderr", json_string(outcome->subject.complaints));
    if (outcome->report.standing)
        set_report(object, outcome);
    return object;
}

static json_t *command(char *const words[])
{
    json_t *list = json_array();
    for (; *words; words++)
        append(list, word(*words));
    return list;
}

static json_t *report_of(const gp_outcomes *outcomes)
{
    static const char *const names[gp_case_result_count] = {"passed", "failed", "unsupported", "errors", "known_failures"};
    const gp_totals totals = gp_count_outcomes(outcomes);
    json_t *object = json_pack("{s:s, s:s}", "format", "goldprop-report-1", "goldprop", GP_VERSION), *cases = json_array();
    if (outcomes->command)
        set(object, "subject", command(outcomes->command));
    for (size_t k = 0; k < outcomes->count; k++)
        append(cases, one_case(&outcomes->items[k]));
    set(object, "cases", cases);
    for (size_t k = 0; k < gp_case_result_count; k++)
        set(object, names[k], count(totals.results[k]));
    return object;
}

static bool end(const gp_outcomes *outcomes)
{
    whole = true;
    gp_json_memory_begin(SIZE_MAX);
    json_t *report = report_of(outcomes);
    char *text = json_dumps(report, JSON_INDENT(2) | JSON_REAL_PRECISION(3));
    whole = gp_json_memory_end() == GP_JSON_MEMORY_GRANTED && text && whole;
    if (whole)
        puts(text);
    free(text);
    json_decref(report);
    return whole;
}

const gp_report_format gp_report_json = {"json", NULL, NULL, end};
