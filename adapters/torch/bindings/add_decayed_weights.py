"""A penalty in the loss, whose gradient autograd adds to the one that is there, and torch.nn.utils.clip_grad_value_."""

import torch

from goldstep.adapters.torch.transforms import Transform


def penalise(parameters, hyper, given):
    with torch.enable_grad():
        for p in parameters:
            (hyper["weight_decay"] / 2 * p.square().sum()).backward()
    if given.variant.endswith("clipped"):
        torch.nn.utils.clip_grad_value_(parameters, hyper["limit"], foreach=given.foreach)


BINDING = Transform(variants=("pytorch-2.13", "pytorch-2.13-clipped"), apply=penalise, inputs=("g", "w"))
