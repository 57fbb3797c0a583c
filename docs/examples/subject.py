"""Backpropagation in plain Python. To check it: goldprop run -- python3 subject.py"""
import json, math, sys
from fractions import Fraction

def sigmoid(z):
    return 1 / (1 + math.exp(-z))

def normal(z):
    return (1 + math.erf(z / math.sqrt(2))) / 2

def tanh_of_cubic(z):
    return math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3))

def softmax(z):  # without overflow: the largest power is exp(0)
    powers = [math.exp(v - max(z)) for v in z]
    return [power / sum(powers) for power in powers]

def softmax_back(a, da):  # da times the matrix of all da_k/dz_j
    mean = sum(d * v for d, v in zip(da, a))
    return [v * (d - mean) for d, v in zip(da, a)]

def log_of_sum(z):  # log(sum of exp(z))
    return max(z) + math.log(sum(math.exp(v - max(z)) for v in z))

# f(z), with a parameter alpha of some, and f'(z) in z and a = f(z); a softmax is of a whole layer
ACTIVATIONS = {
    "identity": lambda z, alpha: z, "sigmoid": lambda z, alpha: sigmoid(z), "tanh": lambda z, alpha: math.tanh(z),
    "relu": lambda z, alpha: max(0.0, z), "leaky-relu": lambda z, alpha: z if z > 0 else alpha * z,
    "elu": lambda z, alpha: z if z > 0 else alpha * math.expm1(z), "softplus": lambda z, alpha: math.log1p(math.exp(z)),
    "silu": lambda z, alpha: z * sigmoid(z), "gelu": lambda z, alpha: z * normal(z),
    "gelu-tanh": lambda z, alpha: z / 2 * (1 + tanh_of_cubic(z))}
SLOPES = {
    "identity": lambda z, a, alpha: 1.0, "sigmoid": lambda z, a, alpha: a * (1 - a), "tanh": lambda z, a, alpha: 1 - a * a,
    "relu": lambda z, a, alpha: 1.0 if z > 0 else 0.0, "leaky-relu": lambda z, a, alpha: 1.0 if z > 0 else alpha,
    "elu": lambda z, a, alpha: 1.0 if z > 0 else alpha * math.exp(z), "softplus": lambda z, a, alpha: sigmoid(z),
    "silu": lambda z, a, alpha: sigmoid(z) * (1 + z * (1 - sigmoid(z))),
    "gelu": lambda z, a, alpha: normal(z) + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    "gelu-tanh": lambda z, a, alpha: (1 + tanh_of_cubic(z)) / 2 + z / 2 * (1 - tanh_of_cubic(z) ** 2) *
                                     math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z * z)}
# E of an output without the factor, and dE/da, in its z, a and t, and in all z; dE/dz of a PAIRED loss and activation is a - t
LOSSES = {
    "squared": lambda z, a, t, zs: (a - t) ** 2, "absolute": lambda z, a, t, zs: abs(a - t), "linear": lambda z, a, t, zs: t * a,
    "binary-cross-entropy": lambda z, a, t, zs: max(z, 0.0) - t * z + math.log1p(math.exp(-abs(z))),
    "cross-entropy": lambda z, a, t, zs: t * (log_of_sum(zs) - z)}
LOSS_SLOPES = {
    "squared": lambda z, a, t: 2 * (a - t), "absolute": lambda z, a, t: (a > t) - (a < t), "linear": lambda z, a, t: t,
    "binary-cross-entropy": lambda z, a, t: (1 - t) * (1 + math.exp(z)) - t * (1 + math.exp(-z)),
    "cross-entropy": lambda z, a, t: -t / a if t else 0.0}
PAIRED = {"binary-cross-entropy": "sigmoid", "cross-entropy": "softmax"}

def known(part, form):  # refuses other keys than those of the form, and other words than those behind a key
    words = dict(word.partition("=")[::2] for word in form.split())
    for key, value in part.items():
        if key not in words or words[key] and str(value) not in words[key].split(","):
            sys.exit(print(json.dumps({"unsupported": f"{key} {value}"})))

def number(item):  # "0.1" or "1/3", in lists of any depth
    return [number(part) for part in item] if isinstance(item, list) else float(Fraction(item))

def alpha_of(layer):
    return number(layer["alpha"]) if "alpha" in layer else None

def forward(x):
    z, a = [], [x]
    for layer, rows, bias in zip(layers, W, b):
        bias = bias * len(rows) if layer["bias"] == "shared" else bias or [0] * len(rows)
        z.append([sum(w * v for w, v in zip(row, a[-1])) + one for row, one in zip(rows, bias)])
        kind = layer["activation"]
        a.append(softmax(z[-1]) if kind == "softmax" else [ACTIVATIONS[kind](v, alpha_of(layer)) for v in z[-1]])
    return z, a

