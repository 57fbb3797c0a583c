#define _POSIX_C_SOURCE 200809L

#include "golden/trace.h"

#include "golden/setup.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/open_case.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Identity units, short numbers, and the rate 0, so that each number can be told by hand and the last pass repeats the first:

   sample 0: z1 = 0.5 * 2 + 0.25 * -3 + 0.25 = 0.5, z2 = (2, -4) * 0.5 = (1, -2), a2 - t = (0.5, -0.5), loss 0.5 (0.25 + 0.25);
             delta2 = (0.5, -0.5), delta1 = 2 * 0.5 + -4 * -0.5 = 3
   sample 1: z1 = 0.5 + 0.5 + 0.25 = 1.25, z2 = (2.5, -5), a2 - t = (0.25, 0), loss 0.5 * 0.0625;
             delta2 = (0.25, 0), delta1 = 2 * 0.25 = 0.5
   All slopes are 1, so that da is delta. The loss of an output is half its square: 0.125 + 0.125, and 0.03125 + 0.
   dx = delta1 (0.5, 0.25): (1.5, 0.75) and (0.25, 0.125).
   dW1 = 3 (2, -3) + 0.5 (1, 2) = (6.5, -8), db1 = 3.5, dW2 = (0.5 * 0.5 + 0.25 * 1.25, -0.5 * 0.5) = (0.5625, -0.25);
   the error 0.25 + 0.25 + 0.0625 = 0.5625. */
static const char problem_text[] =
    "{\"format\": \"goldprop-case-1\", \"id\": \"by \\\"hand\\\"\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.25\"], \"W\": [[\"0.5\", \"0.25\"]]},\n"
    "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"2\"], [\"-4\"]]}],\n"
    "\"samples\": [{\"input\": [\"2\", \"-3\"], \"target\": [\"0.5\", \"-1.5\"]}, {\"input\": [\"1\", \"2\"], \"target\": "
    "[\"2.25\", \"-5\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"0\", \"batch\": 2, \"reduction\": \"sum\", \"epochs\": 1}}}";

static gp_status write_trace(const char *problem, gp_trace_format format, const char *epochs_text, FILE *stream, uint64_t *hash)
{
    text_case opened;
    gp_setup setup;
    gp_epochs epochs = {0};
    text_case_open(problem, &opened);
    cr_assert(!epochs_text || gp_epochs_read(epochs_text, &epochs));
    cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
    gp_trace trace = {.stream = stream,
                      .format = format,
                      .epochs = &epochs,
                      .steps_per_epoch = gp_problem_steps_per_epoch(&opened.the_case.problem),
                      .last_step = gp_problem_steps(&opened.the_case.problem),
                      .update = opened.the_case.problem.update,
                      .clipping = opened.the_case.problem.clipping};
    const gp_observer observer = gp_trace_observer(&trace);
    const gp_training training = gp_setup_training(&setup, &observer);
    gp_trace_begin(&trace, opened.the_case.id);
    gp_status status = gp_train(&training, gp_step);
    gp_trace_end(&trace);
    if (hash)
        *hash = trace.hash;
    gp_setup_free(&setup);
    text_case_close(&opened);
    return status;
}

/* A trace as a text, for free(). */
static char *trace_text(const char *problem, gp_trace_format format, const char *epochs)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    cr_assert_eq(write_trace(problem, format, epochs, stream, NULL), GP_OK);
    fclose(stream);
    return text;
}

/* Memory of a stream comes from the C library itself. */
void __real_free(void *block);

static void check_trace(gp_trace_format format, const char *epochs, const char *expected)
{
    char *text = trace_text(problem_text, format, epochs);
    cr_assert_str_eq(text, expected, "obtained\n%s\nexpected\n%s", text, expected);
    __real_free(text);
}

#define PRECISION (sizeof(gp_real) == sizeof(double) ? "binary64" : "binary32")

#define JSON_HEAD                                                                                                              \
    "{\n  \"format\": \"goldprop-trace-1\",\n  \"case\": \"by \\\"hand\\\"\",\n  \"precision\": \"%s\",\n  \"steps\": ["
