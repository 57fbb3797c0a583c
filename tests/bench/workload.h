/** @file
 *  What the bench trains: a network, its samples and its rule, the same for all trainers. */
#ifndef GP_BENCH_WORKLOAD_H
#define GP_BENCH_WORKLOAD_H

#include "reference/train.h"
#include "textbook.h"
#include <stdio.h>

enum { workload_count = 8, workload_most_layers = 3 };

/** A workload: sizes and rule. All units are sigmoids, the loss is half the squared error, and descent is plain; or, of a
 *  classifier, hidden units are ReLU, outputs softmax, the loss is the cross-entropy, and Adam moves. */
typedef struct workload {
    const char *name;                   /**< as the table shows it */
    size_t inputs;                      /**< values of one input */
    size_t depth;                       /**< number of layers */
    size_t units[workload_most_layers]; /**< units of each layer */
    gp_bias bias;                       /**< of every layer */
    size_t samples;                     /**< how many */
    const double *x;                    /**< inputs, or NULL: drawn */
    const double *t;                    /**< targets, or NULL: one output of 1, drawn, and all others 0 */
    double rate;                        /**< learning rate */
    size_t batch;                       /**< samples per update */
    gp_reduction reduction;             /**< of the gradient over a batch */
    size_t epochs;                      /**< times through the samples */
    bool classifies;                    /**< ReLU, softmax, cross-entropy and Adam */
} workload;

/** A workload ready to be trained in this program: by the reference and its fast twin, and by the textbook and with OpenBLAS.
 */
typedef struct prepared {
    size_t parameters;           /**< weights and biases of the network */
    double *initial;             /**< their values before training, W and b of each layer in turn */
    double *x;                   /**< inputs */
    double *t;                   /**< targets */
    gp_samples samples;          /**< x and t for the reference */
    gp_rule rule;                /**< the rule for the reference */
    gp_network network;          /**< trained by the reference and its twin */
    gp_workspace workspace;      /**< its workspace */
    double *textbook_parameters; /**< trained by the textbook and with OpenBLAS, in the layout of @ref initial */
    double *textbook_moments;    /**< Adam's, of the textbook and with OpenBLAS */
    double *textbook_work;       /**< what the pointers of @ref textbook_layers share with no parameter */
    textbook_layer textbook_layers[workload_most_layers]; /**< the textbook's layers */
    double *textbook_errors;                              /**< the textbook's reported errors */
    textbook_run textbook;                                /**< the textbook's run */
    double *blas_work;                                    /**< what blas_train() works in */
} prepared;

/** The workloads. */
extern const workload workloads[workload_count];

/** The same workload with every size cut down to a moment's work. */
workload workload_tiny(workload full);

/** Draws what is to be drawn; ends the program where memory is short. */
void workload_prepare(const workload *load, prepared *ready);

/** Puts the initial parameters back into both networks. */
void workload_rewind(prepared *ready);

/** Frees what workload_prepare() made. */
void workload_free(prepared *ready);

/** Writes a workload as doubles, in the machine's order of bytes: inputs, depth, units, biases of each layer, samples, rate,
 *  batch, 1 for the mean or 0 for the sum, epochs; 1 where it classifies, beta1, beta2, epsilon; then the initial parameters, x
 * and t.
 *  @return false where writing failed */
bool workload_write(const workload *load, const prepared *ready, FILE *file);

#endif
