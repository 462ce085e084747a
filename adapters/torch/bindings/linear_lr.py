"""torch.optim.lr_scheduler.LinearLR."""

from torch.optim.lr_scheduler import LinearLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=LinearLR,
    options={"start_factor": "start_factor", "end_factor": "end_factor", "total_iters": "length"},
    values={"length": int},
)
