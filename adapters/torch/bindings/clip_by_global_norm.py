"""torch.nn.utils.clip_grad_norm_ over all parameters."""

import torch

from goldstep.adapters.torch.transforms import FLAGS, Transform
from goldstep.adapters.torch.ways import DDP, FSDP2

ORDERS = {"pytorch-2.13": 2.0, "pytorch-2.13-1": 1.0, "pytorch-2.13-inf": torch.inf}


def clip(parameters, hyper, given):
    raises = "error_if_nonfinite" in given.options
    options = {"norm_type": ORDERS[given.variant], "foreach": given.foreach, "error_if_nonfinite": raises}
    torch.nn.utils.clip_grad_norm_(parameters, hyper["max_norm"], **options)


BINDING = Transform(
    variants=tuple(ORDERS), apply=clip, missing=True, ways=("error_if_nonfinite",), modes=(*FLAGS, FSDP2, DDP)
)
