#include "certify/definition.h"

/* a = z */
static void identity(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    arithmetic->copy(a, z);
}

static void identity_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                           const gp_value *alpha)
{
    (void)z, (void)a, (void)alpha;
    arithmetic->whole(arithmetic, slope, 1);
}

/* a = 1 / (1 + e^-z) */
static void sigmoid(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    arithmetic->negate(arithmetic, a, z);
    arithmetic->apply(arithmetic, GP_EXP, a, a);
    arithmetic->add(arithmetic, a, &arithmetic->one, a);
    arithmetic->divide(arithmetic, a, &arithmetic->one, a);
}

/* slope = a (1 - a) */
static void sigmoid_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                          const gp_value *alpha)
{
    (void)z, (void)alpha;
    arithmetic->subtract(arithmetic, slope, &arithmetic->one, a);
    arithmetic->multiply(arithmetic, slope, a, slope);
}

/* a = tanh z */
static void tangent(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    arithmetic->apply(arithmetic, GP_HYPERBOLIC_TANGENT, a, z);
}

/* slope = 1 - a^2 */
static void tangent_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                          const gp_value *alpha)
{
    (void)z, (void)alpha;
    arithmetic->multiply(arithmetic, slope, a, a);
    arithmetic->subtract(arithmetic, slope, &arithmetic->one, slope);
}

/* a = z where z > 0, else 0 */
static void relu(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    arithmetic->whole(arithmetic, a, 0);
    arithmetic->choose(arithmetic, a, z, z, a);
}

/* slope = 1 where z > 0, else 0 */
static void relu_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a, const gp_value *alpha)
{
    (void)a, (void)alpha;
    arithmetic->whole(arithmetic, slope, 0);
    arithmetic->choose(arithmetic, slope, z, &arithmetic->one, slope);
}

/* a = z where z > 0, else alpha z */
static void leaky_relu(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    arithmetic->multiply(arithmetic, a, alpha, z);
    arithmetic->choose(arithmetic, a, z, z, a);
}

/* slope = 1 where z > 0, else alpha */
static void leaky_relu_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                             const gp_value *alpha)
{
    (void)a;
    arithmetic->choose(arithmetic, slope, z, &arithmetic->one, alpha);
}

/* a = z where z > 0, else alpha (e^z - 1) */
static void elu(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    arithmetic->apply(arithmetic, GP_EXPM1, a, z);
    arithmetic->multiply(arithmetic, a, alpha, a);
    arithmetic->choose(arithmetic, a, z, z, a);
}

/* slope = 1 where z > 0, else alpha e^z */
static void elu_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a, const gp_value *alpha)
{
    (void)a;
    arithmetic->apply(arithmetic, GP_EXP, slope, z);
    arithmetic->multiply(arithmetic, slope, alpha, slope);
    arithmetic->choose(arithmetic, slope, z, &arithmetic->one, slope);
}

/* a = log (1 + e^z): z + log (1 + e^-z) where z > 0, which no large z carries out of range */
static void softplus(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    gp_value *above = &arithmetic->term[0];
    arithmetic->negate(arithmetic, above, z);
    arithmetic->apply(arithmetic, GP_EXP, above, above);
    arithmetic->apply(arithmetic, GP_LOG1P, above, above);
    arithmetic->add(arithmetic, above, z, above);
    arithmetic->apply(arithmetic, GP_EXP, a, z);
    arithmetic->apply(arithmetic, GP_LOG1P, a, a);
    arithmetic->choose(arithmetic, a, z, above, a);
}

/* slope = 1 / (1 + e^-z) */
static void softplus_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                           const gp_value *alpha)
{
    (void)a;
    sigmoid(arithmetic, slope, z, alpha);
}

/* a = z / (1 + e^-z) */
static void silu(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    arithmetic->negate(arithmetic, a, z);
    arithmetic->apply(arithmetic, GP_EXP, a, a);
    arithmetic->add(arithmetic, a, &arithmetic->one, a);
    arithmetic->divide(arithmetic, a, z, a);
}

