"""keras.optimizers.schedules.CosineDecay with a warm-up, whose steps do not count among those of the decay."""

from keras.optimizers.schedules import CosineDecay

from goldstep.adapters.keras.schedules import Schedule, narrow
from goldstep.adapters.keras.verbs import given

BINDING = Schedule(
    lambda h, variant: CosineDecay(
        h.get("init", 0.0),
        int(h["length"]),
        **given(h, alpha="alpha"),
        warmup_target=h["lr"],
        warmup_steps=int(h["warmup"]),
    ),
    contract=narrow("jax", "torch"),
)
