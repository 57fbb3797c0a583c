#include "draw/recipe.h"

#include <criterion/criterion.h>
#include <math.h>

/* numpy's first numbers after seed(1): u = 0.417022004702574, z = 1.6243453636632417. A layer of 3 inputs and 5 units. */
static double first_by(const char *text)
{
    gp_recipe recipe;
    gp_stream stream;
    const char *wrong = gp_recipe_read(text, &recipe);
    cr_assert_null(wrong, "%s: at \"%s\"", text, wrong);
    gp_stream_seed(GP_NUMPY, 1, &stream);
    return gp_recipe_draw(&recipe, &stream, 3, 5);
}

Test(recipe, values)
{
    const double u = 0.417022004702574;
    gp_stream stream;
    gp_stream_seed(GP_NUMPY, 1, &stream);
    const double z = gp_stream_normal(&stream);
    static const char *const same[] = {"2*random-1", "2 * np.random.random() - 1", "2*rand - 1", "random*2-1",
                                       "2*np.random.rand-1.0"};
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        cr_expect_eq(first_by(same[k]), 2 * u - 1, "%s", same[k]);
    cr_expect_eq(first_by("random"), u);
    cr_expect_eq(first_by("uniform(-0.5, 0.7)"), -0.5 + (0.7 - -0.5) * u);
    cr_expect_eq(first_by("(random - 0.5) * 0.2"), (u - 0.5) * 0.2);
    cr_expect_eq(first_by("random/3/7"), u / 3 / 7);
    cr_expect_eq(first_by("randn"), z);
    cr_expect_eq(first_by("0.01*randn"), 0.01 * z);
    cr_expect_eq(first_by("normal(0.5, 0.1)"), 0.5 + 0.1 * z);
    cr_expect_eq(first_by("gauss(0,2)"), 2 * z);
    cr_expect_eq(first_by("randn*sqrt(2/inputs)"), z * sqrt(2.0 / 3));
    cr_expect_eq(first_by("randn*np.sqrt(2/(inputs+units))"), z * sqrt(2.0 / 8));
    cr_expect_eq(first_by("randn/sqrt(inputs)"), z / sqrt(3.0));
    cr_expect_eq(first_by("randn/sqrt(units)"), z / sqrt(5.0));
    cr_expect_eq(first_by("sqrt(6/(inputs+units))*uniform(-1,1)"), sqrt(6.0 / 8) * (-1 + 2 * u));
}

/* What is no recipe, and from where on. */
Test(recipe, refusals)
{
    static const struct {
        const char *text, *wrong;
    } refused[] = {
        {"", ""},
        {"2", ""},
        {"random*random", ""},
        {"2*", ""},
        {"random-", ""},
        {"random-randn", "randn"},
        {"random**2", "*2"},
        {"randomly", "randomly"},
        {"exp(random)", "exp(random)"},
        {"uniform", ""},
        {"uniform(1)", ")"},
        {"randn(3,4)", "(3,4)"},
        {"2*random-1;", ";"},
        {"0x10*random", "0x10*random"},
        {"1e999*random", "1e999*random"},
        {"sqrt(random)", "random)"},
        {"1*1*1*1*1*1*1*1*random", "random"},
    };
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        gp_recipe recipe;
        const char *wrong = gp_recipe_read(refused[k].text, &recipe);
        cr_assert_not_null(wrong, "%s", refused[k].text);
        cr_expect_str_eq(wrong, refused[k].wrong, "%s: \"%s\"", refused[k].text, wrong);
    }
}
