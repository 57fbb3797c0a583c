#define _POSIX_C_SOURCE 200809L /* for open_memstream() */
#include "oracle/confirm.h"

#include "golden/number.h"
#include "oracle/conventions.h"
#include "oracle/golden_answer.h"
#include "support/memory.h"

#include "reference/activation.h"
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A program: what it answers to any problem, in this process. */
typedef struct program {
    gp_departures departures;
    void (*change)(const gp_case *the_case, gp_answer *answer); /* what it does besides; NULL where nothing */
    size_t asked;                                               /* how often it was asked a fresh problem */
    bool only_small;                                            /* it knows networks of two layers with one output only */
    bool only_square;    /* it knows networks whose layers all have as many units as inputs */
    size_t only_size;    /* which are so many; 0: any */
    bool only_few_kinds; /* it knows sigmoid and tanh only */
    size_t
        bursts_above; /* so many layers, where no hidden one is of tanh and the outputs are identities; 0: it does not burst */
    bool right_when_asked; /* it makes its mistake in golden cases only */
    bool of_other_hidden;  /* it has answered a problem in which a hidden layer is of tanh */
} program;

static void answer(const program *it, const gp_case *the_case, bool fresh, gp_answer *answer)
{
    answer_create(the_case, fresh && it->right_when_asked ? GP_TEXTBOOK : it->departures, answer);
    if (it->change && !(fresh && it->right_when_asked))
        it->change(the_case, answer);
}

static bool is_square(const gp_problem *problem)
{
    bool square = true;
    for (size_t l = 0; l < problem->depth; l++)
        square = square && problem->layers[l].shape.units == problem->inputs;
    return square;
}

static bool has_hidden(const gp_problem *problem, gp_activation activation)
{
    bool has = false;
    for (size_t l = 0; l + 1 < problem->depth; l++)
        has = has || problem->layers[l].shape.activation == activation;
    return has;
}

static bool bursts(const gp_problem *problem, size_t above)
{
    return problem->depth > above && !has_hidden(problem, GP_TANH) &&
           problem->layers[problem->depth - 1].shape.activation == GP_IDENTITY;
}

static bool ask(void *context, const gp_case *fresh, gp_answer *given, bool *is_answered, gp_message *message)
{
    program *it = context;
    it->asked++;
    *is_answered = (!it->only_small || (fresh->problem.depth == 2 && fresh->problem.outputs == 1)) &&
                   (!it->only_square || is_square(&fresh->problem)) &&
                   (it->only_size == 0 || fresh->problem.inputs == it->only_size) &&
                   (!it->only_few_kinds || !has_hidden(&fresh->problem, GP_SOFTPLUS)) &&
                   (it->bursts_above == 0 || !bursts(&fresh->problem, it->bursts_above));
    if (*is_answered) {
        answer(it, fresh, true, given);
        it->of_other_hidden = it->of_other_hidden || has_hidden(&fresh->problem, GP_TANH);
    }
    (void)message;
    return true;
}

/* The sum of delta times the layer's own activation over the samples of a step. */
static double gradient_by_own_activation(const gp_case *the_case, const gp_answer *answer, const gp_place *p)
{
    size_t count;
    const size_t first = gp_problem_step_samples(&the_case->problem, p->step, &count);
    double sum = 0;
    for (size_t sample = first; sample < first + count; sample++) {
        const gp_place delta = {GP_DELTA, p->step, sample, p->layer, p->unit, 0},
                       a = {GP_ACTIVATED, p->step, sample, p->layer, p->unit, 0};
        sum += answer_at(the_case, answer, &delta) * answer_at(the_case, answer, &a);
    }
    return sum;
}

/* Weight gradients by the layer's own activation, as a program that takes the wrong index has them: all of them, those of
   sigmoid layers, or those of steps of one sample. */
static void take_own_activation_in(const gp_case *the_case, gp_answer *answer, bool only_sigmoid, bool only_singles)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity != GP_WEIGHT_GRADIENT || !answer->present[k])
            continue;
        size_t count;
        gp_problem_step_samples(&the_case->problem, p->step, &count);
        const bool sigmoid = the_case->problem.layers[p->layer - 1].shape.activation == GP_SIGMOID;
        if ((sigmoid || !only_sigmoid) && (count == 1 || !only_singles))
            answer_set(the_case, p, gradient_by_own_activation(the_case, answer, p), answer);
    }
}

static void take_own_activation(const gp_case *the_case, gp_answer *answer)
{
    take_own_activation_in(the_case, answer, false, false);
}

