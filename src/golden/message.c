#include "golden/message.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

bool gp_message_set(gp_message *message, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message->text, sizeof message->text, format, arguments);
    va_end(arguments);
    for (char *c = message->text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    return false;
}

const char *gp_plural(size_t count)
{
    return count == 1 ? "" : "s";
}
