/* Backpropagation as it is written in C: nested loops over flat arrays, accumulated in place. It reads a case and writes a
   trace of what it has at hand: neither dE/da nor slopes. The mutants are made of what stands between the two marks. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LAYERS = 8, MOST_UNITS = 16, MOST_SAMPLES = 64 };

static int depth, batch, epochs, sample_count, mean;
static int units[MOST_LAYERS + 1];
static const char *activation[MOST_LAYERS + 1];
static int has_bias[MOST_LAYERS + 1], trained[MOST_LAYERS + 1];
static double W[MOST_LAYERS + 1][MOST_UNITS][MOST_UNITS], b[MOST_LAYERS + 1][MOST_UNITS];
static double dW[MOST_LAYERS + 1][MOST_UNITS][MOST_UNITS], db[MOST_LAYERS + 1][MOST_UNITS];
static double z[MOST_LAYERS + 1][MOST_UNITS], a[MOST_LAYERS + 1][MOST_UNITS], delta[MOST_LAYERS + 1][MOST_UNITS];
static double x[MOST_SAMPLES][MOST_UNITS], t[MOST_SAMPLES][MOST_UNITS];
static double rate, loss_factor;

/* begin */

static double value(int l, double net)
{
    if (strcmp(activation[l], "sigmoid") == 0)
        return 1.0 / (1.0 + exp(-net));
    if (strcmp(activation[l], "tanh") == 0)
        return tanh(net);
    return net;
}

static double slope(int l, double out)
{
    if (strcmp(activation[l], "sigmoid") == 0)
        return out * (1.0 - out);
    if (strcmp(activation[l], "tanh") == 0)
        return 1.0 - out * out;
    return 1.0;
}

static void forward(const double *input)
{
    for (int i = 0; i < units[0]; i++)
        a[0][i] = input[i];
    for (int l = 1; l <= depth; l++)
        for (int j = 0; j < units[l]; j++) {
            z[l][j] = b[l][j];
            for (int i = 0; i < units[l - 1]; i++)
                z[l][j] += W[l][j][i] * a[l - 1][i];
            a[l][j] = value(l, z[l][j]);
        }
}

static double loss(const double *target)
{
    double sum = 0.0;
    for (int j = 0; j < units[depth]; j++) {
        const double difference = a[depth][j] - target[j];
        sum += difference * difference;
    }
    return loss_factor * sum;
}

static void backward(const double *target)
{
    for (int j = 0; j < units[depth]; j++)
        delta[depth][j] = 2.0 * loss_factor * (a[depth][j] - target[j]) * slope(depth, a[depth][j]);
    for (int l = depth - 1; l > 0; l--)
        for (int j = 0; j < units[l]; j++) {
            double sum = 0.0;
            for (int k = 0; k < units[l + 1]; k++)
                sum += W[l + 1][k][j] * delta[l + 1][k];
            delta[l][j] = sum * slope(l, a[l][j]);
        }
}

static void clear(void)
{
    for (int l = 1; l <= depth; l++)
        for (int j = 0; j < units[l]; j++) {
            db[l][j] = 0.0;
            for (int i = 0; i < units[l - 1]; i++)
                dW[l][j][i] = 0.0;
        }
}

static void accumulate(int samples)
{
    const double share = mean ? 1.0 / samples : 1.0;
    for (int l = 1; l <= depth; l++)
        for (int j = 0; j < units[l]; j++) {
            db[l][j] += share * delta[l][j];
            for (int i = 0; i < units[l - 1]; i++)
                dW[l][j][i] += share * delta[l][j] * a[l - 1][i];
        }
}

static void update(void)
{
    for (int l = 1; l <= depth; l++)
        for (int j = 0; j < units[l]; j++) {
            if (trained[l])
                b[l][j] -= rate * db[l][j];
            for (int i = 0; i < units[l - 1]; i++)
                W[l][j][i] -= rate * dW[l][j][i];
        }
}

/* end */

static double number(const json_t *text)
{
    const char *of = json_string_value(text), *slash = strchr(of, '/');
    return strtod(of, NULL) / (slash ? strtod(slash + 1, NULL) : 1.0);
}

static void unsupported(const char *what)
{
    printf("{\"unsupported\": \"%s\"}\n", what);
    exit(0);
}

static int is(const json_t *object, const char *key, const char *word)
{
    const char *of = json_string_value(json_object_get(object, key));
    return of && strcmp(of, word) == 0;
}

