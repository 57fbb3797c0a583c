#include "oracle/ratio.h"

#include "oracle/conventions.h"
#include "oracle/tolerance.h"
#include <math.h>

/* The numbers that a ratio is about, and what they are held against. */
typedef struct numbers {
    const gp_case *the_case;
    const gp_answer *answer;
    const gp_shadow *shadow;
    const gp_place *kind;
    bool seen; /* held against the shadow, those that it has seen; else against the case */
} numbers;

static bool is_of_kind(const numbers *at, size_t k)
{
    const gp_place *place = &at->the_case->expectations[k].place;
    return at->answer->present[k] && place->quantity == at->kind->quantity && place->layer == at->kind->layer;
}

static long double expected(const numbers *at, size_t k)
{
    return at->seen ? at->shadow->predicted[k] : gp_number_long(at->the_case->expectations[k].exact);
}

static bool counts(const numbers *at, size_t k)
{
    return is_of_kind(at, k) && (!at->seen || at->shadow->seen[k]) && expected(at, k) != 0;
}

static bool is_times(const numbers *at, size_t k, long double factor)
{
    const gp_expectation *expectation = &at->the_case->expectations[k];
    const long double tolerance =
        at->seen ? at->shadow->tolerance[k]
                 : gp_tolerance(expectation, gp_unit_roundoff(at->answer->precision)) + at->answer->coarse[k];
    /* An unknown factor is itself a quotient of two such numbers. */
    return fabsl(at->answer->values[k] - factor * expected(at, k)) <= 2 * tolerance * fmaxl(1, fabsl(factor));
}

/* How many numbers are so many times what is expected; 0 where one is not. */
static size_t count_alike(const numbers *at, const gp_factor *factor)
{
    const double sign = factor->number < 0 ? -1 : 1;
    const gp_factor positive = {.number = fabs(factor->number),
                                .powers = {factor->powers[0], factor->powers[1], factor->powers[2], factor->powers[3]}};
    size_t count = 0;
    for (size_t k = 0; k < at->shadow->count; k++) {
        if (!counts(at, k))
            continue;
        const double value = gp_factor_at(&positive, &at->the_case->problem, at->the_case->expectations[k].place.step);
        if (!is_times(at, k, sign * value))
            return 0;
        count++;
    }
    return count;
}

/* The quotient of the first number and what is expected; 0 where there is none. */
static double first_quotient(const numbers *at)
{
    for (size_t k = 0; k < at->shadow->count; k++)
        if (counts(at, k))
            return (double)(at->answer->values[k] / expected(at, k)) + 0.0; /* 0 has no sign */
    return 0;
}

/* The simplest factor that all numbers have, other than 1, which comes first. */
static gp_ratio find(const numbers *at)
{
    static const size_t usual = (size_t)2 * gp_usual_factor_count; /* each with both signs */
    gp_ratio ratio = {0};
    size_t f = 0;
    for (; f <= usual && ratio.count == 0; f++) {
        if (f < usual) {
            ratio.factor = gp_usual_factor(f / 2);
            ratio.factor.number *= f % 2 == 0 ? 1 : -1;
        } else {
            ratio.factor = (gp_factor){.number = first_quotient(at)};
        }
        if (isfinite(ratio.factor.number))
            ratio.count = count_alike(at, &ratio.factor);
    }
    const bool is_one = f == 1;
    return ratio.count < 2 || is_one ? (gp_ratio){0} : ratio;
}

gp_ratio gp_find_ratio(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, const gp_place *kind)
{
    numbers at = {.the_case = the_case, .answer = answer, .shadow = shadow, .kind = kind, .seen = true};
    const gp_ratio ratio = find(&at);
    if (ratio.count > 0)
        return ratio;
    at.seen = false;
    return find(&at);
}
