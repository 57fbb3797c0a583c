#include "support/check.h"

#include <string.h>

#ifdef GP_BINARY32
typedef int32_t gp_bits;
static const int64_t lowest = INT32_MIN;
#else
typedef int64_t gp_bits;
static const int64_t lowest = INT64_MIN;
#endif

/* The numbers in their order, counted from zero: neighbours are 1 apart, and both zeros are 0. */
static int64_t place(gp_real x)
{
    gp_bits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? lowest - bits : bits;
}

uint64_t ulps_between(gp_real a, gp_real b)
{
    if (a != a || b != b)
        return UINT64_MAX;
    uint64_t distance = (uint64_t)place(a) - (uint64_t)place(b);
    return place(a) < place(b) ? -distance : distance;
}

void check_number(const char *file, int line, const char *what, gp_real obtained, gp_real expected, uint64_t most)
{
    check_array(file, line, what, &obtained, &expected, 1, most);
}

void check_array(const char *file, int line, const char *what, const gp_real *obtained, const gp_real *expected, size_t count,
                 uint64_t most)
{
    for (size_t k = 0; k < count; k++)
        cr_assert(ulps_between(obtained[k], expected[k]) <= most,
                  "%s:%d: %s, value %zu: obtained %.*g, expected %.*g, %ju ulps apart, allowed %ju", file, line, what, k,
                  GP_REAL_DIGITS, (double)obtained[k], GP_REAL_DIGITS, (double)expected[k],
                  (uintmax_t)ulps_between(obtained[k], expected[k]), (uintmax_t)most);
}

void check_bits(const char *file, int line, const char *what, const gp_real *obtained, const gp_real *expected, size_t count)
{
    for (size_t k = 0; k < count; k++)
        cr_assert(memcmp(&obtained[k], &expected[k], sizeof *obtained) == 0,
                  "%s:%d: %s, value %zu of %zu: obtained %a, expected %a", file, line, what, k, count, (double)obtained[k],
                  (double)expected[k]);
}
