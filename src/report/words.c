#include "report/words.h"

#include "oracle/conventions.h"
#include "oracle/digits.h"
#include "oracle/tolerance.h"
#include "report/coverage.h"
#include <math.h>
#include <string.h>

/* No more findings, and no more rivals of an explanation, than a person reads. */
enum { most_findings = 10, most_rivals = 3 };

/* Some quantities, behind something. @return whether there are any */
static bool append_quantities(gp_message *message, const char *before, const bool listed[gp_quantity_count])
{
    const char *separator = before;
    for (size_t q = 0; q < gp_quantity_count; q++)
        if (listed[q]) {
            gp_message_append(message, "%s%s", separator, gp_quantities[q].name);
            separator = ", ";
        }
    return separator != before;
}

/* Of which quantities all numbers are missing, or some. */
static void append_missing(gp_message *message, const gp_outcome *outcome)
{
    const gp_report *report = &outcome->report;
    bool missing[gp_quantity_count] = {0}, there[gp_quantity_count] = {0}, all[gp_quantity_count], some[gp_quantity_count];
    for (size_t k = 0; k < report->expected; k++) {
        const gp_quantity quantity = outcome->the_case->expectations[k].place.quantity;
        if (report->standing[k] == GP_GIVEN)
            continue;
        *(report->standing[k] == GP_MISSING ? &missing[quantity] : &there[quantity]) = true;
    }
    for (size_t q = 0; q < gp_quantity_count; q++) {
        all[q] = missing[q] && !there[q];
        some[q] = missing[q] && there[q];
    }
    gp_message_append(message, ", %zu missing", report->standings[GP_MISSING]);
    const bool any = append_quantities(message, ": ", all);
    append_quantities(message, any ? ", some of " : ": some of ", some);
}

/* Of how many layers, steps or epochs there are numbers; and of which ones, where these are not all, and not too many to name.
 */
static void append_span(gp_message *message, const char *before, const gp_span *span, const char *word)
{
    const bool named = span->covered == 1 || strpbrk(span->text, "-,");
    if (span->of == 0)
        return;
    if (span->covered == span->of)
        gp_message_append(message, "%s%zu %s%s", before, span->of, word, gp_plural(span->of));
    else if (span->covered == 0)
        gp_message_append(message, "%sno %s of %zu", before, word, span->of);
    else
        gp_message_append(message, "%s%zu of %zu %ss%s%s%s", before, span->covered, span->of, word, named ? " (" : "",
                          named ? span->text : "", named ? ")" : "");
}

/* How much of the run was compared. */
static void append_coverage(gp_message *message, const gp_outcome *outcome)
{
    const gp_coverage coverage = gp_coverage_of(outcome);
    append_span(message, " (", &coverage.layers, "layer");
    append_span(message, ", ", &coverage.steps, "step");
    append_span(message, ", ", &coverage.epochs, "epoch");
    gp_message_append(message, ")");
}

/* What the program does in its own way. */
static void append_customs(gp_message *message, const gp_answer *answer)
{
    static const char *const words[][2] = {
        [GP_DELTA_SIGN] = {"its delta is ", ""},
        [GP_GRADIENT_SIGN] = {"its gradients are ", ""},
        [GP_BIAS_SIGN] = {"its b is a ", ", which is subtracted"},
        [GP_KINK_SIDE] = {"its slope at the kink, z = 0, is that from the ", ": 1"},
        [GP_TRANSPOSED] = {"its matrices are ", ""},
        [GP_LAYERS_FROM] = {"it counts layers from ", ""},
        [GP_STEPS_FROM] = {"it counts steps from ", ""},
        [GP_SAMPLES_FROM] = {"it counts samples from ", ""},
        [GP_EPOCHS_FROM] = {"it counts epochs from ", ""},
        [GP_LOSS_FACTOR] = {"its loss is ", " times that of the case"},
        [GP_OUTPUT_LOSS_FACTOR] = {"its output_loss is ", " times that of the case"},
        [GP_ERROR_FACTOR] = {"its error is ", " times that of the case"},
        [GP_DELTA_FACTOR] = {"its delta is ", " times that of the case"},
        [GP_GRADIENT_FACTOR] = {"its gradients are ", " times those of the case"},
        [GP_VELOCITY_FACTOR] = {"its velocities are ", " times those of the case"},
    };
    _Static_assert(sizeof words / sizeof *words == gp_convention_count, "each convention has words");
    char text[gp_custom_room];
    for (gp_convention k = GP_DELTA_SIGN; (int)k < gp_convention_count; k++)
        if (gp_is_custom(answer, k))
            gp_message_append(message, "; %s%s%s (%s)", words[k][0], gp_custom_text(answer, k, text), words[k][1],
                              answer->customs[k].declared ? "declared" : "found out");
}

