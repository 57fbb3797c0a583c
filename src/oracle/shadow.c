#include "oracle/shadow.h"

#include "oracle/departed_run.h"
#include "oracle/digits.h"
#include "oracle/tolerance.h"
#include "reference/activation.h"
#include "reference/random.h"
#include "reference/update.h"
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* How many runs with random errors measure how sensitive a number is. What was lost in the writing is in all numbers, and is as
   large as can be in some of them: it takes more runs to see how far that may go. So it does where nobody has measured before
   how far numbers may be off: those of a wrong answer may cancel where the right ones do not. */
enum { noisy_runs = 4, many_noisy_runs = 24 };

/* No approximation of the sigmoid that is in use is off by more than this. */
static const long double approximation = 0.05L;

bool gp_shadow_create(const gp_case *the_case, gp_shadow *shadow)
{
    const size_t count = the_case->expectation_count;
    *shadow = (gp_shadow){.count = count,
                          .seen = calloc(count + 1, sizeof *shadow->seen),
                          .predicted = calloc(count + 1, sizeof *shadow->predicted),
                          .tolerance = calloc(count + 1, sizeof *shadow->tolerance),
                          .amplification = calloc(count + 1, sizeof *shadow->amplification)};
    if (shadow->seen && shadow->predicted && shadow->tolerance && shadow->amplification &&
        gp_setup_create(&the_case->problem, &shadow->setup) == GP_OK) {
        for (size_t k = 0; k < count; k++)
            shadow->amplification[k] = (double)gp_amplification(&the_case->expectations[k]);
        return true;
    }
    gp_shadow_free(shadow);
    return false;
}

void gp_shadow_free(gp_shadow *shadow)
{
    free(shadow->seen);
    free(shadow->predicted);
    free(shadow->tolerance);
    free(shadow->amplification);
    gp_setup_free(&shadow->setup);
    *shadow = (gp_shadow){0};
}

size_t gp_last_step_in_a_row(const gp_case *the_case)
{
    const gp_numbers *all = &the_case->record.all;
    size_t steps = 0;
    while (steps < all->count && all->items[steps] == steps)
        steps++;
    return steps - 1;
}

/* One run in the answer's shadow. */
typedef struct shadow_run {
    const gp_case *the_case;
    const gp_answer *answer;
    gp_shadow *shadow;
    size_t last_step;
    double unit_roundoff;
    long double size_behind_losses;
    gp_departures departures;
    gp_random *noise;  /* NULL in the run that predicts */
    long double times; /* how many tolerances a number may be off before the run is given up; 0 for any */
    size_t until;      /* the number that is waited for then */
    bool off;          /* one is off by more */
} shadow_run;

/* An error of between half and a whole unit, up or down. */
static double error_of(const shadow_run *run)
{
    const double position = gp_random_double(run->noise) - 0.5;
    return position < 0 ? position - 0.5 : position + 0.5;
}

/* A number with a rounding error. It is added: 1 and half a unit or more would be 1 where it is up. */
static gp_real disturbed(const shadow_run *run, gp_real value)
{
    return (gp_real)((double)value + (double)value * (run->unit_roundoff * error_of(run)));
}

/* The index of the expectation for the first of some numbers that lie one behind the other; the count of expectations where the
   case does not expect all of them. */
static size_t index_of(const gp_case *the_case, const gp_place *first, size_t count)
{
    const gp_expectation *found = gp_case_expectation(the_case, first);
    if (!found)
        return the_case->expectation_count;
    const size_t index = (size_t)(found - the_case->expectations);
    if (index + count > the_case->expectation_count)
        return the_case->expectation_count;
    const gp_place *last = &found[count - 1].place;
    const bool all = last->quantity == first->quantity && last->step == first->step && last->sample == first->sample &&
                     last->layer == first->layer;
    return all ? index : the_case->expectation_count;
}

/* The size of what a loss is computed from, where it is more than its own. Programs take the cross-entropy of a softmax from
   the logarithm of an output, or of a sum of exponentials: near 1 that is off by a unit of 1, however small itself, and as
   often as the targets say. A mistake may put the targets of any sample, in any order, where those of this one belong. */
