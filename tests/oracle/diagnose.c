#include "oracle/diagnose.h"

#include "oracle/conventions.h"
#include "oracle/golden_answer.h"
#include "oracle/kill_matrix.h"
#include "oracle/tolerance.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* In how many golden cases a departure has shown. */
static size_t shown[gp_departure_count];

/* In each golden case each departure that shows there explains what it gives, and so does no departure that the case tells from
   it: the rivals that are named are those that no golden number of the case can exclude. */
static void check_case(const gp_case *the_case)
{
    gp_kill_row row;
    gp_shadow shadow;
    cr_assert_eq(gp_kill_row_compute(the_case, &row), GP_OK);
    cr_assert(gp_shadow_create(the_case, &shadow));
    for (int d = 0; d < gp_departure_count; d++) {
        if (!row.caught[d] || (d == GP_SINGLE_PRECISION && GP_REAL_DIGITS == FLT_DECIMAL_DIG))
            continue;
        gp_answer answer;
        gp_departures *found;
        size_t count, first;
        const gp_departures departures = gp_departures_toggled(the_case->problem.departures, gp_departure_set((gp_departure)d));
        answer_create(the_case, departures, &answer);
        cr_assert_eq(gp_first_unexplained(the_case, &answer, departures, &shadow, &first), GP_OK);
        cr_assert_eq(first, shadow.count);
        cr_assert_eq(gp_diagnose(the_case, &answer, 1, &shadow, &found, &count), GP_OK);
        bool named = false;
        for (size_t k = 0; k < count; k++) {
            named = named || gp_same_departures(found[k], gp_departure_set((gp_departure)d));
            cr_assert_not(!gp_is_textbook(gp_departures_of_both(row.apart[d], found[k])), "%s: %s passes for another one",
                          the_case->id, gp_departure_catalogue[d].id);
        }
        cr_assert(named, "%s: %s is not named", the_case->id, gp_departure_catalogue[d].id);
        shown[d]++;
        free(found);
        gp_answer_close(&answer);
    }
    gp_shadow_free(&shadow);
}

Test(diagnose, each_departure)
{
    golden_case_each(check_case);
    for (int d = 0; d < gp_departure_count; d++)
        cr_assert(shown[d] > 0 || (d == GP_SINGLE_PRECISION && GP_REAL_DIGITS == FLT_DECIMAL_DIG), "%s shows in no case",
                  gp_departure_catalogue[d].id);
}

/* Whether two departures are among the pairs that explain what they give together. */
static bool is_pair_found(const char *case_id, gp_departure one, gp_departure other)
{
    answered it;
    gp_departures *found, both = gp_departures_of_either(gp_departure_set(one), gp_departure_set(other));
    size_t count;
    bool named = false;
    answered_open(case_id, both, &it);
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 2, &it.shadow, &found, &count), GP_OK);
    for (size_t k = 0; k < count; k++)
        named = named || gp_same_departures(found[k], both);
    free(found);
    answered_close(&it);
    return named;
}

/* The first number that is wrong is mended by neither alone, and one of the two does not even change it: what it does shows
   only where the other moves parameters earlier, or shows them later. */
Test(diagnose, pairs_in_another_order)
{
    cr_assert(is_pair_found("minibatch-mean", GP_BIASES_FROZEN, GP_ONLINE_FOR_BATCH));
    cr_assert(is_pair_found("minibatch-mean", GP_BATCH_MOVED_IN_PLACE, GP_STATE_LATE));
    cr_assert(is_pair_found("minibatch-mean", GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS, GP_ONLINE_FOR_BATCH));
}

/* The first slope that is wrong is one of a net input below the bounds: neither alone gives it, and the bounds alone change
   nothing. */
Test(diagnose, pair_of_slopes)
{
    cr_assert(is_pair_found("regression", GP_SLOPE_OF_NET_INPUT, GP_SLOPE_CLIPPED));
}

/* A rate that is applied twice, or left out, does not turn the direction around. */
Test(diagnose, pair_of_rate_and_direction)
{
    cr_assert(is_pair_found("minibatch-mean", GP_GRADIENT_ASCENT, GP_RATE_TWICE));
    cr_assert(is_pair_found("minibatch-mean", GP_GRADIENT_ASCENT, GP_RATE_MISSING));
}

