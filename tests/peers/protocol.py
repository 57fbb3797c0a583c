"""What the peers in Python share: a case is read from standard input, a peer is trained through it, and a trace is written.

golden/README.md explains cases and traces. A peer whose package is missing exits with status 77."""

import json
import os
import sys
from fractions import Fraction


DEPARTURES = ["hidden-delta-from-updated-weights", "output-bias-by-hidden-gradient", "hidden-biases-frozen"]
# Every way in which the terms of a reported error are put together: `averaged` of the error is what their sum is divided by.
ERROR_REDUCTIONS = "reduction=sum,mean,mean-over-samples,mean-over-outputs"


class Unsupported(Exception):
    """The peer cannot express the problem; the message says why, in one line."""


class Peer:
    """Somebody else's implementation. A subclass has __init__(problem), where numbers are floats, and these methods, in which a
    batch is a range of samples."""

    precision = "binary64"
    conventions = {}

    def parameters(self):
        """Weights and biases as they are: by_layer(W=..., b=...)."""
        raise NotImplementedError

    def look(self, batch):
        """What the peer shows of a step before it takes it: a dict with "samples", or "gradients", or both."""
        raise NotImplementedError

    def outputs(self, batch):
        """The activations of the last layer, a row for each sample."""
        raise NotImplementedError

    def step(self, batch):
        """One update."""
        raise NotImplementedError

    def error(self, outputs):
        """The reported error of an epoch, by a function of the peer; None where it has none for it."""

    def penalty(self):
        """What the parameters cost as they are, by functions of the peer; of a peer that knows penalties."""
        raise NotImplementedError


def known(part, form):
    """Refuses what a part of a problem has beside the keys of this form, or beside the words that stand behind a key."""
    words = dict(word.partition("=")[::2] for word in form.split())
    for key, value in part.items():
        if key not in words:
            raise Unsupported(f"{key} is not known")
        for word in value if isinstance(value, list) else [value]:
            if words[key] and word not in words[key].split(","):
                raise Unsupported(f"{key} {word} is not known")


def refuse_unknown(request, losses, rules, errors, deviating, decays, rates, clips, freezes, penalizes):
    """Refuses what no peer knows, and losses, update rules, reported errors and kinds of clipping that this one does not know or defines in another way. A
    peer that knows less refuses the rest itself."""
    known(request, "format=goldprop-case-1 id title problem record")
    problem = request["problem"]
    known(problem, "inputs layers samples loss error training departures=" + ",".join(DEPARTURES))
    for layer in problem["layers"]:
        known(layer, "units activation=identity,sigmoid,tanh,relu,leaky-relu,elu,softplus,silu,gelu,gelu-tanh,softmax alpha bias=none,per_unit,shared bias_trained frozen W b")
        if layer.get("frozen") and not freezes:
            raise Unsupported("a frozen layer is not handed on")
    for sample in problem["samples"]:
        known(sample, "input target")
    known(problem["loss"], f"deviation={losses} reduction=sum,mean factor")
    known(problem["error"], f"{errors} factor{' penalty=l2' if penalizes else ''}")
    for word in (problem["training"].get("rule"), problem["training"].get("clip", {}).get("by")):
        if word in deviating:
            raise Unsupported(deviating[word])
    if isinstance(problem["training"].get("rate"), list) and not rates:
        raise Unsupported("a rate for each epoch is not handed on")
    known(problem["training"], f"rule={rules} rate momentum beta1 beta2 epsilon{' weight_decay bias_decay' if decays else ''}{' clip' if clips else ''} batch reduction=sum,mean epochs")
    known(problem["training"].get("clip", {}), f"by={clips} limit")


def number(text):
    numerator, _, denominator = text.partition("/")
    return float(Fraction(numerator) / Fraction(denominator or 1))


