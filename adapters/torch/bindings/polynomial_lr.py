"""torch.optim.lr_scheduler.PolynomialLR."""

from torch.optim.lr_scheduler import PolynomialLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=lambda optimizer, h, last: PolynomialLR(optimizer, int(h["length"]), h["exponent"], last_epoch=last),
)
