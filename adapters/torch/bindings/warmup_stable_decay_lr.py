"""torch.optim.lr_scheduler.SequentialLR of LinearLR, ConstantLR with a factor of 1, and LinearLR.

SequentialLR takes no epoch in `step()`, so that a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import ConstantLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import WAYS, Schedule, place_sequence


def _make(optimizer, warmup, stable, decay, ratio=0.0, last_epoch=-1):
    stages = [
        LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1),
        ConstantLR(optimizer, factor=1.0),
        LinearLR(optimizer, start_factor=1.0, end_factor=ratio, total_iters=decay),
    ]
    return SequentialLR(optimizer, stages, milestones=[warmup, warmup + stable], last_epoch=last_epoch)


BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=_make,
    options={"warmup": "warmup", "stable": "stable", "decay": "decay", "ratio": "ratio"},
    values=dict.fromkeys(("warmup", "stable", "decay"), int),
    constant=("*",),
    place=place_sequence,
    resumes=WAYS[:3],
)
