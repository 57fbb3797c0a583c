/** @file
 *  The classic mistakes: what each departure changes, where it is seen, and the first golden number that it changes in each
 * case. */
#include "pages.h"

#include "text.h"

#include <math.h>
#include <string.h>

/* Where each departure is seen: docs/seen.json, an entry for each and no other. */
static json_t *read_seen(const site *all)
{
    char path[4096];
    json_error_t error;
    snprintf(path, sizeof path, "%s/docs/seen.json", all->source);
    json_t *seen = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!seen)
        stop("%s:%d: expected where each departure is seen, found: %s", path, error.line, error.text);
    for (size_t d = 0; d < gp_departure_count; d++)
        if (!json_string_value(json_object_get(seen, gp_departure_catalogue[d].id)))
            stop("%s: expected a line about %s, found none", path, gp_departure_catalogue[d].id);
    if (json_object_size(seen) != gp_departure_count)
        stop("%s: expected %d lines, one for each departure, found %zu", path, gp_departure_count, json_object_size(seen));
    return seen;
}

void write_mistake_link(FILE *file, gp_departure departure)
{
    const char *id = gp_departure_catalogue[departure].id;
    fputs("@ref ", file);
    write_id(file, "mistake", id);
    fprintf(file, " \"%s\"", id);
}

/* What each departure is, in a line. */
static void write_contents(FILE *file)
{
    fputs("<table class=\"doxtable golden\">\n<tr><th>mistake</th><th>what happens</th><th>what it breaks</th></tr>\n", file);
    for (int d = 0; d < gp_departure_count; d++) {
        fputs("<tr><td>", file);
        write_mistake_link(file, (gp_departure)d);
        fputs("</td><td class=\"prose\">", file);
        write_words(file, gp_departure_catalogue[d].summary);
        fprintf(file, "</td><td class=\"prose\">@ref %s</td></tr>\n", gp_departure_catalogue[d].equation);
    }
    fputs("</table>\n", file);
}

/* A row for a case whose numbers change: with the departure where its own program has none, without it where it has. */
static void write_row(FILE *file, const gp_case *the_case, const gp_kill_row *row, gp_departure departure)
{
    const gp_place *place = &the_case->expectations[row->first[departure]].place;
    const long double found = row->found[departure];
    char text[160];
    fputs("<tr><td>", file);
    write_case_link(file, the_case);
    fputs(gp_departs(the_case->problem.departures, departure) ? ", which makes it: left out" : "", file);
    fputs("</td><td>", file);
    write_words(file, gp_place_text(place, text));
    fputs("</td><td>", file);
    write_exact(file, the_case, place, 12);
    if (isnan(found))
        fputs("</td><td>not a number, or none</td></tr>\n", file);
    else
        fprintf(file, "</td><td>%.12Lg</td></tr>\n", found);
}

static void write_kills(const site *all, FILE *file, gp_departure departure)
{
    fputs("<table class=\"doxtable golden\">\n<tr><th>case</th><th>first golden number that changes</th><th>golden</th>"
          "<th>what comes out instead</th></tr>\n",
          file);
    for (size_t c = 0; c < all->case_count; c++)
        if (all->kills[c].caught[departure])
            write_row(file, &all->cases[c], &all->kills[c], departure);
    fputs("</table>\n", file);
}

static void write_silent_cases(const site *all, FILE *file, gp_departure departure)
{
    size_t count = 0;
    for (size_t c = 0; c < all->case_count; c++)
        if (!all->kills[c].caught[departure]) {
            fputs(count++ == 0 ? "\nShows in no number of: " : ", ", file);
            write_case_link(file, &all->cases[c]);
        }
    fputs(count > 0 ? ".\n" : "", file);
}

void write_mistakes(const site *all, FILE *file)
{
    json_t *seen = read_seen(all);
    write_contents(file);
    for (int d = 0; d < gp_departure_count; d++) {
        const gp_departure_info *info = &gp_departure_catalogue[d];
        fprintf(file, "\n## %s {#", info->id);
        write_id(file, "mistake", info->id);
        fputs("}\n\nWhat happens: ", file);
        write_words(file, info->summary);
        fprintf(file, ". It breaks @ref %s.\n\n```py\n%s\n```\n\n", info->equation, info->code);
        fprintf(file, "%s\n\n", json_string_value(json_object_get(seen, info->id)));
        write_kills(all, file, (gp_departure)d);
        write_silent_cases(all, file, (gp_departure)d);
    }
    json_decref(seen);
}
