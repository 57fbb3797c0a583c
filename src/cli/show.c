#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "golden/case.h"
#include "oracle/run.h"
#include "oracle/verify.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_help(void)
{
    puts("Usage: goldprop show [OPTION...] FILE|CASE\n"
         "Shows a step of a run as a worked solution: each formula, the numbers put in, the result, and what the document "
         "prints there.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input.\n\n"
         "  -s, --step K  the step after K updates; 0 where not given\n"
         "  -h, --help    this help");
}

/* More terms of one sum than this are cut short. */
enum { most_terms = 8 };

/* Numbers of a run by their places, the case that they belong to, and what it says of them. */
typedef struct worked_step {
    const gp_case *the_case;
    size_t step;
    gp_place *places;
    gp_real *values;
    size_t count;
    gp_verification found;        /* what holds of the numbers that the document prints of this step */
    gp_expectation *expectations; /* that it was found by */
} worked_step;

static int compare_places(const void *one, const void *other)
{
    return gp_place_compare(one, other);
}

/* The place among those of the step, or NULL. */
static const gp_place *find(const worked_step *worked, const gp_place *place)
{
    return bsearch(place, worked->places, worked->count, sizeof *worked->places, compare_places);
}

static double value_at(const worked_step *worked, const gp_place *place)
{
    return (double)worked->values[find(worked, place) - worked->places];
}

static double weight(const worked_step *worked, size_t step, size_t layer, size_t unit, size_t input)
{
    return value_at(worked, &(gp_place){.quantity = GP_WEIGHT, .step = step, .layer = layer, .unit = unit, .input = input});
}

static double unit_value(const worked_step *worked, gp_quantity quantity, size_t sample, size_t layer, size_t unit)
{
    return value_at(worked, &(gp_place){quantity, worked->step, sample, layer, unit, 0});
}

/* The activation of a unit of the layer below, which is the input for layer 1. */
static double below(const worked_step *worked, size_t sample, size_t layer, size_t input)
{
    const gp_problem *problem = &worked->the_case->problem;
    if (layer == 1)
        return (double)gp_number_real(problem->x[sample * problem->inputs + input]);
    return unit_value(worked, GP_ACTIVATED, sample, layer - 1, input);
}

static double target(const worked_step *worked, size_t sample, size_t unit)
{
    const gp_problem *problem = &worked->the_case->problem;
    return (double)gp_number_real(problem->t[sample * problem->outputs + unit]);
}

static const gp_problem_layer *layer_of(const worked_step *worked, size_t layer)
{
    return &worked->the_case->problem.layers[layer - 1];
}

/* A NaN has no sign that would mean anything. */
static double without_sign_of_nan(double value)
{
    return isnan(value) ? fabs(value) : value;
}

/* A negative number is put in brackets where it stands inside a formula. */
static const char *operand(double value, char text[32])
{
    snprintf(text, 32, value < 0 ? "(%.6g)" : "%.6g", without_sign_of_nan(value));
    return text;
}

/* The same for a number of the problem, as it is written there. */
static void write_given(const char *decimal)
{
    printf(*decimal == '-' ? "(%s)" : "%s", decimal);
}

/* One term of a sum of products; what is past most_terms is only counted. */
static void write_term(size_t term, size_t terms, double one, double other)
{
    char left[32], right[32];
    if (term < most_terms)
        printf("%s%s * %s", term == 0 ? "" : " + ", operand(one, left), operand(other, right));
    else if (term == most_terms)
        printf(" + ... (%zu terms)", terms);
}

/* The beginning of a line: the quantity, and the document's name for it. */
static void begin_line(const worked_step *worked, const gp_place *place)
{
    char text[160];
    gp_place_text(place, text);
    const char *last = strrchr(text, ' ');
    const gp_name *name = gp_case_name(worked->the_case, place);
    printf("    %s", last ? last + 1 : text);
    if (name)
        printf(" (%s%s)", name->negated ? "-" : "", name->text);
    fputs(" = ", stdout);
}

