/** @file
 *  Speed of training: the reference and its fast twin beside a textbook double loop, C with OpenBLAS, numpy and PyTorch, on the
 * same data and in one thread each. A figure to watch: only disagreement fails, slowness never does. Times are processor time.
 *
 *      goldprop_bench full|tiny SCRATCH_FILE PYTHON_WITH FOLDER
 *
 *  SCRATCH_FILE is written for the trainers in Python, which lie in FOLDER; PYTHON_WITH starts a Python that has a module, and
 * exits with 77 where there is none.
 *
 *  `tiny` cuts every workload down and prints no times: the check that all still compute the same. */
#define _POSIX_C_SOURCE 200809L

#include "blas.h"
#include "child.h"
#include "fast/sums.h"
#include "workload.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Timed rounds, in each of which every trainer trains once: at least so many, more while a workload has taken less than so
 * long. */
enum { least_rounds = 5, most_rounds = 41, enough_ms = 6000 };

/* The most by which two trainings may differ that add up in different orders: of a sum of parameters, relative to the sum of
   their absolute values; of an error, relative to the outputs, which are about 1. Training carries the differences on; 1e-10 is
   some hundred times what was seen. */
static const double tolerance = 1e-10;

typedef enum trainer { TEXTBOOK, REFERENCE, FAST, FAST_16, OPENBLAS, NUMPY, PYTORCH, trainer_count } trainer;

static const struct {
    const char *name;
    bool same_bits; /* it adds up in the reference's order: every parameter, and the error, has the reference's bits */
    char *module;   /* of the trainers in Python */
    char *script;
} trainers[] = {
    [TEXTBOOK] = {"textbook", true, NULL, NULL},
    [REFERENCE] = {"reference", true, NULL, NULL},
    [FAST] = {"fast", true, NULL, NULL},
    [FAST_16] = {"16 bytes", true, NULL, NULL}, /* the fast one without AVX2 */
    [OPENBLAS] = {"OpenBLAS", false, NULL, NULL},
    [NUMPY] = {"numpy", false, "numpy", "numpy_training.py"},
    [PYTORCH] = {"PyTorch", false, "torch", "torch_training.py"},
};

/* What came of one trainer. */
typedef struct measured {
    const char *missing; /* why there is nothing, or NULL */
    outcome latest;
    double ms[most_rounds];
    bool same_bits; /* in every round */
    bool agrees;    /* in every round, within the tolerance */
} measured;

/* One line of the table. */
typedef struct comparison {
    workload load;
    size_t rounds;
    measured of[trainer_count];
} comparison;

/* A workload at work. */
typedef struct at_work {
    prepared ready;
    const char *scratch;
    child *children;
    double *expected; /* the textbook's parameters */
    double magnitude; /* the sum of their absolute values */
    double expected_error;
} at_work;

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

/* ---- Training once ---- */

static bool keep_error(void *context, size_t epoch, double error)
{
    (void)epoch;
    *(double *)context = error;
    return true;
}

/* With these sums, or by the reference where there are none. */
static void train_network(prepared *ready, const gp_sums *sums, outcome *result)
{
    const gp_observer observer = {.context = &result->error, .epoch = keep_error};
    const gp_training training = {.network = &ready->network,
                                  .workspace = &ready->workspace,
                                  .samples = &ready->samples,
                                  .rule = &ready->rule,
                                  .observer = &observer};
    const double start = now_ms();
    const gp_status status = sums ? gp_train_with_sums(&training, sums) : gp_train(&training, gp_step);
    result->ms = status == GP_OK ? now_ms() - start : NAN;
    result->sum = sum_of(ready->network.memory, ready->parameters);
}

static void train_textbook(prepared *ready, bool with_blas, outcome *result)
{
    const double start = now_ms();
    if (with_blas)
        blas_train(&ready->textbook, ready->blas_work, ready->textbook_errors);
    else
        textbook_train(&ready->textbook, ready->textbook_errors);
    result->ms = now_ms() - start;
    result->sum = sum_of(ready->textbook_parameters, ready->parameters);
    result->error = ready->textbook_errors[ready->rule.epochs];
}

