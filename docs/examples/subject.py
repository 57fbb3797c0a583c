"""Backpropagation in plain Python. To check it: goldprop run -- python3 subject.py"""
import json, math, sys
from fractions import Fraction

def number(item):  # "0.1" or "1/3", in lists of any depth
    return [number(part) for part in item] if isinstance(item, list) else float(Fraction(item))

def forward(x):
    z, a = [], [x]
    for layer, rows, bias in zip(layers, W, b):
        bias = bias * len(rows) if layer["bias"] == "shared" else bias or [0] * len(rows)
        z.append([sum(w * v for w, v in zip(row, a[-1])) + one for row, one in zip(rows, bias)])
        a.append([1 / (1 + math.exp(-v)) for v in z[-1]] if layer["activation"] == "sigmoid" else z[-1])
    return z, a

def backward(a, error):
    delta = []
    for layer, rows, out in zip(layers[::-1], W[::-1], a[::-1]):
        delta.insert(0, [e * v * (1 - v) for e, v in zip(error, out)] if layer["activation"] == "sigmoid" else error)
        error = [sum(w * d for w, d in zip(column, delta[0])) for column in zip(*rows)]
    return delta

def gradients(l, passes):
    share = 1 / len(passes) if rule["reduction"] == "mean" else 1
    db = [share * sum(units) for units in zip(*(delta[l] for a, delta in passes))]
    columns = range(len(W[l][0]))
    dW = [[share * sum(a[l][i] * delta[l][j] for a, delta in passes) for i in columns] for j in range(len(db))]
    return dW, {"none": [], "shared": [sum(db)], "per_unit": db}[layers[l]["bias"]]

problem = json.load(sys.stdin)["problem"]
if "departures" in problem:  # the mistakes of a document
    sys.exit(print('{"unsupported": "textbook backpropagation only"}'))
layers, rule, report, steps, errors = problem["layers"], problem["training"], problem["error"], [], []
W, b = ([number(layer.get(key, [])) for layer in layers] for key in "Wb")
X, T = ([number(sample[key]) for sample in problem["samples"]] for key in ("input", "target"))
c, rate = number(problem["loss"]["factor"]), number(rule["rate"])
for epoch in range(min(rule["epochs"], 1000) + 1):  # of a long run the beginning is enough
    size, off = rule["batch"] if epoch < rule["epochs"] else len(X), []
    for first in range(0, len(X), size):
        step = {"step": len(steps), "parameters": [], "samples": [], "gradients": []}
        passes = []
        for k in range(len(X))[first:first + size]:
            z, a = forward(X[k])
            off.append([v - t for v, t in zip(a[-1], T[k])])
            passes.append((a, backward(a, [2 * c * d for d in off[-1]])))
            step["samples"].append({"sample": k, "loss": c * sum(d * d for d in off[-1]), "layers": [
                {"layer": l + 1, "z": z[l], "a": a[l + 1], "delta": passes[-1][1][l]} for l in range(len(W))]})
        for l, (dW, db) in enumerate([gradients(l, passes) for l in range(len(W))]):
            step["parameters"].append({"layer": l + 1, "W": W[l], "b": b[l]})
            step["gradients"].append({"layer": l + 1, "dW": dW, "db": db})
            W[l] = [[w - rate * g for w, g in zip(*rows)] for rows in zip(W[l], dW)]
            if layers[l].get("bias_trained", True):
                b[l] = [v - rate * g for v, g in zip(b[l], db)]
        steps.append(step)
    sizes = [abs(d) if report["deviation"] == "absolute" else d * d for deviations in off for d in deviations]
    total = sum(sizes) / len(sizes) if report["reduction"] == "mean" else sum(sizes)
    errors.append({"epoch": epoch, "error": number(report["factor"]) * total})
json.dump({"format": "goldprop-trace-1", "steps": steps, "errors": errors}, sys.stdout)
