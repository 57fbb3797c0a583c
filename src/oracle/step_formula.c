#include "oracle/step_formula.h"

#include "golden/number.h"
#include "reference/update.h"
#include <math.h>

/* For which layer a formula is made. */
typedef struct making {
    gp_terms *terms;
    const gp_problem *problem;
    size_t layer;
    const bool *known;
} making;

static const gp_term *times(const making *at, const gp_term *one, const gp_term *other)
{
    return gp_term_of_two(at->terms, GP_TERM_TIMES, one, other);
}

static const gp_term *plus(const making *at, const gp_term *one, const gp_term *other)
{
    return gp_term_of_two(at->terms, GP_TERM_PLUS, one, other);
}

static const gp_term *minus(const making *at, const gp_term *one, const gp_term *other)
{
    return gp_term_of_two(at->terms, GP_TERM_MINUS, one, other);
}

static const gp_term *number(const making *at, double value)
{
    return gp_term_number(at->terms, value);
}

static const gp_term *scalar(const making *at, gp_scalar which)
{
    return gp_term_scalar(at->terms, which);
}

static const gp_term *vector(const making *at, gp_quantity quantity, gp_level level, gp_axis axis)
{
    return gp_term_operand(at->terms, gp_relative_of(quantity, level, axis, GP_AXIS_NONE));
}

static const gp_term *own(const making *at, gp_quantity quantity)
{
    return vector(at, quantity, GP_LEVEL_OWN, GP_AXIS_UNIT);
}

static const gp_term *own_matrix(const making *at, gp_quantity quantity)
{
    return gp_term_operand(at->terms, gp_relative_of(quantity, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT));
}

static const gp_term *sum(const making *at, gp_axis axis, const gp_term *of)
{
    return gp_term_sum(at->terms, axis, GP_CUT_NONE, of);
}

static const gp_problem_layer *layer_of(const making *at)
{
    return &at->problem->layers[at->layer - 1];
}

static bool is_mean(const making *at)
{
    return at->problem->reduction == GP_MEAN;
}

static gp_step_formula one_way(const gp_term *way)
{
    return (gp_step_formula){.ways = {way}, .count = 1};
}

static const gp_term *first_way(const making *at, gp_quantity quantity)
{
    return gp_step_formula_make(at->terms, at->problem, quantity, at->layer, at->known).ways[0];
}

/* A quantity of the layer as an operand, or what it is made of where it is not known. */
static const gp_term *operand(const making *at, gp_quantity quantity)
{
    if (!at->known[quantity])
        return first_way(at, quantity);
    return gp_has_input(quantity) ? own_matrix(at, quantity) : own(at, quantity);
}

static gp_step_formula net_input(const making *at)
{
    const gp_term *weighted =
        sum(at, GP_AXIS_INPUT, times(at, own_matrix(at, GP_WEIGHT), vector(at, GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT)));
    if (layer_of(at)->shape.bias == GP_BIAS_NONE)
        return one_way(weighted);
    return one_way(plus(at, weighted, own(at, GP_BIAS)));
}

static gp_step_formula identity(const making *at, const gp_term *z)
{
    (void)at;
    return one_way(z);
}

static gp_step_formula identity_slope(const making *at)
{
    return one_way(number(at, 1));
}

static gp_step_formula sigmoid(const making *at, const gp_term *z)
{
    const gp_term *power = gp_term_function(at->terms, GP_FUNCTION_EXP, times(at, number(at, -1), z));
    return (gp_step_formula){.ways = {gp_term_function(at->terms, GP_FUNCTION_SIGMOID, z),
                                      gp_term_of_two(at->terms, GP_TERM_OVER, number(at, 1), plus(at, number(at, 1), power))},
                             .count = 2};
}

static gp_step_formula sigmoid_slope(const making *at)
{
    const gp_term *a = own(at, GP_ACTIVATED), *f = gp_term_function(at->terms, GP_FUNCTION_SIGMOID, own(at, GP_NET_INPUT));
    return (gp_step_formula){.ways = {times(at, a, minus(at, number(at, 1), a)), times(at, f, minus(at, number(at, 1), f))},
                             .count = 2};
}

static const gp_term *function(const making *at, gp_function which, const gp_term *of)
{
    return gp_term_function(at->terms, which, of);
}

static const gp_term *square(const making *at, const gp_term *of)
{
    return function(at, GP_FUNCTION_SQUARE, of);
}

static const gp_term *over(const making *at, const gp_term *one, const gp_term *other)
{
    return gp_term_of_two(at->terms, GP_TERM_OVER, one, other);
}

static const gp_term *negative(const making *at, const gp_term *of)
{
    return times(at, number(at, -1), of);
}

/* alpha of the layer */
static const gp_term *alpha(const making *at)
{
    return number(at, (double)gp_number_long(layer_of(at)->alpha));
}

