"""torch.optim.lr_scheduler.CosineAnnealingWarmRestarts."""

from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: CosineAnnealingWarmRestarts(
        optimizer, int(h["first"]), int(h["growth"]), h["eta_min"], last_epoch=last
    ),
    slots={"t_cur": "T_cur", "t_i": "T_i"},
)
