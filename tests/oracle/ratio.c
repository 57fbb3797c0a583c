#include "oracle/ratio.h"

#include "oracle/golden_answer.h"
#include "oracle/judge.h"

#include <criterion/criterion.h>

/* The ratio of the first finding of a mistake. */
static void check_ratio(const char *id, gp_departure departure, gp_quantity quantity, const char *wanted)
{
    answered it;
    char text[64];
    answered_open(id, gp_departure_set(departure), &it);
    answered_judge(&it);
    const gp_finding *first = &it.report.findings[0];
    cr_assert_eq(it.the_case.expectations[first->index].place.quantity, quantity, "%s: %s", id, wanted);
    cr_assert_eq(first->ratio.count > 0, *wanted != 0, "%s: %s", id, wanted);
    if (*wanted)
        cr_assert_str_eq(gp_factor_text(&first->ratio.factor, text), wanted);
    answered_close(&it);
}

/* What is a constant times what is expected is told as such: in words where it is a size of the problem. */
Test(ratio, of_mistakes)
{
    check_ratio("minibatch-mean", GP_LOSS_SLOPE_HALVED, GP_ACTIVATION_GRADIENT, "0.5");
    check_ratio("online-samples", GP_LOSS_SLOPE_DOUBLED, GP_ACTIVATION_GRADIENT, "2");
    check_ratio("minibatch-mean", GP_SUM_FOR_MEAN, GP_WEIGHT_GRADIENT, "batch");
    check_ratio("deep-regression", GP_MEAN_FOR_SUM, GP_WEIGHT_GRADIENT, "1/batch");
    check_ratio("online-samples", GP_RATE_TWICE, GP_WEIGHT_CHANGE, "rate");
    check_ratio("minibatch-mean", GP_GRADIENT_ASCENT, GP_WEIGHT_CHANGE, "-1");
    check_ratio("minibatch-mean", GP_RATE_MISSING, GP_WEIGHT_CHANGE, "1.25");
    check_ratio("minibatch-mean", GP_HIDDEN_WEIGHTS_FROZEN, GP_WEIGHT_CHANGE, "0");
    check_ratio("minibatch-mean", GP_HIDDEN_SLOPE_MISSING, GP_DELTA, "");
    check_ratio("minibatch-mean", GP_OUTPUT_SLOPE_MISSING, GP_DELTA, "");
}

/* One number that has another factor, and there is none. */
Test(ratio, of_all_but_one)
{
    answered it;
    answered_open("minibatch-mean", gp_departure_set(GP_LOSS_SLOPE_HALVED), &it);
    const gp_place odd = {.quantity = GP_ACTIVATION_GRADIENT, .step = 1, .sample = 2, .layer = 2, .unit = 1};
    answer_set(&it.the_case, &odd, answer_at(&it.the_case, &it.answer, &odd) * 3, &it.answer);
    answered_judge(&it);
    cr_assert_eq(it.report.findings[0].ratio.count, 0);
    answered_close(&it);
}
