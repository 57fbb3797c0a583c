"""Computes the bits of whole runs without any code of ours: the sums in the order of docs/contract.md, each operation rounded to the
nearest by IEEE 754, and exp, tanh and so on rounded correctly by mpmath. Holds golden/bits.json against them, or makes it.

usage: independent.py GOLDEN_FOLDER [CASE...]     compares these cases, or all cases of at most 1000 steps
       independent.py --all GOLDEN_FOLDER         compares all cases, in minutes
       independent.py --write GOLDEN_FOLDER [CASE...]
                                                  writes golden/bits.json: these cases anew, or all; the others keep theirs
       independent.py --refuse CASE.json          runs one case, as tests/twins asks

Exit status: 0 all agree, 1 one does not or cannot be computed, 77 mpmath is not installed."""

import json
import math
import pathlib
import struct
import sys
from fractions import Fraction

try:
    import mpmath
    from mpmath.libmp import from_float, mpf_exp, mpf_pos, to_float
except ImportError:
    sys.exit(77)

LONGEST_SHORT_RUN = 1000
FNV_START, FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3

KEYS = {
    "problem": "inputs layers samples loss error training departures", "layer": "units activation alpha bias bias_trained frozen W b",
    "sample": "input target", "loss": "deviation reduction factor", "error": "deviation reduction factor penalty",
    "training": "rule rate momentum beta1 beta2 epsilon weight_decay bias_decay clip batch reduction epochs",
    "clip": "by limit",
}
# Of a reported error: whether it is a mean over the samples, and whether over the outputs.
ERROR_REDUCTIONS = {"sum": (False, False), "mean": (True, True), "mean-over-samples": (True, False), "mean-over-outputs": (False, True)}
UPDATED_WEIGHTS, HIDDEN_GRADIENT, FROZEN = (
    "hidden-delta-from-updated-weights", "output-bias-by-hidden-gradient", "hidden-biases-frozen")


def known(word, words, what):
    if word not in words:
        sys.exit(f"independent.py: expected {what} that is {' or '.join(words)}, found {word}")
    return word


def only_known(case):
    known(case["format"], ["goldprop-case-1"], "a format")
    problem = case["problem"]
    parts = [("problem", problem), *(("layer", layer) for layer in problem["layers"]), *(("sample", s) for s in problem["samples"])]
    parts.append(("clip", problem["training"].get("clip", {})))
    for name, part in parts + [(name, problem[name]) for name in ("loss", "error", "training")]:
        for key in part:
            known(key, KEYS[name].split(), f"a key of the {name}")
    for layer in problem["layers"]:
        known(layer["activation"], ACTIVATIONS, "an activation")
        known(layer["bias"], ["none", "per_unit", "shared"], "a bias")
    known(problem["loss"]["deviation"], LOSSES, "a loss")
    known(problem["error"]["deviation"], LOSSES, "a deviation")
    known(problem["error"].get("penalty", "l2"), ["l2"], "a penalty")
    known(problem["loss"].get("reduction", "sum"), ["sum", "mean"], "a reduction")
    known(problem["error"]["reduction"], ERROR_REDUCTIONS, "a reduction")
    known(problem["training"]["reduction"], ["sum", "mean"], "a reduction")
    known(problem["training"].get("clip", {"by": "value"})["by"], ["value", "norm"], "a kind of clipping")
    known(problem["training"].get("rule", "gradient-descent"), ["gradient-descent", "momentum", "momentum-with-rate", "nesterov", "nesterov-with-rate", "adam", "adamw", "rmsprop", "adagrad"],
          "an update rule")
    for departure in problem.get("departures", []):
        known(departure, [UPDATED_WEIGHTS, HIDDEN_GRADIENT, FROZEN], "a departure")


