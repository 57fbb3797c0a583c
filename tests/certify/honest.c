/** @file
 *  A correct program is never accused: random networks, certified on the spot, and answered in binary64 and in binary32 by a
 *  program that goes other ways than ours. */
#include "certify/sample.h"
#include "oracle/judge.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REAL double
#define EXP exp
#define NAME(name) binary64_##name
#include "certify/honest/program.h"
#undef REAL
#undef EXP
#undef NAME
#define REAL float
#define EXP expf
#define NAME(name) binary32_##name
#include "certify/honest/program.h"

/* Gives a problem the expectations of a case: all that its run computes. */
static void certify_all(text_case *sample, gp_certificate *certificate)
{
    gp_message message;
    gp_place *places;
    gp_case *the_case = &sample->the_case;
    const size_t count = all_places(sample, &places);
    const gp_certify_request request = {
        .problem = &the_case->problem, .places = places, .count = count, .digits = gp_certified_digits, .amplification = true};
    cr_assert(gp_certify(&request, certificate, &message), "%s", message.text);
    the_case->expectations = calloc(count, sizeof *the_case->expectations);
    the_case->expectation_count = count;
    for (size_t k = 0; k < count; k++)
        the_case->expectations[k] = (gp_expectation){
            .place = places[k], .exact = certificate->numbers[k].exact, .amplification = certificate->numbers[k].amplification};
    /* An amplification that is not finite is an empty text: that number cannot be computed in rounded arithmetic at all. */
    for (size_t k = 0; k < count; k++)
        if (!*the_case->expectations[k].amplification)
            the_case->expectations[k].amplification = "1e300";
    free(places);
}

/* Whether a run stays where the squares of its numbers are finite in binary32, too. Some random networks diverge. */
static bool stays_finite(const gp_case *the_case)
{
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (fabsl(gp_number_long(the_case->expectations[k].exact)) > 1e15L)
            return false;
    return true;
}

static void check_passes(const gp_case *the_case, gp_precision precision, uint32_t seed)
{
    gp_message message;
    gp_answer answer;
    gp_report report;
    cr_assert(gp_answer_create(the_case, &answer, &message), "%s", message.text);
    answer.precision = precision;
    (precision == GP_PRECISION_BINARY64 ? binary64_answer : binary32_answer)(the_case, &answer);
    cr_assert_eq(gp_judge(the_case, &answer, &report), GP_OK);
    if (!report.passed) {
        char place[160];
        const size_t k = report.findings[0].index;
        cr_assert(false, "network %u, %s: %s: expected %s, obtained %.17g, amplification %s", seed,
                  gp_precision_words[precision], gp_place_text(&the_case->expectations[k].place, place),
                  the_case->expectations[k].exact, answer.values[k], the_case->expectations[k].amplification);
    }
    cr_assert_eq(report.standings[GP_RIGHT], the_case->expectation_count);
    gp_report_free(&report);
    gp_answer_close(&answer);
}

/* As many as the environment asks for, or two hundred. */
static uint32_t network_count(void)
{
    const char *wanted = getenv("GOLDPROP_HONEST_NETWORKS");
    return wanted ? (uint32_t)strtoul(wanted, NULL, 10) : 200;
}

Test(honest, random_networks)
{
    gp_random random;
    gp_random_seed(&random, 22);
    for (uint32_t seed = 0; seed < network_count();) {
        text_case sample;
        gp_certificate certificate;
        random_sample_open(&sample, &random);
        if (sample.the_case.problem.departures == GP_TEXTBOOK) {
            certify_all(&sample, &certificate);
            if (stays_finite(&sample.the_case)) {
                check_passes(&sample.the_case, GP_PRECISION_BINARY64, seed);
                check_passes(&sample.the_case, GP_PRECISION_BINARY32, seed);
                seed++;
            }
            gp_certificate_free(&certificate);
        }
        text_case_close(&sample);
    }
}
