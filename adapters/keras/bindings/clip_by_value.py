"""clipvalue of every optimizer."""

from goldstep.adapters.keras.passing import Transform

BINDING = Transform(options={"clipvalue": "max_value"})
