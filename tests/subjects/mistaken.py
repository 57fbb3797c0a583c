"""A subject of goldprop run in plain Python: right as it stands, and wrong in any way of the catalogue when asked.

    goldprop run -- python3 mistaken.py
    goldprop run -- python3 mistaken.py --precision binary32 rate-twice

It reads a request from standard input and writes its trace. Each line that asks for a departure is one mistake; without those
lines this is backpropagation as the textbooks have it. A departure that the problem asks for itself is left out when it is
named here. Of a long run it answers the first epochs only."""

import argparse
import copy
import ctypes
import json
import math
import sys
from fractions import Fraction
from types import SimpleNamespace

LONGEST = 50  # epochs

DEPARTURES = """hidden-delta-from-updated-weights output-bias-by-hidden-gradient hidden-biases-frozen biases-frozen
    hidden-weights-frozen output-slope-missing hidden-slope-missing slope-of-net-input slope-of-second-sigmoid slope-clipped gradient-ascent
    loss-slope-halved loss-slope-doubled mean-for-sum sum-for-mean net-input-by-transpose hidden-delta-by-transpose
    gradients-not-reset bias-gradient-times-activation bias-by-mean-of-units last-sample-only online-for-batch batch-for-online
    batch-moved-in-place rate-twice rate-missing state-late state-early last-input-dropped last-delta-dropped inputs-reversed
    targets-reversed targets-of-next-sample single-precision sigmoid-approximated sigmoid-approximated:table
    output-activation-missing tanh-for-sigmoid gradient-of-net-input bias-subtracted
    raw-error-handed-down sigmoid-slope-everywhere slope-of-layer-above hidden-error-overwritten hidden-errors-not-reset
    gradient-sums-not-reset bias-mean-for-sum bias-sum-for-mean bias-by-sum-of-units shared-bias-by-last-unit
    bias-for-its-gradient bias-left-out bias-doubled weight-for-activation momentum-added decay-added first-layer-frozen
    last-layer-frozen last-batch-dropped batch-by-nominal-size samples-reversed loss-late error-late error-root
    gradients-clipped softmax-diagonal-only cancelled-slope-added output-activated-twice mean-taken-twice velocity-averaged
    velocity-not-kept adam-not-corrected adam-correction-inverted adam-updates-by-array adam-epsilon-in-root
    first-rate-kept rate-of-next-epoch rate-of-each-step frozen-layer-moves frozen-layer-blocks decay-subtracted decay-doubled decay-left-out decay-of-biases decay-without-rate decay-coupled decay-decoupled
    squares-not-kept squares-not-averaged squares-never-forgotten squares-epsilon-in-root squares-without-root
    clip-left-out clip-value-for-norm clip-norm-for-value clip-norm-of-layer clip-norm-of-array clip-always-scaled clip-norm-enlarged
    penalty-left-out penalty-doubled penalty-of-biases""".split()

# What is no mistake: a choice that makes another run.
CHOICES = ["slope-at-kink-from-right"]


def rounded(operation):
    return lambda *numbers: Single(operation(*numbers))


class Single(float):
    """A binary32 number. To round the binary64 result once more gives exactly what binary32 arithmetic gives."""

    def __new__(cls, value):
        return super().__new__(cls, ctypes.c_float(value).value)

    __add__, __radd__ = rounded(float.__add__), rounded(float.__radd__)
    __sub__, __rsub__ = rounded(float.__sub__), rounded(float.__rsub__)
    __mul__, __rmul__ = rounded(float.__mul__), rounded(float.__rmul__)
    __truediv__, __rtruediv__ = rounded(float.__truediv__), rounded(float.__rtruediv__)


def each(operation, *arrays):
    """The operation on each element of vectors or matrices of one shape."""
    if isinstance(arrays[0], list):
        return [each(operation, *parts) for parts in zip(*arrays)]
    return operation(*arrays)


def flat(array):
    """The elements of a vector or a matrix."""
    return [part for item in array for part in flat(item)] if isinstance(array, list) else [array]


def parsed(array, number):
    """Numbers of a problem, which are text."""
    def parse(text):
        numerator, _, denominator = text.partition("/")
        return number(Fraction(numerator) / Fraction(denominator or 1))
    return each(parse, array)


class Unknown(Exception):
    """A key or a word of a problem that this program does not know, in one line."""


def known(part, form):
    """Refuses what a part of a problem has beside the keys of this form, or beside the words that stand behind a key."""
    words = dict(word.partition("=")[::2] for word in form.split())
    for key, value in part.items():
        if key not in words:
            raise Unknown(f"{key} is not known")
        for word in value if isinstance(value, list) else [value]:
            if words[key] and word not in words[key].split(","):
                raise Unknown(f"{key} {word} is not known")


