#include "draw/recipe.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

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
    cr_expect_eq(first_by("-random"), -u);
    cr_expect_eq(first_by("1-random"), 1 - u);
    cr_expect_eq(first_by("2/+random"), 2 / u);
    cr_expect_eq(first_by("uniform(-0.5, 0.7)"), -0.5 + (0.7 - -0.5) * u);
    cr_expect_eq(first_by("(random - 0.5) * 0.2"), (u - 0.5) * 0.2);
    cr_expect_eq(first_by("0.2*((random-0.5)+1)"), 0.2 * (u - 0.5 + 1));
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

/* What people write, in the order in which Python computes it. */
Test(recipe, expressions)
{
    const double u = first_by("random"), z = first_by("randn"), edge = 1 / sqrt(3.0), glorot = sqrt(6.0 / (3 + 5));
    cr_expect_eq(first_by("randn*sqrt(2)"), z * sqrt(2.0));
    cr_expect_eq(first_by("randn*sqrt(2)/sqrt(inputs)"), z * sqrt(2.0) / sqrt(3.0));
    cr_expect_eq(first_by("randn*math.sqrt(2.0/inputs)"), z * sqrt(2.0 / 3));
    cr_expect_eq(first_by("uniform(-1/sqrt(inputs),1/sqrt(inputs))"), -edge + (edge - -edge) * u);
    cr_expect_eq(first_by("uniform(-sqrt(6/(inputs+units)),sqrt(6/(inputs+units)))"), -glorot + (glorot - -glorot) * u);
    cr_expect_eq(first_by("normal(0,1/inputs)"), 1.0 / 3 * z);
    cr_expect_eq(first_by("normal(scale=0.1)"), 0.1 * z);
    cr_expect_eq(first_by("np.random.normal(loc=0.5, scale=0.1)"), 0.5 + 0.1 * z);
    cr_expect_eq(first_by("uniform(low=-0.5, high=0.7)"), -0.5 + (0.7 - -0.5) * u);
    cr_expect_eq(first_by("gauss(mu=1,sigma=2)"), 1 + 2 * z);
    cr_expect_eq(first_by("randn/inputs**0.5"), z / pow(3, 0.5));
    cr_expect_eq(first_by("randn*inputs**-0.5"), z * pow(3, -0.5));
    cr_expect_eq(first_by("random*-2**2"), u * -4);
    cr_expect_eq(first_by("random*2**3**2"), u * 512);
    cr_expect_eq(first_by("(2+inputs)*random"), 5 * u);
    cr_expect(isnan(first_by("sqrt(-1)*random")));
}

/* What is no recipe, and from where on. */
Test(recipe, refusals)
{
    static const struct {
        const char *text, *wrong;
    } refused[] = {
        {"", ""},
        {"2", ""},
        {"random*random", "random"},
        {"2*", ""},
        {"random-", ""},
        {"random-randn", "randn"},
        {"random**2", "**2"},
        {"2**random", "random"},
        {"randomly", "randomly"},
        {"exp(random)", "exp(random)"},
        {"np.exp(random)", "np.exp(random)"},
        {"uniform", ""},
        {"uniform(1)", ")"},
        {"uniform(random,1)", "random,1)"},
        {"uniform(0,1,5)", ",5)"},
        {"uniform(high=random)", "random)"},
        {"uniform(high=1", ""},
        {"uniform(0,random)", "random)"},
        {"uniform(0,1", ""},
        {"sqrt(2*random", "random"},
        {"sqrt(2", ""},
        {"(2*)", ")"},
        {"random*2**", ""},
        {".*random", ".*random"},
        {"0X10*random", "0X10*random"},
        {"(random", ""},
        {"random)", ")"},
        {"randn(3,4)", "(3,4)"},
        {"2*random-1;", ";"},
        {"0x10*random", "0x10*random"},
        {"1e999*random", "1e999*random"},
        {"sqrt(random)", "random)"},
        {"sqrt(2/fan_in)*randn", "fan_in)*randn"},
        {"---------------------------------random", "-random"},
    };
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        gp_recipe recipe;
        const char *wrong = gp_recipe_read(refused[k].text, &recipe);
        cr_assert_not_null(wrong, "%s", refused[k].text);
        cr_expect_str_eq(wrong, refused[k].wrong, "%s: \"%s\"", refused[k].text, wrong);
    }
}

/* A recipe has so many steps, and no more: each sign is one, and a draw is three. */
Test(recipe, too_long)
{
    char text[2 * gp_most_recipe_steps + 16] = "";
    gp_recipe recipe;
    for (size_t k = 0; k < (gp_most_recipe_steps - 3) / 2; k++)
        strcat(text, "1*");
    strcat(text, "random");
    cr_expect_null(gp_recipe_read(text, &recipe));
    strcat(text, "+1");
    cr_expect_not_null(gp_recipe_read(text, &recipe));
}

/* Makes a recipe longer and longer, "-1*" by "-1*", between a beginning and an end, until it is too long; and so it stays. */
static void check_too_long(const char *beginning, const char *end)
{
    char text[4 * gp_most_recipe_steps + 64], whole[sizeof text];
    gp_recipe recipe;
    bool fitted = true;
    strcpy(text, beginning);
    for (size_t k = 0; k < gp_most_recipe_steps; k++) {
        snprintf(whole, sizeof whole, "%s%s", text, end);
        const bool fits = !gp_recipe_read(whole, &recipe);
        cr_assert(k > 0 || fits, "%s", whole);
        cr_assert(fitted || !fits, "%s fits, and a shorter one does not", whole);
        fitted = fits;
        strcat(text, "-1*");
    }
    cr_assert_not(fitted, "%s", end);
}

/* Each "-1*" takes three steps: with these beginnings the room ends at each step of each end. */
Test(recipe, too_long_anywhere)
{
    static const char *const beginnings[] = {"", "1+", "1+1*1+"};
    static const char *const ends[] = {"uniform(low=0,high=1)", "uniform(high=1)", "-random",
                                       "sqrt(2)*random",        "2**2*random",     "randn",
                                       "normal(0,1)",           "inputs*random",   "(units-1)/2*random"};
    for (size_t b = 0; b < sizeof beginnings / sizeof *beginnings; b++)
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
            check_too_long(beginnings[b], ends[e]);
}

Test(recipe, hints)
{
    static const struct {
        const char *wrong, *hint;
    } hints[] = {
        {"fan_in)*randn", "write \"inputs\""},
        {"fan_out", "write \"units\""},
        {"he", "write \"randn*sqrt(2/inputs)\""},
        {"He_normal", "write \"randn*sqrt(2/inputs)\""},
        {"xavier", "write \"randn*sqrt(1/inputs)\", or \"uniform(-1,1)*sqrt(6/(inputs+units))\""},
        {"(3,4)", "write the draw without its sizes, which the layers give"},
        {", (3, 4))", "write the draw without its sizes, which the layers give"},
        {"^2", "write \"**\""},
    };
    for (size_t k = 0; k < sizeof hints / sizeof *hints; k++) {
        const char *hint = gp_recipe_hint(hints[k].wrong);
        cr_assert_not_null(hint, "%s", hints[k].wrong);
        cr_expect_str_eq(hint, hints[k].hint);
    }
    cr_expect_null(gp_recipe_hint("hello"));
    cr_expect_null(gp_recipe_hint(""));
}
