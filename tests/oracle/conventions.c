#include "oracle/conventions.h"

#include "oracle/golden_answer.h"
#include "oracle/judge.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A correct answer, changed as a convention has it, is found to pass; and the convention is found out. */
static void check_found(const char *id, void (*change)(const gp_case *, gp_answer *), gp_convention convention, double value)
{
    answered it;
    answered_open(id, GP_TEXTBOOK, &it);
    cr_assert(it.answer.customs[convention].value != value);
    change(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert(it.report.passed, "%s: %zu right of %zu", id, it.report.standings[GP_RIGHT], it.report.expected);
    cr_assert_float_eq(it.answer.customs[convention].value, value, 1e-12);
    cr_assert_not(it.answer.customs[convention].declared);
    answered_close(&it);
}

static void scale(const gp_case *the_case, gp_answer *answer, gp_quantity quantity, double factor)
{
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == quantity)
            answer->values[k] *= factor;
}

static void negate_deltas(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_ACTIVATION_GRADIENT, -1);
    scale(the_case, answer, GP_DELTA, -1);
    scale(the_case, answer, GP_INPUT_GRADIENT, -1);
}

static void negate_gradients(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_WEIGHT_GRADIENT, -1);
    scale(the_case, answer, GP_BIAS_GRADIENT, -1);
}

static void negate_both(const gp_case *the_case, gp_answer *answer)
{
    negate_deltas(the_case, answer);
    negate_gradients(the_case, answer);
}

Test(conventions, signs)
{
    check_found("samsel-textbook", negate_deltas, GP_DELTA_SIGN, -1);
    check_found("minibatch-mean", negate_gradients, GP_GRADIENT_SIGN, -1);
    check_found("online-samples", negate_both, GP_DELTA_SIGN, -1);
    check_found("online-samples", negate_both, GP_GRADIENT_SIGN, -1);
}

/* What the writing of a number may be off is divided with it; and where the factor is no power of two, so that the program had
   to round and this has to round again, two units of roundoff are added. */
Test(conventions, writing_of_what_is_divided)
{
    const gp_place loss = {.quantity = GP_SAMPLE_LOSS}, output = {.quantity = GP_ACTIVATED, .layer = 2};
    static const double factors[] = {2, 0.25, 3, 1};
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
        answered it;
        answered_open("minibatch-mean", GP_TEXTBOOK, &it);
        const size_t k = (size_t)(gp_case_expectation(&it.the_case, &loss) - it.the_case.expectations);
        const size_t other = (size_t)(gp_case_expectation(&it.the_case, &output) - it.the_case.expectations);
        const double value = it.answer.values[k], same = it.answer.values[other], by = factors[f];
        it.answer.coarse[k] = it.answer.coarse[other] = 0.01;
        it.answer.customs[GP_LOSS_FACTOR] = (gp_custom){.value = by, .factor = {.number = by}, .declared = true};
        gp_apply_conventions(&it.the_case, &it.answer);
        const double rounded = by == 3 ? 2 * (double)gp_unit_roundoff(it.answer.precision) * fabs(value / by) : 0;
        cr_assert_eq(it.answer.values[k], value / by);
        cr_assert_eq(it.answer.coarse[k], 0.01 / by + rounded, "factor %g", by);
        cr_assert(it.answer.values[other] == same && it.answer.coarse[other] == 0.01);
        answered_close(&it);
    }
}

/* A factor may be 1 at the first step and another one later: 2/batch, where the last of three batches is a single sample. */
Test(conventions, factor_of_a_smaller_batch)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    const gp_place first = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1},
                   last = {.quantity = GP_WEIGHT_GRADIENT, .step = 2, .layer = 1};
    const double at_first = answer_at(&it.the_case, &it.answer, &first), at_last = answer_at(&it.the_case, &it.answer, &last);
    it.answer.customs[GP_GRADIENT_FACTOR] =
        (gp_custom){.value = 1, .factor = {.number = 2, .powers = {[GP_OF_BATCH] = -1}}, .declared = true};
    gp_apply_conventions(&it.the_case, &it.answer);
    cr_assert_eq(answer_at(&it.the_case, &it.answer, &first), at_first);
    cr_assert_eq(answer_at(&it.the_case, &it.answer, &last), at_last / 2);
    answered_close(&it);
}

/* The errors of epochs 0 to 49, or of epochs 1 to 50, under the same keys; and so many at the end by the other way of counting.
   Those that are not sound are off by a little. */
static void read_errors(const gp_case *the_case, size_t first, size_t sound, size_t other, gp_answer *answer)
{
    static char text[8000];
    gp_message message;
    size_t used = (size_t)sprintf(text, "{\"format\": \"goldprop-trace-1\", \"errors\": [");
    for (size_t e = 1; e <= 50; e++) {
        const gp_place place = {.quantity = GP_EPOCH_ERROR, .step = e - 1 + (e > 50 - other ? 1 - first : first)};
        used += (size_t)sprintf(text + used, "%s{\"epoch\": %zu, \"error\": %.17g}", e > 1 ? ", " : "", e,
                                (double)gp_number_long(gp_case_expectation(the_case, &place)->exact) +
                                    (e <= sound ? 0 : (double)e * 1e-9));
    }
    strcpy(text + used, "]}");
    cr_assert(gp_answer_read("x", text, strlen(text), the_case, answer, &message), "%s", message.text);
    cr_assert(answer->unsettled[GP_EPOCHS_FROM]);
}

static void check_counting(size_t first, bool sound, bool by_judge)
{
    gp_case the_case;
    gp_answer answer;
    gp_report report;
    golden_case_open("neurons-50-epochs", &the_case);
    read_errors(&the_case, first, sound ? 50 : 0, 0, &answer);
    if (!by_judge)
        gp_settle_numbering(&the_case, &answer);
    cr_assert_eq(gp_judge(&the_case, &answer, &report), GP_OK);
    cr_assert_eq(answer.customs[GP_EPOCHS_FROM].value, first == 0 ? 1 : 0);
    cr_assert_not(answer.unsettled[GP_EPOCHS_FROM]);
    cr_assert_eq(report.passed, sound);
    gp_report_free(&report);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}

/* The keys are the same, and the numbers tell. */
Test(conventions, counting)
{
    for (size_t first = 0; first <= 1; first++)
        for (int sound = 0; sound <= 1; sound++)
            check_counting(first, sound, false);
}

/* The way in which more is right is taken, even where most of what is wrong is nearer in the other one. */
Test(conventions, counting_by_what_is_right)
{
    gp_case the_case;
    golden_case_open("neurons-50-epochs", &the_case);
    for (size_t first = 0; first <= 1; first++) {
        gp_answer answer;
        read_errors(&the_case, first, 3, 47, &answer);
        gp_settle_numbering(&the_case, &answer);
        cr_assert_eq(answer.customs[GP_EPOCHS_FROM].value, first == 0 ? 1 : 0);
        gp_answer_close(&answer);
    }
    gp_case_close(&the_case);
}

/* A single number tells, too, though it is not right in either way. */
Test(conventions, counting_by_one_number)
{
    gp_case the_case;
    golden_case_open("neurons-50-epochs", &the_case);
    for (size_t first = 0; first <= 1; first++) {
        char text[200];
        gp_answer answer;
        gp_message message;
        const gp_place place = {.quantity = GP_EPOCH_ERROR, .step = 4 + first};
        snprintf(text, sizeof text, "{\"format\": \"goldprop-trace-1\", \"errors\": [{\"epoch\": 5, \"error\": %.17g}]}",
                 (double)gp_number_long(gp_case_expectation(&the_case, &place)->exact) * 1.000001);
        cr_assert(gp_answer_read("x", text, strlen(text), &the_case, &answer, &message), "%s", message.text);
        gp_settle_numbering(&the_case, &answer);
        cr_assert_eq(answer.customs[GP_EPOCHS_FROM].value, first == 0 ? 1 : 0);
        gp_answer_close(&answer);
    }
    gp_case_close(&the_case);
}