/* How a printed number comes about; nothing is taken on trust, since the problem of a file may have been changed. */
static void write_reading(const gp_verdict *verdict)
{
    const gp_printed *printed = verdict->printed;
    if (!verdict->expectation) {
        fputs("not checked: the file has no exact number here", stdout);
        return;
    }
    if (!verdict->passed) {
        fputs("does not follow from this problem", stdout);
        return;
    }
    fputs(gp_reading_words[printed->reading], stdout);
    if (printed->reading == GP_ERRATUM)
        printf(": %s, right is %s", gp_erratum_words[printed->kind], printed->right);
    if (printed->reading == GP_NOISE)
        printf(": right is %s", printed->right);
    if (verdict->mistaken)
        printf(", with the document's own mistake: textbook gives %.10g", (double)verdict->textbook);
}

/* What the document prints at a place. */
static void write_printed(const worked_step *worked, const gp_place *place, const char *label)
{
    for (size_t k = 0; k < worked->found.printed_count; k++) {
        const gp_verdict *verdict = &worked->found.verdicts[k];
        if (gp_place_compare(&verdict->printed->place, place) != 0)
            continue;
        printf("   [%s: %s%s, ", label, verdict->printed->text, verdict->printed->negated ? " for the other sign" : "");
        write_reading(verdict);
        putchar(']');
    }
}

/* The result, and what the document prints at this place. */
static void write_result(const worked_step *worked, const gp_place *place, double result)
{
    printf(" = %.10g", without_sign_of_nan(result));
    write_printed(worked, place, "document");
}

static void end_line(const worked_step *worked, const gp_place *place, double result)
{
    write_result(worked, place, result);
    putchar('\n');
}

static void show_net_inputs(const worked_step *worked, size_t sample, size_t layer)
{
    const gp_problem_layer *shape = layer_of(worked, layer);
    const gp_bias bias = shape->shape.bias;
    printf("  Net input of layer %zu: z_j = sum_i W_ji a_i%s\n", layer,
           bias == GP_BIAS_NONE     ? ""
           : bias == GP_BIAS_SHARED ? " + b"
                                    : " + b_j");
    for (size_t j = 0; j < shape->shape.units; j++) {
        gp_place place = {GP_NET_INPUT, worked->step, sample, layer, j, 0};
        begin_line(worked, &place);
        for (size_t i = 0; i < shape->inputs; i++)
            write_term(i, shape->inputs, weight(worked, worked->step, layer, j, i), below(worked, sample, layer, i));
        if (bias != GP_BIAS_NONE) {
            gp_place b = {.quantity = GP_BIAS, .step = worked->step, .layer = layer, .unit = bias == GP_BIAS_SHARED ? 0 : j};
            char text[32];
            printf(" + %s", operand(value_at(worked, &b), text));
        }
        end_line(worked, &place, value_at(worked, &place));
    }
}

static void show_activations(const worked_step *worked, size_t sample, size_t layer)
{
    const gp_layer_shape *shape = &layer_of(worked, layer)->shape;
    printf("  Activation of layer %zu: a_j = %s\n", layer, shape->activation == GP_SIGMOID ? "1 / (1 + exp(-z_j))" : "z_j");
    for (size_t j = 0; j < shape->units; j++) {
        gp_place place = {GP_ACTIVATED, worked->step, sample, layer, j, 0};
        char z[32];
        begin_line(worked, &place);
        operand(unit_value(worked, GP_NET_INPUT, sample, layer, j), z);
        printf(shape->activation == GP_SIGMOID ? "1 / (1 + exp(-%s))" : "%s", z);
        end_line(worked, &place, value_at(worked, &place));
    }
}

static void show_loss(const worked_step *worked, size_t sample)
{
    const gp_problem *problem = &worked->the_case->problem;
    gp_place place = {.quantity = GP_SAMPLE_LOSS, .step = worked->step, .sample = sample};
    printf("  Loss of the sample: E = %s * sum_k (a_k - t_k)^2\n    E = %s * (", problem->loss_factor, problem->loss_factor);
    for (size_t k = 0; k < problem->outputs; k++) {
        char a[32], t[32];
        operand(unit_value(worked, GP_ACTIVATED, sample, problem->depth, k), a);
        printf("%s(%s - %s)^2", k == 0 ? "" : " + ", a, operand(target(worked, sample, k), t));
    }
    putchar(')');
    end_line(worked, &place, value_at(worked, &place));
}

/* The slope of the activation, with its number put in. */
static void write_slope(const worked_step *worked, size_t sample, size_t layer, size_t unit)
{
    char a[32];
    operand(unit_value(worked, GP_ACTIVATED, sample, layer, unit), a);
    if (layer_of(worked, layer)->shape.activation == GP_SIGMOID)
        printf(" * %s * (1 - %s)", a, a);
}

