/** @file
 *  The exponential function of several arguments at once, in the lanes of a vector, with the bits of gp_exp(). For those who
 * compute with vectors; it is included by a file that says `lane_bytes`, how long they are.
 *
 *  Processors have no lanes for products of whole numbers as long as those of gp_exp(). So this is done with sums and products
 * of binary64 numbers, rounded to nearest one by one: without fused multiply-add, and in no other rounding mode. */
#ifndef GP_ELEMENTARY_EXP_LANES_H
#define GP_ELEMENTARY_EXP_LANES_H

#include "elementary/elementary.h"
#include "elementary/exp_lanes_table.h"
#include "elementary/wide.h"

/** Numbers side by side. */
typedef double gp_lanes __attribute__((vector_size(lane_bytes)));

/** Whole numbers side by side: the bits of numbers, or all of them set where something is so. */
typedef uint64_t gp_lane_bits __attribute__((vector_size(lane_bytes)));

enum { gp_lane_count = lane_bytes / sizeof(double) };

/* e^x = (sum + tail) 2^k, where n = 128 k + j is in the last bits of steps. The sum is exact; the tail is less than 2^-16. */
typedef struct lane_powers {
    gp_lanes sum, tail;
    gp_lane_bits steps;
} lane_powers;

/* How far the tail may be from its value, with the rounding of tail + exp_lanes_error included. */
static const double exp_lanes_error = 0x1p-67;

/* e^x = 2^k 2^(j/128) e^r with x = n log 2/128 + r. Of 2^(j/128) = high + low and of r = r_high + r_low the first parts have so
   few bits that their product is exact; and so is its sum with high, in two parts. For |x| <= 708. */
GP_INLINE lane_powers fast_exp_lanes(gp_lanes x)
{
    /* Numbers so large that their last bit is a unit, and one of 2^-33: what is added to them is rounded to that. */
    const double to_units = 0x1.8p52, to_33_bits = 0x1.8p19;
    const gp_lanes shifted = x * steps_a_unit + to_units, n = shifted - to_units;
    const gp_lane_bits steps = (gp_lane_bits)shifted; /* its last bits are n */
    const gp_lanes rest = x - n * step_high, small = n * step_low;
    const gp_lanes r_high = (rest + to_33_bits) - to_33_bits, r_low = (rest - r_high) - small;
    /* e^r - 1 - r = r^2/2! + ... + r^7/7!, in short chains */
    const gp_lanes r = rest - small, square = r * r, fourth = square * square;
    const gp_lanes terms_2 = (lane_term[0] + r * lane_term[1]) * square, terms_4 = (lane_term[2] + r * lane_term[3]) * fourth;
    const gp_lanes terms_6 = (lane_term[4] + r * lane_term[5]) * (fourth * square);
    const gp_lanes growth = (terms_2 + r_low) + (terms_4 + terms_6); /* e^r - 1 - r_high */
    gp_lanes high, low;
    for (int l = 0; l < gp_lane_count; l++) {
        high[l] = lane_power[steps[l] & 127].high;
        low[l] = lane_power[steps[l] & 127].low;
    }
    const gp_lanes product = high * r_high, sum = high + product, lost = product - (sum - high);
    return (lane_powers){sum, (lost + (low + low * r_high)) + (high + low) * growth, steps};
}

/* y 2^k, where 128 k + j is in the last bits of steps: k is added to the exponent. */
GP_INLINE gp_lanes times_power(gp_lanes y, gp_lane_bits steps)
{
    return (gp_lanes)((gp_lane_bits)y + ((steps & -(uint64_t)128) << 45));
}

/* Where |x| > limit, or x is no number. */
GP_INLINE gp_lane_bits far_out(gp_lanes x, double limit)
{
    return ~((gp_lane_bits)(x <= limit) & (gp_lane_bits)(x >= -limit));
}

GP_INLINE bool any_of(gp_lane_bits lanes)
{
    uint64_t some = 0;
    for (int l = 0; l < gp_lane_count; l++)
        some |= lanes[l];
    return some != 0;
}

/** e^x in each lane, with the bits of gp_exp().
 *  @param x the arguments, any numbers
 *  @return  their exponentials
 *  @verifiedby{test_exp_lanes_same_bits} */
GP_INLINE gp_lanes gp_exp_lanes(gp_lanes x)
{
    const lane_powers y = fast_exp_lanes(x);
    const gp_lanes more = y.sum + (y.tail + exp_lanes_error), less = y.sum + (y.tail - exp_lanes_error);
    const gp_lane_bits left = (gp_lane_bits)(more != less) | far_out(x, 708);
    gp_lanes result = times_power(y.sum + y.tail, y.steps);
    if (__builtin_expect(any_of(left), 0))
        for (int l = 0; l < gp_lane_count; l++)
            if (left[l])
                result[l] = gp_exp(x[l]);
    return result;
}

/** e^x of a binary32 number in each lane, with the bits of gp_expf().
 *  @param x the arguments, any numbers of binary32
 *  @return  their exponentials, numbers of binary32 once they are converted to it
 *  @verifiedby{test_exp_lanes_same_bits_of_binary32} (all arguments: `elementary.exp.all_binary32`) */
GP_INLINE gp_lanes gp_expf_lanes(gp_lanes x)
{
    const lane_powers y = fast_exp_lanes(x);
    /* It is off by less than a unit of the last of 53 bits, and for no argument it is midway between two numbers of binary32:
       so the nearest of these is that of e^x. */
    gp_lanes result = times_power(y.sum + y.tail, y.steps);
    const gp_lane_bits left = far_out(x, 87);
    if (__builtin_expect(any_of(left), 0))
        for (int l = 0; l < gp_lane_count; l++)
            if (left[l])
                result[l] = (double)gp_expf((float)x[l]);
    return result;
}

#endif