/* The answer in this text is found to count from so much. */
static void check_counted(const gp_case *the_case, const char *text, gp_convention which, double from)
{
    gp_answer answer;
    gp_message message;
    cr_assert(gp_answer_read("x", text, strlen(text), the_case, &answer, &message), "%s", message.text);
    cr_assert(answer.unsettled[which], "%s", text);
    gp_settle_numbering(the_case, &answer);
    cr_assert_eq(answer.customs[which].value, from, "%s", text);
    gp_answer_close(&answer);
}

/* Where the errors are wrong in either way, and as far off, they are counted as the steps are, whose numbers are right. */
Test(conventions, counting_as_steps_are)
{
    gp_case the_case;
    golden_case_open("neurons-50-epochs", &the_case);
    for (size_t from = 0; from <= 1; from++) {
        char text[300];
        const gp_place z = {.quantity = GP_NET_INPUT, .step = 1 - from, .layer = 2};
        const gp_expectation *expectation = gp_case_expectation(&the_case, &z);
        cr_assert_not_null(expectation);
        snprintf(text, sizeof text,
                 "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 1, \"samples\": [{\"sample\": 0, \"layers\": "
                 "[{\"layer\": 2, \"z\": [%s]}]}]}], \"errors\": [{\"epoch\": 5, \"error\": 70}]}",
                 expectation->exact);
        check_counted(&the_case, text, GP_EPOCHS_FROM, (double)from);
        check_counted(&the_case, text, GP_STEPS_FROM, (double)from);
    }
    gp_case_close(&the_case);
}

static double error_of_epoch(const gp_case *the_case, size_t epoch)
{
    return (double)gp_number_long(gp_case_expectation(the_case, &(gp_place){.quantity = GP_EPOCH_ERROR, .step = epoch})->exact);
}

/* Two numbers that are right count more than one. */
Test(conventions, counting_by_more_that_is_right)
{
    static const size_t epochs[][3] = {{1, 2, 2}, {0, 1, 3}}; /* the third one is right if it is counted the other way */
    gp_case the_case;
    golden_case_open("neurons-50-epochs", &the_case);
    for (size_t from = 0; from <= 1; from++) {
        char text[400];
        snprintf(text, sizeof text,
                 "{\"format\": \"goldprop-trace-1\", \"errors\": [{\"epoch\": 1, \"error\": %.17g}, {\"epoch\": 2, \"error\": "
                 "%.17g}, "
                 "{\"epoch\": 3, \"error\": %.17g}]}",
                 error_of_epoch(&the_case, epochs[from][0]), error_of_epoch(&the_case, epochs[from][1]),
                 error_of_epoch(&the_case, epochs[from][2]));
        check_counted(&the_case, text, GP_EPOCHS_FROM, (double)from);
    }
    gp_case_close(&the_case);
}

/* Where nothing is right, the mean of the distances tells, not their sum: epochs 1 and 2 of this case are recorded, and 3 is
   not. Off by .3 alone is worse than off by less than that twice. */
Test(conventions, counting_by_the_mean)
{
    gp_case the_case;
    char text[400];
    golden_case_open("nielsen", &the_case);
    snprintf(
        text, sizeof text,
        "{\"format\": \"goldprop-trace-1\", \"errors\": [{\"epoch\": 2, \"error\": %.17g}, {\"epoch\": 3, \"error\": %.17g}]}",
        1.3 * error_of_epoch(&the_case, 2), 1.2 * error_of_epoch(&the_case, 2));
    cr_assert_lt(fabs(1.3 * error_of_epoch(&the_case, 2) / error_of_epoch(&the_case, 1) - 1), .3);
    check_counted(&the_case, text, GP_EPOCHS_FROM, 1);
    gp_case_close(&the_case);
}

/* Errors of some epochs, each so many times that of the case by counting from 0, are found to be counted from so much. */
static void check_errors_counted(const gp_case *the_case, const size_t *epochs, const double *times, size_t count, double from)
{
    static char text[8000];
    size_t used = (size_t)sprintf(text, "{\"format\": \"goldprop-trace-1\", \"errors\": [");
    for (size_t e = 0; e < count; e++)
        used += (size_t)sprintf(text + used, "%s{\"epoch\": %zu, \"error\": %.17g}", e > 0 ? ", " : "", epochs[e],
                                times[e] * error_of_epoch(the_case, epochs[e]));
    strcpy(text + used, "]}");
    check_counted(the_case, text, GP_EPOCHS_FROM, from);
}

/* A distance is measured by the number itself: two errors, of which one is large. By that one alone counting from 0 is the
   better way, by a little; by the small one counting from 1 is, by twice as much of it. What is off by all of itself or more is
   off by 1. */
Test(conventions, counting_by_relative_distance)
{
    gp_case the_case;
    golden_case_open("neurons-50-epochs", &the_case);
    const double fall_at_1 = error_of_epoch(&the_case, 0) / error_of_epoch(&the_case, 1),
                 fall_at_50 = error_of_epoch(&the_case, 49) / error_of_epoch(&the_case, 50);
    const double gain = 1.5 * (1 - 1 / fall_at_50); /* by an error of epoch 50 that is half too large */
    const double times =
        (2 - gain / 2) / (1 + 1 / fall_at_1); /* so that times - 1 and 1 - times / fall_at_1 differ by half of that */
    cr_assert(times > 1 && times < fall_at_1 && error_of_epoch(&the_case, 1) > 2 * error_of_epoch(&the_case, 50));
    check_errors_counted(&the_case, (size_t[]){1, 50}, (double[]){times, 1.5}, 2, 1);
    /* Epoch 1 by 2.0001 times its own error, and less than the one of epoch 0; the others as they are but for a little. */
    size_t epochs[40] = {1};
    double as_they_are[40] = {2.0001};
    for (size_t e = 1; e < 40; e++) {
        epochs[e] = 9 + e;
        as_they_are[e] = 1 + 1e-6;
    }
    check_errors_counted(&the_case, epochs, as_they_are, 40, 0);
    gp_case_close(&the_case);
}

/* Nobody answers with what the problem gives, and nothing else: the weights of a step 1 are those after the first update, be
   they right or not. */
Test(conventions, counting_of_what_is_computed)
{
    gp_case the_case;
    golden_case_open("hello", &the_case);
    char text[400];
    const gp_place weight = {.quantity = GP_WEIGHT, .layer = 1};
    snprintf(text, sizeof text,
             "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 1, \"parameters\": [{\"layer\": 1, \"W\": [[%s]]}]}]}",
             gp_case_expectation(&the_case, &weight)->exact);
    check_counted(&the_case, text, GP_STEPS_FROM, 0);
    gp_case_close(&the_case);
}

Test(conventions, counting_by_the_judge)
{
    check_counting(0, true, true);
    check_counting(1, true, true);
}

/* The signs, the counting and the transposition of another answer hold for what does not show its own. */
Test(conventions, of_another_answer)
{
    answered other;
    answered_open("square", GP_TEXTBOOK, &other);
    other.answer.customs[GP_DELTA_SIGN].value = -1;
    other.answer.customs[GP_TRANSPOSED].value = -1;
    other.answer.customs[GP_STEPS_FROM].value = 1;
    static const char text[] = "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 1, \"gradients\": [{\"layer\": 1, "
                               "\"dW\": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}], \"samples\": [{\"sample\": 0, \"layers\": "
                               "[{\"layer\": 1, \"delta\": [1, 2, 3]}]}]}]}";
    gp_answer answer;
    gp_message message;
    const gp_place dW = {GP_WEIGHT_GRADIENT, 0, 0, 1, 0, 2}, delta = {GP_DELTA, 0, 0, 1, 1, 0};
    cr_assert(gp_answer_read("x", text, strlen(text), &other.the_case, &answer, &message), "%s", message.text);
    gp_settle_as(&other.the_case, &other.answer, &answer);
    cr_assert_eq(answer_at(&other.the_case, &answer, &dW), 7);
    cr_assert_eq(answer_at(&other.the_case, &answer, &delta), -2);
    gp_answer_close(&answer);
    answered_close(&other);
}