/* slope = s (1 + z (1 - s)), with s = 1 / (1 + e^-z) */
static void silu_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a, const gp_value *alpha)
{
    (void)a;
    gp_value *s = &arithmetic->term[0];
    sigmoid(arithmetic, s, z, alpha);
    arithmetic->subtract(arithmetic, slope, &arithmetic->one, s);
    arithmetic->multiply(arithmetic, slope, z, slope);
    arithmetic->add(arithmetic, slope, &arithmetic->one, slope);
    arithmetic->multiply(arithmetic, slope, s, slope);
}

/* Phi(z) = (1 + erf(z / sqrt 2)) / 2 */
static void normal_distribution(gp_arithmetic *arithmetic, gp_value *Phi, const gp_value *z)
{
    gp_value *two = &arithmetic->term[0];
    arithmetic->whole(arithmetic, two, 2);
    arithmetic->apply(arithmetic, GP_SQUARE_ROOT, Phi, two);
    arithmetic->divide(arithmetic, Phi, z, Phi);
    arithmetic->apply(arithmetic, GP_ERF, Phi, Phi);
    arithmetic->add(arithmetic, Phi, &arithmetic->one, Phi);
    arithmetic->divide(arithmetic, Phi, Phi, two);
}

/* a = z Phi(z) */
static void gelu(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    normal_distribution(arithmetic, a, z);
    arithmetic->multiply(arithmetic, a, z, a);
}

/* slope = Phi(z) + z e^(-z^2 / 2) / sqrt(2 pi) */
static void gelu_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a, const gp_value *alpha)
{
    (void)a, (void)alpha;
    gp_value *two = &arithmetic->term[0], *density = &arithmetic->term[1], *root = &arithmetic->term[2];
    normal_distribution(arithmetic, slope, z);
    arithmetic->pi(arithmetic, root);
    arithmetic->multiply(arithmetic, root, two, root);
    arithmetic->apply(arithmetic, GP_SQUARE_ROOT, root, root);
    arithmetic->multiply(arithmetic, density, z, z);
    arithmetic->divide(arithmetic, density, density, two);
    arithmetic->negate(arithmetic, density, density);
    arithmetic->apply(arithmetic, GP_EXP, density, density);
    arithmetic->divide(arithmetic, density, density, root);
    arithmetic->multiply(arithmetic, density, z, density);
    arithmetic->add(arithmetic, slope, slope, density);
}

/* x = 44715 / 1000000 */
static void cubic_coefficient(gp_arithmetic *arithmetic, gp_value *x)
{
    gp_value *million = &arithmetic->term[0];
    arithmetic->whole(arithmetic, x, 44715);
    arithmetic->whole(arithmetic, million, 1000000);
    arithmetic->divide(arithmetic, x, x, million);
}

/* x = sqrt(2 / pi) */
static void root_of_2_over_pi(gp_arithmetic *arithmetic, gp_value *x)
{
    gp_value *pi = &arithmetic->term[0];
    arithmetic->pi(arithmetic, pi);
    arithmetic->whole(arithmetic, x, 2);
    arithmetic->divide(arithmetic, x, x, pi);
    arithmetic->apply(arithmetic, GP_SQUARE_ROOT, x, x);
}

/* T = tanh(sqrt(2 / pi) (z + 0.044715 z^3)) */
static void tanh_of_cubic(gp_arithmetic *arithmetic, gp_value *T, const gp_value *z)
{
    gp_value *factor = &arithmetic->term[1];
    cubic_coefficient(arithmetic, factor);
    arithmetic->multiply(arithmetic, T, z, z);
    arithmetic->multiply(arithmetic, T, T, z);
    arithmetic->multiply(arithmetic, T, factor, T);
    arithmetic->add(arithmetic, T, z, T);
    root_of_2_over_pi(arithmetic, factor);
    arithmetic->multiply(arithmetic, T, factor, T);
    arithmetic->apply(arithmetic, GP_HYPERBOLIC_TANGENT, T, T);
}

