#include "reference/activation.h"

#include "support/check.h"

/* Decimals of 1 / (1 + exp(-z)) from mpmath with 60 digits. With exp() right to one ulp the relative error of the sigmoid is at
   most 4 u: 2 u of exp(), u of the sum, u of the quotient. A relative error of 4 u is at most 4 ulps. */
Test(activation, values)
{
    const gp_real z[] = {0.5, -0.75, 2, -3.25, 7.125, -20.5};
    gp_real a[6];

    gp_activate(GP_SIGMOID, 6, z, a);
    check_values_ulps(a, 4, 0.6224593312018545646389, 0.3208213008246070268403, 0.8807970779778824440597,
                      0.03732688734412946019772, 0.9991959140643707645100, 1.250152864823860441556e-9);

    gp_activate(GP_IDENTITY, 6, z, a);
    check_values(a, 0.5, -0.75, 2, -3.25, 7.125, -20.5);
}

/* Beyond the range of exp() the sigmoid goes to its limits, without NaN: exp(750) is infinite, exp(-750) is 0. */
Test(activation, limits)
{
    const gp_real z[] = {750, -750, 0};
    gp_real a[3];
    gp_activate(GP_SIGMOID, 3, z, a);
    check_values(a, 1, 0, 0.5);
}

Test(activation, in_place)
{
    gp_real z[] = {0.5, -0.75, 2};
    gp_activate(GP_SIGMOID, 2, z, z);
    check_values_ulps(z, 4, 0.6224593312018545646389, 0.3208213008246070268403, 2);
    gp_activate(GP_IDENTITY, 3, z, z);
    check_values_ulps(z, 4, 0.6224593312018545646389, 0.3208213008246070268403, 2);
}

/* 0.75 * 0.25 = 0.1875; 0.125 * 0.875 = 0.109375. The slope of the identity is 1 wherever it is taken. */
Test(activation, slopes)
{
    check_equal(gp_slope(GP_SIGMOID, (gp_real)0.75), (gp_real)0.1875);
    check_equal(gp_slope(GP_SIGMOID, (gp_real)0.125), (gp_real)0.109375);
    check_equal(gp_slope(GP_IDENTITY, (gp_real)0.75), (gp_real)1);
    check_equal(gp_slope(GP_IDENTITY, (gp_real)-5.5), (gp_real)1);
}

/* A number that names no activation does nothing. */
Test(activation, unknown)
{
    const gp_real z[] = {0.5, -0.75};
    gp_real a[] = {77, 78};
    gp_activate((gp_activation)99, 2, z, a);
    check_values(a, 77, 78);
}