/* What an answer declares holds, and all else is as in the other one. */
Test(conventions, of_another_answer_but_declared)
{
    answered other;
    answered_open("square", GP_TEXTBOOK, &other);
    other.answer.customs[GP_DELTA_SIGN].value = other.answer.customs[GP_GRADIENT_SIGN].value = -1;
    for (int delta = 0; delta <= 1; delta++) {
        char text[400];
        snprintf(text, sizeof text,
                 "{\"format\": \"goldprop-trace-1\", \"conventions\": {%s, \"steps_from\": 0}, \"steps\": [{\"step\": 0, "
                 "\"gradients\": "
                 "[{\"layer\": 1, \"dW\": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}], \"samples\": [{\"sample\": 0, \"layers\": "
                 "[{\"layer\": 1, \"delta\": [1, 2, 3]}]}]}]}",
                 delta ? "\"delta\": \"dE/dz\"" : "\"gradients\": \"dE/dW\"");
        gp_answer answer;
        gp_message message;
        const gp_place dW = {GP_WEIGHT_GRADIENT, 0, 0, 1, 0, 0}, of_delta = {GP_DELTA, 0, 0, 1, 1, 0};
        cr_assert(gp_answer_read("x", text, strlen(text), &other.the_case, &answer, &message), "%s", message.text);
        gp_settle_as(&other.the_case, &other.answer, &answer);
        cr_assert_eq(answer_at(&other.the_case, &answer, &dW), delta ? -1 : 1);
        cr_assert_eq(answer_at(&other.the_case, &answer, &of_delta), delta ? 2 : -2);
        gp_answer_close(&answer);
    }
    answered_close(&other);
}

/* Deltas alone: of the sign of gradients that are not there nothing is said. */
static void keep_negated_deltas(const gp_case *the_case, gp_answer *answer)
{
    negate_deltas(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        answer->present[k] = the_case->expectations[k].place.quantity == GP_DELTA;
}

Test(conventions, sign_of_what_is_not_there)
{
    answered it;
    answered_open("samsel-textbook", GP_TEXTBOOK, &it);
    keep_negated_deltas(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert(it.report.passed);
    cr_assert(it.answer.customs[GP_DELTA_SIGN].value == -1 && it.answer.customs[GP_GRADIENT_SIGN].value == 1);
    answered_close(&it);
}

/* Of the shares alone: the loss itself keeps its factor. */
static void halve_output_losses(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_OUTPUT_LOSS, 0.5);
}

static void halve_losses(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_SAMPLE_LOSS, 0.5);
}

static void add_errors_up(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_EPOCH_ERROR, 10); /* five samples with two outputs */
}

static void average_errors(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_EPOCH_ERROR, 0.25); /* four samples */
}

Test(conventions, factors)
{
    check_found("samsel-textbook", halve_losses, GP_LOSS_FACTOR, 0.5);
    check_found("samsel-general", halve_output_losses, GP_OUTPUT_LOSS_FACTOR, 0.5);
    check_found("minibatch-mean", add_errors_up, GP_ERROR_FACTOR, 10);
    check_found("online-samples", average_errors, GP_ERROR_FACTOR, 0.25);
}

static void check_factor(gp_convention convention, gp_quantity quantity, double factor, bool found)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    scale(&it.the_case, &it.answer, quantity, factor);
    answered_judge(&it);
    cr_expect_eq(it.report.passed, found, "%s times %g", gp_quantities[quantity].name, factor);
    cr_expect_float_eq(it.answer.customs[convention].value, found ? factor : 1, 1e-12, "%s times %g",
                       gp_quantities[quantity].name, factor);
    answered_close(&it);
}

/* docs/oracle.md: 2 or 1/2, the number of outputs (here 2), of samples (5), or of both, the inverse of one of these, or such a
   number times 2 or 1/2. No other factor is a convention. */
Test(conventions, every_factor)
{
    static const double sizes[] = {1, 2, 5, 10}, halves[] = {1, 2, 0.5};
    static const double others[] = {3, 7, 0.3, -1, 25, 1.5, 0.8}; /* the last one is the rate, which no loss has */
    for (size_t s = 0; s < 4; s++)
        for (size_t h = 0; h < 3; h++) {
            check_factor(GP_LOSS_FACTOR, GP_SAMPLE_LOSS, halves[h] * sizes[s], true);
            check_factor(GP_LOSS_FACTOR, GP_SAMPLE_LOSS, halves[h] / sizes[s], true);
            check_factor(GP_OUTPUT_LOSS_FACTOR, GP_OUTPUT_LOSS, halves[h] * sizes[s], true);
            check_factor(GP_ERROR_FACTOR, GP_EPOCH_ERROR, halves[h] * sizes[s], true);
            check_factor(GP_ERROR_FACTOR, GP_EPOCH_ERROR, halves[h] / sizes[s], true);
        }
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        check_factor(GP_LOSS_FACTOR, GP_SAMPLE_LOSS, others[k], false);
        check_factor(GP_ERROR_FACTOR, GP_EPOCH_ERROR, others[k], false);
    }
}

static void scale_by(const gp_case *the_case, gp_answer *answer, gp_convention convention, const char *factor)
{
    gp_factor times;
    cr_assert(gp_factor_read(factor, &times));
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        const bool gradient = place->quantity == GP_WEIGHT_GRADIENT || place->quantity == GP_BIAS_GRADIENT;
        const bool delta =
            place->quantity == GP_DELTA || place->quantity == GP_ACTIVATION_GRADIENT || place->quantity == GP_INPUT_GRADIENT;
        if (convention == GP_DELTA_FACTOR ? delta : gradient)
            answer->values[k] *= gp_factor_at(&times, &the_case->problem, place->step);
    }
}

static void check_factor_in_steps(const answered *it, gp_convention convention, const char *text)
{
    gp_factor wanted;
    cr_assert(gp_factor_read(text, &wanted));
    for (size_t step = 0; step < 3; step++)
        cr_assert_float_eq(gp_factor_at(&it->answer.customs[convention].factor, &it->the_case.problem, step),
                           gp_factor_at(&wanted, &it->the_case.problem, step), 1e-15, "%s", text);
}

