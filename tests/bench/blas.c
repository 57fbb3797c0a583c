#include "blas.h"

#include <dlfcn.h>
#include <math.h>

enum { row_major = 101, plain = 111, turned = 112 }; /* as cblas.h has them */

/* The functions of OpenBLAS that are used here. */
static struct {
    void (*dgemm)(int order, int turn_a, int turn_b, int m, int n, int k, double alpha, const double *a, int lda,
                  const double *b, int ldb, double beta, double *c, int ldc);
    void (*dgemv)(int order, int turn_a, int m, int n, double alpha, const double *a, int lda, const double *x, int step_x,
                  double beta, double *y, int step_y);
    void (*dger)(int order, int m, int n, double alpha, const double *x, int step_x, const double *y, int step_y, double *a,
                 int lda);
} blas;

/* POSIX says that dlsym() may be asked for functions; C has no cast for it. */
static bool find(void *library, const char *name, void *function)
{
    return (*(void **)function = dlsym(library, name)) != NULL;
}

bool blas_open(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    void (*set_num_threads)(int);
    if (!library || !find(library, "openblas_set_num_threads", &set_num_threads) ||
        !find(library, "cblas_dgemm", &blas.dgemm) || !find(library, "cblas_dgemv", &blas.dgemv) ||
        !find(library, "cblas_dger", &blas.dger))
        return false;
    set_num_threads(1);
    return true;
}

static void softmax(int units, double *z)
{
    double largest = z[0], sum = 0;
    for (int j = 1; j < units; j++)
        largest = fmax(largest, z[j]);
    for (int j = 0; j < units; j++)
        sum += z[j] = exp(z[j] - largest);
    for (int j = 0; j < units; j++)
        z[j] /= sum;
}

/* From z, in place. */
static void activate(const textbook_layer *layer, double *a)
{
    const int units = (int)layer->units;
    switch (layer->kind) {
    case TEXTBOOK_SIGMOID:
        for (int j = 0; j < units; j++)
            a[j] = 1 / (1 + exp(-a[j]));
        break;
    case TEXTBOOK_RELU:
        for (int j = 0; j < units; j++)
            a[j] = fmax(a[j], 0);
        break;
    case TEXTBOOK_SOFTMAX:
        softmax(units, a);
        break;
    }
}

/* a = f(W below + b) for some samples. */
static void layer_forward(const textbook_layer *layer, int samples, const double *below, double *a)
{
    const int units = (int)layer->units, inputs = (int)layer->inputs;
    if (samples == 1)
        blas.dgemv(row_major, plain, units, inputs, 1, layer->W, inputs, below, 1, 0, a, 1);
    else
        blas.dgemm(row_major, plain, turned, samples, units, inputs, 1, below, inputs, layer->W, inputs, 0, a, units);
    for (int s = 0; s < samples; s++) {
        for (int j = 0; layer->b && j < units; j++)
            a[s * units + j] += layer->b[(size_t)j * layer->bias_step];
        activate(layer, a + s * units);
    }
}

/* delta of the layer below, whose units are of that kind, from that of the layer. */
static void layer_backward(const textbook_layer *layer, textbook_units kind_below, int samples, const double *delta,
                           const double *a_below, double *delta_below)
{
    const int units = (int)layer->units, inputs = (int)layer->inputs;
    if (samples == 1)
        blas.dgemv(row_major, turned, units, inputs, 1, layer->W, inputs, delta, 1, 0, delta_below, 1);
    else
        blas.dgemm(row_major, plain, plain, samples, inputs, units, 1, delta, units, layer->W, inputs, 0, delta_below, inputs);
    for (int k = 0; k < samples * inputs; k++)
        delta_below[k] *= textbook_slope(kind_below, a_below[k]);
}

