#include "reference/activation.h"

#include "elementary/elementary.h"

/* The elementary functions, correctly rounded, so that they have the same bits on every machine. */
#ifdef GP_BINARY32
#define exponential gp_expf
#define exponential_less_1 gp_expm1f
#define logarithm_of_1_plus gp_log1pf
#define hyperbolic_tangent gp_tanhf
#define error_function gp_erff
#else
#define exponential gp_exp
#define exponential_less_1 gp_expm1
#define logarithm_of_1_plus gp_log1p
#define hyperbolic_tangent gp_tanh
#define error_function gp_erf
#endif

/* ---- identity: a = z, slope 1 ---- */

static void identity(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j];
}

static void identity_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)z, (void)a;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = 1;
}

static void identity_back(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta)
{
    (void)z, (void)a;
    for (size_t j = 0; j < shape->units; j++)
        delta[j] = da[j];
}

/* ---- sigmoid ---- */

// [eq_activation]
static void sigmoid(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = 1 / (1 + exponential(-z[j]));
}
// [eq_activation]

// [eq_slope]
static void sigmoid_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)z;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = a[j] * (1 - a[j]);
}
// [eq_slope]

// [eq_output_delta]
static void sigmoid_back(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta)
{
    (void)z;
    for (size_t j = 0; j < shape->units; j++)
        delta[j] = da[j] * (a[j] * (1 - a[j]));
}
// [eq_output_delta]

/* ---- The step back of every other activation of single units: delta = da f'(z) ---- */

static void back_by_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta)
{
    gp_slopes(shape, z, a, delta);
    for (size_t j = 0; j < shape->units; j++)
        delta[j] = da[j] * delta[j];
}

/* ---- tanh: slope 1 - a^2 ---- */

// [tanh]
static void tangent(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = hyperbolic_tangent(z[j]);
}

static void tangent_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)z;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = 1 - a[j] * a[j];
}
// [tanh]

/* ---- ReLU. At z = 0 the slope is 0; and what is no number stays none ---- */

// [relu]
static void relu(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] <= 0 ? 0 : z[j];
}

static void relu_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = z[j] <= 0 ? 0 : 1;
}
// [relu]

/* ---- leaky ReLU ---- */

// [leaky_relu]
static void leaky_relu(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] <= 0 ? shape->alpha * z[j] : z[j];
}

static void leaky_relu_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = z[j] <= 0 ? shape->alpha : 1;
}
// [leaky_relu]

/* ---- ELU ---- */

// [elu]
static void elu(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] <= 0 ? shape->alpha * exponential_less_1(z[j]) : z[j];
}

static void elu_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = z[j] <= 0 ? shape->alpha * exponential(z[j]) : 1;
}
// [elu]

/* ---- softplus: slope sigma(z) ---- */

// [softplus]
static void softplus(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] <= 0 ? logarithm_of_1_plus(exponential(z[j])) : z[j] + logarithm_of_1_plus(exponential(-z[j]));
}

static void softplus_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    sigmoid(shape, z, slope);
}
// [softplus]

/* ---- SiLU: slope s (1 + z (1 - s)), with s = sigma(z) ---- */

// [silu]
static void silu(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] / (1 + exponential(-z[j]));
}

static void silu_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    for (size_t j = 0; j < shape->units; j++) {
        const gp_real s = 1 / (1 + exponential(-z[j]));
        slope[j] = s * (1 + z[j] * (1 - s));
    }
}
// [silu]

/* ---- GELU: slope Phi(z) + z phi(z), with phi = Phi' ---- */

// [gelu]
static const gp_real sqrt_of_half = (gp_real)0.70710678118654752440;        /* 1 / sqrt(2) */
static const gp_real normal_density_at_0 = (gp_real)0.39894228040143267794; /* 1 / sqrt(2 pi) */

static gp_real normal_distribution(gp_real z)
{
    return (1 + error_function(z * sqrt_of_half)) / 2;
}

static void gelu(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] * normal_distribution(z[j]);
}

static void gelu_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    for (size_t j = 0; j < shape->units; j++)
        slope[j] = normal_distribution(z[j]) + z[j] * (normal_density_at_0 * exponential(-(z[j] * z[j]) / 2));
}
// [gelu]

