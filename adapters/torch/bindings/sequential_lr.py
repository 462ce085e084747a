"""torch.optim.lr_scheduler.SequentialLR of LinearLR, ExponentialLR and CosineAnnealingLR.

Its step() takes no epoch, so a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import Schedule, place


def _make(optimizer, h, last):
    members = [
        LinearLR(optimizer, h["start_factor"], total_iters=int(h["warm_up"])),
        ExponentialLR(optimizer, h["gamma"]),
        CosineAnnealingLR(optimizer, int(h["length"])),
    ]
    first = int(h["first"])
    return SequentialLR(optimizer, members, [first, first + int(h["second"])], last_epoch=last)


def _place(scheduler, e):
    place(scheduler, e)
    starts = [0, *scheduler._milestones]
    for member, start, end in zip(scheduler._schedulers, starts, [*starts[1:], e + 1], strict=True):
        place(member, min(e, end - 1) - start)


BINDING = Schedule(
    variants=("pytorch-2.13",), make=_make, place=_place, resumes=("state-dict", "optimizer-first", "last-epoch")
)
