/* The tests of what the tests compare with. */
#include "support/check.h"

#include <tgmath.h>

Test(support, ulps)
{
    const gp_real x = 1, next = nextafter(x, (gp_real)2), least = nextafter((gp_real)0, x);
    cr_assert_eq(ulps_between(x, x), 0);
    cr_assert_eq(ulps_between(x, next), 1);
    cr_assert_eq(ulps_between(next, x), 1);
    cr_assert_eq(ulps_between(-x, -next), 1);
    cr_assert_eq(ulps_between(least, -least), 2);
    cr_assert_eq(ulps_between((gp_real)0, -(gp_real)0), 0);
    cr_assert(ulps_between(-x, x) > 1000000);
    cr_assert(ulps_between((gp_real)INFINITY, x) > 1000000);
    cr_assert_eq(ulps_between((gp_real)NAN, (gp_real)NAN), UINT64_MAX);
    cr_assert_eq(ulps_between(x, (gp_real)NAN), UINT64_MAX);
}
