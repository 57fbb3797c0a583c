#include "formula.h"

#include "site.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* A formula that is being written. */
typedef struct formula {
    FILE *file;
    const gp_case *the_case;
    const gp_problem *problem;
    const gp_printed *printed;
    bool complete; /* every operand was there */
} formula;

/* The characters that the document prints for an operand, with the sign of the run; NULL where it is not one of the operands.
 */
static const char *printed_operand(const formula *f, const gp_place *place, char text[digits_room])
{
    for (size_t k = 0; f->printed && k < f->printed->operand_count; k++) {
        const gp_printed *operand = &f->the_case->printed[f->printed->operands[k]];
        if (gp_place_compare(&operand->place, place) != 0)
            continue;
        const char *number = operand->number;
        if (!operand->negated)
            snprintf(text, digits_room, "%s", number);
        else if (*number == '-')
            snprintf(text, digits_room, "%s", number + 1);
        else
            snprintf(text, digits_room, "-%s", number);
        return text;
    }
    return NULL;
}

/* A number as a factor: in brackets where it is negative. */
static void put_number(formula *f, const char *number)
{
    fputs(*number == '-' ? "(" : "", f->file);
    write_tex_number(f->file, number);
    fputs(*number == '-' ? ")" : "", f->file);
}

static void put(formula *f, gp_place place)
{
    enum { shown_digits = 6 };
    char text[digits_room];
    const char *number = printed_operand(f, &place, text), *exact = number ? NULL : find_exact(f->the_case, &place);
    if (exact)
        number = round_digits(exact, shown_digits, text);
    if (number)
        put_number(f, number);
    else
        f->complete = false;
}

static void put_below(formula *f, size_t step, size_t sample, size_t layer, size_t input)
{
    if (layer == 1)
        put_number(f, f->problem->x[sample * f->problem->inputs + input]);
    else
        put(f, (gp_place){GP_ACTIVATED, step, sample, layer - 1, input, 0});
}

static void put_target(formula *f, size_t sample, size_t output)
{
    put_number(f, f->problem->t[sample * f->problem->outputs + output]);
}

static const gp_problem_layer *layer_at(const formula *f, size_t layer)
{
    return &f->problem->layers[layer - 1];
}

static void put_net_input(formula *f, const gp_place *p)
{
    const gp_problem_layer *layer = layer_at(f, p->layer);
    for (size_t i = 0; i < layer->inputs; i++) {
        fputs(i == 0 ? "" : " + ", f->file);
        put(f, (gp_place){GP_WEIGHT, p->step, 0, p->layer, p->unit, i});
        fputs(" \\cdot ", f->file);
        put_below(f, p->step, p->sample, p->layer, i);
    }
    if (layer->shape.bias == GP_BIAS_NONE)
        return;
    fputs(" + ", f->file);
    put(f, (gp_place){GP_BIAS, p->step, 0, p->layer, layer->shape.bias == GP_BIAS_SHARED ? 0 : p->unit, 0});
}

static void put_activation(formula *f, const gp_place *p)
{
    const bool sigmoid = layer_at(f, p->layer)->shape.activation == GP_SIGMOID;
    fputs(sigmoid ? "\\sigma(" : "", f->file);
    put(f, (gp_place){GP_NET_INPUT, p->step, p->sample, p->layer, p->unit, 0});
    fputs(sigmoid ? ")" : "", f->file);
}

/* f'(z) of a unit as a factor. */
static void put_slope(formula *f, const gp_place *p)
{
    const gp_place a = {GP_ACTIVATED, p->step, p->sample, p->layer, p->unit, 0};
    if (layer_at(f, p->layer)->shape.activation != GP_SIGMOID)
        return;
    fputs(" \\cdot ", f->file);
    put(f, a);
    fputs(" \\cdot (1 - ", f->file);
    put(f, a);
    fputc(')', f->file);
}

/* a_k - t_k of an output. */
static void put_difference(formula *f, size_t step, size_t sample, size_t output)
{
    put(f, (gp_place){GP_ACTIVATED, step, sample, f->problem->depth, output, 0});
    fputs(" - ", f->file);
    put_target(f, sample, output);
}

static void put_loss(formula *f, const gp_place *p)
{
    put_number(f, f->problem->loss_factor);
    fputs(" \\bigl(", f->file);
    for (size_t k = 0; k < f->problem->outputs; k++) {
        fputs(k == 0 ? "(" : " + (", f->file);
        put_difference(f, p->step, p->sample, k);
        fputs(")^2", f->file);
    }
    fputs("\\bigr)", f->file);
}

static void put_output_delta(formula *f, const gp_place *p)
{
    fputs("2 \\cdot ", f->file);
    put_number(f, f->problem->loss_factor);
    fputs(" \\cdot (", f->file);
    put_difference(f, p->step, p->sample, p->unit);
    fputc(')', f->file);
    put_slope(f, p);
}

