#include "reference/loss.h"

#include "reference/activation.h"
#include "support/check.h"

#include <tgmath.h>

/* Outputs and targets of the tests below; a - t = (0.5, -2.25, 3), its squares (0.25, 5.0625, 9), their sum 14.3125. */
static const gp_real a[] = {-0.75, 1.25, 2.5};
static const gp_real t[] = {-1.25, 3.5, -0.5};

/* 0.75 * 14.3125 = 10.734375; of the first two outputs alone 0.75 * 5.3125 = 3.984375; of none 0. */
Test(loss, value)
{
    const gp_loss loss = {.factor = 0.75};
    check_equal(gp_loss_value(&loss, 3, NULL, a, t), (gp_real)10.734375);
    check_equal(gp_loss_value(&loss, 2, NULL, a, t), (gp_real)3.984375);
    check_equal(gp_loss_value(&loss, 0, NULL, a, t), (gp_real)0);
}

/* 0.75 * 0.25 = 0.1875, 0.75 * 5.0625 = 3.796875, 0.75 * 9 = 6.75. */
Test(loss, parts)
{
    const gp_loss loss = {.factor = 0.75};
    gp_real parts[] = {99, 99, 99, 77};
    gp_loss_parts(&loss, 3, NULL, a, t, parts);
    check_values(parts, 0.1875, 3.796875, 6.75, 77);
}

/* 2 * 0.75 = 1.5 times 0.5, -2.25 and 3; with the factor 1/2 the slope is the difference itself. */
Test(loss, gradient)
{
    const gp_loss loss = {.factor = 0.75}, half = {.factor = 0.5};
    gp_real da[] = {99, 99, 99, 77};
    gp_loss_gradient(&loss, 3, NULL, a, t, da);
    check_values(da, 0.75, -3.375, 4.5, 77);
    gp_loss_gradient(&half, 2, NULL, a, t, da);
    check_values(da, 0.5, -2.25, 4.5, 77);

    gp_real in_place[] = {-0.75, 1.25, 2.5, 77};
    gp_loss_gradient(&loss, 3, NULL, in_place, t, in_place);
    check_values(in_place, 0.75, -3.375, 4.5, 77);
}

/* The other losses of the same outputs: sizes 0.5 + 2.25 + 3 = 5.75; products 0.9375 + 4.375 - 1.25 = 4.0625. */
Test(loss, other_values)
{
    const gp_loss absolute = {.kind = GP_ABSOLUTE_LOSS, .factor = 0.75}, linear = {.kind = GP_LINEAR_LOSS, .factor = 0.5};
    gp_real values[] = {99, 99, 99};
    check_equal(gp_loss_value(&absolute, 3, NULL, a, t), (gp_real)4.3125);
    gp_loss_parts(&absolute, 3, NULL, a, t, values);
    check_values(values, 0.375, 1.6875, 2.25);
    gp_loss_gradient(&absolute, 3, NULL, a, t, values);
    check_values(values, 0.75, -0.75, 0.75);
    gp_loss_gradient(&absolute, 3, NULL, a, a, values); /* on the kink */
    check_values(values, 0, 0, 0);
    check_equal(gp_loss_value(&linear, 3, NULL, a, t), (gp_real)2.03125);
    gp_loss_parts(&linear, 3, NULL, a, t, values);
    check_values(values, 0.46875, 2.1875, -0.625);
    gp_loss_gradient(&linear, 3, NULL, a, t, values);
    check_values(values, -0.625, 1.75, -0.25);
}

/* The binary cross-entropy where the sigmoid is 0 or 1 in any arithmetic: E is |z| on the wrong side and 0 on the right one,
   dE/dz is 1, -1 or 0, and nothing is NaN. Of the target 1/4, E = 7500 and 2500. */
