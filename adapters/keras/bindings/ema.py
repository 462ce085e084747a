"""use_ema=True of every optimizer."""

from goldstep.adapters.keras.passing import Average

BINDING = Average(options={"ema_momentum": "decay"}, chosen=lambda variant: {"use_ema": True})
