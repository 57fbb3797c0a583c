"""A peer in scikit-learn (1.2): the MLPRegressor. One warm start of fit() is one update; the output layer has no activation, and the
hidden layers share one. (The MLPClassifier descends the cross-entropy only.)

Its gradient is that of 1/2 sum (a - t)^2, averaged over the batch: the learning rate is multiplied by what the problem has instead.
Its loss_ is averaged over the outputs, too, and so differs by a factor. A bias that is not to move is put back after the update.
Net inputs, hidden activations and gradients are not shown."""

import copy
import sys
import warnings

try:
    import numpy as np
    from sklearn.metrics import mean_absolute_error, mean_squared_error
    from sklearn.neural_network import MLPRegressor
except ImportError:
    sys.exit(77)

from protocol import Peer, Unsupported, answer, by_layer, rows

MOST_STEPS = 20000
ACTIVATIONS = {"sigmoid": "logistic", "identity": "identity", "tanh": "tanh", "relu": "relu"}
DEVIATIONS = {"squared": mean_squared_error, "absolute": mean_absolute_error}


def refuse(problem):
    """Raises what the MLPRegressor cannot express."""
    *hidden, output = (layer["activation"] for layer in problem["layers"])
    if output != "identity":
        raise Unsupported("the output layer of MLPRegressor has no activation, and MLPClassifier has another loss")
    if unknown := set(hidden) - set(ACTIVATIONS):
        raise Unsupported(f"there is no {unknown.pop()} among the activations")
    if len(set(hidden)) > 1:
        raise Unsupported("all hidden layers have the same activation")
    if any(layer["bias"] == "shared" and layer["units"] > 1 for layer in problem["layers"]):
        raise Unsupported("each unit has a bias of its own")
    if problem["departures"]:
        raise Unsupported("the order of a step cannot be changed")
    if len(problem["samples"]) * problem["training"]["epochs"] > MOST_STEPS * problem["training"]["batch"]:
        raise Unsupported(f"too slow: each of more than {MOST_STEPS} steps takes about 2 ms")


class Sklearn(Peer):
    def __init__(self, problem):
        refuse(problem)
        self.layers, self.training, self.deviation = problem["layers"], problem["training"], problem["error"]["deviation"]
        self.x, self.t = (np.array([sample[key] for sample in problem["samples"]]) for key in ("input", "target"))
        reported, factor = problem["error"], problem["loss"]["factor"]
        self.rate = 2 * factor * self.training["rate"]
        self.conventions = {
            "loss_factor": repr(1 / (2 * factor * self.t.shape[1])),
            "error_factor": repr(1 / (reported["factor"] * {"sum": self.t.size, "mean": 1}[reported["reduction"]]))}
        self.model = MLPRegressor([layer["units"] for layer in self.layers[:-1]], ACTIVATIONS[self.layers[0]["activation"]],
                                  solver="sgd", alpha=0, momentum=0, shuffle=False, warm_start=True, max_iter=1)
        self.fit(self.model, range(len(self.x)))  # makes the parameters, which are then replaced
        self.model.coefs_ = [np.array(layer["W"]).T for layer in self.layers]
        self.model.intercepts_ = [np.resize(layer["b"] or 0.0, layer["units"]) for layer in self.layers]

    def fit(self, model, batch):
        added = {"sum": len(batch), "mean": 1}[self.training["reduction"]]
        model.set_params(learning_rate_init=self.rate * added)
        return model.fit(self.x[rows(batch)], self.t[rows(batch)] if self.t.shape[1] > 1 else self.t[rows(batch), 0])

    def step(self, batch):
        before = [b.copy() for b in self.model.intercepts_]
        self.fit(self.model, batch)
        for l, layer in enumerate(self.layers):
            if layer["bias"] == "none" or not layer["bias_trained"]:
                self.model.intercepts_[l] = before[l]

    def parameters(self):
        return by_layer(W=[W.T.tolist() for W in self.model.coefs_],
                        b=[b.tolist()[:len(layer["b"])] for layer, b in zip(self.layers, self.model.intercepts_)])

    def look(self, batch):
        losses = [self.fit(copy.deepcopy(self.model), range(s, s + 1)).loss_ for s in batch]
        return {"samples": [{"sample": s, "loss": float(loss), "layers": [{"layer": len(self.layers), "a": a.tolist()}]}
                            for s, loss, a in zip(batch, losses, self.outputs(batch))]}

    def outputs(self, batch):
        return self.model.predict(self.x[rows(batch)]).reshape(len(batch), -1)

    def error(self, outputs):
        return float(DEVIATIONS[self.deviation](self.t, outputs))


warnings.simplefilter("ignore")  # one update does not converge
answer(Sklearn)
