/** @file
 *  What the program tells about itself: make_docs.cmake has asked it. */
#include "pages.h"

#include "text.h"

#include <stdlib.h>

void write_commands(const site *all, FILE *file)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/commands.txt", all->output);
    char *text = read_file(path);
    fputs(text, file);
    free(text);
}
