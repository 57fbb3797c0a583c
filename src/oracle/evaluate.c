#include "oracle/evaluate.h"

#include "oracle/tolerance.h"
#include <math.h>
#include <stdint.h>

/* An index that nothing has set. */
static const size_t unset = SIZE_MAX;

/* Where a formula is computed. */
typedef struct point {
    const gp_scene *scene;
    const gp_place *target;      /* the number that it is to give */
    size_t layer;                /* of the formula */
    size_t target_step;          /* of the formula, from which the target cannot be an operand on */
    size_t step;                 /* at which it is computed; earlier than the target's in what runs or is stale */
    size_t index[gp_axis_count]; /* by axis; of samples, the number in the problem */
    unsigned *stopped;           /* bit: an operand that stops was read past its end along this axis; NULL: no sum goes on */
} point;

static gp_known unknown(void)
{
    return (gp_known){NAN, 0};
}

size_t gp_step_of_formula(const gp_place *place)
{
    return gp_is_parameter(place->quantity) ? place->step - 1 : place->step;
}

size_t gp_layer_of_formula(const gp_place *place, size_t depth)
{
    if (place->quantity == GP_INPUT_GRADIENT)
        return 0;
    return place->quantity == GP_SAMPLE_LOSS || place->quantity == GP_EPOCH_ERROR ? depth : place->layer;
}

/* When in a step a number comes into being, as programs may have it: forward; then back, where each layer's gradients and
   update may come before the deltas of the layer below. Parameters of the next step come with the update. */
static size_t moment(const point *at, gp_quantity quantity, size_t layer)
{
    const size_t depth = at->scene->depth, losses = 2 * depth + 2, back = losses + 2 + 9 * (depth - layer);
    switch (quantity) {
    case GP_NET_INPUT:
        return 2 * layer;
    case GP_ACTIVATED:
        return 2 * layer + 1;
    case GP_OUTPUT_LOSS:
        return losses;
    case GP_SAMPLE_LOSS:
        return losses + 1;
    case GP_ACTIVATION_GRADIENT:
    case GP_INPUT_GRADIENT:
        return back;
    case GP_SLOPE:
        return back + 1;
    case GP_DELTA:
        return back + 2;
    case GP_WEIGHT_GRADIENT:
    case GP_BIAS_GRADIENT:
        return back + 3;
    case GP_WEIGHT_CLIPPED:
    case GP_BIAS_CLIPPED:
        return back + 4;
    case GP_WEIGHT_VELOCITY:
    case GP_BIAS_VELOCITY:
    case GP_WEIGHT_FIRST_MOMENT:
    case GP_BIAS_FIRST_MOMENT:
    case GP_WEIGHT_SECOND_MOMENT:
    case GP_BIAS_SECOND_MOMENT:
        return back + 5;
    case GP_WEIGHT_FIRST_CORRECTED:
    case GP_BIAS_FIRST_CORRECTED:
    case GP_WEIGHT_SECOND_CORRECTED:
    case GP_BIAS_SECOND_CORRECTED:
        return back + 6;
    case GP_WEIGHT_CHANGE:
    case GP_BIAS_CHANGE:
        return back + 7;
    case GP_WEIGHT:
    case GP_BIAS:
        return back + 8;
    case GP_EPOCH_ERROR:
        break;
    }
    return SIZE_MAX;
}

/* A reported error is of an epoch, which stands in the place of a step; its samples are all of the problem. */
static bool is_of_epoch(const point *at)
{
    return at->target->quantity == GP_EPOCH_ERROR;
}

/* The step in which an epoch goes through a sample: behind the last update all of them are gone through in one. */
static size_t step_in_epoch(const gp_scene *scene, size_t epoch, size_t sample)
{
    size_t count;
    const size_t steps = (scene->samples + scene->full_batch - 1) / scene->full_batch,
                 first = scene->step_samples(scene->context, epoch * steps, &count);
    return epoch * steps + (sample < first + count ? 0 : sample / scene->full_batch);
}

static bool is_of_update(gp_quantity quantity)
{
    return gp_is_parameter(quantity) || gp_quantities[quantity].stage == GP_AT_CHANGES;
}

