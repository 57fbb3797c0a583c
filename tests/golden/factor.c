#include "golden/factor.h"

#include "support/golden_cases.h"

#include <criterion/criterion.h>
#include <string.h>

Test(factor, texts)
{
    static const char *const same[] = {
        "1",    "0.5",       "samples",       "1/samples",      "2*rate/batch", "1/samples/outputs",
        "rate", "0.5*batch", "outputs/batch", "samples*samples"};
    for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
        gp_factor factor;
        char text[64];
        cr_assert(gp_factor_read(same[k], &factor), "%s", same[k]);
        cr_assert_str_eq(gp_factor_text(&factor, text), same[k]);
    }
    static const char *const others[][2] = {
        {"1/2", "0.5"}, {"rate*2", "2*rate"}, {"1/batch*rate", "rate/batch"}, {"1e1", "10"}};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        gp_factor factor;
        char text[64];
        cr_assert(gp_factor_read(others[k][0], &factor));
        cr_assert_str_eq(gp_factor_text(&factor, text), others[k][1]);
    }
    const gp_factor negative[] = {{.number = -1, .powers = {[GP_OF_RATE] = 1}},
                                  {.number = -1, .powers = {[GP_OF_RATE] = -1}},
                                  {.number = -1},
                                  {.number = -1, .powers = {[GP_OF_RATE] = 2}}};
    static const char *const negative_texts[] = {"-rate", "-1/rate", "-1", "-rate*rate"};
    for (size_t k = 0; k < 4; k++) {
        char text[64];
        cr_assert_str_eq(gp_factor_text(&negative[k], text), negative_texts[k]);
    }
    static const char *const none[] = {"",         "x",   "-1",   "0",       "1/",          "*2",    "1//2", "1/0",
                                       "samples ", "nan", "1 /2", "batches", "1/(samples)", "-rate", "-1/-2"};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
        gp_factor factor;
        cr_assert_not(gp_factor_read(none[k], &factor), "%s", none[k]);
    }
}

/* A term that is longer than any number. */
Test(factor, long_term)
{
    static char text[gp_number_longest + 100];
    gp_factor factor;
    memset(text, '1', sizeof text - 1);
    cr_assert_not(gp_factor_read(text, &factor));
}

/* Five samples in batches of two, with two outputs; the last batch of an epoch has one sample. */
Test(factor, values)
{
    static const struct {
        const char *text;
        double first, third; /* at these steps */
    } rows[] = {{"1/batch", 0.5, 1}, {"samples", 5, 5}, {"rate*outputs", 1.6, 1.6}, {"3", 3, 3}};
    gp_case the_case;
    golden_case_open("minibatch-mean", &the_case);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        gp_factor factor;
        cr_assert(gp_factor_read(rows[k].text, &factor));
        cr_assert_float_eq(gp_factor_at(&factor, &the_case.problem, 0), rows[k].first, 1e-15);
        cr_assert_float_eq(gp_factor_at(&factor, &the_case.problem, 2), rows[k].third, 1e-15);
    }
    gp_case_close(&the_case);
}
