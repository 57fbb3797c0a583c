#include "cli/equations.h"

#include <string.h>

const gp_equation gp_equations[] = {
    {"eq_layout", "the layout of a weight matrix", "W_ji stands at the index j * inputs + i", NULL},
    {"eq_net_input", "net input", "z_j = sum_i W_ji a_i + b_j, with a of the layer below",
     "gp_net_input() in src/reference/forward.h"},
    {"eq_activation", "activation", "a_j = f(z_j); of the sigmoid 1 / (1 + exp(-z_j))",
     "gp_activate() in src/reference/activation.h"},
    {"eq_slope", "slope", "f'(z_j); of the sigmoid a_j (1 - a_j)", "gp_slopes() in src/reference/activation.h"},
    {"eq_loss", "loss", "of the squared loss E = c sum_k (a_k - t_k)^2", "gp_loss_value() in src/reference/loss.h"},
    {"eq_loss_slope", "slope of the loss", "of the squared loss dE/da_k = 2 c (a_k - t_k)",
     "gp_loss_gradient() in src/reference/loss.h"},
    {"eq_chain_rule", "the chain rule in a row of units", "delta = f'(z) w delta, with w and delta of the unit above", NULL},
    {"eq_output_delta", "output delta", "delta_k = dE/da_k f'(z_k)", "gp_activation_back() in src/reference/activation.h"},
    {"eq_activation_gradient", "gradient along activations",
     "dE/da_i = sum_j W_ji delta_j, with W and delta of the layer above",
     "gp_activation_gradient() in src/reference/backward.h"},
    {"eq_hidden_delta", "hidden delta", "delta_i = f'(z_i) sum_j W_ji delta_j, with W and delta of the layer above",
     "gp_backward() in src/reference/backward.h"},
    {"eq_weight_gradient", "weight gradient", "dW_ji = delta_j a_i, with a of the layer below",
     "gp_add_weight_gradient() in src/reference/gradient.h"},
    {"eq_bias_gradient", "bias gradient", "db_j = delta_j; of a shared bias sum_j delta_j",
     "gp_add_bias_gradient() in src/reference/gradient.h"},
    {"eq_velocity", "velocity", "v_ji = momentum v_ji + dW_ji; of b_j likewise",
     "gp_move_weight_moment() in src/reference/update.h"},
    {"eq_moments", "moments", "m_ji = beta1 m_ji + (1 - beta1) dW_ji; v_ji = beta2 v_ji + (1 - beta2) dW_ji^2; of b_j likewise",
     "gp_move_weight_moment() in src/reference/update.h"},
    {"eq_adam", "Adam",
     "change of W_ji = -rate m_hat_ji / (sqrt(v_hat_ji) + epsilon), with m_hat_ji = m_ji / (1 - beta1^t) and v_hat_ji = v_ji / "
     "(1 - beta2^t) of the update t; of b_j likewise",
     "gp_weight_change() in src/reference/update.h"},
    {"eq_rmsprop", "RMSprop",
     "v_ji = beta2 v_ji + (1 - beta2) dW_ji^2; change of W_ji = -rate dW_ji / (sqrt(v_ji) + epsilon); of b_j likewise",
     "gp_weight_change() in src/reference/update.h"},
    {"eq_adagrad", "AdaGrad", "v_ji = v_ji + dW_ji^2; change of W_ji = -rate dW_ji / (sqrt(v_ji) + epsilon); of b_j likewise",
     "gp_weight_change() in src/reference/update.h"},
    {"eq_clip_by_value", "clipping by value",
     "dW_clipped_ji = min(max(dW_ji, -limit), limit) takes the place of dW_ji in what an update does; of b_j likewise",
     "gp_clip_by_value() in src/reference/clip.h"},
    {"eq_gradient_norm", "the norm of the gradients",
     "norm = sqrt(the sum of dW_ji^2 and db_j^2 over all layers, of what is trained)",
     "gp_gradient_norm() in src/reference/clip.h"},
    {"eq_clip_by_norm", "clipping by norm",
     "dW_clipped_ji = dW_ji limit / max(norm, limit) takes the place of dW_ji in what an update does; of b_j likewise",
     "gp_clip_factor() in src/reference/clip.h"},
    {"eq_decay", "weight decay",
     "where weights decay, dW_ji + weight_decay W_ji in the place of dW_ji in what an update does; of b_j likewise",
     "gp_weight_change() in src/reference/update.h"},
    {"eq_decoupled", "decoupled decay",
     "change of W_ji = -rate m_hat_ji / (sqrt(v_hat_ji) + epsilon) - rate weight_decay W_ji; of b_j likewise",
     "gp_weight_change() in src/reference/update.h"},
    {"eq_penalty", "penalty", "P = weight_decay/2 * the sum of all W_ji^2 + bias_decay/2 * the sum of all b_j^2",
     "gp_penalty() in src/reference/penalty.h"},
    {"eq_rate", "rate of an epoch", "rate of a step = rates[its epoch], where each epoch has a rate of its own",
     "gp_rate_of_epoch() in src/reference/train.h"},
    {"eq_change", "change", "change of W_ji = -rate dW_ji; of b_j likewise", "gp_weight_change() in src/reference/update.h"},
    {"eq_update", "update", "W_ji = W_ji + its change; b_j likewise", "gp_move() in src/reference/update.h"},
    {"eq_reduction", "many samples",
     "dW_ji = the sum of delta_j a_i over the samples of an update, or their mean; db_j likewise",
     "gp_reduce_gradients() in src/reference/gradient.h"},
    {"eq_error", "reported error",
     "a factor * the sum, or the mean, of (a_k - t_k)^2 or |a_k - t_k| over all samples and outputs; and, where it is "
     "asked for, the mean of P over the samples",
     "gp_error_value() in src/reference/loss.h"},
};

