#include "reference/update.h"

#include "reference/clip.h"

#include <math.h>
#include <string.h>

// [eq_change]
static void gradient_descent(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                             gp_real *restrict change)
{
    (void)moments;
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * gradient[k];
}
// [eq_change]

// [eq_velocity]
static void velocity(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient, gp_real *const *moments)
{
    (void)t;
    gp_real *restrict v = moments[GP_VELOCITY];
    for (size_t k = 0; k < count; k++)
        v[k] = rule->momentum * v[k] + gradient[k];
}

static void change_by_velocity(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                               gp_real *restrict change)
{
    (void)gradient;
    const gp_real *restrict v = moments[GP_VELOCITY];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * v[k];
}
// [eq_velocity]

// [eq_velocity_with_rate]
static void velocity_with_rate(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                               gp_real *const *moments)
{
    (void)t;
    gp_real *restrict v = moments[GP_VELOCITY];
    for (size_t k = 0; k < count; k++)
        v[k] = rule->momentum * v[k] - rule->rate * gradient[k];
}

static void change_is_velocity(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                               gp_real *restrict change)
{
    (void)rule, (void)gradient;
    memcpy(change, moments[GP_VELOCITY], count * sizeof *change);
}
// [eq_velocity_with_rate]

// [nesterov]
static void change_ahead(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                         gp_real *restrict change)
{
    const gp_real *restrict v = moments[GP_VELOCITY];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * (gradient[k] + rule->momentum * v[k]);
}

static void change_ahead_with_rate(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                                   gp_real *restrict change)
{
    const gp_real *restrict v = moments[GP_VELOCITY];
    for (size_t k = 0; k < count; k++)
        change[k] = rule->momentum * v[k] - rule->rate * gradient[k];
}
// [nesterov]

// [eq_moments]
static void first_moment(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient, gp_real *const *moments)
{
    (void)t;
    gp_real *restrict m = moments[GP_FIRST_MOMENT];
    for (size_t k = 0; k < count; k++)
        m[k] = rule->beta1 * m[k] + (1 - rule->beta1) * gradient[k];
}

static void second_moment(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                          gp_real *const *moments)
{
    (void)t;
    gp_real *restrict v = moments[GP_SECOND_MOMENT];
    for (size_t k = 0; k < count; k++)
        v[k] = rule->beta2 * v[k] + (1 - rule->beta2) * (gradient[k] * gradient[k]);
}
// [eq_moments]

// [power]
/* base^exponent, by squaring: the same multiplications, and the same bits, everywhere. */
static gp_real power(gp_real base, size_t exponent)
{
    gp_real product = 1;
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1)
            product *= base;
        base *= base;
    }
    return product;
}
// [power]

// [eq_adam]
static void first_corrected(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                            gp_real *const *moments)
{
    (void)gradient;
    const gp_real *restrict m = moments[GP_FIRST_MOMENT];
    const gp_real share = 1 - power(rule->beta1, t);
    gp_real *restrict m_hat = moments[GP_FIRST_CORRECTED];
    for (size_t k = 0; k < count; k++)
        m_hat[k] = m[k] / share;
}

static void second_corrected(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                             gp_real *const *moments)
{
    (void)gradient;
    const gp_real *restrict v = moments[GP_SECOND_MOMENT];
    const gp_real share = 1 - power(rule->beta2, t);
    gp_real *restrict v_hat = moments[GP_SECOND_CORRECTED];
    for (size_t k = 0; k < count; k++)
        v_hat[k] = v[k] / share;
}

static void change_by_moments(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                              gp_real *restrict change)
{
    (void)gradient;
    const gp_real *restrict m_hat = moments[GP_FIRST_CORRECTED], *restrict v_hat = moments[GP_SECOND_CORRECTED];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * m_hat[k] / ((gp_real)sqrt(v_hat[k]) + rule->epsilon);
}
// [eq_adam]

// [change_by_root]
static void change_by_root(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                           gp_real *restrict change)
{
    const gp_real *restrict v = moments[GP_SECOND_MOMENT];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * gradient[k] / ((gp_real)sqrt(v[k]) + rule->epsilon);
}
// [change_by_root]

