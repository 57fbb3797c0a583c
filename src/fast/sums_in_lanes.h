/* Many sums side by side. Each lane of each accumulator holds one sum and adds its terms in the contract's order: so the bits
   are those of the plain functions.

   It is included once by a file for each size of vectors, which says `lane_bytes` and what the table is called. */

#include "fast/sums.h"

#include "elementary/exp_lanes.h"
#include <string.h>

#ifdef GP_ONE_COPY /* to count branches: see elementary/wide.h */
#define INLINE static inline
#else
#define INLINE static inline __attribute__((always_inline))
#endif

typedef gp_real lanes __attribute__((vector_size(lane_bytes)));
typedef gp_real pair __attribute__((vector_size(2 * sizeof(gp_real))));

enum {
    lane_count = lane_bytes / sizeof(gp_real),
    panel = 2 * lane_count,                                /* columns side by side */
    vectors_at_once = lane_count < 8 ? 8 / lane_count : 1, /* of the units of a single sample */
    most_rows = 4,  /* times two vectors: as many sums as wait for none of the others, and registers for them */
    block_rows = 16 /* rows that share the panels in the cache */
};

INLINE size_t at_most(size_t n, size_t limit)
{
    return n < limit ? n : limit;
}

INLINE lanes lanes_at(const gp_real *values)
{
    lanes result;
    memcpy(&result, values, sizeof result);
    return result;
}

INLINE void put_lanes(lanes values, gp_real *place)
{
    memcpy(place, &values, sizeof values);
}

INLINE pair pair_at(const gp_real *values)
{
    pair result;
    memcpy(&result, values, sizeof result);
    return result;
}

INLINE lanes lanes_of(const pair *pairs)
{
    lanes result = {0};
#pragma GCC unroll 8
    for (size_t l = 0; l < lane_count; l++)
        result[l] = pairs[l / 2][l % 2];
    return result;
}

/* ---- The kernel: c_rc += sum_k a_rk b_kc, k rising ---- */

/* Numbers in memory: number k of row r. */
typedef struct rows_of {
    const gp_real *values;
    size_t row; /* from one row to the next */
} rows_of;

/* For constant rows and vectors all sums are in registers. c has a row of `panel` numbers for each row. */
INLINE void add_rows(const size_t rows, const size_t vectors, size_t terms, rows_of a, rows_of b, gp_real *c)
{
    lanes sum[most_rows][2];
#pragma GCC unroll 4
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++)
            sum[r][v] = lanes_at(c + r * panel + v * lane_count);
    for (size_t k = 0; k < terms; k++) {
        lanes b_k[2];
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++)
            b_k[v] = lanes_at(b.values + k * b.row + v * lane_count);
#pragma GCC unroll 4
        for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 2
            for (size_t v = 0; v < vectors; v++)
                sum[r][v] += a.values[r * a.row + k] * b_k[v];
    }
#pragma GCC unroll 4
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++)
            put_lanes(sum[r][v], c + r * panel + v * lane_count);
}

/* For most_rows rows or fewer, and `columns` columns of a panel. */
static void add_products(size_t rows, size_t columns, size_t terms, rows_of a, rows_of b, gp_real *c)
{
    const bool wide = columns > lane_count;
    if (rows == most_rows && wide) {
        add_rows(most_rows, 2, terms, a, b, c);
        return;
    }
    if (rows == most_rows) {
        add_rows(most_rows, 1, terms, a, b, c);
        return;
    }
    for (size_t r = 0; r < rows; r++, a.values += a.row, c += panel)
        if (wide)
            add_rows(1, 2, terms, a, b, c);
        else
            add_rows(1, 1, terms, a, b, c);
}

/* ---- Panels: some columns of a matrix, row by row, so that they lie side by side. Where these are fewer than a panel has, the
   other lanes compute with what stands there, and nobody reads it. ---- */

INLINE void copy(size_t columns, const gp_real *from, gp_real *to)
{
    if (columns == panel)
        memcpy(to, from, panel * sizeof *to);
    else
        for (size_t c = 0; c < columns; c++)
            to[c] = from[c];
}

INLINE void pack(size_t rows, size_t columns, rows_of from, gp_real *to)
{
    for (size_t r = 0; r < rows; r++)
        copy(columns, from.values + r * from.row, to + r * panel);
}

/* The same of the matrix whose columns these rows are. */
INLINE void pack_turned(size_t rows, size_t columns, rows_of from, gp_real *to)
{
    if (columns == panel) {
        for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 16
            for (size_t c = 0; c < panel; c++)
                to[r * panel + c] = from.values[c * from.row + r];
    } else {
        for (size_t c = 0; c < columns; c++)
            for (size_t r = 0; r < rows; r++)
                to[r * panel + c] = from.values[c * from.row + r];
    }
}

