/* The gradients of whole networks against derivatives that know nothing of backpropagation. */
#include "reference/gradient.h"

#include "reference/activation.h"
#include "reference/backward.h"
#include "reference/forward.h"
#include "support/check.h"
#include "support/random_problem.h"

#include <complex.h>
#include <math.h>
#include <string.h>

/* What this file computes a second time, it computes for these and for no others. */
_Static_assert(gp_reduction_count == 2 && gp_bias_kind_count == 3, "every reduction and kind of biases is known here");

/* How many random networks each of the next two tests goes through, and the seed that they all come from. */
enum { networks = 200, seed = 1847 };

/* The gradient of a problem's objective, left in the workspace: for GP_SUM the objective is the sum of the samples' losses, for
   GP_MEAN their mean. */
static void differentiate(random_problem *problem)
{
    const gp_network *network = &problem->network;
    const size_t outputs = gp_output_layer(network)->shape.units;
    gp_clear_gradients(&problem->workspace);
    for (size_t s = 0; s < problem->samples.count; s++) {
        const gp_real *x = problem->samples.x + s * network->inputs;
        gp_forward(network, x, &problem->workspace);
        gp_backward(network, &problem->rule.loss, problem->samples.t + s * outputs, &problem->workspace);
        gp_add_gradients(network, x, &problem->workspace);
    }
    gp_reduce_gradients(problem->rule.reduction, problem->samples.count, &problem->workspace);
}

typedef long double complex wide;
static const long double tiny_step = 1e-100L;

/* The parameter; where it is the moved one, with a tiny imaginary step. */
static wide widen(const gp_real *parameter, const gp_real *moved)
{
    return parameter == moved ? *parameter + tiny_step * I : *parameter;
}

/* log (1 + w) where |w| is at most 1 and the imaginary part is tiny. */
static wide log1p_of(wide w)
{
    return log1pl(creall(w)) + cimagl(w) / (1 + creall(w)) * I;
}

/* erf of a number whose imaginary part is tiny: the first two terms of its series. */
static wide erf_of(wide w)
{
    const long double x = creall(w);
    return erfl(x) + 2 / sqrtl(acosl(-1)) * expl(-x * x) * cimagl(w) * I;
}

static wide wide_activation(const gp_layer_shape *shape, wide z)
{
    const bool positive = creall(z) > 0;
    switch (shape->activation) {
    case GP_IDENTITY:
        return z;
    case GP_SIGMOID:
        return 1 / (1 + cexpl(-z));
    case GP_TANH:
        return (cexpl(2 * z) - 1) / (cexpl(2 * z) + 1);
    case GP_RELU:
        return positive ? z : 0;
    case GP_LEAKY_RELU:
        return positive ? z : shape->alpha * z;
    case GP_ELU:
        return positive ? z : shape->alpha * (cexpl(z) - 1);
    case GP_SOFTPLUS:
        return positive ? z + log1p_of(cexpl(-z)) : log1p_of(cexpl(z));
    case GP_SILU:
        return z / (1 + cexpl(-z));
    case GP_GELU:
        return z * (1 + erf_of(z / sqrtl(2))) / 2;
    case GP_GELU_TANH: /* (1 + tanh u) / 2 = 1 / (1 + e^-2u) */
        return z / (1 + cexpl(-2 * sqrtl(2 / acosl(-1)) * (z + 0.044715L * z * z * z)));
    case GP_SOFTMAX: /* of the layer */
        break;
    }
    cr_assert(false, "activation %d is not known here", (int)shape->activation);
    return 0;
}

/* One layer in long double complex numbers and the plainest loops. */
static void wide_layer(const gp_layer *layer, const gp_real *moved, const wide *below, wide *a)
{
    wide sum = 0;
    for (size_t j = 0; j < layer->shape.units; j++) {
        wide z = 0;
        for (size_t i = 0; i < layer->inputs; i++)
            z += widen(&layer->W[j * layer->inputs + i], moved) * below[i];
        if (layer->shape.bias != GP_BIAS_NONE)
            z += widen(&layer->b[layer->shape.bias == GP_BIAS_SHARED ? 0 : j], moved);
        a[j] = layer->shape.activation == GP_SOFTMAX ? cexpl(z) : wide_activation(&layer->shape, z);
        sum += a[j];
    }
    for (size_t j = 0; layer->shape.activation == GP_SOFTMAX && j < layer->shape.units; j++)
        a[j] /= sum;
}

/* The term of an output in the loss. */
static wide wide_loss(gp_loss_kind kind, wide a, wide t)
{
    switch (kind) {
    case GP_SQUARED_LOSS:
        return (a - t) * (a - t);
    case GP_ABSOLUTE_LOSS:
        return creall(a - t) > 0 ? a - t : t - a;
    case GP_LINEAR_LOSS:
        return t * a;
    case GP_BINARY_CROSS_ENTROPY_LOSS:
        return -(t * clogl(a) + (1 - t) * clogl(1 - a));
    case GP_CROSS_ENTROPY_LOSS:
        return -t * clogl(a);
    }
    cr_assert(false, "loss %d is not known here", (int)kind);
    return 0;
}

