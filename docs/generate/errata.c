/** @file
 *  Printed numbers that no honest reading of their document gives. */
#include "pages.h"

#include "text.h"

#include <string.h>

bool belongs(const gp_case *the_case, const gp_document *document)
{
    return the_case->document && strcmp(the_case->document, document->id) == 0;
}

static void write_row(FILE *file, const gp_case *the_case, const gp_printed *printed)
{
    char anchor[gp_anchor_room];
    fputs("<tr><td>", file);
    write_words(file, printed->name);
    fputs("</td><td>", file);
    write_words(file, printed->text);
    fprintf(file, "</td><td>@ref %s \"%s\"</td><td class=\"prose\">%s", gp_place_anchor(the_case->id, &printed->place, anchor),
            printed->right, gp_erratum_words[printed->kind]);
    fputs("</td><td class=\"prose\">", file);
    write_words(file, printed->reason);
    fputs("</td></tr>\n", file);
}

bool write_errata_table(const site *all, FILE *file, const gp_document *document)
{
    size_t count = 0;
    for (size_t c = 0; c < all->case_count; c++)
        for (size_t k = 0; belongs(&all->cases[c], document) && k < all->cases[c].printed_count; k++) {
            if (all->cases[c].printed[k].reading != GP_ERRATUM)
                continue;
            if (count++ == 0)
                fputs(
                    "<table class=\"doxtable golden\">\n<tr><th>name</th><th>printed</th><th>right</th><th>kind</th><th>how we "
                    "know</th></tr>\n",
                    file);
            write_row(file, &all->cases[c], &all->cases[c].printed[k]);
        }
    fputs(count > 0 ? "</table>\n" : "", file);
    return count > 0;
}

void write_errata(const site *all, FILE *file)
{
    for (size_t d = 0; d < all->documents.count; d++) {
        const gp_document *document = &all->documents.items[d];
        fputs("\n## ", file);
        write_words(file, document->title);
        fprintf(file, " {#errata_%s}\n\nMore about it: @ref doc_%s \"its page\".\n\n", document->id, document->id);
        if (!write_errata_table(all, file, document))
            fputs("No number that it prints is wrong.\n", file);
    }
}