// [eq_adagrad]
static void sum_of_squares(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                           gp_real *const *moments)
{
    (void)rule, (void)t;
    gp_real *restrict v = moments[GP_SECOND_MOMENT];
    for (size_t k = 0; k < count; k++)
        v[k] += gradient[k] * gradient[k];
}
// [eq_adagrad]

const gp_update_rule_row gp_update_rules[] = {
    [GP_GRADIENT_DESCENT] = {.name = "gradient-descent", .change = gradient_descent},
    [GP_MOMENTUM] = {.name = "momentum",
                     .has = {[GP_NUMBER_MOMENTUM] = true},
                     .moments = 1,
                     .moment = {{GP_VELOCITY, velocity}},
                     .change = change_by_velocity},
    [GP_MOMENTUM_WITH_RATE] = {.name = "momentum-with-rate",
                               .has = {[GP_NUMBER_MOMENTUM] = true},
                               .moments = 1,
                               .moment = {{GP_VELOCITY, velocity_with_rate}},
                               .change = change_is_velocity},
    [GP_NESTEROV] = {.name = "nesterov",
                     .has = {[GP_NUMBER_MOMENTUM] = true},
                     .moments = 1,
                     .moment = {{GP_VELOCITY, velocity}},
                     .change = change_ahead},
    [GP_NESTEROV_WITH_RATE] = {.name = "nesterov-with-rate",
                               .has = {[GP_NUMBER_MOMENTUM] = true},
                               .moments = 1,
                               .moment = {{GP_VELOCITY, velocity_with_rate}},
                               .change = change_ahead_with_rate},
    [GP_ADAM] = {.name = "adam",
                 .has = {[GP_NUMBER_BETA1] = true, [GP_NUMBER_BETA2] = true, [GP_NUMBER_EPSILON] = true},
                 .moments = 4,
                 .moment = {{GP_FIRST_MOMENT, first_moment},
                            {GP_SECOND_MOMENT, second_moment},
                            {GP_FIRST_CORRECTED, first_corrected},
                            {GP_SECOND_CORRECTED, second_corrected}},
                 .change = change_by_moments},
    [GP_ADAMW] = {.name = "adamw",
                  .has = {[GP_NUMBER_BETA1] = true, [GP_NUMBER_BETA2] = true, [GP_NUMBER_EPSILON] = true},
                  .is_decoupled = true,
                  .moments = 4,
                  .moment = {{GP_FIRST_MOMENT, first_moment},
                             {GP_SECOND_MOMENT, second_moment},
                             {GP_FIRST_CORRECTED, first_corrected},
                             {GP_SECOND_CORRECTED, second_corrected}},
                  .change = change_by_moments},
    [GP_RMSPROP] = {.name = "rmsprop",
                    .has = {[GP_NUMBER_BETA2] = true, [GP_NUMBER_EPSILON] = true},
                    .moments = 1,
                    .moment = {{GP_SECOND_MOMENT, second_moment}},
                    .change = change_by_root},
    [GP_ADAGRAD] = {.name = "adagrad",
                    .has = {[GP_NUMBER_EPSILON] = true},
                    .moments = 1,
                    .moment = {{GP_SECOND_MOMENT, sum_of_squares}},
                    .change = change_by_root},
};
_Static_assert(sizeof gp_update_rules / sizeof *gp_update_rules == gp_update_rule_count, "each update rule has a row");

static const char *const number_names[] = {[GP_NUMBER_MOMENTUM] = "momentum",
                                           [GP_NUMBER_BETA1] = "beta1",
                                           [GP_NUMBER_BETA2] = "beta2",
                                           [GP_NUMBER_EPSILON] = "epsilon",
                                           [GP_NUMBER_WEIGHT_DECAY] = "weight_decay",
                                           [GP_NUMBER_BIAS_DECAY] = "bias_decay"};
_Static_assert(sizeof number_names / sizeof *number_names == gp_rule_number_count, "each number of a rule has a name");

const char *gp_rule_number_name(gp_rule_number which)
{
    return number_names[which];
}

