"""What the trainers in Python share: training once for each line of the input, the name of a file with a workload."""

import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is imported

import numpy as np  # noqa: E402


def read(path):
    """The workload as workload_write() wrote it: weights, biases, x, t, rate, batch, mean, epochs, adam: (beta1, beta2, epsilon), or None. With
    Adam hidden units are ReLU, outputs softmax, and the loss is the cross-entropy; without, sigmoids and half the squared error."""
    values = np.fromfile(path)
    place = 0

    def take(*shape):
        nonlocal place
        count = int(np.prod(shape))
        place += count
        return values[place - count:place].reshape(shape)

    def number():
        return take(1)[0]

    inputs, depth = int(number()), int(number())
    sizes = [(int(number()), int(number())) for _ in range(depth)]
    samples, rate, batch, mean, epochs = int(number()), number(), int(number()), bool(number()), int(number())
    classifies, adam = bool(number()), (number(), number(), number())
    weights, biases, below = [], [], inputs
    for units, bias_count in sizes:
        weights.append(take(units, below))
        biases.append(take(bias_count))
        below = units
    x, t = take(samples, inputs), take(samples, below)
    return weights, biases, x, t, rate, batch, mean, epochs, adam if classifies else None


def serve(train):
    """Calls train(weights, biases, x, t, rate, batch, mean, epochs, adam) for each line of the input, and prints milliseconds, sum of
    parameters, final error. It returns (the trained parameters, the error)."""
    for line in sys.stdin:
        workload = read(line.rstrip("\n"))
        start = time.process_time()
        parameters, error = train(*workload)
        ms = 1e3 * (time.process_time() - start)
        print(repr(ms), repr(float(sum(values.sum() for values in parameters))), repr(float(error)), flush=True)
