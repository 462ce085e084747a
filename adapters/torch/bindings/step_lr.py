"""torch.optim.lr_scheduler.StepLR."""

from torch.optim.lr_scheduler import StepLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=StepLR,
    options={"step_size": "step_size", "gamma": "gamma"},
    values={"step_size": int},
)
