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
    long double gain = gain_of_transposition(the_case, answer, GP_WEIGHT);
    if (gain == 0)
        gain = gain_of_transposition(the_case, answer, GP_WEIGHT_GRADIENT);
    if (!(gain > 0))
        return;
    answer->customs[GP_TRANSPOSED].value = -1;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (gp_has_input(place->quantity) && place->unit < place->input)
            swap_numbers(answer, k, mirrored(the_case, k));
    }
}

void gp_settle_signs(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_quantity quantity = the_case->expectations[k].place.quantity;
        if (quantity == GP_DELTA)
            answer->values[k] *= answer->customs[GP_DELTA_SIGN].value;
        else if (quantity == GP_WEIGHT_GRADIENT || quantity == GP_BIAS_GRADIENT)
            answer->values[k] *= answer->customs[GP_GRADIENT_SIGN].value;
    }
}

/* Whether all numbers of a leaf of the computation are so many times what they should be by the answer's own outputs; where
   none of these is known, what they should be by the case. */
static bool has_factor(const gp_case *the_case, const gp_shadow *shadow, const gp_answer *answer, gp_quantity quantity,
                       long double factor)
{
    bool any_seen = false, any = false;
    for (size_t k = 0; k < shadow->count; k++)
        any_seen = any_seen || (the_case->expectations[k].place.quantity == quantity && answer->present[k] && shadow->seen[k]);
    for (size_t k = 0; k < shadow->count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (expectation->place.quantity != quantity || !answer->present[k] || (any_seen && !shadow->seen[k]))
            continue;
        const long double right = any_seen ? shadow->predicted[k] : gp_number_long(expectation->exact);
        const long double tolerance =
            any_seen ? shadow->tolerance[k] : gp_tolerance(expectation, gp_unit_roundoff(answer->precision));
        if (!(fabsl(answer->values[k] - factor * right) <= factor * tolerance))
            return false;
        any = true;
    }
    return any;
}

/* The factor that all of them have, 1 where there is none. */
static double find_factor(const gp_case *the_case, const gp_shadow *shadow, const gp_answer *answer, gp_quantity quantity)
{
    const double outputs = (double)the_case->problem.outputs, samples = (double)the_case->problem.samples;
    const double sizes[] = {1, outputs, samples, outputs * samples}, halves[] = {1, 2, 0.5};
    for (size_t s = 0; s < 4; s++)
        for (size_t h = 0; h < 3; h++) {
            if (has_factor(the_case, shadow, answer, quantity, halves[h] * sizes[s]))
                return halves[h] * sizes[s];
            if (has_factor(the_case, shadow, answer, quantity, halves[h] / sizes[s]))
                return halves[h] / sizes[s];
        }
    return 1;
}

static void settle_factor(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer, gp_convention convention,
                          gp_quantity quantity)
{
    gp_custom *custom = &answer->customs[convention];
    if (!custom->declared)
        custom->value = find_factor(the_case, shadow, answer, quantity);
    for (size_t k = 0; k < shadow->count; k++)
        if (the_case->expectations[k].place.quantity == quantity)
            answer->values[k] /= custom->value;
}

void gp_settle_factors(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer)
{
    settle_factor(the_case, shadow, answer, GP_LOSS_FACTOR, GP_SAMPLE_LOSS);
    settle_factor(the_case, shadow, answer, GP_ERROR_FACTOR, GP_EPOCH_ERROR);
}
