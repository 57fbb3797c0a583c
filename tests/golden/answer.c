#define _POSIX_C_SOURCE 200809L

#include "golden/answer.h"

#include "golden/node.h"
#include "golden/setup.h"
#include "golden/trace.h"
#include "golden/values.h"
#include "reference/update.h"
#include "support/golden_cases.h"
#include "support/memory.h"
#include "support/open_case.h"
#include "support/spoil.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Two matrices that are not square and one that is; each kind of bias. Of three samples in batches of two, step 0 has the
   samples 0 and 1, step 1 has the sample 2, and step 2 is the pass after the last update, with all samples. */
static const char case_text[] =
    "{\"format\": \"goldprop-case-1\", \"id\": \"mixed\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 3, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"b\": [\"1\"], \"W\": [[\"1\", \"1\"], [\"1\", \"1\"], "
    "[\"1\", \"1\"]]},\n"
    "{\"units\": 2, \"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"1\", \"1\", \"1\"], [\"1\", \"1\", \"1\"]]},\n"
    "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"per_unit\", \"b\": [\"1\", \"1\"], \"W\": [[\"1\", \"1\"], "
    "[\"1\", "
    "\"1\"]]}],\n"
    "\"samples\": [{\"input\": [\"1\", \"1\"], \"target\": [\"1\", \"1\"]}, {\"input\": [\"1\", \"1\"], \"target\": [\"1\", "
    "\"1\"]},\n"
    "{\"input\": [\"1\", \"1\"], \"target\": [\"1\", \"1\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"1\", \"batch\": 2, \"reduction\": \"sum\", \"epochs\": 1}},\n"
    "\"expectations\": [\n"
    "{\"quantity\": \"W\", \"step\": 0, \"layer\": 1, \"unit\": 2, \"input\": 1, \"exact\": \"1\"},\n"
    "{\"quantity\": \"b\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"1\"},\n"
    "{\"quantity\": \"W\", \"step\": 0, \"layer\": 3, \"unit\": 0, \"input\": 1, \"exact\": \"1\"},\n"
    "{\"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 2, \"unit\": 1, \"exact\": \"1\"},\n"
    "{\"quantity\": \"loss\", \"step\": 0, \"sample\": 1, \"exact\": \"1\"},\n"
    "{\"quantity\": \"delta\", \"step\": 0, \"sample\": 1, \"layer\": 1, \"unit\": 2, \"exact\": \"1\"},\n"
    "{\"quantity\": \"dW\", \"step\": 0, \"layer\": 2, \"unit\": 1, \"input\": 0, \"exact\": \"1\"},\n"
    "{\"quantity\": \"db\", \"step\": 0, \"layer\": 3, \"unit\": 1, \"exact\": \"1\"},\n"
    "{\"quantity\": \"a\", \"step\": 1, \"sample\": 2, \"layer\": 1, \"unit\": 0, \"exact\": \"1\"},\n"
    "{\"quantity\": \"W\", \"step\": 2, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"1\"},\n"
    "{\"quantity\": \"a\", \"step\": 2, \"sample\": 0, \"layer\": 3, \"unit\": 0, \"exact\": \"1\"},\n"
    "{\"quantity\": \"error\", \"epoch\": 0, \"exact\": \"1\"},\n"
    "{\"quantity\": \"error\", \"epoch\": 1, \"exact\": \"1\"}]}";

enum { expectation_count = 13 };

/* A number that tells its place. */
static double code(const gp_place *place)
{
    return (double)(place->quantity + 1) * 1e5 + (double)place->step * 1e4 + (double)place->sample * 1e3 +
           (double)place->layer * 100 + (double)place->unit * 10 + (double)place->input;
}

/* How a program counts, and which way its matrices lie. */
typedef struct manner {
    size_t layers_from, steps_from, samples_from, epochs_from;
    bool transposed;
    const char *more; /* keys that come first */
} manner;

static const manner plain = {.layers_from = 1, .more = ""};

static void write_array(FILE *stream, gp_place place, size_t count, bool along_inputs)
{
    for (size_t k = 0; k < count; k++) {
        *(along_inputs ? &place.input : &place.unit) = k;
        fprintf(stream, "%s%.17g", k == 0 ? "[" : ", ", code(&place));
    }
    fputs(count == 0 ? "[]" : "]", stream);
}

static void write_matrix(FILE *stream, const gp_problem_layer *layer, gp_place place, bool transposed)
{
    const size_t rows = transposed ? layer->inputs : layer->shape.units;
    for (size_t k = 0; k < rows; k++) {
        *(transposed ? &place.input : &place.unit) = k;
        fputs(k == 0 ? "[" : ", ", stream);
        write_array(stream, place, transposed ? layer->shape.units : layer->inputs, !transposed);
    }
    putc(']', stream);
}

static void write_parameters(FILE *stream, const gp_problem *problem, const manner *how, size_t step, const char *list,
                             gp_quantity weights, gp_quantity biases)
{
    fprintf(stream, ", \"%s\": [", list);
    for (size_t l = 1; l <= problem->depth; l++) {
        const gp_problem_layer *layer = &problem->layers[l - 1];
        fprintf(stream, "%s{\"layer\": %zu, \"%s\": ", l == 1 ? "" : ", ", l - 1 + how->layers_from,
                gp_quantities[weights].name);
        write_matrix(stream, layer, (gp_place){.quantity = weights, .step = step, .layer = l}, how->transposed);
        fprintf(stream, ", \"%s\": ", gp_quantities[biases].name);
        write_array(stream, (gp_place){.quantity = biases, .step = step, .layer = l}, gp_bias_count(&layer->shape), false);
        putc('}', stream);
    }
    putc(']', stream);
}

static void write_sample(FILE *stream, const gp_problem *problem, const manner *how, size_t step, size_t sample)
{
    const bool back = step < gp_problem_steps(problem);
    fprintf(stream, "{\"sample\": %zu, \"layers\": [", sample + how->samples_from);
    for (size_t l = 1; l <= problem->depth; l++) {
        fprintf(stream, "%s{\"layer\": %zu", l == 1 ? "" : ", ", l - 1 + how->layers_from);
        for (gp_quantity quantity = GP_NET_INPUT; quantity <= GP_DELTA; quantity++) {
            const gp_place place = {.quantity = quantity, .step = step, .sample = sample, .layer = l};
            if (quantity == GP_SAMPLE_LOSS || (quantity == GP_OUTPUT_LOSS && l < problem->depth) ||
                (!back && quantity > GP_SAMPLE_LOSS))
                continue;
            fprintf(stream, ", \"%s\": ", gp_quantities[quantity].name);
            write_array(stream, place, problem->layers[l - 1].shape.units, false);
        }
        putc('}', stream);
    }
    fprintf(stream, "], \"loss\": %.17g", code(&(gp_place){.quantity = GP_SAMPLE_LOSS, .step = step, .sample = sample}));
    if (back) {
        fputs(", \"dx\": ", stream);
        write_array(stream, (gp_place){.quantity = GP_INPUT_GRADIENT, .step = step, .sample = sample}, problem->inputs, true);
    }
    putc('}', stream);
}

static void write_step(FILE *stream, const gp_problem *problem, const manner *how, size_t step)
{
    size_t count, first = gp_problem_step_samples(problem, step, &count);
    fprintf(stream, "{\"step\": %zu", step + how->steps_from);
    write_parameters(stream, problem, how, step, "parameters", GP_WEIGHT, GP_BIAS);
    fputs(", \"samples\": [", stream);
    for (size_t s = first; s < first + count; s++) {
        fputs(s == first ? "" : ", ", stream);
        write_sample(stream, problem, how, step, s);
    }
    putc(']', stream);
    if (step < gp_problem_steps(problem)) {
        write_parameters(stream, problem, how, step, "gradients", GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT);
        write_parameters(stream, problem, how, step, "changes", GP_WEIGHT_CHANGE, GP_BIAS_CHANGE);
    }
    putc('}', stream);
}

/* A whole run, each number of which tells its place. */
static json_file file_of_run(const gp_problem *problem, const manner *how)
{
    json_file file = json_file_of("");
    fprintf(file.stream, "{\"format\": \"goldprop-trace-1\", %s\"steps\": [", how->more);
    for (size_t step = 0; step <= gp_problem_steps(problem); step++) {
        fputs(step == 0 ? "" : ", ", file.stream);
        write_step(file.stream, problem, how, step);
    }
    fputs("], \"errors\": [", file.stream);
    for (size_t epoch = 0; epoch <= problem->epochs; epoch++)
        fprintf(file.stream, "%s{\"epoch\": %zu, \"error\": %.17g}", epoch == 0 ? "" : ", ", epoch + how->epochs_from,
                code(&(gp_place){.quantity = GP_EPOCH_ERROR, .step = epoch}));
    fputs("]}", file.stream);
    cr_assert_eq(fflush(file.stream), 0);
    return file;
}

