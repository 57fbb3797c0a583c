#include "oracle/digits.h"

#include "oracle/tolerance.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int gp_enough_digits(gp_precision precision)
{
    static const int enough[] = {17, 9, 4, 5};
    return enough[precision];
}

size_t gp_significant_digits(const char *text)
{
    size_t digits = 0;
    for (const char *c = text; *c && *c != 'e' && *c != 'E'; c++)
        digits += isdigit((unsigned char)*c) && (digits > 0 || *c != '0');
    return digits;
}

/* How the shortest decimal of a number ends. */
typedef gp_longest ending;

static bool means(double value, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL) == value;
}

static ending ending_of(double value)
{
    char text[40];
    if (!isnormal(value)) /* a subnormal number has fewer digits than its decimals show */
        return (ending){0};
    int digits = means(value, 15) ? 15 : means(value, 16) ? 16 : 17;
    snprintf(text, sizeof text, "%.*e", digits - 1, fabs(value));
    while (digits > 1 && text[digits] == '0') /* a digit, the point, and the other digits */
        digits--;
    return (ending){digits, digits - 1 - (int)strtol(strchr(text, 'e') + 1, NULL, 10)};
}

int gp_shortest_digits(double value)
{
    return ending_of(value).digits;
}

static ending later(ending one, ending other)
{
    return (ending){one.digits > other.digits ? one.digits : other.digits,
                    one.decimals > other.decimals ? one.decimals : other.decimals};
}

double gp_half_unit(double value, int digits)
{
    return value == 0 ? 0 : 0.5 * pow(10, floor(log10(fabs(value))) + 1 - digits);
}

/* Half a unit of the last digit that is written. What was read of it is off by a unit of roundoff at most, and so is this: a
   number that lies right in the middle of two that can be written is as near to either. */
static double writing_error(double value, ending end)
{
    const double by_decimals = 0.5 * pow(10, -end.decimals);
    return fmax(by_decimals, gp_half_unit(value, end.digits)) + 0x1p-52 * fabs(value);
}

/* Whether a number is what its parameter was before the run: it is as short as the problem wrote it. */
static bool stays(const gp_case *the_case, const gp_place *place, double value)
{
    return gp_is_parameter(place->quantity) &&
           fabs(value) == fabs((double)gp_number_long(gp_problem_parameter(&the_case->problem, place)));
}

/* How one quantity is written. */
typedef struct writing {
    ending end;  /* the latest of all its numbers */
    bool short_; /* one of them is shorter than the exact one, though this has the same digits as far as it goes */
} writing;

static void look_at(const gp_case *the_case, size_t k, double value, writing *at)
{
    const gp_expectation *expectation = &the_case->expectations[k];
    if (value == 0 || !isfinite(value) || stays(the_case, &expectation->place, value))
        return;
    const ending end = ending_of(value);
    const size_t exact = gp_significant_digits(expectation->exact);
    const bool rounded = fabsl(value - gp_number_long(expectation->exact)) <= writing_error(value, end);
    at->end = later(at->end, end);
    at->short_ = at->short_ || exact > 17 || (exact > (size_t)end.digits && rounded);
}

static bool is_short(const writing *at)
{
    return at->short_ && at->end.digits >= gp_fewest_digits;
}

/* How all quantities together are written. */
static writing all_of(const writing writings[gp_quantity_count])
{
    writing all = {.end = {0, -400}};
    for (size_t q = 0; q < gp_quantity_count; q++) {
        all.end = later(all.end, writings[q].end);
        all.short_ = all.short_ || writings[q].short_;
    }
    return all;
}

/* The most decimals of the quantities that are written with few digits; -400 where there are none. */
static int decimals_of_short(const gp_answer *answer, const writing writings[gp_quantity_count])
{
    int decimals = -400;
    for (gp_quantity q = 0; (int)q < gp_quantity_count; q++)
        if (gp_is_coarse(answer, q) && writings[q].end.decimals > decimals)
            decimals = writings[q].end.decimals;
    return decimals;
}

/* Large numbers with so many decimals have digits enough, and are as far off by their decimals as small ones. Whether a
   quantity has no more decimals than the short ones shows in all its numbers. */
static void measure_large(const gp_case *the_case, const writing writings[gp_quantity_count], gp_answer *answer)
{
    const int decimals = decimals_of_short(answer, writings);
    bool longer[gp_quantity_count] = {false};
    for (size_t k = 0; decimals > 0 && k < the_case->expectation_count; k++) {
        const gp_quantity q = the_case->expectations[k].place.quantity;
        longer[q] = longer[q] || (answer->present[k] && ending_of(answer->values[k]).decimals > decimals);
    }
    for (size_t k = 0; decimals > 0 && k < the_case->expectation_count; k++) {
        const gp_quantity q = the_case->expectations[k].place.quantity;
        if (answer->present[k] && !gp_is_coarse(answer, q) && !longer[q] && isfinite(answer->values[k]))
            answer->coarse[k] = writing_error(answer->values[k], (ending){gp_enough_digits(answer->precision), decimals});
    }
}