/* Deltas and gradients that are so many times those of the case, in a run that moves as it should, pass; with any sign. */
static void check_gradient_factors(const char *id, const char *delta, const char *gradient, double sign)
{
    answered it;
    answered_open(id, GP_TEXTBOOK, &it);
    scale_by(&it.the_case, &it.answer, GP_DELTA_FACTOR, delta);
    scale_by(&it.the_case, &it.answer, GP_GRADIENT_FACTOR, gradient);
    if (sign < 0)
        negate_both(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert(it.report.passed, "%s: delta %s, gradients %s", id, delta, gradient);
    cr_assert_eq(it.answer.customs[GP_DELTA_SIGN].value, sign);
    cr_assert_float_eq(it.answer.customs[GP_GRADIENT_FACTOR].value,
                       gp_factor_at(&it.answer.customs[GP_GRADIENT_FACTOR].factor, &it.the_case.problem, 0), 1e-15);
    check_factor_in_steps(&it, GP_DELTA_FACTOR, delta);
    check_factor_in_steps(&it, GP_GRADIENT_FACTOR, gradient);
    answered_close(&it);
}

Test(conventions, gradient_factors)
{
    static const char *const factors[] = {"1/batch", "1/samples", "1/outputs",         "2",          "1/2", "batch",
                                          "rate",    "2*rate",    "1/samples/outputs", "rate/batch", "1"};
    for (size_t k = 0; k < sizeof factors / sizeof *factors; k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            check_gradient_factors("minibatch-mean", factors[k], "1", sign);
            check_gradient_factors("minibatch-mean", "1", factors[k], sign);
            check_gradient_factors("deep-regression", factors[k], factors[k], sign);
            check_gradient_factors("online-samples", factors[k], "rate", sign);
        }
    check_gradient_factors("binary-cross-entropy", "1", "batch", 1); /* whose second batch is a single sample */
    check_gradient_factors("softmax-minibatch", "0.5*samples*outputs*rate", "1", 1);
    check_gradient_factors("softmax-minibatch", "1", "0.5*samples*outputs*rate", 1);
}

/* What an answer declares of its deltas' sign says nothing of a factor of its gradients, and a factor that it declares is not
   looked for. */
Test(conventions, gradient_factor_beside_what_is_declared)
{
    for (int declared = 0; declared <= 1; declared++) {
        answered it;
        answered_open("deep-regression", GP_TEXTBOOK, &it);
        scale_by(&it.the_case, &it.answer, GP_GRADIENT_FACTOR, "2");
        it.answer.customs[declared ? GP_GRADIENT_FACTOR : GP_DELTA_SIGN] =
            (gp_custom){.value = 1, .factor.number = 1, .declared = true};
        gp_settle_gradient_factors(&it.the_case, &it.answer);
        cr_assert_eq(it.answer.customs[GP_GRADIENT_FACTOR].value, declared ? 1 : 2);
        answered_close(&it);
    }
}

/* A factor that is in the movement of the weights as well is a mistake, and is named as without the convention. */
Test(conventions, gradient_factors_hide_no_mistake)
{
    static const gp_departure scaled[] = {GP_LOSS_SLOPE_HALVED, GP_LOSS_SLOPE_DOUBLED, GP_SUM_FOR_MEAN, GP_RATE_TWICE};
    for (size_t k = 0; k < sizeof scaled / sizeof *scaled; k++) {
        answered it;
        answered_open("minibatch-mean", gp_departure_set(scaled[k]), &it);
        answered_judge(&it);
        cr_assert_not(it.report.passed);
        cr_assert_geq(it.report.explanation_count, 1);
        cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(scaled[k])));
        answered_close(&it);
    }
}

/* Where nothing shows how the weights move, a convention cannot be told from a mistake: it has to be declared. Deltas of a
   later step show it, since they come of moved weights. */
Test(conventions, gradient_factors_that_nothing_shows)
{
    for (size_t steps = 1; steps <= 2; steps++)
        for (int declared = 0; declared <= 1; declared++) {
            answered it;
            answered_open("minibatch-mean", GP_TEXTBOOK, &it);
            scale_by(&it.the_case, &it.answer, GP_DELTA_FACTOR, "2");
            scale_by(&it.the_case, &it.answer, GP_GRADIENT_FACTOR, "2");
            for (size_t k = 0; k < it.the_case.expectation_count; k++) {
                const gp_place *place = &it.the_case.expectations[k].place;
                it.answer.present[k] =
                    place->step < steps && (place->quantity == GP_DELTA || place->quantity == GP_WEIGHT_GRADIENT);
            }
            for (gp_convention c = GP_DELTA_FACTOR; declared && (int)c < gp_convention_count; c++)
                it.answer.customs[c] = (gp_custom){.value = 2, .factor = {.number = 2}, .declared = true};
            answered_judge(&it);
            cr_assert_eq(it.report.passed, declared || steps > 1);
            answered_close(&it);
        }
}

/* One delta that has another factor than all others is wrong. */
Test(conventions, gradient_factor_of_all_but_one)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    scale_by(&it.the_case, &it.answer, GP_DELTA_FACTOR, "1/batch");
    const gp_place odd = {.quantity = GP_DELTA, .step = 3, .sample = 1, .layer = 1, .unit = 1};
    answer_set(&it.the_case, &odd, answer_at(&it.the_case, &it.answer, &odd) * 2, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    answered_close(&it);
}

static void take_for_thresholds(const gp_case *the_case, gp_answer *answer)
{
    scale(the_case, answer, GP_BIAS, -1);
    scale(the_case, answer, GP_BIAS_GRADIENT, -1);
    scale(the_case, answer, GP_BIAS_CHANGE, -1);
}

static void thresholds_with_targets_minus_outputs(const gp_case *the_case, gp_answer *answer)
{
    take_for_thresholds(the_case, answer);
    negate_both(the_case, answer);
}

/* Without the first biases, which show it at once. */
static void thresholds_later_on(const gp_case *the_case, gp_answer *answer)
{
    take_for_thresholds(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == GP_BIAS && the_case->expectations[k].place.step == 0)
            answer->present[k] = false;
}

/* z = W a - theta, which moves the other way. */
Test(conventions, thresholds)
{
    static const char *const ids[] = {"minibatch-mean", "deep-regression", "online-samples", "neurons-one-step"};
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++) {
        check_found(ids[k], take_for_thresholds, GP_BIAS_SIGN, -1);
        check_found(ids[k], thresholds_with_targets_minus_outputs, GP_BIAS_SIGN, -1);
        check_found(ids[k], thresholds_later_on, GP_BIAS_SIGN, -1);
    }
}

/* A threshold that moves as a bias does is a mistake, and so is a bias that is subtracted. Beside a mistake, thresholds are
   found out, too. */
Test(conventions, thresholds_hide_no_mistake)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    scale(&it.the_case, &it.answer, GP_BIAS, -1);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    answered_close(&it);

    answered_open("minibatch-mean", gp_departure_set(GP_BIAS_SUBTRACTED), &it);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(GP_BIAS_SUBTRACTED)));
    answered_close(&it);

    answered_open("minibatch-mean", gp_departure_set(GP_HIDDEN_SLOPE_MISSING), &it);
    take_for_thresholds(&it.the_case, &it.answer);
    answered_judge(&it);
    cr_assert(it.answer.customs[GP_BIAS_SIGN].value < 0);
    cr_assert_eq(it.report.explanation_count, 1);
    cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(GP_HIDDEN_SLOPE_MISSING)));
    answered_close(&it);

    /* Without the first biases nothing shows that they are thresholds: they are only taken for them where all is right then. */
    const gp_place odd = {.quantity = GP_SLOPE, .layer = 1};
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    thresholds_later_on(&it.the_case, &it.answer);
    answer_set(&it.the_case, &odd, 0.77, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert_eq(it.answer.customs[GP_BIAS_SIGN].value, 1);
    answered_close(&it);

    /* An answer that declares it has them, be the rest right or not. */
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    thresholds_later_on(&it.the_case, &it.answer);
    answer_set(&it.the_case, &odd, 0.77, &it.answer);
    it.answer.customs[GP_BIAS_SIGN] = (gp_custom){.value = -1, .declared = true};
    answered_judge(&it);
    cr_assert_eq(it.answer.customs[GP_BIAS_SIGN].value, -1);
    cr_assert_eq(it.report.standings[GP_WRONG], 1);
    answered_close(&it);
}

/* All matrices of this case are square: nothing but the numbers tells which way they lie. */
static void transpose(const gp_case *the_case, gp_answer *answer)
{
    answer->square_only = true;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        gp_place place = the_case->expectations[k].place, mirror = place;
        if (gp_quantities[place.quantity].extent != GP_EACH_WEIGHT || place.unit >= place.input)
            continue;
        mirror.unit = place.input;
        mirror.input = place.unit;
        const double value = answer_at(the_case, answer, &place);
        answer_set(the_case, &place, answer_at(the_case, answer, &mirror), answer);
        answer_set(the_case, &mirror, value, answer);
    }
}

