#include "reference/real.h"

#include "support/check.h"
#include "support/random_problem.h"

#include <stdio.h>
#include <stdlib.h>

/* A binary32 has 24 bits, a binary64 53. */
Test(real, precision)
{
#ifdef GP_BINARY32
    check_equal(1 + (gp_real)0x1p-23, (gp_real)(1 + 0x1p-23));
    check_equal(1 + (gp_real)0x1p-24, (gp_real)1);
#else
    check_equal(1 + (gp_real)0x1p-52, (gp_real)(1 + 0x1p-52));
    check_equal(1 + (gp_real)0x1p-53, (gp_real)1);
#endif
}

/* With so many digits every number comes back from its text; with one less, some do not. */
Test(real, digits)
{
    gp_random random;
    gp_random_seed(&random, 17);
    size_t lost = 0;
    for (int n = 0; n < 10000; n++) {
        char enough[64], less[64];
        const gp_real number = random_real(&random, -1, 1);
        snprintf(enough, sizeof enough, "%.*g", GP_REAL_DIGITS, (double)number);
        snprintf(less, sizeof less, "%.*g", GP_REAL_DIGITS - 1, (double)number);
        check_equal((gp_real)strtod(enough, NULL), number);
        lost += (gp_real)strtod(less, NULL) != number;
    }
    cr_assert_neq(lost, 0);
}
