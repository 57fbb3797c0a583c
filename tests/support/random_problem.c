#include "support/random_problem.h"

#include "reference/update.h"
#include <criterion/criterion.h>
#include <stdlib.h>

gp_real random_real(gp_random *random, double low, double high)
{
    return (gp_real)(low + (high - low) * gp_random_double(random));
}

size_t random_size(gp_random *random, size_t low, size_t high)
{
    return low + gp_random_word(random) % (high - low + 1);
}

void random_fill(gp_random *random, gp_real *values, size_t count)
{
    for (size_t k = 0; k < count; k++)
        values[k] = random_real(random, -1, 1);
}

size_t parameter_count(const gp_network *network)
{
    size_t count = 0;
    for (size_t l = 0; l < network->depth; l++)
        count += gp_weight_count(&network->layers[l]) + gp_bias_count(&network->layers[l].shape);
    return count;
}

static gp_layer_shape random_shape(gp_random *random)
{
    return (gp_layer_shape){.units = random_size(random, 1, most_units),
                            .activation = (gp_activation)random_size(random, 0, gp_activation_count - 1),
                            .bias = (gp_bias)random_size(random, 0, gp_bias_kind_count - 1),
                            .bias_trained = random_size(random, 0, 3) > 0,
                            .alpha = random_real(random, 0.05, 1.5)};
}

static gp_rule random_rule(gp_random *random, size_t samples)
{
    const gp_real factors[] = {1, (gp_real)0.5, 1 / (gp_real)samples, random_real(random, 0.25, 2)};
    return (gp_rule){.loss = {.factor = factors[random_size(random, 0, 3)]},
                     .error = {.over_samples = (gp_reduction)random_size(random, 0, gp_reduction_count - 1),
                               .over_outputs = (gp_reduction)random_size(random, 0, gp_reduction_count - 1),
                               .factor = factors[random_size(random, 0, 3)]},
                     .rate = random_real(random, 0.001, 0.01),
                     .batch = random_size(random, 1, samples + 1),
                     .reduction = (gp_reduction)random_size(random, 0, gp_reduction_count - 1),
                     .epochs = random_size(random, 0, most_epochs)};
}

/* Any loss that goes together with the activation of the outputs. */
static gp_loss_kind random_loss(gp_random *random, gp_activation last)
{
    const gp_loss_kind kind = (gp_loss_kind)random_size(random, 0, gp_loss_count - 1);
    return gp_losses[kind].is_paired && gp_losses[kind].paired_with != last ? GP_SQUARED_LOSS : kind;
}

void random_problem_create(gp_random *random, random_problem *problem)
{
    gp_layer_shape shapes[most_depth];
    const size_t inputs = random_size(random, 1, most_units), depth = random_size(random, 1, most_depth);
    for (size_t l = 0; l < depth; l++)
        shapes[l] = random_shape(random);
    cr_assert_eq(gp_network_create(inputs, depth, shapes, &problem->network), GP_OK);
    random_fill(random, problem->network.memory, parameter_count(&problem->network));

    const size_t samples = random_size(random, 1, most_samples), outputs = shapes[depth - 1].units;
    problem->values = calloc(samples * (inputs + outputs), sizeof(gp_real));
    random_fill(random, problem->values, samples * (inputs + outputs));
    problem->samples = (gp_samples){.count = samples, .x = problem->values, .t = problem->values + samples * inputs};
    problem->rule = random_rule(random, samples);
    problem->rule.loss.kind = random_loss(random, shapes[depth - 1].activation);
    problem->rule.error.kind = random_loss(random, shapes[depth - 1].activation);
    problem->rule.update = (gp_update_rule)random_size(random, 0, gp_update_rule_count - 1);
    for (int which = 0; which < gp_own_number_count; which++)
        *gp_rule_number_at(&problem->rule, (gp_rule_number)which) =
            gp_update_rules[problem->rule.update].has[which] ? random_real(random, 0.1, 0.95) : 0;
    problem->rule.weight_decay = random_size(random, 0, 1) ? random_real(random, 0.1, 0.5) : 0;
    problem->rule.bias_decay = random_size(random, 0, 1) ? random_real(random, 0.1, 0.5) : 0;
    problem->rule.clipping = (gp_clipping)random_size(random, 0, gp_clipping_count - 1);
    problem->rule.clip_limit = problem->rule.clipping == GP_CLIP_NONE ? 0 : random_real(random, 0.1, 2);
    if (random_size(random, 0, 1)) {
        problem->rule.error.weight_penalty = problem->rule.weight_decay;
        problem->rule.error.bias_penalty = problem->rule.bias_decay;
    }
    cr_assert_eq(gp_workspace_create(&problem->network, gp_update_rules[problem->rule.update].moments, &problem->workspace),
                 GP_OK);
}

void random_problem_free(random_problem *problem)
{
    gp_workspace_free(&problem->workspace);
    gp_network_free(&problem->network);
    free(problem->values);
}