static void transpose_gradients_only(const gp_case *the_case, gp_answer *answer)
{
    transpose(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == GP_WEIGHT)
            answer->present[k] = false;
}

static void transpose_changes_only(const gp_case *the_case, gp_answer *answer)
{
    transpose_gradients_only(the_case, answer);
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (the_case->expectations[k].place.quantity == GP_WEIGHT_GRADIENT)
            answer->present[k] = false;
}

/* What a convention is about: the sign of da, delta and dx; the sign of gradients; a factor of losses. */
Test(conventions, numbers)
{
    static const struct {
        gp_convention convention;
        gp_quantity quantities[4];
        size_t count;
    } about[] = {
        {GP_DELTA_SIGN, {GP_ACTIVATION_GRADIENT, GP_DELTA, GP_INPUT_GRADIENT}, 3},
        {GP_DELTA_FACTOR, {GP_ACTIVATION_GRADIENT, GP_DELTA, GP_INPUT_GRADIENT}, 3},
        {GP_GRADIENT_SIGN, {GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT}, 2},
        {GP_GRADIENT_FACTOR, {GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT}, 2},
        {GP_BIAS_SIGN, {GP_BIAS, GP_BIAS_GRADIENT, GP_BIAS_VELOCITY, GP_BIAS_CHANGE}, 4},
        {GP_VELOCITY_FACTOR, {GP_WEIGHT_VELOCITY, GP_BIAS_VELOCITY}, 2},
        {GP_LOSS_FACTOR, {GP_SAMPLE_LOSS}, 1},
        {GP_OUTPUT_LOSS_FACTOR, {GP_OUTPUT_LOSS}, 1},
        {GP_ERROR_FACTOR, {GP_EPOCH_ERROR}, 1},
        {GP_TRANSPOSED, {0}, 0},
    };
    answered it;
    answered_open("momentum", GP_TEXTBOOK, &it);
    for (size_t a = 0; a < sizeof about / sizeof *about; a++)
        for (gp_quantity quantity = 0; quantity <= GP_EPOCH_ERROR; quantity++) {
            bool expected = false;
            for (size_t q = 0; q < about[a].count; q++)
                expected |= about[a].quantities[q] == quantity;
            for (size_t k = 0; k < it.the_case.expectation_count; k++)
                it.answer.present[k] = it.the_case.expectations[k].place.quantity == quantity;
            cr_assert_eq(gp_has_numbers_of(&it.the_case, &it.answer, about[a].convention), expected, "%s: %s",
                         gp_convention_names[about[a].convention], gp_quantities[quantity].name);
        }
    answered_close(&it);
}

/* Of the moments of Adam: the first ones have the sign of the bias, squares have none, and none is a velocity. */
Test(conventions, moments)
{
    cr_assert(gp_concerns(GP_VELOCITY_FACTOR, GP_WEIGHT_VELOCITY) && gp_concerns(GP_VELOCITY_FACTOR, GP_BIAS_VELOCITY));
    cr_assert_not(gp_concerns(GP_VELOCITY_FACTOR, GP_WEIGHT_FIRST_MOMENT) ||
                  gp_concerns(GP_VELOCITY_FACTOR, GP_BIAS_SECOND_MOMENT));
    cr_assert(gp_concerns(GP_BIAS_SIGN, GP_BIAS_FIRST_MOMENT) && gp_concerns(GP_BIAS_SIGN, GP_BIAS_FIRST_CORRECTED));
    cr_assert_not(gp_concerns(GP_BIAS_SIGN, GP_BIAS_SECOND_MOMENT) || gp_concerns(GP_BIAS_SIGN, GP_BIAS_SECOND_CORRECTED));
}

/* A right program with the rate in its velocity, or with another sign, passes; so it does where it declares that. With a factor
   that is none of these, its velocity is wrong, and so it is where its weights do not move as they should. */
static void check_velocity(const char *id, double times, bool declared, bool moves, bool passes)
{
    answered it;
    answered_open(id, moves ? GP_TEXTBOOK : gp_departure_set(GP_RATE_MISSING), &it);
    scale(&it.the_case, &it.answer, GP_WEIGHT_VELOCITY, times);
    scale(&it.the_case, &it.answer, GP_BIAS_VELOCITY, times);
    answer_remove(&it.the_case, &(gp_place){.quantity = GP_WEIGHT, .layer = 1}, &it.answer); /* which is given */
    if (declared)
        it.answer.customs[GP_VELOCITY_FACTOR] = (gp_custom){.value = times, .factor = {.number = times}, .declared = true};
    answered_judge(&it);
    cr_assert_eq(it.report.passed, passes, "%s: velocity times %g", id, times);
    if (passes)
        cr_assert_float_eq(it.answer.customs[GP_VELOCITY_FACTOR].value, times, 1e-12);
    else
        cr_assert(it.answer.customs[GP_VELOCITY_FACTOR].value == 1);
    answered_close(&it);
}

Test(conventions, velocity)
{
    static const double with_rate[] = {1, -1, -0.15, 0.15, -1 / 0.15}, without_rate[] = {1, -1, -1 / 0.8, 1 / 0.8, 0.8};
    for (size_t k = 0; k < sizeof with_rate / sizeof *with_rate; k++) {
        check_velocity("momentum", with_rate[k], false, true, true);
        check_velocity("momentum-with-rate", without_rate[k], false, true, true);
    }
    check_velocity("momentum", 0.3, false, true, false);
    check_velocity("momentum", 0.3, true, true, true);
    check_velocity("momentum", -0.15, false, false, false);
}

Test(conventions, square_matrices)
{
    check_found("square", transpose, GP_TRANSPOSED, -1);
    check_found("square", transpose_gradients_only, GP_TRANSPOSED, -1);
    check_found("square", transpose_changes_only, GP_TRANSPOSED, -1);
}

/* Those that lie as the case has them stay as they are: the same changes twice. */
Test(conventions, square_matrices_that_lie_right)
{
    static void (*const changes[])(const gp_case *, gp_answer *) = {transpose, transpose_gradients_only,
                                                                    transpose_changes_only};
    for (size_t c = 0; c < sizeof changes / sizeof *changes; c++) {
        answered it;
        answered_open("square", GP_TEXTBOOK, &it);
        changes[c](&it.the_case, &it.answer);
        transpose(&it.the_case, &it.answer);
        answered_judge(&it);
        cr_assert(it.report.passed);
        cr_assert_eq(it.answer.customs[GP_TRANSPOSED].value, 1);
        answered_close(&it);
    }
}

/* An answer to the case of square matrices that has nothing yet. */
static void square_open(answered *it)
{
    answered_open("square", GP_TEXTBOOK, it);
    it->answer.square_only = true;
    for (size_t k = 0; k < it->the_case.expectation_count; k++)
        it->answer.present[k] = false;
}

/* Gives it the numbers of a quantity at a step, as they are in the case or the other way round. */
static void square_give(answered *it, gp_quantity quantity, size_t step, bool transposed)
{
    for (size_t k = 0; k < it->the_case.expectation_count; k++) {
        const gp_place place = it->the_case.expectations[k].place;
        gp_place from = place;
        if (place.quantity != quantity || place.step != step)
            continue;
        if (transposed) {
            from.unit = place.input;
            from.input = place.unit;
        }
        answer_set(&it->the_case, &place, (double)gp_number_long(gp_case_expectation(&it->the_case, &from)->exact),
                   &it->answer);
    }
}

static void check_transposed(answered *it, bool transposed)
{
    gp_settle_transposition(&it->the_case, &it->answer);
    cr_assert_eq(it->answer.customs[GP_TRANSPOSED].value, transposed ? -1 : 1);
    answered_close(it);
}

