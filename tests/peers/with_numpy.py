"""A peer in numpy (1.24): backpropagation in its matrix operations, a row for each sample. Expresses every problem, and the three
departures that cases have."""

import math
import sys

try:
    import numpy as np
except ImportError:
    sys.exit(77)

from protocol import ERROR_REDUCTIONS, Peer, answer, by_layer, rows

SQRT_OF_2_OVER_PI = np.sqrt(2 / np.pi)
erf = np.vectorize(math.erf, otypes=[float])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def tanh_of_cubic(z):
    return np.tanh(SQRT_OF_2_OVER_PI * (z + 0.044715 * z ** 3))


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_back(a, error):
    return a * (error - (error * a).sum(axis=1, keepdims=True))


def log_of_sum(z):
    top = z.max(axis=1, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=1, keepdims=True))


# Each f(z, alpha) with its slope, in z, a = f(z) and alpha.
ACTIVATIONS = {
    "identity": (lambda z, alpha: z, lambda z, a, alpha: 1),
    "sigmoid": (lambda z, alpha: sigmoid(z), lambda z, a, alpha: a * (1 - a)),
    "tanh": (lambda z, alpha: np.tanh(z), lambda z, a, alpha: 1 - a ** 2),
    "relu": (lambda z, alpha: np.maximum(0, z), lambda z, a, alpha: (z > 0) * 1.0),
    "leaky-relu": (lambda z, alpha: np.where(z > 0, z, alpha * z), lambda z, a, alpha: np.where(z > 0, 1, alpha)),
    "elu": (lambda z, alpha: np.where(z > 0, z, alpha * np.expm1(z)), lambda z, a, alpha: np.where(z > 0, 1, alpha * np.exp(z))),
    "softplus": (lambda z, alpha: np.logaddexp(0, z), lambda z, a, alpha: sigmoid(z)),
    "silu": (lambda z, alpha: z * sigmoid(z), lambda z, a, alpha: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "gelu": (lambda z, alpha: z * (1 + erf(z / np.sqrt(2))) / 2,
             lambda z, a, alpha: (1 + erf(z / np.sqrt(2))) / 2 + z * np.exp(-z ** 2 / 2) / np.sqrt(2 * np.pi)),
    "gelu-tanh": (lambda z, alpha: z / 2 * (1 + tanh_of_cubic(z)),
                  lambda z, a, alpha: (1 + tanh_of_cubic(z)) / 2 +
                  z / 2 * (1 - tanh_of_cubic(z) ** 2) * SQRT_OF_2_OVER_PI * (1 + 3 * 0.044715 * z ** 2)),
    "softmax": (lambda z, alpha: softmax(z), None),
}
# Each E of an output, without the factor, with dE/da, in z, a and t.
LOSSES = {
    "squared": (lambda z, a, t: (a - t) ** 2, lambda z, a, t: 2 * (a - t)),
    "absolute": (lambda z, a, t: np.abs(a - t), lambda z, a, t: np.sign(a - t)),
    "linear": (lambda z, a, t: t * a, lambda z, a, t: t),
    "binary-cross-entropy": (lambda z, a, t: np.logaddexp(0, z) - t * z, None),
    "cross-entropy": (lambda z, a, t: t * (log_of_sum(z) - z), None),
}
# Of a reported error, in outputs and targets.
DEVIATIONS = {
    "squared": lambda a, t: (a - t) ** 2,
    "absolute": lambda a, t: np.abs(a - t),
    "linear": lambda a, t: t * a,
    "binary-cross-entropy": lambda a, t: -(t * np.log(a) + (1 - t) * np.log1p(-a)),
    "cross-entropy": lambda a, t: -t * np.log(a),
}


class Numpy(Peer):
    def __init__(self, problem):
        self.layers, self.training, self.departures = problem["layers"], problem["training"], problem["departures"]
        self.factor, self.reported = problem["loss"]["factor"], problem["error"]
        self.loss, self.loss_slope = LOSSES[problem["loss"]["deviation"]]
        self.x, self.t = (np.array([sample[key] for sample in problem["samples"]]) for key in ("input", "target"))
        self.W = [np.array(layer["W"]) for layer in self.layers]
        self.b = [np.array(layer["b"]) for layer in self.layers]

    def forward(self, batch):
        """Net inputs; and activations, those of layer 0 first."""
        z, a = [], [self.x[rows(batch)]]
        for layer, W, b in zip(self.layers, self.W, self.b):
            z.append(a[-1] @ W.T + b if b.size else a[-1] @ W.T)
            a.append(ACTIVATIONS[layer["activation"]][0](z[-1], layer["alpha"]))
        return z, a

    def along_net_inputs(self, l, z, a, error):
        slope = ACTIVATIONS[self.layers[l]["activation"]][1]
        return error * slope(z, a, self.layers[l]["alpha"]) if slope else softmax_back(a, error)

    def backward(self, batch, z, a):
        """Error signals, gradients, and the weights after the step."""
        depth = len(self.layers)
        delta, dW, db, W = ([None] * depth for _ in range(4))
        share = {"sum": 1, "mean": 1 / len(batch)}[self.training["reduction"]]
        t = self.t[rows(batch)]
        error = self.factor * self.loss_slope(z[-1], a[-1], t) if self.loss_slope else None
        for l in reversed(range(depth)):
            delta[l] = self.factor * (a[-1] - t) if error is None else self.along_net_inputs(l, z[l], a[l + 1], error)
            dW[l] = share * (delta[l].T @ a[l])
            db[l] = share * {"none": lambda d: d[0, :0], "shared": lambda d: d.sum(keepdims=True)[0],
                             "per_unit": lambda d: d.sum(axis=0)}[self.layers[l]["bias"]](delta[l])
            W[l] = self.W[l] - self.training["rate"] * dW[l]
            error = delta[l] @ (W[l] if "hidden-delta-from-updated-weights" in self.departures else self.W[l])
        return delta, dW, db, W

    def step(self, batch):
        _, _, db, self.W = self.backward(batch, *self.forward(batch))
        if "output-bias-by-hidden-gradient" in self.departures:
            db[-1] = db[-2]
        for l, layer in enumerate(self.layers):
            frozen = l + 1 < len(self.layers) and "hidden-biases-frozen" in self.departures
            if layer["bias_trained"] and not frozen:
                self.b[l] = self.b[l] - self.training["rate"] * db[l]

    def parameters(self):
        return by_layer(W=[W.tolist() for W in self.W], b=[b.tolist() for b in self.b])

    def look(self, batch):
        z, a = self.forward(batch)
        delta, dW, db, _ = self.backward(batch, z, a)
        losses = self.factor * self.loss(z[-1], a[-1], self.t[rows(batch)]).sum(axis=1)
        return {"samples": [{"sample": s, "loss": float(losses[row]),
                             "layers": by_layer(**{name: [values[row].tolist() for values in layers]
                                                   for name, layers in (("z", z), ("a", a[1:]), ("delta", delta))})}
                            for row, s in enumerate(batch)],
                "gradients": by_layer(dW=[values.tolist() for values in dW], db=[values.tolist() for values in db])}

    def outputs(self, batch):
        return self.forward(batch)[1][-1]

    def error(self, outputs):
        total = DEVIATIONS[self.reported["deviation"]](np.array(outputs), self.t).sum()
        return float(self.reported["factor"] * total / self.reported["averaged"])


np.seterr(over="ignore")  # the sigmoid of -1000 is 0
answer(Numpy, ",".join(LOSSES), errors=f"deviation={','.join(DEVIATIONS)} {ERROR_REDUCTIONS}")
