"""keras.optimizers.Lion, which casts its betas to the dtype of the parameters."""

from goldstep.adapters.keras.backend import rounding
from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "Lion",
    {"learning_rate": "lr", "beta_1": "beta1", "beta_2": "beta2", "weight_decay": "weight_decay"},
    {"m": "_momentums"},
    bounds={"beta1": "(0, 1]"},
    contract=rounding(constants="working"),
)