/* A correct answer needs no explanation. */
Test(diagnose, nothing_wrong)
{
    answered it;
    gp_departures *found;
    size_t count;
    answered_open("deep-regression", GP_TEXTBOOK, &it);
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 1, &it.shadow, &found, &count), GP_OK);
    cr_assert(count == 0 && !found);
    answered_close(&it);
}

/* Numbers of binary64 that were written with eight digits are off as those of binary32 are: they do not pass for them. */
Test(diagnose, too_few_digits)
{
    answered it;
    gp_departures *found;
    size_t count;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY64;
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        char text[32];
        snprintf(text, sizeof text, "%.7e", it.answer.values[k]);
        it.answer.values[k] = strtod(text, NULL);
    }
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 1, &it.shadow, &found, &count), GP_OK);
    cr_assert(count == 0 && !found);
    answered_close(&it);
}

/* Whether a departure is among those that alone explain an answer. */
static bool is_named(answered *it, gp_departure departure)
{
    gp_departures *found;
    size_t count;
    bool named = false;
    cr_assert_eq(gp_diagnose(&it->the_case, &it->answer, 1, &it->shadow, &found, &count), GP_OK);
    for (size_t k = 0; k < count; k++)
        named = named || gp_same_departures(found[k], gp_departure_set(departure));
    free(found);
    return named;
}

/* Leaves nothing but activations: what makes them wrong is not there. */
static void keep_activations(answered *it)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++)
        it->answer.present[k] = it->the_case.expectations[k].place.quantity == GP_ACTIVATED;
}

/* An approximation of the sigmoid shows at the first step of which there are activations: in any of them, be the others right
   or not there. What is right then, and off by a little later on, is none. */
Test(diagnose, looks_approximated)
{
    const gp_place first = {.quantity = GP_ACTIVATED, .layer = 1}, second = {.quantity = GP_ACTIVATED, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", gp_departure_set(GP_RATE_TWICE), &it);
    keep_activations(&it);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED));

    const double right = answer_at(&it.the_case, &it.answer, &first);
    answer_remove(&it.the_case, &first, &it.answer);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED));

    answer_set(&it.the_case, &first, right, &it.answer);
    answer_set(&it.the_case, &second, answer_at(&it.the_case, &it.answer, &second) + 0.01, &it.answer);
    cr_assert(is_named(&it, GP_SIGMOID_APPROXIMATED));
    answer_set(&it.the_case, &second, answer_at(&it.the_case, &it.answer, &second) + 0.05, &it.answer);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED)); /* farther off than any approximation in use */
    answered_close(&it);
}

