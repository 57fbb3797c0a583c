#include "support/golden_cases.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

const char *golden_path(const char *name, char path[1024])
{
    const char *folder = getenv("GOLDPROP_GOLDEN");
    cr_assert(folder, "GOLDPROP_GOLDEN names no folder");
    snprintf(path, 1024, "%s/%s", folder, name);
    return path;
}

static void open_file(const char *path, gp_case *the_case)
{
    gp_message message;
    cr_assert(gp_case_open(path, the_case, &message), "%s", message.text);
}

void golden_case_open(const char *id, gp_case *the_case)
{
    char name[512], path[1024];
    snprintf(name, sizeof name, "cases/%s.json", id);
    open_file(golden_path(name, path), the_case);
}

void golden_case_each(void (*look_at)(const gp_case *the_case))
{
    char path[1024];
    glob_t files = {0};
    cr_assert_eq(glob(golden_path("cases/*.json", path), 0, NULL, &files), 0, "no golden cases");
    for (size_t k = 0; k < files.gl_pathc; k++) {
        gp_case the_case;
        open_file(files.gl_pathv[k], &the_case);
        look_at(&the_case);
        gp_case_close(&the_case);
    }
    globfree(&files);
}