gp_real *gp_rule_number_at(gp_rule *rule, gp_rule_number which)
{
    gp_real *const numbers[gp_rule_number_count] = {[GP_NUMBER_MOMENTUM] = &rule->momentum,
                                                    [GP_NUMBER_BETA1] = &rule->beta1,
                                                    [GP_NUMBER_BETA2] = &rule->beta2,
                                                    [GP_NUMBER_EPSILON] = &rule->epsilon,
                                                    [GP_NUMBER_WEIGHT_DECAY] = &rule->weight_decay,
                                                    [GP_NUMBER_BIAS_DECAY] = &rule->bias_decay};
    return numbers[which];
}

/* So many parameters are updated at once, while their gradients are at hand. */
enum { at_once = 64 };

/* All weights of a layer, or all of its biases; none of either where they are frozen. */
typedef struct parameter_array {
    size_t count;
    const gp_real *values;
    gp_real decay; /* of each of them */
} parameter_array;

static parameter_array weights_of(const gp_layer *layer, const gp_rule *rule)
{
    return (parameter_array){gp_trained_weight_count(layer), layer->W, rule->weight_decay};
}

static parameter_array biases_of(const gp_layer *layer, const gp_rule *rule)
{
    return (parameter_array){gp_trained_bias_count(&layer->shape), layer->b, rule->bias_decay};
}

/* Some parameters that follow each other: from which one on, and how many. */
typedef struct span {
    size_t first, count;
} span;

static span span_from(const parameter_array *all, size_t first)
{
    const size_t left = all->count - first;
    return (span){first, left < at_once ? left : at_once};
}

// [eq_decay]
/* What is descended: the gradients of some parameters, and with them what decays, unless the rule decouples it. */
static const gp_real *descended(const gp_rule *rule, const parameter_array *all, span some, const gp_real *gradient,
                                gp_real *sum)
{
    if (all->decay == 0 || gp_update_rules[rule->update].is_decoupled)
        return gradient + some.first;
    const gp_real *restrict g = gradient + some.first, *restrict w = all->values + some.first;
    for (size_t k = 0; k < some.count; k++)
        sum[k] = g[k] + all->decay * w[k];
    return sum;
}
// [eq_decay]

// [eq_decoupled]
/* Takes from the changes of some parameters what decays, where the rule decouples it. */
static void take_decay(const gp_rule *rule, const parameter_array *all, span some, gp_real *restrict change)
{
    if (all->decay == 0 || !gp_update_rules[rule->update].is_decoupled)
        return;
    const gp_real *restrict w = all->values + some.first;
    for (size_t k = 0; k < some.count; k++)
        change[k] -= rule->rate * all->decay * w[k];
}
// [eq_decoupled]

/* Where each kind of moment of some parameters begins; those that the rule has lie one behind the other. */
typedef struct moments_of {
    gp_real *of[gp_moment_count];
} moments_of;

static moments_of moments_from(const gp_rule *rule, const parameter_array *all, span some, gp_real *moments)
{
    moments_of those = {{NULL}};
    for (size_t m = 0; m < gp_update_rules[rule->update].moments; m++)
        those.of[gp_update_rules[rule->update].moment[m].which] = moments + m * all->count + some.first;
    return those;
}

static void move_moment(const gp_rule *rule, size_t t, size_t which, const parameter_array *all, const gp_real *gradient,
                        gp_real *moments)
{
    gp_real sum[at_once];
    span some;
    for (size_t done = 0; done < all->count; done += some.count) {
        some = span_from(all, done);
        gp_update_rules[rule->update].moment[which].move(rule, t, some.count, descended(rule, all, some, gradient, sum),
                                                         moments_from(rule, all, some, moments).of);
    }
}

/* The changes of so many parameters: of those that are frozen, which are none of the array, they are 0. */
static void find_change(const gp_rule *rule, const parameter_array *all, size_t count, const gp_real *gradient,
                        gp_real *moments, gp_real *change)
{
    gp_real sum[at_once];
    span some;
    for (size_t done = 0; done < all->count; done += some.count) {
        some = span_from(all, done);
        gp_update_rules[rule->update].change(rule, some.count, descended(rule, all, some, gradient, sum),
                                             moments_from(rule, all, some, moments).of, change + done);
        take_decay(rule, all, some, change + done);
    }
    for (size_t k = all->count; k < count; k++)
        change[k] = 0;
}

