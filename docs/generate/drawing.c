/** @file
 *  The drawing of a network: units as circles in columns, weights on their lines. Colours come from the style sheet. */
#include "pages.h"

#include "text.h"

#include <string.h>

enum { width = 360, row = 100, radius = 25, margin = 30, short_name = 4, shown_digits = 4 };

/* Where things stand on paper. */
typedef struct paper {
    FILE *file;
    const gp_case *the_case;
    const gp_problem *problem;
    size_t rows; /* units of the widest layer */
} paper;

static size_t units_of(const paper *p, size_t layer)
{
    return layer == 0 ? p->problem->inputs : p->problem->layers[layer - 1].shape.units;
}

static double x_of(const paper *p, size_t layer)
{
    return margin + (double)layer * (width - 2 * margin) / (double)p->problem->depth;
}

static double y_of(const paper *p, size_t layer, size_t unit)
{
    return ((double)unit + 0.5 + (double)(p->rows - units_of(p, layer)) / 2) * row;
}

static void put_line(const paper *p, size_t layer, size_t unit, size_t input)
{
    fprintf(p->file, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x_of(p, layer - 1), y_of(p, layer - 1, input),
            x_of(p, layer), y_of(p, layer, unit));
}

/* One line of text at a point, its middle there. */
static void put_text(const paper *p, double x, double y, const char *name, const char *value)
{
    fprintf(p->file, "<text x=\"%.1f\" y=\"%.1f\">", x, y);
    write_html(p->file, name);
    if (*name && *value)
        fputc(' ', p->file);
    write_html(p->file, value);
    fputs("</text>\n", p->file);
}

/* A weight stands on its line. Lines that leave from one unit keep apart by themselves; those of different units by the place
   along the line. */
static void put_weight(const paper *p, size_t layer, size_t unit, size_t input)
{
    const gp_problem_layer *shape = &p->problem->layers[layer - 1];
    const gp_place place = {.quantity = GP_WEIGHT, .layer = layer, .unit = unit, .input = input};
    const gp_name *name = gp_case_name(p->the_case, &place);
    const double along = 0.24 + 0.52 * (shape->inputs > 1 ? (double)input / (double)(shape->inputs - 1) : 0.5);
    const double x = x_of(p, layer - 1) + along * (x_of(p, layer) - x_of(p, layer - 1));
    const double y = y_of(p, layer - 1, input) + along * (y_of(p, layer, unit) - y_of(p, layer - 1, input));
    char text[digits_room];
    fputs("<g class=\"weight\"><title>", p->file);
    write_html(p->file, name ? name->text : "weight");
    fprintf(p->file, " = %s</title>\n", shape->W[unit * shape->inputs + input]);
    if (name && strlen(name->text) <= short_name)
        put_text(p, x, y - 2, name->text, "");
    put_text(p, x, y + 8, "", round_digits(shape->W[unit * shape->inputs + input], shown_digits, text));
    fputs("</g>\n", p->file);
}

static const char *first_value(const paper *p, gp_quantity quantity, size_t layer, size_t unit, char text[digits_room])
{
    const gp_place place = {.quantity = quantity, .layer = layer, .unit = unit};
    const char *exact = find_exact(p->the_case, &place);
    if (!exact)
        stop("%s: expected exact numbers of step 0 for the drawing, found none", p->the_case->source.name);
    return round_digits(exact, shown_digits, text);
}

static void put_unit(const paper *p, size_t layer, size_t unit)
{
    const double x = x_of(p, layer), y = y_of(p, layer, unit);
    char text[digits_room];
    fprintf(p->file, "<g class=\"unit\"><circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n", x, y, radius);
    if (layer == 0) {
        put_text(p, x, y + 3, "x", p->problem->x[unit]);
    } else {
        const gp_problem_layer *shape = &p->problem->layers[layer - 1];
        put_text(p, x, y - 2, "z", first_value(p, GP_NET_INPUT, layer, unit, text));
        put_text(p, x, y + 9, "a", first_value(p, GP_ACTIVATED, layer, unit, text));
        if (shape->shape.bias == GP_BIAS_PER_UNIT)
            put_text(p, x, y + radius + 11, "b", round_digits(shape->b[unit], shown_digits, text));
    }
    if (layer == p->problem->depth)
        put_text(p, x, y - radius - 5, "t", p->problem->t[unit]);
    fputs("</g>\n", p->file);
}

/* The bias that a layer shares stands below its column. */
static void put_shared_bias(const paper *p, size_t layer)
{
    const gp_problem_layer *shape = &p->problem->layers[layer - 1];
    if (shape->shape.bias == GP_BIAS_SHARED)
        put_text(p, x_of(p, layer), y_of(p, layer, shape->shape.units - 1) + radius + 11, "b", shape->b[0]);
}

void write_drawing(FILE *file, const gp_case *the_case)
{
    paper p = {file, the_case, &the_case->problem, the_case->problem.inputs};
    for (size_t l = 1; l <= p.problem->depth; l++)
        if (units_of(&p, l) > p.rows)
            p.rows = units_of(&p, l);
    fprintf(file,
            "\\htmlonly[block]\n<svg class=\"network\" viewBox=\"0 0 %d %zu\" role=\"img\" aria-label=\"The network of %s\">\n",
            width, p.rows * row, the_case->id);
    for (size_t l = 1; l <= p.problem->depth; l++)
        for (size_t j = 0; j < units_of(&p, l); j++)
            for (size_t i = 0; i < units_of(&p, l - 1); i++)
                put_line(&p, l, j, i);
    for (size_t l = 0; l <= p.problem->depth; l++)
        for (size_t j = 0; j < units_of(&p, l); j++)
            put_unit(&p, l, j);
    for (size_t l = 1; l <= p.problem->depth; l++) {
        put_shared_bias(&p, l);
        for (size_t j = 0; j < units_of(&p, l); j++)
            for (size_t i = 0; i < units_of(&p, l - 1); i++)
                put_weight(&p, l, j, i);
    }
    fputs("</svg>\n\\endhtmlonly\n\n", file);
}
