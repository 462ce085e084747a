"""Faults of classes as people write them: one place of a right one is edited, and what is to be said of it is known.

They were written without a look at what the diagnosis tries, or at the faults that it was measured by before.
"""

from dataclasses import dataclass

BASE = {}
BASE["adamw"] = """
import math
import torch


class Mine(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            lr, wd, eps = group["lr"], group["weight_decay"], group["eps"]
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad
                state = self.state[p]
                if not state:
                    state["step"] = 0
                    state["exp_avg"] = torch.zeros_like(p)
                    state["exp_avg_sq"] = torch.zeros_like(p)
                state["step"] += 1
                t, m, v = state["step"], state["exp_avg"], state["exp_avg_sq"]
                p.mul_(1 - lr * wd)
                m.mul_(beta1).add_(g, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
                c1, c2 = 1 - beta1**t, 1 - beta2**t
                denominator = (v / c2).sqrt() + eps
                p.sub_(lr * (m / c1) / denominator)
"""
BASE["sgd"] = """
import torch


class Mine(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, momentum=0.9, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            lr, mu, wd = group["lr"], group["momentum"], group["weight_decay"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + wd * p
                state = self.state[p]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = g.clone()
                else:
                    state["momentum_buffer"].mul_(mu).add_(g)
                p.sub_(lr * state["momentum_buffer"])
"""
BASE["rmsprop"] = """
import torch


class Mine(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            lr, alpha, eps, wd = group["lr"], group["alpha"], group["eps"], group["weight_decay"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + wd * p
                state = self.state[p]
                if not state:
                    state["square_avg"] = torch.zeros_like(p)
                v = state["square_avg"]
                v.mul_(alpha).addcmul_(g, g, value=1 - alpha)
                p.sub_(lr * g / (v.sqrt() + eps))
"""
BASE["lion"] = """
import torch


class Mine(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            lr, wd = group["lr"], group["weight_decay"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if not state:
                    state["exp_avg"] = torch.zeros_like(p)
                m = state["exp_avg"]
                p.mul_(1 - lr * wd)
                u = (beta1 * m + (1 - beta1) * g).sign()
                p.sub_(lr * u)
                m.mul_(beta2).add_(g, alpha=1 - beta2)
"""
BASE["adam"] = """
import jax
import jax.numpy as jnp
import optax
from typing import NamedTuple


class State(NamedTuple):
    count: jax.Array
    mu: list
    nu: list


def mine(learning_rate, b1=0.9, b2=0.999, eps=1e-8):
    def init(params):
        zeros = jax.tree.map(jnp.zeros_like, params)
        return State(jnp.zeros([], jnp.int32), zeros, zeros)

    def update(grads, state, params=None):
        t = state.count + 1
        mu = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, grads)
        nu = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, state.nu, grads)

        def direction(m, v):
            m_hat = m / (1 - b1**t)
            v_hat = v / (1 - b2**t)
            return -learning_rate * m_hat / (jnp.sqrt(v_hat) + eps)

        return jax.tree.map(direction, mu, nu), State(t, mu, nu)

    return optax.GradientTransformation(init, update)
"""
BASE["step_lr"] = """
from torch.optim.lr_scheduler import LRScheduler


class Mine(LRScheduler):
    def __init__(self, optimizer, step_size=3, gamma=0.5, last_epoch=-1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self.last_epoch == 0 or self.last_epoch % self.step_size:
            return [group["lr"] for group in self.optimizer.param_groups]
        return [group["lr"] * self.gamma for group in self.optimizer.param_groups]
"""

STEP = "    @torch.no_grad()\n    def step"
LOADED = """    def load_state_dict(self, state_dict):
        super().load_state_dict(state_dict)
{}

    @torch.no_grad()
    def step"""


@dataclass(frozen=True)
class Fault:
    """The source of `algorithm` with `new` in place of `old`; `right` is found in what is to be said of it."""

    algorithm: str
    kind: str
    old: str
    new: str
    right: str

    @property
    def source(self):
        assert BASE[self.algorithm].count(self.old) == 1, self
        return BASE[self.algorithm].replace(self.old, self.new)


