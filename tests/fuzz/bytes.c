#define _GNU_SOURCE /* for memfd_create() */

#include "fuzz/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void must(bool holds)
{
    if (!holds)
        abort();
}

void refused(const gp_message *message)
{
    must(*message->text);
    if (getenv("SEEDS")) {
        fprintf(stderr, "%s\n", message->text);
        abort();
    }
}

const char *file_of_bytes(const void *bytes, size_t length)
{
    static char name[32];
    static int file = -1;
    if (file < 0)
        file = memfd_create("bytes", 0);
    must(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, bytes, length, 0) == (ssize_t)length);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    return name;
}

const gp_case *case_to_answer(void)
{
    static gp_case the_case;
    static bool opened;
    gp_message message;
    const char *name = getenv("CASE");
    if (!opened) {
        opened = name && gp_case_open(name, &the_case, &message);
        must(opened);
    }
    return &the_case;
}
