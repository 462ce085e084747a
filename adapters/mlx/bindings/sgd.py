"""mlx.optimizers.SGD."""

from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given

NAMES = ("momentum", "dampening", "weight_decay")

BINDING = Binding(
    variants=("pytorch-2.13", "mlx-0.32-momentum", "pytorch-2.13-nesterov"),
    optimizer="SGD",
    options=lambda h: {"learning_rate": h["lr"], **given(h, **{name: name for name in NAMES})},
    slots={"b": "v"},
    stateless=("pytorch-2.13",),
    chosen=lambda variant: {"nesterov": True} if variant.endswith("nesterov") else {},
    bounds={"momentum": "(0, 1]"},
)
