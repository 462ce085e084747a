"""torch.nn.utils.clip_grad_norm_, called for each parameter alone."""

import torch

from goldstep.adapters.torch.transforms import Transform


def clip(parameters, hyper, given):
    for p in parameters:
        torch.nn.utils.clip_grad_norm_(p, hyper["max_norm"], foreach=given.foreach)


BINDING = Transform(variants=("pytorch-2.13",), apply=clip, missing=True)