static void layer_descend(const textbook_layer *layer, double rate, int samples, const double *delta, const double *below)
{
    const int units = (int)layer->units, inputs = (int)layer->inputs;
    if (samples == 1)
        blas.dger(row_major, units, inputs, -rate, delta, 1, below, 1, layer->W, inputs);
    else
        blas.dgemm(row_major, turned, plain, units, inputs, samples, -rate, delta, units, below, inputs, 1, layer->W, inputs);
    if (layer->b)
        for (int s = 0; s < samples; s++)
            for (int j = 0; j < units; j++)
                layer->b[(size_t)j * layer->bias_step] -= rate * delta[s * units + j];
}

/* By Adam, in the update number t, along scale times the gradients summed over the samples. */
static void layer_adam(const textbook_run *run, const textbook_layer *layer, size_t t, double scale, int samples,
                       const double *delta, const double *below)
{
    const int units = (int)layer->units, inputs = (int)layer->inputs;
    blas.dgemm(row_major, turned, plain, units, inputs, samples, scale, delta, units, below, inputs, 0, layer->dW, inputs);
    for (int j = 0; layer->b && j < (layer->bias_step ? units : 1); j++)
        layer->db[j] = 0;
    for (int s = 0; layer->b && s < samples; s++)
        for (int j = 0; j < units; j++)
            layer->db[(size_t)j * layer->bias_step] += scale * delta[s * units + j];
    textbook_adam_update(run, layer, t);
}

/* Where activations and deltas of each layer lie. */
typedef struct batch_arrays {
    double *a[8], *delta[8];
} batch_arrays;

static double deviations(const textbook_layer *output, const double *a, const double *t, int samples)
{
    double sum = 0;
    for (int k = 0; k < samples * (int)output->units; k++)
        sum += fabs(a[k] - t[k]);
    return sum;
}

static double forward(const textbook_run *run, const batch_arrays *at, size_t first, int samples)
{
    const textbook_layer *output = &run->layer[run->depth - 1];
    const double *below = run->x + first * run->layer[0].inputs;
    for (size_t l = 0; l < run->depth; l++) {
        layer_forward(&run->layer[l], samples, below, at->a[l]);
        below = at->a[l];
    }
    return deviations(output, below, run->t + first * output->units, samples);
}

/* With the t-th batch, from 1. */
static double train_batch(const textbook_run *run, const batch_arrays *at, size_t t, size_t first, int samples)
{
    const size_t last = run->depth - 1, outputs = run->layer[last].units;
    const double error = forward(run, at, first, samples), *targets = run->t + first * outputs;
    for (size_t k = 0; k < (size_t)samples * outputs; k++)
        at->delta[last][k] = textbook_output_delta(run->layer[last].kind, at->a[last][k], targets[k]);
    for (size_t l = last; l > 0; l--)
        layer_backward(&run->layer[l], run->layer[l - 1].kind, samples, at->delta[l], at->a[l - 1], at->delta[l - 1]);
    const double scale = run->mean ? 1.0 / samples : 1;
    for (size_t l = 0; l < run->depth; l++) {
        const double *below = l > 0 ? at->a[l - 1] : run->x + first * run->layer[0].inputs;
        if (run->adam.beta1 == 0)
            layer_descend(&run->layer[l], run->rate * scale, samples, at->delta[l], below);
        else
            layer_adam(run, &run->layer[l], t, scale, samples, at->delta[l], below);
    }
    return error;
}

static int batch_from(const textbook_run *run, size_t first)
{
    return (int)(run->samples - first < run->batch ? run->samples - first : run->batch);
}

void blas_train(const textbook_run *run, double *work, double *errors)
{
    const double terms = (double)(run->samples * run->layer[run->depth - 1].units);
    batch_arrays at;
    for (size_t l = 0; l < run->depth; l++) {
        at.a[l] = work;
        at.delta[l] = work + run->batch * run->layer[l].units;
        work += 2 * run->batch * run->layer[l].units;
    }
    size_t t = 0;
    for (size_t epoch = 0; epoch <= run->epochs; epoch++) {
        double error = 0;
        for (size_t s = 0; s < run->samples; s += run->batch)
            error += epoch < run->epochs ? train_batch(run, &at, ++t, s, batch_from(run, s))
                                         : forward(run, &at, s, batch_from(run, s));
        errors[epoch] = error / terms;
    }
}
