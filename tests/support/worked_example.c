#include "support/worked_example.h"

#include <criterion/criterion.h>
#include <string.h>

static const gp_layer_shape shapes[] = {
    {.units = 3, .activation = GP_IDENTITY, .bias = GP_BIAS_PER_UNIT, .bias_trained = true},
    {.units = 2, .activation = GP_IDENTITY, .bias = GP_BIAS_SHARED, .bias_trained = true},
};
static const gp_real W1[] = {0.5, -1.5, 2.25, 0.75, -3, 1.25}, b1[] = {0.125, -0.25, 5};
static const gp_real W2[] = {4, -0.5, 0.25, -2, 1.5, 3}, b2[] = {0.75};
static const gp_real x[] = {-2, 0.5, 4, -0.5};
static const gp_real t[] = {-1.15625, 30.3125, 6.40625, -16.8125};

void worked_example_create(worked_example *example)
{
    cr_assert_eq(gp_network_create(2, 2, shapes, &example->network), GP_OK);
    cr_assert_eq(gp_workspace_create(&example->network, 0, &example->workspace), GP_OK);
    memcpy(example->network.layers[0].W, W1, sizeof W1);
    memcpy(example->network.layers[0].b, b1, sizeof b1);
    memcpy(example->network.layers[1].W, W2, sizeof W2);
    memcpy(example->network.layers[1].b, b2, sizeof b2);
    example->samples = (gp_samples){.count = 2, .x = x, .t = t};
    example->rule =
        (gp_rule){.loss = {.factor = 0.75},
                  .error = {.kind = GP_ABSOLUTE_LOSS, .over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 3},
                  .rate = 0.25,
                  .batch = 2,
                  .reduction = GP_SUM,
                  .epochs = 1};
}

gp_training worked_example_training(worked_example *example, const gp_observer *observer)
{
    return (gp_training){.network = &example->network,
                         .workspace = &example->workspace,
                         .samples = &example->samples,
                         .rule = &example->rule,
                         .observer = observer};
}

void worked_example_free(worked_example *example)
{
    gp_workspace_free(&example->workspace);
    gp_network_free(&example->network);
}