/* The first matrices that there are tell: weights, then gradients, then changes; of these the first step. A single number is
   enough; what is not there tells nothing, and where nothing tells, they lie as in the case. */
Test(conventions, which_matrices_tell)
{
    static const gp_quantity in_order[] = {GP_WEIGHT, GP_WEIGHT_GRADIENT, GP_WEIGHT_CHANGE};
    answered it;
    for (size_t first = 0; first < 3; first++)
        for (int transposed = 0; transposed <= 1; transposed++) {
            square_open(&it);
            square_give(&it, in_order[first], 0, transposed);
            for (size_t later = first + 1; later < 3; later++)
                square_give(&it, in_order[later], 0, !transposed);
            square_give(&it, in_order[first], 1, !transposed);
            check_transposed(&it, transposed);
        }
    for (int transposed = 0; transposed <= 1; transposed++) { /* those that are not there lie the other way */
        square_open(&it);
        square_give(&it, GP_WEIGHT_GRADIENT, 0, !transposed);
        for (size_t k = 0; k < it.the_case.expectation_count; k++)
            it.answer.present[k] = false;
        const gp_place number = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .input = 1},
                       other = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1, .unit = 1};
        answer_set(&it.the_case, &number,
                   (double)gp_number_long(gp_case_expectation(&it.the_case, transposed ? &other : &number)->exact), &it.answer);
        square_give(&it, GP_WEIGHT_GRADIENT, 1, !transposed);
        check_transposed(&it, transposed);
    }
    square_open(&it);
    check_transposed(&it, false);
    square_open(&it);
    square_give(&it, GP_DELTA, 0, false);
    check_transposed(&it, false);
}

/* What the shapes of other matrices tell, or a declaration, holds. */
Test(conventions, matrices_that_are_known)
{
    answered it;
    square_open(&it);
    square_give(&it, GP_WEIGHT, 0, true);
    it.answer.square_only = false;
    check_transposed(&it, false);
    square_open(&it);
    square_give(&it, GP_WEIGHT, 0, true);
    it.answer.customs[GP_TRANSPOSED].declared = true;
    check_transposed(&it, false);
    square_open(&it);
    square_give(&it, GP_WEIGHT, 0, true);
    it.answer.customs[GP_DELTA_SIGN].declared = true;
    check_transposed(&it, true);
}

/* Numbers that are missing go to the other side of the diagonal with the others. */
Test(conventions, square_matrices_with_gaps)
{
    for (int first = 0; first <= 1; first++) { /* whether the first number, which stays where it is, is there */
        answered it;
        square_open(&it);
        for (size_t step = 0; step <= 1; step++)
            square_give(&it, GP_WEIGHT, step, true);
        const gp_place above = {.quantity = GP_WEIGHT, .step = 1, .layer = 1, .input = 2},
                       below = {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 1};
        gp_place to_below = above, to_above = below;
        to_below.unit = 2, to_below.input = 0;
        to_above.unit = 0, to_above.input = 1;
        answer_remove(&it.the_case, &above, &it.answer);
        answer_remove(&it.the_case, &below, &it.answer);
        it.answer.present[0] = first;
        gp_settle_transposition(&it.the_case, &it.answer);
        cr_assert_eq(it.answer.present[0], first);
        for (size_t k = 1; k < it.the_case.expectation_count; k++) {
            const gp_place *place = &it.the_case.expectations[k].place;
            const bool gap = gp_place_compare(place, &to_below) == 0 || gp_place_compare(place, &to_above) == 0;
            cr_assert_eq(it.answer.present[k], place->quantity == GP_WEIGHT && place->step <= 1 && !gap);
            if (it.answer.present[k])
                cr_assert_eq(it.answer.values[k], (double)gp_number_long(it.the_case.expectations[k].exact));
        }
        answered_close(&it);
    }
}

/* What docs/oracle.md says, the simplest first: 2 or 1/2; a mean over samples or outputs, or a sum in the place of one; both;
   all of it times the rate. */
Test(conventions, usual_factors)
{
    static const char *const sizes[] = {
        "1",     "1/batch", "1/samples", "1/outputs",     "1/batch/outputs", "1/samples/outputs",
        "batch", "samples", "outputs",   "batch*outputs", "samples*outputs"};
    static const char *const numbers[] = {"1", "2", "0.5"};
    size_t which = 0;
    for (int rate = 0; rate <= 1; rate++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
                char text[64];
                gp_factor expected;
                snprintf(text, sizeof text, "%s*%s%s", numbers[n], sizes[s], rate ? "*rate" : "");
                cr_assert(gp_factor_read(text, &expected));
                const gp_factor found = gp_usual_factor(which++);
                cr_assert_eq(found.number, expected.number, "%s", text);
                cr_assert_eq(memcmp(found.powers, expected.powers, sizeof found.powers), 0, "%s", text);
            }
    cr_assert_eq(which, gp_usual_factor_count);
}

/* A factor may be 1 in the first epoch and another one later: rate/0.4, where the rates are 0.4, 0.15, 0.25. */
Test(conventions, factor_of_a_later_rate)
{
    answered it;
    answered_open("rate-by-epoch", GP_TEXTBOOK, &it);
    const gp_place first = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1},
                   last = {.quantity = GP_WEIGHT_GRADIENT, .step = 2, .layer = 1}; /* two batches an epoch */
    const double at_first = answer_at(&it.the_case, &it.answer, &first), at_last = answer_at(&it.the_case, &it.answer, &last);
    it.answer.customs[GP_GRADIENT_FACTOR] =
        (gp_custom){.value = 1, .factor = {.number = 1 / 0.4, .powers = {[GP_OF_RATE] = 1}}, .declared = true};
    gp_apply_conventions(&it.the_case, &it.answer);
    cr_assert_eq(answer_at(&it.the_case, &it.answer, &first), at_first);
    cr_assert_float_eq(answer_at(&it.the_case, &it.answer, &last), at_last * 0.4 / 0.15, 1e-12);
    answered_close(&it);
}

/* A factor that is 1 in the first batches and 2 in the last one, which is half as large, is found as well; what is said of a
   factor is what it is in the first batch. */
Test(conventions, loss_factor_of_a_smaller_batch)
{
    static const struct {
        const char *id;
        double number, at_first;
    } factors[] = {{"minibatch-mean", 2, 1}, {"binary-cross-entropy", 1, 0.5}};
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
        answered it;
        answered_open(factors[f].id, GP_TEXTBOOK, &it);
        const gp_factor factor = {.number = factors[f].number, .powers = {[GP_OF_BATCH] = -1}};
        for (size_t k = 0; k < it.the_case.expectation_count; k++)
            if (it.the_case.expectations[k].place.quantity == GP_SAMPLE_LOSS)
                it.answer.values[k] *= gp_factor_at(&factor, &it.the_case.problem, it.the_case.expectations[k].place.step);
        answered_judge(&it);
        cr_assert(it.report.passed);
        cr_assert_eq(it.answer.customs[GP_LOSS_FACTOR].factor.powers[GP_OF_BATCH], -1);
        cr_assert_eq(it.answer.customs[GP_LOSS_FACTOR].value, factors[f].at_first);
        answered_close(&it);
    }
}

static size_t index_of_place(const gp_case *the_case, const gp_place *place)
{
    return (size_t)(gp_case_expectation(the_case, place) - the_case->expectations);
}

/* One loss, of which the shadow expects 5, give or take 1/8, and nothing else. */
static size_t open_one_number(const gp_place *place, double value, answered *it)
{
    answered_open("minibatch-mean", GP_TEXTBOOK, it);
    const size_t k = index_of_place(&it->the_case, place);
    for (size_t other = 0; other < it->the_case.expectation_count; other++)
        it->answer.present[other] = false;
    it->answer.present[k] = it->shadow.seen[k] = true;
    it->answer.values[k] = value;
    it->shadow.predicted[k] = 5;
    it->shadow.tolerance[k] = 0.125;
    return k;
}

