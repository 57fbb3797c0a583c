#include "reference/loss.h"

#include "support/check.h"

#include <tgmath.h>

/* Outputs and targets of the tests below; a - t = (0.5, -2.25, 3), its squares (0.25, 5.0625, 9), their sum 14.3125. */
static const gp_real a[] = {-0.75, 1.25, 2.5};
static const gp_real t[] = {-1.25, 3.5, -0.5};

/* 0.75 * 14.3125 = 10.734375; of the first two outputs alone 0.75 * 5.3125 = 3.984375; of none 0. */
Test(loss, value)
{
    const gp_loss loss = {.factor = 0.75};
    check_equal(gp_loss_value(&loss, 3, a, t), (gp_real)10.734375);
    check_equal(gp_loss_value(&loss, 2, a, t), (gp_real)3.984375);
    check_equal(gp_loss_value(&loss, 0, a, t), (gp_real)0);
}

/* 2 * 0.75 = 1.5 times 0.5 and times -2.25; with the factor 1/2 the slope is the difference itself. */
Test(loss, slope)
{
    const gp_loss loss = {.factor = 0.75}, half = {.factor = 0.5};
    check_equal(gp_loss_slope(&loss, a[0], t[0]), (gp_real)0.75);
    check_equal(gp_loss_slope(&loss, a[1], t[1]), (gp_real)-3.375);
    check_equal(gp_loss_slope(&half, a[1], t[1]), (gp_real)-2.25);
}

/* Squared 14.3125; absolute 0.5 + 2.25 + 3 = 5.75. Factor and reduction have no part in it. */
Test(loss, error_sum)
{
    const gp_error squared = {.deviation = GP_SQUARED, .reduction = GP_MEAN, .factor = 7};
    const gp_error absolute = {.deviation = GP_ABSOLUTE, .reduction = GP_MEAN, .factor = 7};
    check_equal(gp_error_sum(&squared, 3, a, t), (gp_real)14.3125);
    check_equal(gp_error_sum(&absolute, 3, a, t), (gp_real)5.75);
    check_equal(gp_error_sum(&absolute, 2, a, t), (gp_real)2.75);
}

/* 3 * 8.75 = 26.25; 3 * (8.75 / 5) = 5.25; 107 / 107 is 1, where 107 times the rounded 1 / 107 is not. */
Test(loss, error_value)
{
    const gp_error sum = {.deviation = GP_SQUARED, .reduction = GP_SUM, .factor = 3};
    const gp_error mean = {.deviation = GP_ABSOLUTE, .reduction = GP_MEAN, .factor = 3};
    check_equal(gp_error_value(&sum, (gp_real)8.75, 5), (gp_real)26.25);
    check_equal(gp_error_value(&mean, (gp_real)8.75, 5), (gp_real)5.25);
    check_equal(gp_error_value(&mean, (gp_real)107, 107), (gp_real)3);
}

/* Summed from the front, 1 + s + s with s = 3/8 epsilon is 1: each s alone is rounded away. From the back s + s = 3/4 epsilon
   counts, and the sum is 1 + epsilon. */
Test(loss, sum_order)
{
    const gp_real none[] = {0, 0, 0};
    const gp_real s = epsilon * 3 / 8, root = sqrt(s);
    const gp_loss loss = {.factor = 1};
    const gp_error squared = {.deviation = GP_SQUARED}, absolute = {.deviation = GP_ABSOLUTE};
    check_equal(gp_loss_value(&loss, 3, (const gp_real[]){1, root, root}, none), (gp_real)1);
    check_equal(gp_loss_value(&loss, 3, (const gp_real[]){root, root, 1}, none), 1 + epsilon);
    check_equal(gp_error_sum(&squared, 3, (const gp_real[]){1, root, root}, none), (gp_real)1);
    check_equal(gp_error_sum(&squared, 3, (const gp_real[]){root, root, 1}, none), 1 + epsilon);
    check_equal(gp_error_sum(&absolute, 3, (const gp_real[]){1, s, s}, none), (gp_real)1);
    check_equal(gp_error_sum(&absolute, 3, (const gp_real[]){s, s, 1}, none), 1 + epsilon);
}
