"""keras.optimizers.schedules.CosineDecayRestarts, which computes all from the count."""

from keras.optimizers.schedules import CosineDecayRestarts

from goldstep.adapters.keras.schedules import Schedule, narrow
from goldstep.adapters.keras.verbs import given

BINDING = Schedule(
    lambda h, variant: CosineDecayRestarts(
        h["lr"], int(h["first"]), **given(h, t_mul="growth", m_mul="peak_factor", alpha="alpha")
    ),
    contract=narrow("jax"),
    constant=("first", "growth", "peak_factor"),  # a new schedule goes by these from its beginning
    unreadable=("t_cur", "t_i", "peak"),
)