def backward(z, a, t):
    back, kind = [], problem["loss"]["deviation"]
    da = [c * LOSS_SLOPES[kind](*one) for one in zip(z[-1], a[-1], t)]
    for layer, rows, inner, out in zip(layers[::-1], W[::-1], z[::-1], a[::-1]):
        units = {"da": da}
        if layer["activation"] == "softmax":
            delta = softmax_back(out, da)
        else:
            units["slope"] = [SLOPES[layer["activation"]](u, v, alpha_of(layer)) for u, v in zip(inner, out)]
            delta = [d * s for d, s in zip(da, units["slope"])]
        if not back and kind in PAIRED:
            delta = [c * (v - u) for v, u in zip(a[-1], t)]
        back.insert(0, {**units, "delta": delta})
        da = [sum(w * d for w, d in zip(column, delta)) for column in zip(*rows)]
    return back, da  # below the first layer this is dE/dx

def gradients(l, passes):
    share = {"sum": 1, "mean": 1 / len(passes)}[rule["reduction"]]
    db = [share * sum(units) for units in zip(*(back[l]["delta"] for a, back in passes))]
    columns = range(len(W[l][0]))
    dW = [[share * sum(a[l][i] * back[l]["delta"][j] for a, back in passes) for i in columns] for j in range(len(db))]
    return dW, {"none": [], "shared": [sum(db)], "per_unit": db}[layers[l]["bias"]]

def clipped(found):
    """What clipping leaves of (dW, db) of all layers; of biases that are not trained nothing."""
    if "clip" not in rule:
        return found
    limit, by_norm = number(rule["clip"]["limit"]), rule["clip"]["by"] == "norm"
    found = [(dW, db if layer.get("bias_trained", True) else [0.0] * len(db)) for layer, (dW, db) in zip(layers, found)]
    norm = math.sqrt(sum(g * g for dW, db in found for row in dW + [db] for g in row))
    left = lambda row: [g * limit / max(norm, limit) if by_norm else min(max(g, -limit), limit) for g in row]
    return [([left(row) for row in dW], left(db)) for dW, db in found]

def adam(m, v, m_hat, v_hat, k, g):
    m[k] = beta1 * m[k] + (1 - beta1) * g
    v[k] = beta2 * v[k] + (1 - beta2) * g * g
    t = len(steps) + 1  # which update this is
    m_hat[k], v_hat[k] = m[k] / (1 - beta1 ** t), v[k] / (1 - beta2 ** t)
    return -rate * m_hat[k] / (math.sqrt(v_hat[k]) + epsilon)

def by_root(v, k, g):
    v[k] = v[k] + g * g if rule["rule"] == "adagrad" else beta2 * v[k] + (1 - beta2) * g * g
    return -rate * g / (math.sqrt(v[k]) + epsilon)

def change(kept, k, g, decay, w):
    """What the update adds to a parameter w with the gradient g; moves what is kept of it, the k-th of some in each list."""
    decay = number(rule.get(decay, "0"))
    if rule.get("rule") == "adamw":
        return step_along(kept, k, g) - rate * decay * w
    return step_along(kept, k, g + decay * w)

def step_along(kept, k, g):
    word = rule.get("rule", "")
    if word.startswith("adam"):
        return adam(*kept, k, g)
    if word in ("rmsprop", "adagrad"):
        return by_root(*kept, k, g)
    velocity, = kept
    scale = -rate if word.endswith("with-rate") else 1  # of gradient descent the momentum is 0
    velocity[k] = momentum * velocity[k] + scale * g
    ahead = momentum * velocity[k] + scale * g if word.startswith("nesterov") else velocity[k]
    return ahead if word.endswith("with-rate") else -rate * ahead

def penalty():
    """Half of what decays times the squares of the parameters as they are, where the error has it."""
    squares = sum(v * v for of_layer in W for row in of_layer for v in row), sum(v * v for of_layer in b for v in of_layer)
    return sum(number(rule.get(key, "0")) / 2 * total for key, total in zip(("weight_decay", "bias_decay"), squares)) if "penalty" in report else 0.0

request = json.load(sys.stdin)
problem = request["problem"]
layers, rule, report, steps, errors = problem["layers"], problem["training"], problem["error"], [], []
known(request, "format=goldprop-case-1 id title problem record")
known(problem, "inputs layers samples loss error training")  # no departures: they are the mistakes of a document
for layer in layers:
    known(layer, "units activation=identity,sigmoid,tanh,relu,leaky-relu,elu,softplus,silu,gelu,gelu-tanh,softmax alpha bias=none,per_unit,shared bias_trained frozen=True,False W b")
