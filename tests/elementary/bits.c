/* Prints a hash of what each function gives in each format, for a row of arguments that is the same everywhere: two builds that
   print the same compute the same bits. With MPFR's results in place of ours (BITS_BY_MPFR) it makes tests/elementary/bits.txt.
 */
#ifdef BITS_BY_MPFR
#include "truth.h"
#else
#include "arguments.h"
#endif

#include <inttypes.h>
#include <stdio.h>

enum { arguments = 50000 };

static double value64(const function *f, double x)
{
#ifdef BITS_BY_MPFR
    return true_binary64(f, x);
#else
    return f->binary64(x);
#endif
}

static float value32(const function *f, float x)
{
#ifdef BITS_BY_MPFR
    return true_binary32(f, x);
#else
    return f->binary32(x);
#endif
}

/* FNV-1a of the bytes of a result, the lowest first; every NaN counts as the same. */
static void add(uint64_t *hash, uint64_t bits, bool is_nan, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *hash = (*hash ^ (is_nan ? 0xff : bits >> 8 * i & 0xff)) * 0x100000001b3;
}

int main(void)
{
    for (int i = 0; i < function_count; i++) {
        uint64_t hash64 = 0xcbf29ce484222325, hash32 = hash64, state = 88172645463325252;
        for (int n = 0; n < arguments; n++) {
            const double y = value64(&functions[i], some_binary64(&functions[i], &state));
            add(&hash64, bits_of_binary64(y), y != y, 8);
            const float z = value32(&functions[i], some_binary32(&functions[i], &state));
            add(&hash32, bits_of_binary32(z), z != z, 4);
        }
        printf("%s binary64 %016" PRIx64 "\n%s binary32 %016" PRIx64 "\n", functions[i].name, hash64, functions[i].name,
               hash32);
    }
    return 0;
}
