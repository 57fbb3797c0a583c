#include "reference/train.h"

#include "reference/activation.h"
#include "reference/backward.h"
#include "support/check.h"
#include "support/random_problem.h"
#include "support/worked_example.h"

#include <string.h>
#include <tgmath.h>

/* Three inputs and two outputs to a sample. */
Test(train, samples)
{
    gp_network network = {.inputs = 3, .depth = 1, .layers = (gp_layer[]){{.inputs = 3, .shape = {.units = 2}}}};
    const gp_samples samples = {.count = 3,
                                .x = (gp_real[]){0.5, -1.5, 2.5, -3.5, 4.5, -5.5, 6.5, -7.5, 8.5},
                                .t = (gp_real[]){0.25, -1.25, 2.25, -3.25, 4.25, -5.25}};
    const gp_training training = {.network = &network, .samples = &samples};
    check_values(gp_sample_input(&training, 0), 0.5, -1.5, 2.5);
    check_values(gp_sample_input(&training, 2), 6.5, -7.5, 8.5);
    check_values(gp_sample_target(&training, 0), 0.25, -1.25);
    check_values(gp_sample_target(&training, 2), 4.25, -5.25);
}

/* The gradients of both samples together, from gradient.of_worked_example:
     dW1 = (-18, 1.5; 6, 0.28125; 8.25, 1.265625)                                   db1 = (-9, 7.6875, 15.84375)
     dW2 = (-2.296875, -6.421875, 11.578125; 1.59375, 5.71875, 17.71875)            db2 = 5.625
   A quarter of them is subtracted. The deviations are |a2 - t| = 0.5 + 2 of sample 0 and 0.25 + 1.5 of sample 1, on top of 10.
 */
Test(train, step)
{
    worked_example example;
    worked_example_create(&example);
    const gp_training training = worked_example_training(&example, NULL);
    gp_real deviations = 10;
    cr_assert(gp_step(&training, &(gp_batch){.step = 7, .first = 0, .count = 2}, &deviations));
    check_equal(deviations, (gp_real)14.25);
    check_values(example.network.layers[0].W, 5, -1.875, 0.75, 0.6796875, -5.0625, 0.93359375);
    check_values(example.network.layers[0].b, 2.375, -2.171875, 1.0390625);
    check_values(example.network.layers[1].W, 4.57421875, 1.10546875, -2.64453125, -2.3984375, 0.0703125, -1.4296875);
    check_values(example.network.layers[1].b, -0.65625);
    worked_example_free(&example);
}

/* The same with half of each gradient, and an eighth of it subtracted. */
Test(train, step_of_mean)
{
    worked_example example;
    worked_example_create(&example);
    example.rule.reduction = GP_MEAN;
    const gp_training training = worked_example_training(&example, NULL);
    gp_real deviations = 10;
    cr_assert(gp_step(&training, &(gp_batch){.step = 7, .first = 0, .count = 2}, &deviations));
    check_equal(deviations, (gp_real)14.25);
    check_values(example.workspace.layers[0].dW, -9, 0.75, 3, 0.140625, 4.125, 0.6328125);
    check_values(example.network.layers[0].W, 2.75, -1.6875, 1.5, 0.71484375, -4.03125, 1.091796875);
    check_values(example.network.layers[0].b, 1.25, -1.2109375, 3.01953125);
    check_values(example.network.layers[1].W, 4.287109375, 0.302734375, -1.197265625, -2.19921875, 0.78515625, 0.78515625);
    check_values(example.network.layers[1].b, 0.046875);
    worked_example_free(&example);
}

/* A batch of sample 1 alone: dW1 = (-24, 3; 14.25, -1.78125; 26.625, -3.328125), db1 = (-6, 3.5625, 6.65625),
   dW2 = (-1.078125, -3.140625, 2.859375; 6.46875, 18.84375, -17.15625), db2 = 1.875; gradients of an earlier step are gone. */
