"""Trains a workload of the bench with numpy, in one thread: numpy_training.py; see serve.py."""

from serve import np, serve


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def activated(z, classifies, is_last):
    if not classifies:
        return 1 / (1 + np.exp(-z))
    return softmax(z) if is_last else np.maximum(z, 0)


def slope(a, classifies):
    return a > 0 if classifies else a * (1 - a)


def forward(weights, biases, x, classifies):
    """Activations of every layer, the input first; a row for each sample."""
    activations = [x]
    for W, b in zip(weights, biases):
        z = activations[-1] @ W.T
        if b.size:
            z += b
        activations.append(activated(z, classifies, len(activations) == len(weights)))
    return activations


class Adam:
    """Adam for some arrays, which it moves in place."""

    def __init__(self, rate, numbers, arrays):
        self.rate, (self.beta1, self.beta2, self.epsilon), self.t = rate, numbers, 0
        self.kept = [(values, np.zeros_like(values), np.zeros_like(values)) for values in arrays]

    def move(self, gradients):
        self.t += 1
        for (values, m, v), gradient in zip(self.kept, gradients):
            m += (1 - self.beta1) * (gradient - m)
            v += (1 - self.beta2) * (gradient * gradient - v)
            m_hat, v_hat = m / (1 - self.beta1 ** self.t), v / (1 - self.beta2 ** self.t)
            values -= self.rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


def gradients(weights, biases, activations, t, classifies):
    """Sums over the samples: of each layer's weights, and of its biases."""
    a = activations[-1]
    delta = a - t if classifies else (a - t) * slope(a, classifies)
    of_weights, of_biases = [], []
    for l in reversed(range(len(weights))):
        below = activations[l]
        of_weights.insert(0, delta.T @ below)
        of_biases.insert(0, delta.sum(axis=0) if biases[l].size > 1 else delta.sum())
        if l > 0:
            delta = (delta @ weights[l]) * slope(below, classifies)
    return of_weights + of_biases


def train(weights, biases, x, t, rate, batch, mean, epochs, adam):
    classifies, parameters = adam is not None, weights + biases
    rule = Adam(rate, adam, parameters) if adam else None
    for _ in range(epochs):
        for first in range(0, len(x), batch):
            activations = forward(weights, biases, x[first:first + batch], classifies)
            sums, samples = gradients(weights, biases, activations, t[first:first + batch], classifies), len(activations[0])
            if rule:
                rule.move([gradient / samples if mean else gradient for gradient in sums])
                continue
            for values, gradient in zip(parameters, sums):
                values -= (rate / samples if mean else rate) * gradient
    return parameters, np.abs(forward(weights, biases, x, classifies)[-1] - t).mean()


serve(train)
