#include "oracle/conventions.h"

#include "oracle/tolerance.h"
#include <math.h>

/* The expectation on the other side of the diagonal of a square matrix. */
static size_t mirrored(const gp_case *the_case, size_t k)
{
    gp_place place = the_case->expectations[k].place;
    const size_t unit = place.unit;
    place.unit = place.input;
    place.input = unit;
    return (size_t)(gp_case_expectation(the_case, &place) - the_case->expectations);
}

/* How much nearer the numbers of one quantity, at the first step that has them, are to those of the case if they are
   transposed; 0 where there are none. */
static long double gain_of_transposition(const gp_case *the_case, const gp_answer *answer, gp_quantity quantity)
{
    const gp_place *first = NULL;
    long double gain = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (expectation->place.quantity != quantity || !answer->present[k] || (first && expectation->place.step != first->step))
            continue;
        first = &expectation->place;
        const long double here = gp_number_long(expectation->exact);
        const long double there = gp_number_long(the_case->expectations[mirrored(the_case, k)].exact);
        gain += fabsl(answer->values[k] - here) - fabsl(answer->values[k] - there);
    }
    return gain;
}

static void swap_numbers(gp_answer *answer, size_t one, size_t other)
{
    const double value = answer->values[one];
    const bool present = answer->present[one];
    answer->values[one] = answer->values[other];
    answer->present[one] = answer->present[other];
    answer->values[other] = value;
    answer->present[other] = present;
}

void gp_settle_transposition(const gp_case *the_case, gp_answer *answer)
{
    if (!answer->square_only || answer->customs[GP_TRANSPOSED].declared)
        return;
    static const gp_quantity matrices[] = {GP_WEIGHT, GP_WEIGHT_GRADIENT, GP_WEIGHT_CHANGE};
    long double gain = 0;
    for (size_t k = 0; gain == 0 && k < sizeof matrices / sizeof *matrices; k++)
        gain = gain_of_transposition(the_case, answer, matrices[k]);
    if (!(gain > 0))
        return;
    answer->customs[GP_TRANSPOSED].value = -1;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (gp_quantities[place->quantity].extent == GP_EACH_WEIGHT && place->unit < place->input)
            swap_numbers(answer, k, mirrored(the_case, k));
    }
}

/* Whether a convention is one of the numbers of a quantity: of their sign, or of a factor. */
static bool concerns(gp_convention convention, gp_quantity quantity)
{
    switch (convention) {
    case GP_DELTA_SIGN:
        return quantity == GP_ACTIVATION_GRADIENT || quantity == GP_DELTA || quantity == GP_INPUT_GRADIENT;
    case GP_GRADIENT_SIGN:
        return quantity == GP_WEIGHT_GRADIENT || quantity == GP_BIAS_GRADIENT;
    case GP_LOSS_FACTOR:
        return quantity == GP_SAMPLE_LOSS;
    case GP_OUTPUT_LOSS_FACTOR:
        return quantity == GP_OUTPUT_LOSS;
    case GP_ERROR_FACTOR:
        return quantity == GP_EPOCH_ERROR;
    case GP_TRANSPOSED:
    case GP_LAYERS_FROM:
    case GP_STEPS_FROM:
    case GP_SAMPLES_FROM:
    case GP_EPOCHS_FROM:
        return false;
    }
    return false;
}

bool gp_has_numbers_of(const gp_case *the_case, const gp_answer *answer, gp_convention convention)
{
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (answer->present[k] && concerns(convention, the_case->expectations[k].place.quantity))
            return true;
    return false;
}

static void divide_number(gp_answer *answer, size_t k, double by)
{
    answer->values[k] /= by;
    answer->coarse[k] /= fabs(by);
}

static void divide(const gp_case *the_case, gp_answer *answer, gp_convention convention)
{
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (concerns(convention, the_case->expectations[k].place.quantity))
            divide_number(answer, k, answer->customs[convention].value);
}

void gp_apply_conventions(const gp_case *the_case, gp_answer *answer)
{
    divide(the_case, answer, GP_DELTA_SIGN); /* by 1 or -1 */
    divide(the_case, answer, GP_GRADIENT_SIGN);
    divide(the_case, answer, GP_LOSS_FACTOR);
    divide(the_case, answer, GP_OUTPUT_LOSS_FACTOR);
    divide(the_case, answer, GP_ERROR_FACTOR);
}

/* Whether all numbers of a kind are so many times what they should be by the answer's own outputs; where none of these is
   known, what they should be by the case. */
static bool has_factor(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, gp_convention convention,
                       long double factor, long double times)
{
    bool any_seen = false, any = false;
    for (size_t k = 0; k < shadow->count; k++)
        any_seen = any_seen ||
                   (concerns(convention, the_case->expectations[k].place.quantity) && answer->present[k] && shadow->seen[k]);
    for (size_t k = 0; k < shadow->count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        const double value = (double)(answer->values[k] / factor);
        if (!concerns(convention, expectation->place.quantity) || !answer->present[k] || (any_seen && !shadow->seen[k]))
            continue;
        const long double coarse = answer->coarse[k] / fabsl(factor);
        if (!(any_seen ? gp_shadow_agrees(shadow, k, value, times) || fabsl(value - shadow->predicted[k]) <= coarse
                       : fabsl(value - gp_number_long(expectation->exact)) <=
                             gp_tolerance(expectation, gp_unit_roundoff(answer->precision)) + coarse))
            return false;
        any = true;
    }
    return any;
}

double gp_find_factor(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, gp_convention convention,
                      long double times)
{
    const double outputs = (double)the_case->problem.outputs, samples = (double)the_case->problem.samples;
    const double sizes[] = {1, outputs, samples, outputs * samples}, halves[] = {1, 2, 0.5};
    const gp_custom *custom = &answer->customs[convention];
    for (size_t s = 0; !custom->declared && custom->value == 1 && s < 4; s++)
        for (size_t h = 0; h < 3; h++) {
            const double factor = halves[h] * sizes[s], inverse = halves[h] / sizes[s];
            if (has_factor(the_case, answer, shadow, convention, factor, times))
                return factor;
            if (has_factor(the_case, answer, shadow, convention, inverse, times))
                return inverse;
        }
    return 1;
}

static void settle_factor(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer, gp_convention convention)
{
    const double factor = gp_find_factor(the_case, answer, shadow, convention, 1);
    if (factor == 1)
        return;
    answer->customs[convention].value = factor;
    divide(the_case, answer, convention);
}

void gp_settle_factors(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer)
{
    settle_factor(the_case, shadow, answer, GP_LOSS_FACTOR);
    settle_factor(the_case, shadow, answer, GP_OUTPUT_LOSS_FACTOR);
    settle_factor(the_case, shadow, answer, GP_ERROR_FACTOR);
}