Test(train, step_of_one_sample)
{
    worked_example example;
    worked_example_create(&example);
    for (size_t k = 0; k < 4 * 3 + 6 + 3 + 4 * 2 + 6 + 1; k++) /* all but what is for an observer */
        example.workspace.memory[k] = 77;
    const gp_training training = worked_example_training(&example, NULL);
    gp_real deviations = 0;
    cr_assert(gp_step(&training, &(gp_batch){.step = 7, .first = 1, .count = 1}, &deviations));
    check_equal(deviations, (gp_real)1.75);
    check_values(example.workspace.layers[0].dW, -24, 3, 14.25, -1.78125, 26.625, -3.328125);
    check_values(example.workspace.layers[0].db, -6, 3.5625, 6.65625);
    check_values(example.workspace.layers[1].dW, -1.078125, -3.140625, 2.859375, 6.46875, 18.84375, -17.15625);
    check_values(example.workspace.layers[1].db, 1.875);
    check_values(example.network.layers[0].W, 6.5, -2.25, -1.3125, 1.1953125, -9.65625, 2.08203125);
    check_values(example.network.layers[1].b, 0.28125);
    worked_example_free(&example);
}

static size_t calls;

/* Stands in for gp_step(): seven samples in batches of three, three and one, twice. Adds 8 to the deviations; stops in the end.
 */
static bool count_batches(const gp_training *training, const gp_batch *batch, gp_real *deviations)
{
    const size_t first[] = {0, 3, 6}, count[] = {3, 3, 1};
    cr_assert_eq(training->samples->count, 7);
    cr_assert_eq(batch->step, calls);
    cr_assert_eq(batch->first, first[calls % 3]);
    cr_assert_eq(batch->count, count[calls % 3]);
    check_equal(*deviations, (gp_real)(8 * (calls % 3)));
    *deviations += 8;
    return ++calls < 6;
}

Test(train, own_step)
{
    worked_example example;
    worked_example_create(&example);
    example.samples.count = 7;
    example.rule.batch = 3;
    example.rule.epochs = 5;
    const gp_training training = worked_example_training(&example, NULL);
    cr_assert_eq(gp_train(&training, count_batches), GP_STOPPED);
    cr_assert_eq(calls, 6);
    worked_example_free(&example);
}

/* The reported errors of a run. */
struct errors {
    gp_real value[most_epochs + 1];
    size_t count;
};

static bool keep_error(void *context, size_t epoch, gp_real error)
{
    struct errors *errors = context;
    cr_assert_eq(epoch, errors->count);
    errors->value[errors->count++] = error;
    return true;
}

/* Two sigmoid layers, 2 - 3 - 2, a trained bias for each hidden unit and one frozen bias for both outputs; three samples in
   batches of two and one, the mean of each batch; two epochs. Every number that goes in is dyadic, so that binary32 and
   binary64 start from the same; those that come out are of mpmath with 60 digits. Two
   ulps were measured in either; four leave room for another exp(). */
Test(train, accuracy)
{
    const gp_layer_shape shapes[] = {
        {.units = 3, .activation = GP_SIGMOID, .bias = GP_BIAS_PER_UNIT, .bias_trained = true},
        {.units = 2, .activation = GP_SIGMOID, .bias = GP_BIAS_SHARED, .bias_trained = false},
    };
    const gp_real start[] = {0.75,  -0.5, -1.25, 0.375, 0.625,  1.5,   0.25,  -0.625,
                             0.125, 0.5,  -1.75, 0.875, -0.375, 1.125, -0.25, -0.5};
    const gp_real x[] = {0.5, -1.25, -2, 0.375, 1.5, 0.625}, t[] = {0.25, 0.875, 0.75, 0.125, 0.375, 0.5625};
    const gp_samples samples = {.count = 3, .x = x, .t = t};
    const gp_rule rule = {.loss = {.factor = 0.375},
                          .error = {.kind = GP_SQUARED_LOSS, .over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 3},
                          .rate = 0.75,
                          .batch = 2,
                          .reduction = GP_MEAN,
                          .epochs = 2};
    gp_network network;
    gp_workspace workspace;
    cr_assert_eq(gp_network_create(2, 2, shapes, &network), GP_OK);
    cr_assert_eq(gp_workspace_create(&network, 0, &workspace), GP_OK);
    memcpy(network.memory, start, sizeof start);

    struct errors errors = {.count = 0};
    const gp_observer observer = {.context = &errors, .epoch = keep_error};
    const gp_training training = {
        .network = &network, .workspace = &workspace, .samples = &samples, .rule = &rule, .observer = &observer};
    cr_assert_eq(gp_train(&training, gp_step), GP_OK);
    check_values_ulps(errors.value, 4, 0.5049409241695338942325, 0.4893026916327031346344, 0.475190880291846311677);
    check_values_ulps(network.layers[0].W, 4, 0.7183063335585205497, -0.4955455870211124764435, -1.18713628706266032216,
                      0.3589584516816560826029, 0.5856044889156486058614, 1.507609371356371919456);
    check_values_ulps(network.layers[0].b, 4, 0.240671475889754828741, -0.6092601359198138116381, 0.12401350014849702532);
    check_values_ulps(network.layers[1].W, 4, 0.4415215759526468772945, -1.720423442472177597952, 0.8313451185128727224302,
                      -0.2889250317014078898022, 1.086624424467988141505, -0.2055540108963359425302);
    check_equal(network.layers[1].b[0], (gp_real)-0.5);
    gp_workspace_free(&workspace);
    gp_network_free(&network);
}