/* a = z / 2 (1 + T) */
static void gelu_tanh(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha)
{
    (void)alpha;
    gp_value *half = &arithmetic->term[0];
    tanh_of_cubic(arithmetic, a, z);
    arithmetic->add(arithmetic, a, &arithmetic->one, a);
    arithmetic->whole(arithmetic, half, 2);
    arithmetic->divide(arithmetic, half, z, half);
    arithmetic->multiply(arithmetic, a, half, a);
}

/* slope = (1 + T) / 2 + z / 2 (1 - T^2) sqrt(2 / pi) (1 + 3 x 0.044715 z^2) */
static void gelu_tanh_slope(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                            const gp_value *alpha)
{
    (void)a, (void)alpha;
    gp_value *two = &arithmetic->term[0], *factor = &arithmetic->term[1], *T = &arithmetic->term[2];
    tanh_of_cubic(arithmetic, T, z);
    cubic_coefficient(arithmetic, slope);
    arithmetic->whole(arithmetic, factor, 3);
    arithmetic->multiply(arithmetic, slope, factor, slope);
    arithmetic->multiply(arithmetic, factor, z, z);
    arithmetic->multiply(arithmetic, slope, slope, factor);
    arithmetic->add(arithmetic, slope, &arithmetic->one, slope);
    root_of_2_over_pi(arithmetic, factor);
    arithmetic->multiply(arithmetic, slope, factor, slope);
    arithmetic->multiply(arithmetic, factor, T, T);
    arithmetic->subtract(arithmetic, factor, &arithmetic->one, factor);
    arithmetic->multiply(arithmetic, slope, factor, slope);
    arithmetic->whole(arithmetic, two, 2);
    arithmetic->divide(arithmetic, factor, z, two);
    arithmetic->multiply(arithmetic, slope, factor, slope);
    arithmetic->add(arithmetic, T, &arithmetic->one, T);
    arithmetic->divide(arithmetic, T, T, two);
    arithmetic->add(arithmetic, slope, T, slope);
}

/* e^(z of another unit - z) */
static void softmax_term(gp_arithmetic *arithmetic, gp_value *term, const gp_value *z, const gp_value *other_z)
{
    arithmetic->subtract(arithmetic, term, other_z, z);
    arithmetic->apply(arithmetic, GP_EXP, term, term);
}

/* a_j = e^z_j / sum_k e^z_k = 1 / (1 + sum over the other k of e^(z_k - z_j)) */
static void softmax_value(gp_arithmetic *arithmetic, gp_value *a, const gp_value *sum)
{
    arithmetic->add(arithmetic, a, &arithmetic->one, sum);
    arithmetic->divide(arithmetic, a, &arithmetic->one, a);
}

/* The largest of some numbers. */
static void largest_of(gp_arithmetic *arithmetic, gp_value *largest, size_t count, const gp_value *numbers, gp_value *term)
{
    arithmetic->copy(largest, &numbers[0]);
    for (size_t k = 1; k < count; k++) {
        arithmetic->subtract(arithmetic, term, &numbers[k], largest);
        arithmetic->choose(arithmetic, largest, term, &numbers[k], largest);
    }
}

/* a_j = e^(z_j - z_largest) / sum_k e^(z_k - z_largest) */
static void softmax_of_program(gp_arithmetic *arithmetic, size_t units, gp_value *a, const gp_value *z)
{
    gp_value *largest = &arithmetic->term[0], *sum = &arithmetic->term[1];
    largest_of(arithmetic, largest, units, z, sum);
    arithmetic->whole(arithmetic, sum, 0);
    for (size_t j = 0; j < units; j++) {
        arithmetic->subtract(arithmetic, &a[j], &z[j], largest);
        arithmetic->apply(arithmetic, GP_EXP, &a[j], &a[j]);
        arithmetic->add(arithmetic, sum, sum, &a[j]);
    }
    for (size_t j = 0; j < units; j++)
        arithmetic->divide(arithmetic, &a[j], &a[j], sum);
}