static void show_output_deltas(const worked_step *worked, size_t sample)
{
    const gp_problem *problem = &worked->the_case->problem;
    printf("  Error signal of layer %zu: delta_k = 2 * ", problem->depth);
    write_given(problem->loss_factor);
    puts(" * (a_k - t_k) f'(z_k)");
    for (size_t k = 0; k < problem->outputs; k++) {
        gp_place place = {GP_DELTA, worked->step, sample, problem->depth, k, 0};
        char a[32], t[32];
        begin_line(worked, &place);
        operand(unit_value(worked, GP_ACTIVATED, sample, problem->depth, k), a);
        fputs("2 * ", stdout);
        write_given(problem->loss_factor);
        printf(" * (%s - %s)", a, operand(target(worked, sample, k), t));
        write_slope(worked, sample, problem->depth, k);
        end_line(worked, &place, value_at(worked, &place));
    }
}

static void show_hidden_deltas(const worked_step *worked, size_t sample, size_t layer)
{
    const bool from_updated = gp_departs(worked->the_case->problem.departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
    const size_t above = layer_of(worked, layer + 1)->shape.units;
    printf("  Error signal of layer %zu: delta_i = (sum_j W_ji delta_j) f'(z_i)%s\n", layer,
           from_updated ? ", with W already updated (a departure)" : "");
    for (size_t i = 0; i < layer_of(worked, layer)->shape.units; i++) {
        gp_place place = {GP_DELTA, worked->step, sample, layer, i, 0};
        begin_line(worked, &place);
        putchar('(');
        for (size_t j = 0; j < above; j++)
            write_term(j, above, weight(worked, worked->step + from_updated, layer + 1, j, i),
                       unit_value(worked, GP_DELTA, sample, layer + 1, j));
        putchar(')');
        write_slope(worked, sample, layer, i);
        end_line(worked, &place, value_at(worked, &place));
    }
}

/* What turns the sum over the samples of a step into its gradient. */
static void end_reduction(const worked_step *worked, size_t samples)
{
    if (worked->the_case->problem.reduction == GP_MEAN)
        printf(") / %zu", samples);
}

static void begin_reduction(const worked_step *worked)
{
    if (worked->the_case->problem.reduction == GP_MEAN)
        putchar('(');
}

static void show_weight_gradients(const worked_step *worked, size_t first, size_t samples, size_t layer)
{
    const gp_problem_layer *shape = layer_of(worked, layer);
    printf("  Weight gradient of layer %zu: dW_ji = %s delta_j a_i\n", layer,
           worked->the_case->problem.reduction == GP_MEAN ? "mean over the samples of" : "sum over the samples of");
    for (size_t j = 0; j < shape->shape.units; j++)
        for (size_t i = 0; i < shape->inputs; i++) {
            gp_place place = {GP_WEIGHT_GRADIENT, worked->step, 0, layer, j, i};
            begin_line(worked, &place);
            begin_reduction(worked);
            for (size_t s = 0; s < samples; s++)
                write_term(s, samples, unit_value(worked, GP_DELTA, first + s, layer, j), below(worked, first + s, layer, i));
            end_reduction(worked, samples);
            end_line(worked, &place, value_at(worked, &place));
        }
}

static void show_bias_gradients(const worked_step *worked, size_t first, size_t samples, size_t layer)
{
    const gp_layer_shape *shape = &layer_of(worked, layer)->shape;
    const bool shared = shape->bias == GP_BIAS_SHARED;
    const size_t terms = shared ? samples * shape->units : samples;
    if (shape->bias == GP_BIAS_NONE)
        return;
    printf("  Bias gradient of layer %zu: %s\n", layer,
           shared ? "db = sum of delta_j over the samples and all units j" : "db_j = sum of delta_j over the samples");
    for (size_t b = 0; b < gp_bias_count(shape); b++) {
        gp_place place = {.quantity = GP_BIAS_GRADIENT, .step = worked->step, .layer = layer, .unit = b};
        begin_line(worked, &place);
        begin_reduction(worked);
        for (size_t term = 0; term < terms && term < most_terms; term++) {
            char text[32];
            double delta = unit_value(worked, GP_DELTA, first + (shared ? term / shape->units : term), layer,
                                      shared ? term % shape->units : b);
            printf("%s%s", term == 0 ? "" : " + ", operand(delta, text));
        }
        if (terms > most_terms)
            printf(" + ... (%zu terms)", terms);
        end_reduction(worked, samples);
        end_line(worked, &place, value_at(worked, &place));
    }
}

/* One parameter's update: the old value, the rate, the gradient, the new value. */
static void show_update(const worked_step *worked, const gp_place *before, const gp_place *gradient)
{
    gp_place after = *before;
    after.step++;
    char old[32], slope[32];
    begin_line(worked, &after);
    operand(value_at(worked, before), old);
    if (gradient) {
        printf("%s - ", old);
        write_given(worked->the_case->problem.rate);
        printf(" * %s", operand(value_at(worked, gradient), slope));
    } else {
        printf("%s, which stays", old);
    }
    write_result(worked, &after, value_at(worked, &after));
    if (before->step == 0)
        write_printed(worked, before, "document's old value");
    putchar('\n');
}

static void show_updates(const worked_step *worked, size_t layer)
{
    const gp_problem_layer *shape = layer_of(worked, layer);
    printf("  Update of layer %zu: W_ji = W_ji - rate dW_ji%s\n", layer,
           shape->shape.bias == GP_BIAS_NONE ? "" : ", b = b - rate db");
    for (size_t j = 0; j < shape->shape.units; j++)
        for (size_t i = 0; i < shape->inputs; i++) {
            gp_place before = {GP_WEIGHT, worked->step, 0, layer, j, i}, gradient = before;
            gradient.quantity = GP_WEIGHT_GRADIENT;
            show_update(worked, &before, &gradient);
        }

    const gp_problem *problem = &worked->the_case->problem;
    const bool last = layer == problem->depth;
    const bool borrowed = last && gp_departs(problem->departures, GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT);
    const bool frozen = !shape->shape.bias_trained || (!last && gp_departs(problem->departures, GP_HIDDEN_BIASES_FROZEN));
    for (size_t b = 0; b < gp_bias_count(&shape->shape); b++) {
        gp_place before = {GP_BIAS, worked->step, 0, layer, b, 0}, gradient = before;
        gradient.quantity = GP_BIAS_GRADIENT;
        gradient.layer -= borrowed;
        show_update(worked, &before, frozen ? NULL : &gradient);
    }
}

static void show_error(const worked_step *worked, size_t epoch)
{
    const gp_problem *problem = &worked->the_case->problem;
    gp_place place = {.quantity = GP_EPOCH_ERROR, .step = epoch};
    printf("  Reported error of epoch %zu: %s * the %s of %s over all samples and outputs\n", epoch, problem->error_factor,
           problem->over == GP_MEAN ? "mean" : "sum", problem->deviation == GP_SQUARED ? "(a - t)^2" : "|a - t|");
    fputs("    error", stdout);
    end_line(worked, &place, value_at(worked, &place));
}

static void show_sample(const worked_step *worked, size_t sample, bool backward)
{
    const gp_problem *problem = &worked->the_case->problem;
    printf("\nStep %zu, sample %zu, forward%s\n", worked->step, sample, backward ? " and back" : "");
    for (size_t layer = 1; layer <= problem->depth; layer++) {
        show_net_inputs(worked, sample, layer);
        show_activations(worked, sample, layer);
    }
    show_loss(worked, sample);
    if (!backward)
        return;
    show_output_deltas(worked, sample);
    for (size_t layer = problem->depth - 1; layer > 0; layer--)
        show_hidden_deltas(worked, sample, layer);
}

static void show_heading(const gp_case *the_case)
{
    printf("%s: %s\n", the_case->id ? the_case->id : the_case->source.name,
           the_case->title ? the_case->title : "a problem of your own");
    if (the_case->description)
        printf("%s\n", the_case->description);
    for (int k = 0; k < gp_departure_count; k++)
        if (gp_departs(the_case->problem.departures, (gp_departure)k))
            printf("Departs from textbook backpropagation (%s): %s.\n", gp_departure_catalogue[k].id,
                   gp_departure_catalogue[k].summary);
}

/* Whether the numbers of the file were made for its problem, as far as they are shown. */
static bool belong_together(const gp_verification *found)
{
    bool hold = found->computed_failed == 0;
    for (size_t k = 0; k < found->printed_count; k++)
        hold = hold && (found->verdicts[k].passed || !found->verdicts[k].expectation);
    return hold;
}

static void show_step(const worked_step *worked, size_t epoch)
{
    const gp_problem *problem = &worked->the_case->problem;
    const bool update = worked->step < gp_problem_steps(problem);
    size_t samples;
    const size_t first = gp_problem_step_samples(problem, worked->step, &samples);

    show_heading(worked->the_case);
    if (!belong_together(&worked->found))
        puts("The file also has numbers that do not follow from its problem: has it been changed? goldprop verify lists them.");
    for (size_t sample = first; sample < first + samples; sample++)
        show_sample(worked, sample, update);
    if (update) {
        printf("\nStep %zu, gradients and update (rate %s)\n", worked->step, problem->rate);
        for (size_t layer = problem->depth; layer > 0; layer--) {
            show_weight_gradients(worked, first, samples, layer);
            show_bias_gradients(worked, first, samples, layer);
        }
        for (size_t layer = problem->depth; layer > 0; layer--)
            show_updates(worked, layer);
    }
    putchar('\n');
    show_error(worked, epoch);
}

/* Judges what the case says of the numbers that are shown; the others are left out, since this is not the whole run. */
static bool judge(worked_step *worked, const gp_case *asked, gp_message *message)
{
    gp_case shown = *asked;
    shown.expectation_count = 0;
    shown.expectations = worked->expectations = calloc(asked->expectation_count + 1, sizeof *shown.expectations);
    if (!shown.expectations)
        return gp_message_set(message, "%s: expected memory for its exact numbers, found none left", asked->source.name);
    for (size_t k = 0; k < asked->expectation_count; k++)
        if (find(worked, &asked->expectations[k].place))
            shown.expectations[shown.expectation_count++] = asked->expectations[k];
    return gp_verify_case(&shown, &worked->found, message);
}

static bool run(worked_step *worked, const gp_case *asked, gp_message *message)
{
    worked->count = gp_case_recorded_places(asked, &worked->places);
    worked->values = calloc(worked->count + 1, sizeof *worked->values);
    return (worked->places && worked->values &&
            gp_run_places(&asked->problem, worked->places, worked->count, worked->values) == GP_OK) ||
           gp_message_set(message, "%s: expected memory for the run, found too little", asked->source.name);
}

static bool show(const gp_case *the_case, size_t step, gp_message *message)
{
    const gp_problem *problem = &the_case->problem;
    const size_t steps = gp_problem_steps(problem);
    if (step > steps)
        return gp_message_set(message, "--step: expected a step from 0 to %zu, found %zu", steps, step);

    /* Everything of this step, the parameters after it, and the error of its epoch. */
    size_t epoch = step / gp_problem_steps_per_epoch(problem), shown[] = {step, step + 1};
    gp_case asked = *the_case;
    asked.record = (gp_record){.all = {shown, step < steps ? 2 : 1}, .errors = {&epoch, 1}};
    if (epoch < problem->epochs)
        asked.problem.epochs = epoch + 1; /* later ones change nothing that is shown */
    worked_step worked = {.the_case = the_case, .step = step};
    const bool known = run(&worked, &asked, message) && judge(&worked, &asked, message);
    if (known)
        show_step(&worked, epoch);
    gp_verification_free(&worked.found);
    free(worked.expectations);
    free(worked.places);
    free(worked.values);
    return known;
}

static bool read_step(const char *text, size_t *step)
{
    char *end;
    errno = 0;
    *step = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

int gp_command_show(int argc, char **argv)
{
    static const struct option options[] = {{"step", required_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'}, {0}};
    size_t step = 0;
    gp_message message;
    for (int option; (option = gp_next_option(argc, argv, "s:h", options)) != -1;) {
        if (option == 'h') {
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        }
        if (option != 's')
            return GP_EXIT_UNUSABLE;
        if (!read_step(optarg, &step)) {
            gp_message_set(&message, "--step: expected a whole number, found \"%s\"", optarg);
            return gp_complain(&message);
        }
    }
    if (!gp_has_words(argc, argv, 1, "a FILE or CASE"))
        return GP_EXIT_UNUSABLE;
    char path[PATH_MAX];
    gp_case the_case;
    if (!gp_find_case(argv[optind], path, &message) || !gp_case_open(path, &the_case, &message))
        return gp_complain(&message);
    bool shown = show(&the_case, step, &message);
    gp_case_close(&the_case);
    return shown ? gp_finish_stdout(GP_EXIT_PASSED) : gp_complain(&message);
}
