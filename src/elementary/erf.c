#include "elementary/elementary.h"

#include "elementary/erf_table.h"
#include "elementary/exact.h"
#include "elementary/format.h"

/* How far fast_erf() may be from erf x, in units of 2^-71 of its significand,
 * which lies in [1, 2). */
enum { fast_erf_error = 57 };

/* The series of erf around the multiple of 1/16 before |x|, 15 powers of what is beyond it. Around 0 the value is 0, and what
   is beyond is all of x. For |x| < 6. */
GP_INLINE gp_number fast_erf(gp_number x)
{
    const gp_wide size = gp_wide_right_far(x.significand, 2 - x.exponent); /* in units of 2^-125 */
    const erf_cell *cell = &erf_cells[size.high >> 57];
    const uint64_t beyond = size.high << 7 | size.low >> 57; /* in units of 2^-68 */
    uint64_t terms = cell->term[13];                         /* in units of 2^-64 */
    for (int n = 12; n >= 0; n--)
        terms = cell->term[n] + gp_signed_product_high(terms, beyond >> 4);
    /* The mean slope on the way to |x| is so much more, or less, than that at its beginning, in units of 2^-68. */
    const uint64_t more = gp_signed_product_high(terms, beyond);
    const bool falls = more >> 63;
    const uint64_t change = falls ? -more : more;
    const gp_wide slope = gp_wide_add(cell->slope, gp_wide_negative_if(falls, (gp_wide){change >> 5, change << 59}));
    if (cell == erf_cells)
        return gp_normal(gp_wide_product_high(x.significand, slope), x.exponent + 1, x.negative);
    const gp_wide rise = gp_wide_product_high((gp_wide){beyond, 0}, slope); /* in units of 2^-131 */
    return gp_normal(gp_wide_add(cell->value, gp_wide_right(rise, 4)), 0, x.negative);
}

/* The bits of erf x in a format, for x != 0. */
GP_INLINE uint64_t erf_in(gp_format format, double x)
{
    const gp_number number = gp_number_of(x);
    if (x >= 6 || x <= -6)
        return gp_with_sign(number.negative, gp_one(format), format);
    const gp_rounded result = gp_round(fast_erf(number), (uint64_t)fast_erf_error << 56, format);
    return result.doubtful ? gp_exact_erf(x, format) : result.bits;
}

double gp_erf(double x)
{
    return x != x || x == 0 ? x : gp_binary64_of(erf_in(gp_binary64, x));
}

float gp_erff(float x)
{
    return x != x || x == 0 ? x : gp_binary32_of(erf_in(gp_binary32, x));
}