/* delta_j = a_j (da_j - sum_k da_k a_k) */
static void softmax_back(gp_arithmetic *arithmetic, size_t units, gp_value *delta, const gp_value *a, const gp_value *da)
{
    gp_value *mean = &arithmetic->term[0], *term = &arithmetic->term[1];
    arithmetic->whole(arithmetic, mean, 0);
    for (size_t k = 0; k < units; k++) {
        arithmetic->multiply(arithmetic, term, &da[k], &a[k]);
        arithmetic->add(arithmetic, mean, mean, term);
    }
    for (size_t j = 0; j < units; j++) {
        arithmetic->subtract(arithmetic, &delta[j], &da[j], mean);
        arithmetic->multiply(arithmetic, &delta[j], &a[j], &delta[j]);
    }
}

static const gp_layer_activation_definition softmax = {softmax_term, softmax_value, softmax_of_program, softmax_back};

const gp_activation_definition gp_activation_definitions[] = {
    [GP_IDENTITY] = {.value = identity, .program_slope = identity_slope, .slope_is_one = true},
    [GP_SIGMOID] = {.value = sigmoid, .program_slope = sigmoid_slope},
    [GP_TANH] = {.value = tangent, .program_slope = tangent_slope},
    [GP_RELU] = {.value = relu, .program_slope = relu_slope},
    [GP_LEAKY_RELU] = {.value = leaky_relu, .program_slope = leaky_relu_slope},
    [GP_ELU] = {.value = elu, .program_slope = elu_slope},
    [GP_SOFTPLUS] = {.value = softplus, .program_slope = softplus_slope},
    [GP_SILU] = {.value = silu, .program_slope = silu_slope},
    [GP_GELU] = {.value = gelu, .program_slope = gelu_slope},
    [GP_GELU_TANH] = {.value = gelu_tanh, .program_slope = gelu_tanh_slope},
    [GP_SOFTMAX] = {.of_layer = &softmax},
};
_Static_assert(sizeof gp_activation_definitions / sizeof *gp_activation_definitions == gp_activation_count,
               "each activation is defined");

/* (a - t)^2 */
static void squared(gp_arithmetic *arithmetic, gp_value *deviation, const gp_value *a, const gp_value *t)
{
    arithmetic->subtract(arithmetic, deviation, a, t);
    arithmetic->multiply(arithmetic, deviation, deviation, deviation);
}

/* |a - t| */
static void absolute(gp_arithmetic *arithmetic, gp_value *deviation, const gp_value *a, const gp_value *t)
{
    arithmetic->subtract(arithmetic, deviation, a, t);
    arithmetic->absolute(arithmetic, deviation, deviation);
}

/* da = 2 c (a - t) */
static void squared_gradient(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor, const gp_value *z,
                             const gp_value *a, const gp_value *t)
{
    (void)z;
    arithmetic->add(arithmetic, da, factor, factor);
    arithmetic->subtract(arithmetic, term, a, t);
    arithmetic->multiply(arithmetic, da, da, term);
}

/* da = c where a > t, else -c */
static void absolute_gradient(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor,
                              const gp_value *z, const gp_value *a, const gp_value *t)
{
    (void)z;
    arithmetic->subtract(arithmetic, term, a, t);
    arithmetic->negate(arithmetic, da, factor);
    arithmetic->choose(arithmetic, da, term, factor, da);
}

/* t a */
static void linear(gp_arithmetic *arithmetic, gp_value *share, const gp_value *a, const gp_value *t)
{
    arithmetic->multiply(arithmetic, share, t, a);
}

/* da = c t */
static void linear_gradient(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor, const gp_value *z,
                            const gp_value *a, const gp_value *t)
{
    (void)term, (void)z, (void)a;
    arithmetic->multiply(arithmetic, da, factor, t);
}

/* -(t log a + (1 - t) log (1 - a)) */
static void binary_cross_entropy(gp_arithmetic *arithmetic, gp_value *share, const gp_value *a, const gp_value *t)
{
    gp_value *term = &arithmetic->term[0], *rest = &arithmetic->term[1];
    arithmetic->apply(arithmetic, GP_LOG, term, a);
    arithmetic->multiply(arithmetic, term, t, term);
    arithmetic->subtract(arithmetic, rest, &arithmetic->one, a);
    arithmetic->apply(arithmetic, GP_LOG, rest, rest);
    arithmetic->subtract(arithmetic, share, &arithmetic->one, t);
    arithmetic->multiply(arithmetic, share, share, rest);
    arithmetic->add(arithmetic, share, term, share);
    arithmetic->negate(arithmetic, share, share);
}

