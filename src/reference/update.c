#include "reference/update.h"

// [eq_change]
static void gradient_descent(const gp_rule *rule, size_t count, const gp_real *restrict gradient, gp_real *restrict moments,
                             gp_real *restrict change)
{
    (void)moments;
    for (size_t k = 0; k < count; k++)
        change[k] = -rule->rate * gradient[k];
}
// [eq_change]

const gp_update_rule_row gp_update_rules[] = {
    [GP_GRADIENT_DESCENT] = {.name = "gradient-descent", .moments = 0, .change = gradient_descent},
};
_Static_assert(sizeof gp_update_rules / sizeof *gp_update_rules == gp_update_rule_count, "each update rule has a row");

/* Biases that the update moves. */
static size_t trained_bias_count(const gp_layer *layer)
{
    return layer->shape.bias_trained ? gp_bias_count(&layer->shape) : 0;
}

void gp_weight_change(const gp_layer *layer, const gp_rule *rule, const gp_real *restrict dW, gp_real *restrict moments,
                      gp_real *restrict change)
{
    gp_update_rules[rule->update].change(rule, gp_weight_count(layer), dW, moments, change);
}

void gp_bias_change(const gp_layer *layer, const gp_rule *rule, const gp_real *restrict db, gp_real *restrict moments,
                    gp_real *restrict change)
{
    gp_update_rules[rule->update].change(rule, trained_bias_count(layer), db, moments, change);
    for (size_t k = trained_bias_count(layer); k < gp_bias_count(&layer->shape); k++)
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
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_layer_work *work = &workspace->layers[l];
        gp_weight_change(layer, rule, work->dW, work->W_moments, work->W_change);
        gp_bias_change(layer, rule, work->db, work->b_moments, work->b_change);
    }
}

void gp_move_all(gp_network *network, const gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        gp_move(gp_weight_count(layer), workspace->layers[l].W_change, layer->W);
        gp_move(trained_bias_count(layer), workspace->layers[l].b_change, layer->b);
    }
}

/* So many changes are made at once, and added while they are at hand: nothing as large as W is written but W itself. */
enum { at_once = 64 };

static void move_by_gradient(const gp_rule *rule, size_t count, const gp_real *gradient, gp_real *moments, gp_real *parameters)
{
    const gp_update_rule_row *row = &gp_update_rules[rule->update];
    gp_real change[at_once];
    for (size_t done = 0, some; done < count; done += some) {
        some = count - done < at_once ? count - done : at_once;
        row->change(rule, some, gradient + done, moments + done * row->moments, change);
        gp_move(some, change, parameters + done);
    }
}

// [gp_update]
void gp_update(gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        const gp_layer_work *work = &workspace->layers[l];
        move_by_gradient(rule, gp_weight_count(layer), work->dW, work->W_moments, layer->W);
        move_by_gradient(rule, trained_bias_count(layer), work->db, work->b_moments, layer->b);
    }
}
// [gp_update]