#define JSON_PARAMETERS                                                                                                        \
    "\"parameters\": [\n      {\"layer\": 1, \"W\": [[0.5,0.25]], \"b\": [0.25]},\n"                                           \
    "      {\"layer\": 2, \"W\": [[2],[-4]], \"b\": []}]"
#define JSON_FIRST                                                                                                             \
    "\n    {\"step\": 0, " JSON_PARAMETERS ", \"samples\": [\n"                                                                \
    "      {\"sample\": 0, \"layers\": [{\"layer\": 1, \"z\": [0.5], \"a\": [0.5], \"da\": [3], \"slope\": [1], \"delta\": "   \
    "[3]}, "                                                                                                                   \
    "{\"layer\": 2, \"z\": [1,-2], \"a\": [1,-2], \"output_loss\": [0.125,0.125], \"da\": [0.5,-0.5], \"slope\": [1,1], "      \
    "\"delta\": [0.5,-0.5]}], \"loss\": 0.25, \"dx\": [1.5,0.75]},\n"                                                          \
    "      {\"sample\": 1, \"layers\": [{\"layer\": 1, \"z\": [1.25], \"a\": [1.25], \"da\": [0.5], \"slope\": [1], "          \
    "\"delta\": [0.5]}, "                                                                                                      \
    "{\"layer\": 2, \"z\": [2.5,-5], \"a\": [2.5,-5], \"output_loss\": [0.03125,0], \"da\": [0.25,0], \"slope\": [1,1], "      \
    "\"delta\": [0.25,0]}], \"loss\": 0.03125, \"dx\": [0.25,0.125]}], \"gradients\": [\n"                                     \
    "      {\"layer\": 1, \"dW\": [[6.5,-8]], \"db\": [3.5]},\n"                                                               \
    "      {\"layer\": 2, \"dW\": [[0.5625],[-0.25]], \"db\": []}], \"changes\": [\n"                                          \
    "      {\"layer\": 1, \"W_change\": [[-0,0]], \"b_change\": [-0]},\n"                                                      \
    "      {\"layer\": 2, \"W_change\": [[-0],[0]], \"b_change\": []}]}"
#define JSON_LAST                                                                                                              \
    "\n    {\"step\": 1, " JSON_PARAMETERS ", \"samples\": [\n"                                                                \
    "      {\"sample\": 0, \"layers\": [{\"layer\": 1, \"z\": [0.5], \"a\": [0.5]}, "                                          \
    "{\"layer\": 2, \"z\": [1,-2], \"a\": [1,-2], \"output_loss\": [0.125,0.125]}], \"loss\": 0.25},\n"                        \
    "      {\"sample\": 1, \"layers\": [{\"layer\": 1, \"z\": [1.25], \"a\": [1.25]}, "                                        \
    "{\"layer\": 2, \"z\": [2.5,-5], \"a\": [2.5,-5], \"output_loss\": [0.03125,0]}], \"loss\": 0.03125}]}"
#define JSON_ERRORS "\n  ],\n  \"errors\": ["
#define JSON_END "\n  ]\n}\n"

#define CSV_HEAD "quantity,epoch,step,sample,layer,unit,input,value\n"
#define CSV_PARAMETERS(at)                                                                                                     \
    "W," at ",,1,0,0,0.5\nW," at ",,1,0,1,0.25\nb," at ",,1,0,,0.25\nW," at ",,2,0,0,2\nW," at ",,2,1,0,-4\n"
