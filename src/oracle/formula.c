#include "oracle/formula.h"

#include <stdlib.h>

enum { terms_of_a_block = 256 };

struct gp_term_block {
    struct gp_term_block *next;
    size_t count;
    gp_term terms[terms_of_a_block];
};

void gp_terms_free(gp_terms *terms)
{
    while (terms->blocks) {
        struct gp_term_block *next = terms->blocks->next;
        free(terms->blocks);
        terms->blocks = next;
    }
    *terms = (gp_terms){0};
}

size_t gp_term_parts(gp_term_kind kind)
{
    switch (kind) {
    case GP_TERM_NUMBER:
    case GP_TERM_SCALAR:
    case GP_TERM_OPERAND:
        return 0;
    case GP_TERM_SUM:
    case GP_TERM_FUNCTION:
    case GP_TERM_RUNNING:
    case GP_TERM_STALE:
    case GP_TERM_ROUNDED:
        return 1;
    case GP_TERM_WHERE:
    case GP_TERM_EITHER:
    case GP_TERM_PLUS:
    case GP_TERM_MINUS:
    case GP_TERM_TIMES:
    case GP_TERM_OVER:
        return 2;
    }
    return 0;
}

const gp_term *gp_term_make(gp_terms *terms, gp_term term)
{
    for (size_t k = 0; k < gp_term_parts(term.kind); k++)
        if (!term.of[k])
            return NULL;
    if (!terms->blocks || terms->blocks->count == terms_of_a_block) {
        struct gp_term_block *block = malloc(sizeof *block);
        if (!block) {
            terms->no_memory = true;
            return NULL;
        }
        block->next = terms->blocks;
        block->count = 0;
        terms->blocks = block;
    }
    gp_term *made = &terms->blocks->terms[terms->blocks->count++];
    *made = term;
    return made;
}

const gp_term *gp_term_number(gp_terms *terms, double number)
{
    return gp_term_make(terms, (gp_term){.kind = GP_TERM_NUMBER, .number = number});
}

const gp_term *gp_term_scalar(gp_terms *terms, gp_scalar scalar)
{
    return gp_term_make(terms, (gp_term){.kind = GP_TERM_SCALAR, .scalar = scalar});
}

const gp_term *gp_term_operand(gp_terms *terms, gp_relative operand)
{
    return gp_term_make(terms, (gp_term){.kind = GP_TERM_OPERAND, .operand = operand});
}

const gp_term *gp_term_of_two(gp_terms *terms, gp_term_kind kind, const gp_term *one, const gp_term *other)
{
    return gp_term_make(terms, (gp_term){.kind = kind, .of = {one, other}});
}

const gp_term *gp_term_sum(gp_terms *terms, gp_axis axis, gp_cut cut, const gp_term *of)
{
    return gp_term_make(terms, (gp_term){.kind = GP_TERM_SUM, .axis = axis, .cut = cut, .of = {of}});
}

const gp_term *gp_term_function(gp_terms *terms, gp_function function, const gp_term *of)
{
    return gp_term_make(terms, (gp_term){.kind = GP_TERM_FUNCTION, .function = function, .of = {of}});
}

gp_relative gp_relative_of(gp_quantity quantity, gp_level level, gp_axis unit, gp_axis input)
{
    return (gp_relative){.quantity = quantity, .level = level, .unit = {.axis = unit}, .input = {.axis = input}};
}

gp_relative gp_relative_target(gp_axis unit)
{
    return (gp_relative){.target = true, .level = GP_LEVEL_OUTPUTS, .unit = {.axis = unit}};
}

/* How many layers lie between that whose units an index counts and that which stands so many layers below a level. */
static int shift_of(const gp_index *index, gp_level level, int below)
{
    static const int heights[gp_axis_count] = {[GP_AXIS_UNIT] = 0, [GP_AXIS_INPUT] = -1, [GP_AXIS_ABOVE] = 1};
    const int height = level == GP_LEVEL_BELOW ? -1 : level == GP_LEVEL_ABOVE ? 1 : 0;
    return heights[index->axis] - (height - below);
}

static bool crosses(const gp_index *index, gp_level level, int below)
{
    return shift_of(index, level, below) != 0;
}

