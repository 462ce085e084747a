"""Autograd, which adds to `.grad` what each backward pass gives, until it is zeroed."""

import torch

from goldstep.adapters.torch.transforms import Transform


def backward(parameters, hyper, given):
    """The pass of a loss whose gradient is the given one."""
    for i, p in enumerate(parameters):
        g, p.grad = p.grad, given.slots["acc"][i]
        with torch.enable_grad():
            (p * g).sum().backward()
        if given.t % int(hyper["every"]) == 0:
            given.slots["acc"][i] = torch.zeros_like(p.grad)
        else:
            given.slots["acc"][i], p.grad = p.grad, torch.zeros_like(p.grad)


BINDING = Transform(
    variants=("pytorch-2.13",),
    apply=backward,
    slots=lambda p, hyper: {"acc": torch.zeros_like(p).detach()},
    modes=("for-loop",),
)