for sample in problem["samples"]:
    known(sample, "input target")
known(problem["loss"], "deviation=squared,absolute,linear,binary-cross-entropy,cross-entropy reduction=sum,mean factor")
known(report, "deviation=squared,absolute,linear,binary-cross-entropy,cross-entropy reduction=sum,mean,mean-over-samples,mean-over-outputs factor penalty=l2")
known(rule, "rule=gradient-descent,momentum,momentum-with-rate,nesterov,nesterov-with-rate,adam,adamw,rmsprop,adagrad rate momentum beta1 beta2 epsilon weight_decay bias_decay clip batch reduction=sum,mean epochs")
known(rule.get("clip", {}), "by=value,norm limit")
W, b = ([number(layer.get(key, [])) for layer in layers] for key in "Wb")
X, T = ([number(sample[key]) for sample in problem["samples"]] for key in ("input", "target"))
of_outputs = {"sum": 1, "mean": len(T[0])}[problem["loss"].get("reduction", "sum")]
c = number(problem["loss"]["factor"]) / of_outputs
momentum, beta1, beta2, epsilon = (number(rule.get(key, "0")) for key in ("momentum", "beta1", "beta2", "epsilon"))
rates = number(rule["rate"])  # one for all epochs, or a list with one for each
names = {"adam": ["m", "v", "m_hat", "v_hat"], "adamw": ["m", "v", "m_hat", "v_hat"], "rmsprop": ["v"], "adagrad": ["v"]}.get(rule.get("rule"), ["velocity"])
moments = {l: [([[0.0] * len(row) for row in W[l]], [0.0] * len(b[l])) for _ in names] for l in range(len(W))}
for epoch in range(min(rule["epochs"], 1000) + 1):  # of a long run the beginning is enough
    size, terms, penalties = rule["batch"] if epoch < rule["epochs"] else len(X), [], []
    rate = rates[min(epoch, len(rates) - 1)] if isinstance(rates, list) else rates
    for first in range(0, len(X), size):
        step = {"step": len(steps), "parameters": [], "samples": [], "changes": []}
        passes = []
        for k in range(len(X))[first:first + size]:
            z, a = forward(X[k])
            penalties.append(penalty())
            terms += [LOSSES[report["deviation"]](*one, z[-1]) for one in zip(z[-1], a[-1], T[k])]
            back, dx = backward(z, a, T[k])
            passes.append((a, back))
            done = [{"layer": l + 1, "z": z[l], "a": a[l + 1], **back[l]} for l in range(len(W))]
            losses = [c * LOSSES[problem["loss"]["deviation"]](*one, z[-1]) for one in zip(z[-1], a[-1], T[k])]
            done[-1]["output_loss"] = losses
            step["samples"].append({"sample": k, "loss": sum(losses), "layers": done, "dx": dx})
        found = [gradients(l, passes) for l in range(len(W))]
        step["gradients"] = [{"layer": l, "dW": dW, "db": db} for l, (dW, db) in enumerate(found, 1)]
        if "clip" in rule:
            step["clipped"] = [{"layer": l, "dW_clipped": dW, "db_clipped": db} for l, (dW, db) in enumerate(clipped(found), 1)]
        for l, (dW, db) in enumerate(clipped(found)):
            frozen = layers[l].get("frozen", False)
            moved = layers[l].get("bias_trained", True) and not frozen
            W_change = [[0.0 if frozen else change([of_W[j] for of_W, _ in moments[l]], i, g, "weight_decay", W[l][j][i]) for i, g in enumerate(row)] for j, row in enumerate(dW)]
            b_change = [change([of_b for _, of_b in moments[l]], k, g, "bias_decay", b[l][k]) if moved else 0.0 for k, g in enumerate(db)]
            step["parameters"].append({"layer": l + 1, "W": W[l], "b": b[l]})
            step["changes"].append({"layer": l + 1, "W_change": W_change, "b_change": b_change})
            for name, (of_W, of_b) in zip(names, moments[l]):
                if rule.get("rule", "gradient-descent") != "gradient-descent":
                    step["changes"][-1].update({f"W_{name}": [row[:] for row in of_W], f"b_{name}": of_b[:]})
            W[l] = [[w + change for w, change in zip(*rows)] for rows in zip(W[l], W_change)]
            b[l] = [v + change for v, change in zip(b[l], b_change)]
        steps.append(step)
    averaged = {"sum": 1, "mean": len(terms), "mean-over-samples": len(X), "mean-over-outputs": len(T[0])}[report["reduction"]]
    errors.append({"epoch": epoch, "error": number(report["factor"]) * sum(terms) / averaged + sum(penalties) / len(X)})
json.dump({"format": "goldprop-trace-1", "steps": steps, "errors": errors}, sys.stdout)