static gp_step_formula tangent(const making *at, const gp_term *z)
{
    return one_way(function(at, GP_FUNCTION_TANH, z));
}

static gp_step_formula tangent_slope(const making *at)
{
    const gp_term *f = function(at, GP_FUNCTION_TANH, own(at, GP_NET_INPUT));
    return (gp_step_formula){
        .ways = {minus(at, number(at, 1), square(at, own(at, GP_ACTIVATED))), minus(at, number(at, 1), square(at, f))},
        .count = 2};
}

static gp_step_formula relu(const making *at, const gp_term *z)
{
    return one_way(function(at, GP_FUNCTION_RELU, z));
}

static gp_step_formula relu_slope(const making *at)
{
    return one_way(function(at, GP_FUNCTION_STEP, own(at, GP_NET_INPUT)));
}

/* max(0, z) - alpha max(0, -z) */
static gp_step_formula leaky_relu(const making *at, const gp_term *z)
{
    const gp_term *below = function(at, GP_FUNCTION_RELU, negative(at, z));
    return one_way(minus(at, function(at, GP_FUNCTION_RELU, z), times(at, alpha(at), below)));
}

/* What is 1 where z > 0, and so much elsewhere. */
static gp_step_formula one_or(const making *at, const gp_term *elsewhere)
{
    const gp_term *step = function(at, GP_FUNCTION_STEP, own(at, GP_NET_INPUT));
    return one_way(plus(at, step, times(at, minus(at, number(at, 1), step), elsewhere)));
}

static gp_step_formula leaky_relu_slope(const making *at)
{
    return one_or(at, alpha(at));
}

/* max(0, z) + alpha (exp(-max(0, -z)) - 1) */
static gp_step_formula elu(const making *at, const gp_term *z)
{
    const gp_term *below = function(at, GP_FUNCTION_RELU, negative(at, z)),
                  *power = function(at, GP_FUNCTION_EXP, negative(at, below));
    return one_way(plus(at, function(at, GP_FUNCTION_RELU, z), times(at, alpha(at), minus(at, power, number(at, 1)))));
}

static gp_step_formula elu_slope(const making *at)
{
    return one_or(at, times(at, alpha(at), function(at, GP_FUNCTION_EXP, own(at, GP_NET_INPUT))));
}

static gp_step_formula softplus(const making *at, const gp_term *z)
{
    return one_way(function(at, GP_FUNCTION_LOG, plus(at, number(at, 1), function(at, GP_FUNCTION_EXP, z))));
}

static gp_step_formula softplus_slope(const making *at)
{
    return one_way(function(at, GP_FUNCTION_SIGMOID, own(at, GP_NET_INPUT)));
}

static gp_step_formula silu(const making *at, const gp_term *z)
{
    return one_way(times(at, z, function(at, GP_FUNCTION_SIGMOID, z)));
}

/* s (1 + z (1 - s)) */
static gp_step_formula silu_slope(const making *at)
{
    const gp_term *z = own(at, GP_NET_INPUT), *s = function(at, GP_FUNCTION_SIGMOID, z);
    return one_way(times(at, s, plus(at, number(at, 1), times(at, z, minus(at, number(at, 1), s)))));
}

/* (1 + erf(z / sqrt(2))) / 2 */
static const gp_term *normal_distribution(const making *at, const gp_term *z)
{
    const gp_term *root = function(at, GP_FUNCTION_ROOT, number(at, 2));
    return over(at, plus(at, number(at, 1), function(at, GP_FUNCTION_ERF, over(at, z, root))), number(at, 2));
}

static gp_step_formula gelu(const making *at, const gp_term *z)
{
    return one_way(times(at, z, normal_distribution(at, z)));
}

/* Phi(z) + z exp(-z^2 / 2) / sqrt(2 pi) */
static gp_step_formula gelu_slope(const making *at)
{
    const gp_term *z = own(at, GP_NET_INPUT),
                  *density = over(at, function(at, GP_FUNCTION_EXP, over(at, square(at, z), number(at, -2))),
                                  function(at, GP_FUNCTION_ROOT, number(at, 2 * acos(-1))));
    return one_way(plus(at, normal_distribution(at, z), times(at, z, density)));
}

/* tanh(sqrt(2 / pi) (z + 0.044715 z^3)) */
static const gp_term *tanh_of_cubic(const making *at, const gp_term *z)
{
    const gp_term *root = function(at, GP_FUNCTION_ROOT, number(at, 2 / acos(-1))), *cube = times(at, square(at, z), z);
    return function(at, GP_FUNCTION_TANH, times(at, root, plus(at, z, times(at, number(at, 0.044715), cube))));
}

static gp_step_formula gelu_tanh(const making *at, const gp_term *z)
{
    return one_way(times(at, over(at, z, number(at, 2)), plus(at, number(at, 1), tanh_of_cubic(at, z))));
}

