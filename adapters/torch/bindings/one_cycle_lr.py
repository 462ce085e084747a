"""torch.optim.lr_scheduler.OneCycleLR over SGD, whose momentum it cycles."""

import torch
from torch.optim.lr_scheduler import OneCycleLR

from goldstep.adapters.torch.schedules import Schedule


def make(optimizer, h, last, **options):
    peaks = [float(group.get("max_lr", group["lr"])) for group in optimizer.param_groups]
    momenta = {name: h[name] for name in ("base_momentum", "max_momentum")}
    rest = {"div_factor": h["div"], "final_div_factor": h["final_div"], "last_epoch": last}
    return OneCycleLR(optimizer, peaks, int(h["length"]), pct_start=h["pct"], **momenta, **rest, **options)


BINDING = Schedule(
    variants=("pytorch-2.13", "pytorch-2.13-linear", "pytorch-2.13-three-phase"),
    make=make,
    options={
        "pytorch-2.13-linear": {"anneal_strategy": "linear"},
        "pytorch-2.13-three-phase": {"three_phase": True},
    },
    optimizer=lambda groups, h: torch.optim.SGD(groups, momentum=0.5),
    slots={"momentum": "group/momentum"},
)