#define CSV_FIRST                                                                                                              \
    CSV_PARAMETERS("0,0")                                                                                                      \
    "z,0,0,0,1,0,,0.5\na,0,0,0,1,0,,0.5\nda,0,0,0,1,0,,3\nslope,0,0,0,1,0,,1\ndelta,0,0,0,1,0,,3\n"                            \
    "z,0,0,0,2,0,,1\nz,0,0,0,2,1,,-2\na,0,0,0,2,0,,1\na,0,0,0,2,1,,-2\noutput_loss,0,0,0,2,0,,0.125\n"                         \
    "output_loss,0,0,0,2,1,,0.125\nda,0,0,0,2,0,,0.5\nda,0,0,0,2,1,,-0.5\nslope,0,0,0,2,0,,1\nslope,0,0,0,2,1,,1\n"            \
    "delta,0,0,0,2,0,,0.5\ndelta,0,0,0,2,1,,-0.5\n"                                                                            \
    "loss,0,0,0,,,,0.25\ndx,0,0,0,,,0,1.5\ndx,0,0,0,,,1,0.75\n"                                                                \
    "z,0,0,1,1,0,,1.25\na,0,0,1,1,0,,1.25\nda,0,0,1,1,0,,0.5\nslope,0,0,1,1,0,,1\ndelta,0,0,1,1,0,,0.5\n"                      \
    "z,0,0,1,2,0,,2.5\nz,0,0,1,2,1,,-5\na,0,0,1,2,0,,2.5\na,0,0,1,2,1,,-5\noutput_loss,0,0,1,2,0,,0.03125\n"                   \
    "output_loss,0,0,1,2,1,,0\nda,0,0,1,2,0,,0.25\nda,0,0,1,2,1,,0\nslope,0,0,1,2,0,,1\nslope,0,0,1,2,1,,1\n"                  \
    "delta,0,0,1,2,0,,0.25\ndelta,0,0,1,2,1,,0\n"                                                                              \
    "loss,0,0,1,,,,0.03125\ndx,0,0,1,,,0,0.25\ndx,0,0,1,,,1,0.125\n"                                                           \
    "dW,0,0,,1,0,0,6.5\ndW,0,0,,1,0,1,-8\ndb,0,0,,1,0,,3.5\ndW,0,0,,2,0,0,0.5625\ndW,0,0,,2,1,0,-0.25\n"                       \
    "W_change,0,0,,1,0,0,-0\nW_change,0,0,,1,0,1,0\nb_change,0,0,,1,0,,-0\nW_change,0,0,,2,0,0,-0\nW_change,0,0,,2,1,0,0\n"    \
    "error,0,,,,,,0.5625\n"
#define CSV_LAST                                                                                                               \
    CSV_PARAMETERS("1,1")                                                                                                      \
    "z,1,1,0,1,0,,0.5\na,1,1,0,1,0,,0.5\nz,1,1,0,2,0,,1\nz,1,1,0,2,1,,-2\na,1,1,0,2,0,,1\na,1,1,0,2,1,,-2\n"                   \
    "output_loss,1,1,0,2,0,,0.125\noutput_loss,1,1,0,2,1,,0.125\nloss,1,1,0,,,,0.25\n"                                         \
    "z,1,1,1,1,0,,1.25\na,1,1,1,1,0,,1.25\nz,1,1,1,2,0,,2.5\nz,1,1,1,2,1,,-5\na,1,1,1,2,0,,2.5\na,1,1,1,2,1,,-5\n"             \
    "output_loss,1,1,1,2,0,,0.03125\noutput_loss,1,1,1,2,1,,0\nloss,1,1,1,,,,0.03125\n"                                        \
    "error,1,,,,,,0.5625\n"

static void check_json(const char *epochs, const char *format)
{
    char expected[4096];
    snprintf(expected, sizeof expected, format, PRECISION);
    check_trace(GP_TRACE_JSON, epochs, expected);
}

Test(trace, formats)
{
    check_json(NULL,
               JSON_HEAD JSON_FIRST "," JSON_LAST JSON_ERRORS
                                    "\n    {\"epoch\": 0, \"error\": 0.5625},\n    {\"epoch\": 1, \"error\": 0.5625}" JSON_END);
    check_json("0", JSON_HEAD JSON_FIRST JSON_ERRORS "\n    {\"epoch\": 0, \"error\": 0.5625}" JSON_END);
    check_json("1-5", JSON_HEAD JSON_LAST JSON_ERRORS "\n    {\"epoch\": 1, \"error\": 0.5625}" JSON_END);
    check_json("2", JSON_HEAD JSON_ERRORS JSON_END);
    check_trace(GP_TRACE_CSV, NULL, CSV_HEAD CSV_FIRST CSV_LAST);
    check_trace(GP_TRACE_CSV, "0", CSV_HEAD CSV_FIRST);
    check_trace(GP_TRACE_CSV, "0,1", CSV_HEAD CSV_FIRST CSV_LAST);
    check_trace(GP_TRACE_CSV, "7", CSV_HEAD);
}

