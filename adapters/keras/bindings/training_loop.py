"""keras.optimizers.AdamW with a schedule, clipping, accumulation and an average of the weights, all of its own."""

from functools import cache

from keras.optimizers.schedules import CosineDecay

from goldstep.adapters.keras.backend import demoted
from goldstep.adapters.keras.loops import Loop
from goldstep.adapters.keras.schedules import narrow


@cache
def schedule(lr, warmup, length):
    warm = {"warmup_target": lr, "warmup_steps": int(warmup)} if warmup else {}
    return CosineDecay(0.0 if warmup else lr, int(length), **warm)


BINDING = Loop(
    options={
        "beta_1": "beta1",
        "beta_2": "beta2",
        "epsilon": "eps",
        "weight_decay": "weight_decay",
        "global_clipnorm": "max_norm",
        "gradient_accumulation_steps": "every",
        "ema_momentum": "ema_decay",
    },
    values={"every": int},
    more=lambda h: {"learning_rate": schedule(h["lr"], h["warmup"], h["length"])},
    chosen=lambda variant: {"use_ema": True},
    constant=("lr", "warmup", "length", "every"),  # a window that has begun would end elsewhere
    bounds={"every": "[2, inf)"},
    contract=narrow("jax"),
    dtypes=demoted("torch"),
)