void gp_move_weight_moment(const gp_layer *layer, const gp_rule *rule, size_t t, size_t which, const gp_real *restrict dW,
                           gp_real *restrict moments)
{
    const parameter_array weights = weights_of(layer, rule);
    move_moment(rule, t, which, &weights, dW, moments);
}

void gp_move_bias_moment(const gp_layer *layer, const gp_rule *rule, size_t t, size_t which, const gp_real *restrict db,
                         gp_real *restrict moments)
{
    const parameter_array biases = biases_of(layer, rule);
    move_moment(rule, t, which, &biases, db, moments);
}

void gp_weight_change(const gp_layer *layer, const gp_rule *rule, const gp_real *restrict dW, gp_real *restrict moments,
                      gp_real *restrict change)
{
    const parameter_array weights = weights_of(layer, rule);
    find_change(rule, &weights, gp_weight_count(layer), dW, moments, change);
}

void gp_bias_change(const gp_layer *layer, const gp_rule *rule, const gp_real *restrict db, gp_real *restrict moments,
                    gp_real *restrict change)
{
    const parameter_array biases = biases_of(layer, rule);
    find_change(rule, &biases, gp_bias_count(&layer->shape), db, moments, change);
}

// [eq_update]
void gp_move(size_t count, const gp_real *restrict change, gp_real *restrict parameters)
{
    for (size_t k = 0; k < count; k++)
        parameters[k] += change[k];
}
// [eq_update]

void gp_changes(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    workspace->updates++;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_layer_work *work = &workspace->layers[l];
        const gp_real *dW = gp_weight_descent(rule, work), *db = gp_bias_descent(rule, work);
        for (size_t m = 0; m < gp_update_rules[rule->update].moments; m++) {
            gp_move_weight_moment(layer, rule, workspace->updates, m, dW, work->W_moments);
            gp_move_bias_moment(layer, rule, workspace->updates, m, db, work->b_moments);
        }
        gp_weight_change(layer, rule, dW, work->W_moments, work->W_change);
        gp_bias_change(layer, rule, db, work->b_moments, work->b_change);
    }
}

void gp_move_all(gp_network *network, const gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_move(gp_trained_weight_count(layer), workspace->layers[l].W_change, layer->W);
        gp_move(gp_trained_bias_count(&layer->shape), workspace->layers[l].b_change, layer->b);
    }
}

/* A whole update of some parameters at once, which are added to while their changes are at hand: nothing as large as W is
   written but W itself. */
static void move_by_gradient(const gp_rule *rule, size_t t, const parameter_array *all, const gp_real *gradient,
                             gp_real *moments, gp_real *values)
{
    const gp_update_rule_row *row = &gp_update_rules[rule->update];
    gp_real sum[at_once], change[at_once];
    span some;
    for (size_t done = 0; done < all->count; done += some.count) {
        some = span_from(all, done);
        const moments_of those = moments_from(rule, all, some, moments);
        const gp_real *down = descended(rule, all, some, gradient, sum);
        for (size_t m = 0; m < row->moments; m++)
            row->moment[m].move(rule, t, some.count, down, those.of);
        row->change(rule, some.count, down, those.of, change);
        take_decay(rule, all, some, change);
        gp_move(some.count, change, values + done);
    }
}

// [gp_update]
void gp_update(gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    workspace->updates++;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        const gp_layer_work *work = &workspace->layers[l];
        const parameter_array weights = weights_of(layer, rule), biases = biases_of(layer, rule);
        move_by_gradient(rule, workspace->updates, &weights, gp_weight_descent(rule, work), work->W_moments, layer->W);
        move_by_gradient(rule, workspace->updates, &biases, gp_bias_descent(rule, work), work->b_moments, layer->b);
    }
}
// [gp_update]
