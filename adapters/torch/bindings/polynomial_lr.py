"""torch.optim.lr_scheduler.PolynomialLR."""

from torch.optim.lr_scheduler import PolynomialLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=PolynomialLR,
    options={"total_iters": "length", "power": "exponent"},
    values={"length": int},
)
