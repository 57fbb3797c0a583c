#include "golden/json_memory.h"
#include "report/coverage.h"
#include "report/inquiry.h"
#include "report/json_output.h"

#include <stdint.h>
#include <stdio.h>

static json_t *conventions(gp_json_output *output, const gp_answer *answer)
{
    json_t *list = json_array();
    char text[gp_custom_room];
    for (gp_convention k = GP_DELTA_SIGN; (int)k < gp_convention_count; k++)
        if (gp_is_custom(answer, k)) {
            gp_custom_text(answer, k, text);
            const bool counts = k >= GP_LAYERS_FROM && k <= GP_EPOCHS_FROM;
            gp_json_append(output, list,
                           json_pack("{s:s, s:o, s:b}", "name", gp_convention_names[k], "value",
                                     counts ? gp_json_count((size_t)answer->customs[k].value) : json_string(text), "declared",
                                     answer->customs[k].declared));
        }
    return list;
}

static json_t *one_finding(gp_json_output *output, const gp_outcome *outcome, const gp_finding *finding)
{
    const gp_expectation *expectation = &outcome->the_case->expectations[finding->index];
    char text[160], anchor[gp_anchor_room];
    json_t *object = json_pack("{s:s}", "place", gp_place_text(&expectation->place, text));
    gp_json_set_place(output, object, &expectation->place);
    gp_json_set(output, object, "expected",
                finding->own ? gp_json_number(finding->expected, 17) : json_string(expectation->exact));
    gp_json_set(output, object, "got",
                gp_json_number(outcome->answer.values[finding->index], gp_written_digits(outcome, finding->index)));
    gp_json_set(output, object, "right_digits", json_real(finding->right_digits));
    if (finding->ratio.count > 0) {
        char factor[64];
        gp_json_set(output, object, "ratio",
                    json_pack("{s:s, s:I}", "factor", gp_factor_text(&finding->ratio.factor, factor), "count",
                              (json_int_t)finding->ratio.count));
    }
    gp_json_set(output, object, "count", gp_json_count(finding->count));
    if (outcome->the_case->id)
        gp_json_set(output, object, "anchor", json_string(gp_place_anchor(outcome->the_case->id, &expectation->place, anchor)));
    return object;
}

static json_t *findings(gp_json_output *output, const gp_outcome *outcome)
{
    json_t *list = json_array();
    for (size_t k = 0; k < outcome->report.finding_count; k++)
        gp_json_append(output, list, one_finding(output, outcome, &outcome->report.findings[k]));
    return list;
}

static json_t *explanations(gp_json_output *output, const gp_outcome *outcome)
{
    const gp_departures own = outcome->the_case->problem.departures;
    json_t *list = json_array();
    for (size_t k = 0; k < outcome->report.explanation_count; k++) {
        json_t *parts = json_array();
        for (gp_departure d = 0; (int)d < gp_departure_count; d++)
            if (gp_departs(outcome->report.explanations[k], d))
                gp_json_append(
                    output, parts,
                    json_pack("{s:s, s:b}", "departure", gp_departure_catalogue[d].id, "left_out", gp_departs(own, d)));
        gp_json_append(output, list, parts);
    }
    return list;
}

/* How much of the case was compared. */
static json_t *covered(gp_json_output *output, const gp_outcome *outcome)
{
    const gp_coverage coverage = gp_coverage_of(outcome);
    json_t *quantities = json_object();
    for (gp_quantity q = GP_WEIGHT; (int)q < gp_quantity_count; q++)
        if (coverage.quantities[q] > 0)
            gp_json_set(output, quantities, gp_quantities[q].name, gp_json_count(coverage.quantities[q]));
    return json_pack("{s:o, s:s, s:s, s:s}", "quantities", quantities, "layers", coverage.layers.text, "steps",
                     coverage.steps.text, "epochs", coverage.epochs.text);
}

/* What judging has found. */
static void set_report(gp_json_output *output, json_t *object, const gp_outcome *outcome)
{
    static const char *const names[] = {"missing", "given", "right", "following", "wrong", "later"};
    _Static_assert(sizeof names / sizeof *names == gp_standing_count, "each standing has a key");
    const gp_report *report = &outcome->report;
    gp_json_set(output, object, "precision", json_string(gp_precision_words[outcome->answer.precision]));
    gp_json_set(output, object, "expected", gp_json_count(report->expected));
    gp_json_set(output, object, "compared", gp_json_count(gp_compared_count(report)));
    for (size_t k = 0; k < gp_standing_count; k++)
        gp_json_set(output, object, names[k], gp_json_count(report->standings[k]));
    gp_json_set(output, object, "covered", covered(output, outcome));
    if (outcome->report.by_digits > 0)
        gp_json_set(output, object, "by_digits", gp_json_count(outcome->report.by_digits));
    gp_json_set(output, object, "conventions", conventions(output, &outcome->answer));
    gp_json_set(output, object, "findings", findings(output, outcome));
    gp_json_set(output, object, "explanations", explanations(output, outcome));
}

