/** @file
 *  Speed of training: the reference beside a textbook double loop and numpy, on the same data. A figure to watch: only
 *  disagreement fails, slowness never does. Times are those of the fastest round, in processor time; in wall time for numpy,
 *  which may use several processors.
 *
 *      goldprop_bench full|tiny SCRATCH_FILE COMMAND...
 *
 *  COMMAND is what trains with numpy; it gets the name of a file with the data, and exits with 77 where there is no numpy.
 *
 *  `tiny` cuts every workload down and prints no times: the check that all three still compute the same. */
#define _POSIX_C_SOURCE 200809L

#include "reference/forward.h"
#include "workload.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

/* Timed rounds: at least so many, more while a workload has taken less than a second. An even number, so that each comes first
   equally often. */
enum { least_rounds = 6, most_rounds = 60, enough_ms = 1000 };

/* The most by which two trainings may differ: of a sum of parameters, relative to the sum of their absolute values; of an
   error, relative to the outputs, which are about 1. The three round in different places and training carries the differences
   on; 1e-10 is some hundred times what was seen. */
static const double tolerance = 1e-10;

/* What a training ended with, and how long it took. */
typedef struct outcome {
    double sum;   /* of all parameters */
    double error; /* mean absolute error over all samples */
    double ms;    /* of the fastest round: whatever else the machine does makes a round slower, never faster */
} outcome;

/* One line of the table. */
typedef struct comparison {
    workload load;
    double multiply_adds; /* of one training */
    double magnitude;     /* sum of the absolute values of the reference's parameters */
    outcome reference, textbook, numpy;
    bool same_bits;       /* of every parameter, and of the error, of reference and textbook */
    const char *no_numpy; /* why there is no outcome of numpy, or NULL */
} comparison;

/* How numpy is run. */
typedef struct numpy_command {
    const char *scratch; /* the file with the data */
    char *const *words;  /* the command, ends with NULL */
} numpy_command;

/* The exit status of a command that numpy is missing for. */
enum { numpy_is_missing = 77 };

/* Of this program's own time: it has one thread, and what others take from it does not count. */
static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double sum_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += values[k];
    return sum;
}

static double magnitude_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += fabs(values[k]);
    return sum;
}

/* Of one training, forward, back and gradient; not the update, which each does in its own way. */
static double count_multiply_adds(const gp_network *network, const gp_rule *rule, size_t samples)
{
    double weights = 0;
    for (size_t l = 0; l < network->depth; l++)
        weights += (double)gp_weight_count(&network->layers[l]);
    double of_sample = 3 * weights - (double)gp_weight_count(&network->layers[0]);
    return of_sample * (double)(samples * rule->epochs) + weights * (double)samples;
}

/* The reported error of the reference as it now stands. */
static double reference_error(prepared *ready)
{
    const size_t outputs = gp_output_layer(&ready->network)->shape.units;
    double sum = 0;
    for (size_t s = 0; s < ready->samples.count; s++) {
        gp_forward(&ready->network, ready->x + s * ready->network.inputs, &ready->workspace);
        sum += gp_error_sum(&ready->rule.error, outputs, ready->workspace.layers[ready->network.depth - 1].a,
                            ready->t + s * outputs);
    }
    return gp_error_value(&ready->rule.error, sum, outputs * ready->samples.count);
}

static double time_reference(prepared *ready)
{
    const gp_training training = {
        .network = &ready->network, .workspace = &ready->workspace, .samples = &ready->samples, .rule = &ready->rule};
    const double start = now_ms();
    gp_train(&training, gp_step);
    return now_ms() - start;
}

static double time_textbook(prepared *ready)
{
    const double start = now_ms();
    textbook_train(&ready->textbook, ready->textbook_errors);
    return now_ms() - start;
}

/* Trains with each, from the same start; returns how long that took. */
static double time_round(prepared *ready, bool reference_first, comparison *result)
{
    workload_rewind(ready);
    double reference_ms = reference_first ? time_reference(ready) : 0;
    const double textbook_ms = time_textbook(ready);
    if (!reference_first)
        reference_ms = time_reference(ready);
    result->reference.ms = fmin(result->reference.ms, reference_ms);
    result->textbook.ms = fmin(result->textbook.ms, textbook_ms);
    return reference_ms + textbook_ms;
}

/* Trains in alternation, in both orders. The first rounds warm up: they are not the fastest. */
static void time_both(prepared *ready, comparison *result)
{
    double spent = 0;
    result->reference.ms = result->textbook.ms = INFINITY;
    for (size_t round = 0; round < least_rounds || round % 2 == 1 || (round < most_rounds && spent < enough_ms); round++)
        spent += time_round(ready, round % 2 == 0, result);
}

/* Notes what the last round ended with. */
static void note_outcomes(prepared *ready, comparison *result)
{
    result->reference.sum = sum_of(ready->network.memory, ready->parameters);
    result->reference.error = reference_error(ready);
    result->textbook.sum = sum_of(ready->textbook_parameters, ready->parameters);
    result->textbook.error = ready->textbook_errors[ready->rule.epochs];
    result->magnitude = magnitude_of(ready->network.memory, ready->parameters);
    result->multiply_adds = count_multiply_adds(&ready->network, &ready->rule, ready->samples.count);
    result->same_bits = memcmp(ready->network.memory, ready->textbook_parameters, ready->parameters * sizeof(double)) == 0 &&
                        memcmp(&result->reference.error, &result->textbook.error, sizeof(double)) == 0;
}

