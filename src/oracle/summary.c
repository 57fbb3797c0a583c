#include "oracle/summary.h"

#include "oracle/digits.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdlib.h>

/* Fewer significant digits than this say the whole number: the certifier rounds to at least as many. */
static const size_t rounded_digits = 40;

static int compare_doubles(const void *one, const void *other)
{
    const double x = *(const double *)one, y = *(const double *)other;
    return (x > y) - (x < y);
}

/* The spread of some numbers, of which the largest or the smallest is the worst; sorts them. */
static gp_spread spread(double *numbers, size_t count, bool largest_is_worst)
{
    if (count == 0)
        return (gp_spread){0};
    qsort(numbers, count, sizeof *numbers, compare_doubles);
    return (gp_spread){.worst = numbers[largest_is_worst ? count - 1 : 0], .median = numbers[(count - 1) / 2]};
}

bool gp_summarise(const gp_case *the_case, const gp_verification *verification, gp_summary *summary)
{
    const size_t count = the_case->expectation_count;
    *summary = (gp_summary){.numbers = count};
    double *amplification = calloc(3 * count + 1, sizeof *amplification);
    if (!amplification)
        return false;
    double *tolerance = amplification + count, *right = tolerance + count;
    for (size_t k = 0; k < count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        const long double off = fabsl(verification->computed[k] - gp_number_long(expectation->exact));
        const size_t digits = gp_significant_digits(expectation->exact);
        amplification[k] = (double)gp_amplification(expectation);
        tolerance[k] = (double)(off / gp_tolerance(expectation, GP_UNIT_ROUNDOFF));
        right[k] = gp_right_digits(gp_number_long(expectation->exact), verification->computed[k]);
        if (digits < rounded_digits)
            summary->short_ones++;
        else if (summary->proven_digits == 0 || digits < summary->proven_digits)
            summary->proven_digits = digits;
    }
    summary->amplification = spread(amplification, count, true);
    summary->tolerance = spread(tolerance, count, true);
    summary->right_digits = spread(right, count, false);
    free(amplification);
    return true;
}
