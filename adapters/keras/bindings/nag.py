"""keras.optimizers.SGD with nesterov=True."""

from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "SGD",
    {"learning_rate": "lr", "momentum": "momentum"},
    {"b": "momentums"},
    bounds={"momentum": "(0, 1]"},  # without momentum it makes no buffer
    chosen=lambda variant: {"nesterov": True},
)
