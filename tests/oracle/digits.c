#include "oracle/digits.h"

#include "oracle/golden_answer.h"
#include "oracle/tolerance.h"
#include "support/open_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

Test(digits, of_precisions)
{
    const gp_precision precisions[] = {GP_PRECISION_BINARY64, GP_PRECISION_BINARY32, GP_PRECISION_BFLOAT16,
                                       GP_PRECISION_BINARY16};
    const double bits[] = {53, 24, 8, 11};
    for (size_t k = 0; k < 4; k++)
        cr_assert_eq(gp_enough_digits(precisions[k]), (int)ceil(1 + bits[k] * log10(2)));
}

Test(digits, shortest)
{
    const struct {
        double value;
        int digits;
    } rows[] = {{0, 0},      {NAN, 0},      {INFINITY, 0},   {1, 1},          {-0.25, 2}, {1200, 2},        {0.1 + 0.2, 17},
                {1e-300, 1}, {1.0 / 3, 16}, {123456.789, 9}, {0.1 + 0.7, 16}, {1e22, 1},  {3.94571e-310, 0}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        cr_assert_eq(gp_shortest_digits(rows[k].value), rows[k].digits, "%.17g: %d", rows[k].value,
                     gp_shortest_digits(rows[k].value));
    cr_assert_eq(gp_significant_digits("-0.00120e7"), 3);
    cr_assert_eq(gp_significant_digits("-0.00120E7"), 3);
    cr_assert_eq(gp_significant_digits("10.5"), 3);
}

/* 0.5 of the last of three digits: 1.23 is off by 0.005, and so is 9.99; 10 has a digit more before the point. */
Test(digits, half_a_unit)
{
    cr_assert_eq(gp_half_unit(1.23, 3), 0.005);
    cr_assert_eq(gp_half_unit(-9.99, 3), 0.005);
    cr_assert_eq(gp_half_unit(10, 3), 0.05);
    cr_assert_eq(gp_half_unit(1234567, 3), 5000);
    cr_assert_eq(gp_half_unit(0.0625, 1), 0.005);
    cr_assert_eq(gp_half_unit(0, 3), 0);
}

/* Writes the numbers of some quantities as printf would. */
static void write_as(const char *format, gp_quantity first, gp_quantity last, answered *it)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        const gp_quantity quantity = it->the_case.expectations[k].place.quantity;
        char text[400];
        snprintf(text, sizeof text, format, it->answer.values[k]);
        if (quantity >= first && quantity <= last)
            it->answer.values[k] = strtod(text, NULL);
    }
}

/* What is not finite has no digits: nothing is allowed for it, among numbers with few digits and among those with many. */
Test(digits, not_finite)
{
    static const char *const formats[] = {"%.3f", "%.17g"};
    for (size_t r = 0; r < 2; r++) {
        answered it;
        answered_open("minibatch-mean", GP_TEXTBOOK, &it);
        write_as("%.3f", GP_WEIGHT, GP_ACTIVATED, &it);
        write_as(formats[r], GP_ACTIVATION_GRADIENT, GP_ACTIVATION_GRADIENT, &it);
        size_t infinite = 0;
        while (it.the_case.expectations[infinite].place.quantity != GP_ACTIVATION_GRADIENT)
            infinite++;
        it.answer.values[infinite] = -INFINITY;
        gp_measure_digits(&it.the_case, &it.answer);
        cr_expect_eq(gp_is_coarse(&it.answer, GP_ACTIVATION_GRADIENT), r == 0, "%d digits",
                     it.answer.digits[GP_ACTIVATION_GRADIENT]);
        cr_expect_eq(it.answer.coarse[infinite], 0);
        cr_expect_eq(gp_cut_off(&it.answer, infinite, GP_ACTIVATION_GRADIENT), 0);
        answered_close(&it);
    }
}

