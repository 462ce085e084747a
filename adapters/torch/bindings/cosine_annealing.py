"""torch.optim.lr_scheduler.CosineAnnealingLR."""

from torch.optim.lr_scheduler import CosineAnnealingLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=CosineAnnealingLR,
    options={"T_max": "length", "eta_min": "eta_min"},
    values={"length": int},
)