/* (1 + T) / 2 + z / 2 (1 - T^2) sqrt(2 / pi) (1 + 3 0.044715 z^2) */
static gp_step_formula gelu_tanh_slope(const making *at)
{
    const gp_term *z = own(at, GP_NET_INPUT), *one = number(at, 1), *two = number(at, 2), *T = tanh_of_cubic(at, z);
    const gp_term *u_slope = times(at, function(at, GP_FUNCTION_ROOT, number(at, 2 / acos(-1))),
                                   plus(at, one, times(at, number(at, 3 * 0.044715), square(at, z))));
    return one_way(plus(at, over(at, plus(at, one, T), two),
                        times(at, over(at, z, two), times(at, minus(at, one, square(at, T)), u_slope))));
}

/* exp(z_j) / sum_j exp(z_j) */
static gp_step_formula softmax(const making *at, const gp_term *z)
{
    const gp_term *power = function(at, GP_FUNCTION_EXP, z);
    return one_way(over(at, power, sum(at, GP_AXIS_UNIT, power)));
}

/* a_j (dE/da_j - sum_j dE/da_j a_j) */
static gp_step_formula softmax_back(const making *at)
{
    const gp_term *a = own(at, GP_ACTIVATED), *da = operand(at, GP_ACTIVATION_GRADIENT);
    return one_way(times(at, a, minus(at, da, sum(at, GP_AXIS_UNIT, times(at, da, a)))));
}

#define NOT_IN_A                                                                                                               \
    {                                                                                                                          \
        NAN, NAN, NAN                                                                                                          \
    }

/* The formulas of each activation: of its value at z, and of its slope, or where units have none, of delta; and its slope by a,
   in any layer. */
static const struct {
    gp_step_formula (*value)(const making *at, const gp_term *z);
    gp_step_formula (*slope)(const making *at);
    gp_step_formula (*back)(const making *at);
    gp_slope_in_a in_a;
} activations[] = {
    [GP_IDENTITY] = {identity, identity_slope, NULL, {1, 0, 0}},
    [GP_SIGMOID] = {sigmoid, sigmoid_slope, NULL, {0, 1, -1}},
    [GP_TANH] = {tangent, tangent_slope, NULL, {1, 0, -1}},
    [GP_RELU] = {relu, relu_slope, NULL, NOT_IN_A},
    [GP_LEAKY_RELU] = {leaky_relu, leaky_relu_slope, NULL, NOT_IN_A},
    [GP_ELU] = {elu, elu_slope, NULL, NOT_IN_A},
    [GP_SOFTPLUS] = {softplus, softplus_slope, NULL, NOT_IN_A},
    [GP_SILU] = {silu, silu_slope, NULL, NOT_IN_A},
    [GP_GELU] = {gelu, gelu_slope, NULL, NOT_IN_A},
    [GP_GELU_TANH] = {gelu_tanh, gelu_tanh_slope, NULL, NOT_IN_A},
    [GP_SOFTMAX] = {softmax, NULL, softmax_back, NOT_IN_A},
};
_Static_assert(sizeof activations / sizeof *activations == gp_activation_count, "each activation has its formulas");

static gp_step_formula activation(const making *at)
{
    return activations[layer_of(at)->shape.activation].value(at, operand(at, GP_NET_INPUT));
}

static gp_step_formula slope(const making *at)
{
    gp_step_formula (*const formula)(const making *at) = activations[layer_of(at)->shape.activation].slope;
    return formula ? formula(at) : (gp_step_formula){.count = 0};
}

static const gp_term *target(const making *at)
{
    return gp_term_operand(at->terms, gp_relative_target(GP_AXIS_UNIT));
}

static const gp_term *difference(const making *at)
{
    return minus(at, own(at, GP_ACTIVATED), target(at));
}

static const gp_term *factor(const making *at)
{
    return scalar(at, GP_SCALAR_LOSS_FACTOR);
}

static const gp_term *squared_difference(const making *at)
{
    return square(at, difference(at));
}

static const gp_term *squared_slope(const making *at)
{
    return times(at, times(at, number(at, 2), factor(at)), difference(at));
}

static const gp_term *size_of_difference(const making *at)
{
    return function(at, GP_FUNCTION_ABSOLUTE, difference(at));
}

/* c times 1 where a > t, less 1 where a < t */
static const gp_term *sign_of_difference(const making *at)
{
    const gp_term *above = function(at, GP_FUNCTION_STEP, difference(at)),
                  *below = function(at, GP_FUNCTION_STEP, minus(at, target(at), own(at, GP_ACTIVATED)));
    return times(at, factor(at), minus(at, above, below));
}

static const gp_term *target_times_output(const making *at)
{
    return times(at, target(at), own(at, GP_ACTIVATED));
}

static const gp_term *linear_slope(const making *at)
{
    return times(at, factor(at), target(at));
}