/* A weight 1, the input 1 and the target 0: the gradient is the weight itself, and each update leaves 1 less the rate of it.
   Two updates in each epoch: 1/4 of it is left, then 9/16 of that, then all. With the momentum 1/2 and a single sample the
   velocities are 1, 1 and 3/4; with the rate in the velocity they are -1/2, -3/8 and -7/16: the rate of the steps before stays
   in it. */
Test(train, rate_of_epoch)
{
    const gp_layer_shape shape = {.units = 1, .activation = GP_IDENTITY};
    const gp_real x[] = {1, 1}, t[] = {0, 0}, rates[] = {0.5, 0.25, 2};
    const struct {
        gp_update_rule update;
        size_t samples;
        gp_real end;
    } runs[] = {{GP_GRADIENT_DESCENT, 2, 0.140625}, {GP_MOMENTUM, 1, -1.25}, {GP_MOMENTUM_WITH_RATE, 1, -0.3125}};
    for (size_t k = 0; k < 3; k++) {
        const gp_rule rule = {.loss = {.factor = 0.5},
                              .update = runs[k].update,
                              .rate = 99,
                              .rates = rates,
                              .momentum = 0.5,
                              .batch = 1,
                              .epochs = 3};
        gp_network network;
        gp_workspace workspace;
        cr_assert_eq(gp_network_create(1, 1, &shape, &network), GP_OK);
        cr_assert_eq(gp_workspace_create(&network, 1, &workspace), GP_OK);
        network.layers[0].W[0] = 1;
        const gp_samples samples = {.count = runs[k].samples, .x = x, .t = t};
        const gp_training training = {.network = &network, .workspace = &workspace, .samples = &samples, .rule = &rule};
        cr_assert_eq(gp_train(&training, gp_step), GP_OK);
        check_values(network.layers[0].W, runs[k].end);
        gp_workspace_free(&workspace);
        gp_network_free(&network);
    }
    check_equal(gp_rate_of_epoch(&(gp_rule){.rates = rates}, 2), (gp_real)2);
    check_equal(gp_rate_of_epoch(&(gp_rule){.rate = 7}, 2), (gp_real)7);
}

/* A weight 1, the input 1 and the target 0, twice in a batch and once more: the weight is 1, then a half, then a quarter. Its
   penalty is a quarter of its square: (2 * 0.25 + 0.0625) / 3 = 0.1875 of the first epoch, on top of 3 times the mean of
   1, 1 and 0.25; behind it 0.015625, on top of 3 times 0.0625. What decays of the rule has no part in it. */
