"""A peer in PyTorch (1.13): gradients by autograd, updates by torch.optim.SGD, Adam and AdamW, clipping by clip_grad_value_. `with_torch.py float32` computes in binary32.

A shared bias is a parameter with one element. Two of the departures can be said with an optimizer's parameters and a gradient that
is replaced; the third would need a backward pass of our own."""

import sys

try:
    import torch
    from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, elu, gelu, l1_loss, leaky_relu, linear, mse_loss
    from torch.nn.functional import relu, silu, softmax, softplus
except ImportError:
    sys.exit(77)

from protocol import ERROR_REDUCTIONS, Peer, Unsupported, answer, by_layer, rows

DTYPE = torch.float32 if sys.argv[1:] == ["float32"] else torch.float64
ACTIVATIONS = {
    "identity": lambda z, alpha: z, "sigmoid": lambda z, alpha: torch.sigmoid(z), "tanh": lambda z, alpha: torch.tanh(z),
    "relu": lambda z, alpha: relu(z), "leaky-relu": leaky_relu, "elu": elu,
    "softplus": lambda z, alpha: softplus(z), "silu": lambda z, alpha: silu(z), "gelu": lambda z, alpha: gelu(z),
    "gelu-tanh": lambda z, alpha: gelu(z, approximate="tanh"), "softmax": lambda z, alpha: softmax(z, dim=1)}
# Each in net inputs, outputs and targets, with a number for each output, or for each sample.
LOSSES = {
    "squared": lambda z, a, t: mse_loss(a, t, reduction="none"), "absolute": lambda z, a, t: l1_loss(a, t, reduction="none"),
    "linear": lambda z, a, t: t * a,
    "binary-cross-entropy": lambda z, a, t: binary_cross_entropy_with_logits(z, t, reduction="none"),
    "cross-entropy": lambda z, a, t: cross_entropy(z, t, reduction="none").unsqueeze(1)}
ADAMS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
# Of a reported error, in outputs and targets, with a number for each output.
DEVIATIONS = {
    "squared": lambda a, t: mse_loss(a, t, reduction="none"), "absolute": lambda a, t: l1_loss(a, t, reduction="none"),
    "linear": lambda a, t: t * a,
    "binary-cross-entropy": lambda a, t: binary_cross_entropy(a, t, reduction="none"), "cross-entropy": lambda a, t: -t * a.log()}


def optimizer(groups, training):
    rate = training["rate"][0] if isinstance(training["rate"], list) else training["rate"]
    if training.get("rule") in ADAMS:
        return ADAMS[training["rule"]](groups, lr=rate, betas=(training["beta1"], training["beta2"]), eps=training["epsilon"])
    if training.get("rule") == "rmsprop":
        return torch.optim.RMSprop(groups, lr=rate, alpha=training["beta2"], eps=training["epsilon"])
    if training.get("rule") == "adagrad":
        return torch.optim.Adagrad(groups, lr=rate, eps=training["epsilon"])
    return torch.optim.SGD(groups, lr=rate, momentum=training["momentum"], nesterov=training.get("rule") == "nesterov")


