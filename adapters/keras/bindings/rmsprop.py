"""keras.optimizers.RMSprop, which keeps the velocity of momentum negated."""

from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "RMSprop",
    {"learning_rate": "lr", "rho": "alpha", "epsilon": "eps", "momentum": "momentum", "weight_decay": "weight_decay"},
    {"v": "_velocities", "a": "_average_gradients", "b": "-_momentums"},
    ("keras-3.15-centered", "keras-3.15-momentum", "keras-3.15"),
    chosen=lambda variant: {"centered": True} if variant.endswith("centered") else {},
)
