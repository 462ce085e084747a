"""torch.optim.lr_scheduler.SequentialLR of LinearLR and CosineAnnealingLR, the customary spelling.

SequentialLR takes no epoch in `step()`, so that a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import WAYS, Schedule, place_sequence


def _make(optimizer, warmup, length, last_epoch=-1, **rest):
    rise = LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1)
    fall = CosineAnnealingLR(optimizer, length - warmup, **rest)
    return SequentialLR(optimizer, [rise, fall], milestones=[warmup], last_epoch=last_epoch)


BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=_make,
    options={"warmup": "warmup", "length": "length", "eta_min": "eta_min"},
    values={"warmup": int, "length": int},
    constant=("*",),
    place=place_sequence,
    resumes=WAYS[:3],
)