static json_t *one_case(gp_json_output *output, const gp_outcome *outcome)
{
    json_t *object = json_pack("{s:s, s:s}", "case", outcome->label.text, "result", gp_case_result_words[outcome->result]);
    if (*outcome->why.text)
        gp_json_set(output, object, "why", json_string(outcome->why.text));
    if (*outcome->numbers_of.text)
        gp_json_set(output, object, "numbers_of", json_string(outcome->numbers_of.text));
    if (*outcome->subject.complaints)
        gp_json_set(output, object, "stderr", json_string(outcome->subject.complaints));
    if (outcome->report.standing)
        set_report(output, object, outcome);
    return object;
}

static json_t *formula_text(const gp_term *term)
{
    char text[4096] = "";
    FILE *stream = fmemopen(text, sizeof text, "w");
    if (!stream)
        return NULL;
    gp_term_write(stream, term);
    fclose(stream);
    return json_string(text);
}

static json_t *one_hypothesis(gp_json_output *output, const gp_hypothesis *hypothesis)
{
    static const char *const verdicts[] = {"confirmed", "not confirmed", "refuted"};
    static const char *const layers[] = {"all", "hidden", "last", "all but first", "first"};
    _Static_assert(sizeof verdicts / sizeof *verdicts == gp_confirmation_count, "each confirmation has a word");
    _Static_assert(sizeof layers / sizeof *layers == gp_layer_kind_count, "each kind of layers has words");
    json_t *object = json_pack("{s:s}", "verdict", verdicts[gp_confirmation_of(hypothesis)]);
    for (gp_departure d = 0; (int)d < gp_departure_count; d++)
        if (gp_departs(hypothesis->name, d))
            gp_json_set(output, object, "departure", json_string(gp_departure_catalogue[d].id));
    if (gp_is_textbook(hypothesis->name)) {
        gp_json_set(output, object, "quantity", json_string(gp_quantities[hypothesis->quantity].name));
        gp_json_set(output, object, "layers", json_string(layers[hypothesis->layers]));
        gp_json_set(output, object, "is", formula_text(hypothesis->term));
        gp_json_set(output, object, "should_be", formula_text(hypothesis->right));
    }
    gp_json_set(output, object, "cases", gp_json_count(hypothesis->witnesses));
    gp_json_set(output, object, "numbers", gp_json_count(hypothesis->numbers));
    gp_json_set(output, object, "fresh_problems", gp_json_count(hypothesis->fresh));
    gp_json_set(output, object, "fresh_numbers", gp_json_count(hypothesis->fresh_numbers));
    if (hypothesis->refuted)
        gp_json_set(output, object, "refuted_by",
                    json_string(hypothesis->refuted_by ? gp_case_label(hypothesis->refuted_by) : "a fresh problem"));
    return object;
}

/* What was found out about the program. */
static json_t *found(gp_json_output *output, const gp_outcomes *outcomes)
{
    json_t *list = json_array();
    for (size_t h = 0; h < outcomes->inquiry.count; h++)
        if (gp_is_told(outcomes, h))
            gp_json_append(output, list, one_hypothesis(output, &outcomes->inquiry.items[h]));
    return list;
}

static json_t *command(gp_json_output *output, char *const words[])
{
    json_t *list = json_array();
    for (; *words; words++)
        gp_json_append(output, list, gp_json_text(*words));
    return list;
}

static void set_outcomes(gp_json_output *output, const gp_outcomes *outcomes)
{
    static const char *const names[] = {"passed", "failed", "unsupported", "errors", "known_failures"};
    _Static_assert(sizeof names / sizeof *names == gp_case_result_count, "each result has a key");
    const gp_totals totals = gp_count_outcomes(outcomes);
    json_t *cases = json_array();
    if (outcomes->command)
        gp_json_set(output, output->root, "subject", command(output, outcomes->command));
    for (size_t k = 0; k < outcomes->count; k++)
        gp_json_append(output, cases, one_case(output, &outcomes->items[k]));
    gp_json_set(output, output->root, "cases", cases);
    gp_json_set(output, output->root, "found", found(output, outcomes));
    for (size_t k = 0; k < gp_case_result_count; k++)
        gp_json_set(output, output->root, names[k], gp_json_count(totals.results[k]));
}

/* A text of the JSON library's, whose memory may come from functions that the program has given to it. */
static void free_text(char *text)
{
    json_free_t free_json;
    json_get_alloc_funcs(NULL, &free_json);
    if (text)
        free_json(text);
}

/* The library's watch sees where an allocation fails inside json_pack(), too: from then on it grants none, and there is no
 * text. */
static bool end(FILE *stream, const gp_outcomes *outcomes)
{
    gp_json_memory_begin(SIZE_MAX);
    gp_json_output output = gp_json_begin("goldprop-report-1");
    set_outcomes(&output, outcomes);
    char *text = json_dumps(output.root, JSON_INDENT(2) | JSON_REAL_PRECISION(3));
    const bool whole = text && output.complete;
    gp_json_memory_end();
    if (whole)
        fprintf(stream, "%s\n", text);
    free_text(text);
    gp_json_discard(&output);
    return whole;
}

const gp_report_format gp_report_json = {"json", NULL, NULL, end};