bool gp_relative_may_end(const gp_relative *operand)
{
    if (operand->unit.twist == GP_TWIST_LAYER || operand->input.twist == GP_TWIST_LAYER || operand->layer_by != GP_AXIS_NONE)
        return true;
    if (operand->target)
        return operand->unit.axis != GP_AXIS_UNIT;
    if (operand->level >= GP_LEVEL_INPUT)
        return true;
    const int one = shift_of(&operand->unit, operand->level, 0);
    if (operand->input.axis == GP_AXIS_NONE)
        return one != 0;
    const int other = shift_of(&operand->input, operand->level, 1);
    return (one != 0) != (other != 0) || (one != 0 && one == other); /* the matrix of another layer, or its other side */
}

/* Whether the units of an operand, or its inputs, are counted by something else, which may have another size. */
static bool operand_needs_sizes(const gp_relative *operand, bool outputs)
{
    if (operand->unit.axis == GP_AXIS_NONE)
        return false;
    if (operand->target || operand->level == GP_LEVEL_OUTPUTS)
        return !(outputs && operand->unit.axis == GP_AXIS_UNIT && operand->input.axis == GP_AXIS_NONE);
    return operand->level >= GP_LEVEL_INPUT || gp_relative_may_end(operand) || crosses(&operand->unit, operand->level, 0) ||
           (operand->input.axis != GP_AXIS_NONE && crosses(&operand->input, operand->level, 1));
}

bool gp_term_may_end(const gp_term *term)
{
    bool may_end = term->kind == GP_TERM_OPERAND && gp_relative_may_end(&term->operand);
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        may_end = may_end || gp_term_may_end(term->of[k]);
    return may_end;
}

const gp_term *gp_term_that_stops(gp_terms *terms, const gp_term *term)
{
    gp_term copy = *term;
    copy.operand.stops = term->kind == GP_TERM_OPERAND && gp_relative_may_end(&term->operand);
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        copy.of[k] = gp_term_that_stops(terms, term->of[k]);
    return gp_term_make(terms, copy);
}

bool gp_term_stops(const gp_term *term)
{
    bool stops = term->kind == GP_TERM_OPERAND && term->operand.stops;
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        stops = stops || gp_term_stops(term->of[k]);
    return stops;
}

bool gp_term_has_target(const gp_term *term)
{
    bool has = term->kind == GP_TERM_OPERAND && term->operand.target;
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        has = has || gp_term_has_target(term->of[k]);
    return has;
}

bool gp_term_needs_sizes(const gp_term *term, bool outputs)
{
    bool needs = term->kind == GP_TERM_OPERAND && operand_needs_sizes(&term->operand, outputs);
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        needs = needs || gp_term_needs_sizes(term->of[k], outputs);
    return needs;
}

static bool same_operand(const gp_relative *one, const gp_relative *other)
{
    return one->target == other->target && one->across == other->across && one->quantity == other->quantity &&
           one->level == other->level && one->layer_by == other->layer_by && one->unit.axis == other->unit.axis &&
           one->unit.twist == other->unit.twist && one->input.axis == other->input.axis &&
           one->input.twist == other->input.twist && one->step == other->step && one->which == other->which &&
           one->stops == other->stops;
}

static bool is_twisted(const gp_relative *operand)
{
    return operand->across || operand->unit.twist != GP_TWIST_NONE || operand->input.twist != GP_TWIST_NONE ||
           operand->step != 0 || operand->which != GP_SAMPLE_SAME || operand->level >= GP_LEVEL_FIRST ||
           operand->layer_by != GP_AXIS_NONE;
}

size_t gp_term_size(const gp_term *term)
{
    size_t size = term->kind == GP_TERM_OPERAND && is_twisted(&term->operand) ? 2 : 1;
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        size += gp_term_size(term->of[k]);
    return size;
}

bool gp_term_same(const gp_term *one, const gp_term *other)
{
    if (one == other)
        return true;
    if (one->kind != other->kind || one->number != other->number || one->scalar != other->scalar || one->axis != other->axis ||
        one->cut != other->cut || one->function != other->function || one->where != other->where ||
        !same_operand(&one->operand, &other->operand))
        return false;
    for (size_t k = 0; k < gp_term_parts(one->kind); k++)
        if (!gp_term_same(one->of[k], other->of[k]))
            return false;
    return true;
}

/* Words. */

static const char *const axis_letters[] = {"", "", "j", "i", "k"};
_Static_assert(sizeof axis_letters / sizeof *axis_letters == gp_axis_count, "a letter for each axis");

static const char *const level_words[] = {" of this layer",          " of the layer below",    " of the layer above",
                                          " of the input",           " of the last layer",     " of layer 1",
                                          " of the layer two below", " of the layer two above"};
