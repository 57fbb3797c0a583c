#include "reference/loss.h"

#include <tgmath.h>

/* ---- squared: (a - t)^2 ---- */

// [eq_loss]
static gp_real sum_of_squares(size_t outputs, const gp_real *a, const gp_real *t)
{
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += (a[k] - t[k]) * (a[k] - t[k]);
    return sum;
}

static gp_real squared_loss(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t)
{
    return loss->factor * sum_of_squares(outputs, a, t);
}
// [eq_loss]

static void squared_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *parts)
{
    for (size_t k = 0; k < outputs; k++)
        parts[k] = loss->factor * ((a[k] - t[k]) * (a[k] - t[k]));
}

// [eq_loss_slope]
static void squared_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *da)
{
    for (size_t k = 0; k < outputs; k++)
        da[k] = 2 * loss->factor * (a[k] - t[k]);
}
// [eq_loss_slope]

/* ---- absolute: |a - t| ---- */

static gp_real sum_of_sizes(size_t outputs, const gp_real *a, const gp_real *t)
{
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += fabs(a[k] - t[k]);
    return sum;
}

/* ---- The rows. ---- */

const gp_loss_row gp_losses[] = {
    [GP_SQUARED_LOSS] = {.name = "squared",
                         .value = squared_loss,
                         .parts = squared_loss_parts,
                         .gradient = squared_loss_gradient},
};
_Static_assert(sizeof gp_losses / sizeof *gp_losses == gp_loss_count, "each kind of loss has a row");

const gp_deviation_row gp_deviations[] = {
    [GP_SQUARED] = {.name = "squared", .sum = sum_of_squares},
    [GP_ABSOLUTE] = {.name = "absolute", .sum = sum_of_sizes},
};
_Static_assert(sizeof gp_deviations / sizeof *gp_deviations == gp_deviation_count, "each deviation has a row");

gp_real gp_loss_value(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t)
{
    return gp_losses[loss->kind].value(loss, outputs, a, t);
}

void gp_loss_parts(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *parts)
{
    gp_losses[loss->kind].parts(loss, outputs, a, t, parts);
}

void gp_loss_gradient(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t, gp_real *da)
{
    gp_losses[loss->kind].gradient(loss, outputs, a, t, da);
}

// [eq_error]
gp_real gp_error_sum(const gp_error *error, size_t outputs, const gp_real *a, const gp_real *t)
{
    return gp_deviations[error->deviation].sum(outputs, a, t);
}

gp_real gp_error_value(const gp_error *error, gp_real sum, size_t terms)
{
    switch (error->reduction) {
    case GP_SUM:
        return error->factor * sum;
    case GP_MEAN:
        return error->factor * (sum / (gp_real)terms);
    }
    return (gp_real)NAN; /* a number that names no reduction */
}
// [eq_error]