static void take_own_activation_in_sigmoid(const gp_case *the_case, gp_answer *answer)
{
    take_own_activation_in(the_case, answer, true, false);
}

/* Only in the outputs, if they are sigmoids. */
static void take_own_activation_in_sigmoid_outputs(const gp_case *the_case, gp_answer *answer)
{
    const size_t depth = the_case->problem.depth;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity == GP_WEIGHT_GRADIENT && p->layer == depth &&
            the_case->problem.layers[depth - 1].shape.activation == GP_SIGMOID)
            answer_set(the_case, p, gradient_by_own_activation(the_case, answer, p), answer);
    }
}

static void take_own_activation_in_singles(const gp_case *the_case, gp_answer *answer)
{
    take_own_activation_in(the_case, answer, false, true);
}

enum { most_cases = 4 };

/* The answers of a program to some cases, and what is found out about it. */
typedef struct asked {
    gp_case cases[most_cases];
    gp_answer answers[most_cases];
    gp_report reports[most_cases];
    gp_witness witnesses[most_cases];
    size_t count;
    gp_inquiry inquiry;
} asked;

static void inquire(program *it, const char *const ids[], bool may_ask, asked *all)
{
    const gp_asker asker = {.context = it, .questions = gp_usual_questions, .ask = ask};
    gp_message message;
    *all = (asked){0};
    for (; ids[all->count]; all->count++) {
        const size_t k = all->count;
        golden_case_open(ids[k], &all->cases[k]);
        answer(it, &all->cases[k], false, &all->answers[k]);
        cr_assert_eq(gp_judge(&all->cases[k], &all->answers[k], &all->reports[k]), GP_OK);
        all->witnesses[k] = (gp_witness){&all->cases[k], &all->answers[k], &all->reports[k]};
    }
    cr_assert(gp_inquire(all->witnesses, all->count, may_ask ? &asker : NULL, &all->inquiry, &message), "%s", message.text);
}

static void close_all(asked *all)
{
    gp_inquiry_free(&all->inquiry);
    for (size_t k = 0; k < all->count; k++) {
        gp_report_free(&all->reports[k]);
        gp_answer_close(&all->answers[k]);
        gp_case_close(&all->cases[k]);
    }
}

/* What a formula is, with its layers; for free(). */
static char *words(const gp_hypothesis *hypothesis)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    fputs(gp_quantities[hypothesis->quantity].name, stream);
    gp_write_layer_kind(stream, hypothesis);
    fputs(" is ", stream);
    gp_term_write(stream, hypothesis->term);
    fclose(stream);
    return text;
}

static size_t count_of(const asked *all, gp_confirmation confirmation)
{
    size_t count = 0;
    for (size_t h = 0; h < all->inquiry.count; h++)
        count += gp_confirmation_of(&all->inquiry.items[h]) == confirmation;
    return count;
}

static const gp_hypothesis *first_of(const asked *all, gp_confirmation confirmation)
{
    size_t h = 0;
    while (h < all->inquiry.count && gp_confirmation_of(&all->inquiry.items[h]) != confirmation)
        h++;
    cr_assert(h < all->inquiry.count, "none of %zu", all->inquiry.count);
    return &all->inquiry.items[h];
}

/* A name and a formula that are the program's are confirmed: by every case in which they make a difference, and by three
   problems that it has not seen. */
Test(confirm, what_predicts)
{
    program slopeless = {.departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING)};
    asked all;
    inquire(&slopeless, (const char *const[]){"hello", "chain-1-1-1", "samsel-general", NULL}, true, &all);
    const gp_hypothesis *found = first_of(&all, GP_CONFIRMED);
    cr_assert(gp_same_departures(found->name, slopeless.departures));
    cr_assert(found->witnesses == 2 && found->fresh == 3 && slopeless.asked == 3 && all.inquiry.fresh == 3);
    cr_assert(!found->explains[0] && found->explains[1] && found->explains[2]);
    cr_assert_geq(found->fresh_numbers, 2);
    close_all(&all);

    program own = {.change = take_own_activation};
    inquire(&own, (const char *const[]){"samsel-general", "neurons-one-step", NULL}, true, &all);
    found = first_of(&all, GP_CONFIRMED);
    char *text = words(found);
    cr_assert_str_eq(text, "dW is Σ delta_j a_j");
    free(text);
    cr_assert(found->witnesses == 2 && found->numbers == 12 + 6 && found->fresh == 3);
    for (size_t h = 0; h < all.inquiry.count; h++)
        if (gp_confirmation_of(&all.inquiry.items[h]) == GP_CONFIRMED)
            cr_assert(gp_hypotheses_are_rivals(found, &all.inquiry.items[h], all.count));
    close_all(&all);
}