/* log(1 + exp(z)) - t z */
static const gp_term *binary_cross_entropy(const making *at)
{
    const gp_term *z = own(at, GP_NET_INPUT),
                  *soft = function(at, GP_FUNCTION_LOG, plus(at, number(at, 1), function(at, GP_FUNCTION_EXP, z)));
    return minus(at, soft, times(at, target(at), z));
}

/* c (1 - t) (1 + exp(z)) - c t (1 + exp(-z)) */
static const gp_term *binary_cross_entropy_slope(const making *at)
{
    const gp_term *z = own(at, GP_NET_INPUT), *one = number(at, 1);
    const gp_term *above = plus(at, one, function(at, GP_FUNCTION_EXP, z)),
                  *below = plus(at, one, function(at, GP_FUNCTION_EXP, negative(at, z)));
    return times(at, factor(at), minus(at, times(at, minus(at, one, target(at)), above), times(at, target(at), below)));
}

/* c (a - t) */
static const gp_term *paired_difference(const making *at)
{
    return times(at, factor(at), difference(at));
}

static const gp_term *cross_entropy(const making *at)
{
    return negative(at, times(at, target(at), function(at, GP_FUNCTION_LOG, own(at, GP_ACTIVATED))));
}

static const gp_term *cross_entropy_slope(const making *at)
{
    return times(at, factor(at), negative(at, over(at, target(at), own(at, GP_ACTIVATED))));
}

/* Whether the targets of every sample add up to 1, as probabilities do. */
static bool targets_add_up(const gp_problem *problem)
{
    for (size_t s = 0; s < problem->samples; s++) {
        long double sum = 0;
        for (size_t k = 0; k < problem->outputs; k++)
            sum += gp_number_long(problem->t[s * problem->outputs + k]);
        if (fabsl(sum - 1) > 1e-15L)
            return false;
    }
    return true;
}

/* c (a - t); of targets that do not add up to 1, c (a sum_j t_j - t) */
static const gp_term *cross_entropy_delta(const making *at)
{
    if (targets_add_up(at->problem))
        return paired_difference(at);
    const gp_term *share = times(at, own(at, GP_ACTIVATED), sum(at, GP_AXIS_UNIT, target(at)));
    return times(at, factor(at), minus(at, share, target(at)));
}

/* The formulas of each loss: of its term of an output, of its slope along that, and, where it is paired, along the net input.
 */
static const struct {
    const gp_term *(*term)(const making *at);
    const gp_term *(*slope)(const making *at);
    const gp_term *(*delta)(const making *at);
} losses[] = {
    [GP_SQUARED_LOSS] = {squared_difference, squared_slope, NULL},
    [GP_ABSOLUTE_LOSS] = {size_of_difference, sign_of_difference, NULL},
    [GP_LINEAR_LOSS] = {target_times_output, linear_slope, NULL},
    [GP_BINARY_CROSS_ENTROPY_LOSS] = {binary_cross_entropy, binary_cross_entropy_slope, paired_difference},
    [GP_CROSS_ENTROPY_LOSS] = {cross_entropy, cross_entropy_slope, cross_entropy_delta},
};
_Static_assert(sizeof losses / sizeof *losses == gp_loss_count, "each loss has its formulas");

static gp_step_formula output_loss(const making *at)
{
    return one_way(times(at, factor(at), losses[at->problem->loss].term(at)));
}

/* The factor stands before the sum, or before each term. */
static gp_step_formula loss(const making *at)
{
    const gp_term *of = losses[at->problem->loss].term(at);
    return (gp_step_formula){
        .ways = {times(at, factor(at), sum(at, GP_AXIS_UNIT, of)), sum(at, GP_AXIS_UNIT, times(at, factor(at), of))},
        .count = 2};
}

static gp_step_formula activation_gradient(const making *at)
{
    if (at->layer == at->problem->depth)
        return one_way(losses[at->problem->loss].slope(at));
    const gp_term *W = gp_term_operand(at->terms, gp_relative_of(GP_WEIGHT, GP_LEVEL_ABOVE, GP_AXIS_ABOVE, GP_AXIS_UNIT));
    return one_way(sum(at, GP_AXIS_ABOVE, times(at, W, vector(at, GP_DELTA, GP_LEVEL_ABOVE, GP_AXIS_ABOVE))));
}

/* What the terms of a reported error are divided by; NULL where they are added up. */
static const gp_term *terms_of_error(const making *at)
{
    const gp_term *samples = scalar(at, GP_SCALAR_SAMPLES), *outputs = scalar(at, GP_SCALAR_OUTPUTS);
    if (at->problem->error_over_samples == GP_SUM)
        return at->problem->error_over_outputs == GP_SUM ? NULL : outputs;
    return at->problem->error_over_outputs == GP_SUM ? samples : times(at, samples, outputs);
}

