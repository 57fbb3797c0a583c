#include "golden/message.h"

#include <criterion/criterion.h>
#include <stdint.h>

Test(message, plural)
{
    cr_assert_str_eq(gp_plural(1), "");
    cr_assert_str_eq(gp_plural(0), "s");
    cr_assert_str_eq(gp_plural(2), "s");
    cr_assert_str_eq(gp_plural(SIZE_MAX), "s");
}