_Static_assert(sizeof level_words / sizeof *level_words == gp_level_count, "words for each level");

/* What is added to the number of a layer that something else counts. */
static const char *const level_shifts[] = {"", "-1", "+1"};
_Static_assert(sizeof level_shifts / sizeof *level_shifts == GP_LEVEL_ABOVE + 1, "each neighbour has a shift");

static const char *const twist_words[] = {"", " from the last one down", "+1", "-1", "", "", ""};
_Static_assert(sizeof twist_words / sizeof *twist_words == gp_twist_count, "words for each twist");

static const char *const which_words[] = {"",
                                          " of the sample before",
                                          " of the next sample",
                                          " of the first sample",
                                          " of the last sample",
                                          " left over from the sample before, 0 at first"};
_Static_assert(sizeof which_words / sizeof *which_words == gp_which_sample_count, "words for each sample");

static const char *const scalar_words[] = {"rate",
                                           "(loss factor)",
                                           "(samples of the step)",
                                           "(batch size)",
                                           "(number of samples)",
                                           "(units of the layer)",
                                           "(units of the layer below)",
                                           "(units of the layer above)",
                                           "(number of inputs)",
                                           "(number of outputs)",
                                           "(error factor)",
                                           "(1 - beta1^t)",
                                           "(1 - beta2^t)",
                                           "min(1, limit / norm)",
                                           "limit",
                                           "penalty",
                                           "momentum",
                                           "beta1",
                                           "beta2",
                                           "epsilon",
                                           "(weight decay)",
                                           "(bias decay)"};
_Static_assert(sizeof scalar_words / sizeof *scalar_words == gp_scalar_count, "words for each scalar");

/* What stands before an argument in brackets, and behind it. */
static const struct {
    const char *before, *after;
} function_words[] = {{"sigmoid(", ")"}, {"tanh(", ")"}, {"max(0, ", ")"}, {"exp(", ")"},
                      {"(", ")^2"},      {"|", "|"},     {"sqrt(", ")"},   {"(1 if ", " > 0, else 0)"},
                      {"log(", ")"},     {"erf(", ")"},  {"float(", ")"},  {"f'(a = ", ")"}};
_Static_assert(sizeof function_words / sizeof *function_words == gp_function_count, "words for each function");

static const char *const cut_words[] = {"",
                                        "(first term only) ",
                                        "(last term only) ",
                                        "(without the first term) ",
                                        "(without the last term) ",
                                        "(largest term only) "};
_Static_assert(sizeof cut_words / sizeof *cut_words == gp_cut_count, "words for each cut");

static const char *const condition_words[] = {"in the first step",
                                              "behind the first step",
                                              "in batches of one",
                                              "in batches of more than one",
                                              "where the batch is short",
                                              "in the first sample of a batch",
                                              "behind the first sample of a batch",
                                              "in the last sample of a batch",
                                              "of the first unit",
                                              "behind the first unit",
                                              "of the last unit",
                                              "before the last unit",
                                              "of the first input",
                                              "behind the first input",
                                              "of the last input",
                                              "before the last input",
                                              "of the unit with the number of the layer",
                                              "of all units but that with the number of the layer",
                                              "of the input with the number of the layer",
                                              "of all inputs but that with the number of the layer",
                                              "where i = j",
                                              "where i is not j",
                                              "where the layer has no unit i",
                                              "where the layer above has no unit i"};
_Static_assert(sizeof condition_words / sizeof *condition_words == gp_condition_count, "words for each condition");

/* The level that the letters say: a_i is of the layer below, W_kj and W_jk are of the layer above. */
static gp_level level_of_letters(const gp_relative *operand)
{
    const gp_axis one = operand->unit.axis, other = operand->input.axis;
    if (one == GP_AXIS_ABOVE || other == GP_AXIS_ABOVE)
        return GP_LEVEL_ABOVE;
    return one == GP_AXIS_INPUT && other == GP_AXIS_NONE ? GP_LEVEL_BELOW : GP_LEVEL_OWN;
}

/* A fixed unit has a number instead of a letter; the last one counts from the end. */
static void write_index(FILE *stream, const gp_index *index)
{
    if (index->twist == GP_TWIST_FIRST || index->twist == GP_TWIST_LAST)
        fputs(index->twist == GP_TWIST_FIRST ? "0" : "last", stream);
    else
        fputs(index->twist == GP_TWIST_LAYER ? "l" : axis_letters[index->axis], stream);
    if (index->twist == GP_TWIST_UP || index->twist == GP_TWIST_DOWN)
        fputs(twist_words[index->twist], stream);
}