/* Trains from the start. @return the trained parameters, or NULL where another process has them */
static const double *train(trainer which, at_work *work, measured *result)
{
    prepared *ready = &work->ready;
    workload_rewind(ready);
    switch (which) {
    case TEXTBOOK:
    case OPENBLAS:
        train_textbook(ready, which == OPENBLAS, &result->latest);
        return ready->textbook_parameters;
    case REFERENCE:
        train_network(ready, NULL, &result->latest);
        return ready->network.memory;
    case FAST:
    case FAST_16:
        train_network(ready, which == FAST ? gp_sums_here() : &gp_sums_in_16_bytes, &result->latest);
        return ready->network.memory;
    case NUMPY:
    case PYTORCH:
        if (!child_train(&work->children[which], work->scratch, &result->latest))
            result->missing = child_end(&work->children[which]) == 77 ? "missing" : "failed";
        return NULL;
    case trainer_count:
        break;
    }
    return NULL;
}

/* ---- Rounds ---- */

/* Compares with the textbook's outcome, which comes first in each round. */
static void judge(const at_work *work, const double *parameters, measured *result)
{
    const size_t size = work->ready.parameters * sizeof(double);
    const double sum = sum_of(work->expected, work->ready.parameters);
    result->same_bits = result->same_bits && parameters && memcmp(parameters, work->expected, size) == 0 &&
                        memcmp(&result->latest.error, &work->expected_error, sizeof(double)) == 0;
    result->agrees = result->agrees && fabs(result->latest.sum - sum) <= tolerance * work->magnitude &&
                     fabs(result->latest.error - work->expected_error) <= tolerance;
}

static void keep_expected(at_work *work, const outcome *textbook)
{
    memcpy(work->expected, work->ready.textbook_parameters, work->ready.parameters * sizeof(double));
    work->magnitude = magnitude_of(work->expected, work->ready.parameters);
    work->expected_error = textbook->error;
}

/* Each trains once; returns how long that took. */
static double train_round(at_work *work, comparison *result)
{
    double spent = 0;
    for (trainer which = 0; which < trainer_count; which++) {
        measured *of = &result->of[which];
        if (of->missing)
            continue;
        const double *parameters = train(which, work, of);
        if (of->missing)
            continue;
        if (which == TEXTBOOK)
            keep_expected(work, &of->latest);
        judge(work, parameters, of);
        of->ms[result->rounds] = of->latest.ms;
        spent += of->latest.ms;
    }
    result->rounds++;
    return spent;
}

static bool write_scratch(const char *path, const workload *load, const prepared *ready)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    const bool written = workload_write(load, ready, file);
    return fclose(file) == 0 && written;
}

/* Starts the trainers in Python. */
static void start_children(char *python_with, const char *folder, child *children)
{
    for (trainer which = 0; which < trainer_count; which++) {
        if (!trainers[which].script)
            continue;
        char script[4096];
        const int length = snprintf(script, sizeof script, "%s/%s", folder, trainers[which].script);
        char *const words[] = {"sh", python_with, trainers[which].module, script, NULL};
        if (length >= (int)sizeof script || !child_start(words, &children[which]))
            exit(EXIT_FAILURE);
    }
}

/* Ends them; false where one fails in the end. */
static bool end_children(child *children)
{
    bool good = true;
    for (trainer which = 0; which < trainer_count; which++)
        if (children[which].id)
            good = child_end(&children[which]) == 0 && good;
    return good;
}

/* Before the first round. */
static void begin(const at_work *work, const comparison *before, bool with_blas, comparison *result)
{
    for (trainer which = 0; which < trainer_count; which++) {
        result->of[which] = (measured){.same_bits = true, .agrees = true};
        if (trainers[which].script && !work->children[which].id)
            result->of[which].missing = before->of[which].missing;
    }
    if (gp_sums_here() == &gp_sums_in_16_bytes)
        result->of[FAST_16].missing = "the same";
    if (!with_blas)
        result->of[OPENBLAS].missing = "missing";
}