/* It shows in the layers that have a sigmoid, whichever these are: here in the last one of four. */
Test(diagnose, looks_approximated_in_its_layer)
{
    const gp_place sigmoid = {.quantity = GP_ACTIVATED, .layer = 4}, tanh = {.quantity = GP_ACTIVATED, .layer = 1};
    answered it;
    answered_open("deep-mixed", GP_TEXTBOOK, &it);
    keep_activations(&it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        it.answer.present[k] =
            it.answer.present[k] && it.the_case.expectations[k].place.step == 0; /* what follows moves with it */
    const double right = answer_at(&it.the_case, &it.answer, &sigmoid);
    answer_set(&it.the_case, &sigmoid, right + 0.01, &it.answer);
    cr_assert(is_named(&it, GP_SIGMOID_APPROXIMATED));
    answer_set(&it.the_case, &sigmoid, right, &it.answer);
    answer_set(&it.the_case, &tanh, answer_at(&it.the_case, &it.answer, &tanh) + 0.01, &it.answer);
    cr_assert_not(is_named(&it, GP_SIGMOID_APPROXIMATED));
    answered_close(&it);
}

/* Single precision shows in every number that is there. */
Test(diagnose, looks_single)
{
    const gp_place odd = {.quantity = GP_DELTA, .layer = 1}, gone = {.quantity = GP_DELTA, .layer = 1, .unit = 1};
    if (GP_REAL_DIGITS == FLT_DECIMAL_DIG)
        return;
    answered it;
    answered_open("samsel-textbook", gp_departure_set(GP_SINGLE_PRECISION), &it);
    cr_assert(is_named(&it, GP_SINGLE_PRECISION));
    const double single = answer_at(&it.the_case, &it.answer, &odd);
    answer_set(&it.the_case, &odd, single * (1 + 1e-8),
               &it.answer); /* within a unit of roundoff of binary32, but no such number */
    cr_assert_not(is_named(&it, GP_SINGLE_PRECISION));
    answer_set(&it.the_case, &odd, single, &it.answer);
    const size_t ends[] = {0, it.the_case.expectation_count - 1}; /* the first number and the last one count as well */
    for (size_t e = 0; e < 2; e++) {
        const double end = it.answer.values[ends[e]];
        it.answer.values[ends[e]] = end * (1 + 1e-8);
        cr_assert_not(is_named(&it, GP_SINGLE_PRECISION));
        it.answer.values[ends[e]] = end;
    }
    answer_remove(&it.the_case, &gone, &it.answer);
    cr_assert(is_named(&it, GP_SINGLE_PRECISION));
    for (size_t k = 0; k < it.the_case.expectation_count; k++) { /* the nine digits that give a binary32 back are enough */
        char text[32];
        snprintf(text, sizeof text, "%.8e", it.answer.values[k]);
        it.answer.values[k] = strtod(text, NULL);
    }
    cr_assert(is_named(&it, GP_SINGLE_PRECISION));
    it.answer.precision = GP_PRECISION_BINARY32; /* which says what it does */
    cr_assert_not(is_named(&it, GP_SINGLE_PRECISION));
    answered_close(&it);

    answered_open("relu", gp_departure_set(GP_SINGLE_PRECISION), &it); /* some of whose numbers are 0 */
    cr_assert(is_named(&it, GP_SINGLE_PRECISION));
    answered_close(&it);
}

/* What cancels to almost nothing is left over of numbers of the size of 1: it is not hopeless, and hides no mistake. An output
   that hits its target leaves a - t = 0, or as much as rounding makes of it. */
Test(diagnose, what_cancels)
{
    const gp_place output = {.quantity = GP_ACTIVATED, .layer = 2}, error = {.quantity = GP_ACTIVATION_GRADIENT, .layer = 2};
    answered it;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    it.shadow.setup.values[1] = (gp_real)answer_at(&it.the_case, &it.answer, &output); /* the target, behind the one input */
    for (size_t k = 0; k < it.shadow.count; k++)
        it.answer.present[k] = false;
    answer_set(&it.the_case, &error, 0.25 * (double)GP_UNIT_ROUNDOFF, &it.answer);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, gp_departure_set(GP_RATE_TWICE), &it.shadow), GP_OK);
    for (size_t k = 0; k < it.shadow.count; k++) {
        it.answer.values[k] = it.answer.present[k] ? it.answer.values[k] : (double)it.shadow.predicted[k];
        it.answer.present[k] = true;
    }
    cr_assert(is_named(&it, GP_RATE_TWICE));
    answer_set(&it.the_case, &error, 1e-3, &it.answer);
    cr_assert_not(is_named(&it, GP_RATE_TWICE));
    answered_close(&it);
}

/* The first number that departures do not explain, from one on: more than one tolerance off, and be it the very first or the
   very last; and each number that is there although the departures leave it out of the run. Losses may have a factor. */