class Torch(Peer):
    precision = "binary32" if DTYPE == torch.float32 else "binary64"

    def __init__(self, problem):
        self.departures, self.factor, self.reported = problem["departures"], problem["loss"]["factor"], problem["error"]
        if "hidden-delta-from-updated-weights" in self.departures:
            raise Unsupported("autograd computes all gradients from the same weights")
        self.loss = LOSSES[problem["loss"]["deviation"]]
        self.layers, self.reduction = problem["layers"], problem["training"]["reduction"]
        self.x, self.t = (torch.tensor([sample[key] for sample in problem["samples"]], dtype=DTYPE) for key in ("input", "target"))
        self.W, self.b = ([torch.tensor(layer[key], dtype=DTYPE, requires_grad=True) for layer in self.layers] for key in "Wb")
        trained, frozen = [], []  # what is frozen has the rate 0, so that its gradients can be looked at
        frozen += [W for layer, W in zip(self.layers, self.W) if layer.get("frozen")]
        for layer, b in zip(self.layers, self.b):
            hidden_frozen = "hidden-biases-frozen" in self.departures and layer is not self.layers[-1]
            (trained if layer["bias_trained"] and not hidden_frozen else frozen).append(b)
        self.decays = weight_decay, bias_decay = [problem["training"][key] for key in ("weight_decay", "bias_decay")]
        weights = [W for layer, W in zip(self.layers, self.W) if not layer.get("frozen")]
        groups = [{"params": weights, "weight_decay": weight_decay}] if weights else []
        groups += [{"params": trained, "weight_decay": bias_decay}] if trained else []
        groups += [{"params": frozen, "lr": 0, "weight_decay": 0}] if frozen else []
        self.optimizer, self.frozen, self.trained = optimizer(groups, problem["training"]), bool(frozen), self.W + trained
        self.clip_limit = problem["training"].get("clip", {}).get("limit")

    def begin_epoch(self, rate):
        groups = self.optimizer.param_groups
        for group in groups[:-1] if self.frozen else groups:
            group["lr"] = rate

    def forward(self, batch):
        z, a = [], [self.x[rows(batch)]]
        for layer, W, b in zip(self.layers, self.W, self.b):
            z.append(linear(a[-1], W) + b if len(b) else linear(a[-1], W))
            a.append(ACTIVATIONS[layer["activation"]](z[-1], layer["alpha"]))
        return z, a[1:]

    def backward(self, z, outputs, batch):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.factor * self.loss(z, outputs, self.t[rows(batch)]).sum()
        {"sum": loss, "mean": loss / len(batch)}[self.reduction].backward()

    def clip(self):
        """Clips the gradients where they stand."""
        if self.clip_limit:
            torch.nn.utils.clip_grad_value_(self.trained, self.clip_limit)

    def shown_gradients(self, W, b):
        """The gradients as they are, under these names."""
        return by_layer(**{W: [part.grad.tolist() for part in self.W], b: [[] if part.grad is None else part.grad.tolist() for part in self.b]})

    def step(self, batch):
        z, a = self.forward(batch)
        self.backward(z[-1], a[-1], batch)
        if "output-bias-by-hidden-gradient" in self.departures:
            self.b[-1].grad.copy_(self.b[-2].grad)
        self.clip()
        self.optimizer.step()

    def parameters(self):
        return by_layer(W=[W.tolist() for W in self.W], b=[b.tolist() for b in self.b])

    def look(self, batch):
        z, a = self.forward(batch)
        losses = self.factor * self.loss(z[-1], a[-1], self.t[rows(batch)]).sum(dim=1)
        delta = torch.autograd.grad(losses.sum(), z, retain_graph=True)
        self.backward(z[-1], a[-1], batch)
        gradients = self.shown_gradients("dW", "db")
        self.clip()
        return {"samples": [{"sample": s, "loss": losses[row].item(),
                             "layers": by_layer(**{name: [values[row].tolist() for values in layers]
                                                   for name, layers in (("z", z), ("a", a), ("delta", delta))})}
                            for row, s in enumerate(batch)],
                "gradients": gradients, **({"clipped": self.shown_gradients("dW_clipped", "db_clipped")} if self.clip_limit else {})}

    def outputs(self, batch):
        return self.forward(batch)[1][-1].detach()

    def error(self, outputs):
        total = DEVIATIONS[self.reported["deviation"]](torch.stack(outputs), self.t).sum()
        return (self.reported["factor"] * total / self.reported["averaged"]).item()

    def penalty(self):
        return sum(decay / 2 * sum(part.detach().square().sum().item() for part in parts) for decay, parts in zip(self.decays, (self.W, self.b)))


torch.set_num_threads(1)
answer(Torch, ",".join(LOSSES), "gradient-descent,momentum,nesterov,adam,adamw,rmsprop,adagrad", f"deviation={','.join(DEVIATIONS)} {ERROR_REDUCTIONS}",
       deviating={"norm": "clip_grad_norm_ adds 1e-6 to the norm"}, decays=True, rates=True, clips="value", freezes=True, penalizes=True)
