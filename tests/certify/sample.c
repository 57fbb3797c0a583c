#include "certify/sample.h"

#include "reference/activation.h"
#include "reference/clip.h"
#include "reference/loss.h"
#include "reference/update.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { most_text = 20000 };

void sample_open(text_case *sample, const char *format, ...)
{
    static char text[most_text];
    va_list texts;
    va_start(texts, format);
    vsnprintf(text, sizeof text, format, texts);
    va_end(texts);
    text_case_open(text, sample);
}

static size_t below(gp_random *random, size_t limit)
{
    return gp_random_word(random) % limit;
}

/* Appends to a text. */
static void append(char *text, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const size_t length = strlen(text);
    vsnprintf(text + length, most_text - length, format, values);
    va_end(values);
}

/* An array of random decimals; where there may be, a zero among them now and then. */
static void append_decimals(char *text, gp_random *random, size_t count, bool zeros)
{
    append(text, "[");
    for (size_t k = 0; k < count; k++)
        append(text, "%s\"%.3f\"", k > 0 ? ", " : "", below(random, 8) || !zeros ? 4 * gp_random_double(random) - 2 : 0.0);
    append(text, "]");
}

static void append_numbers(char *text, gp_random *random, size_t count)
{
    append_decimals(text, random, count, true);
}

static void append_layer(char *text, gp_random *random, size_t inputs, size_t units, size_t bias, bool frozen)
{
    static const char *const biases[] = {"none", "per_unit", "shared"};
    const gp_activation_row *activation = &gp_activations[below(random, GP_GELU_TANH + 1)];
    append(text, "{\"units\": %zu, \"activation\": \"%s\", \"bias\": \"%s\", ", units, activation->name, biases[bias]);
    if (activation->has_alpha)
        append(text, "\"alpha\": \"0.%zu\", ", 1 + below(random, 99));
    if (frozen)
        append(text, "\"frozen\": true, ");
    append(text, "\"W\": [");
    for (size_t j = 0; j < units; j++) {
        append(text, "%s", j > 0 ? ", " : "");
        append_numbers(text, random, inputs);
    }
    append(text, "]");
    if (bias > 0) {
        append(text, ", \"b\": ");
        append_numbers(text, random, bias == 1 ? units : 1);
    }
    append(text, "}");
}