/* max(z, 0) - t z + log (1 + e^-|z|) */
static void binary_cross_entropy_of_z(gp_arithmetic *arithmetic, gp_value *share, size_t outputs, size_t k, const gp_value *z,
                                      const gp_value *t)
{
    (void)outputs;
    gp_value *term = &arithmetic->term[0], *below = &arithmetic->term[1];
    arithmetic->multiply(arithmetic, below, &t[k], &z[k]);
    arithmetic->subtract(arithmetic, term, &z[k], below);
    arithmetic->negate(arithmetic, below, below);
    arithmetic->choose(arithmetic, term, &z[k], term, below);
    arithmetic->absolute(arithmetic, share, &z[k]);
    arithmetic->negate(arithmetic, share, share);
    arithmetic->apply(arithmetic, GP_EXP, share, share);
    arithmetic->apply(arithmetic, GP_LOG1P, share, share);
    arithmetic->add(arithmetic, share, term, share);
}

/* da = c (a - t) / (a (1 - a)) */
static void binary_cross_entropy_gradient(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor,
                                          const gp_value *z, const gp_value *a, const gp_value *t)
{
    (void)z;
    arithmetic->subtract(arithmetic, term, &arithmetic->one, a);
    arithmetic->multiply(arithmetic, term, a, term);
    arithmetic->subtract(arithmetic, da, a, t);
    arithmetic->divide(arithmetic, da, da, term);
    arithmetic->multiply(arithmetic, da, factor, da);
}

/* delta = c (a - t) */
static void binary_cross_entropy_delta(gp_arithmetic *arithmetic, gp_value *delta, const gp_value *factor, size_t outputs,
                                       size_t k, const gp_value *a, const gp_value *t)
{
    (void)outputs;
    arithmetic->subtract(arithmetic, delta, &a[k], &t[k]);
    arithmetic->multiply(arithmetic, delta, factor, delta);
}

/* -t log a */
static void cross_entropy(gp_arithmetic *arithmetic, gp_value *share, const gp_value *a, const gp_value *t)
{
    arithmetic->apply(arithmetic, GP_LOG, share, a);
    arithmetic->multiply(arithmetic, share, t, share);
    arithmetic->negate(arithmetic, share, share);
}

/* t (z_largest - z + log sum_m e^(z_m - z_largest)) */
static void cross_entropy_of_z(gp_arithmetic *arithmetic, gp_value *share, size_t outputs, size_t k, const gp_value *z,
                               const gp_value *t)
{
    gp_value *largest = &arithmetic->term[0], *sum = &arithmetic->term[1], *term = &arithmetic->term[2];
    largest_of(arithmetic, largest, outputs, z, term);
    arithmetic->whole(arithmetic, sum, 0);
    for (size_t m = 0; m < outputs; m++) {
        arithmetic->subtract(arithmetic, term, &z[m], largest);
        arithmetic->apply(arithmetic, GP_EXP, term, term);
        arithmetic->add(arithmetic, sum, sum, term);
    }
    arithmetic->apply(arithmetic, GP_LOG, sum, sum);
    arithmetic->subtract(arithmetic, term, largest, &z[k]);
    arithmetic->add(arithmetic, share, term, sum);
    arithmetic->multiply(arithmetic, share, &t[k], share);
}

/* da = -c t / a; without a target 0, however small a is */
static void cross_entropy_gradient(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor,
                                   const gp_value *z, const gp_value *a, const gp_value *t)
{
    (void)z;
    arithmetic->divide(arithmetic, da, t, a);
    arithmetic->multiply(arithmetic, da, factor, da);
    arithmetic->negate(arithmetic, da, da);
    arithmetic->absolute(arithmetic, term, t);
    arithmetic->choose(arithmetic, da, term, da, t);
}