/* The hash of the values that stand behind the last commas of the lines, worked out byte by byte. */
static uint64_t hash_of_csv(const char *lines)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *line = lines, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        const char *value = end;
        while (value[-1] != ',')
            value--;
        const double number = strtod(value, NULL);
        const float single = (float)number;
        uint64_t bits = 0;
        uint32_t single_bits = 0;
        memcpy(&bits, &number, sizeof bits);
        memcpy(&single_bits, &single, sizeof single_bits);
        if (sizeof(gp_real) == sizeof single)
            bits = single_bits;
        for (size_t byte = 0; byte < sizeof(gp_real); byte++, bits /= 256) {
            hash ^= bits % 256;
            hash *= UINT64_C(1099511628211);
        }
    }
    return hash;
}

/* The numbers of the lines of CSV, in their order. Nothing is written. */
Test(trace, hash)
{
    static const struct {
        const char *epochs, *lines;
    } runs[] = {{NULL, CSV_FIRST CSV_LAST}, {"0", CSV_FIRST}, {"1", CSV_LAST}, {"7", ""}};
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        uint64_t hash = 0;
        cr_assert_eq(write_trace(problem_text, GP_TRACE_HASH, runs[k].epochs, NULL, &hash), GP_OK);
        cr_assert_eq(hash, hash_of_csv(runs[k].lines), "epochs %s", runs[k].epochs ? runs[k].epochs : "all");
    }
}

/* The name of a case may be any text; it is told as it can be shown. */
Test(trace, strange_name)
{
    char *strange = text_with(problem_text, "by \\\"hand\\\"", "\\\\ \\u0001\\n \\u00e9 \\/ %s");
    char *text = trace_text(strange, GP_TRACE_JSON, "2");
    cr_assert(strstr(text, "\"case\": \"\\\\ ?? \u00e9 / %s\",\n"), "%s", text);
    __real_free(text);
    free(strange);
}

/* A trace without the name of a case. */
Test(trace, unnamed)
{
    char *unnamed = text_with(problem_text, "\"id\": \"by \\\"hand\\\"\", ", "");
    char *text = trace_text(unnamed, GP_TRACE_JSON, "2");
    cr_assert_null(strstr(text, "\"case\""), "%s", text);
    __real_free(text);
    free(unnamed);
}

static const gp_epochs all_epochs;

/* How a number is written, as the only error of a trace. */
static void check_written(gp_real value, gp_trace_format format, const char *expected)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    gp_trace trace = {.stream = stream, .format = format, .epochs = &all_epochs, .steps_per_epoch = 1};
    cr_assert(gp_trace_observer(&trace).epoch(&trace, 0, value));
    gp_trace_end(&trace);
    fclose(stream);
    cr_assert(strstr(text, expected), "obtained %s, expected %s", text, expected);
    const char *number = strrchr(text, format == GP_TRACE_CSV ? ',' : ' ') + 1;
    if (format == GP_TRACE_CSV)
        cr_assert(isnan(value) || strtold(number, NULL) == (long double)value || (gp_real)strtod(number, NULL) == value,
                  "%s is not read as the same number", number);
    __real_free(text);
}

