"""mlx.optimizers.Adamax, which has no bias correction."""

from goldstep.adapters.mlx.bindings import adam
from goldstep.adapters.mlx.optimizers import Binding

BINDING = Binding(variants=("mlx-0.32",), optimizer="Adamax", options=adam.options, slots={"m": "m", "u": "v"})
