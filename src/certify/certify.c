#include "certify/certify.h"

#include "certify/amplification.h"
#include "certify/ball.h"
#include "certify/decimal.h"
#include "certify/forward_mode.h"
#include <math.h>
#include <stdlib.h>

/* Beyond this many bits a number is given up: no run of the suite needs a tenth of it. */
static const slong most_precision = 100000;

/* Steps between two looks at how narrow the balls of the parameters still are. */
static const size_t steps_between_looks = 16;

/* One attempt to certify, at one precision. */
typedef struct attempt {
    const gp_certify_request *request;
    gp_ball_arithmetic balls;
    gp_wanted wanted;
    gp_certificate *certificate;
    gp_message *message;
    slong bits;           /* that a ball has to tell */
    slong next_precision; /* to be tried if this one does not do */
    size_t last_step;     /* that is wanted */
    bool disagreement;    /* between the two methods: no precision helps */
} attempt;

static slong minimum(slong one, slong other)
{
    return one < other ? one : other;
}

static slong maximum(slong one, slong other)
{
    return one > other ? one : other;
}

static slong bits_of(size_t digits)
{
    return (slong)ceil((double)digits * log2(10)) + 8;
}

static size_t last_step(const gp_certify_request *request)
{
    size_t last = 0;
    for (size_t k = 0; k < request->count; k++) {
        const bool is_error = request->places[k].quantity == GP_EPOCH_ERROR;
        const size_t step = request->places[k].step * (is_error ? gp_problem_steps_per_epoch(request->problem) : 1);
        last = step > last ? step : last;
    }
    return last;
}

/* Notes that balls of @p told bits were too wide; @p share of the run was behind them. */
static void ask_for_precision(attempt *at, slong told, double share)
{
    const slong precision = at->balls.precision;
    const slong lost = told > -precision ? precision - told : 2 * precision;
    const slong needed = at->bits + (slong)((double)lost / share) + 64;
    at->next_precision = maximum(at->next_precision, maximum(precision + precision / 4, minimum(needed, 3 * precision)));
}

static bool give_up(attempt *at, const gp_place *place, const char *why)
{
    char text[160];
    return gp_message_set(at->message, "%s: %s", gp_place_text(place, text), why);
}

static bool is_gradient(gp_quantity quantity)
{
    return quantity == GP_DELTA || quantity == GP_WEIGHT_GRADIENT || quantity == GP_BIAS_GRADIENT;
}

/* Certifies the gradients of a step a second time. */
static bool compare_gradients(attempt *at, const gp_recursion *recursion, size_t step)
{
    const gp_wanted *wanted = &at->wanted;
    for (size_t k = 0; k < wanted->count && wanted->places[k].step <= step; k++) {
        const gp_place *place = &wanted->places[k];
        if (place->step != step || !is_gradient(place->quantity))
            continue;
        const gp_ball *number = &wanted->values[k].ball;
        switch (gp_forward_mode_compare(recursion, step, place, number, at->bits)) {
        case GP_AGREE:
            at->certificate->twice++;
            break;
        case GP_TOO_WIDE:
            ask_for_precision(at, at->bits - 64, 1);
            return false;
        case GP_DISAGREE:
            at->disagreement = true;
            return give_up(at, place, "expected the same derivative from backpropagation and from forward mode, found two");
        }
    }
    return true;
}

/* The bits that the widest parameter's ball tells. */
static slong least_bits(const gp_recursion *recursion)
{
    slong least = ARF_PREC_EXACT;
    for (size_t l = 0; l < recursion->problem->depth; l++)
        for (const gp_value *value = recursion->layers[l].W; value < recursion->layers[l].z; value++)
            least = minimum(least, gp_ball_bits(&value->ball));
    return least;
}