/* With how few digits the program writes, where this matters: where numbers are wrong, or are right no further than they go. */
static void append_digits(gp_message *message, const gp_outcome *outcome)
{
    bool coarse[gp_quantity_count] = {0}, all = true;
    int most = 0;
    for (size_t k = 0; k < outcome->report.expected; k++) {
        const gp_quantity quantity = outcome->the_case->expectations[k].place.quantity;
        if (!outcome->answer.present[k])
            continue;
        coarse[quantity] = gp_is_coarse(&outcome->answer, quantity);
        all = all && coarse[quantity];
        if (coarse[quantity] && outcome->answer.digits[quantity] > most)
            most = outcome->answer.digits[quantity];
    }
    if (most == 0 || (outcome->report.passed && outcome->report.by_digits == 0))
        return;
    gp_message_append(message, "; ");
    if (all)
        gp_message_append(message, "every number");
    else
        append_quantities(message, "every ", coarse);
    gp_message_append(message, " has at most %d significant digits, by which it is judged: print %d", most,
                      gp_enough_digits(outcome->answer.precision));
}

/* How many of the numbers that were compared the pass rule asks nothing of: rounding errors have eaten all their digits. They
   pass, and say nothing. */
static void append_beyond_reach(gp_message *message, const gp_outcome *outcome)
{
    const long double u = gp_unit_roundoff(outcome->answer.precision);
    size_t count = 0;
    for (size_t k = 0; k < outcome->report.expected; k++) {
        const gp_standing standing = outcome->report.standing[k];
        count += standing != GP_MISSING && standing != GP_GIVEN &&
                 GP_TOLERANCE_K * gp_amplification(&outcome->the_case->expectations[k]) * u >= 1;
    }
    if (count > 0)
        gp_message_append(message, "; rounding errors leave no digit of %zu of them in %s", count,
                          gp_precision_words[outcome->answer.precision]);
}

static void append_wrong(gp_message *message, const gp_report *report)
{
    const size_t wrong = report->standings[GP_WRONG], following = report->standings[GP_FOLLOWING];
    const size_t later = report->standings[GP_LATER];
    gp_message_append(message, "%zu of %zu number%s wrong", wrong > 0 ? wrong : following + later, gp_compared_count(report),
                      gp_plural(gp_compared_count(report)));
    if (wrong > 0 && following > 0)
        gp_message_append(message, ", %zu more %s from them", following, following == 1 ? "follows" : "follow");
    if (wrong > 0 && later > 0)
        gp_message_append(message, ", %zu more %s wrong later in the run", later, later == 1 ? "is" : "are");
}

