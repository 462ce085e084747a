"""keras.optimizers.SGD."""

from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "SGD",
    {"learning_rate": "lr", "momentum": "momentum", "weight_decay": "weight_decay"},
    {"b": "momentums"},
    ("keras-3.15", "keras-3.15-momentum", "keras-3.15-nesterov"),
    bounds={"momentum": "(0, 1]"},  # without momentum it makes no buffer
    chosen=lambda variant: {"nesterov": True} if variant.endswith("nesterov") else {},
)