Test(diagnose, first_unexplained)
{
    answered it;
    size_t first;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    const size_t count = it.the_case.expectation_count;
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
    cr_assert_eq(first, count);
    const size_t ends[] = {0, count - 1};
    for (size_t e = 0; e < 2; e++) {
        const double right = it.answer.values[ends[e]];
        it.answer.values[ends[e]] = 7;
        cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
        cr_assert_eq(first, ends[e]);
        it.answer.values[ends[e]] = right;
    }

    const gp_departures clash = gp_departures_of_either(gp_departure_set(GP_STATE_LATE), gp_departure_set(GP_STATE_EARLY));
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, clash, &it.shadow, &first), GP_DEPARTURES_CLASH);

    const gp_place dx = {.quantity = GP_INPUT_GRADIENT}; /* from which nothing follows */
    const size_t k = (size_t)(gp_case_expectation(&it.the_case, &dx) - it.the_case.expectations);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    const long double right = it.shadow.predicted[k], tolerance = it.shadow.tolerance[k];
    it.answer.values[k] = (double)(right + 0.9L * tolerance);
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
    cr_assert_eq(first, count);
    it.answer.values[k] = (double)(right + 1.5L * tolerance);
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
    cr_assert_eq(first, k);
    it.answer.values[count - 1] = 7;
    cr_assert_eq(gp_next_unexplained(&it.the_case, &it.answer, &it.shadow, k), k);
    cr_assert_eq(gp_next_unexplained(&it.the_case, &it.answer, &it.shadow, k + 1), count - 1);
    cr_assert_eq(gp_next_unexplained(&it.the_case, &it.answer, &it.shadow, count), count);
    answered_close(&it);

    const gp_departures one_update = gp_departure_set(GP_BATCH_FOR_ONLINE);
    answered_open("online-samples", one_update, &it);
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, one_update, &it.shadow, &first), GP_OK);
    cr_assert_eq(first, it.shadow.count);
    const gp_place more = {.quantity = GP_WEIGHT, .step = it.the_case.record.all.count - 1, .layer = 1}; /* a step too many */
    answer_set(&it.the_case, &more, 0.5, &it.answer);
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, one_update, &it.shadow, &first), GP_OK);
    cr_assert(first < it.shadow.count && gp_place_compare(&it.the_case.expectations[first].place, &more) == 0);
    answered_close(&it);
}

/* What lies behind the steps that a run goes through is none of them: nothing is known of it. */
Test(diagnose, unexplained_behind_the_run)
{
    const gp_place late = {.quantity = GP_EPOCH_ERROR, .step = 40};
    answered it;
    size_t first;
    answered_open("neurons-50-epochs", GP_TEXTBOOK, &it);
    answer_set(&it.the_case, &late, 0.5, &it.answer);
    cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
    cr_assert_eq(first, it.shadow.count);
    answered_close(&it);
}

/* Multiplies all numbers of a quantity. */
static void multiply(answered *it, gp_quantity quantity, double by)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++)
        if (it->the_case.expectations[k].place.quantity == quantity)
            it->answer.values[k] *= by;
}

/* A factor of each kind of losses explains them, and two factors of one kind do not: the first loss is left over. */
Test(diagnose, factors_of_losses)
{
    static const gp_quantity losses[] = {GP_OUTPUT_LOSS, GP_SAMPLE_LOSS, GP_EPOCH_ERROR};
    for (size_t l = 0; l < 6; l++) {
        answered it;
        size_t first;
        answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
        multiply(&it, losses[l % 3], l < 3 ? 2 : 0.5);
        cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
        cr_assert_eq(first, it.shadow.count, "quantity %d", (int)losses[l % 3]);
        const gp_place odd = {.quantity = losses[l % 3], .layer = losses[l % 3] == GP_OUTPUT_LOSS ? 2 : 0};
        answer_set(&it.the_case, &odd, 1.5 * answer_at(&it.the_case, &it.answer, &odd), &it.answer);
        cr_assert_eq(gp_first_unexplained(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow, &first), GP_OK);
        cr_assert_eq(gp_place_compare(&it.the_case.expectations[first].place, &odd), 0, "quantity %d", (int)losses[l % 3]);
        answered_close(&it);
    }
}

/* The last departure of the catalogue, and the id of the first golden case in which it shows. */
static const gp_departure last_departure = (gp_departure)(gp_departure_count - 1);
static char of_last[64];

static void look_for_last(const gp_case *the_case)
{
    if (*of_last)
        return;
    gp_answer answer;
    gp_shadow shadow;
    const gp_departures own = the_case->problem.departures;
    answer_create(the_case, gp_departures_toggled(own, gp_departure_set(last_departure)), &answer);
    cr_assert(gp_shadow_create(the_case, &shadow));
    cr_assert_eq(gp_shadow_predict(the_case, &answer, own, &shadow), GP_OK);
    if (gp_next_unexplained(the_case, &answer, &shadow, 0) < shadow.count)
        snprintf(of_last, sizeof of_last, "%s", the_case->id);
    gp_shadow_free(&shadow);
    gp_answer_close(&answer);
}

