"""Backpropagation in plain Python, written from the definitions: what the trace of a problem must say, number by number.

It shares no code with goldprop and computes in another order: each gradient is summed sample by sample from the definition of
dE/dW as a product, each error by sum() over a list. Both compute in binary64."""

import json
import math
import sys
from fractions import Fraction


def number(text):
    return float(Fraction(text))


def place(quantity, epoch, step="", sample="", layer="", unit="", input=""):
    """Where a number stands; what a quantity does not have is empty, as in the CSV."""
    return quantity, epoch, step, sample, layer, unit, input


def known(table, word, what):
    """What a table says of a word; nothing is taken for something else."""
    if word not in table:
        raise ValueError(f"expected {what} that is {' or '.join(table)}, found {word}")
    return table[word]


KEYS = {
    "problem": "inputs layers samples loss error training departures", "layer": "units activation alpha bias bias_trained frozen W b",
    "sample": "input target",
    "loss": "deviation reduction factor", "error": "deviation reduction factor penalty", "training": "rule rate momentum beta1 beta2 epsilon weight_decay bias_decay clip batch reduction epochs", "clip": "by limit"}


def only_known_keys(problem):
    parts = [("problem", problem), *(("layer", layer) for layer in problem["layers"]), *(("sample", s) for s in problem["samples"]),
             *((name, problem[name]) for name in ("loss", "error", "training")), ("clip", problem["training"].get("clip", {}))]
    for name, part in parts:
        for key in part:
            known(dict.fromkeys(KEYS[name].split()), key, f"a key of the {name}")


def logistic(z):
    return 1 / (1 + math.exp(-z))


def density(z):
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def distribution(z):
    return math.erfc(-z / math.sqrt(2)) / 2


def cubic(z):
    return math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3)


def softmax(z):
    """Each output, from how far all net inputs are from its own."""
    return [1 / sum(math.exp(other - own) for other in z) for own in z]


def softmax_back(a, da):
    """da times the matrix of all da_k/dz_j."""
    return [sum(d * out * ((j == k) - own) for k, (d, out) in enumerate(zip(da, a))) for j, own in enumerate(a)]


# f(z) and f'(z), with the parameter alpha of some; a softmax is of a whole layer
VALUES = {
    "identity": lambda z, alpha: z, "sigmoid": lambda z, alpha: logistic(z), "tanh": lambda z, alpha: math.tanh(z),
    "relu": lambda z, alpha: max(0.0, z), "leaky-relu": lambda z, alpha: z if z > 0 else alpha * z,
    "elu": lambda z, alpha: z if z > 0 else alpha * math.expm1(z), "softplus": lambda z, alpha: math.log1p(math.exp(z)),
    "silu": lambda z, alpha: z * logistic(z), "gelu": lambda z, alpha: z * distribution(z),
    "gelu-tanh": lambda z, alpha: z * logistic(2 * cubic(z)), "softmax": None}
SLOPES = {
    "identity": lambda z, alpha: 1.0, "sigmoid": lambda z, alpha: math.exp(-z) / (1 + math.exp(-z)) ** 2,
    "tanh": lambda z, alpha: 1 / math.cosh(z) ** 2, "relu": lambda z, alpha: 1.0 if z > 0 else 0.0,
    "leaky-relu": lambda z, alpha: 1.0 if z > 0 else alpha, "elu": lambda z, alpha: 1.0 if z > 0 else alpha * math.exp(z),
    "softplus": lambda z, alpha: logistic(z), "silu": lambda z, alpha: logistic(z) + z * logistic(z) * logistic(-z),
    "gelu": lambda z, alpha: distribution(z) + z * density(z),
    "gelu-tanh": lambda z, alpha: logistic(2 * cubic(z)) + 2 * z * logistic(2 * cubic(z)) * logistic(-2 * cubic(z)) *
    math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z * z), "softmax": None}


# E of an output without the factor, and dE/da
LOSSES = {
    "squared": (lambda a, t: (a - t) ** 2, lambda a, t: 2 * (a - t)),
    "absolute": (lambda a, t: abs(a - t), lambda a, t: math.copysign(1, a - t) if a != t else 0.0),
    "linear": (lambda a, t: a * t, lambda a, t: t),
    "binary-cross-entropy": (lambda a, t: -t * math.log(a) - (1 - t) * math.log1p(-a), lambda a, t: (1 - t) / (1 - a) - t / a),
    "cross-entropy": (lambda a, t: -t * math.log(a), lambda a, t: -t / a)}


