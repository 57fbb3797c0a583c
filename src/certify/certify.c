#include "certify/certify.h"

#include "certify/amplification.h"
#include "certify/ball.h"
#include "certify/decimal.h"
#include "certify/forward_mode.h"
#include <math.h>
#include <stdlib.h>

/* Balls are never made finer than this. The hardest run of the suite needs a sixteenth of it. */
enum { most_precision = 100000 };

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

/* Notes that balls of which @p told bits are sure were too wide, with @p share of the run behind them. Bits are lost at a
 * steady pace in a long run, or faster at its start: so the next precision is mostly enough, and seldom far too much. */
static void ask_for_precision(attempt *at, slong told, double share)
{
    const slong precision = at->balls.precision;
    const slong lost = told > -precision ? precision - told : 2 * precision;
    const slong needed = (slong)least(most_precision, (slong)(1.05 * (double)lost / share) + at->bits + 64);
    const slong next = least(most(needed, precision + precision / 4), 3 * precision);
    at->next_precision = most(at->next_precision, next);
}

static bool complain(attempt *at, const gp_place *place, const char *what)
{
    char text[160];
    return gp_message_set(at->message, "%s: %s", gp_place_text(place, text), what);
}

static bool is_gradient(gp_quantity quantity)
{
    return quantity == GP_DELTA || quantity == GP_WEIGHT_GRADIENT || quantity == GP_BIAS_GRADIENT;
}

/* Certifies a gradient a second time. */
static bool compare_gradient(attempt *at, const gp_recursion *recursion, size_t index)
{
    const gp_place *place = &at->wanted.places[index];
    const gp_ball *number = &at->wanted.values[index].ball;
    switch (gp_forward_mode_compare(recursion, place, number, at->bits)) {
    case GP_AGREE:
        at->certificate->twice++;
        return true;
    case GP_TOO_WIDE:
        ask_for_precision(at, at->bits - 64, 1);
        return complain(
            at, place,
            "expected its digits to be proven by forward mode with balls of 100000 bits, found too few: it may be 0");
    case GP_DISAGREE:
        break;
    }
    at->hopeless = true;
    return complain(at, place, "expected the same derivative from backpropagation and from forward mode, found two");
}

static bool compare_gradients(attempt *at, const gp_recursion *recursion, size_t step)
{
    const gp_wanted *wanted = &at->wanted;
    for (size_t k = 0; k < wanted->count && wanted->places[k].step <= step; k++)
        if (wanted->places[k].step == step && is_gradient(wanted->places[k].quantity) && !compare_gradient(at, recursion, k))
            return false;
    return true;
}

/* How many bits the widest ball of a parameter tells. */
static slong sure_bits(const gp_recursion *recursion)
{
    slong bits = most_precision;
    for (size_t l = 0; l < recursion->problem->depth; l++)
        for (const gp_value *value = recursion->layers[l].W; value < recursion->layers[l].z; value++)
            bits = least(bits, arb_rel_one_accuracy_bits(value->ball.enclosure));
    return bits;
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
    const slong told = sure_bits(recursion);
    if (told >= at->bits)
        return true;
    ask_for_precision(at, told, (double)(step + 1) / (double)(at->last_step + 1));
    return gp_message_set(at->message, "step %zu: expected parameters proven with balls of %d bits, found wider ones", step,
                          most_precision);
}

/* Writes the numbers that are proven; false where one is not. */
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
        ask_for_precision(at, least(arb_rel_accuracy_bits(ball->enclosure), at->bits - 64), 1);
        all = complain(at, &at->wanted.places[k],
                       "expected its digits to be proven with balls of 100000 bits, found too few: it may be 0");
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
    if (!gp_recursion_create(at->request->problem, &at->balls.operations, &recursion, at->message)) {
        at->hopeless = true;
        return false;
    }
    const gp_onlooker onlooker = {.step = look_on, .context = at};
    const bool complete = gp_recursion_run(&recursion, &at->wanted, &onlooker);
    gp_recursion_free(&recursion);
    at->certificate->precision = (size_t)precision;
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
    gp_value *values = at->wanted.values;
    at->balls = gp_ball_arithmetic_make(at->bits);
    for (size_t k = 0; k < count; k++) {
        at->balls.operations.init(&values[k]);
        at->certificate->gradients += is_gradient(at->request->places[k].quantity);
    }
    const bool certified = certify_all(at) && (!at->request->amplification || measure(at));
    for (size_t k = 0; k < count; k++)
        at->balls.operations.clear(&values[k]);
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
