#include "reference/update.h"

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
    gp_real *restrict v = moments[0];
    for (size_t k = 0; k < count; k++)
        v[k] = rule->momentum * v[k] + gradient[k];
}

static void change_by_velocity(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                               gp_real *restrict change)
{
    (void)gradient;
    const gp_real *restrict v = moments[0];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * v[k];
}
// [eq_velocity]

// [eq_velocity_with_rate]
static void velocity_with_rate(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                               gp_real *const *moments)
{
    (void)t;
    gp_real *restrict v = moments[0];
    for (size_t k = 0; k < count; k++)
        v[k] = rule->momentum * v[k] - rule->rate * gradient[k];
}

static void change_is_velocity(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                               gp_real *restrict change)
{
    (void)rule, (void)gradient;
    memcpy(change, moments[0], count * sizeof *change);
}
// [eq_velocity_with_rate]

// [nesterov]
static void change_ahead(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                         gp_real *restrict change)
{
    const gp_real *restrict v = moments[0];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * (gradient[k] + rule->momentum * v[k]);
}

static void change_ahead_with_rate(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                                   gp_real *restrict change)
{
    const gp_real *restrict v = moments[0];
    for (size_t k = 0; k < count; k++)
        change[k] = rule->momentum * v[k] - rule->rate * gradient[k];
}
// [nesterov]

// [eq_moments]
static void first_moment(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient, gp_real *const *moments)
{
    (void)t;
    gp_real *restrict m = moments[0];
    for (size_t k = 0; k < count; k++)
        m[k] = rule->beta1 * m[k] + (1 - rule->beta1) * gradient[k];
}

static void second_moment(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                          gp_real *const *moments)
{
    (void)t;
    gp_real *restrict v = moments[1];
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
    const gp_real *restrict m = moments[0];
    const gp_real share = 1 - power(rule->beta1, t);
    gp_real *restrict m_hat = moments[2];
    for (size_t k = 0; k < count; k++)
        m_hat[k] = m[k] / share;
}

static void second_corrected(const gp_rule *rule, size_t t, size_t count, const gp_real *restrict gradient,
                             gp_real *const *moments)
{
    (void)gradient;
    const gp_real *restrict v = moments[1];
    const gp_real share = 1 - power(rule->beta2, t);
    gp_real *restrict v_hat = moments[3];
    for (size_t k = 0; k < count; k++)
        v_hat[k] = v[k] / share;
}

static void change_by_moments(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *const *moments,
                              gp_real *restrict change)
{
    (void)gradient;
    const gp_real *restrict m_hat = moments[2], *restrict v_hat = moments[3];
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * m_hat[k] / ((gp_real)sqrt(v_hat[k]) + rule->epsilon);
}
// [eq_adam]

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
};
_Static_assert(sizeof gp_update_rules / sizeof *gp_update_rules == gp_update_rule_count, "each update rule has a row");

static const char *const number_names[] = {[GP_NUMBER_MOMENTUM] = "momentum",
                                           [GP_NUMBER_BETA1] = "beta1",
                                           [GP_NUMBER_BETA2] = "beta2",
                                           [GP_NUMBER_EPSILON] = "epsilon"};
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
                                                    [GP_NUMBER_EPSILON] = &rule->epsilon};
    return numbers[which];
}

/* Where each moment of some parameters begins, of as many as lie one behind the other. */
typedef struct moments_of {
    gp_real *of[gp_most_moments];
} moments_of;

static moments_of moments_from(const gp_rule *rule, size_t count, size_t first, gp_real *moments)
{
    moments_of some = {{NULL}};
    for (size_t m = 0; m < gp_update_rules[rule->update].moments; m++)
        some.of[m] = moments + m * count + first;
    return some;
}

void gp_move_weight_moment(const gp_layer *layer, const gp_rule *rule, size_t t, size_t which, const gp_real *restrict dW,
                           gp_real *restrict moments)
{
    const size_t count = gp_weight_count(layer);
    gp_update_rules[rule->update].moment[which].move(rule, t, count, dW, moments_from(rule, count, 0, moments).of);
}

void gp_move_bias_moment(const gp_layer *layer, const gp_rule *rule, size_t t, size_t which, const gp_real *restrict db,
                         gp_real *restrict moments)
{
    const size_t count = gp_trained_bias_count(&layer->shape);
    gp_update_rules[rule->update].moment[which].move(rule, t, count, db, moments_from(rule, count, 0, moments).of);
}

void gp_weight_change(const gp_layer *layer, const gp_rule *rule, const gp_real *restrict dW, gp_real *restrict moments,
                      gp_real *restrict change)
{
    const size_t count = gp_weight_count(layer);
    gp_update_rules[rule->update].change(rule, count, dW, moments_from(rule, count, 0, moments).of, change);
}

void gp_bias_change(const gp_layer *layer, const gp_rule *rule, const gp_real *restrict db, gp_real *restrict moments,
                    gp_real *restrict change)
{
    const size_t count = gp_trained_bias_count(&layer->shape);
    gp_update_rules[rule->update].change(rule, count, db, moments_from(rule, count, 0, moments).of, change);
    for (size_t k = count; k < gp_bias_count(&layer->shape); k++)
        change[k] = 0;
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
        for (size_t m = 0; m < gp_update_rules[rule->update].moments; m++) {
            gp_move_weight_moment(layer, rule, workspace->updates, m, work->dW, work->W_moments);
            gp_move_bias_moment(layer, rule, workspace->updates, m, work->db, work->b_moments);
        }
        gp_weight_change(layer, rule, work->dW, work->W_moments, work->W_change);
        gp_bias_change(layer, rule, work->db, work->b_moments, work->b_change);
    }
}

void gp_move_all(gp_network *network, const gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_move(gp_weight_count(layer), workspace->layers[l].W_change, layer->W);
        gp_move(gp_trained_bias_count(&layer->shape), workspace->layers[l].b_change, layer->b);
    }
}

/* So many changes are made at once, and added while they are at hand: nothing as large as W is written but W itself. */
enum { at_once = 64 };

static void move_by_gradient(const gp_rule *rule, size_t t, size_t count, const gp_real *gradient, gp_real *moments,
                             gp_real *parameters)
{
    const gp_update_rule_row *row = &gp_update_rules[rule->update];
    gp_real change[at_once];
    for (size_t done = 0, some; done < count; done += some) {
        some = count - done < at_once ? count - done : at_once;
        const moments_of those = moments_from(rule, count, done, moments);
        for (size_t m = 0; m < row->moments; m++)
            row->moment[m].move(rule, t, some, gradient + done, those.of);
        row->change(rule, some, gradient + done, those.of, change);
        gp_move(some, change, parameters + done);
    }
}

// [gp_update]
void gp_update(gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    workspace->updates++;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        const gp_layer_work *work = &workspace->layers[l];
        move_by_gradient(rule, workspace->updates, gp_weight_count(layer), work->dW, work->W_moments, layer->W);
        move_by_gradient(rule, workspace->updates, gp_trained_bias_count(&layer->shape), work->db, work->b_moments, layer->b);
    }
}
// [gp_update]