Test(loss, far_out)
{
    const gp_loss loss = {.kind = GP_BINARY_CROSS_ENTROPY_LOSS, .factor = 1};
    const gp_real z[] = {10000, -10000, 10000, -10000, 10000, -10000}, out[] = {1, 0, 1, 0, 1, 0};
    const gp_real target[] = {0, 1, 1, 0, 0.25, 0.25};
    gp_real values[6];
    gp_loss_parts(&loss, 6, z, out, target, values);
    check_values(values, 10000, 10000, 0, 0, 7500, 2500);
    check_equal(gp_loss_value(&loss, 6, z, out, target), (gp_real)30000);
    gp_losses[GP_BINARY_CROSS_ENTROPY_LOSS].delta(&loss, 6, out, target, values);
    check_values(values, 1, -1, 0, 0, 0.75, -0.25);
    gp_loss_gradient(&loss, 6, z, out, target, values);
    check_values(values, (gp_real)INFINITY, -(gp_real)INFINITY, -1, 1, (gp_real)INFINITY, -(gp_real)INFINITY);
}

/* The cross-entropy of three softmax outputs: decimals from mpmath, of soft targets and of a class. Without a target an output
   has no share, and no slope. */
Test(loss, cross_entropy)
{
    const gp_loss loss = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 0.5};
    const gp_real z[] = {-0.75, 1.25, 2.5}, soft[] = {0.25, 0.5, 0.25}, class[] = {0, 1, 0};
    gp_real out[3], values[3];
    gp_activate(&(gp_layer_shape){.units = 3, .activation = GP_SOFTMAX}, z, out);
    gp_loss_parts(&loss, 3, z, out, soft, values);
    check_values_ulps(values, 4, 0.5 * 0.8829057517125812651908702, 0.5 * 0.7658115034251625303817403,
                      0.5 * 0.07040575171258126519087016);
    check_ulps(gp_loss_value(&loss, 3, z, out, soft), (gp_real)(0.5 * 1.719123006850325060763481), 4);
    gp_loss_gradient(&loss, 3, z, out, soft, values);
    check_values_ulps(values, 8, -0.5 * 8.544849004030928079077634, -0.5 * 2.312839120349227034012273,
                      -0.5 * 0.3313197511729780275529463);
    gp_losses[GP_CROSS_ENTROPY_LOSS].delta(&loss, 3, out, soft, values);
    check_values_ulps(values, 8, -0.5 * 0.2207426076362419563411435, -0.5 * 0.2838154865157665944544751,
                      0.5 * 0.5045580941520085507956186);
    gp_loss_parts(&loss, 3, z, out, class, values);
    check_values_ulps(values, 4, 0, 0.7658115034251625303817403, 0);
    gp_loss_gradient(&loss, 3, z, out, class, values);
    check_values_ulps(values, 8, 0, -2.312839120349227034012273, 0);
}

/* Targets need not add up to 1: with E = -sum t log a, dE/dz = c (a sum t - t). Here the sum is 3: 0.5 * (0.25 * 3 - 1) and so
   on. */
Test(loss, cross_entropy_of_any_targets)
{
    const gp_loss loss = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 0.5};
    gp_real values[] = {99, 99, 99, 77};
    gp_losses[GP_CROSS_ENTROPY_LOSS].delta(&loss, 3, (const gp_real[]){0.25, 0.5, 0.25}, (const gp_real[]){1, 4, -2}, values);
    check_values(values, -0.125, -1.25, 1.375, 77);
    gp_real in_place[] = {0.25, 0.5, 0.25};
    gp_losses[GP_CROSS_ENTROPY_LOSS].delta(&loss, 3, in_place, (const gp_real[]){1, 4, -2}, in_place);
    check_values(in_place, -0.125, -1.25, 1.375);
}

/* The cross-entropy where outputs underflow: E is how far the net input of the class is below the largest one, of which there
   may be two; dE/dz is a - t, and nothing is NaN. Of an output that is nearly 1, E is nearly 1 - a, in all digits. */
Test(loss, cross_entropy_far_out)
{
    const gp_loss loss = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 1};
    const gp_real z[] = {10000, -10000, 9000}, out[] = {1, 0, 0}, wrong[] = {0, 1, 0}, right[] = {1, 0, 0};
    gp_real values[3];
    gp_loss_parts(&loss, 3, z, out, wrong, values);
    check_values(values, 0, 20000, 0);
    check_equal(gp_loss_value(&loss, 3, z, out, wrong), (gp_real)20000);
    check_equal(gp_loss_value(&loss, 3, z, out, (const gp_real[]){0, 0.25, 0.75}), (gp_real)5750);
    check_equal(gp_loss_value(&loss, 3, z, out, right), (gp_real)0);
    gp_losses[GP_CROSS_ENTROPY_LOSS].delta(&loss, 3, out, wrong, values);
    check_values(values, 1, -1, 0);
    gp_loss_gradient(&loss, 3, z, out, wrong, values);
    check_values(values, 0, -(gp_real)INFINITY, 0);
    gp_loss_gradient(&loss, 3, z, out, right, values);
    check_values(values, -1, 0, 0);
    check_ulps(gp_loss_value(&loss, 2, (const gp_real[]){50, 0}, NULL, right), (gp_real)1.928749847963917783017157e-22, 2);
    check_equal(gp_loss_value(&loss, 1, (const gp_real[]){-10000}, NULL, right), (gp_real)0);
}

