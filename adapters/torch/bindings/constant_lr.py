"""torch.optim.lr_scheduler.ConstantLR."""

from torch.optim.lr_scheduler import ConstantLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=ConstantLR,
    options={"factor": "factor", "total_iters": "length"},
    values={"length": int},
)
