/** @file
 *  The golden numbers of a case: a page of tables, one a step, with an anchor for each number. */
#include "pages.h"

#include "text.h"

#include <string.h>

enum { exact_digits = 20 };

/* What a place is within its step, for a row of a table. */
static void write_short_place(FILE *file, const gp_place *place)
{
    char text[160];
    gp_place_text(place, text);
    if (place->quantity == GP_EPOCH_ERROR)
        fprintf(file, "epoch %zu", place->step);
    else
        write_words(file, strchr(text, ',') + 2); /* behind the step */
}

static void write_printed_here(FILE *file, const gp_case *the_case, const gp_place *place)
{
    for (size_t k = 0; k < the_case->printed_count; k++) {
        const gp_printed *printed = &the_case->printed[k];
        if (gp_place_compare(&printed->place, place) != 0)
            continue;
        write_words(file, printed->text);
        fprintf(file, " (%s)<br>",
                printed->reading == GP_ERRATUM ? "@ref errata \"erratum\"" : gp_reading_words[printed->reading]);
    }
}

static void write_row(const site *all, FILE *file, const gp_case *the_case, const gp_expectation *expectation)
{
    const gp_place *place = &expectation->place;
    const gp_name *name = gp_case_name(the_case, place);
    char anchor[gp_anchor_room], text[digits_room];
    fprintf(file, "<tr><td>@anchor %s ", gp_place_anchor(the_case->id, place, anchor));
    write_short_place(file, place);
    fputs("</td><td>", file);
    if (name) {
        fputs(name->negated ? "&minus;" : "", file);
        write_words(file, name->text);
    }
    fprintf(file, "</td><td>%s</td><td>%s</td><td>", round_digits(expectation->exact, exact_digits, text),
            expectation->amplification ? expectation->amplification : "");
    write_printed_here(file, the_case, place);
    fputs("</td><td>", file);
    write_function(file, function_of(all, the_case, place));
    fputs("</td></tr>\n", file);
}

/* Steps and epochs have a table each. */
static bool same_table(const gp_place *one, const gp_place *other)
{
    const bool error = one->quantity == GP_EPOCH_ERROR, other_error = other->quantity == GP_EPOCH_ERROR;
    return error == other_error && (error || one->step == other->step);
}

static void begin_table(FILE *file, const gp_case *the_case, const gp_place *place)
{
    if (place->quantity == GP_EPOCH_ERROR) {
        fputs("\n## Reported errors\n\n", file);
    } else {
        fprintf(file, "\n## Step %zu {#", place->step);
        write_id(file, "numbers", the_case->id);
        fprintf(file, "_s%zu}\n\n", place->step);
    }
    fputs("<table class=\"doxtable golden\">\n<tr><th>place</th><th>in the document</th><th>exact</th><th>amplification</th>"
          "<th>printed</th><th>computed by</th></tr>\n",
          file);
}

void write_case_link(FILE *file, const gp_case *the_case)
{
    fputs("@ref ", file);
    write_id(file, "numbers", the_case->id);
    fprintf(file, " \"%s\"", the_case->id);
}

void write_numbers_page(const site *all, const gp_case *the_case)
{
    char name[256];
    snprintf(name, sizeof name, "numbers_%s.md", the_case->id);
    FILE *file = create_file(all->output, name);
    fprintf(file, "# The numbers of %s {#", the_case->id);
    write_id(file, "numbers", the_case->id);
    fputs("}\n\n", file);
    write_words(file, the_case->title);
    fputs(". ", file);
    if (the_case->document) {
        fputs("Its document: @ref ", file);
        write_id(file, "doc", the_case->document);
        fputs(". ", file);
    }
    fprintf(file,
            "Exact numbers are shown to %d digits; the file golden/cases/%s.json has more. Amplification says how many times "
            "the unit "
            "roundoff an honest computation may be off: @ref tolerance. All cases: @ref numbers.\n",
            exact_digits, the_case->id);
    const gp_place *before = NULL;
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (!before || !same_table(before, &expectation->place)) {
            fputs(before ? "</table>\n" : "", file);
            begin_table(file, the_case, &expectation->place);
        }
        before = &expectation->place;
        write_row(all, file, the_case, expectation);
    }
    fputs(before ? "</table>\n" : "", file);
    close_file(file, name);
}