def adam_moments(n, t, kept, g):
    m, v = n["beta1"] * kept[0] + (1 - n["beta1"]) * g, n["beta2"] * kept[1] + (1 - n["beta2"]) * g * g
    return [m, v, m / (1 - n["beta1"] ** t), v / (1 - n["beta2"] ** t)]


def with_velocity(move):
    """A velocity, which is moved by move(momentum, rate, v, g)."""
    return ["velocity"], lambda n, t, kept, g: [move(n["momentum"], n["rate"], kept[0], g)]


PLAIN = with_velocity(lambda momentum, rate, v, g: g + v * momentum)
WITH_RATE = with_velocity(lambda momentum, rate, v, g: v * momentum - g * rate)
# The names of the moments of a parameter; these in the update t, by the numbers n of the rule, those before and the gradient g; and
# the change.
UPDATES = {
    "gradient-descent": ([], lambda n, t, kept, g: [], lambda n, kept, g: -n["rate"] * g),
    "momentum": (*PLAIN, lambda n, kept, g: -(kept[0] * n["rate"])),
    "momentum-with-rate": (*WITH_RATE, lambda n, kept, g: kept[0]),
    "nesterov": (*PLAIN, lambda n, kept, g: -((kept[0] * n["momentum"] + g) * n["rate"])),
    "nesterov-with-rate": (*WITH_RATE, lambda n, kept, g: kept[0] * n["momentum"] - g * n["rate"]),
    "adam": (["m", "v", "m_hat", "v_hat"], adam_moments, lambda n, kept, g: -n["rate"] * (kept[2] / (math.sqrt(kept[3]) + n["epsilon"])))}
def along_root(n, kept, g):
    return -g * n["rate"] / (n["epsilon"] + math.sqrt(kept[0]))


UPDATES["rmsprop"] = ["v"], lambda n, t, kept, g: [g * g * (1 - n["beta2"]) + kept[0] * n["beta2"]], along_root
UPDATES["adagrad"] = ["v"], lambda n, t, kept, g: [g * g + kept[0]], along_root
UPDATES["adamw"] = UPDATES["adam"]  # but for what decays


class Layer:
    def __init__(self, data):
        self.units = data["units"]
        self.bias = known({word: word for word in ("none", "per_unit", "shared")}, data["bias"], "a bias")
        value, slope = (known(table, data["activation"], "an activation") for table in (VALUES, SLOPES))
        alpha = number(data["alpha"]) if "alpha" in data else None
        self.activate = (lambda zs: [value(z, alpha) for z in zs]) if value else softmax
        self.slopes = (lambda zs: [slope(z, alpha) for z in zs]) if slope else (lambda zs: [])
        self.weights = [[number(text) for text in row] for row in data["W"]]
        self.biases = [number(text) for text in data.get("b", [])]
        self.frozen = data.get("frozen", False)
        self.trained = data.get("bias_trained", True) and not self.frozen
        self.W_moments = [[[0.0] * 4 for _ in row] for row in self.weights]  # of each parameter as many as a rule may want
        self.b_moments = [[0.0] * 4 for _ in self.biases]

    def bias_of(self, unit):
        return {"none": lambda: 0.0, "shared": lambda: self.biases[0], "per_unit": lambda: self.biases[unit]}[self.bias]()

    def units_of(self, bias):
        """The units that add a bias."""
        return range(self.units) if self.bias == "shared" else [bias]


def clip(how, layers, dW, db):
    """What clipping leaves of all gradients; of biases that are not trained nothing."""
    limit, db = number(how["limit"]), [gradients if layer.trained else [0.0] * len(gradients) for layer, gradients in zip(layers, db)]
    norm = math.hypot(*(g for rows in dW for row in rows for g in row), *(g for gradients in db for g in gradients))
    left = known({"value": lambda g: sorted((-limit, g, limit))[1], "norm": lambda g: g * min(1.0, limit / norm) if norm else g},
                 how["by"], "a kind of clipping")
    return [[[left(g) for g in row] for row in rows] for rows in dW], [[left(g) for g in gradients] for gradients in db]