/* Whether an operand at a step, as which it is counted where it stands, is there before the target is computed. */
static bool is_there(const point *at, const gp_relative *operand, size_t layer, size_t step)
{
    const bool parameter = !operand->target && gp_is_parameter(operand->quantity);
    if (is_of_epoch(at))
        return operand->step <= 0;
    if (operand->target || step < at->target_step || (parameter && step == at->target_step))
        return true;
    if (step > at->target_step + parameter)
        return false;
    if ((operand->which == GP_SAMPLE_BEFORE || operand->which == GP_SAMPLE_LEFT) && gp_has_sample(at->target->quantity))
        return true;
    /* as well, the whole pass may go back before any gradient is made of it */
    if (gp_quantities[at->target->quantity].stage == GP_AT_GRADIENTS && gp_has_sample(operand->quantity))
        return true;
    /* and all gradients may be made before any parameter moves */
    if (is_of_update(at->target->quantity) && !is_of_update(operand->quantity))
        return true;
    return moment(at, operand->quantity, layer) < moment(at, at->target->quantity, at->layer);
}

/* A layer that something else counts need not exist. */
static bool layer_of(const point *at, gp_level level, gp_axis layer_by, size_t *layer)
{
    const size_t own = layer_by == GP_AXIS_NONE ? at->layer : at->index[layer_by];
    *layer = own;
    switch (level) {
    case GP_LEVEL_OWN:
        break;
    case GP_LEVEL_BELOW:
        *layer = own - 1; /* of layer 0, a number that is too large */
        break;
    case GP_LEVEL_ABOVE:
        *layer = own + 1;
        break;
    case GP_LEVEL_INPUT:
        *layer = 0;
        break;
    case GP_LEVEL_OUTPUTS:
        *layer = at->scene->depth;
        break;
    case GP_LEVEL_FIRST: /* from elsewhere: in itself it is the layer's own */
        *layer = 1;
        return at->layer != 1;
    case GP_LEVEL_TWO_BELOW:
        *layer = at->layer - 2; /* of layers 0 and 1, too */
        break;
    case GP_LEVEL_TWO_ABOVE:
        *layer = at->layer + 2;
        break;
    }
    return layer_by == GP_AXIS_NONE ? *layer <= at->scene->depth : own != unset;
}

/* How far an axis goes; 0 where there is none. */
static size_t extent(const point *at, gp_axis axis)
{
    size_t layer = at->layer, count = 0;
    switch (axis) {
    case GP_AXIS_NONE:
        return 0;
    case GP_AXIS_SAMPLE:
        at->scene->step_samples(at->scene->context, at->step, &count);
        return is_of_epoch(at) ? at->scene->samples : count;
    case GP_AXIS_UNIT:
        break;
    case GP_AXIS_INPUT:
        layer--;
        break;
    case GP_AXIS_ABOVE:
        layer++;
        break;
    }
    return layer <= at->scene->depth ? at->scene->units[layer] : 0;
}

/* The unit that an index says, which may lie past the end where the index counts something else. False where it says none, or
   counts something of another size and must not. */
static bool unit_of(const point *at, const gp_index *index, size_t units, bool may_end, size_t *unit)
{
    const size_t j = at->index[index->axis];
    if (j == unset || (!may_end && extent(at, index->axis) != units))
        return false;
    switch (index->twist) {
    case GP_TWIST_NONE:
        *unit = j;
        break;
    case GP_TWIST_TURNED:
        *unit = units - 1 - j;
        break;
    case GP_TWIST_UP:
        *unit = j + 1 < units ? j + 1 : 0;
        break;
    case GP_TWIST_DOWN:
        *unit = j > 0 ? j - 1 : units - 1;
        break;
    case GP_TWIST_FIRST:
        *unit = 0;
        break;
    case GP_TWIST_LAST:
        *unit = units - 1;
        break;
    case GP_TWIST_LAYER:
        *unit = at->layer;
        break;
    }
    return true;
}

/* The same of an epoch, whose first and last samples are those of the problem. */
static bool sample_of_epoch(const point *at, gp_which_sample which, size_t *sample, size_t *step)
{
    const size_t last = at->scene->samples - 1, here = at->index[GP_AXIS_SAMPLE];
    if (here == unset)
        return false;
    *sample = which == GP_SAMPLE_SAME    ? here
              : which == GP_SAMPLE_FIRST ? 0
              : which == GP_SAMPLE_LAST  ? last
              : which == GP_SAMPLE_AFTER ? here + 1
                                         : here - 1; /* of the first one, a number that is too large */
    *step = *sample <= last ? step_in_epoch(at->scene, *step, *sample) : 0;
    return *sample <= last;
}

