/** @file
 *  Training curves: the reported error of each epoch, for gnuplot. Lines are a run of the reference, dots are golden numbers.
 */
#include "pages.h"

#include "oracle/run.h"
#include "text.h"

#include <string.h>

enum { long_run = 50, needs_log_axes = 1000 };

/* A run whose errors are written down; of a long one, epochs at growing distances. */
typedef struct sampled_run {
    FILE *file;
    size_t next;
} sampled_run;

static bool keep_error(void *context, size_t epoch, gp_real error)
{
    sampled_run *run = context;
    if (epoch < run->next)
        return true;
    fprintf(run->file, "%zu %.17g\n", epoch, (double)error);
    run->next = epoch + 1 + epoch / 60;
    return true;
}

static void write_run(const site *all, const gp_case *the_case)
{
    char name[256];
    snprintf(name, sizeof name, "run_%s.dat", the_case->id);
    sampled_run run = {.file = create_file(all->output, name)};
    const gp_observer observer = {.context = &run, .epoch = keep_error};
    if (gp_run(&the_case->problem, &observer) != GP_OK)
        stop("%s: expected to run it, found no way", the_case->source.name);
    close_file(run.file, name);
}

static void write_golden(const site *all, const gp_case *the_case)
{
    char name[256], text[digits_room];
    snprintf(name, sizeof name, "golden_%s.dat", the_case->id);
    FILE *file = create_file(all->output, name);
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_expectation *expectation = &the_case->expectations[k];
        if (expectation->place.quantity == GP_EPOCH_ERROR)
            fprintf(file, "%zu %s\n", expectation->place.step, round_digits(expectation->exact, 20, text));
    }
    close_file(file, name);
}

static bool is_long(const gp_case *the_case, const gp_document *document)
{
    return belongs(the_case, document) && the_case->problem.epochs >= long_run;
}

/* What the axes say: the reported error of the document's cases. */
static void write_axes(FILE *file, const gp_document *document, const gp_case *one)
{
    const bool log_axes = one->problem.epochs >= needs_log_axes;
    const bool is_one = strcmp(one->problem.error_factor, "1") == 0;
    const char *deviation = one->problem.deviation == GP_SQUARED ? "(a - t)^2" : "|a - t|";
    fprintf(file, "set terminal svg size 400,400 font 'sans-serif,10' name 'curve_%s' enhanced\nset output 'curve_%s.svg'\n",
            document->id, document->id);
    fprintf(file, "set xlabel 'epoch%s'\nset ylabel 'reported error: %s%s%s of %s%s'\n", log_axes ? " (log axis, from 1)" : "",
            is_one ? "" : one->problem.error_factor, is_one ? "" : " ", one->problem.over == GP_SUM ? "sum" : "mean", deviation,
            log_axes ? " (log axis)" : "");
    if (log_axes)
        fputs("set logscale xy\nset xrange [1:*]\nset format '10^{%T}'\n", file);
    else
        fputs("set xrange [0:*]\nset yrange [0:*]\n", file);
    fputs("set key above maxcols 1 left Left reverse\nset grid\nset border 3\nset tics nomirror\n", file);
}

bool write_curve(const site *all, const gp_document *document)
{
    static const char *const colours[] = {"#3b82f6", "#e8710a", "#2e9e4f", "#c2419b",
                                          "#8a7a00", "#7c6cf0", "#d64545", "#1f9aa8"};
    enum { colour_count = sizeof colours / sizeof *colours };
    FILE *file = NULL;
    char name[256];
    size_t lines = 0;
    snprintf(name, sizeof name, "curve_%s.gnuplot", document->id);
    for (size_t c = 0; c < all->case_count; c++) {
        const gp_case *the_case = &all->cases[c];
        if (!is_long(the_case, document))
            continue;
        if (!file) {
            file = create_file(all->output, name);
            write_axes(file, document, the_case);
            fputs("plot ", file);
        }
        write_run(all, the_case);
        write_golden(all, the_case);
        const char *colour = colours[lines % colour_count];
        fprintf(file, "%s'run_%s.dat' with lines lw 1.5 dt %zu lc rgb '%s' title '%s'", lines == 0 ? "" : ", ", the_case->id,
                lines % 4 + 1, colour, the_case->id);
        fprintf(file, ", 'golden_%s.dat' with points pt 7 ps 0.4 lc rgb '%s' notitle", the_case->id, colour);
        lines++;
    }
    if (!file)
        return false;
    fputs(", NaN with points pt 7 ps 0.4 lc rgb '#808080' title 'dots: exact golden numbers'\n", file);
    close_file(file, name);
    return true;
}
