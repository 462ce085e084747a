"""mlx.optimizers.Adagrad, which has neither weight decay nor a decay of its learning rate."""

from goldstep.adapters.mlx.optimizers import Binding

BINDING = Binding(
    variants=("paper",),
    optimizer="Adagrad",
    options=lambda h: {"learning_rate": h["lr"], "eps": h["eps"]},
    slots={"G": "v"},
    bounds={"eps": "(0, inf)"},
)
