"""keras.optimizers.Adadelta."""

from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "Adadelta",
    {"learning_rate": "lr", "rho": "rho", "epsilon": "eps", "weight_decay": "weight_decay"},
    {"e_g": "_accumulated_grads", "e_x": "_accumulated_delta_vars"},
)