/* E of net inputs, one of them moved by h. */
static gp_real moved(const gp_loss *loss, const gp_layer_shape *shape, const gp_real *z, size_t k, gp_real h)
{
    gp_real there[] = {z[0], z[1], z[2]}, out[3];
    there[k] += h;
    gp_activate(shape, there, out);
    return gp_loss_value(loss, 3, there, out, t);
}

/* Every row: its parts add up to its value; dE/da times the slope, and where it is paired its own dE/dz, is the slope along
   each net input, by a difference over 2 h. With h = 2^-17 (2^-8 in binary32) that is wrong by some h^2 and some epsilon / h.
 */
Test(loss, rows)
{
    static const char *const names[] = {"squared", "absolute", "linear", "binary-cross-entropy", "cross-entropy"};
    const gp_real h = sizeof(gp_real) == 8 ? (gp_real)0x1p-17 : (gp_real)0x1p-8, tolerance = 64 * (h * h + real_epsilon / h);
    const gp_real z[] = {-0.75, 1.25, 2.5};
    cr_assert_eq(sizeof names / sizeof *names, gp_loss_count);
    for (size_t k = 0; k < gp_loss_count; k++) {
        const gp_loss_row *row = &gp_losses[k];
        const gp_loss loss = {.kind = (gp_loss_kind)k, .factor = 0.75};
        const gp_layer_shape shape = {.units = 3, .activation = row->is_paired ? row->paired_with : GP_IDENTITY};
        gp_real out[3], parts[3], da[3], delta[3], paired[3];
        cr_assert_str_eq(row->name, names[k]);
        cr_assert_eq(row->is_paired, row->delta != NULL);
        gp_activate(&shape, z, out);
        row->parts(&loss, 3, z, out, t, parts);
        row->gradient(&loss, 3, z, out, t, da);
        gp_activation_back(&shape, z, out, da, delta);
        check_ulps(row->value(&loss, 3, z, out, t), parts[0] + parts[1] + parts[2], 4);
        if (row->is_paired)
            row->delta(&loss, 3, out, t, paired);
        for (size_t j = 0; j < 3; j++) {
            const gp_real difference = (moved(&loss, &shape, z, j, h) - moved(&loss, &shape, z, j, -h)) / (2 * h);
            cr_assert(fabs(delta[j] - difference) <= tolerance, "%s, output %zu: %g, not %g", row->name, j, (double)delta[j],
                      (double)difference);
            cr_assert(!row->is_paired || fabs(paired[j] - difference) <= tolerance, "%s, output %zu: %g, not %g", row->name, j,
                      (double)paired[j], (double)difference);
        }
    }
}

/* Squared 14.3125; absolute 0.5 + 2.25 + 3 = 5.75. Factor and reduction have no part in it. */
Test(loss, error_sum)
{
    const gp_error squared = {.kind = GP_SQUARED_LOSS, .over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 7};
    const gp_error absolute = {.kind = GP_ABSOLUTE_LOSS, .over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 7};
    check_equal(gp_error_sum(&squared, 3, NULL, a, t), (gp_real)14.3125);
    check_equal(gp_error_sum(&absolute, 3, NULL, a, t), (gp_real)5.75);
    check_equal(gp_error_sum(&absolute, 2, NULL, a, t), (gp_real)2.75);
}

/* Where the outputs have been rounded to 0 and 1, the logarithm of them would be infinite: of sigmoids 0.75 * 1000 twice, of a
   softmax 0.5 * 1000 + 0.25 * 2000. */