static long double size_behind_losses(const gp_case *the_case, const gp_setup *setup)
{
    const size_t outputs = the_case->problem.outputs;
    long double largest = 0;
    if (the_case->problem.loss != GP_CROSS_ENTROPY_LOSS)
        return 0;
    for (size_t s = 0; s < setup->samples.count; s++) {
        const gp_real *t = setup->samples.t + s * outputs;
        long double sum = 0;
        for (size_t k = 0; k < outputs; k++)
            sum += fabsl(setup->rule.loss.factor * t[k]);
        largest = fmaxl(largest, sum);
    }
    return largest;
}

static bool is_loss(gp_quantity quantity)
{
    return quantity == GP_OUTPUT_LOSS || quantity == GP_SAMPLE_LOSS;
}

/* How far a number may be off that is made by an approximation of the sigmoid; 0 of all others. Of a slope s (1 - s), which is
   that of a second sigmoid, s is: 1 - 2 s times as far is the slope off then, and its square. */
static long double tolerance_of_approximation(const shadow_run *run, size_t k)
{
    const gp_place *place = &run->the_case->expectations[k].place;
    const bool has_unit = place->quantity == GP_ACTIVATED || place->quantity == GP_SLOPE;
    if (!gp_departs(run->departures, GP_SIGMOID_APPROXIMATED) || !has_unit ||
        run->the_case->problem.layers[place->layer - 1].shape.activation != GP_SIGMOID)
        return 0;
    if (place->quantity == GP_ACTIVATED)
        return approximation;
    const long double from_half = sqrtl(fmaxl(0, 1 - 4 * run->shadow->predicted[k]));
    return gp_departs(run->departures, GP_SLOPE_OF_SECOND_SIGMOID) ? approximation * (from_half + approximation) : 0;
}

/* How far a number may be off that moves by so much in the noisy runs. */
static long double tolerance_of(const shadow_run *run, size_t k, long double movement)
{
    const gp_place *place = &run->the_case->expectations[k].place;
    const long double approximated = tolerance_of_approximation(run, k);
    if (approximated > 0)
        return approximated;
    const long double own = fmaxl(fabsl(run->shadow->predicted[k]), GP_TOLERANCE_SCALE);
    const long double size = is_loss(place->quantity) ? fmaxl(own, run->size_behind_losses) : own;
    const long double coarse = run->answer->present[k] ? run->answer->coarse[k] : 0;
    return GP_TOLERANCE_K * (run->shadow->amplification[k] * run->unit_roundoff * size + movement) + coarse;
}

static void predict(const shadow_run *run, size_t k, gp_real value)
{
    run->shadow->seen[k] = true;
    run->shadow->predicted[k] = value;
    run->shadow->tolerance[k] = tolerance_of(run, k, 0);
}

static bool may_have_factor(gp_quantity quantity)
{
    return is_loss(quantity) || quantity == GP_EPOCH_ERROR;
}

/* Whether a number is so far off that the run can be given up. What cancels to almost nothing is measured by the size of the
   terms of a sum, which in the networks of the cases is about 1. */
static bool is_off(const shadow_run *run, size_t k)
{
    if (run->times == 0 || !run->answer->present[k] || may_have_factor(run->the_case->expectations[k].place.quantity))
        return false;
    const long double least = GP_TOLERANCE_K * gp_unit_roundoff(run->answer->precision);
    const long double more = fmaxl(1, least / run->shadow->tolerance[k]);
    return !gp_shadow_agrees(run->shadow, k, run->answer->values[k], run->times * more);
}

/* The slope of one unit of an activation. */
static gp_real slope_at(const gp_layer_shape *shape, gp_real z)
{
    const gp_layer_shape unit = {.units = 1, .activation = shape->activation, .alpha = shape->alpha};
    gp_real a, slope;
    gp_activate(&unit, &z, &a);
    gp_slopes(&unit, &z, &a, &slope);
    return slope;
}