/* Where nobody can be asked, or answers, what fits stays a hypothesis. */
Test(confirm, nothing_without_asking)
{
    program own = {.change = take_own_activation};
    asked all;
    inquire(&own, (const char *const[]){"samsel-general", NULL}, false, &all);
    cr_assert(count_of(&all, GP_UNTESTED) > 0 && count_of(&all, GP_CONFIRMED) == 0 && own.asked == 0);
    close_all(&all);

    own.only_small = true; /* it answers to none of the widths */
    inquire(&own, (const char *const[]){"samsel-general", NULL}, true, &all);
    cr_assert(count_of(&all, GP_UNTESTED) > 0 && count_of(&all, GP_CONFIRMED) == 0);
    cr_assert_eq(own.asked, 4); /* other kinds of layers are asked for only where it has answered */
    close_all(&all);

    /* A program that knows one network is asked for that one. */
    program known = {.departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING), .only_small = true};
    inquire(&known, (const char *const[]){"neurons-one-step", NULL}, true, &all);
    cr_assert(gp_same_departures(first_of(&all, GP_CONFIRMED)->name, known.departures));
    cr_assert(all.inquiry.fresh == 3 && known.asked == 8); /* in vain for other sizes, for equal ones, and for other kinds */
    close_all(&all);
}

/* In chain-1-1-1 each layer has one unit, where many mistakes are the same; what was meant only there is refuted by other
 * cases. */
Test(confirm, refuted_by_another_case)
{
    program transposed = {.departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING), .right_when_asked = true};
    asked all;
    inquire(&transposed, (const char *const[]){"chain-1-1-1", NULL}, false, &all);
    const size_t alone = count_of(&all, GP_UNTESTED);
    close_all(&all);
    cr_assert_gt(alone, 0);

    /* The other case is answered by a program without the mistake. */
    program right = {.departures = GP_TEXTBOOK};
    gp_message message;
    inquire(&transposed, (const char *const[]){"chain-1-1-1", NULL}, false, &all);
    gp_inquiry_free(&all.inquiry);
    golden_case_open("samsel-general", &all.cases[1]);
    answer(&right, &all.cases[1], false, &all.answers[1]);
    cr_assert_eq(gp_judge(&all.cases[1], &all.answers[1], &all.reports[1]), GP_OK);
    all.witnesses[1] = (gp_witness){&all.cases[1], &all.answers[1], &all.reports[1]};
    all.count = 2;
    cr_assert(gp_inquire(all.witnesses, 2, NULL, &all.inquiry, &message));
    const gp_hypothesis *refuted = first_of(&all, GP_REFUTED);
    cr_assert(gp_same_departures(refuted->name, transposed.departures));
    cr_assert_eq(refuted->refuted_by, &all.cases[1]);
    close_all(&all);
}

/* A program that does it right when it is asked something new: nothing is told as found. */
Test(confirm, refuted_by_a_fresh_problem)
{
    program by_heart = {.departures = gp_departure_set(GP_HIDDEN_SLOPE_MISSING), .right_when_asked = true};
    asked all;
    inquire(&by_heart, (const char *const[]){"samsel-general", NULL}, true, &all);
    cr_assert_eq(count_of(&all, GP_CONFIRMED), 0);
    const gp_hypothesis *refuted = first_of(&all, GP_REFUTED);
    cr_assert(gp_same_departures(refuted->name, by_heart.departures) && !refuted->refuted_by);
    close_all(&all);
}

/* All layers of a case are of one kind, or all of its steps of one sample; the program's mistake is in these alone: nothing is
   told of all layers, and of all steps. */
Test(confirm, not_told_of_other_kinds)
{
    program mistaken[] = {{.change = take_own_activation_in_sigmoid},
                          {.change = take_own_activation_in_sigmoid_outputs},
                          {.change = take_own_activation_in_singles}};
    for (size_t k = 0; k < sizeof mistaken / sizeof *mistaken; k++) {
        asked all;
        inquire(&mistaken[k], (const char *const[]){"samsel-general", NULL}, true, &all);
        cr_assert_eq(count_of(&all, GP_CONFIRMED), 0, "mistake %zu", k);
        cr_assert_gt(count_of(&all, GP_REFUTED), 0, "mistake %zu", k);
        close_all(&all);
    }
}

