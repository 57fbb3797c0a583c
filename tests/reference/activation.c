#include "reference/activation.h"

#include "support/check.h"

#include <tgmath.h>

/* Decimals of 1 / (1 + exp(-z)) from mpmath with 60 digits. With exp() right to one ulp the relative error of the sigmoid is at
   most 4 u: 2 u of exp(), u of the sum, u of the quotient. A relative error of 4 u is at most 4 ulps. */
Test(activation, values)
{
    const gp_real z[] = {0.5, -0.75, 2, -3.25, 7.125, -20.5};
    gp_real a[6];

    gp_activate(&(gp_layer_shape){.units = 6, .activation = GP_SIGMOID}, z, a);
    check_values_ulps(a, 4, 0.6224593312018545646389, 0.3208213008246070268403, 0.8807970779778824440597,
                      0.03732688734412946019772, 0.9991959140643707645100, 1.250152864823860441556e-9);

    gp_activate(&(gp_layer_shape){.units = 6, .activation = GP_IDENTITY}, z, a);
    check_values(a, 0.5, -0.75, 2, -3.25, 7.125, -20.5);
}

/* The same net inputs through the other activations, with alpha 3/4: decimals from mpmath. Each operation rounds by half an ulp
   at most; 1 + erf(z / sqrt 2) cancels what the two have in common, and the error of 1 u at 1 is 2^9 times as large at -3.25.
 */
Test(activation, other_values)
{
    const gp_real z[] = {0.5, -0.75, 2, -3.25, 7.125};
    gp_real a[5];
    gp_layer_shape shape = {.units = 5, .alpha = (gp_real)0.75, .activation = GP_TANH};
    gp_activate(&shape, z, a);
    check_values_ulps(a, 1, 0.4621171572600097585023, -0.6351489523872873192144, 0.9640275800758168839464,
                      -0.9969976354865260169323, 0.9999987048104035901467);
    shape.activation = GP_RELU;
    gp_activate(&shape, z, a);
    check_values(a, 0.5, 0, 2, 0, 7.125);
    shape.activation = GP_LEAKY_RELU;
    gp_activate(&shape, z, a);
    check_values(a, 0.5, -0.5625, 2, -2.4375, 7.125);
    shape.activation = GP_ELU;
    gp_activate(&shape, z, a);
    check_values_ulps(a, 2, 0.5, -0.3957250854442389696465, 2, -0.7209193441262084925848, 7.125);
    shape.activation = GP_SOFTPLUS;
    gp_activate(&shape, z, a);
    check_values_ulps(a, 2, 0.974076984180106680873, 0.3868710061148999436698, 2.126928011042972496444,
                      0.03804137168778312856121, 7.125804409386124793318);
    shape.activation = GP_SILU;
    gp_activate(&shape, z, a);
    check_values_ulps(a, 4, 0.3112296656009272823195, -0.2406159756184552701302, 1.761594155955764888119,
                      -0.1213123838684207456426, 7.119270887708641697134);
    shape.activation = GP_GELU;
    gp_activate(&shape, z, a);
    check_values_ulps(a, 2048, 0.3457312306370065518189, -0.1699705142826511494953, 1.954499736103641585599,
                      -0.00187533138776999288948, 7.12499999999629212549);
    shape.activation = GP_GELU_TANH;
    gp_activate(&shape, z, a);
    check_values_ulps(a, 4096, 0.3457140098251439220378, -0.1700394448343796958159, 1.954597694087775018781,
                      -0.001568627144747468761527, 7.124999999999999491794);
    shape.activation = GP_SOFTMAX;
    shape.units = 3;
    gp_activate(&shape, z, a);
    check_values_ulps(a, 4, 0.1733644920789951035785, 0.04966975858586252786996, 0.7769657493351423685515);
}

