/* Prints what the insides of src/elementary compute, for bounds.py: insides fast|exact|lanes FUNCTION reads arguments, a line
   each. A fast path writes significand, exponent and sign, the slow one its number in units of 2^-320, exponent and sign, and
   exp in lanes its sum, tail and exponent. They are no public functions, so their files are a part of this one. */
#include "elementary/exact.c"

#include "elementary/erf.c"
#include "elementary/exp.c"
#include "elementary/log.c"

#define lane_bytes 16
#include "elementary/exp_lanes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* One function: its ways to a value. */
typedef struct way {
    const char *name;
    gp_number (*fast)(gp_number x);
    value (*exact)(gp_number x);
} way;

/* Inlined functions have no address. */
static gp_number call_fast_exp(gp_number x)
{
    return fast_exp(x);
}

static gp_number call_fast_expm1(gp_number x)
{
    return fast_expm1(x);
}

static gp_number call_fast_tanh(gp_number x)
{
    return fast_tanh(x);
}

static gp_number call_fast_erf(gp_number x)
{
    return fast_erf(x);
}

static gp_number call_fast_log(gp_number x)
{
    return fast_log(x);
}

static gp_number call_fast_log1p(gp_number x)
{
    return fast_log1p(x);
}

static const way ways[] = {
    {"exp", call_fast_exp, exp_value}, {"expm1", call_fast_expm1, expm1_value}, {"tanh", call_fast_tanh, tanh_value},
    {"erf", call_fast_erf, erf_value}, {"log", call_fast_log, log_value},       {"log1p", call_fast_log1p, log1p_value},
};

static void print_fast(gp_number y)
{
    printf("%016" PRIx64 "%016" PRIx64 " %d %d\n", y.significand.high, y.significand.low, y.exponent, y.negative);
}

static void print_exact(value y)
{
    for (int i = words - 1; i >= 0; i--)
        printf("%016" PRIx64, y.size.word[i]);
    printf(" %d %d\n", y.exponent, y.negative);
}

static void print_lanes(double x)
{
    const lane_powers y = fast_exp_lanes((gp_lanes){0, x});
    printf("%a %a %d\n", y.sum[1], y.tail[1], (int)(int32_t)(uint32_t)y.steps[1] >> 7);
}

int main(int count, char **word)
{
    const way *chosen = NULL;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (count == 3 && strcmp(word[2], ways[i].name) == 0)
            chosen = &ways[i];
    if (!chosen || !strchr("fel", word[1][0])) {
        fprintf(stderr, "expected fast, exact or lanes and the name of a function\n");
        return 2;
    }
    char line[128];
    while (fgets(line, sizeof line, stdin)) {
        const gp_number x = gp_number_of(strtod(line, NULL));
        if (word[1][0] == 'l')
            print_lanes(strtod(line, NULL));
        else if (word[1][0] == 'f')
            print_fast(chosen->fast(x));
        else
            print_exact(chosen->exact(x));
    }
    return 0;
}
