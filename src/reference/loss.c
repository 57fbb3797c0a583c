#include "reference/loss.h"

#include <tgmath.h>

// [eq_loss]
gp_real gp_loss_value(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t)
{
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += (a[k] - t[k]) * (a[k] - t[k]);
    return loss->factor * sum;
}
// [eq_loss]

// [eq_loss_slope]
gp_real gp_loss_slope(const gp_loss *loss, gp_real a, gp_real t)
{
    return 2 * loss->factor * (a - t);
}
// [eq_loss_slope]

// [eq_error]
gp_real gp_error_sum(const gp_error *error, size_t outputs, const gp_real *a, const gp_real *t)
{
    gp_real sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += error->deviation == GP_SQUARED ? (a[k] - t[k]) * (a[k] - t[k]) : fabs(a[k] - t[k]);
    return sum;
}

gp_real gp_error_value(const gp_error *error, gp_real sum, size_t terms)
{
    return error->factor * (error->reduction == GP_MEAN ? sum / (gp_real)terms : sum);
}
// [eq_error]
