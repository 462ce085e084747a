"""torch.nn.utils.clip_grad_norm_ over all parameters."""

import torch

from goldstep.adapters.torch.transforms import FLAGS, Transform
from goldstep.adapters.torch.ways import FSDP2

ORDERS = {"pytorch-2.13": 2.0, "pytorch-2.13-1": 1.0, "pytorch-2.13-inf": torch.inf}


def clip(parameters, hyper, given):
    order = ORDERS[given.variant]
    torch.nn.utils.clip_grad_norm_(parameters, hyper["max_norm"], norm_type=order, foreach=given.foreach)


BINDING = Transform(variants=tuple(ORDERS), apply=clip, missing=True, modes=(*FLAGS, FSDP2))