class Format:
    """A number format of IEEE 754. Its numbers are Python's floats, which are binary64."""

    def __init__(self, name, precision, code):
        self.name, self.precision, self.code = name, precision, code
        if precision < 53:
            single = struct.Struct("<f")
            # A sum, product or quotient of two binary32 that is rounded to binary64 first is rounded to binary32 as if at once.
            self.round = lambda value: single.unpack(single.pack(value))[0]
        else:
            self.round = lambda value: value

    def number(self, text):
        """The nearest number to a decimal; of a fraction, the quotient of the two nearest."""
        numerator, _, denominator = text.partition("/")
        value = self.nearest(Fraction(numerator))
        return self.round(value / self.nearest(Fraction(denominator))) if denominator else value

    def nearest(self, exact):
        if exact == 0:
            return 0.0
        exponent = abs(exact.numerator).bit_length() - exact.denominator.bit_length() - self.precision
        while abs(exact) >= Fraction(2) ** (exponent + self.precision):
            exponent += 1
        assert -100 < exponent < 60, "a number of the problem that is neither tiny nor huge"
        return float(round(exact / Fraction(2) ** exponent) * Fraction(2) ** exponent)  # round() takes the even one of two

    def exp(self, x):
        """e^x, rounded correctly: from 200 bits, of which those behind the last one are not near to a midpoint."""
        assert -80 < x < 80, "an exponential that is neither tiny nor huge"
        return self.nearest_of(mpf_exp(from_float(x), 200))

    def function(self, name, x):
        """A function of mpmath, rounded correctly; tanh, erf, expm1 and log1p of 0 are that 0."""
        if x == 0:
            return x
        with mpmath.workprec(400):
            value = getattr(mpmath, name)(mpmath.mpf(x))
            assert value == 1 or 2.0 ** -100 < abs(value) < 2.0 ** 100, "a value that is neither tiny nor huge"
            return self.nearest_of(value._mpf_)

    def constant(self, compute):
        with mpmath.workprec(400):
            return self.nearest_of(compute()._mpf_)

    def nearest_of(self, value):
        _, mantissa, _, bits = value
        spare = bits - self.precision
        if spare > 0:
            assert spare > 100 and abs((mantissa & ((1 << spare) - 1)) - (1 << (spare - 1))) >> (spare - 90), "a clear case"
        return to_float(mpf_pos(value, self.precision, "n"))


# Each activation f(form, z, alpha), and its slope(form, z, a, alpha), operation by operation.

def sigmoid(form, z, _=None):
    return form.round(1 / form.round(1 + form.exp(-z)))


def softplus(form, z, _):
    tail = form.function("log1p", form.exp(-abs(z)))
    return form.round(z + tail) if z > 0 else tail


def silu_slope(form, z, _, __):
    r, s = form.round, sigmoid(form, z)
    return r(s * r(1 + r(z * r(1 - s))))


def normal_distribution(form, z):
    r = form.round
    return r(r(1 + form.function("erf", r(z * form.constant(lambda: mpmath.sqrt(0.5))))) / 2)


def gelu_slope(form, z, _, __):
    r = form.round
    density = r(form.constant(lambda: 1 / mpmath.sqrt(2 * mpmath.pi)) * form.exp(-r(z * z) / 2))
    return r(normal_distribution(form, z) + r(z * density))


def constants_of_gelu_tanh(form):
    return form.constant(lambda: mpmath.sqrt(2 / mpmath.pi)), form.number("0.044715")


def tanh_of_cubic(form, z):
    r, (root, cubic) = form.round, constants_of_gelu_tanh(form)
    return form.function("tanh", r(root * r(z + r(cubic * r(r(z * z) * z)))))


def gelu_tanh_slope(form, z, _, __):
    r, (root, cubic), T = form.round, constants_of_gelu_tanh(form), tanh_of_cubic(form, z)
    u_slope = r(root * r(1 + r(r(3 * cubic) * r(z * z))))
    return r(r(1 + T) / 2 + r(z / 2 * r(r(1 - r(T * T)) * u_slope)))