Test(train, penalties)
{
    const gp_layer_shape shape = {.units = 1, .activation = GP_IDENTITY};
    const gp_real x[] = {1, 1, 1}, t[] = {0, 0, 0};
    const gp_samples samples = {.count = 3, .x = x, .t = t};
    const gp_rule rule = {.loss = {.factor = 0.5},
                          .error = {.over_samples = GP_MEAN, .factor = 3, .weight_penalty = 0.5},
                          .rate = 0.5,
                          .batch = 2,
                          .reduction = GP_MEAN,
                          .epochs = 1};
    gp_network network;
    gp_workspace workspace;
    cr_assert_eq(gp_network_create(1, 1, &shape, &network), GP_OK);
    cr_assert_eq(gp_workspace_create(&network, 0, &workspace), GP_OK);
    network.layers[0].W[0] = 1;
    struct errors errors = {.count = 0};
    const gp_observer observer = {.context = &errors, .epoch = keep_error};
    gp_training training = {
        .network = &network, .workspace = &workspace, .samples = &samples, .rule = &rule, .observer = &observer};
    check_equal(gp_sample_penalties(&training, 5), (gp_real)1.25);
    cr_assert_eq(gp_train(&training, gp_step), GP_OK);
    check_values(errors.value, 2.4375, 0.203125);
    training.observer = NULL;
    check_equal(gp_sample_penalties(&training, 5), (gp_real)0);
    gp_workspace_free(&workspace);
    gp_network_free(&network);
}

/* Training once more, as the headers word it and as plainly as can be: every sum from the first term to the last. */
/* Of these, and of no others. */
_Static_assert(gp_reduction_count == 2 && gp_bias_kind_count == 3 && gp_loss_count == 5 && gp_update_rule_count == 9 &&
                   gp_clipping_count == 3,
               "every reduction, kind of biases, loss, update rule and kind of clipping is known here");

typedef struct plain_run {
    gp_real z[most_depth + 1][most_units];     /* z[l] of layer l */
    gp_real a[most_depth + 1][most_units];     /* a[0] is the input, a[l] of layer l */
    gp_real delta[most_depth + 1][most_units]; /* delta[l] of layer l */
    gp_real dW[most_depth + 1][most_units][most_units];
    gp_real db[most_depth + 1][most_units];
} plain_run;

/* Activations, the way back through them and losses are the reference's own: what is done again is their order, and the order
   of sums. */

static void plain_forward(const gp_network *network, const gp_real *x, plain_run *run)
{
    for (size_t i = 0; i < network->inputs; i++)
        run->a[0][i] = x[i];
    for (size_t l = 1; l <= network->depth; l++) {
        const gp_layer *layer = &network->layers[l - 1];
        for (size_t j = 0; j < layer->shape.units; j++) {
            gp_real z = 0;
            for (size_t i = 0; i < layer->inputs; i++)
                z += layer->W[j * layer->inputs + i] * run->a[l - 1][i];
            if (layer->shape.bias == GP_BIAS_PER_UNIT)
                z += layer->b[j];
            if (layer->shape.bias == GP_BIAS_SHARED)
                z += layer->b[0];
            run->z[l][j] = z;
        }
        gp_activate(&layer->shape, run->z[l], run->a[l]);
    }
}

static void plain_backward(const gp_network *network, const gp_loss *loss, const gp_real *t, plain_run *run)
{
    for (size_t l = network->depth; l > 0; l--) {
        const gp_layer *layer = &network->layers[l - 1];
        gp_real da[most_units] = {0};
        const gp_layer_work work = {.z = run->z[l], .a = run->a[l], .da = da, .delta = run->delta[l]};
        if (l == network->depth) {
            gp_output_delta(layer, loss, t, &work);
            continue;
        }
        for (size_t i = 0; i < layer->shape.units; i++)
            for (size_t j = 0; j < layer[1].shape.units; j++)
                da[i] += layer[1].W[j * layer[1].inputs + i] * run->delta[l + 1][j];
        gp_activation_back(&layer->shape, work.z, work.a, da, work.delta);
    }
}

static void plain_gradients(const gp_network *network, plain_run *run)
{
    for (size_t l = 1; l <= network->depth; l++) {
        const gp_layer *layer = &network->layers[l - 1];
        for (size_t j = 0; j < layer->shape.units; j++) {
            for (size_t i = 0; i < layer->inputs; i++)
                run->dW[l][j][i] += run->delta[l][j] * run->a[l - 1][i];
            run->db[l][layer->shape.bias == GP_BIAS_SHARED ? 0 : j] += run->delta[l][j];
        }
    }
}

/* What a run keeps of parameters: of a layer's weights, then of its biases; and its updates so far. */
typedef struct plain_moments {
    gp_real of[most_depth + 1][most_units][most_units + 1][2];
    size_t updates;
} plain_moments;

