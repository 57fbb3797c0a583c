/** @file
 *  What belongs to an equation: the functions that compute it, their tests, and the golden numbers that come from it. */
#include "pages.h"

#include "text.h"

#include <string.h>

/* Equations whose result is not a golden number itself, but a factor or a term of one that a function computes. */
static const struct {
    const char *equation, *function;
} enters[] = {
    {"eq_slope", "gp_output_delta"},          {"eq_slope", "gp_hidden_delta"},      {"eq_loss_slope", "gp_output_delta"},
    {"eq_chain_rule", "gp_output_delta"},     {"eq_chain_rule", "gp_hidden_delta"}, {"eq_reduction", "gp_add_weight_gradient"},
    {"eq_reduction", "gp_add_bias_gradient"},
};

/* Whether a number comes from an equation. */
static bool comes_from(const site *all, const gp_case *the_case, const gp_place *place, const char *id)
{
    const link_function *function = function_of(all, the_case, place);
    for (size_t k = 0; function && k < sizeof enters / sizeof *enters; k++)
        if (strcmp(enters[k].equation, id) == 0 && strcmp(enters[k].function, function->name) == 0)
            return true;
    return function && strcmp(function->equation, id) == 0;
}

static size_t count_numbers(const site *all, const gp_case *the_case, const char *id, const gp_place **first)
{
    size_t count = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (comes_from(all, the_case, &the_case->expectations[k].place, id) && count++ == 0)
            *first = &the_case->expectations[k].place;
    return count;
}

/* The functions of an equation, joined by commas; their tests where wanted. */
static size_t write_functions(const site *all, FILE *file, const char *id, bool tests)
{
    size_t count = 0;
    for (size_t k = 0; k < all->links.function_count; k++) {
        const link_function *function = &all->links.functions[k];
        if (strcmp(function->equation, id) != 0)
            continue;
        fputs(count++ == 0 ? "" : ", ", file);
        if (tests)
            write_tests(file, function);
        else
            write_function(file, function);
    }
    return count;
}

void write_equation_links(const site *all, FILE *file, const char *id)
{
    fprintf(file, "Derived in @ref %s.\n\n", id);
    size_t functions = 0;
    for (size_t k = 0; k < all->links.function_count; k++) {
        const link_function *function = &all->links.functions[k];
        if (strcmp(function->equation, id) != 0)
            continue;
        if (functions++ == 0)
            fputs("<table class=\"doxtable golden\">\n<tr><th>computed by</th><th>tested by</th></tr>\n", file);
        fputs("<tr><td>", file);
        write_function(file, function);
        fputs("</td><td>", file);
        write_tests(file, function);
        fputs("</td></tr>\n", file);
    }
    fputs(functions > 0 ? "</table>\n" : "", file);
    size_t rows = 0;
    for (size_t c = 0; c < all->case_count; c++) {
        const gp_case *the_case = &all->cases[c];
        const gp_place *first = NULL;
        const size_t count = count_numbers(all, the_case, id, &first);
        if (count == 0)
            continue;
        if (rows++ == 0)
            fputs("<table class=\"doxtable golden\">\n<tr><th>case</th><th>golden numbers</th><th>the first</th><th>its "
                  "place</th></tr>\n",
                  file);
        char place[160];
        fputs("<tr><td>", file);
        write_case_link(file, the_case);
        fprintf(file, "</td><td>%zu</td><td>", count);
        write_exact(file, the_case, first, 20);
        fputs("</td><td>", file);
        write_words(file, gp_place_text(first, place));
        fputs("</td></tr>\n", file);
    }
    fputs(rows > 0 ? "</table>\n" : "No golden number comes from it.\n", file);
}

void write_equation_line(const site *all, FILE *file, const char *id)
{
    size_t numbers = 0;
    const gp_place *first = NULL;
    for (size_t c = 0; c < all->case_count; c++)
        numbers += count_numbers(all, &all->cases[c], id, &first);
    fputs("\n<div class=\"links\">Computed by ", file);
    if (write_functions(all, file, id, false) > 0) {
        fputs(" · tested by ", file);
        write_functions(all, file, id, true);
    } else {
        fputs("no function of its own", file);
    }
    if (numbers > 0)
        fprintf(file, " · @ref numbers_%s \"%zu golden numbers\"", id, numbers);
    fputs("</div>\n\n", file);
}