/* However a right program writes its numbers, each is within what was measured. */
Test(digits, measured)
{
    const struct {
        const char *format;
        int least, most;
    } rows[] = {{"%.17g", 17, 17}, {"%.16g", 16, 16}, {"%.15g", 15, 15}, {"%.12e", 13, 13},
                {"%g", 6, 6},      {"%.9f", 7, 10},   {"%.4f", 3, 5}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        answered it;
        answered_open("minibatch-mean", GP_TEXTBOOK, &it);
        it.answer.precision = GP_PRECISION_BINARY64;
        for (size_t k = 0; k < it.the_case.expectation_count; k++) /* whatever the reference is compiled with */
            it.answer.values[k] = (double)gp_number_long(it.the_case.expectations[k].exact);
        write_as(rows[r].format, GP_WEIGHT, GP_EPOCH_ERROR, &it);
        gp_measure_digits(&it.the_case, &it.answer);
        for (size_t k = 0; k < it.the_case.expectation_count; k++) {
            const gp_expectation *expectation = &it.the_case.expectations[k];
            const int digits = it.answer.digits[expectation->place.quantity];
            cr_assert(digits >= rows[r].least && digits <= rows[r].most, "%s: %d", rows[r].format, digits);
            cr_assert_eq(gp_is_coarse(&it.answer, expectation->place.quantity), rows[r].least < 17);
            cr_assert(fabsl(it.answer.values[k] - gp_number_long(expectation->exact)) <=
                      it.answer.coarse[k] + gp_tolerance(expectation, 0x1p-53L));
        }
        answered_judge(&it);
        cr_assert(it.report.passed, "%s", rows[r].format);
        cr_assert_eq(it.report.by_digits > 0, rows[r].least < 16, "%s: %zu", rows[r].format, it.report.by_digits);
        answered_close(&it);
    }
}

/* What is left of a change that is the difference of two weights. */
static void take_differences(answered *it)
{
    const bool single = it->answer.precision == GP_PRECISION_BINARY32;
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        gp_place weight = it->the_case.expectations[k].place;
        if (weight.quantity != GP_WEIGHT_CHANGE && weight.quantity != GP_BIAS_CHANGE)
            continue;
        weight.quantity = weight.quantity == GP_WEIGHT_CHANGE ? GP_WEIGHT : GP_BIAS;
        const double before = answer_at(&it->the_case, &it->answer, &weight), after = before + it->answer.values[k];
        it->answer.values[k] = single ? (double)((float)after - (float)before) : after - before;
    }
}

/* A change that a program takes as the difference of two weights has only the digits that are left of them: all changes are
   then whole multiples of what the last place of a weight is worth, and are measured by the weights. */
Test(digits, of_differences)
{
    const gp_precision precisions[] = {GP_PRECISION_BINARY64, GP_PRECISION_BINARY32};
    for (size_t p = 0; p < 2; p++) {
        answered it;
        answered_open("minibatch-mean", GP_TEXTBOOK, &it);
        it.answer.precision = precisions[p];
        gp_measure_digits(&it.the_case, &it.answer);
        const gp_place first = {.quantity = GP_WEIGHT_CHANGE, .layer = 1}, weight = {.quantity = GP_WEIGHT, .layer = 1};
        const size_t change = (size_t)(gp_case_expectation(&it.the_case, &first) - it.the_case.expectations);
        cr_assert_eq(it.answer.coarse[change], 0);
        take_differences(&it);
        gp_measure_digits(&it.the_case, &it.answer);
        const double error =
            GP_TOLERANCE_K * (double)gp_unit_roundoff(precisions[p]) * fabs(answer_at(&it.the_case, &it.answer, &weight));
        cr_assert_float_eq(it.answer.coarse[change] / error, 1, 1e-6);
        const size_t gradient =
            (size_t)(gp_case_expectation(&it.the_case, &(gp_place){.quantity = GP_WEIGHT_GRADIENT, .layer = 1}) -
                     it.the_case.expectations);
        cr_assert_eq(it.answer.coarse[gradient], 0);
        answered_judge(&it);
        cr_assert(it.report.passed);
        it.answer.values[change] += 1000 * error; /* too far off, if still a multiple */
        gp_report_free(&it.report);
        answered_judge(&it);
        cr_assert_not(it.report.passed);
        answered_close(&it);
    }
}

/* Two units with a shared bias that see nothing: weights decay, and the bias goes against the target. By hand, with the rate
   0.01: W_change = -0.01 * 0.45 W, b_change = 0.01 * 1.11. */
