"""mlx.optimizers.linear_schedule."""

from mlx.optimizers import linear_schedule

from goldstep.adapters.mlx.schedules import Schedule

BINDING = Schedule(
    variants=("mlx-0.32",),
    make=lambda h: linear_schedule(h["lr"], h["end"], int(h["length"])),
    bounds={"length": "[1, inf)"},
)