/* How many numbers a run computes. */
static size_t run_count(const gp_problem *problem)
{
    size_t count = problem->epochs + 1;
    for (size_t step = 0, steps = gp_problem_steps(problem); step <= steps; step++) {
        size_t samples;
        gp_problem_step_samples(problem, step, &samples);
        count += samples * (1 + problem->outputs + (step < steps ? problem->inputs : 0));
        for (size_t l = 0; l < problem->depth; l++) {
            const gp_problem_layer *layer = &problem->layers[l];
            const size_t parameters = layer->shape.units * layer->inputs + gp_bias_count(&layer->shape);
            const size_t of_unit = step == steps                           ? 2
                                   : layer->shape.activation == GP_SOFTMAX ? 4
                                                                           : 5; /* z, a, da, delta, slope */
            const size_t of_parameter =
                3 + gp_update_rules[problem->update].moments + (problem->clipping != GP_CLIP_NONE ? 1 : 0);
            count += (step < steps ? of_parameter : 1) * parameters + of_unit * samples * layer->shape.units;
        }
    }
    return count;
}

/* Reads a run that was written in some manner: each number arrives at its place. */
static void read_run(const char *case_of_run, const manner *how, gp_answer *answer)
{
    text_case opened;
    gp_message message = {""};
    text_case_open(case_of_run, &opened);
    json_file file = file_of_run(&opened.the_case.problem, how);
    cr_assert(gp_answer_open(file.name, &opened.the_case, answer, &message), "%s", message.text);
    const size_t count = opened.the_case.expectation_count;
    cr_assert_eq(answer->present_count, count);
    cr_assert_eq(answer->others, run_count(&opened.the_case.problem) - count);
    for (size_t k = 0; k < count; k++) {
        char text[160];
        const gp_place *place = &opened.the_case.expectations[k].place;
        cr_assert(answer->present[k], "%s", gp_place_text(place, text));
        cr_assert_eq(answer->values[k], code(place), "%s: %g", gp_place_text(place, text), answer->values[k]);
    }
    json_file_remove(&file);
    text_case_close(&opened);
}

static void check_customs(const gp_answer *answer, const double values[gp_convention_count], bool declared)
{
    for (size_t k = 0; k < gp_convention_count; k++) {
        cr_expect_eq(answer->customs[k].value, values[k], "%s: %g", gp_convention_names[k], answer->customs[k].value);
        cr_expect_eq(answer->customs[k].declared, declared, "%s", gp_convention_names[k]);
    }
}

Test(answer, complete)
{
    gp_answer answer;
    read_run(case_text, &plain, &answer);
    check_customs(&answer, (double[]){1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1}, false);
    cr_assert_eq(answer.precision, GP_PRECISION_BINARY64);
    cr_assert_null(answer.unsupported);
    cr_assert(!answer.square_only);
    gp_answer_close(&answer);
    cr_assert(!answer.values && !answer.present && !answer.source.root);
    gp_answer_close(&answer);
}

/* The case expects one number of each quantity that only some programs have. */
Test(answer, every_quantity)
{
    static const char before[] = "{\"quantity\": \"W\", \"step\": 2, ";
    char *text =
        text_with(case_text, before,
                  "{\"quantity\": \"output_loss\", \"step\": 1, \"sample\": 2, \"layer\": 3, \"unit\": 1, \"exact\": \"1\"},\n"
                  "{\"quantity\": \"da\", \"step\": 1, \"sample\": 2, \"layer\": 3, \"unit\": 1, \"exact\": \"1\"},\n"
                  "{\"quantity\": \"slope\", \"step\": 1, \"sample\": 2, \"layer\": 1, \"unit\": 2, \"exact\": \"1\"},\n"
                  "{\"quantity\": \"dx\", \"step\": 1, \"sample\": 2, \"input\": 1, \"exact\": \"1\"},\n"
                  "{\"quantity\": \"W_change\", \"step\": 1, \"layer\": 1, \"unit\": 2, \"input\": 1, \"exact\": \"1\"},\n"
                  "{\"quantity\": \"b_change\", \"step\": 1, \"layer\": 3, \"unit\": 1, \"exact\": \"1\"},\n"
                  "{\"quantity\": \"W\", \"step\": 2, ");
    gp_answer answer;
    read_run(text, &plain, &answer);
    gp_answer_close(&answer);
    read_run(text, &(manner){.layers_from = 0, .transposed = true, .more = ""}, &answer);
    gp_answer_close(&answer);
    free(text);
}

Test(answer, numbering)
{
    gp_answer answer;
    for (size_t k = 0; k < 16; k++) {
        const manner how = {
            .layers_from = k & 1, .steps_from = k >> 1 & 1, .samples_from = k >> 2 & 1, .epochs_from = k >> 3 & 1, .more = ""};
        read_run(case_text, &how, &answer);
        check_customs(&answer,
                      (double[]){1, 1, 1, 1, 1, (double)how.layers_from, (double)how.steps_from, (double)how.samples_from,
                                 (double)how.epochs_from, 1, 1, 1, 1, 1, 1},
                      false);
        gp_answer_close(&answer);
    }
}