/* A tile holds some rows of a panel of a matrix, while they are at work. */
INLINE void store_tile(size_t rows, size_t columns, const gp_real *tile, gp_real *to, size_t to_row)
{
    for (size_t r = 0; r < rows; r++)
        copy(columns, tile + r * panel, to + r * to_row);
}

/* ---- Sigmoid ---- */

#ifdef GP_BINARY32
INLINE lanes exponentials(lanes x)
{
    for (size_t first = 0; first < lane_count; first += gp_lane_count) {
        gp_lanes part = {0};
        for (size_t l = 0; l < gp_lane_count; l++)
            part[l] = (double)x[first + l];
        part = gp_expf_lanes(part);
        for (size_t l = 0; l < gp_lane_count; l++)
            x[first + l] = (gp_real)part[l];
    }
    return x;
}
#else
INLINE lanes exponentials(lanes x)
{
    return gp_exp_lanes(x);
}
#endif

INLINE lanes sigmoid_of_lanes(lanes z)
{
    return 1 / (1 + exponentials(-z));
}

/* Nobody reads what comes of the lanes behind the last unit. */
static void sigmoid(size_t units, const gp_real *z, gp_real *a)
{
    _Static_assert((int)lane_count <= (int)gp_most_lanes, "there is room for them");
    for (size_t j = 0; j < units; j += lane_count)
        put_lanes(sigmoid_of_lanes(lanes_at(z + j)), a + j);
}

/* ---- Net inputs ---- */

/* Of one sample, for some vectors of units from unit j on: products along the rows of two units, turned so that each lane adds
   those of its row in order. */
INLINE void units_in_lanes(const size_t vectors, const gp_layer *layer, size_t j, const gp_real *below, lanes *z)
{
    enum { most_pairs = vectors_at_once * lane_count / 2 };
    const size_t inputs = layer->inputs, units = layer->shape.units, pairs = vectors * lane_count / 2;
    const gp_real *row[2 * most_pairs];
    pair sum[most_pairs];
#pragma GCC unroll 16
    for (size_t r = 0; r < 2 * pairs; r++)
        row[r] = layer->W + at_most(j + r, units - 1) * inputs; /* a lane behind the last unit repeats it */
#pragma GCC unroll 8
    for (size_t r = 0; r < pairs; r++)
        sum[r] = (pair){0};
    size_t i = 0;
    for (; i + 2 <= inputs; i += 2) {
        const pair a = pair_at(below + i);
#pragma GCC unroll 8
        for (size_t r = 0; r < pairs; r++) {
            const pair p = pair_at(row[2 * r] + i) * a, q = pair_at(row[2 * r + 1] + i) * a;
            sum[r] += (pair){p[0], q[0]};
            sum[r] += (pair){p[1], q[1]};
        }
    }
    if (i < inputs) {
#pragma GCC unroll 8
        for (size_t r = 0; r < pairs; r++)
            sum[r] += (pair){row[2 * r][i], row[2 * r + 1][i]} * below[i];
    }
#pragma GCC unroll 4
    for (size_t v = 0; v < vectors; v++)
        z[v] = lanes_of(sum + v * lane_count / 2);
}

/* With biases; and, of sigmoid units, with their activations, while the net inputs are at hand. */
INLINE void sums_of_units(const size_t vectors, const gp_layer *layer, size_t j, const gp_real *below, gp_real *z, gp_real *a)
{
    const size_t step = layer->shape.bias == GP_BIAS_PER_UNIT;
    lanes sum[vectors_at_once];
    units_in_lanes(vectors, layer, j, below, sum);
#pragma GCC unroll 4
    for (size_t v = 0; v < vectors; v++) {
        if (layer->shape.bias != GP_BIAS_NONE) {
            lanes b = {0};
#pragma GCC unroll 8
            for (size_t l = 0; l < lane_count; l++)
                b[l] = layer->b[at_most(j + v * lane_count + l, layer->shape.units - 1) * step];
            sum[v] += b;
        }
        put_lanes(sum[v], z + j + v * lane_count);
        if (layer->shape.activation == GP_SIGMOID)
            put_lanes(sigmoid_of_lanes(sum[v]), a + j + v * lane_count);
    }
}

static void sums_of_sample(const gp_layer *layer, const gp_real *below, gp_real *z, gp_real *a)
{
    const size_t side_by_side = (size_t)vectors_at_once * lane_count;
    size_t j = 0;
    for (; j + side_by_side <= layer->shape.units; j += side_by_side)
        sums_of_units(vectors_at_once, layer, j, below, z, a);
    for (; j < layer->shape.units; j += lane_count)
        sums_of_units(1, layer, j, below, z, a);
}

