"""A softmax classifier with minibatches in plain Python: its numbers, to be checked. goldprop run -- python3 classifier.py"""
import json, math, sys

def known(part, form):  # refuses other keys than those of the form, and other words than those behind a key
    words = dict(word.partition("=")[::2] for word in form.split())
    for key, value in part.items():
        if key not in words or words[key] and str(value) not in words[key].split(","):
            sys.exit(print(json.dumps({"unsupported": f"{key} {value}"})))

def number(text):  # "0.1" or "1/3"
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)

def softmax(z):  # the largest power is exp(0): nothing overflows
    powers = [math.exp(v - max(z)) for v in z]
    return [power / sum(powers) for power in powers]

ACTIVATIONS = {"softmax": softmax, "tanh": lambda z: [math.tanh(v) for v in z], "relu": lambda z: [max(0.0, v) for v in z]}

request = json.load(sys.stdin)
problem = request["problem"]
layers, rule, steps = problem["layers"], problem["training"], []
known(request, "format=goldprop-case-1 id title problem record")
known(problem, "inputs layers samples loss error training")
for layer in layers:
    known(layer, f"units activation={'softmax' if layer is layers[-1] else 'tanh,relu'} bias=none,per_unit W b")
for sample in problem["samples"]:
    known(sample, "input target")
known(problem["loss"], "deviation=cross-entropy factor")
known(problem["error"], "deviation=squared,absolute reduction=sum,mean factor")
known(rule, "rule=gradient-descent rate batch reduction=sum,mean epochs")
known({"rate": type(rule["rate"]).__name__}, "rate=str")  # none for each epoch
W = [[[number(w) for w in row] for row in layer["W"]] for layer in layers]
b = [[number(v) for v in layer.get("b", [])] for layer in layers]
X, T = ([[number(v) for v in sample[key]] for sample in problem["samples"]] for key in ("input", "target"))
rate, c = number(rule["rate"]), number(problem["loss"]["factor"])
batches = [range(k, min(k + rule["batch"], len(X))) for k in range(0, len(X), rule["batch"])]
for batch in batches * rule["epochs"] + [range(len(X))]:  # the last one shows what the last update has made
    step = {"step": len(steps), "parameters": [{"layer": l + 1, "W": W[l], "b": b[l]} for l in range(len(W))], "samples": []}
    dW, db = [[[0.0] * len(row) for row in rows] for rows in W], [[0.0] * len(bias) for bias in b]
    share = 1 / len(batch) if rule["reduction"] == "mean" else 1
    for s in batch:
        a, delta = [X[s]], []
        for layer, rows, bias in zip(layers, W, b):
            z = [sum(w * v for w, v in zip(row, a[-1])) + one for row, one in zip(rows, bias or [0] * len(rows))]
            a.append(ACTIVATIONS[layer["activation"]](z))
        loss = c * sum(t * (max(z) + math.log(sum(math.exp(v - max(z)) for v in z)) - own) for t, own in zip(T[s], z))
        delta = [[c * (p - t) for p, t in zip(a[-1], T[s])]]  # softmax and cross-entropy together, without a slope
        for l in range(len(W) - 1, 0, -1):
            da = [sum(w * d for w, d in zip(column, delta[0])) for column in zip(*W[l])]
            slope = [1 - v * v if layers[l - 1]["activation"] == "tanh" else float(v > 0) for v in a[l]]
            delta.insert(0, [d * f for d, f in zip(da, slope)])
        for l in range(len(W)):
            dW[l] = [[sum_ + share * d * v for sum_, v in zip(row, a[l])] for row, d in zip(dW[l], delta[l])]
            db[l] = [sum_ + share * d for sum_, d in zip(db[l], delta[l])]
        done = [{"layer": l + 1, "a": a[l + 1], "delta": delta[l]} for l in range(len(W))]
        step["samples"].append({"sample": s, "layers": done, "loss": loss})
    step["gradients"] = [{"layer": l + 1, "dW": dW[l], "db": db[l]} for l in range(len(W))]
    steps.append(step)
    W = [[[w - rate * g for w, g in zip(*rows)] for rows in zip(*of_layer)] for of_layer in zip(W, dW)]
    b = [[v - rate * g for v, g in zip(*of_layer)] for of_layer in zip(b, db)]
json.dump({"format": "goldprop-trace-1", "steps": steps}, sys.stdout)
