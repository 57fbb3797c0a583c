"""Trains a workload of the bench with numpy, in one thread: numpy_training.py; see serve.py."""

from serve import np, serve


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
    for _ in range(epochs):
        for first in range(0, len(x), batch):
            activations = forward(weights, biases, x[first:first + batch])
            a = activations[-1]
            step = rate / len(a) if mean else rate
            delta = (a - t[first:first + batch]) * (a * (1 - a))
            for l in reversed(range(len(weights))):
                below = activations[l]
                dW, db = delta.T @ below, delta.sum(axis=0) if biases[l].size > 1 else delta.sum()
                if l > 0:
                    delta = (delta @ weights[l]) * (below * (1 - below))
                weights[l] -= step * dW
                biases[l] -= step * db
    return weights + biases, np.abs(forward(weights, biases, x)[-1] - t).mean()


serve(train)
