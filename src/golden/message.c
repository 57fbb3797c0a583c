#include "golden/message.h"
#include "golden/printable.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

bool gp_message_set(gp_message *message, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message->text, sizeof message->text, format, arguments);
    va_end(arguments);
    gp_make_printable(message->text, strlen(message->text), "");
    return false;
}

void gp_message_append(gp_message *message, const char *format, ...)
{
    const size_t used = strlen(message->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message->text + used, sizeof message->text - used, format, arguments);
    va_end(arguments);
    gp_make_printable(message->text, strlen(message->text), "");
}

const char *gp_plural(size_t count)
{
    return count == 1 ? "" : "s";
}