const char *gp_headline(const gp_outcome *outcome, gp_message *message)
{
    const gp_report *report = &outcome->report;
    *message = (gp_message){0};
    if (*outcome->why.text) {
        gp_message_append(message, "%s", outcome->why.text);
        return message->text;
    }
    if (outcome->result == GP_CASE_PASSED)
        gp_message_append(message, "%zu number%s", report->standings[GP_RIGHT], gp_plural(report->standings[GP_RIGHT]));
    else
        append_wrong(message, report);
    if (outcome->answer.precision != GP_PRECISION_BINARY64)
        gp_message_append(message, " in %s", gp_precision_words[outcome->answer.precision]);
    append_coverage(message, outcome);
    if (report->standings[GP_MISSING] > 0)
        append_missing(message, outcome);
    append_customs(message, &outcome->answer);
    append_digits(message, outcome);
    append_beyond_reach(message, outcome);
    return message->text;
}

static bool tells_apart(long double expected, double got, int digits)
{
    char one[gp_number_room], other[gp_number_room];
    return strcmp(gp_number_text(expected, digits, one), gp_number_text(got, digits, other)) != 0;
}

/* Two numbers with as many digits as tell them apart, and two more; of the program's own no more than it has written. */
static void write_apart(FILE *stream, long double expected, bool own, double got, int written)
{
    char one[gp_number_room], other[gp_number_room];
    int digits = 1;
    while (digits < 17 && !(tells_apart(expected, got, digits) && tells_apart(expected, got, digits + 2)))
        digits++; /* with few digits, rounding may part two numbers that are near each other */
    fprintf(stream, "expected %s%s, got %s", gp_number_text(expected, digits + 2, one), own ? " by your own numbers" : "",
            gp_number_text(got, digits + 2 < written ? digits + 2 : written, other));
}

/* How many more numbers of the same quantity are wrong. */
static void write_others(FILE *stream, const gp_place *place, size_t count)
{
    fprintf(stream, "; %zu more of %s", count, gp_quantities[place->quantity].name);
    if (gp_has_unit(place->quantity))
        fprintf(stream, " in layer %zu", place->layer);
}

/* What all numbers of the kind are, times what is expected. */
static void write_ratio(FILE *stream, const gp_ratio *ratio)
{
    char text[64];
    if (ratio->count == 0)
        return;
    if (ratio->factor.number == 0)
        fprintf(stream, "; all %zu are 0", ratio->count);
    else
        fprintf(stream, "; all %zu are %s times what is expected", ratio->count, gp_factor_text(&ratio->factor, text));
}

static void write_finding(FILE *stream, const gp_outcome *outcome, const gp_finding *finding)
{
    const gp_case *the_case = outcome->the_case;
    const gp_expectation *expectation = &the_case->expectations[finding->index];
    char place[160], anchor[gp_anchor_room];
    fprintf(stream, "%s: ", gp_place_text(&expectation->place, place));
    const double got = outcome->answer.values[finding->index];
    write_apart(stream, finding->expected, finding->own, got, gp_written_digits(outcome, finding->index));
    fprintf(stream, " (%.1f right digits)", finding->right_digits);
    if (the_case->id)
        fprintf(stream, " [%s]", gp_place_anchor(the_case->id, &expectation->place, anchor));
    if (outcome->report.explanation_count == 0 && finding->count > 1)
        write_others(stream, &expectation->place, finding->count - 1);
    write_ratio(stream, &finding->ratio);
    putc('\n', stream);
}

static bool is_left_out(const gp_outcome *outcome, gp_departure departure)
{
    return gp_departs(outcome->the_case->problem.departures, departure);
}

/* What happens by one departure, behind the word "when". */
static const char *words_of(const gp_outcome *outcome, gp_departure departure)
{
    return is_left_out(outcome, departure) ? "the program does not depart as the case asks"
                                           : gp_departure_catalogue[departure].summary;
}

/* All departures of a set. */
static void write_set(FILE *stream, const gp_outcome *outcome, gp_departures set)
{
    const char *and = "";
    for (gp_departure d = 0; (int)d < gp_departure_count; d++)
        if (gp_departs(set, d)) {
            fprintf(stream, "%s%s (%s)", and, words_of(outcome, d), gp_departure_catalogue[d].id);
            and = ", and ";
        }
}