/* Of a batch: a column for each sample. */
static void sums_of_batch(const gp_layer *layer, size_t samples, const gp_real *below, const gp_scratch *scratch, gp_real *z)
{
    const size_t units = layer->shape.units, inputs = layer->inputs;
    gp_real *sums = scratch->turned; /* for each panel of samples, a row for each unit */
    memset(sums, 0, (samples + panel - 1) / panel * panel * units * sizeof(gp_real));
    for (size_t i = 0; i < inputs; i += gp_most_terms) {
        const size_t terms = at_most(inputs - i, gp_most_terms);
        for (size_t s = 0; s < samples; s += panel)
            pack_turned(terms, at_most(samples - s, panel), (rows_of){below + s * inputs + i, inputs},
                        scratch->panels + s * terms);
        for (size_t first = 0; first < units; first += block_rows)
            for (size_t s = 0; s < samples; s += panel)
                for (size_t j = first; j < at_most(first + block_rows, units); j += most_rows)
                    add_products(at_most(units - j, most_rows), at_most(samples - s, panel), terms,
                                 (rows_of){layer->W + j * inputs + i, inputs}, (rows_of){scratch->panels + s * terms, panel},
                                 sums + s * units + j * panel);
    }
    for (size_t s = 0; s < samples; s++)
        for (size_t j = 0; j < units; j++)
            z[s * units + j] = sums[s / panel * panel * units + j * panel + s % panel];
}

static void add_biases(const gp_layer *layer, size_t samples, gp_real *z)
{
    const size_t units = layer->shape.units, step = layer->shape.bias == GP_BIAS_PER_UNIT;
    if (layer->shape.bias == GP_BIAS_NONE)
        return;
    for (size_t s = 0; s < samples; s++)
        for (size_t j = 0; j < units; j++)
            z[s * units + j] += layer->b[j * step];
}

/* The step back through the sigmoid: delta = da (a (1 - a)) */
INLINE void sigmoid_back(size_t units, const gp_real *a, const gp_real *da, gp_real *delta)
{
    size_t j = 0;
    for (; j + lane_count <= units; j += lane_count) {
        const lanes a_j = lanes_at(a + j);
        put_lanes(lanes_at(da + j) * (a_j * (1 - a_j)), delta + j);
    }
    for (; j < units; j++)
        delta[j] = da[j] * (a[j] * (1 - a[j]));
}

/* ---- Gradients along activations ---- */

/* Of one sample: the weights are read where they lie, since to pack them would take as long as to use them. */
static void activation_gradients_of_sample(const gp_layer *layer, const gp_real *delta, gp_real *da)
{
    const size_t units = layer->shape.units, inputs = layer->inputs;
    size_t i = 0;
    for (; i + panel <= inputs; i += panel) {
        gp_real sums[panel] = {0};
        add_rows(1, 2, units, (rows_of){delta, 0}, (rows_of){layer->W + i, inputs}, sums);
        copy(panel, sums, da + i);
    }
    for (; i < inputs; i++) {
        gp_real sum = 0;
        for (size_t j = 0; j < units; j++)
            sum += layer->W[j * inputs + i] * delta[j];
        da[i] = sum;
    }
}

static void activation_gradients_of_batch(const gp_layer *layer, size_t samples, const gp_real *delta,
                                          const gp_scratch *scratch, gp_real *da)
{
    const size_t units = layer->shape.units, inputs = layer->inputs;
    for (size_t i = 0; i < inputs; i += panel)
        for (size_t j = 0; j < units; j += gp_most_terms) {
            const size_t columns = at_most(inputs - i, panel), terms = at_most(units - j, gp_most_terms);
            pack(terms, columns, (rows_of){layer->W + j * inputs + i, inputs}, scratch->panels);
            for (size_t s = 0; s < samples; s += most_rows) {
                const size_t rows = at_most(samples - s, most_rows);
                gp_real tile[most_rows * panel] = {0};
                if (j > 0)
                    pack(rows, columns, (rows_of){da + s * inputs + i, inputs}, tile);
                add_products(rows, columns, terms, (rows_of){delta + s * units + j, units}, (rows_of){scratch->panels, panel},
                             tile);
                store_tile(rows, columns, tile, da + s * inputs + i, inputs);
            }
        }
}

static void activation_gradients(const gp_layer *layer, size_t samples, const gp_real *delta, const gp_scratch *scratch,
                                 gp_real *da)
{
    if (samples == 1)
        activation_gradients_of_sample(layer, delta, da);
    else
        activation_gradients_of_batch(layer, samples, delta, scratch, da);
}

/* ---- Gradients along parameters, and the update ---- */

/* Sums become means, where the rule wants it. */
INLINE void reduce(const gp_rule *rule, size_t batch, size_t count, gp_real *gradient)
{
    if (rule->reduction == GP_MEAN)
        for (size_t k = 0; k < count; k++)
            gradient[k] /= (gp_real)batch;
}

