"""torch.nn.utils.clip_grad_norm_ over all parameters."""

import torch

from goldstep.adapters.torch.transforms import FLAGS, Transform
from goldstep.adapters.torch.ways import DDP, FSDP2

CHOSEN = {
    "pytorch-2.13": {},
    "pytorch-2.13-1": {"norm_type": 1.0},
    "pytorch-2.13-inf": {"norm_type": torch.inf},
}


def clip(parameters, hyper, given):
    raising = {"error_if_nonfinite": True} if "error_if_nonfinite" in given.options else {}
    options = {**CHOSEN[given.variant], **raising}
    return torch.nn.utils.clip_grad_norm_(parameters, hyper["max_norm"], foreach=given.foreach, **options)


BINDING = Transform(
    variants=tuple(CHOSEN), apply=clip, missing=True, ways=("error_if_nonfinite",), modes=(*FLAGS, FSDP2, DDP)
)