/* How many formulas of a quantity fit, none of which is told as found. */
static size_t count_unconfirmed(const asked *all, gp_quantity quantity)
{
    size_t fits = 0;
    for (size_t h = 0; h < all->inquiry.count; h++) {
        const gp_hypothesis *hypothesis = &all->inquiry.items[h];
        if (hypothesis->quantity != quantity || !gp_is_textbook(hypothesis->name))
            continue;
        fits++;
        cr_assert(gp_confirmation_of(hypothesis) != GP_CONFIRMED, "%s", words(hypothesis));
    }
    return fits;
}

/* The slope of each layer is that of the one before it, by the activation of that one, and that of the first layer is the last
   layer's: records that are kept in another order. */
static void take_slopes_in_another_order(const gp_case *the_case, gp_answer *answer)
{
    const gp_problem *problem = &the_case->problem;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity != GP_SLOPE || !answer->present[k])
            continue;
        gp_place other = {GP_ACTIVATED, p->step, p->sample, p->layer == 1 ? problem->depth : p->layer - 1, p->unit, 0};
        const double a = answer_at(the_case, answer, &other);
        answer_set(the_case, p, problem->layers[other.layer - 1].shape.activation == GP_SIGMOID ? a * (1 - a) : 1 - a * a,
                   answer);
    }
}

/* Where all layers are sigmoids, such a slope fits as well what the layer's own function gives of the other's activation. It is
   told in no words in which other layers refute it, though the program answers only where all layers are equal. */
Test(confirm, not_told_by_an_activation_of_another_layer)
{
    program shuffled = {.change = take_slopes_in_another_order, .only_square = true};
    asked all;
    inquire(&shuffled, (const char *const[]){"square", NULL}, true, &all);
    cr_assert_geq(count_unconfirmed(&all, GP_SLOPE), 2);
    close_all(&all);
}

/* The outputs are the activation function of the outputs, of the net input of layer 1. */
static void take_net_input_of_first_layer(const gp_case *the_case, gp_answer *answer)
{
    const gp_problem *problem = &the_case->problem;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity != GP_ACTIVATED || p->layer != problem->depth || !answer->present[k])
            continue;
        const double z = answer_at(the_case, answer, &(gp_place){GP_NET_INPUT, p->step, p->sample, 1, p->unit, 0});
        answer_set(the_case, p, problem->layers[p->layer - 1].shape.activation == GP_SIGMOID ? 1 / (1 + exp(-z)) : tanh(z),
                   answer);
    }
}

/* Where layer 1 is of sigmoids, as the outputs are, these are its activations: but not where it is of another kind. */
Test(confirm, not_told_by_what_layers_of_one_kind_have_in_common)
{
    program first = {.change = take_net_input_of_first_layer, .only_square = true};
    asked all;
    inquire(&first, (const char *const[]){"square", NULL}, true, &all);
    size_t of_activations = 0, of_net_inputs = 0;
    for (size_t h = 0; h < all.inquiry.count; h++) {
        const gp_hypothesis *hypothesis = &all.inquiry.items[h];
        if (hypothesis->quantity != GP_ACTIVATED || !gp_is_textbook(hypothesis->name))
            continue;
        char *said = words(hypothesis);
        const bool by_net_input = strstr(said, "z_j of layer 1");
        cr_assert(gp_confirmation_of(hypothesis) != GP_CONFIRMED || by_net_input, "%s", said);
        free(said);
        of_net_inputs += by_net_input;
        of_activations += !by_net_input;
    }
    cr_assert(of_net_inputs > 0 && of_activations > 0);
    close_all(&all);
}

/* No hidden layer has a delta but from the third sample of a step on: as where it is made of what the samples before have left.
 */
static void leave_out_deltas_of_first_samples(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity == GP_DELTA && p->layer < the_case->problem.depth && p->sample % the_case->problem.batch < 2)
            answer->values[k] = 0;
    }
}

/* What holds of steps with one or two samples is not told of all: larger batches refute it. */
Test(confirm, not_told_by_steps_of_few_samples)
{
    program few = {.change = leave_out_deltas_of_first_samples};
    asked all;
    inquire(&few, (const char *const[]){"tanh", NULL}, true, &all);
    cr_assert_gt(count_unconfirmed(&all, GP_DELTA), 0);
    close_all(&all);
}

