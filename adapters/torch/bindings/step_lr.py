"""torch.optim.lr_scheduler.StepLR."""

from torch.optim.lr_scheduler import StepLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: StepLR(optimizer, int(h["step_size"]), h["gamma"], last_epoch=last),
)
