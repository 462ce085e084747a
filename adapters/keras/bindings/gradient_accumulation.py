"""gradient_accumulation_steps of every optimizer."""

from goldstep.adapters.keras.passing import Transform

BINDING = Transform(
    options={"gradient_accumulation_steps": "every"},
    slots={"acc": "_accumulated_gradients"},
    values={"every": int},
    constant=("every",),  # a window that has begun would end elsewhere
    bounds={"every": "[2, inf)"},
)
