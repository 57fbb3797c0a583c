#include "cli/golden_dir.h"

#include "cli/options.h"
#include "cli/pieces.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Three texts, one behind the other; false, and errno set, where they do not fit. */
static bool join(char path[PATH_MAX], const char *one, const char *two, const char *three)
{
    errno = ENAMETOOLONG;
    return snprintf(path, PATH_MAX, "%s%s%s", one, two, three) < PATH_MAX;
}

/* The folder that a file or folder lies in. */
static void cut_last_part(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
}

bool gp_golden_dir(char path[PATH_MAX], gp_message *message)
{
    const char *chosen = getenv("GOLDPROP_GOLDEN");
    if (chosen && *chosen)
        return join(path, chosen, "", "") || gp_message_set(message, "GOLDPROP_GOLDEN: expected a shorter path");

    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return gp_message_set(message,
                              "expected to find the golden data beside the program, found no way to tell where that is: set "
                              "GOLDPROP_GOLDEN to the folder \"golden\"");
    program[length] = '\0';
    cut_last_part(program);
    cut_last_part(program);
    return join(path, program, "/share/goldprop", "") ||
           gp_message_set(message, "expected a shorter path to the program, found %.200s...", program);
}

static bool ends_in_json(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static bool is_file_name(const char *word)
{
    return strcmp(word, "-") == 0 || strchr(word, '/') || ends_in_json(word);
}

static int is_case(const struct dirent *entry)
{
    return *entry->d_name != '.' && ends_in_json(entry->d_name);
}

/* The path of each entry; false where memory is short. */
static bool keep_paths(const char *folder, struct dirent *const *entries, size_t count, gp_case_files *files)
{
    files->paths = calloc(count, sizeof *files->paths);
    while (files->paths && files->count < count) {
        char path[PATH_MAX];
        char *copy = join(path, folder, "/", entries[files->count]->d_name) ? strdup(path) : NULL;
        if (!copy)
            return false;
        files->paths[files->count++] = copy;
    }
    return files->paths;
}

/* By id, so that samsel comes before samsel-general: the names end in .json, and a dot counts as the end. */
static int by_id(const struct dirent **one, const struct dirent **other)
{
    const char *x = (*one)->d_name, *y = (*other)->d_name;
    while (*x && *x == *y) {
        x++;
        y++;
    }
    return (*x == '.' ? 0 : (unsigned char)*x) - (*y == '.' ? 0 : (unsigned char)*y);
}

static bool find_all(gp_case_files *files, gp_message *message)
{
    char golden[PATH_MAX], folder[PATH_MAX];
    struct dirent **entries = NULL;
    if (!gp_golden_dir(golden, message))
        return false;
    int count = join(folder, golden, "/cases", "") ? scandir(folder, &entries, is_case, by_id) : -1;
    if (count <= 0) {
        free(entries);
        return gp_message_set(message,
                              "%s/cases: expected the cases of the golden data, found: %s; set GOLDPROP_GOLDEN to the folder "
                              "\"golden\"",
                              golden, count < 0 ? strerror(errno) : "none");
    }
    bool complete = keep_paths(folder, entries, (size_t)count, files);
    for (int k = 0; k < count; k++)
        free(entries[k]);
    free(entries);
    return complete || gp_message_set(message, "%s: expected memory for a list of files, found none left", folder);
}

/* How many characters have to be put in, left out or changed to make one short word of another. */
static size_t distance(const char *one, const char *other)
{
    enum { longest = 64 };
    const size_t length = strlen(other);
    size_t row[longest + 1];
    if (length > longest)
        return SIZE_MAX;
    for (size_t k = 0; k <= length; k++)
        row[k] = k;
    for (size_t j = 0; one[j]; j++) {
        size_t before = row[0]++; /* of the row above, and a character to the left */
        for (size_t k = 0; k < length; k++) {
            const size_t changed = before + (one[j] != other[k]), put_in = row[k] + 1, left_out = row[k + 1] + 1;
            before = row[k + 1];
            row[k + 1] = changed < put_in ? changed : put_in;
            row[k + 1] = left_out < row[k + 1] ? left_out : row[k + 1];
        }
    }
    return row[length];
}

/* Whether somebody who wrote a word may have meant a case: its beginning, or all of it with a slip or two. */
static bool may_mean(const char *word, const char *id)
{
    const size_t length = strlen(word);
    return (length >= 3 && strncmp(word, id, length) == 0) || distance(word, id) <= length / 3;
}

/* Adds to a complaint the cases that may have been meant; none where there are many, or the folder cannot be read. */
static void suggest(const char *word, gp_message *message)
{
    enum { most = 3 };
    gp_case_files files = {0};
    gp_message why;
    const char *near[most + 1];
    size_t count = 0;
    if (find_all(&files, &why))
        for (size_t k = 0; k < files.count && count <= most; k++) {
            char *id = strrchr(files.paths[k], '/') + 1;
            *strrchr(id, '.') = '\0';
            if (may_mean(word, id))
                near[count++] = id;
        }
    for (size_t k = 0; k < count && count <= most; k++)
        gp_message_append(message, "%s%s%s",
                          k == 0          ? "; did you mean "
                          : k + 1 < count ? ", "
                                          : " or ",
                          near[k], k + 1 < count ? "" : "?");
    gp_free_cases(&files);
}

bool gp_find_case(const char *word, char path[PATH_MAX], gp_message *message)
{
    char folder[PATH_MAX], cases[PATH_MAX] = "";
    if (is_file_name(word))
        return join(path, word, "", "") || gp_message_set(message, "expected a shorter path, found %.200s...", word);
    if (!gp_golden_dir(folder, message))
        return false;
    if (join(cases, folder, "/cases/", word) && join(path, cases, ".json", "") && access(path, F_OK) == 0)
        return true;
    gp_message_set(
        message,
        "\"%.200s\": expected the id of a case (goldprop list shows them) or the name of a file (it ends in .json or "
        "has a slash), found no %s.json",
        word, cases);
    suggest(word, message);
    return false;
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

/* The cases that are being read, and what is wrong with those that cannot be. */
typedef struct opening {
    const gp_case_files *files;
    gp_case *cases;
    gp_message *messages;
} opening;

static void open_one(void *work, size_t k)
{
    const opening *at = work;
    at->messages[k].text[0] = '\0';
    gp_case_open(at->files->paths[k], &at->cases[k], &at->messages[k]);
}

bool gp_open_cases(const gp_case_files *files, gp_case **cases, gp_message *message)
{
    opening at = {
        .files = files, .cases = calloc(files->count, sizeof *at.cases), .messages = calloc(files->count, sizeof *at.messages)};
    size_t opened = 0;
    if (at.cases && at.messages) {
        gp_do_pieces(files->count, open_one, &at);
        while (opened < files->count && !*at.messages[opened].text)
            opened++;
        if (opened < files->count)
            *message = at.messages[opened];
    } else {
        gp_message_set(message, "expected memory for %zu case%s, found none left", files->count, gp_plural(files->count));
    }
    free(at.messages);
    *cases = at.cases;
    if (at.cases && opened == files->count)
        return true;
    gp_close_cases(at.cases, at.cases ? files->count : 0); /* a case that could not be read is all zero */
    *cases = NULL;
    return false;
}

void gp_close_cases(gp_case *cases, size_t count)
{
    for (size_t k = 0; k < count; k++)
        gp_case_close(&cases[k]);
    free(cases);
}

void gp_free_cases(gp_case_files *files)
{
    for (size_t k = 0; k < files->count; k++)
        free(files->paths[k]);
    free(files->paths);
    *files = (gp_case_files){0};
}

int gp_use_cases(char *const words[], size_t word_count, int (*use)(const gp_case *cases, size_t count, bool json), bool json)
{
    gp_message message;
    gp_case_files files;
    gp_case *cases;
    if (!gp_find_cases(words, word_count, &files, &message))
        return gp_complain(&message);
    int result;
    if (gp_open_cases(&files, &cases, &message)) {
        result = use(cases, files.count, json);
        gp_close_cases(cases, files.count);
    } else {
        result = gp_complain(&message);
    }
    gp_free_cases(&files);
    return result;
}