/* A loss is so many times what the shadow expects, within the tolerance of this, and not within two; where its factor is known
   or declared, nothing is looked for. The last error of a run is enough to show one. */
Test(conventions, factor_by_the_shadow)
{
    const gp_place loss = {.quantity = GP_SAMPLE_LOSS};
    static const double values[] = {10, 10.125, 10.3, 5}, found[] = {2, 2, 1, 1};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
        for (int delta_sign = 1; delta_sign >= -1; delta_sign -= 2) {
            answered it;
            const size_t k = open_one_number(&loss, values[v], &it);
            it.answer.customs[GP_DELTA_SIGN].value = delta_sign; /* which has nothing to do with it */
            gp_settle_factors(&it.the_case, &it.shadow, &it.answer);
            cr_assert_eq(it.answer.customs[GP_LOSS_FACTOR].value, found[v], "%g", values[v]);
            cr_assert_eq(it.answer.values[k], values[v] / found[v]);
            answered_close(&it);
        }
    for (int declared = 0; declared <= 1; declared++) {
        answered it;
        const size_t k = open_one_number(&loss, 10, &it);
        const gp_custom known = {.value = declared ? 1 : 0.5, .factor = {.number = declared ? 1 : 0.5}, .declared = declared};
        it.answer.customs[GP_LOSS_FACTOR] = known;
        gp_settle_factors(&it.the_case, &it.shadow, &it.answer);
        cr_assert_eq(it.answer.customs[GP_LOSS_FACTOR].value, known.value);
        cr_assert_eq(it.answer.customs[GP_LOSS_FACTOR].declared, known.declared);
        cr_assert_eq(it.answer.values[k], 10);
        answered_close(&it);
    }
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    const size_t last = it.the_case.expectation_count - 1;
    const gp_place place = it.the_case.expectations[last].place;
    answered_close(&it);
    cr_assert_eq(place.quantity, GP_EPOCH_ERROR);
    cr_assert_eq(open_one_number(&place, 10, &it), last);
    cr_assert(gp_has_numbers_of(&it.the_case, &it.answer, GP_ERROR_FACTOR));
    cr_assert_eq(gp_find_factor(&it.the_case, &it.answer, &it.shadow, GP_ERROR_FACTOR, 1).number, 2);
    answered_close(&it);
}

/* Numbers of a later step come of moved parameters, and the changes move them. */
Test(conventions, what_shows_movement)
{
    static const struct {
        gp_place place;
        bool shows;
    } places[] = {{{.quantity = GP_WEIGHT_CHANGE, .layer = 1}, true},     {{.quantity = GP_BIAS_CHANGE, .layer = 1}, true},
                  {{.quantity = GP_WEIGHT, .step = 1, .layer = 1}, true}, {{.quantity = GP_DELTA, .step = 1, .layer = 1}, true},
                  {{.quantity = GP_WEIGHT, .layer = 1}, false},           {{.quantity = GP_DELTA, .layer = 1}, false},
                  {{.quantity = GP_WEIGHT_GRADIENT, .layer = 1}, false}};
    for (size_t k = 0; k < sizeof places / sizeof *places; k++)
        cr_assert_eq(gp_shows_movement(&places[k].place), places[k].shows, "%zu", k);
}

/* What the first biases say: all of them right, all with the other sign, none of them there, or other biases only. */
Test(conventions, evidence_of_thresholds)
{
    answered it;
    answered_open("minibatch-mean", GP_TEXTBOOK, &it);
    cr_assert_eq(gp_evidence_of_thresholds(&it.the_case, &it.answer), GP_EVIDENCE_AGAINST);
    scale(&it.the_case, &it.answer, GP_BIAS, -1);
    cr_assert_eq(gp_evidence_of_thresholds(&it.the_case, &it.answer), GP_EVIDENCE_FOR);
    for (size_t k = 0; k < it.the_case.expectation_count; k++) {
        const gp_place *place = &it.the_case.expectations[k].place;
        it.answer.present[k] = place->quantity == GP_BIAS && place->step > 0;
    }
    cr_assert_eq(gp_evidence_of_thresholds(&it.the_case, &it.answer), GP_EVIDENCE_NONE);
    for (size_t k = 0; k < it.the_case.expectation_count; k++)
        it.answer.present[k] = it.the_case.expectations[k].place.quantity == GP_WEIGHT;
    cr_assert_eq(gp_evidence_of_thresholds(&it.the_case, &it.answer), GP_EVIDENCE_AGAINST);
    answered_close(&it);
}

/* The rate in a velocity is that of the first step. Its parameters have to be right after this step: those of a later one tell
 * nothing. */
Test(conventions, velocity_of_the_first_step)
{
    static const struct {
        size_t step;
        double off;
        bool found;
    } parameters[] = {{1, 0, true}, {1, 0.01, false}, {2, 0, false}, {2, 0.01, false}};
    for (size_t p = 0; p < sizeof parameters / sizeof *parameters; p++) {
        answered it;
        answered_open("rate-by-epoch", GP_TEXTBOOK, &it);
        it.the_case.problem.batch =
            it.the_case.problem.samples; /* the second step belongs to the second epoch, which has another rate */
        const gp_place velocity = {.quantity = GP_WEIGHT_VELOCITY, .layer = 1};
        const size_t k = index_of_place(&it.the_case, &velocity);
        const double right = it.answer.values[k];
        for (size_t other = 0; other < it.the_case.expectation_count; other++) {
            const gp_place *place = &it.the_case.expectations[other].place;
            const bool moved = place->quantity == GP_WEIGHT && place->step == parameters[p].step;
            it.answer.present[other] = moved || other == k;
            it.answer.values[other] += moved ? parameters[p].off : 0;
        }
        it.answer.values[k] = right * -0.4;
        gp_settle_velocity_factor(&it.the_case, &it.answer);
        cr_assert_float_eq(it.answer.customs[GP_VELOCITY_FACTOR].value, parameters[p].found ? -0.4 : 1, 1e-12);
        cr_assert_float_eq(it.answer.values[k], parameters[p].found ? right : right * -0.4, 1e-12);
        answered_close(&it);
    }
}

/* Beside a number that is wrong, and that has no factor, no factor of deltas is taken for a convention; beside one that is off
   by no more than its writing, it is. */
Test(conventions, gradient_factors_beside_a_wrong_number)
{
    static const struct {
        double slope, coarse, factor;
    } odd[] = {{0.77, 0, 1}, {0.77, 1, 2}};
    for (size_t o = 0; o < sizeof odd / sizeof *odd; o++) {
        answered it;
        const gp_place slope = {.quantity = GP_SLOPE, .layer = 1};
        answered_open("minibatch-mean", GP_TEXTBOOK, &it);
        scale_by(&it.the_case, &it.answer, GP_DELTA_FACTOR, "2");
        it.answer.customs[GP_DELTA_SIGN].declared = true; /* which is no factor */
        answer_set(&it.the_case, &slope, odd[o].slope, &it.answer);
        it.answer.coarse[index_of_place(&it.the_case, &slope)] = odd[o].coarse;
        gp_settle_gradient_factors(&it.the_case, &it.answer);
        cr_assert_eq(it.answer.customs[GP_DELTA_FACTOR].value, odd[o].factor);
        answered_close(&it);
    }
}

/* Matrices are taken as those of the other answer lie, where only the numbers could tell, and nothing is declared. The factor
   of velocities is always its own. */