/* Finds the sample of an operand and the step in which it is gone through. */
static bool sample_of(const point *at, gp_which_sample which, size_t *sample, size_t *step)
{
    if (is_of_epoch(at))
        return sample_of_epoch(at, which, sample, step);
    size_t count;
    const size_t first = at->scene->step_samples(at->scene->context, *step, &count);
    if (count == 0 || at->index[GP_AXIS_SAMPLE] == unset)
        return false;
    *sample = at->index[GP_AXIS_SAMPLE];
    switch (which) {
    case GP_SAMPLE_SAME:
        break;
    case GP_SAMPLE_BEFORE:
    case GP_SAMPLE_LEFT:
        if (*sample > first) {
            --*sample;
            break;
        }
        if (*step == 0)
            return false;
        --*step;
        *sample = at->scene->step_samples(at->scene->context, *step, &count) + count - 1;
        return count > 0;
    case GP_SAMPLE_AFTER:
        ++*sample;
        break;
    case GP_SAMPLE_FIRST:
        *sample = first;
        break;
    case GP_SAMPLE_LAST:
        *sample = first + count - 1;
        break;
    }
    return *sample >= first && *sample < first + count;
}

static size_t rows(const point *at, const gp_place *place)
{
    return at->scene->units[place->layer];
}

static size_t columns(const point *at, const gp_place *place)
{
    return at->scene->units[place->layer - 1];
}

/* W[j][i] as it is found where the matrix is taken to lie the other way. */
static void read_across(const point *at, gp_place *place)
{
    const size_t inputs = columns(at, place), flat = place->input * rows(at, place) + place->unit;
    place->unit = flat / inputs;
    place->input = flat % inputs;
}

/* What is found where an operand has none of its numbers: 0, as in an array with room, or nothing, at which sums along the
   index that went too far stop. */
static gp_known past_end(const point *at, const gp_relative *operand, gp_axis gone_too_far)
{
    if (at->scene->past_end)
        *at->scene->past_end = true;
    if (!operand->stops)
        return (gp_known){0, 0};
    if (at->stopped)
        *at->stopped |= 1U << gone_too_far;
    return unknown();
}

/* Layer 0 has nothing but activations. */
static bool has_layer(const point *at, gp_quantity quantity, size_t layer)
{
    return layer <= at->scene->depth && (layer > 0 || quantity == GP_ACTIVATED);
}

static bool is_first_of_run(const point *at)
{
    size_t count;
    return at->step == 0 && at->index[GP_AXIS_SAMPLE] == at->scene->step_samples(at->scene->context, 0, &count);
}

/* What an index counts; where it is the number of the layer, nothing. */
static gp_axis axis_of(const gp_index *index)
{
    return index->twist == GP_TWIST_LAYER ? GP_AXIS_NONE : index->axis;
}

