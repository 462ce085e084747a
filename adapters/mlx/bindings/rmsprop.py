"""mlx.optimizers.RMSprop, which has neither momentum nor weight decay."""

from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given

BINDING = Binding(
    variants=("pytorch-2.13",),
    optimizer="RMSprop",
    options=lambda h: {"learning_rate": h["lr"], **given(h, alpha="alpha", eps="eps")},
    slots={"v": "v"},
    fixed={"weight_decay": 0.0},
    bounds={"eps": "(0, inf)"},
)
