#include "oracle/conventions.h"

#include "oracle/digits.h"
#include "oracle/given.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdint.h>

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

/* Takes square matrices to lie the other way. */
static void transpose(const gp_case *the_case, gp_answer *answer)
{
    answer->customs[GP_TRANSPOSED].value *= -1;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (gp_quantities[place->quantity].extent == GP_EACH_WEIGHT && place->unit < place->input)
            swap_numbers(answer, k, mirrored(the_case, k));
    }
}

void gp_settle_transposition(const gp_case *the_case, gp_answer *answer)
{
    if (!answer->square_only || answer->customs[GP_TRANSPOSED].declared)
        return;
    static const gp_quantity matrices[] = {GP_WEIGHT, GP_WEIGHT_GRADIENT, GP_WEIGHT_VELOCITY, GP_WEIGHT_CHANGE};
    long double gain = 0;
    for (size_t k = 0; gain == 0 && k < sizeof matrices / sizeof *matrices; k++)
        gain = gain_of_transposition(the_case, answer, matrices[k]);
    if (gain > 0)
        transpose(the_case, answer);
}

/* How well an answer fits the case, whatever its signs. */
typedef struct fit {
    size_t right;         /* how many numbers are */
    long double distance; /* 0 where all are, 1 where none has anything in common */
    bool computed;        /* whether any number is not given by the problem: nobody answers with nothing else */
} fit;

static fit fit_of(const gp_case *the_case, const gp_answer *answer)
{
    fit found = {0};
    size_t count = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        if (!answer->present[k])
            continue;
        const gp_expectation *expectation = &the_case->expectations[k];
        const long double exact = fabsl(gp_number_long(expectation->exact)), off = fabsl(fabsl(answer->values[k]) - exact);
        found.right += off <= gp_tolerance(expectation, gp_unit_roundoff(answer->precision));
        found.distance += off < exact ? off / exact : off == 0 ? 0 : 1; /* also of NaN */
        found.computed = found.computed || !gp_is_given(the_case, k);
        count++;
    }
    found.distance = count > 0 ? found.distance / (long double)count : 1;
    return found;
}

static bool has_steps(const gp_case *the_case, const gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (answer->present[k] && the_case->expectations[k].place.quantity != GP_EPOCH_ERROR)
            return true;
    return false;
}

/* Whether one way of counting is better than another. Where a mistake leaves nothing right, who counts steps from 1 does so
   with epochs as well. */
static bool fits_better(fit one, fit other, bool as_steps, bool other_as_steps)
{
    if (one.computed != other.computed)
        return one.computed;
    if (one.right != other.right)
        return one.right > other.right;
    return as_steps != other_as_steps ? as_steps : one.distance < other.distance;
}

void gp_settle_numbering(const gp_case *the_case, gp_answer *answer)
{
    for (gp_convention which = GP_STEPS_FROM; which <= GP_EPOCHS_FROM; which++) {
        if (!answer->unsettled[which])
            continue;
        const double guess = answer->customs[which].value, steps = answer->customs[GP_STEPS_FROM].value;
        const bool told_by_steps = which == GP_EPOCHS_FROM && has_steps(the_case, answer);
        const fit as_guessed = fit_of(the_case, answer);
        gp_answer_count_from(the_case, answer, which, 1 - guess);
        if (!fits_better(fit_of(the_case, answer), as_guessed, told_by_steps && steps != guess,
                         told_by_steps && steps == guess))
            gp_answer_count_from(the_case, answer, which, guess);
        answer->unsettled[which] = false;
    }
}

