"""mlx.optimizers.AdamW with bias correction, which it leaves out by default."""

from goldstep.adapters.mlx.bindings import adam
from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given

BINDING = Binding(
    variants=("pytorch-2.13",),
    optimizer="AdamW",
    options=lambda h: {**adam.options(h), **given(h, weight_decay="weight_decay")},
    slots={"m": "m", "v": "v"},
    chosen=lambda variant: {"bias_correction": True},
)
