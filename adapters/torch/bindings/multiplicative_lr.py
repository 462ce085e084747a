"""torch.optim.lr_scheduler.MultiplicativeLR with a function that is not 1 at 0."""

from torch.optim.lr_scheduler import MultiplicativeLR

from goldstep.adapters.torch.schedules import Schedule


def make(optimizer, h, last):
    return MultiplicativeLR(optimizer, lambda e: 1 / (1 + h["decay"] * (e + 1)), last_epoch=last)


BINDING = Schedule(variants=("pytorch-2.13",), make=make)
