"""mlx.optimizers.cosine_decay."""

from mlx.optimizers import cosine_decay

from goldstep.adapters.mlx.schedules import Schedule
from goldstep.adapters.mlx.verbs import given

BINDING = Schedule(
    variants=("mlx-0.32",), make=lambda h: cosine_decay(h["lr"], int(h["length"]), **given(h, end="eta_min"))
)
