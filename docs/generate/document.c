/** @file
 *  The page of a document: what it is good for, its networks, what it prints, what it leaves out, how it learns, what is wrong.
 */
#include "pages.h"

#include "formula.h"
#include "text.h"

#include <string.h>

enum { exact_digits = 20 };

static void write_document_name(FILE *file, const gp_case *the_case, const gp_place *place)
{
    const gp_name *name = gp_case_name(the_case, place);
    char text[160];
    write_words(file, gp_place_text(place, text));
    if (!name)
        return;
    fputs(name->negated ? " (&minus;" : " (", file);
    write_words(file, name->text);
    fputc(')', file);
}

/* How a printed number is reproduced. */
static void write_reading(FILE *file, const gp_case *the_case, const gp_printed *printed)
{
    if (printed->reading == GP_ERRATUM)
        fprintf(file, "@ref errata_%s \"erratum\": %s; right is %s", the_case->document, gp_erratum_words[printed->kind],
                printed->right);
    else
        fputs(gp_reading_words[printed->reading], file);
    for (size_t k = 0; printed->reading == GP_STEP && k < printed->operand_count; k++) {
        fputs(k == 0 ? ", from the printed " : ", ", file);
        write_words(file, the_case->printed[printed->operands[k]].name);
    }
}

static void write_formula_cell(FILE *file, const gp_case *the_case, const gp_place *place, const gp_printed *printed)
{
    fputs("</td><td class=\"formula\">", file);
    write_formula(file, the_case, place, printed);
}

/* The function, and its test below it. */
static void write_function_cell(const site *all, FILE *file, const gp_case *the_case, const gp_place *place)
{
    const link_function *function = function_of(all, the_case, place);
    fputs("</td><td>", file);
    write_function(file, function);
    fputs("<br>", file);
    write_tests(file, function);
    fputs("</td></tr>\n", file);
}

static void write_printed_row(const site *all, FILE *file, const gp_case *the_case, const gp_printed *printed)
{
    fputs("<tr><td class=\"prose\">**", file);
    write_words(file, printed->name);
    fputs("**<br>in: ", file);
    write_words(file, printed->where);
    fputs("</td><td>", file);
    write_words(file, printed->text);
    fputs("</td><td>", file);
    fputs(printed->negated ? "&minus;" : "", file);
    write_exact(file, the_case, &printed->place, exact_digits);
    fputs("</td><td class=\"prose\">", file);
    write_reading(file, the_case, printed);
    write_formula_cell(file, the_case, &printed->place, printed);
    write_function_cell(all, file, the_case, &printed->place);
}

static void write_printed_table(const site *all, FILE *file, const gp_case *the_case)
{
    if (the_case->printed_count == 0)
        return;
    fputs("What the document prints:\n\n<table class=\"doxtable "
          "golden\">\n<tr><th>name</th><th>printed</th><th>exact</th><th>reading</th>"
          "<th>with the numbers put in</th><th>computed and tested by</th></tr>\n",
          file);
    for (size_t k = 0; k < the_case->printed_count; k++)
        write_printed_row(all, file, the_case, &the_case->printed[k]);
    fputs("</table>\n\n", file);
}

static bool is_printed(const gp_case *the_case, const gp_place *place)
{
    for (size_t k = 0; k < the_case->printed_count; k++)
        if (gp_place_compare(&the_case->printed[k].place, place) == 0)
            return true;
    return false;
}

/* Of the first step, with the parameters that it leaves behind. */
static bool of_first_step(const gp_place *place)
{
    return place->step == 0 || (place->step == 1 && (place->quantity == GP_WEIGHT || place->quantity == GP_BIAS));
}

static void write_unprinted_row(const site *all, FILE *file, const gp_case *the_case, const gp_place *place)
{
    fputs("<tr><td>", file);
    write_document_name(file, the_case, place);
    fputs("</td><td>", file);
    write_exact(file, the_case, place, exact_digits);
    write_formula_cell(file, the_case, place, NULL);
    write_function_cell(all, file, the_case, place);
}

static void write_unprinted(const site *all, FILE *file, const gp_case *the_case)
{
    fputs("\\htmlonly[block]\n<details><summary>What the first step defines and the document does not "
          "print</summary>\n\\endhtmlonly\n\n"
          "<table class=\"doxtable golden\">\n<tr><th>quantity</th><th>exact</th><th>with the numbers put in</th><th>computed "
          "and tested by</th>"
          "</tr>\n",
          file);
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        const gp_place *place = &the_case->expectations[k].place;
        if (of_first_step(place) && !is_printed(the_case, place))
            write_unprinted_row(all, file, the_case, place);
    }
    fputs("</table>\n\n\\htmlonly[block]\n</details>\n\\endhtmlonly\n\n", file);
}

static bool same_numbers(const char *const *one, const char *const *other, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (strcmp(one[k], other[k]) != 0)
            return false;
    return true;
}