static gp_known operand_value(const point *at, const gp_relative *operand)
{
    gp_place place = {.quantity = operand->quantity};
    size_t step = at->step;
    if (operand->step < 0 && step == 0 && !operand->target && gp_quantities[operand->quantity].is_moment)
        return (gp_known){0, 0}; /* with which it begins */
    if ((operand->step < 0 && step == 0) || !layer_of(at, operand->level, operand->layer_by, &place.layer))
        return unknown();
    if (operand->layer_by != GP_AXIS_NONE && !has_layer(at, operand->quantity, place.layer))
        return past_end(at, operand, operand->layer_by);
    step = operand->step < 0 ? step - 1 : step + (size_t)operand->step;
    const bool matrix = operand->input.axis != GP_AXIS_NONE;
    const bool of_sample = operand->target || gp_has_sample(operand->quantity);
    if (is_of_epoch(at) && !of_sample)
        return unknown();
    if (of_sample && !sample_of(at, operand->which, &place.sample, &step))
        return operand->which == GP_SAMPLE_LEFT && is_first_of_run(at) ? (gp_known){0, 0} : unknown();
    place.step = step;
    const bool may_end = gp_relative_may_end(operand);
    if (!unit_of(at, &operand->unit, rows(at, &place), may_end, &place.unit))
        return unknown();
    if (matrix && (place.layer == 0 || !unit_of(at, &operand->input, columns(at, &place), may_end, &place.input)))
        return unknown();
    if (!is_there(at, operand, place.layer, step))
        return unknown();
    if (operand->across)
        read_across(at, &place);
    const bool past_rows = place.unit >= rows(at, &place), past = past_rows || (matrix && place.input >= columns(at, &place));
    if (past)
        place.unit = place.input = 0; /* whether there are such numbers at all */
    const gp_known known = operand->target ? at->scene->target(at->scene->context, place.sample, place.unit)
                                           : at->scene->number(at->scene->context, &place);
    const bool no_biases = gp_quantities[operand->quantity].extent == GP_EACH_BIAS && isnan(known.value);
    if (operand->layer_by != GP_AXIS_NONE && no_biases)
        return past_end(at, operand, operand->layer_by);
    const gp_index *gone_too_far = past_rows ? &operand->unit : &operand->input;
    return past && !isnan(known.value) ? past_end(at, operand, axis_of(gone_too_far)) : known;
}

/* 1 - beta^t at the step of the formula. Rounding makes the power off by so many units of it. */
static gp_known share_of_mean(const point *at, gp_known beta)
{
    const double t = (double)at->step + 1, power = pow(beta.value, t);
    const double unit = at->scene->unit_roundoff;
    return (gp_known){1 - power, power * t * (beta.error / beta.value + unit) + unit};
}

/* Adds the square of a gradient to a sum of them. What is not known makes the sum unknown. */
static void add_square(const point *at, const gp_place *place, gp_known *sum)
{
    const gp_known g = at->scene->number(at->scene->context, place);
    const double square = g.value * g.value, unit = at->scene->unit_roundoff;
    sum->value += square;
    sum->error += 2 * fabs(g.value) * g.error + unit * (square + sum->value);
}

/* limit / norm, or 1 where the norm of all gradients of the step is not above the limit. */
static gp_known clip_factor(const point *at)
{
    const gp_known limit = at->scene->clip_limit;
    gp_known sum = {0, 0};
    if (isnan(limit.value)) /* nothing is clipped */
        return unknown();
    for (size_t l = 1; l <= at->scene->depth; l++) {
        gp_place place = {.quantity = GP_WEIGHT_GRADIENT, .step = at->step, .layer = l};
        for (place.unit = 0; place.unit < at->scene->units[l]; place.unit++)
            for (place.input = 0; place.input < at->scene->units[l - 1]; place.input++)
                add_square(at, &place, &sum);
        place.quantity = GP_BIAS_GRADIENT;
        place.input = 0;
        for (place.unit = 0; place.unit < at->scene->biases[l]; place.unit++)
            add_square(at, &place, &sum);
    }
    if (isnan(sum.value))
        return unknown();
    const double norm = sqrt(sum.value), off = norm > 0 ? sum.error / (2 * norm) : 0, unit = at->scene->unit_roundoff;
    const gp_known scaled = {limit.value / norm,
                             (limit.error + limit.value / norm * off) / norm + 2 * unit * limit.value / norm};
    const bool near_limit = fabs(norm - limit.value) <= off + limit.error;
    if (norm > limit.value)
        return scaled;
    return (gp_known){1, near_limit ? scaled.error : 0};
}

