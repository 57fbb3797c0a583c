"""Computes a golden case again in mpmath, without any code of ours, and holds its exact digits against the result.

Usage: with_mpmath.py CASE.json

Exit status 0: every exact number of the case is right in all its digits; 1: one is not; 77: mpmath is not installed.
The page "Tolerance and certification" shows how to read this file as a recipe.
"""
import json
import sys
from decimal import Decimal
from fractions import Fraction

try:
    from mpmath import mp, mpf
except ImportError:
    sys.exit(77)

COMPARED = 40  # digits
SPARE = 30  # more digits to compute with: the longest run loses fewer than ten


def number(text):
    fraction = Fraction(text)
    return mpf(fraction.numerator) / fraction.denominator


def one_of(table, word, what):
    """What a table says of a word of the case. Nothing is taken for something else: a word that is not known ends the run."""
    if word not in table:
        sys.exit(f"with_mpmath.py: expected {what} that is {' or '.join(table)}, found {word}")
    return table[word]


KEYS = {
    "problem": "inputs layers samples loss error training departures", "layer": "units activation alpha bias bias_trained frozen W b",
    "sample": "input target", "loss": "deviation reduction factor", "error": "deviation reduction factor penalty",
    "training": "rule rate momentum beta1 beta2 epsilon weight_decay bias_decay clip batch reduction epochs",
    "clip": "by limit",
}


def only_known_keys(problem):
    parts = [("problem", problem), *(("layer", layer) for layer in problem["layers"]), *(("sample", s) for s in problem["samples"])]
    parts += [("clip", problem["training"]["clip"])] if "clip" in problem["training"] else []
    for name, part in parts + [(name, problem[name]) for name in ("loss", "error", "training")]:
        for key in part:
            one_of(dict.fromkeys(KEYS[name].split()), key, f"a key of the {name}")


def u(z):
    """What GPT-2's GELU takes the tanh of."""
    return mp.sqrt(2 / mp.pi) * (z + number("0.044715") * z ** 3)


def u_slope(z):
    return mp.sqrt(2 / mp.pi) * (1 + 3 * number("0.044715") * z ** 2)


def softmax(z):
    powers = [mp.exp(v) for v in z]
    return [power / mp.fsum(powers) for power in powers]


# Each f(z, alpha) with its slope, in z, alpha and a = f(z); of softmax, whose units depend on each other, below.
ACTIVATIONS = {
    "identity": (lambda z, alpha: z, lambda z, alpha, a: mpf(1)),
    "sigmoid": (lambda z, alpha: 1 / (1 + mp.exp(-z)), lambda z, alpha, a: a * (1 - a)),
    "tanh": (lambda z, alpha: mp.tanh(z), lambda z, alpha, a: mp.sech(z) ** 2),
    "relu": (lambda z, alpha: max(z, mpf(0)), lambda z, alpha, a: mpf(1 if z > 0 else 0)),
    "leaky-relu": (lambda z, alpha: z if z > 0 else alpha * z, lambda z, alpha, a: mpf(1) if z > 0 else alpha),
    "elu": (lambda z, alpha: z if z > 0 else alpha * (mp.exp(z) - 1), lambda z, alpha, a: mpf(1) if z > 0 else a + alpha),
    "softplus": (lambda z, alpha: mp.log(1 + mp.exp(z)), lambda z, alpha, a: 1 - mp.exp(-a)),
    "silu": (lambda z, alpha: z / (1 + mp.exp(-z)), lambda z, alpha, a: (1 + (1 + z) * mp.exp(-z)) / (1 + mp.exp(-z)) ** 2),
    "gelu": (lambda z, alpha: z * mp.erfc(-z / mp.sqrt(2)) / 2, lambda z, alpha, a: mp.ncdf(z) + z * mp.npdf(z)),
    "gelu-tanh": (lambda z, alpha: z * (1 + mp.tanh(u(z))) / 2,
                  lambda z, alpha, a: (1 + mp.tanh(u(z)) + z * u_slope(z) * mp.sech(u(z)) ** 2) / 2),
    "softmax": None,
}
# Each loss of an output, without the factor, and its slope along a.
LOSSES = {
    "squared": (lambda a, t: (a - t) ** 2, lambda a, t: 2 * (a - t)),
    "absolute": (lambda a, t: abs(a - t), lambda a, t: mp.sign(a - t)),
    "linear": (lambda a, t: t * a, lambda a, t: t),
    "binary-cross-entropy": (lambda a, t: -t * mp.log(a) - (1 - t) * mp.log(1 - a), lambda a, t: (a - t) / (a * (1 - a))),
    "cross-entropy": (lambda a, t: -t * mp.log(a), lambda a, t: -t / a),
}