FAULTS = [
    # formula
    Fault("adamw", "formula", "(v / c2).sqrt() + eps", "v.sqrt() / c2 + eps", r"bias2 is|bias.*second|root"),
    Fault("adamw", "formula", "lr * (m / c1)", "lr * m", r"bias1 is 1|no.*bias|bias.*first|uncorrected"),
    Fault("adamw", "formula", "addcmul_(g, g, value=1 - beta2)", "addcmul_(m, m, value=1 - beta2)", r"v is .*m"),
    Fault(
        "adamw", "formula", "p.mul_(1 - lr * wd)", "p.mul_(1 - wd)", r"decay.*(lr|learning rate)|theta_decayed is .*"
    ),
    Fault("adamw", "formula", "p.mul_(1 - lr * wd)", "g = g + wd * p", r"this is adam pytorch"),
    Fault("adamw", "formula", "(v / c2).sqrt() + eps", "((v / c2) + eps).sqrt()", r"eps.*(inside|root)"),
    Fault("adamw", "formula", "alpha=1 - beta1", "alpha=1", r"m is .*|dampen|no-one-minus-beta1"),
    Fault("sgd", "formula", "p.sub_(lr * state", "p.sub_(lr * mu * state", r"momentum|mu"),
    Fault("sgd", "formula", "p.grad + wd * p", "p.grad - wd * p", r"d is .*other way|sign|weight_decay.*-"),
    Fault("sgd", "formula", ".mul_(mu).add_(g)", ".mul_(mu).add_(g, alpha=1 - mu)", r"dampening|1 - momentum"),
    Fault("rmsprop", "formula", "v.sqrt() + eps", "(v + eps).sqrt()", r"eps.*(inside|root)"),
    Fault("rmsprop", "formula", "p.sub_(lr * g /", "p.sub_(lr * p.grad /", r"g / |decay|theta is|u is"),
    Fault("lion", "formula", "u = (beta1 * m", "u = (beta2 * m", r"c is beta2"),
    Fault("lion", "formula", ".sign()\n", "\n", r"u is c|sign"),
    # hyperparameter
    Fault("adamw", "hyperparameter", "beta1, beta2 = group", "beta2, beta1 = group", r"swapped"),
    Fault("adamw", "hyperparameter", 'group["eps"]\n', "1e-8\n", r"eps were 1e-08"),
    Fault(
        "rmsprop",
        "hyperparameter",
        "v.mul_(alpha).addcmul_(g, g, value=1 - alpha)",
        "v.mul_(1 - alpha).addcmul_(g, g, value=alpha)",
        r"1 - alpha|alpha were",
    ),
    Fault("lion", "hyperparameter", "1 - lr * wd", "1 - lr * wd / 2", r"weight_decay.*0\.5|theta_decayed is"),
    Fault(
        "adamw",
        "hyperparameter",
        'lr, wd, eps = group["lr"],',
        'lr, wd, eps = group["lr"] or 1e-3,',
        r"lr.*0\.001.*where|where.*lr.*0",
    ),
    Fault("adam", "hyperparameter", "+ eps)", "+ 1e-7)", r"eps were 1e-07"),
    # counting
    Fault("adamw", "counting", "= 0\n", "= 1\n", r"one ahead"),
    Fault("adam", "counting", "t = state.count + 1", "t = state.count + 2", r"twice"),
    Fault(
        "adamw",
        "counting",
        "c1, c2 = 1 - beta1**t, 1 - beta2**t",
        "c1, c2 = 1 - beta1, 1 - beta2",
        r"stuck|bias1 is 1 - beta1|bias2|count",
    ),
    # precision
    Fault("adamw", "precision", "m / c1)", "m / c1).float()", r"single precision"),
    Fault("rmsprop", "precision", "g = p.grad + wd * p", "g = (p.grad + wd * p).float().double()", r"single precision"),
    # plumbing
    Fault(
        "adamw",
        "plumbing",
        'lr, wd, eps = group["lr"]',
        'lr, wd, eps = self.defaults["lr"]',
        r"changes of lr|ignores.*lr",
    ),
    Fault(
        "sgd",
        "plumbing",
        'lr, mu, wd = group["lr"], group["momentum"]',
        'lr, mu, wd = group["lr"], self.defaults["momentum"]',
        r"ignores.*momentum",
    ),
    Fault(
        "sgd",
        "plumbing",
        "if p.grad is None:\n                    continue\n                g = p.grad",
        "g = torch.zeros_like(p) if p.grad is None else p.grad\n                g = g",
        r"missing gradient counts",
    ),
    # groups
    Fault("lion", "groups", 'beta1, beta2 = group["betas"]', 'beta1, beta2 = self.param_groups[0]["betas"]', r"group"),
    Fault(
        "rmsprop",
        "groups",
        '= group["lr"], group["alpha"]',
        '= self.param_groups[0]["lr"], group["alpha"]',
        r"lr of parameter group|group 1",
    ),
    # resumption
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format('        for state in self.state.values():\n            state["step"] = 0'),
        r"count.*(anew|not restored)",
    ),
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format('        for state in self.state.values():\n            state["step"] += 1'),
        r"count.*one ahead",
    ),
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format('        for state in self.state.values():\n            state["exp_avg"].zero_()'),
        r"\bm is not restored",
    ),
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format(
            "        for state in self.state.values():\n"
            '            state["exp_avg"], state["exp_avg_sq"] = state["exp_avg_sq"], state["exp_avg"]'
        ),
        r"m and v are swapped",
    ),
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format("        self.state.clear()"),
        r"m.* (is|are) not (restored|there)",
    ),
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format('        for group in self.param_groups:\n            group["lr"] = self.defaults["lr"]'),
        r"lr .*(optimizer that loads|not restored)",
    ),
    Fault(
        "adamw",
        "resumption",
        STEP,
        LOADED.format(
            '        for group in self.param_groups:\n            group["weight_decay"] = self.defaults["weight_decay"]'
        ),
        r"weight_decay .*(optimizer that loads|not restored)",
    ),
    Fault(
        "sgd",
        "resumption",
        STEP,
        """    def state_dict(self):
        return {**super().state_dict(), "state": {}}

    @torch.no_grad()
    def step""",
        r"\bb is not (restored|there)",
    ),
    Fault(
        "sgd",
        "resumption",
        STEP,
        """    def state_dict(self):
        found = super().state_dict()
        numbers = list(found["state"])
        return {**found, "state": dict(zip(numbers, reversed(found["state"].values())))}

    @torch.no_grad()
    def step""",
        r"b .*(another parameter|order)",
    ),
    Fault(
        "rmsprop",
        "resumption",
        STEP,
        """    def state_dict(self):
        found = super().state_dict()
        short = {i: {k: x.float() for k, x in s.items()} for i, s in found["state"].items()}
        return {**found, "state": short}

    @torch.no_grad()
    def step""",
        r"v .*float32|single",
    ),
    Fault(
        "lion",
        "resumption",
        STEP,
        LOADED.format("        for group in self.param_groups:\n            group.update(self.defaults)"),
        r"hyperparameters .*(optimizer that loads|not restored)",
    ),
    Fault(
        "step_lr",
        "resumption",
        "    def get_lr",
        "    def load_state_dict(self, state_dict):\n        pass\n\n    def get_lr",
        r"count.*(anew|loads|not restored)|gamma|step_size",
    ),
    Fault(
        "step_lr",
        "resumption",
        "    def get_lr",
        "    def load_state_dict(self, state_dict):\n        super().load_state_dict(state_dict)\n"
        "        self.last_epoch = 0\n\n    def get_lr",
        r"count.*(anew|not restored)",
    ),
    # what of groups and changes is heard, and what decay takes
    Fault(
        "adamw",
        "groups",
        "p.mul_(1 - lr * wd)",
        'p.mul_(1 - self.param_groups[0]["lr"] * wd)',
        r"decay takes .*learning rate",
    ),
    Fault(
        "adamw",
        "plumbing",
        "p.mul_(1 - lr * wd)",
        'p.mul_(1 - self.defaults["lr"] * wd)',
        r"decay takes .*learning rate",
    ),
    Fault(
        "adamw",
        "plumbing",
        'lr, wd, eps = group["lr"], group["weight_decay"], group["eps"]\n            beta1, beta2 = group["betas"]',
        'lr, wd, eps = group["lr"], self.defaults["weight_decay"], self.defaults["eps"]\n'
        '            beta1, beta2 = self.defaults["betas"]',
        r"(changes of|groups have no) hyperparameters other than lr|weight_decay of parameter groups",
    ),
    Fault(
        "adamw",
        "groups",
        'beta1, beta2 = group["betas"]',
        'beta1, beta2 = self.param_groups[0]["betas"]\n            eps = self.param_groups[0]["eps"]',
        r"groups? (1|have no .*other than lr and weight_decay)|beta1 and beta2|hyperparameters of parameter group",
    ),
    Fault(
        "sgd",
        "plumbing",
        'lr, mu, wd = group["lr"], group["momentum"], group["weight_decay"]',
        'lr, mu, wd = group["lr"], self.defaults["momentum"], self.defaults["weight_decay"]',
        r"momentum and weight_decay|other than (dampening and )?lr",
    ),
    # one place of a formula
    Fault("adamw", "formula", "(m / c1)", "(m / c2)", r"bias1 is .*beta2|m_hat"),
    Fault("adamw", "formula", "value=1 - beta2", "value=1 - beta1", r"v (is|=) .*beta1|1 - beta1"),
    Fault("adamw", "formula", "sqrt() + eps", "sqrt() - eps", r"eps"),
    Fault("rmsprop", "formula", "addcmul_(g, g,", "addcmul_(g, p.grad,", r"v is .*(g²|\(g · d\))"),
    Fault("rmsprop", "formula", "addcmul_(g, g,", "addcmul_(p.grad, p.grad,", r"v is .*(g²|\(g · d\))"),
    Fault("sgd", "formula", "lr * state", "lr * g + lr * state", r"nesterov|theta|b \+|d \+"),
    # whose parameters are those of another scale of m, which cannot be told from it: it is not read
    Fault(
        "lion",
        "formula",
        "add_(g, alpha=1 - beta2",
        "add_(g, alpha=1 - beta1",
        r"c is beta1 · m .*\(1 - beta2\) · g",
    ),
    Fault("lion", "formula", "add_(g, alpha=1 - beta2", "add_(u, alpha=1 - beta2", r"m (is|=) .*u"),
    Fault("lion", "formula", "(beta1 * m + (1 - beta1) * g)", "(beta1 * m + g)", r"c (is|=) "),
    Fault("adamw", "formula", "1 - lr * wd", "1 - wd", r"not scaled by the learning rate"),
    Fault("sgd", "formula", "wd * p", "wd * lr * p", r"d (is|=) .*lr|weight_decay"),
]
