/* The reference in a page: runs the first step of a problem and tells each of its numbers with its formula, as `goldprop show`
   has them. Compiled to WebAssembly together with the rooms of src, and called by style/change.js. */
#include "cli/worked.h"
#include "golden/number.h"
#include "reference/activation.h"
#include "reference/update.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED(name) __attribute__((export_name(#name)))

/* ---- The problem: words with a space behind each, in the order in which generate/player.py writes them. ---- */

/* The problem of the request, and whether each name in it was known. */
typedef struct request {
    char *rest;
    gp_problem problem;
    bool understood;
} request;

/* The next word. */
static const char *word(request *request)
{
    const char *begin = request->rest;
    request->rest += strcspn(begin, " ");
    if (*request->rest)
        *request->rest++ = '\0';
    return begin;
}

static size_t whole(request *request)
{
    return strtoul(word(request), NULL, 10);
}

static const char **decimals(request *request, size_t count)
{
    const char **texts = calloc(count + 1, sizeof *texts);
    for (size_t k = 0; texts && k < count; k++)
        texts[k] = word(request);
    return texts;
}

/* Which of some things has the next word for its name; 0 where none has it. */
static int named(request *request, int count, const char *(*name)(int which))
{
    const char *wanted = word(request);
    for (int which = 0; which < count; which++)
        if (strcmp(name(which), wanted) == 0)
            return which;
    request->understood = false;
    return 0;
}

static const char *activation_name(int which)
{
    return gp_activations[which].name;
}

static const char *bias_name(int which)
{
    static const char *const names[] = {"none", "per_unit", "shared"};
    _Static_assert(sizeof names / sizeof *names == gp_bias_kind_count, "each kind of biases has a word");
    return names[which];
}

static const char *loss_name(int which)
{
    return gp_losses[which].name;
}

static const char *reduction_name(int which)
{
    static const char *const names[] = {"sum", "mean"};
    _Static_assert(sizeof names / sizeof *names == gp_reduction_count, "each reduction has a word");
    return names[which];
}

static const char *rule_name(int which)
{
    return gp_update_rules[which].name;
}

static const char *departure_name(int which)
{
    return gp_departure_catalogue[which].id;
}

static void read_layer(request *request, size_t inputs, gp_problem_layer *layer)
{
    layer->inputs = inputs;
    layer->shape.units = whole(request);
    layer->shape.activation = (gp_activation)named(request, gp_activation_count, activation_name);
    if (gp_activations[layer->shape.activation].has_alpha)
        layer->alpha = word(request);
    layer->shape.bias = (gp_bias)named(request, gp_bias_kind_count, bias_name);
    layer->shape.bias_trained = whole(request) != 0;
    layer->W = decimals(request, layer->shape.units * inputs);
    layer->b = decimals(request, gp_bias_count(&layer->shape));
}

static void read_samples(request *request)
{
    gp_problem *problem = &request->problem;
    problem->samples = whole(request);
    problem->x = decimals(request, problem->samples * problem->inputs);
    problem->t = decimals(request, problem->samples * problem->outputs);
}

static void read_training(request *request)
{
    gp_problem *problem = &request->problem;
    problem->loss = (gp_loss_kind)named(request, gp_loss_count, loss_name);
    problem->loss_factor = word(request);
    problem->reports_error = whole(request) != 0;
    problem->error_factor = "1";
    if (problem->reports_error) {
        problem->error = (gp_loss_kind)named(request, gp_loss_count, loss_name);
        problem->error_over_samples = (gp_reduction)named(request, gp_reduction_count, reduction_name);
        problem->error_over_outputs = (gp_reduction)named(request, gp_reduction_count, reduction_name);
        problem->error_factor = word(request);
    }
    problem->update = (gp_update_rule)named(request, gp_update_rule_count, rule_name);
    problem->rates = decimals(request, 1); /* of all epochs */
    for (int which = 0; which < gp_rule_number_count; which++)
        if (gp_update_rules[problem->update].has[which])
            problem->rule_numbers[which] = word(request);
    problem->batch = whole(request);
    problem->reduction = (gp_reduction)named(request, gp_reduction_count, reduction_name);
    problem->epochs = 1; /* later ones change nothing that is shown */
    for (size_t left = whole(request); left > 0; left--) {
        const int which = named(request, gp_documented_count, departure_name);
        problem->departures = gp_departures_of_either(problem->departures, gp_departure_set((gp_departure)which));
    }
}

static request read_request(char *text)
{
    request request = {.rest = text, .understood = true};
    gp_problem *problem = &request.problem;
    problem->outputs = problem->inputs = whole(&request);
    const size_t depth = whole(&request);
    problem->layers = calloc(depth + 1, sizeof *problem->layers);
    for (; problem->layers && problem->depth < depth; problem->depth++) {
        read_layer(&request, problem->outputs, &problem->layers[problem->depth]);
        problem->outputs = problem->layers[problem->depth].shape.units;
    }
    read_samples(&request);
    read_training(&request);
    request.understood = request.understood && !*request.rest;
    return request;
}

/* ---- The answer: a line for each number, with tabs between its anchor, its 17 digits, and its formula as text and as TeX.
 * ---- */

typedef struct answer {
    const gp_worked *worked;
    FILE *stream;
} answer;

/* The decimals of the problem stand in formulas as they were given. */
static const char *given(const void *context, const char *decimal, char text[gp_operand_room])
{
    (void)context, (void)text;
    return decimal;
}

static void tell(void *context, const gp_place *place)
{
    const answer *answer = context;
    const gp_problem *problem = &answer->worked->the_case->problem;
    gp_operands operands = gp_worked_operands(answer->worked);
    operands.given = given;
    char anchor[gp_anchor_room];
    fprintf(answer->stream, "%s\t%.*g\t", gp_place_anchor("", place, anchor), GP_REAL_DIGITS,
            gp_worked_value(answer->worked, place));
    gp_write_formula(answer->stream, GP_TEXT, problem, place, &operands);
    fputc('\t', answer->stream);
    gp_write_formula(answer->stream, GP_TEX, problem, place, &operands);
    fputc('\n', answer->stream);
}

/* ---- What the page calls. ---- */

/* Room for a text from the page. */
EXPORTED(room) char *room(size_t length)
{
    return malloc(length);
}

EXPORTED(release) void release(char *text)
{
    free(text);
}

/* Whether a text is a number as the files of problems have it. */
EXPORTED(is_number) bool is_number(const char *text)
{
    return gp_number_valid(text);
}

/* All numbers of the first step of a problem; NULL where the request is not understood or memory is short. To be released. */
EXPORTED(follow) char *follow(char *text)
{
    request request = read_request(text);
    const gp_case the_case = {.id = "", .problem = request.problem};
    gp_worked worked;
    gp_message message;
    char *lines = NULL;
    size_t length;
    if (request.understood && gp_work_out(&the_case, 0, &worked, &message)) {
        answer answer = {.worked = &worked, .stream = open_memstream(&lines, &length)};
        const gp_worked_reader reader = {.context = &answer, .number = tell};
        if (answer.stream) {
            gp_worked_read(&worked, &reader);
            fclose(answer.stream);
        }
        gp_worked_free(&worked);
    }
    gp_problem_free(&request.problem);
    return lines;
}
