/** @file
 *  Lists of pages, and totals. */
#include "pages.h"

#include "text.h"

static void write_documents(const site *all, FILE *file, const char *link)
{
    for (size_t d = 0; d < all->documents.count; d++) {
        const gp_document *document = &all->documents.items[d];
        fprintf(file, "- %s doc_%s \"", link, document->id);
        write_words(file, document->title);
        fputs("\". ", file);
        write_words(file, document->good_for);
        fputc('\n', file);
    }
}

void write_document_links(const site *all, FILE *file)
{
    write_documents(all, file, "@ref");
}

void write_document_pages(const site *all, FILE *file)
{
    write_documents(all, file, "@subpage");
}

void write_numbers_list(const site *all, FILE *file)
{
    fputs("<table class=\"doxtable golden\">\n<tr><th>case</th><th>what it is</th><th>exact</th><th>printed</th></tr>\n", file);
    for (size_t c = 0; c < all->case_count; c++) {
        const gp_case *the_case = &all->cases[c];
        fputs("<tr><td>\\subpage ", file);
        write_id(file, "numbers", the_case->id);
        fprintf(file, " \"%s\"</td><td class=\"prose\">", the_case->id);
        write_words(file, the_case->title);
        fprintf(file, "</td><td>%zu</td><td>%zu</td></tr>\n", the_case->expectation_count, the_case->printed_count);
    }
    fputs("</table>\n", file);
}

void write_totals(const site *all, FILE *file)
{
    size_t exact = 0, printed = 0;
    for (size_t c = 0; c < all->case_count; c++) {
        exact += all->cases[c].expectation_count;
        printed += all->cases[c].printed_count;
    }
    fprintf(file, "%zu documents, %zu cases, %zu printed numbers, %zu exact numbers, %zu tests", all->documents.count,
            all->case_count, printed, exact, all->links.test_count);
}