ACTIVATIONS = {
    "identity": (lambda form, z, alpha: z, lambda form, z, a, alpha: 1.0),
    "sigmoid": (sigmoid, lambda form, z, a, alpha: form.round(a * form.round(1 - a))),
    "tanh": (lambda form, z, alpha: form.function("tanh", z), lambda form, z, a, alpha: form.round(1 - form.round(a * a))),
    "relu": (lambda form, z, alpha: z if z > 0 else 0.0, lambda form, z, a, alpha: 1.0 if z > 0 else 0.0),
    "leaky-relu": (lambda form, z, alpha: z if z > 0 else form.round(alpha * z), lambda form, z, a, alpha: 1.0 if z > 0 else alpha),
    "elu": (lambda form, z, alpha: z if z > 0 else form.round(alpha * form.function("expm1", z)),
            lambda form, z, a, alpha: 1.0 if z > 0 else form.round(alpha * form.exp(z))),
    "softplus": (softplus, lambda form, z, a, alpha: sigmoid(form, z)),
    "silu": (lambda form, z, alpha: form.round(z / form.round(1 + form.exp(-z))), silu_slope),
    "gelu": (lambda form, z, alpha: form.round(z * normal_distribution(form, z)), gelu_slope),
    "gelu-tanh": (lambda form, z, alpha: form.round(z / 2 * form.round(1 + tanh_of_cubic(form, z))), gelu_tanh_slope),
    "softmax": None,  # of a whole layer
}


def softmax(form, z):
    r, total, powers = form.round, 0.0, [form.exp(form.round(v - max(z))) for v in z]
    for power in powers:
        total = r(total + power)
    return [r(power / total) for power in powers]


def softmax_back(form, a, da):
    r, mean = form.round, 0.0
    for d, v in zip(da, a):
        mean = r(mean + r(d * v))
    return [r(v * r(d - mean)) for d, v in zip(da, a)]


def activate(form, layer, z, alpha):
    functions = ACTIVATIONS[layer["activation"]]
    return [functions[0](form, v, alpha) for v in z] if functions else softmax(form, z)


def back(form, layer, z, a, alpha, da):
    """The slopes of a layer, which softmax does not have, and its deltas."""
    functions = ACTIVATIONS[layer["activation"]]
    if not functions:
        return [], softmax_back(form, a, da)
    slopes = [functions[1](form, v, w, alpha) for v, w in zip(z, a)]
    return slopes, [form.round(d * s) for d, s in zip(da, slopes)]


# Each loss: E_k without the factor, and dE/da_k, from (form, c, z, a, t), operation by operation.

def binary_cross_entropy(form, _, z, __, t):
    r = form.round
    return r((r(z - r(t * z)) if z > 0 else -r(t * z)) + form.function("log1p", form.exp(-abs(z))))


def binary_cross_entropy_slope(form, c, z, _, t):
    r, parts = form.round, []
    for weight, x in ((r(1 - t), z), (t, -z)):
        parts.append(r(weight * r(1 + form.exp(x))) if weight else 0.0)
    return r(c * r(parts[0] - parts[1]))


LOSSES = {
    "squared": (lambda form, c, z, a, t: form.round(form.round(a - t) * form.round(a - t)),
                lambda form, c, z, a, t: form.round(form.round(2 * c) * form.round(a - t))),
    "absolute": (lambda form, c, z, a, t: abs(form.round(a - t)), lambda form, c, z, a, t: c if a > t else -c if a < t else 0.0),
    "linear": (lambda form, c, z, a, t: form.round(t * a), lambda form, c, z, a, t: form.round(c * t)),
    "binary-cross-entropy": (binary_cross_entropy, binary_cross_entropy_slope),
    "cross-entropy": (None, lambda form, c, z, a, t: -form.round(c * form.round(t / a)) if t else 0.0),
}


def cross_entropy(form, z, t):
    """The terms of all outputs, which need all net inputs."""
    r, others, first = form.round, 0.0, z.index(max(z))
    for k, v in enumerate(z):
        others = r(others + form.exp(r(v - z[first]))) if k != first else others
    log_sum = form.function("log1p", others)
    return [r(u * r(r(z[first] - v) + log_sum)) for v, u in zip(z, t)]


def terms_of(form, loss, z, a, t):
    if loss == "cross-entropy":
        return cross_entropy(form, z, t)
    return [LOSSES[loss][0](form, None, *of_output) for of_output in zip(z, a, t)]