def refuse_unknown(problem):
    known(problem, "inputs layers samples loss error training departures=" + ",".join(DEPARTURES))
    for layer in problem["layers"]:
        known(layer, "units activation=identity,sigmoid,tanh,relu,leaky-relu,elu,softplus,silu,gelu,gelu-tanh,softmax alpha bias=none,per_unit,shared bias_trained frozen W b")
    for sample in problem["samples"]:
        known(sample, "input target")
    known(problem["loss"], "deviation=squared,absolute,linear,binary-cross-entropy,cross-entropy reduction=sum,mean factor")
    known(problem["error"], "deviation=squared,absolute,linear,binary-cross-entropy,cross-entropy reduction=sum,mean,mean-over-samples,mean-over-outputs factor penalty=l2")
    known(problem["training"], "rule=gradient-descent,momentum,momentum-with-rate,nesterov,nesterov-with-rate,adam,adamw,rmsprop,adagrad rate momentum beta1 beta2 epsilon weight_decay bias_decay clip batch reduction=sum,mean epochs")
    known(problem["training"].get("clip", {}), "by=value,norm limit")


def sigmoid(z):
    try:
        return 1 / (1 + type(z)(math.exp(-z)))
    except OverflowError:
        return type(z)(0)


def tanh(z):
    return type(z)(math.tanh(z))


def of_math(function):
    """A function of the library, rounded to the number type of its argument; of a run that bursts it is infinite."""
    def value(z):
        try:
            return type(z)(function(z))
        except OverflowError:
            return type(z)(math.inf)
    return value


expm1, exp, log, log1p, erf = map(of_math, (math.expm1, math.exp, math.log, math.log1p, math.erf))


def softmax(zs):
    top = max(zs)
    powers = each(lambda z: exp(z - top), zs)
    return [power / sum(powers) for power in powers]


def softmax_back(a, da):
    """da times the matrix of softmax's slopes."""
    mean = sum(each(lambda out, d: d * out, a, da))
    return each(lambda out, d: out * (d - mean), a, da)


def diagonal_back(a, da):
    return each(lambda out, d: d * out * (1 - out), a, da)


def log_of_sum(zs):
    top = max(zs)
    return top + log(sum(exp(z - top) for z in zs))


def normal(z):
    return (1 + erf(z * type(z)(math.sqrt(0.5)))) / 2


def density(z):
    return type(z)(1 / math.sqrt(2 * math.pi)) * exp(0 - z * z / 2)


def tanh_of_cubic(z):
    return tanh(type(z)(math.sqrt(2 / math.pi)) * (z + type(z)(0.044715) * z * z * z))


def gelu_tanh_slope(z):
    T = tanh_of_cubic(z)
    return (1 + T) / 2 + z / 2 * ((1 - T * T) * (type(z)(math.sqrt(2 / math.pi)) * (1 + 3 * type(z)(0.044715) * z * z)))


