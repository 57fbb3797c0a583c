#include "report/inquiry.h"

#include "oracle/likeness.h"

#include <stddef.h>
#include <stdlib.h>

/* No more changes that cannot be told apart than a person reads. */
enum { most_rivals = 3 };

/* Whether an outcome tells something of the program's formulas. */
static bool can_tell(const gp_outcome *outcome)
{
    double number;
    return (outcome->result == GP_CASE_PASSED || outcome->result == GP_CASE_FAILED) && !*outcome->numbers_of.text &&
           !gp_is_one_number(outcome, &number);
}

bool gp_inquire_outcomes(gp_outcomes *outcomes, const gp_asker *asker, gp_message *message)
{
    static const gp_report nothing = {0};
    size_t failed = 0;
    for (size_t k = 0; k < outcomes->count; k++)
        failed += outcomes->items[k].report.finding_count > 0 && can_tell(&outcomes->items[k]);
    if (failed == 0)
        return true;
    gp_witness *witnesses = calloc(outcomes->count, sizeof *witnesses);
    if (!witnesses)
        return gp_message_set(message, "expected memory for a list of answers, found none left");
    for (size_t k = 0; k < outcomes->count; k++) {
        const gp_outcome *outcome = &outcomes->items[k];
        witnesses[k] = (gp_witness){.the_case = outcome->the_case,
                                    .answer = &outcome->answer,
                                    .report = can_tell(outcome) ? &outcome->report : &nothing};
    }
    const bool done = gp_inquire(witnesses, outcomes->count, asker, &outcomes->inquiry, message);
    free(witnesses);
    return done;
}

static bool is_name(const gp_hypothesis *hypothesis)
{
    return !gp_is_textbook(hypothesis->name);
}

static bool say_the_same(const gp_hypothesis *one, const gp_hypothesis *other)
{
    return gp_same_departures(one->name, other->name) &&
           (is_name(one) || (one->supposed == other->supposed && one->quantity == other->quantity &&
                             gp_term_same(one->term, other->term) && gp_term_same(one->right, other->right)));
}

/* Whether something confirmed explains a case that a hypothesis explains, too. */
static bool is_surpassed(const gp_outcomes *outcomes, const gp_hypothesis *hypothesis)
{
    bool open = false;
    for (size_t k = 0; k < outcomes->count; k++) {
        bool confirmed = false;
        for (size_t h = 0; h < outcomes->inquiry.count; h++)
            confirmed = confirmed || (gp_confirmation_of(&outcomes->inquiry.items[h]) == GP_CONFIRMED &&
                                      outcomes->inquiry.items[h].explains[k]);
        open = open || ((hypothesis->explains[k] || k == hypothesis->found_in) && !confirmed);
    }
    return !open;
}

/* By how much a formula is less plain than the right one. */
static ptrdiff_t twist_of(const gp_hypothesis *hypothesis)
{
    return (ptrdiff_t)gp_term_size(hypothesis->term) - (ptrdiff_t)gp_term_size(hypothesis->right);
}

/* Whether a plainer formula is confirmed by the same numbers: what gives the same as a plainer one is that one, written in a
   longer way. */
static bool has_plainer(const gp_outcomes *outcomes, const gp_hypothesis *hypothesis)
{
    for (size_t k = 0; k < outcomes->inquiry.count && !is_name(hypothesis); k++) {
        const gp_hypothesis *plainer = &outcomes->inquiry.items[k];
        if (gp_confirmation_of(plainer) == GP_CONFIRMED && gp_hypotheses_are_rivals(plainer, hypothesis, outcomes->count) &&
            twist_of(plainer) < twist_of(hypothesis))
            return true;
    }
    return false;
}

