#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "draw/recipe.h"
#include "golden/habits.h"
#include "golden/number.h"
#include "reference/activation.h"
#include "reference/loss.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void write_help(void)
{
    puts("Usage: goldprop new --layers SIZES [OPTION...]\n"
         "Writes a problem file to start from. With a seed its weights are those that numpy or Python draw after it, digit by\n"
         "digit. What is not said has a \"?\", where a number is to be put in.\n\n"
         "  -l, --layers SIZES       inputs, then units of each layer, such as 2,4,1\n"
         "  -a, --activation WORDS   one for all layers, or one for each, such as tanh,sigmoid; sigmoid where nothing is said\n"
         "  -L, --loss LOSS          such as cross-entropy; squared, with the factor 1/2, where nothing is said\n"
         "  -b, --bias BIAS          none, or zeros, as where nothing is said; or drawn: after-each (behind the W of its "
         "layer),\n"
         "                           after-all (behind all W), in-unit (behind the weights of its unit)\n"
         "  -n, --numpy-seed N       draw as after numpy.random.seed(N)\n"
         "  -p, --python-seed N      draw as after random.seed(N) of Python\n"
         "  -d, --draw RECIPE        what is drawn: \"2*random-1\", \"0.01*randn\", \"uniform(-1,1)\", "
         "\"randn*sqrt(2/inputs)\", ...\n"
         "  -k, --skip DRAWS         what the program draws before its weights, such as randn:200; may be given several times\n"
         "  -w, --shape SHAPE        in which order a W is drawn: inputs,units or units,inputs; the last one runs fastest\n"
         "  -s, --sample NUMBERS     a sample, such as 0,0,1:0.5, targets behind the colon; may be given several times\n"
         "  -r, --rate RATES         the learning rate, or one for each epoch with commas between them\n"
         "  -e, --epochs N           how many epochs; 1 where nothing is said\n"
         "  -o, --output FILE        write to this file, which appears when it is whole; - is standard output\n"
         "  -h, --help               this help");
}

enum { most_layers = 64, most_units = 4096, most_samples = 1000, most_skips = 8, most_skipped = 100000000 };

/* Where the biases come from. */
typedef enum bias_source { NO_BIASES, ZEROS, AFTER_EACH, AFTER_ALL, IN_UNIT } bias_source;
static const char *const bias_words[] = {"none", "zeros", "after-each", "after-all", "in-unit", NULL};

/* Draws that a program makes before those of its weights, for its data perhaps. */
typedef struct skipped {
    const char *text;
    gp_recipe recipe;
    uint64_t count;
} skipped;

/* What the words of the command ask for. */
typedef struct request {
    size_t sizes[most_layers + 1]; /* of the input, then of each layer */
    size_t depth;
    const char *activations[most_layers];
    size_t activation_count;
    const char *loss;
    bias_source bias;
    bool seeded;
    gp_drawer drawer;
    uint64_t seed;
    skipped skips[most_skips];
    size_t skip_count;
    const char *draw;
    gp_recipe recipe;
    const char *shape;
    bool inputs_first; /* W is drawn as [inputs][units] */
    const char *samples[most_samples];
    size_t sample_count;
    const char *rate, *epochs, *output;
} request;

/* The numbers of a layer, once they are drawn. */
typedef struct drawn_layer {
    double *W; /* [unit][input] */
    double *b;
} drawn_layer;

/* ---- Words. ---- */

static bool read_whole(const char *text, uint64_t most, uint64_t *number)
{
    char *end;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return isdigit((unsigned char)*text) && !*end && errno == 0 && value <= most;
}

static bool read_sizes(const char *text, request *asked, gp_message *message)
{
    const char *c = text;
    for (size_t k = 0; k <= most_layers; k++) {
        char *end;
        const unsigned long size = isdigit((unsigned char)*c) ? strtoul(c, &end, 10) : 0;
        if (size < 1 || size > most_units)
            break;
        asked->sizes[k] = size;
        asked->depth = k;
        if (!*end && k > 0)
            return true;
        if (*end != ',')
            break;
        c = end + 1;
    }
    return gp_message_set(
        message,
        "--layers: expected the inputs and the units of 1 to %d layers, each at most %d, such as 2,4,1, found \"%.200s\"",
        most_layers, most_units, text);
}

