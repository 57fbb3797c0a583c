/** @file
 *  Backpropagation as textbooks write it down in C: what the reference is measured against. */
#ifndef GP_BENCH_TEXTBOOK_H
#define GP_BENCH_TEXTBOOK_H

#include <stdbool.h>
#include <stddef.h>

/** One layer of sigmoid units. */
typedef struct textbook_layer {
    size_t inputs;    /**< units of the layer below */
    size_t units;     /**< units of this layer */
    size_t bias_step; /**< unit j adds b[j * bias_step]: 1 for a bias per unit, 0 for one that they share */
    double *W;        /**< weight from input i to unit j: W[j * inputs + i] */
    double *b;        /**< biases, or NULL */
    double *a;        /**< activations */
    double *delta;    /**< error signals */
    double *dW;       /**< gradient in the layout of W */
    double *db;       /**< gradient in the layout of b */
} textbook_layer;

/** A run of training: the loss is half the squared error. */
typedef struct textbook_run {
    size_t depth;          /**< number of layers */
    textbook_layer *layer; /**< the layers, the first at index 0 */
    size_t samples;        /**< how many */
    const double *x;       /**< inputs, a row for each sample */
    const double *t;       /**< targets, a row for each sample */
    size_t batch;          /**< samples per update; 1 is online */
    bool mean;             /**< the gradient is the mean over the batch, not the sum */
    double rate;           /**< learning rate */
    size_t epochs;         /**< times through the samples */
} textbook_run;

/** Trains the network in place.
 *  @param run         the run
 *  @param[out] errors the reported error, the mean absolute one of all outputs of all samples: of each epoch, from the outputs
 *                     before each update, and of a last pass; epochs + 1 values */
void textbook_train(const textbook_run *run, double *errors);

#endif
