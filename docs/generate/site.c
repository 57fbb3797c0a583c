#include "site.h"

#include "text.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* Cases with printed numbers come first; otherwise the order of their files stays. */
static void sort_cases(site *all)
{
    gp_case *sorted = allocate(all->case_count, sizeof *sorted);
    size_t count = 0;
    for (int printed = 1; printed >= 0; printed--)
        for (size_t k = 0; k < all->case_count; k++)
            if ((all->cases[k].printed_count > 0) == printed)
                sorted[count++] = all->cases[k];
    free(all->cases);
    all->cases = sorted;
}

static void compute_kills(site *all)
{
    all->kills = allocate(all->case_count, sizeof *all->kills);
    for (size_t k = 0; k < all->case_count; k++)
        if (gp_kill_row_compute(&all->cases[k], &all->kills[k]) != GP_OK)
            stop("%s: expected to run it with each departure, found no way", all->cases[k].source.name);
}

site open_site(const char *source, const char *output)
{
    site all = {.source = source, .output = output};
    gp_message message;
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/documents.json", source);
    if (!gp_documents_open(path, &all.documents, &message))
        stop("%s", message.text);

    glob_t files;
    snprintf(path, sizeof path, "%s/golden/cases/*.json", source);
    if (glob(path, 0, NULL, &files) != 0)
        stop("%s: expected the golden cases, found none", path);
    all.cases = allocate(files.gl_pathc, sizeof *all.cases);
    for (; all.case_count < files.gl_pathc; all.case_count++)
        if (!gp_case_open(files.gl_pathv[all.case_count], &all.cases[all.case_count], &message))
            stop("%s", message.text);
    sort_cases(&all);
    compute_kills(&all);
    all.links = read_links(source);
    return all;
}

const gp_case *find_case(const site *all, const char *id)
{
    for (size_t k = 0; k < all->case_count; k++)
        if (strcmp(all->cases[k].id, id) == 0)
            return &all->cases[k];
    return NULL;
}

const char *find_exact(const gp_case *the_case, const gp_place *place)
{
    const gp_expectation *found = gp_case_expectation(the_case, place);
    return found ? found->exact : NULL;
}

/* What computes a quantity; the equation stands in its comment. */
static const char *function_name(const gp_case *the_case, const gp_place *place)
{
    switch (place->quantity) {
    case GP_WEIGHT:
        return "gp_update_weights";
    case GP_BIAS:
        return "gp_update_biases";
    case GP_NET_INPUT:
        return "gp_net_input";
    case GP_ACTIVATED:
        return "gp_activate";
    case GP_SAMPLE_LOSS:
        return "gp_loss_value";
    case GP_DELTA:
        return place->layer == the_case->problem.depth ? "gp_output_delta" : "gp_hidden_delta";
    case GP_WEIGHT_GRADIENT:
        return "gp_add_weight_gradient";
    case GP_BIAS_GRADIENT:
        return "gp_add_bias_gradient";
    default:
        return "gp_error_value";
    }
}

const link_function *function_of(const site *all, const gp_case *the_case, const gp_place *place)
{
    const bool given = (place->quantity == GP_WEIGHT || place->quantity == GP_BIAS) && place->step == 0;
    return given ? NULL : find_function(&all->links, function_name(the_case, place));
}

void write_exact(FILE *file, const gp_case *the_case, const gp_place *place, size_t digits)
{
    char anchor[gp_anchor_room], text[digits_room];
    const char *exact = find_exact(the_case, place);
    if (!exact)
        stop("%s: expected an exact number at %s, found none: run goldprop certify --write", the_case->source.name,
             gp_place_anchor(the_case->id, place, anchor));
    fprintf(file, "@ref %s \"%s\"", gp_place_anchor(the_case->id, place, anchor), round_digits(exact, digits, text));
}

void write_function(FILE *file, const link_function *function)
{
    if (function)
        fprintf(file, "%s()", function->name);
    else
        fputs("given", file);
}

void write_tests(FILE *file, const link_function *function)
{
    for (size_t k = 0; function && k < function->test_count; k++)
        fprintf(file, "%s@ref %s", k == 0 ? "" : ", ", function->tests[k]);
}

void write_id(FILE *file, const char *prefix, const char *id)
{
    fputs(prefix, file);
    fputc('_', file);
    for (const char *c = id; *c; c++)
        fputc(*c == '-' ? '_' : *c, file);
}