/* Which of the words of an option it is. */
static bool read_word(const char *option, const char *const words[], const char *found, size_t *which, gp_message *message)
{
    char hint[gp_hint_room];
    for (*which = 0; words[*which]; ++*which)
        if (strcmp(words[*which], found) == 0)
            return true;
    gp_message_set(message, "%s: expected ", option);
    for (size_t k = 0; words[k]; k++)
        gp_message_append(message, "%s%s", k == 0 ? "" : words[k + 1] ? ", " : " or ", words[k]);
    gp_hint_of_word(found, words, hint);
    gp_message_append(message, ", found \"%.200s\"%s", found, hint);
    return false;
}

static bool read_activations(const char *text, request *asked, gp_message *message)
{
    const char *words[gp_activation_count + 1] = {NULL};
    for (size_t k = 0; k < gp_activation_count; k++)
        words[k] = gp_activations[k].name;
    asked->activation_count = 0;
    for (const char *c = text; asked->activation_count < most_layers; c++) {
        char word[64];
        size_t which;
        const size_t length = strcspn(c, ",");
        snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), c);
        if (!read_word("--activation", words, word, &which, message))
            return false;
        asked->activations[asked->activation_count++] = words[which];
        c += length;
        if (!*c)
            return true;
    }
    return gp_message_set(message, "--activation: expected at most %d words, found more", most_layers);
}

static bool read_loss(const char *text, request *asked, gp_message *message)
{
    const char *words[gp_loss_count + 1] = {NULL};
    size_t which;
    for (size_t k = 0; k < gp_loss_count; k++)
        words[k] = gp_losses[k].name;
    if (!read_word("--loss", words, text, &which, message))
        return false;
    asked->loss = words[which];
    return true;
}

static bool read_bias(const char *text, request *asked, gp_message *message)
{
    size_t which;
    if (!read_word("--bias", bias_words, text, &which, message))
        return false;
    asked->bias = (bias_source)which;
    return true;
}

static bool read_seed(gp_drawer drawer, const char *text, request *asked, gp_message *message)
{
    const uint64_t most = drawer == GP_NUMPY ? UINT32_MAX : UINT64_MAX;
    const char *option = drawer == GP_NUMPY ? "--numpy-seed" : "--python-seed";
    if (asked->seeded && asked->drawer != drawer)
        return gp_message_set(message, "new: expected --numpy-seed or --python-seed, found both; leave out one of them");
    asked->seeded = true;
    asked->drawer = drawer;
    return read_whole(text, most, &asked->seed) ||
           gp_message_set(message, "%s: expected a whole number from 0 to %llu, found \"%.200s\"", option,
                          (unsigned long long)most, text);
}

static bool read_draw(const char *text, request *asked, gp_message *message)
{
    const char *wrong = gp_recipe_read(text, &asked->recipe);
    asked->draw = text;
    if (!wrong)
        return true;
    const char *hint = gp_recipe_hint(wrong);
    return gp_message_set(
        message, "--draw: expected one draw and numbers with it, such as \"2*random-1\", found %s%.200s%s in \"%.200s\"%s%s",
        *wrong ? "\"" : "the end", wrong, *wrong ? "\"" : "", text, hint ? "; " : "", hint ? hint : "");
}

static bool add_skip(const char *text, request *asked, gp_message *message)
{
    char draw[128];
    const size_t length = strcspn(text, ":");
    if (asked->skip_count == most_skips)
        return gp_message_set(message, "--skip: expected at most %d of these, found more", most_skips);
    skipped *skip = &asked->skips[asked->skip_count++];
    skip->text = text;
    snprintf(draw, sizeof draw, "%.*s", (int)(length < sizeof draw ? length : sizeof draw - 1), text);
    return (text[length] && read_whole(text + length + 1, most_skipped, &skip->count) &&
            !gp_recipe_read(draw, &skip->recipe)) ||
           gp_message_set(message,
                          "--skip: expected a draw, a colon and how many there are, at most %d, such as randn:200, found "
                          "\"%.200s\"",
                          most_skipped, text);
}