def paired_delta(form, loss, c, a, t):
    """dE/dz of a loss that belongs to its activation; None of another one."""
    r, total = form.round, 0.0
    if loss == "binary-cross-entropy":
        return [r(c * r(v - u)) for v, u in zip(a, t)]
    for u in t:
        total = r(total + u)
    return [r(c * r(r(total * v) - u)) for v, u in zip(a, t)] if loss == "cross-entropy" else None


class Hash:
    """FNV-1a, 64 bits, of the numbers' bytes, the least significant first."""

    def __init__(self, code):
        self.code, self.count, self.value = code, 0, FNV_START

    def see(self, numbers):
        self.count += len(numbers)
        value = self.value
        for byte in struct.pack(f"<{len(numbers)}{self.code}", *numbers):
            value = (value ^ byte) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
        self.value = value


def loss_factor(problem):
    """Of a mean over the outputs with a denominator that is multiplied by their number."""
    numerator, _, denominator = problem["loss"]["factor"].partition("/")
    if problem["loss"].get("reduction", "sum") == "sum":
        return problem["loss"]["factor"]
    return f"{numerator}/{int(denominator or 1) * problem['layers'][-1]['units']}"


class Run:
    def __init__(self, problem, form, see):
        self.form, self.see, self.number, self.problem = form, see, form.number, problem
        number = form.number
        self.layers, self.training, self.error = problem["layers"], problem["training"], problem["error"]
        self.departures = problem.get("departures", [])
        self.W = [[[number(w) for w in row] for row in layer["W"]] for layer in self.layers]
        self.b = [[number(b) for b in layer.get("b", [])] for layer in self.layers]
        self.x = [[number(v) for v in sample["input"]] for sample in problem["samples"]]
        self.t = [[number(v) for v in sample["target"]] for sample in problem["samples"]]
        self.rule, self.momentum = self.training.get("rule", "gradient-descent"), number(self.training.get("momentum", "0"))
        self.beta1, self.beta2, self.epsilon = (number(self.training.get(key, "0")) for key in ("beta1", "beta2", "epsilon"))
        self.decays = [number(self.training.get(key, "0")) for key in ("weight_decay", "bias_decay")]
        self.updates, self.moments = 0, {"gradient-descent": 0, "adam": 4, "adamw": 4}.get(self.rule, 1)
        self.W_moments = [[[[0.0] * len(row) for row in W] for _ in range(self.moments)] for W in self.W]
        self.b_moments = [[[0.0] * len(b) for _ in range(self.moments)] for b in self.b]
        self.c, self.error_factor = number(loss_factor(problem)), number(self.error["factor"])
        rates, epochs = self.training["rate"], self.training["epochs"]
        self.rates = [number(rate) for rate in rates] if isinstance(rates, list) else [number(rates)] * epochs

    def see_matrix(self, rows):
        for row in rows:
            self.see(row)

    def alpha(self, layer):
        return self.number(layer["alpha"]) if "alpha" in layer else None

    def forward(self, x):
        r, zs, activations = self.form.round, [], [x]
        for layer, W, b in zip(self.layers, self.W, self.b):
            z = []
            for j, row in enumerate(W):
                total = 0.0
                for w, a in zip(row, activations[-1]):
                    total = r(total + r(w * a))
                z.append(r(total + b[j % len(b)]) if b else total)
            zs.append(z)
            activations.append(activate(self.form, layer, z, self.alpha(layer)))
        return zs, activations

    def along_activations(self, W, delta):
        r, da = self.form.round, []
        for i in range(len(W[0])):
            total = 0.0
            for row, d in zip(W, delta):
                total = r(total + r(row[i] * d))
            da.append(total)
        return da

    def backward(self, t, zs, activations):
        """da, slopes and deltas of each layer, and dx."""
        r, seen = self.form.round, []
        loss = self.problem["loss"]["deviation"]
        da = [LOSSES[loss][1](self.form, self.c, z, a, u) for z, a, u in zip(zs[-1], activations[-1], t)]
        for l in reversed(range(len(self.layers))):
            layer, W = self.layers[l], self.W[l]
            slopes, delta = back(self.form, layer, zs[l], activations[l + 1], self.alpha(layer), da)
            if l + 1 == len(self.layers):
                delta = paired_delta(self.form, loss, self.c, activations[-1], t) or delta
            seen.insert(0, (da, slopes, delta))
            if UPDATED_WEIGHTS in self.departures:
                W = [[r(w + r(-self.rate * r(0.0 + r(d * a)))) for w, a in zip(row, activations[l])] for row, d in zip(W, delta)]
            da = self.along_activations(W, delta)
        return seen, da

    def deviations(self, z, a, t):
        r, total = self.form.round, 0.0
        for term in terms_of(self.form, self.error["deviation"], z, a, t):
            total = r(total + term)
        return total

    def see_sample(self, zs, activations, t, back=None):
        r, last = self.form.round, len(zs) - 1
        terms = terms_of(self.form, self.problem["loss"]["deviation"], zs[-1], activations[-1], t)
        for l, z in enumerate(zs):
            self.see(z)
            self.see(activations[l + 1])
            if l == last:
                self.see([r(self.c * term) for term in terms])
            for values in back[0][l] if back else ():
                self.see(values)
        total = 0.0
        for term in terms:
            total = r(total + term)
        self.see([r(self.c * total)])
        if back:
            self.see(back[1])

    def see_parameters(self):
        for W, b in zip(self.W, self.b):
            self.see_matrix(W)
            self.see(b)

    def penalties(self, samples):
        """Of so many samples, of the parameters as they are."""
        r = self.form.round
        if "penalty" not in self.error:
            return 0.0
        halves, squares = [r(decay / 2) for decay in self.decays], [0.0, 0.0]
        for W, b in zip(self.W, self.b):
            for which, values in enumerate(([w for row in W for w in row], b)):
                for value in values:
                    squares[which] = r(squares[which] + r(value * value))
        return r(samples * r(r(halves[0] * squares[0]) + r(halves[1] * squares[1])))

    def see_error(self, deviations, penalties):
        r, (over_samples, over_outputs) = self.form.round, ERROR_REDUCTIONS[self.error["reduction"]]
        terms = (len(self.t) if over_samples else 1) * (len(self.t[0]) if over_outputs else 1)
        self.see([r(r(self.error_factor * r(deviations / terms)) + r(penalties / len(self.t)))])

    def gradients(self, seen):
        """The sums over the samples of a step, of which seen holds activations and deltas; or the means."""
        r, mean, result = self.form.round, self.training["reduction"] == "mean", []
        for l, layer in enumerate(self.layers):
            dW, db = [[0.0] * len(row) for row in self.W[l]], [0.0] * len(self.b[l])
            for activations, deltas in seen:
                for j, d in enumerate(deltas[l]):
                    dW[j] = [r(sum_ + r(d * a)) for sum_, a in zip(dW[j], activations[l])]
                    if db:
                        db[j % len(db)] = r(db[j % len(db)] + d)
            if mean:
                dW, db = [[r(g / len(seen)) for g in row] for row in dW], [r(g / len(seen)) for g in db]
            result.append((dW, db))
        return result

    def power(self, base, exponent):
        """By squaring, as the reference has it."""
        product = 1.0
        while exponent > 0:
            if exponent % 2:
                product = self.form.round(product * base)
            base, exponent = self.form.round(base * base), exponent // 2
        return product

    def adam(self, m, v, m_hat, v_hat, k, g):
        r = self.form.round
        m[k] = r(r(self.beta1 * m[k]) + r(r(1 - self.beta1) * g))
        v[k] = r(r(self.beta2 * v[k]) + r(r(1 - self.beta2) * r(g * g)))
        m_hat[k] = r(m[k] / r(1 - self.power(self.beta1, self.updates)))
        v_hat[k] = r(v[k] / r(1 - self.power(self.beta2, self.updates)))
        return r(r(-self.rate * m_hat[k]) / r(r(math.sqrt(v_hat[k])) + self.epsilon))

    def by_root(self, v, k, g):
        r = self.form.round
        v[k] = r(v[k] + r(g * g)) if self.rule == "adagrad" else r(r(self.beta2 * v[k]) + r(r(1 - self.beta2) * r(g * g)))
        return r(r(-self.rate * g) / r(r(math.sqrt(v[k])) + self.epsilon))

    def change(self, moments, k, g, decay, w):
        """What is added to a parameter w with the gradient g, which decays; its moments, the k-th of some in each array, move."""
        r = self.form.round
        if decay == 0:
            return self.change_by(moments, k, g)
        if self.rule == "adamw":
            return r(self.change_by(moments, k, g) - r(r(self.rate * decay) * w))
        return self.change_by(moments, k, r(g + r(decay * w)))

    def change_by(self, moments, k, g):
        r = self.form.round
        if self.rule == "gradient-descent":
            return r(-self.rate * g)
        if self.rule in ("adam", "adamw"):
            return self.adam(*moments, k, g)
        if self.rule in ("rmsprop", "adagrad"):
            return self.by_root(*moments, k, g)
        velocities, = moments
        goes_on = r(self.momentum * velocities[k])
        if self.rule in ("momentum", "nesterov"):
            velocities[k] = r(goes_on + g)
            return r(-self.rate * (velocities[k] if self.rule == "momentum" else r(g + r(self.momentum * velocities[k]))))
        velocities[k] = r(goes_on - r(self.rate * g))
        return velocities[k] if self.rule == "momentum-with-rate" else r(r(self.momentum * velocities[k]) - r(self.rate * g))

    def clipped(self, gradients):
        """What clipping leaves of all gradients; of biases that are not trained nothing."""
        r, limit, total = self.form.round, self.number(self.training["clip"]["limit"]), 0.0
        gradients = [(dW, db if layer.get("bias_trained", True) else [0.0] * len(db)) for layer, (dW, db) in zip(self.layers, gradients)]
        for dW, db in gradients:
            for g in [g for row in dW for g in row] + db:
                total = r(total + r(g * g))
        norm = r(math.sqrt(total))
        factor = 1.0 if norm <= limit else r(limit / norm)
        by_value = self.training["clip"]["by"] == "value"

        def left(g):
            return min(max(g, -limit), limit) if by_value else r(factor * g)

        return [([[left(g) for g in row] for row in dW], [left(g) for g in db]) for dW, db in gradients]

    def update(self, gradients):
        r, last, changes, unclipped = self.form.round, len(self.layers) - 1, [], gradients
        if "clip" in self.training:
            gradients = self.clipped(gradients)
        self.updates += 1
        for l, layer in enumerate(self.layers):
            frozen = layer.get("frozen", False)
            moved = layer.get("bias_trained", True) and not frozen and not (l < last and FROZEN in self.departures)
            db = gradients[l - 1][1] if l == last and HIDDEN_GRADIENT in self.departures else gradients[l][1]
            W_change = [[0.0 if frozen else self.change([moment[j] for moment in self.W_moments[l]], i, g, self.decays[0], self.W[l][j][i]) for i, g in enumerate(row)]
                        for j, row in enumerate(gradients[l][0])]
            b_change = [self.change(self.b_moments[l], k, g, self.decays[1], self.b[l][k]) if moved else 0.0 for k, g in enumerate(db)]
            changes.append((W_change, b_change, moved))
        for dW, db in unclipped + (gradients if "clip" in self.training else []):
            self.see_matrix(dW)
            self.see(db)
        for l, (W_change, b_change, _) in enumerate(changes):
            for of_weights, of_biases in zip(self.W_moments[l], self.b_moments[l]):
                self.see_matrix(of_weights)
                self.see(of_biases)
            self.see_matrix(W_change)
            self.see(b_change)
        for l, (W_change, b_change, moved) in enumerate(changes):
            self.W[l] = [[r(w + change) for w, change in zip(*rows)] for rows in zip(self.W[l], W_change)]
            if moved:
                self.b[l] = [r(b + change) for b, change in zip(self.b[l], b_change)]

    def run(self):
        r, batch, count = self.form.round, self.training["batch"], len(self.x)
        for self.rate in self.rates:
            deviations = penalties = 0.0
            for first in range(0, count, batch):
                seen, samples = [], range(first, min(first + batch, count))
                self.see_parameters()
                penalties = r(penalties + self.penalties(len(samples)))
                for s in samples:
                    zs, activations = self.forward(self.x[s])
                    deviations = r(deviations + self.deviations(zs[-1], activations[-1], self.t[s]))
                    back = self.backward(self.t[s], zs, activations)
                    self.see_sample(zs, activations, self.t[s], back)
                    seen.append((activations, [delta for _, _, delta in back[0]]))
                self.update(self.gradients(seen))
            self.see_error(deviations, penalties)
        self.see_parameters()
        deviations = 0.0
        for x, t in zip(self.x, self.t):
            zs, activations = self.forward(x)
            deviations = r(deviations + self.deviations(zs[-1], activations[-1], t))
            self.see_sample(zs, activations, t)
        self.see_error(deviations, self.penalties(count))


