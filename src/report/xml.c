#include "report/xml.h"

#include <string.h>

void gp_write_escaped(FILE *stream, const char *text)
{
    static const char special[] = "&<>\"";
    static const char *const escapes[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    for (; *text; text++) {
        const char *found = strchr(special, *text);
        if (found)
            fputs(escapes[found - special], stream);
        else
            putc(*text, stream);
    }
}
