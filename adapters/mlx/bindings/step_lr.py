"""mlx.optimizers.step_decay."""

from mlx.optimizers import step_decay

from goldstep.adapters.mlx.schedules import Schedule

BINDING = Schedule(variants=("closed",), make=lambda h: step_decay(h["lr"], h["gamma"], int(h["step_size"])))
