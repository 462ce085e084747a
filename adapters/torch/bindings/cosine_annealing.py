"""torch.optim.lr_scheduler.CosineAnnealingLR."""

from torch.optim.lr_scheduler import CosineAnnealingLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: CosineAnnealingLR(optimizer, int(h["length"]), h["eta_min"], last_epoch=last),
)