def trace(case):
    """All numbers of a run by their places."""
    known({"goldprop-case-1": True}, case["format"], "a format")
    problem = case["problem"]
    only_known_keys(problem)
    if "departures" in problem:
        raise ValueError(f"expected textbook backpropagation, found {problem['departures']}")
    layers = [Layer(data) for data in problem["layers"]]
    samples = [([number(x) for x in s["input"]], [number(t) for t in s["target"]]) for s in problem["samples"]]
    rule, error = problem["training"], problem["error"]
    of_outputs = known({"sum": 1, "mean": layers[-1].units}, problem["loss"].get("reduction", "sum"), "a reduction")
    factor = number(problem["loss"]["factor"]) / of_outputs
    loss_of, loss_slope = known(LOSSES, problem["loss"]["deviation"], "a loss")
    moment_names, next_moments, change_of = known(UPDATES, rule.get("rule", "gradient-descent"), "an update rule")
    of_rule = {key: number(rule[key]) for key in ("momentum", "beta1", "beta2", "epsilon", "weight_decay", "bias_decay") if key in rule}
    rates = [number(rate) for rate in (rule["rate"] if isinstance(rule["rate"], list) else [rule["rate"]] * rule["epochs"])]
    deviation, _ = known(LOSSES, error["deviation"], "a deviation")
    averaged = known({"sum": 1, "mean": len(samples) * layers[-1].units, "mean-over-samples": len(samples), "mean-over-outputs": layers[-1].units},
                     error["reduction"], "a reduction")
    is_mean = known({"sum": False, "mean": True}, rule["reduction"], "a reduction")
    numbers = {}

    def write_parameters(epoch, step, quantities, weights, biases):
        for l, _ in enumerate(layers, 1):
            for j, row in enumerate(weights[l - 1]):
                for i, value in enumerate(row):
                    numbers[place(quantities[0], epoch, step, "", l, j, i)] = value
            for j, value in enumerate(biases[l - 1]):
                numbers[place(quantities[1], epoch, step, "", l, j)] = value

    def write_state(epoch, step):
        write_parameters(epoch, step, "Wb", [layer.weights for layer in layers], [layer.biases for layer in layers])

    def forward(epoch, step, s):
        """Net inputs and activations of each layer, the input first among the activations."""
        z, a = [], [samples[s][0]]
        for l, layer in enumerate(layers, 1):
            z.append([layer.bias_of(j) + sum(w * x for w, x in zip(layer.weights[j], a[-1])) for j in range(layer.units)])
            a.append(layer.activate(z[-1]))
            for j in range(layer.units):
                numbers[place("z", epoch, step, s, l, j)] = z[-1][j]
                numbers[place("a", epoch, step, s, l, j)] = a[-1][j]
        losses = [factor * loss_of(o, t) for o, t in zip(a[-1], samples[s][1])]
        for k, loss in enumerate(losses):
            numbers[place("output_loss", epoch, step, s, len(layers), k)] = loss
        numbers[place("loss", epoch, step, s)] = sum(losses)
        return z, a

    def backward(epoch, step, s, z, a):
        """The error signals of each layer."""
        deltas, da = [], [factor * loss_slope(o, t) for o, t in zip(a[-1], samples[s][1])]
        for l in range(len(layers), 0, -1):
            slopes = layers[l - 1].slopes(z[l - 1])
            delta = [slope * d for slope, d in zip(slopes, da)] if slopes else softmax_back(a[l], da)
            for quantity, values in (("da", da), ("slope", slopes), ("delta", delta)):
                for j, value in enumerate(values):
                    numbers[place(quantity, epoch, step, s, l, j)] = value
            da = [sum(row[i] * d for row, d in zip(layers[l - 1].weights, delta)) for i in range(len(a[l - 1]))]
            deltas.insert(0, delta)
        for i, value in enumerate(da):
            numbers[place("dx", epoch, step, s, "", "", i)] = value
        return deltas

    def penalty():
        """Half of what decays times the squares, of the parameters as they are; nothing where no penalty is asked for."""
        if "penalty" not in error:
            return 0.0
        squares = known({"l2": lambda values: sum(value ** 2 for value in values)}, error["penalty"], "a penalty")
        weights, biases = [w for layer in layers for row in layer.weights for w in row], [b for layer in layers for b in layer.biases]
        return (of_rule.get("weight_decay", 0.0) * squares(weights) + of_rule.get("bias_decay", 0.0) * squares(biases)) / 2

    def reported(epoch, outputs, penalties):
        """`outputs` are those of each sample as they were before the update that followed; so are the `penalties`."""
        total = sum(deviation(o, t) for a, (_, targets) in zip(outputs, samples) for o, t in zip(a, targets))
        numbers[place("error", epoch)] = number(error["factor"]) * total / averaged + sum(penalties) / len(penalties)

    def update(epoch, step, batch):
        write_state(epoch, step)
        passes = [forward(epoch, step, s) for s in batch]
        deltas = [backward(epoch, step, s, z, a) for s, (z, a) in zip(batch, passes)]
        share = 1 / len(batch) if is_mean else 1
        dW = [[[sum(d[l][j] * a[l][i] for d, (_, a) in zip(deltas, passes)) * share for i in range(len(layer.weights[j]))]
               for j in range(layer.units)] for l, layer in enumerate(layers)]
        db = [[sum(d[l][j] for d in deltas for j in layer.units_of(b)) * share for b in range(len(layer.biases))]
              for l, layer in enumerate(layers)]
        write_parameters(epoch, step, ("dW", "db"), dW, db)
        if "clip" in rule:
            dW, db = clip(rule["clip"], layers, dW, db)
            write_parameters(epoch, step, ("dW_clipped", "db_clipped"), dW, db)
        decoupled = rule.get("rule") == "adamw"
        weight_decay, bias_decay = (of_rule.get(key, 0.0) for key in ("weight_decay", "bias_decay"))
        if not decoupled:
            dW = [[[g + weight_decay * w for g, w in zip(*both)] for both in zip(rows, layer.weights)] for rows, layer in zip(dW, layers)]
            db = [[g + bias_decay * b for g, b in zip(gradients, layer.biases)] for gradients, layer in zip(db, layers)]
        for layer, rows, gradients in zip(layers, dW, db):
            if not layer.frozen:
                layer.W_moments = [[next_moments(of_rule, step + 1, *pair) for pair in zip(*both)] for both in zip(layer.W_moments, rows)]
            if layer.trained:
                layer.b_moments = [next_moments(of_rule, step + 1, *pair) for pair in zip(layer.b_moments, gradients)]
        for m, name in enumerate(moment_names):
            write_parameters(epoch, step, (f"W_{name}", f"b_{name}"), [[[kept[m] for kept in row] for row in layer.W_moments] for layer in layers],
                             [[kept[m] for kept in layer.b_moments] for layer in layers])
        W_change = [[[0.0 if layer.frozen else change_of(of_rule, *pair) for pair in zip(*both)] for both in zip(layer.W_moments, rows)]
                    for layer, rows in zip(layers, dW)]
        b_change = [[change_of(of_rule, *pair) if layer.trained else 0.0 for pair in zip(layer.b_moments, gradients)]
                    for layer, gradients in zip(layers, db)]
        if decoupled:
            shrinking = (of_rule["rate"] * weight_decay, of_rule["rate"] * bias_decay)
            W_change = [[[0.0 if layer.frozen else change - shrinking[0] * w for change, w in zip(*both)] for both in zip(rows, layer.weights)]
                        for rows, layer in zip(W_change, layers)]
            b_change = [[change - shrinking[1] * b if layer.trained else 0.0 for change, b in zip(changes, layer.biases)]
                        for changes, layer in zip(b_change, layers)]
        write_parameters(epoch, step, ("W_change", "b_change"), W_change, b_change)
        for l, layer in enumerate(layers):
            layer.weights = [[w + change for w, change in zip(*rows)] for rows in zip(layer.weights, W_change[l])]
            layer.biases = [b + change for b, change in zip(layer.biases, b_change[l])]
        return [a[-1] for _, a in passes]

    everyone, step = list(range(len(samples))), 0
    for epoch, rate in enumerate(rates):
        outputs, penalties, of_rule["rate"] = [], [], rate
        for first in range(0, len(samples), rule["batch"]):
            batch = everyone[first:first + rule["batch"]]
            penalties += [penalty()] * len(batch)
            outputs += update(epoch, step, batch)
            step += 1
        reported(epoch, outputs, penalties)
    write_state(rule["epochs"], step)
    reported(rule["epochs"], [forward(rule["epochs"], step, s)[1][-1] for s in everyone], [penalty()])
    return numbers


if __name__ == "__main__":
    trace(json.load(sys.stdin))