/* The squares of the base that the exponent is made of are multiplied from the smallest on. */
static gp_real plain_power(gp_real base, size_t exponent)
{
    gp_real power = 1, square = base;
    for (int bit = 0; exponent >> bit; bit++) {
        if (exponent >> bit & 1)
            power = power * square;
        square = square * square;
    }
    return power;
}

static gp_real plain_adam(const gp_rule *rule, size_t t, gp_real gradient, gp_real *m, gp_real *v)
{
    const gp_real squared = gradient * gradient, rest1 = 1 - rule->beta1, rest2 = 1 - rule->beta2;
    *m = *m * rule->beta1 + gradient * rest1;
    *v = *v * rule->beta2 + squared * rest2;
    const gp_real m_hat = *m / (1 - plain_power(rule->beta1, t)), v_hat = *v / (1 - plain_power(rule->beta2, t));
    return rule->rate * m_hat / ((gp_real)sqrt(v_hat) + rule->epsilon);
}

static void plain_move(const gp_rule *rule, size_t t, gp_real decay, gp_real gradient, gp_real *velocity, gp_real *parameter)
{
    const gp_real before = *parameter;
    if (decay != 0 && rule->update != GP_ADAMW)
        gradient += before * decay;
    switch (rule->update) {
    case GP_GRADIENT_DESCENT:
        *parameter -= rule->rate * gradient;
        break;
    case GP_MOMENTUM:
        *velocity = gradient + rule->momentum * *velocity;
        *parameter -= rule->rate * *velocity;
        break;
    case GP_MOMENTUM_WITH_RATE:
        *velocity = rule->momentum * *velocity - rule->rate * gradient;
        *parameter += *velocity;
        break;
    case GP_NESTEROV:
        *velocity = gradient + rule->momentum * *velocity;
        *parameter -= rule->rate * (gradient + rule->momentum * *velocity);
        break;
    case GP_NESTEROV_WITH_RATE:
        *velocity = rule->momentum * *velocity - rule->rate * gradient;
        *parameter += rule->momentum * *velocity - rule->rate * gradient;
        break;
    case GP_ADAM:
        *parameter -= plain_adam(rule, t, gradient, &velocity[0], &velocity[1]);
        break;
    case GP_ADAMW: {
        const gp_real shrinking = rule->rate * decay;
        *parameter -= plain_adam(rule, t, gradient, &velocity[0], &velocity[1]) + before * shrinking;
        break;
    }
    case GP_RMSPROP: {
        const gp_real squared = gradient * gradient, rest = 1 - rule->beta2;
        *velocity = squared * rest + rule->beta2 * *velocity;
        *parameter -= rule->rate * gradient / (rule->epsilon + (gp_real)sqrt(*velocity));
        break;
    }
    case GP_ADAGRAD:
        *velocity += gradient * gradient;
        *parameter -= rule->rate * gradient / (rule->epsilon + (gp_real)sqrt(*velocity));
        break;
    }
}

/* What clipping leaves of a gradient. */
static gp_real plain_clip(const gp_rule *rule, gp_real norm, gp_real gradient)
{
    const gp_real limit = rule->clip_limit;
    switch (rule->clipping) {
    case GP_CLIP_NONE:
        break;
    case GP_CLIP_BY_VALUE:
        return gradient < -limit ? -limit : gradient > limit ? limit : gradient;
    case GP_CLIP_BY_NORM:
        return norm > limit ? limit / norm * gradient : gradient;
    }
    return gradient;
}

static gp_real plain_norm(const gp_network *network, gp_real divisor, const plain_run *run)
{
    gp_real squares = 0;
    for (size_t l = 1; l <= network->depth; l++) {
        const gp_layer *layer = &network->layers[l - 1];
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                squares += (run->dW[l][j][i] / divisor) * (run->dW[l][j][i] / divisor);
        for (size_t k = 0; layer->shape.bias_trained && k < gp_bias_count(&layer->shape); k++)
            squares += (run->db[l][k] / divisor) * (run->db[l][k] / divisor);
    }
    return (gp_real)sqrt(squares);
}