static int whole(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

static void read_layer(int l, const json_t *layer)
{
    const json_t *biases = json_object_get(layer, "b"), *weights = json_object_get(layer, "W");
    units[l] = whole(layer, "units");
    activation[l] = json_string_value(json_object_get(layer, "activation"));
    has_bias[l] = !is(layer, "bias", "none");
    trained[l] = has_bias[l] && !json_is_false(json_object_get(layer, "bias_trained"));
    if (is(layer, "bias", "shared") || units[l] > MOST_UNITS ||
        (strcmp(activation[l], "sigmoid") != 0 && strcmp(activation[l], "tanh") != 0 && strcmp(activation[l], "identity") != 0))
        unsupported("such a layer");
    for (int j = 0; j < units[l]; j++) {
        b[l][j] = has_bias[l] ? number(json_array_get(biases, (size_t)j)) : 0.0;
        for (int i = 0; i < units[l - 1]; i++)
            W[l][j][i] = number(json_array_get(json_array_get(weights, (size_t)j), (size_t)i));
    }
}

static void read_problem(const json_t *problem)
{
    const json_t *layers = json_object_get(problem, "layers"), *samples = json_object_get(problem, "samples"),
                 *training = json_object_get(problem, "training"), *of_loss = json_object_get(problem, "loss");
    depth = (int)json_array_size(layers);
    sample_count = (int)json_array_size(samples);
    units[0] = whole(problem, "inputs");
    batch = whole(training, "batch");
    epochs = whole(training, "epochs");
    mean = is(training, "reduction", "mean");
    rate = number(json_object_get(training, "rate"));
    loss_factor = number(json_object_get(of_loss, "factor"));
    if (depth > MOST_LAYERS || sample_count > MOST_SAMPLES || units[0] > MOST_UNITS || epochs > 1000 ||
        json_object_get(problem, "departures") || json_object_get(training, "rule") || !is(of_loss, "deviation", "squared") ||
        json_object_size(of_loss) != 2)
        unsupported("such a problem");
    for (int l = 1; l <= depth; l++)
        read_layer(l, json_array_get(layers, (size_t)l - 1));
    for (int s = 0; s < sample_count; s++) {
        const json_t *sample = json_array_get(samples, (size_t)s);
        for (int i = 0; i < units[0]; i++)
            x[s][i] = number(json_array_get(json_object_get(sample, "input"), (size_t)i));
        for (int j = 0; j < units[depth]; j++)
            t[s][j] = number(json_array_get(json_object_get(sample, "target"), (size_t)j));
    }
}

static void write_list(const char *key, const double *values, int count)
{
    printf(", \"%s\": [", key);
    for (int k = 0; k < count; k++)
        printf(isfinite(values[k]) ? "%s%.17g" : "%s\"%g\"", k ? "," : "", values[k]);
    printf("]");
}

static void write_matrix(const char *key, double values[MOST_UNITS][MOST_UNITS], int rows, int columns)
{
    printf(", \"%s\": [", key);
    for (int j = 0; j < rows; j++)
        for (int i = 0; i < columns; i++)
            printf(isfinite(values[j][i]) ? "%s%.17g%s" : "%s\"%g\"%s",
                   i   ? ","
                   : j ? ",["
                       : "[",
                   values[j][i], i + 1 < columns ? "" : "]");
    printf("]");
}

static void write_parameters(const char *key, const char *matrix, double weights[][MOST_UNITS][MOST_UNITS], const char *vector,
                             double biases[][MOST_UNITS])
{
    printf(", \"%s\": [", key);
    for (int l = 1; l <= depth; l++) {
        printf("%s{\"layer\": %d", l > 1 ? "," : "", l);
        write_matrix(matrix, weights[l], units[l], units[l - 1]);
        write_list(vector, biases[l], has_bias[l] ? units[l] : 0);
        printf("}");
    }
    printf("]");
}

static void write_sample(int s, int first, double of_loss)
{
    printf("%s{\"sample\": %d, \"loss\": ", s > first ? "," : "", s);
    printf(isfinite(of_loss) ? "%.17g, \"layers\": [" : "\"%g\", \"layers\": [", of_loss);
    for (int l = 1; l <= depth; l++) {
        printf("%s{\"layer\": %d", l > 1 ? "," : "", l);
        write_list("z", z[l], units[l]);
        write_list("a", a[l], units[l]);
        write_list("delta", delta[l], units[l]);
        printf("}");
    }
    printf("]}");
}

static void step(int number_of_step, int first, int samples)
{
    printf("%s{\"step\": %d", number_of_step ? "," : "", number_of_step);
    write_parameters("parameters", "W", W, "b", b);
    printf(", \"samples\": [");
    clear();
    for (int s = first; s < first + samples; s++) {
        forward(x[s]);
        backward(t[s]);
        accumulate(samples);
        write_sample(s, first, loss(t[s]));
    }
    printf("]");
    write_parameters("gradients", "dW", dW, "db", db);
    printf("}");
    update();
}

int main(void)
{
    const json_t *request = json_loadf(stdin, 0, NULL);
    read_problem(json_object_get(request, "problem"));
    printf("{\"format\": \"goldprop-trace-1\", \"steps\": [");
    int steps = 0;
    for (int epoch = 0; epoch <= epochs; epoch++) {
        const int size = epoch < epochs ? batch : sample_count;
        for (int first = 0; first < sample_count; first += size)
            step(steps++, first, first + size < sample_count ? size : sample_count - first);
    }
    printf("]}\n");
    return 0;
}