static gp_known scalar_value(const point *at, gp_scalar scalar)
{
    if (at->scene->scalars)
        return at->scene->scalars[scalar];
    switch (scalar) {
    case GP_SCALAR_RATE:
        return at->scene->rate(at->scene->context, at->step);
    case GP_SCALAR_LOSS_FACTOR:
        return at->scene->loss_factor;
    case GP_SCALAR_ERROR_FACTOR:
        return at->scene->error_factor;
    case GP_SCALAR_BATCH:
        return (gp_known){(double)extent(at, GP_AXIS_SAMPLE), 0};
    case GP_SCALAR_FULL_BATCH:
        return (gp_known){(double)at->scene->full_batch, 0};
    case GP_SCALAR_SAMPLES:
        return (gp_known){(double)at->scene->samples, 0};
    case GP_SCALAR_UNITS:
        return (gp_known){(double)extent(at, GP_AXIS_UNIT), 0};
    case GP_SCALAR_BELOW:
    case GP_SCALAR_ABOVE: {
        const size_t units = extent(at, scalar == GP_SCALAR_BELOW ? GP_AXIS_INPUT : GP_AXIS_ABOVE);
        return units > 0 ? (gp_known){(double)units, 0} : unknown();
    }
    case GP_SCALAR_INPUTS:
        return (gp_known){(double)at->scene->units[0], 0};
    case GP_SCALAR_OUTPUTS:
        return (gp_known){(double)at->scene->units[at->scene->depth], 0};
    case GP_SCALAR_FIRST_SHARE:
        return share_of_mean(at, at->scene->rule_numbers[GP_NUMBER_BETA1]);
    case GP_SCALAR_SECOND_SHARE:
        return share_of_mean(at, at->scene->rule_numbers[GP_NUMBER_BETA2]);
    case GP_SCALAR_CLIP_FACTOR:
        return clip_factor(at);
    case GP_SCALAR_CLIP_LIMIT:
        return at->scene->clip_limit;
    case GP_SCALAR_PENALTY:
        return is_of_epoch(at) && at->scene->penalty ? at->scene->penalty(at->scene->context, at->step) : unknown();
    case GP_SCALAR_RULE_NUMBER:
        break;
    }
    return at->scene->rule_numbers[scalar - GP_SCALAR_RULE_NUMBER];
}

/* A result that was rounded, of operands that make it so far off. One that overflows is infinite, as in the program, and what
   is made of it may be finite again: 1 / (1 + exp(1000)) is 0. */
static gp_known rounded(const point *at, double value, double error)
{
    return (gp_known){value, isinf(value) ? 0 : error + at->scene->unit_roundoff * fabs(value)};
}

static gp_known plus(const point *at, gp_known one, gp_known other, double sign)
{
    return rounded(at, one.value + sign * other.value, one.error + other.error);
}

static gp_known times(const point *at, gp_known one, gp_known other)
{
    return rounded(at, one.value * other.value, fabs(one.value) * other.error + fabs(other.value) * one.error);
}

static gp_known over(const point *at, gp_known one, gp_known other)
{
    const double value = one.value / other.value;
    return rounded(at, value, isinf(other.value) ? 0 : (one.error + fabs(value) * other.error) / fabs(other.value));
}

/* f' of the layer's activation, where that has a value. */
static gp_known slope_where(const point *at, gp_known a)
{
    const gp_slope_in_a *slope = &at->scene->slopes[at->layer];
    const gp_known linear = times(at, (gp_known){slope->linear, 0}, a),
                   square = times(at, (gp_known){slope->square, 0}, times(at, a, a));
    return plus(at, plus(at, (gp_known){slope->constant, 0}, linear, 1), square, 1);
}

/* Elementary functions of a C library are off by a few units. */
static gp_known function_value(const point *at, gp_function function, gp_known x)
{
    const double z = x.value;
    double value = NAN, slope = 0;
    switch (function) {
    case GP_FUNCTION_SIGMOID:
        value = 1 / (1 + exp(-z));
        slope = value * (1 - value);
        break;
    case GP_FUNCTION_TANH:
        value = tanh(z);
        slope = 1 - value * value;
        break;
    case GP_FUNCTION_RELU:
        value = z > 0 ? z : z <= 0 ? 0 : NAN;
        slope = z > 0;
        break;
    case GP_FUNCTION_EXP:
        value = exp(z);
        slope = value;
        break;
    case GP_FUNCTION_SQUARE:
        value = z * z;
        slope = 2 * fabs(z);
        break;
    case GP_FUNCTION_ABSOLUTE:
        value = fabs(z);
        slope = 1;
        break;
    case GP_FUNCTION_ROOT:
        value = sqrt(z);
        slope = value > 0 ? 0.5 / value : 0;
        break;
    case GP_FUNCTION_STEP:
        value = z > 0 ? 1 : z <= 0 ? 0 : NAN;
        break;
    case GP_FUNCTION_LOG:
        value = log(z);
        slope = 1 / z;
        break;
    case GP_FUNCTION_ERF:
        value = erf(z);
        slope = 2 / sqrt(acos(-1)) * exp(-z * z);
        break;
    case GP_FUNCTION_FLOAT:
        value = (double)(float)z;
        break;
    case GP_FUNCTION_SLOPE:
        return slope_where(at, x);
    }
    return rounded(at, value, slope * x.error + 3 * at->scene->unit_roundoff * fabs(value));
}

