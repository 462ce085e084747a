"""torch.nn.utils.clip_grad_value_."""

import torch

from goldstep.adapters.torch.transforms import FLAGS, Transform
from goldstep.adapters.torch.ways import DDP, FSDP2


def clip(parameters, hyper, given):
    torch.nn.utils.clip_grad_value_(parameters, hyper["max_value"], foreach=given.foreach)


BINDING = Transform(variants=("pytorch-2.13",), apply=clip, missing=True, modes=(*FLAGS, FSDP2, DDP))
