"""clipnorm of every optimizer."""

from goldstep.adapters.keras.passing import Transform

BINDING = Transform(options={"clipnorm": "max_norm"})
