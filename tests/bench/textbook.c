#include "textbook.h"

#include "elementary/elementary.h"
#include <math.h>
#include <string.h>

static const textbook_layer *output_layer(const textbook_run *run)
{
    return &run->layer[run->depth - 1];
}

static void forward(const textbook_run *run, const double *x)
{
    const double *below = x;
    for (size_t l = 0; l < run->depth; l++) {
        textbook_layer *layer = &run->layer[l];
        for (size_t j = 0; j < layer->units; j++) {
            double sum = 0;
            for (size_t i = 0; i < layer->inputs; i++)
                sum += layer->W[j * layer->inputs + i] * below[i];
            if (layer->b)
                sum += layer->b[j * layer->bias_step];
            layer->a[j] = 1 / (1 + gp_exp(-sum));
        }
        below = layer->a;
    }
}

static void backward(const textbook_run *run, const double *t)
{
    const textbook_layer *output = output_layer(run);
    for (size_t k = 0; k < output->units; k++)
        output->delta[k] = (output->a[k] - t[k]) * (output->a[k] * (1 - output->a[k]));
    for (size_t l = run->depth - 1; l-- > 0;) {
        textbook_layer *layer = &run->layer[l];
        const textbook_layer *above = &run->layer[l + 1];
        for (size_t i = 0; i < layer->units; i++) {
            double sum = 0;
            for (size_t j = 0; j < above->units; j++)
                sum += above->W[j * above->inputs + i] * above->delta[j];
            layer->delta[i] = sum * (layer->a[i] * (1 - layer->a[i]));
        }
    }
}

static size_t bias_count(const textbook_layer *layer)
{
    return !layer->b ? 0 : layer->bias_step == 0 ? 1 : layer->units;
}

static void clear_gradients(const textbook_run *run)
{
    for (size_t l = 0; l < run->depth; l++) {
        textbook_layer *layer = &run->layer[l];
        memset(layer->dW, 0, layer->units * layer->inputs * sizeof(double));
        memset(layer->db, 0, bias_count(layer) * sizeof(double));
    }
}

static void add_gradients(const textbook_run *run, const double *x)
{
    const double *below = x;
    for (size_t l = 0; l < run->depth; l++) {
        textbook_layer *layer = &run->layer[l];
        for (size_t j = 0; j < layer->units; j++) {
            for (size_t i = 0; i < layer->inputs; i++)
                layer->dW[j * layer->inputs + i] += layer->delta[j] * below[i];
            if (layer->b)
                layer->db[j * layer->bias_step] += layer->delta[j];
        }
        below = layer->a;
    }
}

/* Divides the gradients by the number of samples. */
static void make_means(const textbook_run *run, size_t samples)
{
    for (size_t l = 0; l < run->depth; l++) {
        textbook_layer *layer = &run->layer[l];
        for (size_t k = 0; k < layer->units * layer->inputs; k++)
            layer->dW[k] /= (double)samples;
        for (size_t k = 0; k < bias_count(layer); k++)
            layer->db[k] /= (double)samples;
    }
}

static void update_from_gradients(const textbook_run *run)
{
    for (size_t l = 0; l < run->depth; l++) {
        textbook_layer *layer = &run->layer[l];
        for (size_t k = 0; k < layer->units * layer->inputs; k++)
            layer->W[k] -= run->rate * layer->dW[k];
        for (size_t k = 0; k < bias_count(layer); k++)
            layer->b[k] -= run->rate * layer->db[k];
    }
}

static double sample_error(const textbook_run *run, const double *t)
{
    const textbook_layer *output = output_layer(run);
    double sum = 0;
    for (size_t k = 0; k < output->units; k++)
        sum += fabs(output->a[k] - t[k]);
    return sum;
}

/* Trains with one batch and returns its sample_error(), from the outputs before the update. */
static double train_batch(const textbook_run *run, size_t first, size_t count)
{
    double error = 0;
    clear_gradients(run);
    for (size_t s = first; s < first + count; s++) {
        const double *x = run->x + s * run->layer[0].inputs;
        const double *t = run->t + s * output_layer(run)->units;
        forward(run, x);
        error += sample_error(run, t);
        backward(run, t);
        add_gradients(run, x);
    }
    if (run->mean)
        make_means(run, count);
    update_from_gradients(run);
    return error;
}

static double train_epoch(const textbook_run *run)
{
    double error = 0;
    for (size_t s = 0; s < run->samples; s += run->batch)
        error += train_batch(run, s, run->samples - s < run->batch ? run->samples - s : run->batch);
    return error;
}

static double final_pass(const textbook_run *run)
{
    double error = 0;
    for (size_t s = 0; s < run->samples; s++) {
        forward(run, run->x + s * run->layer[0].inputs);
        error += sample_error(run, run->t + s * output_layer(run)->units);
    }
    return error;
}

void textbook_train(const textbook_run *run, double *errors)
{
    const double terms = (double)(run->samples * output_layer(run)->units);
    for (size_t epoch = 0; epoch < run->epochs; epoch++)
        errors[epoch] = train_epoch(run) / terms;
    errors[run->epochs] = final_pass(run) / terms;
}
