/** @file
 *  Makes the pages: reads the golden data, the comments of the sources and the hand-written pages, and writes pages that
 * Doxygen reads. A number that is missing ends it with a complaint. */
#include "pages.h"
#include "template.h"
#include "text.h"

#include <glob.h>

static void fill_templates(const site *all, const char *pattern)
{
    char path[4096];
    glob_t files;
    snprintf(path, sizeof path, "%s/%s", all->source, pattern);
    if (glob(path, 0, NULL, &files) != 0)
        stop("%s: expected pages, found none", path);
    for (size_t k = 0; k < files.gl_pathc; k++)
        fill_template(all, files.gl_pathv[k]);
    globfree(&files);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        stop("Usage: goldprop-pages SOURCE OUTPUT\n"
             "Writes the pages of the checkout SOURCE into the folder OUTPUT.");
    const site all = open_site(argv[1], argv[2]);
    for (size_t d = 0; d < all.documents.count; d++)
        write_document_page(&all, &all.documents.items[d]);
    for (size_t c = 0; c < all.case_count; c++)
        write_numbers_page(&all, &all.cases[c]);
    write_test_filter(&all);
    fill_templates(&all, "docs/*.md");
    fill_templates(&all, "docs/chapters/*.md");
    printf("%zu cases, %zu functions, %zu tests, %zu equations\n", all.case_count, all.links.function_count,
           all.links.test_count, all.links.equation_count);
    return 0;
}