/* The slope of each layer by the activation function of the layer that is as far from the other end of the network. */
static void take_slopes_of_mirrored_layers(const gp_case *the_case, gp_answer *answer)
{
    const gp_problem *problem = &the_case->problem;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity != GP_SLOPE || !answer->present[k])
            continue;
        gp_place from = *p;
        from.quantity = GP_NET_INPUT;
        const gp_real z = (gp_real)answer_at(the_case, answer, &from);
        from.quantity = GP_ACTIVATED;
        const gp_real a = (gp_real)answer_at(the_case, answer, &from);
        const gp_layer_shape unit = {.units = 1, .activation = problem->layers[problem->depth - p->layer].shape.activation};
        gp_real slope;
        gp_slopes(&unit, &z, &a, &slope);
        answer_set(the_case, p, slope, answer);
    }
}

/* Also a program that answers to other layers only where their activations are others is asked of these. */
Test(confirm, not_told_by_the_kind_of_another_layer)
{
    program mirrored = {.change = take_slopes_of_mirrored_layers, .bursts_above = 4};
    asked all;
    inquire(&mirrored, (const char *const[]){"deep-regression", NULL}, true, &all);
    cr_assert(mirrored.of_other_hidden);
    cr_assert_gt(count_unconfirmed(&all, GP_SLOPE), 0);
    close_all(&all);
}

/* A program that does not know the third kind of layers is asked of two. */
Test(confirm, asked_of_few_kinds)
{
    program few = {.departures = gp_departure_set(GP_LOSS_SLOPE_HALVED), .only_few_kinds = true};
    asked all;
    inquire(&few, (const char *const[]){"square", NULL}, true, &all);
    cr_assert(few.of_other_hidden);
    cr_assert_eq(all.inquiry.fresh, gp_usual_questions);
    cr_assert_eq(few.asked, gp_usual_questions + 1);
    close_all(&all);
}

/* Each slope by the input in the place of the layer's own activation. */
static void take_slope_at_input(const gp_case *the_case, gp_answer *answer)
{
    const gp_problem *problem = &the_case->problem;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity != GP_SLOPE || !answer->present[k])
            continue;
        const double x = (double)gp_number_long(problem->x[p->sample * problem->inputs + p->unit]);
        answer_set(the_case, p, x * (1 - x), answer);
    }
}

/* x_j is only there where a layer has as many units as there are inputs. What a program does in a network of other sizes nobody
   knows that was not answered to one. */
Test(confirm, nothing_of_sizes_that_are_the_same_by_chance)
{
    program square = {.change = take_slope_at_input, .only_square = true, .only_size = 3};
    asked all;
    inquire(&square, (const char *const[]){"square", NULL}, true, &all);
    cr_assert_gt(all.inquiry.fresh, 0);
    bool fits = false;
    for (size_t h = 0; h < all.inquiry.count; h++) {
        const gp_hypothesis *hypothesis = &all.inquiry.items[h];
        const bool of_slope = hypothesis->quantity == GP_SLOPE && gp_is_textbook(hypothesis->name);
        fits = fits || (of_slope && gp_confirmation_of(hypothesis) == GP_UNTESTED);
        cr_assert(!of_slope || gp_confirmation_of(hypothesis) != GP_CONFIRMED);
    }
    cr_assert(fits);
    close_all(&all);
}

/* The loss of the layer below the last one in the place of the outputs', added up as far as both layers go. */
static void take_loss_of_layer_below(const gp_case *the_case, gp_answer *answer)
{
    const gp_problem *problem = &the_case->problem;
    const size_t below = problem->layers[problem->depth - 1].inputs,
                 count = below < problem->outputs ? below : problem->outputs;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        double sum = 0;
        for (size_t j = 0; p->quantity == GP_SAMPLE_LOSS && j < count; j++) {
            const gp_place a = {GP_ACTIVATED, p->step, p->sample, problem->depth - 1, j, 0};
            const double off =
                answer_at(the_case, answer, &a) - (double)gp_number_long(problem->t[p->sample * problem->outputs + j]);
            sum += off * off;
        }
        if (p->quantity == GP_SAMPLE_LOSS && answer->present[k])
            answer_set(the_case, p, (double)gp_number_long(problem->loss_factor) * sum, answer);
    }
}

/* How many formulas are confirmed whose operands end; of what is past their ends, all say that it is nothing. */
static size_t count_stopping(const asked *all)
{
    size_t count = 0;
    for (size_t h = 0; h < all->inquiry.count; h++) {
        const gp_hypothesis *one = &all->inquiry.items[h];
        if (gp_confirmation_of(one) != GP_CONFIRMED || !gp_is_textbook(one->name) || !gp_term_may_end(one->term))
            continue;
        cr_assert(gp_term_stops(one->term), "%s", words(one));
        count++;
    }
    return count;
}

