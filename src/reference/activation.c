#include "reference/activation.h"

#include <tgmath.h>

// [eq_activation]
static gp_real sigmoid(gp_real z)
{
    return 1 / (1 + exp(-z));
}

void gp_activate(gp_activation activation, size_t units, const gp_real *z, gp_real *a)
{
    switch (activation) {
    case GP_IDENTITY:
        for (size_t j = 0; j < units; j++)
            a[j] = z[j];
        break;
    case GP_SIGMOID:
        for (size_t j = 0; j < units; j++)
            a[j] = sigmoid(z[j]);
        break;
    }
}
// [eq_activation]

// [eq_slope]
gp_real gp_slope(gp_activation activation, gp_real a)
{
    return activation == GP_SIGMOID ? a * (1 - a) : 1;
}
// [eq_slope]