const size_t gp_equation_count = sizeof gp_equations / sizeof *gp_equations;

const gp_equation *gp_find_equation(const char *id)
{
    for (size_t k = 0; k < gp_equation_count; k++)
        if (strcmp(gp_equations[k].id, id) == 0)
            return &gp_equations[k];
    return NULL;
}

static const char *const equation_of_quantity[] = {
    [GP_WEIGHT] = "eq_update",
    [GP_BIAS] = "eq_update",
    [GP_NET_INPUT] = "eq_net_input",
    [GP_ACTIVATED] = "eq_activation",
    [GP_OUTPUT_LOSS] = "eq_loss",
    [GP_SAMPLE_LOSS] = "eq_loss",
    [GP_ACTIVATION_GRADIENT] = "eq_activation_gradient",
    [GP_SLOPE] = "eq_slope",
    [GP_DELTA] = "eq_hidden_delta",
    [GP_INPUT_GRADIENT] = "eq_activation_gradient",
    [GP_WEIGHT_GRADIENT] = "eq_weight_gradient",
    [GP_BIAS_GRADIENT] = "eq_bias_gradient",
    [GP_WEIGHT_CLIPPED] = "eq_clip_by_norm",
    [GP_BIAS_CLIPPED] = "eq_clip_by_norm",
    [GP_WEIGHT_VELOCITY] = "eq_velocity",
    [GP_BIAS_VELOCITY] = "eq_velocity",
    [GP_WEIGHT_FIRST_MOMENT] = "eq_moments",
    [GP_BIAS_FIRST_MOMENT] = "eq_moments",
    [GP_WEIGHT_SECOND_MOMENT] = "eq_moments",
    [GP_BIAS_SECOND_MOMENT] = "eq_moments",
    [GP_WEIGHT_FIRST_CORRECTED] = "eq_adam",
    [GP_BIAS_FIRST_CORRECTED] = "eq_adam",
    [GP_WEIGHT_SECOND_CORRECTED] = "eq_adam",
    [GP_BIAS_SECOND_CORRECTED] = "eq_adam",
    [GP_WEIGHT_CHANGE] = "eq_change",
    [GP_BIAS_CHANGE] = "eq_change",
    [GP_EPOCH_ERROR] = "eq_error",
};
_Static_assert(sizeof equation_of_quantity / sizeof *equation_of_quantity == gp_quantity_count,
               "each quantity has an equation");

/* The equation of a second moment or a change by a rule that has one of its own for both; NULL by all other rules. */
static const char *equation_of_rule(gp_update_rule rule, gp_quantity quantity)
{
    const bool second = gp_quantities[quantity].is_moment && gp_quantities[quantity].moment == GP_SECOND_MOMENT;
    if (!second && quantity != GP_WEIGHT_CHANGE && quantity != GP_BIAS_CHANGE)
        return NULL;
    return rule == GP_RMSPROP ? "eq_rmsprop" : rule == GP_ADAGRAD ? "eq_adagrad" : NULL;
}

const gp_equation *gp_equation_of(const gp_problem *problem, const gp_place *place)
{
    if (place->layer == problem->depth && place->quantity == GP_ACTIVATION_GRADIENT)
        return gp_find_equation("eq_loss_slope");
    if (place->layer == problem->depth && place->quantity == GP_DELTA)
        return gp_find_equation("eq_output_delta");
    if (gp_quantities[place->quantity].stage == GP_AT_CLIPPING && problem->clipping == GP_CLIP_BY_VALUE)
        return gp_find_equation("eq_clip_by_value");
    const char *of_rule = equation_of_rule(problem->update, place->quantity);
    return gp_find_equation(of_rule ? of_rule : equation_of_quantity[place->quantity]);
}