static const char decay[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": ["
    "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"shared\", \"W\": [[\"-0.785\"], [\"0.854\"]], \"b\": "
    "[\"-0.121\"]}],"
    "\"samples\": [{\"input\": [\"0\"], \"target\": [\"-0.63\", \"-0.48\"]}], \"loss\": {\"deviation\": \"linear\", "
    "\"factor\": \"1\"},"
    "\"error\": {\"deviation\": \"linear\", \"reduction\": \"sum\", \"factor\": \"1\"}, \"training\": {\"rate\": \"0.01\", "
    "\"batch\": 1,"
    "\"reduction\": \"sum\", \"epochs\": 1, \"weight_decay\": \"0.45\"}}, \"record\": {\"all\": [0, 1]}, \"expectations\": ["
    "{\"quantity\": \"W\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"-0.785\"},"
    "{\"quantity\": \"W\", \"step\": 0, \"layer\": 1, \"unit\": 1, \"input\": 0, \"exact\": \"0.854\"},"
    "{\"quantity\": \"b\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"-0.121\"},"
    "{\"quantity\": \"W_change\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"0.0035325\"},"
    "{\"quantity\": \"W_change\", \"step\": 0, \"layer\": 1, \"unit\": 1, \"input\": 0, \"exact\": \"-0.003843\"},"
    "{\"quantity\": \"b_change\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"0.0111\"},"
    "{\"quantity\": \"W\", \"step\": 1, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"-0.7814675\"},"
    "{\"quantity\": \"W\", \"step\": 1, \"layer\": 1, \"unit\": 1, \"input\": 0, \"exact\": \"0.850157\"},"
    "{\"quantity\": \"b\", \"step\": 1, \"layer\": 1, \"unit\": 0, \"exact\": \"-0.1099\"}]}";

/* Of round numbers, too, where some differences have all of 15 digits and another is round by itself: nothing but the longest
   number shows with how many digits a program writes. */
Test(digits, of_differences_of_round_numbers)
{
    static const char *const formats[] = {"%.17g", "%.16g", "%.15g", "%.14g", "%.12g"};
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
        text_case opened;
        text_case_open(decay, &opened);
        answered it = {.the_case = opened.the_case};
        gp_message message;
        cr_assert(gp_answer_create(&it.the_case, &it.answer, &message), "%s", message.text);
        it.answer.precision = GP_PRECISION_BINARY64;
        for (size_t k = 0; k < it.the_case.expectation_count; k++) {
            it.answer.values[k] = (double)gp_number_long(it.the_case.expectations[k].exact);
            it.answer.present[k] = true;
        }
        take_differences(&it);
        write_as(formats[f], 0, gp_quantity_count - 1, &it);
        answered_judge(&it);
        cr_expect(it.report.passed, "%s", formats[f]);
        gp_report_free(&it.report);
        gp_answer_close(&it.answer);
        text_case_close(&opened);
    }
}

/* One quantity may be written otherwise than the others, and a number that is off by more than its digits is wrong. */
Test(digits, of_one_quantity)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        it.answer.values[k] = (double)gp_number_long(it.the_case.expectations[k].exact);
    it.answer.precision = GP_PRECISION_BINARY64;
    write_as("%.6f", GP_SAMPLE_LOSS, GP_SAMPLE_LOSS, &it);
    answered_judge(&it);
    cr_assert(it.report.passed);
    cr_assert(gp_is_coarse(&it.answer, GP_SAMPLE_LOSS) && !gp_is_coarse(&it.answer, GP_DELTA));
    const gp_place place = {.quantity = GP_SAMPLE_LOSS, .step = 1, .sample = 2};
    answer_set(&it.the_case, &place, answer_at(&it.the_case, &it.answer, &place) + 2e-6, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    answered_close(&it);
}

/* Weights that stay as they were are short for another reason than how they are written, and do not pass as nearly right. */
Test(digits, of_weights_that_stay)
{
    answered it;
    answered_open("randomwalk-textbook", GP_TEXTBOOK, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        const bool is_parameter = place->quantity == GP_WEIGHT || place->quantity == GP_BIAS;
        it.answer.present[k] = is_parameter;
        if (is_parameter)
            it.answer.values[k] = (double)gp_number_long(gp_problem_parameter(&it.the_case.problem, place));
    }
    answered_judge(&it);
    cr_assert_eq(it.report.standings[GP_RIGHT] + it.report.by_digits, 0);
    cr_assert_not(it.report.passed);
    answered_close(&it);
}

