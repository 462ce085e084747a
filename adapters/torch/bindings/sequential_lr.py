"""torch.optim.lr_scheduler.SequentialLR of LinearLR, ExponentialLR and CosineAnnealingLR.

Its step() takes no epoch, so a run cannot be resumed by one.
"""

from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LinearLR, SequentialLR

from goldstep.adapters.torch.schedules import WAYS, Schedule, place_sequence


def _make(optimizer, start_factor, warm_up, first, gamma, second, length, last_epoch=-1):
    members = [
        LinearLR(optimizer, start_factor, total_iters=warm_up),
        ExponentialLR(optimizer, gamma),
        CosineAnnealingLR(optimizer, length),
    ]
    return SequentialLR(optimizer, members, [first, first + second], last_epoch=last_epoch)


BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=_make,
    options={name: name for name in ("start_factor", "warm_up", "first", "gamma", "second", "length")},
    values=dict.fromkeys(("warm_up", "first", "second", "length"), int),
    constant=("*",),
    place=place_sequence,
    resumes=WAYS[:3],
)
