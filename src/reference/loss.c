#include "reference/loss.h"

#include "elementary/elementary.h"
#include <tgmath.h>

/* The elementary functions, correctly rounded, so that they have the same bits on every machine. */
#ifdef GP_BINARY32
#define exponential gp_expf
#define logarithm_of_1_plus gp_log1pf
#else
#define exponential gp_exp
#define logarithm_of_1_plus gp_log1p
#endif

/* ---- squared: (a - t)^2 ---- */

// [eq_loss]
static gp_real squared_loss(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    (void)z;
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += (a[k] - t[k]) * (a[k] - t[k]);
    return loss->factor * sum;
}
// [eq_loss]

static void squared_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                               gp_real *parts)
{
    (void)z;
    for (size_t k = 0; k < outputs; k++)
        parts[k] = loss->factor * ((a[k] - t[k]) * (a[k] - t[k]));
}

// [eq_loss_slope]
static void squared_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                  gp_real *da)
{
    (void)z;
    for (size_t k = 0; k < outputs; k++)
        da[k] = 2 * loss->factor * (a[k] - t[k]);
}
// [eq_loss_slope]

/* ---- absolute: |a - t| ---- */

// [absolute_loss]
static gp_real absolute_loss(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    (void)z;
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += fabs(a[k] - t[k]);
    return loss->factor * sum;
}

static void absolute_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                gp_real *parts)
{
    (void)z;
    for (size_t k = 0; k < outputs; k++)
        parts[k] = loss->factor * fabs(a[k] - t[k]);
}

static void absolute_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                   gp_real *da)
{
    (void)z;
    for (size_t k = 0; k < outputs; k++) {
        const gp_real deviation = a[k] - t[k];
        da[k] = deviation > 0 ? loss->factor : deviation < 0 ? -loss->factor : loss->factor * deviation;
    }
}
// [absolute_loss]

/* ---- linear: t a ---- */

// [linear_loss]
static gp_real linear_loss(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    (void)z;
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += t[k] * a[k];
    return loss->factor * sum;
}

static void linear_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                              gp_real *parts)
{
    (void)z;
    for (size_t k = 0; k < outputs; k++)
        parts[k] = loss->factor * (t[k] * a[k]);
}

static void linear_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                 gp_real *da)
{
    (void)z, (void)a;
    for (size_t k = 0; k < outputs; k++)
        da[k] = loss->factor * t[k];
}
// [linear_loss]

/* ---- binary cross-entropy of sigmoid outputs: max(z, 0) - t z + log(1 + e^-|z|) ---- */

// [binary_cross_entropy]
static gp_real cross_entropy_term(gp_real z, gp_real t)
{
    return (z > 0 ? z - t * z : -(t * z)) + logarithm_of_1_plus(exponential(-fabs(z)));
}

static gp_real binary_cross_entropy(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    (void)a;
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += cross_entropy_term(z[k], t[k]);
    return loss->factor * sum;
}

static void binary_cross_entropy_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a,
                                       const gp_real *t, gp_real *parts)
{
    (void)a;
    for (size_t k = 0; k < outputs; k++)
        parts[k] = loss->factor * cross_entropy_term(z[k], t[k]);
}

/* weight (1 + e^x); without a weight it is 0, however large the other factor. */
static gp_real weighted(gp_real weight, gp_real x)
{
    return weight == 0 ? 0 : weight * (1 + exponential(x));
}

/* (1 - t) / (1 - a) - t / a, with a = 1 / (1 + e^-z) and 1 - a = 1 / (1 + e^z) */
static void binary_cross_entropy_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a,
                                          const gp_real *t, gp_real *da)
{
    (void)a;
    for (size_t k = 0; k < outputs; k++)
        da[k] = loss->factor * (weighted(1 - t[k], z[k]) - weighted(t[k], -z[k]));
}

static void binary_cross_entropy_delta(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *delta)
{
    for (size_t k = 0; k < outputs; k++)
        delta[k] = loss->factor * (a[k] - t[k]);
}
// [binary_cross_entropy]

/* ---- cross-entropy of softmax outputs: -t_k log a_k = t_k (log sum_m e^z_m - z_k) ---- */

// [cross_entropy]
static size_t largest_of(size_t outputs, const gp_real *z)
{
    size_t largest = 0;
    for (size_t k = 1; k < outputs; k++)
        largest = z[k] > z[largest] ? k : largest;
    return largest;
}