bool gp_concerns(gp_convention convention, gp_quantity quantity)
{
    switch (convention) {
    case GP_DELTA_SIGN:
    case GP_DELTA_FACTOR:
        return quantity == GP_ACTIVATION_GRADIENT || quantity == GP_DELTA || quantity == GP_INPUT_GRADIENT;
    case GP_GRADIENT_SIGN:
        return gp_quantities[quantity].stage == GP_AT_GRADIENTS || gp_quantities[quantity].stage == GP_AT_CLIPPING;
    case GP_GRADIENT_FACTOR:
        return gp_quantities[quantity].stage == GP_AT_GRADIENTS;
    case GP_VELOCITY_FACTOR:
        return gp_quantities[quantity].is_moment && gp_quantities[quantity].moment == GP_VELOCITY;
    case GP_BIAS_SIGN: /* which no square has */
        return gp_is_of_bias(quantity) && quantity != GP_BIAS_SECOND_MOMENT && quantity != GP_BIAS_SECOND_CORRECTED;
    case GP_LOSS_FACTOR:
        return quantity == GP_SAMPLE_LOSS;
    case GP_OUTPUT_LOSS_FACTOR:
        return quantity == GP_OUTPUT_LOSS;
    case GP_ERROR_FACTOR:
        return quantity == GP_EPOCH_ERROR;
    case GP_KINK_SIDE:
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
        if (answer->present[k] && gp_concerns(convention, the_case->expectations[k].place.quantity))
            return true;
    return false;
}

/* A number that a program has written, and how far off its writing may be. */
typedef struct written {
    double value, coarse;
} written;

/* What a number is divided by need not be a power of two: then it was rounded when the program multiplied it, and is once more;
   and it was long before digits of it were cut off. */
static written divided(const gp_answer *answer, size_t k, gp_quantity quantity, double by)
{
    int exponent;
    const bool is_power = fabs(frexp(by, &exponent)) == 0.5;
    const double coarse = is_power ? answer->coarse[k] : fmax(answer->coarse[k], gp_cut_off(answer, k, quantity));
    written number = {answer->values[k] / by, coarse / fabs(by)};
    if (!is_power && isfinite(number.value))
        number.coarse += 2 * (double)gp_unit_roundoff(answer->precision) * fabs(number.value);
    return number;
}

bool gp_is_no_factor(const gp_custom *custom)
{
    bool powers = false;
    for (size_t p = 0; p < gp_factor_part_count; p++)
        powers = powers || custom->factor.powers[p] != 0;
    return custom->value == 1 && !powers;
}

static void divide(const gp_case *the_case, gp_answer *answer, gp_convention convention)
{
    const gp_custom *custom = &answer->customs[convention];
    const bool is_factor = custom->factor.number != 0;
    if (gp_is_no_factor(custom))
        return;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (!gp_concerns(convention, place->quantity))
            continue;
        const double by = is_factor ? gp_factor_at(&custom->factor, &the_case->problem, place->step) : custom->value;
        const written number = divided(answer, k, place->quantity, by);
        answer->values[k] = number.value;
        answer->coarse[k] = number.coarse;
    }
}

/* The conventions that are signs or factors of numbers. */
static const gp_convention of_numbers[] = {GP_DELTA_SIGN,   GP_GRADIENT_SIGN,      GP_BIAS_SIGN,
                                           GP_LOSS_FACTOR,  GP_OUTPUT_LOSS_FACTOR, GP_ERROR_FACTOR,
                                           GP_DELTA_FACTOR, GP_GRADIENT_FACTOR,    GP_VELOCITY_FACTOR};
enum { of_numbers_count = sizeof of_numbers / sizeof *of_numbers };

void gp_apply_conventions(const gp_case *the_case, gp_answer *answer)
{
    for (size_t c = 0; c < of_numbers_count; c++)
        divide(the_case, answer, of_numbers[c]);
}

void gp_settle_as(const gp_case *the_case, const gp_answer *other, gp_answer *answer)
{
    for (gp_convention which = GP_STEPS_FROM; which <= GP_EPOCHS_FROM; which++)
        if (answer->unsettled[which]) {
            gp_answer_count_from(the_case, answer, which, other->customs[which].value);
            answer->unsettled[which] = false;
        }
    if (answer->square_only && !answer->customs[GP_TRANSPOSED].declared &&
        (answer->customs[GP_TRANSPOSED].value < 0) != (other->customs[GP_TRANSPOSED].value < 0))
        transpose(the_case, answer);
    gp_measure_digits(the_case, answer);
    for (size_t c = 0; c < of_numbers_count; c++)
        if (!answer->customs[of_numbers[c]].declared && of_numbers[c] != GP_VELOCITY_FACTOR) /* which may be of another rule */
            answer->customs[of_numbers[c]] = other->customs[of_numbers[c]];
    if (!answer->customs[GP_KINK_SIDE].declared)
        answer->customs[GP_KINK_SIDE] = other->customs[GP_KINK_SIDE];
    gp_apply_conventions(the_case, answer);
    gp_settle_velocity_factor(the_case, answer);
}

/* Factors of deltas and gradients that programs have: 2 or 1/2, a mean over samples or outputs, or a sum in the place of one;
   both; and all of it times the rate. The simplest come first. */
static const double halves[] = {1, 2, 0.5};
static const int size_powers[][3] = {{0, 0, 0}, {0, -1, 0}, {-1, 0, 0}, {0, 0, -1}, {0, -1, -1}, {-1, 0, -1},
                                     {0, 1, 0}, {1, 0, 0},  {0, 0, 1},  {0, 1, 1},  {1, 0, 1}};

enum { half_count = sizeof halves / sizeof *halves, size_power_count = sizeof size_powers / sizeof *size_powers };