static const char *case_of_last(void)
{
    golden_case_each(look_for_last);
    cr_assert(*of_last, "no case shows %s", gp_departure_catalogue[last_departure].id);
    return of_last;
}

/* Most pairs are not tried, and none of those that explain an answer is lost by it: the search finds what trying each of them
   finds, in the order of the catalogue. Of one of the two mistakes the first number that is off may be, or of both. */
static void check_pairs(const char *id, gp_departure one, gp_departure other, void (*change)(answered *it))
{
    const gp_departures two = gp_departures_of_either(gp_departure_set(one), gp_departure_set(other));
    answered it;
    gp_departures *found;
    size_t count, next = 0;
    answered_open(id, GP_TEXTBOOK, &it);
    const gp_departures own = it.the_case.problem.departures;
    answered_close(&it);
    answered_open(id, gp_departures_toggled(own, two), &it);
    if (change)
        change(&it);
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 2, &it.shadow, &found, &count), GP_OK);
    bool named = false;
    for (int d = 0; d < gp_departure_count; d++)
        for (int e = d + 1; e < gp_departure_count; e++) {
            const gp_departures pair =
                gp_departures_of_either(gp_departure_set((gp_departure)d), gp_departure_set((gp_departure)e));
            const bool is_found = next < count && gp_same_departures(found[next], pair);
            next += is_found;
            named = named || (is_found && gp_same_departures(pair, two));
            if (!is_found && d != (int)one && d != (int)other && e != (int)one && e != (int)other)
                continue; /* which would take long */
            if (d == GP_SINGLE_PRECISION || e == GP_SINGLE_PRECISION || d == GP_SIGMOID_APPROXIMATED ||
                e == GP_SIGMOID_APPROXIMATED)
                continue; /* which the look of the answer rules out */
            size_t first;
            const gp_status status =
                gp_first_unexplained(&it.the_case, &it.answer, gp_departures_toggled(own, pair), &it.shadow, &first);
            cr_assert(status == GP_OK || status == GP_DEPARTURES_CLASH);
            cr_assert_eq(is_found, status == GP_OK && first == it.shadow.count, "%s: %s and %s", id,
                         gp_departure_catalogue[d].id, gp_departure_catalogue[e].id);
        }
    cr_assert_eq(next, count, "%s: the pairs are not in the order of the catalogue", id);
    cr_assert(named, "%s: %s and %s are not named", id, gp_departure_catalogue[one].id, gp_departure_catalogue[other].id);
    free(found);
    answered_close(&it);
}

Test(diagnose, pairs)
{
    check_pairs("chain-1-1-1", GP_HIDDEN_SLOPE_MISSING, GP_RATE_TWICE, NULL); /* one mends the first number, a delta */
    check_pairs("chain-1-1-1", GP_GRADIENT_ASCENT, GP_RATE_TWICE, NULL);      /* both change it, and neither mends it alone */
    check_pairs("chain-1-1-1", (gp_departure)0, GP_RATE_TWICE, NULL);
    check_pairs(case_of_last(), GP_RATE_TWICE, last_departure, NULL);
    check_pairs("samsel", GP_HIDDEN_SLOPE_MISSING, GP_RATE_TWICE, NULL); /* with one of its own, with which others clash */
}

static void double_losses(answered *it)
{
    multiply(it, GP_OUTPUT_LOSS, 2);
    multiply(it, GP_SAMPLE_LOSS, 2);
}

static void double_losses_of_samples(answered *it)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++)
        if (it->the_case.expectations[k].place.quantity == GP_OUTPUT_LOSS)
            it->answer.present[k] = false;
    multiply(it, GP_SAMPLE_LOSS, 2);
}

static void double_errors(answered *it)
{
    multiply(it, GP_EPOCH_ERROR, 2);
}

/* The first number that is off is a loss or an error, which neither of the two mends: it has a factor besides. Then all pairs
   are tried. */
