#include "textbook.h"

#include "elementary/elementary.h"
#include <math.h>
#include <string.h>

static const textbook_layer *output_layer(const textbook_run *run)
{
    return &run->layer[run->depth - 1];
}

static void softmax(size_t units, double *z)
{
    double largest = z[0], sum = 0;
    for (size_t j = 1; j < units; j++)
        largest = z[j] > largest ? z[j] : largest;
    for (size_t j = 0; j < units; j++)
        sum += z[j] = gp_exp(z[j] - largest);
    for (size_t j = 0; j < units; j++)
        z[j] /= sum;
}

/* From z, in place. */
static void activate(const textbook_layer *layer)
{
    switch (layer->kind) {
    case TEXTBOOK_SIGMOID:
        for (size_t j = 0; j < layer->units; j++)
            layer->a[j] = 1 / (1 + gp_exp(-layer->a[j]));
        break;
    case TEXTBOOK_RELU:
        for (size_t j = 0; j < layer->units; j++)
            layer->a[j] = layer->a[j] <= 0 ? 0 : layer->a[j];
        break;
    case TEXTBOOK_SOFTMAX:
        softmax(layer->units, layer->a);
        break;
    }
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
            layer->a[j] = sum;
        }
        activate(layer);
        below = layer->a;
    }
}

double textbook_slope(textbook_units kind, double a)
{
    return kind == TEXTBOOK_RELU ? a > 0 : a * (1 - a);
}

double textbook_output_delta(textbook_units kind, double a, double t)
{
    return kind == TEXTBOOK_SOFTMAX ? a - t : (a - t) * textbook_slope(kind, a);
}

static void backward(const textbook_run *run, const double *t)
{
    const textbook_layer *output = output_layer(run);
    for (size_t k = 0; k < output->units; k++)
        output->delta[k] = textbook_output_delta(output->kind, output->a[k], t[k]);
    for (size_t l = run->depth - 1; l-- > 0;) {
        textbook_layer *layer = &run->layer[l];
        const textbook_layer *above = &run->layer[l + 1];
        for (size_t i = 0; i < layer->units; i++) {
            double sum = 0;
            for (size_t j = 0; j < above->units; j++)
                sum += above->W[j * above->inputs + i] * above->delta[j];
            layer->delta[i] = sum * textbook_slope(layer->kind, layer->a[i]);
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

static void descend(const textbook_run *run)
{
    for (size_t l = 0; l < run->depth; l++) {
        textbook_layer *layer = &run->layer[l];
        for (size_t k = 0; k < layer->units * layer->inputs; k++)
            layer->W[k] -= run->rate * layer->dW[k];
        for (size_t k = 0; k < bias_count(layer); k++)
            layer->b[k] -= run->rate * layer->db[k];
    }
}

/* base^exponent, by squaring: the reference's multiplications. */
static double power(double base, size_t exponent)
{
    double product = 1;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2 == 1)
            product *= base;
    return product;
}

static void adam_moves(const textbook_run *run, size_t t, size_t count, const double *g, double *m, double *v, double *w)
{
    const double beta1 = run->adam.beta1, beta2 = run->adam.beta2;
    const double m_share = 1 - power(beta1, t), v_share = 1 - power(beta2, t);
    for (size_t k = 0; k < count; k++) {
        m[k] = beta1 * m[k] + (1 - beta1) * g[k];
        v[k] = beta2 * v[k] + (1 - beta2) * (g[k] * g[k]);
        w[k] -= run->rate * (m[k] / m_share) / (sqrt(v[k] / v_share) + run->adam.epsilon);
    }
}

void textbook_adam_update(const textbook_run *run, const textbook_layer *layer, size_t t)
{
    const size_t weights = layer->units * layer->inputs, biases = bias_count(layer);
    double *m = layer->moments, *v = m + weights + biases;
    adam_moves(run, t, weights, layer->dW, m, v, layer->W);
    adam_moves(run, t, biases, layer->db, m + weights, v + weights, layer->b);
}

static void update_from_gradients(const textbook_run *run, size_t t)
{
    if (run->adam.beta1 == 0)
        descend(run);
    else
        for (size_t l = 0; l < run->depth; l++)
            textbook_adam_update(run, &run->layer[l], t);
}

static double sample_error(const textbook_run *run, const double *t)
{
    const textbook_layer *output = output_layer(run);
    double sum = 0;
    for (size_t k = 0; k < output->units; k++)
        sum += fabs(output->a[k] - t[k]);
    return sum;
}

/* Trains with one batch, the t-th from 1, and returns its sample_error(), from the outputs before the update. */
static double train_batch(const textbook_run *run, size_t t, size_t first, size_t count)
{
    double error = 0;
    clear_gradients(run);
    for (size_t s = first; s < first + count; s++) {
        const double *x = run->x + s * run->layer[0].inputs;
        const double *targets = run->t + s * output_layer(run)->units;
        forward(run, x);
        error += sample_error(run, targets);
        backward(run, targets);
        add_gradients(run, x);
    }
    if (run->mean)
        make_means(run, count);
    update_from_gradients(run, t);
    return error;
}

/* After *t batches before it. */
static double train_epoch(const textbook_run *run, size_t *t)
{
    double error = 0;
    for (size_t s = 0; s < run->samples; s += run->batch)
        error += train_batch(run, ++*t, s, run->samples - s < run->batch ? run->samples - s : run->batch);
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
    size_t t = 0;
    for (size_t epoch = 0; epoch < run->epochs; epoch++)
        errors[epoch] = train_epoch(run, &t) / terms;
    errors[run->epochs] = final_pass(run) / terms;
}