_Static_assert(2 * half_count * size_power_count == gp_usual_factor_count, "each usual factor is counted");

gp_factor gp_usual_factor(size_t which)
{
    const int *powers = size_powers[which / half_count % size_power_count];
    return (gp_factor){.number = halves[which % half_count],
                       .powers = {[GP_OF_SAMPLES] = powers[0],
                                  [GP_OF_BATCH] = powers[1],
                                  [GP_OF_OUTPUTS] = powers[2],
                                  [GP_OF_RATE] = which / half_count / size_power_count > 0}};
}

/* Whether all numbers of a kind are so many times what they should be by the answer's own outputs; where none of these is
   known, what they should be by the case. */
static bool has_factor(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, gp_convention convention,
                       const gp_factor *factor, long double times)
{
    bool any_seen = false, any = false;
    for (size_t k = 0; k < shadow->count; k++)
        any_seen = any_seen ||
                   (gp_concerns(convention, the_case->expectations[k].place.quantity) && answer->present[k] && shadow->seen[k]);
    for (size_t k = 0; k < shadow->count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (!gp_concerns(convention, expectation->place.quantity) || !answer->present[k] || (any_seen && !shadow->seen[k]))
            continue;
        const written number =
            divided(answer, k, expectation->place.quantity, gp_factor_at(factor, &the_case->problem, expectation->place.step));
        if (!(any_seen ? gp_shadow_agrees(shadow, k, number.value, times) ||
                             fabsl(number.value - shadow->predicted[k]) <= number.coarse
                       : gp_is_right(expectation, answer->precision, number.value, number.coarse)))
            return false;
        any = true;
    }
    return any;
}

/* Losses are no gradients: none of their factors has to do with the rate. A reported error is not of one batch. */
static bool is_usual_of(gp_convention convention, const gp_factor *factor)
{
    return factor->powers[GP_OF_RATE] == 0 && (convention != GP_ERROR_FACTOR || factor->powers[GP_OF_BATCH] == 0);
}

gp_factor gp_find_factor(const gp_case *the_case, const gp_answer *answer, const gp_shadow *shadow, gp_convention convention,
                         long double times)
{
    const gp_custom *custom = &answer->customs[convention];
    const gp_factor one = {.number = 1};
    for (size_t f = 0; !custom->declared && custom->value == 1 && f < gp_usual_factor_count; f++) {
        const gp_factor factor = gp_usual_factor(f);
        if (is_usual_of(convention, &factor) && has_factor(the_case, answer, shadow, convention, &factor, times))
            return factor;
    }
    return one;
}

static void settle_factor(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer, gp_convention convention)
{
    const gp_factor factor = gp_find_factor(the_case, answer, shadow, convention, 1);
    const gp_custom found = {.value = gp_factor_at(&factor, &the_case->problem, 0), .factor = factor};
    if (gp_is_no_factor(&found))
        return;
    answer->customs[convention] = found;
    divide(the_case, answer, convention);
}

void gp_settle_factors(const gp_case *the_case, const gp_shadow *shadow, gp_answer *answer)
{
    settle_factor(the_case, shadow, answer, GP_LOSS_FACTOR);
    settle_factor(the_case, shadow, answer, GP_OUTPUT_LOSS_FACTOR);
    settle_factor(the_case, shadow, answer, GP_ERROR_FACTOR);
}

/* Whether every number that a convention is about is right if it is divided by a factor. */
static bool mends(const gp_case *the_case, const gp_answer *answer, gp_convention convention, const gp_factor *factor)
{
    double by = 1;
    size_t step = SIZE_MAX;
    bool any = false;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (!answer->present[k] || !gp_concerns(convention, place->quantity))
            continue;
        if (place->step != step)
            by = gp_factor_at(factor, &the_case->problem, place->step);
        step = place->step;
        any = true;
        const written number = divided(answer, k, place->quantity, by);
        if (!gp_is_right(&the_case->expectations[k], answer->precision, number.value, number.coarse))
            return false;
    }
    return any;
}

/* The factor of deltas or gradients, in a whole run; plain where there is none. */
static gp_custom find_gradient_factor(const gp_case *the_case, const gp_answer *answer, gp_convention convention)
{
    gp_custom custom = answer->customs[convention];
    for (size_t f = 0; !custom.declared && f < gp_usual_factor_count; f++) {
        const gp_factor factor = gp_usual_factor(f);
        if (!mends(the_case, answer, convention, &factor))
            continue;
        custom.factor = factor;
        custom.value = gp_factor_at(&factor, &the_case->problem, 0);
        break;
    }
    return custom;
}

