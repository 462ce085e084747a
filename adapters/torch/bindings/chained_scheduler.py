"""torch.optim.lr_scheduler.ChainedScheduler of two members.

Its step() takes no epoch, so a run cannot be resumed by one; `last_epoch` is given to each member.
"""

from torch.optim.lr_scheduler import ChainedScheduler, CosineAnnealingLR, ExponentialLR, LambdaLR, LinearLR

from goldstep.adapters.torch.bindings.lambda_lr import InverseTime
from goldstep.adapters.torch.schedules import Schedule, place

MAKE = {
    "linear": (LinearLR, ("start_factor", "total_iters")),
    "exponential": (ExponentialLR, ("gamma",)),
    "cosine": (CosineAnnealingLR, ("T_max", "eta_min")),
    "absolute": (lambda o, decay, **last: LambdaLR(o, [InverseTime(x) for x in decay], **last), ("decay",)),
}
MEMBERS = {
    "pytorch-2.13": ("linear", "exponential"),
    "pytorch-2.13-cosine": ("linear", "cosine"),
    "pytorch-2.13-absolute-first": ("absolute", "exponential"),
    "pytorch-2.13-absolute-last": ("exponential", "absolute"),
}


def _make(optimizer, members, last_epoch=-1, **options):
    made = []
    for make, names in (MAKE[member] for member in members):
        own = {name: options[name] for name in names if name in options}
        made.append(make(optimizer, **own, last_epoch=last_epoch))
    return ChainedScheduler(made)


def _place(scheduler, e):
    for member in scheduler._schedulers:
        place(member, e)


BINDING = Schedule(
    variants=tuple(MEMBERS),
    make=_make,
    options={
        "start_factor": "start_factor",
        "total_iters": "warm_up",
        "gamma": "gamma",
        "T_max": "length",
        "eta_min": "eta_min",
        "decay": "decay",
    },
    values={"warm_up": int, "length": int},
    chosen={variant: {"members": members} for variant, members in MEMBERS.items()},
    lists={"decay": ""},
    constant=("*",),
    place=_place,
    resumes=("state-dict", "optimizer-first", "last-epoch"),
)
