"""torch.optim.swa_utils.SWALR, with the learning rate changed once between its making and its first step of annealing.

That is what the scheduler does which has been at work so far; the documentation shows such a pair.
"""

from torch.optim.swa_utils import SWALR

from goldstep.adapters.torch.schedules import Schedule


class AfterAnother(SWALR):
    """A SWALR that another scheduler precedes; this multiplies the learning rates by a factor."""

    factor = 1.0

    def step(self, epoch=None):
        if self._step_count and self.last_epoch == 0:
            for group in self.optimizer.param_groups:
                group["lr"] = group["lr"] * self.factor
        super().step(epoch)


def _make(optimizer, h, last, anneal_strategy="cos"):
    scheduler = AfterAnother(optimizer, h["swa_lr"], int(h["length"]), anneal_strategy, last)
    scheduler.factor = h["factor"]
    return scheduler


BINDING = Schedule(
    variants=("pytorch-2.13", "pytorch-2.13-linear"),
    make=_make,
    options={"pytorch-2.13-linear": {"anneal_strategy": "linear"}},
)