static bool write_scratch(const char *path, const workload *load, const prepared *ready)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool written = workload_write(load, ready, file);
    return fclose(file) == 0 && written;
}

/* The command and the file's name as a line for the shell; false where they are too long. */
static bool write_command(const numpy_command *numpy, char *line, size_t room)
{
    size_t used = 0;
    for (size_t k = 0; used < room; k++) {
        const char *word = numpy->words[k] ? numpy->words[k] : numpy->scratch;
        used += (size_t)snprintf(line + used, room - used, "'%s' ", word);
        if (!numpy->words[k])
            return used < room;
    }
    return false;
}

/* Trains with numpy. @return what to say in the place of its outcome, or NULL */
static const char *run_numpy(const numpy_command *numpy, const prepared *ready, comparison *result)
{
    char line[4096];
    if (!write_command(numpy, line, sizeof line) || !write_scratch(numpy->scratch, &result->load, ready))
        return "failed";
    FILE *pipe = popen(line, "r");
    if (!pipe)
        return "failed";
    const int fields = fscanf(pipe, "%lf %lf %lf", &result->numpy.ms, &result->numpy.sum, &result->numpy.error);
    const int status = pclose(pipe);
    remove(numpy->scratch);
    if (WIFEXITED(status) && WEXITSTATUS(status) == numpy_is_missing)
        return "not installed";
    return status == 0 && fields == 3 ? NULL : "failed";
}

static void print_times(const comparison *result)
{
    printf("%-48s %9.1f ms %9.1f ms %6.2f ", result->load.name, result->reference.ms, result->textbook.ms,
           result->textbook.ms / result->reference.ms);
    if (result->no_numpy)
        printf("%12s", result->no_numpy);
    else
        printf("%9.1f ms", result->numpy.ms);
    printf(" %9.2f ns\n", result->reference.ms * 1e6 / result->multiply_adds);
    fflush(stdout);
}

static bool agree(const comparison *result, const outcome *other)
{
    return fabs(other->sum - result->reference.sum) <= tolerance * result->magnitude &&
           fabs(other->error - result->reference.error) <= tolerance;
}

static void print_outcome(const char *who, const outcome *which, const char *verdict)
{
    printf("    %-10s %25.17g %25.17g  %s\n", who, which->sum, which->error, verdict);
}

/* Prints what the three ended with; false where they disagree. The textbook adds up and multiplies in the reference's order, so
   it must have the reference's bits. */
static bool check(const comparison *result)
{
    const bool textbook = agree(result, &result->textbook) && result->same_bits;
    const bool numpy = result->no_numpy || agree(result, &result->numpy);
    printf("%s\n", result->load.name);
    print_outcome("reference", &result->reference, "");
    print_outcome("textbook", &result->textbook, !textbook ? "DISAGREES" : result->same_bits ? "same bits" : "agrees");
    if (result->no_numpy)
        printf("    %-10s %s\n", "numpy", result->no_numpy);
    else
        print_outcome("numpy", &result->numpy, numpy ? "agrees" : "DISAGREES");
    return textbook && numpy;
}

static bool measure(const numpy_command *numpy, comparison *result)
{
    prepared ready = {0};
    workload_prepare(&result->load, &ready);
    time_both(&ready, result);
    note_outcomes(&ready, result);
    result->no_numpy = run_numpy(numpy, &ready, result);
    workload_free(&ready);
    return !result->no_numpy || strcmp(result->no_numpy, "failed") != 0;
}

static bool measure_all(const numpy_command *numpy, bool full, comparison *results)
{
    bool good = true;
    if (full)
        printf("%-48s %12s %12s %6s %12s %12s\n", "training", "reference", "textbook", "ratio", "numpy", "multiply-add");
    for (size_t k = 0; k < workload_count; k++) {
        results[k] = (comparison){.load = full ? workloads[k] : workload_tiny(workloads[k])};
        good = measure(numpy, &results[k]) && good;
        if (full)
            print_times(&results[k]);
    }
    return good;
}

static bool check_all(const comparison *results)
{
    bool good = true;
    printf("\n%-14s %25s %25s  to agree within %g\n", "checksums", "sum of parameters", "final error", tolerance);
    for (size_t k = 0; k < workload_count; k++)
        good = check(&results[k]) && good;
    return good;
}

int main(int argc, char **argv)
{
    const bool full = argc > 1 && strcmp(argv[1], "full") == 0;
    if (argc < 4 || (!full && strcmp(argv[1], "tiny") != 0)) {
        fputs("usage: goldprop_bench full|tiny SCRATCH_FILE COMMAND...\n", stderr);
        return 2;
    }
    const numpy_command numpy = {argv[2], argv + 3};
    comparison results[workload_count];
    const bool measured = measure_all(&numpy, full, results);
    const bool checked = check_all(results);
    return measured && checked ? EXIT_SUCCESS : EXIT_FAILURE;
}