static bool read_shape(const char *text, request *asked, gp_message *message)
{
    asked->shape = text;
    asked->inputs_first = strcmp(text, "inputs,units") == 0;
    return asked->inputs_first || strcmp(text, "units,inputs") == 0 ||
           gp_message_set(message, "--shape: expected inputs,units or units,inputs, found \"%.200s\"", text);
}

/* How many numbers stand there with commas between them; 0 where one of them is none. */
static size_t count_numbers(const char *text, size_t length)
{
    size_t count = 0;
    for (const char *c = text; c <= text + length; c += strcspn(c, ",:") + 1, count++) {
        char number[gp_number_longest + 1];
        const size_t digits = strcspn(c, ",:");
        if (digits >= sizeof number)
            return 0;
        memcpy(number, c, digits);
        number[digits] = '\0';
        if (!gp_number_valid(number))
            return 0;
    }
    return count;
}

static bool read_rates(const char *text, request *asked, gp_message *message)
{
    asked->rate = text;
    return (count_numbers(text, strlen(text)) > 0 && !strchr(text, ':')) ||
           gp_message_set(message, "--rate: expected a number, or several with commas between them, found \"%.200s\"", text);
}

static bool read_epochs(const char *text, request *asked, gp_message *message)
{
    uint64_t epochs;
    asked->epochs = text;
    return read_whole(text, SIZE_MAX / 4, &epochs) ||
           gp_message_set(message, "--epochs: expected a whole number, found \"%.200s\"", text);
}

static bool add_sample(const char *text, request *asked, gp_message *message)
{
    if (asked->sample_count == most_samples)
        return gp_message_set(message, "--sample: expected at most %d samples, found more", most_samples);
    asked->samples[asked->sample_count++] = text;
    return true;
}

/* ---- Whether the words fit together. ---- */

static bool sample_fits(const request *asked, const char *sample)
{
    const size_t length = strcspn(sample, ":");
    return sample[length] && !strchr(sample + length + 1, ':') && count_numbers(sample, length) == asked->sizes[0] &&
           count_numbers(sample + length + 1, strlen(sample + length + 1)) == asked->sizes[asked->depth];
}

static const char *activation_of(const request *asked, size_t layer)
{
    return asked->activations[asked->activation_count == 1 ? 0 : layer];
}

static bool fits_loss(const request *asked, gp_message *message)
{
    const char *last = activation_of(asked, asked->depth - 1);
    for (size_t k = 0; k < gp_loss_count; k++)
        if (gp_losses[k].name == asked->loss && gp_losses[k].is_paired && gp_activations[gp_losses[k].paired_with].name != last)
            return gp_message_set(message, "--loss: expected the activation %s in the last layer beside %s, found %s",
                                  gp_activations[gp_losses[k].paired_with].name, asked->loss, last);
    return true;
}

/* One rate, or as many as there are epochs. */
static bool fits_epochs(const request *asked, gp_message *message)
{
    const size_t rates = strchr(asked->rate, ',') ? count_numbers(asked->rate, strlen(asked->rate)) : 1;
    return rates == 1 || rates == strtoul(asked->epochs, NULL, 10) ||
           gp_message_set(message, "--rate: expected one number, or one for each of %s epochs, found %zu", asked->epochs,
                          rates);
}

static bool fits_together(const request *asked, gp_message *message)
{
    const bool draws_biases = asked->bias != NO_BIASES && asked->bias != ZEROS;
    if (asked->depth == 0)
        return gp_message_set(message,
                              "new: expected --layers with sizes such as 2,4,1, found none; goldprop new --help tells more");
    if (asked->activation_count != 1 && asked->activation_count != asked->depth)
        return gp_message_set(message, "--activation: expected one word, or one for each of %zu layer%s, found %zu",
                              asked->depth, gp_plural(asked->depth), asked->activation_count);
    if (asked->seeded && !asked->draw)
        return gp_message_set(message, "new: expected --draw beside a seed, such as --draw \"2*random-1\", found none");
    if (asked->seeded && !asked->shape)
        return gp_message_set(
            message, "new: expected --shape inputs,units or units,inputs beside a seed, found none: programs differ in it");
    if (!asked->seeded && (asked->draw || asked->shape || draws_biases || asked->skip_count > 0))
        return gp_message_set(message, "new: expected --numpy-seed or --python-seed beside what is drawn, found none");
    if (asked->bias == IN_UNIT && asked->inputs_first)
        return gp_message_set(message, "--bias: expected in-unit beside --shape units,inputs, found inputs,units");
    for (size_t k = 0; k < asked->sample_count; k++)
        if (!sample_fits(asked, asked->samples[k]))
            return gp_message_set(message, "--sample: expected %zu input%s and, behind a colon, %zu target%s, found \"%.200s\"",
                                  asked->sizes[0], gp_plural(asked->sizes[0]), asked->sizes[asked->depth],
                                  gp_plural(asked->sizes[asked->depth]), asked->samples[k]);
    return fits_epochs(asked, message) && fits_loss(asked, message);
}

