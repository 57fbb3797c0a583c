/** @file
 *  A correct program is never accused: random networks, certified on the spot, and answered in binary64 and in binary32 by a
 *  program that goes other ways than ours. */
#include "certify/sample.h"
#include "oracle/judge.h"
#include "oracle/run.h"
#include "reference/update.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The program computes these, and no others. */
_Static_assert(gp_reduction_count == 2 && gp_bias_kind_count == 3 && gp_loss_count == 5 && gp_update_rule_count == 9 &&
                   gp_clipping_count == 3,
               "every reduction, kind of biases, loss and update rule is known here");

#define REAL double
#define LIBM(function) function
#define NAME(name) binary64_##name
#include "certify/honest/program.h"
#undef REAL
#undef LIBM
#undef NAME
#define REAL float
#define LIBM(function) function##f
#define NAME(name) binary32_##name
#include "certify/honest/program.h"

/* Whether a run stays where the squares of its numbers are finite in binary32, too. Some random networks diverge. */
static bool stays_finite(const gp_problem *problem, const gp_place *places, size_t count)
{
    gp_real *values = calloc(count, sizeof *values);
    cr_assert_not_null(values);
    cr_assert_eq(gp_run_places(problem, places, count, values), GP_OK);
    bool finite = true;
    for (size_t k = 0; k < count; k++)
        finite = finite && fabs((double)values[k]) < 1e15;
    free(values);
    return finite;
}

/* Gives a problem the expectations of a case: all that its run computes; false where it diverges, and where
   a number is 0 that cannot be proven to be, or next to 0. */
static bool certify_all(text_case *sample, gp_certificate *certificate)
{
    gp_message message;
    gp_place *places;
    gp_case *the_case = &sample->the_case;
    const size_t count = all_places(sample, &places);
    const gp_certify_request request = {
        .problem = &the_case->problem, .places = places, .count = count, .digits = gp_certified_digits, .amplification = true};
    if (!stays_finite(&the_case->problem, places, count)) {
        free(places);
        return false;
    }
    if (!gp_certify(&request, certificate, &message)) {
        /* The absolute loss has gradients that cancel, of which Adam takes the root; the GELUs have no size far out. */
        const bool cancels = the_case->problem.loss == GP_ABSOLUTE_LOSS && strstr(message.text, "found too few");
        cr_assert(cancels || strstr(message.text, "it may be 0") || strstr(message.text, "expected a size"), "%s",
                  message.text);
        free(places);
        return false;
    }
    the_case->expectations = calloc(count, sizeof *the_case->expectations);
    the_case->expectation_count = count;
    for (size_t k = 0; k < count; k++) {
        /* An amplification that is not finite is an empty text: no digit of that number survives rounded arithmetic. */
        const char *amplification = certificate->numbers[k].amplification;
        the_case->expectations[k] = (gp_expectation){.place = places[k],
                                                     .exact = certificate->numbers[k].exact,
                                                     .amplification = *amplification ? amplification : "1e300"};
    }
    free(places);
    return true;
}

/* Rewrites every number of an answer as a format has it. */
static void print_as(const char *format, const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        char text[400];
        snprintf(text, sizeof text, format, answer->values[k]);
        answer->values[k] = strtod(text, NULL);
    }
}

static void with_15_digits(const gp_case *the_case, gp_answer *answer)
{
    print_as("%.15g", the_case, answer);
}

static void with_6_digits(const gp_case *the_case, gp_answer *answer)
{
    print_as("%g", the_case, answer);
}

/* Multiplies the numbers of some quantities. */
static void times(const char *factor, gp_quantity one, gp_quantity two, gp_quantity three, const gp_case *the_case,
                  gp_answer *answer)
{
    gp_factor by;
    double sign = *factor == '-' ? -1 : 1;
    cr_assert(gp_factor_read(factor + (sign < 0), &by));
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (place->quantity != one && place->quantity != two && place->quantity != three)
            continue;
        answer->values[k] *= sign * gp_factor_at(&by, &the_case->problem, place->step);
        if (answer->precision == GP_PRECISION_BINARY32)
            answer->values[k] = (float)answer->values[k];
    }
}

static void of_mean_loss(const gp_case *the_case, gp_answer *answer)
{
    times("1/samples", GP_ACTIVATION_GRADIENT, GP_DELTA, GP_INPUT_GRADIENT, the_case, answer);
    times("1/samples", GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT, GP_BIAS_GRADIENT, the_case, answer);
}

static void targets_minus_outputs_times_rate(const gp_case *the_case, gp_answer *answer)
{
    times("-rate/batch", GP_ACTIVATION_GRADIENT, GP_DELTA, GP_INPUT_GRADIENT, the_case, answer);
    times("-rate", GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT, GP_BIAS_GRADIENT, the_case, answer);
    times("-1", GP_WEIGHT_CLIPPED, GP_BIAS_CLIPPED, GP_BIAS_CLIPPED, the_case, answer);
}