/* What a letter cannot say of an operand. */
static bool has_words(const gp_relative *operand)
{
    const bool usual = operand->target || operand->level == GP_LEVEL_INPUT || operand->level == level_of_letters(operand);
    return !usual || operand->step != 0 || operand->which != GP_SAMPLE_SAME || operand->across ||
           operand->unit.twist == GP_TWIST_TURNED || operand->input.twist == GP_TWIST_TURNED || gp_relative_may_end(operand);
}

static const char *const moment_words[] = {"velocity", "m", "v", "m^", "v^"};
_Static_assert(sizeof moment_words / sizeof *moment_words == gp_moment_count, "words for each moment");

static void write_letters(FILE *stream, const gp_relative *operand)
{
    if (operand->target)
        fputs("t", stream);
    else if (operand->quantity == GP_ACTIVATION_GRADIENT)
        fputs("dE/da", stream);
    else if (operand->quantity == GP_SLOPE)
        fputs("f'(z", stream);
    else if (operand->quantity == GP_WEIGHT_CHANGE || operand->quantity == GP_BIAS_CHANGE)
        fputs(operand->quantity == GP_WEIGHT_CHANGE ? "(change of W" : "(change of b", stream);
    else if (gp_quantities[operand->quantity].is_moment)
        fprintf(stream, "(%s of %s", moment_words[gp_quantities[operand->quantity].moment],
                gp_is_of_bias(operand->quantity) ? "b" : "W");
    else if (operand->quantity == GP_ACTIVATED && operand->level == GP_LEVEL_INPUT)
        fputs("x", stream);
    else
        fputs(gp_quantities[operand->quantity].name, stream);
    fputs(operand->unit.axis == GP_AXIS_NONE ? "" : "_", stream);
    write_index(stream, &operand->unit);
    if (operand->input.axis != GP_AXIS_NONE)
        write_index(stream, &operand->input);
    if (!operand->target && (operand->quantity == GP_SLOPE || gp_quantities[operand->quantity].stage == GP_AT_CHANGES))
        fputs(")", stream);
}

static void write_operand(FILE *stream, const gp_relative *operand)
{
    write_letters(stream, operand);
    if (!has_words(operand))
        return;
    if (operand->unit.twist == GP_TWIST_TURNED)
        fprintf(stream, " with %s%s", axis_letters[operand->unit.axis], twist_words[GP_TWIST_TURNED]);
    if (operand->input.twist == GP_TWIST_TURNED)
        fprintf(stream, " with %s%s", axis_letters[operand->input.axis], twist_words[GP_TWIST_TURNED]);
    fputs(operand->across ? " read along the wrong side" : "", stream);
    if (operand->layer_by != GP_AXIS_NONE)
        fprintf(stream, " of layer %s%s", axis_letters[operand->layer_by], level_shifts[operand->level]);
    else if (!operand->target && operand->level != GP_LEVEL_INPUT && operand->level != level_of_letters(operand))
        fputs(level_words[operand->level], stream);
    fputs(which_words[operand->which], stream);
    fputs(operand->step < 0 ? " of the step before" : operand->step > 0 ? " after the update" : "", stream);
    if (operand->unit.twist == GP_TWIST_LAYER || operand->input.twist == GP_TWIST_LAYER)
        fputs(" with l the number of the layer", stream);
    if (gp_relative_may_end(operand))
        fputs(operand->stops ? ", nothing past the end" : ", 0 past the end", stream);
}

/* How tightly a term holds together: a part that holds less is put in brackets. */
typedef enum grip { LOOSE, OF_SUM, OF_PRODUCT, OF_FACTOR } grip;

static grip grip_of(const gp_term *term)
{
    switch (term->kind) {
    case GP_TERM_PLUS:
    case GP_TERM_MINUS:
        return OF_SUM;
    case GP_TERM_TIMES:
    case GP_TERM_OVER:
    case GP_TERM_SUM:
        return OF_PRODUCT;
    case GP_TERM_OPERAND:
        return has_words(&term->operand) ? LOOSE : OF_FACTOR;
    case GP_TERM_NUMBER:
        return term->number < 0 ? OF_SUM : OF_FACTOR;
    case GP_TERM_RUNNING:
    case GP_TERM_STALE:
    case GP_TERM_ROUNDED:
    case GP_TERM_WHERE:
    case GP_TERM_EITHER:
        return LOOSE;
    case GP_TERM_SCALAR:
    case GP_TERM_FUNCTION:
        return OF_FACTOR;
    }
    return LOOSE;
}

