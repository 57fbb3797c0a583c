#include "notation/script.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* More terms of one sum than this are cut short. */
enum { most_terms = 8 };

void gp_put(const gp_formula *formula, const char *text, const char *tex)
{
    const gp_words words = {{text, tex}};
    fputs(words.in[formula->script], formula->stream);
}

/* In TeX a fraction and a power of ten are written as such, and nan and inf are words. */
static void put_tex_number(FILE *stream, const char *number)
{
    const char *exponent = strchr(number, 'e'), *slash = strchr(number, '/');
    if (isalpha((unsigned char)number[*number == '-']))
        fprintf(stream, "\\text{%s}", number);
    else if (slash)
        fprintf(stream, "\\tfrac{%.*s}{%s}", (int)(slash - number), number, slash + 1);
    else if (exponent)
        fprintf(stream, "%.*s \\cdot 10^{%ld}", (int)(exponent - number), number, strtol(exponent + 1, NULL, 10));
    else
        fputs(number, stream);
}

static void put_number(const gp_formula *formula, const char *decimal, bool in_brackets)
{
    fputs(in_brackets ? "(" : "", formula->stream);
    switch (formula->script) {
    case GP_TEXT:
        fputs(decimal, formula->stream);
        break;
    case GP_TEX:
        put_tex_number(formula->stream, decimal);
        break;
    }
    fputs(in_brackets ? ")" : "", formula->stream);
}

void gp_put_given(const gp_formula *formula, const char *decimal)
{
    put_number(formula, decimal, *decimal == '-');
}

void gp_put_computed(const gp_formula *formula, gp_place place)
{
    char text[gp_operand_room];
    gp_put_given(formula, formula->operands->computed(formula->operands->context, &place, text));
}

/* An input or a target. */
static void put_sample_value(const gp_formula *formula, const char *decimal)
{
    char text[gp_operand_room];
    gp_put_given(formula, formula->operands->given(formula->operands->context, decimal, text));
}

/* A negative number that is all there is between two brackets needs no more of them. */
static void put_blank(const gp_formula *formula, const gp_blank *blank, bool has_brackets)
{
    const gp_operands *operands = formula->operands;
    if (!operands && blank->letter) {
        fputs(blank->letter, formula->stream);
        return;
    }
    char text[gp_operand_room];
    const char *number = blank->given;
    if (blank->place)
        number = operands->computed(operands->context, blank->place, text);
    else if (blank->of_sample)
        number = operands->given(operands->context, blank->given, text);
    put_number(formula, number, *number == '-' && !has_brackets);
}

void gp_put_filled(const gp_formula *formula, const gp_words *words, const gp_blank *blanks, size_t count)
{
    const char *const begin = words->in[formula->script];
    for (const char *c = begin; *c; c++) {
        size_t k = 0;
        while (k < count && blanks[k].character != *c)
            k++;
        if (k < count)
            put_blank(formula, &blanks[k], c > begin && c[-1] == '(' && c[1] == ')');
        else
            fputc(*c, formula->stream);
    }
}

void gp_put_below(const gp_formula *formula, size_t step, size_t sample, size_t layer, size_t input)
{
    if (layer == 1)
        put_sample_value(formula, formula->problem->x[sample * formula->problem->inputs + input]);
    else
        gp_put_computed(formula, (gp_place){GP_ACTIVATED, step, sample, layer - 1, input, 0});
}

void gp_put_target(const gp_formula *formula, size_t sample, size_t output)
{
    put_sample_value(formula, formula->problem->t[sample * formula->problem->outputs + output]);
}

bool gp_begin_term(const gp_formula *formula, size_t term, size_t terms)
{
    if (term > 0 && term < most_terms)
        gp_put(formula, " + ", " + ");
    if (term == most_terms) {
        gp_put(formula, " + ... (", " + \\dots \\text{ (");
        fprintf(formula->stream, "%zu terms)", terms);
        gp_put(formula, "", "}");
    }
    return term < most_terms;
}
