#include "cli/golden_dir.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Three texts, one behind the other; false where they do not fit. */
static bool join(char path[PATH_MAX], const char *one, const char *two, const char *three)
{
    return snprintf(path, PATH_MAX, "%s%s%s", one, two, three) < PATH_MAX;
}

bool gp_golden_dir(char path[PATH_MAX], gp_message *message)
{
    const char *chosen = getenv("GOLDPROP_GOLDEN");
    if (chosen && *chosen)
        return join(path, chosen, "", "") || gp_message_set(message, "GOLDPROP_GOLDEN: expected a shorter path");

    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = NULL;
    if (length > 0) {
        program[length] = '\0';
        slash = strrchr(program, '/');
    }
    if (!slash)
        return gp_message_set(message,
                              "expected to find the golden data beside the program, found no way to tell where that is: set "
                              "GOLDPROP_GOLDEN to the folder \"golden\"");
    *slash = '\0';
    return join(path, program, "/../share/goldprop", "") ||
           gp_message_set(message, "expected a shorter path to the program, found %.200s...", program);
}

static bool is_file_name(const char *word)
{
    size_t length = strlen(word);
    return strcmp(word, "-") == 0 || strchr(word, '/') || (length > 5 && strcmp(word + length - 5, ".json") == 0);
}

bool gp_find_case(const char *word, char path[PATH_MAX], gp_message *message)
{
    char folder[PATH_MAX], cases[PATH_MAX];
    if (is_file_name(word))
        return join(path, word, "", "") || gp_message_set(message, "expected a shorter path, found %.200s...", word);
    if (!gp_golden_dir(folder, message))
        return false;
    if (join(cases, folder, "/cases/", word) && join(path, cases, ".json", "") && access(path, F_OK) == 0)
        return true;
    return gp_message_set(
        message, "%s: expected the id of a case (see goldprop list) or a file that ends in .json, found neither", word);
}

static bool find_all(gp_case_files *files, gp_message *message)
{
    char folder[PATH_MAX], pattern[PATH_MAX];
    if (!gp_golden_dir(folder, message))
        return false;
    glob_t found = {0};
    if (!join(pattern, folder, "/cases/*.json", "") || glob(pattern, 0, NULL, &found) != 0) {
        globfree(&found);
        return gp_message_set(
            message, "%s: expected the golden data, found no cases: set GOLDPROP_GOLDEN to the folder \"golden\"", folder);
    }
    bool complete = true;
    files->paths = calloc(found.gl_pathc, sizeof *files->paths);
    for (size_t k = 0; files->paths && complete && k < found.gl_pathc; k++) {
        files->paths[k] = strdup(found.gl_pathv[k]);
        files->count += files->paths[k] != NULL;
        complete = files->paths[k] != NULL;
    }
    complete = complete && files->paths;
    globfree(&found);
    return complete || gp_message_set(message, "%s: expected memory for a list of files, found none left", folder);
}

bool gp_find_cases(char *const words[], size_t word_count, gp_case_files *files, gp_message *message)
{
    *files = (gp_case_files){0};
    bool found = true;
    if (word_count == 0) {
        found = find_all(files, message);
    } else {
        files->paths = calloc(word_count, sizeof *files->paths);
        found = files->paths || gp_message_set(message, "expected memory for a list of files, found none left");
        for (size_t k = 0; found && k < word_count; k++) {
            char path[PATH_MAX];
            found = gp_find_case(words[k], path, message);
            if (found) {
                files->paths[k] = strdup(path);
                files->count += files->paths[k] != NULL;
                found = files->paths[k] || gp_message_set(message, "expected memory for a list of files, found none left");
            }
        }
    }
    if (!found)
        gp_free_cases(files);
    return found;
}

void gp_free_cases(gp_case_files *files)
{
    for (size_t k = 0; k < files->count; k++)
        free(files->paths[k]);
    free(files->paths);
    *files = (gp_case_files){0};
}
