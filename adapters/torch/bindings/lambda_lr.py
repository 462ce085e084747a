"""torch.optim.lr_scheduler.LambdaLR with inverse-time decay for its function."""

from torch.optim.lr_scheduler import LambdaLR

from goldstep.adapters.torch.schedules import Schedule


def make(optimizer, h, last):
    return LambdaLR(optimizer, lambda e: 1 / (1 + h["decay"] * e), last_epoch=last)


BINDING = Schedule(variants=("pytorch-2.13",), make=make)
