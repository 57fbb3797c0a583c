#define _POSIX_C_SOURCE 200809L

#include "report/hello.h"
#include "report/inquiry.h"
#include "support/golden_cases.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

const char *const hello_right = HELLO("", "1.5", "1.5");
const char *const hello_wrong = HELLO("", "1.5", "2.25");
const char *const hello_unsupported = "{\"unsupported\": \"no identity units\"}";
const char *const hello_unreadable = "{";

void hear(heard *it, const char *const texts[])
{
    gp_message message;
    *it = (heard){.all = {.items = it->items}};
    golden_case_open("hello", &it->the_case);
    for (; texts[it->all.planned]; it->all.planned++) {
        gp_outcome *outcome = &it->items[it->all.planned];
        const char *text = texts[it->all.planned];
        gp_outcome_begin(outcome, &it->the_case);
        cr_assert(gp_outcome_judge(outcome, "its answer", text, strlen(text), &message), "%s", message.text);
    }
}

void heard_close(heard *it)
{
    for (size_t k = 0; k < it->all.planned; k++)
        gp_outcome_free(&it->items[k]);
    gp_inquiry_free(&it->all.inquiry);
    gp_case_close(&it->the_case);
}

char *written_by(void (*write)(FILE *stream, heard *it), heard *it)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(stream);
    write(stream, it);
    cr_assert_eq(fclose(stream), 0);
    return text;
}
