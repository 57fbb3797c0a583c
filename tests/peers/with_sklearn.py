"""A peer in scikit-learn (1.2): the MLPRegressor, whose output layer has no activation, and the MLPClassifier, whose output layer is a
softmax with the cross-entropy of one class. One warm start of fit(), or one partial_fit(), is one update; the hidden layers share an
activation.

The gradient is that of 1/2 sum (a - t)^2, or of -sum t log a, averaged over the batch: the learning rate is multiplied by what the
problem has instead. The regressor's loss_ is averaged over the outputs, too, and so differs by a factor. A bias that is not to move is put back after the update.
Net inputs, hidden activations and gradients are not shown."""

import copy
import sys
import warnings

try:
    import numpy as np
    from sklearn.metrics import mean_absolute_error, mean_squared_error
    from sklearn.neural_network import MLPClassifier, MLPRegressor
except ImportError:
    sys.exit(77)

from protocol import Peer, Unsupported, answer, by_layer, rows

MOST_STEPS = 20000
ACTIVATIONS = {"sigmoid": "logistic", "identity": "identity", "tanh": "tanh", "relu": "relu"}
DEVIATIONS = {"squared": mean_squared_error, "absolute": mean_absolute_error}


def refuse(problem):
    """Raises what neither of the two can express."""
    *hidden, output = (layer["activation"] for layer in problem["layers"])
    if problem["loss"]["deviation"] == "cross-entropy":
        if any(sorted(sample["target"])[-2:] != [0, 1] for sample in problem["samples"]):
            raise Unsupported("the targets of MLPClassifier are classes")
        if problem["layers"][-1]["units"] < 3:
            raise Unsupported("of two classes MLPClassifier has a single output")
    elif output != "identity":
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
        self.classifies = problem["loss"]["deviation"] == "cross-entropy"
        self.rate = (1 if self.classifies else 2) * factor * self.training["rate"]
        self.conventions = {
            "loss_factor": repr(1 / factor if self.classifies else 1 / (2 * factor * self.t.shape[1])),
            "error_factor": repr(1 / (reported["factor"] * {"sum": self.t.size, "mean": 1}[reported["reduction"]]))}
        kind = MLPClassifier if self.classifies else MLPRegressor
        self.model = kind([layer["units"] for layer in self.layers[:-1]], ACTIVATIONS.get(self.layers[0]["activation"], "identity"),
                          solver="sgd", alpha=0, momentum=0, shuffle=False, warm_start=not self.classifies, max_iter=1)
        self.fit(self.model, range(len(self.x)))  # makes the parameters, which are then replaced
        self.model.coefs_ = [np.array(layer["W"]).T for layer in self.layers]
        self.model.intercepts_ = [np.resize(layer["b"] or 0.0, layer["units"]) for layer in self.layers]

    def fit(self, model, batch):
        added = {"sum": len(batch), "mean": 1}[self.training["reduction"]]
        model.set_params(learning_rate_init=self.rate * added)
        if self.classifies:
            vars(model).pop("_optimizer", None)  # which would keep the rate of the step before
            return model.partial_fit(self.x[rows(batch)], self.t[rows(batch)].argmax(axis=1), classes=range(self.t.shape[1]))
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
        predict = self.model.predict_proba if self.classifies else self.model.predict
        return predict(self.x[rows(batch)]).reshape(len(batch), -1)

    def error(self, outputs):
        return float(DEVIATIONS[self.deviation](self.t, outputs))


warnings.simplefilter("ignore")  # one update does not converge
answer(Sklearn, "squared,cross-entropy", deviating={"adam": "its epsilon is added to the root of the second moment that is not corrected"})