void random_sample_open(text_case *sample, gp_random *random)
{
    static const char *const reductions[] = {"sum", "mean"}, *const deviations[] = {"squared", "absolute"};
    static char text[most_text];
    *text = '\0';
    const size_t inputs = 1 + below(random, 3), depth = 1 + below(random, 4), samples = 1 + below(random, 3);
    const bool departs = depth > 1 && below(random, 2);
    const size_t batch = departs ? 1 : 1 + below(random, samples);
    const bool clips = !departs && below(random, 2);
    append(text, "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": %zu, \"layers\": [", inputs);
    size_t units = inputs;
    const char *last_layer = text;
    for (size_t l = 0; l < depth; l++) {
        append(text, "%s", l > 0 ? ", " : "");
        const size_t below_units = units;
        units = 1 + below(random, 4);
        last_layer = text + strlen(text);
        const size_t bias = departs ? 2 : below(random, 3);
        append_layer(text, random, below_units, units, bias, !departs && !clips && below(random, 4) == 0);
    }
    const gp_loss_row *loss = &gp_losses[below(random, gp_loss_count)];
    if (loss->is_paired && !strstr(last_layer, gp_activations[loss->paired_with].name))
        loss = &gp_losses[GP_SQUARED_LOSS];
    append(text, "], \"samples\": [");
    for (size_t s = 0; s < samples; s++) {
        append(text, "%s{\"input\": ", s > 0 ? ", " : "");
        append_numbers(text, random, inputs);
        append(text, ", \"target\": ");
        /* At its kink the absolute loss has no slope to be proven: no target is what a ReLU is that is off. */
        append_decimals(text, random, units, loss != &gp_losses[GP_ABSOLUTE_LOSS]);
        append(text, "}");
    }
    append(text, "], \"loss\": {\"deviation\": \"%s\", \"factor\": \"1/%zu\"}, ", loss->name, 1 + below(random, 3));
    /* One draw a line: compilers differ in the order in which they compute arguments. */
    const char *reduction = reductions[below(random, 2)];
    const char *deviation = deviations[below(random, 2)];
    const gp_update_rule rule =
        departs ? GP_GRADIENT_DESCENT : (gp_update_rule)((samples + depth + inputs) % gp_update_rule_count);
    const bool is_penalized = !gp_update_rules[rule].is_decoupled && below(random, 2) == 1;
    append(text, "\"error\": {\"deviation\": \"%s\", \"reduction\": \"%s\", \"factor\": \"1\"%s}, ", deviation, reduction,
           is_penalized ? ", \"penalty\": \"l2\"" : "");
    const char *rate = below(random, 2) ? "\"0.01\"" : "[\"0.01\", \"0.007\"]";
    append(text, "\"training\": {\"rate\": %s, \"batch\": %zu, \"reduction\": \"%s\", \"epochs\": 2", rate, batch,
           reductions[below(random, 2)]);
    append(text, ", \"rule\": \"%s\"", gp_update_rules[rule].name);
    for (int which = 0; which < gp_rule_number_count; which++)
        if (which >= gp_own_number_count ? below(random, 2) == 1 || (is_penalized && which == GP_NUMBER_WEIGHT_DECAY)
                                         : gp_update_rules[rule].has[which])
            append(text, ", \"%s\": \"0.%d5\"", gp_rule_number_name((gp_rule_number)which), 8 - which);
    if (clips)
        append(text, ", \"clip\": {\"by\": \"%s\", \"limit\": \"0.%zu\"}", gp_clipping_names[1 + below(random, 2)],
               1 + below(random, 9));
    append(text, "}");
    if (departs) {
        const char *frozen = below(random, 2) ? ", \"hidden-biases-frozen\"" : "";
        const char *output_bias = below(random, 2) ? ", \"output-bias-by-hidden-gradient\"" : "";
        append(text, ", \"departures\": [\"hidden-delta-from-updated-weights\"%s%s]", output_bias, frozen);
    }
    append(text, "}}");
    text_case_open(text, sample);
}

/* The first so many whole numbers. */
static gp_numbers first_numbers(size_t count)
{
    gp_numbers numbers = {.items = calloc(count, sizeof *numbers.items), .count = count};
    cr_assert_not_null(numbers.items);
    for (size_t k = 0; k < count; k++)
        numbers.items[k] = k;
    return numbers;
}

size_t all_places(text_case *sample, gp_place **places)
{
    gp_case *the_case = &sample->the_case;
    the_case->record.all = first_numbers(gp_problem_steps(&the_case->problem) + 1);
    the_case->record.errors = first_numbers(the_case->problem.epochs + 1);
    return gp_case_recorded_places(the_case, places);
}

char *certified(const text_case *sample, gp_place place, size_t digits, gp_certified *number, gp_message *message)
{
    const gp_certify_request request = {
        .problem = &sample->the_case.problem, .places = &place, .count = 1, .digits = digits, .amplification = number != NULL};
    gp_certificate certificate;
    cr_assert(gp_problem_has(request.problem, &place));
    if (!gp_certify(&request, &certificate, message))
        return NULL;
    char *text = certificate.numbers[0].exact;
    certificate.numbers[0].exact = NULL;
    if (number)
        *number = certificate.numbers[0];
    gp_certificate_free(&certificate);
    return text;
}

void check_exact(const text_case *sample, gp_place place, const char *expected)
{
    gp_message message;
    char where[160];
    char *text = certified(sample, place, gp_certified_digits, NULL, &message);
    cr_assert_not_null(text, "%s", message.text);
    cr_expect_str_eq(text, expected, "%s: obtained %s, expected %s", gp_place_text(&place, where), text, expected);
    free(text);
}
