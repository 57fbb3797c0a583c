/** @file
 *  The classic mistakes: what each departure changes, and the first golden number that it changes in each case. */
#include "pages.h"

#include "oracle/run.h"
#include "oracle/tolerance.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* The problem of a case with other departures; false where they have no meaning for it. The problem's own reader decides. */
static bool read_departed(const gp_case *the_case, gp_departures departures, gp_source *source, gp_problem *problem)
{
    json_t *root = json_deep_copy(json_object_get(the_case->source.root, "problem")), *ids = json_array();
    for (size_t k = 0; k < gp_departure_count; k++)
        if (departures & gp_departure_catalogue[k].departure)
            json_array_append_new(ids, json_string(gp_departure_catalogue[k].id));
    json_object_del(root, "departures");
    if (json_array_size(ids) > 0)
        json_object_set(root, "departures", ids);
    json_decref(ids);
    *source = (gp_source){.name = the_case->source.name, .text = json_dumps(root, 0), .root = root, .message = source->message};
    const gp_node node = gp_root(source);
    return gp_problem_read(&node, problem);
}

/* Runs the problem for the first expectations of the case, up to so many epochs, and finds the first that does not hold. */
static const gp_expectation *first_wrong(const gp_case *the_case, gp_problem problem, size_t epochs, gp_real *found)
{
    if (problem.epochs > epochs)
        problem.epochs = epochs;
    gp_place *places = allocate(the_case->expectation_count, sizeof *places);
    gp_real *values = allocate(the_case->expectation_count, sizeof *values);
    size_t *indices = allocate(the_case->expectation_count, sizeof *indices);
    const gp_expectation *wrong = NULL;
    size_t count = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (gp_problem_has(&problem, &the_case->expectations[k].place)) {
            indices[count] = k;
            places[count++] = the_case->expectations[k].place;
        }
    if (gp_run_places(&problem, places, count, values) != GP_OK)
        stop("%s: expected to run it, found no way", the_case->source.name);
    for (size_t k = 0; !wrong && k < count; k++)
        if (!gp_within_tolerance(&the_case->expectations[indices[k]], values[k], GP_UNIT_ROUNDOFF)) {
            wrong = &the_case->expectations[indices[k]];
            *found = values[k];
        }
    free(places);
    free(values);
    free(indices);
    return wrong;
}

/* A row for a case: the run with the departure where its own has none, and without it where it has. */
static void write_row(FILE *file, const gp_case *the_case, const gp_departure_info *info)
{
    gp_message message;
    gp_source source = {.message = &message};
    gp_problem problem;
    const bool has = the_case->problem.departures & info->departure;
    if (read_departed(the_case, the_case->problem.departures ^ info->departure, &source, &problem)) {
        gp_real found = 0;
        const gp_expectation *wrong = first_wrong(the_case, problem, 1, &found);
        if (!wrong)
            wrong = first_wrong(the_case, problem, the_case->problem.epochs, &found);
        char place[160];
        fputs("<tr><td>", file);
        write_case_link(file, the_case);
        fprintf(file, "</td><td>%s</td><td>", has ? "does it: left out" : "done");
        if (wrong) {
            write_words(file, gp_place_text(&wrong->place, place));
            fputs("</td><td>", file);
            write_exact(file, the_case, &wrong->place, 12);
            fprintf(file, "</td><td>%.12g</td></tr>\n", (double)found);
        } else {
            fputs("none: this case cannot tell</td><td></td><td></td></tr>\n", file);
        }
        gp_problem_free(&problem);
    }
    json_decref(source.root);
    free(source.text);
}

void write_mistakes(const site *all, FILE *file)
{
    for (size_t d = 0; d < gp_departure_count; d++) {
        const gp_departure_info *info = &gp_departure_catalogue[d];
        fprintf(file, "\n## %s {#", info->id);
        write_id(file, "mistake", info->id);
        fputs("}\n\nWhat happens: ", file);
        write_words(file, info->summary);
        fprintf(file, ". It breaks @ref %s.\n\n```py\n%s\n```\n\n", info->equation, info->code);
        fputs("<table class=\"doxtable golden\">\n<tr><th>case</th><th>the mistake</th><th>first golden number that "
              "changes</th><th>golden</th>"
              "<th>found then</th></tr>\n",
              file);
        for (size_t c = 0; c < all->case_count; c++)
            write_row(file, &all->cases[c], info);
        fputs("</table>\n", file);
    }
}