/* ---- Drawing. ---- */

static void draw_weights(const request *asked, size_t layer, gp_stream *stream, const drawn_layer *drawn)
{
    const size_t inputs = asked->sizes[layer], units = asked->sizes[layer + 1];
    if (asked->inputs_first) {
        for (size_t i = 0; i < inputs; i++)
            for (size_t j = 0; j < units; j++)
                drawn->W[j * inputs + i] = gp_recipe_draw(&asked->recipe, stream, inputs, units);
        return;
    }
    for (size_t j = 0; j < units; j++) {
        for (size_t i = 0; i < inputs; i++)
            drawn->W[j * inputs + i] = gp_recipe_draw(&asked->recipe, stream, inputs, units);
        if (asked->bias == IN_UNIT)
            drawn->b[j] = gp_recipe_draw(&asked->recipe, stream, inputs, units);
    }
}

static void draw_biases(const request *asked, size_t layer, gp_stream *stream, const drawn_layer *drawn)
{
    const size_t inputs = asked->sizes[layer], units = asked->sizes[layer + 1];
    for (size_t j = 0; j < units; j++)
        drawn->b[j] = gp_recipe_draw(&asked->recipe, stream, inputs, units);
}

static void draw_all(const request *asked, const drawn_layer *layers)
{
    gp_stream stream;
    if (!asked->seeded)
        return;
    gp_stream_seed(asked->drawer, asked->seed, &stream);
    for (size_t k = 0; k < asked->skip_count; k++)
        for (uint64_t n = 0; n < asked->skips[k].count; n++)
            gp_recipe_draw(&asked->skips[k].recipe, &stream, 1, 1);
    for (size_t l = 0; l < asked->depth; l++) {
        draw_weights(asked, l, &stream, &layers[l]);
        if (asked->bias == AFTER_EACH)
            draw_biases(asked, l, &stream, &layers[l]);
    }
    for (size_t l = 0; asked->bias == AFTER_ALL && l < asked->depth; l++)
        draw_biases(asked, l, &stream, &layers[l]);
}

static bool are_finite(const double *values, size_t count)
{
    size_t k = 0;
    while (k < count && isfinite(values[k]))
        k++;
    return k == count;
}

/* Roots of what is below 0, and what is divided by 0. */
static bool is_drawn_well(const request *asked, const drawn_layer *layers, gp_message *message)
{
    for (size_t l = 0; l < asked->depth; l++)
        if (!are_finite(layers[l].W, asked->sizes[l] * asked->sizes[l + 1]) || !are_finite(layers[l].b, asked->sizes[l + 1]))
            return gp_message_set(message, "--draw: expected finite numbers, found others in layer %zu by \"%.200s\"", l + 1,
                                  asked->draw);
    return true;
}

/* ---- Writing. ---- */

/* All digits of a binary64, which has at most 1074 behind the point. */
static void write_exactly(FILE *stream, double value)
{
    char digits[1500];
    snprintf(digits, sizeof digits, "%.1074f", value);
    char *end = digits + strlen(digits);
    while (end[-1] == '0' && end[-2] != '.')
        end--;
    fprintf(stream, "\"%.*s\"", (int)(end - digits), digits);
}

static void write_row(FILE *stream, const double *values, size_t count, const char *unknown)
{
    putc('[', stream);
    for (size_t k = 0; k < count; k++) {
        fputs(k == 0 ? "" : ", ", stream);
        if (unknown)
            fprintf(stream, "\"%s\"", unknown);
        else
            write_exactly(stream, values[k]);
    }
    putc(']', stream);
}

