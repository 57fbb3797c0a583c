"""Backpropagation in plain Python. To check it: goldprop run -- python3 subject.py"""
import json, math, sys
from fractions import Fraction

ACTIVATIONS = {"identity": lambda z: z, "sigmoid": lambda z: 1 / (1 + math.exp(-z))}
SLOPES = {"identity": lambda a: 1.0, "sigmoid": lambda a: a * (1 - a)}
DEVIATIONS = {"squared": lambda d: d * d, "absolute": abs}

def known(part, form):  # refuses other keys than those of the form, and other words than those behind a key
    words = dict(word.partition("=")[::2] for word in form.split())
    for key, value in part.items():
        if key not in words or words[key] and str(value) not in words[key].split(","):
            sys.exit(print(json.dumps({"unsupported": f"{key} {value}"})))

def number(item):  # "0.1" or "1/3", in lists of any depth
    return [number(part) for part in item] if isinstance(item, list) else float(Fraction(item))

def forward(x):
    z, a = [], [x]
    for layer, rows, bias in zip(layers, W, b):
        bias = bias * len(rows) if layer["bias"] == "shared" else bias or [0] * len(rows)
        z.append([sum(w * v for w, v in zip(row, a[-1])) + one for row, one in zip(rows, bias)])
        a.append([ACTIVATIONS[layer["activation"]](v) for v in z[-1]])
    return z, a

def backward(a, da):
    back = []
    for layer, rows, out in zip(layers[::-1], W[::-1], a[::-1]):
        slope = [SLOPES[layer["activation"]](v) for v in out]
        delta = [d * s for d, s in zip(da, slope)]
        back.insert(0, {"da": da, "slope": slope, "delta": delta})
        da = [sum(w * d for w, d in zip(column, delta)) for column in zip(*rows)]
    return back, da  # below the first layer this is dE/dx

def gradients(l, passes):
    share = {"sum": 1, "mean": 1 / len(passes)}[rule["reduction"]]
    db = [share * sum(units) for units in zip(*(back[l]["delta"] for a, back in passes))]
    columns = range(len(W[l][0]))
    dW = [[share * sum(a[l][i] * back[l]["delta"][j] for a, back in passes) for i in columns] for j in range(len(db))]
    return dW, {"none": [], "shared": [sum(db)], "per_unit": db}[layers[l]["bias"]]

request = json.load(sys.stdin)
problem = request["problem"]
layers, rule, report, steps, errors = problem["layers"], problem["training"], problem["error"], [], []
known(request, "format=goldprop-case-1 id title problem record")
known(problem, "inputs layers samples loss error training")  # no departures: they are the mistakes of a document
for layer in layers:
    known(layer, "units activation=identity,sigmoid bias=none,per_unit,shared bias_trained W b")
for sample in problem["samples"]:
    known(sample, "input target")
known(problem["loss"], "deviation=squared factor")
known(report, "deviation=squared,absolute reduction=sum,mean factor")
known(rule, "rule=gradient-descent rate batch reduction=sum,mean epochs")
W, b = ([number(layer.get(key, [])) for layer in layers] for key in "Wb")
X, T = ([number(sample[key]) for sample in problem["samples"]] for key in ("input", "target"))
c, rate = number(problem["loss"]["factor"]), number(rule["rate"])
for epoch in range(min(rule["epochs"], 1000) + 1):  # of a long run the beginning is enough
    size, off = rule["batch"] if epoch < rule["epochs"] else len(X), []
    for first in range(0, len(X), size):
        step = {"step": len(steps), "parameters": [], "samples": [], "gradients": [], "changes": []}
        passes = []
        for k in range(len(X))[first:first + size]:
            z, a = forward(X[k])
            off.append([v - t for v, t in zip(a[-1], T[k])])
            back, dx = backward(a, [2 * c * d for d in off[-1]])
            passes.append((a, back))
            done = [{"layer": l + 1, "z": z[l], "a": a[l + 1], **back[l]} for l in range(len(W))]
            done[-1]["output_loss"] = [c * d * d for d in off[-1]]
            step["samples"].append({"sample": k, "loss": c * sum(d * d for d in off[-1]), "layers": done, "dx": dx})
        for l, (dW, db) in enumerate([gradients(l, passes) for l in range(len(W))]):
            moved = layers[l].get("bias_trained", True)
            W_change, b_change = [[-rate * g for g in row] for row in dW], [-rate * g if moved else 0.0 for g in db]
            step["parameters"].append({"layer": l + 1, "W": W[l], "b": b[l]})
            step["gradients"].append({"layer": l + 1, "dW": dW, "db": db})
            step["changes"].append({"layer": l + 1, "W_change": W_change, "b_change": b_change})
            W[l] = [[w + change for w, change in zip(*rows)] for rows in zip(W[l], W_change)]
            b[l] = [v + change for v, change in zip(b[l], b_change)]
        steps.append(step)
    sizes = [DEVIATIONS[report["deviation"]](d) for deviations in off for d in deviations]
    total = {"sum": sum(sizes), "mean": sum(sizes) / len(sizes)}[report["reduction"]]
    errors.append({"epoch": epoch, "error": number(report["factor"]) * total})
json.dump({"format": "goldprop-trace-1", "steps": steps, "errors": errors}, sys.stdout)
