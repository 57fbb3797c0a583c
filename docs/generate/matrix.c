/** @file
 *  The kill matrix: which case catches which departure, which are hard to tell apart, and the fewest cases that tell all. */
#include "pages.h"

#include "text.h"

/* The heads of the columns, or the counts at their feet, are one row for all cases. */
static void write_heads(const site *all, FILE *file)
{
    fputs("<tr><th>mistake</th>", file);
    for (size_t c = 0; c < all->case_count; c++) {
        fputs("<th class=\"upright\">", file);
        write_case_link(file, &all->cases[c]);
        fputs("</th>", file);
    }
    fputs("</tr>\n", file);
}

/* A mark leads to the number that catches the departure. */
static void write_mark(FILE *file, const gp_case *the_case, const gp_kill_row *row, gp_departure departure)
{
    char anchor[gp_anchor_room];
    const gp_place *place = &the_case->expectations[row->first[departure]].place;
    const char *mark = gp_departs(the_case->problem.departures, departure) ? "◆" : "●";
    fputs("<td class=\"mark\">", file);
    if (row->caught[departure])
        fprintf(file, "@ref %s \"%s\"", gp_place_anchor(the_case->id, place, anchor), mark);
    fputs("</td>", file);
}

static size_t count_bits(uint64_t set)
{
    size_t count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

static size_t count_caught(const gp_kill_row *row)
{
    size_t count = 0;
    for (size_t d = 0; d < gp_departure_count; d++)
        count += row->caught[d];
    return count;
}

static size_t count_pairs(const gp_kill_row *row)
{
    size_t twice = 0;
    for (size_t d = 0; d < gp_departure_count; d++)
        twice += count_bits(row->apart[d]);
    return twice / 2;
}

static void write_feet(const site *all, FILE *file, const char *what, size_t (*count)(const gp_kill_row *row))
{
    fprintf(file, "<tr><th>%s</th>", what);
    for (size_t c = 0; c < all->case_count; c++)
        fprintf(file, "<td class=\"mark\">%zu</td>", count(&all->kills[c]));
    fputs("</tr>\n", file);
}

void write_kill_matrix(const site *all, FILE *file)
{
    fputs("<table class=\"doxtable golden matrix\">\n", file);
    write_heads(all, file);
    for (int d = 0; d < gp_departure_count; d++) {
        fputs("<tr><th>", file);
        write_mistake_link(file, (gp_departure)d);
        fputs("</th>", file);
        for (size_t c = 0; c < all->case_count; c++)
            write_mark(file, &all->cases[c], &all->kills[c], (gp_departure)d);
        fputs("</tr>\n", file);
    }
    write_feet(all, file, "caught", count_caught);
    write_feet(all, file, "pairs told apart", count_pairs);
    fputs("</table>\n", file);
}

/* How many cases tell two departures apart. */
static size_t count_tellers(const site *all, int one, int other)
{
    size_t count = 0;
    for (size_t c = 0; c < all->case_count; c++)
        count += gp_departs(all->kills[c].apart[one], (gp_departure)other);
    return count;
}

static void write_tellers(const site *all, FILE *file, int one, int other)
{
    for (size_t c = 0, written = 0; c < all->case_count; c++)
        if (gp_departs(all->kills[c].apart[one], (gp_departure)other)) {
            fputs(written++ == 0 ? "" : ", ", file);
            write_case_link(file, &all->cases[c]);
        }
}

void write_hard_pairs(const site *all, FILE *file)
{
    enum { few = 3 };
    fputs("<table class=\"doxtable golden\">\n<tr><th>mistake</th><th>and mistake</th><th>are told apart by</th></tr>\n", file);
    for (int one = 0; one < gp_departure_count; one++)
        for (int other = one + 1; other < gp_departure_count; other++) {
            const size_t count = count_tellers(all, one, other);
            if (count > few)
                continue;
            fputs("<tr><td>", file);
            write_mistake_link(file, (gp_departure)one);
            fputs("</td><td>", file);
            write_mistake_link(file, (gp_departure)other);
            fputs(count > 0 ? "</td><td>" : "</td><td>no case", file);
            write_tellers(all, file, one, other);
            fputs("</td></tr>\n", file);
        }
    fputs("</table>\n", file);
}

void write_smallest_set(const site *all, FILE *file)
{
    const gp_case_set set = gp_smallest_case_set(all->kills, all->case_count);
    const size_t size = count_bits(set);
    for (size_t c = 0, written = 0; c < all->case_count; c++)
        if (set >> c & 1) {
            fputs(written == 0 ? "" : written + 1 == size ? " and " : ", ", file);
            write_case_link(file, &all->cases[c]);
            written++;
        }
}
