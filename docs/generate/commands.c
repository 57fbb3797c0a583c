/** @file
 *  What the program tells about itself: make_docs.cmake has asked it. */
#include "pages.h"

#include "text.h"

#include <stdlib.h>

/* Copies a file that make_docs.cmake has left beside the pages. */
static void copy(const site *all, const char *name, FILE *file)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", all->output, name);
    char *text = read_file(path);
    fputs(text, file);
    free(text);
}

void write_commands(const site *all, FILE *file)
{
    copy(all, "commands.txt", file);
}

void write_table(const site *all, FILE *file)
{
    copy(all, "table.txt", file);
}