static void write_layer(const request *asked, size_t layer, const drawn_layer *drawn, FILE *stream)
{
    const size_t inputs = asked->sizes[layer], units = asked->sizes[layer + 1];
    const char *activation = activation_of(asked, layer), *unknown = asked->seeded ? NULL : "?";
    fprintf(stream, "      {\"units\": %zu, \"activation\": \"%s\", ", units, activation);
    for (size_t k = 0; k < gp_activation_count; k++)
        if (gp_activations[k].name == activation && gp_activations[k].has_alpha)
            fputs("\"alpha\": \"?\", ", stream);
    fprintf(stream, "\"bias\": \"%s\", \"W\": [", asked->bias == NO_BIASES ? "none" : "per_unit");
    for (size_t j = 0; j < units; j++) {
        fprintf(stream, "%s\n        ", j == 0 ? "" : ",");
        write_row(stream, drawn->W + j * inputs, inputs, unknown);
    }
    fputs("\n      ]", stream);
    if (asked->bias != NO_BIASES) {
        fputs(", \"b\": ", stream);
        write_row(stream, drawn->b, units, asked->bias == ZEROS ? "0" : unknown);
    }
    fprintf(stream, "}%s\n", layer + 1 < asked->depth ? "," : "");
}

static void write_numbers(FILE *stream, const char *text, size_t length)
{
    putc('[', stream);
    for (const char *c = text; c <= text + length; c += strcspn(c, ",:") + 1)
        fprintf(stream, "%s\"%.*s\"", c == text ? "" : ", ", (int)strcspn(c, ",:"), c);
    putc(']', stream);
}

static void write_samples(const request *asked, FILE *stream)
{
    for (size_t k = 0; k < asked->sample_count; k++) {
        const char *sample = asked->samples[k];
        const size_t length = strcspn(sample, ":");
        fprintf(stream, "%s\n      {\"input\": ", k == 0 ? "" : ",");
        write_numbers(stream, sample, length);
        fputs(", \"target\": ", stream);
        write_numbers(stream, sample + length + 1, strlen(sample + length + 1));
        putc('}', stream);
    }
    if (asked->sample_count == 0) {
        fputs("\n      {\"input\": ", stream);
        write_row(stream, NULL, asked->sizes[0], "?");
        fputs(", \"target\": ", stream);
        write_row(stream, NULL, asked->sizes[asked->depth], "?");
        putc('}', stream);
    }
}

/* A number in quotes, or an array of several. */
static void write_rates(const char *rates, FILE *stream)
{
    const bool several = strchr(rates, ',');
    fputs(several ? "[\"" : "\"", stream);
    for (const char *c = rates; *c; c++)
        if (*c == ',')
            fputs("\", \"", stream);
        else
            putc(*c, stream);
    fputs(several ? "\"]" : "\"", stream);
}

static void write_problem(const request *asked, const drawn_layer *layers, FILE *stream)
{
    static const char *const places[] = {[NO_BIASES] = "no biases",
                                         [ZEROS] = "all biases 0",
                                         [AFTER_EACH] = "the biases of each layer behind its W",
                                         [AFTER_ALL] = "the biases of all layers behind the last W",
                                         [IN_UNIT] = "the bias of each unit behind its weights"};
    fputs("{\n  \"format\": \"goldprop-case-1\",\n  \"problem\": {\n", stream);
    if (asked->seeded) {
        fprintf(stream, "    \"note\": \"Drawn as after %s(%llu)",
                asked->drawer == GP_NUMPY ? "numpy.random.seed" : "random.seed", (unsigned long long)asked->seed);
        for (size_t k = 0; k < asked->skip_count; k++)
            fprintf(stream, ", %s thrown away", asked->skips[k].text);
        fprintf(stream, ": %s, each W as [%s], %s.\",\n", asked->draw, asked->inputs_first ? "inputs][units" : "units][inputs",
                places[asked->bias]);
    }
    fprintf(stream, "    \"inputs\": %zu,\n    \"layers\": [\n", asked->sizes[0]);
    for (size_t l = 0; l < asked->depth; l++)
        write_layer(asked, l, &layers[l], stream);
    fputs("    ],\n    \"samples\": [", stream);
    write_samples(asked, stream);
    fprintf(stream, "\n    ],\n    \"loss\": {\"deviation\": \"%s\", \"factor\": \"%s\"},\n", asked->loss,
            strcmp(asked->loss, "squared") == 0 ? "1/2" : "1");
    fputs("    \"training\": {\"rate\": ", stream);
    write_rates(asked->rate, stream);
    fprintf(stream, ", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": %s}\n  }\n}\n", asked->epochs);
}

