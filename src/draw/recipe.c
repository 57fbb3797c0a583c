#include "draw/recipe.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More parentheses and signs than this, one within another, are no recipe. */
enum { most_depth = 32 };

/* A recipe that is being read. */
typedef struct reading {
    const char *at; /* what is still to be read */
    gp_recipe *recipe;
    bool may_draw; /* whether a draw may stand there */
    bool has_drawn;
    size_t depth;
} reading;

/* ---- Words. ---- */

/* Whether the text goes on so, and then past it. */
static bool take(reading *in, const char *word)
{
    const char *end = in->at;
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
    in->at = end;
    return true;
}

static bool add(reading *in, gp_recipe_kind kind, double number)
{
    if (in->recipe->count == gp_most_recipe_steps)
        return false;
    in->recipe->steps[in->recipe->count++] = (gp_recipe_step){.kind = kind, .number = number};
    return true;
}

static bool take_number(reading *in, double *number)
{
    char *end;
    const char *c = in->at;
    if (!isdigit((unsigned char)*c) && *c != '.')
        return false;
    *number = strtod(c, &end);
    if (end == c || !isfinite(*number) || (c[0] == '0' && (c[1] == 'x' || c[1] == 'X')))
        return false;
    while (*end == ' ')
        end++;
    in->at = end;
    return true;
}

/* ---- The syntax, from the sum down. ---- */

static bool read_sum(reading *in);
static bool read_factor(reading *in);

/* What has no draw in it. */
static bool read_constant(reading *in, bool (*read)(reading *in))
{
    const bool may_draw = in->may_draw;
    in->may_draw = false;
    const bool done = read(in);
    in->may_draw = may_draw;
    return done;
}

static const struct draw {
    const char *word;
    gp_recipe_kind kind;
    const char *names[2]; /* of its numbers in Python; without these it is from 0 to 1, or of mean 0 and deviation 1 */
} draws[] = {
    {"randn", GP_RECIPE_NORMAL, {NULL}},
    {"random", GP_RECIPE_UNIFORM, {NULL}},
    {"rand", GP_RECIPE_UNIFORM, {NULL}},
    {"uniform", GP_RECIPE_UNIFORM, {"low=", "high="}},
    {"normal", GP_RECIPE_NORMAL, {"loc=", "scale="}},
    {"gauss", GP_RECIPE_NORMAL, {"mu=", "sigma="}},
};

/* (a, b) or, where a is 0, the second alone by its name. */
static bool read_pair(reading *in, const char *const names[2])
{
    if (!take(in, "("))
        return false;
    if (take(in, names[1]))
        return add(in, GP_RECIPE_NUMBER, 0) && read_constant(in, read_sum) && take(in, ")");
    take(in, names[0]);
    if (!read_constant(in, read_sum) || !take(in, ","))
        return false;
    take(in, names[1]);
    return read_constant(in, read_sum) && take(in, ")");
}

static bool read_draw(reading *in)
{
    const char *start = in->at;
    take(in, "np.");
    take(in, "random.");
    size_t k = 0;
    while (k < sizeof draws / sizeof *draws && !take(in, draws[k].word))
        k++;
    if (k == sizeof draws / sizeof *draws || !in->may_draw || in->has_drawn) {
        in->at = start;
        return false;
    }
    in->has_drawn = true;
    if (draws[k].names[0])
        return read_pair(in, draws[k].names) && add(in, draws[k].kind, 0);
    return (take(in, "()") || *in->at != '(') && add(in, GP_RECIPE_NUMBER, 0) && add(in, GP_RECIPE_NUMBER, 1) &&
           add(in, draws[k].kind, 0);
}

static bool take_root(reading *in)
{
    return take(in, "np.sqrt(") || take(in, "math.sqrt(") || take(in, "sqrt(");
}

static bool read_atom(reading *in)
{
    double number;
    if (take_number(in, &number))
        return add(in, GP_RECIPE_NUMBER, number);
    if (take(in, "inputs"))
        return add(in, GP_RECIPE_INPUTS, 0);
    if (take(in, "units"))
        return add(in, GP_RECIPE_UNITS, 0);
    if (take_root(in))
        return read_constant(in, read_sum) && take(in, ")") && add(in, GP_RECIPE_ROOT, 0);
    if (take(in, "("))
        return read_sum(in) && take(in, ")");
    return read_draw(in);
}

/* What is drawn has no power: of arrays numpy takes those in ways of its own. */
static bool read_power(reading *in)
{
    const bool had_drawn = in->has_drawn;
    if (!read_atom(in))
        return false;
    const char *sign = in->at;
    if (!take(in, "**"))
        return true;
    if (in->has_drawn && !had_drawn) {
        in->at = sign;
        return false;
    }
    return read_constant(in, read_factor) && add(in, GP_RECIPE_POWER, 0);
}