def read_problem(problem):
    """Makes floats of the numbers of a problem, in place."""
    for layer in problem["layers"]:
        layer["W"] = [[number(w) for w in row] for row in layer["W"]]
        layer["b"] = [number(b) for b in layer.get("b", [])]
        layer["bias_trained"] = layer.get("bias_trained", True) and not layer.get("frozen", False)
        layer["alpha"] = number(layer["alpha"]) if "alpha" in layer else None
    for sample in problem["samples"]:
        sample.update({key: [number(value) for value in sample[key]] for key in ("input", "target")})
    of_rule = ("momentum", "beta1", "beta2", "epsilon", "weight_decay", "bias_decay")
    for key in of_rule:
        problem["training"].setdefault(key, "0")
    problem["error"].setdefault("factor", "1")
    for part, key in (("loss", "factor"), ("error", "factor"), *(("training", key) for key in of_rule)):
        problem[part][key] = number(problem[part][key])
    rate = problem["training"]["rate"]
    problem["training"]["rate"] = [number(one) for one in rate] if isinstance(rate, list) else number(rate)
    if "clip" in problem["training"]:
        problem["training"]["clip"]["limit"] = number(problem["training"]["clip"]["limit"])
    if problem["loss"].get("reduction", "sum") == "mean":
        problem["loss"]["factor"] /= problem["layers"][-1]["units"]
    of_error = {"sum": 1, "mean": len(problem["samples"]) * problem["layers"][-1]["units"], "mean-over-samples": len(problem["samples"]),
                "mean-over-outputs": problem["layers"][-1]["units"]}
    problem["error"]["averaged"] = of_error[problem["error"]["reduction"]]
    problem.setdefault("departures", [])
    return problem


def by_layer(**quantities):
    """The layers of a trace, from lists with one entry for each layer: by_layer(W=..., b=...)."""
    return [{"layer": l, **dict(zip(quantities, values))} for l, values in enumerate(zip(*quantities.values()), 1)]


def rows(batch):
    """The rows of a batch in a matrix that has one for each sample."""
    return slice(batch.start, batch.stop)


def run(peer, problem, record):
    """Trains a peer, and looks at what is wanted; in a slow peer, of the first epochs that PEER_EPOCHS allows."""
    count, size, epochs = len(problem["samples"]), problem["training"]["batch"], problem["training"]["epochs"]
    batches = [range(first, min(first + size, count)) for first in range(0, count, size)]
    wanted_steps = {*record.get("all", []), *record.get("outputs", [])}
    wanted_errors = set(record.get("errors", []))
    steps, errors, step = [], [], 0
    for epoch in range(min(epochs, int(os.environ.get("PEER_EPOCHS", epochs))) + 1):
        outputs, penalties = [], 0.0
        if epoch < epochs and isinstance(problem["training"]["rate"], list):
            peer.begin_epoch(problem["training"]["rate"][epoch])
        for batch in batches if epoch < epochs else [range(count)]:
            if step in wanted_steps:
                steps.append({"step": step, "parameters": peer.parameters(), **peer.look(batch)})
            if epoch in wanted_errors:
                outputs.extend(peer.outputs(batch))
                penalties += len(batch) * peer.penalty() if "penalty" in problem["error"] else 0.0
            if epoch < epochs:
                peer.step(batch)
                step += 1
        if epoch in wanted_errors:
            error = peer.error(outputs)
            errors.append({"epoch": epoch, "error": error + penalties / count if "penalty" in problem["error"] else error})
    return {"precision": peer.precision, "conventions": peer.conventions, "steps": steps, "errors": errors}


def in_quotes(value):
    """The trace with text for the numbers that JSON has no digits for."""
    if isinstance(value, dict):
        return {key: in_quotes(part) for key, part in value.items()}
    if isinstance(value, list):
        return [in_quotes(part) for part in value]
    return str(value) if isinstance(value, float) and value - value != 0 else value


def answer(make_peer, losses="squared", rules="gradient-descent", errors="deviation=squared,absolute reduction=sum,mean", deviating=None,
           decays=False, rates=False, clips="", freezes=False, penalizes=False):
    """Answers the case on standard input; the losses, the update rules and the words of an error that the peer knows are separated by commas. Of a rule, or a kind of
    clipping, that it defines in another way, deviating says in which. Only where decays is true are weights and biases that decay handed on, and only the kinds of
    clipping in clips; only where rates is true, a rate for each epoch, by the peer's begin_epoch(); only where freezes is true,
    frozen layers; only where penalizes is true, errors with a penalty, by the peer's penalty()."""
    case = json.load(sys.stdin)
    try:
        refuse_unknown(case, losses, rules, errors, deviating or {}, decays, rates, clips, freezes, penalizes)
        problem = read_problem(case["problem"])
        trace = in_quotes(run(make_peer(problem), problem, case["record"]))
    except Unsupported as reason:
        json.dump({"unsupported": str(reason)}, sys.stdout)
    else:
        json.dump({"format": "goldprop-trace-1", **trace}, sys.stdout)
