#include "reference/activation.h"

#include "elementary/elementary.h"

/* e^x, correctly rounded, so that it has the same bits on every machine. */
#ifdef GP_BINARY32
#define exponential gp_expf
#else
#define exponential gp_exp
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

/* ---- The rows. ---- */

const gp_activation_row gp_activations[] = {
    [GP_IDENTITY] = {.name = "identity", .value = identity, .slopes = identity_slopes, .back = identity_back},
    [GP_SIGMOID] = {.name = "sigmoid", .value = sigmoid, .slopes = sigmoid_slopes, .back = sigmoid_back},
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
