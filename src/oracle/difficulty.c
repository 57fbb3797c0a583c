#include "oracle/difficulty.h"

#include "oracle/tolerance.h"
#include <math.h>

const char *const gp_difficulty_words[] = {[GP_LOWER] = "lower", [GP_AVERAGE] = "average", [GP_HIGHER] = "higher", NULL};

double gp_reachable_digits(const gp_case *the_case, long double unit_roundoff)
{
    long double largest = 1;
    for (size_t k = 0; k < the_case->expectation_count; k++)
        largest = fmaxl(largest, gp_amplification(&the_case->expectations[k]));
    return (double)fmaxl(0, -log10l(GP_TOLERANCE_K * largest * unit_roundoff));
}

size_t gp_whole_digits(const gp_case *the_case, long double unit_roundoff)
{
    return (size_t)gp_reachable_digits(the_case, unit_roundoff);
}

gp_difficulty gp_difficulty_of(const gp_case *the_case)
{
    if (gp_reachable_digits(the_case, 0x1p-24L) >= 3)
        return GP_LOWER;
    return gp_reachable_digits(the_case, 0x1p-53L) >= 8 ? GP_AVERAGE : GP_HIGHER;
}
