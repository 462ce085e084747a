"""torch.optim.lr_scheduler.CyclicLR over SGD, whose momentum it cycles or leaves alone."""

import torch
from torch.optim.lr_scheduler import CyclicLR

from goldstep.adapters.torch.schedules import Schedule


def make(optimizer, h, last, **options):
    base = [float(group.get("initial_lr", group["lr"])) for group in optimizer.param_groups]
    halves = {"step_size_up": int(h["up"]), "step_size_down": int(h["down"])}
    rest = {name: h[name] for name in ("gamma", "base_momentum", "max_momentum") if name in h}
    return CyclicLR(optimizer, base, h["max_lr"], **halves, **rest, **options, last_epoch=last)


BINDING = Schedule(
    variants=(
        "pytorch-2.13",
        "pytorch-2.13-triangular2",
        "pytorch-2.13-exp-range",
        "pytorch-2.13-without-momentum",
    ),
    make=make,
    options={
        "pytorch-2.13-triangular2": {"mode": "triangular2"},
        "pytorch-2.13-exp-range": {"mode": "exp_range"},
        "pytorch-2.13-without-momentum": {"cycle_momentum": False},
    },
    optimizer=lambda groups, h: torch.optim.SGD(groups, momentum=h["max_momentum"]),
    slots={"momentum": "group/momentum"},
)