# Activations other than the identity and the sigmoid: f(z, alpha), and f'(z) in z, a = f(z) and alpha.
OTHERS = {
    "tanh": (lambda z, alpha: tanh(z), lambda z, a, alpha: 1 - a * a),
    "relu": (lambda z, alpha: z if z > 0 else type(z)(0), lambda z, a, alpha: type(z)(1 if z > 0 else 0)),
    "leaky-relu": (lambda z, alpha: z if z > 0 else alpha * z, lambda z, a, alpha: type(z)(1) if z > 0 else alpha),
    "elu": (lambda z, alpha: z if z > 0 else alpha * expm1(z), lambda z, a, alpha: type(z)(1) if z > 0 else alpha * exp(z)),
    "softplus": (lambda z, alpha: z + log1p(exp(0 - z)) if z > 0 else log1p(exp(z)), lambda z, a, alpha: sigmoid(z)),
    "silu": (lambda z, alpha: z * sigmoid(z), lambda z, a, alpha: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "gelu": (lambda z, alpha: z * normal(z), lambda z, a, alpha: normal(z) + z * density(z)),
    "gelu-tanh": (lambda z, alpha: z / 2 * (1 + tanh_of_cubic(z)), lambda z, a, alpha: gelu_tanh_slope(z)),
}


KNOTS = [-7.0, -4.5, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.5, 7.0]
TABLE = [sigmoid(-8 + 16 * entry / 255) for entry in range(256)]


def sigmoid_by_lines(z):
    """Straight lines between points of the sigmoid."""
    z = min(max(z, type(z)(KNOTS[0])), type(z)(KNOTS[-1]))
    piece = next(i for i in range(len(KNOTS) - 1) if not z > KNOTS[i + 1])
    left, right = KNOTS[piece:piece + 2]
    low, high = sigmoid(type(z)(left)), sigmoid(type(z)(right))
    return low + (high - low) * ((z - left) / (right - left))


def sigmoid_by_table(z):
    return type(z)(TABLE[round((min(8, max(-8, z)) + 8) * 255 / 16)])


def weighted(weight, x):
    return weight * (1 + exp(x)) if weight else weight


# Each loss: E of an output without the factor, and dE/da.
LOSSES = {
    "squared": (lambda z, a, t: (a - t) * (a - t), lambda z, a, t: 2 * (a - t)),
    "absolute": (lambda z, a, t: abs(a - t), lambda z, a, t: type(a)((a > t) - (a < t))),
    "linear": (lambda z, a, t: t * a, lambda z, a, t: t),
    "binary-cross-entropy": (lambda z, a, t: (z - t * z if z > 0 else 0 - t * z) + log1p(exp(type(z)(-abs(z)))),
                             lambda z, a, t: weighted(1 - t, z) - weighted(t, 0 - z)),
    "cross-entropy": (None, lambda z, a, t: 0 - t / a if t and a else t),
}
PAIRED = {"binary-cross-entropy", "cross-entropy"}

# With these the output delta is a product of dE/da and what is taken for the slope.
SLOPES = {"output-slope-missing", "slope-of-net-input", "slope-of-second-sigmoid", "slope-clipped", "loss-slope-halved", "loss-slope-doubled",
          "tanh-for-sigmoid", "sigmoid-slope-everywhere"}
SLOPES_OF_SOFTMAX = {"output-slope-missing", "loss-slope-halved", "loss-slope-doubled", "softmax-diagonal-only"}


def read_by_columns(W):
    """The memory of W, in which it lies row by row, taken to hold it column by column."""
    memory = sum(W, [])
    return [memory[j::len(W)] for j in range(len(W))]


def without_last(items):
    return items[:-1] or items


class Run:
    """A network in training. Layers count from 1: W[l], b[l]; a[0] of a pass is the input."""

    def __init__(self, problem, departs, number):
        self.departs, self.number, self.problem = departs, number, problem
        self.layers = [None] + problem["layers"]
        self.last = len(problem["layers"])
        self.W = [None] + [parsed(layer["W"], number) for layer in problem["layers"]]
        self.b = [None] + [parsed(layer.get("b", []), number) for layer in problem["layers"]]
        self.W_change, self.b_change = [None] * len(self.layers), [None] * len(self.layers)  # of the last update
        self.W_moments, self.b_moments = [{} for _ in self.layers], [{} for _ in self.layers]
        self.updates, self.arrays = 0, 0
        self.left = [None] * len(self.layers)  # what the step before left in the gradients
        self.left_sums = [None] * len(self.layers)  # and in their sums
        self.left_errors = [None] * len(self.layers)  # what the sample before left in the hidden errors
        self.factor, self.loss = parsed(problem["loss"]["factor"], number), problem["loss"]["deviation"]
        if problem["loss"].get("reduction", "sum") == "mean":
            self.factor = self.factor / self.layers[-1]["units"]
        self.rates, self.rule = self.read_rates(), problem["training"].get("rule", "gradient-descent")
        self.momentum, self.beta1, self.beta2, self.epsilon = (
            parsed(problem["training"].get(key, "0"), number) for key in ("momentum", "beta1", "beta2", "epsilon"))
        self.weight_decay, self.bias_decay = (parsed(problem["training"].get(key, "0"), number) for key in ("weight_decay", "bias_decay"))
        clip = problem["training"].get("clip", {})
        self.clip_by, self.clip_limit = clip.get("by"), parsed(clip.get("limit", "0"), number)
        self.decoupled = "decay-coupled" not in self.departs if self.rule == "adamw" else "decay-decoupled" in self.departs and self.rule == "adam"
        self.inputs, self.targets = self.read_samples()

    def read_rates(self):
        """The learning rate of each epoch."""
        rate, epochs = self.problem["training"]["rate"], self.problem["training"]["epochs"]
        if not isinstance(rate, list):
            return [self.changed_rate(parsed(rate, self.number))] * epochs
        rates = [self.changed_rate(parsed(of_epoch, self.number)) for of_epoch in rate]
        if "first-rate-kept" in self.departs:
            rates = rates[:1] * epochs
        if "rate-of-next-epoch" in self.departs:
            rates = rates[1:] + rates[-1:]
        return rates

    def changed_rate(self, rate):
        if "rate-missing" in self.departs:
            rate = self.number(1)
        if "rate-twice" in self.departs:
            rate = rate * rate
        return 0 - rate if "gradient-ascent" in self.departs else rate

    def read_samples(self):
        inputs = [parsed(sample["input"], self.number) for sample in self.problem["samples"]]
        targets = [parsed(sample["target"], self.number) for sample in self.problem["samples"]]
        if "inputs-reversed" in self.departs:
            inputs = [x[::-1] for x in inputs]
        if "targets-reversed" in self.departs:
            targets = [t[::-1] for t in targets]
        if "samples-reversed" in self.departs:
            inputs, targets = inputs[::-1], targets[::-1]
        if "targets-of-next-sample" in self.departs:
            targets = targets[1:] + targets[:1]
        return inputs, targets

    def batches(self):
        samples = list(range(len(self.inputs)))
        size = len(samples) if "batch-for-online" in self.departs else self.problem["training"]["batch"]
        batches = [samples[first:first + size] for first in range(0, len(samples), size)]
        return [batch for batch in batches if len(batch) == size] if "last-batch-dropped" in self.departs else batches

    # Forward.

    def net_input(self, l, below):
        W = read_by_columns(self.W[l]) if "net-input-by-transpose" in self.departs else self.W[l]
        b = {"none": [0] * len(W), "shared": self.b[l] * len(W), "per_unit": self.b[l]}[self.layers[l]["bias"]]
        for departure, times in (("bias-subtracted", -1), ("bias-left-out", 0), ("bias-doubled", 2)):
            if departure in self.departs:
                b = [times * bias for bias in b]
        if "last-input-dropped" in self.departs:
            below = without_last(below)
        return [sum(w * a for w, a in zip(row, below)) + bias for row, bias in zip(W, b)]

    def linear(self, l):
        return self.layers[l]["activation"] == "identity" or l == self.last and "output-activation-missing" in self.departs

    def is_softmax(self, l):
        return self.layers[l]["activation"] == "softmax" and not self.linear(l)

    def alpha(self, l):
        return parsed(self.layers[l].get("alpha", "0"), self.number)

    def activation(self, l):
        if self.linear(l):
            return lambda z: z
        if self.layers[l]["activation"] in OTHERS:
            return lambda z: OTHERS[self.layers[l]["activation"]][0](z, self.alpha(l))
        for departure, function in (("tanh-for-sigmoid", tanh), ("sigmoid-approximated", sigmoid_by_lines),
                                    ("sigmoid-approximated:table", sigmoid_by_table)):
            if departure in self.departs:
                return function
        return sigmoid

    def forward(self, sample):
        empty = [None] * len(self.layers)
        at = SimpleNamespace(sample=sample, z=[None], a=[self.inputs[sample]], da=empty[:], slope=empty[:], delta=empty[:])
        for l in range(1, self.last + 1):
            at.z.append(self.net_input(l, at.a[-1]))
            at.a.append(softmax(at.z[-1]) if self.is_softmax(l) else each(self.activation(l), at.z[-1]))
        terms = self.terms(self.loss, at)
        at.output_loss = [self.factor * term for term in terms]
        at.loss = self.factor * sum(terms)
        at.penalty = self.penalty()
        return at

    def terms(self, loss, at):
        targets = self.targets[at.sample]
        net_inputs = at.a[-1] if "output-activated-twice" in self.departs and loss in PAIRED else at.z[-1]
        if loss == "cross-entropy":
            log_sum = log_of_sum(net_inputs)
            return each(lambda z, t: t * (log_sum - z), net_inputs, targets)
        return each(LOSSES[loss][0], net_inputs, at.a[-1], targets)

    # Back.

    def clip(self, a):
        lowest, highest = self.number(0.01), self.number(0.99)
        return lowest if a < lowest else highest if a > highest else a

    def slope(self, l, z, a):
        mixed_up = "slope-of-layer-above" in self.departs and l < self.last and not self.is_softmax(l + 1)
        like = l + 1 if mixed_up else l
        if self.linear(like) and "sigmoid-slope-everywhere" not in self.departs:
            return self.number(1)
        if "slope-of-net-input" in self.departs:
            a = z
        if "slope-of-second-sigmoid" in self.departs:
            z, a = a, self.activation(l)(a)
        if self.layers[like]["activation"] in ("relu", "leaky-relu", "elu") and z == 0 and "slope-at-kink-from-right" in self.departs:
            return self.number(1)
        if self.layers[like]["activation"] in OTHERS and "sigmoid-slope-everywhere" not in self.departs:
            return OTHERS[self.layers[like]["activation"]][1](z, a, self.alpha(like))
        if "slope-clipped" in self.departs:
            a = self.clip(a)
        return 1 - a * a if "tanh-for-sigmoid" in self.departs else a * (1 - a)

    def output_error(self, at):
        factor = self.factor
        if "loss-slope-halved" in self.departs:
            factor = factor / 2
        if "loss-slope-doubled" in self.departs:
            factor = factor * 2
        if "output-activated-twice" in self.departs and self.loss in PAIRED:
            again = softmax(at.a[-1]) if self.is_softmax(self.last) else each(sigmoid, at.a[-1])
            return each(lambda p, t: factor * (p - t), again, self.targets[at.sample])
        return each(lambda z, a, t: factor * LOSSES[self.loss][1](z, a, t), at.z[-1], at.a[-1], self.targets[at.sample])

    def pairs(self, l):
        """Whether delta is c (a - t), of the loss and the activation at once."""
        together = l == self.last and self.loss in PAIRED and "output-activated-twice" not in self.departs
        return together and not self.departs & (SLOPES_OF_SOFTMAX if self.is_softmax(l) else SLOPES)

    def hidden_error(self, l, at):
        W = read_by_columns(self.W[l + 1]) if "hidden-delta-by-transpose" in self.departs else self.W[l + 1]
        above = at.da[l + 1] if "raw-error-handed-down" in self.departs else at.delta[l + 1]
        if "last-delta-dropped" in self.departs:
            above = without_last(above)
        if "hidden-error-overwritten" in self.departs:
            W, above = W[-1:], above[-1:]
        error = [sum(w * delta for w, delta in zip(column, above)) for column in zip(*W)]
        if "frozen-layer-blocks" in self.departs and self.layers[l + 1].get("frozen", False):
            error = each(lambda part: self.number(0), error)
        if "hidden-errors-not-reset" in self.departs:
            if self.left_errors[l]:
                error = each(lambda left, part: left + part, self.left_errors[l], error)
            self.left_errors[l] = error
        return error

    def go_back(self, l, at):
        """dE/da, slopes and deltas of a layer."""
        at.da[l] = self.output_error(at) if l == self.last else self.hidden_error(l, at)
        missing = ("output-slope-missing" if l == self.last else "hidden-slope-missing") in self.departs
        if self.is_softmax(l):
            back = diagonal_back if "softmax-diagonal-only" in self.departs else softmax_back
            at.delta[l] = at.da[l] if missing else back(at.a[l], at.da[l])
        else:
            at.slope[l] = each(lambda z, a: self.slope(l, z, a), at.z[l], at.a[l])
            at.delta[l] = at.da[l] if missing else each(lambda slope, da: slope * da, at.slope[l], at.da[l])
        if self.pairs(l):
            at.delta[l] = each(lambda a, t: self.factor * (a - t), at.a[l], self.targets[at.sample])
            if "cancelled-slope-added" in self.departs:
                at.delta[l] = each(lambda delta, a: delta * a * (1 - a), at.delta[l], at.a[l])

    def gradient(self, l, at):
        """dW and db of one sample."""
        below = at.z[l - 1] if "gradient-of-net-input" in self.departs and l > 1 else at.a[l - 1]
        db = at.delta[l]
        if "bias-gradient-times-activation" in self.departs:
            db = each(lambda delta, a: delta * a, db, at.a[l])
        if "bias-by-sum-of-units" in self.departs:
            db = [sum(db)] * len(self.b[l])
        elif "bias-by-mean-of-units" in self.departs:
            db = [sum(db) / len(db)] * len(self.b[l])
        elif self.layers[l]["bias"] == "shared":
            db = db[-1:] if "shared-bias-by-last-unit" in self.departs else [sum(db)]
        dW = [[delta * a for a in below] for delta in at.delta[l]]
        if "weight-for-activation" in self.departs:
            dW = [[delta * w for w in row] for delta, row in zip(at.delta[l], self.W[l])]
        return [dW, db if self.b[l] else []]

    def averages(self):
        """Whether dW is averaged over a batch, and whether db is."""
        asked = self.problem["training"]["reduction"] == "mean"
        of_both = "sum-for-mean" not in self.departs if asked else "mean-for-sum" in self.departs
        return of_both, (of_both or "bias-mean-for-sum" in self.departs) and "bias-sum-for-mean" not in self.departs

    def reduced(self, l, gradients):
        """dW and db of a batch, from those of its samples."""
        count = self.problem["training"]["batch"] if "batch-by-nominal-size" in self.departs else len(gradients)
        if "last-sample-only" in self.departs:
            gradients = gradients[-1:]
        if "gradient-sums-not-reset" in self.departs and self.left_sums[l]:
            gradients = [self.left_sums[l]] + gradients
        both = [each(lambda *parts: sum(parts), *parts) for parts in zip(*gradients)]
        self.left_sums[l] = both
        both = [each(lambda part: part / count, parts) if averages else parts for averages, parts in zip(self.averages(), both)]
        if "mean-taken-twice" in self.departs:
            both = [each(lambda part: part / count, parts) if averages else parts for averages, parts in zip(self.averages(), both)]
        if "bias-for-its-gradient" in self.departs:
            both[1] = self.b[l][:]
        if "gradients-clipped" in self.departs:
            both = each(lambda part: min(max(part, self.number(-1)), self.number(1)), both)
        if "gradients-not-reset" in self.departs and self.left[l]:
            both = [each(lambda left, part: left + part, *parts) for parts in zip(self.left[l], both)]
        self.left[l] = both
        return both

    # Update.

    def next_velocity(self, gradient, before):
        """The velocity of parameters, by their gradient and by the velocity before."""
        scale = 0 - self.rate if self.rule.endswith("with-rate") else 1
        if "velocity-not-kept" in self.departs:
            before = each(lambda slope: self.number(0), gradient)
        if "velocity-averaged" in self.departs:
            scale = scale * (1 - self.momentum)
        return each(lambda old, slope: self.momentum * old + scale * slope, before, gradient)

    def corrected(self, beta, moment):
        t = self.arrays if "adam-updates-by-array" in self.departs else self.updates
        share = 1 - self.number(beta ** t)
        if "adam-not-corrected" in self.departs:
            return moment
        return each(lambda mean: mean * share if "adam-correction-inverted" in self.departs else mean / share, moment)

    def adam_moments(self, gradient, m, v):
        self.arrays += 1
        m = each(lambda old, slope: self.beta1 * old + (1 - self.beta1) * slope, m, gradient)
        v = each(lambda old, slope: self.beta2 * old + (1 - self.beta2) * (slope * slope), v, gradient)
        return {"m": m, "v": v, "m_hat": self.corrected(self.beta1, m), "v_hat": self.corrected(self.beta2, v)}

    def adam_change(self, m, v):
        if "adam-epsilon-in-root" in self.departs:
            return -1 * self.rate * m / self.number(math.sqrt(v + self.epsilon))
        return -1 * self.rate * m / (self.number(math.sqrt(v)) + self.epsilon)

    def by_root(self):
        return self.rule in ("rmsprop", "adagrad")

    def next_squares(self, gradient, before):
        """v of RMSprop or AdaGrad."""
        goes_on, share = (self.number(1), self.number(1)) if self.rule == "adagrad" else (self.beta2, 1 - self.beta2)
        if "squares-never-forgotten" in self.departs:
            goes_on = share = self.number(1)
        if "squares-not-averaged" in self.departs:
            share = self.number(1)
        if "squares-not-kept" in self.departs:
            goes_on = self.number(0)
        return each(lambda old, slope: goes_on * old + share * (slope * slope), before, gradient)

    def change_by_root(self, slope, v):
        if "squares-epsilon-in-root" in self.departs:
            return -1 * self.rate * slope / self.number(math.sqrt(v + self.epsilon))
        if "squares-without-root" in self.departs:
            return -1 * self.rate * slope / (v + self.epsilon)
        return -1 * self.rate * slope / (self.number(math.sqrt(v)) + self.epsilon)

    def next_moments(self, gradient, before, moved=True):
        """What the update rule keeps of parameters, by their gradient and by what it has kept before."""
        nothing = each(lambda slope: self.number(0), gradient)
        if self.rule == "gradient-descent":
            return {}
        if self.rule.startswith("adam"):
            moments = self.adam_moments(gradient, before.get("m", nothing), before.get("v", nothing))
            self.arrays -= not moved  # there is nothing to be updated
            return moments
        if self.by_root():
            return {"v": self.next_squares(gradient, before.get("v", nothing))}
        return {"velocity": self.next_velocity(gradient, before.get("velocity", nothing))}

    def change_by(self, gradient, moments):
        if self.rule.startswith("adam"):
            return each(self.adam_change, moments["m_hat"], moments["v_hat"])
        if self.by_root():
            return each(self.change_by_root, gradient, moments["v"])
        moving = moments.get("velocity", gradient)
        if self.rule.startswith("nesterov"):
            scale = 0 - self.rate if self.rule.endswith("with-rate") else 1
            moving = each(lambda slope, v: scale * slope + self.momentum * v, gradient, moving)
        return moving if self.rule.endswith("with-rate") else each(lambda moved: -1 * self.rate * moved, moving)

    def change(self, gradient, frozen, before, moments):
        """What is added to parameters, by their gradient and what is kept of them, and by the change before."""
        if frozen:
            return each(lambda slope: self.number(0), gradient)
        change = self.change_by(gradient, moments)
        if "momentum-added" in self.departs and before:
            change = each(lambda new, old: new + self.number(0.9) * old, change, before)
        return change

    def decay_of(self, parameters, decay):
        """What decays of parameters, not yet multiplied by the rate."""
        if "decay-left-out" in self.departs:
            decay = self.number(0)
        if "decay-subtracted" in self.departs:
            decay = 0 - decay
        if "decay-doubled" in self.departs:
            decay = 2 * decay
        if "decay-without-rate" in self.departs:
            decay = decay / self.rate
        return each(lambda value: decay * value, parameters)

    def with_decay(self, gradient, parameters, decay):
        return gradient if self.decoupled else each(lambda slope, part: slope + part, gradient, self.decay_of(parameters, decay))

    def less_decay(self, change, parameters, decay):
        if not self.decoupled:
            return change
        return each(lambda added, part: added - self.rate * part, change, self.decay_of(parameters, decay))

    def layer_frozen(self, l):
        return "first-layer-frozen" in self.departs and l == 1 or "last-layer-frozen" in self.departs and l == self.last

    def held(self, l):
        """Whether the problem freezes a layer."""
        return self.layers[l].get("frozen", False) and "frozen-layer-moves" not in self.departs

    def update_weights(self, l, gradients):
        if self.held(l):
            nothing = each(lambda slope: self.number(0), gradients[l][0])
            self.W_moments[l], self.W_change[l] = {name: nothing for name in self.next_moments(nothing, {}, False)}, nothing
            return
        frozen = "hidden-weights-frozen" in self.departs and l < self.last or self.layer_frozen(l)
        dW = self.with_decay(gradients[l][0], self.W[l], self.weight_decay)
        self.W_moments[l] = self.next_moments(dW, self.W_moments[l])
        self.W_change[l] = self.change(dW, frozen, self.W_change[l], self.W_moments[l])
        if not frozen:
            self.W_change[l] = self.less_decay(self.W_change[l], self.W[l], self.weight_decay)
        if "decay-added" in self.departs:
            self.W_change[l] = each(lambda change, weight: change - self.rate * self.number(0.01) * weight, self.W_change[l], self.W[l])
        self.W[l] = each(lambda value, change: value + change, self.W[l], self.W_change[l])

    def update_biases(self, l, gradients):
        frozen = self.biases_frozen(l)
        both_shared = l > 1 and {self.layers[l]["bias"], self.layers[l - 1]["bias"]} == {"shared"}
        copied = "output-bias-by-hidden-gradient" in self.departs and l == self.last and both_shared
        decay = self.weight_decay if "decay-of-biases" in self.departs else self.bias_decay
        db = self.with_decay(gradients[l - 1 if copied else l][1], self.b[l], decay)
        self.b_moments[l] = self.next_moments(each(lambda slope: self.number(0), db) if frozen else db, self.b_moments[l], db and not frozen)
        self.b_change[l] = self.change(db, frozen, self.b_change[l], self.b_moments[l])
        if not frozen:
            self.b_change[l] = self.less_decay(self.b_change[l], self.b[l], decay)
        self.b[l] = each(lambda value, change: value + change, self.b[l], self.b_change[l])

    def changes(self):
        """What the last step has added to W and b; None where it has added several times."""
        several = self.departs & {"online-for-batch", "batch-moved-in-place"}
        return None if several else list(zip(self.W_change, self.b_change, self.W_moments, self.b_moments))

    # Clipping.

    def biases_frozen(self, l):
        frozen = "biases-frozen" in self.departs or "hidden-biases-frozen" in self.departs and l < self.last
        return frozen or self.layer_frozen(l) or not self.layers[l].get("bias_trained", True) or self.held(l)

    def clip_by_norm(self, arrays):
        """Scales some arrays of gradients so that their common norm is at most the limit."""
        norm = self.number(math.sqrt(sum(slope * slope for array in arrays for slope in flat(array))))
        if "clip-norm-enlarged" in self.departs:
            norm = norm + self.number(1e-6)
        whole = norm == 0 if "clip-always-scaled" in self.departs else norm <= self.clip_limit
        factor = self.number(1) if whole else self.clip_limit / norm
        return [each(lambda slope: factor * slope, array) for array in arrays]

    def clipped(self, gradients, layers):
        """What clipping leaves of the gradients of some layers; of biases that are not trained nothing."""
        gradients = gradients[:]
        if not self.clip_by:
            return gradients
        for l in layers:
            dW, db = gradients[l]
            gradients[l] = [dW, each(lambda slope: self.number(0), db) if self.biases_frozen(l) else db]
        if "clip-left-out" in self.departs:
            return gradients
        mistaken = {"norm": "clip-value-for-norm", "value": "clip-norm-for-value"}[self.clip_by] in self.departs
        if (self.clip_by == "value") != mistaken:
            for l in layers:
                gradients[l] = [each(lambda slope: min(max(slope, 0 - self.clip_limit), self.clip_limit), array) for array in gradients[l]]
            return gradients
        groups = [[(l, part) for l in layers for part in (0, 1)]]
        if "clip-norm-of-layer" in self.departs:
            groups = [[(l, part) for part in (0, 1)] for l in layers]
        if "clip-norm-of-array" in self.departs:
            groups = [[(l, part)] for l in layers for part in (0, 1)]
        for group in groups:
            for (l, part), array in zip(group, self.clip_by_norm([gradients[l][part] for l, part in group])):
                gradients[l][part] = array
        return gradients

    def report_of_clipping(self, gradients):
        """None where nothing is clipped."""
        alone = "hidden-delta-from-updated-weights" in self.departs
        if not self.clip_by:
            return None
        for layers in [[l] for l in range(1, self.last + 1)] if alone else [range(1, self.last + 1)]:
            gradients = self.clipped(gradients, layers)
        return gradients

    def backward(self, passes, reduced):
        """From deltas to moved parameters, the last layer first. Returns the gradients."""
        gradients, descended = [None] * len(self.layers), [None] * len(self.layers)
        self.updates += 1
        early = "hidden-delta-from-updated-weights" in self.departs
        for l in range(self.last, 0, -1):
            for at in passes:
                self.go_back(l, at)
            gradients[l] = reduced(l, [self.gradient(l, at) for at in passes])
            if early:
                descended[l] = self.clipped(gradients, [l])[l]  # by itself: those of the layers below are still to come
                self.update_weights(l, descended)
        if not early:
            descended = self.clipped(gradients, range(1, self.last + 1))
        for at in passes:
            at.dx = self.hidden_error(0, at)
        for l in range(1, self.last + 1):
            if not early:
                self.update_weights(l, descended)
            self.update_biases(l, descended)
        return gradients

    def step(self, batch):
        """One update. Returns the passes of its samples, and the gradients."""
        passes = map(self.forward, batch)
        if "online-for-batch" not in self.departs:
            passes = list(passes)  # all of them before any update
            if "batch-moved-in-place" not in self.departs:
                return passes, self.backward(passes, self.reduced)
        done = [(at, self.backward([at], lambda l, gradients: gradients[0])) for at in passes]
        own = [gradients for _, gradients in done]
        return [at for at, _ in done], [None] + [self.reduced(l, [g[l] for g in own]) for l in range(1, self.last + 1)]

    # The report.

    def penalty(self):
        """Half of what decays times the squares of the parameters as they are, where the error has it."""
        if "penalty" not in self.problem["error"] or "penalty-left-out" in self.departs:
            return self.number(0)
        bias_decay = self.weight_decay if "penalty-of-biases" in self.departs else self.bias_decay
        half, costs = self.number(1 if "penalty-doubled" in self.departs else 0.5), [(self.weight_decay, [w for W in self.W[1:] for row in W for w in row]),
                                         (bias_decay, [value for b in self.b[1:] for value in b])]
        return sum(half * decay * sum(value * value for value in values) for decay, values in costs)

    def error(self, passes):
        rule = self.problem["error"]
        measures = [self.number(term) for at in passes for term in self.terms(rule["deviation"], at)]
        averaged = {"sum": 1, "mean": len(measures), "mean-over-samples": len(passes), "mean-over-outputs": len(measures) // len(passes)}
        error = parsed(rule["factor"], self.number) * sum(measures) / averaged[rule["reduction"]]
        error = error + sum(at.penalty for at in passes) / len(passes)
        if "error-root" in self.departs:
            return self.number(math.sqrt(error) if error >= 0 else math.nan)  # of a linear error below 0, as C has it
        return error

    def losses_now(self, at):
        """Takes the losses of a sample from the parameters as they are now."""
        now = self.forward(at.sample)
        at.output_loss, at.loss = now.output_loss, now.loss


def step_report(step, passes, gradients=None, clipped=None, changes=None):
    def layer_report(l, at):
        forward = {"layer": l, "z": at.z[l], "a": at.a[l]} | ({"output_loss": at.output_loss} if l + 1 == len(at.a) else {})
        slope = {} if at.slope[l] is None else {"slope": at.slope[l]}  # units of a softmax have none
        return forward | ({"da": at.da[l]} | slope | {"delta": at.delta[l]} if gradients else {})

    def sample_report(at):
        layers = [layer_report(l, at) for l in range(1, len(at.a))]
        return {"sample": at.sample, "layers": layers, "loss": at.loss} | ({"dx": at.dx} if gradients else {})

    report = {"step": step, "samples": [sample_report(at) for at in passes]}
    if gradients:
        report["gradients"] = [{"layer": l, "dW": dW, "db": db} for l, (dW, db) in enumerate(gradients[1:], 1)]
    if clipped:
        report["clipped"] = [{"layer": l, "dW_clipped": dW, "db_clipped": db} for l, (dW, db) in enumerate(clipped[1:], 1)]
    if changes:
        report["changes"] = [{"layer": l, "W_change": W, "b_change": b, **{f"W_{name}": kept for name, kept in of_W.items()},
                              **{f"b_{name}": kept for name, kept in of_b.items()}}
                             for l, (W, b, of_W, of_b) in enumerate(changes[1:], 1)]
    return report


def train(run):
    """All steps of the first epochs, their errors, and the parameters after 0, 1, ... updates."""
    steps, errors, history = [], [], [copy.deepcopy((run.W, run.b))]
    epochs = run.problem["training"]["epochs"]
    for epoch in range(min(epochs, LONGEST)):
        before_updates = []
        for batch in run.batches():
            run.rate = run.rates[min(len(steps), epochs - 1) if "rate-of-each-step" in run.departs else epoch]
            passes, gradients = run.step(batch)
            before_updates += passes
            if "loss-late" in run.departs:
                list(map(run.losses_now, passes))
            steps.append(step_report(len(steps), passes, gradients, run.report_of_clipping(gradients), run.changes()))
            history.append(copy.deepcopy((run.W, run.b)))
        late = "error-late" in run.departs
        errors.append(run.error(list(map(run.forward, range(len(run.inputs)))) if late else before_updates))
    if epochs <= LONGEST:
        passes = list(map(run.forward, range(len(run.inputs))))
        steps.append(step_report(len(steps), passes))
        errors.append(run.error(passes))
    return steps, errors, history


def parameter_report(history, step, departs):
    moment = step + ("state-late" in departs) - ("state-early" in departs)
    W, b = history[min(max(moment, 0), len(history) - 1)]
    return [{"layer": l, "W": W[l], "b": b[l]} for l in range(1, len(W))]


def written(item):
    """JSON has no word for what is not finite."""
    if isinstance(item, dict):
        return {key: written(value) for key, value in item.items()}
    if isinstance(item, list):
        return [written(value) for value in item]
    return str(item) if isinstance(item, float) and not math.isfinite(item) else item


def answer(request, departures=(), precision="binary64"):
    """The trace for a request, with departures from what its problem asks for."""
    known({"format": request["format"]}, "format=goldprop-case-1")
    problem, record = request["problem"], request["record"]
    refuse_unknown(problem)
    departs = set(departures) ^ set(problem.get("departures", []))
    number = Single if precision == "binary32" or "single-precision" in departs else float
    steps, errors, history = train(Run(problem, departs, number))
    wanted = [step for step in steps if step["step"] in {*record.get("all", []), *record.get("outputs", [])}]
    return written({
        "format": "goldprop-trace-1", "precision": precision,
        "steps": [step | {"parameters": parameter_report(history, step["step"], departs)} for step in wanted],
        "errors": [{"epoch": e, "error": error} for e, error in enumerate(errors) if e in record.get("errors", [])]})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Answers a request of goldprop run, with the mistakes that are asked for.")
    parser.add_argument("--precision", choices=["binary64", "binary32"], default="binary64")
    parser.add_argument("departures", nargs="*", metavar="DEPARTURE", help=", ".join(DEPARTURES + CHOICES))
    words = parser.parse_args()
    unknown = set(words.departures) - set(DEPARTURES + CHOICES)
    if unknown:
        parser.error(f"there is no departure {unknown.pop()}")
    try:
        reply = answer(json.load(sys.stdin), words.departures, words.precision)
    except Unknown as reason:
        reply = {"unsupported": str(reason)}
    json.dump(reply, sys.stdout)
