/** @file
 *  The tests, as the sources list them. */
#include "pages.h"

#include "text.h"

#include <string.h>

/* Whether a test is the first of its file. */
static bool begins_file(const links *all, size_t test)
{
    return test == 0 || strcmp(all->tests[test - 1].file, all->tests[test].file) != 0;
}

static size_t count_of_room(const links *all, const char *room, size_t *files)
{
    size_t count = 0;
    *files = 0;
    for (size_t k = 0; k < all->test_count; k++)
        if (strcmp(all->tests[k].room, room) == 0) {
            count++;
            *files += begins_file(all, k);
        }
    return count;
}

void write_test_counts(const site *all, FILE *file)
{
    const links *found = &all->links;
    fputs("| room | files | tests |\n| --- | --- | --- |\n", file);
    for (size_t k = 0; k < found->test_count; k++) {
        const char *room = found->tests[k].room;
        if (k > 0 && strcmp(found->tests[k - 1].room, room) == 0)
            continue;
        size_t files;
        const size_t tests = count_of_room(found, room, &files);
        fprintf(file, "| tests/%s | %zu | %zu |\n", room, files, tests);
    }
    fprintf(file, "| all | | %zu |\n", found->test_count);
}

void write_test_list(const site *all, FILE *file)
{
    const links *found = &all->links;
    for (size_t k = 0; k < found->test_count; k++) {
        if (begins_file(found, k))
            fprintf(file, "\n\n- tests/%s: ", found->tests[k].file);
        else
            fputs(", ", file);
        fputs(*found->tests[k].suite ? "@ref " : "", file);
        fputs(found->tests[k].name, file);
    }
    fputc('\n', file);
}

/* Whether a function names a test. */
static bool names(const link_function *function, const char *test)
{
    for (size_t k = 0; k < function->test_count; k++)
        if (strcmp(function->tests[k], test) == 0)
            return true;
    return false;
}

void write_test_filter(const site *all)
{
    static const char name[] = "tests.sed";
    const links *found = &all->links;
    FILE *file = create_file(all->output, name);
    fputs("1s,^,/** @file */ ,\n", file);
    for (size_t t = 0; t < found->test_count; t++) {
        const link_test *test = &found->tests[t];
        if (!*test->suite)
            continue;
        fprintf(file, "s,^Test(%s\\, %s[^a-z0-9_],/** A check", test->suite, test->test);
        for (size_t k = 0, count = 0; k < found->function_count; k++) {
            const link_function *function = &found->functions[k];
            if (!names(function, test->name))
                continue;
            fprintf(file, "%s%s()", count++ == 0 ? " of " : "\\, ", function->name);
            if (*function->equation)
                fprintf(file, " (@ref %s)", function->equation);
        }
        fputs(". */ &,\n", file);
    }
    close_file(file, name);
}
