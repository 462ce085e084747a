"""torch.optim.lr_scheduler.LinearLR."""

from torch.optim.lr_scheduler import LinearLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: LinearLR(
        optimizer, h["start_factor"], h["end_factor"], int(h["length"]), last_epoch=last
    ),
)