static gp_known value_at(const point *at, const gp_term *term);

static gp_known sum_value(const point *at, const gp_term *term)
{
    const size_t count = extent(at, term->axis),
                 from = term->cut == GP_CUT_BUT_FIRST ? 1
                        : term->cut == GP_CUT_LAST    ? count - 1
                                                      : 0,
                 to = term->cut == GP_CUT_BUT_LAST ? count - 1
                      : term->cut == GP_CUT_FIRST  ? 1
                                                   : count;
    if (count == 0)
        return unknown();
    size_t first = 0, samples;
    if (term->axis == GP_AXIS_SAMPLE && !is_of_epoch(at))
        first = at->scene->step_samples(at->scene->context, at->step, &samples);
    point inside = *at;
    gp_known sum = {0, 0};
    for (size_t k = from; k < to; k++) {
        unsigned stopped = 0;
        inside.stopped = &stopped;
        inside.index[term->axis] = first + k;
        const gp_known next = value_at(&inside, term->of[0]);
        if (at->stopped)
            *at->stopped |= stopped & ~(1U << term->axis);
        if (stopped >> term->axis & 1)
            break;
        if (term->cut != GP_CUT_LARGEST)
            sum = plus(at, sum, next, 1);
        else if (k == from || isnan(next.value) || next.value > sum.value)
            sum = next;
    }
    return sum;
}

/* A term in an earlier step: of the same sample, which that step may not go through. */
static gp_known value_in_step(const point *at, const gp_term *term, size_t step)
{
    point then = *at;
    size_t count;
    const size_t sample = at->index[GP_AXIS_SAMPLE], first = at->scene->step_samples(at->scene->context, step, &count);
    then.step = step;
    if (!is_of_epoch(at) && sample != unset && (sample < first || sample >= first + count))
        return unknown();
    return value_at(&then, term);
}

static gp_known to_decimals(const point *at, gp_known x, double decimals)
{
    const double scale = pow(10, decimals);
    return isnan(x.value) ? unknown() : rounded(at, round(x.value * scale) / scale, 0);
}

/* What is of a unit, an input or a sample never holds of a number that has none. */
static bool holds(const point *at, gp_condition condition)
{
    size_t count;
    const size_t sample = at->index[GP_AXIS_SAMPLE], j = at->index[GP_AXIS_UNIT], i = at->index[GP_AXIS_INPUT],
                 first = at->scene->step_samples(at->scene->context, at->step, &count);
    switch (condition) {
    case GP_IN_FIRST_STEP:
        return at->step == 0;
    case GP_BEHIND_FIRST:
        return at->step > 0;
    case GP_IN_SINGLES:
        return count == 1;
    case GP_IN_BATCHES:
        return count > 1;
    case GP_IN_SHORT_BATCH:
        return count < at->scene->full_batch;
    case GP_IN_FIRST_SAMPLE:
        return sample == first;
    case GP_BEHIND_SAMPLE:
        return sample != unset && sample > first;
    case GP_IN_LAST_SAMPLE:
        return sample == first + count - 1;
    case GP_AT_FIRST_UNIT:
        return j == 0;
    case GP_BEHIND_FIRST_UNIT:
        return j != unset && j > 0;
    case GP_AT_LAST_UNIT:
        return j != unset && j + 1 == extent(at, GP_AXIS_UNIT);
    case GP_BEFORE_LAST_UNIT:
        return j != unset && j + 1 < extent(at, GP_AXIS_UNIT);
    case GP_AT_FIRST_INPUT:
        return i == 0;
    case GP_BEHIND_FIRST_INPUT:
        return i != unset && i > 0;
    case GP_AT_LAST_INPUT:
        return i != unset && i + 1 == extent(at, GP_AXIS_INPUT);
    case GP_BEFORE_LAST_INPUT:
        return i != unset && i + 1 < extent(at, GP_AXIS_INPUT);
    case GP_AT_LAYER_UNIT:
        return j == at->layer;
    case GP_BESIDE_LAYER_UNIT:
        return j != unset && j != at->layer;
    case GP_AT_LAYER_INPUT:
        return i == at->layer;
    case GP_BESIDE_LAYER_INPUT:
        return i != unset && i != at->layer;
    case GP_ON_DIAGONAL:
        return i != unset && i == j;
    case GP_OFF_DIAGONAL:
        return i != unset && i != j;
    case GP_PAST_UNITS:
        return i != unset && i >= extent(at, GP_AXIS_UNIT);
    case GP_PAST_ABOVE:
        return i != unset && i >= extent(at, GP_AXIS_ABOVE);
    }
    return false;
}

