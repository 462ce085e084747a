"""mlx.optimizers.Lion."""

from goldstep.adapters.mlx.bindings import adam
from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given

BINDING = Binding(
    variants=("official",),
    optimizer="Lion",
    options=lambda h: {**adam.options(h), **given(h, weight_decay="weight_decay")},
    slots={"m": "m"},
)