Test(diagnose, pairs_behind_a_factor)
{
    check_pairs("chain-1-1-1", GP_RATE_TWICE, GP_LOSS_LATE, double_losses);
    check_pairs("chain-1-1-1", GP_RATE_TWICE, GP_LOSS_LATE, double_losses_of_samples);
    check_pairs("chain-1-1-1", GP_ERROR_ROOT, GP_ERROR_LATE, double_errors);
}

/* The very first and the very last departure of the catalogue are tried by themselves; a departure of the case's own is
   something that an answer can lack. */
Test(diagnose, the_ends_of_the_catalogue)
{
    const gp_departure first = (gp_departure)0;
    answered it;
    answered_open(case_of_last(), gp_departure_set(first), &it);
    cr_assert(is_named(&it, first));
    cr_assert_not(is_named(&it, last_departure));
    answered_close(&it);
    answered_open(of_last, gp_departure_set(last_departure), &it);
    cr_assert(is_named(&it, last_departure));
    cr_assert_not(is_named(&it, first));
    answered_close(&it);
    answered_open("samsel", GP_TEXTBOOK, &it);
    cr_assert_not(gp_is_textbook(it.the_case.problem.departures));
    gp_departures *found;
    size_t count;
    cr_assert_eq(gp_diagnose(&it.the_case, &it.answer, 1, &it.shadow, &found, &count), GP_OK);
    cr_assert(count > 0 && gp_same_departures(found[0], it.the_case.problem.departures));
    free(found);
    answered_close(&it);
}

/* How many allocations a search makes that finds nothing. */
static size_t cost_of_search(answered *it, size_t together)
{
    size_t least = 0, most = 1 << 20; /* it makes more than the one, and no more than the other */
    while (most - least > 1) {
        const size_t middle = least + (most - least) / 2;
        gp_departures *found;
        size_t count;
        memory_fail_at(middle);
        const gp_status status = gp_diagnose(&it->the_case, &it->answer, together, &it->shadow, &found, &count);
        const bool failed = memory_failed();
        memory_fail_never();
        cr_assert_eq(status, failed ? GP_NO_MEMORY : GP_OK);
        cr_assert_eq(count, 0);
        *(failed ? &least : &most) = middle;
    }
    return most;
}

/* How many allocations a run makes. */
static size_t cost_of_run(answered *it)
{
    size_t cost = 0;
    for (bool failed = true; failed; cost++) {
        memory_fail_at(cost);
        gp_shadow_predict(&it->the_case, &it->answer, GP_TEXTBOOK, &it->shadow);
        failed = memory_failed();
        memory_fail_never();
    }
    return cost - 1;
}

/* What is hopeless costs one run for the answer as it is and one for each mistake, and not the many that measure how rounding
   errors add up; so it does where what is off is a loss, for which no run is given up. Pairs cost no more where no mistake has
   to do with the number that is off. Departures make a run a little dearer: half as much again is more than that. */
Test(diagnose, few_runs)
{
    const gp_place dx = {.quantity = GP_INPUT_GRADIENT}, loss = {.quantity = GP_SAMPLE_LOSS};
    answered it;
    answered_open("chain-1-1-1", GP_TEXTBOOK, &it);
    const size_t run = cost_of_run(&it), enough = 3 * (1 + gp_departure_count) * run / 2;
    const size_t k = (size_t)(gp_case_expectation(&it.the_case, &dx) - it.the_case.expectations);
    const double right = it.answer.values[k];
    cr_assert_eq(gp_shadow_predict(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    const long double unit = gp_unit_roundoff(it.answer.precision);
    const long double hopeless = fmaxl(it.shadow.tolerance[k], GP_TOLERANCE_K * unit) / sqrtl(unit);

    it.answer.values[k] = right + 1.2 * (double)hopeless;
    cr_assert_leq(cost_of_search(&it, 1), enough);
    cr_assert_leq(cost_of_search(&it, 2), enough);
    it.answer.values[k] = right + 0.8 * (double)hopeless;
    cr_assert_gt(cost_of_search(&it, 1), 4 * enough);

    it.answer.values[k] = right;
    answer_set(&it.the_case, &loss, 1.37 * answer_at(&it.the_case, &it.answer, &loss), &it.answer);
    cr_assert_leq(cost_of_search(&it, 1), enough);
    answered_close(&it);
}