static void write_part(FILE *stream, const gp_term *term, grip least)
{
    const bool brackets = grip_of(term) < least;
    fputs(brackets ? "(" : "", stream);
    gp_term_write(stream, term);
    fputs(brackets ? ")" : "", stream);
}

/* Whether a term is -1 times another. */
static bool is_negative_of(const gp_term *term)
{
    return term->kind == GP_TERM_TIMES && term->of[0]->kind == GP_TERM_NUMBER && term->of[0]->number == -1;
}

/* A sum takes in all that stands behind it, and so does what is divided by: they need brackets where a factor follows. */
static void write_front(FILE *stream, const gp_term *term, grip least)
{
    write_part(stream, term, term->kind == GP_TERM_SUM ? OF_FACTOR : least);
}

static void write_factor(FILE *stream, const gp_term *term)
{
    write_front(stream, term, term->kind == GP_TERM_OVER ? OF_FACTOR : term->kind == GP_TERM_NUMBER ? LOOSE : OF_PRODUCT);
}

static void write_times(FILE *stream, const gp_term *term)
{
    if (is_negative_of(term)) {
        fputs("-", stream);
        write_part(stream, term->of[1], OF_PRODUCT);
        return;
    }
    write_factor(stream, term->of[0]);
    fputs(" ", stream);
    write_part(stream, term->of[1], term->of[1]->kind == GP_TERM_SUM ? OF_PRODUCT : OF_FACTOR);
}

/* Adding a negative is subtracting; subtracting one is written as such. */
static void write_addition(FILE *stream, const gp_term *term)
{
    const bool subtracts = term->kind == GP_TERM_PLUS && is_negative_of(term->of[1]);
    write_front(stream, term->of[0], OF_SUM);
    fputs(term->kind == GP_TERM_PLUS && !subtracts ? " + " : " - ", stream);
    write_part(stream, subtracts ? term->of[1]->of[1] : term->of[1], OF_PRODUCT);
}

void gp_term_write(FILE *stream, const gp_term *term)
{
    switch (term->kind) {
    case GP_TERM_NUMBER:
        fprintf(stream, "%.6g", term->number);
        break;
    case GP_TERM_SCALAR:
        fputs(scalar_words[term->scalar], stream);
        break;
    case GP_TERM_OPERAND:
        write_operand(stream, &term->operand);
        break;
    case GP_TERM_PLUS:
    case GP_TERM_MINUS:
        write_addition(stream, term);
        break;
    case GP_TERM_TIMES:
        write_times(stream, term);
        break;
    case GP_TERM_OVER:
        write_factor(stream, term->of[0]);
        fputs(" / ", stream);
        write_part(stream, term->of[1], OF_FACTOR);
        break;
    case GP_TERM_SUM:
        fprintf(stream, "Σ%s%s %s", term->axis == GP_AXIS_SAMPLE ? "" : "_", axis_letters[term->axis], cut_words[term->cut]);
        write_part(stream, term->of[0], OF_PRODUCT);
        break;
    case GP_TERM_FUNCTION:
        fputs(function_words[term->function].before, stream);
        gp_term_write(stream, term->of[0]);
        fputs(function_words[term->function].after, stream);
        break;
    case GP_TERM_RUNNING:
        fputs("the sum over this step and all before it of ", stream);
        write_part(stream, term->of[0], OF_SUM);
        break;
    case GP_TERM_STALE:
        write_part(stream, term->of[0], OF_SUM);
        fputs(", of the step before", stream);
        break;
    case GP_TERM_ROUNDED:
        write_part(stream, term->of[0], OF_SUM);
        fprintf(stream, ", rounded to %.0f decimal%s", term->number, term->number == 1 ? "" : "s");
        break;
    case GP_TERM_WHERE: /* elsewhere stands the right formula, which is told beside it */
        write_part(stream, term->of[0], OF_SUM);
        fprintf(stream, " (only %s)", condition_words[term->where]);
        break;
    case GP_TERM_EITHER:
        write_part(stream, term->of[0], OF_SUM);
        fprintf(stream, " %s, and ", condition_words[term->where]);
        write_part(stream, term->of[1], OF_SUM);
        fputs(" elsewhere", stream);
        break;
    }
}
