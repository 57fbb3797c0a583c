#include "oracle/tolerance.h"

#include <math.h>

long double gp_amplification(const gp_expectation *expectation)
{
    return expectation->amplification ? gp_number_long(expectation->amplification) : 1;
}

long double gp_tolerance(const gp_expectation *expectation, long double unit_roundoff)
{
    long double size = fmaxl(fabsl(gp_number_long(expectation->exact)), GP_TOLERANCE_SCALE);
    return GP_TOLERANCE_K * gp_amplification(expectation) * unit_roundoff * size;
}

bool gp_within_tolerance(const gp_expectation *expectation, long double computed, long double unit_roundoff)
{
    return fabsl(computed - gp_number_long(expectation->exact)) <= gp_tolerance(expectation, unit_roundoff);
}

double gp_right_digits(long double wanted, long double computed)
{
    long double off = fabsl(computed - wanted);
    if (off == 0)
        return gp_most_right_digits;
    long double digits = -log10l(wanted == 0 ? off : off / fabsl(wanted));
    return digits > 0 ? fmin((double)digits, gp_most_right_digits) : 0;
}
