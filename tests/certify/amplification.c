#include "certify/amplification.h"

#include "certify/sample.h"
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double amplification_of(const text_case *sample, gp_place place)
{
    gp_certified number;
    gp_message message;
    char *text = certified(sample, place, gp_certified_digits, &number, &message);
    cr_assert_not_null(text, "%s", message.text);
    free(text);
    return *number.amplification ? strtod(number.amplification, NULL) : 0;
}

static double amplification_of_sum(const char *w0, const char *w1, const char *x0, const char *x1)
{
    text_case sample;
    sample_open(&sample, PAIR, w0, w1, x0, x1);
    const double amplification = amplification_of(&sample, (gp_place){.quantity = GP_NET_INPUT, .layer = 1});
    text_case_close(&sample);
    return amplification;
}

/* Each product has at most an error of 2 u of its operands' and its own, the sum another. */
Test(amplification, sum)
{
    const double amplification = amplification_of_sum("0.3", "0.7", "0.1", "0.9");
    cr_expect(amplification >= 1 && amplification <= 8, "%g", amplification);
}

/* 0.7 - 0.6999 loses what 1 / 0.0001 x 0.7 tells, in each of two products of two rounded operands. */
Test(amplification, cancellation)
{
    const double amplification = amplification_of_sum("0.7", "-0.7", "0.9", "0.8999");
    cr_expect(amplification >= 9000 && amplification <= 8 * 9000, "%g", amplification);
}

/* Of Phi(-8.5) = 1e-17 nothing is left in 1 + erf: the rule asks for nothing. Of Phi(-6) = 1e-9 three digits and a half are. */
Test(amplification, of_what_is_lost)
{
    const gp_place place = {.quantity = GP_ACTIVATED, .layer = 1};
    text_case sample;
    sample_open(&sample, UNIT, "gelu", "-8.5", "1");
    cr_expect(amplification_of(&sample, place) * 4 * 0x1p-53 >= 1);
    text_case_close(&sample);
    sample_open(&sample, UNIT, "gelu", "-6", "1");
    const double amplification = amplification_of(&sample, place);
    cr_expect(amplification >= 1e8 && amplification <= 1e10, "%g", amplification);
    text_case_close(&sample);
}

/* A loss can hide behind what rounds in the ordinary way: of GELU(-8.5) nothing is left in 1 + erf, and GELU(0.02) - GELU(0.02)
   adds what 40 bits have no more units of. In binary64 the sum may be 0: the rule asks for nothing. */
Test(amplification, of_what_is_lost_beside_noise)
{
    text_case sample;
    sample_open(&sample,
                "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": ["
                "{\"units\": 3, \"activation\": \"gelu\", \"bias\": \"none\", \"W\": [[\"-8.5\"], [\"0.02\"], [\"0.02\"]]},"
                "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"1\", \"1\", \"-1\"]]}],"
                "\"samples\": [{\"input\": [\"1\"], \"target\": [\"1\"]}],"
                "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},"
                "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},"
                "\"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}");
    const double amplification = amplification_of(&sample, (gp_place){.quantity = GP_NET_INPUT, .layer = 2});
    cr_expect(amplification * 4 * 0x1p-53 >= 1, "%g", amplification);
    text_case_close(&sample);
}

/* Below the scale, too, something can be lost: of Phi(-14) = 8e-45 nothing is left in 1 + erf, and a program that answers 0
   is honest. Its error is less than a unit of 40 bits there, and more than a thousand of those of binary64. */
Test(amplification, of_what_is_lost_below_the_scale)
{
    text_case sample;
    sample_open(&sample, UNIT, "gelu", "-14", "1");
    const double lost = 14 * erfc(14 / sqrt(2)) / 2, unit = 0x1p-53 * 0x1p-100;
    cr_assert(lost < 0x1p-40 * 0x1p-100 && lost > 1e3 * unit);
    const double amplification = amplification_of(&sample, (gp_place){.quantity = GP_ACTIVATED, .layer = 1});
    cr_expect(amplification * unit >= 0.5 * lost && amplification * unit <= 4 * lost, "%g of %g", amplification * unit, lost);
    text_case_close(&sample);
}

/* What binary numbers hold exactly is moved by no rounding but that of moved inputs; the least amplification is 1. */
Test(amplification, exact)
{
    cr_expect(amplification_of_sum("0.5", "0.25", "2", "8") <= 4);
    cr_expect(amplification_of_sum("0", "0", "0", "0") == 1);
}

/* An exact zero is judged by the scale: the noise that comes out for it is many units of it. */
Test(amplification, cancels_to_zero)
{
    cr_expect(amplification_of_sum("0.1", "-0.1", "0.3", "0.3") > 1e20);
}

/* 1e200 squared is no binary64, 1e-300 times that is one: there is nothing to measure. */
Test(amplification, overflow)
{
    text_case sample;
    sample_open(&sample, PAIR, "1e200", "0", "1", "0");
    cr_expect(amplification_of(&sample, (gp_place){.quantity = GP_SAMPLE_LOSS}) == 0);
    cr_expect(amplification_of(&sample, (gp_place){.quantity = GP_NET_INPUT, .layer = 1}) >= 1);
    text_case_close(&sample);
}

/* An input that 24 bits round up to infinity, and 32 do not: of 0 times that there is nothing to measure either. */
Test(amplification, overflow_of_some_runs)
{
    cr_expect(amplification_of_sum("0", "1", "1.79769313e308", "1") == 0);
    cr_expect(amplification_of_sum("0", "1", "1.7976e308", "1") >= 1);
}

Test(amplification, same_every_time)
{
    text_case sample;
    gp_message message;
    gp_certified once, again;
    sample_open(&sample, UNIT, "sigmoid", "0.3", "0.7");
    const gp_place place = {.quantity = GP_WEIGHT, .step = 1, .layer = 1};
    free(certified(&sample, place, gp_certified_digits, &once, &message));
    free(certified(&sample, place, gp_certified_digits, &again, &message));
    cr_expect_str_eq(once.amplification, again.amplification);
    text_case_close(&sample);
}

/* A number is as sensitive alone as it is among all others: what is computed for one makes no difference to another. */
Test(amplification, same_whatever_else_is_asked)
{
    text_case sample;
    gp_message message;
    gp_place *places;
    gp_certificate all;
    char *text = text_with(UNIT, "\"epochs\": 1", "\"epochs\": 3");
    sample_open(&sample, text, "sigmoid", "0.3", "0.7");
    const size_t count = all_places(&sample, &places);
    const gp_certify_request request = {
        .problem = &sample.the_case.problem, .places = places, .count = count, .digits = 40, .amplification = true};
    cr_assert(gp_certify(&request, &all, &message), "%s", message.text);
    for (size_t k = 0; k < count; k++) {
        gp_certified alone;
        free(certified(&sample, places[k], gp_certified_digits, &alone, &message));
        char where[160];
        cr_expect_str_eq(alone.amplification, all.numbers[k].amplification, "%s", gp_place_text(&places[k], where));
    }
    gp_certificate_free(&all);
    free(places);
    free(text);
    text_case_close(&sample);
}