static void plain_update(gp_network *network, const gp_rule *rule, size_t samples, const plain_run *run, plain_moments *moments)
{
    const gp_real divisor = rule->reduction == GP_MEAN ? (gp_real)samples : 1, norm = plain_norm(network, divisor, run);
    moments->updates++;
    for (size_t l = 1; l <= network->depth; l++) {
        gp_layer *layer = &network->layers[l - 1];
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                plain_move(rule, moments->updates, rule->weight_decay, plain_clip(rule, norm, run->dW[l][j][i] / divisor),
                           moments->of[l][j][i], &layer->W[j * layer->inputs + i]);
        for (size_t k = 0; k < gp_bias_count(&layer->shape) && layer->shape.bias_trained; k++)
            plain_move(rule, moments->updates, rule->bias_decay, plain_clip(rule, norm, run->db[l][k] / divisor),
                       moments->of[l][k][most_units], &layer->b[k]);
    }
}

/* The penalty of the parameters as they are: weights from the first to the last, then biases. */
static gp_real plain_penalty(const gp_network *network, const gp_error *error)
{
    gp_real squares[2] = {0, 0};
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                squares[0] += layer->W[j * layer->inputs + i] * layer->W[j * layer->inputs + i];
        for (size_t k = 0; k < gp_bias_count(&layer->shape); k++)
            squares[1] += layer->b[k] * layer->b[k];
    }
    return error->weight_penalty / 2 * squares[0] + error->bias_penalty / 2 * squares[1];
}

/* One epoch; the last one without backward pass and update. Returns the reported error. */
static gp_real plain_epoch(random_problem *problem, bool last, plain_moments *moments)
{
    gp_network *network = &problem->network;
    const gp_rule *rule = &problem->rule;
    const size_t outputs = gp_output_layer(network)->shape.units;
    const size_t count = problem->samples.count, most = last ? count : rule->batch;
    gp_real all = 0, penalties = 0;
    for (size_t s = 0, first = 0; s < count; first = s) {
        plain_run run = {0};
        const gp_real samples = (gp_real)(count - first < most ? count - first : most);
        penalties += samples * plain_penalty(network, &rule->error);
        for (; s < count && s < first + most; s++) {
            const gp_real *t = problem->samples.t + s * outputs;
            plain_forward(network, problem->samples.x + s * network->inputs, &run);
            const gp_loss terms = {.kind = rule->error.kind, .factor = 1};
            all += gp_loss_value(&terms, outputs, run.z[network->depth], run.a[network->depth], t);
            plain_backward(network, &rule->loss, t, &run);
            plain_gradients(network, &run);
        }
        if (!last)
            plain_update(network, rule, s - first, &run, moments);
    }
    const size_t samples = rule->error.over_samples == GP_MEAN ? count : 1;
    all /= (gp_real)(samples * (rule->error.over_outputs == GP_MEAN ? outputs : 1));
    return rule->error.factor * all + penalties / (gp_real)count;
}

/* The contract on the order of sums, bit for bit: of networks of every kind, online, in batches and with all samples at once.
 */
Test(train, sum_order)
{
    gp_random random;
    gp_random_seed(&random, 1986);
    for (int n = 0; n < 200; n++) {
        gp_random again = random;
        random_problem problem, twin;
        random_problem_create(&random, &problem);
        random_problem_create(&again, &twin);

        struct errors errors = {.count = 0};
        const gp_observer observer = {.context = &errors, .epoch = keep_error};
        const gp_training training = {.network = &problem.network,
                                      .workspace = &problem.workspace,
                                      .samples = &problem.samples,
                                      .rule = &problem.rule,
                                      .observer = &observer};
        cr_assert_eq(gp_train(&training, gp_step), GP_OK);
        cr_assert_eq(errors.count, problem.rule.epochs + 1);
        plain_moments moments = {0};
        for (size_t epoch = 0; epoch <= twin.rule.epochs; epoch++) {
            const gp_real error = plain_epoch(&twin, epoch == twin.rule.epochs, &moments);
            cr_assert(isfinite(error), "network %d", n);
            check_same_bits(&errors.value[epoch], &error, 1);
        }
        check_same_bits(problem.network.memory, twin.network.memory, parameter_count(&twin.network));
        random_problem_free(&problem);
        random_problem_free(&twin);
    }
}
