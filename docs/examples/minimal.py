"""As little as goldprop run can do with, in plain Python: one sample an update. goldprop run -- python3 minimal.py"""
import json, math, sys

def known(part, form):  # refuses other keys than those of the form, and other words than those behind a key
    words = dict(word.partition("=")[::2] for word in form.split())
    for key, value in part.items():
        if key not in words or words[key] and str(value) not in words[key].split(","):
            sys.exit(print(json.dumps({"unsupported": f"{key} {value}"})))

def number(text):  # "0.1" or "1/3"
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)

request = json.load(sys.stdin)
problem = request["problem"]
layers, rule, steps = problem["layers"], problem["training"], []
known(request, "format=goldprop-case-1 id title problem record")
known(problem, "inputs layers samples loss error training")
for layer in layers:
    known(layer, "units activation=identity,sigmoid bias=none,per_unit W b")
for sample in problem["samples"]:
    known(sample, "input target")
known(problem["loss"], "deviation=squared factor")
known(problem["error"], "deviation=squared,absolute reduction=sum,mean factor")
known(rule, "rule=gradient-descent rate batch=1 reduction=sum,mean epochs")
known({"rate": type(rule["rate"]).__name__}, "rate=str")  # none for each epoch
W = [[[number(w) for w in row] for row in layer["W"]] for layer in layers]
b = [[number(v) for v in layer.get("b", [])] for layer in layers]
rate, c = number(rule["rate"]), number(problem["loss"]["factor"])
for s in list(range(len(problem["samples"]))) * min(rule["epochs"], 1000) + [0]:  # one more shows the last update
    x, t = ([number(v) for v in problem["samples"][s][key]] for key in ("input", "target"))
    a, delta = [x], []
    for layer, rows, bias in zip(layers, W, b):
        z = [sum(w * v for w, v in zip(row, a[-1])) + one for row, one in zip(rows, bias or [0] * len(rows))]
        a.append([1 / (1 + math.exp(-v)) for v in z] if layer["activation"] == "sigmoid" else z)
    error = [2 * c * (v - target) for v, target in zip(a[-1], t)]
    for layer, rows, out in zip(layers[::-1], W[::-1], a[::-1]):
        delta.insert(0, [e * v * (1 - v) for e, v in zip(error, out)] if layer["activation"] == "sigmoid" else error)
        error = [sum(w * d for w, d in zip(column, delta[0])) for column in zip(*rows)]
    done = [{"layer": l + 1, "a": a[l + 1], "delta": delta[l]} for l in range(len(W))]
    steps.append({"step": len(steps), "samples": [{"sample": s, "layers": done}],
                  "parameters": [{"layer": l + 1, "W": W[l], "b": b[l]} for l in range(len(W))]})
    W = [[[w - rate * d * v for w, v in zip(row, a[l])] for row, d in zip(W[l], delta[l])] for l in range(len(W))]
    b = [[v - rate * d for v, d in zip(b[l], delta[l])] for l in range(len(W))]
json.dump({"format": "goldprop-trace-1", "steps": steps}, sys.stdout)