static gp_step_formula reported_error(const making *at)
{
    const gp_term *all = sum(at, GP_AXIS_SAMPLE, sum(at, GP_AXIS_UNIT, losses[at->problem->error].term(at)));
    const gp_term *terms = terms_of_error(at);
    const gp_term *error = times(at, scalar(at, GP_SCALAR_ERROR_FACTOR), terms ? over(at, all, terms) : all);
    return one_way(at->problem->error_penalty ? plus(at, error, scalar(at, GP_SCALAR_PENALTY)) : error);
}

/* As one product; and where the slope is a product that is written out here, as that of the sigmoid, factor by factor. */
static gp_step_formula delta(const making *at)
{
    if (at->layer == at->problem->depth && losses[at->problem->loss].delta)
        return one_way(losses[at->problem->loss].delta(at));
    if (activations[layer_of(at)->shape.activation].back)
        return activations[layer_of(at)->shape.activation].back(at);
    const gp_term *da = operand(at, GP_ACTIVATION_GRADIENT), *slope = operand(at, GP_SLOPE);
    gp_step_formula formula = one_way(times(at, da, slope));
    if (slope && slope->kind == GP_TERM_TIMES)
        formula.ways[formula.count++] = times(at, times(at, da, slope->of[0]), slope->of[1]);
    return formula;
}

/* The sum of a term over the samples, or its mean: divided behind the sum, or on the way; or with a share for a factor. */
static gp_step_formula over_samples(const making *at, const gp_term *of)
{
    const gp_term *all = sum(at, GP_AXIS_SAMPLE, of), *samples = scalar(at, GP_SCALAR_BATCH);
    if (!is_mean(at))
        return one_way(all);
    const gp_term *share = over(at, number(at, 1), samples);
    return (gp_step_formula){.ways = {over(at, all, samples), sum(at, GP_AXIS_SAMPLE, over(at, of, samples)),
                                      times(at, share, all), sum(at, GP_AXIS_SAMPLE, times(at, share, of))},
                             .count = 4};
}

static gp_step_formula weight_gradient(const making *at)
{
    return over_samples(at, times(at, own(at, GP_DELTA), vector(at, GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT)));
}

/* The sum of the units that share a bias may come before that of the samples, or after it. */
static gp_step_formula bias_gradient(const making *at)
{
    const gp_term *of = own(at, GP_DELTA);
    if (layer_of(at)->shape.bias != GP_BIAS_SHARED)
        return over_samples(at, of);
    gp_step_formula formula = over_samples(at, sum(at, GP_AXIS_UNIT, of));
    formula.ways[formula.count++] = sum(at, GP_AXIS_UNIT, over_samples(at, of).ways[0]);
    return formula;
}

/* What clipping leaves of a gradient. */
static gp_quantity clipped_of(gp_quantity gradient)
{
    return gradient == GP_WEIGHT_GRADIENT ? GP_WEIGHT_CLIPPED : GP_BIAS_CLIPPED;
}

/* g + relu(-limit - g) - relu(g - limit) */
static const gp_term *clipped_by_value(const making *at, gp_quantity gradient)
{
    const gp_term *g = operand(at, gradient), *limit = scalar(at, GP_SCALAR_CLIP_LIMIT);
    const gp_term *below = function(at, GP_FUNCTION_RELU, minus(at, negative(at, limit), g)),
                  *above = function(at, GP_FUNCTION_RELU, minus(at, g, limit));
    return minus(at, plus(at, g, below), above);
}

static const gp_term *clipped_by_norm(const making *at, gp_quantity gradient)
{
    return times(at, scalar(at, GP_SCALAR_CLIP_FACTOR), operand(at, gradient));
}

static const gp_term *number_of_rule(const making *at, gp_rule_number which)
{
    return scalar(at, (gp_scalar)(GP_SCALAR_RULE_NUMBER + (int)which));
}

/* decay w of the parameter w that has a gradient, or NULL where it does not decay */
static const gp_term *decay(const making *at, gp_quantity gradient)
{
    const gp_rule_number which = gradient == GP_WEIGHT_GRADIENT ? GP_NUMBER_WEIGHT_DECAY : GP_NUMBER_BIAS_DECAY;
    const gp_term *parameter = gradient == GP_WEIGHT_GRADIENT ? own_matrix(at, GP_WEIGHT) : own(at, GP_BIAS);
    return at->problem->rule_numbers[which] ? times(at, number_of_rule(at, which), parameter) : NULL;
}

static bool is_decoupled(const making *at)
{
    return gp_update_rules[at->problem->update].is_decoupled;
}

/* A gradient, and with it what decays, unless the rule decouples it. */
static const gp_term *descended(const making *at, gp_quantity gradient)
{
    const gp_term *of_decay = is_decoupled(at) ? NULL : decay(at, gradient);
    const gp_term *down = operand(at, at->problem->clipping == GP_CLIP_NONE ? gradient : clipped_of(gradient));
    return of_decay ? plus(at, down, of_decay) : down;
}

