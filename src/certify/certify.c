#include "certify/certify.h"

#include "certify/amplification.h"
#include "certify/ball.h"
#include "certify/decimal.h"
#include "certify/forward_mode.h"
#include "certify/generic_run.h"
#include "certify/generic_step.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Balls are never made finer than this. The hardest run of the suite needs a sixteenth of it. */
enum { most_precision = 100000 };

/* Steps between two looks at how narrow the balls of the parameters still are. */
static const size_t steps_between_looks = 16;

/* How many bits the widest ball of a parameter has lost after some steps. */
typedef struct look {
    size_t steps;
    slong lost;
} look;

/* One attempt to certify, at one precision. */
typedef struct attempt {
    const gp_certify_request *request;
    gp_forward_mode forward;
    gp_wanted wanted;
    size_t next; /* of the wanted numbers: the first that no step behind us has */
    gp_certificate *certificate;
    gp_message *message;
    slong bits;           /* that a ball has to tell */
    slong precision;      /* of the balls */
    slong next_precision; /* to be tried if this one does not do */
    size_t last_step;     /* that is wanted */
    look earlier, later;  /* behind us: the steps of each are half as many as those of the next, or fewer */
    bool hopeless;        /* no precision helps */
} attempt;

static slong least(slong one, slong other)
{
    return one < other ? one : other;
}

static slong most(slong one, slong other)
{
    return one > other ? one : other;
}

static size_t last_wanted_step(const gp_certify_request *request)
{
    size_t last = 0;
    for (size_t k = 0; k < request->count; k++) {
        const bool is_error = request->places[k].quantity == GP_EPOCH_ERROR;
        const size_t step = request->places[k].step * (is_error ? gp_problem_steps_per_epoch(request->problem) : 1);
        last = step > last ? step : last;
    }
    return last;
}

/* Notes that balls were too wide, and how many bits might do. */
static void ask_for_precision(attempt *at, slong needed)
{
    const slong more = at->precision + at->precision / 4;
    at->next_precision = most(at->next_precision, least(most_precision, most(needed, more)));
}

/* How many bits are lost of balls of which @p told are sure: no more than twice as many as they have, as of balls that tell
 * nothing. */
static slong lost_bits(const attempt *at, slong told)
{
    return told > -at->precision ? at->precision - told : 2 * at->precision;
}

/* Some parameters are too wide in the middle of a run. What is lost from there on is judged by the pace since an earlier look,
 * as a run often loses most at its start. A number that is nearly 0 at the end needs more; going through all of a run twice
 * costs more than that. A tenth of the run tells too little to go far. */
static void ask_for_the_rest(attempt *at, look now)
{
    const double steps = (double)(at->last_step + 1), behind = (double)now.steps;
    const double pace = (double)(now.lost - at->earlier.lost) / (behind - (double)at->earlier.steps);
    const slong needed = now.lost + (slong)(1.4 * pace * (steps - behind)) + at->bits + 64;
    ask_for_precision(at, behind < steps / 10 ? least(needed, 3 * at->precision) : needed);
}

/* Keeps a look that lies by half of the run so far back, or more. */
static void remember(attempt *at, look now)
{
    if (now.steps < 2 * at->later.steps)
        return;
    at->earlier = at->later;
    at->later = now;
}

static bool complain(attempt *at, const gp_place *place, const char *what)
{
    char text[160];
    return gp_message_set(at->message, "%s: %s", gp_place_text(place, text), what);
}

/* Whether a quantity is a derivative of the loss, and so can be found in two ways. */
static bool is_gradient(gp_quantity quantity)
{
    switch (quantity) {
    case GP_ACTIVATION_GRADIENT:
    case GP_DELTA:
    case GP_INPUT_GRADIENT:
    case GP_WEIGHT_GRADIENT:
    case GP_BIAS_GRADIENT:
        return true;
    case GP_WEIGHT:
    case GP_BIAS:
    case GP_NET_INPUT:
    case GP_ACTIVATED:
    case GP_OUTPUT_LOSS:
    case GP_SAMPLE_LOSS:
    case GP_SLOPE:
    case GP_WEIGHT_CLIPPED:
    case GP_BIAS_CLIPPED:
    case GP_WEIGHT_VELOCITY:
    case GP_BIAS_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
    case GP_BIAS_FIRST_MOMENT:
    case GP_WEIGHT_SECOND_MOMENT:
    case GP_BIAS_SECOND_MOMENT:
    case GP_WEIGHT_FIRST_CORRECTED:
    case GP_BIAS_FIRST_CORRECTED:
    case GP_WEIGHT_SECOND_CORRECTED:
    case GP_BIAS_SECOND_CORRECTED:
    case GP_WEIGHT_CHANGE:
    case GP_BIAS_CHANGE:
    case GP_EPOCH_ERROR:
        return false;
    }
    return false;
}