/* Whether an activation has a kink at z = 0; its slope on the right of it, as near as can be. */
static bool has_kink(const gp_layer_shape *shape, gp_real *right)
{
    if (!gp_activations[shape->activation].slopes)
        return false;
    *right = slope_at(shape, FLT_MIN);
    return slope_at(shape, 0) != *right;
}

/* The slopes of a layer some units of which may stand on a kink, by the answer's own net inputs: there they are those from the
   right where the answer has them so. */
static void settle_kinks(const shadow_run *run, const gp_place *first, gp_real *slopes, size_t count)
{
    gp_real right;
    if (first->quantity != GP_SLOPE)
        return;
    gp_place net_inputs = *first;
    net_inputs.quantity = GP_NET_INPUT;
    const size_t index = index_of(run->the_case, &net_inputs, count);
    for (size_t j = 0; index < run->shadow->count && j < count; j++) {
        const size_t k = index + j;
        if ((run->answer->present[k] ? run->answer->values[k] : run->shadow->predicted[k]) != 0)
            continue;
        if (!has_kink(&run->shadow->setup.network.layers[first->layer - 1].shape, &right))
            return;
        run->shadow->at_kink = true;
        if (run->answer->customs[GP_KINK_SIDE].value < 0)
            slopes[j] = right;
    }
}

static bool see(void *context, const gp_place *first, gp_real *values, size_t count)
{
    shadow_run *run = context;
    gp_shadow *shadow = run->shadow;
    if (first->quantity != GP_EPOCH_ERROR && first->step > run->last_step)
        return false;
    settle_kinks(run, first, values, count);
    const size_t index = index_of(run->the_case, first, count);
    for (size_t k = index; index < shadow->count && k < index + count; k++) {
        gp_real *value = &values[k - index];
        if (run->noise) {
            shadow->tolerance[k] = fmaxl(shadow->tolerance[k], fabsl(*value - shadow->predicted[k]));
        } else {
            predict(run, k, *value);
            run->off = run->off || is_off(run, k);
        }
        if (run->answer->present[k])
            *value = (gp_real)run->answer->values[k];
    }
    for (size_t k = 0; run->noise && k < count; k++) {
        values[k] = disturbed(run, values[k]);
        if (index < shadow->count && run->answer->present[index + k] && run->answer->coarse[index + k] > 0)
            values[k] += (gp_real)(run->answer->coarse[index + k] * error_of(run));
    }
    shadow->given_up = run->off && (run->until == shadow->count || shadow->seen[run->until]);
    return !shadow->given_up;
}

static void disturb_setup(const shadow_run *run, gp_setup *setup)
{
    const size_t values = setup->samples.count * (setup->network.inputs + gp_output_layer(&setup->network)->shape.units);
    for (size_t k = 0; k < values; k++)
        setup->values[k] = disturbed(run, setup->values[k]);
    for (size_t l = 0; l < setup->network.depth; l++) {
        gp_layer_shape *shape = &setup->network.layers[l].shape;
        if (gp_activations[shape->activation].has_alpha)
            shape->alpha = disturbed(run, shape->alpha);
    }
    setup->rule.rate = disturbed(run, setup->rule.rate);
    for (size_t e = 0; setup->rates && e < setup->rule.epochs; e++)
        setup->rates[e] = disturbed(run, setup->rates[e]);
    for (int which = 0; which < gp_rule_number_count; which++) {
        gp_real *number = gp_rule_number_at(&setup->rule, (gp_rule_number)which);
        *number = disturbed(run, *number);
    }
    setup->rule.clip_limit = disturbed(run, setup->rule.clip_limit);
    setup->rule.loss.factor = disturbed(run, setup->rule.loss.factor);
    setup->rule.error.factor = disturbed(run, setup->rule.error.factor);
    setup->rule.error.weight_penalty = disturbed(run, setup->rule.error.weight_penalty);
    setup->rule.error.bias_penalty = disturbed(run, setup->rule.error.bias_penalty);
}