/* The velocity of a parameter that has this gradient, as an operand or as what it is made of. */
static const gp_term *velocity_along(const making *at, gp_quantity gradient)
{
    return operand(at, gradient == GP_WEIGHT_GRADIENT ? GP_WEIGHT_VELOCITY : GP_BIAS_VELOCITY);
}

static const gp_term *momentum_times(const making *at, const gp_term *of)
{
    return times(at, number_of_rule(at, GP_NUMBER_MOMENTUM), of);
}

/* momentum times the velocity that the step before has left */
static const gp_term *velocity_going_on(const making *at, gp_quantity gradient)
{
    gp_relative before = gradient == GP_WEIGHT_GRADIENT
                             ? gp_relative_of(GP_WEIGHT_VELOCITY, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_INPUT)
                             : gp_relative_of(GP_BIAS_VELOCITY, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE);
    before.step = -1;
    return momentum_times(at, gp_term_operand(at->terms, before));
}

static const gp_term *rate_times(const making *at, const gp_term *of)
{
    return times(at, scalar(at, GP_SCALAR_RATE), of);
}

static const gp_term *minus_rate_times(const making *at, const gp_term *of)
{
    return times(at, times(at, number(at, -1), scalar(at, GP_SCALAR_RATE)), of);
}

static const gp_term *velocity_without_rate(const making *at, gp_quantity gradient)
{
    return plus(at, velocity_going_on(at, gradient), descended(at, gradient));
}

static const gp_term *velocity_with_rate(const making *at, gp_quantity gradient)
{
    return minus(at, velocity_going_on(at, gradient), rate_times(at, descended(at, gradient)));
}

static const gp_term *change_by_gradient(const making *at, gp_quantity gradient)
{
    return minus_rate_times(at, descended(at, gradient));
}

static const gp_term *change_by_velocity(const making *at, gp_quantity gradient)
{
    return minus_rate_times(at, velocity_along(at, gradient));
}

static const gp_term *less_rate_times_gradient(const making *at, const gp_term *before, gp_quantity gradient)
{
    return minus(at, before, rate_times(at, descended(at, gradient)));
}

static const gp_term *less_rate_times_velocity(const making *at, const gp_term *before, gp_quantity gradient)
{
    return minus(at, before, rate_times(at, velocity_along(at, gradient)));
}

static const gp_term *plus_velocity(const making *at, const gp_term *before, gp_quantity gradient)
{
    return plus(at, before, velocity_along(at, gradient));
}

static const gp_term *gradient_ahead(const making *at, gp_quantity gradient)
{
    return plus(at, descended(at, gradient), momentum_times(at, velocity_along(at, gradient)));
}

static const gp_term *change_ahead(const making *at, gp_quantity gradient)
{
    return minus_rate_times(at, gradient_ahead(at, gradient));
}

static const gp_term *less_rate_times_ahead(const making *at, const gp_term *before, gp_quantity gradient)
{
    return minus(at, before, rate_times(at, gradient_ahead(at, gradient)));
}

static const gp_term *velocity_ahead(const making *at, gp_quantity gradient)
{
    return minus(at, momentum_times(at, velocity_along(at, gradient)), rate_times(at, descended(at, gradient)));
}

static const gp_term *plus_velocity_ahead(const making *at, const gp_term *before, gp_quantity gradient)
{
    return plus(at, before, velocity_ahead(at, gradient));
}

/* What a number of the rule leaves of 1. */
static const gp_term *rest_of_number(const making *at, gp_rule_number which)
{
    return minus(at, number(at, 1), number_of_rule(at, which));
}

static gp_quantity moment_along(gp_moment moment, gp_quantity gradient)
{
    const gp_quantity of_weight = gp_moment_quantity(moment);
    return gradient == GP_WEIGHT_GRADIENT ? of_weight : gp_bias_quantity(of_weight);
}

/* What the step before has left of a moment. */
static const gp_term *moment_before(const making *at, gp_moment moment, gp_quantity gradient)
{
    gp_relative before = gp_relative_of(moment_along(moment, gradient), GP_LEVEL_OWN, GP_AXIS_UNIT,
                                        gradient == GP_WEIGHT_GRADIENT ? GP_AXIS_INPUT : GP_AXIS_NONE);
    before.step = -1;
    return gp_term_operand(at->terms, before);
}

/* beta times what the step before has left of a mean, and 1 - beta times what comes in */
static const gp_term *moving_mean(const making *at, gp_moment moment, gp_rule_number beta, gp_quantity gradient,
                                  const gp_term *coming)
{
    return plus(at, times(at, number_of_rule(at, beta), moment_before(at, moment, gradient)),
                times(at, rest_of_number(at, beta), coming));
}

