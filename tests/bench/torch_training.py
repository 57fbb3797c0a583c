"""Trains a workload of the bench with PyTorch, in one thread, its gradients by autograd: torch_training.py; see serve.py."""

import torch

from serve import serve

torch.set_num_threads(1)


def forward(weights, biases, x):
    for W, b in zip(weights, biases):
        z = x @ W.T
        x = torch.sigmoid(z + b if b.numel() else z)
    return x


def train(weights, biases, x, t, rate, batch, mean, epochs):
    weights, biases = ([torch.from_numpy(values).requires_grad_() for values in layers] for layers in (weights, biases))
    x, t = torch.from_numpy(x), torch.from_numpy(t)
    parameters = weights + [b for b in biases if b.numel()]
    for _ in range(epochs):
        for first in range(0, len(x), batch):
            a = forward(weights, biases, x[first:first + batch])
            loss = ((a - t[first:first + batch]) ** 2).sum() / 2
            gradients = torch.autograd.grad(loss / len(a) if mean else loss, parameters)
            with torch.no_grad():
                for values, gradient in zip(parameters, gradients):
                    values -= rate * gradient
    with torch.no_grad():
        return parameters, (forward(weights, biases, x) - t).abs().mean()


serve(train)
