#include "certify/forward_mode.h"

#include "certify/ball.h"
#include "certify/sample.h"
#include <criterion/criterion.h>
#include <stdlib.h>

/* On networks of every kind both methods give the same gradients, at every step. */
Test(forward_mode, random_networks)
{
    gp_random random;
    gp_random_seed(&random, 7);
    size_t gradients = 0;
    for (size_t k = 0; k < 60; k++) {
        text_case sample;
        random_sample_open(&sample, &random);
        gp_place *places;
        gp_message message;
        gp_certificate certificate;
        const gp_certify_request request = {.problem = &sample.the_case.problem,
                                            .places = NULL,
                                            .count = all_places(&sample, &places),
                                            .digits = gp_certified_digits};
        gp_certify_request with_places = request;
        with_places.places = places;
        cr_assert(gp_certify(&with_places, &certificate, &message), "network %zu: %s", k, message.text);
        cr_assert_eq(certificate.twice, certificate.gradients);
        gradients += certificate.twice;
        gp_certificate_free(&certificate);
        free(places);
        text_case_close(&sample);
    }
    cr_expect_gt(gradients, 2000);
}

/* What comparisons say of a number that is right, of one that is off by one part in 10^30, and of one that nobody knows. */
typedef struct judged {
    gp_place place;
    gp_value right;
    gp_agreement of_right, of_wrong, of_wide, of_finer;
} judged;

static bool judge(void *context, const gp_recursion *recursion, size_t step)
{
    judged *at = context;
    cr_assert_eq(step, 0);
    const gp_recursion_layer *layer = &recursion->layers[at->place.layer - 1];
    const gp_value *value = at->place.quantity == GP_DELTA             ? &layer->delta[at->place.unit]
                            : at->place.quantity == GP_WEIGHT_GRADIENT ? &layer->dW[at->place.unit]
                                                                       : &layer->db[at->place.unit];
    const slong enough = 130, precision = 200;
    recursion->arithmetic->copy(&at->right, value);
    gp_ball *ball = &at->right.ball;
    at->of_right = gp_forward_mode_compare(recursion, &at->place, ball, enough);
    at->of_finer = gp_forward_mode_compare(recursion, &at->place, ball, precision + 10);
    arb_t part;
    arb_init(part);
    arb_set_str(part, "1.000000000000000000000000000001", precision);
    arb_mul(ball->enclosure, ball->enclosure, part, precision);
    at->of_wrong = gp_forward_mode_compare(recursion, &at->place, ball, enough);
    arb_zero_pm_inf(ball->enclosure);
    at->of_wide = gp_forward_mode_compare(recursion, &at->place, ball, enough);
    arb_clear(part);
    return false;
}

static void check_judgement(gp_quantity quantity)
{
    text_case sample;
    sample_open(&sample, UNIT, "sigmoid", "0.5", "0.25");
    if (quantity == GP_BIAS_GRADIENT) {
        text_case_close(&sample);
        char *text = text_with(UNIT, "\"bias\": \"none\"", "\"bias\": \"per_unit\", \"b\": [\"0.125\"]");
        sample_open(&sample, text, "sigmoid", "0.5", "0.25");
        free(text);
    }
    gp_ball_arithmetic balls = gp_ball_arithmetic_make(200);
    gp_recursion recursion;
    gp_message message;
    judged at = {.place = {.quantity = quantity, .layer = 1}};
    balls.operations.init(&at.right);
    cr_assert(gp_recursion_create(&sample.the_case.problem, &balls.operations, &recursion, &message));
    gp_value value;
    balls.operations.init(&value);
    const gp_wanted wanted = {.places = &at.place, .count = 1, .values = &value};
    /* One step further, so that the run comes to the end of the first. */
    const gp_place later = {.quantity = GP_WEIGHT, .step = 1, .layer = 1};
    const gp_wanted later_wanted = {.places = &later, .count = 1, .values = wanted.values};
    cr_assert_not(gp_recursion_run(&recursion, &later_wanted, &(gp_onlooker){.step = judge, .context = &at}));
    cr_expect_eq(at.of_right, GP_AGREE);
    cr_expect_eq(at.of_wrong, GP_DISAGREE);
    cr_expect_eq(at.of_wide, GP_AGREE); /* this method's ball is narrow enough */
    cr_expect_eq(at.of_finer, GP_TOO_WIDE);
    balls.operations.clear(&value);
    balls.operations.clear(&at.right);
    gp_recursion_free(&recursion);
    text_case_close(&sample);
}

Test(forward_mode, judges_deltas)
{
    check_judgement(GP_DELTA);
}

Test(forward_mode, judges_weights)
{
    check_judgement(GP_WEIGHT_GRADIENT);
}

Test(forward_mode, judges_biases)
{
    check_judgement(GP_BIAS_GRADIENT);
}
