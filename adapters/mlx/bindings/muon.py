"""mlx.optimizers.Muon for matrices."""

from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given


def options(h):
    return {
        "learning_rate": h["lr"],
        **given(h, momentum="momentum", weight_decay="weight_decay"),
        **given(h, int, ns_steps="ns_steps"),
    }


BINDING = Binding(
    variants=("mlx-0.32",),
    optimizer="Muon",
    options=options,
    slots={"m": "v"},
    fixed={"ns_a": 3.4445, "ns_b": -4.775, "ns_c": 2.0315},
)
