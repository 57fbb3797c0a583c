#include "links.h"

#include "text.h"

#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* One more item in a growing array. */
static void *grow(void *items, size_t count, size_t size)
{
    void *more = realloc(items, (count + 1) * size);
    if (!more)
        stop("expected memory for %zu items, found none left", count + 1);
    memset((char *)more + count * size, 0, size);
    return more;
}

/* The files below a folder that fit a pattern, each shown to a function. */
static void each_file(const char *folder, const char *pattern, links *all, void (*look)(const char *path, links *all))
{
    char whole[4096];
    glob_t found;
    snprintf(whole, sizeof whole, "%s/%s", folder, pattern);
    if (glob(whole, 0, NULL, &found) != 0)
        return;
    for (size_t k = 0; k < found.gl_pathc; k++)
        look(found.gl_pathv[k], all);
    globfree(&found);
}

/* What stands between the braces of a command in a comment. Past it, or NULL where there is none. */
static const char *read_command(const char *from, const char *end, const char *command, char *value, size_t room)
{
    const char *found = strstr(from, command);
    if (!found || found >= end)
        return NULL;
    found += strlen(command);
    snprintf(value, room, "%.*s", (int)strcspn(found, "}"), found);
    return found;
}

/* The name of the function that is declared at c; false where something else is. */
static bool read_declared(const char *c, char name[80])
{
    const char *end = c + strcspn(c, ";{"), *bracket = NULL;
    if (strncmp(c, "typedef", 7) == 0)
        return false;
    for (const char *found = c; (found = strstr(found, "gp_")) && found < end; found += 3) {
        const char *after = found;
        while (isalnum((unsigned char)*after) || *after == '_')
            after++;
        if (*after == '(') {
            bracket = after;
            snprintf(name, 80, "%.*s", (int)(after - found), found);
            break;
        }
    }
    return bracket;
}

static void look_for_functions(const char *path, links *all)
{
    char *text = read_file(path);
    for (const char *c = text; (c = strstr(c, "/**"));) {
        const char *end = strstr(c, "*/");
        if (!end)
            stop("%s: expected the end of a comment, found none", path);
        const char *declared = end + 2 + strspn(end + 2, " \n");
        char name[80];
        if (read_declared(declared, name)) {
            all->functions = grow(all->functions, all->function_count, sizeof *all->functions);
            link_function *function = &all->functions[all->function_count++];
            memcpy(function->name, name, sizeof name);
            read_command(c, end, "@derivation{", function->equation, sizeof function->equation);
            const size_t most = sizeof function->tests / sizeof *function->tests;
            for (const char *from = c; function->test_count < most; function->test_count++) {
                char *test = function->tests[function->test_count];
                from = read_command(from, end, "@verifiedby{", test, sizeof *function->tests);
                if (!from)
                    break;
            }
        }
        c = end;
    }
    free(text);
}

static void look_for_tests(const char *path, links *all)
{
    char *text = read_file(path);
    const char *name = strrchr(path, '/');
    const char *room = name;
    while (room[-1] != '/')
        room--;
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        link_test test = {0};
        if (sscanf(line, "Test(%49[a-z0-9_], %99[a-z0-9_]", test.suite, test.test) == 2)
            snprintf(test.name, sizeof test.name, "test_%s_%s", test.suite, test.test);
        else if (sscanf(line + strspn(line, " "), "def test_%99[a-z0-9_]", test.test) == 1)
            snprintf(test.name, sizeof test.name, "test_%s", test.test);
        else
            continue;
        snprintf(test.room, sizeof test.room, "%.*s", (int)(name - room), room);
        snprintf(test.file, sizeof test.file, "%s", room);
        all->tests = grow(all->tests, all->test_count, sizeof *all->tests);
        all->tests[all->test_count++] = test;
    }
    free(text);
}

int read_heading(const char *line, char title[160], char id[80])
{
    return *line == '#' && sscanf(line + strspn(line, "# "), "%159[^{\n]{#%79[a-z0-9_]}", title, id) == 2;
}

static void look_for_equations(const char *path, links *all)
{
    char *text = read_file(path);
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        link_equation equation;
        if (!read_heading(line, equation.title, equation.id) || strncmp(equation.id, "eq_", 3) != 0)
            continue;
        equation.title[strcspn(equation.title, "{")] = '\0';
        for (size_t end = strlen(equation.title); end > 0 && equation.title[end - 1] == ' ';)
            equation.title[--end] = '\0';
        all->equations = grow(all->equations, all->equation_count, sizeof *all->equations);
        all->equations[all->equation_count++] = equation;
    }
    free(text);
}

links read_links(const char *source)
{
    links all = {0};
    each_file(source, "src/reference/*.h", &all, look_for_functions);
    each_file(source, "src/golden/*.h", &all, look_for_functions);
    each_file(source, "src/oracle/*.h", &all, look_for_functions);
    each_file(source, "tests/*/*.c", &all, look_for_tests);
    each_file(source, "tests/*/test_*.py", &all, look_for_tests);
    each_file(source, "docs/chapters/*.md", &all, look_for_equations);
    return all;
}

const link_function *find_function(const links *all, const char *name)
{
    for (size_t k = 0; k < all->function_count; k++)
        if (strcmp(all->functions[k].name, name) == 0)
            return &all->functions[k];
    stop("src: expected a function %s with a comment, found none", name);
}

const link_equation *find_equation(const links *all, const char *id)
{
    for (size_t k = 0; k < all->equation_count; k++)
        if (strcmp(all->equations[k].id, id) == 0)
            return &all->equations[k];
    return NULL;
}