/* Far out, where an exponential overflows or underflows, there are limits, and no NaN. */
Test(activation, far_out)
{
    const gp_real z[] = {10000, -10000};
    for (size_t k = 0; k < gp_activation_count; k++) {
        const gp_layer_shape shape = {.units = 2, .activation = (gp_activation)k, .alpha = (gp_real)0.75};
        gp_real a[2], slope[2];
        gp_activate(&shape, z, a);
        if (!gp_activations[k].slopes)
            continue; /* of a whole layer: see the next test */
        gp_slopes(&shape, z, a, slope);
        const bool bounded = k == GP_SIGMOID || k == GP_TANH, linear = k == GP_IDENTITY, leaky = k == GP_LEAKY_RELU;
        cr_assert(a[0] == (bounded ? 1 : z[0]), "%s: %g", gp_activations[k].name, (double)a[0]);
        cr_assert(slope[0] == (bounded ? 0 : 1), "%s: %g", gp_activations[k].name, (double)slope[0]);
        const gp_real limit = linear ? -10000 : leaky ? -7500 : k == GP_ELU ? (gp_real)-0.75 : k == GP_TANH ? -1 : 0;
        cr_assert(a[1] == limit, "%s: %g", gp_activations[k].name, (double)a[1]);
        cr_assert(slope[1] == (linear ? 1 : leaky ? (gp_real)0.75 : 0), "%s: %g", gp_activations[k].name, (double)slope[1]);
    }
}

/* Softmax where exp(z) overflows, and where all of exp(z) underflow: what counts is how far the net inputs are apart. Net
   inputs that are the same share; a unit that is alone has 1, whatever its net input. */
Test(activation, softmax_far_out)
{
    gp_layer_shape shape = {.units = 3, .activation = GP_SOFTMAX};
    gp_real a[] = {99, 99, 99, 77};
    gp_activate(&shape, (const gp_real[]){10000, -10000, 10000}, a);
    check_values(a, 0.5, 0, 0.5, 77);
    gp_activate(&shape, (const gp_real[]){-10000, -9000, -10000}, a);
    check_values(a, 0, 1, 0, 77);
    shape.units = 1;
    gp_activate(&shape, (const gp_real[]){-10000}, a);
    check_values(a, 1, 1, 0, 77);
}

/* delta_j = a_j (da_j - sum_k da_k a_k): with a = (1/2, 1/8, 3/8) and da = (3, -4, 8) the sum is 1.5 - 0.5 + 3 = 4, and 3 - 4,
   -4 - 4, 8 - 4 are -1, -8, 4. The deltas add up to 0. Net inputs are not looked at. */
Test(activation, softmax_back)
{
    const gp_real a[] = {0.5, 0.125, 0.375}, da[] = {3, -4, 8};
    gp_real delta[] = {99, 99, 99, 77};
    gp_activation_back(&(gp_layer_shape){.units = 3, .activation = GP_SOFTMAX}, NULL, a, da, delta);
    check_values(delta, -0.5, -1, 1.5, 77);
}

/* At z = 0 the slope of ReLU is 0, by convention; of leaky ReLU and of ELU, alpha. Nothing else is taken for 0. */
Test(activation, kinks)
{
    const gp_real z[] = {-0x1p-100, 0, 0x1p-100};
    gp_real a[3], slope[3];
    gp_layer_shape shape = {.units = 3, .alpha = (gp_real)0.75, .activation = GP_RELU};
    gp_activate(&shape, z, a);
    gp_slopes(&shape, z, a, slope);
    check_values(a, 0, 0, 0x1p-100);
    check_values(slope, 0, 0, 1);
    shape.activation = GP_LEAKY_RELU;
    gp_slopes(&shape, z, a, slope);
    check_values(slope, 0.75, 0.75, 1);
    shape.activation = GP_ELU;
    gp_slopes(&shape, z, a, slope);
    check_values(slope, 0.75, 0.75, 1);
}

/* What is no number stays none. */
Test(activation, no_number)
{
    const gp_real z[] = {(gp_real)NAN};
    for (size_t k = 0; k < gp_activation_count; k++) {
        gp_real a[1];
        gp_activate(&(gp_layer_shape){.units = 1, .activation = (gp_activation)k, .alpha = 1}, z, a);
        cr_assert(isnan(a[0]), "%s: %g", gp_activations[k].name, (double)a[0]);
    }
}

/* Beyond the range of exp() the sigmoid goes to its limits, without NaN: exp(750) is infinite, exp(-750) is 0. */
Test(activation, limits)
{
    const gp_real z[] = {750, -750, 0};
    gp_real a[3];
    gp_activate(&(gp_layer_shape){.units = 3, .activation = GP_SIGMOID}, z, a);
    check_values(a, 1, 0, 0.5);
}

Test(activation, in_place)
{
    gp_real z[] = {0.5, -0.75, 2};
    gp_activate(&(gp_layer_shape){.units = 2, .activation = GP_SIGMOID}, z, z);
    check_values_ulps(z, 4, 0.6224593312018545646389, 0.3208213008246070268403, 2);
    gp_activate(&(gp_layer_shape){.units = 3, .activation = GP_IDENTITY}, z, z);
    check_values_ulps(z, 4, 0.6224593312018545646389, 0.3208213008246070268403, 2);
}

