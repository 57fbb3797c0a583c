#include "golden/message.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

/* What is too long is cut, and what cannot be shown is not. */
Test(message, append)
{
    gp_message message = {"one"};
    gp_message_append(&message, ", %d\n", 2);
    cr_assert_str_eq(message.text, "one, 2?");
    for (int k = 0; k < 1000; k++)
        gp_message_append(&message, "%d", 1234567);
    cr_assert_eq(strlen(message.text), sizeof message.text - 1);
}

Test(message, plural)
{
    cr_assert_str_eq(gp_plural(1), "");
    cr_assert_str_eq(gp_plural(0), "s");
    cr_assert_str_eq(gp_plural(2), "s");
    cr_assert_str_eq(gp_plural(SIZE_MAX), "s");
}
