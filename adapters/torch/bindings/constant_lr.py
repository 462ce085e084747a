"""torch.optim.lr_scheduler.ConstantLR."""

from torch.optim.lr_scheduler import ConstantLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: ConstantLR(optimizer, h["factor"], int(h["length"]), last_epoch=last),
)