def velocity(step):
    """The names of the one moment, and how it moves: step(momentum, rate, v, g)."""
    return ["velocity"], lambda n, t, kept, g: [step(n["momentum"], n["rate"], kept[0], g)]


def adam_moments(n, t, kept, g):
    m, v = (beta * old + (1 - beta) * new for beta, old, new in ((n["beta1"], kept[0], g), (n["beta2"], kept[1], g ** 2)))
    return [m, v, m / (1 - n["beta1"] ** t), v / (1 - n["beta2"] ** t)]


# Each update rule: the names of its moments; these after a gradient g in the update t, with the numbers n of the rule; and the
# change of the parameter.
UPDATES = {
    "gradient-descent": ([], lambda n, t, kept, g: [], lambda n, kept, g: -n["rate"] * g),
    "momentum": (*velocity(lambda momentum, rate, v, g: momentum * v + g), lambda n, kept, g: -n["rate"] * kept[0]),
    "momentum-with-rate": (*velocity(lambda momentum, rate, v, g: momentum * v - rate * g), lambda n, kept, g: kept[0]),
    "nesterov": (*velocity(lambda momentum, rate, v, g: momentum * v + g),
                 lambda n, kept, g: -n["rate"] * g - n["momentum"] * n["rate"] * kept[0]),
    "nesterov-with-rate": (*velocity(lambda momentum, rate, v, g: momentum * v - rate * g),
                           lambda n, kept, g: n["momentum"] * kept[0] - n["rate"] * g),
    "adam": (["m", "v", "m_hat", "v_hat"], adam_moments, lambda n, kept, g: -n["rate"] * kept[2] / (mp.sqrt(kept[3]) + n["epsilon"])),
    "rmsprop": (["v"], lambda n, t, kept, g: [n["beta2"] * kept[0] + (1 - n["beta2"]) * g ** 2],
                lambda n, kept, g: -n["rate"] * g / (mp.sqrt(kept[0]) + n["epsilon"])),
    "adagrad": (["v"], lambda n, t, kept, g: [kept[0] + g ** 2], lambda n, kept, g: -n["rate"] * g / (mp.sqrt(kept[0]) + n["epsilon"])),
    "adamw": (["m", "v", "m_hat", "v_hat"], adam_moments, lambda n, kept, g: -n["rate"] * kept[2] / (mp.sqrt(kept[3]) + n["epsilon"])),
}
DECOUPLED = ["adamw"]  # what decays is taken from the parameters, not added to the gradients
# Of a reported error: whether it is a mean over the samples, and whether over the outputs.
ERROR_REDUCTIONS = {"sum": (False, False), "mean": (True, True), "mean-over-samples": (True, False), "mean-over-outputs": (False, True)}
DEPARTURES = ["hidden-delta-from-updated-weights", "output-bias-by-hidden-gradient", "hidden-biases-frozen"]


def alpha_of(layer):
    return number(layer["alpha"]) if "alpha" in layer else None


def activate(layer, zs):
    functions = one_of(ACTIVATIONS, layer["activation"], "an activation")
    return [functions[0](z, alpha_of(layer)) for z in zs] if functions else softmax(zs)


def slopes_of(layer, zs, activations):
    """The slopes of a layer's units; of softmax they have none."""
    functions = one_of(ACTIVATIONS, layer["activation"], "an activation")
    return [functions[1](z, alpha_of(layer), a) for z, a in zip(zs, activations)] if functions else None


def along_net_inputs(da, slopes, activations):
    """dE/dz; without slopes through the matrix of all da_k/dz_j = a_k ((1 where j is k) - a_j)."""
    if slopes:
        return [d * s for d, s in zip(da, slopes)]
    return [mp.fsum(d * a * ((j == k) - b) for k, (d, a) in enumerate(zip(da, activations))) for j, b in enumerate(activations)]


def mean(word):
    return one_of({"sum": False, "mean": True}, word, "a reduction")


