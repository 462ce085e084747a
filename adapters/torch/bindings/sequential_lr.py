"""torch.optim.lr_scheduler.SequentialLR of LinearLR, ExponentialLR and CosineAnnealingLR.

Its step() takes no epoch, so a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import WAYS, Schedule, place_sequence


def _make(optimizer, h, last):
    members = [
        LinearLR(optimizer, h["start_factor"], total_iters=int(h["warm_up"])),
        ExponentialLR(optimizer, h["gamma"]),
        CosineAnnealingLR(optimizer, int(h["length"])),
    ]
    first = int(h["first"])
    return SequentialLR(optimizer, members, [first, first + int(h["second"])], last_epoch=last)


BINDING = Schedule(variants=("pytorch-2.13",), make=_make, place=place_sequence, resumes=WAYS[:3])