/* delta = c (a sum_m t_m - t) */
static void cross_entropy_delta(gp_arithmetic *arithmetic, gp_value *delta, const gp_value *factor, size_t outputs, size_t k,
                                const gp_value *a, const gp_value *t)
{
    arithmetic->whole(arithmetic, delta, 0);
    for (size_t m = 0; m < outputs; m++)
        arithmetic->add(arithmetic, delta, delta, &t[m]);
    arithmetic->multiply(arithmetic, delta, delta, &a[k]);
    arithmetic->subtract(arithmetic, delta, delta, &t[k]);
    arithmetic->multiply(arithmetic, delta, factor, delta);
}

const gp_loss_definition gp_loss_definitions[] = {
    [GP_SQUARED_LOSS] = {.value = squared, .program_gradient = squared_gradient},
    [GP_ABSOLUTE_LOSS] = {.value = absolute, .program_gradient = absolute_gradient},
    [GP_LINEAR_LOSS] = {.value = linear, .program_gradient = linear_gradient},
    [GP_BINARY_CROSS_ENTROPY_LOSS] = {.value = binary_cross_entropy,
                                      .program_value = binary_cross_entropy_of_z,
                                      .program_gradient = binary_cross_entropy_gradient,
                                      .program_delta = binary_cross_entropy_delta},
    [GP_CROSS_ENTROPY_LOSS] = {.value = cross_entropy,
                               .program_value = cross_entropy_of_z,
                               .program_gradient = cross_entropy_gradient,
                               .program_delta = cross_entropy_delta},
};
_Static_assert(sizeof gp_loss_definitions / sizeof *gp_loss_definitions == gp_loss_count, "each loss is defined");

/* change = -rate gradient */
static void descend(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments, const gp_update_numbers *numbers,
                    const gp_value *gradient)
{
    (void)moments;
    arithmetic->multiply(arithmetic, change, numbers->rate, gradient);
    arithmetic->negate(arithmetic, change, change);
}

/* v = momentum v + gradient, change = -rate v */
static void descend_with_momentum(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                                  const gp_update_numbers *numbers, const gp_value *gradient)
{
    gp_value *v = moments[0];
    arithmetic->multiply(arithmetic, v, numbers->number[GP_NUMBER_MOMENTUM], v);
    arithmetic->add(arithmetic, v, v, gradient);
    descend(arithmetic, change, moments, numbers, v);
}

/* v = momentum v - rate gradient, change = v */
static void descend_with_rate_in_momentum(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                                          const gp_update_numbers *numbers, const gp_value *gradient)
{
    gp_value *v = moments[0];
    descend(arithmetic, change, moments, numbers, gradient);
    arithmetic->multiply(arithmetic, v, numbers->number[GP_NUMBER_MOMENTUM], v);
    arithmetic->add(arithmetic, v, v, change);
    arithmetic->copy(change, v);
}

/* v = momentum v + gradient, change = -rate (gradient + momentum v) */
static void descend_ahead(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                          const gp_update_numbers *numbers, const gp_value *gradient)
{
    descend_with_momentum(arithmetic, change, moments, numbers, gradient);
    arithmetic->multiply(arithmetic, change, numbers->number[GP_NUMBER_MOMENTUM], moments[0]);
    arithmetic->add(arithmetic, change, gradient, change);
    descend(arithmetic, change, moments, numbers, change);
}

/* v = momentum v - rate gradient, change = momentum v - rate gradient */
static void descend_ahead_with_rate(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                                    const gp_update_numbers *numbers, const gp_value *gradient)
{
    gp_value *ahead = &arithmetic->term[0];
    descend_with_rate_in_momentum(arithmetic, change, moments, numbers, gradient);
    arithmetic->multiply(arithmetic, ahead, numbers->number[GP_NUMBER_MOMENTUM], moments[0]);
    descend(arithmetic, change, moments, numbers, gradient);
    arithmetic->add(arithmetic, change, ahead, change);
}