/* 0.75 * 0.25 = 0.1875; 0.125 * 0.875 = 0.109375. The slope of the identity is 1 wherever it is taken. The net inputs are not
   those of the activations: the sigmoid's slope comes from a alone. */
Test(activation, slopes)
{
    const gp_real z[] = {3, -4}, a[] = {0.75, 0.125};
    gp_real slope[] = {99, 99, 77};
    gp_slopes(&(gp_layer_shape){.units = 2, .activation = GP_SIGMOID}, z, a, slope);
    check_values(slope, 0.1875, 0.109375, 77);
    gp_slopes(&(gp_layer_shape){.units = 2, .activation = GP_IDENTITY}, z, a, slope);
    check_values(slope, 1, 1, 77);

    gp_real in_place[] = {0.75, 0.125, 77};
    gp_slopes(&(gp_layer_shape){.units = 2, .activation = GP_SIGMOID}, z, in_place, in_place);
    check_values(in_place, 0.1875, 0.109375, 77);
}

/* da times the slopes: 0.75 * 0.1875 = 0.140625, -3 * 0.109375 = -0.328125. */
Test(activation, back)
{
    const gp_real z[] = {3, -4}, a[] = {0.75, 0.125}, da[] = {0.75, -3};
    gp_real delta[] = {99, 99, 77};
    gp_activation_back(&(gp_layer_shape){.units = 2, .activation = GP_SIGMOID}, z, a, da, delta);
    check_values(delta, 0.140625, -0.328125, 77);
    gp_activation_back(&(gp_layer_shape){.units = 2, .activation = GP_IDENTITY}, z, a, da, delta);
    check_values(delta, 0.75, -3, 77);
    gp_activation_back(&(gp_layer_shape){.units = 2, .activation = GP_TANH}, z, a, da, delta);
    check_values(delta, 0.75 * 0.4375, -3 * 0.984375, 77);
}

/* sum_k da_k a_k of a row, its net inputs moved by h along one of them. */
static gp_real moved(const gp_layer_shape *shape, const gp_real *z, const gp_real *da, size_t j, gp_real h)
{
    gp_real there[3], a[3], sum = 0;
    for (size_t k = 0; k < 3; k++)
        there[k] = z[k] + (k == j ? h : 0);
    gp_activate(shape, there, a);
    for (size_t k = 0; k < 3; k++)
        sum += da[k] * a[k];
    return sum;
}

/* Every row: what its step back gives is the slope of sum_k da_k a_k along each net input, by a difference over 2 h. With h =
   2^-17 (2^-8 in binary32) the difference is wrong by some h^2 and some epsilon / h. */
Test(activation, rows)
{
    static const char *const names[] = {"identity", "sigmoid", "tanh", "relu",      "leaky-relu", "elu",
                                        "softplus", "silu",    "gelu", "gelu-tanh", "softmax"};
    const gp_real z[] = {0.5, -0.75, 2}, da[] = {0.75, -3, 1.25}, h = sizeof(gp_real) == 8 ? (gp_real)0x1p-17 : (gp_real)0x1p-8;
    const gp_real tolerance = 16 * (h * h + real_epsilon / h);
    cr_assert_eq(sizeof names / sizeof *names, gp_activation_count);
    for (size_t k = 0; k < gp_activation_count; k++) {
        const gp_layer_shape shape = {.units = 3, .activation = (gp_activation)k, .alpha = (gp_real)0.375};
        const gp_activation_row *row = &gp_activations[k];
        gp_real a[3], delta[3], slope[3];
        cr_assert_str_eq(row->name, names[k]);
        row->value(&shape, z, a);
        row->back(&shape, z, a, da, delta);
        for (size_t j = 0; j < 3; j++) {
            const gp_real difference = (moved(&shape, z, da, j, h) - moved(&shape, z, da, j, -h)) / (2 * h);
            cr_assert(fabs(delta[j] - difference) <= tolerance, "%s, unit %zu: %g, not %g", row->name, j, (double)delta[j],
                      (double)difference);
        }
        if (!row->slopes)
            continue;
        row->slopes(&shape, z, a, slope);
        for (size_t j = 0; j < 3; j++)
            check_ulps(delta[j], da[j] * slope[j], 0);
    }
}