/* In these cases the layer below is as long as the outputs, or longer. What a program finds past its end shows in a problem in
   which it is shorter: here nothing, where an array with room has 0. */
Test(confirm, nothing_past_an_end_that_was_not_passed)
{
    static const char *const cases[][2] = {{"samsel-general"}, {"square"}, {"tanh"}, {"minibatch-mean"}, {"deep-regression"}};
    program stopping = {.change = take_loss_of_layer_below};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        asked all;
        inquire(&stopping, cases[c], true, &all);
        cr_assert_gt(count_stopping(&all), 0, "%s", cases[c][0]);
        close_all(&all);
    }
}

/* The slope at the activation of the layer below, where that has as many units; elsewhere it is not a number. */
static void take_slope_at_layer_below(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity != GP_SLOPE || p->layer == 1)
            continue;
        const gp_place below = {GP_ACTIVATED, p->step, p->sample, p->layer - 1, p->unit, 0};
        const bool is_there = p->unit < the_case->problem.layers[p->layer - 1].inputs;
        const double v = is_there ? answer_at(the_case, answer, &below) : NAN;
        answer_set(the_case, p, v * (1 - v), answer);
    }
}

/* A program may have no number past an end; or no answer, where it would go past one. */
Test(confirm, what_stops_past_an_end)
{
    program none = {.change = take_slope_at_layer_below}, silent = {.change = take_slope_at_layer_below, .only_square = true};
    asked all;
    inquire(&none, (const char *const[]){"samsel-general", NULL}, true, &all);
    cr_assert_gt(count_stopping(&all), 0);
    close_all(&all);
    inquire(&silent, (const char *const[]){"square", NULL}, true, &all);
    cr_assert_gt(count_stopping(&all), 0);
    close_all(&all);
}

static void negate_deltas(const gp_case *the_case, gp_answer *answer)
{
    take_own_activation(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_quantity quantity = the_case->expectations[k].place.quantity;
        if (quantity == GP_ACTIVATION_GRADIENT || quantity == GP_DELTA || quantity == GP_INPUT_GRADIENT)
            answer->values[k] *= -1;
    }
}

static void negate_and_declare(const gp_case *the_case, gp_answer *answer)
{
    negate_deltas(the_case, answer);
    answer->customs[GP_DELTA_SIGN] = (gp_custom){.value = -1, .declared = true};
    answer->customs[GP_GRADIENT_SIGN] = (gp_custom){.value = 1, .declared = true};
}

/* Signs that one wrong answer alone shows are not relied on; those that are declared are. */
Test(confirm, signs)
{
    program negated = {.change = negate_deltas};
    asked all;
    inquire(&negated, (const char *const[]){"samsel-general", NULL}, true, &all);
    cr_assert_eq(all.answers[0].customs[GP_DELTA_SIGN].value, -1);
    cr_assert_eq(all.inquiry.count, 0);
    close_all(&all);
    negated.change = negate_and_declare;
    inquire(&negated, (const char *const[]){"samsel-general", NULL}, true, &all);
    char *text = words(first_of(&all, GP_CONFIRMED));
    cr_assert_str_eq(text, "dW is Σ delta_j a_j");
    free(text);
    close_all(&all);
}

/* Weight gradients, but not those of biases, have the wrong sign, and the weights of the first step are moved by them. */
static void negate_weight_gradients(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *p = &the_case->expectations[k].place;
        if (p->quantity == GP_WEIGHT_GRADIENT || p->quantity == GP_WEIGHT_CHANGE)
            answer->values[k] *= -1;
        answer->present[k] = answer->present[k] && p->step == 0;
    }
}

/* In these answers, most gradients are right with the other sign. It is none of the program's ways of writing: the weights move
   the wrong way. No wrong change of weights is told that a right gradient of this sign would leave. */
Test(confirm, signs_that_move_nothing_rightly)
{
    program negated = {.change = negate_weight_gradients};
    asked all;
    inquire(&negated, (const char *const[]){"three-outputs", "tanh", NULL}, true, &all);
    cr_assert_eq(all.answers[0].customs[GP_GRADIENT_SIGN].value, -1);
    for (size_t h = 0; h < all.inquiry.count; h++)
        cr_assert(gp_confirmation_of(&all.inquiry.items[h]) != GP_CONFIRMED ||
                  all.inquiry.items[h].quantity != GP_WEIGHT_CHANGE);
    close_all(&all);
}