Test(answer, transposed)
{
    gp_answer answer;
    read_run(case_text, &(manner){.layers_from = 0, .transposed = true, .more = ""}, &answer);
    check_customs(&answer, (double[]){1, 1, 1, 1, -1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, false);
    cr_assert(!answer.square_only);
    gp_answer_close(&answer);
}

Test(answer, declared)
{
    gp_answer answer;
    const manner how = {
        1,
        1,
        1,
        1,
        true,
        "\"precision\": \"bfloat16\", \"case\": \"mixed\", \"conventions\": {\"delta\": \"-dE/dz\", "
        "\"gradients\": \"-dE/dW\", \"b\": \"threshold\", \"slope_at_kink\": \"right\", \"W\": \"[input][unit]\", "
        "\"layers_from\": 1, \"steps_from\": 1, "
        "\"samples_from\": 1, \"epochs_from\": 1, \"loss_factor\": \"1/2\", \"output_loss_factor\": 0.75, "
        "\"error_factor\": 2.5, \"delta_factor\": 3, \"gradient_factor\": \"1/2\", \"velocity_factor\": \"-3\"}, "};
    read_run(case_text, &how, &answer);
    check_customs(&answer, (double[]){-1, -1, -1, -1, -1, 1, 1, 1, 1, 0.5, 0.75, 2.5, 3, 0.5, -3}, true);
    cr_assert_eq(answer.precision, GP_PRECISION_BFLOAT16);
    gp_answer_close(&answer);
}

Test(answer, precisions)
{
    static const int digits[] = {53, 24, 8, 11}, exponents[] = {1024, 128, 128, 16};
    for (int k = 0; k < 4; k++) {
        gp_answer answer;
        char more[64];
        snprintf(more, sizeof more, "\"precision\": \"%s\", ", gp_precision_words[k]);
        read_run(case_text, &(manner){.layers_from = 1, .more = more}, &answer);
        cr_assert_eq(answer.precision, (gp_precision)k);
        cr_assert_eq(gp_unit_roundoff(answer.precision), ldexpl(1, -digits[k]));
        /* all digits 1 below the largest power of two: 2^1024, 2^128, 2^128, 2^16 */
        cr_assert_eq(gp_largest(answer.precision), ldexpl(1, exponents[k]) - ldexpl(1, exponents[k] - digits[k]));
        gp_answer_close(&answer);
    }
    cr_assert_null(gp_precision_words[4]);
}

/* Reads a text that must be sound. */
static void read_text(const char *case_of_text, const char *text, gp_answer *answer)
{
    text_case opened;
    gp_message message = {""};
    text_case_open(case_of_text, &opened);
    cr_assert(gp_answer_read("the answer", text, strlen(text), &opened.the_case, answer, &message), "%s", message.text);
    text_case_close(&opened);
}

#define START "{\"format\": \"goldprop-trace-1\", "

/* What a trace does not have is not present; null is the same. */
Test(answer, partial)
{
    gp_answer answer;
    read_text(case_text, "{\"format\": \"goldprop-trace-1\"}", &answer);
    cr_assert_eq(answer.present_count + answer.others, 0);
    cr_assert(!answer.square_only);
    gp_answer_close(&answer);

    read_text(case_text,
              START "\"case\": null, \"precision\": null, \"conventions\": null, \"steps\": null, \"errors\": [], "
                    "\"unsupported\": null}",
              &answer);
    cr_assert_eq(answer.present_count + answer.others, 0);
    gp_answer_close(&answer);

    read_text(case_text,
              START "\"conventions\": {\"delta\": null, \"steps_from\": 0},\n"
                    "\"errors\": [{\"epoch\": 1, \"error\": 7}, {\"epoch\": 0, \"error\": null}],\n"
                    "\"steps\": [{\"step\": 2, \"parameters\": [], \"gradients\": null}, {\"step\": 0, \"samples\": [\n"
                    "{\"sample\": 1, \"loss\": 8}, {\"sample\": 0, \"layers\": [{\"layer\": 2, \"z\": [null, 9]},\n"
                    "{\"layer\": 1, \"delta\": null}, {\"layer\": 3, \"z\": [1, 2]}]}]}]}",
              &answer);
    cr_assert_eq(answer.present_count, 3);
    cr_assert_eq(answer.others, 2);
    cr_assert(!answer.customs[GP_DELTA_SIGN].declared && answer.customs[GP_STEPS_FROM].declared);
    for (size_t k = 0; k < expectation_count; k++)
        cr_assert_eq(answer.present[k], k == 3 || k == 4 || k == 12, "%zu", k);
    cr_assert_eq(answer.values[3], 9);
    cr_assert_eq(answer.values[4], 8);
    cr_assert_eq(answer.values[12], 7);
    gp_answer_close(&answer);
}

/* A number behind the last one shows where a trace begins to count only where there is no 0: otherwise it is a mistake. */
Test(answer, numbering_of_a_part)
{
    gp_answer answer;
    read_text(case_text, START "\"steps\": [{\"step\": 1}], \"errors\": [{\"epoch\": 1, \"error\": 5}]}", &answer);
    check_customs(&answer, (double[]){1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1}, false);
    cr_assert(answer.present[12]);
    gp_answer_close(&answer);

    read_text(case_text, START "\"errors\": [{\"epoch\": 1, \"error\": 5}, {\"epoch\": 2, \"error\": 6}]}", &answer);
    check_customs(&answer, (double[]){1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1}, false);
    cr_assert_eq(answer.values[11], 5);
    cr_assert_eq(answer.values[12], 6);
    gp_answer_close(&answer);
}

/* Where the numbers do not tell, the trace can be read anew, as often as need be. */
Test(answer, counted_anew)
{
    static const char text[] = START "\"errors\": [{\"epoch\": 1, \"error\": 5}]}";
    text_case opened;
    gp_answer answer;
    gp_message message;
    text_case_open(case_text, &opened);
    cr_assert(gp_answer_read("x", text, strlen(text), &opened.the_case, &answer, &message), "%s", message.text);
    cr_assert(answer.unsettled[GP_EPOCHS_FROM] && !answer.unsettled[GP_STEPS_FROM] && !answer.unsettled[GP_SAMPLES_FROM]);
    for (int from = 1; from >= 0; from--) {
        gp_answer_count_from(&opened.the_case, &answer, GP_EPOCHS_FROM, from);
        cr_assert_eq(answer.customs[GP_EPOCHS_FROM].value, from);
        cr_assert_eq(answer.present_count, 1);
        cr_assert(answer.present[12 - from] && !answer.present[11 + from]);
        cr_assert_eq(answer.values[12 - from], 5);
    }
    gp_answer_close(&answer);
    text_case_close(&opened);
}

/* A part of a long run: 1 and 3 of the epochs 0 and 2 that are recorded; without 0, and with one that nobody asked for. */
Test(answer, numbering_of_what_is_recorded)
{
    gp_answer answer;
    char *text = text_with(case_text, ",\n\"expectations\"", ",\n\"record\": {\"errors\": [0, 2]},\n\"expectations\"");
    char *longer = text_with(text, "\"epochs\": 1}", "\"epochs\": 9}");
    read_text(longer, START "\"errors\": [{\"epoch\": 1, \"error\": 5}, {\"epoch\": 3, \"error\": 6}]}", &answer);
    cr_assert(answer.customs[GP_EPOCHS_FROM].value == 1);
    cr_assert_eq(answer.values[11], 5);
    gp_answer_close(&answer);
    read_text(longer, START "\"errors\": [{\"epoch\": 2, \"error\": 5}]}", &answer);
    cr_assert(answer.customs[GP_EPOCHS_FROM].value == 0);
    gp_answer_close(&answer);
    read_text(longer, START "\"errors\": [{\"epoch\": 1, \"error\": 5}, {\"epoch\": 4, \"error\": 6}]}", &answer);
    cr_assert(answer.customs[GP_EPOCHS_FROM].value == 0);
    gp_answer_close(&answer);
    free(longer);
    free(text);
}

#define SQUARE START "\"steps\": [{\"step\": 0, \"parameters\": [{\"layer\": 3, \"W\": [[1, 2], [3, 4]]}"

/* Square matrices are taken as [unit][input] unless the trace declares something else, or another matrix shows it. */
Test(answer, square_matrices)
{
    gp_answer answer;
    read_text(case_text, SQUARE "]}]}", &answer);
    cr_assert(answer.square_only);
    cr_assert_eq(answer.values[2], 2);
    cr_assert_eq(answer.customs[GP_TRANSPOSED].value, 1);
    gp_answer_close(&answer);

    read_text(case_text, SQUARE "]}], \"conventions\": {\"W\": \"[input][unit]\"}}", &answer);
    cr_assert(answer.square_only);
    cr_assert_eq(answer.values[2], 3);
    gp_answer_close(&answer);

    read_text(case_text, SQUARE ", {\"layer\": 1, \"W\": [[1, 2, 3], [4, 5, 6]]}]}]}", &answer);
    cr_assert(!answer.square_only);
    cr_assert_eq(answer.values[2], 3);
    cr_assert_eq(answer.values[0], 6);
    gp_answer_close(&answer);

    read_text(case_text,
              SQUARE ", {\"layer\": 2, \"W\": [[1, 2, 3], [4, 5, 6]]}]}], \"conventions\": {\"W\": \"[unit][input]\"}}",
              &answer);
    cr_assert(!answer.square_only);
    cr_assert_eq(answer.values[2], 2);
    gp_answer_close(&answer);
}

/* One number, as a program writes it, as the error of epoch 0. */
static double number_of(const char *written)
{
    gp_answer answer;
    char text[256];
    snprintf(text, sizeof text, START "\"errors\": [{\"epoch\": 0, \"error\": %s}]}", written);
    read_text(case_text, text, &answer);
    const double value = answer.values[11];
    cr_assert(answer.present[11]);
    gp_answer_close(&answer);
    return value;
}

Test(answer, numbers)
{
    static const struct {
        const char *written;
        double value;
    } numbers[] = {
        {"7", 7},
        {"-7", -7},
        {"0.1", 0.1},
        {"0.30000000000000004", 0.30000000000000004},
        {"1e-310", 1e-310},
        {"-2.5E+7", -2.5e7},
        {"9007199254740993", 9007199254740992.0},
        {"100000000000000000000", 1e20},
        {"-100000000000000000000", -1e20},
        {"\"0.1\"", 0.1},
        {"\"-.5e-3\"", -0.5e-3},
        {"\"+12\"", 12},
        {"\"0.30000000000000004\"", 0.30000000000000004},
        {"\"inf\"", (double)INFINITY},
        {"\"+Inf\"", (double)INFINITY},
        {"\"Infinity\"", (double)INFINITY},
        {"\"-inf\"", -(double)INFINITY},
        {"\"-INFINITY\"", -(double)INFINITY},
    };
    for (size_t k = 0; k < COUNT(numbers); k++)
        cr_expect_eq(number_of(numbers[k].written), numbers[k].value, "%s", numbers[k].written);
    static const char *const nans[] = {"\"nan\"", "\"NaN\"", "\"NAN\"", "\"-nan\"", "\"+nan\""};
    for (size_t k = 0; k < COUNT(nans); k++)
        cr_expect(isnan(number_of(nans[k])), "%s", nans[k]);
}

/* Programs write counts as reals, too; and where one integer is too large for the machine's own, all of them are read so. */
Test(answer, whole_reals)
{
    gp_answer answer;
    read_text(case_text, START "\"errors\": [{\"epoch\": 0.0, \"error\": 1}, {\"epoch\": 1e0, \"error\": 2}]}", &answer);
    cr_assert_eq(answer.present_count, 2);
    gp_answer_close(&answer);
    read_text(case_text,
              START "\"conventions\": {\"epochs_from\": 1},\n"
                    "\"errors\": [{\"epoch\": 2, \"error\": 123456789012345678901234567890}, {\"epoch\": 1, \"error\": 3}]}",
              &answer);
    cr_assert_eq(answer.values[12], 123456789012345678901234567890.0);
    cr_assert_eq(answer.values[11], 3);
    gp_answer_close(&answer);
}

Test(answer, unsupported)
{
    static const char *const texts[] = {
        "{\"unsupported\": \"no shared biases\"}",
        "{\"format\": \"goldprop-trace-1\", \"case\": \"mixed\", \"unsupported\": \"no shared biases\"}",
    };
    for (size_t k = 0; k < COUNT(texts); k++) {
        gp_answer answer;
        read_text(case_text, texts[k], &answer);
        cr_assert_str_eq(answer.unsupported, "no shared biases");
        cr_assert_eq(answer.present_count, 0);
        for (size_t n = 0; n < expectation_count; n++)
            cr_assert(!answer.present[n]);
        gp_answer_close(&answer);
    }
}

/* The text is copied, up to its length and no further. */
Test(answer, in_memory)
{
    text_case opened;
    gp_message message = {""};
    gp_answer answer;
    char text[] = START "\"errors\": [{\"epoch\": 1, \"error\": 4}]}{";
    text_case_open(case_text, &opened);
    cr_assert(gp_answer_read("./mine", text, strlen(text) - 1, &opened.the_case, &answer, &message), "%s", message.text);
    memset(text, 'x', sizeof text);
    cr_assert_str_eq(answer.source.name, "./mine");
    cr_assert_eq(answer.source.text[0], '{');
    cr_assert_eq(answer.values[12], 4);
    gp_answer_close(&answer);

    cr_assert(!gp_answer_read("./mine", "[\n7", 3, &opened.the_case, &answer, &message));
    cr_assert_eq(strncmp(message.text, "./mine:2: expected JSON", strlen("./mine:2: expected JSON")), 0, "%s", message.text);
    cr_assert(!gp_answer_read("./mine", "", 0, &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "./mine:1: expected JSON, found an empty file");
    cr_assert(!answer.values && !answer.source.text);
    cr_assert(!gp_answer_open("/no/such/file", &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text,
                     "/no/such/file: expected a JSON file, found that it cannot be read: No such file or directory");
    text_case_close(&opened);
}

/* A problem that expects nothing and has no name. */
Test(answer, nothing_expected)
{
    text_case opened;
    gp_answer answer;
    gp_message message = {""};
    char *unnamed = text_with(case_text, "\"id\": \"mixed\", ", ""), *end = strstr(unnamed, ",\n\"expectations\"");
    strcpy(end, "}");
    text_case_open(unnamed, &opened);
    static const char text[] = START "\"errors\": [{\"epoch\": 1, \"error\": 4}]}";
    cr_assert(gp_answer_read("it", text, strlen(text), &opened.the_case, &answer, &message), "%s", message.text);
    cr_assert_eq(answer.others, 1);
    gp_answer_close(&answer);
    static const char named[] = START "\"case\": \"mixed\"}";
    cr_assert(!gp_answer_read("it", named, strlen(named), &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "it:1: case: expected no such key, as the problem has no id, found \"mixed\"");
    text_case_close(&opened);
    free(unnamed);
}

static bool open_answer(const char *name, char text[1024])
{
    text_case opened;
    gp_answer answer;
    gp_message message;
    text_case_open(case_text, &opened);
    bool read = gp_answer_open(name, &opened.the_case, &answer, &message);
    if (!read)
        snprintf(text, 1024, "%s", message.text);
    gp_answer_close(&answer);
    text_case_close(&opened);
    return read;
}

static const char sound[] = "{\n"
                            "  \"format\": \"goldprop-trace-1\", \"case\": \"mixed\",\n"
                            "  \"precision\": \"binary32\",\n"
                            "  \"conventions\": {\"delta\": \"-dE/dz\", \"layers_from\": 1, \"loss_factor\": \"1/2\"},\n"
                            "  \"steps\": [\n"
                            "    {\"step\": 0, \"parameters\": [\n"
                            "      {\"layer\": 1, \"W\": [[11, 12], [13, 14], [15, 16]], \"b\": [17]},\n"
                            "      {\"layer\": 2, \"W\": [[21, 22, 23], [24, 25, 26]], \"b\": []},\n"
                            "      {\"layer\": 3, \"W\": [[31, 32], [33, 34]], \"b\": [35, 36]}],\n"
                            "     \"samples\": [{\"sample\": 1, \"layers\": [{\"layer\": 1, \"z\": [41, 42, 43], \"delta\": "
                            "[44, 45, 46]}], \"loss\": 47}],\n"
                            "     \"gradients\": [{\"layer\": 2, \"dW\": [[51, 52, 53], [54, 55, 56]]}]},\n"
                            "    {\"step\": 2, \"samples\": [{\"sample\": 2, \"loss\": 61}]}\n"
                            "  ],\n"
                            "  \"errors\": [{\"epoch\": 0, \"error\": \"71\"}, {\"epoch\": 1, \"error\": 72.5}]\n"
                            "}\n";

#define EMPTY_STEP "{\"step\": 2, \"samples\": [{\"sample\": 2, \"loss\": 61}]}"
#define NUMBER "expected a finite number, with or without quotes, or \"nan\", \"inf\" or \"-inf\", found "
#define BARE "expected JSON, found an error: "

Test(answer, complaints)
{
    static const complaint complaints[] = {
        {"goldprop-trace-1", "goldprop-trace-2", ":2: format: expected \"goldprop-trace-1\", found \"goldprop-trace-2\""},
        {"\"format\": \"goldprop-trace-1\", ", "", ":1: expected the key \"format\", found none"},
        {"\"mixed\"", "\"samsel\"", ":2: case: expected the case that was asked for, \"mixed\", found \"samsel\""},
        {"\"mixed\"", "7", ":2: case: expected the case that was asked for, \"mixed\", found 7"},
        {"\"binary32\"", "\"float\"",
         ":3: precision: expected \"binary64\", \"binary32\", \"bfloat16\" or \"binary16\", found \"float\""},
        {"\"errors\"", "\"error\"",
         ":14: error: expected a key that is format, case, precision, conventions, steps, errors or unsupported, found "
         "\"error\""},
        {"\"precision\": \"binary32\"", "\"unsupported\": \"why\"",
         ":4: conventions: expected a key that is unsupported, format or case, found \"conventions\""},
        /* conventions */
        {"\"-dE/dz\"", "\"-\"", ":4: conventions.delta: expected \"dE/dz\" or \"-dE/dz\", found \"-\""},
        {"\"delta\": \"-dE/dz\"", "\"gradients\": \"dE/dz\"",
         ":4: conventions.gradients: expected \"dE/dW\" or \"-dE/dW\", found \"dE/dz\""},
        {"\"delta\": \"-dE/dz\"", "\"slope_at_kink\": 1",
         ":4: conventions.slope_at_kink: expected \"left\" or \"right\", found 1"},
        {"\"delta\": \"-dE/dz\"", "\"W\": true",
         ":4: conventions.W: expected \"[unit][input]\", \"[input][unit]\", \"[unit][input+1]\", \"[input+1][unit]\", "
         "\"[unit][1+input]\" or \"[1+input][unit]\", found true"},
        {"\"delta\": \"-dE/dz\"", "\"rows\": 7",
         ":4: conventions.rows: expected a key that is delta, gradients, b, slope_at_kink, W, layers_from, steps_from, "
         "samples_from, epochs_from, loss_factor, output_loss_factor, error_factor, delta_factor, gradient_factor or "
         "velocity_factor, found \"rows\""},
        {"\"layers_from\": 1", "\"layers_from\": 2",
         ":4: conventions.layers_from: expected a whole number from 0 to 1, without quotes, found 2"},
        {"\"1/2\"", "0",
         ":4: conventions.loss_factor: expected a positive number, such as 0.5 or \"1/2\", or a product such as \"1/samples\", "
         "found 0"},
        {"\"1/2\"", "\"-1/2\"",
         ":4: conventions.loss_factor: expected a positive number, such as 0.5 or \"1/2\", or a product such as \"1/samples\", "
         "found \"-1/2\""},
        {"\"1/2\"", "\"inf\"",
         ":4: conventions.loss_factor: expected a positive number, such as 0.5 or \"1/2\", or a product such as \"1/samples\", "
         "found \"inf\""},
        {"\"1/2\"", "[2]",
         ":4: conventions.loss_factor: expected a positive number, such as 0.5 or \"1/2\", or a product such as \"1/samples\", "
         "found an array of 1 item"},
        {"\"loss_factor\": \"1/2\"", "\"velocity_factor\": 0",
         ":4: conventions.velocity_factor: expected a number other than 0, such as -1, or a product such as \"-rate\", found "
         "0"},
        {"\"loss_factor\": \"1/2\"", "\"velocity_factor\": \"-\"",
         ":4: conventions.velocity_factor: expected a number other than 0, such as -1, or a product such as \"-rate\", found "
         "\"-\""},
        {"\"loss_factor\": \"1/2\"", "\"velocity_factor\": \"--rate\"",
         ":4: conventions.velocity_factor: expected a number other than 0, such as -1, or a product such as \"-rate\", found "
         "\"--rate\""},
        {"\"loss_factor\": \"1/2\"", "\"velocity_factor\": \"x\"",
         ":4: conventions.velocity_factor: expected a number other than 0, such as -1, or a product such as \"-rate\", found "
         "\"x\""},
        {"{\"delta\": \"-dE/dz\", \"layers_from\": 1, \"loss_factor\": \"1/2\"}", "[]",
         ":4: conventions: expected an object, found an array of 0 items"},
        /* numbering */
        {"{\"step\": 2, ", "{", ":12: steps[1]: expected the key \"step\", found none"},
        {"\"step\": 2", "\"step\": -1", ":12: steps[1].step: expected a whole number of at least 0, without quotes, found -1"},
        {"\"step\": 2", "\"step\": 1.5",
         ":12: steps[1].step: expected a whole number of at least 0, without quotes, found 1.5"},
        {"\"step\": 2", "\"step\": \"2\"",
         ":12: steps[1].step: expected a whole number of at least 0, without quotes, found \"2\""},
        {"\"step\": 2", "\"step\": 1e300",
         ":12: steps[1].step: expected a whole number of at least 0, without quotes, found 1e+300"},
        {"\"step\": 2", "\"step\": 3", ":12: steps[1].step: expected a step of the run, from 0 to 2, found 3"},
        {"\"step\": 2", "\"step\": 0", ":12: steps[1]: expected each step once, found step 0 twice"},
        {"\"sample\": 2", "\"sample\": 4",
         ":12: steps[1].samples[0].sample: expected a sample of the problem, from 0 to 2, found 4"},
        {"\"layer\": 3", "\"layer\": 4", ":9: steps[0].parameters[2].layer: expected a layer, from 1 to 3, found 4"},
        {"\"layer\": 3", "\"layer\": 0", ":9: steps[0].parameters[2].layer: expected a layer, from 1 to 3, found 0"},
        {"\"layer\": 3", "\"layer\": 1", ":9: steps[0].parameters[2]: expected each layer once, found layer 1 twice"},
        {"\"epoch\": 0", "\"epoch\": 3", ":14: errors[0].epoch: expected an epoch of the run, from 0 to 1, found 3"},
        {"\"epoch\": 0", "\"epoch\": 1", ":14: errors[1]: expected each epoch once, found epoch 1 twice"},
        /* lists */
        {EMPTY_STEP, "7", ":12: steps[1]: expected an object, found 7"},
        {EMPTY_STEP, "{\"step\": 2, \"z\": 7}",
         ":12: steps[1].z: expected a key that is step, parameters, samples, gradients, clipped or changes, found \"z\""},
        {EMPTY_STEP, "{\"step\": 2, \"samples\": {}}",
         ":12: steps[1].samples: expected an array of objects with the key \"sample\", found an object"},
        {"\"loss\": 61", "\"E\": 61",
         ":12: steps[1].samples[0].E: expected a key that is sample, layers, loss or dx, found \"E\""},
        {"\"loss\": 61", "\"layers\": 61",
         ":12: steps[1].samples[0].layers: expected an array of objects with the key \"layer\", found 61"},
        {"\"b\": []", "\"B\": []", ":8: steps[0].parameters[1].B: expected a key that is layer, W or b, found \"B\""},
        {"\"dW\"", "\"W\"", ":11: steps[0].gradients[0].W: expected a key that is layer, dW or db, found \"W\""},
        {"\"z\"", "\"y\"",
         ":10: steps[0].samples[0].layers[0].y: expected a key that is layer, z, a, output_loss, da, slope or delta, found "
         "\"y\""},
        {"\"error\": 72.5", "\"loss\": 72.5", ":14: errors[1].loss: expected a key that is epoch or error, found \"loss\""},
        /* shapes */
        {"[41, 42, 43]", "[41, 42]",
         ":10: steps[0].samples[0].layers[0].z: expected an array of 3 items, one number for each unit, found an array of 2 "
         "items"},
        {"[44, 45, 46]", "44",
         ":10: steps[0].samples[0].layers[0].delta: expected an array of 3 items, one number for each unit, found 44"},
        {"\"b\": [17]", "\"b\": [17, 18, 19]",
         ":7: steps[0].parameters[0].b: expected an array of 1 item, one number for all units, found an array of 3 items"},
        {"\"b\": []", "\"b\": [0, 0]",
         ":8: steps[0].parameters[1].b: expected an empty array, as the layer has no biases, found an array of 2 items"},
        {"\"b\": []", "\"b\": 0", ":8: steps[0].parameters[1].b: expected an empty array, as the layer has no biases, found 0"},
        {"\"b\": [35, 36]", "\"b\": [35]",
         ":9: steps[0].parameters[2].b: expected an array of 2 items, one number for each unit, found an array of 1 item"},
        {"[33, 34]", "[33]",
         ":9: steps[0].parameters[2].W[1]: expected an array of 2 items, one for each unit of the layer below, found an array "
         "of 1 item"},
        {"[[31, 32], [33, 34]]", "[[31, 32]]",
         ":9: steps[0].parameters[2].W: expected an array of 2 items, one for each unit, found an array of 1 item"},
        {"[13, 14]", "[13, 14, 0]",
         ":7: steps[0].parameters[0].W[1]: expected an array of 2 items, one for each unit of the layer below, found an array "
         "of 3 items"},
        {"[[11, 12], [13, 14], [15, 16]]", "[11, 12, 13, 14, 15]",
         ":7: steps[0].parameters[0].W: expected an array of 6 items, one number for each weight, found an array of 5 items"},
        {"[[11, 12], [13, 14], [15, 16]]", "{}",
         ":7: steps[0].parameters[0].W: expected 3 x 2 numbers, [unit][input], or 2 x 3, [input][unit], found 0 x 0"},
        {"[[11, 12], [13, 14], [15, 16]]", "[[11, 13, 15], [12, 14, 16]]",
         ":8: steps[0].parameters[1].W: expected [input][unit], as are the matrices before it, found [unit][input]"},
        {"[[51, 52, 53], [54, 55, 56]]", "[[51, 54], [52, 55], [53, 56]]",
         ":11: steps[0].gradients[0].dW: expected [unit][input], as are the matrices before it, found [input][unit]"},
        {"\"delta\": \"-dE/dz\"", "\"W\": \"[input][unit]\"",
         ":7: steps[0].parameters[0].W: expected an array of 2 items, one for each unit of the layer below, found an array of "
         "3 items"},
        /* numbers */
        {"72.5", "true", ":14: errors[1].error: " NUMBER "true"},
        {"\"71\"", "\"1/2\"", ":14: errors[0].error: " NUMBER "\"1/2\""},
        {"\"71\"", "\"\"", ":14: errors[0].error: " NUMBER "\"\""},
        {"\"71\"", "\"0x1p3\"", ":14: errors[0].error: " NUMBER "\"0x1p3\""},
        {"\"71\"", "\"1e999\"", ":14: errors[0].error: " NUMBER "\"1e999\""},
        {"\"71\"", "\"nan(7)\"", ":14: errors[0].error: " NUMBER "\"nan(7)\""},
        {"\"71\"", "\"info\"", ":14: errors[0].error: " NUMBER "\"info\""},
        {"\"71\"", "\" inf\"", ":14: errors[0].error: " NUMBER "\" inf\""},
        {"\"71\"", "\"none\"", ":14: errors[0].error: " NUMBER "\"none\""},
        {"45", "[45, 45]", ":10: steps[0].samples[0].layers[0].delta[1]: " NUMBER "an array of 2 items"},
        {"61", "\"?\"", ":12: steps[1].samples[0].loss: " NUMBER "\"?\""},
        {"61", "None", ":12: " BARE "invalid token near 'None'"},
        {"61", "info", ":12: " BARE "invalid token near 'info'"},
        {"61", "100000000000000000000, \"loss\": 62", ":12: " BARE "duplicate object key near '\"loss\"'"},
        {"61", "1e999", ":12: " BARE "real number overflow near '1e999'"},
        {"\"71\"", "\"nan\t\"", ":14: " BARE "control character 0x9 near '\"nan'"},
    };
    check_complaints(open_answer, sound, complaints, COUNT(complaints));
}

/* What the run does not have is read and not judged: a program that goes back after the last update, too, or that takes all
   samples where a step has some of them, is told what is wrong with its numbers, not with their places. */
Test(answer, beyond_the_run)
{
    gp_answer answer;
    read_text(case_text,
              START "\"steps\": [{\"step\": 2, \"gradients\": [{\"layer\": 3, \"db\": [null, 8]}],\n"
                    "\"samples\": [{\"sample\": 0, \"layers\": [{\"layer\": 3, \"a\": [5, null], \"delta\": [8, 9]}]}]},\n"
                    "{\"step\": 0, \"samples\": [{\"sample\": 2, \"loss\": 3}]}]}",
              &answer);
    cr_assert_eq(answer.present_count, 1);
    cr_assert_eq(answer.others, 4);
    gp_answer_close(&answer);
}

/* An answer that a program fills by itself. */
Test(answer, without_numbers)
{
    text_case opened;
    gp_answer answer;
    gp_message message = {""};
    text_case_open(case_text, &opened);
    cr_assert(gp_answer_create(&opened.the_case, &answer, &message), "%s", message.text);
    cr_assert_eq(answer.precision, GP_PRECISION_BINARY64);
    cr_assert(answer.customs[GP_DELTA_SIGN].value == 1 && answer.customs[GP_LAYERS_FROM].value == 1);
    for (size_t k = 0; k < expectation_count; k++)
        cr_assert(!answer.present[k] && answer.values[k] == 0);
    gp_answer_close(&answer);
    text_case_close(&opened);
}

Test(answer, odd_roots)
{
    check_refused(open_answer, "[]", 2, ":1: expected an object, found an array of 0 items");
    static const char empty[] = "{\"unsupported\": \"\"}", number[] = "{\"unsupported\": 7}",
                      other[] = "{\"unsupported\": \"why\", \"format\": \"goldprop-trace-2\"}",
                      of_other[] = "{\"unsupported\": \"why\", \"case\": \"samsel\"}";
    check_refused(open_answer, empty, strlen(empty),
                  ":1: unsupported: expected a text in quotes, not an empty one, found \"\"");
    check_refused(open_answer, number, strlen(number), ":1: unsupported: expected a text in quotes, not an empty one, found 7");
    check_refused(open_answer, other, strlen(other), ":1: format: expected \"goldprop-trace-1\", found \"goldprop-trace-2\"");
    check_refused(open_answer, of_other, strlen(of_other), ":1: case: expected the case that was asked for, \"mixed\", found");
}

/* Each allocation is made to fail in turn: ours, and those of the JSON library. */
Test(answer, short_of_memory)
{
    text_case opened;
    json_memory_is_counted();
    text_case_open(case_text, &opened);
    bool read = false;
    size_t allocation = 0;
    for (; !read; allocation++) {
        gp_answer answer;
        gp_message message = {""};
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        read = gp_answer_read("./mine", sound, strlen(sound), &opened.the_case, &answer, &message);
        cr_assert_eq(read, !memory_failed(), "allocation %zu: %s", allocation, message.text);
        cr_assert_eq(answer.no_memory, !read);
        cr_assert(read || (strstr(message.text, "memory") && !strncmp(message.text, "./mine:", 7)),
                  "allocation %zu: a complaint about memory expected: %s", allocation, message.text);
        gp_answer_close(&answer);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu left something behind", allocation);
    }
    memory_fail_never();
    text_case_close(&opened);
    cr_assert_gt(allocation, 100);
}

/* Two hundred thousand objects are read in no time. */
Test(answer, long_trace)
{
    enum { epochs = 200000 };
    char *long_case = text_with(case_text, "\"epochs\": 1}", "\"epochs\": 200000}");
    char *text = malloc(64 * epochs), *end = text;
    end += sprintf(end, START "\"errors\": [");
    for (size_t epoch = epochs; epoch > 0; epoch--)
        end += sprintf(end, "{\"epoch\": %zu, \"error\": %zu},\n", epoch, epoch);
    sprintf(end, "{\"epoch\": 0, \"error\": 0}]}");
    gp_answer answer;
    read_text(long_case, text, &answer);
    cr_assert_eq(answer.present_count, 2);
    cr_assert_eq(answer.values[12], 1);
    cr_assert_eq(answer.others, epochs - 1);
    gp_answer_close(&answer);
    free(text);
    free(long_case);
}

/* The text of so many empty objects takes little room, what comes of it much. */
Test(answer, that_takes_too_much_memory)
{
    enum { objects = 100000 };
    text_case opened;
    gp_answer answer;
    gp_message message;
    char *text = malloc(3 * objects + 1);
    for (size_t k = 0; k < objects; k++)
        memcpy(text + 3 * k, ",{}", 3);
    text[0] = '[';
    text[3 * objects] = ']';
    text_case_open(case_text, &opened);
    cr_assert(!gp_answer_read("mine", text, 3 * objects + 1, &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "mine: expected values that take at most 16 MB of memory, found more");
    cr_assert(!answer.no_memory, "that is not this machine's fault");
    text[3 * objects / 2] = ']'; /* half of it is no trace, but not too much */
    cr_assert(!gp_answer_read("mine", text, 3 * objects / 2 + 1, &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "mine:1: expected an object, found an array of 50000 items");
    free(text);
    text_case_close(&opened);
}

/* A run that is written as a trace, and of which the expected numbers are taken down at the same time. */
typedef struct watched_run {
    const gp_case *the_case;
    gp_trace trace;
    gp_observer writer;
    gp_real *values;   /* one for each expectation */
    size_t count;      /* of those that have been taken down */
    bool *of_interest; /* whether a step has expectations */
} watched_run;

/* Every number of a stage of a step. */
static void take(watched_run *watched, gp_place at, gp_quantity first, gp_quantity last, const gp_network *network,
                 const gp_workspace *work, gp_real loss)
{
    for (size_t k = 0; watched->of_interest[at.step] && k < watched->the_case->expectation_count; k++) {
        const gp_place *place = &watched->the_case->expectations[k].place;
        const gp_quantity quantity = place->quantity;
        if (place->step != at.step || place->sample != at.sample || quantity < first || quantity > last)
            continue;
        watched->values[k] = quantity == GP_SAMPLE_LOSS ? loss : *gp_value_at(network, work, place);
        watched->count++;
    }
}

static bool see_state(void *context, size_t step, const gp_network *network)
{
    watched_run *watched = context;
    take(watched, (gp_place){.step = step}, GP_WEIGHT, GP_BIAS, network, NULL, 0);
    return watched->writer.state(&watched->trace, step, network);
}

static bool see_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *work)
{
    watched_run *watched = context;
    take(watched, (gp_place){.step = step, .sample = sample}, GP_NET_INPUT, GP_INPUT_GRADIENT, watched->trace.network, work,
         loss);
    return watched->writer.sample(&watched->trace, step, sample, loss, work);
}

static bool see_gradients(void *context, size_t step, const gp_workspace *work)
{
    watched_run *watched = context;
    take(watched, (gp_place){.step = step}, GP_WEIGHT_GRADIENT, GP_BIAS_CHANGE, watched->trace.network, work, 0);
    return watched->writer.gradients(&watched->trace, step, work);
}

static bool see_error(void *context, size_t epoch, gp_real error)
{
    watched_run *watched = context;
    const gp_place place = {.quantity = GP_EPOCH_ERROR, .step = epoch};
    const gp_expectation *expectation = gp_case_expectation(watched->the_case, &place);
    if (expectation) {
        watched->values[expectation - watched->the_case->expectations] = error;
        watched->count++;
    }
    return watched->writer.epoch(&watched->trace, epoch, error);
}

/* Runs a case plainly, departures or not, and writes its trace. */
static void run_case(watched_run *watched)
{
    const gp_case *the_case = watched->the_case;
    gp_setup setup;
    cr_assert_eq(gp_setup_create(&the_case->problem, &setup), GP_OK);
    watched->writer = gp_trace_observer(&watched->trace);
    const gp_observer observer = {
        .context = watched, .state = see_state, .sample = see_sample, .gradients = see_gradients, .epoch = see_error};
    const gp_training training = gp_setup_training(&setup, &observer);
    gp_trace_begin(&watched->trace, the_case->id);
    cr_assert_eq(gp_train(&training, gp_step), GP_OK);
    gp_trace_end(&watched->trace);
    gp_setup_free(&setup);
    cr_assert_eq(fflush(watched->trace.stream), 0);
}

/* Writes the trace of a case, all of it or what its record asks for, and reads it back. */
static void check_round_trip(const gp_case *the_case, const gp_record *record)
{
    static const gp_epochs every;
    const size_t steps = gp_problem_steps(&the_case->problem), count = the_case->expectation_count;
    json_file file = json_file_of("");
    watched_run watched = {.the_case = the_case,
                           .trace = {.stream = file.stream,
                                     .epochs = &every,
                                     .record = record,
                                     .steps_per_epoch = gp_problem_steps_per_epoch(&the_case->problem),
                                     .last_step = steps,
                                     .update = the_case->problem.update,
                                     .clipping = the_case->problem.clipping},
                           .values = calloc(count, sizeof *watched.values),
                           .of_interest = calloc(steps + 1, sizeof *watched.of_interest)};
    for (size_t k = 0; k < count; k++)
        if (the_case->expectations[k].place.quantity != GP_EPOCH_ERROR)
            watched.of_interest[the_case->expectations[k].place.step] = true;
    run_case(&watched);
    cr_assert_eq(watched.count, count, "%s: %zu of %zu numbers", the_case->id, watched.count, count);

    gp_answer answer;
    gp_message message = {""};
    cr_assert(gp_answer_open(file.name, the_case, &answer, &message), "%s: %s", the_case->id, message.text);
    cr_assert_eq(answer.precision, sizeof(gp_real) == sizeof(double) ? GP_PRECISION_BINARY64 : GP_PRECISION_BINARY32);
    cr_assert_eq(answer.present_count, count, "%s: %zu of %zu numbers", the_case->id, answer.present_count, count);
    cr_assert_eq(answer.others, record ? 0 : run_count(&the_case->problem) - count);
    for (size_t k = 0; k < count; k++) {
        char text[160];
        cr_assert(answer.present[k] && (gp_real)answer.values[k] == watched.values[k], "%s: %s: %.17g, not %.17g", the_case->id,
                  gp_place_text(&the_case->expectations[k].place, text), answer.values[k], (double)watched.values[k]);
    }
    gp_answer_close(&answer);
    free(watched.values);
    free(watched.of_interest);
    json_file_remove(&file);
}

/* As the record asks, and a short run whole, too. */
static void check_round_trips(const gp_case *the_case)
{
    check_round_trip(the_case, &the_case->record);
    if (gp_problem_steps(&the_case->problem) <= 100)
        check_round_trip(the_case, NULL);
}

/* What is written as the trace of a golden case is read with the same bits, and the record asks for just what is expected. */
Test(answer, round_trip)
{
    golden_case_each(check_round_trips);
}

/* Units of a softmax have no slopes: an answer has none, or an empty array; numbers are none that the case asks for. */
Test(answer, no_slopes)
{
    static const char softmax[] =
        "{\"format\": \"goldprop-case-1\", \"id\": \"softmax\", \"problem\": {\"inputs\": 1, \"layers\": [\n"
        "{\"units\": 2, \"activation\": \"softmax\", \"bias\": \"none\", \"W\": [[\"1\"], [\"2\"]]}],\n"
        "\"samples\": [{\"input\": [\"1\"], \"target\": [\"1\", \"0\"]}],\n"
        "\"loss\": {\"deviation\": \"cross-entropy\", \"factor\": \"1\"},\n"
        "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
        "\"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}},\n"
        "\"expectations\": [{\"quantity\": \"delta\", \"step\": 0, \"sample\": 0, \"layer\": 1, \"unit\": 1, \"exact\": "
        "\"1\"}]}";
    static const char *const slopes[] = {"[]", "null", "[0.25, 0.25]"};
    text_case opened;
    text_case_open(softmax, &opened);
    for (size_t k = 0; k < COUNT(slopes); k++) {
        char text[300];
        gp_answer answer;
        gp_message message = {""};
        snprintf(text, sizeof text,
                 "{\"format\": \"goldprop-trace-1\", \"steps\": [{\"step\": 0, \"samples\": [{\"sample\": 0, \"layers\": "
                 "[{\"layer\": 1, \"slope\": %s, \"delta\": [1, 2]}]}]}]}",
                 slopes[k]);
        cr_assert(gp_answer_read("x", text, strlen(text), &opened.the_case, &answer, &message), "%s", message.text);
        cr_assert(answer.present[0] && answer.values[0] == 2);
        cr_assert_eq(answer.others, k == 2 ? 3 : 1); /* with the delta of the other unit */
        gp_answer_close(&answer);
    }
    const gp_place slope = {.quantity = GP_SLOPE, .layer = 1};
    cr_assert(!gp_problem_has(&opened.the_case.problem, &slope));
    text_case_close(&opened);
}

/* A table of two numbers, one of which the case does not expect; and what is wrong with others. */
Test(answer, table)
{
    static const char heading[] = "quantity,epoch,step,sample,layer,unit,input,value\n";
    static const struct {
        const char *lines, *complaint; /* NULL where it can be read */
    } rows[] = {
        {"error,1,,,,,,2.5\r\n\n error , 0 , , , , , , -inf", NULL},
        {"error,1,,,,,,2.5\nerror,1,,,,,,2.5", "x:3: expected each number once, found \"epoch 1, error\""},
        {"error,9,,,,,,2.5", "x:2: expected a place of the run, found \"epoch 9, error\""},
        {"errors,1,,,,,,2.5", "x:2: expected a quantity, found \"errors\""},
        {"error,1,,,,,,", "x:2: expected a number, found \"\""},
        {"error,1,,,,,,1,1", "x:2: expected quantity,epoch,step,sample,layer,unit,input,value, found \"error,1,,,,,,1,1\""},
        {"error,99999999999999999999,,,,,,1", "x:2: expected a whole number, found \"99999999999999999999\""},
        {"z,,a,0,1,0,,1", "x:2: expected a whole number, found \"a\""},
        {"z,,0,b,1,0,,1", "x:2: expected a whole number, found \"b\""},
        {"z,,0,0,c,0,,1", "x:2: expected a whole number, found \"c\""},
        {"z,,0,0,1,d,,1", "x:2: expected a whole number, found \"d\""},
        {"W,,0,,1,0,-1,1", "x:2: expected a whole number, found \"-1\""},
        {"error,1,,,,,,2.5e", "x:2: expected a number, found \"2.5e\""},
    };
    text_case opened;
    text_case_open(case_text, &opened);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char text[400];
        gp_answer answer;
        gp_message message = {""};
        snprintf(text, sizeof text, "%s%s", heading, rows[k].lines);
        const bool read = gp_answer_read("x", text, strlen(text), &opened.the_case, &answer, &message);
        cr_assert_eq(read, !rows[k].complaint, "%s", message.text);
        if (read) {
            cr_assert_eq(answer.present_count, 2);
            cr_assert(answer.values[11] == -INFINITY && answer.values[12] == 2.5);
        } else {
            cr_assert_str_eq(message.text, rows[k].complaint);
        }
        gp_answer_close(&answer);
    }
    text_case_close(&opened);
}

/* A table ends with its last byte, which no zero follows, and has none inside. */
Test(answer, as_a_table)
{
    static const char table[] = "quantity,epoch,step,sample,layer,unit,input,value\n\n"
                                "loss,,0,1,,,,0.25\r\nW,,0,,1,2,1,7";
    text_case opened;
    gp_answer answer;
    gp_message message;
    char *text = malloc(sizeof table - 1);
    memcpy(text, table, sizeof table - 1);
    text_case_open(case_text, &opened);
    cr_assert(gp_answer_read("mine", text, sizeof table - 1, &opened.the_case, &answer, &message), "%s", message.text);
    cr_assert_eq(answer.present_count, 2);
    cr_assert_eq(answer.values[0], 7);
    cr_assert_eq(answer.values[4], 0.25);
    gp_answer_close(&answer);
    cr_assert(!gp_answer_read("mine", text, sizeof table - 3, &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "mine:4: expected quantity,epoch,step,sample,layer,unit,input,value, found \"W,,0,,1,2,1\"");
    text[sizeof table - 2] = '\0';
    cr_assert(!gp_answer_read("mine", text, sizeof table - 1, &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "mine:4: expected JSON, found an error: a byte that is zero");
    free(text);
    text_case_close(&opened);
}

/* "-" is standard input, for an answer as for a case. */
Test(answer, standard_input)
{
    text_case opened;
    gp_case again;
    gp_answer answer;
    gp_message message = {""};
    text_case_open(case_text, &opened);
    json_file file = json_file_of("[7]");
    cr_assert_not_null(freopen(file.name, "r", stdin));
    cr_assert(!gp_answer_open("-", &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "standard input:1: expected an object, found an array of 1 item");
    cr_assert_not_null(freopen(opened.file.name, "r", stdin));
    cr_assert(gp_case_open("-", &again, &message), "%s", message.text);
    cr_assert_str_eq(again.source.name, "standard input");
    gp_case_close(&again);
    json_file_remove(&file);
    text_case_close(&opened);
}

/* A line of a table that is longer than any that a program writes; and numbers that the case does not expect, which are
 * counted. */
Test(answer, table_of_others)
{
    static const char heading[] = "quantity,epoch,step,sample,layer,unit,input,value\n";
    text_case opened;
    gp_answer answer;
    gp_message message = {""};
    text_case_open(case_text, &opened);
    char *text = calloc(1, 4000);
    strcpy(text, heading);
    memset(text + strlen(text), '7', 3000);
    cr_assert(!gp_answer_read("x", text, strlen(text), &opened.the_case, &answer, &message));
    cr_assert_str_eq(message.text, "x:2: expected a shorter line, found \"a longer one\"");
    free(text);
    static const char others[] = "quantity,epoch,step,sample,layer,unit,input,value\nz,,0,0,1,0,,0.5\nerror,0,,,,,,2";
    bool read = false;
    for (size_t allocation = 0; !read; allocation++) {
        memory_fail_at(allocation);
        read = gp_answer_read("x", others, strlen(others), &opened.the_case, &answer, &message);
        cr_assert_eq(read, !memory_failed(), "allocation %zu: %s", allocation, message.text);
        cr_assert(read ? answer.others == 1 && answer.present_count == 1 : answer.no_memory);
        gp_answer_close(&answer);
    }
    memory_fail_never();
    text_case_close(&opened);
}

#define STEP START "\"steps\": [{\"step\": 0, "
#define LAYERS STEP "\"samples\": [{\"sample\": 0, \"layers\": "

/* Each form that the numbers of a trace may have, and what is wrong with others: W of layer 3 is 2 where both are read right.
   Biases may stand among the weights, before them where the first one is that of the problem, 7; the numbers of a row may each
   be a list. */
Test(answer, forms)
{
    static const struct {
        const char *text;
        size_t index; /* of the expectation that has the value 2 */
        const char *complaint;
    } rows[] = {
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [[1, 2, 5], [3, 4, 6]]}]}]}", 2, NULL},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [[7, 1, 2], [8, 3, 4]]}]}]}", 2, NULL},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [[\"7\", 1, 2], [8, 3, 4]]}]}]}", 2, NULL},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [1, 2, 5, 3, 4, 6]}]}]}", 2, NULL},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [7, 1, 2, 8, 3, 4]}]}]}", 2, NULL},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [1, 2, 3, 4]}]}]}", 2, NULL},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [[1, 3], [2, 4], [5, 6]]}]}]}", 2, NULL},
        {LAYERS "[{\"layer\": 0, \"a\": [1, 1]}, {\"layer\": 2, \"z\": [1, 2]}, {\"layer\": 3, \"z\": [1, 1]}]}]}]}", 3, NULL},
        {LAYERS "[{\"layer\": 2, \"z\": [[1], [2]]}, {\"layer\": 3, \"z\": [1, 1]}]}]}]}", 3, NULL},
        {LAYERS "[{\"layer\": 2, \"z\": [[1, 2]]}, {\"layer\": 3, \"z\": [1, 1]}]}]}]}", 3, NULL},
        {LAYERS "[{\"layer\": 0, \"z\": [1, 1]}, {\"layer\": 3, \"z\": [1, 2]}]}]}]}", 0,
         "x:1: steps[0].samples[0].layers[0].layer: expected a layer, from 1 to 3, found 0"},
        {LAYERS "[{\"layer\": 1, \"output_loss\": [1, 1, 1]}]}]}]}", 0,
         "x:1: steps[0].samples[0].layers[0].output_loss: expected no such key in a layer that is not the last one, found "
         "an array of 3 items"},
        {STEP "\"parameters\": [{\"layer\": 3, \"W\": [[1, 2], [3, 4]]}, {\"layer\": 1, \"W\": [[1, 2], [1], [3, 4]]}]}]}", 0,
         "x:1: steps[0].parameters[1].W[1]: expected an array of 2 items, one for each unit of the layer below, found an array "
         "of 1 item"},
        {STEP "\"parameters\": [{\"layer\": 2, \"W\": [[1, 2, 3], [1, 2, 3]], \"b\": [1]}]}]}", 0,
         "x:1: steps[0].parameters[0].b: expected an empty array, as the layer has no biases, found an array of 1 item"},
        {STEP "\"clipped\": [{\"layer\": 3, \"dW_clipped\": [[1, 1], [1, \"x\"]]}]}]}", 0,
         "x:1: steps[0].clipped[0].dW_clipped[1][1]: expected a finite number, with or without quotes, or \"nan\", \"inf\" or "
         "\"-inf\", found \"x\""},
        {STEP "\"clipped\": [{\"layer\": 3, \"db_clipped\": [1]}]}]}", 0,
         "x:1: steps[0].clipped[0].db_clipped: expected an array of 2 items, one number for each unit, found an array of 1 "
         "item"},
        {STEP "\"case\": \"mixed\\", 0, "x:1: expected JSON, found an error: invalid escape near '\"mixed\\'"},
        {START "\"errors\": [{\"epoch\": 0, \"error\": NaN}], \"case\": \"mixed\\", 0,
         "x:1: expected JSON, found an error: invalid escape near '\"mixed\\'"},
        {"[1\n{", 0, "x:2: expected JSON, found an error: ']' expected near '{'"},
        {"a log\n{}", 0,
         "x:1: expected JSON, found an error: '[' or '{' expected near 'a'; logs before the trace belong on standard error"},
        {"a log\n", 0, "x:1: expected JSON, found an error: '[' or '{' expected near 'a'"},
        {START "\"steps\": {}}", 0, "x:1: steps: expected an array of objects with the key \"step\", found an object"},
        {"{\"problem\": {}}", 0, "x:1: expected a trace, found the request itself"},
    };
    text_case opened;
    char *text = text_with(case_text, "\"per_unit\", \"b\": [\"1\", \"1\"]", "\"per_unit\", \"b\": [\"7\", \"8\"]");
    text_case_open(text, &opened);
    for (size_t k = 0; k < COUNT(rows); k++) {
        gp_answer answer;
        gp_message message = {""};
        const bool read = gp_answer_read("x", rows[k].text, strlen(rows[k].text), &opened.the_case, &answer, &message);
        cr_expect_eq(read, !rows[k].complaint, "row %zu: %s", k, message.text);
        if (read)
            cr_expect(answer.present[rows[k].index] && answer.values[rows[k].index] == 2, "row %zu", k);
        else if (rows[k].complaint)
            cr_expect_str_eq(message.text, rows[k].complaint, "row %zu: %s", k, message.text);
        gp_answer_close(&answer);
    }
    text_case_close(&opened);
    free(text);
}