/* The objective at the parameters, one of which is moved. */
static wide wide_objective(const random_problem *problem, const gp_real *moved)
{
    const gp_network *network = &problem->network;
    const size_t outputs = gp_output_layer(network)->shape.units;
    wide sum = 0;
    for (size_t s = 0; s < problem->samples.count; s++) {
        wide a[most_depth + 1][most_units];
        for (size_t i = 0; i < network->inputs; i++)
            a[0][i] = problem->samples.x[s * network->inputs + i];
        for (size_t l = 0; l < network->depth; l++)
            wide_layer(&network->layers[l], moved, a[l], a[l + 1]);
        for (size_t k = 0; k < outputs; k++)
            sum += problem->rule.loss.factor *
                   wide_loss(problem->rule.loss.kind, a[network->depth][k], problem->samples.t[s * outputs + k]);
    }
    return problem->rule.reduction == GP_MEAN ? sum / problem->samples.count : sum;
}

static long double largest_of(size_t count, const gp_real *values)
{
    long double largest = 0;
    for (size_t k = 0; k < count; k++)
        largest = fmaxl(largest, fabsl(values[k]));
    return largest;
}

/* How large the terms are that the gradients of each layer are made of, whether they cancel or not: a sample goes back with |a|
   + |t| in the place of a - t, and |W| in that of W. The terms of a small slope are at least a quarter: 1 - a^2 of tanh, Phi +
   z phi of GELU. */
static void add_sizes(random_problem *problem, size_t s, long double sizes[most_depth])
{
    const gp_network *network = &problem->network;
    const gp_real *x = problem->samples.x + s * network->inputs;
    const gp_real *t = problem->samples.t + s * gp_output_layer(network)->shape.units;
    long double above[most_units], here[most_units];
    gp_forward(network, x, &problem->workspace);
    for (size_t l = network->depth; l-- > 0;) {
        const gp_layer *layer = &network->layers[l];
        const gp_layer_work *work = &problem->workspace.layers[l];
        long double largest = 0;
        const bool has_slopes = gp_activations[layer->shape.activation].slopes;
        if (has_slopes)
            gp_slopes(&layer->shape, work->z, work->a, work->slope);
        for (size_t j = 0; j < layer->shape.units; j++) {
            here[j] = 0;
            if (l + 1 == network->depth)
                here[j] = 2 * problem->rule.loss.factor * fmaxl(1, fabsl(work->a[j]) + fabsl(t[j]));
            else
                for (size_t k = 0; k < layer[1].shape.units; k++)
                    here[j] += fabsl(layer[1].W[k * layer[1].inputs + j]) * above[k];
            if (has_slopes)
                here[j] *= fmaxl(fabsl(work->slope[j]), 0.25L);
            largest = fmaxl(largest, here[j]);
        }
        memcpy(above, here, sizeof above);
        sizes[l] += largest * fmaxl(1, largest_of(layer->inputs, l > 0 ? work[-1].a : x));
    }
}

/* How far the gradient of a layer is from the complex step: the largest difference against the size of its terms, in epsilon.
   db follows dW as b follows W. */
static long double gradient_error(const random_problem *problem, const gp_layer *layer, const gp_layer_work *work,
                                  long double size)
{
    long double worst = 0;
    for (size_t k = 0; k < gp_weight_count(layer) + gp_bias_count(&layer->shape); k++) {
        const long double derivative = cimagl(wide_objective(problem, &layer->W[k])) / tiny_step;
        worst = fmaxl(worst, fabsl(work->dW[k] - derivative));
    }
    return worst / size / real_epsilon;
}

/* E(w + i h) has the imaginary part h dE/dw + O(h^3): with h = 1e-100 a derivative without cancellation and without truncation.
   Every weight and every bias, frozen ones too, of every network. Rounding leaves the sums of up to 7 samples and 5 layers
   wrong by 4.1 epsilon of the size of their terms at most, as measured; 16 are allowed. */
Test(gradient, complex_step)
{
    gp_random random;
    gp_random_seed(&random, seed);
    for (int n = 0; n < networks; n++) {
        random_problem problem;
        random_problem_create(&random, &problem);
        long double sizes[most_depth] = {0};
        for (size_t s = 0; s < problem.samples.count; s++)
            add_sizes(&problem, s, sizes);
        differentiate(&problem);
        for (size_t l = 0; l < problem.network.depth; l++) {
            if (problem.rule.reduction == GP_MEAN)
                sizes[l] /= problem.samples.count;
            const long double error =
                gradient_error(&problem, &problem.network.layers[l], &problem.workspace.layers[l], sizes[l]);
            cr_assert(error <= 16, "seed %d, network %d, layer %zu: wrong by %Lg epsilon", seed, n, l + 1, error);
        }
        random_problem_free(&problem);
    }
}