FORMATS = [Format("binary64", 53, "d"), Format("binary32", 24, "f")]


def steps(case):
    training = case["problem"]["training"]
    return training["epochs"] * -(-len(case["problem"]["samples"]) // training["batch"])


def entry(case):
    """What golden/bits.json has to say of a case."""
    only_known(case)
    result = {"case": case["id"]}
    for form in FORMATS:
        found = Hash(form.code)
        Run(case["problem"], form, found.see).run()
        result["numbers"] = found.count
        result[form.name] = f"{found.value:016x}"
    return result


def of_all(entries):
    """The hash of the cases' hashes."""
    result = {}
    for form in FORMATS:
        found = FNV_START
        for one in entries:
            for byte in int(one[form.name], 16).to_bytes(8, "little"):
                found = (found ^ byte) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
        result[form.name] = f"{found:016x}"
    return result


def write(golden, ids):
    cases = [read(path) for path in sorted((golden / "cases").glob("*.json"), key=lambda path: path.stem)]
    stored = {one["case"]: one for one in read(golden / "bits.json")["cases"]} if ids else {}
    new = [case["id"] for case in cases if case["id"] not in {*stored, *ids}] if ids else []
    if new:
        raise SystemExit(f"{golden / 'bits.json'}: expected bits of each case, or its id among the words; found none of {', '.join(new)}")
    entries = []
    for case in cases:
        if ids and case["id"] not in ids:
            entries.append(stored[case["id"]])
        else:
            entries.append(entry(case))
            print(json.dumps(entries[-1]), flush=True)
    lines = ",\n".join("    " + json.dumps(one) for one in entries)
    (golden / "bits.json").write_text(f'{{\n  "format": "goldprop-bits-1",\n  "all": {json.dumps(of_all(entries))},\n  "cases": [\n{lines}\n  ]\n}}\n',
                                      encoding="utf-8")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def compare(golden, ids, every):
    stored = read(golden / "bits.json")
    cases = [read(path) for path in sorted((golden / "cases").glob("*.json"), key=lambda path: path.stem)]
    right = [case["id"] for case in cases] == [one["case"] for one in stored["cases"]] and of_all(stored["cases"]) == stored["all"]
    if not right:
        print("bits.json: expected an entry for each case in the order of their files, and the hash of their hashes, found another")
    compared = 0
    for case, one in zip(cases, stored["cases"]):
        if case["id"] in ids or every or (not ids and steps(case) <= LONGEST_SHORT_RUN):
            found, compared = entry(case), compared + 1
            if found != one:
                right = False
                print(f"bits.json: expected {json.dumps(found)}, found {json.dumps(one)}")
    print(f"{compared} of {len(cases)} cases computed again, bit for bit{'' if right else ': not the same'}")
    return right and compared > 0


def main(words):
    if words[0] == "--refuse":
        entry(read(pathlib.Path(words[1])))
    elif words[0] == "--write":
        write(pathlib.Path(words[1]), words[2:])
    else:
        every = words[0] == "--all"
        golden, *ids = words[every:]
        return 0 if compare(pathlib.Path(golden), ids, every) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