static const gp_term *first_moment(const making *at, gp_quantity gradient)
{
    return moving_mean(at, GP_FIRST_MOMENT, GP_NUMBER_BETA1, gradient, descended(at, gradient));
}

static const gp_term *second_moment(const making *at, gp_quantity gradient)
{
    return moving_mean(at, GP_SECOND_MOMENT, GP_NUMBER_BETA2, gradient, square(at, descended(at, gradient)));
}

static const gp_term *first_corrected(const making *at, gp_quantity gradient)
{
    return over(at, operand(at, moment_along(GP_FIRST_MOMENT, gradient)), scalar(at, GP_SCALAR_FIRST_SHARE));
}

static const gp_term *second_corrected(const making *at, gp_quantity gradient)
{
    return over(at, operand(at, moment_along(GP_SECOND_MOMENT, gradient)), scalar(at, GP_SCALAR_SECOND_SHARE));
}

static const gp_term *first_by_root_of_second(const making *at, gp_quantity gradient)
{
    const gp_term *root = function(at, GP_FUNCTION_ROOT, operand(at, moment_along(GP_SECOND_CORRECTED, gradient)));
    return over(at, operand(at, moment_along(GP_FIRST_CORRECTED, gradient)),
                plus(at, root, number_of_rule(at, GP_NUMBER_EPSILON)));
}

static const gp_term *change_by_moments(const making *at, gp_quantity gradient)
{
    return minus_rate_times(at, first_by_root_of_second(at, gradient));
}

static const gp_term *less_rate_times_moments(const making *at, const gp_term *before, gp_quantity gradient)
{
    return minus(at, before, rate_times(at, first_by_root_of_second(at, gradient)));
}

static const gp_term *sum_of_squares(const making *at, gp_quantity gradient)
{
    return plus(at, moment_before(at, GP_SECOND_MOMENT, gradient), square(at, descended(at, gradient)));
}

static const gp_term *gradient_by_root(const making *at, gp_quantity gradient)
{
    const gp_term *root = function(at, GP_FUNCTION_ROOT, operand(at, moment_along(GP_SECOND_MOMENT, gradient)));
    return over(at, descended(at, gradient), plus(at, root, number_of_rule(at, GP_NUMBER_EPSILON)));
}

static const gp_term *change_by_root(const making *at, gp_quantity gradient)
{
    return minus_rate_times(at, gradient_by_root(at, gradient));
}

static const gp_term *less_rate_times_gradient_by_root(const making *at, const gp_term *before, gp_quantity gradient)
{
    return minus(at, before, rate_times(at, gradient_by_root(at, gradient)));
}

/* The formulas of each update rule: of its moments, of the change, and of the parameter after it. */
static const struct {
    const gp_term *(*moments[gp_most_moments])(const making *at, gp_quantity gradient);
    const gp_term *(*change)(const making *at, gp_quantity gradient);
    const gp_term *(*updated)(const making *at, const gp_term *before, gp_quantity gradient);
} updates[] = {
    [GP_GRADIENT_DESCENT] = {{NULL}, change_by_gradient, less_rate_times_gradient},
    [GP_MOMENTUM] = {{velocity_without_rate}, change_by_velocity, less_rate_times_velocity},
    [GP_MOMENTUM_WITH_RATE] = {{velocity_with_rate}, velocity_along, plus_velocity},
    [GP_NESTEROV] = {{velocity_without_rate}, change_ahead, less_rate_times_ahead},
    [GP_NESTEROV_WITH_RATE] = {{velocity_with_rate}, velocity_ahead, plus_velocity_ahead},
    [GP_ADAM] = {{first_moment, second_moment, first_corrected, second_corrected}, change_by_moments, less_rate_times_moments},
    [GP_ADAMW] = {{first_moment, second_moment, first_corrected, second_corrected}, change_by_moments, less_rate_times_moments},
    [GP_RMSPROP] = {{second_moment}, change_by_root, less_rate_times_gradient_by_root},
    [GP_ADAGRAD] = {{sum_of_squares}, change_by_root, less_rate_times_gradient_by_root},
};
_Static_assert(sizeof updates / sizeof *updates == gp_update_rule_count, "each update rule has its formulas");

/* A weight or a bias that is frozen is moved by 0 times what would move it. */
static bool stays(const making *at, gp_quantity gradient)
{
    const gp_layer_shape *shape = &layer_of(at)->shape;
    return gradient == GP_BIAS_GRADIENT ? !shape->bias_trained : shape->weights_frozen;
}

/* What moves, or 0 for what stays. */
static gp_step_formula unless_it_stays(const making *at, gp_quantity gradient, const gp_term *moved)
{
    if (!stays(at, gradient))
        return one_way(moved);
    return (gp_step_formula){.ways = {number(at, 0), times(at, number(at, 0), moved)}, .count = 2};
}

