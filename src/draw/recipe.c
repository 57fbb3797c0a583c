#include "draw/recipe.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether the text goes on so, and then past it. */
static bool take(const char **c, const char *word)
{
    const char *end = *c;
    for (; *word; word++, end++) {
        while (*end == ' ')
            end++;
        if (*end != *word)
            return false;
    }
    if (isalpha((unsigned char)word[-1]) && isalnum((unsigned char)*end))
        return false; /* only the beginning of another word */
    while (*end == ' ')
        end++;
    *c = end;
    return true;
}

static bool take_number(const char **c, double *number)
{
    char *end;
    const char *digit = *c + (**c == '-' || **c == '+');
    if (!isdigit((unsigned char)*digit) && *digit != '.')
        return false;
    *number = strtod(*c, &end);
    if (end == *c || !isfinite(*number) || (digit[0] == '0' && (digit[1] == 'x' || digit[1] == 'X')))
        return false;
    while (*end == ' ')
        end++;
    *c = end;
    return true;
}

/* (a, b) */
static bool take_pair(const char **c, gp_recipe_factor *factor)
{
    return take(c, "(") && take_number(c, &factor->a) && take(c, ",") && take_number(c, &factor->b) && take(c, ")");
}

static const struct {
    const char *word;
    gp_factor_kind kind;
    bool is_standard; /* from 0 to 1, or of mean 0 and deviation 1 */
} draws[] = {
    {"randn", GP_FACTOR_NORMAL, true},     {"random", GP_FACTOR_UNIFORM, true}, {"rand", GP_FACTOR_UNIFORM, true},
    {"uniform", GP_FACTOR_UNIFORM, false}, {"normal", GP_FACTOR_NORMAL, false}, {"gauss", GP_FACTOR_NORMAL, false},
};

static bool take_draw(const char **c, gp_recipe_factor *factor)
{
    take(c, "np.");
    take(c, "random.");
    for (size_t k = 0; k < sizeof draws / sizeof *draws; k++) {
        if (!take(c, draws[k].word))
            continue;
        *factor = (gp_recipe_factor){.kind = draws[k].kind, .b = 1};
        return draws[k].is_standard ? take(c, "()") || **c != '(' : take_pair(c, factor);
    }
    return false;
}

static bool take_sum(const char **c, double *number)
{
    const bool minus = take(c, "-");
    if ((!minus && !take(c, "+")) || !isdigit((unsigned char)(**c == '.' ? (*c)[1] : **c)) || !take_number(c, number))
        return false;
    *number = minus ? -*number : *number;
    return true;
}

static bool take_fan(const char **c, gp_recipe_factor *factor)
{
    if (take(c, "(inputs+units)")) {
        factor->inputs = factor->units = 1;
        return true;
    }
    factor->inputs = take(c, "inputs");
    factor->units = !factor->inputs && take(c, "units");
    return factor->inputs + factor->units > 0;
}

static bool take_root(const char **c, gp_recipe_factor *factor)
{
    *factor = (gp_recipe_factor){.kind = GP_FACTOR_ROOT, .a = 1};
    if (take_number(c, &factor->a))
        return factor->a >= 0 && take(c, "/") && take_fan(c, factor) && take(c, ")");
    factor->of_size = true;
    return take_fan(c, factor) && take(c, ")");
}

static bool take_factor(const char **c, gp_recipe_factor *factor)
{
    *factor = (gp_recipe_factor){.kind = GP_FACTOR_NUMBER};
    take(c, "np.");
    if (take(c, "sqrt("))
        return take_root(c, factor);
    if (take(c, "("))
        return take_draw(c, factor) && take_sum(c, &factor->shift) && take(c, ")");
    return take_number(c, &factor->a) || take_draw(c, factor);
}

static bool is_draw(const gp_recipe_factor *factor)
{
    return factor->kind == GP_FACTOR_UNIFORM || factor->kind == GP_FACTOR_NORMAL;
}

/* "*" or "/", and which of them. */
static bool take_sign(const char **c, bool *divides)
{
    *divides = take(c, "/");
    return *divides || take(c, "*");
}

const char *gp_recipe_read(const char *text, gp_recipe *recipe)
{
    size_t draw_count = 0;
    bool divides = false;
    const char *c = text + strspn(text, " ");
    *recipe = (gp_recipe){0};
    do {
        gp_recipe_factor *factor = &recipe->factors[recipe->count];
        if (recipe->count == gp_most_factors || !take_factor(&c, factor))
            return c;
        factor->divides = divides;
        draw_count += is_draw(factor);
        recipe->count++;
    } while (take_sign(&c, &divides));
    if (*c && !take_sum(&c, &recipe->shift))
        return c;
    return *c || draw_count != 1 ? c : NULL;
}

static double value_of(const gp_recipe_factor *factor, gp_stream *stream, size_t inputs, size_t units)
{
    const double size = (double)(factor->inputs * inputs + factor->units * units);
    switch (factor->kind) {
    case GP_FACTOR_NUMBER:
        return factor->a;
    case GP_FACTOR_UNIFORM:
        return factor->a + (factor->b - factor->a) * gp_stream_uniform(stream) + factor->shift;
    case GP_FACTOR_NORMAL:
        return factor->a + factor->b * gp_stream_normal(stream) + factor->shift;
    case GP_FACTOR_ROOT:
        return sqrt(factor->of_size ? size : factor->a / size);
    }
    return (double)NAN; /* a number that names no kind */
}

double gp_recipe_draw(const gp_recipe *recipe, gp_stream *stream, size_t inputs, size_t units)
{
    double value = value_of(&recipe->factors[0], stream, inputs, units);
    for (size_t k = 1; k < recipe->count; k++) {
        const double factor = value_of(&recipe->factors[k], stream, inputs, units);
        value = recipe->factors[k].divides ? value / factor : value * factor;
    }
    return value + recipe->shift;
}