/* Whether two cases begin with the same network. */
static bool same_network(const gp_problem *one, const gp_problem *other)
{
    if (one->inputs != other->inputs || one->depth != other->depth)
        return false;
    for (size_t l = 0; l < one->depth; l++) {
        const gp_problem_layer *a = &one->layers[l], *b = &other->layers[l];
        if (a->shape.units != b->shape.units || a->shape.bias != b->shape.bias ||
            !same_numbers(a->W, b->W, a->shape.units * a->inputs) || !same_numbers(a->b, b->b, gp_bias_count(&a->shape)))
            return false;
    }
    return true;
}

/* Whether no case of the document before this one has its network. */
static bool is_new_network(const site *all, const gp_document *document, const gp_case *the_case)
{
    for (const gp_case *before = all->cases; before < the_case; before++)
        if (belongs(before, document) && same_network(&before->problem, &the_case->problem))
            return false;
    return true;
}

/* The training rule in words. */
static void write_rule(FILE *file, const gp_case *the_case)
{
    const gp_problem *problem = &the_case->problem;
    fprintf(file, "Samples: %zu, in an update: %zu%s. Rate: %s. Epochs: %zu. Loss: \\f$ ", problem->samples, problem->batch,
            problem->batch == 1            ? ""
            : problem->reduction == GP_SUM ? ", their gradients summed"
                                           : ", the mean of their gradients",
            problem->rate, problem->epochs);
    if (strcmp(problem->loss_factor, "1") != 0)
        write_tex_number(file, problem->loss_factor);
    fputs(" \\sum_k (a_k - t_k)^2 \\f$. Departures from the textbook: ", file);
    bool any = false;
    for (int k = 0; k < gp_departure_count; k++)
        if (gp_departs(problem->departures, (gp_departure)k)) {
            fputs(any ? ", @ref " : "@ref ", file);
            write_id(file, "mistake", gp_departure_catalogue[k].id);
            any = true;
        }
    fprintf(file, "%s. All %zu exact numbers: ", any ? "" : "none", the_case->expectation_count);
    write_case_link(file, the_case);
    fputs(".\n\n", file);
}

static void write_case(const site *all, FILE *file, const gp_document *document, const gp_case *the_case)
{
    fputs("## ", file);
    write_words(file, the_case->title);
    fputs(" {#", file);
    write_id(file, "case", the_case->id);
    fputs("}\n\n", file);
    write_words(file, the_case->description);
    fputs("\n\n", file);
    write_rule(file, the_case);
    const bool new_network = is_new_network(all, document, the_case);
    if (new_network) {
        write_drawing(file, the_case);
        fprintf(file,
                "The first sample in the network as it is before the first update: inputs x, net inputs z, activations a, "
                "targets t, "
                "weights on their lines%s; rounded for the drawing.\n\n",
                the_case->problem.layers[0].shape.bias == GP_BIAS_NONE ? "" : ", biases b");
    }
    write_printed_table(all, file, the_case);
    if (new_network)
        write_unprinted(all, file, the_case);
}

static void write_wrongs(const site *all, FILE *file, const gp_document *document)
{
    fprintf(file, "## What it gets wrong, or does in its own way {#doc_%s_wrong}\n\n", document->id);
    for (size_t k = 0; k < document->remark_count; k++) {
        fputs("- ", file);
        write_words(file, document->remarks[k]);
        fputc('\n', file);
    }
    fputs("\nPrinted numbers that no honest reading gives, and how we know:\n\n", file);
    if (!write_errata_table(all, file, document))
        fputs("none.\n", file);
    fputc('\n', file);
}

void write_document_page(const site *all, const gp_document *document)
{
    char name[256];
    snprintf(name, sizeof name, "doc_%s.md", document->id);
    FILE *file = create_file(all->output, name);
    fputs("# ", file);
    write_words(file, document->title);
    fprintf(file, " {#doc_%s}\n\n", document->id);
    write_words(file, document->origin);
    fputs(".\n\n**What it is good for.** ", file);
    write_words(file, document->good_for);
    fputs("\n\nA reading tells how a printed number is reproduced. *chain*: the exact run, rounded as the document rounds, "
          "gives it. *step*: "
          "this one step gives it, on the rounded numbers that the document prints. *erratum*: neither does.\n\n",
          file);
    write_wrongs(all, file, document);
    if (write_curve(all, document))
        fprintf(file,
                "## How it learns {#doc_%s_curve}\n\n\\htmlinclude[block] curve_%s.svg\n\nThe lines are a run of the reference "
                "in binary64, made "
                "with this page; the dots are the exact golden numbers of the epochs that are recorded. Where a line leaves "
                "its dots, the error is smaller than the rounding of binary64 can show.\n\n",
                document->id, document->id);
    for (size_t c = 0; c < all->case_count; c++)
        if (belongs(&all->cases[c], document))
            write_case(all, file, document, &all->cases[c]);
    close_file(file, name);
}
