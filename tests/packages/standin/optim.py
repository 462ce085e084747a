"""Optimizers with names of their own, some of them wrong."""

import torch
from torch.optim import Optimizer


def moments(p, m, v, b1, b2, eps, t):
    """The direction of Adam at step t."""
    m.mul_(b1).add_(p.grad, alpha=1 - b1)
    v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
    return m / (1 - b1**t) / (v / (1 - b2**t)).sqrt().add_(eps)


class Renamed(Optimizer):
    """AdamW; its groups call things otherwise than its constructor, and its state has names that nobody knows."""

    def __init__(self, params, learning_rate=1e-3, b1=0.9, b2=0.999, epsilon=1e-8, wd=1e-2, verbose=False):
        super().__init__(params, {"lr": learning_rate, "b1": b1, "b2": b2, "damping": epsilon, "decay": wd})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(ticks=0, fast=torch.zeros_like(p), slow=torch.zeros_like(p))
                state["ticks"] += 1
                p.mul_(1 - group["lr"] * group["decay"])
                fast, slow, t = state["fast"], state["slow"], state["ticks"]
                p.sub_(group["lr"] * moments(p, fast, slow, group["b1"], group["b2"], group["damping"], t))


class Late(Optimizer):
    """AdamW that decays after the update."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(step=0, exp_avg=torch.zeros_like(p), exp_avg_sq=torch.zeros_like(p))
                state["step"] += 1
                m, v = state["exp_avg"], state["exp_avg_sq"]
                p.sub_(group["lr"] * moments(p, m, v, *group["betas"], group["eps"], state["step"]))
                p.mul_(1 - group["lr"] * group["weight_decay"])


class Attributes(Optimizer):
    """Adam that keeps all but the learning rate in attributes of itself, where no state dict finds it."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr})
        self.betas, self.eps, self.calls, self.moments = betas, eps, 0, None

    @torch.no_grad()
    def step(self, closure=None):
        params = [(group["lr"], p) for group in self.param_groups for p in group["params"]]
        if self.moments is None:
            self.moments = [torch.zeros(2, *p.shape, dtype=p.dtype) for _, p in params]
        self.calls += 1
        for (lr, p), (m, v) in zip(params, self.moments, strict=False):
            if p.grad is not None:
                p.sub_(lr * moments(p, m, v, *self.betas, self.eps, self.calls))


class Closed(Late):
    """SGD whose step must be given a closure, and whose constructor must be told how to round."""

    def __init__(self, params, speed, rounding):
        Optimizer.__init__(self, params, {"speed": speed})
        if rounding != "even":
            raise ValueError(f"unknown rounding {rounding}")

    @torch.no_grad()
    def step(self, closure):
        closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(p.grad, alpha=group["speed"])


def sgd(params, lr):
    return torch.optim.SGD(params, lr)


NOT_ONE = 3


class Recording(Optimizer):
    """SGD whose step torch records, since nobody told it not to."""

    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})

    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                p -= group["lr"] * p.grad


class Alone:
    """SGD that is no optimizer of torch."""

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = list(params), lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p.sub_(self.lr * p.grad)


class AtFirst(Optimizer):
    """Lion whose decay goes by the learning rate as a fraction of what that was at first."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})
        self.first = lr

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                p.mul_(1 - group["lr"] / self.first * group["weight_decay"])
                p.sub_(group["lr"] * (beta1 * m + (1 - beta1) * p.grad).sign())
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


MADE = Recording([torch.zeros(1)])


def nothing(params, lr=1e-3):
    """Makes no optimizer."""
    return [params, lr]