def dot(xs, ys):
    return mp.fdot(zip(xs, ys))


class Run:
    """A run of a problem that hands every quantity to `see(quantity, step, sample, layer, values)`."""

    def __init__(self, problem):
        self.problem = problem
        self.layers = problem["layers"]
        self.departures = problem.get("departures", [])
        self.W = [[[number(w) for w in row] for row in layer["W"]] for layer in self.layers]
        self.b = [[number(b) for b in layer.get("b", [])] for layer in self.layers]
        self.x = [[number(v) for v in sample["input"]] for sample in problem["samples"]]
        self.t = [[number(v) for v in sample["target"]] for sample in problem["samples"]]
        self.c = number(problem["loss"]["factor"])
        if mean(problem["loss"].get("reduction", "sum")):
            self.c /= len(self.t[0])
        self.loss, self.loss_slope = one_of(LOSSES, problem["loss"]["deviation"], "a loss")
        self.moments, self.move, self.change = one_of(UPDATES, problem["training"].get("rule", "gradient-descent"), "an update rule")
        rates = problem["training"].get("rate", "0")
        self.rates = [number(rate) for rate in (rates if isinstance(rates, list) else [rates] * problem["training"]["epochs"])]
        self.numbers = {key: number(problem["training"][key]) for key in ("momentum", "beta1", "beta2", "epsilon", "weight_decay", "bias_decay")
                        if key in problem["training"]}
        self.updates, nothing = 0, [mpf(0)] * len(self.moments)  # of each parameter
        self.W_moments, self.b_moments = [[[nothing for _ in row] for row in W] for W in self.W], [[nothing for _ in b] for b in self.b]
        for departure in self.departures:
            one_of(dict.fromkeys(DEPARTURES), departure, "a departure")

    def forward(self, x):
        zs, activations = [], [x]
        for layer, W, b in zip(self.layers, self.W, self.b):
            z = [dot(row, activations[-1]) + (b[j % len(b)] if b else 0) for j, row in enumerate(W)]
            zs.append(z)
            activations.append(activate(layer, z))
        return zs, activations

    def backward(self, t, zs, activations, see):
        """The deltas of each layer; dE/da, slopes, deltas and dE/dx go to see(quantity, layer, values)."""
        deltas = []
        da = [self.c * self.loss_slope(a, u) for a, u in zip(activations[-1], t)]
        for l in range(len(self.layers), 0, -1):
            slopes = slopes_of(self.layers[l - 1], zs[l - 1], activations[l])
            delta = along_net_inputs(da, slopes, activations[l])
            see("da", l, da)
            see("slope", l, slopes)
            see("delta", l, delta)
            W = self.W[l - 1]
            if "hidden-delta-from-updated-weights" in self.departures:
                W = [[w - self.numbers["rate"] * d * a for w, a in zip(row, activations[l - 1])] for row, d in zip(W, delta)]
            da = [dot((row[i] for row in W), delta) for i in range(len(activations[l - 1]))]
            deltas.insert(0, delta)
        see("dx", None, da)
        return deltas

    def gradients(self, samples, seen):
        """Sums, or means, over the samples of a step; seen holds (activations, deltas) of each."""
        scale = len(samples) if mean(self.problem["training"]["reduction"]) else 1
        dW, db = [], []
        for l, layer in enumerate(self.layers):
            dW.append([[dot((d[l][j] for _, d in seen), (a[l][i] for a, _ in seen)) / scale
                        for i in range(len(self.W[l][0]))] for j in range(layer["units"])])
            per_unit = [mp.fsum(d[l][j] for _, d in seen) / scale for j in range(layer["units"])]
            db.append(one_of({"none": [], "per_unit": per_unit, "shared": [mp.fsum(per_unit)]}, layer["bias"], "a bias"))
        return dW, db

    def trains_biases(self, l):
        return self.layers[l].get("bias_trained", True)

    def clip(self, dW, db, see):
        """What clipping leaves of the gradients of a step, which goes to see(quantity, layer, values); without it, these themselves."""
        if "clip" not in self.problem["training"]:
            return dW, db
        limit = number(self.problem["training"]["clip"]["limit"])
        trained = [g for l in range(len(dW)) for g in [*sum(dW[l], []), *(db[l] if self.trains_biases(l) else [])]]
        norm = mp.norm(trained, 2)
        left = one_of({"value": lambda g: mp.sign(g) * min(abs(g), limit), "norm": lambda g: g / max(1, norm / limit)},
                      self.problem["training"]["clip"]["by"], "a kind of clipping")
        dW = [[[left(g) for g in row] for row in rows] for rows in dW]
        db = [[left(g) if self.trains_biases(l) else mpf(0) for g in gradients] for l, gradients in enumerate(db)]
        for l in range(len(dW)):
            see("dW_clipped", l + 1, dW[l])
            see("db_clipped", l + 1, db[l])
        return dW, db

    def update(self, dW, db, see):
        """Moves the parameters; what is added to them goes to see(quantity, layer, values)."""
        last = len(self.layers) - 1
        self.updates += 1
        for l, layer in enumerate(self.layers):
            frozen = layer.get("frozen", False)
            moved = layer.get("bias_trained", True) and not frozen and not (l < last and "hidden-biases-frozen" in self.departures)
            source = db[l - 1] if l == last and "output-bias-by-hidden-gradient" in self.departures else db[l]
            decoupled = self.problem["training"].get("rule") in DECOUPLED
            def moved_moments(kept, g):
                return self.move(self.numbers, self.updates, kept, g)

            def with_decay(key, w, g):
                return g if decoupled else g + self.numbers.get(key, 0) * w

            def less_decay(key, w, change):
                return change - self.numbers["rate"] * self.numbers.get(key, 0) * w if decoupled else change

            slopes = [[with_decay("weight_decay", w, g) for w, g in zip(*rows)] for rows in zip(self.W[l], dW[l])]
            source = [with_decay("bias_decay", w, g) for w, g in zip(self.b[l], source)]
            if not frozen:
                self.W_moments[l] = [[moved_moments(*pair) for pair in zip(*rows)] for rows in zip(self.W_moments[l], slopes)]
            if moved:
                self.b_moments[l] = [moved_moments(*pair) for pair in zip(self.b_moments[l], source)]
            for m, name in enumerate(self.moments):
                see(f"W_{name}", l + 1, [[kept[m] for kept in row] for row in self.W_moments[l]])
                see(f"b_{name}", l + 1, [kept[m] for kept in self.b_moments[l]])
            W_change = [[self.change(self.numbers, *pair) for pair in zip(*rows)] for rows in zip(self.W_moments[l], slopes)]
            b_change = [self.change(self.numbers, *pair) for pair in zip(self.b_moments[l], source)]
            W_change = [[mpf(0) if frozen else less_decay("weight_decay", w, change) for w, change in zip(*rows)] for rows in zip(self.W[l], W_change)]
            b_change = [less_decay("bias_decay", w, change) if moved else mpf(0) for w, change in zip(self.b[l], b_change)]
            see("W_change", l + 1, W_change)
            see("b_change", l + 1, b_change)
            self.W[l] = [[w + change for w, change in zip(*rows)] for rows in zip(self.W[l], W_change)]
            self.b[l] = [b + change for b, change in zip(self.b[l], b_change)]

    def penalties(self, samples):
        """What the parameters cost now, for so many samples; nothing where the reported error has no penalty."""
        if "penalty" not in self.problem["error"]:
            return mpf(0)
        one_of({"l2": True}, self.problem["error"]["penalty"], "a penalty")
        weights = mp.fsum(w * w for rows in self.W for row in rows for w in row)
        biases = mp.fsum(b * b for row in self.b for b in row)
        return samples * (self.numbers.get("weight_decay", 0) * weights + self.numbers.get("bias_decay", 0) * biases) / 2

    def see_error(self, see, epoch, deviations, penalties):
        error = self.problem["error"]
        over_samples, over_outputs = one_of(ERROR_REDUCTIONS, error["reduction"], "a reduction of the error")
        terms = (len(self.t) if over_samples else 1) * (len(self.t[0]) if over_outputs else 1)
        see("error", epoch, None, None, number(error.get("factor", "1")) * mp.fsum(deviations) / terms + penalties / len(self.t))

    def see_parameters(self, see, step):
        for l in range(len(self.layers)):
            see("W", step, None, l + 1, self.W[l])
            see("b", step, None, l + 1, self.b[l])

    def see_sample(self, see, step, s, zs, activations, deviations):
        for l, (z, a) in enumerate(zip(zs, activations[1:])):
            see("z", step, s, l + 1, z)
            see("a", step, s, l + 1, a)
        losses = [self.c * self.loss(a, t) for a, t in zip(activations[-1], self.t[s])]
        see("output_loss", step, s, len(self.layers), losses)
        see("loss", step, s, None, mp.fsum(losses))
        deviation, _ = one_of(LOSSES, self.problem["error"]["deviation"], "a deviation")
        deviations += [deviation(a, t) for a, t in zip(activations[-1], self.t[s])]

    def run(self, see):
        batch, count, step = self.problem["training"]["batch"], len(self.x), 0
        for epoch in range(self.problem["training"]["epochs"]):
            deviations, penalties, self.numbers["rate"] = [], 0, self.rates[epoch]
            for first in range(0, count, batch):
                samples, seen = range(first, min(first + batch, count)), []
                self.see_parameters(see, step)
                penalties += self.penalties(len(samples))
                for s in samples:
                    zs, activations = self.forward(self.x[s])
                    self.see_sample(see, step, s, zs, activations, deviations)
                    deltas = self.backward(self.t[s], zs, activations, lambda quantity, l, values: see(quantity, step, s, l, values))
                    seen.append((activations, deltas))
                dW, db = self.gradients(samples, seen)
                for l in range(len(self.layers)):
                    see("dW", step, None, l + 1, dW[l])
                    see("db", step, None, l + 1, db[l])
                dW, db = self.clip(dW, db, lambda quantity, l, values: see(quantity, step, None, l, values))
                self.update(dW, db, lambda quantity, l, values: see(quantity, step, None, l, values))
                step += 1
            self.see_error(see, epoch, deviations, penalties)
        deviations = []
        self.see_parameters(see, step)
        for s in range(count):
            zs, activations = self.forward(self.x[s])
            self.see_sample(see, step, s, zs, activations, deviations)
        self.see_error(see, self.problem["training"]["epochs"], deviations, self.penalties(count))