static gp_known value_at(const point *at, const gp_term *term)
{
    gp_known parts[2] = {{0, 0}, {0, 0}};
    const bool here = term->kind != GP_TERM_SUM && term->kind != GP_TERM_RUNNING && term->kind != GP_TERM_STALE &&
                      term->kind != GP_TERM_WHERE && term->kind != GP_TERM_EITHER;
    for (size_t k = 0; here && k < gp_term_parts(term->kind); k++)
        parts[k] = value_at(at, term->of[k]);
    switch (term->kind) {
    case GP_TERM_NUMBER:
        return rounded(at, term->number, 0);
    case GP_TERM_SCALAR:
        return scalar_value(at, term->scalar);
    case GP_TERM_OPERAND:
        return operand_value(at, &term->operand);
    case GP_TERM_PLUS:
        return plus(at, parts[0], parts[1], 1);
    case GP_TERM_MINUS:
        return plus(at, parts[0], parts[1], -1);
    case GP_TERM_TIMES:
        return times(at, parts[0], parts[1]);
    case GP_TERM_OVER:
        return over(at, parts[0], parts[1]);
    case GP_TERM_SUM:
        return sum_value(at, term);
    case GP_TERM_FUNCTION:
        return function_value(at, term->function, parts[0]);
    case GP_TERM_RUNNING: {
        gp_known sum = {0, 0};
        for (size_t step = 0; step <= at->step; step++)
            sum = plus(at, sum, value_in_step(at, term->of[0], step), 1);
        return sum;
    }
    case GP_TERM_STALE:
        return at->step == 0 ? unknown() : value_in_step(at, term->of[0], at->step - 1);
    case GP_TERM_ROUNDED:
        return to_decimals(at, parts[0], term->number);
    case GP_TERM_WHERE:
    case GP_TERM_EITHER:
        return value_at(at, term->of[holds(at, term->where) ? 0 : 1]);
    }
    return unknown();
}

/* Where the formula of a number is computed. */
static point point_of(const gp_scene *scene, const gp_place *place)
{
    point at = {.scene = scene, .target = place, .layer = gp_layer_of_formula(place, scene->depth)};
    at.step = at.target_step = gp_step_of_formula(place);
    for (size_t axis = 0; axis < gp_axis_count; axis++)
        at.index[axis] = unset;
    if (gp_has_sample(place->quantity))
        at.index[GP_AXIS_SAMPLE] = place->sample;
    if (gp_has_unit(place->quantity))
        at.index[GP_AXIS_UNIT] = place->unit;
    if (place->quantity == GP_INPUT_GRADIENT)
        at.index[GP_AXIS_UNIT] = place->input;
    else if (gp_has_input(place->quantity))
        at.index[GP_AXIS_INPUT] = place->input;
    return at;
}

bool gp_condition_holds(const gp_scene *scene, gp_condition condition, const gp_place *place)
{
    const point at = point_of(scene, place);
    return holds(&at, condition);
}

gp_known gp_term_value(const gp_scene *scene, const gp_term *term, const gp_place *place)
{
    const point at = point_of(scene, place);
    const gp_known known = value_at(&at, term);
    return isfinite(known.value) ? known : unknown();
}

bool gp_is_hit(const gp_scene *scene, const gp_known *known, double value, double coarse)
{
    const double size = fmax(fabs(known->value), (double)GP_TOLERANCE_SCALE);
    return fabs(value - known->value) <= GP_TOLERANCE_K * (known->error + scene->unit_roundoff * size) + coarse;
}
