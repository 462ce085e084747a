"""torch.optim.lr_scheduler.SequentialLR of LinearLR and CosineAnnealingLR, the customary spelling.

SequentialLR takes no epoch in `step()`, so that a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import WAYS, Schedule, place_sequence


def _make(optimizer, h, last):
    warmup = int(h["warmup"])
    rise = LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1)
    fall = CosineAnnealingLR(optimizer, int(h["length"]) - warmup, h["eta_min"])
    return SequentialLR(optimizer, [rise, fall], milestones=[warmup], last_epoch=last)


BINDING = Schedule(variants=("pytorch-2.13",), make=_make, place=place_sequence, resumes=WAYS[:3])
