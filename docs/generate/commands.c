/** @file
 *  What the program tells about itself. */
#include "pages.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* The output of goldprop with some words, for free(). */
static char *run(const site *all, const char *words)
{
    char command[4096];
    snprintf(command, sizeof command, "'%s' %s", all->program, words);
    FILE *pipe = popen(command, "r");
    char *text = NULL;
    size_t room = 0;
    if (!pipe || getdelim(&text, &room, '\0', pipe) <= 0 || pclose(pipe) != 0)
        stop("%s: expected it to tell about itself, found no way", command);
    return text;
}

static void write_help(const site *all, FILE *file, const char *command)
{
    char words[128];
    snprintf(words, sizeof words, "%s --help", command);
    char *help = run(all, words);
    fprintf(file, "\n## goldprop %s {#command_%s}\n\n```text\n%s```\n", command, *command ? command : "help", help);
    free(help);
}

void write_commands(const site *all, FILE *file)
{
    char *help = run(all, "--help");
    write_help(all, file, "");
    const char *list = strstr(help, "\nCommands:\n");
    if (!list)
        stop("%s --help: expected a list of commands, found none", all->program);
    for (const char *line = list + strlen("\nCommands:\n"); *line == ' '; line = strchr(line, '\n') + 1) {
        char command[64];
        if (sscanf(line, "%63s", command) == 1)
            write_help(all, file, command);
    }
    free(help);
}
