"""Trains a workload of the bench with PyTorch, in one thread, its gradients by autograd: torch_training.py; see serve.py."""

import torch

from serve import serve

torch.set_num_threads(1)


def forward(weights, biases, x, classifies):
    """The outputs; of a classifier their net inputs, to which the loss applies softmax."""
    for l, (W, b) in enumerate(zip(weights, biases)):
        z = x @ W.T
        z = z + b if b.numel() else z
        x = torch.sigmoid(z) if not classifies else z if l == len(weights) - 1 else torch.relu(z)
    return x


def loss_sum(outputs, t, classifies):
    if classifies:
        return torch.nn.functional.cross_entropy(outputs, t, reduction="sum")
    return ((outputs - t) ** 2).sum() / 2


def train(weights, biases, x, t, rate, batch, mean, epochs, adam):
    weights, biases = ([torch.from_numpy(values).requires_grad_() for values in layers] for layers in (weights, biases))
    x, t, classifies = torch.from_numpy(x), torch.from_numpy(t), adam is not None
    parameters = weights + [b for b in biases if b.numel()]
    rule = torch.optim.Adam(parameters, lr=rate, betas=adam[:2], eps=adam[2]) if adam else None
    for _ in range(epochs):
        for first in range(0, len(x), batch):
            outputs = forward(weights, biases, x[first:first + batch], classifies)
            loss = loss_sum(outputs, t[first:first + batch], classifies)
            gradients = torch.autograd.grad(loss / len(outputs) if mean else loss, parameters)
            if rule:
                for values, gradient in zip(parameters, gradients):
                    values.grad = gradient
                rule.step()
                continue
            with torch.no_grad():
                for values, gradient in zip(parameters, gradients):
                    values -= rate * gradient
    with torch.no_grad():
        a = forward(weights, biases, x, classifies)
        return parameters, ((torch.softmax(a, dim=1) if classifies else a) - t).abs().mean()


serve(train)