static void put_hidden_delta(formula *f, const gp_place *p)
{
    const size_t above = layer_at(f, p->layer + 1)->shape.units;
    const bool updated = gp_departs(f->problem->departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
    fputs(above > 1 ? "(" : "", f->file);
    for (size_t j = 0; j < above; j++) {
        fputs(j == 0 ? "" : " + ", f->file);
        put(f, (gp_place){GP_WEIGHT, p->step + updated, 0, p->layer + 1, j, p->unit});
        fputs(" \\cdot ", f->file);
        put(f, (gp_place){GP_DELTA, p->step, p->sample, p->layer + 1, j, 0});
    }
    fputs(above > 1 ? ")" : "", f->file);
    put_slope(f, p);
}

/* The sum over a batch that a gradient is; a mean is divided by the number of samples. */
static void put_gradient(formula *f, const gp_place *p)
{
    const gp_layer_shape *shape = &layer_at(f, p->layer)->shape;
    const bool along_weight = p->quantity == GP_WEIGHT_GRADIENT;
    const size_t first_unit = !along_weight && shape->bias == GP_BIAS_SHARED ? 0 : p->unit;
    const size_t units = !along_weight && shape->bias == GP_BIAS_SHARED ? shape->units : 1;
    size_t samples;
    const size_t first = gp_problem_step_samples(f->problem, p->step, &samples);
    const bool mean = f->problem->reduction == GP_MEAN && samples > 1;
    fputs(mean ? "(" : "", f->file);
    for (size_t s = first; s < first + samples; s++)
        for (size_t j = first_unit; j < first_unit + units; j++) {
            fputs(s == first && j == first_unit ? "" : " + ", f->file);
            put(f, (gp_place){GP_DELTA, p->step, s, p->layer, j, 0});
            if (along_weight) {
                fputs(" \\cdot ", f->file);
                put_below(f, p->step, s, p->layer, p->input);
            }
        }
    if (mean)
        fprintf(f->file, ") / %zu", samples);
}

/* A parameter after an update: the old one less rate times gradient; the gradient of one term is written out. */
static void put_parameter(formula *f, const gp_place *p)
{
    const bool last = p->layer == f->problem->depth, is_weight = p->quantity == GP_WEIGHT;
    const bool frozen = !is_weight && ((!last && gp_departs(f->problem->departures, GP_HIDDEN_BIASES_FROZEN)) ||
                                       !layer_at(f, p->layer)->shape.bias_trained);
    const bool borrowed = !is_weight && last && gp_departs(f->problem->departures, GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT);
    if (p->step == 0) {
        fputs("\\text{given}", f->file);
        return;
    }
    gp_place before = *p, gradient = *p;
    before.step = gradient.step = p->step - 1;
    gradient.quantity = is_weight ? GP_WEIGHT_GRADIENT : GP_BIAS_GRADIENT;
    gradient.layer -= borrowed;
    put(f, before);
    if (frozen)
        return;
    fputs(" - ", f->file);
    put_number(f, f->problem->rate);
    fputs(" \\cdot ", f->file);
    if (is_weight && f->problem->batch == 1)
        put_gradient(f, &gradient);
    else
        put(f, gradient);
}

/* The step in which an epoch shows a sample to the network. */
static size_t step_of(const formula *f, size_t epoch, size_t sample)
{
    return epoch * gp_problem_steps_per_epoch(f->problem) + (epoch < f->problem->epochs ? sample / f->problem->batch : 0);
}

static void put_error(formula *f, const gp_place *p)
{
    const bool squared = f->problem->deviation == GP_SQUARED;
    const size_t terms = f->problem->samples * f->problem->outputs;
    if (strcmp(f->problem->error_factor, "1") != 0)
        put_number(f, f->problem->error_factor);
    fputs(" \\bigl(", f->file);
    for (size_t s = 0; s < f->problem->samples; s++)
        for (size_t k = 0; k < f->problem->outputs; k++) {
            fputs(s + k == 0 ? "" : " + ", f->file);
            fputs(squared ? "(" : "|", f->file);
            put_difference(f, step_of(f, p->step, s), s, k);
            fputs(squared ? ")^2" : "|", f->file);
        }
    fputs("\\bigr)", f->file);
    if (f->problem->over == GP_MEAN && terms > 1)
        fprintf(f->file, " / %zu", terms);
}

static void put_right_side(formula *f, const gp_place *p)
{
    switch (p->quantity) {
    case GP_WEIGHT:
    case GP_BIAS:
        put_parameter(f, p);
        break;
    case GP_NET_INPUT:
        put_net_input(f, p);
        break;
    case GP_ACTIVATED:
        put_activation(f, p);
        break;
    case GP_SAMPLE_LOSS:
        put_loss(f, p);
        break;
    case GP_DELTA:
        if (p->layer == f->problem->depth)
            put_output_delta(f, p);
        else
            put_hidden_delta(f, p);
        break;
    case GP_WEIGHT_GRADIENT:
    case GP_BIAS_GRADIENT:
        put_gradient(f, p);
        break;
    default:
        put_error(f, p);
    }
}

bool write_formula(FILE *file, const gp_case *the_case, const gp_place *place, const gp_printed *printed)
{
    char *text = NULL;
    size_t length;
    formula f = {open_memstream(&text, &length), the_case, &the_case->problem, printed, true};
    if (!f.file)
        stop("expected memory for a formula, found none left");
    const bool negated = printed && printed->negated;
    fputs(negated ? "-\\bigl(" : "", f.file);
    put_right_side(&f, place);
    fputs(negated ? "\\bigr)" : "", f.file);
    fclose(f.file);
    if (f.complete)
        fprintf(file, "\\f$ %s \\f$", text);
    free(text);
    return f.complete;
}
