"""Trains one workload of the bench with numpy: numpy_training.py FILE prints milliseconds, sum of parameters, final error."""

import sys
import time

import numpy as np


def read(path):
    """The workload as workload_write() wrote it."""
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
    weights, biases, below = [], [], inputs
    for units, bias_count in sizes:
        weights.append(take(units, below))
        biases.append(take(bias_count))
        below = units
    x, t = take(samples, inputs), take(samples, below)
    return weights, biases, x, t, rate, batch, mean, epochs


def forward(weights, biases, x):
    """Activations of every layer, the input first; a row for each sample."""
    activations = [x]
    for W, b in zip(weights, biases):
        z = activations[-1] @ W.T
        if b.size:
            z += b
        activations.append(1 / (1 + np.exp(-z)))
    return activations


def train(weights, biases, x, t, rate, batch, mean, epochs):
    """Trains in place and returns the reported error, the mean absolute one, of each epoch and of a last pass."""
    errors = []
    for _ in range(epochs):
        error = 0
        for first in range(0, len(x), batch):
            activations = forward(weights, biases, x[first:first + batch])
            a = activations[-1]
            step = rate / len(a) if mean else rate
            deviation = a - t[first:first + batch]
            error += np.abs(deviation).sum()
            delta = deviation * (a * (1 - a))
            for l in reversed(range(len(weights))):
                below = activations[l]
                dW, db = delta.T @ below, delta.sum(axis=0) if biases[l].size > 1 else delta.sum()
                if l > 0:
                    delta = (delta @ weights[l]) * (below * (1 - below))
                weights[l] -= step * dW
                biases[l] -= step * db
        errors.append(error / t.size)
    errors.append(np.abs(forward(weights, biases, x)[-1] - t).mean())
    return errors


def main():
    weights, biases, *rest = read(sys.argv[1])
    times = []
    while len(times) < 3 and sum(times) < 3000:
        new_weights, new_biases = [W.copy() for W in weights], [b.copy() for b in biases]
        start = time.perf_counter()
        errors = train(new_weights, new_biases, *rest)
        times.append(1e3 * (time.perf_counter() - start))
    total = sum(values.sum() for values in new_weights + new_biases)
    print(repr(min(times)), repr(float(total)), repr(float(errors[-1])))


main()