/* The one departure that explains an answer, and where to read about it. */
static void write_explanation(FILE *stream, const gp_outcome *outcome, gp_departures set)
{
    gp_departure d = 0;
    while (!gp_departs(set, d))
        d++;
    const gp_departure_info *info = &gp_departure_catalogue[d];
    fprintf(stream, "this is what comes out when %s (%s; equation %s, page mistake_", words_of(outcome, d), info->id,
            info->equation);
    for (const char *c = info->id; *c; c++)
        putc(*c == '-' ? '_' : *c, stream);
    fputs(")\n", stream);
}

static void write_rivals(FILE *stream, const gp_outcome *outcome, const char *indent)
{
    const gp_report *report = &outcome->report;
    for (size_t k = 1; k < report->explanation_count && k <= most_rivals; k++) {
        fprintf(stream, "%s%s", indent, k == 1 ? "the numbers cannot exclude: " : "  or: ");
        write_set(stream, outcome, report->explanations[k]);
        putc('\n', stream);
    }
    if (report->explanation_count > most_rivals + 1)
        fprintf(stream, "%s  and %zu more\n", indent, report->explanation_count - 1 - most_rivals);
}

static void write_one_number(FILE *stream, double number)
{
    char text[gp_number_room];
    fprintf(stream, "each number of this answer is %s%s\n", gp_number_text(number == 0 ? 0 : number, 17, text),
            number == 0 ? ": nothing was computed" : "");
}

/* The factor by which a program may only report deltas or gradients; GP_ERROR_FACTOR where they are something else. */
static gp_convention own_factor(const gp_outcome *outcome)
{
    const gp_finding *first = &outcome->report.findings[0];
    const gp_quantity quantity = outcome->the_case->expectations[first->index].place.quantity;
    if (first->ratio.count == 0 || !(first->ratio.factor.number > 0))
        return GP_ERROR_FACTOR;
    if (gp_concerns(GP_DELTA_FACTOR, quantity))
        return GP_DELTA_FACTOR;
    return gp_concerns(GP_GRADIENT_FACTOR, quantity) ? GP_GRADIENT_FACTOR : GP_ERROR_FACTOR;
}

/* Where no number shows how the parameters move, a factor of deltas or gradients may be a mistake or a way of reporting them.
 */
static void write_undecided(FILE *stream, const gp_outcome *outcome, const char *indent)
{
    const gp_convention factor = own_factor(outcome);
    char text[64];
    for (size_t k = 0; k < outcome->report.expected; k++)
        if (outcome->answer.present[k] && gp_shows_movement(&outcome->the_case->expectations[k].place) &&
            outcome->report.standing[k] != GP_GIVEN)
            return;
    if (factor != GP_ERROR_FACTOR && !outcome->answer.customs[factor].declared)
        fprintf(
            stream,
            "%snothing here shows how the weights move, so that it cannot be told whether this is a mistake: if the program "
            "reports them so, declare \"%s\": \"%s\"\n",
            indent, gp_convention_names[factor], gp_factor_text(&outcome->report.findings[0].ratio.factor, text));
}

static void write_explanations(FILE *stream, const gp_outcome *outcome, const char *indent)
{
    const gp_report *report = &outcome->report;
    double number = 0;
    fputs(indent, stream);
    if (*outcome->numbers_of.text) {
        fprintf(stream, "these are the numbers of the case %s\n", outcome->numbers_of.text);
    } else if (gp_is_one_number(outcome, &number)) {
        write_one_number(stream, number);
    } else if (report->explanation_count == 0) {
        fputs(report->too_few_digits ? "its digits are too few to tell which mistake this is\n"
                                     : "no single known mistake explains this, and no two of them do\n",
              stream);
    } else if (report->together == 1) {
        write_explanation(stream, outcome, report->explanations[0]);
    } else {
        fputs("two mistakes meet: ", stream);
        write_set(stream, outcome, report->explanations[0]);
        putc('\n', stream);
    }
    write_rivals(stream, outcome, indent);
    write_undecided(stream, outcome, indent);
}

