"""torch.optim.lr_scheduler.MultiStepLR."""

from torch.optim.lr_scheduler import MultiStepLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: MultiStepLR(
        optimizer, [int(h["milestone_1"]), int(h["milestone_2"])], h["gamma"], last_epoch=last
    ),
)