/* Gradient descent, of which nothing decays and nothing is clipped, moves a parameter while its gradient is at hand. Other
   rules find the gradients in the workspace, when all are there. */
INLINE bool moves_at_once(const gp_rule *rule)
{
    return rule->update == GP_GRADIENT_DESCENT && rule->weight_decay == 0 && rule->bias_decay == 0 &&
           rule->clipping == GP_CLIP_NONE;
}

INLINE void move(gp_real rate, size_t count, const gp_real *gradient, gp_real *parameters)
{
    size_t k = 0;
    for (; k + lane_count <= count; k += lane_count)
        put_lanes(lanes_at(parameters + k) + -rate * lanes_at(gradient + k), parameters + k);
    for (; k < count; k++)
        parameters[k] += -rate * gradient[k];
}

static void weights_by_batch(const gp_layer *layer, const gp_rule *rule, const gp_part_of_batch *part, const gp_real *below,
                             const gp_real *delta, const gp_scratch *scratch, gp_real *dW)
{
    const size_t units = layer->shape.units, inputs = layer->inputs, samples = part->samples;
    for (size_t i = 0; i < inputs; i += panel)
        pack(samples, at_most(inputs - i, panel), (rows_of){below + i, inputs}, scratch->panels + i * samples);
    for (size_t j = 0; j < units; j++) /* a row for each unit */
        for (size_t s = 0; s < samples; s++)
            scratch->turned[j * samples + s] = delta[s * units + j];
    for (size_t first = 0; first < units; first += block_rows)
        for (size_t i = 0; i < inputs; i += panel)
            for (size_t j = first; j < at_most(first + block_rows, units); j += most_rows) {
                const size_t rows = at_most(units - j, most_rows), columns = at_most(inputs - i, panel), place = j * inputs + i;
                gp_real tile[most_rows * panel] = {0};
                if (!part->first)
                    pack(rows, columns, (rows_of){dW + place, inputs}, tile);
                add_products(rows, columns, samples, (rows_of){scratch->turned + j * samples, samples},
                             (rows_of){scratch->panels + i * samples, panel}, tile);
                if (part->last)
                    reduce(rule, part->batch, rows * panel, tile);
                if (!part->last || !moves_at_once(rule)) {
                    store_tile(rows, columns, tile, dW + place, inputs);
                    continue;
                }
                for (size_t r = 0; r < rows; r++)
                    move(rule->rate, columns, tile + r * panel, layer->W + place + r * inputs);
            }
}

/* Of a batch of one sample, whose sum is its mean: gradient and update in one pass over the weights. */
static void weights_by_sample(const gp_layer *layer, gp_real rate, const gp_real *below, const gp_real *delta)
{
    const size_t inputs = layer->inputs;
    for (size_t j = 0; j < layer->shape.units; j++) {
        gp_real *row = layer->W + j * inputs;
        size_t i = 0;
        for (; i + lane_count <= inputs; i += lane_count)
            put_lanes(lanes_at(row + i) + -rate * (0 + delta[j] * lanes_at(below + i)), row + i);
        for (; i < inputs; i++)
            row[i] += -rate * (0 + delta[j] * below[i]);
    }
}

/* A shared bias adds the deltas of a sample before those of the next. */
static void biases_by_batch(const gp_layer *layer, const gp_rule *rule, const gp_part_of_batch *part, const gp_real *delta,
                            gp_real *db)
{
    const bool shared = layer->shape.bias == GP_BIAS_SHARED;
    const size_t units = layer->shape.units, biases = shared ? 1 : units, terms = part->samples * (units / biases);
    if (layer->shape.bias == GP_BIAS_NONE || !layer->shape.bias_trained)
        return;
    for (size_t j = 0; j < biases; j++) {
        gp_real sum = part->first ? 0 : db[j];
        for (size_t k = 0; k < terms; k++)
            sum += delta[k * biases + j];
        db[j] = sum;
    }
    if (!part->last)
        return;
    reduce(rule, part->batch, biases, db);
    if (moves_at_once(rule))
        move(rule->rate, biases, db, layer->b);
}

static void add_gradients(const gp_layer *layer, const gp_rule *rule, const gp_part_of_batch *part, const gp_real *below,
                          const gp_real *delta, const gp_scratch *scratch, const gp_layer_work *work)
{
    if (part->batch == 1 && moves_at_once(rule) && !layer->shape.weights_frozen)
        weights_by_sample(layer, rule->rate, below, delta);
    else if (!layer->shape.weights_frozen)
        weights_by_batch(layer, rule, part, below, delta, scratch, work->dW);
    biases_by_batch(layer, rule, part, delta, work->db);
}
