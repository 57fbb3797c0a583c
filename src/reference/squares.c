#include "reference/squares.h"

gp_real gp_add_squares(gp_real sum, size_t count, const gp_real *values)
{
    for (size_t k = 0; k < count; k++)
        sum += values[k] * values[k];
    return sum;
}
