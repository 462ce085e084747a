"""torch.optim.lr_scheduler.OneCycleLR over SGD, whose momentum it cycles.

What it computes it makes of its arguments once, and keeps it in the parameter groups.
"""

import torch
from torch.optim.lr_scheduler import OneCycleLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13", "pytorch-2.13-linear", "pytorch-2.13-three-phase"),
    make=OneCycleLR,
    options={
        "max_lr": "lr",
        "total_steps": "length",
        "pct_start": "pct",
        "div_factor": "div",
        "final_div_factor": "final_div",
        "base_momentum": "base_momentum",
        "max_momentum": "max_momentum",
    },
    values={"length": int},
    chosen={
        "pytorch-2.13-linear": {"anneal_strategy": "linear"},
        "pytorch-2.13-three-phase": {"three_phase": True},
    },
    lists={"max_lr": "", "base_momentum": "", "max_momentum": ""},
    constant=("*",),
    sets_rate=True,
    optimizer=lambda groups: torch.optim.SGD(groups, momentum=0.5),
    slots={"momentum": "group/momentum"},
)