static void measure(at_work *work, bool full, comparison *result)
{
    workload_prepare(&result->load, &work->ready);
    work->expected = calloc(work->ready.parameters, sizeof(double));
    if (!work->expected || !write_scratch(work->scratch, &result->load, &work->ready)) {
        fprintf(stderr, "bench: expected memory, and to write %s, found no way to\n", work->scratch);
        exit(EXIT_FAILURE);
    }
    double spent = 0;
    while (result->rounds < (full ? least_rounds : 1) || (full && result->rounds < most_rounds && spent < enough_ms))
        spent += train_round(work, result);
    remove(work->scratch);
    free(work->expected);
    workload_free(&work->ready);
}

/* ---- The table ---- */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_line(const char *what, const comparison *result, size_t round)
{
    const double textbook = result->of[TEXTBOOK].ms[round];
    printf("%-44s %9.2f ms", what, textbook);
    for (trainer which = REFERENCE; which < trainer_count; which++)
        if (result->of[which].missing)
            printf(" %9s", result->of[which].missing);
        else
            printf(" %9.3f", result->of[which].ms[round] / textbook);
    printf("\n");
}

static void print_times(comparison *result)
{
    for (trainer which = 0; which < trainer_count; which++)
        qsort(result->of[which].ms, result->rounds, sizeof(double), by_size);
    print_line(result->load.name, result, result->rounds / 2);
    char what[64];
    snprintf(what, sizeof what, "    fastest of %zu rounds", result->rounds);
    print_line(what, result, 0);
    fflush(stdout);
}

static void print_heading(void)
{
    printf("Median time of the textbook loop, and the others' times as parts of it; in the line below, the fastest "
           "rounds\n\n%-44s %12s",
           "training", trainers[TEXTBOOK].name);
    for (trainer which = REFERENCE; which < trainer_count; which++)
        printf(" %9s", trainers[which].name);
    printf("\n");
}

/* Prints what each ended with; false where one disagrees or failed. */
static bool check(const comparison *result)
{
    bool good = true;
    printf("%s\n", result->load.name);
    for (trainer which = 0; which < trainer_count; which++) {
        const measured *of = &result->of[which];
        if (of->missing) {
            printf("    %-10s %s\n", trainers[which].name, of->missing);
            good = good && strcmp(of->missing, "failed") != 0;
            continue;
        }
        const bool right = trainers[which].same_bits ? of->same_bits : of->agrees;
        printf("    %-10s %25.17g %25.17g  %s\n", trainers[which].name, of->latest.sum, of->latest.error,
               !right          ? "DISAGREES"
               : of->same_bits ? "same bits"
                               : "agrees");
        good = good && right;
    }
    return good;
}

int main(int argc, char **argv)
{
    const bool full = argc > 1 && strcmp(argv[1], "full") == 0;
    if (argc != 5 || (!full && strcmp(argv[1], "tiny") != 0)) {
        fputs("usage: goldprop_bench full|tiny SCRATCH_FILE PYTHON_WITH FOLDER\n", stderr);
        return 2;
    }
    static comparison results[workload_count];
    child children[trainer_count] = {0};
    at_work work = {.scratch = argv[2], .children = children};
    const bool with_blas = blas_open();
    start_children(argv[3], argv[4], children);
    if (full)
        print_heading();
    for (size_t k = 0; k < workload_count; k++) {
        results[k].load = full ? workloads[k] : workload_tiny(workloads[k]);
        begin(&work, &results[k > 0 ? k - 1 : 0], with_blas, &results[k]);
        measure(&work, full, &results[k]);
        if (full)
            print_times(&results[k]);
    }
    bool good = end_children(children);
    printf("\n%-14s %25s %25s  to have the same bits, or to agree within %g\n", "checksums", "sum of parameters", "final error",
           tolerance);
    for (size_t k = 0; k < workload_count; k++)
        good = check(&results[k]) && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