bool gp_is_told(const gp_outcomes *outcomes, size_t h)
{
    const gp_hypothesis *hypothesis = &outcomes->inquiry.items[h];
    const gp_confirmation verdict = gp_confirmation_of(hypothesis);
    if ((verdict == GP_REFUTED && !is_name(hypothesis)) || (verdict != GP_CONFIRMED && is_surpassed(outcomes, hypothesis)) ||
        (verdict == GP_CONFIRMED && has_plainer(outcomes, hypothesis)))
        return false;
    for (size_t k = 0; k < h; k++)
        if (gp_confirmation_of(&outcomes->inquiry.items[k]) == verdict && say_the_same(&outcomes->inquiry.items[k], hypothesis))
            return false;
    return true;
}

/* The only departure of a name. */
static const gp_departure_info *info_of(const gp_hypothesis *hypothesis)
{
    gp_departure d = 0;
    while (!gp_departs(hypothesis->name, d))
        d++;
    return &gp_departure_catalogue[d];
}

static void write_number_of(FILE *stream, size_t count, const char *word)
{
    fprintf(stream, "%zu %s%s", count, word, gp_plural(count));
}

/* One mistake in two formulas is told in one line: in means and in sums, in biases and in weights. The line is that of the sum,
   and that of the weights. */

typedef bool likeness(const gp_term *one, const gp_term *other);

static bool is_formula_told(const gp_outcomes *outcomes, size_t h)
{
    const gp_hypothesis *hypothesis = &outcomes->inquiry.items[h];
    return !is_name(hypothesis) && !hypothesis->supposed && gp_is_told(outcomes, h);
}

/* A hypothesis that is told beside another one, and of whose formulas those of the other are the likeness; the other where
   there is none. */
static size_t original_of(const gp_outcomes *outcomes, size_t h, likeness *is_of, bool of_biases)
{
    const gp_hypothesis *items = outcomes->inquiry.items, *hypothesis = &items[h];
    for (size_t k = 0; k < outcomes->inquiry.count; k++) {
        const gp_hypothesis *other = &items[k];
        const bool quantities = of_biases ? gp_is_of_bias(hypothesis->quantity) && gp_has_input(other->quantity) &&
                                                gp_bias_quantity(other->quantity) == hypothesis->quantity
                                          : other->quantity == hypothesis->quantity;
        if (k != h && quantities && is_formula_told(outcomes, k) && other->layers == hypothesis->layers &&
            gp_confirmation_of(other) == gp_confirmation_of(hypothesis) && is_of(hypothesis->right, other->right) &&
            is_of(hypothesis->term, other->term))
            return k;
    }
    return h;
}

static size_t sum_of_mean(const gp_outcomes *outcomes, size_t h)
{
    return original_of(outcomes, h, gp_term_is_mean_of, false);
}

/* The hypothesis in whose line one is told. */
static size_t leader_of(const gp_outcomes *outcomes, size_t h)
{
    if (!is_formula_told(outcomes, h))
        return h;
    const size_t sum = sum_of_mean(outcomes, h), of_weights = original_of(outcomes, sum, gp_term_is_bias_of, true);
    return sum_of_mean(outcomes, of_weights);
}

/* Whether a hypothesis is a rival of what is told in the line of another one. */
static bool is_rival_in_line(const gp_outcomes *outcomes, size_t line, size_t h)
{
    const gp_inquiry *inquiry = &outcomes->inquiry;
    bool is = false;
    for (size_t k = 0; k < inquiry->count; k++)
        is = is || ((k == line || leader_of(outcomes, k) == line) &&
                    gp_hypotheses_are_rivals(&inquiry->items[k], &inquiry->items[h], outcomes->count));
    return is;
}

/* The hypothesis whose line tells one, beside it or as one that cannot be told apart: that of an earlier one of the same
   numbers, where it is a rival of what is told there. Each step leads to an earlier one, or from a mean to a sum, or from
   biases to weights. */
static size_t line_of(const gp_outcomes *outcomes, size_t h)
{
    const gp_hypothesis *items = outcomes->inquiry.items;
    const size_t own = leader_of(outcomes, h);
    for (size_t k = 0; k < own; k++)
        if (gp_confirmation_of(&items[k]) == gp_confirmation_of(&items[own]) && gp_is_told(outcomes, k) &&
            gp_hypotheses_are_rivals(&items[k], &items[own], outcomes->count)) {
            const size_t line = line_of(outcomes, k);
            if (is_rival_in_line(outcomes, line, own))
                return line;
        }
    return own;
}

