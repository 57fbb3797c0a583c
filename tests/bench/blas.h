/** @file
 *  Backpropagation in C with OpenBLAS, in one thread: sums in whatever order is fastest. The library is looked for while the
 * bench runs. */
#ifndef GP_BENCH_BLAS_H
#define GP_BENCH_BLAS_H

#include "textbook.h"

/** Finds OpenBLAS and tells it to use one thread. @return false where it is not installed */
bool blas_open(void);

/** Trains a network as textbook_train() does.
 *  @param run         the run; a, delta of its layers are not used
 *  @param work        as many numbers as 2 batch units, of all layers
 *  @param[out] errors epochs + 1 values */
void blas_train(const textbook_run *run, double *work, double *errors);

#endif
