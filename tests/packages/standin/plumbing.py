"""AdamW that is right, and others that compute what it computes and are wrong in what is around it."""

import copy
import math

import torch


class Right(torch.optim.Optimizer):
    """AdamW."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, maximize=False):
        said = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, said)

    def count(self, p):
        return torch.tensor(0.0)

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(step=self.count(p), fast=torch.zeros_like(p), slow=torch.zeros_like(p))
                state["step"] += 1
                self.one(p, self.of(p.grad, group), state, group)

    def of(self, g, group):
        return -g if group["maximize"] else g

    def one(self, p, g, state, group):
        (beta1, beta2), t = group["betas"], float(state["step"])
        p.mul_(1 - group["lr"] * group["weight_decay"])
        state["fast"].lerp_(g, 1 - beta1)
        state["slow"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
        root = state["slow"].sqrt() / math.sqrt(1 - beta2**t)
        p.addcdiv_(state["fast"], root.add_(group["eps"]), value=-group["lr"] / (1 - beta1**t))


class PassesOn(Right):
    """Right, with a constructor that hands on what it is given."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rates = [group["lr"] for group in self.param_groups]


class KeepsFirstRate(PassesOn):
    """The learning rate is that of the beginning."""

    def one(self, p, g, state, group):
        super().one(p, g, state, {**group, "lr": self.rates[0]})


class TurnsInPlace(Right):
    """Maximizing negates the gradient itself."""

    def of(self, g, group):
        return g.neg_() if group["maximize"] else g


class Takes(Right):
    """A step takes the gradients away."""

    def step(self, closure=None):
        super().step(closure)
        self.zero_grad()


class Merges(Right):
    """A load keeps the state of parameters for which nothing was saved."""

    def load_state_dict(self, saved):
        own = dict(self.state)
        super().load_state_dict(saved)
        for p, state in own.items():
            self.state[p] = self.state[p] or state


class CountsInTheDtype(Right):
    """Steps are counted in the dtype of the parameters."""

    def count(self, p):
        return torch.zeros((), dtype=p.dtype)


class Bounds(Right):
    """Gradients are bounded, for safety."""

    def of(self, g, group):
        return super().of(g, group).clamp(-1e4, 1e4)


class BoundsWeights(Right):
    """Weights are bounded, for safety."""

    def one(self, p, g, state, group):
        super().one(p, g, state, group)
        p.clamp_(-1e6, 1e6)


class ReadsTheInitialRate(Right):
    """The learning rate is what a scheduler notes as the initial one."""

    def one(self, p, g, state, group):
        super().one(p, g, state, {**group, "lr": group.get("initial_lr", group["lr"])})


class AsksTwice(Right):
    """A closure is evaluated before the step and after it."""

    def step(self, closure=None):
        for _ in range(2 if closure else 0):
            closure()
        return super().step()


class AsksWithoutGradients(Right):
    """A closure is evaluated where its loss has no gradient."""

    @torch.no_grad()
    def step(self, closure=None):
        loss = closure() if closure else None
        super().step()
        return loss


class StartsAnew(Right):
    """Every thousand steps the momentum begins anew."""

    def one(self, p, g, state, group):
        if not float(state["step"]) % 1000:
            state["fast"].zero_()
        super().one(p, g, state, group)


class Shadow:
    """An average of the weights of a model."""

    def __init__(self, model, decay=0.999):
        self.decay, self.shadow = decay, copy.deepcopy(model)

    @torch.no_grad()
    def update(self, model):
        for kept, p in zip(self.shadow.parameters(), model.parameters(), strict=True):
            kept.lerp_(p, 1 - self.decay)


class WritesModel(Shadow):
    """The average is written into the model that is trained."""

    @torch.no_grad()
    def update(self, model):
        super().update(model)
        for kept, p in zip(self.shadow.parameters(), model.parameters(), strict=True):
            p.copy_(kept)


class Stairs(torch.optim.lr_scheduler.LRScheduler):
    """Decay by a factor every few steps, by a closed form."""

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base * self.gamma ** (self.last_epoch // self.step_size) for base in self.base_lrs]


class TellsOneRate(Stairs):
    """All groups are said to have the rate of the first."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def get_last_lr(self):
        return super().get_last_lr()[:1] * len(self.base_lrs)