static gp_status run_once(shadow_run *run)
{
    gp_setup setup;
    gp_status status = gp_setup_copy(&run->shadow->setup, &setup);
    if (status != GP_OK)
        return status;
    if (run->noise)
        disturb_setup(run, &setup);
    status = gp_departed_train(&setup, run->departures, NULL, &(gp_number_observer){run, see});
    gp_setup_free(&setup);
    return status == GP_STOPPED ? GP_OK : status;
}

static shadow_run begin(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow)
{
    const long double declared = gp_unit_roundoff(answer->precision);
    const long double single = gp_departs(departures, GP_SINGLE_PRECISION) ? gp_unit_roundoff(GP_PRECISION_BINARY32) : 0;
    shadow->largest = gp_largest(answer->precision);
    shadow->given_up = shadow->at_kink = false;
    return (shadow_run){.the_case = the_case,
                        .answer = answer,
                        .shadow = shadow,
                        .last_step = gp_last_step_in_a_row(the_case),
                        .unit_roundoff = (double)fmaxl(fmaxl(declared, single), GP_UNIT_ROUNDOFF),
                        .size_behind_losses = size_behind_losses(the_case, &shadow->setup),
                        .departures = departures};
}

/* The run that predicts. */
static gp_status predict_all(shadow_run *run)
{
    for (size_t k = 0; k < run->shadow->count; k++)
        run->shadow->seen[k] = false;
    return run->last_step == SIZE_MAX ? GP_OK : run_once(run);
}

gp_status gp_shadow_predict(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow)
{
    return gp_shadow_try(the_case, answer, departures, 0, shadow->count, shadow);
}

gp_status gp_shadow_try(const gp_case *the_case, const gp_answer *answer, gp_departures departures, long double times,
                        size_t until, gp_shadow *shadow)
{
    shadow_run run = begin(the_case, answer, departures, shadow);
    run.times = times;
    run.until = until;
    return predict_all(&run);
}

static uint32_t count_noisy_runs(const gp_case *the_case, const gp_answer *answer, gp_departures departures)
{
    bool many = !gp_same_departures(departures, the_case->problem.departures);
    for (gp_quantity q = GP_WEIGHT; (int)q < gp_quantity_count; q++)
        many = many || gp_is_coarse(answer, q);
    for (size_t k = 0; k < the_case->expectation_count && !many; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        many = !expectation->amplification || (answer->present[k] && !gp_within_tolerance(expectation, answer->values[k],
                                                                                          gp_unit_roundoff(answer->precision)));
    }
    return many ? many_noisy_runs : noisy_runs;
}

gp_status gp_shadow_run(const gp_case *the_case, const gp_answer *answer, gp_departures departures, gp_shadow *shadow)
{
    shadow_run run = begin(the_case, answer, departures, shadow);
    gp_status status = predict_all(&run);
    const uint32_t runs = count_noisy_runs(the_case, answer, departures);
    for (size_t k = 0; k < shadow->count; k++)
        shadow->tolerance[k] = 0;
    for (uint32_t seed = 1; status == GP_OK && run.last_step != SIZE_MAX && seed <= runs; seed++) {
        gp_random noise;
        gp_random_seed(&noise, seed);
        run.noise = &noise;
        status = run_once(&run);
    }
    for (size_t k = 0; status == GP_OK && k < shadow->count; k++)
        if (shadow->seen[k])
            shadow->tolerance[k] = tolerance_of(&run, k, shadow->tolerance[k]);
    return status;
}

bool gp_shadow_leaves_out(const gp_case *the_case, const gp_shadow *shadow, size_t k)
{
    const gp_place *place = &the_case->expectations[k].place;
    return !shadow->seen[k] && place->quantity != GP_EPOCH_ERROR && place->step <= gp_last_step_in_a_row(the_case);
}

bool gp_shadow_agrees(const gp_shadow *shadow, size_t k, double value, long double times)
{
    const long double predicted = shadow->predicted[k];
    if (isnan(value))
        return isnan(predicted);
    if (isinf(value))
        return value > 0 ? predicted > shadow->largest : predicted < -shadow->largest;
    return fabsl(value - predicted) <= times * shadow->tolerance[k];
}
