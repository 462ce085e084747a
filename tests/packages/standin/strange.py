"""Optimizers as people write them for themselves: state on the optimizer, made of a model, with names of their own."""

import math

import torch


def _adam(p, g, m, v, t, lr, betas, eps):
    m.mul_(betas[0]).add_(g, alpha=1 - betas[0])
    v.mul_(betas[1]).addcmul_(g, g, value=1 - betas[1])
    p.sub_(lr * (m / (1 - betas[0] ** t)) / ((v / (1 - betas[1] ** t)).sqrt() + eps))


class Lists(torch.optim.Optimizer):
    """Adam with buffers in lists, a buffer for each parameter of all groups."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
        every = [p for group in self.param_groups for p in group["params"]]
        self.first, self.second = [torch.zeros_like(p) for p in every], [torch.zeros_like(p) for p in every]
        self.n = 0

    @torch.no_grad()
    def step(self, closure=None):
        self.n += 1
        every = [(p, group) for group in self.param_groups for p in group["params"]]
        for (p, group), m, v in zip(every, self.first, self.second, strict=True):
            _adam(p, p.grad, m, v, self.n, group["lr"], group["betas"], group["eps"])


class Flattened(torch.optim.Optimizer):
    """Prodigy without its factors, whose state is flat, and one number where all of it is zero at the start."""

    def __init__(self, params, lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, d0=1e-6, d_coef=1.0):
        held = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "d0": d0, "d_coef": d_coef}
        super().__init__(params, {**held, "d": d0, "d_max": d0, "d_numerator": 0.0})

    @torch.no_grad()
    def step(self, closure=None):
        (group,) = self.param_groups[:1]
        (b1, b2), d = group["betas"], group["d"]
        b3, dlr = math.sqrt(b2), d * group["lr"]
        found, size, ratio = 0.0, 0.0, d / group["d0"]
        every = [(p, p.grad.flatten()) for each in self.param_groups for p in each["params"] if p.grad is not None]
        for p, g in every:
            state = self.state[p]
            if not state:
                zeros = {name: torch.zeros_like(g) for name in ("exp_avg", "exp_avg_sq", "s")}
                state |= {**zeros, "p0": p.flatten().clone() if p.any() else torch.zeros((), dtype=p.dtype)}
            found += torch.dot(g, state["p0"] - p.flatten()).item()
            state["exp_avg"].mul_(b1).add_(g, alpha=d * (1 - b1))
            state["exp_avg_sq"].mul_(b2).addcmul_(g, g, value=d * d * (1 - b2))
            size += state["s"].mul_(b3).add_(g, alpha=ratio * dlr).abs().sum().item()
        if not size:
            return
        numerator = b3 * group["d_numerator"] + ratio * dlr * found
        largest = max(group["d_max"], group["d_coef"] * numerator / size)
        for each in self.param_groups:
            each |= {"d_numerator": numerator, "d_max": largest, "d": largest}
        for p, _ in every:
            m, v = (self.state[p][name].reshape(p.shape) for name in ("exp_avg", "exp_avg_sq"))
            p.mul_(1 - dlr * group["weight_decay"]).addcdiv_(m, v.sqrt().add_(largest * group["eps"]), value=-dlr)


class ById(torch.optim.Optimizer):
    """Adam with buffers under the ids of parameters, and a step that takes nothing."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr})
        self.betas, self.eps, self.m, self.v, self.t = betas, eps, {}, {}, 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for group in self.param_groups:
            for p in group["params"]:
                m = self.m.setdefault(id(p), torch.zeros_like(p))
                v = self.v.setdefault(id(p), torch.zeros_like(p))
                _adam(p, p.grad, m, v, self.t, group["lr"], self.betas, self.eps)


class Named(torch.optim.Optimizer):
    """Adam of named parameters, which needs a closure and returns more than a loss."""

    def __init__(self, named_parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.names = dict(named_parameters)
        super().__init__(self.names.values(), {"lr": lr, "betas": betas, "eps": eps})

    def step(self, closure):
        with torch.enable_grad():
            loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    state = self.state[p]
                    if not state:
                        state.update(ticks=0, fast=torch.zeros_like(p), slow=torch.zeros_like(p))
                    state["ticks"] += 1
                    own = (group["lr"], group["betas"], group["eps"])
                    _adam(p, p.grad, state["fast"], state["slow"], state["ticks"], *own)
        return loss, len(self.names)


class OfModel(Named):
    """The same of a model."""

    def __init__(self, model, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(model.named_parameters(), lr, betas, eps)


class Letters(torch.optim.Optimizer):
    """Lion with a tuple under a name that nobody knows."""

    def __init__(self, params, eta=1e-4, b=(0.9, 0.99)):
        super().__init__(params, {"lr": eta, "b": b})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            x, y = group["b"]
            for p in group["params"]:
                m = self.state[p].setdefault("ema", torch.zeros_like(p))
                p.sub_(group["lr"] * torch.sign(x * m + (1 - x) * p.grad))
                m.mul_(y).add_(p.grad, alpha=1 - y)


class Bare:
    """No optimizer of torch."""

    def __init__(self, parameters, lr=0.1):
        self.parameters, self.lr = list(parameters), lr

    def step(self):
        pass


class Cosine:
    """A scheduler that is none of torch's, and keeps no state dict."""

    def __init__(self, optimizer, warmup_steps, total_steps):
        self.optimizer, self.warmup, self.total, self.n = optimizer, warmup_steps, total_steps, 0
        self.base = [group["lr"] for group in optimizer.param_groups]
        self._set()

    def _set(self):
        left = math.pi * (self.n - self.warmup) / (self.total - self.warmup)
        factor = self.n / self.warmup if self.n < self.warmup else (1 + math.cos(left)) / 2
        for group, base in zip(self.optimizer.param_groups, self.base, strict=True):
            group["lr"] = base * factor

    def step(self):
        self.n += 1
        self._set()


class Strict(torch.optim.Optimizer):
    """SGD that refuses what it takes for nonsense, though it would work."""

    def __init__(self, params, lr=1e-3, momentum=0.9, weight_decay=0.0):
        if not (0 < lr <= 1 and 0 <= momentum < 1 and 0 <= weight_decay <= 2):
            raise ValueError("nonsense")
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    g = p.grad + group["weight_decay"] * p
                    b = self.state[p].setdefault("b", torch.zeros_like(p))
                    p.sub_(group["lr"] * b.mul_(group["momentum"]).add_(g))
