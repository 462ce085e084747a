"""torch.optim.lr_scheduler.ChainedScheduler of two members.

Its step() takes no epoch, so a run cannot be resumed by one; `last_epoch` is given to each member.
"""

from torch.optim.lr_scheduler import ChainedScheduler, CosineAnnealingLR, ExponentialLR, LambdaLR, LinearLR

from goldstep.adapters.torch.schedules import Schedule, place

MAKE = {
    "linear": lambda o, h, last: LinearLR(o, h["start_factor"], total_iters=int(h["warm_up"]), last_epoch=last),
    "exponential": lambda o, h, last: ExponentialLR(o, h["gamma"], last_epoch=last),
    "cosine": lambda o, h, last: CosineAnnealingLR(o, int(h["length"]), h["eta_min"], last_epoch=last),
    "absolute": lambda o, h, last: LambdaLR(o, lambda e: 1 / (1 + h["decay"] * e), last_epoch=last),
}
MEMBERS = {
    "pytorch-2.13": ("linear", "exponential"),
    "pytorch-2.13-cosine": ("linear", "cosine"),
    "pytorch-2.13-absolute-first": ("absolute", "exponential"),
    "pytorch-2.13-absolute-last": ("exponential", "absolute"),
}


def _make(optimizer, h, last, members):
    return ChainedScheduler([MAKE[member](optimizer, h, last) for member in members])


def _place(scheduler, e):
    for member in scheduler._schedulers:
        place(member, e)


BINDING = Schedule(
    variants=tuple(MEMBERS),
    make=_make,
    options={variant: {"members": members} for variant, members in MEMBERS.items()},
    place=_place,
    resumes=("state-dict", "optimizer-first", "last-epoch"),
)