/* The number, before a step, of the weight or bias that a change moves. */
static double moved(const gp_case *the_case, gp_place change)
{
    change.quantity = gp_is_of_bias(change.quantity) ? GP_BIAS : GP_WEIGHT;
    const gp_expectation *expectation = gp_case_expectation(the_case, &change);
    return (double)gp_number_long(expectation ? expectation->exact : gp_problem_parameter(&the_case->problem, &change));
}

static bool is_change(const gp_case *the_case, const gp_answer *answer, size_t k)
{
    const gp_quantity quantity = the_case->expectations[k].place.quantity;
    return answer->present[k] && (quantity == GP_WEIGHT_CHANGE || quantity == GP_BIAS_CHANGE);
}

/* Half of what the last place of a number is worth in a precision: the number itself may be rounded to where places are half as
   much; infinity for 0, of which no digits are lost. */
static double half_place(double number, long double unit_roundoff)
{
    int exponent;
    frexp(number, &exponent);
    return number == 0 ? (double)INFINITY : ldexp((double)unit_roundoff, exponent - 1);
}

/* Whether a change may be the difference of two numbers, of which the smaller one has the finer places; as far as its writing
   tells. */
static bool may_be_difference(double change, double before, double coarse, gp_precision precision)
{
    const long double unit_roundoff = gp_unit_roundoff(precision);
    const double exactly = precision == GP_PRECISION_BINARY32 ? (double)(float)change : change;
    const double place = fmin(half_place(before, unit_roundoff), half_place(before + change, unit_roundoff));
    return !isfinite(place) || fabs(remainder(exactly, place)) <= coarse;
}

/* Round numbers that are all of themselves are shorter. */
enum { fewest_cut = 6 };

/* How far off a number may be where the longest one is written like this, and is one that has been cut. */
static double cut_off(double value, ending longest, int most)
{
    const bool cut = longest.digits >= fewest_cut && longest.digits <= most;
    return cut && isfinite(value) ? writing_error(value, longest) : 0;
}

/* Who takes each change as the difference of two weights has lost the digits that these do not have in common. Of round numbers
   one difference may be round itself, and does not show with how many digits the program writes it: others do. */
static void measure_differences(const gp_case *the_case, ending longest, gp_answer *answer)
{
    const size_t count = the_case->expectation_count;
    const int less_than_enough = gp_enough_digits(answer->precision) - 1;
    for (size_t k = 0; k < count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (!is_change(the_case, answer, k))
            continue;
        const double cut = fmax(gp_cut_off(answer, k, place->quantity), cut_off(answer->values[k], longest, less_than_enough));
        const double coarse = fmax(answer->coarse[k], cut);
        if (!may_be_difference(answer->values[k], moved(the_case, *place), coarse, answer->precision))
            return;
    }
    const double off = GP_TOLERANCE_K * (double)gp_unit_roundoff(answer->precision);
    for (size_t k = 0; k < count; k++)
        if (is_change(the_case, answer, k))
            answer->coarse[k] = fmax(answer->coarse[k], off * fabs(moved(the_case, the_case->expectations[k].place)));
}

void gp_measure_digits(const gp_case *the_case, gp_answer *answer)
{
    const int enough = gp_enough_digits(answer->precision);
    writing writings[gp_quantity_count];
    for (size_t q = 0; q < gp_quantity_count; q++)
        writings[q] = (writing){.end = {0, -400}};
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        writing *at = &writings[the_case->expectations[k].place.quantity];
        if (answer->present[k] && at->end.digits < enough)
            look_at(the_case, k, answer->values[k], at);
    }
    const writing all = all_of(writings);
    for (size_t q = 0; q < gp_quantity_count; q++)
        answer->longest[q] = writings[q].end;
    for (size_t q = 0; q < gp_quantity_count; q++) {
        if (!is_short(&writings[q]) || writings[q].end.digits > enough - 3)
            writings[q] = all; /* a few numbers may have one or two digits less by chance */
        const bool known = is_short(&writings[q]);
        answer->digits[q] = known ? writings[q].end.digits : enough;
    }
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_quantity quantity = the_case->expectations[k].place.quantity;
        const bool coarse = answer->present[k] && gp_is_coarse(answer, quantity) && isfinite(answer->values[k]);
        answer->coarse[k] = coarse ? writing_error(answer->values[k], writings[quantity].end) : 0;
    }
    measure_large(the_case, writings, answer);
    measure_differences(the_case, all.end, answer);
}

double gp_cut_off(const gp_answer *answer, size_t k, gp_quantity quantity)
{
    return cut_off(answer->values[k], answer->longest[quantity], gp_enough_digits(answer->precision) - 2);
}

bool gp_is_coarse(const gp_answer *answer, gp_quantity quantity)
{
    return answer->digits[quantity] > 0 && answer->digits[quantity] < gp_enough_digits(answer->precision);
}
