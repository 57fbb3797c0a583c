#include "golden/place.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(anchor, forms)
{
    static const struct {
        gp_place place;
        const char *anchor;
    } forms[] = {
        {{.quantity = GP_NET_INPUT, .step = 3, .sample = 1, .layer = 2, .unit = 4}, "golden_a_case_s3_n1_l2_z4"},
        {{.quantity = GP_ACTIVATED, .step = 3, .sample = 1, .layer = 2, .unit = 4}, "golden_a_case_s3_n1_l2_a4"},
        {{.quantity = GP_DELTA, .step = 3, .sample = 1, .layer = 2, .unit = 4}, "golden_a_case_s3_n1_l2_delta4"},
        {{.quantity = GP_SAMPLE_LOSS, .step = 3, .sample = 1}, "golden_a_case_s3_n1_loss"},
        {{.quantity = GP_WEIGHT, .step = 3, .layer = 2, .unit = 4, .input = 5}, "golden_a_case_s3_l2_W4_5"},
        {{.quantity = GP_WEIGHT_GRADIENT, .step = 3, .layer = 2, .unit = 4, .input = 5}, "golden_a_case_s3_l2_dW4_5"},
        {{.quantity = GP_BIAS, .step = 3, .layer = 2, .unit = 4}, "golden_a_case_s3_l2_b4"},
        {{.quantity = GP_BIAS_GRADIENT, .step = 3, .layer = 2, .unit = 4}, "golden_a_case_s3_l2_db4"},
        {{.quantity = GP_OUTPUT_LOSS, .step = 3, .sample = 1, .layer = 2, .unit = 4}, "golden_a_case_s3_n1_l2_output_loss4"},
        {{.quantity = GP_ACTIVATION_GRADIENT, .step = 3, .layer = 2, .unit = 4}, "golden_a_case_s3_n0_l2_da4"},
        {{.quantity = GP_INPUT_GRADIENT, .step = 3, .sample = 1, .input = 5}, "golden_a_case_s3_n1_dx5"},
        {{.quantity = GP_WEIGHT_CHANGE, .step = 3, .layer = 2, .unit = 4, .input = 5}, "golden_a_case_s3_l2_W_change4_5"},
        {{.quantity = GP_EPOCH_ERROR, .step = 60000}, "golden_a_case_e60000_error"},
    };
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
        char text[gp_anchor_room];
        const char *anchor = gp_place_anchor("a-case", &forms[k].place, text);
        cr_assert_eq(anchor, text);
        cr_assert_str_eq(anchor, forms[k].anchor);
    }
}

/* A user's id may be any text; an anchor is one word of letters, digits and low lines, wherever the id is cut. */
Test(anchor, odd_ids)
{
    char id[200] = "x", text[gp_anchor_room];
    const gp_place place = {.quantity = GP_EPOCH_ERROR, .step = 7};
    cr_assert_str_eq(gp_place_anchor("a \xe2\x9c\x93?\"]b", &place, text), "golden_a_______b_e7_error");
    for (size_t k = 0; k < 60; k++)
        strcat(id, "\xe2\x9c\x93");
    gp_place_anchor(id, &place, text);
    cr_assert_eq(strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(text), "%s", text);
}

/* The longest numbers fit behind an id that is cut. */
Test(anchor, room)
{
    char id[1000], text[gp_anchor_room];
    memset(id, 'x', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    const gp_place place = {GP_WEIGHT_GRADIENT, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    gp_place_anchor(id, &place, text);
    const char *last = strrchr(text, '_');
    cr_assert_str_eq(last, "_18446744073709551615");
}