Test(trace, numbers)
{
    static const struct {
        double value;
        const char *json, *csv;
    } numbers[] = {
        {0.1, "\"error\": 0.1}", ",0.1\n"},
        {0, "\"error\": 0}", ",0\n"},
        {-0.0, "\"error\": -0}", ",-0\n"},
        {1e20, "\"error\": 1e+20}", ",1e+20\n"},
        {-2.5e-7, "\"error\": -2.5e-07}", ",-2.5e-07\n"},
        {(double)NAN, "\"error\": \"nan\"}", ",nan\n"},
        {-(double)NAN, "\"error\": \"nan\"}", ",nan\n"},
        {(double)INFINITY, "\"error\": \"inf\"}", ",inf\n"},
        {-(double)INFINITY, "\"error\": \"-inf\"}", ",-inf\n"},
    };
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        check_written((gp_real)numbers[k].value, GP_TRACE_JSON, numbers[k].json);
        check_written((gp_real)numbers[k].value, GP_TRACE_CSV, numbers[k].csv);
    }
    /* Numbers that need all their digits. */
    check_written((gp_real)0.1 + (gp_real)0.2, GP_TRACE_CSV,
                  sizeof(gp_real) == sizeof(double) ? ",0.30000000000000004\n" : ",0.3");
    check_written((gp_real)1 / 3, GP_TRACE_CSV,
                  sizeof(gp_real) == sizeof(double) ? ",0.33333333333333331\n" : ",0.333333343\n");
    check_written(1 + real_epsilon, GP_TRACE_CSV, ",1.0000");
}

/* A run ends early where its trace cannot be written, and where an error cannot be kept. */
Test(trace, failures)
{
    static const gp_trace_format formats[] = {GP_TRACE_JSON, GP_TRACE_CSV};
    for (size_t k = 0; k < 2; k++) {
        FILE *full = fopen("/dev/full", "w");
        setvbuf(full, NULL, _IONBF, 0);
        cr_assert_eq(write_trace(problem_text, formats[k], NULL, full, NULL), GP_STOPPED);
        cr_assert(ferror(full));
        fclose(full);
    }
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    gp_trace trace = {.stream = stream, .format = GP_TRACE_JSON, .epochs = &all_epochs, .steps_per_epoch = 1};
    const gp_observer observer = gp_trace_observer(&trace);
    const size_t blocks = memory_blocks();
    for (size_t epoch = 0; epoch < 64; epoch++)
        cr_assert(observer.epoch(&trace, epoch, 1));
    memory_fail_at(0);
    cr_assert(!observer.epoch(&trace, 64, 1));
    cr_assert(observer.epoch(&trace, 64, 1));
    gp_trace_abandon(&trace);
    cr_assert_eq(memory_blocks(), blocks);
    fclose(stream);
    cr_assert_str_empty(text);
    __real_free(text);
}

/* A problem that reports no error: none is written, whatever a run has. */
Test(trace, without_errors)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    gp_trace trace = {
        .stream = stream, .format = GP_TRACE_CSV, .epochs = &all_epochs, .steps_per_epoch = 1, .without_errors = true};
    cr_assert(gp_trace_observer(&trace).epoch(&trace, 0, 1));
    gp_trace_end(&trace);
    fclose(stream);
    cr_assert_null(strstr(text, "error"), "%s", text);
    __real_free(text);
}

Test(trace, epochs)
{
    static const char *const refused[] = {"",
                                          ",",
                                          "1,",
                                          ",1",
                                          "-1",
                                          "1-",
                                          "2-1",
                                          "1--2",
                                          "1-2-3",
                                          "a",
                                          "1a",
                                          " 1",
                                          "1 ",
                                          "+1",
                                          "0x1",
                                          "1;2",
                                          "99999999999999999999",
                                          "1-99999999999999999999",
                                          "1.5"};
    gp_epochs epochs;
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
        cr_assert(!gp_epochs_read(refused[k], &epochs), "\"%s\"", refused[k]);
    cr_assert(gp_epochs_read("0,10-12,18446744073709551615", &epochs));
    static const size_t in[] = {0, 10, 11, 12, SIZE_MAX}, out[] = {1, 9, 13, SIZE_MAX - 1};
    for (size_t k = 0; k < sizeof in / sizeof *in; k++)
        cr_assert(gp_epochs_have(&epochs, in[k]), "%zu", in[k]);
    for (size_t k = 0; k < sizeof out / sizeof *out; k++)
        cr_assert(!gp_epochs_have(&epochs, out[k]), "%zu", out[k]);

    /* Exactly as many ranges as there is room for. */
    char text[512] = "0";
    for (size_t k = 1; k < 64; k++)
        strcat(text, ",0");
    cr_assert(gp_epochs_read(text, &epochs));
    strcat(text, ",0");
    cr_assert(!gp_epochs_read(text, &epochs));
}