static void thresholds(const gp_case *the_case, gp_answer *answer)
{
    times("-1", GP_BIAS, GP_BIAS_GRADIENT, GP_BIAS_CHANGE, the_case, answer);
    times("-1", GP_BIAS_CLIPPED, GP_BIAS_CLIPPED, GP_BIAS_CLIPPED, the_case, answer);
    times("-1", GP_BIAS_VELOCITY, GP_BIAS_FIRST_MOMENT, GP_BIAS_FIRST_CORRECTED, the_case, answer);
}

static void thresholds_with_15_digits(const gp_case *the_case, gp_answer *answer)
{
    thresholds(the_case, answer);
    of_mean_loss(the_case, answer);
    with_15_digits(the_case, answer);
}

/* The number of a weight or bias at a step, as the answer has it; NAN where it is not asked for. */
static double parameter_at(const gp_case *the_case, const gp_answer *answer, gp_place change, size_t step)
{
    change.quantity = change.quantity == GP_WEIGHT_CHANGE ? GP_WEIGHT : GP_BIAS;
    change.step = step;
    const gp_expectation *expectation = gp_case_expectation(the_case, &change);
    return expectation ? answer->values[expectation - the_case->expectations] : (double)NAN;
}

static void changes_as_differences(const gp_case *the_case, gp_answer *answer)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (place->quantity != GP_WEIGHT_CHANGE && place->quantity != GP_BIAS_CHANGE)
            continue;
        const double before = parameter_at(the_case, answer, *place, place->step),
                     after = parameter_at(the_case, answer, *place, place->step + 1), difference = after - before;
        if (!isnan(difference))
            answer->values[k] = answer->precision == GP_PRECISION_BINARY32 ? (float)difference : difference;
    }
}

static void changes_as_differences_with_15_digits(const gp_case *the_case, gp_answer *answer)
{
    changes_as_differences(the_case, answer);
    with_15_digits(the_case, answer);
}

/* What a program may do in its own way. */
static const struct {
    const char *name;
    void (*rewrite)(const gp_case *the_case, gp_answer *answer); /* numbers as the case has them */
} ways[] = {{"as the case does", NULL},
            {"with 15 digits", with_15_digits},
            {"with 6 digits", with_6_digits},
            {"of the mean loss", of_mean_loss},
            {"targets minus outputs, times the rate", targets_minus_outputs_times_rate},
            {"thresholds", thresholds},
            {"thresholds of the mean loss with 15 digits", thresholds_with_15_digits},
            {"changes as differences of weights", changes_as_differences},
            {"changes as differences of weights with 15 digits", changes_as_differences_with_15_digits}};

enum { way_count = sizeof ways / sizeof *ways };

static void check_passes(const gp_case *the_case, gp_precision precision, size_t way, uint32_t network)
{
    gp_message message;
    gp_answer answer;
    gp_report report;
    cr_assert(gp_answer_create(the_case, &answer, &message), "%s", message.text);
    answer.precision = precision;
    (precision == GP_PRECISION_BINARY64 ? binary64_answer : binary32_answer)(the_case, &answer);
    if (ways[way].rewrite)
        ways[way].rewrite(the_case, &answer);
    cr_assert_eq(gp_judge(the_case, &answer, &report), GP_OK);
    if (!report.passed) {
        char place[160];
        const size_t k = report.findings[0].index;
        cr_expect(false, "network %u, %s, %s: %s: expected %s, obtained %.17g, amplification %s", network,
                  gp_precision_words[precision], ways[way].name, gp_place_text(&the_case->expectations[k].place, place),
                  the_case->expectations[k].exact, answer.values[k], the_case->expectations[k].amplification);
    } else
        cr_assert_eq(report.standings[GP_RIGHT] + report.standings[GP_GIVEN], the_case->expectation_count);
    gp_report_free(&report);
    gp_answer_close(&answer);
}

/* A number that the environment may ask for. */
static uint32_t asked_for(const char *name, uint32_t otherwise)
{
    const char *wanted = getenv(name);
    return wanted ? (uint32_t)strtoul(wanted, NULL, 10) : otherwise;
}

Test(honest, random_networks)
{
    gp_random random;
    gp_random_seed(&random, asked_for("GOLDPROP_HONEST_SEED", 22));
    const uint32_t wanted = asked_for("GOLDPROP_HONEST_NETWORKS", 200);
    uint32_t drawn = 0;
    for (uint32_t network = 0; network < wanted; drawn++) {
        text_case sample;
        gp_certificate certificate;
        random_sample_open(&sample, &random);
        if (gp_is_textbook(sample.the_case.problem.departures) && certify_all(&sample, &certificate)) {
            for (size_t way = 0; way < way_count; way++) {
                check_passes(&sample.the_case, GP_PRECISION_BINARY64, way, network);
                check_passes(&sample.the_case, GP_PRECISION_BINARY32, way, network);
            }
            gp_certificate_free(&certificate);
            network++;
        }
        text_case_close(&sample);
    }
    cr_assert_lt(drawn, 4 * wanted); /* half of them depart, and are not looked at here */
}
