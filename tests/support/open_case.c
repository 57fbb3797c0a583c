#include "support/open_case.h"

#include <criterion/criterion.h>

void text_case_open(const char *text, text_case *opened)
{
    gp_message message;
    opened->file = json_file_of(text);
    cr_assert(gp_case_open(opened->file.name, &opened->the_case, &message), "%s", message.text);
}

void text_case_close(text_case *opened)
{
    gp_case_close(&opened->the_case);
    json_file_remove(&opened->file);
}