/* Of a number that lies in the middle of two that can be written, either is honest. */
Test(digits, of_a_tie)
{
    answered it;
    answered_open("hello", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY64;
    const gp_place place = {.quantity = GP_SAMPLE_LOSS, .step = 1};
    gp_expectation *expectation =
        &it.the_case.expectations[gp_case_expectation(&it.the_case, &place) - it.the_case.expectations];
    for (int k = 0; k < 2000; k++) {
        char exact[32], written[32];
        const int digits = 100000 + k / 2 * 899;
        snprintf(exact, sizeof exact, "0.%d5", digits);
        snprintf(written, sizeof written, "0.%d", digits + k % 2);
        expectation->exact = exact;
        answer_set(&it.the_case, &place, strtod(written, NULL), &it.answer);
        gp_measure_digits(&it.the_case, &it.answer);
        const double value = answer_at(&it.the_case, &it.answer, &place),
                     coarse = it.answer.coarse[expectation - it.the_case.expectations];
        cr_assert(gp_is_right(expectation, GP_PRECISION_BINARY64, value, coarse), "%s for %s", written, exact);
    }
    answered_close(&it);
}

/* With nine decimals large numbers have digits enough, and are off by half of the last decimal all the same. */
Test(digits, of_large_numbers)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    it.answer.precision = GP_PRECISION_BINARY64;
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const bool large = it.the_case.expectations[k].place.quantity == GP_ACTIVATION_GRADIENT;
        it.answer.values[k] = (large ? 1e7 : 1) * (double)gp_number_long(it.the_case.expectations[k].exact);
    }
    write_as("%.9f", GP_WEIGHT, GP_EPOCH_ERROR, &it);
    gp_measure_digits(&it.the_case, &it.answer);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        cr_assert(it.answer.coarse[k] >= 0.5e-9 && it.answer.coarse[k] < 1e-8, "%zu: %g", k, it.answer.coarse[k]);
    write_as("%.9f", GP_WEIGHT, GP_SAMPLE_LOSS, &it);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        if (it.the_case.expectations[k].place.quantity == GP_ACTIVATION_GRADIENT)
            it.answer.values[k] *= 1 + 0x1p-50; /* and other decimals */
    gp_measure_digits(&it.the_case, &it.answer);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        if (it.the_case.expectations[k].place.quantity == GP_ACTIVATION_GRADIENT)
            cr_assert_eq(it.answer.coarse[k], 0, "%zu: %g", k, it.answer.coarse[k]);
    answered_close(&it);
}

/* The round numbers of hello, a third of each, with so many digits: the factor is found out, and nothing is wrong. */
Test(digits, cut_off)
{
    const struct {
        const char *format;
        bool passes;
    } rows[] = {{"%.17g", true}, {"%.15g", true}, {"%.12g", true}, {"%.6g", true}, {"%.3g", false}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        answered it;
        answered_open("hello", GP_TEXTBOOK, &it);
        it.answer.precision = GP_PRECISION_BINARY64;
        for (size_t k = 0; k < it.the_case.expectation_count; k++) {
            const gp_quantity quantity = it.the_case.expectations[k].place.quantity;
            if (quantity == GP_SAMPLE_LOSS || quantity == GP_OUTPUT_LOSS)
                it.answer.values[k] /= 3;
        }
        cr_assert(gp_factor_read("1/3", &it.answer.customs[GP_LOSS_FACTOR].factor));
        it.answer.customs[GP_LOSS_FACTOR].value = 1.0 / 3;
        it.answer.customs[GP_LOSS_FACTOR].declared = true;
        it.answer.customs[GP_OUTPUT_LOSS_FACTOR] = it.answer.customs[GP_LOSS_FACTOR];
        write_as(rows[r].format, GP_OUTPUT_LOSS, GP_SAMPLE_LOSS, &it);
        answered_judge(&it);
        cr_assert_eq(it.report.passed, rows[r].passes, "%s", rows[r].format);
        answered_close(&it);
    }
}

/* The exact numbers of hello are short themselves. */
Test(digits, of_short_numbers)
{
    answered it;
    answered_open("hello", gp_departure_set(GP_LOSS_SLOPE_HALVED), &it);
    answered_judge(&it);
    cr_assert_not(gp_is_coarse(&it.answer, GP_DELTA));
    cr_assert_geq(it.report.explanation_count, 1);
    answered_close(&it);
}

/* A mistake is named where there are digits enough to tell it from others. */
Test(digits, to_explain)
{
    const struct {
        const char *format;
        bool enough;
    } rows[] = {{"%.15g", true}, {"%g", true}, {"%.4g", false}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        answered it;
        answered_open("minibatch-mean", gp_departure_set(GP_SUM_FOR_MEAN), &it);
        write_as(rows[r].format, GP_WEIGHT, GP_EPOCH_ERROR, &it);
        answered_judge(&it);
        cr_assert_not(it.report.passed);
        cr_assert_eq(it.report.too_few_digits, !rows[r].enough);
        cr_assert_eq(it.report.explanation_count, rows[r].enough, "%s: %zu", rows[r].format, it.report.explanation_count);
        if (rows[r].enough)
            cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(GP_SUM_FOR_MEAN)));
        answered_close(&it);
    }
}
