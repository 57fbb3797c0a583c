#include "report/report.h"

#include "oracle/digits.h"
#include "oracle/given.h"
#include "report/inquiry.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const gp_case_result_words[] = {"passed", "failed", "unsupported", "error", "known failure"};
_Static_assert(sizeof gp_case_result_words / sizeof *gp_case_result_words == gp_case_result_count, "each result has a word");

static const gp_report_format *const formats[] = {&gp_report_text, &gp_report_json, &gp_report_tap, &gp_report_junit, NULL};

const gp_report_format *gp_find_report_format(const char *name)
{
    for (size_t k = 0; formats[k]; k++)
        if (strcmp(name, formats[k]->name) == 0)
            return formats[k];
    return NULL;
}

void gp_outcome_begin(gp_outcome *outcome, const gp_case *the_case)
{
    *outcome = (gp_outcome){.the_case = the_case};
    gp_message_set(&outcome->label, "%s", gp_case_label(the_case));
}

void gp_outcome_is_error(gp_outcome *outcome)
{
    outcome->result = GP_CASE_ERROR;
    strcpy(outcome->symptom, "error");
}

static void conclude(gp_outcome *outcome)
{
    const gp_report *report = &outcome->report;
    outcome->result = report->passed ? GP_CASE_PASSED : GP_CASE_FAILED;
    if (report->finding_count > 0) {
        gp_place_text(&outcome->the_case->expectations[report->findings[0].index].place, outcome->symptom);
    } else if (!report->passed && report->repeated > 0) {
        gp_message_set(&outcome->why,
                       "expected numbers that the program has computed, found %zu which the problem gives: they are not "
                       "compared, and nothing else is there",
                       report->repeated);
        strcpy(outcome->symptom, "no numbers");
    } else if (!report->passed) {
        gp_message_set(&outcome->why, "expected at least one of the %zu number%s that this case asks for, found none",
                       report->standings[GP_MISSING], gp_plural(report->standings[GP_MISSING]));
        strcpy(outcome->symptom, "no numbers");
    }
}

static bool judge(gp_outcome *outcome)
{
    if (outcome->answer.unsupported) {
        outcome->result = GP_CASE_UNSUPPORTED;
        gp_message_set(&outcome->why, "%s", outcome->answer.unsupported);
        return true;
    }
    if (gp_judge(outcome->the_case, &outcome->answer, &outcome->report) != GP_OK)
        return false;
    conclude(outcome);
    return true;
}

bool gp_outcome_judge(gp_outcome *outcome, const char *name, const char *text, size_t length, gp_message *message)
{
    if (gp_answer_read(name, text, length, outcome->the_case, &outcome->answer, &outcome->why)) {
        const bool judged = judge(outcome);
        outcome->answer.unsupported = NULL;       /* it is part of the trace, */
        gp_source_close(&outcome->answer.source); /* which may be large */
        return judged || gp_message_set(message, "%s: expected memory to judge it, found too little", name);
    }
    gp_outcome_is_error(outcome);
    if (outcome->answer.no_memory)
        *message = outcome->why;
    return !outcome->answer.no_memory;
}

/* Finds out whether an answer to another case has something right, and nothing wrong. @return false where memory is short */
static bool compare_case(const gp_case *other, const char *name, const char *text, size_t length, bool *is_right,
                         gp_message *message)
{
    gp_answer answer;
    size_t right = 0, wrong = 0;
    *is_right = false;
    if (!gp_answer_read(name, text, length, other, &answer, message))
        return !answer.no_memory;
    for (size_t k = 0; k < other->expectation_count && wrong == 0; k++)
        if (answer.present[k] && !gp_is_given(other, k))
            *(gp_within_tolerance(&other->expectations[k], answer.values[k], gp_unit_roundoff(answer.precision)) ? &right
                                                                                                                 : &wrong) += 1;
    gp_answer_close(&answer);
    *is_right = right > 0 && wrong == 0;
    return true;
}

bool gp_outcome_is_unexplained(const gp_outcome *outcome)
{
    return outcome->result == GP_CASE_ERROR || (outcome->result == GP_CASE_FAILED && outcome->report.explanation_count == 0);
}

bool gp_outcome_compare_cases(gp_outcome *outcome, const char *name, const char *text, size_t length, const gp_case *cases,
                              size_t count, gp_message *message)
{
    static const size_t longest = 1 << 20; /* a matter of time: it is read once for each case */
    bool found = false;
    if (!text || length > longest || !gp_outcome_is_unexplained(outcome))
        return true;
    for (size_t k = 0; k < count && !found; k++) {
        if (strcmp(gp_case_label(&cases[k]), gp_case_label(outcome->the_case)) == 0)
            continue;
        if (!compare_case(&cases[k], name, text, length, &found, message))
            return false;
        if (found)
            gp_message_set(&outcome->numbers_of, "%s", gp_case_label(&cases[k]));
    }
    if (found && outcome->result == GP_CASE_ERROR)
        gp_message_append(&outcome->why, ": these are the numbers of the case %s", outcome->numbers_of.text);
    return true;
}