/* How many of a step's gradients are wanted: of those of a sample, or, where there is none, of those of the parameters. Steps
 * are asked for in their order. */
static size_t count_wanted(attempt *at, size_t step, const size_t *sample)
{
    const gp_place *places = at->wanted.places;
    while (at->next < at->wanted.count && places[at->next].step < step && places[at->next].quantity != GP_EPOCH_ERROR)
        at->next++;
    size_t count = 0;
    for (size_t k = at->next; k < at->wanted.count && places[k].step == step; k++)
        if (is_gradient(places[k].quantity) && gp_has_sample(places[k].quantity) == (sample != NULL))
            count += !sample || places[k].sample == *sample;
    return count;
}

/* What two methods say of gradients is @p agreement; a message names @p whose they are. */
static bool is_certified_twice(attempt *at, gp_agreement agreement, const char *whose)
{
    switch (agreement) {
    case GP_AGREE:
        return true;
    case GP_TOO_WIDE:
        ask_for_precision(at, at->precision + 128);
        return gp_message_set(
            at->message,
            "%s: expected the digits of its gradients to be proven by forward mode with balls of %d bits, found "
            "too few",
            whose, most_precision);
    case GP_DISAGREE:
        break;
    }
    at->hopeless = true;
    return gp_message_set(at->message,
                          "%s: expected the same gradients from backpropagation and from forward mode, found others", whose);
}

static bool see_sample(void *context, const gp_generic_run *run, size_t step, size_t sample)
{
    (void)run;
    attempt *at = context;
    const size_t count = count_wanted(at, step, &sample);
    if (count == 0)
        return true;
    char whose[80];
    snprintf(whose, sizeof whose, "step %zu, sample %zu", step, sample);
    at->certificate->gradients += count;
    return is_certified_twice(at, gp_forward_mode_compare_sample(&at->forward, sample, at->bits), whose);
}

static bool compare_gradients(attempt *at, size_t step)
{
    const size_t count = count_wanted(at, step, NULL);
    if (count == 0)
        return true;
    char whose[40];
    snprintf(whose, sizeof whose, "step %zu", step);
    at->certificate->gradients += count;
    return is_certified_twice(at, gp_forward_mode_compare_step(&at->forward, step, at->bits), whose);
}

/* How many bits the widest of some balls tells. */
static slong least_sure(const gp_value *values, size_t count, slong bits)
{
    for (size_t k = 0; k < count; k++)
        bits = least(bits, arb_rel_one_accuracy_bits(values[k].ball.enclosure));
    return bits;
}

/* How many bits the widest ball of a parameter tells. */
static slong sure_bits(const gp_generic_run *run)
{
    slong bits = most_precision;
    for (size_t l = 0; l < run->problem->depth; l++) {
        const gp_problem_layer *shape = &run->problem->layers[l];
        bits = least_sure(run->layers[l].W, gp_generic_weight_count(shape), bits);
        bits = least_sure(run->layers[l].b, gp_bias_count(&shape->shape), bits);
    }
    return bits;
}

static bool see_gradients(void *context, const gp_generic_run *run, size_t step)
{
    attempt *at = context;
    if (!compare_gradients(at, step))
        return false;
    if (step % steps_between_looks > 0)
        return true;
    if (at->request->progress)
        at->request->progress(at->request->context, "step", step, at->last_step);
    const slong told = sure_bits(run);
    const look now = {step + 1, most(lost_bits(at, told), 0)};
    if (told >= at->bits) {
        remember(at, now);
        return true;
    }
    ask_for_the_rest(at, now);
    return gp_message_set(at->message, "step %zu: expected parameters proven with balls of %d bits, found wider ones", step,
                          most_precision);
}