def digits_needed(case):
    """Digits to compute with. An error of 1e-700 comes from outputs that agree with their targets in hundreds of digits."""
    smallest = min((mp.mag(number(e["exact"])) for e in case["expectations"] if number(e["exact"]) != 0), default=0)
    return COMPARED + SPARE + max(0, int(-smallest * mp.log10(2)))


def is_right(exact, value):
    """Rounded correctly to the digits that are written, where there are COMPARED; equal where fewer, or more, say it in full."""
    written, computed_to = Decimal(exact).as_tuple(), abs(value) * mpf(10) ** -(COMPARED + SPARE // 2)
    rounded_by = mpf(10) ** written.exponent / 2 if len(written.digits) >= COMPARED else 0
    return abs(value - number(exact)) <= max(rounded_by, computed_to)


def check(case):
    """Compares each expectation as the run comes to it; returns how many were compared, and complaints."""
    mp.dps = digits_needed(case)
    waiting = {}
    for expectation in case["expectations"]:
        when = expectation.get("step", expectation.get("epoch"))
        key = (expectation["quantity"], when, expectation.get("sample"), expectation.get("layer"))
        waiting.setdefault(key, []).append(expectation)
    complaints, compared = [], 0

    def see(quantity, step, sample, layer, values):
        nonlocal compared
        for expectation in waiting.pop((quantity, step, sample, layer), []):
            value = values
            for part in ("unit", "input"):
                if part in expectation:
                    value = value[expectation[part]]
            compared += 1
            if not is_right(expectation["exact"], value):
                complaints.append(f"{expectation}: expected {expectation['exact']}, found {mp.nstr(value, COMPARED + 5)}")

    Run(case["problem"]).run(see)
    complaints += [f"{key}: expected a number of the run, found none" for key in waiting]
    return compared, complaints


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        case = json.load(file)
    one_of({"goldprop-case-1": True}, case["format"], "a format")
    only_known_keys(case["problem"])
    compared, complaints = check(case)
    for complaint in complaints[:10]:
        print(f"{sys.argv[1]}: {complaint}")
    print(f"{case['id']}: {compared} exact numbers computed again in mpmath, {len(complaints)} differ")
    sys.exit(1 if complaints or compared == 0 else 0)


main()