static void write_findings(FILE *stream, const gp_outcome *outcome, const char *indent)
{
    const gp_report *report = &outcome->report;
    for (size_t k = 0; k < report->finding_count && k < most_findings; k++) {
        if (k > 0 && report->findings[k].index == report->findings[k - 1].index)
            continue; /* two mistakes that show in the same number */
        fputs(indent, stream);
        write_finding(stream, outcome, &report->findings[k]);
    }
    if (report->finding_count > most_findings)
        fprintf(stream, "%sand %zu more\n", indent, report->finding_count - most_findings);
}

/* The last lines of the program's standard error. */
static void write_complaints(FILE *stream, const char *complaints, const char *indent)
{
    while (*complaints) {
        const int length = (int)strcspn(complaints, "\n");
        fprintf(stream, "%s| %.*s\n", indent, length, complaints);
        complaints += length;
        complaints += *complaints == '\n';
    }
}

void gp_write_details(FILE *stream, const gp_outcome *outcome, const char *indent)
{
    if (outcome->report.finding_count > 0) {
        write_findings(stream, outcome, indent);
        write_explanations(stream, outcome, indent);
    }
    if (!outcome->report.standing)
        write_complaints(stream, outcome->subject.complaints, indent);
}

/* Whether a set of departures, some of them left out by the program, is among the explanations of an outcome. */
static bool explains(const gp_outcome *outcome, gp_departures set, gp_departures left_out)
{
    for (size_t k = 0; k < outcome->report.explanation_count; k++)
        if (gp_same_departures(outcome->report.explanations[k], set) &&
            gp_same_departures(gp_departures_of_both(outcome->the_case->problem.departures, set), left_out))
            return true;
    return false;
}

/* Whether what the program has answered elsewhere refutes a name. */
static bool is_refuted(const gp_outcomes *outcomes, gp_departures set)
{
    for (size_t h = 0; h < outcomes->inquiry.count; h++)
        if (gp_same_departures(outcomes->inquiry.items[h].name, set) &&
            gp_confirmation_of(&outcomes->inquiry.items[h]) == GP_REFUTED)
            return true;
    return false;
}

static bool explains_all(const gp_outcomes *outcomes, gp_departures set, gp_departures left_out)
{
    for (size_t k = 0; k < outcomes->count; k++)
        if (outcomes->items[k].result == GP_CASE_FAILED && !explains(&outcomes->items[k], set, left_out))
            return false;
    return true;
}

void gp_write_common_mistakes(FILE *stream, const gp_outcomes *outcomes)
{
    const gp_outcome *first = NULL;
    size_t failed = 0;
    for (size_t k = 0; k < outcomes->count; k++)
        if (outcomes->items[k].result == GP_CASE_FAILED && failed++ == 0)
            first = &outcomes->items[k];
    bool any = false;
    for (size_t k = 0; failed > 1 && k < first->report.explanation_count; k++) {
        const gp_departures set = first->report.explanations[k];
        const gp_departures left_out = gp_departures_of_both(first->the_case->problem.departures, set);
        if (!explains_all(outcomes, set, left_out) || is_refuted(outcomes, set))
            continue;
        if (any)
            fputs("or that ", stream);
        else
            fprintf(stream, "what explains each of the %zu failed cases: that ", failed);
        write_set(stream, first, set);
        putc('\n', stream);
        any = true;
    }
}

void gp_write_column(FILE *stream, const char *text, size_t width)
{
    size_t written = 0;
    for (const char *c = text; *c; c++) {
        putc(*c, stream);
        written += ((unsigned char)*c & 0xc0) != 0x80; /* bytes that go on with a character do not count */
    }
    for (; written < width; written++)
        putc(' ', stream);
}