/* mean = beta mean + (1 - beta) x */
static void move_mean(gp_arithmetic *arithmetic, gp_value *mean, const gp_value *beta, const gp_value *x)
{
    gp_value *share = &arithmetic->term[0];
    arithmetic->multiply(arithmetic, mean, beta, mean);
    arithmetic->subtract(arithmetic, share, &arithmetic->one, beta);
    arithmetic->multiply(arithmetic, share, share, x);
    arithmetic->add(arithmetic, mean, mean, share);
}

/* corrected = mean / (1 - beta^t) */
static void correct(gp_arithmetic *arithmetic, gp_value *corrected, const gp_value *mean, const gp_value *power)
{
    arithmetic->subtract(arithmetic, corrected, &arithmetic->one, power);
    arithmetic->divide(arithmetic, corrected, mean, corrected);
}

/* m and v are running means of the gradient and of its square, m^ and v^ the corrected ones; change = -rate m^ / (sqrt(v^) +
   epsilon) */
static void descend_as_adam(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                            const gp_update_numbers *numbers, const gp_value *gradient)
{
    gp_value *m = moments[0], *v = moments[1], *m_hat = moments[2], *v_hat = moments[3], *root = &arithmetic->term[0];
    move_mean(arithmetic, m, numbers->number[GP_NUMBER_BETA1], gradient);
    arithmetic->multiply(arithmetic, change, gradient, gradient);
    move_mean(arithmetic, v, numbers->number[GP_NUMBER_BETA2], change);
    correct(arithmetic, m_hat, m, numbers->beta1_power);
    correct(arithmetic, v_hat, v, numbers->beta2_power);
    arithmetic->apply(arithmetic, GP_SQUARE_ROOT, root, v_hat);
    arithmetic->add(arithmetic, root, root, numbers->number[GP_NUMBER_EPSILON]);
    descend(arithmetic, change, moments, numbers, m_hat);
    arithmetic->divide(arithmetic, change, change, root);
}

/* change = -rate gradient / (sqrt(v) + epsilon) */
static void descend_by_root(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                            const gp_update_numbers *numbers, const gp_value *gradient)
{
    gp_value *root = &arithmetic->term[0];
    arithmetic->apply(arithmetic, GP_SQUARE_ROOT, root, moments[0]);
    arithmetic->add(arithmetic, root, root, numbers->number[GP_NUMBER_EPSILON]);
    descend(arithmetic, change, moments, numbers, gradient);
    arithmetic->divide(arithmetic, change, change, root);
}

/* v is a running mean of the squares of the gradient */
static void descend_by_mean_square(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                                   const gp_update_numbers *numbers, const gp_value *gradient)
{
    arithmetic->multiply(arithmetic, change, gradient, gradient);
    move_mean(arithmetic, moments[0], numbers->number[GP_NUMBER_BETA2], change);
    descend_by_root(arithmetic, change, moments, numbers, gradient);
}

/* v is the sum of the squares of the gradient */
static void descend_by_sum_of_squares(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments,
                                      const gp_update_numbers *numbers, const gp_value *gradient)
{
    arithmetic->multiply(arithmetic, change, gradient, gradient);
    arithmetic->add(arithmetic, moments[0], moments[0], change);
    descend_by_root(arithmetic, change, moments, numbers, gradient);
}

const gp_update_definition gp_update_definitions[] = {
    [GP_GRADIENT_DESCENT] = {0, false, descend},
    [GP_MOMENTUM] = {1, false, descend_with_momentum},
    [GP_MOMENTUM_WITH_RATE] = {1, false, descend_with_rate_in_momentum},
    [GP_NESTEROV] = {1, false, descend_ahead},
    [GP_NESTEROV_WITH_RATE] = {1, false, descend_ahead_with_rate},
    [GP_ADAM] = {4, false, descend_as_adam},
    [GP_ADAMW] = {4, true, descend_as_adam},
    [GP_RMSPROP] = {1, false, descend_by_mean_square},
    [GP_ADAGRAD] = {1, false, descend_by_sum_of_squares},
};
_Static_assert(sizeof gp_update_definitions / sizeof *gp_update_definitions == gp_update_rule_count,
               "each update rule is defined");