/* Writes the numbers that are proven; false where one is not, and the first of those is named. */
static bool write_numbers(attempt *at)
{
    bool all = true;
    for (size_t k = 0; k < at->wanted.count; k++) {
        const gp_ball *ball = &at->wanted.values[k].ball;
        if (!gp_ball_writable(ball)) {
            at->hopeless = true;
            return complain(at, &at->wanted.places[k], "expected a size from 1e-10000 to 1.8e308, found another");
        }
        at->certificate->numbers[k].exact = gp_ball_text(ball, at->request->digits);
        if (at->certificate->numbers[k].exact)
            continue;
        ask_for_precision(at, lost_bits(at, arb_rel_accuracy_bits(ball->enclosure)) + at->bits + 64);
        if (all)
            complain(at, &at->wanted.places[k],
                     "expected its digits to be proven with balls of 100000 bits, found too few: it may be 0");
        all = false;
    }
    return all;
}

static void forget_numbers(gp_certificate *certificate)
{
    for (size_t k = 0; k < certificate->count; k++) {
        free(certificate->numbers[k].exact);
        certificate->numbers[k].exact = NULL;
    }
    certificate->gradients = 0;
}

/* Goes through the run once; false where it could not even begin, or was ended. */
static bool go_through(attempt *at, gp_calculus *calculus)
{
    gp_generic_run run = {0};
    bool complete = false;
    if (gp_generic_run_create(at->request->problem, calculus, &run, at->message) &&
        gp_forward_mode_create(&run, &at->forward, at->message)) {
        const gp_generic_observer observer = {.sample = see_sample, .gradients = see_gradients, .context = at};
        complete = gp_generic_run_through(&run, &at->wanted, &observer);
    } else {
        at->hopeless = true;
    }
    gp_forward_mode_free(&at->forward);
    gp_generic_run_free(&run);
    return complete;
}

static bool certify_at(attempt *at, slong precision)
{
    gp_proof_calculus proof;
    at->precision = at->next_precision = precision;
    at->next = 0;
    at->earlier = at->later = (look){0, 0};
    at->certificate->precision = (size_t)precision;
    forget_numbers(at->certificate);
    gp_proof_calculus_init(&proof, precision);
    const bool complete = go_through(at, &proof.calculus);
    gp_proof_calculus_clear(&proof);
    return complete && write_numbers(at);
}

/* Raises the precision until all is proven. */
static bool certify_all(attempt *at)
{
    slong precision = at->bits + 128;
    while (!certify_at(at, precision)) {
        if (at->hopeless || precision == most_precision)
            return false;
        precision = least(at->next_precision, most_precision);
    }
    return true;
}

static bool measure(attempt *at)
{
    const size_t count = at->request->count;
    double *amplification = calloc(count, sizeof *amplification);
    if (!amplification)
        return gp_message_set(at->message, "expected memory for %zu number%s, found none left", count, gp_plural(count));
    const bool measured = gp_amplification_measure(at->request, at->wanted.values, amplification, at->message);
    for (size_t k = 0; measured && k < count; k++)
        if (isfinite(amplification[k]))
            gp_text_rounded_up(amplification[k], at->certificate->numbers[k].amplification);
    free(amplification);
    return measured;
}

static bool certify(attempt *at)
{
    const size_t count = at->request->count;
    for (size_t k = 0; k < count; k++)
        gp_ball_init(&at->wanted.values[k].ball);
    const bool certified = certify_all(at) && (!at->request->amplification || measure(at));
    for (size_t k = 0; k < count; k++)
        gp_ball_clear(&at->wanted.values[k].ball);
    return certified;
}

bool gp_certify(const gp_certify_request *request, gp_certificate *certificate, gp_message *message)
{
    *certificate = (gp_certificate){.numbers = calloc(request->count, sizeof *certificate->numbers), .count = request->count};
    attempt at = {.request = request,
                  .wanted = {.places = request->places,
                             .count = request->count,
                             .values = calloc(request->count, sizeof *at.wanted.values)},
                  .certificate = certificate,
                  .message = message,
                  .bits = (slong)ceil((double)request->digits * log2(10)) + 8,
                  .last_step = last_wanted_step(request)};
    bool certified = false;
    if (certificate->numbers && at.wanted.values)
        certified = certify(&at);
    else
        gp_message_set(message, "expected memory for %zu number%s, found none left", request->count, gp_plural(request->count));
    free(at.wanted.values);
    if (!certified)
        gp_certificate_free(certificate);
    return certified;
}

void gp_certificate_free(gp_certificate *certificate)
{
    if (certificate->numbers)
        forget_numbers(certificate);
    free(certificate->numbers);
    *certificate = (gp_certificate){0};
}