#ifndef GP_BINARY32 /* whose rounding errors hide the remainder */
static gp_real objective(random_problem *problem)
{
    const gp_network *network = &problem->network;
    const size_t outputs = gp_output_layer(network)->shape.units;
    gp_real sum = 0;
    for (size_t s = 0; s < problem->samples.count; s++) {
        gp_forward(network, problem->samples.x + s * network->inputs, &problem->workspace);
        sum += gp_loss_value(&problem->rule.loss, outputs, problem->workspace.layers[network->depth - 1].z,
                             problem->workspace.layers[network->depth - 1].a, problem->samples.t + s * outputs);
    }
    return problem->rule.reduction == GP_MEAN ? sum / (gp_real)problem->samples.count : sum;
}

enum { most_parameters = most_depth * most_units * (most_units + 1) };

/* The objective at w + h v. */
static gp_real objective_at(random_problem *problem, const gp_real *w, const gp_real *v, gp_real h)
{
    const size_t count = parameter_count(&problem->network);
    for (size_t k = 0; k < count; k++)
        problem->network.memory[k] = w[k] + h * v[k];
    return objective(problem);
}

/* The gradient times v. */
static gp_real directional(const random_problem *problem, const gp_real *v)
{
    gp_real sum = 0;
    for (size_t l = 0; l < problem->network.depth; l++) {
        const gp_layer *layer = &problem->network.layers[l];
        const gp_layer_work *work = &problem->workspace.layers[l];
        for (size_t k = 0; k < gp_weight_count(layer); k++)
            sum += work->dW[k] * v[layer->W - problem->network.memory + k];
        for (size_t k = 0; k < gp_bias_count(&layer->shape); k++)
            sum += work->db[k] * v[layer->b - problem->network.memory + k];
    }
    return sum;
}

/* What a step of h along v and one against it leave after the linear term: |E(w + h v) - E(w) - h g v| + |E(w - h v) - E(w) + h
   g v|. The two together, because the terms of order 2 and 3 cancel in one of them at some h. */
static gp_real remainder_of(random_problem *problem, const gp_real *w, const gp_real *v, gp_real slope, gp_real h)
{
    const gp_real here = objective_at(problem, w, v, 0);
    const gp_real forth = objective_at(problem, w, v, h) - here - h * slope;
    const gp_real back = objective_at(problem, w, v, -h) - here + h * slope;
    return fabs(forth) + fabs(back);
}

/* Whether a layer's activation has a kink, at which the gradient jumps. */
static bool has_kink(const gp_layer *layer)
{
    const gp_activation f = layer->shape.activation;
    return f == GP_RELU || f == GP_LEAKY_RELU || (f == GP_ELU && layer->shape.alpha != 1);
}

static bool is_smooth(const gp_network *network)
{
    for (size_t l = 0; l < network->depth; l++)
        if (has_kink(&network->layers[l]))
            return false;
    return true;
}

/* Of networks and losses without kinks, and not of the linear loss, which leaves too little behind the linear term. With the
   right gradient the remainder falls like h^2, with any other like h: by at least 2^15.2 = 37641 instead of 2^8 from h = 2^-5
   to h = 2^-13. Of one softmax unit with cross-entropy, whose loss is the same everywhere, there is no remainder at all. */
Test(gradient, taylor)
{
    int smooth = 0;
    gp_random random;
    gp_random_seed(&random, seed);
    for (int n = 0; n < networks; n++) {
        random_problem problem;
        random_problem_create(&random, &problem);
        if (problem.rule.loss.kind == GP_ABSOLUTE_LOSS || problem.rule.loss.kind == GP_LINEAR_LOSS ||
            !is_smooth(&problem.network)) {
            random_problem_free(&problem);
            continue;
        }
        smooth++;
        gp_real w[most_parameters], v[most_parameters];
        memcpy(w, problem.network.memory, parameter_count(&problem.network) * sizeof *w);
        random_fill(&random, v, parameter_count(&problem.network));

        differentiate(&problem);
        const gp_real slope = directional(&problem, v);
        const gp_real far = remainder_of(&problem, w, v, slope, 0x1p-5), near = remainder_of(&problem, w, v, slope, 0x1p-13);
        cr_assert(near * 37641 <= far, "seed %d, network %d: the remainder is of order %g", seed, n, log2(far / near) / 8);
        random_problem_free(&problem);
    }
    cr_assert_geq(smooth, networks / 8);
}
#endif
