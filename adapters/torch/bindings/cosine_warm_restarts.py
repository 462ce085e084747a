"""torch.optim.lr_scheduler.CosineAnnealingWarmRestarts."""

from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=CosineAnnealingWarmRestarts,
    options={"T_0": "first", "T_mult": "growth", "eta_min": "eta_min"},
    values={"first": int, "growth": int},
    constant=("first",),
    slots={"t_cur": "T_cur", "t_i": "T_i"},
)
