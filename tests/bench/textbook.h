/** @file
 *  Backpropagation as textbooks write it down in C: what the reference is measured against. */
#ifndef GP_BENCH_TEXTBOOK_H
#define GP_BENCH_TEXTBOOK_H

#include <stdbool.h>
#include <stddef.h>

/** What the units of a layer do. */
typedef enum textbook_units {
    TEXTBOOK_SIGMOID, /**< with half the squared error at the end */
    TEXTBOOK_RELU,
    TEXTBOOK_SOFTMAX /**< the last layer's alone, with the cross-entropy */
} textbook_units;

/** The numbers of Adam. */
typedef struct textbook_adam {
    double beta1, beta2, epsilon;
} textbook_adam;

/** One layer. */
typedef struct textbook_layer {
    textbook_units kind; /**< of its units */
    size_t inputs;       /**< units of the layer below */
    size_t units;        /**< units of this layer */
    size_t bias_step;    /**< unit j adds b[j * bias_step]: 1 for a bias per unit, 0 for one that they share */
    double *W;           /**< weight from input i to unit j: W[j * inputs + i] */
    double *b;           /**< biases, or NULL */
    double *a;           /**< activations */
    double *delta;       /**< error signals */
    double *dW;          /**< gradient in the layout of W */
    double *db;          /**< gradient in the layout of b */
    double *moments;     /**< of Adam: m of all weights and biases of the layer, then v of all of them */
} textbook_layer;

/** A run of training: the loss is half the squared error, or, of softmax outputs, the cross-entropy. */
typedef struct textbook_run {
    size_t depth;          /**< number of layers */
    textbook_layer *layer; /**< the layers, the first at index 0 */
    size_t samples;        /**< how many */
    const double *x;       /**< inputs, a row for each sample */
    const double *t;       /**< targets, a row for each sample */
    size_t batch;          /**< samples per update; 1 is online */
    bool mean;             /**< the gradient is the mean over the batch, not the sum */
    double rate;           /**< learning rate */
    textbook_adam adam;    /**< its numbers; a beta1 of 0 stands for gradient descent */
    size_t epochs;         /**< times through the samples */
} textbook_run;

/** delta of the last layer from its activations and their targets. */
double textbook_output_delta(textbook_units kind, double a, double t);

/** The slope of a unit from its activation; softmax has none. */
double textbook_slope(textbook_units kind, double a);

/** Adam's update number t, from 1, of all parameters of a layer by their gradients dW and db. */
void textbook_adam_update(const textbook_run *run, const textbook_layer *layer, size_t t);

/** Trains the network in place.
 *  @param run         the run
 *  @param[out] errors the reported error, the mean absolute one of all outputs of all samples: of each epoch, from the outputs
 *                     before each update, and of a last pass; epochs + 1 values */
void textbook_train(const textbook_run *run, double *errors);

#endif