/* Losses without their factor. */
static void take_no_loss_factor(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_quantity quantity = the_case->expectations[k].place.quantity;
        if (quantity == GP_OUTPUT_LOSS || quantity == GP_SAMPLE_LOSS)
            answer->values[k] /= (double)gp_number_long(the_case->problem.loss_factor);
    }
}

/* Where the factor is 1/2, such losses pass for the program's own way of writing them; 2/3 of it is nobody's way. What passes
   says nothing against what does not. */
Test(confirm, factors_that_were_found_out)
{
    program factorless = {.change = take_no_loss_factor};
    asked all;
    inquire(&factorless, (const char *const[]){"samsel-general", "summed-batches", NULL}, true, &all);
    cr_assert(all.reports[0].passed && !all.reports[1].passed);
    char *text = words(first_of(&all, GP_CONFIRMED));
    cr_assert_str_eq(text, "output_loss is (a_j - t_j)^2");
    free(text);
    close_all(&all);
}

/* A loss whose factor is the negative of what it should be: the program ascends, and deltas and gradients have the other sign.
 */
static void negate_loss(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_quantity quantity = the_case->expectations[k].place.quantity;
        if (quantity == GP_OUTPUT_LOSS || quantity == GP_SAMPLE_LOSS || gp_concerns(GP_DELTA_SIGN, quantity) ||
            gp_concerns(GP_GRADIENT_SIGN, quantity))
            answer->values[k] *= -1;
    }
}

/* All deltas and gradients are right with the other sign, and the loss and the changes are not; with their own, the loss and
   the first error alone are wrong. A sign by which more goes wrong is none of the program's ways. */
Test(confirm, signs_by_which_more_is_wrong)
{
    program ascending = {.departures = gp_departure_set(GP_GRADIENT_ASCENT), .change = negate_loss};
    asked all;
    inquire(&ascending, (const char *const[]){"samsel-general", "tanh", "minibatch-mean", NULL}, true, &all);
    cr_assert_eq(all.answers[0].customs[GP_GRADIENT_SIGN].value, -1);
    for (size_t h = 0; h < all.inquiry.count; h++) {
        const gp_hypothesis *hypothesis = &all.inquiry.items[h];
        cr_assert(gp_confirmation_of(hypothesis) != GP_CONFIRMED ||
                  (hypothesis->quantity != GP_WEIGHT_CHANGE && hypothesis->quantity != GP_BIAS_CHANGE));
    }
    close_all(&all);
}

/* Answers a fresh problem, for which there is memory. */
static bool ask_with_memory(void *context, const gp_case *fresh, gp_answer *given, bool *is_answered, gp_message *message)
{
    const size_t left = memory_left();
    memory_fail_never();
    const bool done = ask(context, fresh, given, is_answered, message);
    memory_fail_at(left);
    return done;
}

/* Allocations of an inquiry fail, one at a time: it says so, and leaves nothing behind. */
static void inquire_without_memory(program *it, const char *id, bool may_ask, size_t stride)
{
    const gp_asker asker = {.context = it, .questions = 1, .ask = ask_with_memory};
    gp_message message;
    asked all;
    bool failed = true;
    size_t refused = 0;
    inquire(it, (const char *const[]){id, NULL}, false, &all);
    gp_inquiry_free(&all.inquiry);
    for (size_t allocation = 0; failed; allocation += stride) {
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        const bool done = gp_inquire(all.witnesses, all.count, may_ask ? &asker : NULL, &all.inquiry, &message);
        failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(done, !failed, "allocation %zu", allocation);
        cr_assert(done || strstr(message.text, "memory"), "%s", message.text);
        cr_assert(done || (all.inquiry.count == 0 && !all.inquiry.items && !all.inquiry.work));
        gp_inquiry_free(&all.inquiry);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", allocation);
        refused += failed;
    }
    cr_assert_gt(refused, 10);
    close_all(&all);
}

Test(confirm, without_memory)
{
    program own = {.change = take_own_activation};
    inquire_without_memory(&own, "chain-1-1-1", false, 13);
    inquire_without_memory(&own, "chain-1-1-1", true, 97);
}

/* Two hypotheses are rivals where both explain one answer, or were found in one: names with names, suppositions with
   suppositions, and formulas that change the same formula of the same quantity. */