Test(conventions, of_another_answer_but_its_own)
{
    for (int square_only = 0; square_only <= 1; square_only++)
        for (int declared = 0; declared <= 1; declared++)
            for (int other_way = 0; other_way <= 1; other_way++) {
                answered it, other;
                const gp_place above = {.quantity = GP_WEIGHT, .layer = 1, .input = 1},
                               below = {.quantity = GP_WEIGHT, .layer = 1, .unit = 1};
                answered_open("square", GP_TEXTBOOK, &it);
                answered_open("square", GP_TEXTBOOK, &other);
                const double at_above = answer_at(&it.the_case, &it.answer, &above),
                             at_below = answer_at(&it.the_case, &it.answer, &below);
                it.answer.square_only = square_only;
                it.answer.customs[GP_TRANSPOSED].declared = declared;
                it.answer.customs[GP_DELTA_SIGN].declared = !declared;
                other.answer.customs[GP_TRANSPOSED].value = other_way ? -1 : 1;
                gp_settle_as(&it.the_case, &other.answer, &it.answer);
                const bool turned = square_only && !declared && other_way;
                cr_assert_eq(answer_at(&it.the_case, &it.answer, &above), turned ? at_below : at_above);
                answered_close(&it);
                answered_close(&other);
            }
    answered it, other;
    answered_open("momentum", GP_TEXTBOOK, &it);
    answered_open("momentum", GP_TEXTBOOK, &other);
    other.answer.customs[GP_VELOCITY_FACTOR] = (gp_custom){.value = -1, .factor = {.number = -1}};
    const gp_place velocity = {.quantity = GP_WEIGHT_VELOCITY, .layer = 1};
    const double right = answer_at(&it.the_case, &it.answer, &velocity);
    gp_settle_as(&it.the_case, &other.answer, &it.answer);
    cr_assert_eq(answer_at(&it.the_case, &it.answer, &velocity), right);
    cr_assert_eq(it.answer.customs[GP_VELOCITY_FACTOR].value, 1);
    answered_close(&it);
    answered_close(&other);
}

/* A factor that not all losses have is no convention. */
Test(conventions, one_odd_loss)
{
    answered it;
    answered_open("online-samples", GP_TEXTBOOK, &it);
    const gp_place odd = {.quantity = GP_SAMPLE_LOSS, .step = 2, .sample = 2};
    answer_set(&it.the_case, &odd, answer_at(&it.the_case, &it.answer, &odd) / 2, &it.answer);
    answered_judge(&it);
    cr_assert_not(it.report.passed);
    cr_assert(it.answer.customs[GP_LOSS_FACTOR].value == 1);
    cr_assert_eq(it.report.finding_count, 1);
    cr_assert_eq(gp_place_compare(&it.the_case.expectations[it.report.findings[0].index].place, &odd), 0);
    answered_close(&it);
}

/* A factor is found out also where a mistake keeps the losses from being what the case says: with the mistake, they have it. */
Test(conventions, factor_beside_a_mistake)
{
    const gp_place weight = {.quantity = GP_WEIGHT, .layer = 1};
    for (int removed = 0; removed <= 1; removed++) { /* whether the first weight, which is the first number, is there or not */
        answered it;
        answered_open("online-samples", gp_departure_set(GP_TARGETS_REVERSED), &it);
        halve_losses(&it.the_case, &it.answer);
        if (removed)
            answer_remove(&it.the_case, &weight, &it.answer);
        answered_judge(&it);
        cr_assert_eq(it.report.explanation_count, 1);
        cr_assert(gp_same_departures(it.report.explanations[0], gp_departure_set(GP_TARGETS_REVERSED)));
        cr_assert(it.answer.customs[GP_LOSS_FACTOR].value == 0.5);
        answered_close(&it);
    }
}

/* The number of the first sample at a place of a layer and unit, counted from 1 and 0. */
static gp_place at_kink(gp_quantity quantity, size_t layer, size_t unit)
{
    return (gp_place){.quantity = quantity, .layer = layer, .unit = unit};
}

/* The way back of the first sample, which stands on the kinks of units 0, with the slope 1 there. Nothing else is answered. */
static void from_the_right(answered *it)
{
    const gp_case *the_case = &it->the_case;
    gp_answer *answer = &it->answer;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        answer->present[k] =
            place->step == 0 && place->sample == 0 && place->quantity >= GP_NET_INPUT && place->quantity <= GP_DELTA;
    }
    const gp_place above = at_kink(GP_ACTIVATION_GRADIENT, 2, 0), beside = at_kink(GP_DELTA, 2, 1);
    const double d0 = answer_at(the_case, answer, &above), d1 = answer_at(the_case, answer, &beside);
    const struct {
        gp_place place;
        double value;
    } changed[] = {{at_kink(GP_SLOPE, 2, 0), 1},
                   {at_kink(GP_DELTA, 2, 0), d0},
                   {at_kink(GP_ACTIVATION_GRADIENT, 1, 0), 0.6 * d0 - 1.3 * d1},
                   {at_kink(GP_ACTIVATION_GRADIENT, 1, 1), 0.7 * d1 - 0.5 * d0},
                   {at_kink(GP_SLOPE, 1, 0), 1},
                   {at_kink(GP_DELTA, 1, 0), 0.6 * d0 - 1.3 * d1}};
    for (size_t k = 0; k < sizeof changed / sizeof *changed; k++)
        answer_set(the_case, &changed[k].place, changed[k].value, answer);
}

/* A slope of 1 at a kink is found out where what follows from it is right; it is taken for nothing else, and hides nothing. */
Test(conventions, kinks)
{
    const gp_place delta = at_kink(GP_DELTA, 2, 0), slope = at_kink(GP_SLOPE, 1, 0);
    static const struct {
        bool right;         /* whether the slopes are those from the right */
        double declared;    /* 0 for nothing */
        double delta_times; /* 1 where nothing is wrong */
        double value;       /* what the convention is found to be */
        bool passed;
    } answers[] = {{true, 0, 1, -1, true}, {true, -1, 1, -1, true}, {true, 1, 1, 1, false},    {true, 0, 2, -1, false},
                   {false, 0, 1, 1, true}, {false, 1, 1, 1, true},  {false, -1, 1, -1, false}, {false, 0, 2, 1, false}};
    for (size_t k = 0; k < sizeof answers / sizeof *answers; k++) {
        answered it;
        answered_open("kinks-at-input-zero", GP_TEXTBOOK, &it);
        if (answers[k].right)
            from_the_right(&it);
        if (answers[k].declared != 0)
            it.answer.customs[GP_KINK_SIDE] = (gp_custom){.value = answers[k].declared, .declared = true};
        answer_set(&it.the_case, &delta, answers[k].delta_times * answer_at(&it.the_case, &it.answer, &delta), &it.answer);
        answered_judge(&it);
        cr_expect_eq(it.report.passed, answers[k].passed, "%zu", k);
        cr_expect_eq(it.answer.customs[GP_KINK_SIDE].value, answers[k].value, "%zu", k);
        answered_close(&it);
    }
    answered it; /* one unit from the right, another one from the left: no side */
    answered_open("kinks-at-input-zero", GP_TEXTBOOK, &it);
    from_the_right(&it);
    answer_set(&it.the_case, &slope, 0, &it.answer);
    answered_judge(&it);
    cr_expect_not(it.report.passed);
    answered_close(&it);
}

/* Another answer of the same program has the same side, but where it declares one. */
Test(conventions, kinks_of_another_answer)
{
    answered one, other;
    for (int declares = 0; declares < 2; declares++) {
        answered_open("kinks-at-input-zero", GP_TEXTBOOK, &one);
        answered_open("kinks-at-input-zero", GP_TEXTBOOK, &other);
        one.answer.customs[GP_KINK_SIDE].value = -1;
        other.answer.customs[GP_KINK_SIDE].declared = declares;
        gp_settle_as(&other.the_case, &one.answer, &other.answer);
        cr_expect_eq(other.answer.customs[GP_KINK_SIDE].value, declares ? 1 : -1);
        answered_close(&one);
        answered_close(&other);
    }
}