static bool allocate(const request *asked, drawn_layer *layers)
{
    bool done = true;
    for (size_t l = 0; l < asked->depth; l++) {
        layers[l].W = calloc(asked->sizes[l] * asked->sizes[l + 1], sizeof(double));
        layers[l].b = calloc(asked->sizes[l + 1], sizeof(double));
        done = done && layers[l].W && layers[l].b;
    }
    return done;
}

static bool draw_and_write(const request *asked, drawn_layer *layers, gp_message *message)
{
    gp_output output;
    draw_all(asked, layers);
    if (!is_drawn_well(asked, layers, message) || !gp_output_open(asked->output, &output, message))
        return false;
    write_problem(asked, layers, output.stream);
    return gp_output_close(&output, message);
}

static int write_new(const request *asked)
{
    gp_message message;
    drawn_layer layers[most_layers] = {{0}};
    const bool written = allocate(asked, layers)
                             ? draw_and_write(asked, layers, &message)
                             : gp_message_set(&message, "new: expected memory for the weights, found too little");
    for (size_t l = 0; l < asked->depth; l++) {
        free(layers[l].W);
        free(layers[l].b);
    }
    return written ? GP_EXIT_PASSED : gp_complain(&message);
}

static bool read_option(int option, const char *value, request *asked, gp_message *message)
{
    switch (option) {
    case 'l':
        return read_sizes(value, asked, message);
    case 'a':
        return read_activations(value, asked, message);
    case 'L':
        return read_loss(value, asked, message);
    case 'b':
        return read_bias(value, asked, message);
    case 'n':
        return read_seed(GP_NUMPY, value, asked, message);
    case 'p':
        return read_seed(GP_PYTHON, value, asked, message);
    case 'd':
        return read_draw(value, asked, message);
    case 'k':
        return add_skip(value, asked, message);
    case 'w':
        return read_shape(value, asked, message);
    case 's':
        return add_sample(value, asked, message);
    case 'r':
        return read_rates(value, asked, message);
    case 'e':
        return read_epochs(value, asked, message);
    default:
        asked->output = value;
        return true;
    }
}

int gp_command_new(int argc, char **argv)
{
    static const struct option options[] = {{"layers", required_argument, NULL, 'l'},
                                            {"activation", required_argument, NULL, 'a'},
                                            {"loss", required_argument, NULL, 'L'},
                                            {"bias", required_argument, NULL, 'b'},
                                            {"numpy-seed", required_argument, NULL, 'n'},
                                            {"python-seed", required_argument, NULL, 'p'},
                                            {"draw", required_argument, NULL, 'd'},
                                            {"skip", required_argument, NULL, 'k'},
                                            {"shape", required_argument, NULL, 'w'},
                                            {"sample", required_argument, NULL, 's'},
                                            {"rate", required_argument, NULL, 'r'},
                                            {"epochs", required_argument, NULL, 'e'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    request asked = {.activations = {gp_activations[GP_SIGMOID].name},
                     .activation_count = 1,
                     .loss = gp_losses[GP_SQUARED_LOSS].name,
                     .bias = ZEROS,
                     .rate = "?",
                     .epochs = "1"};
    gp_message message;
    for (int option; (option = gp_next_option(argc, argv, "l:a:L:b:n:p:d:k:w:s:r:e:o:h", options)) != -1;) {
        if (option == 'h') {
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        }
        if (option == '?')
            return GP_EXIT_UNUSABLE;
        if (!read_option(option, optarg, &asked, &message))
            return gp_complain(&message);
    }
    if (!gp_has_words(argc, argv, 0, "nothing"))
        return GP_EXIT_UNUSABLE;
    return fits_together(&asked, &message) ? write_new(&asked) : gp_complain(&message);
}