/* A network of single units: each matrix and each row may be a mere number. */
Test(answer, mere_numbers)
{
    static const char text[] =
        STEP "\"parameters\": [{\"layer\": 1, \"W\": 0.7}, {\"layer\": 2, \"W\": -1.3}], \"samples\": "
             "[{\"sample\": 0, \"layers\": [{\"layer\": 1, \"z\": 0.42}, {\"layer\": 2, \"z\": [[-0.78]]}], "
             "\"dx\": 0.04}]}]}";
    gp_case the_case;
    gp_answer answer;
    gp_message message = {""};
    golden_case_open("chain-1-1-1", &the_case);
    cr_assert(gp_answer_read("x", text, strlen(text), &the_case, &answer, &message), "%s", message.text);
    cr_assert_eq(answer.present_count, 5);
    cr_assert(answer.values[0] == 0.7 && answer.values[1] == -1.3 && answer.values[2] == 0.42 && answer.values[4] == -0.78);
    gp_answer_close(&answer);
    char *word = text_with(text, "0.7}", "\"x\"}");
    cr_assert(!gp_answer_read("x", word, strlen(word), &the_case, &answer, &message));
    cr_assert_str_eq(message.text,
                     "x:1: steps[0].parameters[0].W: expected a finite number, with or without quotes, or \"nan\", "
                     "\"inf\" or \"-inf\", found \"x\"");
    free(word);
    gp_case_close(&the_case);
}

