"""torch.optim.lr_scheduler.MultiStepLR."""

from torch.optim.lr_scheduler import MultiStepLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=MultiStepLR,
    options={"milestones": ("milestone_1", "milestone_2"), "gamma": "gamma"},
    values={"milestone_1": int, "milestone_2": int},
    constant=("milestone_1", "milestone_2"),
)