static void write_claim(FILE *stream, const gp_hypothesis *hypothesis)
{
    if (is_name(hypothesis)) {
        fprintf(stream, "your numbers are what comes out when %s (%s)", info_of(hypothesis)->summary, info_of(hypothesis)->id);
        return;
    }
    fprintf(stream, hypothesis->supposed ? "your numbers are what comes out when %s" : "your %s",
            gp_quantities[hypothesis->quantity].name);
    gp_write_layer_kind(stream, hypothesis);
    fputs(hypothesis->supposed ? " is " : " is what ", stream);
    gp_term_write(stream, hypothesis->term);
    fputs(hypothesis->supposed ? ", and it should be " : " gives, and should be ", stream);
    gp_term_write(stream, hypothesis->right);
}

/* What is told in one line: of the hypothesis itself, of what is told beside it, and of means where it is of sums. */
static void write_claims(FILE *stream, const gp_outcomes *outcomes, size_t h)
{
    bool means = false;
    write_claim(stream, &outcomes->inquiry.items[h]);
    for (size_t k = 0; k < outcomes->inquiry.count; k++) {
        if (k == h || !is_formula_told(outcomes, k) || leader_of(outcomes, k) != h)
            continue;
        const bool mean = sum_of_mean(outcomes, k) != k;
        means = means || mean;
        if (!mean) {
            fputs("; ", stream);
            write_claim(stream, &outcomes->inquiry.items[k]);
        }
    }
    fputs(means ? "; where means are asked for, each over (samples of the step)" : "", stream);
}

/* What speaks for all that is told in one line. */
typedef struct support {
    size_t cases, numbers, fresh, fresh_numbers;
    bool of[gp_quantity_count]; /* the formulas are of these quantities */
} support;

static support support_of(const gp_outcomes *outcomes, size_t h)
{
    const gp_inquiry *inquiry = &outcomes->inquiry;
    support sum = {0};
    for (size_t w = 0; w < outcomes->count + inquiry->fresh; w++) {
        bool gives = false;
        for (size_t k = 0; k < inquiry->count; k++)
            gives = gives || (inquiry->items[k].gives[w] > 0 && (k == h || leader_of(outcomes, k) == h));
        *(w < outcomes->count ? &sum.cases : &sum.fresh) += gives;
    }
    for (size_t k = 0; k < inquiry->count; k++)
        if (k == h || leader_of(outcomes, k) == h) {
            sum.numbers += inquiry->items[k].numbers;
            sum.fresh_numbers += inquiry->items[k].fresh_numbers;
            sum.of[inquiry->items[k].quantity] = true;
        }
    return sum;
}

static void write_quantities(FILE *stream, const bool of[gp_quantity_count])
{
    const char *before = " of ";
    for (int q = 0; q < gp_quantity_count; q++)
        if (of[q]) {
            fprintf(stream, "%s%s", before, gp_quantities[q].name);
            before = " and ";
        }
}

static void write_support(FILE *stream, const gp_outcomes *outcomes, size_t h)
{
    const gp_hypothesis *hypothesis = &outcomes->inquiry.items[h];
    const support speaks = support_of(outcomes, h);
    if (speaks.numbers == 1)
        fputs("it rests on a single number", stream);
    else
        fprintf(stream, "all %zu wrong number%s", speaks.numbers, gp_plural(speaks.numbers));
    if (speaks.numbers != 1 && !is_name(hypothesis) && !hypothesis->supposed)
        write_quantities(stream, speaks.of);
    fputs(" in ", stream);
    write_number_of(stream, speaks.cases, "case");
    if (speaks.fresh > 0) {
        fprintf(stream, ", and %zu in ", speaks.fresh_numbers);
        write_number_of(stream, speaks.fresh, "problem");
        fputs(" that your program had not seen", stream);
    }
    fputs(speaks.numbers == 1 && speaks.fresh == 0 ? "\n" : ", agree\n", stream);
}

