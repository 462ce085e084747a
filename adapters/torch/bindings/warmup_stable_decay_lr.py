"""torch.optim.lr_scheduler.SequentialLR of LinearLR, ConstantLR with a factor of 1, and LinearLR.

SequentialLR takes no epoch in `step()`, so that a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import ConstantLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import WAYS, Schedule, place_sequence


def _make(optimizer, h, last):
    warmup, stable = int(h["warmup"]), int(h["stable"])
    stages = [
        LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1),
        ConstantLR(optimizer, factor=1.0),
        LinearLR(optimizer, start_factor=1.0, end_factor=h["ratio"], total_iters=int(h["decay"])),
    ]
    return SequentialLR(optimizer, stages, milestones=[warmup, warmup + stable], last_epoch=last)


BINDING = Schedule(variants=("pytorch-2.13",), make=_make, place=place_sequence, resumes=WAYS[:3])
