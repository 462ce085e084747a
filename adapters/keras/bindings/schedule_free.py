"""keras.optimizers.ScheduleFreeAdamW, which casts its betas to the dtype of the parameters."""

from goldstep.adapters.keras.backend import demoted, rounding
from goldstep.adapters.keras.optimizers import ADAM, Binding

BINDING = Binding(
    "ScheduleFreeAdamW",
    {**ADAM, "warmup_steps": "warmup_steps"},
    {"v": "_velocities", "z": "_momentums"},
    values={"warmup_steps": int},
    contract=rounding(constants="working"),
    dtypes=demoted("torch"),
)