void gp_outcome_free(gp_outcome *outcome)
{
    gp_answer_close(&outcome->answer);
    gp_report_free(&outcome->report);
    gp_subject_result_free(&outcome->subject);
}

void gp_report_newest(const gp_report_format *format, FILE *stream, const gp_outcomes *outcomes)
{
    if (outcomes->count == 1 && format->begin)
        format->begin(stream, outcomes);
    if (format->each)
        format->each(stream, outcomes);
    fflush(stream);
}

bool gp_report_end(const gp_report_format *format, FILE *stream, const gp_outcomes *outcomes, gp_message *message)
{
    const bool whole = !format->end || format->end(stream, outcomes);
    fflush(stream);
    return whole || gp_message_set(message, "expected memory for the report, found too little");
}

/* What was written last is not buffered any more: errno is that of the failure. */
static bool is_written(FILE *stream, gp_message *message)
{
    return !ferror(stream) || gp_message_set(message, "the report: expected to write it whole, found: %s", strerror(errno));
}

bool gp_report_outcome(const gp_report_format *format, FILE *stream, gp_outcome *outcome, gp_message *message)
{
    gp_outcomes outcomes = {.items = outcome, .count = 1, .planned = 1};
    bool told = gp_inquire_outcomes(&outcomes, NULL, message);
    if (told) {
        gp_report_newest(format, stream, &outcomes);
        told = gp_report_end(format, stream, &outcomes, message) && is_written(stream, message);
    }
    gp_inquiry_free(&outcomes.inquiry);
    return told;
}

gp_totals gp_count_outcomes(const gp_outcomes *outcomes)
{
    gp_totals totals = {0};
    for (size_t k = 0; k < outcomes->count; k++) {
        totals.results[outcomes->items[k].result]++;
        totals.compared += gp_compared_count(&outcomes->items[k].report);
    }
    totals.holds = totals.results[GP_CASE_PASSED] + totals.results[GP_CASE_KNOWN_FAILURE] > 0 &&
                   totals.results[GP_CASE_FAILED] + totals.results[GP_CASE_ERROR] == 0;
    return totals;
}

const char *gp_case_label(const gp_case *the_case)
{
    return the_case->id ? the_case->id : the_case->source.name;
}

const char *gp_number_text(long double value, int digits, char text[gp_number_room])
{
    if (isnan(value)) /* which the C library may give a sign */
        snprintf(text, gp_number_room, "nan");
    else
        snprintf(text, gp_number_room, "%.*Lg", digits, value);
    return text;
}

int gp_written_digits(const gp_outcome *outcome, size_t k)
{
    const int shortest = gp_shortest_digits(outcome->answer.values[k]);
    const int usual = outcome->answer.digits[outcome->the_case->expectations[k].place.quantity];
    const int written = gp_is_coarse(&outcome->answer, outcome->the_case->expectations[k].place.quantity) && usual < shortest
                            ? usual
                            : shortest;
    return written > 0 ? written : 1;
}

bool gp_is_one_number(const gp_outcome *outcome, double *number)
{
    size_t count = 0;
    for (size_t k = 0; k < outcome->report.expected; k++) {
        const double value = outcome->answer.values[k];
        if (!outcome->answer.present[k])
            continue;
        if (count > 0 && !(value == *number || (isnan(value) && isnan(*number))))
            return false;
        *number = value;
        count++;
    }
    return count > 1;
}

size_t gp_compared_count(const gp_report *report)
{
    return report->expected - report->standings[GP_MISSING] - report->standings[GP_GIVEN];
}

/* How goldprop does it. */
static double plain_value(gp_convention convention)
{
    return convention >= GP_STEPS_FROM && convention <= GP_EPOCHS_FROM ? 0 : 1;
}

bool gp_is_custom(const gp_answer *answer, gp_convention convention)
{
    return answer->customs[convention].value != plain_value(convention);
}

const char *gp_custom_text(const gp_answer *answer, gp_convention convention, char text[gp_custom_room])
{
    static const char *const words[][6] = {
        {"dE/dz", "-dE/dz"},
        {"dE/dW", "-dE/dW"},
        {"bias", "threshold"},
        {"left", "right"},
        {"[unit][input]", "[input][unit]", "[unit][input+1]", "[input+1][unit]", "[unit][1+input]", "[1+input][unit]"}};
    const double value = answer->customs[convention].value;
    if (convention <= GP_TRANSPOSED)
        snprintf(text, gp_custom_room, "%s", words[convention][2 * (int)(fabs(value) - 1) + (value < 0)]);
    else if (answer->customs[convention].factor.number != 0)
        gp_factor_text(&answer->customs[convention].factor, text);
    else
        snprintf(text, gp_custom_room, "%.12g", value);
    return text;
}
