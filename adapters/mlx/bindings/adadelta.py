"""mlx.optimizers.AdaDelta, which has no weight decay."""

from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given

BINDING = Binding(
    variants=("optax-0.2.8",),
    optimizer="AdaDelta",
    options=lambda h: {"learning_rate": h["lr"], **given(h, rho="rho", eps="eps")},
    slots={"e_g": "v", "e_x": "u"},
    fixed={"weight_decay": 0.0},
    bounds={"eps": "(0, inf)"},
)