static gp_step_formula clipped(const making *at, gp_quantity gradient)
{
    switch (at->problem->clipping) {
    case GP_CLIP_NONE:
        break;
    case GP_CLIP_BY_VALUE:
        return unless_it_stays(at, gradient, clipped_by_value(at, gradient));
    case GP_CLIP_BY_NORM:
        return unless_it_stays(at, gradient, clipped_by_norm(at, gradient));
    }
    return (gp_step_formula){.count = 0};
}

static gp_step_formula moment(const making *at, gp_quantity quantity)
{
    const gp_quantity gradient = gp_is_of_bias(quantity) ? GP_BIAS_GRADIENT : GP_WEIGHT_GRADIENT;
    if (!gp_rule_has(at->problem->update, at->problem->clipping, quantity))
        return (gp_step_formula){.count = 0};
    const size_t index = gp_moment_index(gp_quantities[quantity].moment, gp_update_rules[at->problem->update].moments);
    return unless_it_stays(at, gradient, updates[at->problem->update].moments[index](at, gradient));
}

/* What a rule that decouples decay takes of it from a change, or from what the change was added to. */
static const gp_term *less_decay(const making *at, const gp_term *from, gp_quantity gradient)
{
    const gp_term *of_decay = is_decoupled(at) ? decay(at, gradient) : NULL;
    return of_decay ? minus(at, from, rate_times(at, of_decay)) : from;
}

static gp_step_formula change(const making *at, gp_quantity gradient)
{
    return unless_it_stays(at, gradient, less_decay(at, updates[at->problem->update].change(at, gradient), gradient));
}

static gp_step_formula updated(const making *at, const gp_term *before, gp_quantity moved_by, gp_quantity gradient)
{
    if (at->known[moved_by])
        return one_way(plus(at, before, operand(at, moved_by)));
    if (!stays(at, gradient))
        return one_way(less_decay(at, updates[at->problem->update].updated(at, before, gradient), gradient));
    const gp_term *not_moved = times(at, number(at, 0), rate_times(at, operand(at, gradient)));
    return (gp_step_formula){.ways = {before, minus(at, before, not_moved)}, .count = 2};
}

gp_step_formula gp_step_formula_make(gp_terms *terms, const gp_problem *problem, gp_quantity quantity, size_t layer,
                                     const bool known[gp_quantity_count])
{
    const making at = {terms, problem, layer, known};
    gp_step_formula formula;
    switch (quantity) {
    case GP_WEIGHT:
        formula = updated(&at, own_matrix(&at, GP_WEIGHT), GP_WEIGHT_CHANGE, GP_WEIGHT_GRADIENT);
        break;
    case GP_BIAS:
        formula = updated(&at, own(&at, GP_BIAS), GP_BIAS_CHANGE, GP_BIAS_GRADIENT);
        break;
    case GP_NET_INPUT:
        formula = net_input(&at);
        break;
    case GP_ACTIVATED:
        formula = activation(&at);
        break;
    case GP_OUTPUT_LOSS:
        formula = output_loss(&at);
        break;
    case GP_SAMPLE_LOSS:
        formula = loss(&at);
        break;
    case GP_ACTIVATION_GRADIENT:
    case GP_INPUT_GRADIENT:
        formula = activation_gradient(&at);
        break;
    case GP_SLOPE:
        formula = slope(&at);
        break;
    case GP_DELTA:
        formula = delta(&at);
        break;
    case GP_WEIGHT_GRADIENT:
        formula = weight_gradient(&at);
        break;
    case GP_BIAS_GRADIENT:
        formula = bias_gradient(&at);
        break;
    case GP_WEIGHT_CLIPPED:
        formula = clipped(&at, GP_WEIGHT_GRADIENT);
        break;
    case GP_BIAS_CLIPPED:
        formula = clipped(&at, GP_BIAS_GRADIENT);
        break;
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
        formula = moment(&at, quantity);
        break;
    case GP_WEIGHT_CHANGE:
        formula = change(&at, GP_WEIGHT_GRADIENT);
        break;
    case GP_BIAS_CHANGE:
        formula = change(&at, GP_BIAS_GRADIENT);
        break;
    case GP_EPOCH_ERROR:
        formula = reported_error(&at);
        break;
    }
    for (size_t w = 0; w < formula.count; w++)
        if (!formula.ways[w])
            return (gp_step_formula){.count = 0};
    return formula;
}

gp_slope_in_a gp_slope_in_value(gp_activation activation)
{
    return activations[activation].in_a;
}

gp_step_formula gp_slope_of_any_kind(gp_terms *terms)
{
    const gp_term *a = gp_term_operand(terms, gp_relative_of(GP_ACTIVATED, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE)),
                  *slope = gp_term_function(terms, GP_FUNCTION_SLOPE, a);
    return (gp_step_formula){.ways = {slope}, .count = slope ? 1 : 0};
}