Test(confirm, rivals)
{
    gp_terms terms = {0};
    const gp_term *one = gp_term_number(&terms, 1), *two = gp_term_number(&terms, 2);
    bool first[] = {true, false}, second[] = {false, true}, both[] = {true, true};
    const gp_hypothesis plain = {.quantity = GP_DELTA, .right = one, .term = two, .explains = first};
    gp_hypothesis other = plain;
    cr_expect(gp_hypotheses_are_rivals(&plain, &other, 2));
    other.explains = second;
    cr_expect(gp_hypotheses_are_rivals(&plain, &other, 2)); /* found in the same answer */
    other.found_in = 1;
    cr_expect(!gp_hypotheses_are_rivals(&plain, &other, 2));
    other.explains = both;
    cr_expect(gp_hypotheses_are_rivals(&plain, &other, 2));
    other.quantity = GP_SLOPE;
    cr_expect(!gp_hypotheses_are_rivals(&plain, &other, 2));
    gp_hypothesis supposed = other; /* of whole runs: whatever their quantity is */
    supposed.supposed = true;
    supposed.quantity = GP_DELTA;
    cr_expect(!gp_hypotheses_are_rivals(&plain, &supposed, 2));
    supposed.quantity = GP_SLOPE;
    other.supposed = true;
    other.quantity = GP_DELTA;
    cr_expect(gp_hypotheses_are_rivals(&other, &supposed, 2));
    other = plain;
    other.right = two;
    cr_expect(!gp_hypotheses_are_rivals(&plain, &other, 2));
    const gp_hypothesis name = {.name = gp_departure_set(GP_RATE_TWICE), .explains = first},
                        other_name = {.name = gp_departure_set(GP_PENALTY_DOUBLED), .quantity = GP_DELTA, .explains = both};
    cr_expect(gp_hypotheses_are_rivals(&name, &other_name, 2));
    cr_expect(!gp_hypotheses_are_rivals(&name, &plain, 2));
    gp_terms_free(&terms);
}

/* Of what has no unit no layers are told. */
Test(confirm, layers_in_words)
{
    static const struct {
        gp_quantity quantity;
        gp_layer_kind layers;
        const char *words;
    } rows[] = {{GP_DELTA, GP_ALL_LAYERS, ""},
                {GP_DELTA, GP_HIDDEN_LAYERS, " of the hidden layers"},
                {GP_DELTA, GP_LAST_LAYER, " of the last layer"},
                {GP_DELTA, GP_ALL_BUT_FIRST, " of every layer but the first"},
                {GP_DELTA, GP_FIRST_LAYER, " of the first layer"},
                {GP_SAMPLE_LOSS, GP_LAST_LAYER, ""}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_hypothesis hypothesis = {.quantity = rows[k].quantity, .layers = rows[k].layers};
        char *text;
        size_t length;
        FILE *stream = open_memstream(&text, &length);
        cr_assert_not_null(stream);
        gp_write_layer_kind(stream, &hypothesis);
        cr_assert_eq(fclose(stream), 0);
        cr_expect_str_eq(text, rows[k].words);
        free(text);
    }
}

/* One number of a fresh problem confirms nothing, two do; a refutation is stronger than both. */
Test(confirm, by_how_many_numbers)
{
    gp_terms terms = {0};
    const gp_term *one = gp_term_number(&terms, 1);
    gp_hypothesis hypothesis = {.right = one, .term = one, .fresh = 1, .fresh_numbers = 1};
    cr_expect_eq(gp_confirmation_of(&hypothesis), GP_UNTESTED);
    hypothesis.fresh_numbers = 2;
    cr_expect_eq(gp_confirmation_of(&hypothesis), GP_CONFIRMED);
    hypothesis.fresh = 0;
    cr_expect_eq(gp_confirmation_of(&hypothesis), GP_UNTESTED);
    hypothesis.fresh = 1;
    hypothesis.refuted = true;
    cr_expect_eq(gp_confirmation_of(&hypothesis), GP_REFUTED);
    gp_terms_free(&terms);
}

/* A program whose asker cannot ask: what it says is what is said. */
static bool cannot_ask(void *context, const gp_case *fresh, gp_answer *given, bool *is_answered, gp_message *message)
{
    (void)context;
    (void)fresh;
    *given = (gp_answer){0};
    *is_answered = false;
    return gp_message_set(message, "no process for it");
}

Test(confirm, asker_that_fails)
{
    program own = {.change = take_own_activation};
    const gp_asker asker = {.questions = 1, .ask = cannot_ask};
    gp_message message;
    asked all;
    inquire(&own, (const char *const[]){"samsel-general", NULL}, false, &all);
    gp_inquiry_free(&all.inquiry);
    cr_expect_not(gp_inquire(all.witnesses, all.count, &asker, &all.inquiry, &message));
    cr_expect_str_eq(message.text, "no process for it");
    cr_expect_eq(all.inquiry.count, 0);
    close_all(&all);
}