static bool look_on(void *context, const gp_recursion *recursion, size_t step)
{
    attempt *at = context;
    if (step < gp_twice_certified_steps && !compare_gradients(at, recursion, step))
        return false;
    if (step % steps_between_looks > 0)
        return true;
    if (at->request->progress)
        at->request->progress(at->request->context, "step", step, at->last_step);
    const slong told = least_bits(recursion);
    if (told >= at->bits)
        return true;
    ask_for_precision(at, told, (double)(step + 1) / (double)(at->last_step + 1));
    return false;
}

/* Writes the numbers that are proven; false where one is not. */
static bool write_numbers(attempt *at)
{
    bool all = true;
    for (size_t k = 0; k < at->wanted.count; k++) {
        const gp_ball *ball = &at->wanted.values[k].ball;
        at->certificate->numbers[k].exact = gp_ball_text(ball, at->request->digits);
        if (at->certificate->numbers[k].exact)
            continue;
        ask_for_precision(at, minimum(gp_ball_bits(ball), at->bits - 64), 1);
        all = give_up(at, &at->wanted.places[k], "its digits could not be proven with balls of 100000 bits");
    }
    return all;
}

static void forget_numbers(gp_certificate *certificate)
{
    for (size_t k = 0; k < certificate->count; k++) {
        free(certificate->numbers[k].exact);
        certificate->numbers[k].exact = NULL;
    }
    certificate->twice = 0;
}

static bool certify_at(attempt *at, slong precision)
{
    at->balls = gp_ball_arithmetic_make(precision);
    at->next_precision = precision;
    forget_numbers(at->certificate);
    gp_recursion recursion;
    if (!gp_recursion_create(at->request->problem, &at->balls.operations, &recursion)) {
        at->disagreement = true;
        return gp_message_set(at->message, "expected memory for the numbers of a step, found none left");
    }
    const gp_onlooker onlooker = {.step = look_on, .context = at};
    const bool complete = gp_recursion_run(&recursion, &at->wanted, &onlooker);
    gp_recursion_free(&recursion);
    at->certificate->precision = (size_t)precision;
    return complete && write_numbers(at);
}

static bool measure(attempt *at)
{
    const size_t count = at->request->count;
    double *amplification = calloc(count, sizeof *amplification);
    const bool measured = amplification && gp_amplification_measure(at->request, at->wanted.values, amplification);
    for (size_t k = 0; measured && k < count; k++)
        if (isfinite(amplification[k]))
            gp_text_rounded_up(amplification[k], at->certificate->numbers[k].amplification);
    free(amplification);
    return measured || gp_message_set(at->message, "expected memory for %zu numbers, found none left", count);
}

bool gp_certify(const gp_certify_request *request, gp_certificate *certificate, gp_message *message)
{
    *certificate = (gp_certificate){.numbers = calloc(request->count, sizeof *certificate->numbers), .count = request->count};
    attempt at = {.request = request,
                  .certificate = certificate,
                  .message = message,
                  .bits = bits_of(request->digits),
                  .last_step = last_step(request)};
    gp_value *values = calloc(request->count, sizeof *values);
    bool done = false;
    if (values && certificate->numbers) {
        at.wanted = (gp_wanted){.places = request->places, .count = request->count, .values = values};
        at.balls = gp_ball_arithmetic_make(0);
        for (size_t k = 0; k < request->count; k++)
            at.balls.operations.init(&values[k]);
        for (slong precision = at.bits + 128; precision <= most_precision && !done && !at.disagreement;
             precision = at.next_precision) {
            done = certify_at(&at, precision);
            fprintf(stderr, "%ld %d next %ld\n", precision, done, at.next_precision);
        }
        done = done && (!request->amplification || measure(&at));
        for (size_t k = 0; k < request->count; k++)
            at.balls.operations.clear(&values[k]);
    }
    free(values);
    if (!done)
        gp_certificate_free(certificate);
    return done;
}

void gp_certificate_free(gp_certificate *certificate)
{
    forget_numbers(certificate);
    free(certificate->numbers);
    *certificate = (gp_certificate){0};
}
