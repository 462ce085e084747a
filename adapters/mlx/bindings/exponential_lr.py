"""mlx.optimizers.exponential_decay."""

from mlx.optimizers import exponential_decay

from goldstep.adapters.mlx.schedules import Schedule

BINDING = Schedule(variants=("closed",), make=lambda h: exponential_decay(h["lr"], h["gamma"]))