/* ---- GELU by tanh: slope (1 + T) / 2 + z (1 - T^2) u' / 2, with T = tanh(u) ---- */

// [gelu_tanh]
static const gp_real sqrt_of_2_over_pi = (gp_real)0.79788456080286535588;
static const gp_real cubic = (gp_real)0.044715;

static gp_real tanh_of_cubic(gp_real z)
{
    return hyperbolic_tangent(sqrt_of_2_over_pi * (z + cubic * (z * z * z)));
}

static void gelu_tanh(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    for (size_t j = 0; j < shape->units; j++)
        a[j] = z[j] / 2 * (1 + tanh_of_cubic(z[j]));
}

static void gelu_tanh_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    (void)a;
    for (size_t j = 0; j < shape->units; j++) {
        const gp_real T = tanh_of_cubic(z[j]), u_slope = sqrt_of_2_over_pi * (1 + 3 * cubic * (z[j] * z[j]));
        slope[j] = (1 + T) / 2 + z[j] / 2 * ((1 - T * T) * u_slope);
    }
}
// [gelu_tanh]

/* ---- softmax, over the whole layer: a_j = e^z_j / sum_k e^z_k, and dE/dz_j = a_j (dE/da_j - sum_k dE/da_k a_k) ---- */

// [softmax]
static void softmax(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    gp_real largest = z[0], sum = 0;
    for (size_t j = 1; j < shape->units; j++)
        largest = z[j] > largest ? z[j] : largest;
    for (size_t j = 0; j < shape->units; j++) {
        a[j] = exponential(z[j] - largest); /* at most 1, and 1 of the largest: the sum is neither 0 nor out of range */
        sum += a[j];
    }
    for (size_t j = 0; j < shape->units; j++)
        a[j] = a[j] / sum;
}

static void softmax_back(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta)
{
    (void)z;
    gp_real mean = 0;
    for (size_t k = 0; k < shape->units; k++)
        mean += da[k] * a[k];
    for (size_t j = 0; j < shape->units; j++)
        delta[j] = a[j] * (da[j] - mean);
}
// [softmax]

/* ---- The rows. ---- */

const gp_activation_row gp_activations[] = {
    [GP_IDENTITY] = {.name = "identity", .value = identity, .slopes = identity_slopes, .back = identity_back},
    [GP_SIGMOID] = {.name = "sigmoid", .value = sigmoid, .slopes = sigmoid_slopes, .back = sigmoid_back},
    [GP_TANH] = {.name = "tanh", .value = tangent, .slopes = tangent_slopes, .back = back_by_slopes},
    [GP_RELU] = {.name = "relu", .value = relu, .slopes = relu_slopes, .back = back_by_slopes},
    [GP_LEAKY_RELU] =
        {.name = "leaky-relu", .has_alpha = true, .value = leaky_relu, .slopes = leaky_relu_slopes, .back = back_by_slopes},
    [GP_ELU] = {.name = "elu", .has_alpha = true, .value = elu, .slopes = elu_slopes, .back = back_by_slopes},
    [GP_SOFTPLUS] = {.name = "softplus", .value = softplus, .slopes = softplus_slopes, .back = back_by_slopes},
    [GP_SILU] = {.name = "silu", .value = silu, .slopes = silu_slopes, .back = back_by_slopes},
    [GP_GELU] = {.name = "gelu", .value = gelu, .slopes = gelu_slopes, .back = back_by_slopes},
    [GP_GELU_TANH] = {.name = "gelu-tanh", .value = gelu_tanh, .slopes = gelu_tanh_slopes, .back = back_by_slopes},
    [GP_SOFTMAX] = {.name = "softmax", .value = softmax, .back = softmax_back},
};
_Static_assert(sizeof gp_activations / sizeof *gp_activations == gp_activation_count, "each activation has a row");

void gp_activate(const gp_layer_shape *shape, const gp_real *z, gp_real *a)
{
    gp_activations[shape->activation].value(shape, z, a);
}

void gp_slopes(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, gp_real *slope)
{
    gp_activations[shape->activation].slopes(shape, z, a, slope);
}

void gp_activation_back(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da, gp_real *delta)
{
    gp_activations[shape->activation].back(shape, z, a, da, delta);
}
