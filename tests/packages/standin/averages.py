"""Averages of weights, of a model and of parameters, and functions that clip gradients; some of them wrong."""

import copy

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_avg_fn


class Shadow:
    """An exponential average of parameters, which begins as a copy of them; a late one moves by the wrong share."""

    def __init__(self, params, beta=0.99, *, late=False):
        self.params, self.beta = list(params), 1 - beta if late else beta
        self.shadow = [p.detach().clone() for p in self.params]

    @torch.no_grad()
    def update(self):
        for kept, p in zip(self.shadow, self.params, strict=True):
            kept.mul_(self.beta).add_(p, alpha=1 - self.beta)


class OfModel(torch.nn.Module):
    """The same of a model, with its buffers copied."""

    def __init__(self, model, decay=0.99):
        super().__init__()
        self.inner, self.decay = copy.deepcopy(model), decay

    @torch.no_grad()
    def update_parameters(self, model):
        for kept, p in zip(self.inner.parameters(), model.parameters(), strict=True):
            kept.mul_(self.decay).add_(p, alpha=1 - self.decay)
        for kept, b in zip(self.inner.buffers(), model.buffers(), strict=True):
            kept.copy_(b)


class Nothing:
    def __init__(self, model, decay):
        self.model = copy.deepcopy(model)


def of_torch(model, decay):
    return AveragedModel(model, avg_fn=get_ema_avg_fn(decay))


def clip(parameters, limit, *, guarded=True):
    """Clips the norm of all gradients together."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    total = torch.sqrt(sum((g * g).sum() for g in gradients))
    for g in gradients:
        g.mul_(torch.clamp(limit / (total + 1e-6 * guarded), max=1.0))