/* Whether a number shows that parameters have moved as they should: those of a later step, what these lead to, and the changes.
 */
bool gp_shows_movement(const gp_place *place)
{
    return place->step > 0 || gp_quantities[place->quantity].stage == GP_AT_CHANGES;
}

void gp_settle_gradient_factors(const gp_case *the_case, gp_answer *answer)
{
    const gp_custom delta = find_gradient_factor(the_case, answer, GP_DELTA_FACTOR);
    const gp_custom gradient = find_gradient_factor(the_case, answer, GP_GRADIENT_FACTOR);
    bool moved = false;
    if (gp_is_no_factor(&delta) && gp_is_no_factor(&gradient))
        return;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        const gp_quantity quantity = expectation->place.quantity;
        if (!answer->present[k])
            continue;
        const bool divided_later = (gp_concerns(GP_DELTA_FACTOR, quantity) && !gp_is_no_factor(&delta)) ||
                                   (gp_concerns(GP_GRADIENT_FACTOR, quantity) && !gp_is_no_factor(&gradient));
        if (!divided_later && !gp_is_right(expectation, answer->precision, answer->values[k], answer->coarse[k]))
            return;
        moved = moved || (!gp_is_given(the_case, k) && (gp_shows_movement(&expectation->place) ||
                                                        (!divided_later && gp_concerns(GP_GRADIENT_FACTOR, quantity))));
    }
    if (!moved)
        return;
    if (!delta.declared && !gp_is_no_factor(&delta)) {
        answer->customs[GP_DELTA_FACTOR] = delta;
        divide(the_case, answer, GP_DELTA_FACTOR);
    }
    if (!gradient.declared && !gp_is_no_factor(&gradient)) {
        answer->customs[GP_GRADIENT_FACTOR] = gradient;
        divide(the_case, answer, GP_GRADIENT_FACTOR);
    }
}

/* With the rate in the velocity or without it, and with either sign. */
static const gp_factor velocity_factors[] = {{.number = 1},
                                             {.number = -1},
                                             {.number = -1, .powers = {[GP_OF_RATE] = 1}},
                                             {.number = 1, .powers = {[GP_OF_RATE] = 1}},
                                             {.number = -1, .powers = {[GP_OF_RATE] = -1}},
                                             {.number = 1, .powers = {[GP_OF_RATE] = -1}}};

/* Whether the first velocities are right if they are divided by a factor, and the parameters move by them as they should. */
static bool begins_with(const gp_case *the_case, const gp_answer *answer, const gp_factor *factor)
{
    const double by = gp_factor_at(factor, &the_case->problem, 0);
    bool any = false, moved = false;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        const bool velocity = gp_concerns(GP_VELOCITY_FACTOR, place->quantity) && place->step == 0;
        const bool movement = (gp_quantities[place->quantity].stage == GP_AT_CHANGES && !velocity && place->step == 0) ||
                              (gp_quantities[place->quantity].stage == GP_AT_PARAMETERS && place->step == 1);
        if (!answer->present[k] || !(velocity || movement) || gp_is_given(the_case, k))
            continue;
        const written number =
            velocity ? divided(answer, k, place->quantity, by) : (written){answer->values[k], answer->coarse[k]};
        if (!gp_is_right(&the_case->expectations[k], answer->precision, number.value, number.coarse))
            return false;
        any = any || velocity;
        moved = moved || movement;
    }
    return any && moved;
}

void gp_settle_velocity_factor(const gp_case *the_case, gp_answer *answer)
{
    gp_custom *custom = &answer->customs[GP_VELOCITY_FACTOR];
    for (size_t f = 0; !custom->declared && f < sizeof velocity_factors / sizeof *velocity_factors; f++)
        if (begins_with(the_case, answer, &velocity_factors[f])) {
            custom->factor = velocity_factors[f];
            custom->value = gp_factor_at(&custom->factor, &the_case->problem, 0);
            divide(the_case, answer, GP_VELOCITY_FACTOR);
            return;
        }
}

gp_evidence gp_evidence_of_thresholds(const gp_case *the_case, const gp_answer *answer)
{
    gp_evidence evidence = gp_has_numbers_of(the_case, answer, GP_BIAS_SIGN) ? GP_EVIDENCE_NONE : GP_EVIDENCE_AGAINST;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (!answer->present[k] || expectation->place.quantity != GP_BIAS || expectation->place.step > 0 ||
            gp_number_long(expectation->exact) == 0)
            continue;
        if (gp_is_right(expectation, answer->precision, answer->values[k], answer->coarse[k]))
            return GP_EVIDENCE_AGAINST;
        evidence = GP_EVIDENCE_FOR;
    }
    return evidence;
}