Test(loss, error_sum_of_cross_entropy)
{
    const gp_error binary = {.kind = GP_BINARY_CROSS_ENTROPY_LOSS, .factor = 7};
    const gp_error of_softmax = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 7};
    check_equal(
        gp_error_sum(&binary, 2, (const gp_real[]){1000, -1000}, (const gp_real[]){1, 0}, (const gp_real[]){0.25, 0.75}),
        (gp_real)1500);
    check_equal(gp_error_sum(&of_softmax, 3, (const gp_real[]){1000, 0, -1000}, (const gp_real[]){1, 0, 0},
                             (const gp_real[]){0.25, 0.5, 0.25}),
                (gp_real)1000);
}

/* Of 5 samples with 2 outputs: 3 * 8.75 = 26.25; 3 * (8.75 / 5) = 5.25; 3 * (8.75 / 2) = 13.125; 3 * (8.75 / 10) = 2.625. And
   107 / 107 is 1, where 107 times the rounded 1 / 107 is not. */
Test(loss, error_value)
{
    const gp_error sum = {.over_samples = GP_SUM, .over_outputs = GP_SUM, .factor = 3};
    const gp_error over_samples = {.over_samples = GP_MEAN, .over_outputs = GP_SUM, .factor = 3};
    const gp_error over_outputs = {.over_samples = GP_SUM, .over_outputs = GP_MEAN, .factor = 3};
    const gp_error mean = {.over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 3};
    check_equal(gp_error_value(&sum, (gp_real)8.75, 0, 5, 2), (gp_real)26.25);
    check_equal(gp_error_value(&over_samples, (gp_real)8.75, 0, 5, 2), (gp_real)5.25);
    check_equal(gp_error_value(&over_outputs, (gp_real)8.75, 0, 5, 2), (gp_real)13.125);
    check_equal(gp_error_value(&mean, (gp_real)8.75, 0, 5, 2), (gp_real)2.625);
    check_equal(gp_error_value(&mean, (gp_real)107, 0, 107, 1), (gp_real)3);
    const gp_error unknown = {.over_samples = (gp_reduction)99, .factor = 3};
    cr_assert(isnan(gp_error_value(&unknown, (gp_real)8.75, 0, 5, 2)));
}

/* The mean over the 5 samples of 2.5 is 0.5, whatever is made of the terms. */
Test(loss, error_value_with_penalties)
{
    const gp_error sum = {.over_samples = GP_SUM, .over_outputs = GP_SUM, .factor = 3};
    const gp_error mean = {.over_samples = GP_MEAN, .over_outputs = GP_MEAN, .factor = 3};
    check_equal(gp_error_value(&sum, (gp_real)8.75, (gp_real)2.5, 5, 2), (gp_real)26.75);
    check_equal(gp_error_value(&mean, (gp_real)8.75, (gp_real)2.5, 5, 2), (gp_real)3.125);
}

/* Summed from the front, 1 + s + s with s = 3/8 epsilon is 1: each s alone is rounded away. From the back s + s = 3/4 epsilon
   counts, and the sum is 1 + epsilon. */
Test(loss, sum_order)
{
    const gp_real none[] = {0, 0, 0};
    const gp_real s = real_epsilon * 3 / 8, root = sqrt(s);
    const gp_loss loss = {.factor = 1};
    const gp_error squared = {.kind = GP_SQUARED_LOSS}, absolute = {.kind = GP_ABSOLUTE_LOSS};
    check_equal(gp_loss_value(&loss, 3, NULL, (const gp_real[]){1, root, root}, none), (gp_real)1);
    check_equal(gp_loss_value(&loss, 3, NULL, (const gp_real[]){root, root, 1}, none), 1 + real_epsilon);
    check_equal(gp_error_sum(&squared, 3, NULL, (const gp_real[]){1, root, root}, none), (gp_real)1);
    check_equal(gp_error_sum(&squared, 3, NULL, (const gp_real[]){root, root, 1}, none), 1 + real_epsilon);
    check_equal(gp_error_sum(&absolute, 3, NULL, (const gp_real[]){1, s, s}, none), (gp_real)1);
    check_equal(gp_error_sum(&absolute, 3, NULL, (const gp_real[]){s, s, 1}, none), 1 + real_epsilon);
}
