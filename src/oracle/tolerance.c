#include "oracle/tolerance.h"

#include <math.h>

long double gp_amplification(const gp_expectation *expectation)
{
    return expectation->amplification ? gp_number_long(expectation->amplification) : 1;
}

/* Reading the decimals is what takes time: the exact number is read once. */
static long double tolerance_around(const gp_expectation *expectation, long double exact, long double unit_roundoff)
{
    return GP_TOLERANCE_K * gp_amplification(expectation) * unit_roundoff * fmaxl(fabsl(exact), GP_TOLERANCE_SCALE);
}

long double gp_tolerance(const gp_expectation *expectation, long double unit_roundoff)
{
    return tolerance_around(expectation, gp_number_long(expectation->exact), unit_roundoff);
}

bool gp_within_tolerance(const gp_expectation *expectation, long double computed, long double unit_roundoff)
{
    const long double exact = gp_number_long(expectation->exact);
    return fabsl(computed - exact) <= tolerance_around(expectation, exact, unit_roundoff);
}

bool gp_is_right(const gp_expectation *expectation, gp_precision precision, double value, double coarse)
{
    const long double exact = gp_number_long(expectation->exact);
    if (isinf(value))
        return copysignl(1, value) * exact > gp_largest(precision);
    return fabsl(value - exact) <= tolerance_around(expectation, exact, gp_unit_roundoff(precision)) + coarse;
}

double gp_right_digits(long double wanted, long double computed)
{
    long double off = fabsl(computed - wanted);
    if (off == 0)
        return gp_most_right_digits;
    long double digits = -log10l(wanted == 0 ? off : off / fabsl(wanted));
    return digits > 0 ? fmin((double)digits, gp_most_right_digits) : 0;
}