static bool read_factor(reading *in)
{
    if (in->depth == most_depth)
        return false;
    in->depth++;
    const bool minus = take(in, "-");
    const bool done = minus || take(in, "+") ? read_factor(in) : read_power(in);
    in->depth--;
    return done && (!minus || add(in, GP_RECIPE_NEGATIVE, 0));
}

static bool read_product(reading *in)
{
    if (!read_factor(in))
        return false;
    for (;;) {
        const bool divides = take(in, "/");
        if (!divides && !take(in, "*"))
            return true;
        if (!read_factor(in) || !add(in, divides ? GP_RECIPE_QUOTIENT : GP_RECIPE_PRODUCT, 0))
            return false;
    }
}

static bool read_sum(reading *in)
{
    if (!read_product(in))
        return false;
    for (;;) {
        const bool minus = take(in, "-");
        if (!minus && !take(in, "+"))
            return true;
        if (!read_product(in) || !add(in, minus ? GP_RECIPE_DIFFERENCE : GP_RECIPE_SUM, 0))
            return false;
    }
}

const char *gp_recipe_read(const char *text, gp_recipe *recipe)
{
    reading in = {.at = text + strspn(text, " "), .recipe = recipe, .may_draw = true};
    *recipe = (gp_recipe){0};
    return read_sum(&in) && !*in.at && in.has_drawn ? NULL : in.at;
}

const char *gp_recipe_hint(const char *wrong)
{
    static const char he[] = "write \"randn*sqrt(2/inputs)\"",
                      glorot[] = "write \"randn*sqrt(1/inputs)\", or \"uniform(-1,1)*sqrt(6/(inputs+units))\"",
                      sizes[] = "write the draw without its sizes, which the layers give";
    static const struct {
        const char *word, *hint;
    } hints[] = {
        {"fan_in", "write \"inputs\""},
        {"n_in", "write \"inputs\""},
        {"fan_out", "write \"units\""},
        {"n_out", "write \"units\""},
        {"he", he},
        {"kaiming", he},
        {"xavier", glorot},
        {"glorot", glorot},
        {"lecun", "write \"randn*sqrt(1/inputs)\""},
        {"standard_normal", "write \"randn\""},
        {"^", "write \"**\""},
        {"(", sizes},
        {",", sizes},
    };
    for (size_t k = 0; k < sizeof hints / sizeof *hints; k++) {
        const size_t length = strlen(hints[k].word);
        if (strncasecmp(wrong, hints[k].word, length) == 0 &&
            !(isalpha((unsigned char)*wrong) && isalnum((unsigned char)wrong[length])))
            return hints[k].hint;
    }
    return NULL;
}

/* ---- Drawing. ---- */

static const size_t operands[] = {
    [GP_RECIPE_NUMBER] = 0,   [GP_RECIPE_INPUTS] = 0, [GP_RECIPE_UNITS] = 0,      [GP_RECIPE_NEGATIVE] = 1,
    [GP_RECIPE_ROOT] = 1,     [GP_RECIPE_SUM] = 2,    [GP_RECIPE_DIFFERENCE] = 2, [GP_RECIPE_PRODUCT] = 2,
    [GP_RECIPE_QUOTIENT] = 2, [GP_RECIPE_POWER] = 2,  [GP_RECIPE_UNIFORM] = 2,    [GP_RECIPE_NORMAL] = 2,
};
_Static_assert(sizeof operands / sizeof *operands == GP_RECIPE_NORMAL + 1, "each step has a number of operands");

static double value_of(const gp_recipe_step *step, const double x[], gp_stream *stream, size_t inputs, size_t units)
{
    switch (step->kind) {
    case GP_RECIPE_NUMBER:
        return step->number;
    case GP_RECIPE_INPUTS:
        return (double)inputs;
    case GP_RECIPE_UNITS:
        return (double)units;
    case GP_RECIPE_NEGATIVE:
        return -x[0];
    case GP_RECIPE_ROOT:
        return sqrt(x[0]);
    case GP_RECIPE_SUM:
        return x[0] + x[1];
    case GP_RECIPE_DIFFERENCE:
        return x[0] - x[1];
    case GP_RECIPE_PRODUCT:
        return x[0] * x[1];
    case GP_RECIPE_QUOTIENT:
        return x[0] / x[1];
    case GP_RECIPE_POWER:
        return pow(x[0], x[1]);
    case GP_RECIPE_UNIFORM:
        return x[0] + (x[1] - x[0]) * gp_stream_uniform(stream);
    case GP_RECIPE_NORMAL:
        return x[0] + x[1] * gp_stream_normal(stream);
    }
    return (double)NAN; /* a number that names no kind */
}

double gp_recipe_draw(const gp_recipe *recipe, gp_stream *stream, size_t inputs, size_t units)
{
    double values[gp_most_recipe_steps] = {0};
    size_t count = 0;
    for (size_t k = 0; k < recipe->count; k++) {
        count -= operands[recipe->steps[k].kind];
        values[count] = value_of(&recipe->steps[k], values + count, stream, inputs, units);
        count++;
    }
    return values[0];
}
