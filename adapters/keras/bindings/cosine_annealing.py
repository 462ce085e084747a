"""keras.optimizers.schedules.CosineDecay."""

from keras.optimizers.schedules import CosineDecay

from goldstep.adapters.keras.schedules import Schedule, narrow
from goldstep.adapters.keras.verbs import given

BINDING = Schedule(
    lambda h, variant: CosineDecay(h["lr"], int(h["length"]), **given(h, alpha="alpha")),
    contract=narrow("jax", "torch"),
)
