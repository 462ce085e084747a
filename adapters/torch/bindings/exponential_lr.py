"""torch.optim.lr_scheduler.ExponentialLR."""

from torch.optim.lr_scheduler import ExponentialLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(variants=("pytorch-2.13",), make=ExponentialLR, options={"gamma": "gamma"})