/* Words for numbers that JSON does not have, beside texts that hold the same words: with each allocation failing in turn. */
Test(answer, words_for_numbers)
{
    static const char text[] =
        START "\"case\": \"mix\\u0065d\", \"errors\": [{\"epoch\": 0, \"error\": NaN}, {\"epoch\": 1, \"error\": "
              "-Infinity}]}";
    text_case opened;
    json_memory_is_counted();
    text_case_open(case_text, &opened);
    bool read = false;
    for (size_t allocation = 0; !read; allocation++) {
        gp_answer answer;
        gp_message message = {""};
        memory_fail_at(allocation);
        read = gp_answer_read("x", text, strlen(text), &opened.the_case, &answer, &message);
        cr_assert_eq(read, !memory_failed(), "allocation %zu: %s", allocation, message.text);
        cr_assert(read ? isnan(answer.values[11]) && answer.values[12] == -INFINITY : answer.no_memory);
        gp_answer_close(&answer);
    }
    bool created = false;
    for (size_t allocation = 0; !created; allocation++) {
        gp_answer answer;
        gp_message message = {""};
        memory_fail_at(allocation);
        created = gp_answer_create(&opened.the_case, &answer, &message);
        cr_assert_eq(created, !memory_failed());
        cr_assert(created || strstr(message.text, "memory"), "%s", message.text);
        gp_answer_close(&answer);
    }
    memory_fail_never();
    text_case_close(&opened);
}

static bool read_spoiled_answer(const char *text, const void *the_case, gp_message *message)
{
    gp_answer answer;
    const bool read = gp_answer_read("spoiled", text, strlen(text), the_case, &answer, message);
    gp_answer_close(&answer);
    return read;
}

/* Whatever stands in the place of a value of a trace, the answer is read or refused with a line that says why. */
Test(answer, each_value_spoiled)
{
    text_case opened;
    json_memory_is_counted();
    text_case_open(case_text, &opened);
    json_file file = file_of_run(
        &opened.the_case.problem,
        &(manner){.layers_from = 1,
                  .more =
                      "\"precision\": \"binary64\", \"case\": \"mixed\", \"conventions\": {\"delta\": \"-dE/dz\", "
                      "\"W\": \"[unit][input]\", \"layers_from\": 1, \"loss_factor\": \"1/2\", \"velocity_factor\": -3}, "});
    size_t length;
    char *text = gp_file_text(file.name, &length);
    cr_assert_gt(spoil_each_value(text, read_spoiled_answer, &opened.the_case), 1000);
    free(text);
    json_file_remove(&file);
    text_case_close(&opened);
}
