#define _XOPEN_SOURCE 700 /* for realpath() */

#include "cli/output.h"
#include "oracle/signals.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ending[] = ".XXXXXX";

/* The files that are not whole yet, for a signal that ends the program: more than any command writes at a time. */
enum { most_unfinished = 8 };
static const char *volatile unfinished[most_unfinished];

static void remove_unfinished(int number)
{
    for (size_t k = 0; k < most_unfinished; k++)
        if (unfinished[k])
            unlink(unfinished[k]);
    raise(number); /* which now ends the program, as it would have without this handler */
}

/* The place of a name among the unfinished files, or for NULL one that is free; NULL where there is none. */
static const char *volatile *find_unfinished(const char *name)
{
    for (size_t k = 0; k < most_unfinished; k++)
        if (unfinished[k] == name)
            return &unfinished[k];
    return NULL;
}

/* Whoever stops a long run must not find half a file. A signal that the program was started to ignore stays ignored. */
static void remove_when_stopped(const char *name)
{
    const struct sigaction removing = {.sa_handler = remove_unfinished, .sa_flags = (int)SA_RESETHAND | SA_NODEFER};
    *find_unfinished(NULL) = name;
    for (const int *number = gp_ending_signals; *number != 0; number++) {
        struct sigaction before;
        if (sigaction(*number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(*number, &removing, NULL);
    }
}

static void forget_temporary(gp_output *output)
{
    const char *volatile *place = output->temporary ? find_unfinished(output->temporary) : NULL;
    if (place)
        *place = NULL;
    free(output->temporary);
    free(output->final);
}

/* A new file gets the permissions that the user's mask allows, as fopen() would give them. One that takes the place of another
   keeps its owner, its group and its permissions. Where it cannot keep the group, this one may no more than everybody; where it
   cannot keep the owner, it is the user's. */
static void set_permissions(int file, const char *name)
{
    struct stat old;
    mode_t mode;
    if (stat(name, &old) == 0) {
        mode = old.st_mode & 0777;
        if (fchown(file, (uid_t)-1, old.st_gid) != 0)
            mode &= ~(mode_t)070 | (mode & 07) << 3;
        (void)(fchown(file, old.st_uid, (gid_t)-1) == 0);
    } else {
        const mode_t mask = umask(0);
        umask(mask);
        mode = 0666 & ~mask;
    }
    (void)fchmod(file, mode);
}

static const char *shown_name(const gp_output *output)
{
    if (!output->name)
        return "standard output";
    return *output->name ? output->name : "\"\"";
}

static bool cannot_write(const gp_output *output, gp_message *message)
{
    return gp_message_set(message, "%s: expected to write it whole, found: %s", shown_name(output), strerror(errno));
}

/* Refuses before the run what would fail after it: a folder, a file that is write-protected. */
static bool may_replace(const char *name)
{
    struct stat status;
    if (stat(name, &status) != 0)
        return errno == ENOENT && *name; /* a new file */
    errno = EISDIR;
    return !S_ISDIR(status.st_mode) && access(name, W_OK) == 0;
}

/* A pipe or a device is written to as it is: it must not be replaced by a file. */
static bool is_special(const char *name)
{
    struct stat status;
    return stat(name, &status) == 0 && !S_ISREG(status.st_mode);
}

/* What a link points to, as seen from here; NULL where there is no link, or no memory. */
static char *target_of_link(const char *link)
{
    char target[PATH_MAX];
    const ssize_t length = readlink(link, target, sizeof target);
    if (length < 0)
        return NULL;
    const char *slash = *target == '/' ? NULL : strrchr(link, '/');
    const size_t folder = slash ? (size_t)(slash - link) + 1 : 0;
    char *path = calloc(folder + (size_t)length + 1, 1);
    if (path) {
        memcpy(path, link, folder);
        memcpy(path + folder, target, (size_t)length);
    }
    return path;
}

/* Where a name leads to through all links, also to a file that is not there yet; NULL with errno set where memory is short. */
static char *end_of_links(const char *name)
{
    char *path = realpath(name, NULL);
    if (path)
        return path;
    path = strdup(name);
    for (char *target; path && (target = target_of_link(path)); path = target)
        free(path);
    if (errno != ENOMEM)
        return path;
    free(path);
    return NULL;
}

/* A file under a name of its own beside the final one, which is where a link leads to. */
static int open_temporary(gp_output *output)
{
    output->final = end_of_links(output->name);
    const size_t room = output->final ? strlen(output->final) + sizeof ending : 0;
    output->temporary = room > 0 ? malloc(room) : NULL;
    if (!output->temporary)
        return -1;
    snprintf(output->temporary, room, "%s%s", output->final, ending);
    errno = EMFILE;
    if (!find_unfinished(NULL))
        return -1;
    return mkstemp(output->temporary);
}

bool gp_output_open(const char *name, gp_output *output, gp_message *message)
{
    *output = (gp_output){.stream = stdout};
    if (!name || strcmp(name, "-") == 0)
        return true;
    output->name = name;
    if (!may_replace(name))
        return cannot_write(output, message);
    if (is_special(name)) {
        output->stream = fopen(name, "w");
        return output->stream || cannot_write(output, message);
    }
    sigset_t held, before; /* no signal comes between the file and what removes it */
    gp_hold_ending_signals(&held, &before);
    const int file = open_temporary(output);
    if (file < 0) {
        cannot_write(output, message);
        forget_temporary(output);
    } else {
        remove_when_stopped(output->temporary);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (file < 0)
        return false;
    set_permissions(file, output->final);
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
    if (written && (!output->temporary || rename(output->temporary, output->final) == 0)) {
        forget_temporary(output);
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
    forget_temporary(output);
    *output = (gp_output){0};
}
