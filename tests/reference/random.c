#include "reference/random.h"

#include <criterion/criterion.h>

Test(random, published_doubles)
{
    gp_random random;
    gp_random_seed(&random, 1);
    cr_assert(gp_random_double(&random) == 0.417022004702574);
}
