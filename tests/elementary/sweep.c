/* Compares a function of src/elementary with MPFR on very many arguments: sweep FUNCTION binary32 [PART OF], all 2^32 of them,
   or the PART-th of every OF; sweep FUNCTION binary64 COUNT, so many random and special ones. Exit status 1 where a result is
   not the nearest number; of exp, in lanes either.

   Asking MPFR 2^32 times takes hours. In binary32 it is asked where libm's binary64 result, changed by 2^-40 of itself either
   way, does not round to one number, and for every 4096th argument. */
#include "truth.h"

#define lane_bytes 16
#include "elementary/exp_lanes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct count {
    uint64_t tried, asked, wrong;
} count;

static void report(count *n, const char *name, double x, double expected, double found)
{
    if (n->wrong++ < 10)
        printf("%s(%a): expected %a, found %a\n", name, x, expected, found);
}

/* exp in lanes, of the same argument in each. */
static float exp_in_lanes(float x)
{
    gp_lanes arguments = {0};
    arguments += (double)x;
    return (float)gp_expf_lanes(arguments)[1];
}

static void sweep_binary32(const function *f, uint64_t part, uint64_t of, count *n)
{
    const bool has_lanes = strcmp(f->name, "exp") == 0;
    for (uint64_t bits = part; bits < (uint64_t)1 << 32; bits += of) {
        const float x = binary32_of((uint32_t)bits), found = f->binary32(x);
        const double near = truth_about(f)->libm((double)x);
        const float lower = (float)(near * (1 - 0x1p-40)), upper = (float)(near * (1 + 0x1p-40));
        float expected = lower;
        n->tried++;
        if (!same_binary32(lower, upper) || bits / of % 4096 == 0) {
            expected = true_binary32(f, x);
            n->asked++;
        }
        if (!same_binary32(expected, found))
            report(n, f->name, (double)x, (double)expected, (double)found);
        if (has_lanes && !same_binary32(expected, exp_in_lanes(x)))
            report(n, "exp in lanes", (double)x, (double)expected, (double)exp_in_lanes(x));
    }
}

static void sweep_binary64(const function *f, uint64_t times, count *n)
{
    uint64_t state = 14;
    for (; n->tried < times; n->tried++, n->asked++) {
        const double x = some_binary64(f, &state), expected = true_binary64(f, x), found = f->binary64(x);
        if (!same_binary64(expected, found))
            report(n, f->name, x, expected, found);
    }
}

int main(int words, char **word)
{
    const function *f = words > 2 ? function_named(word[1]) : NULL;
    count n = {0, 0, 0};
    if (f && strcmp(word[2], "binary32") == 0 && (words == 3 || words == 5)) {
        sweep_binary32(f, words == 5 ? strtoull(word[3], NULL, 10) : 0, words == 5 ? strtoull(word[4], NULL, 10) : 1, &n);
    } else if (f && strcmp(word[2], "binary64") == 0 && words == 4) {
        sweep_binary64(f, strtoull(word[3], NULL, 10), &n);
    } else {
        fprintf(stderr, "expected FUNCTION binary32 [PART OF], or FUNCTION binary64 COUNT\n");
        return 2;
    }
    printf("%s in %s: %llu arguments, MPFR asked for %llu, %llu wrong\n", f->name, word[2], (unsigned long long)n.tried,
           (unsigned long long)n.asked, (unsigned long long)n.wrong);
    return n.wrong || !n.tried;
}