/* A formula beside another one, which has told whose it is. */
static void write_other(FILE *stream, const gp_hypothesis *hypothesis)
{
    if (hypothesis->supposed) {
        fprintf(stream, "that %s", gp_quantities[hypothesis->quantity].name);
        gp_write_layer_kind(stream, hypothesis);
        fputs(" is ", stream);
    }
    gp_term_write(stream, hypothesis->term);
}

/* The others that tell of the same numbers something else, with the same right. */
static void write_rivals(FILE *stream, const gp_outcomes *outcomes, size_t h, const char *indent)
{
    const gp_hypothesis *items = outcomes->inquiry.items;
    size_t rivals = 0;
    for (size_t k = 0; k < outcomes->inquiry.count; k++) {
        if (k == h || gp_confirmation_of(&items[k]) != gp_confirmation_of(&items[h]) || !gp_is_told(outcomes, k) ||
            leader_of(outcomes, k) != k || line_of(outcomes, k) != h)
            continue;
        rivals++;
        if (rivals > most_rivals)
            continue;
        fprintf(stream, "%s    %s", indent, rivals == 1 ? "these cannot be told apart from it: " : "  or: ");
        if (is_name(&items[k]))
            fprintf(stream, "that %s (%s)", info_of(&items[k])->summary, info_of(&items[k])->id);
        else
            write_other(stream, &items[k]);
        putc('\n', stream);
    }
    if (rivals > most_rivals)
        fprintf(stream, "%s      and %zu more\n", indent, rivals - most_rivals);
}

/* Names that fit, and that nothing new has confirmed: the reports of the cases have told what they are. */
static void write_open_names(FILE *stream, const gp_outcomes *outcomes, const char *indent)
{
    const char *before = "agrees here, not confirmed: ";
    for (size_t h = 0; h < outcomes->inquiry.count; h++) {
        const gp_hypothesis *hypothesis = &outcomes->inquiry.items[h];
        if (!is_name(hypothesis) || gp_confirmation_of(hypothesis) != GP_UNTESTED || !gp_is_told(outcomes, h))
            continue;
        fprintf(stream, "%s%s%s", *before == ',' ? "" : indent, before, info_of(hypothesis)->id);
        before = ", ";
    }
    if (*before == ',')
        putc('\n', stream);
}

static void write_refutation(FILE *stream, const gp_outcomes *outcomes, const gp_hypothesis *hypothesis)
{
    fprintf(stream, "refuted: %s fits the mistake that %s (%s), but ", outcomes->items[hypothesis->found_in].label.text,
            info_of(hypothesis)->summary, info_of(hypothesis)->id);
    if (hypothesis->refuted_by)
        fprintf(stream, "%s does not\n", gp_case_label(hypothesis->refuted_by));
    else
        fputs("a problem that your program had not seen does not\n", stream);
}

void gp_write_inquiry(FILE *stream, const gp_outcomes *outcomes, const char *indent)
{
    static const char *const words[] = {"found: ", "agrees here, not confirmed: "};
    write_open_names(stream, outcomes, indent);
    for (gp_confirmation verdict = 0; (int)verdict < gp_confirmation_count; verdict++)
        for (size_t h = 0; h < outcomes->inquiry.count; h++) {
            const gp_hypothesis *hypothesis = &outcomes->inquiry.items[h];
            if (gp_confirmation_of(hypothesis) != verdict || !gp_is_told(outcomes, h) ||
                (verdict == GP_UNTESTED && is_name(hypothesis)))
                continue;
            if (verdict == GP_REFUTED) {
                fputs(indent, stream);
                write_refutation(stream, outcomes, hypothesis);
            } else if (line_of(outcomes, h) == h) {
                fprintf(stream, "%s%s", indent, words[verdict]);
                write_claims(stream, outcomes, h);
                fprintf(stream, "\n%s    ", indent);
                write_support(stream, outcomes, h);
                write_rivals(stream, outcomes, h, indent);
            }
        }
}