/* log sum_k e^(z_k - z_largest): the term of the largest is 1, and no other is more. */
static gp_real log_of_sum(size_t outputs, const gp_real *z, size_t largest)
{
    gp_real others = 0;
    for (size_t k = 0; k < outputs; k++)
        if (k != largest)
            others += exponential(z[k] - z[largest]);
    return logarithm_of_1_plus(others);
}

static gp_real cross_entropy(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    (void)a;
    const size_t largest = largest_of(outputs, z);
    const gp_real log_sum = log_of_sum(outputs, z, largest);
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += t[k] * (z[largest] - z[k] + log_sum);
    return loss->factor * sum;
}

static void cross_entropy_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                gp_real *parts)
{
    (void)a;
    const size_t largest = largest_of(outputs, z);
    const gp_real log_sum = log_of_sum(outputs, z, largest);
    for (size_t k = 0; k < outputs; k++)
        parts[k] = loss->factor * (t[k] * (z[largest] - z[k] + log_sum));
}

/* -t / a; without a target it is 0, even where a has been rounded to 0. */
static void cross_entropy_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                                   gp_real *da)
{
    (void)z;
    for (size_t k = 0; k < outputs; k++)
        da[k] = t[k] == 0 ? 0 : -(loss->factor * (t[k] / a[k]));
}

/* a times the sum of all targets, less t. */
static void cross_entropy_delta(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *delta)
{
    gp_real targets = 0;
    for (size_t k = 0; k < outputs; k++)
        targets += t[k];
    for (size_t k = 0; k < outputs; k++)
        delta[k] = loss->factor * (targets * a[k] - t[k]);
}
// [cross_entropy]

/* ---- The rows. ---- */

const gp_loss_row gp_losses[] = {
    [GP_SQUARED_LOSS] = {.name = "squared",
                         .value = squared_loss,
                         .parts = squared_loss_parts,
                         .gradient = squared_loss_gradient},
    [GP_ABSOLUTE_LOSS] = {.name = "absolute",
                          .value = absolute_loss,
                          .parts = absolute_loss_parts,
                          .gradient = absolute_loss_gradient},
    [GP_LINEAR_LOSS] = {.name = "linear", .value = linear_loss, .parts = linear_loss_parts, .gradient = linear_loss_gradient},
    [GP_BINARY_CROSS_ENTROPY_LOSS] = {.name = "binary-cross-entropy",
                                      .is_paired = true,
                                      .paired_with = GP_SIGMOID,
                                      .value = binary_cross_entropy,
                                      .parts = binary_cross_entropy_parts,
                                      .gradient = binary_cross_entropy_gradient,
                                      .delta = binary_cross_entropy_delta},
    [GP_CROSS_ENTROPY_LOSS] = {.name = "cross-entropy",
                               .is_paired = true,
                               .paired_with = GP_SOFTMAX,
                               .value = cross_entropy,
                               .parts = cross_entropy_parts,
                               .gradient = cross_entropy_gradient,
                               .delta = cross_entropy_delta},
};
_Static_assert(sizeof gp_losses / sizeof *gp_losses == gp_loss_count, "each kind of loss has a row");

gp_real gp_loss_value(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    return gp_losses[loss->kind].value(loss, outputs, z, a, t);
}

void gp_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t, gp_real *parts)
{
    gp_losses[loss->kind].parts(loss, outputs, z, a, t, parts);
}

void gp_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t, gp_real *da)
{
    gp_losses[loss->kind].gradient(loss, outputs, z, a, t, da);
}

// [eq_error]
gp_real gp_error_sum(const gp_error *error, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t)
{
    const gp_loss terms = {.kind = error->kind, .factor = 1};
    return gp_loss_value(&terms, outputs, z, a, t);
}

/* What a sum of so many is divided by. */
static gp_real divisor(gp_reduction reduction, size_t count)
{
    switch (reduction) {
    case GP_SUM:
        return 1;
    case GP_MEAN:
        return (gp_real)count;
    }
    return (gp_real)NAN; /* a number that names no reduction */
}

gp_real gp_error_value(const gp_error *error, gp_real sum, gp_real penalties, size_t samples, size_t outputs)
{
    const gp_real terms = divisor(error->over_samples, samples) * divisor(error->over_outputs, outputs);
    return error->factor * (sum / terms) + penalties / (gp_real)samples;
}
// [eq_error]
