#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ending[] = ".XXXXXX";

/* Files that appear under their final name get the permissions that the user's mask allows, as fopen would give them. */
static void set_usual_permissions(int file)
{
    mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(file, 0666 & ~mask);
}

static const char *shown_name(const gp_output *output)
{
    return output->name ? output->name : "standard output";
}

static bool cannot_write(const gp_output *output, gp_message *message)
{
    return gp_message_set(message, "%s: expected to write it whole, found: %s", shown_name(output), strerror(errno));
}

/* A pipe or a device is written to as it is: it must not be replaced by a file. */
static bool is_special(const char *name)
{
    struct stat status;
    return stat(name, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

bool gp_output_open(const char *name, gp_output *output, gp_message *message)
{
    *output = (gp_output){.name = name, .stream = stdout};
    if (!name)
        return true;
    if (is_special(name)) {
        output->stream = fopen(name, "w");
        return output->stream || cannot_write(output, message);
    }
    output->temporary = malloc(strlen(name) + sizeof ending);
    int file = -1;
    if (output->temporary) {
        strcpy(output->temporary, name);
        strcat(output->temporary, ending);
        file = mkstemp(output->temporary);
    }
    if (file < 0) {
        cannot_write(output, message);
        free(output->temporary);
        return false;
    }
    set_usual_permissions(file);
    output->stream = fdopen(file, "w");
    if (!output->stream) {
        cannot_write(output, message);
        close(file);
        gp_output_discard(output);
        return false;
    }
    return true;
}

bool gp_output_close(gp_output *output, gp_message *message)
{
    if (!output->name)
        return (fflush(stdout) == 0 && !ferror(stdout)) || cannot_write(output, message);
    bool written = fflush(output->stream) == 0 && !ferror(output->stream);
    int error = errno;
    written = fclose(output->stream) == 0 && written;
    output->stream = NULL;
    if (written && (!output->temporary || rename(output->temporary, output->name) == 0)) {
        free(output->temporary);
        return true;
    }
    errno = written ? errno : error;
    cannot_write(output, message);
    gp_output_discard(output);
    return false;
}

void gp_output_discard(gp_output *output)
{
    if (!output->name)
        return;
    if (output->stream)
        fclose(output->stream);
    if (output->temporary)
        unlink(output->temporary);
    free(output->temporary);
    *output = (gp_output){0};
}
