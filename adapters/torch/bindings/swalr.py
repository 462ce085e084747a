"""torch.optim.swa_utils.SWALR, with the learning rate changed once between its making and its first step of annealing.

That is what the scheduler does which has been at work so far; the documentation shows such a pair.
"""

import torch
from torch.optim.swa_utils import SWALR

from goldstep.adapters.torch.schedules import Schedule


class AfterAnother(SWALR):
    """A SWALR that another scheduler precedes; this multiplies the learning rate of each group by a factor."""

    def __init__(self, optimizer, swa_lr, factors, **options):
        super().__init__(optimizer, swa_lr, **options)
        self.factors = factors

    def step(self, epoch=None):
        if self._step_count and self.last_epoch == 0:
            for group, factor in zip(self.optimizer.param_groups, self.factors, strict=True):
                if isinstance(group["lr"], torch.Tensor):
                    group["lr"].mul_(factor)
                else:
                    group["lr"] *= factor
        super().step(epoch)


def _make(optimizer, swa_lr, factor=None, **options):
    return AfterAnother(optimizer, swa_lr, factor or [1.0] * len(swa_lr), **options)


BINDING = Schedule(
    variants=("pytorch-2.13", "pytorch-2.13-linear"),
    make=_make,
    options={"swa_lr": "swa_lr", "anneal_epochs": "length", "factor": "factor"},
    values={"length": int},
    chosen={"pytorch-2.13-linear": {"anneal_strategy": "linear"}},
    lists={"swa_lr": "", "factor": ""},
    constant=("*",),
)
